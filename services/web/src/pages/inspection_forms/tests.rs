use super::*;
use crate::form::Fields;
use crate::sample;

#[test]
fn a_report_card_is_sent_as_it_was_entered() {
    let fields = Fields::parse(
        b"on-day=3&on-month=3&on-year=2026&inclusion=2&early-years=&safeguarding=1&concern=",
    );
    let entered = Entered::read(RecordReportCard::ENTRIES, fields);
    let sent = RecordReportCard { school: "a".into() }.command(&entered);
    let card = sent.outcome.unwrap().report_card.unwrap();
    assert_eq!((sent.school_id.as_str(), sent.on.as_str()), ("a", "2026-03-03"));
    assert_eq!(card.judgements.len(), 1);
    assert_eq!(card.judgements[0].area(), ReportCardArea::Inclusion);
    assert_eq!(card.judgements[0].grade(), ReportCardGrade::StrongStandard);
    assert_eq!(card.safeguarding(), SafeguardingStandards::Met);
    assert!(entered.error("achievement").is_some() && entered.error("post-16").is_none());
}

#[test]
fn the_questions_have_the_published_words() {
    for (area, entry) in &AREAS {
        assert_eq!(area.words(), entry.label);
    }
    for (judgement, entry) in &JUDGEMENTS {
        assert_eq!(judgement.words(), entry.label);
    }
}

#[test]
fn who_may_record_gets_a_form_for_each_framework() {
    let (trust, told) = (sample::trust(), Told::default());
    let marys = trust.schools.iter().find(|one| one.school_id == sample::MARYS).unwrap();
    let shown = |visitor: &Visitor| forms(visitor, marys, &told).into_string();
    let head = shown(&sample::head());
    assert!(head.contains("/inspections/report-card\"") && head.contains("/inspections/grades\""));
    assert!(shown(&sample::governor()).is_empty());
}
