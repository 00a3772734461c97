//! The stylesheet, the two weights of its font and the icon, in the program itself; their names change with their content.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};

use crate::failure::Failure;

pub(crate) const STYLES: &str = include_str!("../assets/application.css");
pub(crate) const ICON: &str = include_str!("../assets/icon.svg");

const FONTS: [(&str, &[u8]); 2] = [
    ("plumbline-sans-regular", include_bytes!("../assets/plumbline-sans-regular.woff2")),
    ("plumbline-sans-bold", include_bytes!("../assets/plumbline-sans-bold.woff2")),
];

struct Asset {
    name: String,
    kind: &'static str,
    bytes: Vec<u8>,
}

static ASSETS: LazyLock<[Asset; 4]> = LazyLock::new(|| {
    let [regular, bold] =
        FONTS.map(|(stem, bytes)| asset(stem, "woff2", "font/woff2", bytes.to_vec()));
    let mut styles = STYLES.to_owned();
    for ((stem, _), font) in FONTS.iter().zip([&regular, &bold]) {
        styles = styles.replace(&format!("{stem}.woff2"), &font.name);
    }
    [
        asset("application", "css", "text/css; charset=utf-8", styles.into_bytes()),
        asset("icon", "svg", "image/svg+xml", ICON.into()),
        regular,
        bold,
    ]
});

/// The asset of a stem and an ending, with the digest of its content between them.
fn asset(stem: &str, ending: &str, kind: &'static str, bytes: Vec<u8>) -> Asset {
    let digest = eventlog::hex(&Sha256::digest(&bytes)[..6]);
    Asset { name: format!("{stem}-{digest}.{ending}"), kind, bytes }
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
    Ok((headers, asset.bytes.as_slice()).into_response())
}

#[cfg(test)]
mod tests;
