//! An account behind its lock, with the data that may be read without it.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicI64, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use control_api::Subject;
use jiff::Timestamp;
use kernel::command::{Command, Decision};
use kernel::commands::{self, Delivered};
use kernel::context::Context;
use kernel::job::Failure;
use kernel::keys::Status;
use kernel::machine::{Account, Effect, Machine};
use kernel::rate_limit::RequestWindow;
use kernel::time::later;
use kernel::webhook::Outcome;

use crate::clock::{Reading, pause};
use crate::control::SavedAccount;
use crate::environment::{Environment, Settings};
use crate::in_flight::GRACE;
use crate::log::{Applied, Record};
use crate::notes::RequestNotes;
use crate::refusal::Limited;

/// The facts about the caller that a command may know, and the notes on the caller's request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Caller<'a> {
    /// The beginning of URLs that work for the caller.
    pub(crate) origin: Arc<str>,
    /// The failure of the jobs that the call starts, if they are to fail.
    pub(crate) forced_failure: Option<Failure>,
    /// The notes on the request. `None` if no request of a provider gives the command.
    pub(crate) notes: Option<&'a RequestNotes>,
}

/// An account behind its lock. Its lock is held for one short, synchronous step at a time.
pub struct AccountSlot<M: Machine> {
    /// The key that opens the account.
    pub api_key: Arc<str>,
    /// The account's public id.
    pub account_id: Arc<str>,
    environment: Arc<Environment>,
    status: AtomicU8,
    /// The instant of the next due event, in microseconds. Accounts with nothing due are passed over when time moves.
    next_due: AtomicI64,
    /// The position of the latest record about the account.
    position: AtomicU64,
    requests: Mutex<RequestWindow>,
    account: Mutex<Account<M>>,
}

/// A step that was begun, with the account under its lock.
struct Step<'a, M: Machine> {
    account: MutexGuard<'a, Account<M>>,
    reading: Reading,
    /// The number of due events that were applied before.
    applied: u64,
}

impl<M: Machine> AccountSlot<M> {
    /// Puts a new account behind its lock.
    pub(crate) fn new(
        environment: Arc<Environment>,
        api_key: &str,
        account: Account<M>,
        position: u64,
    ) -> Self {
        Self {
            api_key: api_key.into(),
            account_id: account.id.clone(),
            environment,
            status: AtomicU8::new(account.status as u8),
            next_due: AtomicI64::new(account.next_due().map_or(i64::MAX, Timestamp::as_microsecond)),
            position: AtomicU64::new(position),
            requests: Mutex::default(),
            account: Mutex::new(account),
        }
    }

    /// Returns what the account shares with the others of its world.
    pub(crate) fn environment(&self) -> &Environment {
        &self.environment
    }

    /// Returns the account's status.
    pub fn status(&self) -> Status {
        match self.status.load(Ordering::Relaxed) {
            1 => Status::Suspended,
            2 => Status::Inactive,
            _ => Status::Active,
        }
    }

    /// Returns `true` if an event is due at this instant, given in microseconds.
    pub(crate) fn is_due(&self, now: i64) -> bool {
        self.next_due.load(Ordering::Relaxed) <= now
    }

    /// Returns the instant of the next due event, in microseconds. `i64::MAX` if there is none.
    pub(crate) fn next_due(&self) -> i64 {
        self.next_due.load(Ordering::Relaxed)
    }

    /// Applies a command to the account, after everything due.
    pub(crate) fn apply<C: Command<M>>(
        self: &Arc<Self>,
        command: C,
        caller: Caller<'_>,
    ) -> Decision<C::Reply, M::Refusal> {
        let Settings { strict, rate_limits, .. } = self.environment.settings;
        let Caller { origin, forced_failure, notes } = caller;
        let written = self.environment.log.as_deref().map(|log| {
            let with = serde_json::value::to_raw_value(&command).expect("a command can be written down");
            (log, with)
        });
        self.step(|account, Reading { now, pace, .. }| {
            let context = Context { now, pace, strict, rate_limits, origin, forced_failure };
            let before = account.ledger.balance();
            let note = |account: &Account<M>| {
                self.status.store(account.status as u8, Ordering::Relaxed);
                if let Some(notes) = notes {
                    notes.move_credits(account.ledger.balance() - before);
                }
            };
            let Some((log, with)) = written else {
                let decision = command.apply(account, &context);
                note(account);
                return decision;
            };
            // A command that panics is written down as well: it panics again when it is replayed.
            let applied = catch_unwind(AssertUnwindSafe(|| command.apply(account, &context)));
            note(account);
            account.settle(now);
            let applied_record = Record::Applied(Applied {
                provider: M::NAME.into(),
                account_id: self.account_id.clone(),
                command: C::NAME.into(),
                with,
                context,
                digest: account.digest(),
            });
            self.position.store(log.push(&applied_record), Ordering::Relaxed);
            applied.unwrap_or_else(|panic| resume_unwind(panic))
        })
    }

    /// Applies a command again, as a log has it.
    ///
    /// # Errors
    /// If the machine has no such command, or if the account is another one afterwards: a sentence on the problem.
    pub(crate) fn replay(&self, applied: &Applied) -> Result<(), String> {
        let Applied { command, with, context, digest, .. } = applied;
        let known = commands::find::<M>(command).ok_or_else(|| format!("there is no command {command:?}"))?;
        let mut account = self.account.lock().unwrap_or_else(PoisonError::into_inner);
        let replay = || known.replay(&mut account, with.get(), context, &mut |_| {});
        let replayed = catch_unwind(AssertUnwindSafe(replay));
        if let Ok(Err(error)) = replayed {
            return Err(format!("the command {command:?} cannot be read: {error}"));
        }
        account.settle(context.now);
        self.remember(&mut account);
        // Attempts that were under way are found again when the replay is over.
        account.take_effects();
        self.status.store(account.status as u8, Ordering::Relaxed);
        let next_due = account.next_due().map_or(i64::MAX, Timestamp::as_microsecond);
        self.next_due.store(next_due, Ordering::Relaxed);
        if account.digest() == *digest {
            return Ok(());
        }
        Err(format!("{command:?} at {} does something else in this version", context.now))
    }

    /// Makes the attempts to deliver webhooks again whose outcome nobody has written down.
    pub(crate) fn resume(self: &Arc<Self>) {
        let lost = {
            let account = self.account.lock().unwrap_or_else(PoisonError::into_inner);
            account.lost_attempts(self.environment.clock.now())
        };
        for effect in lost {
            self.carry_out(effect);
        }
    }

    /// Returns the position of the latest record about the account.
    pub fn position(&self) -> u64 {
        self.position.load(Ordering::Relaxed)
    }

    /// Returns the account in its written form. What is due stays due.
    pub(crate) fn save(&self) -> SavedAccount {
        let state = serde_json::value::to_raw_value(&self.copy()).expect("an account can be written down");
        SavedAccount { provider: M::NAME.into(), api_key: self.api_key.clone(), state }
    }

    /// Returns a copy of the account. Copying takes a fraction of the time that writing takes, and only the copying needs the lock.
    fn copy(&self) -> Account<M> {
        self.account.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks at the account, after everything due. Whoever looks cannot change it.
    pub fn look<R>(self: &Arc<Self>, look: impl FnOnce(&Account<M>, Timestamp) -> R) -> R {
        self.step(|account, reading| look(account, reading.now))
    }

    /// Settles all due events and takes one step, at one instant.
    fn step<R>(self: &Arc<Self>, step: impl FnOnce(&mut Account<M>, Reading) -> R) -> R {
        let mut begun = self.begin();
        let result = step(&mut begun.account, begun.reading);
        self.end(begun);
        result
    }

    /// Takes the lock and settles all due events. The clock is read under the lock, so that an account's time never goes back.
    fn begin(&self) -> Step<'_, M> {
        // A step that panicked is answered with the provider's 500; the account keeps everything that the step had done before.
        let mut account = self.account.lock().unwrap_or_else(PoisonError::into_inner);
        let reading = self.environment.clock.read();
        let applied = account.settle(reading.now);
        Step { account, reading, applied }
    }

    /// Settles what is due at once, lets go of the lock, and carries out what the step asks for.
    fn end(self: &Arc<Self>, step: Step<'_, M>) {
        let Step { mut account, reading, mut applied } = step;
        applied += account.settle(reading.now);
        let effects = account.take_effects();
        let has_changed = self.remember(&mut account);
        let next_due = account.next_due().map_or(i64::MAX, Timestamp::as_microsecond);
        self.next_due.store(next_due, Ordering::Relaxed);
        drop(account);
        if applied > 0 {
            self.environment.applied.fetch_add(applied, Ordering::Relaxed);
        }
        if has_changed || applied > 0 {
            self.environment.changes.note(Subject::Jobs);
        }
        for effect in effects {
            self.carry_out(effect);
        }
    }

    /// Remembers the changes of jobs. Returns `true` if there are some.
    fn remember(&self, account: &mut Account<M>) -> bool {
        let has_changed = account.has_changes();
        if has_changed {
            self.environment.history.remember(M::NAME, account.take_changes());
        }
        has_changed
    }

    /// Makes the attempt to deliver a webhook in the background. Its outcome goes back to the account as a command.
    fn carry_out(self: &Arc<Self>, effect: Effect) {
        let Effect::Deliver { number, url, body, at } = effect;
        let Some(policy) = M::WEBHOOKS else { return };
        let slot = self.clone();
        self.environment.in_flight.one_more();
        self.environment.sender.runtime().spawn(async move {
            let environment = &*slot.environment;
            // Only for what is kept is anybody called.
            if let Some(log) = &environment.log
                && log.kept(slot.position()).await.is_err()
            {
                environment.in_flight.one_less();
                return;
            }
            let (outcome, answer) = tokio::select! {
                attempted = environment.sender.attempt(&url, body) => attempted,
                () = deadline_passed(environment, later(at, policy.answer_within)) => (Outcome::TimedOut, None),
            };
            if let Some(answer) = answer {
                environment.receiver_answers.remember((slot.account_id.clone(), number, at), answer);
            }
            slot.apply(Delivered { number, at, outcome }, Caller::default());
            environment.changes.note(Subject::Webhooks);
            environment.in_flight.one_less();
        });
    }

    /// Admits a request, or returns the limit that refuses it, with the time until a request will be admitted again.
    pub fn admit(&self) -> Result<(), Limited> {
        let Some(limit) = M::REQUEST_LIMIT else { return Ok(()) };
        if !self.environment.settings.rate_limits.unwrap_or(limit.by_default) {
            return Ok(());
        }
        let mut window = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.environment.clock.now();
        window.admit(limit, now).map_err(|again| {
            let wait = again.duration_since(now).unsigned_abs();
            Limited { clause: Some(limit.clause), wait }
        })
    }
}

/// Waits until a receiver has had its time, on the world's clock and at least for a moment on the machine's.
async fn deadline_passed(environment: &Environment, deadline: Timestamp) {
    tokio::select! {
        () = environment.clock.passed(deadline) => pause(GRACE).await,
        () = environment.ended() => {}
    }
}
