//! Plans of faults, drawn at random.

use std::fmt;

use backlot::{Apply, Effect, Fault, Refusal};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

/// Later than any client's patience with one try.
const LATE: Effect = Effect::Delay { ms: 600_000 };

/// What a case is made of.
pub(super) struct Plan {
    /// Of its world.
    pub(super) seed: u64,
    /// Which journey.
    pub(super) journey: usize,
    /// What the account opens with.
    pub(super) credits: u32,
    /// What goes wrong, in the order in which it is registered.
    pub(super) faults: Vec<Fault>,
}

impl Plan {
    /// Whether an answer comes later than anybody waits for it.
    pub(super) fn has_delays(&self) -> bool {
        self.faults.iter().any(|fault| fault.effect == LATE)
    }
}

impl fmt::Debug for Plan {
    /// The faults as the control API takes them.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, journey, credits, faults } = self;
        write!(formatter, "journey {journey}, seed {seed}, {credits} credits")?;
        faults.iter().try_for_each(|fault| write!(formatter, "\n  {}", json!(fault)))
    }
}

pub(super) fn plans(paths: &'static [&'static str], journeys: usize) -> impl Strategy<Value = Plan> {
    let prompt = || vec(faults(effects(), paths, 6), 0..5);
    let late = (faults(delays(), paths, 1), prompt()).prop_map(|(late, mut others)| {
        others.insert(0, late);
        others
    });
    let credits = prop_oneof![5 => Just(1000_u32), 1 => 0_u32..60];
    (any::<u64>(), 0..journeys, credits, prop_oneof![19 => prompt(), 1 => late])
        .prop_map(|(seed, journey, credits, faults)| Plan { seed, journey, credits, faults })
}

/// Faults with these effects, somewhere on these paths, after some requests, and at most so often or now and then for ever.
fn faults(
    effects: impl Strategy<Value = (Effect, Apply)>,
    paths: &'static [&'static str],
    most: u64,
) -> impl Strategy<Value = Fault> {
    let place = (option::of(select(vec!["GET", "POST"])), option::of(select(paths)));
    let often = prop_oneof![9 => (1..=most).prop_map(Some), u32::from(most > 1) => Just(None)];
    (effects, place, 0_u64..8, often, option::weighted(0.3, 0.1..0.9)).prop_map(
        |((effect, apply), (method, path), skip, times, probability)| {
            let fault = Fault { apply, times, ..Fault::new(effect).skip(skip) };
            let fault = method.into_iter().fold(fault, Fault::method);
            let fault = path.into_iter().fold(fault, Fault::path);
            let probability = probability.or(times.is_none().then_some(0.5));
            probability.into_iter().fold(fault, Fault::probability)
        },
    )
}

fn delays() -> impl Strategy<Value = (Effect, Apply)> {
    (Just(LATE), whenever())
}

fn whenever() -> impl Strategy<Value = Apply> {
    select(vec![Apply::Before, Apply::After])
}

/// Everything that takes no time.
///
/// A 4xx comes before its request takes effect and never after: a provider that refuses what it has done lies, and no client can see
/// through that.
fn effects() -> impl Strategy<Value = (Effect, Apply)> {
    let refused = prop_oneof![
        select(vec![Refusal::RateLimited, Refusal::Unauthorized]).prop_map(Effect::Refuse),
        // None at all, soon, later than a call waits, later than a watch does.
        option::of(select(vec![0, 1, 7, 20, 75, 9999])).prop_map(|seconds| answer(429, seconds, Value::Null)),
        Just(Effect::FailJob { code: None, message: None }),
    ];
    let lost = prop_oneof![
        3 => Just(Effect::Disconnect),
        2 => (0_usize..200).prop_map(|bytes| Effect::Truncate { bytes }),
        1 => Just(Effect::Malformed),
        1 => select(vec![Refusal::ServerError, Refusal::Unavailable]).prop_map(Effect::Refuse),
        2 => (select(vec![408, 502, 503, 504]), option::of(select(vec![0, 1, 8, 20])))
            .prop_map(|(status, seconds)| answer(status, seconds, "<h1>Try again</h1>".into())),
        // A page of somebody in between, where an answer was due; and one that sends the caller elsewhere.
        1 => select(vec![200, 302]).prop_map(|status| answer(status, None, "<h1>Sign in</h1>".into())),
    ];
    prop_oneof![2 => (refused, Just(Apply::Before)), 5 => (lost, whenever())]
}

fn answer(status: u16, retry_after: Option<u32>, body: Value) -> Effect {
    let header = retry_after.map(|seconds| ("retry-after".to_owned(), seconds.to_string()));
    Effect::Respond { status, headers: header.into_iter().collect(), body }
}
