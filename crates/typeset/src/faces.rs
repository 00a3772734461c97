//! The bundled faces, all under the SIL Open Font License, and which characters they have shapes for.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

const FILES: [&[u8]; 12] = [
    include_bytes!("../fonts/Lato-Regular.ttf"),
    include_bytes!("../fonts/Lato-Bold.ttf"),
    include_bytes!("../fonts/Lato-Italic.ttf"),
    include_bytes!("../fonts/NotoSans-Regular.ttf"),
    include_bytes!("../fonts/NotoSansArabic-Regular.ttf"),
    include_bytes!("../fonts/NotoSansArabic-Bold.ttf"),
    include_bytes!("../fonts/NotoSansBengali-Regular.ttf"),
    include_bytes!("../fonts/NotoSansBengali-Bold.ttf"),
    include_bytes!("../fonts/NotoSansDevanagari-Regular.ttf"),
    include_bytes!("../fonts/NotoSansDevanagari-Bold.ttf"),
    include_bytes!("../fonts/NotoSansGurmukhi-Regular.ttf"),
    include_bytes!("../fonts/NotoSansGurmukhi-Bold.ttf"),
];

/// Number of faces of the text family; they come first.
const TEXT_FAMILY: usize = 3;

/// Every face, with the index by which the typesetter finds it.
pub(crate) struct Faces {
    pub(crate) fonts: Vec<Font>,
    pub(crate) book: LazyHash<FontBook>,
}

/// Read once; they never change.
pub(crate) static FACES: LazyLock<Faces> = LazyLock::new(|| {
    let fonts: Vec<Font> = FILES.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect();
    let book = LazyHash::new(FontBook::from_fonts(&fonts));
    Faces { fonts, book }
});

impl Faces {
    /// Whether any face has a shape for the character.
    pub(crate) fn cover(&self, letter: char) -> bool {
        self.fonts.iter().any(|font| font.info().coverage.contains(letter.into()))
    }

    /// Whether every face of the text family has a shape for the character.
    pub(crate) fn text_family_covers(&self, letter: char) -> bool {
        self.fonts.iter().take(TEXT_FAMILY).all(|font| font.info().coverage.contains(letter.into()))
    }
}

#[cfg(test)]
mod tests;
