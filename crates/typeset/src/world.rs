//! What the typesetter can read: the templates, the faces, the data. No files, no network, no clock.

use std::sync::LazyLock;

use serde_json::{Value, json};
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt as _, World};

use crate::faces::FACES;
use crate::{PaperKind, Proof, Request};

/// The templates by their virtual names; always the same few, since each name is kept for ever.
const TEMPLATES: [(&str, &str); 7] = [
    ("/report.typ", include_str!("../templates/report.typ")),
    ("/look.typ", include_str!("../templates/look.typ")),
    ("/opening.typ", include_str!("../templates/opening.typ")),
    ("/evidence.typ", include_str!("../templates/evidence.typ")),
    ("/questions.typ", include_str!("../templates/questions.typ")),
    ("/annex.typ", include_str!("../templates/annex.typ")),
    ("/correction.typ", include_str!("../templates/correction.typ")),
];

static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    TEMPLATES.iter().map(|(name, text)| Source::new(id(name), (*text).to_owned())).collect()
});

/// Names of the files that are attached beside the data if there is a proof.
const PROOFS: [&str; 4] =
    ["/report-issued.json", "/report-issued.leaf.json", "/report.tlog-proof", "/policy.txt"];

static REPORT: LazyLock<FileId> = LazyLock::new(|| id("/report.typ"));
static CORRECTION: LazyLock<FileId> = LazyLock::new(|| id("/correction.typ"));
/// The image of the trust's mark, which the data holds.
static MARK: LazyLock<FileId> = LazyLock::new(|| id("/mark.png"));
/// The data by the name under which each kind of paper attaches it.
static DATA: LazyLock<[FileId; 2]> =
    LazyLock::new(|| ["/report-data.json", "/correction-data.json"].map(id));
static SHOWN: LazyLock<FileId> = LazyLock::new(|| id("/shown.json"));

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    // Row headers in tables are still behind this name.
    LazyHash::new(
        Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build(),
    )
});

fn id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("the names above are plain");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// One report's world.
pub(crate) struct ReportWorld {
    main: FileId,
    data: Bytes,
    shown: Bytes,
    /// `None` where the data holds none.
    mark: Option<Bytes>,
    proofs: Vec<(FileId, Bytes)>,
}

/// The data of a paper as the templates read it.
pub(crate) struct ShownData {
    /// Without the mark.
    pub(crate) data: Value,
    /// The image of the trust's mark; empty where the data holds none.
    pub(crate) mark: Vec<u8>,
}

impl ReportWorld {
    /// The world of one report. Data and proof are attached as they are; the templates read `shown`.
    pub(crate) fn new(request: &Request, shown: ShownData, sha256: &str) -> Self {
        let proof = request.proof.as_ref();
        let told = proof.map(|proof| {
            json!({ "log": proof.log, "position": proof.position, "code": code(sha256), "qr": qr(proof, sha256) })
        });
        let ShownData { data: shown, mark } = shown;
        let mark = (!mark.is_empty()).then(|| Bytes::new(mark));
        let shown =
            json!({ "data": shown, "sha256": sha256, "proof": told, "mark": mark.is_some() });
        let texts =
            proof.map(|proof| [&proof.issued, &proof.leaf, &proof.tlog_proof, &proof.policy]);
        let proofs = PROOFS.iter().zip(texts.into_iter().flatten());
        Self {
            main: match request.kind {
                PaperKind::Report => *REPORT,
                PaperKind::Correction => *CORRECTION,
            },
            data: Bytes::from_string(request.data.clone()),
            shown: Bytes::from_string(shown.to_string()),
            mark,
            proofs: proofs
                .map(|(name, text)| (id(name), Bytes::from_string(text.clone())))
                .collect(),
        }
    }
}

impl World for ReportWorld {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FACES.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = SOURCES.iter().find(|source| source.id() == id);
        found.cloned().ok_or_else(|| unknown(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if DATA.contains(&id) {
            Ok(self.data.clone())
        } else if id == *SHOWN {
            Ok(self.shown.clone())
        } else if id == *MARK {
            self.mark.clone().ok_or_else(|| unknown(id))
        } else {
            let proof = self.proofs.iter().find(|(name, _)| *name == id);
            proof.map(|(_, bytes)| bytes.clone()).ok_or_else(|| unknown(id))
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FACES.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Sixteen characters that two people can compare over the telephone.
fn code(sha256: &str) -> String {
    let letters: Vec<char> = sha256.chars().take(16).collect();
    let groups = letters.chunks(4).map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join("-").to_uppercase()
}

/// Log, event and data in a square for a telephone, as an SVG.
fn qr(proof: &Proof, sha256: &str) -> String {
    let text = format!("{} event {} data sha256 {sha256}", proof.log, proof.position);
    // Text of this length always fits. If it did not, the words beside the square say the same.
    let drawn = qrcode::QrCode::new(text).map(|code| {
        code.render::<qrcode::render::svg::Color<'_>>()
            .min_dimensions(120, 120)
            .quiet_zone(false)
            .build()
    });
    drawn.unwrap_or_default()
}

fn unknown(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}
