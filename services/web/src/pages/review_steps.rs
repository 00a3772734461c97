//! A peer review from request to follow-up, as forms: each for whom it is, when the review has come so far.

use contract::reviews::v1::{
    AgreeDistributionRequest, CompleteReviewRequest, FindingKind, HoldReviewRequest,
    MatchTeamRequest, ProposePairingRequest, Recipient, RecordFindingRequest,
    RecordFollowUpRequest, RequestReviewRequest, Reviewer,
};
use serde::Deserialize;

use crate::form::{Act, Check, Entered, Entry, Problem, placed, sends};
use crate::routes::Routes;

/// What its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .form::<RequestReview>()
        .form::<MatchTeam>()
        .form::<AgreeDistribution>()
        .form::<HoldReview>()
        .form::<RecordFinding>()
        .form::<CompleteReview>()
        .form::<RecordFollowUp>()
        .form::<ProposePairing>()
}

/// The reviewers a team can have here, the lead first.
const TEAM: [&str; 4] = ["lead", "second", "third", "fourth"];

/// A head asks for a review of the own school, the improvement lead for one of any school.
#[derive(Debug, Deserialize)]
pub(crate) struct RequestReview {}

impl Act for RequestReview {
    type Command = RequestReviewRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("school", "School to be reviewed").wanted("Choose a school"),
        Entry::choice("term", "Term").wanted("Choose a term"),
        Entry::boxes("areas", "Areas to look at").wanted("Choose at least one area"),
        Entry::words_of::<Self::Command>("focus", "What shall the reviewers look at?")
            .hint("The team, the head and the improvement lead read it. Name no pupil or colleague")
            .wanted("Say what the reviewers shall look at"),
    ];
    const BUTTON: &'static str = "Ask for a review";
    const DONE: &'static str = "The review is asked for. The improvement lead names a team next";
    placed!("/reviews/new"(), "/reviews"());
    sends!(reviews, request_review);

    fn command(&self, entered: &Entered) -> RequestReviewRequest {
        RequestReviewRequest {
            command_id: entered.command(),
            host_school_id: entered.get("school"),
            areas: entered.all("areas"),
            focus: entered.get("focus"),
            term: entered.get("term"),
            pairing_id: String::new(),
        }
    }
}

/// The improvement lead names the team. A choice is a person's id, a space, and the id of the school he or she comes from.
#[derive(Debug, Deserialize)]
pub(crate) struct MatchTeam {
    pub review: String,
}

impl Act for MatchTeam {
    type Command = MatchTeamRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("lead", "Who leads the team?").wanted("Choose who leads the team"),
        Entry::choice("second", "Second reviewer"),
        Entry::choice("third", "Third reviewer"),
        Entry::choice("fourth", "Fourth reviewer"),
    ];
    const BUTTON: &'static str = "Name the team";
    const DONE: &'static str =
        "The team is named. The host’s head agrees next who receives what it finds";
    placed!("/reviews/{review}/team"(review), "/reviews/{review}"(review));
    sends!(reviews, match_team);

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        let chosen = TEAM.map(|place| (place, entered.get(place)));
        let again = |(place, person): &(&'static str, String)| {
            !person.is_empty() && chosen.iter().any(|(other, same)| other < place && same == person)
        };
        let twice = chosen.iter().find(|one| again(one));
        let problem =
            |(place, _): &(&'static str, String)| Problem::with(place, "Choose each person once");
        twice.map(problem).into_iter().collect()
    }

    fn command(&self, entered: &Entered) -> MatchTeamRequest {
        let chosen = TEAM.map(|place| (place == "lead", entered.get(place)));
        let reviewers = chosen.into_iter().filter_map(|(lead, chosen)| {
            let (person, school) = chosen.split_once(' ')?;
            let (person_id, school_id) = (person.to_owned(), school.to_owned());
            Some(Reviewer { person_id, school_id, lead })
        });
        MatchTeamRequest {
            command_id: entered.command(),
            review_id: self.review.clone(),
            reviewers: reviewers.collect(),
        }
    }
}

/// The host's head agrees who receives the findings.
#[derive(Debug, Deserialize)]
pub(crate) struct AgreeDistribution {
    pub review: String,
}

impl Act for AgreeDistribution {
    type Command = AgreeDistributionRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::boxes("recipients", "Who receives what the team finds?")
            .hint("You receive it yourself in any case")
            .wanted("Choose at least one"),
        Entry::radios("evidence", "May judgements rest on it?")
            .wanted("Say whether judgements may rest on it"),
    ];
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str = "It is agreed. The team can visit now";
    const CHECK: Option<Check> = Some(Check {
        at: "/reviews/{review}/distribution/check",
        heading: "Check who receives the findings",
        then: "This is agreed before the visit, and it does not change afterwards.",
        button: "Agree",
    });
    placed!("/reviews/{review}/distribution"(review), "/reviews/{review}"(review));
    sends!(reviews, agree_distribution);

    fn said(&self, _: &crate::ground::Ground, name: &str, value: &str) -> String {
        match name {
            "evidence" => if value == "yes" { "Yes" } else { "No" }.to_owned(),
            _ => Recipient::from_str_name(value).map_or("", recipient).to_owned(),
        }
    }

    fn command(&self, entered: &Entered) -> AgreeDistributionRequest {
        let recipients = entered.all("recipients");
        let recipients = recipients.iter().filter_map(|name| Recipient::from_str_name(name));
        AgreeDistributionRequest {
            command_id: entered.command(),
            review_id: self.review.clone(),
            recipients: recipients.map(i32::from).collect(),
            counts_as_evidence: entered.get("evidence") == "yes",
        }
    }
}

/// A recipient in words.
pub(crate) fn recipient(recipient: Recipient) -> &'static str {
    match recipient {
        Recipient::HostHeadteacher => "The school’s head",
        Recipient::HostCommittee => "The school’s committee",
        Recipient::ImprovementLead => "The improvement lead and the chief executive",
        Recipient::Trustees => "The trustees",
        Recipient::Unspecified => "",
    }
}

/// The lead reviewer records the visit.
#[derive(Debug, Deserialize)]
pub(crate) struct HoldReview {
    pub review: String,
}

impl Act for HoldReview {
    type Command = HoldReviewRequest;
    const ENTRIES: &'static [Entry] =
        &[Entry::day("on", "Day of the visit").wanted("Enter the day of the visit")];
    const BUTTON: &'static str = "Record the visit";
    const DONE: &'static str = "The visit is recorded. The team can record what it found";
    placed!("/reviews/{review}/visit"(review), "/reviews/{review}"(review));
    sends!(reviews, hold_review);

    fn command(&self, entered: &Entered) -> HoldReviewRequest {
        let (review_id, on) = (self.review.clone(), entered.get("on"));
        HoldReviewRequest { command_id: entered.command(), review_id, on }
    }
}

/// The team records what host and team agreed they saw.
#[derive(Debug, Deserialize)]
pub(crate) struct RecordFinding {
    pub review: String,
}

impl Act for RecordFinding {
    type Command = RecordFindingRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::radios("kind", "What kind of finding is it?").wanted("Choose a kind"),
        Entry::boxes("areas", "Which areas does it touch?").wanted("Choose at least one area"),
        Entry::words_of::<Self::Command>("text", "What did you see?")
            .hint("Those read it whom the host agreed to before the visit. Name no person")
            .wanted("Say what you saw"),
    ];
    const BUTTON: &'static str = "Record the finding";
    const DONE: &'static str = "The finding is recorded. Record the next, or end the review";
    placed!("/reviews/{review}/findings"(review), "/reviews/{review}"(review));
    sends!(reviews, record_finding);

    fn command(&self, entered: &Entered) -> RecordFindingRequest {
        let kind = FindingKind::from_str_name(&entered.get("kind")).unwrap_or_default();
        RecordFindingRequest {
            command_id: entered.command(),
            review_id: self.review.clone(),
            areas: entered.all("areas"),
            kind: kind.into(),
            text: entered.get("text"),
        }
    }
}

/// The lead reviewer ends the review.
#[derive(Debug, Deserialize)]
pub(crate) struct CompleteReview {
    pub review: String,
}

impl Act for CompleteReview {
    type Command = CompleteReviewRequest;
    const ENTRIES: &'static [Entry] = &[Entry::words_of::<Self::Command>("summary", "Summary")
        .hint("Everybody reads it whom the host agreed to before the visit. Name no person")
        .wanted("Write the summary")];
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str =
        "The review has ended. The team looks again in 90 days and records what became of it";
    const CHECK: Option<Check> = Some(Check {
        at: "/reviews/{review}/end/check",
        heading: "Check the summary",
        then: "The review ends. No finding can be added after that.",
        button: "End the review",
    });
    placed!("/reviews/{review}/end"(review), "/reviews/{review}"(review));
    sends!(reviews, complete_review);

    fn command(&self, entered: &Entered) -> CompleteReviewRequest {
        let (review_id, summary) = (self.review.clone(), entered.get("summary"));
        CompleteReviewRequest { command_id: entered.command(), review_id, summary }
    }
}

/// The team looks again at a finding.
#[derive(Debug, Deserialize)]
pub(crate) struct RecordFollowUp {
    pub review: String,
    pub finding: String,
}

impl Act for RecordFollowUp {
    type Command = RecordFollowUpRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::radios("improved", "Is it better than at the visit?")
            .wanted("Say whether it is better"),
        Entry::words_of::<Self::Command>("outcome", "What became of it?")
            .hint("The same people read it who read the finding. Name no person")
            .wanted("Say what became of it"),
    ];
    const BUTTON: &'static str = "Record what became of it";
    const DONE: &'static str = "What became of the finding is recorded";
    placed!(
        "/reviews/{review}/findings/{finding}/follow-up"(review, finding),
        "/reviews/{review}"(review)
    );
    sends!(reviews, record_follow_up);

    fn command(&self, entered: &Entered) -> RecordFollowUpRequest {
        RecordFollowUpRequest {
            command_id: entered.command(),
            review_id: self.review.clone(),
            finding_id: self.finding.clone(),
            outcome: entered.get("outcome"),
            improved: entered.get("improved") == "yes",
        }
    }
}

/// The improvement lead proposes that two schools work together.
#[derive(Debug, Deserialize)]
pub(crate) struct ProposePairing {}

impl Act for ProposePairing {
    type Command = ProposePairingRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("area", "Area").wanted("Choose an area"),
        Entry::choice("giving", "School that supports").wanted("Choose the school that supports"),
        Entry::choice("receiving", "School that is supported")
            .wanted("Choose the school that is supported"),
        Entry::words_of::<Self::Command>("reason", "Why these two?")
            .hint("The heads of both schools read it")
            .wanted("Say why these two"),
    ];
    const BUTTON: &'static str = "Propose the partnership";
    const DONE: &'static str =
        "The partnership is proposed. The head of either school takes it up or turns it down";
    placed!("/reviews/partnership"(), "/reviews"());
    sends!(reviews, propose_pairing);

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        let same =
            !entered.get("giving").is_empty() && entered.get("giving") == entered.get("receiving");
        let problem = Problem::with("receiving", "Choose two schools");
        if same { vec![problem] } else { Vec::new() }
    }

    fn command(&self, entered: &Entered) -> ProposePairingRequest {
        ProposePairingRequest {
            command_id: entered.command(),
            area_id: entered.get("area"),
            giving_school_id: entered.get("giving"),
            receiving_school_id: entered.get("receiving"),
            because_event_id: String::new(),
            because_position: 0,
            reason: entered.get("reason"),
        }
    }
}

#[cfg(test)]
mod tests;
