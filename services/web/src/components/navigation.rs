//! Ways from page to page.

use maud::{Markup, PreEscaped, html};

const EARLIER: &str = r##"<svg class="govuk-pagination__icon govuk-pagination__icon--prev" xmlns="http://www.w3.org/2000/svg" height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13"><path d="m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z"></path></svg>"##;
const LATER: &str = r##"<svg class="govuk-pagination__icon govuk-pagination__icon--next" xmlns="http://www.w3.org/2000/svg" height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13"><path d="m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z"></path></svg>"##;

pub(crate) fn skip_link(href: &str, text: &str) -> Markup {
    html! { a.govuk-skip-link href=(href) data-module="govuk-skip-link" { (text) } }
}

/// A section that says in a sentence what stands on a page of its own, and leads there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SectionWay<'a> {
    pub id: &'a str,
    pub heading: &'a str,
    pub says: &'a str,
    pub href: &'a str,
    pub link: &'a str,
}

impl SectionWay<'_> {
    pub(crate) fn draw(self) -> Markup {
        html! {
            section id=(self.id) {
                h2.govuk-heading-m { (self.heading) }
                p.govuk-body { (self.says) " " a.govuk-link href=(self.href) { (self.link) } }
            }
        }
    }
}

pub(crate) fn back_link(href: &str) -> Markup {
    html! { a.govuk-back-link href=(href) { "Back" } }
}

/// Words and addresses, from the first page down.
pub(crate) fn breadcrumbs(items: &[(String, String)]) -> Markup {
    html! {
        nav.govuk-breadcrumbs aria-label="Breadcrumb" {
            ol.govuk-breadcrumbs__list {
                @for (text, href) in items {
                    li.govuk-breadcrumbs__list-item {
                        a.govuk-breadcrumbs__link href=(href) { (text) }
                    }
                }
            }
        }
    }
}

/// The service navigation, always open: there is no script that could open it.
pub(crate) fn navigation<'a>(items: impl Iterator<Item = (&'a str, &'a str, bool)>) -> Markup {
    html! {
        div.govuk-service-navigation data-module="govuk-service-navigation" {
            div.govuk-width-container {
                div.govuk-service-navigation__container {
                    nav.govuk-service-navigation__wrapper aria-label="Menu" {
                        ul.govuk-service-navigation__list #navigation {
                            @for (text, href, current) in items { (item(text, href, current)) }
                        }
                    }
                }
            }
        }
    }
}

fn item(text: &str, href: &str, current: bool) -> Markup {
    let class = if current {
        "govuk-service-navigation__item govuk-service-navigation__item--active"
    } else {
        "govuk-service-navigation__item"
    };
    html! {
        li class=(class) {
            a.govuk-service-navigation__link href=(href) aria-current=[current.then_some("page")] {
                @if current {
                    strong.govuk-service-navigation__active-fallback { (text) }
                } @else { (text) }
            }
        }
    }
}

/// The page before and the page after, with their addresses.
pub(crate) fn pagination(earlier: Option<(&str, &str)>, later: Option<(&str, &str)>) -> Markup {
    html! {
        nav class="govuk-pagination govuk-pagination--block" aria-label="Pagination" {
            @if let Some((text, href)) = earlier {
                div.govuk-pagination__prev {
                    a.govuk-link.govuk-pagination__link href=(href) rel="prev" {
                        (PreEscaped(EARLIER))
                        span class="govuk-pagination__link-title govuk-pagination__link-title--decorated" { (text) }
                    }
                }
            }
            @if let Some((text, href)) = later {
                div.govuk-pagination__next {
                    a.govuk-link.govuk-pagination__link href=(href) rel="next" {
                        span class="govuk-pagination__link-title govuk-pagination__link-title--decorated" { (text) }
                        (PreEscaped(LATER))
                    }
                }
            }
        }
    }
}
