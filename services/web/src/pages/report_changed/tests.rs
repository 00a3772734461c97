use super::super::report;
use super::*;
use crate::form::Fields;
use crate::sample;

#[test]
fn the_lead_corrects_the_figure_and_the_head_is_told() {
    let shown = |visitor: &Visitor| {
        let loaded = sample::loaded_report();
        report::render(visitor, &loaded, "", &Told::default()).into_string()
    };
    let form = format!("/reports/{}/figures/{}/correction", sample::REPORT, sample::PRINTED);
    let lead = shown(&sample::lead());
    assert!(lead.contains("id=\"changed\"") && lead.contains(&form), "{lead}");
    let head = shown(&sample::head());
    assert!(head.contains("id=\"changed\"") && !head.contains(&form));
    assert!(!shown(&sample::governor()).contains("id=\"changed\""));
    let act = CorrectFigure { report: "7".to_owned(), figure: "8".to_owned() };
    let entered = Entered::read(CorrectFigure::ENTRIES, Fields::parse(b"stood=a&text=b&reason=c"));
    assert_eq!(act.command(&entered).figure_id, "8");
}

#[test]
fn a_correction_begins_without_a_number_that_rests_on_few_pupils() {
    let loaded = sample::loaded_report();
    let changed = loaded.changed.as_ref().and_then(Shown::known).unwrap();
    let shown = |few| {
        let change = PrintedChange { few, ..changed[0].clone() };
        form(&sample::lead(), &loaded.report, &change, &Told::default()).into_string()
    };
    assert!(shown(false).contains(&changed[0].now));
    let few = shown(true);
    assert!(!few.contains(&changed[0].now) && few.contains("few pupils now"), "{few}");
}
