//! A request of a person signed in: whether the session still holds, and who it is. A session ends when the roles are no
//! longer those it began with, whether one was given, ended, or ran out.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use access::role_name;
use contract::Caller;
use contract::schools::v1::{GetOneselfRequest, GetTrustRequest, Person, RoleGranted};
use sha2::{Digest as _, Sha256};
use tonic::Code;
use uuid::Uuid;

use super::secret::Secret;
use super::session::Session;
use super::{Known, Moment, SignIn};
use crate::failure::Failure;
use crate::guests;
use crate::services::{Services, ask};
use crate::visitor::Visitor;

/// How long the roles are taken as known. The services themselves refuse at once what a role no longer allows.
const ROLES_KNOWN_FOR: Duration = Duration::from_secs(2);
/// How long the trust's name and shape are.
const TRUST_KNOWN_FOR: Duration = Duration::from_secs(60);
const MOST: usize = 10_000;

/// Those seen a moment ago, by the hash of their session.
#[derive(Debug, Default)]
pub(super) struct Visits {
    seen: Mutex<HashMap<Vec<u8>, Seen>>,
}

#[derive(Clone, Debug)]
struct Seen {
    visitor: Visitor,
    roles: Instant,
    trust: Instant,
}

impl Visits {
    fn find(&self, hash: &[u8]) -> Option<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).get(hash).cloned()
    }

    fn keep(&self, hash: Vec<u8>, seen: Seen) {
        let mut all = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.retain(|_, seen| seen.roles.elapsed() < TRUST_KNOWN_FOR);
        }
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(hash, seen);
    }
}

/// What came of a known person coming in.
#[derive(Debug)]
pub(crate) enum Come {
    /// The session has begun; this is its secret.
    In(Secret),
    /// The person holds no role today.
    WithoutRole,
}

impl SignIn {
    /// Begins a session in one of the roles held today: the one asked for, or the first.
    pub(crate) async fn come_in(
        &self,
        services: &Services,
        known: Known,
        grant: Option<Uuid>,
        moment: &Moment,
    ) -> Result<Come, Failure> {
        match oneself(services, known, moment).await? {
            Some(oneself) => self.begin_for(&oneself, known, grant, moment).await,
            None => Ok(Come::WithoutRole),
        }
    }

    /// The same for a guest. A link alone begins it, so every role that the person holds has to be over a visit.
    pub(crate) async fn come_in_as_guest(
        &self,
        services: &Services,
        known: Known,
        moment: &Moment,
    ) -> Result<Come, Failure> {
        match oneself(services, known, moment).await? {
            Some(oneself) if !guests::visits_of(&oneself.roles).is_empty() => {
                self.begin_for(&oneself, known, None, moment).await
            }
            Some(_) | None => Ok(Come::WithoutRole),
        }
    }

    async fn begin_for(
        &self,
        oneself: &Person,
        Known { trust, person }: Known,
        grant: Option<Uuid>,
        moment: &Moment,
    ) -> Result<Come, Failure> {
        let grants = oneself.roles.iter().filter_map(|role| Uuid::try_parse(&role.grant_id).ok());
        let wanted = grants.clone().find(|held| Some(*held) == grant);
        let Some(grant) = wanted.or_else(|| grants.clone().next()) else {
            return Ok(Come::WithoutRole);
        };
        let session = Session { trust, person, grant, roles_sha256: digest(&oneself.roles) };
        let secret = Secret::draw();
        self.store.begin(&secret, &session, moment.now).await?;
        Ok(Come::In(secret))
    }

    /// Who a session's secret belongs to, as long as it holds.
    pub(crate) async fn visitor(
        &self,
        services: &Services,
        secret: &Secret,
        moment: &Moment,
    ) -> Result<Option<Visitor>, Failure> {
        let Some(session) = self.store.session(secret, moment.now).await? else { return Ok(None) };
        let seen = self.visits.find(&secret.hash());
        // A given time may be any other day.
        let seen = seen.filter(|_| moment.given.is_none());
        if let Some(seen) = seen.as_ref().filter(|seen| seen.roles.elapsed() < ROLES_KNOWN_FOR) {
            return Ok(Some(seen.visitor.clone()));
        }
        let Session { trust, person, .. } = session;
        let held = match oneself(services, Known { trust, person }, moment).await? {
            Some(oneself) if digest(&oneself.roles) == session.roles_sha256 => oneself,
            _ => {
                self.store.end_everywhere(trust, person).await?;
                return Ok(None);
            }
        };
        let seen = match seen.filter(|seen| seen.trust.elapsed() < TRUST_KNOWN_FOR) {
            Some(seen) => Seen { roles: Instant::now(), ..seen },
            None => {
                let visitor = self.meet(services, (secret, &session), &held, moment).await?;
                Seen { visitor, roles: Instant::now(), trust: Instant::now() }
            }
        };
        self.visits.keep(secret.hash(), seen.clone());
        Ok(Some(seen.visitor))
    }

    async fn meet(
        &self,
        services: &Services,
        (secret, session): (&Secret, &Session),
        oneself: &Person,
        moment: &Moment,
    ) -> Result<Visitor, Failure> {
        let grant = session.grant.to_string();
        let role = oneself.roles.iter().find(|role| role.grant_id == grant);
        let role = role.cloned().unwrap_or_default();
        let caller = Caller::new(session.trust, session.person, &role_name(role.role()));
        let caller = Caller { now: moment.given, ..caller };
        let visits = guests::visits_of(&oneself.roles);
        let trust_name = trust_name(services, &caller, &visits).await?;
        Ok(Visitor {
            session: secret.derived("notices"),
            form_token: secret.derived("form"),
            trust_name,
            name: oneself.name.clone(),
            given: moment.given,
            roles: oneself.roles.clone(),
            visits,
            ..Visitor::of(session.trust, session.person, role.role())
        })
    }
}

/// The name of the trust. A guest learns it with the place of a visit; it is empty once the note was issued.
pub(crate) async fn trust_name(
    services: &Services,
    caller: &Caller,
    visits: &[String],
) -> Result<String, Failure> {
    if visits.is_empty() {
        return Ok(services.trust(ask(caller, GetTrustRequest::default())).await?.name);
    }
    for visit in visits {
        if let Some(place) = guests::place_of(services, caller, visit).await? {
            return Ok(place.trust_name);
        }
    }
    Ok(String::new())
}

/// The person with today's roles; nothing where there are none.
pub(crate) async fn oneself(
    services: &Services,
    Known { trust, person }: Known,
    moment: &Moment,
) -> Result<Option<Person>, Failure> {
    let caller = Caller { now: moment.given, ..Caller::new(trust, person, "unknown") };
    match services.schools().get_oneself(ask(&caller, GetOneselfRequest::default())).await {
        Ok(answer) => Ok(answer.into_inner().person.filter(|person| !person.roles.is_empty())),
        Err(status) if matches!(status.code(), Code::PermissionDenied | Code::NotFound) => Ok(None),
        Err(status) => Err(status.into()),
    }
}

/// What tells whether the roles are still the same.
fn digest(roles: &[RoleGranted]) -> Vec<u8> {
    let mut held: Vec<String> = roles
        .iter()
        .map(|role| {
            let scope = role.scope.clone().unwrap_or_default();
            let RoleGranted { grant_id, role, from, until, .. } = role;
            format!("{grant_id} {role} {} {} {from} {until}\n", scope.kind, scope.id)
        })
        .collect();
    held.sort();
    Sha256::digest(held.concat()).to_vec()
}

#[cfg(test)]
mod tests;
