//! The stylesheet and the icon, in the program itself; their names change with their content.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};

use crate::failure::Failure;

pub(crate) const STYLES: &str = include_str!("../assets/application.css");
pub(crate) const ICON: &str = include_str!("../assets/icon.svg");

struct Asset {
    name: String,
    kind: &'static str,
    text: &'static str,
}

static ASSETS: LazyLock<[Asset; 2]> = LazyLock::new(|| {
    [
        asset("application", "css", "text/css; charset=utf-8", STYLES),
        asset("icon", "svg", "image/svg+xml", ICON),
    ]
});

fn asset(stem: &str, ending: &str, kind: &'static str, text: &'static str) -> Asset {
    let digest = eventlog::hex(&Sha256::digest(text)[..6]);
    Asset { name: format!("{stem}-{digest}.{ending}"), kind, text }
}

/// Address of the stylesheet.
pub(crate) fn stylesheet() -> String {
    format!("/assets/{}", ASSETS[0].name)
}

/// Address of the icon.
pub(crate) fn icon() -> String {
    format!("/assets/{}", ASSETS[1].name)
}

/// `GET /assets/{name}`: a name with its content's digest may be kept for ever.
pub(crate) async fn serve(Path(name): Path<String>) -> Result<Response, Failure> {
    let asset = ASSETS.iter().find(|asset| asset.name == name).ok_or_else(Failure::no_page)?;
    let headers =
        [(CONTENT_TYPE, asset.kind), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, asset.text).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_reserved_is_shipped() {
        for text in [STYLES, ICON] {
            let text = text.to_lowercase();
            for reserved in [
                "gds transport",
                "crest",
                "gov.uk",
                "url(",
                "@import",
                "http://fonts",
                "light-94a07e06a1",
            ] {
                assert!(!text.contains(reserved), "{reserved} is in a shipped asset");
            }
        }
    }

    #[test]
    fn the_brand_is_our_own() {
        assert!(
            STYLES.contains("--govuk-brand-colour: #12436d")
                || STYLES.contains("--govuk-brand-colour:#12436d")
        );
        assert!(STYLES.contains("system-ui"));
    }
}
