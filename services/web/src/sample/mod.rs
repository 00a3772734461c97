//! A small trust made of contract messages, with names that test every page: for tests and for looking at pages.

mod agreed;
mod allowed;
mod committees;
mod day_to_day;
mod desk;
mod drafted;
mod earlier;
mod figured;
mod held;
mod inspected;
mod judged;
mod lettered;
mod looked;
mod recorded;
mod reported;
mod required;
mod running;
mod self_evaluated;
mod similar_schools;
mod styled;
mod surveyed;
mod visited;
mod waiting;

use std::cell::RefCell;

use contract::log::v1::AsOf;
use contract::schools::v1::{
    Committee, GetTrustResponse, Hub, ListSignInsResponse, Meeting, Person, Role, RoleGranted,
    School, Scope, ScopeKind, SignIn, UrnPeriod,
};
use uuid::Uuid;

use crate::drafts::{DraftOf, Saved, SavedForm};
use crate::form::Fields;
use crate::ground::Ground;
use crate::listing::{ListView, OwnViews, RefusedView};
use crate::pages::calendar::CalendarLink;
use crate::saved_views::{ListedView, SavedView};
use crate::visitor::Visitor;

pub(crate) use agreed::actions_page;
pub(crate) use allowed::may;
pub(crate) use committees::{MEETING, committees_page, meeting_pack, meeting_record};
pub(crate) use day_to_day::{record_entries, record_entry_page, record_page};
pub(crate) use desk::{area_open, area_viewed, decision_checked, facts, piece_searched};
pub(crate) use drafted::framework_draft_page;
pub(crate) use earlier::{brought_in, earlier_page};
pub(crate) use figured::{
    MEASURE, compared_schools, figure_page, figures_as, figures_page, find_page, measures_page,
};
pub(crate) use held::{evidence_page, on_a_page};
pub(crate) use inspected::{
    accreditations, accreditations_page, attached_report, inspections, inspections_page,
};
pub(crate) use judged::{
    area, category, dashboard, dashboard_as, framework, framework_pair, heat, rounds, school,
    school_as,
};
pub(crate) use lettered::{e_mail, letter_shown};
pub(crate) use looked::looks;
pub(crate) use recorded::{backed_up, event, found_words, history, projections, sealed, written};
pub(crate) use reported::{PRINTED, loaded_report, question_refused, report, report_data};
pub(crate) use required::{independence_page, register_page};
pub(crate) use running::{
    checks, decided_loaded, grid_loaded, meeting_loaded, person_loaded, plan_loaded,
    proposals_loaded, proposed_loaded, reviews_loaded, rounds_loaded, terms_loaded,
};
pub(crate) use self_evaluated::{
    own_views_loaded, sef_page, sef_templates_page, sef_term_page, self_evaluations,
};
pub(crate) use similar_schools::{benchmarks_beside, figure_page_without_similar};
pub(crate) use styled::{COLOUR, styled, trust_style};
pub(crate) use surveyed::{instrument, planned_wave, results, sent, waiting_wave, wave, way};
pub(crate) use visited::{visit_page, visits_page};
pub(crate) use waiting::home;

pub(crate) const TRUST: &str = "00000000-0000-4000-8000-000000000001";
pub(crate) const MARYS: &str = "00000000-0000-4000-8000-0000000000a1";
pub(crate) const OAK: &str = "00000000-0000-4000-8000-0000000000a2";
pub(crate) const BROOK: &str = "00000000-0000-4000-8000-0000000000a3";
pub(crate) const COMMITTEE: &str = "00000000-0000-4000-8000-0000000000c1";
pub(crate) const AMIRA: &str = "00000000-0000-4000-8000-0000000000f1";
pub(crate) const HEAD: &str = "00000000-0000-4000-8000-0000000000f2";
pub(crate) const GOVERNOR: &str = "00000000-0000-4000-8000-0000000000f3";
pub(crate) const WAVE: &str = "00000000-0000-4000-8000-0000000000b1";
pub(crate) const REPORT: &str = "00000000-0000-4000-8000-0000000000e1";
pub(crate) const REVIEW: &str = "00000000-0000-4000-8000-0000000000d1";
pub(crate) const GRANT: &str = "grant-1";

/// A name that breaks every page that does not escape.
pub(crate) const HOSTILE: &str = "St Mary's & <b>";

thread_local! {
    static ENDING: RefCell<String> = const { RefCell::new(String::new()) };
    static NAME_ENDING: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The name of a person, school, hub, committee or trust.
pub(crate) fn named(name: &str) -> String {
    NAME_ENDING.with_borrow(|ending| words(&format!("{name}{ending}")))
}

/// The sample as it is when all names end with the same letters.
pub(crate) fn with_all_names_ending<T>(ending: &str, make: impl FnOnce() -> T) -> T {
    NAME_ENDING.set(ending.to_owned());
    let made = make();
    NAME_ENDING.take();
    made
}

/// What people wrote; every text of the sample that is no id goes through here.
pub(crate) fn words(text: &str) -> String {
    ENDING.with_borrow(|ending| format!("{text}{ending}"))
}

/// The sample as it is when all writers end their texts with the same words.
pub(crate) fn with_all_words_ending<T>(ending: &str, make: impl FnOnce() -> T) -> T {
    ENDING.set(ending.to_owned());
    let made = make();
    ENDING.take();
    made
}

pub(crate) fn as_of(position: u64) -> Option<AsOf> {
    Some(AsOf { position, time: "2025-11-21T10:00:00Z".to_owned() })
}

fn visitor(actor: &str, name: &str, role: Role) -> Visitor {
    let (trust, actor) = (Uuid::try_parse(TRUST).unwrap(), Uuid::try_parse(actor).unwrap());
    Visitor {
        session: format!("session-{actor}"),
        form_token: "form-token-of-a-test".to_owned(),
        mark: "mark-of-a-test".to_owned(),
        trust_name: named("Harbour Light Schools"),
        name: named(name),
        may: allowed::may(role),
        today: "2025-11-21".parse().unwrap(),
        chosen: true,
        saved: Saved { possible: true, ..Saved::default() },
        ..Visitor::of(trust, actor, role)
    }
}

pub(crate) fn lead() -> Visitor {
    visitor(AMIRA, "Amira Khan", Role::ImprovementLead)
}

pub(crate) fn trustee() -> Visitor {
    visitor(AMIRA, "Tom Ellery", Role::Trustee)
}

pub(crate) fn head() -> Visitor {
    visitor(HEAD, "Ruth O'Neill", Role::Headteacher)
}

pub(crate) fn governor() -> Visitor {
    visitor(GOVERNOR, "Peter Lund", Role::Governor)
}

pub(crate) fn chair() -> Visitor {
    visitor(GOVERNOR, "Peter Lund", Role::GovernanceChair)
}

pub(crate) fn clerk() -> Visitor {
    visitor(GOVERNOR, "Nell Brand", Role::Clerk)
}

/// A person in a role as it is usually held.
pub(crate) fn somebody(role: Role) -> Visitor {
    visitor(AMIRA, "Sam Field", role)
}

/// A guest of the visit whose note is a draft, and of another one.
pub(crate) fn guest() -> Visitor {
    let draft = contract::evidence::v1::VisitNoteState::Draft;
    let visits = vec![format!("visit-{}", i32::from(draft)), "visit-x".to_owned()];
    let visitor = visitor(GOVERNOR, "Sue Officer", Role::ExternalVerifier);
    let (may, saved) = Default::default();
    Visitor { chosen: false, may, saved, visits, ..visitor }
}

/// A person who signed in and holds two roles.
pub(crate) fn administrator() -> Visitor {
    let roles = people().into_iter().flat_map(|person| person.roles).take(2).collect();
    let visitor = visitor(AMIRA, "Amira <b> Khan", Role::Administrator);
    Visitor { chosen: false, roles, ..visitor }
}

/// A calendar has asked by a link since then.
pub(crate) fn calendar() -> CalendarLink {
    CalendarLink::Linked { since: "2025-11-03T08:30:00Z".parse().unwrap() }
}

/// A lead who saved a proposal for later.
pub(crate) fn saving() -> Visitor {
    let what = DraftOf {
        page: format!("/schools/{MARYS}/areas/governance"),
        button: "Send the proposal".to_owned(),
        fields: Vec::new(),
        texts: vec![words("The committee met every month, and its minutes say what was asked.")],
    };
    let saved = "2025-11-20T16:05:00Z".parse().unwrap();
    let drafts = vec![SavedForm { form: "/x".to_owned(), what, saved }];
    Visitor { saved: Saved { possible: true, drafts: drafts.into() }, ..lead() }
}

/// The same person with two views of a page's list, one of them shown now. A name may have been refused.
pub(crate) fn viewing(visitor: Visitor, path: &str, refused: Option<&str>) -> Visitor {
    let view = |name: &str, query: &str| SavedView { name: words(name), query: query.to_owned() };
    let refused = refused.map(|name| RefusedView {
        name: words(name),
        sentence: "You have a view of this name. Replace it with this one, or enter another name"
            .to_owned(),
    });
    let own = OwnViews {
        views: vec![view("Heads <b>", "find=head"), view("Everybody", "rows=100")],
        token: visitor.form_token.clone(),
        mark: visitor.mark.clone(),
        done: None,
        refused,
    };
    let view = ListView::of(path, &Fields::parse(b"rows=100")).with_own(Some(own));
    Visitor { view, ..visitor }
}

/// Views that a person saved of two lists.
pub(crate) fn listed_views() -> Vec<ListedView> {
    let listed = |list: &str, name: &str, query: &str| {
        let view = SavedView { name: words(name), query: query.to_owned() };
        ListedView { list: list.to_owned(), view }
    };
    vec![listed("/people", "Heads <b>", "find=head"), listed("/reviews", "Open", "only-state=open")]
}

/// Who can sign in: one can, one is invited, one neither.
pub(crate) fn sign_ins() -> ListSignInsResponse {
    let (since, until) = ("2025-11-21T10:00:00Z".to_owned(), "2025-11-28T10:00:00Z".to_owned());
    let issuer = words("Microsoft & <b>");
    let can = SignIn { person_id: AMIRA.to_owned(), issuer, since, ..Default::default() };
    let invited = SignIn { person_id: HEAD.to_owned(), invited_until: until, ..Default::default() };
    ListSignInsResponse { as_of: as_of(412), sign_ins: vec![can, invited] }
}

fn a_school(id: &str, name: &str, urn: &str) -> School {
    School {
        school_id: id.to_owned(),
        urn: urn.to_owned(),
        name: named(name),
        phase: "Primary".to_owned(),
        r#type: words("Academy converter"),
        religious_character: words("Church of England"),
        town: "Harbourton".to_owned(),
        pupils: Some(89),
        joined_on: "2016-08-01".to_owned(),
        urns: vec![UrnPeriod { urn: "124700".to_owned(), ..Default::default() }],
        uniqueness: Some(words("Every child learns to sail.").into()),
        hub_id: "hub-1".to_owned(),
        ..Default::default()
    }
}

/// Schools that are to join or leave, and one that has left.
pub(crate) fn moving() -> Vec<School> {
    let school = |name: &str, urn: &str| a_school(BROOK, name, urn);
    vec![
        School { joined_on: "2026-01-01".to_owned(), ..school("Cliff <b> Primary", "143081") },
        School { leaves_on: "2026-08-31".to_owned(), ..school("Brookside Primary", "143056") },
        School {
            left_on: "2025-08-31".to_owned(),
            returns_on: "2026-01-01".to_owned(),
            ..school(HOSTILE, "143082")
        },
        school("Oakfield Primary", "143071"),
    ]
}

pub(crate) fn trust() -> GetTrustResponse {
    GetTrustResponse {
        as_of: as_of(412),
        trust_id: TRUST.to_owned(),
        name: named("Harbour Light Schools"),
        schools: vec![
            a_school(MARYS, HOSTILE, "143065"),
            a_school(OAK, "Oakfield Church of England Primary School", "143071"),
            a_school(BROOK, "Brookside Primary", "143056"),
        ],
        hubs: vec![Hub {
            hub_id: "hub-1".to_owned(),
            name: named("Coast hub"),
            school_ids: vec![MARYS.to_owned(), BROOK.to_owned()],
        }],
        committees: vec![Committee {
            committee_id: COMMITTEE.to_owned(),
            school_id: MARYS.to_owned(),
            name: named("St Mary's committee"),
            meetings: vec![Meeting {
                meeting_id: "meeting-1".to_owned(),
                term: "2025-26-autumn".to_owned(),
                on: "2025-11-27".to_owned(),
                ..Meeting::default()
            }],
        }],
    }
}

fn person(
    id: &str,
    name: &str,
    grant: &str,
    (role, kind, scope): (Role, ScopeKind, &str),
) -> Person {
    Person {
        person_id: id.to_owned(),
        name: named(name),
        email: String::new(),
        roles: vec![RoleGranted {
            person_id: id.to_owned(),
            grant_id: grant.to_owned(),
            role: role.into(),
            scope: Some(Scope { kind: kind.into(), id: scope.to_owned() }),
            from: "2025-09-01".to_owned(),
            until: String::new(),
        }],
    }
}

pub(crate) fn people() -> Vec<Person> {
    vec![
        person(AMIRA, "Amira Khan", GRANT, (Role::ImprovementLead, ScopeKind::Trust, TRUST)),
        person(HEAD, "Ruth O'Neill", "grant-2", (Role::Headteacher, ScopeKind::School, MARYS)),
        person(
            GOVERNOR,
            "Peter Lund",
            "grant-3",
            (Role::Governor, ScopeKind::Committee, COMMITTEE),
        ),
    ]
}

pub(crate) fn ground() -> Ground {
    Ground::of(trust(), people(), rounds(), framework())
}
