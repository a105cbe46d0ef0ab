//! The studio: renders each artwork once for all callers that wait for it, and reads photographs, within the means of
//! the machine.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use ::http::{HeaderMap, Method, Response};
use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared, WeakShared};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::artwork::{Artwork, Identity};
use crate::photo::{self, Photo, PhotoError};
use crate::rendering::{Kept, Rendering};
use crate::{film, http, picture};

/// Renders artworks on demand, and reads photographs, off the threads that answer calls.
///
/// At most as many pieces of work run at once as there are cores. An artwork that several callers wait for is rendered
/// once. Work is not begun if all its callers have gone away. [`render`](Self::render) is an
/// exception: it works on the caller's thread and does not wait for a core.
pub struct Studio {
    kept: Mutex<Kept>,
    under_way: Mutex<HashMap<Identity, WeakShared<Making>>>,
    cores: Arc<Semaphore>,
    all_cores: u32,
    paint: Box<Paint>,
}

type Paint = dyn Fn(&Artwork) -> Vec<u8> + Send + Sync;

/// A rendering in the making; `None` if it failed.
type Making = BoxFuture<'static, Option<Rendering>>;

impl Studio {
    /// Creates a studio that keeps at most `cache_bytes` of finished files, the most recently used ones.
    pub fn new(cache_bytes: usize) -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Self::with(cache_bytes, cores.try_into().unwrap_or(u32::MAX), paint)
    }

    fn with(
        cache_bytes: usize,
        cores: u32,
        paint: impl Fn(&Artwork) -> Vec<u8> + Send + Sync + 'static,
    ) -> Self {
        Self {
            kept: Mutex::new(Kept::new(cache_bytes)),
            under_way: Mutex::default(),
            cores: Arc::new(Semaphore::new(cores as usize)),
            all_cores: cores,
            paint: Box::new(paint),
        }
    }

    /// Returns the rendering of an artwork: a kept one, or a new one, made on the caller's thread.
    pub fn render(&self, artwork: &Artwork) -> Rendering {
        self.render_as(artwork.identity(), artwork)
    }

    fn render_as(&self, identity: Identity, artwork: &Artwork) -> Rendering {
        if let Some(rendering) = lock(&self.kept).get(&identity) {
            return rendering;
        }
        let bytes = (self.paint)(artwork).into();
        let rendering = Rendering { bytes, content_type: artwork.content_type(), etag: identity.etag() };
        lock(&self.kept).put(identity, rendering.clone());
        rendering
    }

    /// Returns the whole answer to a request for an artwork, as [`respond`](crate::respond) gives it. The artwork is
    /// rendered only if the answer needs the file or its length. If rendering fails, the answer has status 500.
    pub async fn respond(
        self: &Arc<Self>,
        artwork: Artwork,
        method: &Method,
        headers: &HeaderMap,
    ) -> Response<Bytes> {
        let identity = artwork.identity();
        if let Some(answer) = http::without_file(&identity.etag(), method, headers) {
            return answer;
        }
        match self.obtain(identity, artwork).await {
            Some(rendering) => http::respond(&rendering, method, headers),
            None => http::failure(),
        }
    }

    async fn obtain(self: &Arc<Self>, identity: Identity, artwork: Artwork) -> Option<Rendering> {
        let kept = lock(&self.kept).get(&identity);
        match kept {
            Some(rendering) => Some(rendering),
            None => self.making(identity, artwork).await,
        }
    }

    /// Returns the making of an artwork: the one that is under way, or a new one. It is dropped with the last caller
    /// that waits for it.
    fn making(self: &Arc<Self>, identity: Identity, artwork: Artwork) -> Shared<Making> {
        let mut under_way = lock(&self.under_way);
        if let Some(making) = under_way.get(&identity).and_then(WeakShared::upgrade) {
            return making;
        }
        under_way.retain(|_, making| making.upgrade().is_some());
        let studio = self.clone();
        let work = self.work(1, move || studio.render_as(identity, &artwork));
        let making = work.boxed().shared();
        under_way.extend(making.downgrade().map(|making| (identity, making)));
        making
    }

    /// Reads a photograph, and returns it with the SHA-256 of its file. Returns `None` if reading panics.
    ///
    /// At most two photographs are read at once, as each may take hundreds of megabytes (see [`photo`]).
    pub async fn read(&self, photo: Bytes) -> Option<Result<(Photo, [u8; 32]), PhotoError>> {
        let half = self.all_cores.div_ceil(2);
        let read = move || {
            let read = photo::read(&photo)?;
            Ok((read, Sha256::digest(&photo).into()))
        };
        self.work(half, read).await
    }

    /// Does a piece of work once `cores` cores are free, and returns its result; `None` if it panics.
    fn work<T: Send + 'static>(
        &self,
        cores: u32,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> impl Future<Output = Option<T>> + Send + 'static {
        let free = self.cores.clone();
        async move {
            let held = free.acquire_many_owned(cores).await.ok()?;
            let done = spawn_blocking(move || {
                // The cores are held to the end of the work, which goes on even if its caller goes away.
                let _held = held;
                work()
            });
            done.await.ok()
        }
    }
}

fn paint(artwork: &Artwork) -> Vec<u8> {
    match artwork {
        Artwork::Picture(picture) => picture::render(picture),
        Artwork::Film(film) => film::render(film),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
