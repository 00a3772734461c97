//! The demo's way in: choose whom to act as.

use access::role_name;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::field::isolated;
use contract::schools::v1::{
    GetTrustRequest, GetTrustResponse, ListPeopleRequest, ListTrustsRequest, Person, Role,
    RoleGranted, TrustName,
};
use contract::{Caller, SYSTEM_ACTOR};
use maud::{Markup, html};
use uuid::Uuid;

use crate::access::role_words;
use crate::components::{error_summary, warning};
use crate::failure::Failure;
use crate::form::{Fields, Posted, address, token_field};
use crate::frame;
use crate::guests;
use crate::names::Names;
use crate::page_key::secret;
use crate::pages::sign_in::own_page;
use crate::routes::Routes;
use crate::services::ask;
use crate::sessions::cookie;
use crate::visitor::Visitor;
use crate::web::Web;

/// What it sends.
pub(crate) fn routes() -> Routes {
    Routes::default().post("/sign-in", choose)
}

/// Who may be chosen.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub trusts: Vec<TrustName>,
    /// The trust chosen, its people with their roles.
    pub chosen: Option<(GetTrustResponse, Vec<Person>)>,
}

/// What the chooser was asked.
#[derive(Debug, Default)]
pub(crate) struct Choice {
    pub trust: String,
    pub next: String,
    pub error: Option<&'static str>,
}

impl Choice {
    fn read(fields: &Fields) -> Self {
        Self {
            trust: fields.get("trust").to_owned(),
            next: own_page(fields.get("next")),
            error: None,
        }
    }
}

/// `GET /sign-in` of a demonstration.
pub(crate) async fn show(web: &Web, query: &Fields) -> Result<Markup, Failure> {
    let choice = Choice::read(query);
    let loaded = load(web, &choice.trust).await?;
    Ok(render(&loaded, &choice, &web.open_token))
}

/// Chooses a person who has just begun a trust.
pub(crate) async fn enter(
    web: &Web,
    trust: Uuid,
    person: Uuid,
    at_least: u64,
) -> Result<Response, Failure> {
    let chooser = Caller::new(trust, SYSTEM_ACTOR, "demo_chooser");
    let known = web.services.trust(ask(&chooser, GetTrustRequest { at_least })).await?;
    let wanted = ListPeopleRequest { at_least, ..ListPeopleRequest::default() };
    let people =
        web.services.schools().list_people(ask(&chooser, wanted)).await?.into_inner().people;
    let found = people.iter().find(|one| one.person_id == person.to_string());
    let grant = found.and_then(|one| one.roles.first()).map(|role| role.grant_id.clone());
    let visitor = grant.and_then(|grant| visitor(&known, &people, &grant));
    let visitor = visitor.ok_or_else(Failure::no_page)?;
    let cookie = [(SET_COOKIE, cookie(&visitor.session))];
    web.sessions.begin(visitor);
    Ok((cookie, Redirect::to("/")).into_response())
}

async fn load(web: &Web, trust: &str) -> Result<Loaded, Failure> {
    let mut schools = web.services.schools();
    let nobody = Caller::new(Uuid::nil(), SYSTEM_ACTOR, "demo_chooser");
    let trusts =
        schools.list_trusts(ask(&nobody, ListTrustsRequest::default())).await?.into_inner().trusts;
    let wanted = match trusts.as_slice() {
        [only] => Some(only),
        several => several.iter().find(|known| known.trust_id == trust),
    };
    let Some(id) = wanted.and_then(|trust| Uuid::try_parse(&trust.trust_id).ok()) else {
        return Ok(Loaded { trusts, chosen: None });
    };
    let chooser = Caller::new(id, SYSTEM_ACTOR, "demo_chooser");
    let trust = web.services.trust(ask(&chooser, GetTrustRequest::default())).await?;
    let people =
        schools.list_people(ask(&chooser, ListPeopleRequest::default())).await?.into_inner().people;
    Ok(Loaded { trusts, chosen: Some((trust, people)) })
}

pub(crate) fn render(loaded: &Loaded, choice: &Choice, token: &str) -> Markup {
    let body = html! {
        div.govuk-grid-row {
            div class="govuk-grid-column-two-thirds" {
                @if let Some(error) = choice.error { (error_summary(&[(error.to_owned(), Some("who".to_owned()))])) }
                h1.govuk-heading-l { "Choose whom to act as" }
                (warning("This is a demonstration. There are no passwords: whoever can open this page can act as anybody. \
                          It answers on this machine only."))
                @match &loaded.chosen {
                    Some((trust, people)) => (people_of(trust, people, choice, token)),
                    None if loaded.trusts.is_empty() => {
                        p.govuk-body { "No trust keeps its record here yet." }
                        p.govuk-body { "Open the link that the start of Plumbline printed. With it you begin your trust." }
                        p.govuk-body {
                            "If the link is lost, run " span.pl-mono { "plumbline trust link" } " for a new one. "
                            "To have a trust to look at, run " span.pl-mono { "plumbline demo" } "."
                        }
                    }
                    None => (trusts(&loaded.trusts, choice)),
                }
            }
        }
    };
    let error = if choice.error.is_some() { "Error: " } else { "" };
    frame::plain(&format!("{error}Choose whom to act as"), body)
}

fn trusts(trusts: &[TrustName], choice: &Choice) -> Markup {
    html! {
        h2.govuk-heading-m { "Which trust?" }
        ul.pl-list {
            @for trust in trusts {
                li {
                    p.pl-list__title {
                        a.govuk-link href=(address("/sign-in", &[("trust", &trust.trust_id), ("next", &choice.next)])) { (isolated(&trust.name)) }
                    }
                }
            }
        }
    }
}

fn people_of(trust: &GetTrustResponse, people: &[Person], choice: &Choice, token: &str) -> Markup {
    let names = Names::of(trust, people, &Default::default());
    let held = |roles: &[Role]| {
        let all =
            people.iter().flat_map(|person| person.roles.iter().map(move |role| (person, role)));
        let mut held: Vec<_> = all.filter(|(_, role)| roles.contains(&role.role())).collect();
        held.sort_by_key(|(person, role)| {
            (roles.iter().position(|one| *one == role.role()), names.person(&person.person_id))
        });
        held
    };
    html! {
        form method="post" action="/sign-in" novalidate {
            (token_field(token))
            input type="hidden" name="trust" value=(trust.trust_id);
            input type="hidden" name="next" value=(choice.next);
            p.govuk-body { "The people of " (isolated(&trust.name)) " are invented. Press a name to act as that person." }
            @if people.iter().all(|person| person.roles.is_empty()) {
                p.govuk-body { "Nobody holds a role in " (isolated(&trust.name)) " today." }
            }
            @for (place, group) in GROUPS.iter().enumerate() {
                @let held = held(group.roles);
                @if !held.is_empty() {
                    h2.govuk-heading-m { (group.heading) }
                    p.govuk-body { (group.to_try) }
                    ul.pl-list.pl-people id=[(place == 0).then_some("who")] {
                        @for (person, role) in held {
                            li {
                                button.pl-link-button type="submit" name="who" value=(role.grant_id) {
                                    strong { (names.person(&person.person_id)) } ", "
                                    (role_and_scope(&names, trust, role))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// People of the chooser who have the same things to try.
struct ChooserGroup {
    heading: &'static str,
    to_try: &'static str,
    /// In the order in which their people are listed.
    roles: &'static [Role],
}

const GROUPS: [ChooserGroup; 5] = [
    ChooserGroup {
        heading: "Judge schools",
        to_try: "Propose regions, moderate what was challenged, decide at a meeting, share. Finish reports and run surveys.",
        roles: &[Role::ImprovementLead, Role::ChiefExecutive, Role::CentralTeam, Role::HubLead],
    },
    ChooserGroup {
        heading: "Speak for a school",
        to_try: "State the school's views, answer proposals, ask for a review, answer governors.",
        roles: &[Role::Headteacher, Role::SafeguardingLead, Role::Staff],
    },
    ChooserGroup {
        heading: "Govern",
        to_try: "Read the papers, ask about them, plan meetings.",
        roles: &[Role::Clerk, Role::GovernanceChair, Role::Governor, Role::Trustee, Role::Member],
    },
    ChooserGroup {
        heading: "Visit and verify",
        to_try: "See what a guest of one school or one review sees.",
        roles: &[Role::PeerReviewer, Role::ExternalVerifier, Role::DioceseLink],
    },
    ChooserGroup {
        heading: "Keep the installation",
        to_try: "Add people and their roles, look after personal data, see how far everything has got.",
        roles: &[Role::Administrator, Role::DataProtectionOfficer],
    },
];

fn role_and_scope(names: &Names, trust: &GetTrustResponse, role: &RoleGranted) -> String {
    let words = role_words(&role_name(role.role()));
    let scope = role.scope.clone().unwrap_or_default();
    let of_committee = trust.committees.iter().find(|known| known.committee_id == scope.id);
    let place = of_committee.map_or(scope.id.as_str(), |committee| &committee.school_id);
    names.place(place).map_or(words.clone(), |place| format!("{words}, {place}"))
}

/// `POST /sign-in` of a demonstration.
pub(crate) async fn choose(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    if web.sign_in.is_some() {
        return Err(Failure::no_page());
    }
    let fields = posted.checked(&web.open_token)?;
    let choice = Choice::read(&fields);
    let loaded = load(&web, &choice.trust).await?;
    let grant = fields.get("who");
    let Some(visitor) =
        loaded.chosen.as_ref().and_then(|(trust, people)| visitor(trust, people, grant))
    else {
        let choice = Choice { error: Some("Choose a person to act as"), ..choice };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&loaded, &choice, &web.open_token))
            .into_response());
    };
    let cookie = [(SET_COOKIE, cookie(&visitor.session))];
    web.sessions.begin(visitor);
    Ok((cookie, Redirect::to(&choice.next)).into_response())
}

fn visitor(trust: &GetTrustResponse, people: &[Person], grant: &str) -> Option<Visitor> {
    let held = people.iter().flat_map(|person| person.roles.iter().map(move |role| (person, role)));
    let (person, role) = held.into_iter().find(|(_, role)| role.grant_id == grant)?;
    let trust_id = Uuid::try_parse(&trust.trust_id).ok()?;
    let actor = Uuid::try_parse(&person.person_id).ok()?;
    Some(Visitor {
        session: secret(),
        form_token: secret(),
        trust_name: trust.name.clone(),
        name: person.name.clone(),
        chosen: true,
        visits: guests::visits_of(&person.roles),
        ..Visitor::of(trust_id, actor, role.role())
    })
}

#[cfg(test)]
mod tests;
