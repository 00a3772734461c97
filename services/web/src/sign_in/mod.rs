//! Signing in for real: identity providers, invitations, links by e-mail with a code, sessions in the store.

mod authenticator;
pub(crate) mod cookie;
mod http;
mod journey;
mod known;
mod link;
mod moment;
mod provider;
mod secret;
mod session;
mod settings;
mod store;
mod visit;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use contract::schools::v1::{
    AcceptInvitationRequest, FindByAddressRequest, FindBySignInRequest, KnownPerson,
};
use contract::{Caller, SYSTEM_ACTOR};
use eventlog::StoreConfig;
use mail::Mail;
use uuid::Uuid;

use crate::failure::Failure;
use crate::services::{Services, ask};

pub(crate) use authenticator::{Authenticator, FirstCode};
pub(crate) use journey::{SECONDS as JOURNEY_SECONDS, Traveller};
pub(crate) use known::Known;
pub(crate) use link::{Addressee, STEP_SECONDS};
pub(crate) use moment::{Arrival, Moment};
pub(crate) use provider::{Account, Provider, ProviderError};
pub(crate) use secret::{Beginning, Invitation, Secret};
pub use secret::{BeginningLink, InvitationLink};
pub use settings::{Address, SignInSettingsError};
pub use store::CONNECTIONS;
pub(crate) use store::{Store, StoreError};
pub(crate) use visit::{Come, oneself, trust_name};

use settings::Settings;
use visit::Visits;

/// Whom people with a link and a code are vouched for by: Plumbline itself.
pub(crate) const OURSELVES: &str = "plumbline";
/// The same of guests of a visit, who have a link alone.
pub(crate) const GUESTS: &str = "guest";

/// What signing in needs.
#[derive(Debug)]
pub(crate) struct SignIn {
    pub address: Address,
    pub providers: Vec<Arc<Provider>>,
    pub mail: Option<Mail>,
    pub store: Store,
    visits: Visits,
}

impl SignIn {
    /// Reads the settings file; neither store nor providers are asked yet.
    pub(crate) fn try_new(file: &Path, store: &StoreConfig) -> Result<Self, SignInSettingsError> {
        let settings = Settings::read(file)?;
        let providers = providers(&settings)?;
        let mail = settings.mail()?;
        let mut store = store.clone();
        // A page that waits for the store longer than this says so instead.
        store.connect_timeout(Duration::from_secs(5));
        Ok(Self {
            address: settings.address.clone(),
            providers,
            mail,
            store: Store::new(&store),
            visits: Visits::default(),
        })
    }

    /// Looks at every provider once, beside what else the process does.
    pub(crate) fn check_providers(&self) {
        tokio::spawn(check_at_start(self.providers.clone()));
    }

    pub(crate) fn provider(&self, key: &str) -> Result<&Provider, Failure> {
        let known = self.providers.iter().find(|known| known.key == key);
        known.map(Arc::as_ref).ok_or_else(Failure::no_page)
    }

    /// What people call whom they sign in with.
    pub(crate) fn name_of(&self, issuer: &str) -> Option<&str> {
        let mut known = self.providers.iter().filter(|provider| provider.issuer() == issuer);
        known.next().map(|provider| provider.name.as_str())
    }

    /// Takes an invitation up for an account; sessions by the way that was the person's before end. The same
    /// with the same `proof` may be sent again; with another it is too late.
    pub(crate) async fn accept(
        &self,
        services: &Services,
        invitation: &Invitation,
        account: &Account,
        (proof, moment): (&str, &Moment),
    ) -> Result<Known, Failure> {
        let Invitation { trust, person, secret } = invitation;
        let Account { issuer, subject } = account.clone();
        let command = secret.derived(&format!("{issuer} {subject} {proof}"));
        let wanted = AcceptInvitationRequest {
            command_id: Uuid::new_v5(person, command.as_bytes()).to_string(),
            person_id: person.to_string(),
            secret: secret.bytes().to_vec(),
            issuer,
            subject,
        };
        let caller = Caller { now: moment.given, ..before_anybody(*trust) };
        services.schools().accept_invitation(ask(&caller, wanted)).await?;
        self.store.end_everywhere(*trust, *person).await?;
        Ok(Known { trust: *trust, person: *person })
    }
}

fn providers(settings: &Settings) -> Result<Vec<Arc<Provider>>, SignInSettingsError> {
    let http = http::Http::try_new().map_err(|error| settings.wrong(error))?;
    let mut providers = Vec::new();
    for one in &settings.file.provider {
        let secret = settings.secret(&one.client_secret_file)?;
        let back = settings.address.page(&format!("/sign-in/with/{}/back", one.key));
        let provider = Provider::try_new(one, secret, back, http.clone());
        providers.push(Arc::new(provider.map_err(|error| settings.wrong(error))?));
    }
    Ok(providers)
}

/// Whether an identity provider can be used as the settings name it.
#[derive(Clone, Debug)]
pub struct ProviderStanding {
    /// Its name on the button.
    pub name: String,
    /// Its address, as in the settings.
    pub issuer: String,
    /// Why it cannot be used, if so.
    pub trouble: Option<ProviderTrouble>,
}

/// Why an identity provider cannot be used, in a sentence.
#[derive(Clone, Debug)]
pub enum ProviderTrouble {
    /// A setting has to change, here or at the provider.
    Settings(String),
    /// It does not answer, or with what makes no sense. It may do so later.
    Away(String),
}

impl From<ProviderError> for ProviderTrouble {
    fn from(error: ProviderError) -> Self {
        let sentence = error.to_string();
        match error {
            ProviderError::Settings(_) => Self::Settings(sentence),
            ProviderError::Away(_) | ProviderError::NotBelieved(_) => Self::Away(sentence),
        }
    }
}

/// Asks each provider of a settings file for its description.
pub async fn provider_standings(file: &Path) -> Result<Vec<ProviderStanding>, SignInSettingsError> {
    let mut standings = Vec::new();
    for provider in providers(&Settings::read(file)?)? {
        let trouble = provider.check().await.err().map(ProviderTrouble::from);
        let (name, issuer) = (provider.name.clone(), provider.issuer().to_owned());
        standings.push(ProviderStanding { name, issuer, trouble });
    }
    Ok(standings)
}

/// Says at the start which providers cannot be used, and why; people come in by the others.
async fn check_at_start(providers: Vec<Arc<Provider>>) {
    for provider in providers {
        match provider.check().await {
            Ok(()) => {}
            Err(error @ ProviderError::Settings(_)) => {
                tracing::error!(provider = provider.key, %error, "nobody can sign in this way");
            }
            Err(error) => tracing::warn!(provider = provider.key, %error, "asked at the start"),
        }
    }
}

/// Whose account this is, in each trust.
pub(crate) async fn find(services: &Services, account: &Account) -> Result<Vec<Known>, Failure> {
    let Account { issuer, subject } = account.clone();
    let wanted = FindBySignInRequest { issuer, subject };
    let found =
        services.schools().find_by_sign_in(ask(&before_anybody(Uuid::nil()), wanted)).await?;
    Ok(found.into_inner().people.iter().filter_map(known).collect())
}

/// Who has the address and is vouched for by Plumbline itself, with a link and a code or as a guest, in each trust.
pub(crate) async fn find_by_address(
    services: &Services,
    email: &str,
    issuer: &str,
) -> Result<Vec<Known>, Failure> {
    let wanted = FindByAddressRequest { email: email.to_owned(), issuer: issuer.to_owned() };
    let found =
        services.schools().find_by_address(ask(&before_anybody(Uuid::nil()), wanted)).await?;
    Ok(found.into_inner().people.iter().filter_map(known).collect())
}

/// The sign-in, before there is a person to speak for.
pub(crate) fn before_anybody(trust: Uuid) -> Caller {
    Caller::new(trust, SYSTEM_ACTOR, "sign_in")
}

fn known(found: &KnownPerson) -> Option<Known> {
    Some(Known {
        trust: Uuid::try_parse(&found.trust_id).ok()?,
        person: Uuid::try_parse(&found.person_id).ok()?,
    })
}
