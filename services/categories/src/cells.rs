//! Where do the schools of a round stand, each step with its words side by side?

use std::collections::HashMap;

use contract::Term;
use contract::categories::v1::{Category, CategoryState, Cell, Evidence, Step};
use contract::events::CategoryEvent;
use contract::log::v1::{AsOf, Words};
use eventlog::{At, Document, Documents, ListColumns, Unready, When};
use uuid::Uuid;

/// The categories of a trust: a school in an area in a round is a thing of its own.
#[derive(Debug)]
pub(crate) struct Cells;

impl Document for Cells {
    const NAME: &'static str = "categories_cells";
    type Body = Category;
    type Event = CategoryEvent;

    fn thing(event: &CategoryEvent, school_and_area: &str) -> String {
        let round_id = cell(event).map(|cell| cell.round_id.as_str()).unwrap_or_default();
        format!("{round_id}/{school_and_area}")
    }

    fn columns(category: &Category) -> ListColumns<'_> {
        let Some(cell) = &category.cell else { return ListColumns::new() };
        ListColumns::new()
            .within("school_id", &cell.school_id)
            .with("round_id", &cell.round_id)
            .with("area_id", &cell.area_id)
            .with("term", &cell.term)
            .with("decided_region_id", decided(category))
    }

    fn fold(category: &mut Category, event: &CategoryEvent, at: &At) {
        category.cell = category.cell.take().or_else(|| cell(event).cloned());
        match event {
            CategoryEvent::SchoolViewStated(e) => {
                // A view stated anew while the category is reopened leaves it reopened.
                if category.state() != CategoryState::Reopened {
                    category.set_state(CategoryState::ViewStated);
                }
                category.school_view = step(at, &e.region_id, &e.reason, &e.evidence);
                category.view_not_given = None;
            }
            CategoryEvent::ViewNotGiven(e) => {
                if category.state() != CategoryState::Reopened {
                    category.set_state(CategoryState::ViewStated);
                }
                category.view_not_given = step(at, "", &e.reason, &[]);
            }
            CategoryEvent::RegionProposed(e) => {
                category.set_state(CategoryState::Proposed);
                category.proposal = step(at, &e.region_id, &e.reason, &e.evidence);
                category.answer_by.clone_from(&e.answer_by);
                category.withdrawal = None;
            }
            CategoryEvent::ProposalWithdrawn(e) => {
                let proposed = category.proposal.take().unwrap_or_default().region_id;
                category.set_state(CategoryState::ViewStated);
                category.withdrawal = step(at, &proposed, &e.reason, &[]);
                category.answer_by.clear();
            }
            // Readers compare the day. The school can answer still.
            CategoryEvent::AnswerNotGiven(_) => {}
            CategoryEvent::ProposalAccepted(_) => category.set_state(CategoryState::Accepted),
            CategoryEvent::ProposalChallenged(e) => {
                category.set_state(CategoryState::Challenged);
                let challenge = step(at, &e.region_id, &e.reason, &e.evidence);
                let in_report = e.in_report;
                category.challenge = challenge.map(|challenge| Step { in_report, ..challenge });
            }
            CategoryEvent::Moderated(e) => {
                category.set_state(CategoryState::Moderated);
                category.moderation = step(at, &e.region_id, &e.reason, &[]);
                category.moderation_meeting.clone_from(&e.meeting);
            }
            CategoryEvent::CategoryDecided(e) => {
                category.set_state(CategoryState::Decided);
                category.changed = false;
                category.decision = step(at, &e.region_id, &e.reason, &e.evidence);
                category.meeting = e.meeting.clone();
                category.not_answered = e.not_answered;
            }
            CategoryEvent::CategoryNotJudged(e) => {
                category.set_state(CategoryState::NotJudged);
                category.changed = false;
                category.decision = step(at, "", &e.reason, &[]);
                category.meeting = e.meeting.clone();
            }
            CategoryEvent::CategoryChanged(_) => category.changed = true,
            CategoryEvent::CategoryShared(e) => {
                category.set_state(CategoryState::Shared);
                category.shared_region_id.clone_from(&e.region_id);
            }
            CategoryEvent::CategoryReopened(e) => {
                let stood = decided(category).to_owned();
                opened_again(category);
                category.reopening = step(at, &stood, &e.reason, &[]);
            }
        }
    }
}

/// View and proposal stay; what followed them no longer holds and is in the log.
fn opened_again(category: &mut Category) {
    category.set_state(CategoryState::Reopened);
    category.changed = false;
    category.not_answered = false;
    category.challenge = None;
    category.moderation = None;
    category.moderation_meeting = None;
    category.decision = None;
    category.meeting = None;
}

fn cell(event: &CategoryEvent) -> Option<&Cell> {
    match event {
        CategoryEvent::SchoolViewStated(e) => e.cell.as_ref(),
        CategoryEvent::RegionProposed(e) => e.cell.as_ref(),
        CategoryEvent::ProposalAccepted(e) => e.cell.as_ref(),
        CategoryEvent::ProposalChallenged(e) => e.cell.as_ref(),
        CategoryEvent::Moderated(e) => e.cell.as_ref(),
        CategoryEvent::CategoryDecided(e) => e.cell.as_ref(),
        CategoryEvent::CategoryChanged(e) => e.cell.as_ref(),
        CategoryEvent::CategoryShared(e) => e.cell.as_ref(),
        CategoryEvent::CategoryReopened(e) => e.cell.as_ref(),
        CategoryEvent::CategoryNotJudged(e) => e.cell.as_ref(),
        CategoryEvent::ViewNotGiven(e) => e.cell.as_ref(),
        CategoryEvent::ProposalWithdrawn(e) => e.cell.as_ref(),
        CategoryEvent::AnswerNotGiven(e) => e.cell.as_ref(),
    }
}

fn step(at: &At, region_id: &str, reason: &Option<Words>, evidence: &[Evidence]) -> Option<Step> {
    Some(Step {
        region_id: region_id.to_owned(),
        reason: reason.clone(),
        evidence: evidence.to_vec(),
        position: at.position,
        at: at.time.to_string(),
        actor_id: at.actor.to_string(),
        in_report: false,
    })
}

/// The region last decided in this round, also while it is reopened; empty before.
fn decided(category: &Category) -> &str {
    let last = category.decision.as_ref().or(category.reopening.as_ref());
    last.map(|step| step.region_id.as_str()).unwrap_or_default()
}

/// Returns every school and area that something was said about in a round, by school and area, and where this stands. `of` has
/// the round, and the school where only one is asked for.
pub(crate) async fn of_round(
    cells: &Documents<Cells>,
    trust: Uuid,
    when: When,
    of: Cell,
) -> Result<(AsOf, Vec<Category>), Unready> {
    let every_round = like(Cell { round_id: String::new(), ..of.clone() });
    let (as_of, mut categories) = cells.list(trust, when, &like(of)).await?;
    let columns = cells.columns(trust, When::at(as_of.position), &every_round).await?;
    name_previous(&mut categories, &columns);
    categories.sort_by(|a, b| place(a).cmp(&place(b)));
    Ok((as_of, categories))
}

fn like(cell: Cell) -> Category {
    Category { cell: Some(cell), ..Category::default() }
}

fn place(category: &Category) -> Option<[&str; 2]> {
    category.cell.as_ref().map(|cell| [cell.school_id.as_str(), cell.area_id.as_str()])
}

/// Sets each category's region of the latest decided round before its own, from the columns of all that may have one.
fn name_previous(categories: &mut [Category], columns: &[HashMap<String, String>]) {
    let mut decisions: HashMap<[&str; 2], Vec<(Term, &str)>> = HashMap::new();
    for row in columns {
        let of = |name| row.get(name).map(String::as_str).unwrap_or_default();
        if let (Ok(term), false) = (of("term").parse(), of("decided_region_id").is_empty()) {
            let decided = (term, of("decided_region_id"));
            decisions.entry([of("school_id"), of("area_id")]).or_default().push(decided);
        }
    }
    for category in categories {
        let Some(cell) = &category.cell else { continue };
        let Ok(term) = cell.term.parse::<Term>() else { continue };
        let decided = decisions.get(&[cell.school_id.as_str(), cell.area_id.as_str()]);
        let earlier = decided.into_iter().flatten().filter(|(other, _)| *other < term);
        let latest = earlier.max_by_key(|(other, _)| *other);
        category.previous_region_id =
            latest.map(|(_, region)| (*region).to_owned()).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests;
