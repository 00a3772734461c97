//! Which address leads to which page.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode, Uri};
use axum::middleware;
use axum::response::{IntoResponse as _, Response};
use peers::Peers;
use tower_http::catch_panic::CatchPanicLayer;

use crate::failure::Failure;
use crate::guard::Hosts;
use crate::routes::Routes;
use crate::web::Web;
use crate::{assets, guard, listing, pages};

/// Largest form, unless its act says more.
pub(crate) const LARGEST_FORM: usize = 64 * 1024;

/// Every page of a demonstration, behind the guard. Serves all who reach it: [`crate::bind`] decides who can.
pub fn router(peers: Peers) -> Router {
    pages(Web::new(peers), Hosts::ThisMachine)
}

/// What every page is asked by: method and path. For tests, which shall meet each.
pub fn routes() -> Vec<(Method, &'static str)> {
    all().listed()
}

/// The rpcs that the forms call, for example `reports.AskQuestion`. For tests.
pub fn sends() -> Vec<&'static str> {
    all().sends()
}

pub(crate) fn pages(web: Web, hosts: Hosts) -> Router {
    all()
        .router()
        .fallback(no_such_page)
        .method_not_allowed_fallback(|| async {
            (StatusCode::METHOD_NOT_ALLOWED, Failure::no_page().into_response()).into_response()
        })
        .layer(middleware::from_fn(listing::take))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(hosts, guard::stand))
        .with_state(web)
}

/// Respondents are told in their own words.
async fn no_such_page(address: Uri) -> Response {
    match address.path().starts_with("/answer/") {
        true => pages::answer::no_survey().into_response(),
        false => Failure::no_page().into_response(),
    }
}

fn all() -> Routes {
    Routes::default()
        .merge(for_the_signed_in())
        .merge(for_keeping_people())
        .merge(for_reports())
        .merge(for_figure_files())
        .merge(for_the_central_team())
        .merge(for_respondents())
        .merge(for_signing_in())
        .merge(for_readers_of_papers())
        .get("/assets/{name}", assets::serve)
}

fn for_the_signed_in() -> Routes {
    use pages::judging::{self, Taken};
    Routes::default()
        .get("/", pages::home::show)
        .get(pages::dashboard::AT, pages::dashboard::show)
        .get("/schools/{school}", pages::school::show)
        .get("/schools/{school}/areas/{area}", pages::area::show)
        .get("/schools/{school}/inspections", pages::inspections::show)
        .form::<pages::inspection_forms::RecordReportCard>()
        .form::<pages::inspection_forms::RecordGrades>()
        .form::<pages::inspection_forms::RecordSiams>()
        .form::<pages::inspection_forms::WithdrawInspection>()
        .get("/schools/{school}/accreditations", pages::accreditations::show)
        .form::<pages::accreditations::RecordAccreditation>()
        .form::<pages::accreditations::EndAccreditation>()
        .merge(for_records_and_visits())
        .get("/schools/{school}/figures", pages::figures::show)
        .get("/schools/{school}/figures/{measure}", pages::figure::show)
        .form::<pages::figure_forms::RecordFigure>()
        .form::<pages::figure_forms::WithdrawFigure>()
        .get(pages::measures::AT, pages::measures::show)
        .get("/measures/{measure}", pages::compared_schools::show)
        .form::<pages::measures::DefineMeasure>()
        .form::<pages::measures::RedefineMeasure>()
        .form::<pages::measures::RetireMeasure>()
        .form::<Taken<judging::StateView>>()
        .form::<Taken<judging::NoteNoView>>()
        .form::<Taken<judging::TakeBack>>()
        .form::<Taken<judging::Accept>>()
        .form::<Taken<judging::Challenge>>()
        .form::<Taken<judging::RecordModeration>>()
        .form::<Taken<judging::TakeDecision>>()
        .form::<Taken<judging::ShareDecision>>()
        .form::<Taken<judging::OpenAgain>>()
        .form::<Taken<judging::ProposeRegion>>()
        .form::<pages::pairings::AcceptPairing>()
        .form::<pages::pairings::DeclinePairing>()
        .form::<pages::pairings::RequestAgreedReview>()
        .get("/schools/{school}/seen", pages::looks::school)
        .get("/reviews/{review}/seen", pages::looks::review)
        .get("/reports/{report}/seen", pages::looks::report)
        .get("/access-record", pages::looks::own)
        .get("/access-record/{person}", pages::looks::of_person)
        .form::<pages::school_desk::StateUniqueness>()
        .form::<pages::school_desk::SucceedSchool>()
        .form::<pages::school_desk::LeaveTrust>()
        .merge(for_ones_own())
        .get("/framework", pages::framework::show)
        .get(pages::framework_compared::AT, pages::framework_compared::show)
        .get("/facts", pages::facts::show)
        .get("/surveys", pages::surveys::show)
        .get("/surveys/{wave}", pages::results::show)
        .get("/trail", pages::trail::show)
        .get("/trail/{position}", pages::event::show)
        .get("/trail/{position}/words", pages::removal::show)
        .form::<pages::removal::EraseWords>()
        .form::<pages::removal::ClassWords>()
        .get(pages::word_search::AT, pages::word_search::show)
        .post(pages::word_search::AT, pages::word_search::search)
        .get("/status", pages::status::show)
        .get(pages::e_mail::AT, pages::e_mail::show)
        .post(pages::e_mail::AT, pages::e_mail::choose)
        .get("/e-mail/letters/{kind}", pages::e_mail::letter)
        .get("/roles", pages::roles::show)
        .post("/roles", pages::roles::change)
        .post("/sign-out", pages::sign_in::leave)
}

/// What a person looks for, saved, or takes elsewhere.
fn for_ones_own() -> Routes {
    Routes::default()
        .get(pages::find::AT, pages::find::show)
        .get(pages::calendar::AT, pages::calendar::show)
        .post(pages::calendar::AT, pages::calendar::give)
        .post(pages::calendar::END, pages::calendar::end)
        .get(pages::calendar::FILE, pages::calendar::tasks)
        .get(pages::saved::AT, pages::saved::show)
        .post(pages::saved::AT, pages::saved::throw_away)
}

/// Figures that come in files.
fn for_figure_files() -> Routes {
    use axum::handler::Handler as _;
    use pages::figure_file;
    let limit = DefaultBodyLimit::max(figure_file::LARGEST_FIGURES);
    Routes::default()
        .get("/figures/import", figure_file::show)
        .post("/figures/import", figure_file::give.layer(limit))
        .get("/figures/import/template.csv", figure_file::template)
        .get("/figures/import/{file}/{said}", figure_file::check)
        .get("/figures/import/{file}/{said}/columns", pages::figure_columns::choose)
        .form::<figure_file::ImportFigures>()
        .form::<pages::figure_imports::TakeBackImport>()
}

/// The committees' reports: writing, approving, issuing, and what is asked about them.
fn for_reports() -> Routes {
    Routes::default()
        .get("/reports", pages::reports::show)
        .get("/reports/{report}", pages::report::show)
        .get("/reports/{report}/report.pdf", pages::report_file::pdf)
        .form::<pages::report_desk::DraftReport>()
        .get("/reports/{report}/draft.pdf", pages::report_file::draft)
        .form::<pages::report_desk::AddCommentary>()
        .form::<pages::report_commentary::EditCommentary>()
        .form::<pages::report_commentary::RemoveCommentary>()
        .form::<pages::report_commentary::LiftCommentary>()
        .form::<pages::report_commentary::RequestDecision>()
        .form::<pages::report_commentary::DropDecision>()
        .form::<pages::report_desk::SendForApproval>()
        .form::<pages::report_desk::SendBack>()
        .form::<pages::reports_together::ApproveTogether>()
        .form::<pages::reports_together::IssueTogether>()
        .form::<pages::report_desk::ApproveReport>()
        .form::<pages::report_desk::IssueReport>()
        .form::<pages::report_talk::AskQuestion>()
        .form::<pages::report_asked::AskForGovernor>()
        .form::<pages::report_talk::AnswerQuestion>()
        .form::<pages::report_asked::FollowUpQuestion>()
        .form::<pages::report_asked::CloseQuestion>()
        .form::<pages::report_talk::IssueCorrection>()
}

/// Who is there, in which roles, and how they come in.
fn for_keeping_people() -> Routes {
    use axum::handler::Handler as _;
    let limit = DefaultBodyLimit::max(pages::people_file::LARGEST_LIST);
    Routes::default()
        .get("/people", pages::people::show)
        .get("/people/file", pages::people_file::show)
        .post("/people/file", pages::people_file::give.layer(limit))
        .get("/people/file/template.csv", pages::people_file::template)
        .get("/people/file/{file}", pages::people_file::check)
        .form::<pages::people_file::ImportPeople>()
        .get("/people/new", pages::newcomer::show)
        .form::<pages::newcomer::AddPerson>()
        .form::<pages::people::InvitePerson>()
        .get("/people/{person}", pages::person::show)
        .form::<pages::person_roles::GrantRole>()
        .form::<pages::person_roles::EndRole>()
        .form::<pages::person_roles::TakeBackRoleEnd>()
        .form::<pages::person::HoldPerson>()
        .form::<pages::person::ReleasePerson>()
        .form::<pages::person::ErasePerson>()
        .get("/people/invitations", pages::invitations::show)
        .form::<pages::invitations::PrintInvitations>()
        .get("/people/invitations/sheet", pages::invitations::sheet)
}

/// Running the year: rounds, surveys, reviews, and what is kept of the trust itself.
fn for_the_central_team() -> Routes {
    use pages::{
        answers, decision_meeting, framework_new, grid, hubs, joining, moderation, own_views,
        proposals, review_changes, review_steps, reviews, round_desk, rounds, school_moves,
        sharing, terms,
    };
    use pages::{wave_desk, wave_opening, wave_plan};
    Routes::default()
        .get("/rounds", rounds::show)
        .form::<rounds::OpenRound>()
        .get("/rounds/{round}", round_desk::show)
        .form::<round_desk::AddSchool>()
        .form::<round_desk::TakeSchoolOut>()
        .form::<round_desk::CloseRound>()
        .form::<round_desk::ReopenRound>()
        .get("/rounds/{round}/grid", grid::show)
        .get("/rounds/{round}/schools/{school}/proposals", proposals::show)
        .form::<proposals::ProposeAll>()
        .get("/rounds/{round}/schools/{school}/views", own_views::show)
        .form::<own_views::StateViews>()
        .get("/rounds/{round}/schools/{school}/answers", answers::show)
        .form::<answers::AnswerAll>()
        .get("/rounds/{round}/moderation", moderation::show)
        .form::<moderation::ModerateTogether>()
        .get("/rounds/{round}/meeting", decision_meeting::show)
        .form::<decision_meeting::DecideTogether>()
        .get("/rounds/{round}/sharing", sharing::show)
        .form::<sharing::ShareTogether>()
        .get("/reviews", reviews::show)
        .get("/reviews/{review}", reviews::show_one)
        .form::<review_steps::RequestReview>()
        .form::<review_steps::MatchTeam>()
        .form::<review_steps::AgreeDistribution>()
        .form::<review_steps::HoldReview>()
        .form::<review_steps::RecordFinding>()
        .form::<review_steps::CompleteReview>()
        .form::<review_steps::RecordFollowUp>()
        .form::<review_changes::PostponeReview>()
        .form::<review_changes::CancelReview>()
        .form::<review_changes::WidenDistribution>()
        .form::<review_changes::CommentOnReview>()
        .form::<review_steps::ProposePairing>()
        .get("/surveys/new", wave_plan::show)
        .form::<wave_plan::ScheduleWave>()
        .form::<wave_plan::PublishInstrument>()
        .form::<pages::question_versions::PublishVersion>()
        .form::<wave_opening::PlanInvitations>()
        .form::<wave_opening::OpenWave>()
        .form::<wave_opening::HandOutLinks>()
        .form::<wave_desk::CloseWave>()
        .form::<wave_desk::ReleaseResults>()
        .get("/surveys/{wave}/links.csv", wave_opening::file)
        .merge(for_committees())
        .get("/hubs", hubs::show)
        .form::<hubs::FormHub>()
        .form::<hubs::EnterHub>()
        .form::<hubs::WithdrawFromHub>()
        .get("/terms", terms::show)
        .form::<terms::SetTerms>()
        .get("/schools/new", joining::show)
        .form::<joining::JoinSchool>()
        .form::<joining::ImportRegister>()
        .merge(for_reading_the_register())
        .form::<school_moves::TakeBackMove>()
        .form::<school_moves::ReturnToTrust>()
        .form::<school_moves::RefreshSchools>()
        .get("/framework/new", framework_new::show)
        .form::<framework_new::AgreeFramework>()
}

/// Committees, their seats, and their meetings.
fn for_committees() -> Routes {
    use pages::{committee, committee_seats, committees, meeting, meeting_record};
    Routes::default()
        .get("/committees", committees::show)
        .form::<committees::FormCommittee>()
        .get("/committees/{committee}", committee::show)
        .form::<committee::ScheduleMeeting>()
        .form::<committee_seats::SetQuorum>()
        .form::<committee_seats::CreateSeat>()
        .form::<committee_seats::FillSeat>()
        .form::<committee_seats::VacateSeat>()
        .get("/committees/{committee}/meetings/{meeting}", meeting::show)
        .form::<meeting::MoveMeeting>()
        .form::<meeting::CancelMeeting>()
        .form::<meeting_record::RecordAttendance>()
        .form::<meeting_record::MinuteQuestion>()
}

/// Running records of schools, and notes of visits.
fn for_records_and_visits() -> Routes {
    use pages::{record, record_forms, visit_forms};
    Routes::default()
        .get("/schools/{school}/record", record::show)
        .post("/schools/{school}/record/search", record::search)
        .get("/schools/{school}/record/{entry}", record::show_one)
        .form::<record_forms::AddRecordEntry>()
        .form::<record_forms::CorrectRecordEntry>()
        .get("/schools/{school}/visits", pages::visits::show)
        .form::<visit_forms::BeginVisitNote>()
        .get("/visits/{visit}", pages::visit::show)
        .form::<visit_forms::RecordVisitFinding>()
        .form::<visit_forms::TakeOutVisitFinding>()
        .form::<visit_forms::AgreeVisitAction>()
        .form::<visit_forms::TakeOutVisitAction>()
        .form::<visit_forms::SendVisitNote>()
        .form::<visit_forms::CommentOnVisitNote>()
        .form::<visit_forms::AgreeVisitNote>()
        .form::<visit_forms::IssueVisitNote>()
        .form::<visit_forms::RevisitVisitAction>()
}

/// The file of the national register.
fn for_reading_the_register() -> Routes {
    use axum::handler::Handler as _;
    use pages::register_file;
    let limit = DefaultBodyLimit::max(register_file::LARGEST_REGISTER);
    Routes::default()
        .get("/schools/file", register_file::show)
        .post("/schools/file", register_file::give.layer(limit))
        .get("/schools/file/{file}", register_file::check)
        .form::<register_file::ImportChosen>()
        .form::<register_file::RefreshFromFile>()
}

fn for_respondents() -> Routes {
    Routes::default()
        .get("/answer/{token}", pages::answer::start)
        .get("/answer/{token}/", pages::answer::start_tidily)
        .get("/answer/{token}/forgotten", pages::answer::forgotten)
        .get("/answer/{token}/receipt", pages::answer::receipt)
        .post("/answer/{token}/begin", pages::answer::begin)
        .get("/answer/{token}/question/{question}", pages::answer::question)
        .post("/answer/{token}/question/{question}", pages::answer::keep)
        .get("/answer/{token}/check", pages::answer::check)
        .post("/answer/{token}/send", pages::answer::send)
        .get("/withdraw", pages::withdraw::show)
        .post("/withdraw", pages::withdraw::withdraw)
        .get("/withdraw/done", pages::withdraw::show_done)
}

/// Checking a paper: for all who hold one.
fn for_readers_of_papers() -> Routes {
    use axum::handler::Handler as _;
    use pages::paper;
    let check = paper::check.layer(DefaultBodyLimit::max(paper::LARGEST_PAPER));
    Routes::default()
        .get("/paper", paper::show)
        .post("/paper", check)
        .get("/paper/checked", paper::show_checked)
        .get("/reports/{report}/check", paper::show_how)
}

/// What a visitor meets before signing in: the routes an attacker tries first.
fn for_signing_in() -> Routes {
    use pages::sign_in;
    Routes::default()
        .get("/sign-in", sign_in::show)
        .post("/sign-in", pages::chooser::choose)
        .post("/sign-in/with/{provider}", sign_in::set_out)
        .get("/sign-in/with/{provider}/back", sign_in::come_back)
        .post("/sign-in/link", sign_in::send_link)
        .get("/sign-in/link/{token}", sign_in::show_link)
        .post("/sign-in/link/{token}", sign_in::follow_link)
        .get("/sign-in/code", sign_in::ask_code)
        .post("/sign-in/code", sign_in::check_code)
        .get("/begin/{token}", pages::founding::show)
        .post("/begin/{token}", pages::founding::begin)
        .get("/invitation/{token}", sign_in::show_invitation)
        .get("/invitation/{token}/app", sign_in::show_app)
        .post("/invitation/{token}/app", sign_in::confirm_app)
}

/// A panic is a bug: told by an incident id, logged once with what it said.
fn panicked(cause: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let incident = uuid::Uuid::new_v4().to_string();
    let said = cause.downcast_ref::<String>().map(String::as_str);
    let said = said.or_else(|| cause.downcast_ref::<&str>().copied()).unwrap_or("nothing");
    tracing::error!(%incident, said, "a page panicked");
    Failure::Broken { incident }.into_response()
}
