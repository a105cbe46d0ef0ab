//! `backlot replay`: brings an exported world back, and tells whether this version gives the same answers.

use std::path::Path;

use backlot::{Backlot, Options};

use crate::arguments::Serve;
use crate::output::print;
use crate::serve;

/// Serves the world in a file, in place of the default world.
pub(crate) fn serve(file: &Path, options: &Serve) -> Result<(), String> {
    serve::serve(options, Some(&read(file)?))
}

/// Replays the world in a file, and tells about it unless it is only to be checked.
pub(crate) fn replay(file: &Path, is_check: bool) -> Result<(), String> {
    let saved = read(file)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("no thread to run on: {error}"))?;
    let backlot = Backlot::new(Options::default(), runtime.handle().clone());
    let backlot = backlot.map_err(|error| format!("cannot start: {error}"))?;
    let world = backlot.bring_back(&saved).map_err(|error| format!("{}: {error}", file.display()))?;
    if is_check {
        return Ok(());
    }
    let accounts: usize = world.accounts().map(|accounts| accounts.list().len()).sum();
    let jobs: usize = world.accounts().map(|accounts| accounts.counts().1).sum();
    let told = format!(
        "The world comes back as it was: {accounts} accounts with {jobs} jobs, at {:.3}.\n\
         `backlot replay --serve {}` serves it.\n",
        world.clock.now(),
        file.display(),
    );
    print(&told);
    Ok(())
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()))
}
