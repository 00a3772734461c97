use std::io::{Cursor, Read as _};

use lopdf::{Dictionary, Object};
use tonic_types::ErrorDetails;
use zip::ZipArchive;

use super::*;

/// A PDF of so many empty pages.
fn pdf(count: i64) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let tree = document.new_object_id();
    let kids = (0..count).map(|_| {
        let mut page = Dictionary::new();
        page.set("Type", Object::Name(b"Page".to_vec()));
        page.set("Parent", Object::Reference(tree));
        page.set("MediaBox", Object::Array([0, 0, 595, 842].map(Object::Integer).to_vec()));
        Object::Reference(document.add_object(Object::Dictionary(page)))
    });
    let kids = kids.collect();
    let mut pages = Dictionary::new();
    pages.set("Type", Object::Name(b"Pages".to_vec()));
    pages.set("Count", Object::Integer(count));
    pages.set("Kids", Object::Array(kids));
    document.objects.insert(tree, Object::Dictionary(pages));
    let mut catalogue = Dictionary::new();
    catalogue.set("Type", Object::Name(b"Catalog".to_vec()));
    catalogue.set("Pages", Object::Reference(tree));
    let catalogue = document.add_object(Object::Dictionary(catalogue));
    document.trailer.set("Root", Object::Reference(catalogue));
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_pack_that_was_read_off_part_by_part_holds_each_file_byte_for_byte() {
    let files = [("01-a.pdf", pdf(2)), ("02-b.pdf", pdf(1))];
    let mut archive = Archive::of("2025-11-21".parse().unwrap());
    let mut sent = Vec::new();
    for (name, content) in &files {
        archive.add(name, content).unwrap();
        let part = archive.written();
        assert!(!part.is_empty(), "{name} is sent before the next is opened");
        sent.extend_from_slice(&part);
    }
    sent.extend_from_slice(&archive.close("<p>Cover</p>").unwrap());
    let mut read = ZipArchive::new(Cursor::new(sent)).unwrap();
    assert_eq!(read.len(), 3);
    for (name, content) in &files {
        let mut found = Vec::new();
        read.by_name(name).unwrap().read_to_end(&mut found).unwrap();
        assert_eq!(&found, content, "{name}");
    }
    let mut cover = String::new();
    read.by_name("00-cover.html").unwrap().read_to_string(&mut cover).unwrap();
    assert_eq!(cover, "<p>Cover</p>");
}

#[test]
fn pages_are_counted_where_they_can_be_read() {
    assert_eq!(pages(&pdf(3)), Some(3));
    assert_eq!(pages(b"no paper"), None);
}

#[test]
fn a_paper_that_is_not_for_its_reader_is_told_from_one_that_is_away() {
    let withheld = why(&Status::permission_denied("no"));
    assert_eq!(withheld, "It is not shown to you.");
    assert_ne!(why(&Status::unavailable("away")), withheld);
}

#[test]
fn a_pack_waits_for_a_reader_who_took_many_papers_but_not_long() {
    let refused = |code, seconds| {
        let details = ErrorDetails::with_retry_info(Some(Duration::from_secs(seconds)));
        wait(&Status::with_error_details(code, "Too many requests", details))
    };
    assert_eq!(refused(Code::ResourceExhausted, 1), Some(Duration::from_secs(1)));
    assert_eq!(refused(Code::ResourceExhausted, 3_600), None);
    assert_eq!(refused(Code::Unavailable, 1), None, "its service is away");
    assert_eq!(wait(&Status::permission_denied("no")), None);
}
