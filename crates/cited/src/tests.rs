use eventlog::SealedWords;
use uuid::Uuid;

use super::*;

fn context() -> Context {
    Context {
        trust: Uuid::from_u128(7),
        actor: Uuid::from_u128(0xac),
        role: "improvement_lead".to_owned(),
        now: "2025-11-21T10:00:00Z".parse().unwrap(),
        command_id: Uuid::from_u128(0xc0),
        sealed: SealedWords::unsalted(),
    }
}

fn citation(says: &str) -> Citation {
    Citation {
        kind: EvidenceKind::SurveyFigure.into(),
        id: "w1/q1".to_owned(),
        says: says.to_owned(),
        position: 9,
    }
}

fn kept(says: &str, backing: Backing) -> Result<Evidence, NotCited> {
    let mut evidence = evidence(vec![citation(says)], &[backing], &context())?;
    Ok(evidence.remove(0))
}

#[test]
fn what_the_record_holds_is_told_by_the_record_and_a_callers_sentence_is_refused() {
    let shows = || Backing::Shows("Calm (Parent View), Autumn 2025-26: 92% of 40".to_owned());
    let piece = kept("", shows()).unwrap();
    assert_eq!(piece.shows, "Calm (Parent View), Autumn 2025-26: 92% of 40");
    assert_eq!((piece.says, piece.position), (None, 9));
    assert_eq!(kept("12% of 40", shows()), Err(NotCited::SaysItself));
    let words = context().words("Pupils read widely.");
    let quoted = kept("", Backing::Quoted(words.clone())).unwrap();
    assert_eq!((quoted.says, quoted.shows.as_str()), (words.clone(), ""));
    assert_eq!(kept("Nobody reads.", Backing::Quoted(words)), Err(NotCited::SaysItself));
    let statement = kept("Seen in May.", Backing::InWords).unwrap();
    assert_eq!((statement.says, statement.shows), (context().words("Seen in May."), String::new()));
}

#[test]
fn what_does_not_count_is_refused_by_its_reason() {
    let id = || "w1/q1".to_owned();
    assert_eq!(kept("", Backing::Unknown), Err(NotCited::Unknown(id())));
    assert_eq!(kept("", Backing::OfAnotherSchool), Err(NotCited::OfAnotherSchool));
    assert_eq!(kept("", Backing::DoesNotCount), Err(NotCited::DoesNotCount(id())));
}

#[test]
fn a_piece_of_an_earlier_event_is_told_by_the_record_from_then_on() {
    let typed = Evidence {
        kind: EvidenceKind::Inspection.into(),
        id: "i".to_owned(),
        says: context().words("Better than it was."),
        position: 9,
        ..Evidence::default()
    };
    let shows = Backing::Shows("SIAMS inspection, 6 February 2024: J1".to_owned());
    let told = kept_on(typed.clone(), shows).unwrap();
    assert_eq!((told.says, told.shows.as_str()), (None, "SIAMS inspection, 6 February 2024: J1"));
    assert_eq!((told.id.as_str(), told.position), ("i", 9));
    assert_eq!(kept_on(typed.clone(), Backing::InWords), Some(typed.clone()), "a statement");
    assert_eq!(kept_on(typed, Backing::DoesNotCount), None);
}
