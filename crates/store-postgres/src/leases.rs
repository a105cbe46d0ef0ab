//! Nodes, their leases, and the worlds that belong to them.

use store::StoreError;
use store::shared::{Claim, LEASE, Node, Owned, Shared};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Row};

use crate::Postgres;
use crate::held::Hold;
use crate::log::unreadable;
use crate::session::Session;

/// The number of times that a claim is tried while others change the same rows.
const TRIES: usize = 5;

type Values<'a> = [(&'a (dyn ToSql + Sync), Type)];

/// The owner of a world, as a row has it.
struct Owner {
    node: Node,
    term: i64,
    generation: i64,
    is_durable: bool,
    /// `true` if the node's lease holds.
    is_alive: bool,
    /// `true` if the node has left, or was given up.
    is_over: bool,
    /// The latest instant at which the node may have answered. `None` if there is no trace of it.
    seen: Option<i64>,
    /// The latest instant that the world has shown, if it was given back.
    shown: Option<i64>,
}

impl Shared for Postgres {
    fn join(&self, node: &Node, now: i64) -> Result<(), StoreError> {
        let join = format!(
            "INSERT INTO backlot_node (node, url, seen, until, is_over) VALUES ($1, $2, $3, now() + {}, false)
             ON CONFLICT (node) DO UPDATE SET url = excluded.url, seen = excluded.seen, until = excluded.until, is_over = false",
            lease()
        );
        let values: [(&(dyn ToSql + Sync), Type); 3] =
            [(&node.name, Type::TEXT), (&node.url, Type::TEXT), (&now, Type::INT8)];
        let forget = "DELETE FROM backlot_node WHERE is_over AND node <> $1
            AND NOT EXISTS (SELECT 1 FROM backlot_world WHERE backlot_world.node = backlot_node.node)";
        self.wait(async || {
            ask(&self.looks, &join, &values).await?;
            ask(&self.looks, forget, &values[..1]).await?;
            Ok(())
        })
    }

    fn renew(&self, node: &str, now: i64) -> Result<bool, StoreError> {
        let renew = format!(
            "UPDATE backlot_node SET seen = $2, until = now() + {} WHERE node = $1 AND NOT is_over RETURNING node",
            lease()
        );
        let values: [(&(dyn ToSql + Sync), Type); 2] = [(&node, Type::TEXT), (&now, Type::INT8)];
        self.wait(async || Ok(!ask(&self.leases, &renew, &values).await?.is_empty()))
    }

    fn leave(&self, node: &str, now: i64) -> Result<(), StoreError> {
        let leave = "UPDATE backlot_node SET seen = $2, is_over = true WHERE node = $1 AND NOT is_over";
        let values: [(&(dyn ToSql + Sync), Type); 2] = [(&node, Type::TEXT), (&now, Type::INT8)];
        self.wait(async || ask(&self.leases, leave, &values).await.map(|_| ()))
    }

    fn nodes(&self) -> Result<Vec<Node>, StoreError> {
        let list = "SELECT node, url FROM backlot_node WHERE NOT is_over AND until > now() ORDER BY node";
        self.wait(async || {
            let rows = ask(&self.looks, list, &[]).await?;
            let node = |row: &Row| {
                let (name, url) = (row.try_get(0).map_err(unreadable)?, row.try_get(1).map_err(unreadable)?);
                Ok(Node { name, url })
            };
            rows.iter().map(node).collect()
        })
    }

    fn orphans(&self, limit: usize) -> Result<Vec<String>, StoreError> {
        let find = "SELECT world FROM backlot_world WHERE is_durable AND NOT EXISTS (
                SELECT 1 FROM backlot_node
                WHERE backlot_node.node = backlot_world.node AND NOT is_over AND until > now())
            ORDER BY world LIMIT $1";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.wait(async || {
            let rows = ask(&self.looks, find, &[(&limit, Type::INT8)]).await?;
            rows.iter().map(|row| row.try_get(0).map_err(unreadable)).collect()
        })
    }

    fn enter(&self, world: &str, node: &str, is_durable: bool) -> Result<bool, StoreError> {
        let values: [(&(dyn ToSql + Sync), Type); 3] =
            [(&world, Type::TEXT), (&node, Type::TEXT), (&is_durable, Type::BOOL)];
        let enter =
            "INSERT INTO backlot_world (world, is_durable, node, term, generation) VALUES ($1, $3, $2, 1, 0)
            ON CONFLICT DO NOTHING";
        // An earlier try may have succeeded unseen.
        let check = "SELECT 1 FROM backlot_world
            WHERE world = $1 AND node = $2 AND is_durable = $3 AND term = 1 AND generation = 0";
        self.wait(async || {
            ask(&self.looks, enter, &values).await?;
            let is_own = !ask(&self.looks, check, &values).await?.is_empty();
            if is_own {
                self.held.hold(world, Hold { term: 1, generation: 0, previous: None });
            }
            Ok(is_own)
        })
    }

    fn claim(&self, world: &str, node: &str) -> Result<Claim, StoreError> {
        self.wait(async || {
            for _ in 0..TRIES {
                if let Some(claim) = self.try_to_claim(world, node).await? {
                    return Ok(claim);
                }
            }
            Err(StoreError(format!("too many processes claim the world {world:?} at once")))
        })
    }

    fn release(&self, world: &str, seen: i64) -> Result<(), StoreError> {
        let release =
            "UPDATE backlot_world SET node = '', seen = $3 WHERE world = $1 AND term = $2 RETURNING term";
        self.wait(async || {
            let hold = self.hold(world)?;
            self.held.let_go(world);
            self.change(release, world, &[&hold.term, &seen]).await.map(|_| ())
        })
    }

    fn owner(&self, world: &str) -> Result<Option<Node>, StoreError> {
        self.wait(async || {
            let owner = self.find_owner(world).await?;
            Ok(owner.filter(|owner| owner.is_alive).map(|owner| owner.node))
        })
    }

    fn owners(&self, limit: usize) -> Result<Vec<Owned>, StoreError> {
        let list = "SELECT world, node FROM backlot_world ORDER BY world LIMIT $1";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.wait(async || {
            let rows = ask(&self.looks, list, &[(&limit, Type::INT8)]).await?;
            let owned = |row: &Row| Ok(Owned { world: row.try_get(0)?, node: row.try_get(1)? });
            rows.iter().map(owned).collect::<Result<_, _>>().map_err(unreadable)
        })
    }
}

impl Postgres {
    /// Tries to claim a world. Returns nothing if others have changed its rows meanwhile.
    async fn try_to_claim(&self, world: &str, node: &str) -> Result<Option<Claim>, StoreError> {
        let Some(owner) = self.find_owner(world).await? else {
            self.held.let_go(world);
            return Ok(Some(Claim::Nobody));
        };
        let is_own = owner.node.name == node;
        if owner.is_alive && !is_own {
            return Ok(Some(Claim::Theirs(owner.node)));
        }
        let seen = match owner.seen {
            _ if is_own => None,
            Some(_) if !owner.is_over => match self.give_up(&owner.node.name).await? {
                Some(seen) => Some(seen),
                None => return Ok(None),
            },
            seen => seen,
        };
        if !owner.is_durable && !is_own {
            // It ended with its node.
            let remove = "DELETE FROM backlot_world WHERE world = $1 AND term = $2 RETURNING world";
            self.change(remove, world, &[&owner.term]).await?;
            return Ok(Some(Claim::Nobody));
        }
        let claim = "UPDATE backlot_world SET node = $2, term = term + 1 WHERE world = $1 AND term = $3 RETURNING term";
        let values: [(&(dyn ToSql + Sync), Type); 3] =
            [(&world, Type::TEXT), (&node, Type::TEXT), (&owner.term, Type::INT8)];
        let claimed = ask(&self.looks, claim, &values).await?;
        let Some(row) = claimed.first() else { return Ok(None) };
        let term = row.try_get(0).map_err(unreadable)?;
        let generation = self.find_owner(world).await?.map_or(owner.generation, |owner| owner.generation);
        self.held.hold(world, Hold { term, generation, previous: None });
        self.tidy(world, term, generation).await?;
        Ok(Some(Claim::Mine { seen: seen.max(owner.shown) }))
    }

    async fn find_owner(&self, world: &str) -> Result<Option<Owner>, StoreError> {
        let find = "SELECT own.node, COALESCE(url, ''), term, generation, is_durable,
                COALESCE(NOT is_over AND until > now(), false), COALESCE(is_over, true), node.seen, own.seen
            FROM backlot_world AS own LEFT JOIN backlot_node AS node ON node.node = own.node WHERE world = $1";
        let rows = ask(&self.looks, find, &[(&world, Type::TEXT)]).await?;
        let owner = |row: &Row| {
            Ok(Owner {
                node: Node { name: row.try_get(0)?, url: row.try_get(1)? },
                term: row.try_get(2)?,
                generation: row.try_get(3)?,
                is_durable: row.try_get(4)?,
                is_alive: row.try_get(5)?,
                is_over: row.try_get(6)?,
                seen: row.try_get(7)?,
                shown: row.try_get(8)?,
            })
        };
        rows.first().map(owner).transpose().map_err(unreadable)
    }

    /// Gives up a node whose lease has run out, so that it cannot renew it any more. Returns the latest instant at which the node may
    /// have answered, or nothing if its lease holds after all.
    async fn give_up(&self, node: &str) -> Result<Option<i64>, StoreError> {
        let after = i64::try_from(LEASE.as_micros()).unwrap_or(i64::MAX);
        let give_up = "UPDATE backlot_node SET is_over = true, seen = seen + $2
            WHERE node = $1 AND NOT is_over AND until < now() RETURNING seen";
        let rows = ask(&self.looks, give_up, &[(&node, Type::TEXT), (&after, Type::INT8)]).await?;
        rows.first().map(|row| row.try_get(0).map_err(unreadable)).transpose()
    }
}

/// Runs a statement that may be repeated.
async fn ask(session: &Session, text: &str, values: &Values<'_>) -> Result<Vec<Row>, StoreError> {
    Ok(session.run(async |client: &Client| client.query_typed(text, values).await).await?)
}

fn lease() -> String {
    format!("interval '{} seconds'", LEASE.as_secs())
}
