//! Each list that a page shows is taken as a file that holds all of it.

use std::collections::BTreeMap;

use plumbline_tests::World;

use crate::walked::{act_as, plain};

pub(super) async fn lists_are(world: &World, lead: &str, pages: &BTreeMap<String, String>) {
    let mut browser = act_as(world, lead).await;
    let mut taken = 0;
    // Once each: a list in another order, or a part of it, is the same list.
    for (at, page) in pages.iter().filter(|(at, _)| !at.contains('?')) {
        let Some(link) = page
            .split("href=\"")
            .find(|link| link.split('"').next().is_some_and(|link| link.contains("take=csv")))
        else {
            continue;
        };
        let link = plain(link.split('"').next().unwrap_or_default());
        let file = browser.get(&link).await.page;
        let counted = |line: &str| {
            let count = line.trim_matches('"').strip_suffix(" rows")?.rsplit_once(" of ")?.1;
            count.parse::<usize>().ok()
        };
        let wanted = file.lines().find_map(counted);
        let rows = file.split_once("\r\n\"\"\r\n").map(|(_, rows)| rows.lines().count() - 1);
        // A cell may hold several lines, so there are at least as many as rows.
        assert!(
            wanted.is_some() && rows >= wanted,
            "{at}: {wanted:?} rows, {rows:?} taken:\n{file}"
        );
        let book = browser.get(&link.replace("take=csv", "take=xlsx")).await;
        assert!(book.status.is_success() && book.page.starts_with("PK"), "{at}");
        taken += 1;
    }
    assert!(taken >= 8, "{taken} lists were taken");
}
