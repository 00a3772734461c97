//! The forms that bring in what was decided of a school before Plumbline, and the form that takes it back.

use contract::categories::v1::{
    BringInDecisionsRequest, BroughtInDecision, EarlierDecision, FrameworkAgreed,
    TakeBackBroughtInRequest,
};
use contract::longest;
use maud::{Markup, html};
use serde::Deserialize;

use super::ForReader;
use crate::dates;
use crate::form::{Act, Check, Choice, Entered, Entry, Form, Problem, placed, sends};
use crate::ground::Ground;

/// Longest list of areas a form takes; the service has the last word.
const LONGEST_LIST: usize = 4_000;
/// Longest name of an area or a region.
const LONGEST_NAME: usize = longest::<BringInDecisionsRequest>("area_name");

const ON: Entry = Entry::day("on", "On which day was it decided?")
    .hint("The day that the document gives, not today")
    .wanted("Enter the day on which it was decided");
const PAPER: Entry =
    Entry::line_of::<BringInDecisionsRequest>("paper", "In which document does it stand?")
        .hint("For example “Annual review 2023-24”. Name no pupil, parent or colleague")
        .wanted("Enter the name of the document");
const BY: Entry = Entry::line("by", "Who decided it?")
    .at_most(longest::<BringInDecisionsRequest>("decided_by"))
    .hint("For example “Board of trustees”. Leave it empty where the document does not say it");

/// What happens once it is sent, whichever way it is named.
const THEN: &str = "It stands in the school’s history as brought in, with its day and its document. Everyone who sees what is \
                    shared about the school sees it. It moves no region of today and starts nothing.";
const DONE: &str = "The judgements are brought in";

/// Brings in what was decided by a version of the framework.
#[derive(Debug, Deserialize)]
pub(crate) struct BringInByFramework {
    pub school: String,
    pub framework: String,
    /// A number, as the address has it.
    pub version: String,
}

impl Act for BringInByFramework {
    type Command = BringInDecisionsRequest;
    const ENTRIES: &'static [Entry] = &[
        ON,
        PAPER,
        BY,
        Entry::pick("region", "Which region was decided?")
            .hint("Leave out what was not judged")
            .wanted("Choose a region in at least one area"),
    ];
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str = DONE;
    const CHECK: Option<Check> = Some(Check {
        at: "/schools/{school}/earlier/by/{framework}/{version}/check",
        heading: "Check what is brought in",
        then: THEN,
        button: "Bring it in",
    });
    placed!(
        "/schools/{school}/earlier/by/{framework}/{version}"(school, framework, version),
        "/schools/{school}/earlier/by/{framework}/{version}"(school, framework, version)
    );
    sends!(categories, bring_in_decisions);

    fn next(&self) -> String {
        format!("/schools/{}/earlier", self.school)
    }

    fn said(&self, ground: &Ground, name: &str, value: &str) -> String {
        match name {
            "region" if ground.names.rung(value) > 0 => ground.names.region(value),
            "region" => ground.names.area(value),
            _ => value.to_owned(),
        }
    }

    fn command(&self, entered: &Entered) -> BringInDecisionsRequest {
        let decided = |(area_id, region_id): (String, String)| EarlierDecision {
            area_id,
            region_id,
            ..EarlierDecision::default()
        };
        BringInDecisionsRequest {
            framework_id: self.framework.clone(),
            // An address that was typed may name no version; the service refuses it.
            framework_version: self.version.parse().unwrap_or_default(),
            decisions: entered.each("region").into_iter().map(decided).collect(),
            ..asked(&self.school, entered)
        }
    }
}

/// Brings in what was decided by no framework that the trust holds.
#[derive(Debug, Deserialize)]
pub(crate) struct BringInByName {
    pub school: String,
}

impl Act for BringInByName {
    type Command = BringInDecisionsRequest;
    const ENTRIES: &'static [Entry] = &[
        ON,
        PAPER,
        BY,
        Entry::words("decisions", "Areas and regions, one a line", LONGEST_LIST)
            .hint("As the document names them, for example “Provision: Good”. They are not matched to today’s areas")
            .wanted("Enter at least one area with its region"),
    ];
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str = DONE;
    const CHECK: Option<Check> = Some(Check {
        at: "/schools/{school}/earlier/in-words/check",
        heading: "Check what is brought in",
        then: THEN,
        button: "Bring it in",
    });
    placed!("/schools/{school}/earlier/in-words"(school), "/schools/{school}/earlier"(school));
    sends!(categories, bring_in_decisions);

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        let text = entered.get("decisions");
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        if lines.all(|line| in_words(line).is_some()) {
            return Vec::new();
        }
        let sentence = "Enter each area with its region, for example “Provision: Good”, each in 100 letters or fewer";
        vec![Problem::with("decisions", sentence)]
    }

    fn said(&self, _: &Ground, _: &str, value: &str) -> String {
        value.to_owned()
    }

    fn command(&self, entered: &Entered) -> BringInDecisionsRequest {
        BringInDecisionsRequest {
            decisions: entered.get("decisions").lines().filter_map(in_words).collect(),
            ..asked(&self.school, entered)
        }
    }
}

/// Takes back what was brought in wrongly.
#[derive(Debug, Deserialize)]
pub(crate) struct TakeBackBroughtIn {
    pub school: String,
}

impl Act for TakeBackBroughtIn {
    type Command = TakeBackBroughtInRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::boxes("decisions", "Which judgements are taken back?")
            .wanted("Choose at least one judgement"),
        Entry::words_of::<Self::Command>("reason", "Why?")
            .hint("The improvement lead, the chief executive and the school’s head read it. Name no person")
            .wanted("Say why it is taken back"),
    ];
    const BUTTON: &'static str = "Take back";
    const DONE: &'static str = "The judgements are taken back. They can be brought in again";
    placed!("/schools/{school}/earlier/take-back"(school), "/schools/{school}/earlier"(school));
    sends!(categories, take_back_brought_in);

    fn command(&self, entered: &Entered) -> TakeBackBroughtInRequest {
        TakeBackBroughtInRequest {
            command_id: entered.command(),
            school_id: self.school.clone(),
            decision_ids: entered.all("decisions"),
            reason: entered.get("reason"),
        }
    }
}

/// What both ways of naming ask for.
fn asked(school: &str, entered: &Entered) -> BringInDecisionsRequest {
    BringInDecisionsRequest {
        command_id: entered.command(),
        school_id: school.to_owned(),
        decided_on: entered.get("on"),
        paper: entered.get("paper"),
        decided_by: entered.get("by"),
        ..BringInDecisionsRequest::default()
    }
}

/// An area with its region, as a line of the form has them.
fn in_words(line: &str) -> Option<EarlierDecision> {
    let (area, region) = line.split_once(':')?;
    let fits = |name: &str| !name.is_empty() && name.chars().count() <= LONGEST_NAME;
    let (area, region) = (area.trim(), region.trim());
    (fits(area) && fits(region)).then(|| EarlierDecision {
        area_name: area.to_owned(),
        region_name: region.to_owned(),
        ..EarlierDecision::default()
    })
}

/// The form over all areas of a version of the framework.
pub(super) fn by_framework(of: ForReader<'_>, school: &str, framework: &FrameworkAgreed) -> Markup {
    let act = BringInByFramework {
        school: school.to_owned(),
        framework: framework.framework_id.clone(),
        version: framework.version.to_string(),
    };
    let areas = framework.areas.iter().map(|area| Choice::new(&area.area_id, &area.name));
    let regions = framework.regions.iter().map(|one| Choice::new(&one.region_id, &one.name));
    let ladder = std::iter::once(Choice::new("", "Not judged")).chain(regions);
    Form::new(&act, of.visitor, of.told)
        .choices("region", areas.collect())
        .choices("region/of", ladder.collect())
        .render()
}

/// The form in the words of a paper.
pub(super) fn by_name(of: ForReader<'_>, school: &str) -> Markup {
    let act = BringInByName { school: school.to_owned() };
    Form::new(&act, of.visitor, of.told)
        .folded("Bring in what was decided by a framework that is not here")
}

/// The form that takes back, where there is something to take back.
pub(super) fn taking_back(
    of: ForReader<'_>,
    school: &str,
    brought_in: &[BroughtInDecision],
) -> Markup {
    let act = TakeBackBroughtIn { school: school.to_owned() };
    let standing = brought_in.iter().filter(|decision| decision.taken_back_on.is_empty());
    let choices: Vec<_> = standing
        .map(|decision| {
            let BroughtInDecision { area_name, region_name, decided_on, .. } = decision;
            let words = format!("{area_name}, {}: {region_name}", dates::day(decided_on));
            Choice::new(&decision.decision_id, words)
        })
        .collect();
    html! {
        @if !choices.is_empty() {
            (Form::new(&act, of.visitor, of.told)
                .choices("decisions", choices)
                .folded("Take back what was brought in wrongly"))
        }
    }
}

#[cfg(test)]
mod tests;
