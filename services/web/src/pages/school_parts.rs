//! The parts of a school's page.

use contract::Said as _;
use contract::categories::v1::Category;
use contract::dashboards::v1::{GetHeatmapResponse, HeatmapCell};
use contract::reports::v1::Report;
use contract::schools::v1::School;
use maud::{Markup, html};

use super::asked::Asked;
use super::evidence::evidence_table;
use super::judged::{Judged, STEPS};
use super::school::Loaded;
use super::{capital, event_link, heat::movement, reports, rung};
use crate::access::Behind;
use crate::components::{Cell, Row, Table, details, summary_list, tag};
use crate::dates;
use crate::ground::Ground;
use crate::listing::PageTable;
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
        region_table(visitor, &loaded.heat, rows.collect())
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

fn region_table(
    visitor: &Visitor,
    heat: &Shown<GetHeatmapResponse>,
    rows: Vec<Vec<Cell>>,
) -> Option<Markup> {
    let head = ["Area", "Region", "Movement", "Reason", "Recorded in"];
    let says = "Regions and why";
    (!rows.is_empty()).then(|| {
        let table = Table {
            caption: Some(says),
            head: head.map(|words| (words, false)).to_vec(),
            rows,
            first_is_header: true,
            stacks: true,
        };
        PageTable::of("regions", says, &table).shown_as(heat).drawn(&visitor.view, &table)
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
        (!judged.is_empty()).then(|| step_table(loaded, visitor, &judged))
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

fn step_table(loaded: &Loaded, visitor: &Visitor, judged: &[Judged<'_>]) -> Markup {
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
    let says = format!("How they were decided, {term}");
    let table = Table {
        caption: Some(&says),
        head,
        rows: rows.collect(),
        first_is_header: true,
        stacks: true,
    };
    let taken = PageTable::of("how-decided", &says, &table).shown_as(&loaded.categories);
    html! {
        (taken.drawn(&visitor.view, &table))
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
        any.then(|| {
            let pieces = evidence_table(visitor, &loaded.ground.names, &school.school_id, &judged);
            let says = "What the decisions rest on";
            let taken = PageTable::of("evidence-cited", says, &pieces).shown_as(&loaded.categories);
            let drawn = taken.drawn(&visitor.view, &pieces);
            details("What the judgements rest on, piece by piece", &drawn)
        })
    };
    html! {
        section #evidence {
            h2.govuk-heading-m { "Evidence" }
            (loaded.categories.draw(words, table))
        }
    }
}

pub(crate) fn reports(loaded: &Loaded, visitor: &Visitor) -> Markup {
    let words = Words { what: "Reports", none: Absence::of("No report has been drafted yet.") };
    let table = |found: &Vec<Report>| {
        (!found.is_empty()).then(|| {
            let table = reports::table(&loaded.ground, found, false);
            let taken = PageTable::of("reports", "Reports to the committee", &table);
            taken.shown_as(&loaded.reports).drawn(&visitor.view, &table)
        })
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
