//! What is attached to a report, found as a PDF reader finds it; refuses a file that could be read in two ways.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object};

/// The texts attached to a report, byte for byte.
#[derive(Clone, Debug)]
pub(super) struct Attached {
    pub(super) data: String,
    pub(super) issued: String,
    pub(super) leaf: String,
    pub(super) tlog_proof: String,
    pub(super) policy: String,
    /// Which program set the pages, as the PDF says.
    pub(super) creator: String,
}

/// Most bytes of one attachment.
const LONGEST: usize = 16 << 20;

impl Attached {
    /// Reads them. The PDF has to be as it was first written: no update appended, exactly our attachments, each once.
    pub(super) fn read(pdf: &[u8]) -> Result<Self, String> {
        let document = Document::load_mem(pdf).map_err(|error| error.to_string())?;
        written_once(pdf, &document)?;
        let mut files = named(&document)?;
        let mut take = |name: &str| {
            files.remove(name).ok_or_else(|| {
                format!(
                    "{name} is not attached; only the edition \u{201c}with its proof\u{201d} can be checked"
                )
            })
        };
        let attached = Self {
            data: take("report-data.json")?,
            issued: take("report-issued.json")?,
            leaf: take("report-issued.leaf.json")?,
            tlog_proof: take("report.tlog-proof")?,
            policy: take("policy.txt")?,
            creator: creator(&document),
        };
        match files.keys().next() {
            Some(other) => Err(format!("{other} is attached, which no report carries")),
            None => Ok(attached),
        }
    }
}

/// Refuses a PDF to which something was appended.
fn written_once(pdf: &[u8], document: &Document) -> Result<(), String> {
    let line_end = |byte: u8| matches!(byte, b'\r' | b'\n');
    let ends = pdf.windows(11).filter(|window| {
        line_end(window[0]) && window[1..10] == *b"startxref" && window[10].is_ascii_whitespace()
    });
    let linked = [b"Prev".as_slice(), b"XRefStm"].iter().any(|key| document.trailer.has(key));
    let appended = linked || ends.count() > 1;
    if appended || !pdf.trim_ascii_end().ends_with(b"%%EOF") {
        return Err("the file was added to after it was made".to_owned());
    }
    Ok(())
}

/// The attachments by name, through the catalogue's name tree; there must be no file that the tree does not name.
fn named(document: &Document) -> Result<BTreeMap<String, String>, String> {
    let names = entries(document).map_err(|error| format!("nothing is attached: {error}"))?;
    let mut found = BTreeMap::new();
    for pair in names.chunks(2) {
        let [name, file] = pair else { return Err("the list of attachments is broken".to_owned()) };
        let (name, text) = file_of(document, name, file)
            .map_err(|error| format!("an attachment cannot be read: {error}"))?;
        let text = text.ok_or_else(|| format!("{name} is no text, or too long"))?;
        if found.insert(name.clone(), text).is_some() {
            return Err(format!("{name} is attached twice"));
        }
    }
    let files = document.objects.values().filter(|object| is_file(object)).count();
    if files != found.len() {
        return Err("the file holds an attachment that its list does not name".to_owned());
    }
    Ok(found)
}

/// Name and file in turns. The typesetter writes one short list and no tree of lists.
fn entries(document: &Document) -> Result<&Vec<Object>, lopdf::Error> {
    let names = document.get_dict_in_dict(document.catalog()?, b"Names")?;
    document.get_dict_in_dict(names, b"EmbeddedFiles")?.get(b"Names")?.as_array()
}

/// Name and text of one; no text where it is none.
fn file_of(
    document: &Document,
    name: &Object,
    file: &Object,
) -> Result<(String, Option<String>), lopdf::Error> {
    let file = document.get_object(file.as_reference()?)?.as_dict()?;
    let name = name.as_str()?;
    let embedded = file.get(b"EF")?.as_dict()?;
    let stream = embedded.get(b"F")?.as_reference()?;
    // A PDF reader may go by either of each pair.
    let same = file.get(b"F")?.as_str()? == name
        && file.get(b"UF")?.as_str()? == name
        && embedded.get(b"UF")?.as_reference()? == stream;
    let stream = document.get_object(stream)?.as_stream()?;
    let content = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
    let text = String::from_utf8(content).ok().filter(|text| same && text.len() <= LONGEST);
    Ok((String::from_utf8_lossy(name).into_owned(), text))
}

fn is_file(object: &Object) -> bool {
    let dictionary: Option<&Dictionary> = match object {
        Object::Stream(stream) => Some(&stream.dict),
        other => other.as_dict().ok(),
    };
    dictionary.is_some_and(|dictionary| dictionary.has(b"EF"))
}

fn creator(document: &Document) -> String {
    let info = document.get_dict_in_dict(&document.trailer, b"Info");
    let creator = info.and_then(|info| info.get(b"Creator")).and_then(Object::as_str);
    creator.map(|text| String::from_utf8_lossy(text).into_owned()).unwrap_or_default()
}
