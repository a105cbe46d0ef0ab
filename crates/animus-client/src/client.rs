//! The client itself. Its calls are in the modules of their subjects: [`generation`](crate::generation),
//! [`characters`](crate::characters), [`dataset`](crate::dataset) and [`training`](crate::training).

use std::time::Duration;

use client_core::{CallOptions, Client, ClientBuilder, Download, Polling, Service, Transport};

use crate::error::AnimusError;
use crate::refusal::{read_refusal, read_status};

/// The base URL of the real service, for [`AnimusClient::builder`]. The real service charges credits for its results.
pub const BASE_URL: &str = "https://api.animusai.co/v2";

/// The result of a call.
pub type Result<T, E = AnimusError> = std::result::Result<T, E>;

/// A client of the service with one account's key. Clones share one connection.
#[derive(Clone, Debug)]
pub struct AnimusClient {
    pub(crate) transport: Transport<AnimusError>,
}

impl Client for AnimusClient {
    type Error = AnimusError;

    fn new(transport: Transport<AnimusError>) -> Self {
        Self { transport }
    }
}

fn service() -> Service {
    let (first, longest) = (Duration::from_secs(2), Duration::from_secs(10));
    Service {
        user_agent: concat!("animus-client/", env!("CARGO_PKG_VERSION")),
        variables: ("ANIMUS_API_KEY", "ANIMUS_BASE_URL"),
        polling: Polling::default().with_pauses(first, longest),
        pace: None,
        read_refusal,
        read_status,
    }
}

impl AnimusClient {
    /// Creates a builder for a client of the service at this base URL, whose path ends with `/v2`. There is no default, so
    /// that no credits are spent by accident. The real service is at [`BASE_URL`].
    ///
    /// The token is the API key (S0, authentication). No request limit is set, because it depends on the account's tier
    /// (facts 1.4); set one with [`pace`](ClientBuilder::pace). Polling pauses 2 s after the first look, and the pauses grow
    /// to 10 s. No interval is documented (facts 9, A57).
    pub fn builder(base_url: impl AsRef<str>) -> ClientBuilder<Self> {
        ClientBuilder::new(base_url.as_ref(), service())
    }

    /// Creates a builder for a client whose key is in `ANIMUS_API_KEY` and whose base URL is in `ANIMUS_BASE_URL`. Both are
    /// required, so that no credits are spent by accident.
    pub fn from_env() -> ClientBuilder<Self> {
        ClientBuilder::from_env(service())
    }

    /// Returns a client with these options for its calls. It shares the connection.
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self { transport: self.transport.with_options(options) }
    }

    /// Prepares the download of a result, such as one of a generation's [`result_urls`](crate::Generation::result_urls).
    ///
    /// ```no_run
    /// # async fn example(client: animus_client::AnimusClient, url: &str) -> animus_client::Result<()> {
    /// client.download(url).with_progress(|progress| println!("{progress:?}")).to_file("portrait.png").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn download(&self, url: &str) -> Download<'static, AnimusError> {
        self.transport.download(url)
    }
}
