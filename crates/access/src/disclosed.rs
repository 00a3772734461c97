//! Which answers are recorded as seen: those that say something of a person, or hold more than what was released for
//! everybody.

use strum::{Display, EnumIter, EnumString};

/// What an answer shows, for the record of who has seen what.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Display, EnumString, EnumIter,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Disclosed {
    /// Nothing of a person, and no figure but what was released: not recorded.
    Nothing,
    /// People's names, roles and perhaps addresses.
    People,
    /// How a school was judged: who said what, with reasons.
    Judgements,
    /// Peer reviews of a school, with their teams and findings.
    Reviews,
    /// A list of reports, with governors' questions and the answers to them.
    Reports,
    /// One report.
    Report,
    /// The PDF of one report.
    ReportFile,
    /// Who did what when.
    History,
    /// One event as stored.
    Event,
    /// Who has seen what.
    Looks,
    /// Everything about one person.
    Person,
    /// An answer of which nobody has said yet what it shows: recorded, to be safe.
    Unsaid,
}

/// Every rpc that gives no command with an id. A command's answer holds positions and ids, and the command itself is in
/// the log.
const READS: [(&str, Disclosed); 38] = [
    ("categories.GetFramework", Disclosed::Nothing),
    ("categories.ListCategories", Disclosed::Judgements),
    ("categories.ListRounds", Disclosed::Nothing),
    // Regions and figures of schools: no persons, and figures as they were released.
    ("dashboards.GetHeatmap", Disclosed::Nothing),
    ("dashboards.GetOverview", Disclosed::Nothing),
    ("dashboards.ListFacts", Disclosed::Nothing),
    ("reports.GetPdf", Disclosed::ReportFile),
    ("reports.GetReport", Disclosed::Report),
    ("reports.ListReports", Disclosed::Reports),
    // Which schools work together on what.
    ("reviews.ListPairings", Disclosed::Nothing),
    ("reviews.ListReviews", Disclosed::Reviews),
    // Whose an account is, for Plumbline itself at the moment of signing in.
    ("schools.FindByAddress", Disclosed::Nothing),
    ("schools.FindBySignIn", Disclosed::Nothing),
    ("schools.GetOneself", Disclosed::Nothing),
    ("schools.GetPersonRecord", Disclosed::Person),
    ("schools.GetTrust", Disclosed::Nothing),
    ("schools.ListMay", Disclosed::Nothing),
    ("schools.ListPeople", Disclosed::People),
    ("schools.ListSchools", Disclosed::Nothing),
    ("schools.ListSignIns", Disclosed::People),
    ("schools.ListTerms", Disclosed::Nothing),
    ("schools.ListTrusts", Disclosed::Nothing),
    // Rounded, suppressed at release, the questions alone, or a receipt for whoever answers.
    ("surveys.GetParticipation", Disclosed::Nothing),
    ("surveys.GetQuestionnaire", Disclosed::Nothing),
    ("surveys.GetResults", Disclosed::Nothing),
    ("surveys.ListInstruments", Disclosed::Nothing),
    ("surveys.ListWaves", Disclosed::Nothing),
    ("surveys.Submit", Disclosed::Nothing),
    ("surveys.WithdrawResponse", Disclosed::Nothing),
    ("trail.GetConsistency", Disclosed::Nothing),
    ("trail.GetEvent", Disclosed::Event),
    // The leaf names who acted.
    ("trail.GetProof", Disclosed::Event),
    ("trail.GetSeal", Disclosed::Nothing),
    ("trail.ListAccessRecord", Disclosed::Looks),
    ("trail.ListActs", Disclosed::Person),
    ("trail.ListDisclosures", Disclosed::Looks),
    ("trail.ListHistory", Disclosed::History),
    ("trail.ListProjections", Disclosed::Nothing),
];

impl Disclosed {
    /// What the answer of an action shows.
    pub(crate) fn by(action: &str, writes: bool) -> Self {
        if writes {
            return Self::Nothing;
        }
        let said = READS.iter().find(|(known, _)| *known == action);
        said.map_or(Self::Unsaid, |(_, shown)| *shown)
    }

    /// Whether a look at it is recorded.
    pub fn is_recorded(self) -> bool {
        self != Self::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::Action;

    #[test]
    fn every_read_says_what_it_shows_and_nothing_else_does() {
        let actions = Action::of_contract().unwrap();
        for action in actions.values() {
            assert_ne!(
                action.shows,
                Disclosed::Unsaid,
                "say beside the other reads in crates/access/src/disclosed.rs what {} shows",
                action.name
            );
        }
        for (name, _) in READS {
            assert!(actions.get(name).is_some_and(|known| !known.writes), "{name} is no read");
        }
    }

    #[test]
    fn what_nobody_has_spoken_of_is_recorded() {
        assert!(Disclosed::by("new.GetSomething", false).is_recorded());
        assert!(!Disclosed::by("surveys.OpenWave", true).is_recorded());
    }
}
