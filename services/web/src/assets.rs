//! The stylesheets, the two weights of their font and the icon, in the program itself; their names change with their content.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::response::{IntoResponse as _, Response};
use contract::Colour;
use flate2::Compression;
use sha2::{Digest as _, Sha256};

use crate::failure::Failure;
use crate::packing;

pub(crate) const STYLES: &str = include_str!("../assets/application.css");
/// For the pages of respondents.
pub(crate) const ANSWERING_STYLES: &str = include_str!("../assets/answering.css");
pub(crate) const ICON: &str = include_str!("../assets/icon.svg");

const STYLES_KIND: &str = "text/css; charset=utf-8";

const FONTS: [(&str, &[u8]); 2] = [
    ("plumbline-sans-regular", include_bytes!("../assets/plumbline-sans-regular.woff2")),
    ("plumbline-sans-bold", include_bytes!("../assets/plumbline-sans-bold.woff2")),
];

struct Asset {
    name: String,
    kind: &'static str,
    bytes: Vec<u8>,
    /// The same by gzip, where that is shorter.
    packed: Option<Vec<u8>>,
}

static ASSETS: LazyLock<[Asset; 5]> = LazyLock::new(|| {
    let [regular, bold] =
        FONTS.map(|(stem, bytes)| asset(stem, "woff2", "font/woff2", bytes.to_vec()));
    let sheet = |stem: &str, styles: &str| {
        let mut styles = styles.to_owned();
        for ((stem, _), font) in FONTS.iter().zip([&regular, &bold]) {
            styles = styles.replace(&format!("{stem}.woff2"), &font.name);
        }
        asset(stem, "css", STYLES_KIND, styles.into_bytes())
    };
    [
        sheet("application", STYLES),
        sheet("answering", ANSWERING_STYLES),
        asset("icon", "svg", "image/svg+xml", ICON.into()),
        regular,
        bold,
    ]
});

/// The asset of a stem and an ending, with the digest of its content between them.
fn asset(stem: &str, ending: &str, kind: &'static str, bytes: Vec<u8>) -> Asset {
    let name = digested(stem, ending, &bytes);
    let packed = packing::gzip(&bytes, Compression::best()).ok();
    let packed = packed.filter(|packed| packed.len() < bytes.len());
    Asset { name, kind, bytes, packed }
}

fn digested(stem: &str, ending: &str, bytes: &[u8]) -> String {
    format!("{stem}-{}.{ending}", eventlog::hex(&Sha256::digest(bytes)[..6]))
}

/// Address of the stylesheet.
pub(crate) fn stylesheet() -> String {
    format!("/assets/{}", ASSETS[0].name)
}

/// Address of the stylesheet of respondents.
pub(crate) fn answering_stylesheet() -> String {
    format!("/assets/{}", ASSETS[1].name)
}

/// Address of the icon.
pub(crate) fn icon() -> String {
    format!("/assets/{}", ASSETS[2].name)
}

/// Address of the styles that show the head of a page in a trust's colour. They are made of the colour alone.
pub(crate) fn colour_styles(colour: Colour) -> String {
    format!("/assets/{}", colour_name(colour))
}

fn colour_name(colour: Colour) -> String {
    let stem = format!("colour-{}", colour.to_string().trim_start_matches('#'));
    digested(&stem, "css", in_colour(colour).as_bytes())
}

/// The colour whose styles have this name, where white text can be read on it.
fn coloured(name: &str) -> Option<Colour> {
    let (digits, _) = name.strip_prefix("colour-")?.split_once('-')?;
    let colour = Colour::read(&format!("#{digits}")).filter(|colour| colour.bears_white())?;
    // One address each.
    (colour_name(colour) == name).then_some(colour)
}

/// On a screen the head of a page, whose text is always white there, and the rule at its foot have the trust's colour. A browser
/// with forced colours has its own.
pub(crate) fn in_colour(colour: Colour) -> String {
    format!(
        "@media screen and (forced-colors:none){{.pl-header{{background:{colour}}}.pl-footer{{border-top-color:{colour}}}}}"
    )
}

/// `GET /assets/{name}`: a name with its content's digest may be kept for ever.
pub(crate) async fn serve(
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let kept = (CACHE_CONTROL, "public, max-age=31536000, immutable");
    if let Some(colour) = coloured(&name) {
        return Ok(([(CONTENT_TYPE, STYLES_KIND), kept], in_colour(colour)).into_response());
    }
    let asset = ASSETS.iter().find(|asset| asset.name == name).ok_or_else(Failure::no_page)?;
    let about = [(CONTENT_TYPE, asset.kind), kept, (VARY, "accept-encoding")];
    Ok(match asset.packed.as_deref().filter(|_| packing::takes_gzip(&headers)) {
        Some(packed) => (about, [(CONTENT_ENCODING, "gzip")], packed).into_response(),
        None => (about, asset.bytes.as_slice()).into_response(),
    })
}

#[cfg(test)]
mod tests;
