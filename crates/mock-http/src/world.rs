//! A world: one complete, isolated sandbox with a clock, a seed and every provider's accounts.

use std::any::Any;
use std::ops::Deref;
use std::sync::Arc;

use control_api::JobFilter;
use journal::Journal;
use journal::criteria::{BadFilter, Known};
use kernel::keys;

use crate::accounts::Accounts;
use crate::clock::Start;
use crate::control::{ChangeError, ProviderAccounts};
use crate::environment::{Environment, Settings};
use crate::faults::Faults;
use crate::inboxes::Inboxes;
use crate::log::{Log, Record};
use crate::module::ProviderModule;
use crate::provider::Provider;
use crate::webhook_sender::WebhookSender;

/// One world, with its environment, its faults, its journal and every provider's accounts.
pub struct World {
    /// The settings, the clock and everything else that the accounts share.
    environment: Arc<Environment>,
    /// The faults that are registered.
    pub faults: Faults,
    /// The exchanges that the world has seen.
    pub journal: Journal,
    /// The receivers of webhooks inside the world.
    pub inboxes: Inboxes,
    /// The world's providers, against which filters and faults are checked.
    pub known: Vec<Known>,
    /// The accounts of each provider, in the order of the modules.
    accounts: Vec<Box<dyn ProviderAccounts>>,
}

/// A world shows its environment as its own.
impl Deref for World {
    type Target = Environment;

    fn deref(&self) -> &Environment {
        &self.environment
    }
}

impl World {
    /// Creates a world with all of these providers, whose clock starts so.
    pub fn new(
        name: String,
        settings: Settings,
        start: Start,
        modules: &[ProviderModule],
        sender: Arc<WebhookSender>,
        log: Option<Arc<dyn Log>>,
    ) -> Arc<Self> {
        let known = |module: &ProviderModule| Known { provider: module.provider, base: module.base };
        let faults = Faults::new(settings.seed, log.clone());
        let environment = Environment::new(name, settings, start, sender, log);
        Arc::new(Self {
            faults,
            journal: Journal::default(),
            inboxes: Inboxes::default(),
            known: modules.iter().map(known).collect(),
            accounts: modules.iter().map(|module| (module.open_accounts)(&environment)).collect(),
            environment,
        })
    }

    /// Returns one provider's accounts, by its type.
    ///
    /// # Panics
    /// If the provider has no module here. Its own routes come with that module, so they never panic.
    pub fn accounts_of<P: Provider>(&self) -> &Accounts<P> {
        self.accounts
            .iter()
            .find_map(|accounts| (&**accounts as &dyn Any).downcast_ref())
            .expect("a provider's routes come together with its accounts")
    }

    /// Returns every provider's accounts.
    pub fn accounts(&self) -> impl Iterator<Item = &dyn ProviderAccounts> {
        self.accounts.iter().map(|accounts| &**accounts)
    }

    /// Returns one provider's accounts, by its name. The error is a sentence that lists the known providers.
    pub fn accounts_at(&self, provider: &str) -> Result<&dyn ProviderAccounts, String> {
        self.accounts().find(|accounts| accounts.provider() == provider).ok_or_else(|| {
            let known: Vec<_> = self.known.iter().map(|known| known.provider).collect();
            format!("there is no provider {provider:?}; there are {}", known.join(", "))
        })
    }

    /// Refuses a filter that no job of this world could ever match.
    pub fn check_jobs(&self, filter: &JobFilter) -> Result<(), BadFilter> {
        let bad = |field, problem| Err(BadFilter { field, problem });
        let asked: Vec<_> = match &filter.provider {
            None => self.accounts().collect(),
            Some(provider) => match self.accounts_at(provider) {
                Ok(accounts) => vec![accounts],
                Err(problem) => return bad("provider", problem),
            },
        };
        if filter.api_key.as_deref().is_some_and(|api_key| keys::opening_status(api_key).is_none()) {
            return bad("api_key", ChangeError::NoAccount.to_string());
        }
        let Some(state) = filter.state.as_deref() else { return Ok(()) };
        let states = asked.iter().flat_map(|accounts| accounts.states());
        let mut states: Vec<_> = states.map(|(state, _)| state).collect();
        if states.contains(&state) {
            return Ok(());
        }
        states.sort_unstable();
        states.dedup();
        bad("state", format!("must be one of {}, not {state:?}", states.join(", ")))
    }

    /// Lets a record of a log happen again. The error is a sentence on the difference.
    pub fn replay(&self, record: &Record) -> Result<(), String> {
        let provider = match record {
            Record::Opened(opened) => &opened.provider,
            Record::Applied(applied) => &applied.provider,
            Record::Closed { provider, .. } => provider,
            Record::Faults(faults) => {
                self.faults.restore(faults.clone());
                return Ok(());
            }
            Record::Clock(_) => return Ok(()),
        };
        self.accounts_at(provider)?.replay(record)
    }

    /// Applies all due events, in every account.
    pub fn settle(&self) {
        for accounts in self.accounts() {
            accounts.settle();
        }
    }
}
