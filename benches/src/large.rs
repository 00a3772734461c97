//! A trust of ninety schools with ten years of facts. A meeting decides all of it; the lead reads the grid, a school on a page, and a
//! measure compared.

mod record;

use std::time::Instant;

use contract::Caller;
use contract::categories::v1::categories_service_client::CategoriesServiceClient;
use contract::categories::v1::{
    Agreement, CellDecision, DecideCategoriesRequest, ListCategoriesRequest,
};
use contract::dashboards::v1::dashboards_service_client::DashboardsServiceClient;
use contract::dashboards::v1::{
    GetHeatmapRequest, GetOverviewRequest, ListFactsRequest, ListTasksRequest,
};
use contract::evidence::v1::ListFiguresRequest;
use contract::evidence::v1::evidence_service_client::EvidenceServiceClient;
use contract::reviews::v1::ListReviewsRequest;
use contract::reviews::v1::reviews_service_client::ReviewsServiceClient;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{GetTrustRequest, ListPeopleRequest};
use contract::surveys::v1::ListWavesRequest;
use contract::surveys::v1::surveys_service_client::SurveysServiceClient;
use eventlog::testing::TestStore;
use host::CancellationToken;
use peers::Peers;
use uuid::Uuid;

use crate::answered::answered;
use crate::machine::free_address;
use crate::site::{Opening, Site, unlimited};
use crate::submit::settings;
use crate::{RUNS, Row, median, ninety_fifth};

use record::{CHIEF, CellPlace, LEAD, LargeTrust, RecordedTerm};

/// The services that these pages do not ask. They would draft, write and tell for each of the ten years first.
const WITHOUT: [&str; 3] = ["reports", "trail", "letters"];
/// Reads of a page in a run, and before the first run.
const READS: usize = 60;
const WARMING: usize = 20;
/// A day in the middle of the ten years.
const THEN: &str = "2019-06-30";
const MEASURE: &str = "ks2-rwm-expected";
/// Bytes of an answer, at most.
const LARGEST_ANSWER: usize = 64 << 20;

/// A figure of a page that is to stay below a limit.
struct PageGoal {
    what: &'static str,
    below_ms: f64,
    below_kb: Option<f64>,
}

/// What a page cost.
struct PageCost {
    /// p95 of each run.
    ms: Vec<f64>,
    /// Of the largest answer.
    kb: f64,
}

pub async fn of_ninety_schools() -> Vec<Row> {
    let store = TestStore::start().await;
    let shutdown = CancellationToken::new();
    let settings = unlimited(settings(&store, free_address()));
    plumbline::store::prepare(store.admin_config(), &settings).await.expect("a store");
    let large = LargeTrust::record(&store, RUNS).await;
    let opening = Opening { without: &WITHOUT, ..Opening::ALL };
    let site = Site::open(&settings, opening, &shutdown).await;
    is_read(&site.peers, &large, large.position).await;
    let (meetings, position) = meet(&site.peers, &large).await;
    is_read(&site.peers, &large, position).await;
    let lead = site.as_first("Improvement lead").await;
    let mut rows = vec![meetings];
    rows.extend(pages(&lead, &large).await);
    shutdown.cancel();
    rows
}

/// Waits until the read models behind the pages hold a position.
async fn is_read(peers: &Peers, large: &LargeTrust, at_least: u64) {
    let caller = Caller::new(large.trust, LEAD, "improvement_lead");
    macro_rules! holds {
        ($client:ident, $rpc:ident, $wanted:expr) => {
            answered($wanted, |message| {
                let (mut client, request) = ($client.clone(), caller.request(message));
                async move { client.$rpc(request).await }
            })
            .await
        };
    }
    let schools = SchoolsServiceClient::new(peers.channel("schools"));
    let surveys = SurveysServiceClient::new(peers.channel("surveys"));
    let reviews = ReviewsServiceClient::new(peers.channel("reviews"));
    let evidence = EvidenceServiceClient::new(peers.channel("evidence"));
    let evidence = evidence.max_decoding_message_size(LARGEST_ANSWER);
    let categories = CategoriesServiceClient::new(peers.channel("categories"));
    let categories = categories.max_decoding_message_size(LARGEST_ANSWER);
    let dashboards = DashboardsServiceClient::new(peers.channel("dashboards"));
    let dashboards = dashboards.max_decoding_message_size(LARGEST_ANSWER);
    let measure_id = MEASURE.to_owned();
    let figures = ListFiguresRequest { at_least, measure_id, ..Default::default() };
    holds!(schools, get_trust, GetTrustRequest { at_least });
    holds!(schools, list_people, ListPeopleRequest { at_least, ..Default::default() });
    holds!(surveys, list_waves, ListWavesRequest { at_least, ..Default::default() });
    holds!(reviews, list_reviews, ListReviewsRequest { at_least, ..Default::default() });
    holds!(evidence, list_figures, figures);
    let round_id = large.waiting[0].round_id.to_string();
    let judged = ListCategoriesRequest { at_least, round_id, ..Default::default() };
    holds!(categories, list_categories, judged);
    holds!(dashboards, get_heatmap, GetHeatmapRequest { at_least, ..Default::default() });
    holds!(dashboards, list_facts, ListFactsRequest { at_least, ..Default::default() });
    holds!(dashboards, list_tasks, ListTasksRequest { at_least, ..Default::default() });
    holds!(dashboards, get_overview, GetOverviewRequest { at_least });
}

/// Decides every round that waits, each at one meeting; gives the position of the last decision too.
async fn meet(peers: &Peers, large: &LargeTrust) -> (Row, u64) {
    let mut categories = CategoriesServiceClient::new(peers.channel("categories"));
    let (mut seconds, mut position, mut cells) = (Vec::new(), 0, 0);
    for round in &large.waiting {
        let chief =
            Caller { now: Some(round.at), ..Caller::new(large.trust, CHIEF, "chief_executive") };
        let act = decisions(large, round);
        cells = act.cells.len();
        let began = Instant::now();
        let decided = categories.decide_categories(chief.request(act)).await;
        seconds.push(began.elapsed().as_secs_f64());
        position = decided.expect("a meeting").into_inner().position;
    }
    assert_eq!(cells, large.schools.len() * large.framework.areas.len());
    let took = median(seconds);
    let row = Row {
        what: "a meeting decides 90 schools in 9 areas in one act, through gRPC",
        reached: format!("{took:.2} s for {cells}"),
        goal: "under 2 s".to_owned(),
        well: took < 2.0,
    };
    (row, position)
}

/// What was proposed is decided, each category with a reason of its own.
fn decisions(large: &LargeTrust, round: &RecordedTerm) -> DecideCategoriesRequest {
    let mut cells = Vec::new();
    for (row, school) in large.schools.iter().enumerate() {
        for (column, area) in large.framework.areas.iter().enumerate() {
            let region_id = large.region(CellPlace { row, column }, round).to_owned();
            cells.push(CellDecision {
                school_id: school.to_string(),
                area_id: area.area_id.clone(),
                region_id,
                reason: format!("What the meeting came to in {} of {}.", area.name, round.term),
            });
        }
    }
    DecideCategoriesRequest {
        command_id: Uuid::now_v7().to_string(),
        round_id: round.round_id.to_string(),
        present_ids: [LEAD, CHIEF].map(|person| person.to_string()).to_vec(),
        interests: String::new(),
        agreement: Agreement::Consensus.into(),
        cells,
    }
}

async fn pages(lead: &Site, large: &LargeTrust) -> Vec<Row> {
    let round = large.waiting.last().expect("a round").round_id;
    let first = format!("/rounds/{round}/grid");
    let mut grid = vec![first.clone()];
    for page in 2.. {
        let address = format!("{first}?page={page}");
        // The page before leads to this one, if there is one.
        let html = lead.read(grid.last().expect("the first page")).await.html;
        if !html.contains(&format!("page={page}\"")) {
            break;
        }
        grid.push(address);
    }
    let school = format!("/schools/{}/on-a-page", large.schools[0]);
    let then = format!("{school}?as-of={THEN}");
    let compared = format!("/measures/{MEASURE}");
    let grid_goal = PageGoal {
        what: "the grid of 90 schools and 9 areas, its slowest page (p95; largest)",
        below_ms: 150.0,
        below_kb: Some(150.0),
    };
    let goal = |what| PageGoal { what, below_ms: 50.0, below_kb: None };
    vec![
        row(grid_goal, cost(lead, &grid).await),
        row(goal("a school on a page, ten years of facts (p95)"), cost(lead, &[school]).await),
        row(goal("the same as of a day five years in (p95)"), cost(lead, &[then]).await),
        row(goal("a measure compared over 90 schools (p95)"), cost(lead, &[compared]).await),
    ]
}

/// One reader reads each of some pages again and again. Of several the slowest and the largest count.
async fn cost(lead: &Site, pages: &[String]) -> PageCost {
    let mut cost = PageCost { ms: Vec::new(), kb: 0.0 };
    for page in pages {
        for _ in 0..WARMING {
            lead.read(page).await;
        }
    }
    for _ in 0..RUNS {
        let mut slowest: f64 = 0.0;
        for page in pages {
            let mut times = Vec::new();
            for _ in 0..READS {
                let read = lead.read(page).await;
                cost.kb = cost.kb.max(read.html.len() as f64 / 1_000.0);
                times.push(read.ms);
            }
            slowest = slowest.max(ninety_fifth(times));
        }
        cost.ms.push(slowest);
    }
    cost
}

fn row(goal: PageGoal, cost: PageCost) -> Row {
    let PageGoal { what, below_ms, below_kb } = goal;
    let (ms, kb) = (median(cost.ms), cost.kb);
    let words = below_kb.map_or_else(String::new, |below| format!(" and {below:.0} kB"));
    Row {
        what,
        reached: format!("{ms:.1} ms; {kb:.0} kB"),
        goal: format!("under {below_ms:.0} ms{words}"),
        well: ms < below_ms && below_kb.is_none_or(|below| kb < below),
    }
}
