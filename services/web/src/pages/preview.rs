//! Leaves every page as a file under `target/web-preview`, to be looked at; and holds what is true of all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use axum::http::Method;
use contract::reviews::v1::ReviewState;
use contract::schools::v1::Role;
use maud::Markup;

use super::answer::{
    Asked as AskedQuestion, check_page, ended_page, forgotten_page, question_page, sent_page,
    start_page,
};
use super::asked::{Asked, Viewing};
use super::*;
use crate::assets::{STYLES, stylesheet};
use crate::checker::{PaperOutcome, PaperVerdict};
use crate::form::Told;
use crate::sample;
use crate::shown::Shown;

/// A page as it is shown to one person, with the address that shows it.
#[derive(Debug)]
pub(super) struct Preview {
    /// As the router writes it.
    pub at: &'static str,
    pub name: &'static str,
    pub page: Markup,
}

fn preview(at: &'static str, name: &'static str, page: Markup) -> Preview {
    Preview { at, name, page }
}

/// Every page there is, some of them as several people see them.
pub(super) fn pages() -> Vec<Preview> {
    [
        of_schools(),
        of_figures(),
        of_surveys_and_reports(),
        of_the_record(),
        of_respondents(),
        way_in(),
        of_people(),
        of_files(),
        of_rounds(),
        of_running_the_year(),
        of_papers(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn of_schools() -> Vec<Preview> {
    let (lead, governor, trustee) = (sample::lead(), sample::governor(), sample::trustee());
    let (clerk, asked, none) = (sample::clerk(), Asked::default(), Told::default());
    let (school_loaded, area_loaded) = (sample::school(), sample::area());
    let marys = school_loaded.ground.school(sample::MARYS, &lead).unwrap().clone();
    let subject = area::Subject { school: &marys, area: "governance" };
    let school = |visitor| {
        school::render(
            visitor,
            &sample::school_as(visitor),
            &marys,
            Viewing { asked: &asked, told: &none },
        )
    };
    let inspected =
        |visitor| inspections::render(visitor, &sample::inspections_page(), &marys, &none);
    let accredited =
        |visitor| accreditations::render(visitor, &sample::accreditations_page(), &marys, &none);
    let stand = |visitor| dashboard::render(visitor, &sample::dashboard_as(visitor), &asked);
    let home = |visitor| home::render(visitor, &sample::home(visitor), "");
    vec![
        preview("/", "home", home(&lead)),
        preview("/", "home-head", home(&sample::head())),
        preview("/", "home-governor", home(&governor)),
        preview("/", "home-trustee", home(&trustee)),
        preview("/schools", "dashboard", stand(&lead)),
        preview("/schools", "dashboard-governor", stand(&governor)),
        preview("/schools", "dashboard-clerk", stand(&clerk)),
        preview("/schools/{school}", "school", school(&lead)),
        preview("/schools/{school}", "school-clerk", school(&clerk)),
        preview("/schools/{school}/inspections", "inspections", inspected(&sample::head())),
        preview("/schools/{school}/inspections", "inspections-governor", inspected(&governor)),
        preview("/schools/{school}/accreditations", "accreditations", accredited(&sample::head())),
        preview("/schools/{school}", "school-head", school(&sample::head())),
        preview(
            "/schools/{school}/areas/{area}",
            "area",
            area::render(&trustee, &area_loaded, &subject, Viewing { asked: &asked, told: &none }),
        ),
        preview(
            "/schools/{school}/areas/{area}",
            "area-head",
            area::render(
                &sample::head(),
                &sample::area_open(),
                &subject,
                Viewing { asked: &asked, told: &none },
            ),
        ),
        preview(
            "/schools/{school}/areas/{area}",
            "area-lead",
            area::render(
                &lead,
                &sample::area_viewed(),
                &subject,
                Viewing { asked: &asked, told: &none },
            ),
        ),
        preview(
            "/schools/{school}/areas/{area}/rounds/{round}/decision/check",
            "decision-check",
            sample::decision_checked(),
        ),
        preview("/framework", "framework", framework::render(&lead, &sample::framework(), 1, None)),
    ]
}

fn of_figures() -> Vec<Preview> {
    let (lead, head, none) = (sample::lead(), sample::head(), Told::default());
    let (governor, trustee) = (sample::governor(), sample::trustee());
    let marys = sample::school().ground.school(sample::MARYS, &lead).unwrap().clone();
    let figured = |visitor| figures::render(visitor, &sample::figures_page(visitor), &marys, &none);
    let measured = |visitor| {
        let of = figure::MeasuredSchool { school: &marys, measure: sample::MEASURE };
        figure::render(visitor, &sample::figure_page(visitor), of, &none).unwrap()
    };
    let registry = |visitor| measures::render(visitor, &sample::measures_page(), &none);
    vec![
        preview("/schools/{school}/figures", "figures", figured(&head)),
        preview("/schools/{school}/figures", "figures-governor", figured(&governor)),
        preview("/schools/{school}/figures/{measure}", "figure", measured(&head)),
        preview("/schools/{school}/figures/{measure}", "figure-trustee", measured(&trustee)),
        preview("/measures", "measures", registry(&lead)),
        preview("/measures", "measures-governor", registry(&governor)),
    ]
}

fn of_surveys_and_reports() -> Vec<Preview> {
    let (lead, governor, trustee) = (sample::lead(), sample::governor(), sample::trustee());
    let (none, wrong) = (Told::default(), sample::question_refused());
    let reports = Shown::All(contract::reports::v1::ListReportsResponse {
        as_of: sample::as_of(412),
        reports: vec![sample::report()],
    });
    let waves = surveys::Loaded {
        waves: Shown::All(vec![(sample::wave(), "about 45%".to_owned())]),
        as_of: sample::as_of(412),
    };
    let report = |visitor, told| report::render(visitor, &sample::loaded_report(), "", told);
    vec![
        preview("/surveys", "surveys", surveys::render(&lead, &waves, &none)),
        preview(
            "/surveys/{wave}",
            "results",
            results::render(&lead, &sample::results(), sample::MARYS, &none),
        ),
        preview(
            "/surveys/{wave}",
            "survey-planned",
            results::render(&lead, &sample::planned_wave(), "", &none),
        ),
        preview(
            "/surveys/{wave}",
            "survey-opened-by-itself",
            results::render(&lead, &sample::waiting_wave(), "", &none),
        ),
        preview(
            "/facts",
            "facts",
            facts::render(&trustee, &sample::facts(), &facts::Filter::default(), &Asked::default()),
        ),
        preview("/reports", "reports", reports::render(&lead, &none, &sample::ground(), &reports)),
        preview("/reports/{report}", "report", report(&governor, &none)),
        preview("/reports/{report}", "report-wrong", report(&governor, &wrong)),
        preview("/reports/{report}", "report-lead", report(&lead, &none)),
    ]
}

/// What happened, who looked, and how far everything is.
fn of_the_record() -> Vec<Preview> {
    let (lead, ground, looks) = (sample::lead(), sample::ground(), sample::looks());
    let history = Shown::All(sample::history());
    let filter =
        trail::Filter::read(&crate::form::Fields::parse(b"area=governance&from=2025-09-01"));
    let seen = |thing, id| looks::render(&lead, &ground, (thing, id), &looks);
    let record = |person| looks::render_record(&lead, &ground, person, (&looks, &looks));
    vec![
        preview("/trail", "trail", trail::render(&lead, &ground, &history, &filter)),
        preview(
            "/trail/{position}/words",
            "removal",
            removal::render(
                &sample::somebody(Role::DataProtectionOfficer),
                &ground,
                &sample::written(),
                &Told::default(),
            ),
        ),
        preview(
            word_search::AT,
            "word-search",
            word_search::render(
                &sample::somebody(Role::DataProtectionOfficer),
                &ground,
                &word_search::asked("text=lunch&why=request+7"),
                Some(&sample::found_words()),
            ),
        ),
        preview("/trail/{position}", "event", event::render(&lead, &ground, &sample::event())),
        preview(
            "/status",
            "status",
            status::render(&lead, &sample::projections(), &sample::sealed()),
        ),
        preview("/reports/{report}/seen", "seen", seen(looks::Thing::Report, sample::REPORT)),
        preview("/schools/{school}/seen", "school-seen", seen(looks::Thing::School, sample::MARYS)),
        preview("/reviews/{review}/seen", "review-seen", seen(looks::Thing::Review, "review")),
        preview("/access-record", "access-record", record(sample::AMIRA)),
        preview("/access-record/{person}", "access-record-of", record(sample::GOVERNOR)),
    ]
}

fn of_respondents() -> Vec<Preview> {
    let mut way = sample::way();
    way.draft.choices =
        [("q1".to_owned(), Some("agree".to_owned())), ("q4".to_owned(), None)].into();
    let asked = AskedQuestion::find(&way, "q4").unwrap();
    let wrong = AskedQuestion { wrong: true, ..asked };
    vec![
        preview("/answer/{token}", "answer-start", start_page(&way)),
        preview(
            "/answer/{token}/question/{question}",
            "answer-question",
            question_page(&way, &asked),
        ),
        preview("/answer/{token}/question/{question}", "answer-wrong", question_page(&way, &wrong)),
        preview("/answer/{token}/check", "answer-check", check_page(&way, "")),
        preview("/answer/{token}/receipt", "answer-sent", sent_page(&sample::sent())),
        preview("/answer/{token}/forgotten", "answer-forgotten", forgotten_page(&way)),
        preview("/answer/{token}", "answer-ended", ended_page("TOKEN_UNKNOWN", None).unwrap().1),
        preview(
            "/answer/{token}",
            "answer-closed",
            ended_page("TOKEN_UNKNOWN", Some(&sample::sent())).unwrap().1,
        ),
        preview("/withdraw", "withdraw", withdraw::render(None, "token")),
        preview("/withdraw/done", "withdrawn", withdraw::done()),
    ]
}

/// Coming in.
fn way_in() -> Vec<Preview> {
    let ways = sign_in::Ways { providers: vec![("a", "Microsoft & <b>")], letters: true };
    let app = crate::sign_in::Authenticator::draw();
    let chosen =
        chooser::Loaded { trusts: Vec::new(), chosen: Some((sample::trust(), sample::people())) };
    let wrong = Some("Enter six digits");
    let empty = chooser::Loaded { trusts: Vec::new(), chosen: None };
    let [begin, begin_wrong] = founding::samples();
    vec![
        preview("/sign-in", "demo", chooser::render(&chosen, &chooser::Choice::default(), "token")),
        preview(
            "/sign-in",
            "demo-empty",
            chooser::render(&empty, &chooser::Choice::default(), "token"),
        ),
        preview("/begin/{token}", "begin", begin),
        preview("/begin/{token}", "begin-wrong", begin_wrong),
        preview("/sign-in", "sign-in", sign_in::render(&ways, "/", "token")),
        preview("/sign-in/link/{token}", "link", sign_in::linked("link", "token")),
        preview("/sign-in/code", "code", sign_in::asking_code(wrong, "token")),
        preview("/invitation/{token}", "invitation", sign_in::invited(&ways, "link", "token")),
        preview("/invitation/{token}/app", "app", sign_in::enrolling("link", &app, wrong, "token")),
    ]
}

/// Letting others in.
fn of_people() -> Vec<Preview> {
    let administrator = sample::administrator();
    let names = crate::names::Names::of(&sample::trust(), &[], &Default::default());
    let (people, can) = (sample::people(), sample::sign_ins());
    let none = Told::default();
    vec![
        preview(
            "/people/invitations",
            "invitations",
            invitations::render(&administrator, &people, &none),
        ),
        preview(
            "/people/invitations/sheet",
            "invitations-sheet",
            invitations::render_sheet(&administrator, &invitations::samples(), &none),
        ),
        preview("/roles", "roles", roles::render(&administrator, &names)),
        preview("/people", "people", people::render(&administrator, &people, &can, &none)),
        preview(
            "/people/new",
            "newcomer",
            newcomer::render(&administrator, &sample::trust(), &none),
        ),
    ]
}

/// Files that an administrator gives.
fn of_files() -> Vec<Preview> {
    let (administrator, none) = (sample::administrator(), Told::default());
    let [good, bad] = people_file::samples();
    let people = |read| people_file::checked(&administrator, "id", read, &none);
    let [schools, spoilt] = register_file::tests::samples();
    let shows = |read| register_file::checked(&administrator, "id", read, &none);
    let wrong = Some("Choose a file");
    vec![
        preview("/people/file", "people-file", people_file::render(&administrator, None)),
        preview("/people/file", "people-file-wrong", people_file::render(&administrator, wrong)),
        preview("/people/file/{file}", "people-file-good", people(&good)),
        preview("/people/file/{file}", "people-file-bad", people(&bad)),
        preview("/schools/file", "register-file", register_file::render(&administrator, None)),
        preview("/schools/file/{file}", "register-file-good", shows(&schools)),
        preview("/schools/file/{file}", "register-file-bad", shows(&spoilt)),
    ]
}

/// Checking a paper.
fn of_papers() -> Vec<Preview> {
    let steps = vec![
        "The data in this paper is the data that was issued on 2025-11-20.".to_owned(),
        sample::words("The log was sealed up to event 412; the seal's signature holds."),
    ];
    let (holds, broken) = (PaperOutcome::Holds, PaperOutcome::Broken);
    let held_paper = PaperVerdict { outcome: holds, steps: steps.clone(), fault: String::new() };
    let fault = sample::words("the pages are not those that the data in this paper gives");
    let broken_paper = PaperVerdict { outcome: broken, steps, fault };
    vec![
        preview("/paper", "paper", paper::render(None, "token")),
        preview("/paper", "paper-wrong", paper::render(Some("Choose the PDF"), "token")),
        preview("/paper/checked", "paper-holds", paper::checked(&held_paper)),
        preview("/paper/checked", "paper-broken", paper::checked(&broken_paper)),
        preview(
            "/reports/{report}/check",
            "paper-how",
            paper::how(
                &sample::governor(),
                &sample::loaded_report(),
                sample::dashboard().seal.as_ref(),
            ),
        ),
    ]
}

/// What the improvement lead, the clerks, the administrators and the officers work with.
fn of_rounds() -> Vec<Preview> {
    let (lead, head, none) = (sample::lead(), sample::head(), Told::default());
    let chief = sample::somebody(Role::ChiefExecutive);
    let (round, school) = ("r".to_owned(), sample::MARYS.to_owned());
    let views = own_views::StateViews { round: round.clone(), school: school.clone() };
    let proposals_act = proposals::ProposeAll { round: round.clone(), school: school.clone() };
    let answers = answers::AnswerAll { round, school };
    vec![
        preview("/rounds", "rounds", rounds::render(&lead, &sample::rounds_loaded(), &none)),
        preview(
            "/rounds/{round}/meeting",
            "decision-meeting",
            decision_meeting::render(&chief, &sample::meeting_loaded(), &none),
        ),
        preview(
            "/rounds/{round}",
            "round",
            round_desk::render(&lead, &sample::meeting_loaded(), &none),
        ),
        preview(
            "/rounds/{round}/moderation",
            "moderation",
            moderation::render(&lead, &sample::meeting_loaded(), &Default::default(), &none),
        ),
        preview(
            "/rounds/{round}/grid",
            "grid",
            grid::render(&lead, &sample::proposals_loaded().round),
        ),
        preview(
            "/rounds/{round}/schools/{school}/proposals",
            "proposals",
            proposals::render(&lead, &sample::proposals_loaded(), &proposals_act, &none),
        ),
        preview(
            "/rounds/{round}/schools/{school}/views",
            "own-views",
            own_views::render(&head, &sample::meeting_loaded(), &views, &none),
        ),
        preview(
            "/rounds/{round}/schools/{school}/answers",
            "answers",
            answers::render(&head, &sample::proposed_loaded(), &answers, &none),
        ),
    ]
}

fn of_running_the_year() -> Vec<Preview> {
    let (lead, head, clerk) = (sample::lead(), sample::head(), sample::clerk());
    let administrator = sample::administrator();
    let (trustee, none) = (sample::trustee(), Told::default());
    let officer = sample::somebody(contract::schools::v1::Role::DataProtectionOfficer);
    let chief = sample::somebody(contract::schools::v1::Role::ChiefExecutive);
    let reviewer = sample::somebody(contract::schools::v1::Role::PeerReviewer);
    let review = |visitor, state| {
        let loaded = sample::reviews_loaded(state);
        reviews::render_one(visitor, &loaded, &loaded.reviews.known().unwrap()[0], &none)
    };
    let held = sample::reviews_loaded(ReviewState::Held);
    let mut planned = sample::results();
    (planned.results, planned.links) = (None, true);
    planned.wave.set_state(contract::surveys::v1::WaveState::Scheduled);
    let mut drafted = sample::loaded_report();
    drafted.report.set_state(contract::reports::v1::ReportState::Drafted);
    let at = "/reviews/{review}";
    let checks = sample::checks().into_iter().map(|(at, page)| {
        let name: Box<str> = at.trim_matches('/').replace(['/', '{', '}'], "-").into();
        preview(at, Box::leak(name), page)
    });
    let pages = vec![
        preview("/reviews", "reviews", reviews::render(&lead, &held, &none)),
        preview(at, "review-lead", review(&lead, ReviewState::Requested)),
        preview(at, "review-head", review(&head, ReviewState::Matched)),
        preview(at, "review-visit", review(&reviewer, ReviewState::Agreed)),
        preview(at, "review-findings", review(&reviewer, ReviewState::Held)),
        preview(at, "review-follow-up", review(&reviewer, ReviewState::Completed)),
        preview(
            "/surveys/new",
            "survey-plan",
            wave_plan::render(&lead, &sample::plan_loaded(), &none),
        ),
        preview("/surveys/{wave}", "survey-planned", results::render(&lead, &planned, "", &none)),
        preview("/reports/{report}", "report-drafted", report::render(&lead, &drafted, "", &none)),
        preview("/reports/{report}", "report-chief", report::render(&chief, &drafted, "", &none)),
        preview("/reports", "reports-chief", reports::alone(&chief, &drafted.report)),
        preview("/committees", "committees", committees::render(&clerk, &sample::ground(), &none)),
        preview("/hubs", "hubs", hubs::render(&lead, sample::trust(), &none)),
        preview("/terms", "terms", terms::render(&administrator, sample::terms_loaded(), &none)),
        preview(
            "/schools/new",
            "joining",
            joining::render(&administrator, &sample::moving(), &none),
        ),
        preview(
            "/people/{person}",
            "person",
            person::render(&administrator, &sample::person_loaded(None), &none),
        ),
        preview(
            "/people/{person}",
            "person-officer",
            person::render(&officer, &sample::person_loaded(Some(false)), &none),
        ),
        preview(
            "/framework/new",
            "framework-new",
            framework_new::render(&trustee, &sample::framework(), &none),
        ),
    ];
    pages.into_iter().chain(checks).collect()
}

/// Addresses that show no page: files, and the way back from an identity provider.
const NO_PAGES: [&str; 7] = [
    "/answer/{token}/",
    "/assets/{name}",
    "/people/file/template.csv",
    "/reports/{report}/report.pdf",
    "/reports/{report}/draft.pdf",
    "/sign-in/with/{provider}/back",
    "/surveys/{wave}/links.csv",
];

#[test]
fn every_page_there_is_has_a_preview() {
    let shown: BTreeSet<&str> = pages().iter().map(|preview| preview.at).collect();
    let gets = crate::routes().into_iter().filter(|(method, _)| *method == Method::GET);
    let there: BTreeSet<&str> =
        gets.map(|(_, at)| at).filter(|at| !NO_PAGES.contains(at)).collect();
    let without: Vec<_> = there.difference(&shown).collect();
    assert!(without.is_empty(), "no preview, so no browser ever looks at {without:?}");
    let nowhere: Vec<_> = shown.difference(&there).collect();
    assert!(nowhere.is_empty(), "previews of pages that there are not: {nowhere:?}");
}

#[test]
fn every_page_is_left_to_be_looked_at() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/web-preview");
    std::fs::create_dir_all(&folder).unwrap();
    let link = format!("<link rel=\"stylesheet\" href=\"{}\">", stylesheet());
    for Preview { name, page, .. } in pages() {
        let page = page.into_string();
        assert!(page.contains(&link), "{name} has no stylesheet");
        let page = page.replace(&link, &format!("<style>{STYLES}</style>"));
        std::fs::write(folder.join(format!("{name}.html")), page).unwrap();
    }
}

#[test]
fn no_page_lets_a_name_become_markup() {
    for Preview { name, page, .. } in pages() {
        let page = page.into_string();
        for forbidden in ["<b>", "<script", " style=", " onclick", "javascript:"] {
            assert!(!page.contains(forbidden), "{forbidden} is in {name}");
        }
    }
}

/// Where a name is not isolated, in a page whose names all end with a sign that turns the words behind it.
fn turned(page: &str) -> Vec<String> {
    let (mut isolates, mut elements) = (0, 0);
    let mut found = Vec::new();
    for (at, letter) in page.char_indices() {
        let rest = &page[at..];
        match letter {
            '\u{2068}' => isolates += 1,
            '\u{2069}' => isolates -= 1,
            '<' if rest.starts_with("<bdi>") => elements += 1,
            '<' if rest.starts_with("</bdi>") => elements -= 1,
            '\u{202e}' if isolates <= 0 && elements <= 0 => {
                found.push(
                    page[..at].chars().rev().take(120).collect::<Vec<_>>().iter().rev().collect(),
                );
            }
            _ => {}
        }
    }
    assert_eq!((isolates, elements), (0, 0), "each isolation ends");
    found
}

#[test]
fn no_name_turns_the_words_around_it() {
    let pages = sample::with_all_names_ending("\u{202e}", pages);
    let (mut named, mut found) = (0, Vec::new());
    for Preview { name, page, .. } in pages {
        let page = page.into_string();
        found.extend(turned(&page).into_iter().map(|before| format!("{name}: {before}")));
        named += page.matches('\u{202e}').count();
    }
    assert!(found.is_empty(), "{found:#?}");
    assert!(named > 500, "names are on the pages: {named}");
    assert_eq!(turned("<title>A\u{202e} and</title>").len(), 1, "what is not isolated is found");
    assert!(turned("<bdi>A\u{202e}</bdi> \u{2068}B\u{202e}\u{2069}").is_empty());
}

#[test]
fn every_page_has_one_heading_a_title_a_language_and_a_way_past_the_navigation() {
    for Preview { name, page, .. } in pages() {
        let page = page.into_string();
        assert_eq!(page.matches("<h1").count(), 1, "{name}");
        assert!(page.contains("<html class=\"govuk-template\" lang=\"en-GB\">"), "{name}");
        assert!(page.contains("<title>") && page.contains("href=\"#main-content\""), "{name}");
    }
}

#[test]
fn no_id_is_on_a_page_twice() {
    for Preview { name, page, .. } in pages() {
        let page = page.into_string();
        let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
        for part in page.split(" id=\"").skip(1) {
            *seen.entry(part.split('"').next().unwrap()).or_default() += 1;
        }
        let twice: Vec<_> = seen.into_iter().filter(|(_, count)| *count > 1).collect();
        assert!(twice.is_empty(), "{name}: {twice:?}");
    }
}

#[test]
fn every_form_that_changes_something_proves_it_is_ours() {
    for Preview { name, page, .. } in pages() {
        let page = page.into_string();
        for form in page.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap();
            if form.contains("method=\"post\"") {
                assert!(form.contains("name=\"form-token\""), "{name}: {form}");
            }
        }
    }
}
