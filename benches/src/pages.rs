//! What decisions and the record of looks cost a reader: the same pages of two installations on one store, side by side. One
//! of them asks no rules and records no looks.

use contract::Clock;
use eventlog::testing::TestStore;
use futures::future::join_all;
use host::CancellationToken;
use plumbline::demo::{Demo, Played};

use crate::machine::free_address;
use crate::site::{Opening, Site, unlimited};
use crate::submit::settings;
use crate::{RUNS, Row, every_page, median, percentiles};

const READERS: usize = 8;
/// How often each reader goes through the pages in a run.
const ROUNDS: usize = 40;

/// Milliseconds of each page.
async fn read(site: &Site, pages: &[String], rounds: usize) -> Vec<f64> {
    let reader = async |_| {
        let mut times = Vec::new();
        for page in pages.iter().cycle().take(rounds * pages.len()) {
            times.push(site.read(page).await.ms);
        }
        times
    };
    join_all((0..READERS).map(reader)).await.concat()
}

/// The pages that an improvement lead opens in a morning.
fn pages(played: &Played) -> Vec<String> {
    let report = &played.reports[0];
    vec![
        "/".to_owned(),
        "/schools".to_owned(),
        format!("/schools/{}", report.school_id),
        format!("/reports/{}", report.report_id),
        "/facts".to_owned(),
        "/surveys".to_owned(),
        "/trail".to_owned(),
    ]
}

/// The rows of the demonstration's pages.
pub async fn of_the_demo() -> Vec<Row> {
    let store = TestStore::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let shutdown = CancellationToken::new();
    let mut settings = unlimited(settings(&store, free_address()));
    plumbline::store::prepare(store.admin_config(), &settings).await.expect("a store");
    let guarded = Site::open(&settings, Opening::ALL, &shutdown).await;
    let (data, reports) = (folder.path().join("demo"), folder.path().join("reports"));
    let demo = Demo::new(guarded.peers.clone(), data, reports, Clock::new(false).today());
    let played = demo.play(&|_| ()).await.expect("the story");
    let mut rows = every_page::of_four_people(&guarded, &settings, &shutdown).await;
    let lead = guarded.as_first("Improvement lead").await;
    settings.listen = free_address();
    let unguarded = Opening { guarded: false, ..Opening::ALL };
    let open = Site::open(&settings, unguarded, &shutdown).await;
    let open = open.as_first("Improvement lead").await;
    rows.extend(guarded_and_not([&lead, &open], &pages(&played)).await);
    shutdown.cancel();
    rows
}

async fn guarded_and_not([guarded, open]: [&Site; 2], pages: &[String]) -> [Row; 2] {
    for site in [guarded, open] {
        read(site, pages, ROUNDS / 4).await;
    }
    let (mut asked, mut unasked) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        unasked.push(percentiles(read(open, pages, ROUNDS).await));
        asked.push(percentiles(read(guarded, pages, ROUNDS).await));
    }
    let p50 = |times: &[(f64, f64)]| median(times.iter().map(|(p50, _)| *p50).collect());
    let p99 = |times: &[(f64, f64)]| median(times.iter().map(|(_, p99)| *p99).collect());
    let (with, without) = (p99(&asked), p99(&unasked));
    [
        Row::told(
            "web pages, 8 readers: asked and recorded; neither (p50)",
            format!("{:.1}; {:.1} ms", p50(&asked), p50(&unasked)),
        ),
        Row {
            what: "the same (p99)",
            reached: format!("{with:.1}; {without:.1} ms = {:.2} x", with / without),
            goal: "within 1.15 x".to_owned(),
            well: with <= 1.15 * without,
        },
    ]
}
