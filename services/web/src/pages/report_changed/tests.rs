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
