//! Pages to act on: the way in, people, files, papers, rounds, and the year.

use super::*;

/// Coming in.
pub(super) fn way_in() -> Vec<Preview> {
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
        preview("/guest", "guest", sign_in::asking("token")),
        preview("/guest/link/{token}", "guest-link", sign_in::guest_linked("link", "token")),
        preview("/invitation/{token}", "invitation", sign_in::invited(&ways, "link", "token")),
        preview("/invitation/{token}/app", "app", sign_in::enrolling("link", &app, wrong, "token")),
    ]
}

/// The visits of a guest who has two.
pub(super) fn own_visits() -> Markup {
    use contract::evidence::v1::VisitNoteState;
    let own = [VisitNoteState::Draft, VisitNoteState::Sent].map(|state| {
        let visit::VisitLoaded { ground, note, .. } = sample::visit_page(state);
        let school = ground.names.school(&note.school_id);
        sign_in::OwnVisit { note, school }
    });
    sign_in::own_visits(&sample::guest(), &own)
}

/// A list of which its reader saved views.
pub(super) fn of_saved_views() -> Vec<Preview> {
    let (people, can, none) = (sample::people(), sample::sign_ins(), Told::default());
    let listed = |refused: Option<&str>| {
        let visitor = sample::viewing(sample::administrator(), "/people", refused);
        people::render(&visitor, &people, &can, &none)
    };
    vec![
        preview("/people", "people-views", listed(None)),
        preview("/people", "people-view-refused", listed(Some("Heads <b>"))),
    ]
}

/// Letting others in.
pub(super) fn of_people() -> Vec<Preview> {
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
            "/e-mail",
            "e-mail",
            e_mail::render(&sample::head(), &sample::e_mail(false), &none),
        ),
        preview(
            "/e-mail",
            "e-mail-returned",
            e_mail::render(&administrator, &sample::e_mail(true), &none),
        ),
        preview(
            "/e-mail/letters/{kind}",
            "e-mail-letter",
            e_mail::render_letter(&sample::lead(), &sample::letter_shown()),
        ),
        preview(
            "/people/new",
            "newcomer",
            newcomer::render(&administrator, &sample::trust(), &none),
        ),
    ]
}

/// Files that are given.
pub(super) fn of_files() -> Vec<Preview> {
    let (administrator, none) = (sample::administrator(), Told::default());
    let [good, bad] = people_file::samples();
    let people = |read| people_file::checked(&administrator, "id", read, &none);
    let [schools, spoilt] = register_file::tests::samples();
    let shows = |read| register_file::checked(&administrator, "id", read, &none);
    let wrong = Some("Choose a file");
    let (lead, ground, act) = (sample::lead(), sample::ground(), figure_file::tests::act());
    let [news, nothing, faulty, unknown] = figure_file::tests::samples();
    let measures = sample::measures_page().measures;
    let measures = measures.known().unwrap();
    let (saved, mapped) = (figure_mappings::tests::saved(), figure_file::tests::mapped());
    let of = |act, read| {
        let (names, saved, too_little) = (&ground.names, saved.as_slice(), None);
        figure_file::CheckedFile { act, read, measures, saved, names, too_little }
            .render(&lead, &none)
    };
    let figures = |read| of(&act, read);
    let imports = figure_file::tests::imports();
    let import = figure_import::tests::loaded();
    let imported = |wrong| figure_file::render(&lead, &imports, wrong, &none);
    vec![
        preview("/figures/import", "figure-file", imported(None)),
        preview("/figures/import", "figure-file-wrong", imported(wrong)),
        preview(
            "/figures/imports/{import}",
            "figure-import",
            figure_import::render(&lead, &import, &none),
        ),
        preview("/figures/import/{file}/{said}", "figure-file-good", figures(&news)),
        preview("/figures/import/{file}/{said}", "figure-file-same", figures(&nothing)),
        preview("/figures/import/{file}/{said}", "figure-file-bad", figures(&faulty)),
        preview("/figures/import/{file}/{said}", "figure-file-unknown", figures(&unknown)),
        preview("/figures/import/{file}/{said}", "figure-file-mapped", of(&mapped, &news)),
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
pub(super) fn of_papers() -> Vec<Preview> {
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
pub(super) fn of_rounds() -> Vec<Preview> {
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
            "/rounds/{round}/sharing",
            "sharing",
            sharing::render(&lead, &sample::decided_loaded(), &none),
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
        preview("/rounds/{round}/grid", "grid", grid::render(&lead, &sample::grid_loaded())),
        preview(
            "/rounds/{round}/schools/{school}/proposals",
            "proposals",
            proposals::render(&lead, &sample::proposals_loaded(), &proposals_act, &none),
        ),
        preview(
            "/rounds/{round}/schools/{school}/views",
            "own-views",
            own_views::render(&head, &sample::own_views_loaded(), &views, &none),
        ),
        preview(
            "/rounds/{round}/schools/{school}/answers",
            "answers",
            answers::render(&head, &sample::proposed_loaded(), &answers, &none),
        ),
    ]
}

pub(super) fn of_running_the_year() -> Vec<Preview> {
    let (lead, head) = (sample::lead(), sample::head());
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
        preview(at, "review-called-off", review(&head, ReviewState::Cancelled)),
        preview(at, "review-held-head", review(&head, ReviewState::Held)),
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

pub(super) fn of_committees() -> Vec<Preview> {
    let (clerk, none) = (sample::clerk(), Told::default());
    vec![
        preview(
            "/committees",
            "committees",
            committees::render(&clerk, &sample::committees_page(), &none),
        ),
        preview("/committees/{committee}", "committee", committee_of(&clerk)),
        preview("/committees/{committee}", "committee-trustee", committee_of(&sample::trustee())),
        preview(MEETING, "meeting-to-come", meeting_of(&clerk, "meeting-1")),
        preview(MEETING, "meeting-held", meeting_of(&clerk, sample::MEETING)),
        preview(MEETING, "meeting-cancelled", meeting_of(&clerk, "meeting-off")),
    ]
}

/// Where one meeting is shown.
const MEETING: &str = "/committees/{committee}/meetings/{meeting}";

fn committee_of(visitor: &crate::visitor::Visitor) -> Markup {
    let loaded = sample::committees_page();
    let found = committee::find(visitor, &loaded, sample::COMMITTEE).unwrap();
    committee::render(visitor, &loaded, found, &Told::default())
}

fn meeting_of(visitor: &crate::visitor::Visitor, id: &str) -> Markup {
    let loaded = sample::committees_page();
    let committee = committee::find(visitor, &loaded, sample::COMMITTEE).unwrap();
    let known = committee.meetings.iter().find(|one| one.meeting_id == id).unwrap();
    let record = match id == sample::MEETING {
        true => sample::meeting_record(),
        false => Default::default(),
    };
    let record = Shown::All(record);
    let loaded = meeting::MeetingPage { page: &loaded, committee, meeting: known, record };
    meeting::render(visitor, &loaded, &Told::default())
}
