//! The HTTP shell: requests in, answers out, and no knowledge of any provider.

mod answer;
mod authority;
mod body;
mod caller;
mod files;
mod notes;
mod server;
mod shell;
mod socket;
mod upload;

pub use answer::{Answer, cite};
pub use authority::{Authority, BadHost, LocalAddress};
pub use body::{Body, DRAINED, Object, Query, read_all, read_form, read_object};
pub use caller::{Caller, Visit};
pub use files::{OwnFile, no_file, under_policy};
pub use notes::Notes;
pub use server::{Hangup, serve};
pub use shell::guard;
pub use upload::{FileForm, SentFile, Upload};
