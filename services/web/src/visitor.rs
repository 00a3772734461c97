//! The person signed in: who it is, in which role, and what the rules let this person do.

use std::sync::Arc;

use access::role_name;
use contract::Caller;
use contract::schools::v1::{Role, RoleGranted};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::asked::Asked;
use crate::drafts::Saved;
use crate::form::Told;
use crate::listing::ListView;
use crate::may::May;
use crate::sign_in::Known;
use crate::trust_style::TrustStyle;

/// The person signed in.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    /// Random, known to this browser only.
    pub session: String,
    /// Random, in every form of this person's pages.
    pub form_token: String,
    /// In every form, too: finds its person again when the session has ended meanwhile.
    pub mark: String,
    pub trust: Uuid,
    pub trust_name: String,
    /// What the head of each page shows; Plumbline's own for a guest.
    pub style: Arc<TrustStyle>,
    pub actor: Uuid,
    pub name: String,
    pub role: Role,
    /// What the rules let this person do and see today, in all roles together.
    pub may: Arc<May>,
    /// The day of the request, British time.
    pub today: Date,
    /// The day that the page is asked for, as the address says it.
    pub asked: Asked,
    /// What the address asks of the page's list.
    pub view: ListView,
    /// The forms that this person saved for later.
    pub saved: Saved,
    /// The time of the request, where the installation lets it say one.
    pub given: Option<Timestamp>,
    /// Whether the visitor chose a person from the demonstration's list.
    pub chosen: bool,
    /// Every role held today; none in a demonstration.
    pub roles: Vec<RoleGranted>,
    /// The visits that a guest sees, by their notes; none for a person of the trust.
    pub visits: Vec<String>,
}

impl Visitor {
    /// Somebody in a role. What a session and a request add is added where they are known.
    pub(crate) fn of(trust: Uuid, actor: Uuid, role: Role) -> Self {
        Self {
            session: String::new(),
            form_token: String::new(),
            mark: String::new(),
            trust,
            trust_name: String::new(),
            style: Arc::default(),
            actor,
            name: String::new(),
            role,
            may: Arc::default(),
            today: Date::default(),
            asked: Asked::default(),
            view: ListView::default(),
            saved: Saved::default(),
            given: None,
            chosen: false,
            roles: Vec::new(),
            visits: Vec::new(),
        }
    }

    /// Whether something stands in a form already: it was sent before and could not be done, or was saved for later.
    pub(crate) fn began(&self, told: &Told, form: &str) -> bool {
        told.of(form).is_some() || self.saved.of(form).is_some()
    }

    /// Whether the person is from outside the trust and sees own visits alone.
    pub(crate) fn is_guest(&self) -> bool {
        !self.visits.is_empty()
    }

    pub(crate) fn is_guest_of(&self, visit: &str) -> bool {
        self.visits.iter().any(|own| own == visit)
    }

    pub(crate) fn known(&self) -> Known {
        Known { trust: self.trust, person: self.actor }
    }

    /// On whose behalf the services are asked.
    pub(crate) fn caller(&self) -> Caller {
        Caller { now: self.given, ..Caller::new(self.trust, self.actor, &role_name(self.role)) }
    }
}
