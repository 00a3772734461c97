//! Every page of the demonstration that four people come upon. How long does each take while eight of them read? How many requests
//! to services does it need?

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use futures::future::join_all;
use host::{CancellationToken, Settings};
use http::Method;
use peers::Peers;

use crate::calls::CallCounter;
use crate::site::Site;
use crate::{RUNS, Row, median, ninety_fifth};

/// The first person in each of these roles, as the chooser names it.
const ROLES: [&str; 4] = ["Improvement lead", "Headteacher", "Governor", "Clerk"];
/// Two for each person make eight readers.
const READERS_EACH: usize = 2;
/// Pages of one kind that each person opens.
const OF_A_KIND: usize = 2;
/// How often each reader goes through the pages in a run.
const ROUNDS: usize = 2;
const GOAL_MS: f64 = 100.0;
const MOST_REQUESTS: u64 = 6;
const SLOWEST: [&str; 5] = [
    "the slowest of these pages (its own p95)",
    "the second slowest",
    "the third slowest",
    "the fourth slowest",
    "the fifth slowest",
];

/// A person and the addresses that the person's links lead to.
struct PersonWalk {
    role: &'static str,
    site: Site,
    pages: Vec<String>,
}

/// How long a page took one reader.
struct ReadTime {
    /// Whose page, and of which kind.
    page: String,
    ms: f64,
}

/// The rows of all pages.
pub async fn of_four_people(
    site: &Site,
    settings: &Settings,
    shutdown: &CancellationToken,
) -> Vec<Row> {
    let mut walks = Vec::new();
    for role in ROLES {
        let site = site.as_first(role).await;
        let pages = walk(&site).await;
        walks.push(PersonWalk { role, site, pages });
    }
    let mut rows = vec![walked(&walks)];
    rows.extend(timed(&walks).await);
    rows.extend(asked(&walks, settings, shutdown).await);
    rows
}

/// Follows links from the first page, a few of each kind.
async fn walk(site: &Site) -> Vec<String> {
    let (mut pages, mut seen) = (Vec::new(), BTreeMap::<String, usize>::new());
    let mut known = BTreeSet::from(["/".to_owned()]);
    let mut next = VecDeque::from(["/".to_owned()]);
    while let Some(at) = next.pop_front() {
        for link in links(&site.read(&at).await.html) {
            let count = seen.entry(kind(&link)).or_default();
            if *count < OF_A_KIND && known.insert(link.clone()) {
                *count += 1;
                next.push_back(link);
            }
        }
        pages.push(at);
    }
    pages
}

/// Addresses of ours on a page, files apart.
fn links(html: &str) -> Vec<String> {
    let found = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let ours = found.filter(|link| link.starts_with('/') && !link.contains("/assets/"));
    let file =
        |link: &&str| [".pdf", ".csv", ".zip", "take="].iter().any(|sign| link.contains(sign));
    let pages = ours.filter(|link| !file(link)).filter_map(|link| link.split('#').next());
    pages.map(|link| link.replace("&amp;", "&")).collect()
}

/// An address with a mark in place of each id.
fn kind(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let id = |part: &str| part.len() > 20 || part.bytes().all(|byte| byte.is_ascii_digit());
    let parts = path.split('/').map(|part| if !part.is_empty() && id(part) { "*" } else { part });
    let query = query.split('=').next().unwrap_or_default();
    format!("{}?{query}", parts.collect::<Vec<_>>().join("/"))
}

/// How many of the application's addresses one of them opened. The others are files, forms, and pages of other people.
fn walked(walks: &[PersonWalk]) -> Row {
    let routes = web::routes();
    let pages = routes.iter().filter(|(method, _)| *method == Method::GET);
    let routes: BTreeSet<&str> = pages.map(|(_, path)| *path).collect();
    let met = |route: &&&str| walks.iter().any(|one| one.pages.iter().any(|at| is_at(route, at)));
    let opened = routes.iter().filter(met).count();
    let addresses: usize = walks.iter().map(|one| one.pages.len()).sum();
    Row::told(
        "pages of head, lead, governor and clerk; addresses of the application met",
        format!("{addresses}; {opened} of {}", routes.len()),
    )
}

/// Whether an address is one of a route such as `/schools/{school}`.
fn is_at(route: &str, address: &str) -> bool {
    let path = address.split('?').next().unwrap_or_default();
    let same = |(part, given): (&str, &str)| part == given || part.starts_with('{');
    path.split('/').count() == route.split('/').count()
        && route.split('/').zip(path.split('/')).all(same)
}

/// The p95 over all, and the five slowest pages.
async fn timed(walks: &[PersonWalk]) -> Vec<Row> {
    let (mut runs, mut of_pages) = (Vec::new(), BTreeMap::<String, Vec<f64>>::new());
    for _ in 0..RUNS {
        let readers =
            walks.iter().flat_map(|walk| (0..READERS_EACH).map(move |number| read(walk, number)));
        let times = join_all(readers).await.into_iter().flatten();
        let times: Vec<ReadTime> = times.collect();
        runs.push(ninety_fifth(times.iter().map(|time| time.ms).collect()));
        for ReadTime { page, ms } in times {
            of_pages.entry(page).or_default().push(ms);
        }
    }
    let over_all = median(runs);
    let mut rows = vec![Row {
        what: "all of these pages, 8 readers (p95)",
        reached: format!("{over_all:.1} ms"),
        goal: format!("under {GOAL_MS:.0} ms"),
        well: over_all < GOAL_MS,
    }];
    let of_pages = of_pages.into_iter().map(|(page, times)| (ninety_fifth(times), page));
    let mut of_pages: Vec<(f64, String)> = of_pages.collect();
    of_pages.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    rows.extend(SLOWEST.into_iter().zip(of_pages).map(|(what, (ms, page))| Row {
        what,
        reached: format!("{ms:.1} ms: {page}"),
        goal: format!("under {GOAL_MS:.0} ms"),
        well: ms < GOAL_MS,
    }));
    rows
}

/// The second reader of a person begins in the middle, so that the two seldom ask for the same page.
async fn read(walk: &PersonWalk, number: usize) -> Vec<ReadTime> {
    let from = number * walk.pages.len() / READERS_EACH;
    let mut times = Vec::new();
    for at in walk.pages.iter().cycle().skip(from).take(ROUNDS * walk.pages.len()) {
        let ms = walk.site.read(at).await.ms;
        times.push(ReadTime { page: format!("{}, {}", kind(at), walk.role), ms });
    }
    times
}

/// How many requests each page makes of the services, one page after the other.
async fn asked(
    walks: &[PersonWalk],
    settings: &Settings,
    shutdown: &CancellationToken,
) -> [Row; 2] {
    let counter = CallCounter::before(settings.listen).await;
    let peers = Peers::try_new(&format!("http://{}", counter.address), &BTreeMap::new());
    let site = Site::over(peers.expect("an address"), settings, shutdown).await;
    let (mut most, mut more, mut pages) = ((0, String::new()), 0, 0);
    for walk in walks {
        let site = site.as_first(walk.role).await;
        for at in &walk.pages {
            let before = counter.requests();
            site.read(at).await;
            let requests = counter.requests() - before;
            pages += 1;
            more += usize::from(requests > MOST_REQUESTS);
            if requests > most.0 {
                most = (requests, format!("{}, {}", kind(at), walk.role));
            }
        }
    }
    let (requests, page) = most;
    [
        Row {
            what: "requests to services for one page, at most",
            reached: format!("{requests}: {page}"),
            goal: format!("{MOST_REQUESTS}"),
            well: requests <= MOST_REQUESTS,
        },
        Row::told("pages with more requests than that", format!("{more} of {pages}")),
    ]
}
