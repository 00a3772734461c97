//! How a survey opens: by itself on its day, or by hand; and how the improvement lead takes its links.

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use contract::surveys::v1::{
    HandOutLinksRequest, Invited, OpenWaveRequest, OpeningObstacle, PlanInvitationsRequest,
    SchoolTokens, Wave,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::results;
use crate::components::inset;
use crate::dates;
use crate::failure::Failure;
use crate::form::{Act, Check, Choice, Entered, Entry, Form, Problem, Told, placed, sends};
use crate::ground::Ground;
use crate::listing::harmless;
use crate::names::Names;
use crate::routes::Routes;
use crate::services::ask;
use crate::sessions::Notice;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .form::<PlanInvitations>()
        .form::<OpenWave>()
        .form::<HandOutLinks>()
        .get("/surveys/{wave}/links.csv", file)
}

/// Digits of the number of people asked at one school.
const DIGITS: usize = 5;

/// The improvement lead fixes how many are asked, and the survey opens by itself on its day.
#[derive(Debug, Deserialize)]
pub(crate) struct PlanInvitations {
    pub wave: String,
}

impl Act for PlanInvitations {
    type Command = PlanInvitationsRequest;
    const ENTRIES: &'static [Entry] =
        &[Entry::each("planned", "How many people are to be asked?", DIGITS)
            .hint("The survey opens by itself on its first day. Its links wait for you then")
            .wanted("Enter for at least one school how many people are to be asked")];
    const BUTTON: &'static str = "Let it open by itself";
    const DONE: &'static str = "The survey opens by itself on its first day. Take its links then";
    placed!("/surveys/{wave}/invitations"(wave), "/surveys/{wave}"(wave));
    sends!(surveys, plan_invitations);

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        not_numbers(entered, "planned")
    }

    fn command(&self, entered: &Entered) -> PlanInvitationsRequest {
        PlanInvitationsRequest {
            command_id: entered.command(),
            wave_id: self.wave.clone(),
            invited: asked(entered, "planned"),
        }
    }
}

/// Numbers beside schools that are none.
fn not_numbers(entered: &Entered, name: &'static str) -> Vec<Problem> {
    let number = |(_, text): &(String, String)| text.parse::<u32>().is_ok();
    let problem = Problem::with(name, "Enter each number in digits, such as 43");
    if entered.each(name).iter().all(number) { Vec::new() } else { vec![problem] }
}

/// The schools with people to ask.
fn asked(entered: &Entered, name: &str) -> Vec<Invited> {
    let invited = entered
        .each(name)
        .into_iter()
        .map(|(school_id, count)| Invited { school_id, count: count.parse().unwrap_or_default() });
    invited.filter(|invited| invited.count > 0).collect()
}

/// The improvement lead takes the links of a survey that opened by itself.
#[derive(Debug, Deserialize)]
pub(crate) struct HandOutLinks {
    pub wave: String,
}

impl Act for HandOutLinks {
    type Command = HandOutLinksRequest;
    const ENTRIES: &'static [Entry] = &[];
    const BUTTON: &'static str = "Take the links";
    const DONE: &'static str = "Take the file of links now: it is kept for an hour, for you only";
    placed!("/surveys/{wave}/links"(wave), "/surveys/{wave}"(wave));
    sends!(surveys, hand_out_links);

    fn command(&self, entered: &Entered) -> HandOutLinksRequest {
        HandOutLinksRequest { command_id: entered.command(), wave_id: self.wave.clone() }
    }

    async fn act(
        &self,
        web: &Web,
        visitor: &Visitor,
        entered: &Entered,
    ) -> Result<Notice, Failure> {
        let ground = Ground::load(&web.services, visitor).await?;
        let command = ask(&visitor.caller(), self.command(entered));
        let handed = web.services.surveys().hand_out_links(command).await?.into_inner();
        keep(
            web,
            visitor,
            &self.wave,
            links(&ground.names, &handed.tokens, |path| web.address(path)),
        );
        Ok(Notice::new(Self::DONE, handed.position))
    }
}

/// Keeps a file of links for the person who took them, where there are any.
fn keep(web: &Web, visitor: &Visitor, wave: &str, file: Option<String>) {
    if let Some(file) = file {
        web.handouts.keep(visitor.actor, wave, file);
    }
}

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
        not_numbers(entered, "invited")
    }

    fn command(&self, entered: &Entered) -> OpenWaveRequest {
        OpenWaveRequest {
            command_id: entered.command(),
            wave_id: self.wave.clone(),
            invited: asked(entered, "invited"),
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
        // Sent again later, the answer has no links; those of the first are kept.
        keep(
            web,
            visitor,
            &self.wave,
            links(&ground.names, &opened.tokens, |path| web.address(path)),
        );
        Ok(Notice::new(Self::DONE, opened.position))
    }
}

/// One line a link: the school's name and the address. Nothing where there is no link.
fn links(
    names: &Names,
    tokens: &[SchoolTokens],
    address: impl Fn(&str) -> String,
) -> Option<String> {
    if tokens.is_empty() {
        return None;
    }
    let mut file = "School,Link\r\n".to_owned();
    for of_school in tokens {
        let school = cell(&names.school(&of_school.school_id));
        for token in &of_school.tokens {
            let link = address(&format!("/answer/{token}"));
            file.push_str(&format!("{school},{}\r\n", cell(&link)));
        }
    }
    Some(file)
}

/// A text as a spreadsheet takes it: quoted, and never a formula.
fn cell(text: &str) -> String {
    format!("\"{}\"", harmless(text).replace('"', "\"\""))
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

/// What is said and offered before the survey is open.
pub(super) fn before_the_day(visitor: &Visitor, loaded: &results::Loaded, told: &Told) -> Markup {
    let wave = &loaded.wave;
    let people: u64 = wave.planned.iter().map(|school| u64::from(school.count)).sum();
    let (plan, open) =
        (PlanInvitations { wave: wave.wave_id.clone() }, OpenWave { wave: wave.wave_id.clone() });
    let opens = dates::day(&wave.opens_on);
    html! {
        @if let Some(sentence) = held_up(wave.obstacle()) { (inset(&html! { (sentence) })) }
        @else if people > 0 {
            p.govuk-body { "It opens by itself on " (opens) ", and " (people) " people are asked. Its links wait for you then." }
        }
        (Form::new(&plan, visitor, told)
            .choices("planned", schools(&loaded.ground, wave))
            .folded("Let the survey open by itself on its first day"))
        (Form::new(&open, visitor, told).choices("invited", schools(&loaded.ground, wave)).render())
    }
}

/// Why the survey did not open by itself on its day.
fn held_up(obstacle: OpeningObstacle) -> Option<&'static str> {
    match obstacle {
        OpeningObstacle::Unspecified => None,
        OpeningObstacle::NumbersMissing => Some(
            "The survey’s first day has come. It did not open, since it is not known how many people are asked.",
        ),
        OpeningObstacle::KeyFolder => Some(
            "The survey’s first day has come. It did not open, since this installation has no usable folder for its key. Tell the administrator; it is tried again each day.",
        ),
        OpeningObstacle::WindowOver => {
            Some("The survey’s last day is over, and it was never open. Plan another one.")
        }
        OpeningObstacle::SchoolLeft => Some(
            "The survey’s first day has come. It did not open, since a school that was to be asked has left the trust. Fix the numbers without that school.",
        ),
    }
}

/// The schools of a survey, each with how many are to be asked, where that is fixed.
fn schools(ground: &Ground, wave: &Wave) -> Vec<Choice> {
    let planned = |id: &String| {
        let planned = wave.planned.iter().find(|planned| planned.school_id == *id);
        planned.map(|planned| planned.count.to_string()).unwrap_or_default()
    };
    let choice = |id: &String| Choice::new(id, ground.names.school(id)).filled(planned(id));
    wave.school_ids.iter().map(choice).collect()
}

#[cfg(test)]
mod tests;
