//! The console: pages that show a world of the sandbox and act on it.
//!
//! Every page is rendered from the typed replies of control calls, and every button is a form that makes one control call. The pages
//! work without a script; the script keeps them up to date. Nothing here listens: a server hands requests to [`Console::answer`].

mod answer;
mod form_fields;
mod frame;
mod make_call;
mod page_request;
mod pages;
mod parts;
mod router;
mod visit;

pub use visit::Console;
