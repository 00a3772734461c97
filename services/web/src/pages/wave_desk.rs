//! A survey from plan to release, as forms of the improvement lead.

use contract::surveys::v1::{
    CloseWaveRequest, ExtendWaveRequest, OpenWaveRequest, ReleaseResultsRequest, WaveState,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::results;
use super::wave_opening::{HandOutLinks, before_the_day};
use crate::form::{Act, Check, Entered, Entry, Form, Told, placed, sends};
use crate::routes::Routes;
use crate::visitor::Visitor;

/// What its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().form::<ExtendWave>().form::<CloseWave>().form::<ReleaseResults>()
}

/// The improvement lead gives an open survey a later last day.
#[derive(Debug, Deserialize)]
pub(crate) struct ExtendWave {
    pub wave: String,
}

impl Act for ExtendWave {
    type Command = ExtendWaveRequest;
    const ENTRIES: &'static [Entry] = &[Entry::day("closes", "New last day to answer")
        .hint("It comes after the last day that is fixed now")
        .wanted("Enter the new last day to answer")];
    const BUTTON: &'static str = "Extend the survey";
    const DONE: &'static str = "The survey is extended. Its links and receipts are good until then";
    const CHECK: Option<Check> = Some(Check {
        at: "/surveys/{wave}/extension/check",
        heading: "Extend the survey",
        then: "The survey takes answers until the end of the new last day, and closes by itself after it. The links that were \
               handed out stay valid until then, and so do receipts. Everybody in the trust sees the new day. Respondents see it \
               when they open their link; Plumbline writes to none of them. Answers that were begun and not sent stay in that browser \
               until the last day it was shown. A later day can follow, an earlier one cannot.",
        button: "Extend",
    });
    placed!("/surveys/{wave}/extension"(wave), "/surveys/{wave}"(wave));
    sends!(surveys, extend_wave);

    fn command(&self, entered: &Entered) -> ExtendWaveRequest {
        ExtendWaveRequest {
            command_id: entered.command(),
            wave_id: self.wave.clone(),
            closes_on: entered.get("closes"),
        }
    }
}

/// The improvement lead ends a survey.
#[derive(Debug, Deserialize)]
pub(crate) struct CloseWave {
    pub wave: String,
}

impl Act for CloseWave {
    type Command = CloseWaveRequest;
    const ENTRIES: &'static [Entry] = &[];
    const BUTTON: &'static str = "Close the survey";
    const DONE: &'static str =
        "The survey is closed. Nothing is shown before its results are released";
    const CHECK: Option<Check> = Some(Check {
        at: "/surveys/{wave}/closing/check",
        heading: "Close the survey",
        then: "Nobody can answer any more, and nobody can take answers back. The links stop working. A closed survey is not \
               opened again.",
        button: "Close",
    });
    placed!("/surveys/{wave}/closing"(wave), "/surveys/{wave}"(wave));
    sends!(surveys, close_wave);

    fn command(&self, entered: &Entered) -> CloseWaveRequest {
        CloseWaveRequest { command_id: entered.command(), wave_id: self.wave.clone() }
    }
}

/// The improvement lead releases the results.
#[derive(Debug, Deserialize)]
pub(crate) struct ReleaseResults {
    pub wave: String,
}

impl Act for ReleaseResults {
    type Command = ReleaseResultsRequest;
    const ENTRIES: &'static [Entry] = &[];
    const BUTTON: &'static str = "Release the results";
    const DONE: &'static str = "The results are released. Heads see those of their schools now";
    const CHECK: Option<Check> = Some(Check {
        at: "/surveys/{wave}/release/check",
        heading: "Release the results",
        then: "It is decided once which figures are shown. Heads, committees and trustees \
               see them at once. Released figures do not change.",
        button: "Release",
    });
    placed!("/surveys/{wave}/release"(wave), "/surveys/{wave}"(wave));
    sends!(surveys, release_results);

    fn command(&self, entered: &Entered) -> ReleaseResultsRequest {
        ReleaseResultsRequest { command_id: entered.command(), wave_id: self.wave.clone() }
    }
}

/// What this person can do with a survey next; nothing where there is nothing.
pub(super) fn steps(visitor: &Visitor, loaded: &results::Loaded, told: &Told) -> Option<Markup> {
    let (wave, may) = (&loaded.wave, &visitor.may);
    let id = wave.wave_id.clone();
    let form = match wave.state() {
        WaveState::Scheduled if may.anywhere::<OpenWaveRequest>() => {
            before_the_day(visitor, loaded, told)
        }
        WaveState::Open if may.anywhere::<CloseWaveRequest>() => {
            let links = HandOutLinks { wave: id.clone() };
            html! {
                @if wave.links_wait {
                    p.govuk-body { "The survey opened by itself. Its links have not been taken yet: take them, and hand them out." }
                    (Form::new(&links, visitor, told).render())
                }
                @if may.anywhere::<ExtendWaveRequest>() {
                    (Form::new(&ExtendWave { wave: id.clone() }, visitor, told).folded("Extend the survey"))
                }
                (Form::new(&CloseWave { wave: id }, visitor, told).render())
            }
        }
        WaveState::Closed if may.anywhere::<ReleaseResultsRequest>() => {
            Form::new(&ReleaseResults { wave: id }, visitor, told).render()
        }
        _ => return None,
    };
    Some(html! {
        section #next {
            h2.govuk-heading-m { "What comes next" }
            @if loaded.links {
                p.govuk-body {
                    a.govuk-link href={"/surveys/" (wave.wave_id) "/links.csv"} { "Take the links as a file" }
                    ". They are kept for an hour, for you only."
                }
            }
            (form)
        }
    })
}

#[cfg(test)]
mod tests;
