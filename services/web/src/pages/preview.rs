//! Leaves every page as a file under `target/web-preview`, to be looked at; and holds what is true of all of them.

use std::collections::BTreeMap;
use std::path::Path;

use maud::Markup;

use super::answer::{Asked as AskedQuestion, check_page, question_page, sent_page, start_page};
use super::asked::Asked;
use super::report_talk::{About, Entered};
use super::*;
use crate::assets::{STYLES, stylesheet};
use crate::sample;

pub(super) fn pages() -> Vec<(&'static str, Markup)> {
    let (lead, governor, trustee) = (sample::lead(), sample::governor(), sample::trustee());
    let asked = Asked::default();
    let (school_loaded, area_loaded) = (sample::school(), sample::area());
    let marys = school_loaded.ground.school(sample::MARYS, &lead).unwrap().clone();
    let subject = area::Subject { school: &marys, area: "governance" };
    let mut way = sample::way();
    way.draft.choices =
        [("q1".to_owned(), Some("agree".to_owned())), ("q4".to_owned(), None)].into();
    let asked_question = AskedQuestion::find(&way, "q4").unwrap();
    let chosen =
        chooser::Loaded { trusts: Vec::new(), chosen: Some((sample::trust(), sample::people())) };
    let reports = contract::reports::v1::ListReportsResponse {
        as_of: sample::as_of(412),
        reports: vec![sample::report()],
    };
    let waves = surveys::Loaded {
        waves: vec![(sample::wave(), "about 45%".to_owned())],
        as_of: sample::as_of(412),
    };
    let filter =
        trail::Filter::read(&crate::form::Fields::parse(b"area=governance&from=2025-09-01"));
    let wrong = Entered::question(&crate::form::Fields::default());
    let mut pages = way_in();
    pages.extend([
        ("demo", chooser::render(&chosen, &chooser::Choice::default(), "token")),
        ("dashboard", dashboard::render(&lead, &sample::dashboard(), &asked)),
        ("dashboard-governor", dashboard::render(&governor, &sample::dashboard(), &asked)),
        ("school", school::render(&lead, &school_loaded, &marys, &asked)),
        ("area", area::render(&trustee, &area_loaded, &subject, &asked)),
        ("framework", framework::render(&lead, &sample::framework(), 1, None)),
        ("surveys", surveys::render(&lead, &waves)),
        ("results", results::render(&lead, &sample::results(), sample::MARYS)),
        ("reports", reports::render(&lead, &sample::ground(), &reports)),
        (
            "report",
            report::render(
                &governor,
                &sample::loaded_report(),
                &Entered::new(About::Question),
                None,
            ),
        ),
        ("report-wrong", report::render(&governor, &sample::loaded_report(), &wrong, None)),
        (
            "report-lead",
            report::render(&lead, &sample::loaded_report(), &Entered::new(About::Question), None),
        ),
        ("trail", trail::render(&lead, &sample::ground(), &sample::history(), &filter)),
        ("event", event::render(&lead, &sample::ground(), (&sample::event(), 400))),
        ("status", status::render(&lead, &sample::projections())),
        ("answer-start", start_page(&way)),
        ("answer-question", question_page(&way, &asked_question)),
        ("answer-wrong", question_page(&way, &AskedQuestion { wrong: true, ..asked_question })),
        ("answer-check", check_page(&way, None)),
        ("answer-sent", sent_page(&way, "QK7M-2XWD-9PLA")),
        ("withdraw", withdraw::render("", None, "token")),
    ]);
    pages
}

/// Those of coming in, and of letting others in.
fn way_in() -> Vec<(&'static str, Markup)> {
    let administrator = sample::administrator();
    let names = crate::names::Names::of(&sample::trust(), &[], &Default::default());
    let ways = sign_in::Ways { providers: vec![("a", "Microsoft & <b>")], letters: true };
    let app = crate::sign_in::Authenticator::draw();
    let people = (sample::people(), sample::sign_ins());
    vec![
        ("sign-in", sign_in::render(&ways, "/", "token")),
        ("invitation", sign_in::invited(&ways, "link", "token")),
        ("app", sign_in::enrolling("link", &app, Some("Enter six digits"), "token")),
        ("code", sign_in::asking_code(Some("Enter six digits"), "token")),
        ("roles", roles::render(&administrator, &names)),
        ("people", people::render(&administrator, (&people.0, &people.1), None)),
        (
            "newcomer",
            newcomer::render(&administrator, &sample::trust(), &newcomer::Entered::default()),
        ),
    ]
    .into_iter()
    .chain(looked())
    .collect()
}

fn looked() -> [(&'static str, Markup); 2] {
    let (lead, ground, looks) = (sample::lead(), sample::ground(), sample::looks());
    let report = (looks::Thing::Report, sample::REPORT);
    [
        ("seen", looks::render(&lead, &ground, report, &looks)),
        ("access-record", looks::render_record(&lead, &ground, sample::AMIRA, (&looks, &looks))),
    ]
}

#[test]
fn every_page_is_left_to_be_looked_at() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/web-preview");
    std::fs::create_dir_all(&folder).unwrap();
    let link = format!("<link rel=\"stylesheet\" href=\"{}\">", stylesheet());
    for (name, page) in pages() {
        let page = page.into_string();
        assert!(page.contains(&link), "{name} has no stylesheet");
        let page = page.replace(&link, &format!("<style>{STYLES}</style>"));
        std::fs::write(folder.join(format!("{name}.html")), page).unwrap();
    }
}

#[test]
fn no_page_lets_a_name_become_markup() {
    for (name, page) in pages() {
        let page = page.into_string();
        for forbidden in ["<b>", "<script", " style=", " onclick", "javascript:"] {
            assert!(!page.contains(forbidden), "{forbidden} is in {name}");
        }
    }
}

#[test]
fn every_page_has_one_heading_a_title_a_language_and_a_way_past_the_navigation() {
    for (name, page) in pages() {
        let page = page.into_string();
        assert_eq!(page.matches("<h1").count(), 1, "{name}");
        assert!(page.contains("<html class=\"govuk-template\" lang=\"en-GB\">"), "{name}");
        assert!(page.contains("<title>") && page.contains("href=\"#main-content\""), "{name}");
    }
}

#[test]
fn no_id_is_on_a_page_twice() {
    for (name, page) in pages() {
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
    for (name, page) in pages() {
        let page = page.into_string();
        for form in page.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap();
            if form.contains("method=\"post\"") {
                assert!(form.contains("name=\"form-token\""), "{name}: {form}");
            }
        }
    }
}
