//! A hook around each try of each call and each download.

use std::fmt;
use std::sync::Arc;

use futures_core::future::BoxFuture;
use reqwest::{Client, Request, Response};

/// The cause of a failed try: an error of reqwest, or a middleware's own.
pub type MiddlewareError = Box<dyn std::error::Error + Send + Sync>;

/// The end of a try.
pub type MiddlewareResult = Result<Response, MiddlewareError>;

/// Code around each try: it can change the request, see the answer, or answer itself.
///
/// The request of a call carries the account's key in its `Authorization` header. A failure counts as a request that may have
/// taken effect.
///
/// ```
/// use client_core::middleware::{Middleware, MiddlewareResult, Next};
/// use client_core::reqwest::Request;
/// use client_core::BoxFuture;
///
/// /// Prints the status of each try.
/// struct Print;
///
/// impl Middleware for Print {
///     fn handle<'a>(&'a self, request: Request, next: Next<'a>) -> BoxFuture<'a, MiddlewareResult> {
///         Box::pin(async move {
///             let response = next.run(request).await?;
///             println!("{}", response.status());
///             Ok(response)
///         })
///     }
/// }
/// ```
pub trait Middleware: Send + Sync + 'static {
    /// Handles one try. [`Next::run`] sends the request.
    fn handle<'a>(&'a self, request: Request, next: Next<'a>) -> BoxFuture<'a, MiddlewareResult>;
}

/// The rest of the way to the service: the other middleware, then the network.
#[derive(Clone, Copy)]
pub struct Next<'a> {
    pub(crate) middleware: &'a [Arc<dyn Middleware>],
    pub(crate) client: &'a Client,
}

impl<'a> Next<'a> {
    /// Sends the request, and returns as soon as the head of the answer has arrived.
    pub fn run(self, request: Request) -> BoxFuture<'a, MiddlewareResult> {
        match self.middleware.split_first() {
            Some((first, rest)) => first.handle(request, Next { middleware: rest, ..self }),
            None => Box::pin(async move { self.client.execute(request).await.map_err(Into::into) }),
        }
    }
}

impl fmt::Debug for Next<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").field("middleware", &self.middleware.len()).finish_non_exhaustive()
    }
}
