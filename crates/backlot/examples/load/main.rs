//! The cost of the sandbox beside a bare axum server.
//!
//! ```sh
//! cargo run --release -p backlot --example load            # the whole table: about six minutes
//! cargo run --release -p backlot --example load -- quick   # the outlines in two minutes
//! ```
//!
//! It starts the sandbox and a bare server with the same two routes over a map in memory, each as a process of its own on a
//! free port of this machine, drives them in turn with the same keep-alive load, and prints a table in Markdown. Servers run
//! on the first processor and the load on the second. All loops are bounded in count and time.

mod bare;
mod drive;
mod machine;
mod plan;
mod servers;
mod table;

use std::error::Error;

/// The same allocator as in the `backlot` command, for both servers.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => plan::run(&plan::WHOLE),
        ["quick"] => plan::run(&plan::QUICK),
        ["server", which] => servers::serve(which),
        _ => Err("usage: load [quick]".into()),
    }
}
