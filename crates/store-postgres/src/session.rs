//! A session: one connection that is made anew whenever it breaks, and statements that are tried again for as long as it makes sense.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt as _;
use store::{AppendError, StoreError};
use tokio::sync::Mutex;
use tokio_postgres::config::SslMode;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config, Error, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

/// The pause before a statement is tried again.
const PAUSE: Duration = Duration::from_millis(100);
/// The longest time for a connection to come about, and for a statement to be answered.
const TRY: Duration = Duration::from_secs(3);

/// The reason of a failure that nobody gave.
const SILENCE: &str = "the database does not answer";

/// A connection to the database.
pub(crate) struct Session {
    config: Config,
    patience: Duration,
    client: Mutex<Option<Arc<Client>>>,
}

/// A statement that failed.
#[derive(Debug)]
pub(crate) struct Failure {
    problem: String,
    /// `true` if a try may have had its effect all the same.
    is_unsure: bool,
}

impl Session {
    /// Creates a session whose statements are tried for this long.
    pub(crate) fn new(mut config: Config, patience: Duration) -> Self {
        config.connect_timeout(TRY).application_name("backlot");
        Self { config, patience, client: Mutex::default() }
    }

    /// Runs statements that may be repeated, until they succeed, fail for good, or have been tried for too long.
    pub(crate) async fn run<T>(&self, work: impl AsyncFn(&Client) -> Result<T, Error>) -> Result<T, Failure> {
        let mut last = Failure { problem: SILENCE.to_owned(), is_unsure: false };
        let trying = async {
            loop {
                match self.attempt(&work, &mut last).await {
                    Ok(Some(done)) => return Ok(done),
                    Ok(None) => pause().await,
                    Err(()) => return Err(()),
                }
            }
        };
        let tried = tokio::time::timeout(self.patience, trying).await;
        match tried {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(())) | Err(_) => Err(last),
        }
    }

    /// Tries once. Returns nothing if another try may succeed, and an error if none will.
    async fn attempt<T>(
        &self,
        work: &impl AsyncFn(&Client) -> Result<T, Error>,
        last: &mut Failure,
    ) -> Result<Option<T>, ()> {
        let client = match self.client().await {
            Ok(client) => client,
            Err(error) => {
                last.problem = causes(&error);
                return if is_passing(&error) { Ok(None) } else { Err(()) };
            }
        };
        let was_unsure = std::mem::replace(&mut last.is_unsure, true);
        match tokio::time::timeout(TRY, work(&client)).await {
            Ok(Ok(done)) => Ok(Some(done)),
            Ok(Err(error)) => {
                // What the database itself refuses has had no effect.
                last.is_unsure = was_unsure || error.as_db_error().is_none();
                last.problem = causes(&error);
                if is_passing(&error) { Ok(None) } else { Err(()) }
            }
            Err(_) => {
                SILENCE.clone_into(&mut last.problem);
                self.client.lock().await.take();
                Ok(None)
            }
        }
    }

    async fn client(&self) -> Result<Arc<Client>, Error> {
        let mut current = self.client.lock().await;
        if let Some(client) = current.as_ref().filter(|client| !client.is_closed()) {
            return Ok(client.clone());
        }
        let client = Arc::new(connect(&self.config).await?);
        *current = Some(client.clone());
        Ok(client)
    }
}

/// Connects with TLS or without, as the URL asks. If it leaves the choice, a server whose certificate nobody here trusts is spoken to
/// without TLS, as every other client does.
async fn connect(config: &Config) -> Result<Client, Error> {
    let plain = async |config: &Config| {
        let (client, connection) = config.connect(NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    };
    if config.get_ssl_mode() == SslMode::Disable {
        return plain(config).await;
    }
    let secured = match tls() {
        Some(tls) => config.connect(tls).await,
        None => return plain(config).await,
    };
    match secured {
        Ok((client, connection)) => {
            tokio::spawn(connection);
            Ok(client)
        }
        Err(error) if config.get_ssl_mode() == SslMode::Prefer && error.as_db_error().is_none() => {
            plain(config.clone().ssl_mode(SslMode::Disable)).await
        }
        Err(error) => Err(error),
    }
}

/// Returns a TLS setup that trusts the machine's authorities. `None` if they cannot be read.
fn tls() -> Option<MakeRustlsConnect> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().ok()?;
    let config = builder.with_platform_verifier().ok()?.with_no_client_auth();
    Some(MakeRustlsConnect::new(config))
}

/// Returns `true` if the same statement may succeed later: the connection broke, the server starts or stops, or others were quicker.
fn is_passing(error: &Error) -> bool {
    let Some(code) = error.code() else { return true };
    let passing = [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::TOO_MANY_CONNECTIONS,
        SqlState::READ_ONLY_SQL_TRANSACTION,
        // Two processes that make the same table at once.
        SqlState::UNIQUE_VIOLATION,
        SqlState::DUPLICATE_TABLE,
    ];
    passing.contains(code)
}

/// Returns an error with its causes. None of them contains a password.
pub(crate) fn causes(error: &Error) -> String {
    let (mut text, mut cause) = (error.to_string(), error.source());
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

#[expect(clippy::disallowed_methods, reason = "a pause between tries lasts on the machine's clock")]
async fn pause() {
    tokio::time::sleep(PAUSE).await;
}

impl From<Failure> for StoreError {
    fn from(Failure { problem, .. }: Failure) -> Self {
        Self(problem)
    }
}

impl From<Failure> for AppendError {
    fn from(Failure { problem, is_unsure }: Failure) -> Self {
        if is_unsure { Self::Unsure(problem) } else { Self::NotKept(problem) }
    }
}
