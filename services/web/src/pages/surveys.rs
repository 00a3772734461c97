//! The surveys of the trust: planned, running, closed, released.

use std::collections::BTreeMap;

use axum::extract::State;
use contract::log::v1::AsOf;
use contract::surveys::v1::{
    Audience, GetParticipationRequest, ListWavesRequest, ScheduleWaveRequest, Wave, WaveState,
};
use maud::{Markup, html};

use super::{counted, state, survey_link};
use crate::components::{Cell, button_link};
use crate::dates;
use crate::failure::{Failure, spare};
use crate::form::{Query, Told};
use crate::frame::{Frame, Place, page};
use crate::listing::PageListing;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/surveys", show)
}

/// Running surveys whose participation is looked up.
const RUNNING: usize = 8;

/// What the page is made from: waves with participation of the whole trust in words, where known.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub waves: Shown<Vec<(Wave, String)>>,
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
    let listed = client.list_waves(ask(&visitor.caller(), wanted)).await;
    let listed = Shown::of(listed, visitor.surveys())?;
    let as_of = listed.known().and_then(|listed| listed.as_of.clone());
    let mut rates = BTreeMap::new();
    for wave in listed.known().iter().flat_map(|listed| &listed.waves) {
        if wave.state() != WaveState::Scheduled && rates.len() < RUNNING {
            let rate = participation(&web, &visitor, &wave.wave_id).await?;
            rates.extend((!rate.is_empty()).then(|| (wave.wave_id.clone(), rate)));
        }
    }
    let waves = listed.map(|listed| {
        let rated = listed.waves.into_iter().map(|wave| {
            let rate = rates.remove(&wave.wave_id).unwrap_or_default();
            (wave, rate)
        });
        rated.collect()
    });
    Ok(render(&visitor, &Loaded { waves, as_of }, &told))
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

/// The surveys, the newest first; nothing where there is none.
fn table(visitor: &Visitor, waves: &[(Wave, String)]) -> Option<Markup> {
    let mut waves: Vec<_> = waves.iter().collect();
    waves.sort_by(|(a, _), (b, _)| b.opens_on.cmp(&a.opens_on));
    let rows = waves.into_iter().map(|(wave, rate)| {
        vec![
            Cell::new(survey_link(
                visitor,
                &wave.wave_id,
                wave.state() == WaveState::Released,
                &wave.title,
            )),
            Cell::term(&wave.term),
            Cell::text(audience(wave.audience())),
            Cell::text(format!(
                "{} to {}",
                dates::day(&wave.opens_on),
                dates::day(&wave.closes_on)
            ))
            .by(&wave.opens_on),
            Cell::text(counted(wave.school_ids.len(), "school", "schools"))
                .by(wave.school_ids.len().to_string()),
            Cell::text(rate),
            Cell::new(state(wave_state(wave.state()))),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let head = ["Survey", "Term", "Asked", "Open", "Where", "Took part", "State"];
    (!rows.is_empty()).then(|| {
        let listing = PageListing::new("surveys", head, rows);
        listing.narrowed_by(&["Term", "Asked", "State"]).draw(&visitor.view)
    })
}

pub(crate) fn render(visitor: &Visitor, loaded: &Loaded, told: &Told) -> Markup {
    let plans = visitor.may.anywhere::<ScheduleWaveRequest>();
    let none = match plans {
        true => Absence::of(
            "No surveys have been planned yet. Plan the first: it opens and closes on the days that you choose.",
        ),
        false => Absence::of(
            "No surveys have been planned yet. One appears here as soon as it is planned.",
        ),
    };
    let words = Words { what: "Surveys", none };
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Surveys" }
        @if plans { p { (button_link("Plan a survey", "/surveys/new")) } }
        (loaded.waves.draw(words, |waves| table(visitor, waves)))
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
mod tests;
