//! What changed in a self-evaluation since the one that was signed off before it, word by word.

use contract::Said as _;
use contract::evidence::v1::{SefArea, SelfEvaluation};
use maud::{Markup, html};

use super::framework_compared::in_words;
use crate::components::{Row, summary_list};
use crate::dates;
use crate::names::Names;
use crate::shown::{Absence, Shown, Words};

const WORDS: Words<'_> =
    Words { what: "What changed", none: Absence::of("Nothing in it has changed since then.") };

/// Each area of which something is said otherwise than before.
pub(super) fn changes(names: &Names, before: &SelfEvaluation, now: &SelfEvaluation) -> Markup {
    let nothing = SefArea::default();
    let ids = now.area_ids.iter().chain(&before.area_ids);
    let mut changed: Vec<AreaChange<'_>> = Vec::new();
    for area in ids {
        let (old, new) = (of(before, area).unwrap_or(&nothing), of(now, area).unwrap_or(&nothing));
        let rows = rows(names, old, new);
        if !rows.is_empty() && changed.iter().all(|known| known.area != area) {
            changed.push(AreaChange { area: area.as_str(), rows });
        }
    }
    // A reader who is shown a self-evaluation is shown all of it.
    let all = Shown::All(changed);
    html! {
        section #changes {
            h2.govuk-heading-m { "What changed since " (dates::term(&before.term)) }
            p.govuk-body { "Words that went are struck through, words that came are underlined." }
            (all.draw(WORDS, |changed| {
                let drawn = html! {
                    @for one in changed {
                        h3.govuk-heading-s { (names.area(one.area)) }
                        (summary_list(&one.rows))
                    }
                };
                (!changed.is_empty()).then_some(drawn)
            }))
        }
    }
}

/// What changed in one area.
struct AreaChange<'a> {
    area: &'a str,
    rows: Vec<Row>,
}

fn of<'a>(evaluation: &'a SelfEvaluation, area: &str) -> Option<&'a SefArea> {
    evaluation.areas.iter().find(|known| known.area_id == area)
}

fn rows(names: &Names, old: &SefArea, new: &SefArea) -> Vec<Row> {
    let region = |area: &SefArea| match area.region_id.as_str() {
        "" => String::new(),
        id => names.region(id),
    };
    let pairs = [
        ("Region", region(old), region(new)),
        ("Grade", old.grade().words().to_owned(), new.grade().words().to_owned()),
        ("Strengths", old.strengths.said().into_owned(), new.strengths.said().into_owned()),
        ("Next steps", old.next_steps.said().into_owned(), new.next_steps.said().into_owned()),
    ];
    let differing = pairs.into_iter().filter(|(_, old, new)| old != new);
    let rows = differing
        .map(|(what, old, new)| Row::new(what, html! { span.pl-wrap { (in_words(&old, &new)) } }));
    rows.collect()
}

#[cfg(test)]
mod tests;
