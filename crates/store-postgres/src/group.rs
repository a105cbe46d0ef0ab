//! Groups: the records of one world that are kept by one row.

use store::{Record, StoreError};

/// The records of one world in one append. Their positions follow each other.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Group<'a> {
    /// The name of the world.
    pub(crate) world: &'a str,
    /// The position of the first record.
    pub(crate) position: i64,
    /// The number of records.
    pub(crate) count: i32,
    /// The records, each behind its length in four bytes.
    pub(crate) bytes: Vec<u8>,
}

/// Puts the records of each world into a group, in the order in which the worlds first appear.
pub(crate) fn grouped(records: &[Record]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for record in records {
        let known = groups.iter().position(|group| group.world == record.world);
        let at = known.unwrap_or_else(|| {
            let position = record.position.cast_signed();
            groups.push(Group { world: &record.world, position, count: 0, bytes: Vec::new() });
            groups.len() - 1
        });
        let group = &mut groups[at];
        let length = u32::try_from(record.bytes.len()).unwrap_or(u32::MAX);
        group.bytes.extend_from_slice(&length.to_be_bytes());
        group.bytes.extend_from_slice(&record.bytes);
        group.count += 1;
    }
    groups
}

/// Returns the records of a group that begins at a position.
pub(crate) fn ungrouped(world: &str, position: i64, mut bytes: &[u8]) -> Result<Vec<Record>, StoreError> {
    let mut records = Vec::new();
    let mut position = position.cast_unsigned();
    while !bytes.is_empty() {
        let record = bytes.split_first_chunk().and_then(|(length, rest)| {
            rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
        });
        let Some((record, rest)) = record else {
            return Err(StoreError(format!("record {position} of the world {world:?} is cut off")));
        };
        records.push(Record { world: world.to_owned(), position, bytes: record.to_vec() });
        (bytes, position) = (rest, position + 1);
    }
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(world: &str, position: u64, bytes: &str) -> Record {
        Record { world: world.to_owned(), position, bytes: bytes.as_bytes().to_vec() }
    }

    #[test]
    fn a_group_is_the_records_of_one_world_in_their_order() {
        let (one, other) = ([record("a", 7, "first"), record("a", 8, "")], record("", 1, "x"));
        let all = [one[0].clone(), other.clone(), one[1].clone()];
        let groups = grouped(&all);
        let shape: Vec<_> = groups.iter().map(|group| (group.world, group.position, group.count)).collect();
        assert_eq!(shape, [("a", 7, 2), ("", 1, 1)]);
        assert_eq!(ungrouped("a", 7, &groups[0].bytes).unwrap(), one);
        assert_eq!(ungrouped("", 1, &groups[1].bytes).unwrap(), [other]);
        for end in (1..4).chain(5..9) {
            assert!(ungrouped("a", 7, &groups[0].bytes[..end]).is_err(), "{end}");
        }
    }
}
