use contract::categories::v1::EvidenceKind;

use super::*;
use crate::failure::Refused;
use crate::form::{Again, Entered, Fields};
use crate::sample;

fn shown(visitor: &Visitor, state: SelfEvaluationState) -> String {
    render(visitor, &sample::sef_term_page(state), &Told::default()).into_string()
}

#[test]
fn the_head_writes_and_signs_a_draft_with_what_it_says_filled_in() {
    let page = shown(&sample::head(), SelfEvaluationState::Draft);
    assert!(page.contains("/sef/2025-26-autumn/text\"") && page.contains("/signature\""));
    assert!(
        page.contains("Families answer the &lt;b&gt;first&lt;/b&gt; call on five days.</textarea>")
    );
    assert!(page.contains("<option value=\"REPORT_CARD_GRADE_EXPECTED_STANDARD\" selected>"));
    assert_eq!(page.matches(" checked").count(), 1, "the inspection that is cited");
    assert!(page.contains("How do you know"), "what the template asks");
    assert!(page.contains("looks like in each region"), "the words of the framework");
    let signed = shown(&sample::head(), SelfEvaluationState::Signed);
    assert!(!signed.contains("/text\"") && !signed.contains("/signature\""));
}

#[test]
fn after_a_refusal_what_was_typed_stands_beside_what_stands_now() {
    let field = |version: u32| format!("name=\"version\" value=\"{version}\"");
    let mut loaded = sample::sef_term_page(SelfEvaluationState::Draft);
    let area = "behaviour-and-attendance";
    let typed = format!("strengths-{area}=Nobody+is+late.&version=2");
    let entered = Entered::read(WriteSelfEvaluation::ENTRIES, Fields::parse(typed.as_bytes()));
    loaded.evaluation.version = 3;
    let act = WriteSelfEvaluation {
        school: sample::MARYS.to_owned(),
        term: loaded.evaluation.term.clone(),
    };
    let page = |entered: Option<Entered>| {
        let again = |entered| Again { address: act.address(), key: act.key(), entered };
        let told = Told { again: entered.map(again), ..Told::default() };
        render(&sample::head(), &loaded, &told).into_string()
    };
    let first = page(None);
    assert_eq!(first.matches(&field(3)).count(), 2, "to write and to sign");
    assert!(!first.contains("says now"));
    let looked_at = page(Some(entered.clone()));
    assert!(looked_at.contains(&field(2)), "what was typed was written from the version before");
    let refused = Refused { reason: String::new(), sentence: "Changed.".to_owned(), again: false };
    let told = page(Some(entered.refused(refused)));
    assert!(told.contains("Nobody is late.</textarea>") && told.contains("says now"));
    assert!(told.contains("call on five days.") && !told.contains(&field(2)));
    assert_eq!(told.matches(&field(3)).count(), 2);
}

#[test]
fn its_readers_see_what_it_says_and_what_changed() {
    for visitor in [sample::governor(), sample::lead(), sample::clerk()] {
        let page = shown(&visitor, SelfEvaluationState::Signed);
        assert!(!page.contains("<form method=\"post\" action=\"/schools"), "{visitor:?}");
        assert!(page.contains("Expected standard") && page.contains("SIAMS inspection"));
        assert!(page.contains("The school left this area out."), "of staff it says nothing");
        assert!(page.contains("What changed since Summer 2024-25"));
    }
}

#[test]
fn where_the_text_came_from_is_said_until_it_is_changed() {
    let mut loaded = sample::sef_term_page(SelfEvaluationState::Draft);
    let page =
        |loaded: &SefTermLoaded| render(&sample::head(), loaded, &Told::default()).into_string();
    assert!(!page(&loaded).contains("what you signed off for"));
    loaded.evaluation.written_position = loaded.evaluation.position;
    assert!(page(&loaded).contains("what you signed off for Summer 2024-25"));
}

#[test]
fn what_is_cited_and_not_offered_any_more_stays() {
    let mut loaded = sample::sef_term_page(SelfEvaluationState::Draft);
    let piece = loaded.evaluation.areas[0].evidence[0].clone();
    let kept = as_citable(&piece);
    assert!(is_same(&kept, &piece));
    assert_eq!(kept.words, format!("{} ({CITED_BEFORE})", piece.shows));
    assert_eq!(kept.piece.says, "", "the record says what it shows");
    let entry = Evidence { kind: EvidenceKind::RunningRecord.into(), ..piece };
    assert!(as_citable(&entry).piece.says.is_empty(), "an entry says itself");
    let says = Some("Seen in May.".into());
    let in_words = Evidence { position: 0, shows: String::new(), says, ..entry.clone() };
    assert!(!as_citable(&in_words).piece.says.is_empty(), "a statement brings its sentence");
    loaded.evaluation.areas[0].evidence = vec![entry];
    let filled = loaded.filled();
    assert!(filled.iter().all(|(name, _)| !name.starts_with("evidence")), "another kind");
}

#[test]
fn a_text_that_was_removed_is_not_typed_anew() {
    let mut loaded = sample::sef_term_page(SelfEvaluationState::Draft);
    let removed = Words { removed_on: "2025-11-20".to_owned(), ..Words::default() };
    loaded.evaluation.areas[0].strengths = Some(removed);
    let filled = loaded.filled();
    let found = filled.iter().find(|(name, _)| name == "strengths-behaviour-and-attendance");
    assert_eq!(found.map(|(_, value)| value.as_str()), Some(""));
}
