//! The providers that the sandbox has.

use std::sync::Arc;

use mock_http::module::ProviderModule;
use mock_media::Studio;

/// The number of bytes of finished pictures and films that are kept.
const MEDIA_CACHE: usize = 64 * 1024 * 1024;

/// Returns every provider that the sandbox has by itself. A new provider is one more line here.
pub fn modules() -> Vec<ProviderModule> {
    let studio = Arc::new(Studio::new(MEDIA_CACHE));
    vec![
        animus_mock::module(studio.clone()),
        apixo_mock::module(studio.clone()),
        cutx_mock::module(studio.clone()),
        sumatman_mock::module(studio),
    ]
}
