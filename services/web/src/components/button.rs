//! Buttons: one that sends, one beside it, one that leads on.

use maud::{Markup, PreEscaped, html};

const ARROW: &str = r##"<svg class="govuk-button__start-icon" xmlns="http://www.w3.org/2000/svg" width="17.5" height="19" viewBox="0 0 33 40" aria-hidden="true" focusable="false"><path fill="currentColor" d="M0 0h13l20 20-20 20H0l20-20z"/></svg>"##;

pub(crate) fn button_submit(text: &str) -> Markup {
    html! { button.govuk-button type="submit" data-module="govuk-button" { (text) } }
}

/// A second way to send the same form, told apart by name and value.
pub(crate) fn button_secondary(text: &str, name: &str, value: &str) -> Markup {
    html! {
        button.govuk-button."govuk-button--secondary" type="submit" name=(name) value=(value)
            data-module="govuk-button" { (text) }
    }
}

pub(crate) fn button_link(text: &str, href: &str) -> Markup {
    html! {
        a.govuk-button href=(href) role="button" draggable="false" data-module="govuk-button" { (text) }
    }
}

/// Begins something; sends a form, because beginning is a change.
pub(crate) fn button_start(text: &str) -> Markup {
    html! {
        button.govuk-button."govuk-button--start" type="submit" data-module="govuk-button" {
            (text) (PreEscaped(ARROW))
        }
    }
}
