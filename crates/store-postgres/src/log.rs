//! Records and worlds, in the tables.

use std::collections::HashSet;

use store::{AppendError, Mark, Record, Snapshot, Store, StoreError};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Error};

use crate::Postgres;
use crate::group::{Group, grouped, ungrouped};
use crate::held::Hold;

/// The number of groups that are read at once.
const GROUPS: i64 = 16;

/// The groups of a world that end after a position. The first part finds the group that the position lies in.
const READ: &str = "
    SELECT position, bytes FROM backlot_log
    WHERE world = $1 AND generation = $2 AND position + count > $3 AND position >= COALESCE(
        (SELECT max(position) FROM backlot_log WHERE world = $1 AND generation = $2 AND position <= $3), 0)
    ORDER BY position LIMIT $4";

/// A group is refused if its place is taken, if the one before it is missing, or if the world was claimed by another process.
const APPEND: &str = "
    INSERT INTO backlot_log (world, generation, position, term, count, bytes)
    SELECT new.world, new.generation, new.position, new.term, new.count, new.bytes
    FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::integer[], $7::bytea[])
        AS new (world, generation, term, previous, position, count, bytes)
    JOIN backlot_world AS own
        ON own.world = new.world AND own.term = new.term AND own.generation = new.generation
    WHERE new.previous IS NULL OR EXISTS (
        SELECT 1 FROM backlot_log AS kept
        WHERE kept.world = new.world AND kept.generation = new.generation AND kept.position = new.previous)
    ON CONFLICT DO NOTHING
    RETURNING world";

/// The groups of these worlds that are there already, since an earlier try succeeded unseen.
const KEPT: &str = "
    SELECT new.world
    FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) AS new (world, generation, term, position)
    JOIN backlot_log AS kept ON kept.world = new.world AND kept.generation = new.generation
        AND kept.position = new.position AND kept.term = new.term";

/// Groups with the holds under which they are appended, column by column.
#[derive(Default)]
struct Columns<'a> {
    worlds: Vec<&'a str>,
    generations: Vec<i64>,
    terms: Vec<i64>,
    previous: Vec<Option<i64>>,
    positions: Vec<i64>,
    counts: Vec<i32>,
    bytes: Vec<Vec<u8>>,
}

impl<'a> Columns<'a> {
    fn add(&mut self, group: Group<'a>, hold: Hold) {
        self.worlds.push(group.world);
        self.generations.push(hold.generation);
        self.terms.push(hold.term);
        self.previous.push(hold.previous);
        self.positions.push(group.position);
        self.counts.push(group.count);
        self.bytes.push(group.bytes);
    }

    /// Inserts the groups. Returns the worlds whose groups are kept.
    async fn insert(&self, client: &Client) -> Result<HashSet<String>, Error> {
        let place: [(&(dyn ToSql + Sync), Type); 3] = [
            (&self.worlds, Type::TEXT_ARRAY),
            (&self.generations, Type::INT8_ARRAY),
            (&self.terms, Type::INT8_ARRAY),
        ];
        let rest: [(&(dyn ToSql + Sync), Type); 4] = [
            (&self.previous, Type::INT8_ARRAY),
            (&self.positions, Type::INT8_ARRAY),
            (&self.counts, Type::INT4_ARRAY),
            (&self.bytes, Type::BYTEA_ARRAY),
        ];
        let inserted = client.query_typed(APPEND, &[&place[..], &rest].concat()).await?;
        let mut kept = inserted.iter().map(|row| row.try_get(0)).collect::<Result<HashSet<_>, _>>()?;
        if kept.len() < self.worlds.len() {
            let found = client.query_typed(KEPT, &[&place[..], &rest[1..2]].concat()).await?;
            for row in found {
                kept.insert(row.try_get(0)?);
            }
        }
        Ok(kept)
    }
}

impl Store for Postgres {
    fn worlds(&self) -> Result<Vec<String>, StoreError> {
        let list = "SELECT world FROM backlot_world WHERE generation > 0";
        self.wait(async || {
            let rows = self.looks.run(async |client: &Client| client.query_typed(list, &[]).await).await?;
            let worlds = rows.iter().map(|row| row.try_get(0).map_err(unreadable));
            let mut worlds = worlds.collect::<Result<Vec<String>, _>>()?;
            // Databases differ in the order of texts.
            worlds.sort();
            Ok(worlds)
        })
    }

    fn records(&self, world: &str, after: u64, limit: usize) -> Result<Vec<Record>, StoreError> {
        self.wait(async || {
            let generation = self.generation(world).await?;
            let (mut records, mut next) = (Vec::new(), after.cast_signed() + 1);
            while records.len() < limit {
                let read = async |client: &Client| {
                    let place: [(&(dyn ToSql + Sync), Type); 4] = [
                        (&world, Type::TEXT),
                        (&generation, Type::INT8),
                        (&next, Type::INT8),
                        (&GROUPS, Type::INT8),
                    ];
                    client.query_typed(READ, &place).await
                };
                let rows = self.looks.run(read).await?;
                if rows.is_empty() {
                    break;
                }
                for row in rows {
                    let position = row.try_get(0).map_err(unreadable)?;
                    let group = ungrouped(world, position, row.try_get(1).map_err(unreadable)?)?;
                    let new = group.into_iter().filter(|record| record.position >= next.cast_unsigned());
                    records.extend(new);
                    next = records.last().map_or(next, |last| last.position.cast_signed() + 1);
                }
            }
            records.truncate(limit);
            Ok(records)
        })
    }

    fn append(&self, records: &[Record]) -> Result<(), AppendError> {
        let mut columns = Columns::default();
        for group in grouped(records) {
            let hold = self.held.of(group.world).ok_or_else(|| AppendError::NotKept(foreign(group.world)))?;
            columns.add(group, hold);
        }
        let columns = &columns;
        self.wait(async || {
            let kept = self.records.run(async |client: &Client| columns.insert(client).await).await?;
            let mut refused = None;
            for (world, position) in columns.worlds.iter().zip(&columns.positions) {
                if kept.contains(*world) {
                    self.held.appended(world, Some(*position));
                } else {
                    refused = Some(*world);
                }
            }
            refused.map_or(Ok(()), |world| Err(AppendError::NotKept(foreign(world))))
        })
    }

    fn marks(&self, world: &str) -> Result<Vec<Mark>, StoreError> {
        self.wait(async || self.find_marks(world).await)
    }

    fn snapshot(&self, world: &str, position: u64) -> Result<Option<Snapshot>, StoreError> {
        self.wait(async || self.find_snapshot(world, position).await)
    }

    fn begin(&self, world: &str, snapshot: &Snapshot) -> Result<(), StoreError> {
        self.wait(async || {
            let hold = self.hold(world)?;
            let generation = next_generation(hold.generation);
            self.write_snapshot(world, generation, snapshot).await?;
            let switch =
                "UPDATE backlot_world SET generation = $3 WHERE world = $1 AND term = $2 RETURNING world";
            if self.change(switch, world, &[&hold.term, &generation]).await? == 0 {
                return Err(StoreError(foreign(world)));
            }
            self.held.hold(world, Hold { generation, previous: None, ..hold });
            self.tidy(world, hold.term, generation).await
        })
    }

    fn save(&self, world: &str, snapshot: &Snapshot) -> Result<(), StoreError> {
        self.wait(async || self.write_snapshot(world, self.hold(world)?.generation, snapshot).await)
    }

    fn forget(&self, world: &str, position: u64) -> Result<(), StoreError> {
        self.wait(async || {
            let (hold, position) = (self.hold(world)?, position.cast_signed());
            // The group before the next one may be gone.
            self.held.appended(world, None);
            let records = "DELETE FROM backlot_log
                WHERE world = $1 AND generation = $2 AND position + count - 1 <= $3 RETURNING position";
            self.change(records, world, &[&hold.generation, &position]).await?;
            let snapshots = "DELETE FROM backlot_snapshot
                WHERE world = $1 AND generation = $2 AND position < $3 RETURNING position";
            self.change(snapshots, world, &[&hold.generation, &position]).await?;
            Ok(())
        })
    }

    fn remove(&self, world: &str) -> Result<(), StoreError> {
        self.wait(async || {
            let Some(hold) = self.held.of(world) else { return Ok(()) };
            self.tidy(world, hold.term, 0).await?;
            let remove = "DELETE FROM backlot_world WHERE world = $1 AND term = $2 RETURNING world";
            self.change(remove, world, &[&hold.term]).await?;
            self.held.let_go(world);
            Ok(())
        })
    }
}

impl Postgres {
    /// Returns the hold on a world, or the reason for which nothing is written for it.
    pub(crate) fn hold(&self, world: &str) -> Result<Hold, StoreError> {
        self.held.of(world).ok_or_else(|| StoreError(foreign(world)))
    }

    /// Runs a statement about a world, with numbers behind its name. Returns the number of rows that it returned.
    pub(crate) async fn change(
        &self,
        text: &str,
        world: &str,
        numbers: &[&i64],
    ) -> Result<usize, StoreError> {
        let change = async |client: &Client| {
            let mut values: Vec<(&(dyn ToSql + Sync), Type)> = vec![(&world, Type::TEXT)];
            values.extend(numbers.iter().map(|number| (*number as &(dyn ToSql + Sync), Type::INT8)));
            client.query_typed(text, &values).await
        };
        Ok(self.looks.run(change).await?.len())
    }

    /// Forgets what is left of other generations of a world, as long as the world is held in this term.
    pub(crate) async fn tidy(&self, world: &str, term: i64, generation: i64) -> Result<(), StoreError> {
        for table in ["backlot_log", "backlot_snapshot"] {
            let tidy = format!(
                "DELETE FROM {table} WHERE world = $1 AND generation <> $3
                    AND EXISTS (SELECT 1 FROM backlot_world WHERE world = $1 AND term = $2) RETURNING position"
            );
            self.change(&tidy, world, &[&term, &generation]).await?;
        }
        Ok(())
    }

    /// Returns the generation of a world: the one that this process holds, or the one that another one writes.
    pub(crate) async fn generation(&self, world: &str) -> Result<i64, StoreError> {
        if let Some(hold) = self.held.of(world) {
            return Ok(hold.generation);
        }
        let find = async |client: &Client| {
            let find = "SELECT generation FROM backlot_world WHERE world = $1";
            client.query_typed(find, &[(&world, Type::TEXT)]).await
        };
        let rows = self.looks.run(find).await?;
        rows.first().map_or(Ok(0), |row| row.try_get(0).map_err(unreadable))
    }
}

fn foreign(world: &str) -> String {
    format!("the world {world:?} does not belong to this process any more")
}

#[expect(clippy::needless_pass_by_value, reason = "it stands where an error is mapped")]
pub(crate) fn unreadable(error: Error) -> StoreError {
    StoreError(format!("a row cannot be read: {error}"))
}

/// Returns a number for a log that no other log of the world has: the machine's time in microseconds, or more.
fn next_generation(last: i64) -> i64 {
    #[expect(clippy::disallowed_methods, reason = "the number has to be new, not right")]
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_micros()).unwrap_or_default().max(last + 1)
}
