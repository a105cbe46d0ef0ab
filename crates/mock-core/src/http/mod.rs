//! The HTTP shell: requests in, answers out, and nothing in between that knows a provider.

mod answer;
mod body;
mod caller;
mod files;
mod server;
mod shell;

pub use answer::{Answer, cite};
pub use body::{Body, Object, Query, read_form, read_object};
pub use caller::{Caller, Visit};
pub use files::{file, no_file};
pub use server::serve;
pub use shell::guard;
