//! CutX under the sandbox: copy, static ads and videos, and the keys that keep a call from being charged twice.

mod documents;
mod machine;
mod options;
mod stories;
