//! What a command of a category cites, each piece looked up in the record before the command is decided.

use cited::Backing;
use contract::categories::v1::Citation;
use contract::commands::CategoryCommand;
use eventlog::{Lookup, ReadError};

/// What the record holds of each thing that a command cites, in the same order.
pub(crate) async fn backings(
    command: &CategoryCommand,
    lookup: &Lookup<'_>,
) -> Result<Vec<Backing>, ReadError> {
    let mut backings = Vec::new();
    for citation in citations(command) {
        backings.push(cited::backing(command.school_id(), citation, lookup).await?);
    }
    Ok(backings)
}

/// What a command cites.
fn citations(command: &CategoryCommand) -> &[Citation] {
    match command {
        CategoryCommand::StateSchoolView(asked) => &asked.evidence,
        CategoryCommand::ProposeRegion(asked) => &asked.evidence,
        CategoryCommand::ChallengeProposal(asked) => &asked.evidence,
        CategoryCommand::Decide(asked) => &asked.evidence,
        CategoryCommand::AcceptProposal(_)
        | CategoryCommand::RecordViewNotGiven(_)
        | CategoryCommand::RecordAnswerNotGiven(_)
        | CategoryCommand::WithdrawProposal(_)
        | CategoryCommand::Moderate(_)
        | CategoryCommand::Share(_)
        | CategoryCommand::Reopen(_) => &[],
    }
}
