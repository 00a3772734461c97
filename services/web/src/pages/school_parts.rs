//! The parts of a school's page.

use contract::Said as _;
use contract::categories::v1::Category;
use contract::dashboards::v1::{GetHeatmapResponse, HeatmapCell};
use contract::reports::v1::Report;
use contract::reviews::v1::{FindingKind, Pairing, Review, ReviewState};
use contract::schools::v1::School;
use contract::surveys::v1::{Figure, GetResultsResponse};
use maud::{Markup, html};

use super::asked::Asked;
use super::evidence::evidence_table;
use super::judged::{Judged, STEPS};
use super::school::Loaded;
use super::{
    ForReader, capital, event_link, heat::movement, looks, pairings, reports, reviews, rung, state,
};
use crate::access::Behind;
use crate::chart::bar;
use crate::components::{Cell, Row, Table, summary_list, tag};
use crate::dates;
use crate::form::Told;
use crate::ground::Ground;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;

pub(crate) fn contents(visitor: &Visitor, school: &School) -> Markup {
    let parts = [
        ("#regions", "Regions", true),
        ("#steps", "How they were decided", true),
        ("#evidence", "Evidence", true),
        ("#surveys", "Surveys", visitor.sees_answers_of(&school.school_id)),
        ("#reviews", "Peer reviews", true),
        ("#inspections", "Inspections", true),
        ("#figures", "Figures", true),
        ("#reports", "Reports", visitor.reads_reports_of(&school.school_id)),
        ("#about", "About the school", true),
    ];
    html! {
        ul.pl-tags aria-label="On this page" {
            @for (href, words, _) in parts.iter().filter(|(_, _, shown)| *shown) {
                li { a href=(href) { (words) } }
            }
        }
    }
}

pub(crate) fn regions(
    visitor: &Visitor,
    loaded: &Loaded,
    school: &School,
    asked: &Asked,
) -> Markup {
    let none = if visitor.sees_drafts(&school.school_id) {
        "The trust has not judged its schools yet."
    } else {
        "Nothing about this school has been shared yet."
    };
    let words = Words { what: "Regions", none: Absence::of(none) };
    let table = |heat: &GetHeatmapResponse| {
        let ground = &loaded.ground;
        let of_area = |area: &str| {
            let mut of_school = heat.cells.iter().filter(|cell| cell.school_id == school.school_id);
            of_school.find(|cell| cell.area_id == area)
        };
        let rows = ground.framework.areas.iter().map(|area| {
            let href = asked.keep(&format!("/schools/{}/areas/{}", school.school_id, area.area_id));
            let head = Cell::new(html! { a.govuk-link href=(href) { (area.name) } });
            let judged = region(visitor, ground, &school.school_id, of_area(&area.area_id));
            std::iter::once(head).chain(judged).collect()
        });
        region_table(rows.collect())
    };
    html! {
        section #regions {
            @if loaded.heat.known().is_none() || loaded.ground.framework.areas.is_empty() {
                h2.govuk-heading-m { "Regions" }
            }
            (loaded.heat.draw(words, table))
        }
    }
}

fn region_table(rows: Vec<Vec<Cell>>) -> Option<Markup> {
    let head = ["Area", "Region", "Movement", "Reason", "Recorded in"];
    (!rows.is_empty()).then(|| {
        Table {
            caption: Some("Regions and why"),
            head: head.map(|words| (words, false)).to_vec(),
            rows,
            first_is_header: true,
            stacks: true,
        }
        .render()
    })
}

fn region(
    visitor: &Visitor,
    ground: &Ground,
    school: &str,
    cell: Option<&HeatmapCell>,
) -> [Cell; 4] {
    match cell {
        Some(cell) => [
            Cell::new(rung(&ground.names, &cell.region_id)),
            Cell::text(movement(&ground.names, cell)),
            Cell::new(html! {
                span.pl-wrap { (cell.reason.said()) }
                @if !cell.shared { " " (tag("Not shared yet", "orange")) }
            }),
            Cell::new(event_link(visitor, Behind::decision(school, cell.shared), cell.position)),
        ],
        None => {
            let without = visitor.without_decision(school);
            [Cell::text(without), Cell::text(""), Cell::text(""), Cell::text("")]
        }
    }
}

/// The five steps of each area in one table: where views differ can be seen at a glance.
pub(crate) fn steps(loaded: &Loaded, visitor: &Visitor, until: u64) -> Markup {
    let none = "The steps are shown once the decisions have been shared with the committee.";
    let words = Words { what: "How it was decided", none: Absence::of(none) };
    let drawn = loaded.categories.draw(words, |categories| {
        let judged = judged(loaded, categories, visitor, until);
        (!judged.is_empty()).then(|| step_table(loaded, &judged))
    });
    html! {
        section #steps {
            @if loaded.categories.known().is_none_or(|known| judged(loaded, known, visitor, until).is_empty()) {
                h2.govuk-heading-m { "How they were decided" }
            }
            (drawn)
        }
    }
}

fn step_table(loaded: &Loaded, judged: &[Judged<'_>]) -> Markup {
    let term = judged.first().map(|judged| dates::term(judged.term)).unwrap_or_default();
    let names = &loaded.ground.names;
    let rows = judged.iter().map(|judged| {
        let mut row = vec![Cell::text(names.area(judged.area_id))];
        row.extend(judged.steps.iter().enumerate().map(|(place, step)| match step {
            Some(step) if step.region_id.is_empty() => Cell::text("See reason"),
            Some(step) => Cell::new(rung(names, &step.region_id)),
            None if judged.withholds(place) => Cell::text("Not shown to you"),
            None => Cell::text("–"),
        }));
        row.push(Cell::text(judged.standing()));
        row
    });
    let mut head = vec![("Area", false)];
    head.extend(STEPS.iter().map(|step| (*step, false)));
    head.push(("Stands at", false));
    let table = Table {
        caption: Some(&format!("How they were decided, {term}")),
        head,
        rows: rows.collect(),
        first_is_header: true,
        stacks: true,
    };
    html! {
        (table.render())
        p.pl-note { "Each area’s own page has the reasons of every step side by side." }
    }
}

fn judged<'a>(
    loaded: &Loaded,
    categories: &'a [Category],
    visitor: &Visitor,
    until: u64,
) -> Vec<Judged<'a>> {
    let areas = &loaded.ground.framework.areas;
    let place =
        |area: &str| areas.iter().position(|known| known.area_id == area).unwrap_or(usize::MAX);
    let judged = categories.iter().filter_map(|category| Judged::of(category, visitor, until));
    let mut judged: Vec<_> = judged.filter(Judged::has_begun).collect();
    judged.sort_by_key(|judged| place(judged.area_id));
    judged
}

pub(crate) fn evidence(loaded: &Loaded, visitor: &Visitor, school: &School, until: u64) -> Markup {
    let none = if visitor.sees_drafts(&school.school_id) {
        "No evidence has been cited yet."
    } else {
        "What has been shared cites no evidence."
    };
    let words = Words { what: "Evidence", none: Absence::of(none) };
    let table = |categories: &Vec<Category>| {
        let judged = judged(loaded, categories, visitor, until);
        let any = judged.iter().any(|judged| !judged.evidence().is_empty());
        any.then(|| evidence_table(visitor, &loaded.ground.names, &school.school_id, &judged))
    };
    let any = loaded.categories.known().and_then(table).is_some();
    html! {
        section #evidence {
            @if !any { h2.govuk-heading-m { "Evidence" } }
            (loaded.categories.draw(words, table))
        }
    }
}

pub(crate) fn surveys(loaded: &Loaded, visitor: &Visitor, school: &School) -> Markup {
    let none = Absence::of("No results have been released for this school yet.");
    let words = Words { what: "Survey results", none };
    let tables = |surveys: &Vec<GetResultsResponse>| {
        let tables =
            html! { @for survey in surveys { (survey_table(survey, &school.school_id, visitor)) } };
        (!surveys.is_empty()).then_some(tables)
    };
    html! {
        section #surveys {
            h2.govuk-heading-m { "Surveys" }
            (loaded.surveys.draw(words, tables))
        }
    }
}

const ASKED: Words<'_> = Words { what: "Answers", none: Absence::of("Nothing was asked here.") };

fn survey_table(survey: &GetResultsResponse, school: &str, visitor: &Visitor) -> Markup {
    let wave = survey.wave.clone().unwrap_or_default();
    let figures = survey.figures.iter().filter(|figure| figure.school_id == school);
    let text = |figure: &Figure| {
        let found =
            survey.questions.iter().find(|question| question.question_id == figure.question_id);
        found.map_or_else(|| figure.question_id.clone(), |question| question.text.clone())
    };
    let rows = figures.map(|figure| {
        let text = text(figure);
        let drawn = bar(figure.positive_percent, &text, &figure.words);
        vec![
            Cell::text(&text),
            Cell::new(html! { div.pl-bar-cell { (drawn) } }),
            Cell::text(&figure.words),
        ]
    });
    let rate = survey.response_rates.iter().find(|rate| rate.school_id == school);
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return html! {
            h3.govuk-heading-s { (wave.title) ", " (dates::term(&wave.term)) }
            (Shown::All(()).within(visitor.answers_of(school)).draw(ASKED, |()| None))
        };
    }
    html! {
        (Table {
            caption: Some(&format!("{}, {}", wave.title, dates::term(&wave.term))),
            head: vec![("Question", false), ("Positive answers", false), ("In words", false)],
            rows,
            first_is_header: true,
            stacks: true,
        }.render())
        p.pl-note {
            @if let Some(rate) = rate { "Took part: " (rate.words) ". " }
            a.govuk-link href={"/surveys/" (wave.wave_id) "?school=" (school)} { "All answers of " (wave.title) }
        }
    }
}

pub(crate) fn reviews(loaded: &Loaded, visitor: &Visitor, told: &Told, school: &School) -> Markup {
    let none = Absence::of("No peer review of this school has been asked for.");
    let words = Words { what: "Peer reviews", none };
    let listed = |reviews: &Vec<Review>| {
        let listed =
            html! { @for review in reviews { (a_review(&loaded.ground, review, visitor)) } };
        (!reviews.is_empty()).then_some(listed)
    };
    html! {
        section #reviews {
            h2.govuk-heading-m { "Peer reviews" }
            (loaded.reviews.draw(words, listed))
            @for pairing in loaded.pairings.known().into_iter().flatten().filter(|pairing| concerns(pairing, school)) {
                (pairings::pairing(ForReader { visitor, ground: &loaded.ground, told }, &school.school_id, pairing))
            }
        }
    }
}

fn concerns(pairing: &Pairing, school: &School) -> bool {
    pairing.giving_school_id == school.school_id || pairing.receiving_school_id == school.school_id
}

pub(crate) fn a_review(ground: &Ground, review: &Review, visitor: &Visitor) -> Markup {
    let word = reviews::review_state(review.state());
    let team = review.reviewers.iter().map(|reviewer| {
        let lead = if reviewer.lead { ", lead" } else { "" };
        format!(
            "{} ({}{lead})",
            ground.names.person(&reviewer.person_id),
            ground.names.school(&reviewer.school_id)
        )
    });
    let team: Vec<_> = team.collect();
    html! {
        h3.govuk-heading-s {
            a.govuk-link href={"/reviews/" (review.review_id)} { (dates::term(&review.term)) ": " (review.focus.said()) }
            " " (state(word))
            @if !review.pairing_id.is_empty() { " " (tag("Agreed in a partnership", "grey")) }
        }
        @if !team.is_empty() { p.govuk-body { "Reviewed by " (team.join(" and ")) "." } }
        @if !visitor.receives(review) {
            p.govuk-body { "What was found goes to those whom host and trust agreed on." }
        } @else {
        @if review.summary.is_some() { p class="govuk-body pl-wrap pl-measure" { (review.summary.said()) } }
        @if !review.findings.is_empty() {
            (Table {
                caption: None,
                head: vec![("Finding", false), ("Kind", false), ("Areas", false), ("Recorded in", false)],
                rows: review.findings.iter().map(|finding| {
                    let areas: Vec<_> = finding.areas.iter().map(|area| ground.names.area(area)).collect();
                    let strength = finding.kind() == FindingKind::Strength;
                    vec![
                        Cell::text(finding.text.said()),
                        Cell::new(if strength { tag("Strength", "green") } else { tag("To improve", "orange") }),
                        Cell::text(areas.join(", ")),
                        Cell::new(event_link(visitor, Behind::School(&review.host_school_id), finding.position)),
                    ]
                }).collect(),
                first_is_header: false,
                stacks: true,
            }.render())
        }
        }
        @if !review.counts_as_evidence && review.state() != ReviewState::Requested {
            p.pl-note { "Host and trust agreed that this review does not count as evidence." }
        }
        (looks::link(visitor, looks::Thing::Review, &review.host_school_id, &review.review_id))
    }
}

pub(crate) fn reports(loaded: &Loaded) -> Markup {
    let words = Words { what: "Reports", none: Absence::of("No report has been drafted yet.") };
    let table = |found: &Vec<Report>| {
        (!found.is_empty()).then(|| reports::table(&loaded.ground, found, false).render())
    };
    html! {
        section #reports {
            h2.govuk-heading-m { "Reports to the committee" }
            (loaded.reports.draw(words, table))
        }
    }
}

pub(crate) fn about(loaded: &Loaded, school: &School) -> Markup {
    let ground = &loaded.ground;
    let earlier = school
        .urns
        .iter()
        .filter(|period| period.urn != school.urn)
        .map(|period| period.urn.clone());
    let earlier: Vec<_> = earlier.collect();
    let committee =
        ground.trust.committees.iter().find(|committee| committee.school_id == school.school_id);
    let meetings = committee.map(|committee| {
        committee
            .meetings
            .iter()
            .map(|meeting| {
                format!("{} ({})", dates::weekday(&meeting.on), dates::term(&meeting.term))
            })
            .collect::<Vec<_>>()
    });
    let urn = match earlier.as_slice() {
        [] => school.urn.clone(),
        earlier => format!("{} (before: {})", school.urn, earlier.join(", ")),
    };
    let facts = [
        ("URN", urn),
        ("Phase", capital(&school.phase)),
        ("Type", school.r#type.clone()),
        ("Religious character", school.religious_character.clone()),
        ("Pupils", school.pupils.map(|pupils| pupils.to_string()).unwrap_or_default()),
        ("Town", school.town.clone()),
        ("Hub", ground.names.hub(&school.hub_id).unwrap_or_default().to_owned()),
        ("In the trust since", dates::day(&school.joined_on)),
        ("Leaves the trust", dates::day(&school.leaves_on)),
        ("Left the trust", dates::day(&school.left_on)),
        ("What makes it unlike the others", school.uniqueness.said().into_owned()),
        ("Committee", committee.map(|committee| committee.name.clone()).unwrap_or_default()),
        ("Meetings", meetings.unwrap_or_default().join("; ")),
    ];
    let known = facts.into_iter().filter(|(_, value)| !value.is_empty());
    let rows: Vec<_> = known.map(|(key, value)| Row::new(key, html! { (value) })).collect();
    html! {
        section #about {
            h2.govuk-heading-m { "About the school" }
            (summary_list(&rows))
        }
    }
}
