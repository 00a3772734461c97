//! What a measure's name means, in words.

use contract::dashboards::v1::Fact;
use contract::surveys::v1::{InstrumentPublished, Question};

use crate::names::Names;

/// `category.governance` as `Region in Governance`; a name of an unknown kind as it is. A question of a survey is said in the
/// words in which it was asked.
pub(crate) fn words(names: &Names, instruments: &[InstrumentPublished], fact: &Fact) -> String {
    let measure = fact.measure.as_str();
    match measure.split('.').collect::<Vec<_>>().as_slice() {
        ["roll", "pupils"] => "Pupils on roll".to_owned(),
        ["category", area] => format!("Region in {}", names.area(area)),
        ["category", area, "school_view"] => format!("School’s own view of {}", names.area(area)),
        ["review", area, "strengths"] => format!("Peer review: strengths in {}", names.area(area)),
        ["review", area, "to_improve"] => {
            format!("Peer review: points to improve in {}", names.area(area))
        }
        ["survey", instrument, "response_rate"] => {
            format!("Took part: {}", title(instruments, instrument))
        }
        ["survey", instrument, question, "positive"] => {
            let versions = instruments.iter().filter(|known| known.instrument_id == *instrument);
            asked(versions, fact.instrument_version, question).map_or_else(
                || measure.to_owned(),
                |text| format!("{text} ({})", title(instruments, instrument)),
            )
        }
        _ => measure.to_owned(),
    }
}

fn title(instruments: &[InstrumentPublished], instrument: &str) -> String {
    let found = instruments.iter().find(|known| known.instrument_id == instrument);
    found.map_or_else(|| instrument.to_owned(), |known| known.title.clone())
}

/// What a question asks in a version; in the newest one that has it where the version is not known.
fn asked<'a>(
    versions: impl Iterator<Item = &'a InstrumentPublished>,
    version: u32,
    question: &str,
) -> Option<String> {
    let versions: Vec<_> = versions.collect();
    let own = versions.iter().filter(|known| known.version == version);
    let mut questions = own.chain(&versions).flat_map(|known| &known.questions);
    questions.find(|known| known.question_id == question).map(Question::asked)
}

#[cfg(test)]
mod tests;
