//! A note of a visit from its beginning to what became of an action, as forms. Each is for whom it is, when the note has come so far.

use contract::evidence::v1::{
    AgreeVisitActionRequest, AgreeVisitNoteRequest, BeginVisitNoteRequest,
    CommentOnVisitNoteRequest, IssueVisitNoteRequest, RecordVisitFindingRequest, RevisitOutcome,
    RevisitVisitActionRequest, SendVisitNoteRequest, StrengthOfEvidence, TakeOutVisitActionRequest,
    TakeOutVisitFindingRequest, VisitKind, VisitReader,
};
use contract::schools::v1::Role;
use serde::Deserialize;

use crate::form::{Act, Check, Entered, Entry, placed, sends};
use crate::ground::Ground;

/// A person who visited begins a note.
#[derive(Debug, Deserialize)]
pub(crate) struct BeginVisitNote {
    pub school: String,
}

impl Act for BeginVisitNote {
    type Command = BeginVisitNoteRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("kind", "What was the visit for?").wanted("Choose what the visit was for"),
        Entry::day("on", "Day of the visit").wanted("Enter the day of the visit"),
        Entry::words_of::<Self::Command>("focus", "What did you look at?")
            .hint("Everybody reads it to whom the note goes. Name no pupil or colleague")
            .wanted("Say what you looked at"),
    ];
    const BUTTON: &'static str = "Begin the note";
    const DONE: &'static str = "The note is begun. Open it to write down what you found";
    placed!("/schools/{school}/visits/new"(school), "/schools/{school}/visits"(school));
    sends!(evidence, begin_visit_note);

    fn command(&self, entered: &Entered) -> BeginVisitNoteRequest {
        let kind = VisitKind::from_str_name(&entered.get("kind")).unwrap_or_default();
        BeginVisitNoteRequest {
            command_id: entered.command(),
            school_id: self.school.clone(),
            kind: kind.into(),
            on: entered.get("on"),
            focus: entered.get("focus"),
        }
    }
}

/// The writer adds what was found.
#[derive(Debug, Deserialize)]
pub(crate) struct RecordVisitFinding {
    pub school: String,
    pub visit: String,
}

impl Act for RecordVisitFinding {
    type Command = RecordVisitFindingRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::words_of::<Self::Command>("text", "What did you find?")
            .hint("Everybody reads it to whom the note goes. Name no pupil or colleague")
            .wanted("Say what you found"),
        Entry::boxes("areas", "Which areas does it touch?").wanted("Choose at least one area"),
        Entry::radios("strength", "How much does it rest on?")
            .wanted("Choose how much it rests on"),
    ];
    const BUTTON: &'static str = "Add the finding";
    const DONE: &'static str = "The finding stands in the note";
    placed!("/schools/{school}/visits/{visit}/findings"(school, visit), "/visits/{visit}"(visit));
    sends!(evidence, record_visit_finding);

    fn command(&self, entered: &Entered) -> RecordVisitFindingRequest {
        let strength = StrengthOfEvidence::from_str_name(&entered.get("strength"));
        RecordVisitFindingRequest {
            command_id: entered.command(),
            visit_note_id: self.visit.clone(),
            school_id: self.school.clone(),
            areas: entered.all("areas"),
            strength: strength.unwrap_or_default().into(),
            text: entered.get("text"),
        }
    }
}

/// The writer takes a finding out again.
#[derive(Debug, Deserialize)]
pub(crate) struct TakeOutVisitFinding {
    pub school: String,
    pub visit: String,
    pub finding: String,
}

impl Act for TakeOutVisitFinding {
    type Command = TakeOutVisitFindingRequest;
    const ENTRIES: &'static [Entry] = &[];
    const BUTTON: &'static str = "Take it out";
    const DONE: &'static str = "The finding is taken out of the note";
    placed!(
        "/schools/{school}/visits/{visit}/findings/{finding}/out"(school, visit, finding),
        "/visits/{visit}"(visit)
    );
    sends!(evidence, take_out_visit_finding);

    fn command(&self, entered: &Entered) -> TakeOutVisitFindingRequest {
        TakeOutVisitFindingRequest {
            command_id: entered.command(),
            visit_note_id: self.visit.clone(),
            school_id: self.school.clone(),
            finding_id: self.finding.clone(),
        }
    }
}

/// The writer adds what is to be done.
#[derive(Debug, Deserialize)]
pub(crate) struct AgreeVisitAction {
    pub school: String,
    pub visit: String,
}

impl Act for AgreeVisitAction {
    type Command = AgreeVisitActionRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::words_of::<Self::Command>("text", "What is to be done?")
            .hint("Everybody reads it to whom the note goes. Name no pupil or colleague")
            .wanted("Say what is to be done"),
        Entry::choice("owner", "Who does it?").wanted("Choose who does it"),
        Entry::day("due", "By when?").wanted("Enter the day by which it is done"),
    ];
    const BUTTON: &'static str = "Add the action";
    const DONE: &'static str = "The action stands in the note";
    placed!("/schools/{school}/visits/{visit}/actions"(school, visit), "/visits/{visit}"(visit));
    sends!(evidence, agree_visit_action);

    fn command(&self, entered: &Entered) -> AgreeVisitActionRequest {
        let owner = entered.get("owner");
        let role = Role::from_str_name(&owner);
        AgreeVisitActionRequest {
            command_id: entered.command(),
            visit_note_id: self.visit.clone(),
            school_id: self.school.clone(),
            text: entered.get("text"),
            owner_role: role.unwrap_or_default().into(),
            owner_id: if role.is_some() { String::new() } else { owner },
            due_on: entered.get("due"),
        }
    }
}

/// The writer takes an action out again.
#[derive(Debug, Deserialize)]
pub(crate) struct TakeOutVisitAction {
    pub school: String,
    pub visit: String,
    pub action: String,
}

impl Act for TakeOutVisitAction {
    type Command = TakeOutVisitActionRequest;
    const ENTRIES: &'static [Entry] = &[];
    const BUTTON: &'static str = "Take it out";
    const DONE: &'static str = "The action is taken out of the note";
    placed!(
        "/schools/{school}/visits/{visit}/actions/{action}/out"(school, visit, action),
        "/visits/{visit}"(visit)
    );
    sends!(evidence, take_out_visit_action);

    fn command(&self, entered: &Entered) -> TakeOutVisitActionRequest {
        TakeOutVisitActionRequest {
            command_id: entered.command(),
            visit_note_id: self.visit.clone(),
            school_id: self.school.clone(),
            action_id: self.action.clone(),
        }
    }
}

/// The writer sends the note to the school's head.
#[derive(Debug, Deserialize)]
pub(crate) struct SendVisitNote {
    pub school: String,
    pub visit: String,
}

impl Act for SendVisitNote {
    type Command = SendVisitNoteRequest;
    const ENTRIES: &'static [Entry] = &[];
    const BUTTON: &'static str = "Send the note to the head";
    const DONE: &'static str = "The school’s head sees the note now, and agrees or comments";
    placed!("/schools/{school}/visits/{visit}/sending"(school, visit), "/visits/{visit}"(visit));
    sends!(evidence, send_visit_note);

    fn command(&self, entered: &Entered) -> SendVisitNoteRequest {
        SendVisitNoteRequest {
            command_id: entered.command(),
            visit_note_id: self.visit.clone(),
            school_id: self.school.clone(),
        }
    }
}

/// The school's head says what is not right.
#[derive(Debug, Deserialize)]
pub(crate) struct CommentOnVisitNote {
    pub school: String,
    pub visit: String,
}

impl Act for CommentOnVisitNote {
    type Command = CommentOnVisitNoteRequest;
    const ENTRIES: &'static [Entry] =
        &[Entry::words_of::<Self::Command>("text", "What is not right?")
            .hint("The writer and the improvement lead read it. Name no pupil or colleague")
            .wanted("Say what is not right")];
    const BUTTON: &'static str = "Send the comment";
    const DONE: &'static str = "The writer can change the note now, and sends it to you again";
    placed!("/schools/{school}/visits/{visit}/comment"(school, visit), "/visits/{visit}"(visit));
    sends!(evidence, comment_on_visit_note);

    fn command(&self, entered: &Entered) -> CommentOnVisitNoteRequest {
        CommentOnVisitNoteRequest {
            command_id: entered.command(),
            visit_note_id: self.visit.clone(),
            school_id: self.school.clone(),
            text: entered.get("text"),
        }
    }
}

/// The school's head agrees to the note.
#[derive(Debug, Deserialize)]
pub(crate) struct AgreeVisitNote {
    pub school: String,
    pub visit: String,
}

impl Act for AgreeVisitNote {
    type Command = AgreeVisitNoteRequest;
    const ENTRIES: &'static [Entry] = &[];
    const BUTTON: &'static str = "Agree to the note";
    const DONE: &'static str = "The note is agreed. Its writer issues it next";
    const CHECK: Option<Check> = Some(Check {
        at: "/schools/{school}/visits/{visit}/agreement/check",
        heading: "Agree to the note",
        then: "The note does not change any more after that.",
        button: "Agree",
    });
    placed!("/schools/{school}/visits/{visit}/agreement"(school, visit), "/visits/{visit}"(visit));
    sends!(evidence, agree_visit_note);

    fn command(&self, entered: &Entered) -> AgreeVisitNoteRequest {
        AgreeVisitNoteRequest {
            command_id: entered.command(),
            visit_note_id: self.visit.clone(),
            school_id: self.school.clone(),
        }
    }
}

/// The writer issues the note to its readers.
#[derive(Debug, Deserialize)]
pub(crate) struct IssueVisitNote {
    pub school: String,
    pub visit: String,
}

impl Act for IssueVisitNote {
    type Command = IssueVisitNoteRequest;
    const ENTRIES: &'static [Entry] = &[Entry::boxes("readers", "Who else reads it?")
        .hint("The school’s head, the writer and the improvement lead read it in any case")];
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str = "The note is issued to its readers";
    const CHECK: Option<Check> = Some(Check {
        at: "/schools/{school}/visits/{visit}/issue/check",
        heading: "Check who reads the note",
        then: "These people see the note now. Who reads it does not change afterwards.",
        button: "Issue the note",
    });
    placed!("/schools/{school}/visits/{visit}/issue"(school, visit), "/visits/{visit}"(visit));
    sends!(evidence, issue_visit_note);

    fn said(&self, _: &Ground, _: &str, value: &str) -> String {
        VisitReader::from_str_name(value).map_or("", VisitReader::words).to_owned()
    }

    fn command(&self, entered: &Entered) -> IssueVisitNoteRequest {
        let readers = entered.all("readers");
        let readers = readers.iter().filter_map(|name| VisitReader::from_str_name(name));
        IssueVisitNoteRequest {
            command_id: entered.command(),
            visit_note_id: self.visit.clone(),
            school_id: self.school.clone(),
            readers: readers.map(i32::from).collect(),
        }
    }
}

/// A visitor says what became of an action.
#[derive(Debug, Deserialize)]
pub(crate) struct RevisitVisitAction {
    pub school: String,
    pub visit: String,
    pub action: String,
}

impl Act for RevisitVisitAction {
    type Command = RevisitVisitActionRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::day("on", "Which day was it looked at again?")
            .wanted("Enter the day on which it was looked at again"),
        Entry::radios("outcome", "Is it better than at the visit?")
            .wanted("Say whether it is better"),
        Entry::words_of::<Self::Command>("text", "What became of it?")
            .hint("The readers of the note read it. Name no pupil or colleague")
            .wanted("Say what became of it"),
    ];
    const BUTTON: &'static str = "Record what became of it";
    const DONE: &'static str = "What became of the action is recorded";
    placed!(
        "/schools/{school}/visits/{visit}/actions/{action}/revisits"(school, visit, action),
        "/visits/{visit}"(visit)
    );
    sends!(evidence, revisit_visit_action);

    fn command(&self, entered: &Entered) -> RevisitVisitActionRequest {
        let outcome = RevisitOutcome::from_str_name(&entered.get("outcome")).unwrap_or_default();
        RevisitVisitActionRequest {
            command_id: entered.command(),
            visit_note_id: self.visit.clone(),
            school_id: self.school.clone(),
            action_id: self.action.clone(),
            on: entered.get("on"),
            outcome: outcome.into(),
            text: entered.get("text"),
        }
    }
}

#[cfg(test)]
mod tests;
