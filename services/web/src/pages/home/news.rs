//! What others did since the person was last here.

use contract::trail::v1::ListHistoryResponse;
use maud::{Markup, html};

use crate::dates;
use crate::form;
use crate::ground::Ground;
use crate::pages::{counted, trail};
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;

/// The newest events since the last day the person was here; nothing where that was never.
pub(super) fn since_last_here(
    visitor: &Visitor,
    ground: &Ground,
    news: &Shown<ListHistoryResponse>,
) -> Markup {
    let Some(known) = news.known() else { return html! {} };
    let since = &known.last_here_on;
    html! {
        @if !since.is_empty() {
            section #news {
                h2.govuk-heading-m { "Since you were last here, " (dates::day(since)) }
                (news.draw(WORDS, |news| lines(visitor, ground, news)))
            }
        }
    }
}

const WORDS: Words<'_> =
    Words { what: "What is new", none: Absence::of("Nothing new has been recorded.") };

/// The newest lines, how many there are, and the way to all; nothing where there is no line.
fn lines(visitor: &Visitor, ground: &Ground, news: &ListHistoryResponse) -> Option<Markup> {
    let since = &news.last_here_on;
    let more = news.next_before > 0;
    let count = counted(news.lines.len(), "thing", "things");
    let lines = html! {
        p.govuk-body { @if more { "More than " (count) ". The newest:" } @else { (count) "." } }
        ol.pl-trail { @for line in &news.lines { li { (trail::told(visitor, ground, line)) } } }
        p.govuk-body {
            a.govuk-link href=(form::address("/trail", &[("from", since)])) { "See everything since then" }
        }
    };
    (!news.lines.is_empty()).then_some(lines)
}
