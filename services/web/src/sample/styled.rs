//! A trust with a mark and a colour of its own.

use std::sync::Arc;

use contract::schools::v1::{GetTrustStyleResponse, TrustMark};

use super::as_of;
use crate::trust_style::TrustStyle;
use crate::visitor::Visitor;

/// The trust's colour.
pub(crate) const COLOUR: &str = "#00563f";

pub(crate) fn trust_style() -> GetTrustStyleResponse {
    let mark = TrustMark {
        sha256: "ab".repeat(32),
        media_type: "image/png".to_owned(),
        bytes: 18_204,
        width: 480,
        height: 160,
    };
    GetTrustStyleResponse {
        as_of: as_of(412),
        mark: Some(mark),
        colour: COLOUR.to_owned(),
        png: Vec::new(),
    }
}

/// The same person, in a trust that has both.
pub(crate) fn styled(visitor: Visitor) -> Visitor {
    Visitor { style: Arc::new(TrustStyle::read(&trust_style())), ..visitor }
}
