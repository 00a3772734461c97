//! The files whose figures were imported, and the form that takes one back.

use contract::Said as _;
use contract::evidence::v1::{
    FigureImport, ListFigureImportsRequest, ListFigureMappingsRequest, SavedFigureMapping,
    TakeBackImportRequest,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::counted;
use crate::components::{Cell, Table};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Act, Check, Entered, Entry, Form, Told, placed, sends};
use crate::ground::Ground;
use crate::listing::PageListing;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// What its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().form::<TakeBackImport>()
}

/// What the list is made from.
#[derive(Debug)]
pub(crate) struct ImportsLoaded {
    pub ground: Ground,
    /// The newest first.
    pub imports: Shown<Vec<FigureImport>>,
    /// Every version of the saved mappings, by mapping, the newest first.
    pub mappings: Shown<Vec<SavedFigureMapping>>,
}

/// The imports as they stand.
pub(crate) async fn load(
    web: &Web,
    visitor: &Visitor,
    told: &Told,
) -> Result<ImportsLoaded, Failure> {
    let ground = Ground::load(&web.services, visitor).await?;
    let wanted = ListFigureImportsRequest { at_least: told.at_least(), ..Default::default() };
    let saved = ListFigureMappingsRequest { at_least: told.at_least(), ..Default::default() };
    let (mut evidence, mut mappings) = (web.services.evidence(), web.services.evidence());
    let caller = visitor.caller();
    let (imports, mappings) = tokio::join!(
        evidence.list_figure_imports(ask(&caller, wanted)),
        mappings.list_figure_mappings(ask(&caller, saved)),
    );
    let imports = Shown::whole(imports)?.map(|answer| answer.imports);
    let mappings = Shown::whole(mappings)?.map(|answer| answer.mappings);
    Ok(ImportsLoaded { ground, imports, mappings })
}

const WORDS: Words<'static> = Words {
    what: "The list of imports",
    none: Absence::of("No file of figures has been imported here yet."),
};

/// Takes back everything that a file brought.
#[derive(Debug, Deserialize)]
pub(crate) struct TakeBackImport {
    pub import: String,
}

impl Act for TakeBackImport {
    type Command = TakeBackImportRequest;
    const ENTRIES: &'static [Entry] =
        &[Entry::words_of::<Self::Command>("reason", "Why is it taken back?")
            .hint("Administrators, the improvement lead and the executive read it. Name no person")
            .wanted("Say why it is taken back")];
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str = "The import is taken back, and what stood before it stands again. What a later file said alike is gone too. Import that file again";
    const CHECK: Option<Check> = Some(Check {
        at: "/figures/imports/{import}/take-back/check",
        heading: "Check what is taken back",
        then: "What stood before the import stands again. What a later file said alike goes too. Import that file again.",
        button: "Take the import back",
    });
    placed!("/figures/imports/{import}/take-back"(import), "/figures/import"());
    sends!(evidence, take_back_import);

    fn command(&self, entered: &Entered) -> TakeBackImportRequest {
        TakeBackImportRequest {
            command_id: entered.command(),
            import_id: self.import.clone(),
            reason: entered.get("reason"),
        }
    }
}

/// The list, with a form for each that stands.
pub(crate) fn list(visitor: &Visitor, loaded: &ImportsLoaded, told: &Told) -> Markup {
    let ImportsLoaded { ground, imports, .. } = loaded;
    imports.draw(WORDS, |imports| {
        (!imports.is_empty()).then(|| {
            html! {
                (table(visitor, ground, imports))
                @if visitor.may.anywhere::<TakeBackImportRequest>() {
                    @for import in imports.iter().filter(|one| one.taken_back_on.is_empty()) {
                        @let about = format!("{}, {}", document(import), dates::day(&import.imported_on));
                        @let act = TakeBackImport { import: import.import_id.clone() };
                        (Form::new(&act, visitor, told).about(&about).folded(&format!("Take back: {about}")))
                    }
                }
            }
        })
    })
}

fn table(visitor: &Visitor, ground: &Ground, imports: &[FigureImport]) -> Markup {
    let row = |import: &FigureImport| {
        let state = match import.taken_back_on.as_str() {
            "" => "stands".to_owned(),
            day => {
                let why = import.taken_back_because.said();
                format!("taken back on {}: {why}", dates::day(day))
            }
        };
        vec![
            Cell::new(html! {
                a.govuk-link href={"/figures/imports/" (import.import_id)} { (document(import)) }
            }),
            Cell::day(&import.imported_on),
            Cell::text(ground.names.person(&import.imported_by)),
            Cell::text(counted(import.school_ids.len(), "school", "schools"))
                .by(import.school_ids.len().to_string()),
            Cell::number(import.added.to_string()),
            Cell::number(import.changed.to_string()),
            Cell::text(state),
        ]
    };
    let table = Table {
        head: vec![
            ("File", false),
            ("Imported", false),
            ("By", false),
            ("Schools", false),
            ("New", true),
            ("Changed", true),
            ("State", false),
        ],
        rows: imports.iter().map(row).collect(),
        first_is_header: true,
        stacks: true,
        ..Table::default()
    };
    PageListing::of("imports", table).narrowed_by(&["By"]).draw(&visitor.view)
}

/// The file as its publisher names it, with its release.
pub(super) fn document(import: &FigureImport) -> String {
    let file = import.file.clone().unwrap_or_default();
    if file.release.is_empty() {
        file.document
    } else {
        format!("{}, {}", file.document, file.release)
    }
}
