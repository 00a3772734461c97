//! The surveys of the trust: planned, running, closed, released.

use axum::extract::State;
use contract::log::v1::AsOf;
use contract::surveys::v1::{
    Audience, GetParticipationRequest, ListWavesRequest, ScheduleWaveRequest, Wave, WaveState,
};
use maud::{Markup, html};

use super::{counted, state, survey_link};
use crate::components::{Cell, Table, button_link};
use crate::dates;
use crate::failure::{Failure, spare};
use crate::form::{Query, Told};
use crate::frame::{Frame, Place, page};
use crate::services::ask;
use crate::visitor::Visitor;
use crate::web::Web;

/// Running surveys whose participation is looked up.
const RUNNING: usize = 8;

/// What the page is made from: waves with participation of the whole trust in words, where known.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub waves: Vec<(Wave, String)>,
    pub as_of: Option<AsOf>,
}

/// `GET /surveys`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let wanted = ListWavesRequest { at_least: told.at_least(), ..Default::default() };
    let mut client = web.services.surveys();
    let listed = client.list_waves(ask(&visitor.caller(), wanted)).await?.into_inner();
    let mut waves = Vec::new();
    for wave in listed.waves {
        let looked_up = waves.iter().filter(|(_, rate): &&(Wave, String)| !rate.is_empty()).count();
        let running = wave.state() != WaveState::Scheduled && looked_up < RUNNING;
        let rate = if running {
            participation(&web, &visitor, &wave.wave_id).await?
        } else {
            String::new()
        };
        waves.push((wave, rate));
    }
    Ok(render(&visitor, &Loaded { waves, as_of: listed.as_of }, &told))
}

/// Participation of the whole trust in words; nothing where this person may not know it.
async fn participation(web: &Web, visitor: &Visitor, wave: &str) -> Result<String, Failure> {
    let wanted = GetParticipationRequest { wave_id: wave.to_owned(), at_least: 0 };
    match spare(web.services.surveys().get_participation(ask(&visitor.caller(), wanted)).await) {
        Ok(answer) => {
            let rates = answer.unwrap_or_default().rates;
            Ok(rates.into_iter().find(|rate| rate.school_id.is_empty()).unwrap_or_default().words)
        }
        Err(Failure::Refused(_) | Failure::NotFound(_)) => Ok(String::new()),
        Err(other) => Err(other),
    }
}

pub(crate) fn audience(audience: Audience) -> &'static str {
    match audience {
        Audience::Parents => "Parents and carers",
        Audience::Staff => "Staff",
        Audience::Pupils => "Pupils",
        Audience::Unspecified => "",
    }
}

pub(crate) fn wave_state(state: WaveState) -> &'static str {
    match state {
        WaveState::Scheduled => "scheduled",
        WaveState::Open => "open",
        WaveState::Closed => "closed",
        WaveState::Released => "released",
        WaveState::Unspecified => "",
    }
}

pub(crate) fn render(visitor: &Visitor, loaded: &Loaded, told: &Told) -> Markup {
    let mut waves: Vec<_> = loaded.waves.iter().collect();
    waves.sort_by(|(a, _), (b, _)| b.opens_on.cmp(&a.opens_on));
    let rows = waves.into_iter().map(|(wave, rate)| {
        vec![
            Cell::new(survey_link(
                visitor,
                (&wave.wave_id, wave.state() == WaveState::Released),
                &wave.title,
            )),
            Cell::text(dates::term(&wave.term)),
            Cell::text(audience(wave.audience())),
            Cell::text(format!(
                "{} to {}",
                dates::day(&wave.opens_on),
                dates::day(&wave.closes_on)
            )),
            Cell::text(counted(wave.school_ids.len(), "school", "schools")),
            Cell::text(rate),
            Cell::new(state(wave_state(wave.state()))),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Surveys" }
        @if visitor.may.anywhere::<ScheduleWaveRequest>() { p { (button_link("Plan a survey", "/surveys/new")) } }
        @if rows.is_empty() { p.pl-lead { "No surveys have been planned yet." } }
        @else {
            (Table {
                caption: None,
                head: vec![("Survey", false), ("Term", false), ("Asked", false), ("Open", false), ("Where", false), ("Took part", false), ("State", false)],
                rows,
                first_is_header: true,
                stacks: true,
            }.render())
        }
    };
    let as_of = loaded.as_of.clone();
    page(
        &Frame {
            title: "Surveys",
            place: Place::Surveys,
            visitor,
            crumbs: &[],
            as_of,
            problem: told.is_problem(),
        },
        &body,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn surveys_are_listed_newest_first_with_their_state_and_participation() {
        let waves = vec![(sample::wave(), "about 45%".to_owned())];
        let page =
            render(&sample::lead(), &Loaded { waves, as_of: None }, &Told::default()).into_string();
        for wanted in [
            "Parent survey, autumn",
            "about 45%",
            "Released",
            "3 November 2025 to 14 November 2025",
        ] {
            assert!(page.contains(wanted), "{wanted}");
        }
    }
}
