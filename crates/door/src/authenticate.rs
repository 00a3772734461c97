//! Authenticates a caller: a token signed by a known key, over a connection whose certificate is that of the key's owner.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use access::Actor;
use clap::Args;
use contract::{Caller, SYSTEM_ACTOR, not_allowed, not_believed};
use identity::token::{Accounts, KnownKeys, SigningKeyFile, TokenError};
use identity::{IdentityError, IdentitySettings};
use jiff::Timestamp;
use rustls_pki_types::ServerName;
use tokio_util::sync::CancellationToken;
use tonic::metadata::MetadataMap;
use tonic::{Request, Status};
use uuid::Uuid;

/// How often the file of known keys is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// How a process with a door authenticates callers.
#[derive(Args, Clone, Debug, Default)]
pub struct AuthenticationSettings {
    /// Believe callers who say who they are without showing it. With --demo and on loopback only.
    #[arg(long, env = "PLUMBLINE_BELIEVE_CALLERS")]
    pub believe_callers: bool,
    /// The accounts of other systems (`plumbline keys client`), to which this process then gives tokens.
    #[arg(long, env = "PLUMBLINE_ACCOUNTS")]
    pub accounts: Option<PathBuf>,
}

impl AuthenticationSettings {
    /// Refuses settings that would let strangers in, or no caller at all.
    pub fn check(
        &self,
        identity: &IdentitySettings,
        demo: bool,
        listen: SocketAddr,
    ) -> Result<(), IdentityError> {
        if self.believe_callers && !(demo && listen.ip().to_canonical().is_loopback()) {
            return Err(IdentityError::Believing);
        }
        match (&identity.known_keys, &identity.key) {
            (None, _) if self.believe_callers => Ok(()),
            (None, _) => Err(IdentityError::NobodyBelieved),
            (Some(_), None) => Err(IdentityError::NoKey),
            (Some(_), Some(file)) => {
                let own = SigningKeyFile::new(file).open()?;
                let known = identity.read_known()?.unwrap_or_default();
                let known = known.knows(own.public().id());
                if known { Ok(()) } else { Err(IdentityError::Stranger(file.clone())) }
            }
        }
    }

    /// Authenticates callers by the keys that are known now.
    pub fn authenticator(
        &self,
        identity: &IdentitySettings,
    ) -> Result<CallerAuthenticator, IdentityError> {
        let known = Arc::new(RwLock::new(identity.read_known()?.unwrap_or_default()));
        Ok(CallerAuthenticator {
            known,
            bare: self.believe_callers,
            tls: identity.certificate.is_some(),
        })
    }

    /// The accounts, as the file has them now; `None` where the settings name no file.
    pub fn read_accounts(&self) -> Result<Option<Accounts>, IdentityError> {
        let Some(file) = &self.accounts else { return Ok(None) };
        let text = std::fs::read_to_string(file)
            .map_err(|cause| IdentityError::File(file.clone(), cause))?;
        let accounts = Accounts::parse(&text);
        accounts.map(Some).map_err(|error| IdentityError::Accounts(file.clone(), error))
    }
}

/// Tells who calls, by the keys that this process knows. Cheap to clone.
#[derive(Clone, Debug)]
pub struct CallerAuthenticator {
    known: Arc<RwLock<KnownKeys>>,
    /// Headers without a token, from this machine.
    bare: bool,
    /// A service has to show its certificate.
    tls: bool,
}

/// Who is asking, as far as it is believed.
pub(crate) type Claimed = (Caller, Actor);

impl CallerAuthenticator {
    /// Believes what a caller's headers say, without a token, from this machine.
    #[cfg(feature = "testing")]
    pub(crate) fn of_headers() -> Self {
        Self { known: Arc::default(), bare: true, tls: false }
    }

    /// The caller of a request to a service. UNAUTHENTICATED where nothing shows who it is.
    pub(crate) fn caller<M>(
        &self,
        request: &Request<M>,
        audience: &str,
        now: Timestamp,
    ) -> Result<Claimed, Status> {
        match self.shown(request, audience, now)? {
            // Nothing said, so what is missing can be said.
            Some((Caller { trust, .. }, Actor::Anyone)) if trust == Uuid::nil() => {
                Ok((Caller::of(request)?, Actor::Anyone))
            }
            Some(claimed) => Ok(claimed),
            None => {
                let caller = Caller::of(request)?;
                let actor = from_here(Actor::of(caller.actor, &caller.role), request);
                Ok((caller, actor))
            }
        }
    }

    /// A visitor needs no account; the service that passes the call on has to be known all the same.
    pub(crate) fn visitor<M>(
        &self,
        request: &Request<M>,
        audience: &str,
        now: Timestamp,
    ) -> Result<Claimed, Status> {
        let actor = match self.shown(request, audience, now)? {
            Some((_, account @ Actor::Account { .. })) => account,
            _ => Actor::Anyone,
        };
        Ok((Caller::visiting(request)?, actor))
    }

    /// Who a token shows; `None` where there is none and none is needed.
    fn shown<M>(
        &self,
        request: &Request<M>,
        audience: &str,
        now: Timestamp,
    ) -> Result<Option<Claimed>, Status> {
        let Some(token) = token_of(request.metadata()) else {
            return if self.bare { Ok(None) } else { Err(unbelieved("there is no token")) };
        };
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if KnownKeys::is_of_account(token) {
            let claims = known.believe_account(token, audience, now).map_err(|why| match why {
                // Everything else about the token was right: its owner may know what is missing.
                TokenError::Audience => {
                    not_allowed("None of this account's scopes is for this service.")
                }
                why => refused(&why),
            })?;
            let caller = Caller::shown(request, claims.trust, claims.account, "account")?;
            let actor = Actor::Account { id: claims.account, scopes: claims.scopes };
            return Ok(Some((caller, actor)));
        }
        let believed = known.believe(token, audience, now).map_err(|why| refused(&why))?;
        self.certified(request, &believed.owner)?;
        let claims = believed.claims;
        let caller = Caller::shown(request, claims.trust, claims.person, &claims.role)?;
        Ok(Some((caller, believed.actor)))
    }

    /// Over TLS, the certificate has to be that of whose key signed the token: a token alone opens nothing.
    fn certified<M>(&self, request: &Request<M>, owner: &str) -> Result<(), Status> {
        if !self.tls {
            return Ok(());
        }
        let certificates = request.peer_certs();
        let own = certificates.as_ref().and_then(|all| all.first());
        let own = own.ok_or_else(|| unbelieved("there is no certificate"))?;
        let named = webpki::EndEntityCert::try_from(own).ok().zip(ServerName::try_from(owner).ok());
        let fits =
            named.is_some_and(|(own, name)| own.verify_is_valid_for_subject_name(&name).is_ok());
        if fits { Ok(()) } else { Err(unbelieved("the certificate is another's")) }
    }

    /// Reads the known keys again whenever their file has changed, until shutdown.
    pub async fn follow(self, settings: IdentitySettings, shutdown: CancellationToken) {
        let Some(file) = settings.known_keys.clone() else { return };
        let mut look = tokio::time::interval(LOOK);
        let mut before = tokio::fs::read(&file).await.ok();
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                _ = look.tick() => {}
            }
            let now = tokio::fs::read(&file).await.ok();
            if now == before {
                continue;
            }
            match settings.read_known() {
                Ok(known) => {
                    let known = known.unwrap_or_default();
                    *self.known.write().unwrap_or_else(PoisonError::into_inner) = known;
                    tracing::info!("the known keys have changed");
                }
                // Those read before stay believed: half a file shall close no door.
                Err(error) => tracing::warn!(%error, "the known keys could not be read again"),
            }
            before = now;
        }
    }
}

/// The token of a request, where it has one.
fn token_of(metadata: &MetadataMap) -> Option<&str> {
    let said = metadata.get(identity::token::HEADER)?;
    // What cannot be read is a token too, one that is never believed.
    let said = said.to_str().unwrap_or_default();
    Some(said.strip_prefix("Bearer ").unwrap_or_default())
}

fn refused(why: &TokenError) -> Status {
    unbelieved(&why.to_string())
}

fn unbelieved(why: &str) -> Status {
    tracing::info!(why, "a caller was not believed");
    not_believed()
}

/// Plumbline itself and the installation are no persons: without a token they are believed from this machine only.
fn from_here<M>(actor: Actor, request: &Request<M>) -> Actor {
    let here = request.remote_addr().is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    match actor {
        Actor::System | Actor::SignIn | Actor::Operator if !here => Actor::Anyone,
        actor => actor,
    }
}

/// The actor recorded on events: the nil id for a caller who was not authenticated.
pub(crate) fn acting(actor: Actor, caller: &Caller) -> Uuid {
    if actor == Actor::Anyone { SYSTEM_ACTOR } else { caller.actor }
}
