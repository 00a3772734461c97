//! A round with its categories, as far as a person sees them: what the pages of a round are made from.

use contract::categories::v1::{Agreement, Category, CategoryState, ListCategoriesRequest, Round};
use contract::dashboards::v1::{GetHeatmapRequest, HeatmapCell};
use contract::log::v1::AsOf;
use contract::schools::v1::{RoleGranted, ScopeKind};

use crate::failure::{Failure, spare};
use crate::form::{Choice, Entered};
use crate::ground::Ground;
use crate::services::{Services, ask};
use crate::visitor::Visitor;

/// A round and what was said in it.
#[derive(Debug)]
pub(crate) struct RoundView {
    pub ground: Ground,
    pub round: Round,
    /// Of the round, as far as this person sees them.
    pub categories: Vec<Category>,
    /// What was shared last of each school and area, where it was asked for and could be.
    pub shared: Vec<HeatmapCell>,
    pub as_of: Option<AsOf>,
}

/// Which round, and how far the record must be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RoundAsked<'a> {
    pub round: &'a str,
    /// Empty: every school.
    pub school: &'a str,
    pub at_least: u64,
}

impl RoundView {
    pub(crate) async fn load(
        services: &Services,
        visitor: &Visitor,
        asked: RoundAsked<'_>,
    ) -> Result<Self, Failure> {
        let ground = Ground::load(services, visitor).await?;
        Self::on(ground, services, visitor, asked).await
    }

    async fn on(
        ground: Ground,
        services: &Services,
        visitor: &Visitor,
        RoundAsked { round, school, at_least }: RoundAsked<'_>,
    ) -> Result<Self, Failure> {
        let found = ground.rounds.iter().find(|known| known.round_id == round).cloned();
        let unknown = || Failure::NotFound("There is no such round here.".to_owned());
        let (round_id, school_id) = (round.to_owned(), school.to_owned());
        let round = found.ok_or_else(unknown)?;
        let wanted = ListCategoriesRequest { at_least, round_id, school_id, ..Default::default() };
        let listed = services.categories().list_categories(ask(&visitor.caller(), wanted)).await;
        let listed = listed?.into_inner();
        let shared = Vec::new();
        Ok(Self { ground, round, categories: listed.categories, shared, as_of: listed.as_of })
    }

    /// The same with what was shared last, for pages that show it of areas of which nothing is said yet.
    pub(crate) async fn load_with_last(
        services: &Services,
        visitor: &Visitor,
        asked: RoundAsked<'_>,
    ) -> Result<Self, Failure> {
        let (loaded, shared) = tokio::join!(
            Self::load(services, visitor, asked),
            shared_last(services, visitor, asked.at_least),
        );
        Ok(Self { shared: shared?, ..loaded? })
    }

    /// The same without the people. Five calls.
    pub(crate) async fn load_without_people(
        services: &Services,
        visitor: &Visitor,
        asked: RoundAsked<'_>,
    ) -> Result<Self, Failure> {
        let loaded = async {
            let ground = Ground::without_people(services, visitor).await?;
            Self::on(ground, services, visitor, asked).await
        };
        let (loaded, shared) = tokio::join!(loaded, shared_last(services, visitor, asked.at_least));
        Ok(Self { shared: shared?, ..loaded? })
    }

    /// The areas of a school in which a region can be proposed.
    pub(crate) fn to_propose(&self, school: &str) -> impl Iterator<Item = &str> {
        self.areas().filter(move |area| {
            let state = self.of(school, area).map(Category::state);
            matches!(state, Some(CategoryState::ViewStated | CategoryState::Reopened))
        })
    }

    /// The region decided before this round; empty where there is none, or where it could not be asked for.
    pub(crate) fn before(&self, school: &str, area: &str) -> &str {
        if let Some(category) = self.of(school, area) {
            return &category.previous_region_id;
        }
        let mut cells = self.shared.iter();
        let last = cells.find(|cell| cell.school_id == school && cell.area_id == area);
        match last {
            Some(cell) if cell.term == self.round.term => &cell.previous_region_id,
            Some(cell) => &cell.region_id,
            None => "",
        }
    }

    /// What was said of a school in an area; nothing where nothing was.
    pub(crate) fn of(&self, school: &str, area: &str) -> Option<&Category> {
        self.categories.iter().find(|category| {
            let cell = category.cell.as_ref();
            cell.is_some_and(|cell| cell.school_id == school && cell.area_id == area)
        })
    }

    /// The schools of the round, as the trust lists them.
    pub(crate) fn schools(&self) -> impl Iterator<Item = &str> {
        let schools = self.ground.trust.schools.iter().map(|school| school.school_id.as_str());
        schools.filter(|id| self.round.school_ids.iter().any(|in_round| in_round == id))
    }

    /// The areas that are judged.
    pub(crate) fn areas(&self) -> impl Iterator<Item = &str> {
        self.ground.framework.areas.iter().map(|area| area.area_id.as_str())
    }

    /// The ladder, lowest first, after a first choice that is none.
    pub(crate) fn ladder(&self, none: &str) -> Vec<Choice> {
        let regions = self.ground.framework.regions.iter();
        let regions = regions.map(|region| Choice::new(&region.region_id, &region.name));
        std::iter::once(Choice::new("", none)).chain(regions).collect()
    }

    /// People with a role across the trust: who may sit in its meeting.
    pub(crate) fn people(&self) -> Vec<Choice> {
        let trust_wide = |role: &RoleGranted| {
            role.scope.as_ref().is_some_and(|of| of.kind() == ScopeKind::Trust)
        };
        let people = self.ground.people.iter().filter(|person| person.roles.iter().any(trust_wide));
        people
            .map(|person| {
                Choice::new(&person.person_id, self.ground.names.person(&person.person_id))
            })
            .collect()
    }
}

/// What was shared last of each school and area; nothing where it cannot be asked for.
async fn shared_last(
    services: &Services,
    visitor: &Visitor,
    at_least: u64,
) -> Result<Vec<HeatmapCell>, Failure> {
    let last = GetHeatmapRequest { at_least, shared_only: true, ..Default::default() };
    let answer = services.dashboards().get_heatmap(ask(&visitor.caller(), last)).await;
    Ok(spare(answer)?.unwrap_or_default().cells)
}

/// Whether it is decided or left unjudged.
pub(crate) fn category_stands(category: &Category) -> bool {
    matches!(
        category.state(),
        CategoryState::Decided | CategoryState::Shared | CategoryState::NotJudged
    )
}

/// What a form calls a category.
pub(crate) fn key_of(school: &str, area: &str) -> String {
    format!("{school}.{area}")
}

/// How a meeting may come to what it came to.
pub(crate) fn agreements() -> Vec<Choice> {
    ["consensus", "vote"].map(|value| Choice::new(value, agreement_words(value))).into()
}

/// What was chosen of them, in words.
pub(crate) fn agreement_words(value: &str) -> String {
    let words = if value == "vote" { "By vote" } else { "By consensus" };
    words.to_owned()
}

/// What was chosen of them.
pub(crate) fn agreement(entered: &Entered) -> Agreement {
    match entered.get("agreement").as_str() {
        "vote" => Agreement::Vote,
        _ => Agreement::Consensus,
    }
}
