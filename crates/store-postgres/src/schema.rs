//! The tables, and the version that they are at.

use store::StoreError;
use tokio_postgres::Client;
use tokio_postgres::types::Type;

use crate::session::Session;

/// The statements that lead from each version to the next one. An entry is never changed: a later form of the tables is one more entry.
const STEPS: [&str; 1] = ["
    CREATE TABLE IF NOT EXISTS backlot_node (
        node text PRIMARY KEY, url text NOT NULL, until timestamptz NOT NULL, seen bigint NOT NULL, is_over boolean NOT NULL
    );
    CREATE TABLE IF NOT EXISTS backlot_world (
        world text PRIMARY KEY, is_durable boolean NOT NULL, node text NOT NULL, term bigint NOT NULL, generation bigint NOT NULL,
        seen bigint
    );
    CREATE TABLE IF NOT EXISTS backlot_log (
        world text, generation bigint, position bigint, term bigint NOT NULL, count integer NOT NULL, bytes bytea NOT NULL,
        PRIMARY KEY (world, generation, position)
    );
    CREATE TABLE IF NOT EXISTS backlot_snapshot (
        world text, generation bigint, position bigint, part integer, parts integer NOT NULL, written bigint NOT NULL,
        bytes bytea NOT NULL, PRIMARY KEY (world, generation, position, part)
    )"];

/// Makes the tables that are missing, and brings older ones to this version.
pub(crate) async fn make(session: &Session) -> Result<(), StoreError> {
    let own = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    let found = session.run(async |client: &Client| version(client).await).await?;
    if found > own {
        return Err(StoreError(format!(
            "the tables in the database are of version {found}, and this Backlot knows {own}: start a later one"
        )));
    }
    for (step, to) in STEPS.iter().zip(1_i64..).filter(|(_, to)| *to > found) {
        let step = async |client: &Client| {
            client.batch_execute(step).await?;
            let set = "UPDATE backlot_schema SET version = $1 WHERE version < $1";
            client.query_typed(set, &[(&to, Type::INT8)]).await
        };
        session.run(step).await?;
    }
    Ok(())
}

async fn version(client: &Client) -> Result<i64, tokio_postgres::Error> {
    client
        .batch_execute(
            "CREATE TABLE IF NOT EXISTS backlot_schema (id integer PRIMARY KEY, version bigint NOT NULL);
             INSERT INTO backlot_schema (id, version) VALUES (1, 0) ON CONFLICT DO NOTHING",
        )
        .await?;
    let rows = client.query_typed("SELECT version FROM backlot_schema WHERE id = 1", &[]).await?;
    rows.first().map_or(Ok(0), |row| row.try_get(0))
}
