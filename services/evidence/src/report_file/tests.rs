use lopdf::{Dictionary, Document, Object, Stream, StringFormat};

use super::*;

/// A PDF of two pages; `change` is given its catalogue.
fn pdf(change: impl FnOnce(&mut Document, &mut Dictionary)) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let tree = document.new_object_id();
    let mut kids = Vec::new();
    for _ in 0..2 {
        let content = Stream::new(Dictionary::new(), b"0 0 m 9 9 l S".to_vec());
        let content = document.add_object(Object::Stream(content));
        let mut page = Dictionary::new();
        page.set("Type", Object::Name(b"Page".to_vec()));
        page.set("Parent", Object::Reference(tree));
        page.set("Contents", Object::Reference(content));
        page.set("MediaBox", Object::Array([0, 0, 595, 842].map(Object::Integer).to_vec()));
        kids.push(Object::Reference(document.add_object(Object::Dictionary(page))));
    }
    let mut pages = Dictionary::new();
    pages.set("Type", Object::Name(b"Pages".to_vec()));
    pages.set("Count", Object::Integer(2));
    pages.set("Kids", Object::Array(kids));
    document.objects.insert(tree, Object::Dictionary(pages));
    let mut catalogue = Dictionary::new();
    catalogue.set("Type", Object::Name(b"Catalog".to_vec()));
    catalogue.set("Pages", Object::Reference(tree));
    change(&mut document, &mut catalogue);
    let catalogue = document.add_object(Object::Dictionary(catalogue));
    document.trailer.set("Root", Object::Reference(catalogue));
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// A report that can be attached; other text gives another file.
pub(crate) fn report(text: &str) -> Vec<u8> {
    let text = text.as_bytes().to_vec();
    pdf(|_, catalogue| catalogue.set("Lang", Object::String(text, StringFormat::Literal)))
}

fn refused(file: &[u8]) -> ReportFileRefusal {
    pages(file).unwrap_err()
}

/// An action of a kind, with what it is given.
fn action(kind: &str, key: &str) -> Dictionary {
    let mut action = Dictionary::new();
    action.set("S", Object::Name(kind.as_bytes().to_vec()));
    action.set(key, Object::String(b"anything".to_vec(), StringFormat::Literal));
    action
}

#[test]
fn the_pages_of_a_pdf_are_counted() {
    assert_eq!(pages(&report("en-GB")), Ok(2));
}

#[test]
fn each_exit_code_says_one_thing_of_a_file() {
    for (code, refusal) in ENDS {
        assert_eq!(ReportFileRefusal::of_end(code.into()), Some(refusal));
        assert_eq!(refusal.end(), Some(code));
    }
    assert_eq!(ReportFileRefusal::of_end(0), None);
    assert_eq!(ReportFileRefusal::of_end(1), None);
    assert_eq!(ReportFileRefusal::Infected.end(), None);
}

#[test]
fn a_file_of_nearly_ten_megabytes_is_read_and_a_larger_one_is_not() {
    let of = |size: usize| {
        pdf(|document, catalogue| {
            let drawing = Stream::new(Dictionary::new(), vec![b' '; size]);
            let drawing = document.add_object(Object::Stream(drawing));
            catalogue.set("PieceInfo", Object::Reference(drawing));
        })
    };
    let fits = of(LARGEST_REPORT - 4096);
    assert!(fits.len() <= LARGEST_REPORT && pages(&fits).is_ok());
    assert_eq!(refused(&of(LARGEST_REPORT)), ReportFileRefusal::TooLarge);
}

#[test]
fn what_is_no_whole_pdf_is_refused() {
    let file = report("en-GB");
    for cut in [0, 4, file.len() / 2, file.len() - 8] {
        assert_eq!(refused(&file[..cut]), ReportFileRefusal::NotAPdf, "{cut} bytes");
    }
    assert_eq!(refused(b"PK\x03\x04 startxref %%EOF"), ReportFileRefusal::NotAPdf);
    assert_eq!(refused(b"%PDF-1.7\nstartxref\n0\n%%EOF"), ReportFileRefusal::NotAPdf);
    let before = [b"MZ".as_slice(), &file].concat();
    assert_eq!(refused(&before), ReportFileRefusal::NotAPdf);
    let empty = pdf(|_, catalogue| {
        catalogue.remove(b"Pages");
    });
    assert_eq!(refused(&empty), ReportFileRefusal::NotAPdf);
}

#[test]
fn a_file_whose_list_of_objects_leads_nowhere_is_refused() {
    let file = report(&"en-GB ".repeat(10_000));
    let at = file.windows(9).rposition(|window| window == b"startxref").unwrap();
    let lost = [&file[..at], b"startxref\n7\n%%EOF"].concat();
    assert_eq!(refused(&lost), ReportFileRefusal::NotAPdf);
}

#[test]
fn a_protected_pdf_is_refused() {
    let mut file = Document::load_mem(&report("en-GB")).unwrap();
    let mut protection = Dictionary::new();
    protection.set("Filter", Object::Name(b"Standard".to_vec()));
    let protection = file.add_object(Object::Dictionary(protection));
    file.trailer.set("Encrypt", Object::Reference(protection));
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).unwrap();
    assert_eq!(refused(&bytes), ReportFileRefusal::Protected);
}

#[test]
fn scripts_and_programs_are_found_wherever_they_stand() {
    let opened = |action: Dictionary| {
        pdf(|_, catalogue| catalogue.set("OpenAction", Object::Dictionary(action)))
    };
    assert_eq!(refused(&opened(action("JavaScript", "JS"))), ReportFileRefusal::RunsCode);
    assert_eq!(refused(&opened(action("Launch", "F"))), ReportFileRefusal::RunsCode);
    assert!(pages(&opened(action("URI", "URI"))).is_ok(), "a link runs nothing here");
    let apart = pdf(|document, catalogue| {
        let kind = document.add_object(Object::Name(b"Launch".to_vec()));
        let mut action = action("URI", "F");
        action.set("S", Object::Reference(kind));
        let chained = Object::Array(vec![Object::Dictionary(action)]);
        catalogue.set("Next", chained);
    });
    assert_eq!(refused(&apart), ReportFileRefusal::RunsCode);
    let form = pdf(|_, catalogue| {
        let mut form = Dictionary::new();
        form.set("XFA", Object::Array(Vec::new()));
        catalogue.set("AcroForm", Object::Dictionary(form));
    });
    assert_eq!(refused(&form), ReportFileRefusal::RunsCode);
}

#[test]
fn a_script_is_found_in_a_name_with_digits_for_letters() {
    let action = Object::Dictionary(action("URI", "JQQQ"));
    let mut file = pdf(|_, catalogue| catalogue.set("Next", action));
    let at = file.windows(5).position(|window| window == b"/JQQQ").unwrap();
    assert_eq!(pages(&file), Ok(2));
    file[at..at + 5].copy_from_slice(b"/J#53");
    assert_eq!(refused(&file), ReportFileRefusal::RunsCode);
}

#[test]
fn a_script_is_found_in_a_packed_list_of_objects() {
    let packed = |file: &[u8]| {
        let mut packed = Vec::new();
        Document::load_mem(file).unwrap().save_modern(&mut packed).unwrap();
        assert!(holds(&packed, b"/ObjStm"), "its objects are packed");
        packed
    };
    assert_eq!(pages(&packed(&report("en-GB"))), Ok(2));
    let scripted = pdf(|document, catalogue| {
        let script = document.add_object(Object::Dictionary(action("URI", "JS")));
        catalogue.set("Next", Object::Reference(script));
    });
    assert_eq!(refused(&packed(&scripted)), ReportFileRefusal::RunsCode);
}
