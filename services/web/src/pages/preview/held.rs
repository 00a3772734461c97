//! What is true of every page.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use axum::http::Method;

use super::*;
use crate::assets::{
    ANSWERING_STYLES, STYLES, answering_stylesheet, colour_styles, in_colour, stylesheet,
};
use crate::frame::is_of_respondents;

/// Addresses that show no page: files, and the way back from an identity provider.
const NO_PAGES: [&str; 17] = [
    "/answer/{token}/",
    "/assets/{name}",
    "/calendar/{trust}/{secret}/tasks.ics",
    "/committees/{committee}/meetings/{meeting}/papers.zip",
    "/figures/import/template.csv",
    "/figures/import/{file}/{said}/columns",
    "/papers/{term}/papers.zip",
    "/people/file/template.csv",
    "/reports/{report}/corrections/{correction}/correction.pdf",
    "/reports/{report}/report.pdf",
    "/reports/{report}/draft.pdf",
    "/schools/{school}/accreditations/{accreditation}/report.pdf",
    "/schools/{school}/inspections/{inspection}/report.pdf",
    "/sign-in/with/{provider}/back",
    "/surveys/{wave}/links.csv",
    "/trust/mark-given/{file}",
    "/trust/marks/{sha256}",
];

#[test]
fn every_page_there_is_has_a_preview() {
    let shown: BTreeSet<&str> = pages().iter().map(|preview| preview.at).collect();
    let gets = crate::routes().into_iter().filter(|(method, _)| *method == Method::GET);
    let there: BTreeSet<&str> =
        gets.map(|(_, at)| at).filter(|at| !NO_PAGES.contains(at)).collect();
    let without: Vec<_> = there.difference(&shown).collect();
    assert!(without.is_empty(), "no preview, so no browser ever looks at {without:?}");
    let nowhere: Vec<_> = shown.difference(&there).collect();
    assert!(nowhere.is_empty(), "previews of pages that there are not: {nowhere:?}");
}

#[test]
fn every_page_is_left_to_be_looked_at() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/web-preview");
    std::fs::create_dir_all(&folder).unwrap();
    let linked = |address: String| format!("<link rel=\"stylesheet\" href=\"{address}\">");
    let own = contract::Colour::read(sample::COLOUR).unwrap();
    for Preview { at, name, page } in pages() {
        let (address, styles) = match is_of_respondents(at) {
            true => (answering_stylesheet(), ANSWERING_STYLES),
            false => (stylesheet(), STYLES),
        };
        let link = linked(address);
        let page = page.into_string();
        assert!(page.contains(&link), "{name} has no stylesheet, or another's");
        let page = page.replace(&link, &format!("<style>{styles}</style>"));
        let coloured = format!("<style>{}</style>", in_colour(own));
        let page = page.replace(&linked(colour_styles(own)), &coloured);
        std::fs::write(folder.join(format!("{name}.html")), page).unwrap();
    }
}

/// `build-css.sh` leaves out of the smaller stylesheet what it finds in no source of these pages.
#[test]
fn a_respondents_page_has_the_style_of_all_that_it_names() {
    let of_respondents = pages().into_iter().filter(|preview| is_of_respondents(preview.at));
    for Preview { name, page, .. } in of_respondents {
        let page = page.into_string();
        let lists = page.split(" class=\"").skip(1).filter_map(|rest| rest.split('"').next());
        for class in lists.flat_map(str::split_whitespace) {
            let rule = format!(".{class}");
            let is_styled = |styles: &str| {
                let ends = |rest: &str| {
                    !rest.starts_with(|next: char| next.is_alphanumeric() || "-_".contains(next))
                };
                styles.split(&rule).skip(1).any(ends)
            };
            assert!(!is_styled(STYLES) || is_styled(ANSWERING_STYLES), "{name}: {class}");
        }
    }
}

#[test]
fn no_page_lets_a_name_become_markup() {
    for Preview { name, page, .. } in pages() {
        let page = page.into_string();
        for forbidden in ["<b>", "<script", " style=", " onclick", "javascript:"] {
            assert!(!page.contains(forbidden), "{forbidden} is in {name}");
        }
    }
}

/// Where a name is not isolated, in a page whose names all end with a sign that turns the words behind it.
fn turned(page: &str) -> Vec<String> {
    let (mut isolates, mut elements) = (0, 0);
    let mut found = Vec::new();
    for (at, letter) in page.char_indices() {
        let rest = &page[at..];
        match letter {
            '\u{2068}' => isolates += 1,
            '\u{2069}' => isolates -= 1,
            '<' if rest.starts_with("<bdi>") => elements += 1,
            '<' if rest.starts_with("</bdi>") => elements -= 1,
            '\u{202e}' if isolates <= 0 && elements <= 0 && !is_in_a_field(&page[..at]) => {
                found.push(
                    page[..at].chars().rev().take(120).collect::<Vec<_>>().iter().rev().collect(),
                );
            }
            _ => {}
        }
    }
    assert_eq!((isolates, elements), (0, 0), "each isolation ends");
    found
}

/// Whether what follows is the value of a field. A browser lays that out by itself, and it is sent as it stands.
fn is_in_a_field(before: &str) -> bool {
    before.rsplit_once(" value=\"").is_some_and(|(_, value)| !value.contains('"'))
}

#[test]
fn no_name_turns_the_words_around_it() {
    let pages = sample::with_all_names_ending("\u{202e}", pages);
    let (mut named, mut found) = (0, Vec::new());
    for Preview { name, page, .. } in pages {
        let page = page.into_string();
        found.extend(turned(&page).into_iter().map(|before| format!("{name}: {before}")));
        named += page.matches('\u{202e}').count();
    }
    assert!(found.is_empty(), "{found:#?}");
    assert!(named > 500, "names are on the pages: {named}");
    assert_eq!(turned("<title>A\u{202e} and</title>").len(), 1, "what is not isolated is found");
    assert!(turned("<bdi>A\u{202e}</bdi> \u{2068}B\u{202e}\u{2069}").is_empty());
    assert!(turned("<input value=\"A\u{202e}\">").is_empty());
    assert_eq!(turned("<input value=\"A\">B\u{202e}").len(), 1);
}

#[test]
fn every_page_has_one_heading_a_title_a_language_and_a_way_past_the_navigation() {
    for Preview { name, page, .. } in pages() {
        let page = page.into_string();
        assert_eq!(page.matches("<h1").count(), 1, "{name}");
        assert!(page.contains("<html class=\"govuk-template\" lang=\"en-GB\">"), "{name}");
        assert!(page.contains("<title>") && page.contains("href=\"#main-content\""), "{name}");
    }
}

#[test]
fn no_id_is_on_a_page_twice() {
    for Preview { name, page, .. } in pages() {
        let page = page.into_string();
        let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
        for part in page.split(" id=\"").skip(1) {
            *seen.entry(part.split('"').next().unwrap()).or_default() += 1;
        }
        let twice: Vec<_> = seen.into_iter().filter(|(_, count)| *count > 1).collect();
        assert!(twice.is_empty(), "{name}: {twice:?}");
    }
}

#[test]
fn every_form_that_changes_something_proves_it_is_ours() {
    for Preview { name, page, .. } in pages() {
        let page = page.into_string();
        for form in page.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap();
            if form.contains("method=\"post\"") {
                assert!(form.contains("name=\"form-token\""), "{name}: {form}");
            }
        }
    }
}
