//! Snapshots, in parts that every database takes in one row.

use store::{Mark, Snapshot, StoreError};
use tokio_postgres::Client;
use tokio_postgres::types::{ToSql, Type};

use crate::Postgres;
use crate::log::unreadable;

/// The most bytes of a part.
const PART: usize = 1024 * 1024;

impl Postgres {
    /// Writes a snapshot. It is there once its last part is.
    pub(crate) async fn write_snapshot(
        &self,
        world: &str,
        generation: i64,
        Snapshot { mark, bytes }: &Snapshot,
    ) -> Result<(), StoreError> {
        let (position, written) = (mark.position.cast_signed(), mark.written.cast_signed());
        let parts = bytes.len().div_ceil(PART).max(1);
        let parts = i32::try_from(parts).map_err(|_| StoreError("the snapshot is too large".to_owned()))?;
        for part in 0..parts {
            let start = usize::try_from(part).unwrap_or_default() * PART;
            let piece = &bytes[start..bytes.len().min(start + PART)];
            let write = async |client: &Client| {
                let values: [(&(dyn ToSql + Sync), Type); 7] = [
                    (&world, Type::TEXT),
                    (&generation, Type::INT8),
                    (&position, Type::INT8),
                    (&part, Type::INT4),
                    (&parts, Type::INT4),
                    (&written, Type::INT8),
                    (&piece, Type::BYTEA),
                ];
                let text =
                    "INSERT INTO backlot_snapshot (world, generation, position, part, parts, written, bytes)
                    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
                client.query_typed(text, &values).await
            };
            self.looks.run(write).await?;
        }
        Ok(())
    }

    /// Returns the places of the snapshots that are there as a whole.
    pub(crate) async fn find_marks(&self, world: &str) -> Result<Vec<Mark>, StoreError> {
        let generation = self.generation(world).await?;
        let find = async |client: &Client| {
            let text =
                "SELECT position, max(written) FROM backlot_snapshot WHERE world = $1 AND generation = $2
                GROUP BY position HAVING count(*) = max(parts) ORDER BY position";
            client.query_typed(text, &[(&world, Type::TEXT), (&generation, Type::INT8)]).await
        };
        let rows = self.looks.run(find).await?;
        let mark = |row: &tokio_postgres::Row| {
            let (position, written): (i64, i64) =
                (row.try_get(0).map_err(unreadable)?, row.try_get(1).map_err(unreadable)?);
            Ok(Mark { position: position.cast_unsigned(), written: written.cast_unsigned() })
        };
        rows.iter().map(mark).collect()
    }

    /// Returns the snapshot at a position, if it is there as a whole.
    pub(crate) async fn find_snapshot(
        &self,
        world: &str,
        position: u64,
    ) -> Result<Option<Snapshot>, StoreError> {
        let marks = self.find_marks(world).await?;
        let Some(mark) = marks.into_iter().find(|mark| mark.position == position) else { return Ok(None) };
        let (generation, position) = (self.generation(world).await?, position.cast_signed());
        let mut bytes = Vec::new();
        for part in 0_i32.. {
            let find = async |client: &Client| {
                let values: [(&(dyn ToSql + Sync), Type); 4] = [
                    (&world, Type::TEXT),
                    (&generation, Type::INT8),
                    (&position, Type::INT8),
                    (&part, Type::INT4),
                ];
                let text = "SELECT bytes FROM backlot_snapshot
                    WHERE world = $1 AND generation = $2 AND position = $3 AND part = $4";
                client.query_typed(text, &values).await
            };
            let rows = self.looks.run(find).await?;
            let Some(row) = rows.first() else { break };
            bytes.extend_from_slice(row.try_get::<_, &[u8]>(0).map_err(unreadable)?);
        }
        Ok(Some(Snapshot { mark, bytes }))
    }
}
