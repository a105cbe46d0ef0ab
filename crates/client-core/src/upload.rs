//! Files to send, and the forms (`multipart/form-data`, RFC 7578) that carry them.
//!
//! A file is read while it is sent, a chunk at a time, so its size costs no memory. It is opened again for each try, so a
//! repeated call sends it from its beginning.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use futures_util::{StreamExt, stream};
use reqwest::multipart;
use tokio::io::{AsyncRead, AsyncReadExt};

use crate::error::{Error, ErrorKind, Result};
use crate::stall::Moved;

/// The size of the chunks that are read, sent and reported, in bytes.
const CHUNK: usize = 64 * 1024;

/// A form to send: its parts, in order.
#[derive(Clone, Default)]
pub struct Form {
    parts: Vec<(&'static str, Part)>,
}

#[derive(Clone)]
enum Part {
    Text(String),
    File(Upload),
}

impl Form {
    /// Adds a text field.
    #[must_use]
    pub fn text(mut self, name: &'static str, value: &impl ToString) -> Self {
        self.parts.push((name, Part::Text(value.to_string())));
        self
    }

    /// Adds a file.
    #[must_use]
    pub fn file(mut self, name: &'static str, file: &Upload) -> Self {
        self.parts.push((name, Part::File(file.clone())));
        self
    }

    /// Opens every file for one try. Returns the body and the counter of its sent bytes.
    pub(crate) async fn open(&self) -> Result<(multipart::Form, Moved)> {
        let moved = Moved::default();
        let mut form = multipart::Form::new();
        for (name, part) in &self.parts {
            form = match part {
                Part::Text(text) => form.text(*name, text.clone()),
                Part::File(file) => form.part(*name, file.open(&moved).await?),
            };
        }
        Ok((form, moved))
    }
}

/// A file to send.
///
/// ```
/// use client_core::Upload;
///
/// let photo = Upload::path("photos/face.jpg").with_progress(|progress| println!("{progress:?}"));
/// let drawn = Upload::bytes("face.png", vec![0x89, b'P', b'N', b'G']);
/// ```
#[derive(Clone)]
pub struct Upload {
    file_name: String,
    content_type: Option<String>,
    source: Source,
    progress: Option<Arc<Telling>>,
}

type Telling = dyn Fn(UploadProgress) + Send + Sync;
type Reader = Box<dyn AsyncRead + Send + Unpin>;
type Open = dyn Fn() -> BoxFuture<'static, io::Result<Reader>> + Send + Sync;

#[derive(Clone)]
enum Source {
    Path(PathBuf),
    Bytes(Bytes),
    Reader { length: Option<u64>, open: Arc<Open> },
}

/// The progress of an upload. A repeated try starts again at zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadProgress {
    /// The number of bytes of the file that were handed to the connection so far.
    pub sent: u64,
    /// The size of the file in bytes, if it is known.
    pub total: Option<u64>,
}

impl Upload {
    /// Creates an upload of a file on disk, under its own name.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Self::new(name, Source::Path(path))
    }

    /// Creates an upload of bytes in memory. They are not copied.
    pub fn bytes(file_name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self::new(file_name, Source::Bytes(bytes.into()))
    }

    /// Creates an upload from a reader. `open` is called again for each try.
    ///
    /// `length` is the number of bytes to send. If it is not known, the request has no `Content-Length`. Bytes beyond the
    /// length are not sent. A reader that ends before the length is an [`ErrorKind::Read`].
    ///
    /// ```
    /// use client_core::Upload;
    ///
    /// let photo = Upload::reader("face.jpg", Some(3), || async { Ok(&b"jpg"[..]) });
    /// ```
    pub fn reader<R, Opening>(
        file_name: impl Into<String>,
        length: Option<u64>,
        open: impl Fn() -> Opening + Send + Sync + 'static,
    ) -> Self
    where
        R: AsyncRead + Send + Unpin + 'static,
        Opening: Future<Output = io::Result<R>> + Send + 'static,
    {
        let open = move || -> BoxFuture<'static, io::Result<Reader>> {
            let opening = open();
            Box::pin(async move { Ok(Box::new(opening.await?) as Reader) })
        };
        Self::new(file_name, Source::Reader { length, open: Arc::new(open) })
    }

    fn new(file_name: impl Into<String>, source: Source) -> Self {
        Self { file_name: file_name.into(), content_type: None, source, progress: None }
    }

    /// Changes the name under which the file is sent.
    #[must_use]
    pub fn with_file_name(self, file_name: impl Into<String>) -> Self {
        Self { file_name: file_name.into(), ..self }
    }

    /// Sets the media type, such as `image/jpeg`. By default it follows from the extension of the name.
    #[must_use]
    pub fn with_content_type(self, content_type: impl Into<String>) -> Self {
        Self { content_type: Some(content_type.into()), ..self }
    }

    /// Sets a function that is called each time a part of the file has been handed to the connection.
    #[must_use]
    pub fn with_progress(self, progress: impl Fn(UploadProgress) + Send + Sync + 'static) -> Self {
        Self { progress: Some(Arc::new(progress)), ..self }
    }

    /// Returns the name under which the file is sent.
    pub fn file_name(&self) -> &str {
        &self.file_name
    }

    async fn open(&self, moved: &Moved) -> Result<multipart::Part> {
        let unreadable = |cause| self.unreadable(cause).into_error().before_sending();
        let (length, chunks) = match &self.source {
            Source::Bytes(bytes) => (Some(bytes.len() as u64), slices(bytes.clone())),
            Source::Path(path) => {
                let (length, file) = open_file(path).await.map_err(unreadable)?;
                (length, self.chunks(length, Box::new(file)))
            }
            Source::Reader { length, open } => {
                (*length, self.chunks(*length, open().await.map_err(unreadable)?))
            }
        };
        let body = reqwest::Body::wrap_stream(self.told(length, moved.clone(), chunks));
        let part = match length {
            Some(length) => multipart::Part::stream_with_length(body, length),
            None => multipart::Part::stream(body),
        };
        let guess = || mime_guess::from_path(&self.file_name).first_or_octet_stream().to_string();
        let content_type = self.content_type.clone().unwrap_or_else(guess);
        let part = part.mime_str(&content_type).map_err(|cause| {
            Error::new(ErrorKind::Build, format!("{content_type:?} is no media type")).with_cause(cause)
        })?;
        // A line break in a name would start another header.
        Ok(part.file_name(self.file_name.replace(char::is_control, "_")))
    }

    /// Returns the chunks of a reader, up to the announced length. A shorter reader is an error.
    fn chunks(&self, length: Option<u64>, reader: Reader) -> BoxStream<'static, Result<Bytes, Unreadable>> {
        let file = self.clone();
        let reader = reader.take(length.unwrap_or(u64::MAX));
        let chunks = stream::try_unfold((reader, 0), move |(mut reader, sent)| {
            let file = file.clone();
            async move {
                let mut chunk = BytesMut::with_capacity(CHUNK);
                let count = reader.read_buf(&mut chunk).await.map_err(|cause| file.unreadable(cause))?;
                match length {
                    Some(length) if count == 0 && sent < length => {
                        let short = format!("it ended after {sent} of {length} bytes");
                        Err(file.unreadable(io::Error::new(io::ErrorKind::UnexpectedEof, short)))
                    }
                    _ if count == 0 => Ok(None),
                    _ => Ok(Some((chunk.freeze(), (reader, sent + count as u64)))),
                }
            }
        });
        Box::pin(chunks)
    }

    /// Returns the same chunks, and counts and reports each of them on its way.
    fn told(
        &self,
        total: Option<u64>,
        moved: Moved,
        chunks: BoxStream<'static, Result<Bytes, Unreadable>>,
    ) -> BoxStream<'static, Result<Bytes, Unreadable>> {
        let progress = self.progress.clone();
        let mut sent = 0;
        Box::pin(chunks.inspect(move |chunk| {
            let Ok(chunk) = chunk else { return };
            moved.add(chunk.len() as u64);
            sent += chunk.len() as u64;
            if let Some(progress) = &progress {
                progress(UploadProgress { sent, total });
            }
        }))
    }

    fn unreadable(&self, cause: io::Error) -> Unreadable {
        Unreadable { file_name: self.file_name.clone(), cause: Arc::new(cause) }
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload").field("file_name", &self.file_name).finish_non_exhaustive()
    }
}

/// Opens a file. Returns its length too, if it has one: a pipe has none.
async fn open_file(path: &PathBuf) -> io::Result<(Option<u64>, tokio::fs::File)> {
    let file = tokio::fs::File::open(path).await?;
    let about = file.metadata().await?;
    if about.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Ok((about.is_file().then_some(about.len()), file))
}

fn slices(bytes: Bytes) -> BoxStream<'static, Result<Bytes, Unreadable>> {
    Box::pin(stream::unfold(bytes, |mut rest| async move {
        let chunk = rest.split_to(rest.len().min(CHUNK));
        (!chunk.is_empty()).then_some((Ok(chunk), rest))
    }))
}

/// The error of a request that broke off because its own file could not be read to the end.
#[derive(Clone, Debug)]
struct Unreadable {
    file_name: String,
    cause: Arc<io::Error>,
}

impl Unreadable {
    fn into_error(self) -> Error {
        Error::new(ErrorKind::Read, self.to_string()).with_cause(self.cause)
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cannot be read", self.file_name)
    }
}

impl std::error::Error for Unreadable {}

/// Returns the error of a request that broke off because its own file could not be read.
pub(crate) fn unreadable(cause: &reqwest::Error) -> Option<Error> {
    let mut cause: Option<&dyn std::error::Error> = Some(cause);
    while let Some(error) = cause {
        if let Some(unreadable) = error.downcast_ref::<Unreadable>() {
            return Some(unreadable.clone().into_error());
        }
        cause = error.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_in_memory_goes_in_bounded_chunks_and_uncopied() {
        let bytes = Bytes::from(vec![7; CHUNK * 2 + 1]);
        let start = bytes.as_ptr();
        let chunks: Vec<_> = slices(bytes).map(Result::unwrap).collect().await;
        assert_eq!(chunks.iter().map(Bytes::len).collect::<Vec<_>>(), [CHUNK, CHUNK, 1]);
        assert_eq!(chunks[0].as_ptr(), start);
    }
}
