//! The place that a request goes to.

use axum::Router;

use crate::worlds::Backlot;

/// The place that a request goes to.
#[derive(Clone)]
pub(crate) struct Place {
    /// The name of the provider.
    pub(crate) provider: &'static str,
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

impl Place {
    /// Returns the place of a path, if it is a provider's. Paths outside the provider's calls and files go to `rooms`.
    pub(crate) fn of(backlot: &Backlot, path: &str, rooms: &Router) -> Option<Self> {
        let file = path.strip_prefix(MEDIA);
        let below = file.unwrap_or(path);
        let mount = backlot.mounts().iter().find(|mount| {
            let rest = below.strip_prefix('/').and_then(|path| path.strip_prefix(mount.provider));
            rest.is_some_and(|rest| (rest.is_empty() || rest.starts_with('/')) && rest != "/openapi.json")
        })?;
        let (provider, is_file) = (mount.provider, file.is_some());
        let (base, way) = if is_file {
            let above = MEDIA.len() + "/".len() + provider.len();
            ("", Way { service: mount.media.clone(), above })
        } else if is_below(path, mount.base) {
            (mount.base, Way { service: mount.api.clone(), above: mount.base.len() })
        } else {
            ("", Way { service: rooms.clone(), above: 0 })
        };
        Some(Self { provider, base, is_file, way })
    }
}

/// The path below which result files lie.
const MEDIA: &str = "/media";

fn is_below(path: &str, base: &str) -> bool {
    path.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
