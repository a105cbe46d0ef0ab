//! The studio: renders what is asked for and keeps the latest renderings.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, Method, Response};

use crate::artwork::{Artwork, Identity};
use crate::{film, http as answer, picture};

/// A finished file. Clones share the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendering {
    /// The whole file.
    pub bytes: Bytes,
    /// Its media type.
    pub content_type: &'static str,
    /// Its strong entity tag, quoted as in an `ETag` header.
    pub etag: String,
}

/// Renders artworks on demand. Rendering takes milliseconds of computing: call it where blocking is allowed.
#[derive(Debug)]
pub struct Studio {
    kept: Mutex<Kept>,
}

impl Studio {
    /// A studio that keeps at most `cache_bytes` of finished files, the most recently used ones.
    pub fn new(cache_bytes: usize) -> Self {
        Self { kept: Mutex::new(Kept { limit: cache_bytes, ..Kept::default() }) }
    }

    /// The rendering of an artwork: a kept one, or a new one. Two callers who ask for the same new artwork at once
    /// each render it, to the same bytes; nobody waits for anybody.
    pub fn render(&self, artwork: &Artwork) -> Rendering {
        self.render_as(artwork.identity(), artwork)
    }

    fn render_as(&self, identity: Identity, artwork: &Artwork) -> Rendering {
        if let Some(rendering) = self.kept().get(&identity) {
            return rendering;
        }
        let bytes = match artwork {
            Artwork::Picture(picture) => picture::render(picture),
            Artwork::Film(film) => film::render(film),
        };
        let rendering =
            Rendering { bytes: bytes.into(), content_type: artwork.content_type(), etag: identity.etag() };
        self.kept().put(identity, rendering.clone());
        rendering
    }

    /// The whole answer to a request for an artwork, as [`respond`](crate::respond) gives it, but an answer that needs
    /// neither the file nor its length is given without rendering.
    pub fn respond(&self, artwork: &Artwork, method: &Method, headers: &HeaderMap) -> Response<Bytes> {
        let identity = artwork.identity();
        answer::respond_with(&identity.etag(), method, headers, || self.render_as(identity, artwork))
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Renderings in the order of their last use, bounded in bytes.
#[derive(Debug, Default)]
struct Kept {
    limit: usize,
    bytes: usize,
    /// Counts uses; each rendering is filed under its latest.
    uses: u64,
    by_use: BTreeMap<u64, Identity>,
    by_identity: HashMap<Identity, (u64, Rendering)>,
}

impl Kept {
    fn get(&mut self, identity: &Identity) -> Option<Rendering> {
        self.uses += 1;
        let (used, rendering) = self.by_identity.get_mut(identity)?;
        self.by_use.remove(used);
        *used = self.uses;
        self.by_use.insert(self.uses, *identity);
        Some(rendering.clone())
    }

    fn put(&mut self, identity: Identity, rendering: Rendering) {
        let size = rendering.bytes.len();
        if size > self.limit || self.by_identity.contains_key(&identity) {
            return;
        }
        while self.bytes + size > self.limit
            && let Some((_, oldest)) = self.by_use.pop_first()
        {
            self.bytes -= self.by_identity.remove(&oldest).map_or(0, |(_, rendering)| rendering.bytes.len());
        }
        self.uses += 1;
        self.bytes += size;
        self.by_use.insert(self.uses, identity);
        self.by_identity.insert(identity, (self.uses, rendering));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendering(size: usize) -> Rendering {
        Rendering { bytes: vec![0; size].into(), content_type: "image/png", etag: String::new() }
    }

    fn kept_keys(kept: &Kept) -> Vec<u8> {
        kept.by_use.values().map(|identity| identity.0[0]).collect()
    }

    #[test]
    fn the_least_recently_used_rendering_gives_way() {
        let mut kept = Kept { limit: 10, ..Kept::default() };
        kept.put(Identity([1; 32]), rendering(4));
        kept.put(Identity([2; 32]), rendering(4));
        assert!(kept.get(&Identity([1; 32])).is_some());
        kept.put(Identity([3; 32]), rendering(5));
        assert_eq!(kept_keys(&kept), [1, 3]);
        assert_eq!(kept.bytes, 9);
        kept.put(Identity([4; 32]), rendering(10));
        assert_eq!(kept_keys(&kept), [4]);
        assert_eq!((kept.bytes, kept.by_identity.len()), (10, 1));
    }

    #[test]
    fn a_rendering_beyond_the_bound_is_not_kept() {
        let mut kept = Kept { limit: 10, ..Kept::default() };
        kept.put(Identity([1; 32]), rendering(6));
        kept.put(Identity([2; 32]), rendering(11));
        assert_eq!(kept_keys(&kept), [1]);
    }

    #[test]
    fn a_rendering_made_twice_at_once_is_counted_once() {
        let mut kept = Kept { limit: 10, ..Kept::default() };
        kept.put(Identity([1; 32]), rendering(6));
        kept.put(Identity([1; 32]), rendering(6));
        assert_eq!((kept.bytes, kept_keys(&kept)), (6, vec![1]));
    }
}
