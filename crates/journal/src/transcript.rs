//! The texts of an exchange: nearly all of them in one piece of memory, which can be copied as it is.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use http::HeaderMap;
use sha2::{Digest, Sha256};

/// The size of the largest body that is kept as it is, in bytes. Larger ones are kept as digest and size.
pub(crate) const LARGEST: usize = 64 * 1024;
/// The size of the largest body among the other texts, in bytes. Larger ones have memory of their own. Both are copies: a slice,
/// however small, would keep the whole buffer alive from which it was cut.
const COPIED: usize = 4 * 1024;
/// The room for a usual answer, in bytes, which is made together with the room for the request.
const ANSWER: usize = 1024;

/// The texts of an exchange, in the order in which they were sent.
#[derive(Debug)]
pub struct Transcript {
    text: Vec<u8>,
    layout: Layout,
}

/// The places of the parts in a text, and the bodies that are not in it.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// The ends of the target, the request's headers, its body and the answer's headers.
    ends: [usize; 4],
    request: Content,
    response: Content,
}

/// The texts and bodies of an exchange, borrowed from any place.
#[derive(Clone, Copy, Debug)]
pub struct Texts<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) layout: &'a Layout,
}

/// A body as it is kept.
#[derive(Clone, Debug, Default)]
enum Content {
    /// The body was not read, or is empty.
    #[default]
    Unread,
    /// The body stands among the other texts.
    Copied,
    /// The body has memory of its own.
    Apart(Arc<[u8]>),
    /// Only a digest and the size are kept.
    Digest(Box<Fingerprint>),
}

/// The data that are kept of a large body.
#[derive(Clone, Copy, Debug)]
pub struct Fingerprint {
    /// The SHA-256 digest of the body.
    pub sha256: [u8; 32],
    /// The size of the body, in bytes.
    pub size: u64,
}

impl Fingerprint {
    /// Returns the digest and the size of a body.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self { sha256: Sha256::digest(bytes).into(), size: bytes.len() as u64 }
    }
}

/// A body as it is shown.
#[derive(Clone, Copy, Debug)]
pub enum Text<'a> {
    /// The body is empty, or was not read.
    Nothing,
    /// The body as it came.
    Whole(&'a [u8]),
    /// Only the digest and the size of the body.
    Fingerprint(Fingerprint),
}

impl Transcript {
    /// Begins with the request: path and query, and the headers. `body` is the announced size of the body, in bytes.
    pub fn begin(target: &str, headers: &HeaderMap, body: usize) -> Self {
        let body = if body <= COPIED { body } else { 0 };
        let mut text = Vec::with_capacity(target.len() + length(headers) + body + ANSWER);
        text.extend_from_slice(target.as_bytes());
        let end = text.len();
        append(&mut text, headers);
        let ends = [end, text.len(), text.len(), text.len()];
        Self { text, layout: Layout { ends, request: Content::Unread, response: Content::Unread } }
    }

    /// Adds the request's body, as far as it was read.
    pub fn add_request_body(&mut self, body: BodyCapture) {
        let BodyCapture { bytes, size, digest } = body;
        self.layout.request = match digest {
            Some(digest) => {
                let fingerprint = Fingerprint { sha256: digest.finalize().into(), size: size as u64 };
                Content::Digest(Box::new(fingerprint))
            }
            None if bytes.is_empty() => Content::Unread,
            None if bytes.len() > COPIED => Content::Apart(bytes.into()),
            None => {
                self.text.extend_from_slice(&bytes);
                Content::Copied
            }
        };
        self.layout.ends[2..].fill(self.text.len());
    }

    /// Adds the answer.
    pub fn add_response(&mut self, headers: &HeaderMap, body: &Bytes) {
        let copied = if body.len() <= COPIED { body.len() } else { 0 };
        self.text.reserve_exact(length(headers) + copied);
        append(&mut self.text, headers);
        self.layout.ends[3] = self.text.len();
        self.layout.response = if body.len() <= COPIED {
            self.text.extend_from_slice(body);
            Content::Copied
        } else if body.len() <= LARGEST {
            Content::Apart(Arc::from(&body[..]))
        } else {
            Content::Digest(Box::new(Fingerprint::of(body)))
        };
    }

    /// Returns the texts and bodies.
    pub fn texts(&self) -> Texts<'_> {
        Texts { text: &self.text, layout: &self.layout }
    }

    /// Returns the text, and the places of the parts in it.
    pub(crate) fn into_parts(self) -> (Vec<u8>, Layout) {
        (self.text, self.layout)
    }
}

impl Layout {
    /// Returns the number of bytes that the bodies take outside the text.
    pub(crate) fn weight(&self) -> usize {
        let apart = |content: &Content| match content {
            Content::Apart(bytes) => bytes.len(),
            Content::Digest(_) => size_of::<Fingerprint>(),
            Content::Unread | Content::Copied => 0,
        };
        apart(&self.request) + apart(&self.response)
    }
}

impl<'a> Texts<'a> {
    /// Returns the path and the query, within the world.
    pub fn target(self) -> &'a str {
        std::str::from_utf8(&self.text[..self.layout.ends[0]]).unwrap_or_default()
    }

    /// Returns the request's headers.
    pub fn request_headers(self) -> Lines<'a> {
        Lines(&self.text[self.layout.ends[0]..self.layout.ends[1]])
    }

    /// Returns the request's body.
    pub fn request_body(self) -> Text<'a> {
        self.body(&self.layout.request, self.layout.ends[1]..self.layout.ends[2])
    }

    /// Returns the answer's headers.
    pub fn response_headers(self) -> Lines<'a> {
        Lines(&self.text[self.layout.ends[2]..self.layout.ends[3]])
    }

    /// Returns the answer's body.
    pub fn response_body(self) -> Text<'a> {
        self.body(&self.layout.response, self.layout.ends[3]..self.text.len())
    }

    fn body(self, content: &'a Content, copied: Range<usize>) -> Text<'a> {
        let bytes = match content {
            Content::Unread => return Text::Nothing,
            Content::Digest(fingerprint) => return Text::Fingerprint(**fingerprint),
            Content::Copied => &self.text[copied],
            Content::Apart(bytes) => bytes,
        };
        if bytes.is_empty() { Text::Nothing } else { Text::Whole(bytes) }
    }
}

fn length(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 3).sum()
}

fn append(text: &mut Vec<u8>, headers: &HeaderMap) {
    for (name, value) in headers {
        text.extend_from_slice(name.as_str().as_bytes());
        text.extend_from_slice(b": ");
        text.extend_from_slice(value.as_bytes());
        text.push(b'\n');
    }
}

/// Header lines as they go over the wire: `name: value`, each with a line end.
#[derive(Clone, Copy, Debug)]
pub struct Lines<'a>(&'a [u8]);

impl<'a> Lines<'a> {
    /// Returns names and values, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, String)> + use<'a> {
        self.0.split(|byte| *byte == b'\n').filter_map(|line| {
            let end = line.iter().position(|byte| *byte == b':')?;
            let name = std::str::from_utf8(&line[..end]).ok()?;
            Some((name, String::from_utf8_lossy(line.get(end + 2..)?).into_owned()))
        })
    }

    /// Returns the token of an `Authorization: Bearer` header, or the value of `X-Api-Key`.
    /// For requests whose key the provider did not read.
    pub fn api_key(&self) -> Option<String> {
        let bearer = self.get("authorization").and_then(|value| {
            let (scheme, token) = value.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
        });
        bearer.or_else(|| self.get("x-api-key"))
    }

    /// Returns the first value of a name.
    pub fn get(&self, name: &str) -> Option<String> {
        self.iter().find(|(own, _)| *own == name).map(|(_, value)| value)
    }
}

/// The part of a body that is kept while it passes: a copy, or only a digest if it turns out to be large.
#[derive(Debug, Default)]
pub struct BodyCapture {
    bytes: Vec<u8>,
    size: usize,
    digest: Option<Sha256>,
}

impl BodyCapture {
    /// Adds a piece that passes.
    pub fn add(&mut self, piece: &[u8]) {
        self.size += piece.len();
        if self.size <= LARGEST {
            self.bytes.extend_from_slice(piece);
            return;
        }
        let digest = self.digest.get_or_insert_default();
        digest.update(std::mem::take(&mut self.bytes));
        digest.update(piece);
    }
}
