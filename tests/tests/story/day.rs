//! An earlier day in the address: each part of each page shows that day, or says that it is as it is today.

use std::collections::BTreeMap;

use plumbline_tests::World;

use crate::walked::{act_as, between};

/// The shared decisions of the summer and its reports came after it.
const DAY: &str = "2026-06-18";
const TO_COME: &str = "2030-01-01";
/// Pages without the frame of a signed-in person.
const PLAIN: [&str; 4] = ["/paper", "/withdraw", "/answer", "/sign-in"];

pub(super) async fn is_shown_or_said_not_to_be(
    world: &World,
    lead: &str,
    pages: &BTreeMap<String, String>,
) {
    let mut browser = act_as(world, lead).await;
    let (mut wrong, mut of_that_day) = (Vec::new(), 0);
    // An address that a page of a day linked to names its own day already.
    let today = pages.keys().filter(|at| !at.contains("as-of="));
    for at in today.filter(|at| !PLAIN.iter().any(|plain| at.starts_with(plain))) {
        let more = if at.contains('?') { '&' } else { '?' };
        let page = browser.get(&format!("{at}{more}as-of={DAY}")).await.page;
        let shows = page.contains("This is what the record held at the end of");
        of_that_day += usize::from(shows);
        match shows {
            true => wrong.extend(later(&page).map(|event| format!("{at} shows event {event}"))),
            false if page.contains("This page is shown as it is today") => {}
            false => wrong.push(format!("{at} does not say of which day it is")),
        }
        let page = browser.get(&format!("{at}{more}as-of={TO_COME}")).await.page;
        if !page.contains("the record holds nothing of days to come") {
            wrong.push(format!("{at} takes a day to come"));
        }
    }
    assert!(of_that_day >= 4, "{of_that_day} pages show an earlier day");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The events after the day that a page names where it does not say that it is of today.
fn later(page: &str) -> impl Iterator<Item = u64> {
    let until = between(page, "As of position <strong>", "<").and_then(|text| text.parse().ok());
    let until: u64 = until.unwrap_or_default();
    let of_the_day = page.split("shown as they are today").next().unwrap_or_default();
    let named = of_the_day.split("href=\"/trail/").skip(1);
    let events = named.filter_map(|rest| rest.split('"').next()?.parse().ok());
    events.filter(move |event| *event > until)
}
