//! A further round. A school joins and leaves it, and an acting head speaks for one that is away. It ends, is opened again, and a
//! meeting decides.

use contract::Caller;
use contract::categories::v1::categories_service_client::CategoriesServiceClient;
use contract::categories::v1::{
    AddSchoolToRoundRequest, Agreement, AreaView, CellDecision, CellModeration, Citation,
    CloseRoundRequest, DecideCategoriesRequest, EvidenceKind, GetFrameworkRequest, LeftUnjudged,
    ListRoundsRequest, ModerateCategoriesRequest, OpenRoundRequest, ProposeRegionRequest,
    RecordViewNotGivenRequest, ReopenRoundRequest, StateSchoolViewsRequest,
    TakeSchoolOutOfRoundRequest, WithdrawProposalRequest,
};
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{Role, Scope, ScopeKind};
use peers::Channel;
use plumbline::demo::Played;
use plumbline_tests::{appoint, appoint_until};
use tonic::Status;

use crate::doors::{Doors, new_id, on};

const AREA: &str = "governance";
/// A term whose round no walk of the pages opens: a form offers the present one.
const FURTHER: &str = "2027-28-summer";
const VIEWS_BY: &str = "2026-11-25";
/// The acting head's last day.
const ACTING_UNTIL: &str = "2026-12-18";

/// A round of a later term, and who keeps it.
pub struct Further<'a> {
    doors: &'a Doors,
    categories: CategoriesServiceClient<Channel>,
    pub round: String,
    /// The one school in it.
    pub school: String,
    other: String,
    areas: Vec<String>,
}

pub async fn goes_on_without_a_head_and_ends_with_reasons(doors: &Doors, played: &Played) {
    let mut further = Further::opened(doors, FURTHER).await;
    further.a_school_joins_and_leaves().await;
    further.an_acting_head_speaks_while_the_role_lasts(played).await;
    further.no_view_is_needed_after_its_day().await;
    further.a_meeting_moderates().await;
    further.ends_and_is_opened_again().await;
    further.a_meeting_decides(played).await;
}

impl<'a> Further<'a> {
    pub async fn opened(doors: &'a Doors, term: &str) -> Self {
        let mut categories = CategoriesServiceClient::new(doors.peers.channel("categories"));
        let mut schools = doors.schools.values().cloned();
        let (school, other) = (schools.next().unwrap(), schools.next().unwrap());
        let lead = on(&doors.caller, "2026-11-24");
        let listed = categories.list_rounds(lead.request(ListRoundsRequest::default())).await;
        let before = listed.unwrap().into_inner().rounds.remove(0);
        let wanted = GetFrameworkRequest {
            framework_id: before.framework_id.clone(),
            version: before.framework_version,
            ..GetFrameworkRequest::default()
        };
        let framework = categories.get_framework(lead.request(wanted)).await.unwrap();
        let areas = framework.into_inner().framework.unwrap().areas;
        let areas = areas.into_iter().map(|area| area.area_id).collect();
        let open = OpenRoundRequest {
            command_id: new_id(),
            term: term.to_owned(),
            framework_id: before.framework_id,
            framework_version: before.framework_version,
            school_ids: vec![school.clone()],
            views_by: VIEWS_BY.to_owned(),
        };
        let opened = categories.open_round(lead.request(open)).await.unwrap().into_inner();
        Self { doors, categories, round: opened.round_id, school, other, areas }
    }

    fn lead(&self, day: &str) -> Caller {
        on(&self.doors.caller, day)
    }

    async fn a_school_joins_and_leaves(&mut self) {
        let add = AddSchoolToRoundRequest {
            command_id: new_id(),
            round_id: self.round.clone(),
            school_id: self.other.clone(),
            reason: "Its federation ends this winter, so it is judged alone.".to_owned(),
            views_by: String::new(),
        };
        let lead = self.lead("2026-11-24");
        self.categories.add_school_to_round(lead.request(add)).await.unwrap();
        let out = TakeSchoolOutOfRoundRequest {
            command_id: new_id(),
            round_id: self.round.clone(),
            school_id: self.other.clone(),
            reason: "The federation goes on until Easter after all.".to_owned(),
        };
        self.categories.take_school_out_of_round(lead.request(out)).await.unwrap();
    }

    async fn an_acting_head_speaks_while_the_role_lasts(&mut self, played: &Played) {
        let administrator = self.doors.administrator(played);
        let over = Scope { kind: ScopeKind::School.into(), id: self.school.clone() };
        let mut schools = SchoolsServiceClient::new(self.doors.peers.channel("schools"));
        let held = (Role::Headteacher, over, ACTING_UNTIL);
        let (acting, _) = appoint_until(&mut schools, &administrator, held).await;
        let acting = Caller::new(administrator.trust, acting, "headteacher");
        self.states(&on(&acting, "2026-11-24"), "staff").await.unwrap();
        self.states(&on(&acting, ACTING_UNTIL), "outcomes").await.unwrap();
        let over = self.states(&on(&acting, "2026-12-19"), "foundations").await.unwrap_err();
        assert_eq!(over.code(), tonic::Code::PermissionDenied, "{over}");
    }

    async fn states(&mut self, head: &Caller, area: &str) -> Result<(), Status> {
        let view = AreaView {
            area_id: area.to_owned(),
            region_id: "improve".to_owned(),
            reason: "Standing in for the head this half-term, I see steady lessons.".to_owned(),
            evidence: Vec::new(),
        };
        let views = StateSchoolViewsRequest {
            command_id: new_id(),
            round_id: self.round.clone(),
            school_id: self.school.clone(),
            views: vec![view],
        };
        self.categories.state_school_views(head.request(views)).await.map(drop)
    }

    async fn no_view_is_needed_after_its_day(&mut self) {
        let early = self.goes_without_a_view(VIEWS_BY).await.unwrap_err();
        assert!(early.message().contains("until 25 November 2026"), "{early}");
        self.goes_without_a_view("2026-11-26").await.unwrap();
        self.propose("2026-11-26", "").await;
        let back = WithdrawProposalRequest {
            command_id: new_id(),
            round_id: self.round.clone(),
            school_id: self.school.clone(),
            area_id: AREA.to_owned(),
            reason: "The minutes of the last meeting came in this afternoon.".to_owned(),
        };
        let back = self.lead("2026-11-26").request(back);
        self.categories.withdraw_proposal(back).await.unwrap();
        self.propose("2026-11-27", "").await;
    }

    /// Notes that the school gave no view of its committee.
    pub async fn goes_without_a_view(&mut self, day: &str) -> Result<(), Status> {
        let missing = RecordViewNotGivenRequest {
            command_id: new_id(),
            round_id: self.round.clone(),
            school_id: self.school.clone(),
            area_id: AREA.to_owned(),
            reason: "Nobody could speak for the school about its committee.".to_owned(),
        };
        let missing = self.lead(day).request(missing);
        self.categories.record_view_not_given(missing).await.map(drop)
    }

    /// Proposes a region on a day. The school has time until another one, or as long as it usually has.
    pub async fn propose(&mut self, day: &str, answer_by: &str) {
        let cited = Citation {
            kind: EvidenceKind::Visit.into(),
            id: "visit".to_owned(),
            says: "The clerk showed the file of minutes on the visit.".to_owned(),
            position: 0,
        };
        let proposal = ProposeRegionRequest {
            command_id: new_id(),
            round_id: self.round.clone(),
            school_id: self.school.clone(),
            area_id: AREA.to_owned(),
            region_id: "improve".to_owned(),
            reason: "Questions are asked, and they are not yet followed up.".to_owned(),
            evidence: vec![cited],
            answer_by: answer_by.to_owned(),
        };
        let proposal = self.lead(day).request(proposal);
        self.categories.propose_region(proposal).await.unwrap();
    }

    async fn a_meeting_moderates(&mut self) {
        let outcome = CellModeration {
            school_id: self.school.clone(),
            area_id: AREA.to_owned(),
            region_id: "improve".to_owned(),
            reason: "Set beside the neighbours it stands where they stood.".to_owned(),
        };
        let met = ModerateCategoriesRequest {
            command_id: new_id(),
            round_id: self.round.clone(),
            present_ids: vec![new_id()],
            interests: "The moderator's cousin clerks for the neighbouring school.".to_owned(),
            agreement: Agreement::Consensus.into(),
            cells: vec![outcome],
        };
        let met = self.lead("2026-11-30").request(met);
        self.categories.moderate_categories(met).await.unwrap();
    }

    async fn ends_and_is_opened_again(&mut self) {
        let left = self.areas.iter().map(|area| LeftUnjudged {
            school_id: self.school.clone(),
            area_id: area.clone(),
            reason: "The head returns in January and is heard first.".to_owned(),
        });
        let close = CloseRoundRequest {
            command_id: new_id(),
            round_id: self.round.clone(),
            not_judged: left.collect(),
        };
        let close = self.lead("2026-12-21").request(close);
        self.categories.close_round(close).await.unwrap();
        let again = ReopenRoundRequest {
            command_id: new_id(),
            round_id: self.round.clone(),
            reason: "The head came back before the holidays.".to_owned(),
        };
        let again = self.lead("2026-12-22").request(again);
        self.categories.reopen_round(again).await.unwrap();
    }

    /// The executive meets with the round open again. It decides one category and leaves another without a region.
    async fn a_meeting_decides(&mut self, played: &Played) {
        let administrator = self.doors.administrator(played);
        let trust = administrator.trust;
        let over = Scope { kind: ScopeKind::Trust.into(), id: trust.to_string() };
        let mut schools = SchoolsServiceClient::new(self.doors.peers.channel("schools"));
        let held = (Role::ChiefExecutive, over);
        let (executive, _) = appoint(&mut schools, &administrator, held).await;
        let executive = Caller::new(trust, executive, "chief_executive");
        let decided = CellDecision {
            school_id: self.school.clone(),
            area_id: AREA.to_owned(),
            region_id: "improve".to_owned(),
            reason: "The head confirmed what the minutes had shown.".to_owned(),
        };
        let left = CellDecision {
            school_id: self.school.clone(),
            area_id: "staff".to_owned(),
            region_id: String::new(),
            reason: "Two of four teachers begin after the holidays.".to_owned(),
        };
        let met = DecideCategoriesRequest {
            command_id: new_id(),
            round_id: self.round.clone(),
            present_ids: vec![new_id()],
            interests: "The chief executive taught at the school until last summer.".to_owned(),
            agreement: Agreement::Consensus.into(),
            cells: vec![decided, left],
        };
        let met = on(&executive, "2026-12-23").request(met);
        self.categories.decide_categories(met).await.unwrap();
    }
}
