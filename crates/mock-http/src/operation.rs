//! Operations: the calls of a provider, each with its method, its path and the function that answers it.

use futures_util::future::BoxFuture;

use crate::answer::Outcome;
use crate::call::Call;
use crate::provider::Provider;

/// The function that answers a call.
pub type Run<P> = for<'a> fn(&'a mut Call<P>) -> BoxFuture<'a, Outcome>;

/// The methods that operations have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET, which also answers HEAD.
    Get,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// DELETE.
    Delete,
}

/// A call of a provider.
pub struct Operation<P: Provider> {
    /// The method of the call.
    pub method: Method,
    /// The path of the call below the provider's base, with its parameters in braces.
    pub path: &'static str,
    /// `true` if a key in the body identifies the caller where no header does.
    pub(crate) key_in_body: bool,
    pub(crate) run: Run<P>,
}

impl<P: Provider> Operation<P> {
    const fn new(method: Method, path: &'static str, run: Run<P>) -> Self {
        Self { method, path, key_in_body: false, run }
    }

    /// Describes a call that only looks.
    pub const fn get(path: &'static str, run: Run<P>) -> Self {
        Self::new(Method::Get, path, run)
    }

    /// Describes a call that creates or starts something.
    pub const fn post(path: &'static str, run: Run<P>) -> Self {
        Self::new(Method::Post, path, run)
    }

    /// Describes a call that changes something.
    pub const fn put(path: &'static str, run: Run<P>) -> Self {
        Self::new(Method::Put, path, run)
    }

    /// Describes a call that deletes something.
    pub const fn delete(path: &'static str, run: Run<P>) -> Self {
        Self::new(Method::Delete, path, run)
    }

    /// Lets a key in the body identify the caller where no header does.
    #[must_use]
    pub const fn with_key_in_body(mut self) -> Self {
        self.key_in_body = true;
        self
    }
}
