//! Ways to tell something: errors, successes, warnings, asides, lists of facts.

use maud::{Markup, html};

/// What is wrong, each with the id of its field or nothing; takes the focus as the page opens.
pub(crate) fn error_summary(errors: &[(String, Option<String>)]) -> Markup {
    html! {
        div.govuk-error-summary data-module="govuk-error-summary" tabindex="-1" autofocus {
            div role="alert" {
                h2.govuk-error-summary__title { "There is a problem" }
                div.govuk-error-summary__body {
                    ul.govuk-list.govuk-error-summary__list {
                        @for (sentence, field) in errors {
                            li {
                                @if let Some(field) = field { a href={"#" (field)} { (sentence) } }
                                @else { (sentence) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Something was done.
pub(crate) fn success(text: &str) -> Markup {
    html! {
        div class="govuk-notification-banner govuk-notification-banner--success" role="alert"
            aria-labelledby="govuk-notification-banner-title" data-module="govuk-notification-banner" {
            div.govuk-notification-banner__header {
                h2.govuk-notification-banner__title #govuk-notification-banner-title { "Success" }
            }
            div.govuk-notification-banner__content {
                p.govuk-notification-banner__heading { (text) }
            }
        }
    }
}

pub(crate) fn warning(text: &str) -> Markup {
    html! {
        div.govuk-warning-text {
            span.govuk-warning-text__icon aria-hidden="true" { "!" }
            strong.govuk-warning-text__text {
                span.govuk-visually-hidden { "Warning" } " "
                (text)
            }
        }
    }
}

pub(crate) fn inset(content: &Markup) -> Markup {
    html! { div.govuk-inset-text { (content) } }
}

pub(crate) fn details(summary: &str, content: &Markup) -> Markup {
    details_open(summary, content, false)
}

pub(crate) fn details_open(summary: &str, content: &Markup, open: bool) -> Markup {
    html! {
        details.govuk-details open[open] {
            summary.govuk-details__summary {
                span.govuk-details__summary-text { (summary) }
            }
            div.govuk-details__text { (content) }
        }
    }
}

/// A state in a word; `colour` is one of the design system's, empty for its own blue. Blue is under way, orange waits for a person,
/// red is late or stopped, grey is done with or not begun. Green is something good that was found.
pub(crate) fn tag(text: &str, colour: &str) -> Markup {
    let class = if colour.is_empty() {
        "govuk-tag".to_owned()
    } else {
        format!("govuk-tag govuk-tag--{colour}")
    };
    html! { strong class=(class) { (text) } }
}

/// The great green end of something.
pub(crate) fn panel(title: &str, body: &Markup) -> Markup {
    html! {
        div class="govuk-panel govuk-panel--confirmation" {
            h1.govuk-panel__title { (title) }
            div.govuk-panel__body { (body) }
        }
    }
}

pub(crate) fn phase_banner(word: &str, content: &Markup) -> Markup {
    html! {
        div.govuk-phase-banner.govuk-width-container {
            p.govuk-phase-banner__content {
                strong.govuk-tag.govuk-phase-banner__content__tag { (word) }
                span.govuk-phase-banner__text { (content) }
            }
        }
    }
}

/// A key with its value, perhaps with the way to change it.
#[derive(Debug)]
pub(crate) struct Row {
    key: String,
    value: Markup,
    /// What is changed, for the ear, and where.
    change: Option<(String, String)>,
}

impl Row {
    pub(crate) fn new(key: impl Into<String>, value: Markup) -> Self {
        Self { key: key.into(), value, change: None }
    }

    pub(crate) fn changed(self, what: String, href: String) -> Self {
        Self { change: Some((what, href)), ..self }
    }
}

pub(crate) fn summary_list(rows: &[Row]) -> Markup {
    let any = rows.iter().any(|row| row.change.is_some());
    html! {
        dl.govuk-summary-list {
            @for Row { key, value, change } in rows {
                @let bare = if any && change.is_none() { " govuk-summary-list__row--no-actions" } else { "" };
                div class={"govuk-summary-list__row" (bare)} {
                    dt.govuk-summary-list__key { (key) }
                    dd.govuk-summary-list__value { (value) }
                    @if let Some((what, href)) = change {
                        dd.govuk-summary-list__actions {
                            a.govuk-link href=(href) {
                                "Change" span.govuk-visually-hidden { " " (what) }
                            }
                        }
                    }
                }
            }
        }
    }
}
