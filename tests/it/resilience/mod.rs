//! What do the clients make of a service that fails, and do they tell the truth about it?
//!
//! Each case is a [`Plan`](plan::Plan) of faults, drawn at random, and a journey through a world of its own: a real client buys, waits,
//! fetches, looks around and removes while answers are lost, cut off, late, or not the provider's. A [`Witness`] compares
//! what the client says of every call with the journal, the jobs and the ledger ([`judge`] has the rules), and in the end asks for
//! every job that the client was told of.
//!
//! Time is the world's own, for the client too, so nothing waits; only an answer that is later than a try's timeout takes real time.
//! `BACKLOT_CASES=100` runs a hundred times as many cases.

mod animus;
mod apixo;
mod books;
mod cutx;
mod judge;
mod plan;
mod sumatman;
mod witness;

use std::time::Duration;

use backlot::OpeningCredits;
use contract_tests::lab::Lab;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;
use tokio::runtime;

use plan::{Plan, plans};
use witness::Witness;

const KEY: &str = "the-unlucky-one";
/// How many cases each provider gets.
const CASES: u32 = 40;
/// More of the machine's time than any journey takes: what takes longer hangs.
const WATCHDOG: Duration = Duration::from_secs(60);

/// What there is to travel through at one provider.
struct Country {
    provider: &'static str,
    /// Where faults may happen, as globs.
    paths: &'static [&'static str],
    /// How many journeys there are.
    journeys: usize,
    /// How long a call may wait for its first turn, where the client paces itself.
    turn: Duration,
}

/// Sends a client on its journeys, with a plan of faults each. A journey is told its number.
fn travel(country: &Country, journey: &impl AsyncFn(&Witness, usize)) {
    let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let lab = Lab::start();
    let config = Config { cases: CASES * times(), ..Config::with_source_file(file!()) };
    let travelled = TestRunner::new(config).run(&plans(country.paths, country.journeys), |plan| {
        runtime.block_on(case(&lab, country, &plan, journey));
        Ok(())
    });
    if let Err(finding) = travelled {
        panic!("{finding}");
    }
}

fn times() -> u32 {
    std::env::var("BACKLOT_CASES").map_or(1, |times| times.parse().expect("BACKLOT_CASES is a whole number"))
}

async fn case(lab: &Lab, country: &Country, plan: &Plan, journey: &impl AsyncFn(&Witness, usize)) {
    let world = lab.new_world(|settings| {
        settings.seed = plan.seed;
        settings.credits = OpeningCredits::Everywhere(plan.credits.to_string().parse().unwrap());
    });
    let witness = Witness::new(world.handle.clone(), country, plan);
    let travelling = async {
        journey(&witness, plan.journey).await;
        witness.every_promise_is_kept().await;
    };
    let in_time = tokio::time::timeout(WATCHDOG, travelling).await;
    witness.check(in_time.is_ok(), || format!("something hangs: {WATCHDOG:?} have passed"));

    let url = world.handle.url("");
    let name = url.rsplit('/').next().unwrap_or_default();
    let gone = lab.world().control(&format!("DELETE /worlds/{name}"), &Value::Null).await;
    assert_eq!(gone.status, 204, "a world is forgotten with its case");
}
