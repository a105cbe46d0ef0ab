//! The settings that every provider's client starts with.

use std::fmt;
use std::marker::PhantomData;

use secrecy::SecretString;

use crate::error::Result;
use crate::transport::Transport;
use crate::transport::builder::TransportBuilder;

/// Settings of a provider's client `C`. A provider crate creates them with the facts about its provider. The caller adds the
/// account's token and changes the transport if the defaults don't suit.
pub struct ClientBuilder<C> {
    transport: TransportBuilder,
    makes: PhantomData<fn() -> C>,
}

impl<C: From<Transport>> ClientBuilder<C> {
    /// Creates the settings from a provider's transport.
    pub fn new(transport: TransportBuilder) -> Self {
        Self { transport, makes: PhantomData }
    }

    /// Sets the account's bearer token. It is required.
    #[must_use]
    pub fn token(self, token: impl Into<SecretString>) -> Self {
        self.transport(|transport| transport.bearer(token))
    }

    /// Changes timeouts, retries, polling, the clock or the HTTP client.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # fn example<C: From<client_core::Transport>>(builder: client_core::ClientBuilder<C>) {
    /// let builder = builder.transport(|transport| transport.try_timeout(Duration::from_secs(30)));
    /// # }
    /// ```
    #[must_use]
    pub fn transport(self, change: impl FnOnce(TransportBuilder) -> TransportBuilder) -> Self {
        Self { transport: change(self.transport), ..self }
    }

    /// Checks the settings and creates the client. Every problem is an [`ErrorKind::Build`](crate::ErrorKind::Build).
    pub fn build(self) -> Result<C> {
        self.transport.build().map(C::from)
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("transport", &self.transport).finish()
    }
}
