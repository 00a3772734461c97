use super::*;
use crate::sample;

/// A file that released a printed figure again.
pub(crate) fn loaded() -> ImportLoaded {
    let mut known = sample::figures_as(&sample::lead()).known().cloned().unwrap();
    let import = FigureImport {
        import_id: "00000000-0000-4000-8000-0000000000ab".to_owned(),
        imported_by: sample::AMIRA.to_owned(),
        imported_on: "2026-01-05".to_owned(),
        school_ids: vec![sample::MARYS.to_owned()],
        measure_ids: vec![sample::MEASURE.to_owned()],
        changed: 1,
        file: Some(contract::evidence::v1::ImportedFile {
            document: "Key stage 2, performance tables".to_owned(),
            release: sample::words("December 2025"),
            sha256: "d".repeat(64),
            ..Default::default()
        }),
        ..FigureImport::default()
    };
    let figure_id = sample::PRINTED.to_owned();
    for figure in known.figures.iter_mut().filter(|one| one.figure_id == figure_id) {
        figure.versions[0].import_id.clone_from(&import.import_id);
    }
    let measure_id = sample::MEASURE.to_owned();
    let figures = vec![PrintedFigure { figure_id, measure_id, position: 331 }];
    let report = Report { figures, ..sample::report() };
    let printed = Shown::All(imported_over(&import, &[report], &known));
    ImportLoaded { ground: sample::ground(), import, printed }
}

#[test]
fn an_import_names_the_issued_reports_that_print_what_it_changed() {
    let loaded = loaded();
    let [over] = loaded.printed.known().unwrap().as_slice() else { panic!("one figure") };
    assert_eq!((over.printed.as_str(), over.brought.as_str()), ("44% (4 of 9)", "56% (5 of 9)"));
    assert!(!over.corrected);
    let page = render(&sample::lead(), &loaded, &Told::default()).into_string();
    let way = format!("href=\"/reports/{}#changed\"", sample::REPORT);
    assert!(page.contains(&way) && page.contains("56% (5 of 9)"), "{page}");
    let import = FigureImport { taken_back_on: "2026-01-06".to_owned(), ..loaded.import.clone() };
    let page = render(&sample::lead(), &ImportLoaded { import, ..loaded }, &Told::default());
    assert!(!page.into_string().contains("#changed"), "what it brought stands no more");
}

#[test]
fn a_report_that_was_made_after_the_import_prints_what_it_brought() {
    let loaded = loaded();
    let (import, known) = (&loaded.import, sample::figures_as(&sample::lead()));
    let mut known = known.known().cloned().unwrap();
    for kept in known.figures.iter_mut().flat_map(|figure| &mut figure.versions) {
        kept.import_id.clone_from(&import.import_id);
    }
    let (figure_id, measure_id) = (sample::PRINTED.to_owned(), sample::MEASURE.to_owned());
    let figures = vec![PrintedFigure { figure_id, measure_id, position: 332 }];
    let report = Report { figures, ..sample::report() };
    assert!(imported_over(import, &[report], &known).is_empty());
}
