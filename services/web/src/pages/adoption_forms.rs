//! What a school adopted of the register, and what is waived for it, as forms; each can be taken back.

use contract::evidence::v1::{
    AdoptRequirementRequest, TakeBackAdoptionRequest, TakeBackWaiverRequest,
    WaiveRequirementRequest,
};
use serde::Deserialize;

use crate::form::{Act, Entered, Entry, placed, sends};

/// Which requirement, for which period.
const WHAT: Entry = Entry::choice("what", "Which requirement?").wanted("Choose a requirement");

/// Records that the school adopted a requirement.
#[derive(Debug, Deserialize)]
pub(crate) struct AdoptRequirement {
    pub school: String,
    pub year: String,
}

impl Act for AdoptRequirement {
    type Command = AdoptRequirementRequest;
    const ENTRIES: &'static [Entry] =
        &[WHAT, Entry::day("on", "On which day was it adopted?").hint("Leave it empty for today")];
    const BUTTON: &'static str = "Record it as adopted";
    const DONE: &'static str = "It is recorded as adopted";
    placed!(
        "/schools/{school}/requirements/{year}/adoptions"(school, year),
        "/schools/{school}/requirements/{year}"(school, year)
    );
    sends!(evidence, adopt_requirement);

    fn command(&self, entered: &Entered) -> AdoptRequirementRequest {
        let ChosenRequirement { requirement_id, period } = chosen(entered);
        AdoptRequirementRequest {
            command_id: entered.command(),
            requirement_id,
            school_id: self.school.clone(),
            period,
            on: entered.get("on"),
        }
    }
}

/// Takes back what was recorded as adopted by mistake.
#[derive(Debug, Deserialize)]
pub(crate) struct TakeBackAdoption {
    pub school: String,
    pub year: String,
}

impl Act for TakeBackAdoption {
    type Command = TakeBackAdoptionRequest;
    const ENTRIES: &'static [Entry] = &[WHAT];
    const BUTTON: &'static str = "Take it back";
    const DONE: &'static str = "It is not recorded as adopted any more";
    placed!(
        "/schools/{school}/requirements/{year}/adoptions/back"(school, year),
        "/schools/{school}/requirements/{year}"(school, year)
    );
    sends!(evidence, take_back_adoption);

    fn command(&self, entered: &Entered) -> TakeBackAdoptionRequest {
        let ChosenRequirement { requirement_id, period } = chosen(entered);
        TakeBackAdoptionRequest {
            command_id: entered.command(),
            requirement_id,
            school_id: self.school.clone(),
            period,
        }
    }
}

/// The improvement lead says that the school need not have it.
#[derive(Debug, Deserialize)]
pub(crate) struct WaiveRequirement {
    pub school: String,
    pub year: String,
}

impl Act for WaiveRequirement {
    type Command = WaiveRequirementRequest;
    const ENTRIES: &'static [Entry] = &[
        WHAT,
        Entry::words_of::<Self::Command>("reason", "Why need the school not have it?")
            .hint("The school’s people, its committee and the trust’s team read it. Name no person")
            .wanted("Say why the school need not have it"),
    ];
    const BUTTON: &'static str = "Waive it";
    const DONE: &'static str = "It is waived for the school";
    placed!(
        "/schools/{school}/requirements/{year}/waivers"(school, year),
        "/schools/{school}/requirements/{year}"(school, year)
    );
    sends!(evidence, waive_requirement);

    fn command(&self, entered: &Entered) -> WaiveRequirementRequest {
        let ChosenRequirement { requirement_id, period } = chosen(entered);
        WaiveRequirementRequest {
            command_id: entered.command(),
            requirement_id,
            school_id: self.school.clone(),
            period,
            reason: entered.get("reason"),
        }
    }
}

/// The school has to have it after all.
#[derive(Debug, Deserialize)]
pub(crate) struct TakeBackWaiver {
    pub school: String,
    pub year: String,
}

impl Act for TakeBackWaiver {
    type Command = TakeBackWaiverRequest;
    const ENTRIES: &'static [Entry] = &[WHAT];
    const BUTTON: &'static str = "Take the waiver back";
    const DONE: &'static str = "The waiver is taken back";
    placed!(
        "/schools/{school}/requirements/{year}/waivers/back"(school, year),
        "/schools/{school}/requirements/{year}"(school, year)
    );
    sends!(evidence, take_back_waiver);

    fn command(&self, entered: &Entered) -> TakeBackWaiverRequest {
        let ChosenRequirement { requirement_id, period } = chosen(entered);
        TakeBackWaiverRequest {
            command_id: entered.command(),
            requirement_id,
            school_id: self.school.clone(),
            period,
        }
    }
}

/// What was chosen: a requirement, for a period.
struct ChosenRequirement {
    requirement_id: String,
    period: String,
}

fn chosen(entered: &Entered) -> ChosenRequirement {
    let what = entered.get("what");
    let (requirement_id, period) = what.split_once(' ').unwrap_or_default();
    ChosenRequirement { requirement_id: requirement_id.to_owned(), period: period.to_owned() }
}

#[cfg(test)]
mod tests;
