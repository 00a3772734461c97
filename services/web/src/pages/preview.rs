//! Every page as some people see it, with its address; `held` says what is true of all of them.

mod acts;
mod agreed;
mod attached_reports;
mod drafts;
mod earlier_years;
mod held;
mod over_all;
mod required;
mod self_evaluations;
mod trust_styles;

use contract::reviews::v1::ReviewState;
use contract::schools::v1::Role;
use maud::Markup;

use super::answer::{
    Asked as AskedQuestion, check_page, ended_page, forgotten_page, question_page, sent_page,
    start_page,
};
use super::asked::{Asked, Viewing};
use super::calendar::CalendarLink;
use super::*;
use crate::checker::{PaperOutcome, PaperVerdict};
use crate::form::Told;
use crate::sample;
use crate::shown::Shown;
use acts::*;

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
        of_areas(),
        over_all::of_all_that_is_held(),
        attached_reports::of_attached_reports(),
        earlier_years::of_earlier_years(),
        of_figures(),
        of_running_records(),
        of_visits(),
        drafts::of_the_framework(),
        required::of_the_register(),
        self_evaluations::of_self_evaluations(),
        of_surveys_and_reports(),
        of_the_record(),
        of_respondents(),
        way_in(),
        of_people(),
        of_saved_views(),
        of_files(),
        of_rounds(),
        of_running_the_year(),
        of_committees(),
        agreed::of_actions(),
        agreed::of_packs(),
        of_papers(),
        trust_styles::of_marks_and_colours(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn of_schools() -> Vec<Preview> {
    let (lead, governor, clerk) = (sample::lead(), sample::governor(), sample::clerk());
    let (asked, none) = (Asked::default(), Told::default());
    let marys = sample::school().ground.school(sample::MARYS, &lead).unwrap().clone();
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
        preview("/", "home-trustee", home(&sample::trustee())),
        preview("/schools", "dashboard", stand(&lead)),
        preview("/schools", "dashboard-governor", stand(&governor)),
        preview("/schools", "dashboard-clerk", stand(&clerk)),
        preview("/schools/{school}", "school", school(&lead)),
        preview("/schools/{school}", "school-clerk", school(&clerk)),
        preview("/schools/{school}/inspections", "inspections", inspected(&sample::head())),
        preview("/schools/{school}/inspections", "inspections-governor", inspected(&governor)),
        preview("/schools/{school}/accreditations", "accreditations", accredited(&sample::head())),
        preview("/schools/{school}", "school-head", school(&sample::head())),
    ]
}

fn of_areas() -> Vec<Preview> {
    let (lead, head, none) = (sample::lead(), sample::head(), Told::default());
    let (asked, searched) = (Asked::default(), sample::piece_searched());
    let marys = sample::school().ground.school(sample::MARYS, &lead).unwrap().clone();
    let subject = area::Subject { school: &marys, area: "governance" };
    let drawn = |name, visitor, loaded: &area::Loaded, told| {
        let viewing = Viewing { asked: &asked, told };
        let page = area::render(visitor, loaded, &subject, viewing);
        preview("/schools/{school}/areas/{area}", name, page)
    };
    vec![
        drawn("area", &sample::trustee(), &sample::area(), &none),
        drawn("area-head", &head, &sample::area_open(), &none),
        drawn("area-lead", &lead, &sample::area_viewed(), &none),
        drawn("area-lead-search", &lead, &sample::area_viewed(), &searched),
        preview(
            "/schools/{school}/areas/{area}/rounds/{round}/decision/check",
            "decision-check",
            sample::decision_checked(),
        ),
    ]
}

fn of_figures() -> Vec<Preview> {
    let (lead, head, none) = (sample::lead(), sample::head(), Told::default());
    let (governor, trustee) = (sample::governor(), sample::trustee());
    let marys = sample::school().ground.school(sample::MARYS, &lead).unwrap().clone();
    let figured = |visitor| figures::render(visitor, &sample::figures_page(visitor), &marys, &none);
    let measured = |loaded: figures::FiguresLoaded, visitor, query: &str| {
        let fields = crate::form::Fields::parse(query.as_bytes());
        let similar = &similar_wanted::SimilarWanted::read(&fields);
        let of = figure::MeasuredSchool { school: &marys, measure: sample::MEASURE, similar };
        figure::render(visitor, &loaded, of, &none).unwrap()
    };
    let (with, without) = (sample::figure_page, sample::figure_page_without_similar);
    let added = "similar-add=150253,999999&similar-leave=100099&similar-free-meals=6";
    let compared = |visitor| {
        let of =
            compared_schools::MeasureCompared { measure: sample::MEASURE, period: "", part: "" };
        compared_schools::render(visitor, &sample::compared_schools(visitor), of).unwrap()
    };
    let registry = |visitor| measures::render(visitor, &sample::measures_page(), &none);
    vec![
        preview("/schools/{school}/figures", "figures", figured(&head)),
        preview("/schools/{school}/figures", "figures-governor", figured(&governor)),
        preview("/schools/{school}/figures/{measure}", "figure", measured(with(&head), &head, "")),
        preview(
            "/schools/{school}/figures/{measure}",
            "figure-similar",
            measured(with(&head), &head, added),
        ),
        preview(
            "/schools/{school}/figures/{measure}",
            "figure-similar-wrong",
            measured(without(&head), &head, "similar-add=Orford&similar-phase=any"),
        ),
        preview(
            "/schools/{school}/figures/{measure}",
            "figure-trustee",
            measured(with(&trustee), &trustee, ""),
        ),
        preview("/calendar", "calendar", calendar::render(&lead, &sample::calendar(), &none)),
        preview(
            "/calendar",
            "calendar-none",
            calendar::render(&head, &CalendarLink::Unlinked, &none),
        ),
        preview("/saved", "saved", saved::render(&sample::saving(), &[], &none)),
        preview("/saved", "saved-views", saved::render(&lead, &sample::listed_views(), &none)),
        preview("/find", "find", find::render(&lead, &sample::find_page(), "e")),
        preview("/find", "find-governor", find::render(&governor, &sample::find_page(), "mary")),
        preview(
            "/framework/compared",
            "framework-compared",
            framework_compared::render(&lead, &sample::framework_pair()),
        ),
        preview("/framework", "framework", framework::render(&lead, &sample::framework(), 1, None)),
        preview("/measures/{measure}", "schools-compared", compared(&head)),
        preview("/measures/{measure}", "schools-compared-governor", compared(&governor)),
        preview("/measures", "measures", registry(&lead)),
        preview("/measures", "measures-governor", registry(&governor)),
    ]
}

fn of_running_records() -> Vec<Preview> {
    let none = Told::default();
    let marys = sample::school().ground.school(sample::MARYS, &sample::lead()).unwrap().clone();
    let recorded = |visitor: &Visitor, query: &str| {
        let asked = record_filter::RecordAsked::read(&crate::form::Fields::parse(query.as_bytes()));
        let loaded = sample::record_page();
        let of = ForReader { visitor, ground: &loaded.ground, told: &none };
        record::render(of, &loaded.record, &marys, &asked)
    };
    let one = sample::record_entry_page();
    let head = sample::head();
    let of_one = ForReader { visitor: &head, ground: &one.ground, told: &none };
    let entry = record::render_one(of_one, &one.record, &marys);
    let chief = sample::somebody(Role::ChiefExecutive);
    vec![
        preview("/schools/{school}/record", "record", recorded(&head, "")),
        preview(
            "/schools/{school}/record",
            "record-asked",
            recorded(&chief, "kind=RECORD_KIND_STRENGTH&from=x"),
        ),
        preview("/schools/{school}/record", "record-searched", recorded(&head, "text=reading")),
        preview("/schools/{school}/record/{entry}", "record-entry", entry),
    ]
}

fn of_visits() -> Vec<Preview> {
    use contract::evidence::v1::VisitNoteState;
    let none = Told::default();
    let marys = sample::school().ground.school(sample::MARYS, &sample::lead()).unwrap().clone();
    let listed =
        |visitor: &Visitor| visits::render(visitor, &sample::visits_page(visitor), &marys, &none);
    let note = |visitor: &Visitor, state| visit::render(visitor, &sample::visit_page(state), &none);
    let (lead, head, governor) = (sample::lead(), sample::head(), sample::governor());
    let at = "/visits/{visit}";
    vec![
        preview("/schools/{school}/visits", "visits", listed(&lead)),
        preview("/schools/{school}/visits", "visits-governor", listed(&governor)),
        preview(at, "visit-draft", note(&lead, VisitNoteState::Draft)),
        preview(at, "visit-head", note(&head, VisitNoteState::Sent)),
        preview(at, "visit-commented", note(&lead, VisitNoteState::Commented)),
        preview(at, "visit-agreed", note(&lead, VisitNoteState::Agreed)),
        preview(at, "visit-issued", note(&governor, VisitNoteState::Issued)),
        preview(at, "visit-again", note(&lead, VisitNoteState::Issued)),
        preview(at, "visit-guest", note(&sample::guest(), VisitNoteState::Draft)),
        preview(crate::guests::YOUR_VISITS, "your-visits", acts::own_visits()),
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
    let seen = |thing, id| looks::render(&lead, &ground, &looks::SeenThing { thing, id }, &looks);
    let both = looks::PersonLooks { by: looks.clone(), about: looks.clone() };
    let record = |person| looks::render_record(&lead, &ground, person, &both);
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
            status::render(
                &lead,
                &sample::projections(),
                &sample::sealed(),
                Some(&sample::backed_up()),
            ),
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
        preview("/answer/{token}/receipt", "answer-sent", sent_page(&sample::sent(), "/withdraw")),
        preview("/answer/{token}/forgotten", "answer-forgotten", forgotten_page(&way)),
        preview("/answer/{token}", "answer-ended", ended_page("TOKEN_UNKNOWN", None).unwrap().1),
        preview(
            "/answer/{token}",
            "answer-closed",
            ended_page("TOKEN_UNKNOWN", Some(&sample::sent())).unwrap().1,
        ),
        preview(
            "/withdraw",
            "withdraw",
            withdraw::render(None, "token", &withdraw::AskingSchool::default()),
        ),
        preview("/withdraw/done", "withdrawn", withdraw::done(&withdraw::AskingSchool::default())),
    ]
}
