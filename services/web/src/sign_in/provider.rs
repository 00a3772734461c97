//! An identity provider (OpenID Connect, code flow with PKCE): who a person is, by issuer and subject, never by e-mail address.

use std::time::{Duration, Instant};

use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType,
    CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
    CoreProviderMetadata, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::http::StatusCode;
use openidconnect::url::Url;
use openidconnect::{
    AdditionalClaims, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken, DiscoveryError,
    EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenClaims,
    IdTokenFields, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RequestTokenError, StandardErrorResponse, StandardTokenResponse, TokenResponse as _,
};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::http::Http;
use super::journey::Traveller;
use super::settings::{Accounts, ProviderFile, is_safe};

/// How long a provider's addresses and keys are taken as known.
const KNOWN_FOR: Duration = Duration::from_secs(10 * 60);

/// What tokens say beyond the standard: Microsoft's tenant and object id, Google's domain.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Claims {
    tid: Option<String>,
    oid: Option<String>,
    hd: Option<String>,
}

impl AdditionalClaims for Claims {}

type Fields = IdTokenFields<
    Claims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

type OpenId = Client<
    Claims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

type TokenRefused<E> = RequestTokenError<E, StandardErrorResponse<CoreErrorResponseType>>;

/// Who a person is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    pub issuer: String,
    pub subject: String,
}

/// Why a provider did not say who a person is.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProviderError {
    #[error("the identity provider cannot be reached or makes no sense: {0}")]
    Away(String),
    /// Trying again does not help: a setting has to change, here or at the provider.
    #[error("the settings of signing in do not fit the identity provider: {0}")]
    Settings(String),
    #[error("what the identity provider said is not believed: {0}")]
    NotBelieved(String),
}

/// One provider of the installation.
pub(crate) struct Provider {
    pub key: String,
    pub name: String,
    issuer: IssuerUrl,
    accounts: Accounts,
    client_id: ClientId,
    client_secret: ClientSecret,
    redirect: RedirectUrl,
    http: Http,
    known: Mutex<Option<(CoreProviderMetadata, Instant)>>,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Provider").field("key", &self.key).finish_non_exhaustive()
    }
}

impl Provider {
    /// `redirect` is the page the provider sends people back to, as registered there.
    pub(crate) fn try_new(
        file: &ProviderFile,
        secret: String,
        redirect: String,
        http: Http,
    ) -> Result<Self, String> {
        let (issuer, accounts) = file.accounts()?;
        let unsafe_one = || format!("the issuer {issuer} must be an https address");
        let issuer_url = IssuerUrl::new(issuer.clone()).map_err(|_| unsafe_one())?;
        if !is_safe(issuer_url.url()) {
            return Err(unsafe_one());
        }
        Ok(Self {
            key: file.key.clone(),
            name: file.name.clone(),
            issuer: issuer_url,
            accounts,
            client_id: ClientId::new(file.client_id.clone()),
            client_secret: ClientSecret::new(secret),
            redirect: RedirectUrl::new(redirect).map_err(|error| error.to_string())?,
            http,
            known: Mutex::new(None),
        })
    }

    /// The issuer's name for itself.
    pub(crate) fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    /// Where the browser goes to sign in.
    pub(crate) async fn way_out(&self, traveller: &Traveller) -> Result<Url, ProviderError> {
        let client = self.client(false).await?;
        let verifier = PkceCodeVerifier::new(traveller.verifier());
        let (state, nonce) = (CsrfToken::new(traveller.state()), Nonce::new(traveller.nonce()));
        let (url, _, _) = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || state, move || nonce)
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(url)
    }

    /// Who came back with a code.
    pub(crate) async fn way_back(
        &self,
        code: &str,
        traveller: &Traveller,
    ) -> Result<Account, ProviderError> {
        let client = self.client(false).await?;
        let http = self.http.clone();
        let ask = |request| {
            let http = http.clone();
            async move { http.ask(request).await }
        };
        let tokens = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|error| ProviderError::Away(error.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(traveller.verifier()))
            .request_async(&ask)
            .await
            .map_err(|error| self.untold(&error))?;
        let token = tokens
            .id_token()
            .ok_or_else(|| ProviderError::NotBelieved("there was no identity".to_owned()))?;
        let nonce = Nonce::new(traveller.nonce());
        let claims = match token.claims(&verifier(&client), &nonce) {
            Ok(claims) => claims,
            // The provider may have new keys since it was last looked at.
            Err(_) => token
                .claims(&verifier(&self.client(true).await?), &nonce)
                .map_err(|error| ProviderError::NotBelieved(error.to_string()))?,
        };
        self.account(claims)
    }

    fn account(
        &self,
        claims: &IdTokenClaims<Claims, CoreGenderClaim>,
    ) -> Result<Account, ProviderError> {
        let Claims { tid, oid, hd } = claims.additional_claims();
        let issuer = self.issuer().to_owned();
        let not_believed = |words: &str| Err(ProviderError::NotBelieved(words.to_owned()));
        let subject = match &self.accounts {
            Accounts::OfTenant(tenant) => match (tid, oid) {
                (Some(tid), Some(oid)) if tid.eq_ignore_ascii_case(tenant) => oid.clone(),
                (Some(_), Some(_)) => return not_believed("the account is another tenant's"),
                _ => return not_believed("the token names no tenant or no object id"),
            },
            Accounts::OfDomain(domain) => match hd {
                Some(hd) if hd.eq_ignore_ascii_case(domain) => claims.subject().to_string(),
                _ => return not_believed("the account is not of the trust's domain"),
            },
            Accounts::All => claims.subject().to_string(),
        };
        Ok(Account { issuer, subject })
    }

    /// Asks the provider for its addresses and keys, as signing in would.
    pub(crate) async fn check(&self) -> Result<(), ProviderError> {
        self.metadata(true).await.map(drop)
    }

    /// Why the provider's description cannot be used.
    fn unknown<E: std::error::Error>(&self, error: &DiscoveryError<E>) -> ProviderError {
        let issuer = self.issuer();
        match error {
            // Names both issuers.
            DiscoveryError::Validation(said) => {
                ProviderError::Settings(format!("the issuer in the settings is {issuer}; {said}"))
            }
            DiscoveryError::Response(StatusCode::NOT_FOUND, ..) => {
                ProviderError::Settings(format!(
                    "the issuer in the settings is {issuer}, and that address describes no provider (404)"
                ))
            }
            error => ProviderError::Away(with_causes(error)),
        }
    }

    /// Why the provider gave no tokens for a code.
    fn untold<E: std::error::Error>(&self, error: &TokenRefused<E>) -> ProviderError {
        use CoreErrorResponseType::{InvalidClient, UnauthorizedClient};
        match error {
            RequestTokenError::ServerResponse(said)
                if matches!(said.error(), InvalidClient | UnauthorizedClient) =>
            {
                let client = self.client_id.as_str();
                ProviderError::Settings(format!(
                    "{} does not take the client id {client} with its secret: {said}",
                    self.issuer()
                ))
            }
            RequestTokenError::Request(_) => ProviderError::Away(with_causes(error)),
            error => ProviderError::NotBelieved(with_causes(error)),
        }
    }

    async fn client(&self, fresh: bool) -> Result<OpenId, ProviderError> {
        let metadata = self.metadata(fresh).await?;
        let client = OpenId::from_provider_metadata(
            metadata,
            self.client_id.clone(),
            Some(self.client_secret.clone()),
        );
        Ok(client.set_redirect_uri(self.redirect.clone()))
    }

    async fn metadata(&self, fresh: bool) -> Result<CoreProviderMetadata, ProviderError> {
        let mut known = self.known.lock().await;
        if let Some((metadata, since)) = known.as_ref()
            && !fresh
            && since.elapsed() < KNOWN_FOR
        {
            return Ok(metadata.clone());
        }
        let http = self.http.clone();
        let ask = |request| {
            let http = http.clone();
            async move { http.ask(request).await }
        };
        let metadata = CoreProviderMetadata::discover_async(self.issuer.clone(), &ask)
            .await
            .map_err(|error| self.unknown(&error))?;
        *known = Some((metadata.clone(), Instant::now()));
        Ok(metadata)
    }
}

/// What went wrong, and what led to it.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |told, cause| format!("{told}: {cause}"))
}

/// Signatures by a key that only the provider has: neither none nor our shared secret signs.
fn verifier(client: &OpenId) -> openidconnect::IdTokenVerifier<'_, CoreJsonWebKey> {
    client.id_token_verifier().set_allowed_algs([
        CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        CoreJwsSigningAlgorithm::RsaSsaPssSha256,
        CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    ])
}
