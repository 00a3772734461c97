//! What the year is run with: rounds, reviews, plans of surveys, terms, and one person's page.

use contract::categories::v1::CategoryState;
use contract::dashboards::v1::{HeatmapCell, ReviewLine};
use contract::reviews::v1::ReviewState;
use contract::schools::v1::{
    GetPersonRecordResponse, GivenRole, Person, Role, RoleGranted, TermBreak, TermDates,
};
use maud::Markup;
use serde::de::DeserializeOwned;

use super::{
    HEAD, MARYS, REPORT, REVIEW, as_of, category, framework, ground, instrument, lead, people,
    rounds, school, somebody, trust, wave, words,
};
use crate::form::{Act, Again, Entered, Fields, checking, encoded};
use crate::pages::round_view::RoundView;
use crate::pages::{
    answers, citable, decision_meeting as meeting_page, earlier_forms, figure_imports,
    figure_mappings, framework_new, grid, meeting, moderation, own_views, person as person_page,
    proposals, removal, report_changed, report_desk, report_talk, reports_together, review_changes,
    review_steps, reviews as reviews_page, round_desk, rounds as rounds_page, school_desk,
    sef_forms, sharing, terms as terms_page, visit_forms, wave_desk, wave_opening,
    wave_plan as plan_page,
};
use crate::shown::Shown;
use crate::visitor::Visitor;

pub(crate) fn rounds_loaded() -> rounds_page::RoundsPage {
    let (ground, rounds, agreed) = (ground(), Shown::All(rounds()), Some(framework()));
    rounds_page::RoundsPage { ground, rounds, agreed, as_of: as_of(412) }
}

/// A round before its decision meeting: one category accepted, one challenged, one shared, the rest not begun.
pub(crate) fn meeting_loaded() -> RoundView {
    let of = |area: &str, state: CategoryState| {
        let mut category = category(area);
        category.set_state(state);
        category
    };
    let mut accepted = of("governance", CategoryState::Accepted);
    (accepted.challenge, accepted.decision) = (None, None);
    if let Some(proposal) = &mut accepted.proposal {
        "sustain".clone_into(&mut proposal.region_id);
    }
    let mut challenged = of("staff", CategoryState::Challenged);
    challenged.decision = None;
    let categories = vec![accepted, challenged, of("outcomes", CategoryState::Shared)];
    let round = rounds().swap_remove(0);
    let shared = vec![HeatmapCell {
        school_id: MARYS.to_owned(),
        area_id: "foundations".to_owned(),
        term: "2024-25-summer".to_owned(),
        region_id: "repair".to_owned(),
        ..HeatmapCell::default()
    }];
    RoundView { ground: ground(), round, categories, shared, as_of: as_of(412) }
}

/// A round with a decision that is not shared yet, beside one that is.
pub(crate) fn decided_loaded() -> RoundView {
    let mut loaded = meeting_loaded();
    let mut decided = category("governance");
    decided.set_state(CategoryState::Decided);
    if let Some(decision) = &mut decided.decision {
        "sustain".clone_into(&mut decision.region_id);
    }
    loaded.categories[0] = decided;
    loaded
}

/// A round in which two proposals wait for the school: one as the school sees itself, one otherwise.
pub(crate) fn proposed_loaded() -> RoundView {
    let mut loaded = meeting_loaded();
    let proposed = |area: &str, region: &str| {
        let mut category = category(area);
        category.set_state(CategoryState::Proposed);
        (category.challenge, category.decision) = (None, None);
        "2025-12-05".clone_into(&mut category.answer_by);
        let own = category.school_view.as_mut();
        if let (Some(own), Some(proposal)) = (own, &mut category.proposal) {
            "improve".clone_into(&mut own.region_id);
            region.clone_into(&mut proposal.region_id);
        }
        category
    };
    loaded.categories = vec![proposed("governance", "improve"), proposed("staff", "repair")];
    loaded
}

/// A round in which one area waits for a proposal, and another for the school's view.
pub(crate) fn proposals_loaded() -> proposals::ProposalsView {
    let mut loaded = meeting_loaded();
    let mut viewed = category("governance");
    viewed.set_state(CategoryState::ViewStated);
    (viewed.proposal, viewed.challenge, viewed.decision) = (None, None, None);
    let mut accepted = category("outcomes");
    accepted.set_state(CategoryState::Accepted);
    (accepted.challenge, accepted.decision) = (None, None);
    loaded.categories = vec![viewed, accepted];
    let words = "Peer review, spring 2026: <b>Visits</b> are planned by the chair.".to_owned();
    let offered = citable::Citable { words, near: true, ..citable::Citable::default() };
    let offered = std::iter::once(offered).chain(super::judged::citations()).collect();
    let citable = vec![("governance".to_owned(), offered)];
    proposals::ProposalsView { round: loaded, citable, more_entries: true }
}

/// The grid of the same round, with a judgement that cites something.
pub(crate) fn grid_loaded() -> grid::GridPage {
    let mut round = proposals_loaded().round;
    round.categories.push(category("staff"));
    grid::GridPage { round, waves: vec![wave()] }
}

/// One review, as far as it has come.
pub(crate) fn reviews_loaded(state: ReviewState) -> reviews_page::ReviewsPage {
    let mut reviews = school().reviews.known().cloned().unwrap_or_default();
    for review in &mut reviews {
        review.set_state(state);
        review.areas = vec!["behaviour-and-attendance".to_owned(), "governance".to_owned()];
        for (place, finding) in review.findings.iter_mut().enumerate() {
            finding.finding_id = format!("finding-{}", place + 1);
        }
    }
    reviews_page::ReviewsPage { ground: ground(), reviews: Shown::All(reviews), as_of: as_of(412) }
}

pub(crate) fn plan_loaded() -> plan_page::SurveyPlan {
    plan_page::SurveyPlan { ground: ground(), instruments: vec![instrument()] }
}

pub(crate) fn terms_loaded() -> terms_page::TermsPage {
    let term = TermDates {
        term: "2025-26-autumn".to_owned(),
        starts_on: "2025-09-02".to_owned(),
        ends_on: "2025-12-19".to_owned(),
        breaks: vec![TermBreak {
            starts_on: "2025-10-27".to_owned(),
            ends_on: "2025-10-31".to_owned(),
        }],
    };
    terms_page::TermsPage { trust: trust(), terms: vec![term] }
}

/// The head's page; with what is kept about the head where the officer looks, perhaps on hold.
pub(crate) fn person_loaded(on_hold: Option<bool>) -> person_page::PersonPage {
    let found = people().into_iter().find(|person| person.person_id == HEAD);
    let person = found.unwrap_or_default();
    let record = on_hold.map(|on_hold| GetPersonRecordResponse {
        as_of: as_of(412),
        person_id: HEAD.to_owned(),
        name: person.name.clone(),
        email: words("head@example.org"),
        roles: person.roles.clone(),
        on_hold,
        issuer: words("Microsoft & <b>"),
        ..GetPersonRecordResponse::default()
    });
    let review = ReviewLine {
        review_id: REVIEW.to_owned(),
        host_school_id: MARYS.to_owned(),
        term: "2025-26-autumn".to_owned(),
        ..ReviewLine::default()
    };
    let given = given_roles(&person);
    person_page::PersonPage { ground: ground(), person, record, reviews: vec![review], given }
}

/// A role that begins later, and one that was ended.
fn given_roles(person: &Person) -> Vec<GivenRole> {
    let held = person.roles.first().cloned().unwrap_or_default();
    let role = |grant_id: &str, from: &str| RoleGranted {
        grant_id: grant_id.to_owned(),
        from: from.to_owned(),
        ..held.clone()
    };
    let ahead = GivenRole { role: Some(role("grant-9", "2026-01-01")), ..GivenRole::default() };
    let ended_on = "2025-11-01".to_owned();
    vec![ahead, GivenRole { role: Some(role("grant-8", "2025-09-01")), ended_on }]
}

pub(super) fn checked<A: Act + DeserializeOwned>(
    visitor: &Visitor,
    place: &str,
    fields: &[(&str, &str)],
) -> (&'static str, Markup) {
    let act: A = serde_json::from_str(place).unwrap();
    let entered = Entered::read(A::ENTRIES, Fields::parse(encoded(fields).as_bytes()));
    let again = Again { address: act.address(), key: act.key(), entered };
    let check = A::CHECK.unwrap();
    (check.at, checking((visitor, &ground()), &act, (&again, "/back"), check))
}

/// Every page that checks a form of running the year, with its address.
pub(crate) fn checks() -> Vec<(&'static str, Markup)> {
    let of_the_year = checks_of_the_year().into_iter().chain(checks_of_visits_and_imports());
    let of_the_school = checks_of_self_evaluations().into_iter().chain(checks_of_the_framework());
    let of_the_register = super::required::checks_of_the_register();
    let of_schools = of_the_school.into_iter().chain(of_the_register);
    checks_of_a_round().into_iter().chain(of_the_year).chain(of_schools).collect()
}

fn checks_of_self_evaluations() -> Vec<(&'static str, Markup)> {
    let (head, term) = (super::head(), r#"{"school":"s","term":"2025-26-autumn"}"#);
    let text = words("People stay & say <b>why</b>.");
    let piece = citable::value(&citable::Citable::default());
    let written = [
        ("region-staff", "improve"),
        ("grade-staff", "REPORT_CARD_GRADE_EXPECTED_STANDARD"),
        ("strengths-staff", text.as_str()),
        ("evidence-staff", piece.as_str()),
        ("next-staff", &text),
    ];
    vec![
        checked::<sef_forms::WriteSelfEvaluation>(&head, term, &written),
        checked::<sef_forms::SignSelfEvaluation>(&head, term, &[]),
    ]
}

fn checks_of_visits_and_imports() -> Vec<(&'static str, Markup)> {
    let note = r#"{"school":"s","visit":"v"}"#;
    let readers = [("readers", "VISIT_READER_COMMITTEE"), ("readers", "VISIT_READER_TRUST")];
    let reason = words("It was the file of another year & <b>.");
    let (import, reason) = (r#"{"import":"i"}"#, [("reason", reason.as_str())]);
    let text = words("Annual review & <b>");
    let decided = [("on-day", "12"), ("on-month", "7"), ("on-year", "2024")];
    let of_the_paper = [&decided[..], &[("paper", text.as_str())]].concat();
    let by_framework = [&of_the_paper[..], &[("region-staff", "improve")]].concat();
    let in_words = [&of_the_paper[..], &[("decisions", "Provision: Good")]].concat();
    vec![
        checked::<earlier_forms::BringInByFramework>(
            &lead(),
            r#"{"school":"s","framework":"f","version":"1"}"#,
            &by_framework,
        ),
        checked::<earlier_forms::BringInByName>(&lead(), r#"{"school":"s"}"#, &in_words),
        checked::<figure_imports::TakeBackImport>(&lead(), import, &reason),
        checked::<figure_mappings::TakeOutFigureMapping>(&lead(), r#"{"mapping":"m"}"#, &[]),
        checked::<visit_forms::AgreeVisitNote>(&super::head(), note, &[]),
        checked::<visit_forms::IssueVisitNote>(&lead(), note, &readers),
    ]
}

fn checks_of_a_round() -> Vec<(&'static str, Markup)> {
    let (lead, text) = (lead(), words("Attendance fell & rose."));
    let (open, of_marys) = (format!("{MARYS}.staff"), format!("own-{MARYS}.staff"));
    let closed = [("open", open.as_str()), ("reason", &text), (&of_marys, &text)];
    let taken_out = [("school", MARYS), ("reason", text.as_str())];
    let (outcome, why) = (format!("outcome-{MARYS}"), format!("reason-{MARYS}"));
    let moderated = [
        (outcome.as_str(), "improve"),
        (&why, &text),
        ("present", HEAD),
        ("interests", &text),
        ("agreement", "vote"),
    ];
    let viewed = [("region-staff", "improve"), ("reason-staff", text.as_str())];
    let proposed = [viewed[0], viewed[1], ("statement-staff", text.as_str())];
    let answered =
        [("agree", "governance"), ("challenge-staff", text.as_str()), ("region-staff", "improve")];
    vec![
        checked::<round_desk::CloseRound>(&lead, r#"{"round":"r"}"#, &closed),
        checked::<round_desk::TakeSchoolOut>(&lead, r#"{"round":"r"}"#, &taken_out),
        checked::<moderation::ModerateTogether>(
            &lead,
            r#"{"round":"r","area":"staff"}"#,
            &moderated,
        ),
        checked::<own_views::StateViews>(&super::head(), r#"{"round":"r","school":"s"}"#, &viewed),
        checked::<proposals::ProposeAll>(&lead, r#"{"round":"r","school":"s"}"#, &proposed),
        checked::<answers::AnswerAll>(&super::head(), r#"{"round":"r","school":"s"}"#, &answered),
    ]
}

fn checks_of_the_year() -> Vec<(&'static str, Markup)> {
    let (lead, chief) = (lead(), somebody(Role::ChiefExecutive));
    let reviewer = somebody(Role::PeerReviewer);
    let administrator = somebody(Role::Administrator);
    let officer = somebody(Role::DataProtectionOfficer);
    let (text, day) = (
        words("Attendance fell & rose."),
        [("on-day", "1"), ("on-month", "9"), ("on-year", "2026")],
    );
    let (report, wave) = (r#"{"report":"r"}"#, r#"{"wave":"w"}"#);
    let review = r#"{"review":"r"}"#;
    let agreed = [
        ("recipients", "RECIPIENT_TRUSTEES"),
        ("recipients", "RECIPIENT_HOST_COMMITTEE"),
        ("evidence", "yes"),
    ];
    let last = [("closes-day", "5"), ("closes-month", "12"), ("closes-year", "2025")];
    let invited = format!("invited-{MARYS}");
    let (ticked, left) =
        (format!("{MARYS} governance sustain improve"), format!("left-{MARYS}.staff"));
    let shared = [("cells", ticked.as_str())];
    let met = [
        ("cells", ticked.as_str()),
        (&left, &text),
        ("present", HEAD),
        ("interests", &text),
        ("agreement", "vote"),
    ];
    let together = format!("{REPORT} {MARYS} 2025-26-autumn changed");
    vec![
        checked::<review_changes::CancelReview>(&lead, review, &[("reason", text.as_str())]),
        checked::<review_changes::WidenDistribution>(&super::head(), review, &agreed[..2]),
        checked::<sharing::ShareTogether>(&lead, r#"{"round":"r"}"#, &shared),
        checked::<meeting_page::DecideTogether>(&chief, r#"{"round":"r"}"#, &met),
        checked::<report_desk::AddCommentary>(&lead, report, &[("text", &text)]),
        checked::<report_desk::ApproveReport>(&chief, report, &[]),
        checked::<report_desk::IssueReport>(&lead, report, &[]),
        checked::<report_talk::IssueCorrection>(
            &lead,
            report,
            &[("stood", &text), ("text", &text), ("reason", &text)],
        ),
        checked::<report_changed::CorrectFigure>(
            &lead,
            r#"{"report":"r","figure":"f"}"#,
            &[("stood", &text), ("text", &text), ("reason", &text)],
        ),
        checked::<reports_together::ApproveTogether>(&chief, "{}", &[("reports", &together)]),
        checked::<reports_together::IssueTogether>(&lead, "{}", &[("reports", &together)]),
        checked::<review_steps::AgreeDistribution>(&super::head(), review, &agreed),
        checked::<review_steps::CompleteReview>(&reviewer, review, &[("summary", &text)]),
        checked::<wave_opening::OpenWave>(&lead, wave, &[(&invited, "43")]),
        checked::<wave_desk::ExtendWave>(&lead, wave, &last),
        checked::<wave_desk::CloseWave>(&lead, wave, &[]),
        checked::<wave_desk::ReleaseResults>(&lead, wave, &[]),
        checked::<school_desk::LeaveTrust>(&administrator, r#"{"school":"s"}"#, &day),
        checked::<person_page::ErasePerson>(&officer, r#"{"person":"p"}"#, &[("reason", &text)]),
        checked::<removal::EraseWords>(
            &officer,
            r#"{"position":"7"}"#,
            &[("words", "c0"), ("why", "child")],
        ),
        checked::<meeting::CancelMeeting>(
            &super::clerk(),
            r#"{"committee":"c","meeting":"m"}"#,
            &[("reason", &text)],
        ),
    ]
}

fn checks_of_the_framework() -> Vec<(&'static str, Markup)> {
    let (trustee, text) = (somebody(Role::Trustee), words("Attendance fell & rose."));
    let worded = [
        ("name", text.as_str()),
        ("areas-governance", &text),
        ("regions-improve", &text),
        ("words-governance/improve", &text),
    ];
    let at = r#"{"framework":"default","version":"2"}"#;
    vec![checked::<framework_new::AgreeFramework>(&trustee, at, &worded)]
}
