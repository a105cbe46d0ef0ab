//! The client itself. Its calls are in the modules of their subjects: [`generation`](crate::generation),
//! [`characters`](crate::characters), [`dataset`](crate::dataset) and [`training`](crate::training).

use std::path::Path;
use std::time::Duration;

use client_core::{ClientBuilder, Polling, Progress, Result, Transport};
use tokio::io::AsyncWrite;

use crate::refusal::read_refusal;

/// The base URL of the real service, for [`AnimusClient::builder`]. The real service charges credits for its results.
pub const BASE_URL: &str = "https://api.animusai.co/v2";

/// Settings of an [`AnimusClient`].
pub type AnimusClientBuilder = ClientBuilder<AnimusClient>;

/// A client of the provider with one account's key. Clones share one transport.
#[derive(Clone, Debug)]
pub struct AnimusClient {
    pub(crate) transport: Transport,
}

impl From<Transport> for AnimusClient {
    fn from(transport: Transport) -> Self {
        Self { transport }
    }
}

impl AnimusClient {
    /// Creates a builder for a client of the service at this base URL, whose path ends with `/v2`. There is no default, so
    /// that no credits are spent by accident. The real service is at [`BASE_URL`].
    ///
    /// The token is the API key (S0, authentication). No request limit is set, because it depends on the account's tier
    /// (facts 1.4); set one with [`pace`](client_core::TransportBuilder::pace). Polling pauses 2 s after the first look, and
    /// the pauses grow to 10 s. No interval is documented (facts 9, A57).
    pub fn builder(base_url: impl AsRef<str>) -> AnimusClientBuilder {
        let (first, longest) = (Duration::from_secs(2), Duration::from_secs(10));
        let transport = Transport::builder(base_url.as_ref())
            .user_agent(concat!("animus-client/", env!("CARGO_PKG_VERSION")))
            .polling(Polling::default().with_pauses(first, longest))
            .refusals(read_refusal);
        ClientBuilder::new(transport)
    }

    /// Downloads a result, such as one of a generation's [`result_urls`](crate::Generation::result_urls), into a writer, and
    /// returns its length in bytes. The key is never sent with the request, even if the URL is on the provider's host.
    ///
    /// `progress` is called after each write. [`Transport::download`] describes the errors and the two time limits.
    pub async fn download(
        &self,
        url: &str,
        writer: &mut (impl AsyncWrite + Unpin + ?Sized),
        progress: impl FnMut(Progress),
    ) -> Result<u64> {
        self.transport.download(url, writer, progress).await
    }

    /// Downloads a result as [`download`](Self::download) does, to a path. If the download fails, the path keeps its former
    /// content.
    ///
    /// ```no_run
    /// # async fn example(client: animus_client::AnimusClient, url: &str) -> animus_client::Result<()> {
    /// let bytes = client.download_to(url, "portrait.png", |progress| println!("{progress:?}")).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn download_to(
        &self,
        url: &str,
        path: impl AsRef<Path>,
        progress: impl FnMut(Progress),
    ) -> Result<u64> {
        self.transport.download_to(url, path, progress).await
    }
}
