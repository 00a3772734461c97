//! The frame around every page: header, navigation, who is signed in, and how far the record was read.

mod person;

use contract::Colour;
use contract::field::isolated;
use contract::log::v1::AsOf;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::chart::BRAND;
use crate::trust_style::TrustStyle;
use crate::visitor::Visitor;
use crate::{assets, components, dates, form, listing};

pub(crate) use person::{FIND_AT, FIND_FOR};

/// Where a page belongs in the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Home,
    Trust,
    Surveys,
    Reports,
    Trail,
    Status,
    People,
    Elsewhere,
}

const PLACES: [(Place, &str, &str); 7] = [
    (Place::Home, "/", "To do"),
    (Place::Trust, "/schools", "Schools"),
    (Place::Surveys, "/surveys", "Surveys"),
    (Place::Reports, "/reports", "Reports"),
    (Place::Trail, "/trail", "Trail"),
    (Place::Status, "/status", "Status"),
    (Place::People, "/people", "People"),
];

/// A page of a signed-in person.
#[derive(Debug)]
pub(crate) struct Frame<'a> {
    pub title: &'a str,
    pub place: Place,
    pub visitor: &'a Visitor,
    /// Words and addresses of the pages above this one.
    pub crumbs: &'a [(String, String)],
    pub as_of: Option<AsOf>,
    /// Whether the page tells of an error: said first in the title.
    pub problem: bool,
}

const MARK: &str = r##"<svg class="pl-header__mark" viewBox="0 0 26 30" fill="currentColor" aria-hidden="true" focusable="false"><path d="M12 0h2v15h-2z"/><path d="M7 14h12l-6 15z"/></svg>"##;

/// The trust whose page it is: what stands beside Plumbline's own name.
#[derive(Clone, Copy, Debug)]
struct PageOwner<'a> {
    trust: &'a str,
    style: &'a TrustStyle,
}

/// `beside` stands at the end of the line, beside the trust's name.
fn header(owner: Option<PageOwner<'_>>, beside: &Markup) -> Markup {
    html! {
        div.govuk-generic-header.pl-header {
            div.govuk-generic-header__container.govuk-width-container {
                div.govuk-generic-header__logo {
                    a.govuk-generic-header__homepage-link href="/" { (PreEscaped(MARK)) span.pl-header__name { " Plumbline" } }
                }
                @if let Some(PageOwner { trust, style }) = owner {
                    span.pl-header__trust {
                        // The name beside it says what it is.
                        @if let Some(mark) = &style.mark { img.pl-header__own src=(mark) alt=""; }
                        (trust)
                    }
                }
                (beside)
            }
        }
    }
}

/// What a page says in its head.
struct PageHead<'a> {
    title: &'a str,
    /// Address of its stylesheet.
    styles: String,
    /// The trust's own; nothing where the page is Plumbline's.
    colour: Option<Colour>,
}

impl<'a> PageHead<'a> {
    fn of(title: &'a str) -> Self {
        Self { title, styles: assets::stylesheet(), colour: None }
    }
}

/// The parts of a page from its head to its foot.
#[derive(Clone, Copy, Debug)]
struct PageParts<'a> {
    above: &'a Markup,
    body: &'a Markup,
    below: &'a Markup,
}

fn document(head: &PageHead<'_>, parts: PageParts<'_>) -> Markup {
    let PageParts { above, body, below } = parts;
    let theme = head.colour.map_or_else(|| BRAND.to_owned(), |colour| colour.to_string());
    html! {
        (DOCTYPE)
        html.govuk-template lang="en-GB" {
            head {
                meta charset="utf-8";
                title { (head.title) }
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="theme-color" content=(theme);
                link rel="icon" href=(assets::icon()) type="image/svg+xml";
                link rel="stylesheet" href=(head.styles);
                @if let Some(colour) = head.colour { link rel="stylesheet" href=(assets::colour_styles(colour)); }
            }
            body.govuk-template__body {
                (components::skip_link("#main-content", "Skip to main content"))
                header { (above) }
                div.govuk-width-container {
                    (body)
                }
                (below)
            }
        }
    }
}

/// A page of a signed-in person, as it is today. It says so where its address names an earlier day.
pub(crate) fn page(frame: &Frame<'_>, body: &Markup) -> Markup {
    let asked = &frame.visitor.asked;
    framed(frame, asked.today_words(), &html! { (asked.today_only()) (body) })
}

/// A page of a signed-in person that shows the day its address names, or says of each part that it does not.
pub(crate) fn page_of_a_day(frame: &Frame<'_>, body: &Markup) -> Markup {
    framed(frame, frame.visitor.asked.day_words(), body)
}

/// `day` says to those who take the page's list away of which day it is.
fn framed(frame: &Frame<'_>, day: Option<String>, body: &Markup) -> Markup {
    let visitor = frame.visitor;
    listing::framed(|| said_in_a_file(frame, day));
    if visitor.is_guest() {
        return guests_frame(frame, body);
    }
    let problem = frame.problem || visitor.view.is_refused();
    let error = if problem { "Error: " } else { "" };
    let trust = isolated(&visitor.trust_name);
    let title = format!("{error}{} – {trust} – Plumbline", frame.title);
    let owner = PageOwner { trust: &trust, style: &visitor.style };
    let above = html! {
        (header(Some(owner), &person::beside(visitor)))
        (components::navigation(places(visitor).map(|(place, address, words)| {
            (*words, *address, *place == frame.place)
        })))
    };
    let inside = html! {
        @if !frame.crumbs.is_empty() { (components::breadcrumbs(frame.crumbs)) }
        main.govuk-main-wrapper #main-content tabindex="-1" { (visitor.view.above()) (body) }
    };
    let below = footer(frame.as_of.as_ref(), visitor.chosen);
    let head = PageHead { colour: visitor.style.colour, ..PageHead::of(&title) };
    document(&head, PageParts { above: &above, body: &inside, below: &below })
}

/// What a file taken from the page says of it: its title, the pages above it, the trust, and as of when. So the file of a school's
/// page names the school. `day` says of which day the page is. The day on which the file is taken stands in each.
fn said_in_a_file(frame: &Frame<'_>, day: Option<String>) -> Vec<String> {
    let above: Vec<_> =
        frame.crumbs.iter().map(|(words, _)| listing::without_marks(words)).collect();
    let mut about = vec![listing::without_marks(frame.title)];
    about.extend((!above.is_empty()).then(|| format!("Under {}", above.join(", "))));
    about.push(listing::without_marks(&frame.visitor.trust_name));
    about.push(format!("Taken on {}", dates::said(frame.visitor.today)));
    about.extend(day);
    about.extend(frame.as_of.as_ref().map(as_of_words));
    about
}

fn as_of_words(as_of: &AsOf) -> String {
    let when = dates::moment(&as_of.time);
    let when = if when.is_empty() { when } else { format!(", {when}") };
    format!("As of position {} of the record{when}", as_of.position)
}

/// A guest's page: no way leads from it but out, since every other page would be refused.
fn guests_frame(frame: &Frame<'_>, body: &Markup) -> Markup {
    let (visitor, trust) = (frame.visitor, isolated(&frame.visitor.trust_name));
    let error = if frame.problem { "Error: " } else { "" };
    let title = format!("{error}{} – {trust} – Plumbline", frame.title);
    let guest = html! {
        strong { (isolated(&visitor.name)) } ". "
        button.pl-link-button type="submit" form="sign-out" { "Sign out" }
    };
    let above = html! {
        div.govuk-generic-header.pl-header {
            div.govuk-generic-header__container.govuk-width-container {
                div.govuk-generic-header__logo { span.pl-header__trust { (trust) } }
            }
        }
        form #sign-out method="post" action="/sign-out" { (form::token_field(&visitor.form_token)) }
        (components::phase_banner("Guest", &guest))
    };
    let inside = html! {
        main.govuk-main-wrapper #main-content tabindex="-1" { (body) }
    };
    let below = html! {
        footer.pl-footer {
            div.govuk-width-container {
                p { "What you open here is recorded. You see this visit only, until its note is issued or your last day." }
            }
        }
    };
    document(&PageHead::of(&title), PageParts { above: &above, body: &inside, below: &below })
}

/// No page shows the way to what would be refused.
fn places(visitor: &Visitor) -> impl Iterator<Item = &'static (Place, &'static str, &'static str)> {
    let shown = |place: Place| match place {
        Place::People => visitor.sees_who_can_sign_in(),
        Place::Reports => visitor.reads_reports(),
        Place::Status => visitor.watches_projections(),
        Place::Trail => visitor.has_a_trail(),
        Place::Home | Place::Trust | Place::Surveys | Place::Elsewhere => true,
    };
    PLACES.iter().filter(move |(place, _, _)| shown(*place))
}

fn footer(as_of: Option<&AsOf>, demo: bool) -> Markup {
    html! {
        footer.pl-footer {
            div.govuk-width-container {
                @if let Some(as_of) = as_of {
                    p {
                        "As of position " strong { (as_of.position) } " of the record"
                        @if !as_of.time.is_empty() { ", " (dates::moment(&as_of.time)) }
                        "."
                    }
                }
                ul.pl-footer__links {
                    li { a.govuk-link href="/framework" { "What the regions mean" } }
                    li { a.govuk-link href="/facts" { "Every figure" } }
                    li { a.govuk-link href="/withdraw" { "Take survey answers back" } }
                    li { a.govuk-link href="/paper" { "Check a paper" } }
                    li { a.govuk-link href="/access-record" { "Your access record" } }
                    li { a.govuk-link href="/e-mail" { "Your e-mail" } }
                }
                @if demo { p.pl-quiet { "A demonstration: the trust, its schools and its people are fictional." } }
            }
        }
    }
}

/// A page for no person in particular: errors, sign-in.
pub(crate) fn plain(title: &str, body: Markup) -> Markup {
    let inside = html! {
        main.govuk-main-wrapper.govuk-main-wrapper--l #main-content tabindex="-1" { (body) }
    };
    let title = format!("{title} – Plumbline");
    let (above, below) = (header(None, &html! {}), html! {});
    document(&PageHead::of(&title), PageParts { above: &above, body: &inside, below: &below })
}

/// The page of a failure for the person who met it.
pub(crate) fn failed(visitor: &Visitor, title: &str, body: &Markup) -> Markup {
    let place = Place::Elsewhere;
    framed(&Frame { title, place, visitor, crumbs: &[], as_of: None, problem: false }, None, body)
}

/// Whether respondents are sent to an address.
pub(crate) fn is_of_respondents(path: &str) -> bool {
    path.starts_with("/answer/") || path.starts_with("/withdraw")
}

/// A page for a respondent.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Answering<'a> {
    pub title: &'a str,
    /// The school that asks, where known.
    pub school: Option<&'a str>,
    pub back: Option<&'a str>,
}

/// No navigation and no way to where the staff sign in: the school's name, the survey, and whom to ask for help.
pub(crate) fn answering(page: Answering<'_>, body: &Markup) -> Markup {
    let Answering { title, school, back } = page;
    let school = school.map(isolated);
    let above = html! {
        div.govuk-generic-header.pl-header {
            div.govuk-generic-header__container.govuk-width-container {
                div.govuk-generic-header__logo { span.pl-header__trust { (school.as_deref().unwrap_or("Survey")) } }
            }
        }
    };
    let inside = html! {
        @if let Some(back) = back { nav aria-label="Back" { (components::back_link(back)) } }
        main.govuk-main-wrapper.pl-answer #main-content tabindex="-1" { (body) }
    };
    let below = html! {
        footer.pl-footer {
            div.govuk-width-container {
                p {
                    "Is something not right, or do you want to know whether this is real? Ask the office of "
                    (school.as_deref().unwrap_or("your school")) ". They can tell you who gave out the link, and nobody there sees your answers."
                }
            }
        }
    };
    let title = format!("{title} – Survey");
    let head = PageHead { styles: assets::answering_stylesheet(), ..PageHead::of(&title) };
    document(&head, PageParts { above: &above, body: &inside, below: &below })
}
