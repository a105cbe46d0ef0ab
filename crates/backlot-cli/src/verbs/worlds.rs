//! `backlot worlds`.

use backlot::Mode;
use clap::{Args, Subcommand};
use control_api::{CreateWorld, ForgetWorld, ListWorlds, ResetWorld, WorldList, WorldMoment, WorldView};

use super::{instant, word};
use crate::output::table;
use crate::remote::RemoteOptions;
use crate::values;

#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Worlds {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    remote: RemoteOptions,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a world
    New(New),
    /// Make a world as new
    Reset {
        #[command(flatten)]
        remote: RemoteOptions,
    },
    /// Forget a world
    Forget {
        /// The name of the world
        name: String,
        #[command(flatten)]
        remote: RemoteOptions,
    },
}

#[derive(Args, Debug)]
struct New {
    /// The name [default: a generated one]
    name: Option<String>,
    /// Way in which time moves: realtime, frozen or skipping
    #[arg(long, value_parser = values::mode)]
    clock: Option<Mode>,
    /// Source of all randomness
    #[arg(long)]
    seed: Option<u64>,
    /// World that it begins as
    #[arg(long, value_name = "WORLD", conflicts_with_all = ["clock", "seed"])]
    from: Option<String>,
    /// Keep it across restarts, for which the sandbox needs `--data`
    #[arg(long)]
    durable: bool,
    #[command(flatten)]
    remote: RemoteOptions,
}

impl Worlds {
    pub(crate) async fn run(&self) -> Result<(), String> {
        match &self.action {
            None => self.remote.show(ListWorlds {}, |list: &WorldList| rows(&list.worlds)).await,
            Some(Action::New(new)) => new.run().await,
            Some(Action::Reset { remote }) => remote.show(ResetWorld {}, one).await,
            Some(Action::Forget { name, remote }) => {
                remote
                    .show(ForgetWorld { world: name.clone() }, |()| format!("The world {name} is gone.\n"))
                    .await
            }
        }
    }
}

impl New {
    async fn run(&self) -> Result<(), String> {
        let call = CreateWorld {
            name: self.name.clone(),
            clock: self.clock,
            seed: self.seed,
            from: self.from.clone().map(|world| WorldMoment { world, at: None }),
            durable: self.durable.then_some(true),
            ..CreateWorld::default()
        };
        self.remote.show(call, one).await
    }
}

fn one(world: &WorldView) -> String {
    rows(std::slice::from_ref(world))
}

fn rows(worlds: &[WorldView]) -> String {
    table(["world", "clock", "now", "seed", "accounts", "jobs", "exchanges", "url"], worlds.iter().map(row))
}

fn row(world: &WorldView) -> [String; 8] {
    let name = if world.world.is_empty() { "(default)" } else { &world.world };
    [
        name.to_owned(),
        word(&world.clock.mode),
        instant(world.clock.now),
        world.seed.to_string(),
        world.counts.accounts.to_string(),
        world.counts.jobs.to_string(),
        world.counts.exchanges.to_string(),
        world.url.clone(),
    ]
}
