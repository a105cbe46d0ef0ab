//! The destination of a request.

use axum::Router;
use mock_http::module::ProviderModule;

use crate::worlds::Backlot;

/// The destination of a request.
#[derive(Clone)]
pub(crate) struct Destination {
    /// The name of the provider.
    pub(crate) provider: &'static str,
    /// The number of the provider's module.
    pub(crate) module: usize,
    /// The base of the provider's paths. Empty for a result file, and for a path outside the provider's base.
    pub(crate) base: &'static str,
    /// `true` for a result file.
    pub(crate) is_file: bool,
    /// The service that answers.
    pub(super) way: Way,
}

/// The service that answers, and the length of the path above its own routes.
#[derive(Clone)]
pub(super) struct Way {
    pub(super) service: Router,
    pub(super) above: usize,
}

impl Destination {
    /// Returns the destination of a path, if it is a provider's. Paths outside the provider's calls and files go to `fallback`.
    pub(crate) fn of(backlot: &Backlot, path: &str, fallback: &Router) -> Option<Self> {
        let file = path.strip_prefix(MEDIA);
        let below = file.unwrap_or(path);
        let found = |module: &ProviderModule| {
            let rest = below.strip_prefix('/').and_then(|path| path.strip_prefix(module.provider));
            rest.is_some_and(|rest| (rest.is_empty() || rest.starts_with('/')) && rest != "/openapi.json")
        };
        let number = backlot.modules().iter().position(found)?;
        let module = &backlot.modules()[number];
        let (provider, is_file) = (module.provider, file.is_some());
        let (base, way) = if is_file {
            let above = MEDIA.len() + "/".len() + provider.len();
            ("", Way { service: module.files.clone(), above })
        } else if is_below(path, module.base) {
            (module.base, Way { service: module.api.clone(), above: module.base.len() })
        } else {
            ("", Way { service: fallback.clone(), above: 0 })
        };
        Some(Self { provider, module: number, base, is_file, way })
    }
}

/// The path below which result files lie.
const MEDIA: &str = "/media";

fn is_below(path: &str, base: &str) -> bool {
    path.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
