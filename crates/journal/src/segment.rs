//! A segment: some exchanges in a row, in memory that is reused as a whole. A piece of memory for each exchange would cost more
//! than the rest of the journal, above all when the oldest exchange is forgotten for every new one.

use std::ops::Range;
use std::sync::Arc;

use crate::exchange::{About, Exchange};
use crate::transcript::{Layout, Texts};

/// The room that an exchange takes in the ring's indexes, in bytes: at most, which is when it has a key of its own.
const INDEXED: usize = 160;
/// The usual length of an exchange's text, in bytes.
const USUAL: usize = 512;

/// Some exchanges in a row.
#[derive(Debug)]
pub(crate) struct Segment {
    /// The number of the first exchange.
    first: u64,
    text: Vec<u8>,
    rows: Vec<Row>,
    /// The number of bytes that the exchanges take elsewhere.
    elsewhere: usize,
}

#[derive(Clone, Debug)]
struct Row {
    about: About,
    text: Range<usize>,
    layout: Layout,
}

impl Segment {
    /// Creates an empty segment with room for this many bytes of text. Its first exchange will have this number.
    pub(crate) fn new(first: u64, bytes: usize) -> Self {
        let rows = Vec::with_capacity(bytes / USUAL);
        Self { first, text: Vec::with_capacity(bytes), rows, elsewhere: 0 }
    }

    /// Returns the same empty segment with another first number.
    pub(crate) fn beginning_with(self, first: u64) -> Self {
        Self { first, ..self }
    }

    /// Returns the number of the first exchange.
    pub(crate) fn first(&self) -> u64 {
        self.first
    }

    /// Returns the place of the exchange with this number.
    pub(crate) fn place(&self, seq: u64) -> Option<usize> {
        let place = usize::try_from(seq.checked_sub(self.first)?).ok()?;
        (place < self.rows.len()).then_some(place)
    }

    /// Returns the number of bytes that the segment takes.
    pub(crate) fn weight(&self) -> usize {
        let rows = self.rows.capacity() * size_of::<Row>() + self.rows.len() * INDEXED;
        self.text.capacity() + rows + self.elsewhere
    }

    /// Returns `true` if there is room for an exchange. An empty segment always has room.
    pub(crate) fn has_room(&self, exchange: &Exchange) -> bool {
        let text = self.text.len() + exchange.transcript.texts().text.len();
        self.rows.is_empty() || (text <= self.text.capacity() && self.rows.len() < self.rows.capacity())
    }

    /// Adds an exchange.
    pub(crate) fn push(&mut self, exchange: Exchange) {
        let Exchange { about, transcript } = exchange;
        let (text, layout) = transcript.into_parts();
        let start = self.text.len();
        self.text.extend_from_slice(&text);
        self.elsewhere += about.weight() + layout.weight();
        self.rows.push(Row { about, text: start..self.text.len(), layout });
    }

    /// Returns `true` if the segment has this room for text. A world's first segment has less, and an overfull one more.
    pub(crate) fn is_of(&self, bytes: usize) -> bool {
        (bytes..2 * bytes).contains(&self.text.capacity())
    }

    /// Returns the same memory without the exchanges.
    pub(crate) fn cleared(mut self) -> Self {
        self.text.clear();
        self.rows.clear();
        self.elsewhere = 0;
        self
    }

    /// Copies the exchanges from a place on, into no more memory than they need.
    pub(crate) fn copy(&self, place: usize) -> Self {
        let rows = &self.rows[place..];
        let start = rows.first().map_or(self.text.len(), |row| row.text.start);
        let moved = |row: &Row| Row { text: row.text.start - start..row.text.end - start, ..row.clone() };
        Self {
            first: self.first + place as u64,
            text: self.text[start..].to_vec(),
            rows: rows.iter().map(moved).collect(),
            elsewhere: 0,
        }
    }

    /// Returns the data on each exchange, in order.
    pub(crate) fn abouts(&self) -> impl Iterator<Item = &About> {
        self.rows.iter().map(|row| &row.about)
    }
}

/// An exchange with its number.
#[derive(Clone, Debug)]
pub struct JournalEntry {
    /// The number, counted from 1 in the order in which exchanges ended.
    pub seq: u64,
    pub(crate) segment: Arc<Segment>,
    pub(crate) place: usize,
}

impl JournalEntry {
    /// Returns the data on the exchange.
    pub fn about(&self) -> &About {
        &self.row().about
    }

    /// Returns the texts and bodies of the exchange.
    pub fn texts(&self) -> Texts<'_> {
        let row = self.row();
        Texts { text: &self.segment.text[row.text.clone()], layout: &row.layout }
    }

    fn row(&self) -> &Row {
        &self.segment.rows[self.place]
    }
}
