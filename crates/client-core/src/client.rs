//! The settings with which every provider's client starts.

use std::fmt;
use std::marker::PhantomData;

use secrecy::SecretString;

use crate::error::Result;
use crate::transport::{Transport, TransportBuilder};

/// Settings of a provider's client `C`. A provider crate makes one with what it knows of its provider; the caller adds
/// the account's token and, where the defaults don't suit, changes the transport.
pub struct ClientBuilder<C> {
    transport: TransportBuilder,
    makes: PhantomData<fn() -> C>,
}

impl<C: From<Transport>> ClientBuilder<C> {
    /// Starts with a provider's transport.
    pub fn new(transport: TransportBuilder) -> Self {
        Self { transport, makes: PhantomData }
    }

    /// The account's bearer token. Required.
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

    /// Checks the settings and makes the client.
    pub fn build(self) -> Result<C> {
        self.transport.build().map(C::from)
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("transport", &self.transport).finish()
    }
}
