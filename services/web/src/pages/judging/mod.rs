//! The steps of a judgement as forms on the page of a school's area. Each is offered to the people whom the rules let take
//! it, when the judgement has come so far.

mod proposal;
mod steps;

use std::future::Future;
use std::marker::PhantomData;

use contract::categories::v1::{Category, CategoryState, Round};
use contract::{Asks, TextLimits};
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;
use tonic::{Request, Status};

use crate::components::details;
use crate::form::{Act, Check, Choice, Entered, Entry, Form, Problem, Told};
use crate::ground::Ground;
use crate::pages::ForReader;
use crate::pages::citable::{self, Citable, Cited};
use crate::routes::Routes;
use crate::services::Services;
use crate::visitor::Visitor;

pub(crate) use proposal::ProposeRegion;
pub(crate) use steps::{
    Accept, Challenge, NoteNoView, OpenAgain, RecordModeration, ShareDecision, StateView, TakeBack,
    TakeDecision,
};

/// What its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .form::<Taken<StateView>>()
        .form::<Taken<NoteNoView>>()
        .form::<Taken<TakeBack>>()
        .form::<Taken<Accept>>()
        .form::<Taken<Challenge>>()
        .form::<Taken<RecordModeration>>()
        .form::<Taken<TakeDecision>>()
        .form::<Taken<ShareDecision>>()
        .form::<Taken<OpenAgain>>()
        .form::<Taken<ProposeRegion>>()
}

/// Where a step is taken: the names in its address.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Place {
    pub school: String,
    pub area: String,
    pub round: String,
}

/// What is particular to a step.
pub(crate) trait Step: Send + Sync + 'static {
    type Command: Asks + TextLimits + Send;
    const AT: &'static str;
    /// The last part of its address.
    const KEY: &'static str;
    const ENTRIES: &'static [Entry];
    const BUTTON: &'static str;
    const DONE: &'static str;
    const CHECK: Option<Check> = None;
    /// Where a judgement stands when the step can be taken.
    const FROM: &'static [CategoryState];

    /// Whether its day has come in a round.
    fn is_due(_round: &Round, _today: Date) -> bool {
        true
    }
    /// What is wrong with several entries together.
    fn problems(_entered: &Entered) -> Vec<Problem> {
        Vec::new()
    }
    fn command(place: &Place, entered: &Entered) -> Self::Command;
    fn send(
        services: &Services,
        command: Request<Self::Command>,
    ) -> impl Future<Output = Result<u64, Status>> + Send;
}

/// A step taken somewhere.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Taken<S> {
    place: Place,
    #[serde(skip)]
    step: PhantomData<S>,
}

impl<S: Step> Act for Taken<S> {
    type Command = S::Command;
    const AT: &'static str = S::AT;
    const ENTRIES: &'static [Entry] = S::ENTRIES;
    const BUTTON: &'static str = S::BUTTON;
    const DONE: &'static str = S::DONE;
    const CHECK: Option<Check> = S::CHECK;

    fn address(&self) -> String {
        let Place { school, area, round } = &self.place;
        format!("/schools/{school}/areas/{area}/rounds/{round}/{}", S::KEY)
    }

    fn page(&self) -> String {
        format!("/schools/{}/areas/{}", self.place.school, self.place.area)
    }

    fn key(&self) -> String {
        S::KEY.to_owned()
    }

    fn said(&self, ground: &Ground, name: &str, value: &str) -> String {
        match name {
            "region" => ground.names.region(value),
            "evidence" => citable::said(value).unwrap_or_default(),
            _ => value.to_owned(),
        }
    }

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        S::problems(entered)
    }

    fn command(&self, entered: &Entered) -> Self::Command {
        S::command(&self.place, entered)
    }

    async fn send(services: &Services, command: Request<Self::Command>) -> Result<u64, Status> {
        S::send(services, command).await
    }
}

/// A judgement on its way, and who looks at it.
#[derive(Debug)]
pub(crate) struct Desk<'a> {
    pub visitor: &'a Visitor,
    pub ground: &'a Ground,
    pub told: &'a Told,
    pub place: Place,
    pub state: CategoryState,
    /// What can be cited.
    pub citable: &'a [Citable],
}

impl<'a> Desk<'a> {
    /// The desk of the newest round that judges a school in an area, where it is open or a judgement has begun.
    pub(crate) fn of(
        reader: ForReader<'a>,
        cell: Cited<'_>,
        categories: &[Category],
        citable: &'a [Citable],
    ) -> Option<Self> {
        let (ForReader { visitor, ground, told }, Cited { school, area }) = (reader, cell);
        let judges = |id: &String| id == school;
        let round = ground.rounds.iter().find(|round| round.school_ids.iter().any(judges))?;
        let here = |category: &&Category| {
            let cell = category.cell.as_ref();
            cell.is_some_and(|cell| cell.round_id == round.round_id && cell.area_id == area)
        };
        let state =
            categories.iter().find(here).map_or(CategoryState::Unspecified, Category::state);
        let begun = state != CategoryState::Unspecified;
        let (school, area) = (school.to_owned(), area.to_owned());
        let place = Place { school, area, round: round.round_id.clone() };
        (begun || !round.closed).then_some(Self { visitor, ground, told, place, state, citable })
    }

    /// The steps that this person may take next; nothing where there is none.
    pub(crate) fn steps(&self) -> Option<Markup> {
        let regions = self.regions();
        let steps = [
            self.step::<StateView>(&regions, true),
            self.step::<NoteNoView>(&regions, false),
            self.step::<ProposeRegion>(&regions, true),
            self.step::<TakeBack>(&regions, false),
            self.step::<Accept>(&regions, true),
            self.step::<Challenge>(&regions, false),
            self.step::<RecordModeration>(&regions, true),
            self.step::<TakeDecision>(&regions, true),
            self.step::<ShareDecision>(&regions, true),
            self.step::<OpenAgain>(&regions, false),
        ];
        let steps: Vec<Markup> = steps.into_iter().flatten().collect();
        (!steps.is_empty()).then(|| {
            html! {
                section #next {
                    h2.govuk-heading-m { "What you can do" }
                    @for step in &steps { (step) }
                }
            }
        })
    }

    /// Whether one of the steps that this person may take next cites something.
    pub(crate) fn cites(&self) -> bool {
        self.is_offered::<StateView>()
            || self.is_offered::<ProposeRegion>()
            || self.is_offered::<Challenge>()
            || self.is_offered::<TakeDecision>()
    }

    /// Whether this person may take a step, and it is due.
    fn is_offered<S: Step>(&self) -> bool {
        let may = self.visitor.may.of::<S::Command>(&self.place.school);
        let round = self.ground.rounds.iter().find(|round| round.round_id == self.place.round);
        let is_due = round.is_none_or(|round| S::is_due(round, self.visitor.today));
        may && is_due && S::FROM.contains(&self.state)
    }

    /// The form of a step; folded where it is not what one comes for, until something was entered.
    fn step<S: Step>(&self, regions: &[Choice], unfolded: bool) -> Option<Markup> {
        if !self.is_offered::<S>() {
            return None;
        }
        let act = Taken::<S> { place: self.place.clone(), step: PhantomData };
        let form = Form::new(&act, self.visitor, self.told).choices("region", regions.to_vec());
        let form = form.pieces(citable::choices(self.citable, self.visitor.today));
        let leave = Choice::new("report", "My words may stand in the committee’s report");
        let form = form.choices("leave", vec![leave]);
        let open = unfolded || self.visitor.began(self.told, &act.address());
        Some(if open { form.render() } else { details(S::BUTTON, &form.render()) })
    }

    /// The ladder, each region with what the area looks like in it.
    fn regions(&self) -> Vec<Choice> {
        let framework = &self.ground.framework;
        let words = |region: &str| {
            let mut described = framework.descriptors.iter();
            let found = described
                .find(|words| words.area_id == self.place.area && words.region_id == region);
            found.map(|words| words.text.clone())
        };
        let regions = framework.regions.iter().map(|region| Choice {
            value: region.region_id.clone(),
            words: region.name.clone(),
            hint: words(&region.region_id),
            filled: String::new(),
        });
        regions.collect()
    }
}

#[cfg(test)]
mod tests;
