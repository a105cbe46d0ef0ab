//! A file that gets its name when it is complete.

use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};

use tokio::fs::File;

use super::unwritable;
use crate::error::{Error, Result};

/// A file with a name of its own next to its destination. It is removed if it is dropped before it is finished.
pub(super) struct PartFile {
    file: File,
    part: PathBuf,
    destination: PathBuf,
    finished: bool,
}

impl PartFile {
    /// Creates the file. No other file is touched.
    pub(super) async fn create(destination: &Path) -> Result<Self> {
        let name = destination.file_name().unwrap_or_default().to_string_lossy();
        let chance = RandomState::new().hash_one(&name);
        let part = destination.with_file_name(format!(".{name}.{chance:016x}.part"));
        let file = File::options().write(true).create_new(true).open(&part).await;
        let file = file.map_err(|cause| unwritable(cause).before_sending())?;
        Ok(Self { file, part, destination: destination.to_owned(), finished: false })
    }

    pub(super) fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Brings the content to disk, and then gives the file its name.
    pub(super) async fn finish(mut self) -> Result<(), Error> {
        self.file.sync_all().await.map_err(unwritable)?;
        tokio::fs::rename(&self.part, &self.destination).await.map_err(unwritable)?;
        self.finished = true;
        Ok(())
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        if !self.finished {
            // It may be gone already, and a failed download has its own error to report.
            drop(std::fs::remove_file(&self.part));
        }
    }
}
