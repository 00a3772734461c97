//! What a rendered report holds, read with tools that share no code with the typesetter.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod sample;

use std::process::{Command, Stdio};

use contract::reports::v1::{
    BroughtInRegion, CorrectionPaper, DecisionAsked, EarlierQuestion, KeyFigure, PaperStyle,
};
use sha2::{Digest as _, Sha256};
use typeset::{PaperKind, Request, TypesetError, render};

/// The mark of the demo's trust, which has 192 by 192 pixels.
const MARK: &[u8] = include_bytes!("../../../services/plumbline/demo/mark.png");

fn request(data: &impl serde::Serialize) -> Request {
    Request {
        identifier: "report/5f3f4f0c-0000-5000-8000-000000000001".into(),
        timestamp: "2025-11-27T00:00:00Z".into(),
        kind: PaperKind::Report,
        data: serde_json::to_string(data).expect("a proto message always has a JSON form"),
        proof: None,
    }
}

struct Pdf {
    folder: tempfile::TempDir,
}

impl Pdf {
    fn of(bytes: &[u8]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("report.pdf"), bytes).expect("our own folder");
        Self { folder }
    }

    fn tool(&self, program: &str, arguments: &[&str]) -> String {
        let output = Command::new(program)
            .args(arguments)
            .current_dir(self.folder.path())
            .stderr(Stdio::inherit())
            .output()
            .expect("poppler-utils is installed");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn text(&self) -> String {
        self.tool("pdftotext", &["-layout", "report.pdf", "-"])
    }
}

#[test]
fn every_fact_is_a_row_on_paper() {
    for count in [1, 14, 400] {
        let pdf = Pdf::of(&render(&request(&sample::report(count))).unwrap());
        let text = pdf.text();
        for at in 1..=count {
            assert_eq!(text.matches(&format!("Fact{at:04}")).count(), 1, "fact {at} of {count}");
        }
        let events = text.lines().filter(|line| {
            line.contains("Fact") && line.trim_end().ends_with(|c: char| c.is_ascii_digit())
        });
        assert_eq!(events.count(), count, "every row ends with its event");
    }
}

#[test]
fn the_header_of_the_annex_stands_on_each_of_its_pages() {
    let pdf = Pdf::of(&render(&request(&sample::report(120))).unwrap());
    let pages: Vec<String> = pdf.text().split('\u{c}').map(str::to_owned).collect();
    let with_facts: Vec<&String> = pages.iter().filter(|page| page.contains("Fact0")).collect();
    assert!(with_facts.len() > 2);
    assert!(with_facts.iter().all(|page| page.contains("What it says")));
}

#[test]
fn the_same_request_gives_the_same_bytes() {
    let request = request(&sample::report(14));
    let first = render(&request).unwrap();
    let other = render(&self::request(&sample::report(3))).unwrap();
    let again = render(&request).unwrap();
    assert_eq!(Sha256::digest(&first), Sha256::digest(&again));
    assert_ne!(Sha256::digest(&first), Sha256::digest(&other));
}

#[test]
fn the_paper_is_tagged_titled_and_carries_its_data() {
    let request = request(&sample::report(14));
    let pdf = Pdf::of(&render(&request).unwrap());
    let info = pdf.tool("pdfinfo", &["report.pdf"]);
    assert!(info.contains("Tagged:          yes"), "{info}");
    assert!(
        info.contains("Title:           Report to the School Governance Committee: St Botolph"),
        "{info}"
    );
    let tags = pdf.tool("pdfinfo", &["-struct", "report.pdf"]);
    for tag in ["Table", "TH", "H1", "LBody"] {
        assert!(tags.contains(tag), "{tag}");
    }
    pdf.tool("pdfdetach", &["-saveall", "report.pdf"]);
    let attached = std::fs::read_to_string(pdf.folder.path().join("report-data.json")).unwrap();
    assert_eq!(attached, request.data);
    let sha256 = Sha256::digest(request.data.as_bytes());
    let code: String = sha256.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    assert!(pdf.text().contains(&format!("data {code}")));
}

#[test]
fn the_schools_name_is_the_first_heading() {
    let pdf = Pdf::of(&render(&request(&sample::report(3))).unwrap());
    let tags = pdf.tool("pdfinfo", &["-struct-text", "report.pdf"]);
    let at = |tag: &str| tags.lines().position(|line| line.trim_start().starts_with(tag)).unwrap();
    let (first, second) = (at("H1"), at("H2"));
    assert!(first < second, "{tags}");
    let heading: String = tags.lines().skip(first).take(second - first).collect();
    assert!(heading.contains("St Botolph"), "{heading}");
    assert_eq!(tags.lines().filter(|line| line.trim_start().starts_with("H1")).count(), 1);
}

#[test]
fn a_bar_is_told_in_words() {
    let bytes = render(&request(&sample::report(3))).unwrap();
    let pdf = Pdf::of(&bytes);
    let tags = pdf.tool("pdfinfo", &["-struct", "report.pdf"]);
    assert!(tags.contains("Figure"), "{tags}");
    let told = lopdf::Document::load_mem(&bytes).unwrap().objects.into_values().any(|object| {
        let alt = object.as_dict().and_then(|dict| dict.get(b"Alt"));
        let words = alt.ok().and_then(|alt| lopdf::decode_text_string(alt).ok());
        words.is_some_and(|words| words.contains("Strongly agree"))
    });
    assert!(told);
}

/// How far down each page is used, in parts of its height; the line at its foot does not count.
fn used(pdf: &Pdf) -> Vec<f64> {
    let number = |line: &str, name: &str| -> f64 {
        let (_, rest) = line.split_once(&format!("{name}=\"")).unwrap();
        rest.split('"').next().unwrap().parse().unwrap()
    };
    let boxes = pdf.tool("pdftotext", &["-bbox", "report.pdf", "-"]);
    let mut pages: Vec<(f64, f64)> = Vec::new();
    for line in boxes.lines().map(str::trim_start) {
        if line.starts_with("<page ") {
            pages.push((number(line, "height"), 0.0));
        } else if line.starts_with("<word ") {
            let (height, lowest) = pages.last_mut().unwrap();
            let foot = number(line, "yMax");
            if foot < *height * 0.93 {
                *lowest = lowest.max(foot);
            }
        }
    }
    pages.into_iter().map(|(height, lowest)| lowest / height).collect()
}

#[test]
fn no_page_but_the_last_is_used_for_less_than_a_third() {
    for facts in [0, 3, 14, 40, 120] {
        let pdf = Pdf::of(&render(&request(&sample::report(facts))).unwrap());
        let used = used(&pdf);
        let [pages @ .., _] = used.as_slice() else { panic!("no page") };
        assert!(pages.iter().all(|used| *used >= 1.0 / 3.0), "{facts} facts: {used:?}");
    }
}

#[test]
fn times_are_british() {
    let mut data = sample::report(1);
    for (utc, here) in [
        ("2026-06-24T08:41:00Z", "24 June 2026, 09:41"),
        ("2026-03-29T00:59:00Z", "29 March 2026, 00:59"),
        ("2026-03-29T01:00:00Z", "29 March 2026, 02:00"),
        ("2025-10-26T00:59:00Z", "26 October 2025, 01:59"),
        ("2025-10-26T01:00:00Z", "26 October 2025, 01:00"),
        ("2026-06-30T23:30:00Z", "1 July 2026, 00:30"),
    ] {
        data.as_of_time = utc.into();
        let text =
            Pdf::of(&render(&request(&data)).unwrap()).tool("pdftotext", &["report.pdf", "-"]);
        assert!(text.replace('\n', " ").contains(here), "{utc}: {text}");
    }
}

#[test]
fn what_is_to_be_decided_comes_first_and_then_last_terms_questions() {
    let mut data = sample::report(1);
    data.earlier_questions = vec![EarlierQuestion {
        text: Some("When is the hall repaired?".into()),
        answer: Some("In the holidays.".into()),
        follow_ups: vec!["It was repaired in August.".into()],
        ..EarlierQuestion::default()
    }];
    data.decisions =
        vec![DecisionAsked { text: Some("Agree the plan.".into()), ..DecisionAsked::default() }];
    data.commentary.truncate(1);
    data.commentary[0].signed = "Headteacher".into();
    data.key_figures = key_figures();
    let text = Pdf::of(&render(&request(&data)).unwrap()).tool("pdftotext", &["report.pdf", "-"]);
    let text = text.replace('\n', " ");
    let wanted = [
        "Agree the plan",
        "When is the hall",
        "In the holidays",
        "in August",
        "Headteacher",
        "44% (4 of 9)",
        "2024-25, n 9, revised",
        "In the last report: 58% (7 of 12) (2023-24)",
        "Other schools: 61% in 6 schools",
        "In brief",
    ];
    let places = wanted.map(|words| text.find(words).unwrap_or_else(|| panic!("{words}: {text}")));
    assert!(places.is_sorted(), "{places:?}");
    assert!(text.contains("Together: 7 of 13 over"), "three years stand in: {text}");
    assert!(text.find("Headteacher") < text.find("Page 1 of"), "{text}");
}

#[test]
fn what_was_brought_in_stands_beside_a_first_judgement_with_its_paper() {
    let mut data = sample::report(3);
    data.categories[6].brought_in = Some(BroughtInRegion {
        region_name: "Repair".into(),
        decided_on: "2023-07-12".into(),
        paper: Some("Annual review".into()),
        position: 77,
    });
    let text = Pdf::of(&render(&request(&data)).unwrap()).tool("pdftotext", &["report.pdf", "-"]);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for wanted in ["Before this record: Repair", "12 July 2023", "(event 77)", "Annual review"] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
}

/// One of few pupils that says more than its share, and one that is not shown.
fn key_figures() -> Vec<KeyFigure> {
    let shown = KeyFigure {
        title: "Reading, writing and maths: expected standard".into(),
        period_words: "2024-25".into(),
        words: "44% (4 of 9)".into(),
        cohort: Some(9),
        status_words: "revised".into(),
        others_words: "61% in 6 schools".into(),
        last_words: "58% (7 of 12)".into(),
        last_period_words: "2023-24".into(),
        ..KeyFigure::default()
    };
    let hidden = KeyFigure {
        title: "Absence: overall".into(),
        period_words: "2024-25".into(),
        words: "not shown".into(),
        three_years_words: "7 of 13 over 2022-23 to 2024-25".into(),
        ..KeyFigure::default()
    };
    vec![shown, hidden]
}

#[test]
fn the_core_has_two_to_four_pages() {
    let mut data = sample::report(14);
    data.key_figures = key_figures();
    let pdf = Pdf::of(&render(&request(&data)).unwrap());
    let text = pdf.text();
    let annex = text.split('\u{c}').position(|page| page.contains("Annex A")).unwrap();
    // Counted from nought: the page on which the annex begins has the end of the core.
    assert!((1..4).contains(&annex), "the annex begins on page {}", annex + 1);
}

#[test]
fn a_correction_is_a_paper_of_its_own() {
    let data = CorrectionPaper {
        number: 2,
        school: sample::report(0).school,
        trust_name: "The Deben Partnership".into(),
        term_words: "Autumn 2025-26".into(),
        issued_on: "2025-11-27".into(),
        corrected_on: "2025-12-02".into(),
        report_data_sha256: "cd".repeat(32),
        stood: Some("The committee has two vacancies.".into()),
        text: Some(sample::HOSTILE.into()),
        reason: Some("A resignation was entered late.".into()),
        signed: "Improvement lead".into(),
        ..CorrectionPaper::default()
    };
    let request = Request { kind: PaperKind::Correction, ..request(&data) };
    let pdf = Pdf::of(&render(&request).unwrap());
    let text = pdf.tool("pdftotext", &["report.pdf", "-"]).replace('\n', " ");
    for words in [
        "St Botolph",
        "Correction 2 to the report",
        "27 November 2025",
        "2 December 2025",
        "The committee has two vacancies.",
        sample::HOSTILE,
        "A resignation was entered late.",
        "Improvement lead",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let info = pdf.tool("pdfinfo", &["report.pdf"]);
    assert!(info.contains("Title:           Correction 2 to the report on St Botolph"), "{info}");
    pdf.tool("pdfdetach", &["-saveall", "report.pdf"]);
    let attached = std::fs::read_to_string(pdf.folder.path().join("correction-data.json")).unwrap();
    assert_eq!(attached, request.data);
    let empty = Request { data: "{}".into(), ..request };
    render(&empty).unwrap();
}

/// What is told in the place of images.
fn told_of_images(bytes: &[u8]) -> Vec<String> {
    let objects = lopdf::Document::load_mem(bytes).unwrap().objects.into_values();
    let told = objects.filter_map(|object| {
        let alt = object.as_dict().and_then(|dict| dict.get(b"Alt")).cloned();
        alt.ok().and_then(|alt| lopdf::decode_text_string(&alt).ok())
    });
    told.collect()
}

#[test]
fn the_trusts_mark_and_colour_are_set_from_the_data() {
    let mut data = sample::report(1);
    let plain = render(&request(&data)).unwrap();
    let of_the_mark = "The mark of The Deben Partnership";
    assert!(!told_of_images(&plain).iter().any(|told| told == of_the_mark));
    data.style = Some(PaperStyle { colour: "#00563f".into(), ..PaperStyle::default() });
    let coloured = render(&request(&data)).unwrap();
    assert_ne!(plain, coloured);
    for (mark_width, mark_height) in [(192, 192), (1_920, 64)] {
        let mark = MARK.to_vec();
        data.style = Some(PaperStyle { mark, mark_width, mark_height, colour: "#00563f".into() });
        let request = request(&data);
        let bytes = render(&request).unwrap();
        let told = told_of_images(&bytes);
        assert_eq!(told.iter().filter(|told| *told == of_the_mark).count(), 1, "{told:?}");
        let pdf = Pdf::of(&bytes);
        pdf.tool("pdfdetach", &["-saveall", "report.pdf"]);
        let attached = std::fs::read_to_string(pdf.folder.path().join("report-data.json")).unwrap();
        assert_eq!(attached, request.data, "the mark is part of the data");
        let used = used(&pdf);
        let [pages @ .., _] = used.as_slice() else { panic!("no page") };
        assert!(pages.iter().all(|used| *used >= 1.0 / 3.0), "{used:?}");
    }
    let (style, trust_name) = (data.style.clone(), data.trust_name.clone());
    let correction = CorrectionPaper { style, trust_name, ..CorrectionPaper::default() };
    let correction = Request { kind: PaperKind::Correction, ..request(&correction) };
    assert_eq!(told_of_images(&render(&correction).unwrap()), [of_the_mark]);
}

#[test]
fn a_mark_that_is_no_image_gives_no_paper() {
    let mut data = sample::report(1);
    data.style = Some(PaperStyle { mark: b"GIF89a".to_vec(), ..PaperStyle::default() });
    assert!(matches!(render(&request(&data)), Err(TypesetError::Refused(_))));
    let mut request = request(&data);
    request.data = request.data.replace("R0lGODlh", "R0lGODl?");
    assert!(matches!(render(&request), Err(TypesetError::Malformed(_))));
}

#[test]
fn words_of_users_are_never_markup() {
    let pdf = Pdf::of(&render(&request(&sample::report(1))).unwrap());
    let text = pdf.tool("pdftotext", &["report.pdf", "-"]).replace('\n', " ");
    assert!(text.contains(sample::HOSTILE), "{text}");
}

#[test]
fn scripts_without_a_shape_still_give_a_report() {
    let mut data = sample::report(1);
    for text in [
        "漢字 😀 👩‍👩‍👧",
        "e\u{301}\u{489} \u{1ab0}",
        "ক\u{301} ا\u{301} ਕ\u{20d0}",
        "\u{0}\u{7}\u{202e}abc",
        &"x".repeat(5_000),
    ] {
        data.commentary[0].text = Some(text.into());
        render(&request(&data)).unwrap_or_else(|error| panic!("{text:?}: {error}"));
    }
}

#[test]
fn a_trust_whose_name_runs_from_right_to_left_has_its_paper() {
    let mut data = sample::report(1);
    "مدرسة النور 1274".clone_into(&mut data.trust_name);
    let pdf = Pdf::of(&render(&request(&data)).unwrap());
    assert!(pdf.text().contains("1274"), "{}", pdf.text());
}

#[test]
fn a_reason_of_several_pages_is_set_whole() {
    let mut data = sample::report(1);
    let long: String = (0..3_000).map(|at| format!("w{at:04} ")).collect();
    data.categories[2].reason = Some(long.into());
    data.surveys[0].rows[0].text = (0..1_500).map(|at| format!("q{at:04} ")).collect();
    let pdf = Pdf::of(&render(&request(&data)).unwrap());
    let text = pdf.text();
    for word in ["w0000", "w1500", "w2999", "q0000", "q0750", "q1499"] {
        assert_eq!(text.matches(word).count(), 1, "{word}");
    }
}

#[test]
fn an_empty_report_is_still_a_report() {
    let pdf = Pdf::of(&render(&request(&contract::reports::v1::ReportData::default())).unwrap());
    assert!(pdf.text().contains("DRAFT"));
}

#[test]
fn a_report_without_end_is_refused() {
    let mut data = sample::report(1);
    data.commentary[0].text = Some("One line.\n".repeat(60 * typeset::PAGES).into());
    let error = render(&request(&data)).unwrap_err();
    assert!(matches!(error, TypesetError::TooLong(pages) if pages > typeset::PAGES), "{error}");
}

#[test]
fn the_program_answers_with_a_pdf_or_a_sentence() {
    use std::io::Write as _;
    let run = |input: &str| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_plumbline-typeset"))
            .arg("typeset")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let request = request(&sample::report(1));
    let good = run(&serde_json::to_string(&request).unwrap());
    assert!(good.status.success());
    assert_eq!(good.stdout, render(&request).unwrap());
    let bad = run("{}");
    assert_eq!(bad.status.code(), Some(1));
    assert!(bad.stdout.is_empty());
    assert!(String::from_utf8_lossy(&bad.stderr).contains("could not be read"));
}

#[test]
fn the_edition_with_proof_attaches_it_and_tells_of_it() {
    let proof = typeset::Proof {
        log: "plumbline.example/65f9da2d".into(),
        position: 1_290,
        issued: r#"{"reportId":"5f3f"}"#.into(),
        leaf: r#"{"actor":"0"}"#.into(),
        tlog_proof: "c2sp.org/tlog-proof@v1\nindex 1289\n\nplumbline.example/65f9da2d\n".into(),
        policy: "log plumbline.example/65f9da2d+00000000+AQ==\nquorum none\n".into(),
    };
    let pdf = Pdf::of(
        &render(&Request { proof: Some(proof.clone()), ..request(&sample::report(3)) }).unwrap(),
    );
    assert!(
        pdf.text().contains("event 1290 of the log plumbline.example/65f9da2d"),
        "{}",
        pdf.text()
    );
    pdf.tool("pdfdetach", &["-saveall", "-o", ".", "report.pdf"]);
    for (name, text) in [
        ("report-issued.json", proof.issued),
        ("report-issued.leaf.json", proof.leaf),
        ("report.tlog-proof", proof.tlog_proof),
        ("policy.txt", proof.policy),
    ] {
        assert_eq!(std::fs::read_to_string(pdf.folder.path().join(name)).unwrap(), text, "{name}");
    }
}
