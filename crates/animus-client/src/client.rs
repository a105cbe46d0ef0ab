//! The client itself. Its calls stand in the rooms of their subjects: [`generation`](crate::generation),
//! [`characters`](crate::characters), [`dataset`](crate::dataset) and [`training`](crate::training).

use std::path::Path;
use std::time::Duration;

use client_core::{ClientBuilder, Polling, Progress, Result, Transport};
use tokio::io::AsyncWrite;

use crate::error::read_refusal;

/// The real service, for [`AnimusClient::builder`]: what it makes costs credits.
pub const BASE_URL: &str = "https://api.animusai.co/v2";

/// Settings of an [`AnimusClient`].
pub type AnimusClientBuilder = ClientBuilder<AnimusClient>;

/// A way to the provider with one account's key. Clones share everything.
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
    /// Starts a client for the service at this base URL, whose path ends with `/v2`. There is no default, so that
    /// nobody spends credits unawares; the real service is at [`BASE_URL`].
    ///
    /// The token is the API key (S0, authentication). No limit of requests is set: it depends on the account's tier (facts
    /// 1.4), and [`pace`](client_core::TransportBuilder::pace) keeps to one. Work is looked at after 2 s and then ever
    /// more rarely, down to every 10 s; no interval is documented (facts 9, A57).
    pub fn builder(base_url: impl AsRef<str>) -> AnimusClientBuilder {
        let (first, longest) = (Duration::from_secs(2), Duration::from_secs(10));
        let transport = Transport::builder(base_url.as_ref())
            .user_agent(concat!("animus-client/", env!("CARGO_PKG_VERSION")))
            .polling(Polling::default().with_pauses(first, longest))
            .refusals(read_refusal);
        ClientBuilder::new(transport)
    }

    /// Fetches a result, such as one of a generation's [`result_urls`](crate::Generation::result_urls), into a writer;
    /// returns its length in bytes. The key is not sent along, wherever the URL points.
    ///
    /// `progress` is told how far it is each time something was written. What can go wrong, and the two limits of time,
    /// are with [`Transport::download`].
    pub async fn download(
        &self,
        url: &str,
        writer: &mut (impl AsyncWrite + Unpin + ?Sized),
        progress: impl FnMut(Progress),
    ) -> Result<u64> {
        self.transport.download(url, writer, progress).await
    }

    /// Fetches a result as [`download`](Self::download) does, to a path, which holds the whole file or what it held
    /// before.
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
