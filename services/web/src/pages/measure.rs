//! What a measure's name means, in words.

use contract::surveys::v1::InstrumentPublished;

use crate::names::Names;

/// `category.governance` as `Region in Governance`; a name of an unknown kind as it is.
pub(crate) fn words(names: &Names, instruments: &[InstrumentPublished], measure: &str) -> String {
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
        ["survey", instrument, question, "positive"] => asked(instruments, instrument, question)
            .map_or_else(
                || measure.to_owned(),
                |text| format!("{text} ({})", title(instruments, instrument)),
            ),
        _ => measure.to_owned(),
    }
}

fn title(instruments: &[InstrumentPublished], instrument: &str) -> String {
    let found = instruments.iter().find(|known| known.instrument_id == instrument);
    found.map_or_else(|| instrument.to_owned(), |known| known.title.clone())
}

fn asked<'a>(
    instruments: &'a [InstrumentPublished],
    instrument: &str,
    question: &str,
) -> Option<&'a str> {
    let versions = instruments.iter().filter(|known| known.instrument_id == instrument);
    let mut questions = versions.flat_map(|known| &known.questions);
    questions.find(|known| known.question_id == question).map(|known| known.text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn measures_are_said_in_words() {
        let names = sample::ground().names;
        let instruments = [sample::instrument()];
        let words = |measure| words(&names, &instruments, measure);
        assert_eq!(words("category.governance"), "Region in Governance");
        assert_eq!(words("category.staff.school_view"), "School’s own view of Staff");
        assert_eq!(words("survey.parent-view-2019-2025.response_rate"), "Took part: Parent View");
        assert_eq!(
            words("survey.parent-view-2019-2025.q1.positive"),
            "My child is happy at this school (Parent View)"
        );
        assert_eq!(words("review.staff.to_improve"), "Peer review: points to improve in Staff");
        assert_eq!(words("survey.other.q1.positive"), "survey.other.q1.positive");
    }
}
