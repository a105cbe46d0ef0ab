//! Finished files, and a store of those that were used last.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::artwork::Identity;

/// A finished file. Clones share the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendering {
    /// The whole file.
    pub bytes: Bytes,
    /// The media type.
    pub content_type: &'static str,
    /// The strong entity tag, quoted as in an `ETag` header.
    pub etag: String,
}

impl Rendering {
    /// Creates a file from bytes, with a tag that is made from them.
    pub fn of(bytes: Bytes, content_type: &'static str) -> Self {
        let digest = Sha256::digest(&bytes).into();
        Self::with_digest(bytes, content_type, digest)
    }

    /// Creates a file from bytes whose SHA-256 is known, with the same tag as [`of`](Self::of) gives them.
    pub fn with_digest(bytes: Bytes, content_type: &'static str, digest: [u8; 32]) -> Self {
        Self { bytes, content_type, etag: Identity(digest).etag() }
    }
}

/// A store of renderings in the order of their last use, bounded in bytes.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    limit: usize,
    bytes: usize,
    /// The number of uses so far. Each rendering is filed under the number of its last use.
    uses: u64,
    by_use: BTreeMap<u64, Identity>,
    by_identity: HashMap<Identity, (u64, Rendering)>,
}

impl Kept {
    /// Creates a store for at most `limit` bytes.
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, ..Self::default() }
    }

    /// Returns a kept rendering, and marks it as the last used one.
    pub(crate) fn get(&mut self, identity: &Identity) -> Option<Rendering> {
        self.uses += 1;
        let (used, rendering) = self.by_identity.get_mut(identity)?;
        self.by_use.remove(used);
        *used = self.uses;
        self.by_use.insert(self.uses, *identity);
        Some(rendering.clone())
    }

    /// Keeps a rendering, unless it is already kept or larger than the limit. The least recently used renderings give way.
    pub(crate) fn put(&mut self, identity: Identity, rendering: Rendering) {
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
        let mut kept = Kept::new(10);
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
        let mut kept = Kept::new(10);
        kept.put(Identity([1; 32]), rendering(6));
        kept.put(Identity([2; 32]), rendering(11));
        assert_eq!(kept_keys(&kept), [1]);
    }

    #[test]
    fn a_rendering_made_twice_at_once_is_counted_once() {
        let mut kept = Kept::new(10);
        kept.put(Identity([1; 32]), rendering(6));
        kept.put(Identity([1; 32]), rendering(6));
        assert_eq!((kept.bytes, kept_keys(&kept)), (6, vec![1]));
    }
}
