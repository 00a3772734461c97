//! A survey from plan to release, as forms of the improvement lead.

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use contract::surveys::v1::{
    CloseWaveRequest, Invited, OpenWaveRequest, OpenWaveResponse, ReleaseResultsRequest, Wave,
    WaveState,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::results;
use crate::failure::Failure;
use crate::form::{Act, Check, Choice, Entered, Entry, Form, Problem, Told, placed, sends};
use crate::ground::Ground;
use crate::names::Names;
use crate::services::ask;
use crate::sessions::Notice;
use crate::visitor::Visitor;
use crate::web::Web;

/// Digits of the number of people asked at one school.
const DIGITS: usize = 5;

/// The improvement lead opens a survey. Its one-time links are in the answer only; they wait in memory, for an hour, for the
/// person who opened it.
#[derive(Debug, Deserialize)]
pub(crate) struct OpenWave {
    pub wave: String,
}

impl Act for OpenWave {
    type Command = OpenWaveRequest;
    const ENTRIES: &'static [Entry] =
        &[Entry::each("invited", "How many people are asked?", DIGITS)
            .hint("One link is made for each. No name is asked for, and none is kept")
            .wanted("Enter for at least one school how many people are asked")];
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str =
        "The survey is open. Take its links now: they are kept for an hour, for you only";
    const CHECK: Option<Check> = Some(Check {
        at: "/surveys/{wave}/opening/check",
        heading: "Open the survey",
        then: "People can answer at once. The links are made now, as a file for you. They can be used once each, and nobody \
               can read them again later.",
        button: "Open the survey",
    });
    placed!("/surveys/{wave}/opening"(wave), "/surveys/{wave}"(wave));
    sends!(surveys, open_wave);

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        let number = |(_, text): &(String, String)| text.parse::<u32>().is_ok();
        let all = entered.each("invited").iter().all(number);
        let problem = Problem::with("invited", "Enter each number in digits, such as 43");
        if all { Vec::new() } else { vec![problem] }
    }

    fn command(&self, entered: &Entered) -> OpenWaveRequest {
        let invited = entered.each("invited").into_iter().map(|(school_id, count)| Invited {
            school_id,
            count: count.parse().unwrap_or_default(),
        });
        OpenWaveRequest {
            command_id: entered.command(),
            wave_id: self.wave.clone(),
            invited: invited.filter(|invited| invited.count > 0).collect(),
        }
    }

    async fn act(
        &self,
        web: &Web,
        visitor: &Visitor,
        entered: &Entered,
    ) -> Result<Notice, Failure> {
        let ground = Ground::load(&web.services, visitor).await?;
        let command = ask(&visitor.caller(), self.command(entered));
        let opened = web.services.surveys().open_wave(command).await?.into_inner();
        // Sent twice, the second answer has no links; those of the first are kept.
        if !opened.tokens.is_empty() {
            let address = |path: &str| match &web.sign_in {
                Some(sign_in) => sign_in.address.page(path),
                None => path.to_owned(),
            };
            let file = links(&ground.names, &opened, address);
            web.handouts.keep(visitor.actor, &self.wave, file);
        }
        Ok(Notice::new(Self::DONE, opened.position))
    }
}

/// One line a link: the school's name and the address.
fn links(names: &Names, opened: &OpenWaveResponse, address: impl Fn(&str) -> String) -> String {
    let mut file = "School,Link\r\n".to_owned();
    for of_school in &opened.tokens {
        let school = cell(&names.school(&of_school.school_id));
        for token in &of_school.tokens {
            let link = address(&format!("/answer/{token}"));
            file.push_str(&format!("{school},{}\r\n", cell(&link)));
        }
    }
    file
}

/// A text as a spreadsheet takes it: quoted, and never a formula.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if formula { "'" } else { "" }, text.replace('"', "\"\""))
}

/// `GET /surveys/{wave}/links.csv`
pub(crate) async fn file(
    State(web): State<Web>,
    visitor: Visitor,
    Path(wave): Path<String>,
) -> Result<Response, Failure> {
    let none = || {
        let sentence = "There are no links to take here. They are kept for an hour, for the person who opened the survey.";
        Failure::NotFound(sentence.to_owned())
    };
    let file = web.handouts.find(visitor.actor, &wave).ok_or_else(none)?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"links.csv\""),
    ];
    Ok((headers, file).into_response())
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
            Form::new(&OpenWave { wave: id }, visitor, told)
                .choices("invited", schools(&loaded.ground, wave))
                .render()
        }
        WaveState::Open if may.anywhere::<CloseWaveRequest>() => {
            Form::new(&CloseWave { wave: id }, visitor, told).render()
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

fn schools(ground: &Ground, wave: &Wave) -> Vec<Choice> {
    wave.school_ids.iter().map(|id| Choice::new(id, ground.names.school(id))).collect()
}

#[cfg(test)]
mod tests {
    use contract::surveys::v1::SchoolTokens;

    use super::*;
    use crate::form::Fields;
    use crate::sample;

    #[test]
    fn the_lead_opens_closes_and_releases_each_when_it_is_due() {
        let offered = |visitor: &Visitor, state: WaveState| {
            let mut loaded = sample::results();
            loaded.wave.set_state(state);
            let page = steps(visitor, &loaded, &Told::default());
            page.map(Markup::into_string).unwrap_or_default()
        };
        let lead = sample::lead();
        assert!(offered(&lead, WaveState::Scheduled).contains("/opening\""));
        assert!(offered(&lead, WaveState::Open).contains("/closing\""));
        assert!(offered(&lead, WaveState::Closed).contains("/release\""));
        assert!(offered(&lead, WaveState::Released).is_empty());
        assert!(offered(&sample::head(), WaveState::Scheduled).is_empty());
    }

    #[test]
    fn only_schools_with_people_to_ask_are_asked() {
        let act = OpenWave { wave: "w".to_owned() };
        let read = |fields: &[u8]| Entered::read(OpenWave::ENTRIES, Fields::parse(fields));
        let invited = act.command(&read(b"invited-a=43&invited-b=0&invited-c=")).invited;
        assert_eq!(invited, [Invited { school_id: "a".to_owned(), count: 43 }]);
        assert_eq!(act.problems(&read(b"invited-a=many")).len(), 1);
    }

    #[test]
    fn a_link_stands_beside_its_school_and_is_no_formula() {
        let tokens = vec![SchoolTokens {
            school_id: sample::MARYS.to_owned(),
            tokens: vec!["t1".to_owned()],
        }];
        let opened = OpenWaveResponse { position: 7, tokens };
        let file = links(&sample::ground().names, &opened, |path| format!("https://x{path}"));
        assert!(file.ends_with("\"St Mary's & <b>\",\"https://x/answer/t1\"\r\n"), "{file}");
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
    }
}
