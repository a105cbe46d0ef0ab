//! Sets of ordinals with fast access to the k-th: any page of a long list costs as much as its first.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A set of ordinals, counted from the smallest. Adding, removing and finding the k-th take O(log n). The set needs a fifth of
/// a byte for every ordinal up to its largest.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<u64>", into = "Vec<u64>")]
pub struct OrdinalSet {
    /// The members, as one bit for each ordinal.
    words: Vec<u64>,
    /// A Fenwick tree over the words: at `i` (from 1) stands the number of bits in the `i & -i` words up to the i-th.
    sums: Vec<u32>,
    count: usize,
}

impl OrdinalSet {
    /// Returns the number of ordinals.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Returns `true` if the set is empty.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Returns `true` if an ordinal is in the set.
    pub fn contains(&self, ordinal: u64) -> bool {
        let (word, bit) = place(ordinal);
        self.words.get(word).is_some_and(|word| word & bit != 0)
    }

    /// Adds an ordinal. Returns `true` if it is new.
    pub fn insert(&mut self, ordinal: u64) -> bool {
        let (word, bit) = place(ordinal);
        while self.words.len() <= word {
            self.words.push(0);
            self.sums.push(self.sum_of_new());
        }
        let new = self.words[word] & bit == 0;
        if new {
            self.words[word] |= bit;
            self.count += 1;
            self.update(word, |sum| sum + 1);
        }
        new
    }

    /// Removes an ordinal. Returns `true` if it was in the set.
    pub fn remove(&mut self, ordinal: u64) -> bool {
        let (word, bit) = place(ordinal);
        let there = self.contains(ordinal);
        if there {
            self.words[word] &= !bit;
            self.count -= 1;
            self.update(word, |sum| sum - 1);
        }
        there
    }

    /// Returns the k-th ordinal from the smallest, counted from 0.
    pub fn get(&self, k: usize) -> Option<u64> {
        let mut left = u32::try_from(k).ok().filter(|_| k < self.count)?;
        let mut word = 0;
        let mut step = self.sums.len().checked_ilog2().map_or(0, |log| 1 << log);
        while step > 0 {
            if let Some(&sum) = self.sums.get(word + step - 1).filter(|sum| **sum <= left) {
                left -= sum;
                word += step;
            }
            step /= 2;
        }
        let mut bits = self.words[word];
        for _ in 0..left {
            bits &= bits - 1;
        }
        Some(word as u64 * 64 + u64::from(bits.trailing_zeros()))
    }

    /// Returns the number of ordinals that are smaller than this one.
    pub fn rank(&self, ordinal: u64) -> usize {
        let (word, bit) = place(ordinal);
        let Some(here) = self.words.get(word) else { return self.count };
        let mut rank = (here & (bit - 1)).count_ones();
        let mut place = word;
        while place > 0 {
            rank += self.sums[place - 1];
            place -= lowest_bit(place);
        }
        rank as usize
    }

    /// Returns the ordinals of a range of ranks, from the smallest. Ranks beyond the last one are left out.
    pub fn range(&self, ranks: Range<usize>) -> impl DoubleEndedIterator<Item = u64> + '_ {
        (ranks.start.min(self.count)..ranks.end.min(self.count)).filter_map(|rank| self.get(rank))
    }

    /// Returns every ordinal, from the smallest.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = u64> + '_ {
        self.range(0..self.count)
    }

    /// Returns at most `limit` ordinals from the largest on, after the first `offset` ones.
    pub fn newest(&self, offset: usize, limit: usize) -> impl Iterator<Item = u64> + '_ {
        let end = self.count.saturating_sub(offset);
        self.range(end.saturating_sub(limit)..end).rev()
    }

    /// Returns the tree's sum for a new word, which has no bits yet.
    fn sum_of_new(&self) -> u32 {
        let place = self.sums.len() + 1;
        let end = place - lowest_bit(place);
        let mut sum = 0;
        let mut child = place - 1;
        while child > end {
            sum += self.sums[child - 1];
            child -= lowest_bit(child);
        }
        sum
    }

    fn update(&mut self, word: usize, change: impl Fn(u32) -> u32) {
        let mut place = word + 1;
        while let Some(sum) = self.sums.get_mut(place - 1) {
            *sum = change(*sum);
            place += lowest_bit(place);
        }
    }
}

impl From<Vec<u64>> for OrdinalSet {
    fn from(ordinals: Vec<u64>) -> Self {
        let mut set = Self::default();
        for ordinal in ordinals {
            set.insert(ordinal);
        }
        set
    }
}

/// Prints the members alone, which are all that two equal lists have in common.
impl fmt::Debug for OrdinalSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.iter()).finish()
    }
}

impl From<OrdinalSet> for Vec<u64> {
    fn from(set: OrdinalSet) -> Self {
        set.iter().collect()
    }
}

fn place(ordinal: u64) -> (usize, u64) {
    (usize::try_from(ordinal / 64).unwrap_or(usize::MAX), 1 << (ordinal % 64))
}

fn lowest_bit(place: usize) -> usize {
    place & place.wrapping_neg()
}

/// Ordinals that come in ascending order and may lie far apart, such as the members of one of many groups. The list needs nine
/// bytes for each of them. The room of removed ordinals is freed once they are more than half.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<u64>", into = "Vec<u64>")]
pub struct OrdinalList {
    ordinals: Vec<u64>,
    present: OrdinalSet,
}

impl OrdinalList {
    /// Returns the number of ordinals.
    pub fn len(&self) -> usize {
        self.present.len()
    }

    /// Returns `true` if the list is empty.
    pub fn is_empty(&self) -> bool {
        self.present.is_empty()
    }

    /// Adds an ordinal that is larger than all before it.
    pub fn push(&mut self, ordinal: u64) {
        debug_assert!(self.ordinals.last().is_none_or(|last| *last < ordinal), "ordinals come in order");
        self.present.insert(self.ordinals.len() as u64);
        self.ordinals.push(ordinal);
    }

    /// Removes an ordinal. Returns `true` if it was in the list.
    pub fn remove(&mut self, ordinal: u64) -> bool {
        let found = self.ordinals.binary_search(&ordinal);
        let there = found.is_ok_and(|position| self.present.remove(position as u64));
        if self.present.len() < self.ordinals.len() / 2 {
            let kept: Vec<_> = self.iter().collect();
            *self = Self::default();
            for ordinal in kept {
                self.push(ordinal);
            }
        }
        there
    }

    /// Returns every ordinal, from the smallest.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = u64> + '_ {
        self.present.iter().map(|position| self.at(position))
    }

    /// Returns at most `limit` ordinals from the largest on, after the first `offset` ones.
    pub fn newest(&self, offset: usize, limit: usize) -> impl Iterator<Item = u64> + '_ {
        self.present.newest(offset, limit).map(|position| self.at(position))
    }

    fn at(&self, position: u64) -> u64 {
        self.ordinals[usize::try_from(position).expect("it was a place in this list")]
    }
}

impl From<Vec<u64>> for OrdinalList {
    fn from(ordinals: Vec<u64>) -> Self {
        let mut list = Self::default();
        for ordinal in ordinals {
            list.push(ordinal);
        }
        list
    }
}

/// Prints the members alone, which are all that two equal lists have in common.
impl fmt::Debug for OrdinalList {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.iter()).finish()
    }
}

impl From<OrdinalList> for Vec<u64> {
    fn from(list: OrdinalList) -> Self {
        list.iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ordinals_are_a_sorted_set(steps in prop::collection::vec((any::<bool>(), 0_u64..400), 0..300)) {
            let (mut set, mut model) = (OrdinalSet::default(), BTreeSet::new());
            for (add, ordinal) in steps {
                let changed = if add { set.insert(ordinal) } else { set.remove(ordinal) };
                prop_assert_eq!(changed, if add { model.insert(ordinal) } else { model.remove(&ordinal) });
            }
            let sorted: Vec<_> = model.iter().copied().collect();
            prop_assert_eq!(set.iter().collect::<Vec<_>>(), sorted.clone());
            prop_assert_eq!(set.get(sorted.len()), None);
            let page: Vec<_> = sorted.iter().rev().skip(3).take(5).copied().collect();
            prop_assert_eq!(set.newest(3, 5).collect::<Vec<_>>(), page);
            prop_assert!(
                (0..400).all(|ordinal| set.rank(ordinal) == model.iter().filter(|one| **one < ordinal).count())
            );
            prop_assert!((0..400).all(|ordinal| set.contains(ordinal) == model.contains(&ordinal)));
        }

        #[test]
        fn a_list_of_ordinals_is_a_list_with_gaps(gaps in prop::collection::vec((1_u64..1000, any::<bool>()), 0..200)) {
            let (mut list, mut model, mut last) = (OrdinalList::default(), Vec::new(), 0);
            for (gap, remove) in gaps {
                last += gap;
                list.push(last);
                model.push(last);
                if remove {
                    let gone = model.remove(model.len() / 2);
                    prop_assert!(list.remove(gone));
                    prop_assert!(!list.remove(gone));
                }
            }
            prop_assert_eq!(list.iter().collect::<Vec<_>>(), model.clone());
            let page: Vec<_> = model.iter().rev().skip(2).take(4).copied().collect();
            prop_assert_eq!(list.newest(2, 4).collect::<Vec<_>>(), page);
            prop_assert_eq!((list.len(), list.is_empty()), (model.len(), model.is_empty()));
        }
    }
}
