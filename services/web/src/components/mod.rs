//! The few design-system components the pages need, as functions; held against the package's own fixtures.

mod button;
mod fields;
#[cfg(test)]
mod fixtures;
mod navigation;
mod picker;
mod several;
mod table;
mod telling;

pub(crate) use button::{button_link, button_secondary, button_start, button_submit};
pub(crate) use fields::{
    DateInput, Field, Radio, Radios, Select, date_input, input, radios, select, textarea,
};
pub(crate) use navigation::{
    SectionWay, back_link, breadcrumbs, navigation, pagination, skip_link,
};
pub(crate) use picker::{FoundPieces, Picker, PickerSearch, PieceGroup, picker};
pub(crate) use several::{EachText, checkboxes, each, each_of, numbered};
pub(crate) use table::{Cell, ColumnHeading, SortKey, Table, Value};
pub(crate) use telling::{
    Row, details, details_open, error_summary, inset, panel, phase_banner, success, summary_list,
    tag, warning,
};
