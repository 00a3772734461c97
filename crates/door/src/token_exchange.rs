//! Where another system exchanges an assertion of its own for a token: `POST /token`, as OAuth 2.0 has it (RFC 6749 4.4,
//! RFC 7523), over HTTP/2 beside the gRPC doors.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use access::Scopes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::{CACHE_CONTROL, HeaderName};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Form, Json, Router};
use contract::Clock;
use http::StatusCode;
use identity::token::{
    AccountClaims, MOST_ACCOUNT_SECONDS, SigningKey, TokenError, issue_to_account,
};
use identity::{IdentityError, IdentitySettings};
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};
use tonic::service::Routes;
use uuid::Uuid;

use crate::AuthenticationSettings;

const GRANT: &str = "client_credentials";
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// A request is far shorter.
const MOST_BYTES: usize = 8 * 1024;
/// Assertions that are remembered, so that none is used twice; more within their five minutes are refused.
const MOST_REMEMBERED: usize = 100_000;

/// Gives tokens to other systems.
#[derive(Debug)]
pub struct TokenExchange {
    settings: AuthenticationSettings,
    key: Arc<SigningKey>,
    used: Mutex<BTreeMap<(Uuid, String), i64>>,
}

#[derive(Deserialize)]
struct Asked {
    grant_type: String,
    client_assertion_type: String,
    client_assertion: String,
    /// All that the account has, unless said.
    scope: Option<String>,
}

#[derive(Serialize)]
struct Given {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    scope: String,
}

/// What OAuth 2.0 calls the ways in which it fails.
enum Refused {
    Request,
    Grant,
    Client(TokenError),
    Scope,
    Here,
}

impl TokenExchange {
    /// The exchange beside the doors of a process that knows accounts and has a key.
    pub fn beside(
        routes: Routes,
        settings: &AuthenticationSettings,
        identity: &IdentitySettings,
    ) -> Result<Routes, IdentityError> {
        if settings.read_accounts()?.is_none() {
            return Ok(routes);
        }
        let key = identity.read()?.key.ok_or(IdentityError::NoKey)?;
        let exchange = Self { settings: settings.clone(), key, used: Mutex::default() };
        let router = Router::new()
            .route("/token", post(answer))
            .layer(DefaultBodyLimit::max(MOST_BYTES))
            .with_state(Arc::new(exchange));
        Ok(Routes::from(routes.into_axum_router().merge(router)))
    }

    fn exchange(&self, asked: &Asked, now: Timestamp) -> Result<Given, Refused> {
        if asked.client_assertion_type != ASSERTION {
            return Err(Refused::Request);
        }
        if asked.grant_type != GRANT {
            return Err(Refused::Grant);
        }
        // Read each time: an account taken out of the file gets nothing from then on.
        let accounts = self.settings.read_accounts().map_err(|error| {
            tracing::error!(%error, "other systems get no tokens");
            Refused::Here
        })?;
        let accounts = accounts.unwrap_or_default();
        let asserted = accounts.believe(&asked.client_assertion, now).map_err(Refused::Client)?;
        let account = asserted.account;
        self.first_time((account.id, asserted.id), asserted.expires, now)?;
        let scopes = wanted(asked.scope.as_deref(), account.scopes)?;
        let claims = AccountClaims {
            account: account.id,
            trust: account.trust,
            scopes,
            issued: now,
            expires: now + MOST_ACCOUNT_SECONDS.seconds(),
        };
        let access_token = issue_to_account(&self.key, &claims).map_err(|_| Refused::Here)?;
        tracing::info!(account = %account.id, name = %account.name, %scopes, "a token was given");
        Ok(Given {
            access_token,
            token_type: "Bearer",
            expires_in: MOST_ACCOUNT_SECONDS,
            scope: scopes.to_string(),
        })
    }

    fn first_time(&self, id: (Uuid, String), expires: i64, now: Timestamp) -> Result<(), Refused> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.retain(|_, until| *until > now.as_second());
        if used.len() >= MOST_REMEMBERED {
            return Err(Refused::Here);
        }
        match used.insert(id, expires) {
            None => Ok(()),
            Some(_) => Err(Refused::Client(TokenError::Replayed)),
        }
    }
}

/// No cache keeps an answer of the exchange.
fn never_kept() -> [(HeaderName, &'static str); 1] {
    [(CACHE_CONTROL, "no-store")]
}

/// The scopes asked for, as far as the account has them all.
fn wanted(scope: Option<&str>, has: Scopes) -> Result<Scopes, Refused> {
    let Some(scope) = scope.map(str::trim).filter(|scope| !scope.is_empty()) else {
        return Ok(has);
    };
    scope.parse::<Scopes>().ok().filter(|wanted| has.covers(*wanted)).ok_or(Refused::Scope)
}

async fn answer(
    State(exchange): State<Arc<TokenExchange>>,
    asked: Result<Form<Asked>, axum::extract::rejection::FormRejection>,
) -> Response {
    let given = asked
        .map_err(|_| Refused::Request)
        .and_then(|Form(asked)| exchange.exchange(&asked, Clock::new(false).machine()));
    match given {
        Ok(given) => (never_kept(), Json(given)).into_response(),
        Err(refused) => refused.into_response(),
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, error, sentence) = match self {
            Self::Request => (
                StatusCode::BAD_REQUEST,
                "invalid_request",
                "The request needs grant_type, client_assertion_type and client_assertion, as a form.",
            ),
            Self::Grant => (
                StatusCode::BAD_REQUEST,
                "unsupported_grant_type",
                "Only client_credentials is understood.",
            ),
            Self::Client(why) => {
                tracing::info!(%why, "another system was not believed");
                let sentence = "The assertion is not believed.";
                (StatusCode::UNAUTHORIZED, "invalid_client", sentence)
            }
            Self::Scope => {
                (StatusCode::BAD_REQUEST, "invalid_scope", "The account has not that scope.")
            }
            Self::Here => {
                let sentence = "No tokens are given just now.";
                (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", sentence)
            }
        };
        let body = BTreeMap::from([("error", error), ("error_description", sentence)]);
        (status, never_kept(), Json(body)).into_response()
    }
}
