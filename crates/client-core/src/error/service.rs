//! The error types of the services: what all of them share, the service's own reason for a refusal, and the job last seen.

use super::Error;

/// An error that can hold the job that was waited for.
pub trait HoldsJob<J>: From<Error> + AsRef<Error> + std::error::Error + Send + Sync + 'static {
    /// Adds the job as last seen.
    #[must_use]
    fn with_job(self, job: J) -> Self;
}

/// Defines the error type of a service. `reads` is the function that finds the reason for a refusal in the raw answer, once,
/// before anything of it is cut or masked.
///
/// ```
/// use client_core::{Error, service_error};
///
/// /// The reason for a refusal.
/// #[derive(Clone, Debug, PartialEq)]
/// #[non_exhaustive]
/// pub enum PressRefusal {
///     /// 402: the account is empty.
///     NoCredits,
/// }
///
/// fn read(error: &Error) -> Option<PressRefusal> {
///     (error.status() == Some(402)).then_some(PressRefusal::NoCredits)
/// }
///
/// service_error! {
///     /// The failure of a call to the press.
///     pub struct PressError { refusal: PressRefusal, reads: read, job: String }
/// }
/// ```
#[macro_export]
macro_rules! service_error {
    (
        $(#[$about:meta])*
        pub struct $name:ident { refusal: $refusal:ty, reads: $read:path, job: $job:ty }
    ) => {
        $(#[$about])*
        ///
        /// It derefs to [`Error`]($crate::Error), which has the kind, the status, the answer and the number of tries.
        #[non_exhaustive]
        pub struct $name {
            core: $crate::Error,
            refusal: Option<Box<$refusal>>,
            job: Option<Box<$job>>,
        }

        impl $name {
            /// Returns the service's reason, if it refused the call.
            pub fn refusal(&self) -> Option<&$refusal> {
                self.refusal.as_deref()
            }

            /// Returns the job as last seen, if this ended a wait; `None` if the job was never seen.
            pub fn last_job(&self) -> Option<&$job> {
                self.job.as_deref()
            }
        }

        impl From<$crate::Error> for $name {
            fn from(core: $crate::Error) -> Self {
                let refusal = $read(&core).map(Box::new);
                Self { core, refusal, job: None }
            }
        }

        impl<J: Into<$job>> $crate::HoldsJob<J> for $name {
            fn with_job(self, job: J) -> Self {
                Self { job: Some(Box::new(job.into())), ..self }
            }
        }

        impl AsRef<$crate::Error> for $name {
            fn as_ref(&self) -> &$crate::Error {
                &self.core
            }
        }

        impl std::ops::Deref for $name {
            type Target = $crate::Error;

            fn deref(&self) -> &$crate::Error {
                &self.core
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.core, f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name))
                    .field("core", &self.core)
                    .field("has_job", &self.job.is_some())
                    .finish_non_exhaustive()
            }
        }

        impl std::error::Error for $name {
            fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
                self.core.source()
            }
        }
    };
}
