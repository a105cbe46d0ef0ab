//! The rules: what a client may say of a call, given what has really happened.

use std::collections::HashMap;
use std::time::Duration;

use backlot::{Effect, ExchangeView};
use client_core::{Error, ErrorKind, RetryPolicy};

use super::books::Books;

/// How long a key surely finds its job: what the `CutX` client goes by.
const KEY_HELD: Duration = Duration::from_secs(10);
/// What a wait allows its last look beyond the caller's patience.
const LAST_LOOK: Duration = Duration::from_secs(2);

/// How patient the clients are: with less time for a call than its tries could take, so that it matters.
pub(super) fn policy() -> RetryPolicy {
    RetryPolicy::default().with_total_time(Duration::from_secs(40))
}

/// What a call means.
#[derive(Clone, Copy, Debug)]
pub(super) enum Means {
    /// It changes nothing.
    Looks,
    /// It changes something, and a repeat changes nothing more.
    Settles,
    /// It changes something, and a repeat is another change.
    Changes,
    /// It buys so many jobs, and a repeat buys as many again.
    Buys { jobs: usize },
    /// It buys a job, and a repeat finds that for a while.
    BuysWithKey,
    /// It looks at a job until that ends, or for so long.
    Waits { patience: Duration },
}

impl Means {
    /// How many charges a call makes at most.
    pub(super) fn most_charges(self) -> usize {
        match self {
            Self::Looks | Self::Settles | Self::Waits { .. } => 0,
            Self::Changes | Self::BuysWithKey => 1,
            Self::Buys { jobs } => jobs,
        }
    }

    fn most_jobs(self) -> usize {
        if matches!(self, Self::Changes) { 0 } else { self.most_charges() }
    }

    fn is_safe(self) -> bool {
        matches!(self, Self::Looks | Self::Waits { .. })
    }
}

/// A call that was made, and everything that is known of it.
pub(super) struct Case<'a> {
    pub(super) means: Means,
    pub(super) before: &'a Books,
    pub(super) after: &'a Books,
    /// Its tries, or the looks of a wait, in the order in which they came.
    pub(super) exchanges: &'a [ExchangeView],
    /// What the faults do, by their ids.
    pub(super) effects: &'a HashMap<String, Effect>,
    /// How long it may have waited for its turn.
    pub(super) turn: Duration,
}

type Verdict = Result<(), String>;

impl Case<'_> {
    /// Judges what the client says: the ids of the jobs that it was told of, or an error.
    pub(super) fn judge(&self, said: Result<&[&str], &Error>) -> Verdict {
        self.tries_are_allowed()?;
        self.time_is_kept()?;
        match said {
            Ok(told) => self.nothing_was_bought_but(told),
            Err(error) => {
                self.nothing_was_bought_behind(error)?;
                self.doubt_is_told(error)?;
                self.kind_is_true(error)
            }
        }
    }

    /// Nothing is repeated that may buy twice, nothing sooner than the provider asked for, and nothing without end.
    fn tries_are_allowed(&self) -> Verdict {
        let doubt = self.exchanges.iter().position(in_doubt);
        let since_doubt = doubt.map_or(&[][..], |doubt| &self.exchanges[doubt..]);
        match self.means {
            Means::Changes | Means::Buys { .. } => require(since_doubt.len() <= 1, || {
                format!("repeated {} times though it may have taken effect", since_doubt.len() - 1)
            })?,
            Means::BuysWithKey => {
                let late = since_doubt.iter().map(|exchange| between(&since_doubt[0], exchange));
                require(late.max().unwrap_or_default() < KEY_HELD, || {
                    "repeated when its key may no longer find its job".to_owned()
                })?;
            }
            Means::Looks | Means::Settles | Means::Waits { .. } => {}
        }
        let tries = self.exchanges.len();
        let most = policy().max_tries as usize;
        require(tries <= most || matches!(self.means, Means::Waits { .. }), || format!("{tries} tries"))?;
        let mut pairs = self.exchanges.windows(2);
        let hasty =
            pairs.any(|pair| retry_after(&pair[0]).is_some_and(|asked| between(&pair[0], &pair[1]) < asked));
        require(!hasty, || "tried again sooner than the provider asked for".to_owned())
    }

    /// A call ends within its time.
    fn time_is_kept(&self) -> Verdict {
        let most = match self.means {
            Means::Waits { patience } => patience + LAST_LOOK,
            _ => policy().total_time + self.turn,
        };
        let spent = self.spent();
        require(spent <= most, || format!("took {spent:?}, where {most:?} are the most"))
    }

    fn spent(&self) -> Duration {
        self.after.now.saturating_sub(self.before.now)
    }

    /// Success: whatever was bought, the client was told of, and what it was told of is there.
    fn nothing_was_bought_but(&self, told: &[&str]) -> Verdict {
        let untold = self.bought().find(|id| !told.contains(id));
        require(untold.is_none(), || format!("bought {untold:?}, and told the caller of {told:?}"))?;
        let missing = told.iter().find(|id| !self.after.jobs.contains(**id));
        require(missing.is_none(), || format!("told the caller of {missing:?}, which is not there"))?;
        self.at_most(self.means.most_jobs(), self.means.most_charges())
    }

    /// Failure: nothing was bought if the client is sure of that, and never more than was asked for.
    fn nothing_was_bought_behind(&self, error: &Error) -> Verdict {
        if error.may_have_been_sent() {
            self.at_most(self.means.most_jobs(), self.means.most_charges())
        } else {
            self.at_most(0, 0)
        }
    }

    fn at_most(&self, jobs: usize, charges: usize) -> Verdict {
        let (bought, paid) = (self.bought().count(), self.after.charges - self.before.charges);
        require(bought <= jobs && paid <= charges, || {
            format!("{bought} jobs and {paid} charges, where {jobs} and {charges} are the most")
        })
    }

    fn bought(&self) -> impl Iterator<Item = &str> {
        self.after.jobs.difference(&self.before.jobs).map(|id| &**id)
    }

    /// An error warns if, and only if, what came back leaves open whether the request took effect; in its text too.
    fn doubt_is_told(&self, error: &Error) -> Verdict {
        let warns = error.to_string().contains("may have taken effect");
        if !matches!(self.means, Means::Waits { .. }) {
            let doubt = self.exchanges.iter().any(in_doubt);
            let told = error.may_have_been_sent();
            require(told == doubt, || format!("says {told} of whether it was sent, which is {doubt}"))?;
            require(warns == (doubt && !self.means.is_safe()), || {
                "its text does not say the same".to_owned()
            })?;
        }
        require(!(warns && self.means.is_safe()), || "warns of a call that only looks".to_owned())
    }

    /// An error is of the kind of trouble that came last.
    fn kind_is_true(&self, error: &Error) -> Verdict {
        let last = self.exchanges.last();
        let effect = last.and_then(|last| self.effects.get(last.fault.as_ref()?));
        let status = last.and_then(status);
        let holds = match error.kind() {
            ErrorKind::Api => status.is_some() && error.status() == status,
            ErrorKind::Decode => {
                let unreadable = matches!(effect, Some(Effect::Malformed | Effect::Respond { .. }));
                unreadable && status == Some(200)
            }
            ErrorKind::Transport => matches!(effect, Some(Effect::Disconnect | Effect::Truncate { .. })),
            ErrorKind::Timeout => matches!(effect, Some(Effect::Delay { .. })),
            // Whether it failed, the witness looks up.
            ErrorKind::JobFailed => matches!(self.means, Means::Waits { .. }) && status == Some(200),
            ErrorKind::Deadline => match self.means {
                Means::Waits { patience } => {
                    let left = patience.saturating_sub(self.spent());
                    left.is_zero() || last.and_then(retry_after).is_some_and(|asked| asked > left)
                }
                _ => false,
            },
            _ => false,
        };
        require(holds, || format!("{:?}, after {effect:?} and {status:?}", error.kind()))
    }
}

/// Whether it is open, by what came back, that a request took effect: nothing came, or neither success nor a refusal.
fn in_doubt(exchange: &ExchangeView) -> bool {
    !status(exchange).is_some_and(|status| (400..500).contains(&status) && status != 408)
}

fn status(exchange: &ExchangeView) -> Option<u16> {
    exchange.response.as_ref().map(|came| came.status)
}

/// How long the provider asked to wait.
fn retry_after(exchange: &ExchangeView) -> Option<Duration> {
    let asked = exchange.response.as_ref()?.headers.get("retry-after")?.as_str()?.parse();
    asked.ok().map(Duration::from_secs)
}

fn between(first: &ExchangeView, second: &ExchangeView) -> Duration {
    second.at.duration_since(first.at).unsigned_abs()
}

fn require(holds: bool, finding: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(finding()) }
}
