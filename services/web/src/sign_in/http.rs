//! How identity providers are asked: by HTTPS (or HTTP on this machine), with time and size limits, following no redirect.

use std::sync::Arc;
use std::time::Duration;

use openidconnect::{HttpRequest, HttpResponse};
use reqwest::redirect::Policy;
use rustls::RootCertStore;
use rustls::crypto::ring::default_provider;

use super::settings::is_safe;

const PATIENCE: Duration = Duration::from_secs(10);
/// Keys and tokens are a hundred times smaller.
const LARGEST_ANSWER: usize = 1024 * 1024;

/// Asks identity providers. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    client: reqwest::Client,
}

/// Why a provider could not be asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HttpError {
    #[error("{0} is neither https nor on this machine")]
    NotSafe(String),
    #[error("more than {LARGEST_ANSWER} bytes were answered")]
    TooLarge,
    #[error(transparent)]
    Failed(#[from] reqwest::Error),
    #[error(transparent)]
    Unreadable(#[from] openidconnect::http::Error),
}

impl Http {
    /// Trusts whom this machine trusts.
    pub(crate) fn try_new() -> Result<Self, String> {
        let mut roots = RootCertStore::empty();
        // Some machines keep certificates that cannot be read; the others count.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let tls = rustls::ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(Policy::none())
            .timeout(PATIENCE)
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Self { client })
    }

    pub(crate) async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let request = reqwest::Request::try_from(request)?;
        if !is_safe(request.url()) {
            return Err(HttpError::NotSafe(request.url().to_string()));
        }
        let mut answer = self.client.execute(request).await?;
        let mut response = openidconnect::http::Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            response = response.header(name, value);
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > LARGEST_ANSWER {
                return Err(HttpError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(response.body(body)?)
    }
}
