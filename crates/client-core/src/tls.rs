//! TLS with an explicit cryptography provider, so that no process-wide default is needed or changed.

use std::error::Error;
use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

/// Creates a TLS configuration that trusts the same authorities as the platform, and these. Without `https` it trusts none,
/// and reads no certificates.
pub(crate) fn config(https: bool, roots: &[CertificateDer<'static>]) -> Result<ClientConfig, rustls::Error> {
    let provider = provider();
    let builder =
        ClientConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions()?;
    let builder = if https {
        let verifier = Verifier::new_with_extra_roots(roots.iter().cloned(), provider)?;
        builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier))
    } else {
        builder.with_root_certificates(RootCertStore::empty())
    };
    Ok(builder.with_no_client_auth())
}

/// Returns the provider of the program, if it has chosen one, or that of this crate's features.
fn provider() -> Arc<CryptoProvider> {
    let own = || {
        #[cfg(feature = "ring")]
        return Arc::new(rustls::crypto::ring::default_provider());
        #[cfg(all(not(feature = "ring"), feature = "aws-lc-rs"))]
        return Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
        compile_error!("choose a cryptography provider: the feature `ring` or `aws-lc-rs`");
    };
    CryptoProvider::get_default().cloned().unwrap_or_else(own)
}

/// Reads certificates in PEM.
pub(crate) fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match certificates {
        Ok(certificates) if certificates.is_empty() => Err("it holds no certificate in PEM".to_owned()),
        Ok(certificates) => Ok(certificates),
        Err(cause) => Err(cause.to_string()),
    }
}

/// Returns `true` if a connection failed because of TLS, so that the next one would fail as well.
pub(crate) fn is_refused(cause: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(cause);
    while let Some(error) = cause {
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        let inner = inner.and_then(|inner| inner.downcast_ref::<rustls::Error>());
        if error.is::<rustls::Error>() || inner.is_some() {
            return true;
        }
        cause = error.source();
    }
    false
}
