//! All the typesetter can see: the templates, the faces, the data. No files, no network, no clock.

use std::sync::LazyLock;

use serde_json::{Value, json};
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt as _, World};

use crate::faces::FACES;

/// The templates by their virtual names; always the same few, since each name is kept for ever.
const TEMPLATES: [(&str, &str); 6] = [
    ("/report.typ", include_str!("../templates/report.typ")),
    ("/look.typ", include_str!("../templates/look.typ")),
    ("/opening.typ", include_str!("../templates/opening.typ")),
    ("/evidence.typ", include_str!("../templates/evidence.typ")),
    ("/questions.typ", include_str!("../templates/questions.typ")),
    ("/annex.typ", include_str!("../templates/annex.typ")),
];

static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    TEMPLATES.iter().map(|(name, text)| Source::new(id(name), (*text).to_owned())).collect()
});

static DATA: LazyLock<FileId> = LazyLock::new(|| id("/report-data.json"));
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
    data: Bytes,
    shown: Bytes,
}

impl ReportWorld {
    /// `data` is attached as it is; `shown` is what the templates read.
    pub(crate) fn new(data: &str, shown: &Value, sha256: &str) -> Self {
        let shown = json!({ "data": shown, "sha256": sha256 });
        Self {
            data: Bytes::from_string(data.to_owned()),
            shown: Bytes::from_string(shown.to_string()),
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
        SOURCES.first().expect("there is a main template").id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = SOURCES.iter().find(|source| source.id() == id);
        found.cloned().ok_or_else(|| unknown(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == *DATA {
            Ok(self.data.clone())
        } else if id == *SHOWN {
            Ok(self.shown.clone())
        } else {
            Err(unknown(id))
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FACES.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn unknown(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}
