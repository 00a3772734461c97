//! Papers as they are issued, and as a forger would make them.

use contract::reports::v1::{
    CommentaryParagraph, PaperStyle, ReportData, ReportIssued, ReportSchool,
};
use eventlog::LeafContent;
use lopdf::{Dictionary, Document, Object, Stream, StringFormat};
use proof::{Checkpoint, Edge, Policy, SealKey, prove};
use uuid::Uuid;

use super::{Paper, PaperFault, sha256_hex};

const REPORT: &str = "5f3f4f0c-0000-5000-8000-000000000001";

/// A report as it was issued, and what may differ from it.
struct Issue {
    trust: Uuid,
    data: ReportData,
    stream: String,
    log: String,
}

/// A typesetter's request and the key its log is sealed with.
struct Issued {
    request: typeset::Request,
    policy: Policy,
}

fn issue() -> Issue {
    let trust = Uuid::from_u128(7);
    let school = ReportSchool { name: "St Botolph's".into(), ..ReportSchool::default() };
    let data = ReportData {
        report_id: REPORT.into(),
        trust_id: trust.to_string(),
        trust_name: "The Deben Partnership".into(),
        school: Some(school),
        term: "2025-26-autumn".into(),
        issued_on: "2025-11-27".into(),
        commentary: vec![CommentaryParagraph {
            text: Some("Attendance is below plan.".into()),
            ..CommentaryParagraph::default()
        }],
        style: Some(PaperStyle {
            mark: crate::demo::MARK.to_vec(),
            mark_width: 192,
            mark_height: 192,
            colour: "#00563f".into(),
        }),
        ..ReportData::default()
    };
    Issue {
        trust,
        data,
        stream: format!("report-{REPORT}"),
        log: format!("plumbline.test/{trust}"),
    }
}

impl Issue {
    fn sealed(&self) -> Issued {
        let data = serde_json::to_string(&self.data).unwrap();
        let issued = ReportIssued {
            report_id: REPORT.into(),
            issued_on: self.data.issued_on.clone(),
            data_sha256: sha256_hex(&data),
            ..ReportIssued::default()
        };
        let issued = serde_json::to_string(&issued).unwrap();
        let leaf = LeafContent {
            actor: Uuid::nil().to_string().into(),
            body: &issued,
            event_id: Uuid::from_u128(8),
            metadata: "{}",
            recorded_at: "2025-11-27T10:00:00Z".parse().unwrap(),
            stream: &self.stream,
            kind: super::ISSUED,
            version: 3,
        };
        let mut edge = Edge::default();
        edge.grow([[1; 32], [2; 32], leaf.hash(), [4; 32]]);
        let tiles =
            edge.unfinished().map(|tile| ((tile.level, tile.number), tile.hashes)).collect();
        let key = SealKey::try_generate("plumbline.test").unwrap().of_log(&self.log).unwrap();
        let checkpoint =
            Checkpoint { origin: self.log.clone(), size: edge.size(), root: edge.root() };
        let note = checkpoint.sign(&[&key]).unwrap();
        let policy = Policy::new(vec![key.public().to_owned()]);
        let proof = typeset::Proof {
            log: self.log.clone(),
            position: 3,
            issued: issued.clone(),
            leaf: leaf.text(),
            tlog_proof: prove(2, &checkpoint, &note, &tiles).unwrap().file(),
            policy: policy.file(),
        };
        let request = typeset::Request {
            identifier: format!("plumbline/{}/report/{REPORT}/proved", self.trust),
            timestamp: "2025-11-27T00:00:00Z".into(),
            kind: typeset::PaperKind::Report,
            data,
            proof: Some(proof),
        };
        Issued { request, policy }
    }
}

impl Issued {
    fn pdf(&self) -> Vec<u8> {
        typeset::render(&self.request).unwrap()
    }

    /// What the command says: the fault, if any.
    fn checked(&self, pdf: &[u8]) -> Result<(), PaperFault> {
        let paper = Paper::read(pdf)?;
        paper.check(Some(&self.policy), |_| ())?;
        paper.check_pages(|_| ())
    }

    fn code(&self, pdf: &[u8]) -> u8 {
        self.checked(pdf).expect_err("a forgery").code()
    }

    /// The pages as the forger would like them, from data that was never issued.
    fn forged(&self) -> Vec<u8> {
        let mut request = self.request.clone();
        let data = request.data.replace("below plan", "on plan");
        assert_ne!(request.data, data);
        request.data = data;
        typeset::render(&request).unwrap()
    }
}

fn edited(pdf: &[u8], edit: impl FnOnce(&mut Document)) -> Vec<u8> {
    let mut document = Document::load_mem(pdf).unwrap();
    edit(&mut document);
    let mut edited = Vec::new();
    document.save_to(&mut edited).unwrap();
    edited
}

fn name(text: &str) -> Object {
    Object::String(text.as_bytes().to_vec(), StringFormat::Literal)
}

/// Adds a file that nothing refers to; the way an older check found attachments.
fn lay_beside(document: &mut Document, file: &str, content: &str) -> Object {
    let stream = document.add_object(Stream::new(Dictionary::new(), content.into()));
    let mut embedded = Dictionary::new();
    embedded.set("F", stream);
    embedded.set("UF", stream);
    let mut entry = Dictionary::new();
    entry.set("F", name(file));
    entry.set("UF", name(file));
    entry.set("EF", embedded);
    document.add_object(entry).into()
}

/// The list of attachments in the catalogue.
fn list(document: &mut Document) -> &mut Vec<Object> {
    let names = document.catalog_mut().unwrap().get_mut(b"Names").unwrap().as_dict_mut().unwrap();
    let files = names.get_mut(b"EmbeddedFiles").unwrap().as_dict_mut().unwrap();
    files.get_mut(b"Names").unwrap().as_array_mut().unwrap()
}

/// Puts another content in the place of an attachment.
fn replace(document: &mut Document, file: &str, content: &str) {
    let genuine = lay_beside(document, file, content);
    let at = list(document).iter().position(|entry| *entry == name(file)).unwrap();
    let before = std::mem::replace(&mut list(document)[at + 1], genuine);
    document.objects.remove(&before.as_reference().unwrap());
}

#[test]
fn a_paper_as_it_was_issued_holds() {
    let issued = issue().sealed();
    issued.checked(&issued.pdf()).unwrap();
}

#[test]
fn the_genuine_data_laid_beside_other_pages_proves_nothing() {
    let issued = issue().sealed();
    let forged = issued.forged();
    assert_eq!(issued.code(&forged), 11, "the attached data was never issued");
    let beside = edited(&forged, |document| {
        lay_beside(document, "report-data.json", &issued.request.data);
    });
    assert_eq!(issued.code(&beside), 10);
    let twice = edited(&forged, |document| {
        let genuine = lay_beside(document, "report-data.json", &issued.request.data);
        list(document).extend([name("report-data.json"), genuine]);
    });
    assert_eq!(issued.code(&twice), 10);
}

#[test]
fn other_pages_with_the_genuine_data_in_its_place_are_seen() {
    let issued = issue().sealed();
    let forged = edited(&issued.forged(), |document| {
        replace(document, "report-data.json", &issued.request.data);
    });
    assert!(matches!(issued.checked(&forged), Err(PaperFault::Pages)));
    // A file that another program wrote anew is not what was issued either, and may show anything.
    assert_eq!(issued.code(&edited(&issued.pdf(), |_| ())), 16);
}

#[test]
fn a_page_drawn_over_and_an_update_appended_are_seen() {
    let issued = issue().sealed();
    let page_of = |document: &Document| *document.get_pages().get(&1).unwrap();
    let drawn = edited(&issued.pdf(), |document| {
        let page = page_of(document);
        document.add_page_contents(page, b"BT (on plan) Tj ET".to_vec()).unwrap();
    });
    assert_eq!(issued.code(&drawn), 16);

    let genuine = issued.pdf();
    let mut update = lopdf::IncrementalDocument::create_from(
        genuine.clone(),
        Document::load_mem(&genuine).unwrap(),
    );
    let page = page_of(update.get_prev_documents());
    update.opt_clone_object_to_new_document(page).unwrap();
    update.new_document.get_object_mut(page).unwrap().as_dict_mut().unwrap().set("Rotate", 180);
    let mut appended = Vec::new();
    update.save_to(&mut appended).unwrap();
    assert!(appended.starts_with(&genuine), "the genuine file stands in front");
    assert_eq!(issued.code(&appended), 10);
    let mut trailing = genuine;
    trailing.extend_from_slice(b"\nand more");
    assert_eq!(issued.code(&trailing), 10);
}

#[test]
fn pages_of_another_edition_are_not_believed_and_the_data_is_told() {
    let issued = issue().sealed();
    let forged = edited(&issued.forged(), |document| {
        replace(document, "report-data.json", &issued.request.data);
        let info = document.trailer.get(b"Info").unwrap().as_reference().unwrap();
        let info = document.get_object_mut(info).unwrap().as_dict_mut().unwrap();
        info.set("Creator", name("Plumbline, pages of edition 999\u{1b}[2J"));
    });
    let paper = Paper::read(&forged).unwrap();
    let told = std::cell::RefCell::new(Vec::new());
    let fault = paper.check_pages(|line| told.borrow_mut().push(line.to_owned())).unwrap_err();
    assert_eq!(fault.code(), 17);
    assert!(!fault.to_string().contains('\u{1b}'), "{fault}");
    let told = told.into_inner().join("\n");
    assert!(told.contains("text: Attendance is below plan."), "{told}");
}

#[test]
fn stream_report_and_log_belong_together() {
    let other = Issue { stream: "report-another".into(), ..issue() }.sealed();
    assert_eq!(other.code(&other.pdf()), 12);
    let mut other = issue();
    other.data.report_id = Uuid::from_u128(9).to_string();
    let other = other.sealed();
    assert_eq!(other.code(&other.pdf()), 12);
    let other = Issue { log: format!("plumbline.test/{}", Uuid::from_u128(9)), ..issue() }.sealed();
    assert_eq!(other.code(&other.pdf()), 12);
    let (one, two) = (issue().sealed(), issue().sealed());
    assert_eq!(one.code(&two.pdf()), 14, "another key's log");
}

#[test]
fn an_attachment_more_or_less_is_no_report() {
    let issued = issue().sealed();
    let more = edited(&issued.pdf(), |document| {
        let file = lay_beside(document, "invoice.exe", "x");
        list(document).extend([name("invoice.exe"), file]);
    });
    assert_eq!(issued.code(&more), 10);
    let mut request = issued.request.clone();
    request.proof = None;
    assert_eq!(issued.code(&typeset::render(&request).unwrap()), 10);
    assert_eq!(issued.code(b"%PDF-1.7"), 10);
}
