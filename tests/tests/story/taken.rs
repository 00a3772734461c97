//! Each list and each table that a page shows is taken as a file that holds all of it.

use std::collections::{BTreeMap, BTreeSet};

use plumbline_tests::{Browser, World};

use crate::walked::{act_as, plain};

/// Lists that are taken as a workbook, too. All files come from one address, which is given 60 a minute.
const BOOKS: usize = 4;

pub(super) async fn lists_are(world: &World, lead: &str, pages: &BTreeMap<String, String>) {
    let mut browser = act_as(world, lead).await;
    let (mut known, mut taken) = (BTreeSet::new(), BTreeSet::new());
    // Once each: a list in another order, or a part of it, is the same list. Pages of one kind give files of one kind.
    for (at, page) in pages.iter().filter(|(at, _)| !at.contains('?')) {
        let links = ways(page);
        if links.is_empty() || !known.insert(kind(at)) {
            continue;
        }
        for link in &links {
            is_whole(&mut browser, at, link).await;
        }
        if let [only] = links.as_slice()
            && known.len() <= BOOKS
        {
            let book = browser.get(&only.replace("take=csv", "take=xlsx")).await;
            assert!(book.status.is_success() && book.page.starts_with("PK"), "{at}");
        }
        taken.extend(links.iter().map(|link| (kind(at), link.contains("table="))));
    }
    let tables = taken.iter().filter(|(_, table)| *table).count();
    assert!(taken.len() >= 8 && tables >= 6, "{taken:?}");
    holds_the_papers_of_its_page(&mut browser, pages).await;
}

/// The file of a term's papers names each paper of the term's page, and its cover.
async fn holds_the_papers_of_its_page(browser: &mut Browser, pages: &BTreeMap<String, String>) {
    let of_a_term = |at: &&String| at.starts_with("/papers/") && !at.contains('?');
    let at = pages.keys().find(of_a_term).expect("a term with several papers");
    let papers =
        pages[at].matches("report.pdf\"").count() + pages[at].matches("correction.pdf\"").count();
    let file = browser.get(&format!("{at}/papers.zip")).await;
    assert!(file.status.is_success() && file.page.starts_with("PK"), "{at}: {}", file.status);
    assert!(papers > 1 && file.page.contains("00-cover.html"), "{at}: {papers}");
    let named = (1..=papers).all(|number| file.page.contains(&format!("{number:02}-")));
    assert!(named && file.page.matches(".pdf").count() >= 2 * papers, "{at}: {papers} papers");
}

/// The ways on a page to a file of a list or a table.
fn ways(page: &str) -> Vec<String> {
    let links = page.split("href=\"").skip(1).filter_map(|link| link.split('"').next());
    links.filter(|link| link.contains("take=csv")).map(plain).collect()
}

/// What an address says beside the things it names: every second part of ours names one.
fn kind(at: &str) -> String {
    let parts: Vec<_> = at.split('/').skip(1).collect();
    let names: Vec<_> = parts.iter().step_by(2).copied().collect();
    format!("{} of {}", names.join("/"), parts.len())
}

async fn is_whole(browser: &mut Browser, at: &str, link: &str) {
    let file = browser.get(link).await.page;
    let counted = |line: &str| {
        let count = line.trim_matches('"').strip_suffix(" rows")?.rsplit_once(" of ")?.1;
        count.parse::<usize>().ok()
    };
    let wanted = file.lines().find_map(counted);
    let rows = file.split_once("\r\n\"\"\r\n").map(|(_, rows)| rows.lines().count() - 1);
    // A cell may hold several lines, so there are at least as many as rows.
    assert!(
        wanted.is_some() && rows >= wanted,
        "{link} on {at}: {wanted:?} rows, {rows:?} taken:\n{file}"
    );
}
