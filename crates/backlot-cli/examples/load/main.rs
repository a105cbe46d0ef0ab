//! The cost of the sandbox beside a bare axum server, in memory, in a directory, and over PostgreSQL.
//!
//! ```sh
//! cargo build --release
//! cargo run --release -p backlot-cli --example load            # the whole table: about ten minutes
//! cargo run --release -p backlot-cli --example load -- quick   # the outlines in three minutes
//! cargo run --release -p backlot-cli --example load -- quick target/dist/backlot   # another build beside it
//! ```
//!
//! It starts `backlot serve` as people do, with its log going to a file, and a bare server with the same two routes over a map in
//! memory, each as a process of its own on a free port of this machine. It drives them in turn with the same keep-alive load, and
//! prints a table in Markdown. Servers run on the first processor and the load on the second. All loops are bounded in count and time.

mod bare;
mod drive;
mod machine;
mod measure;
mod plan;
mod server;
mod table;

use std::error::Error;

/// The same allocator as in the `backlot` command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => measure::run(&plan::WHOLE, None),
        ["quick"] => measure::run(&plan::QUICK, None),
        ["quick", other] => measure::run(&plan::QUICK, Some(other)),
        ["bare"] => bare::serve(),
        [other] => measure::run(&plan::WHOLE, Some(other)),
        _ => Err("usage: load [quick] [another backlot]".into()),
    }
}
