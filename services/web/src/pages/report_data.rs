//! The report's content as a page: the same data the PDF is made from.

use contract::categories::v1::EvidenceKind;
use contract::reports::v1::{
    BroughtInRegion, CategoryRow, CitedEvidence, FindingFollowUp, GovernorPrompt, Report,
    ReportData, ReportFact, ReportState, ReportSummary, ReviewSection,
};
use contract::{FIGURE_CITED, Said as _};
use maud::{Markup, html};

use super::{counted, event_link, rank, report_first, report_survey};
use crate::access::Behind;
use crate::chart;
use crate::components::{Cell, Row, Table, details, summary_list, tag};
use crate::dates;
use crate::listing::{ListView, PageTable};
use crate::visitor::Visitor;

/// What the whole report needs to know of its reader.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    visitor: &'a Visitor,
    report: &'a Report,
    asks: bool,
    rungs: usize,
}

impl<'a> Reader<'a> {
    fn shown(&self) -> Behind<'a> {
        Behind::Shown(&self.report.school_id)
    }

    /// What the address asks for.
    pub(super) fn view(&self) -> &'a ListView {
        &self.visitor.view
    }

    pub(super) fn event(&self, behind: Behind<'_>, position: u64) -> Markup {
        event_link(self.visitor, behind, position)
    }

    fn cited(&self, piece: &CitedEvidence) -> Behind<'a> {
        let kind = match piece.kind.as_str() {
            "survey figure" => EvidenceKind::SurveyFigure,
            FIGURE_CITED => EvidenceKind::ImportedFigure,
            _ => EvidenceKind::Unspecified,
        };
        Behind::evidence(&self.report.school_id, kind, &piece.id)
    }
}

pub(crate) fn render(visitor: &Visitor, report: &Report, data: &ReportData) -> Markup {
    let issued = report.state() == ReportState::Issued;
    let rungs = data.framework.as_ref().map_or(4, |framework| framework.ladder.len());
    let reader =
        Reader { visitor, report, asks: issued && visitor.may_ask_about(&report.school_id), rungs };
    html! {
        @if let Some(found) = &data.summary { (summary(found)) }
        (report_first::decisions(&reader, data))
        (report_first::asked(&reader, data))
        (commentary(&reader, data))
        (report_first::figures(&reader, data))
        h2.govuk-heading-m { "Where the school stands" }
        @for row in &data.categories { (category(&reader, row)) }
        (changes(&reader, data))
        (report_survey::surveys(&reader, &data.surveys))
        @for review in &data.reviews { (a_review(&reader, review)) }
        (prompts(&data.prompts))
        (annex(&reader, data))
    }
}

fn many(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

fn summary(summary: &ReportSummary) -> Markup {
    let regions = summary.regions.iter().filter(|region| region.areas > 0);
    let regions: Vec<_> =
        regions.map(|region| format!("{} in {}", region.areas, region.region_name)).collect();
    let moved = [
        (summary.moved_up, "up"),
        (summary.moved_down, "down"),
        (summary.unchanged, "unchanged"),
        (summary.first_time, "judged for the first time"),
        (summary.not_compared, "on another ladder than before"),
    ];
    let moved = moved
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{count} {words}"));
    let surveys = html! {
        (counted(many(summary.surveys), "survey", "surveys"))
        @if summary.suppressed > 0 {
            ", " (counted(many(summary.suppressed), "figure", "figures")) " not shown"
        }
    };
    let mut rows = vec![
        Row::new("Areas", html! { (summary.areas) ": " (regions.join(", ")) }),
        Row::new("Movement", html! { (moved.collect::<Vec<_>>().join(", ")) }),
        Row::new("Surveys", surveys),
    ];
    if summary.reviews > 0 {
        let strengths = counted(many(summary.strengths), "strength", "strengths");
        let to_improve = counted(many(summary.to_improve), "thing", "things");
        rows.push(Row::new(
            "Peer reviews",
            html! {
                (summary.reviews) ", with " (strengths) " and " (to_improve) " to improve"
            },
        ));
    }
    html! {
        h2.govuk-heading-m { "In short" }
        (summary_list(&rows))
    }
}

/// The way to ask about a paragraph, for those who may.
pub(super) fn ask_about(reader: &Reader<'_>, anchor: &str, subject: &str) -> Markup {
    html! {
        @if reader.asks && !anchor.is_empty() {
            p.pl-note {
                a.govuk-link href=(crate::form::address(&format!("/reports/{}", reader.report.report_id), &[("ask", anchor)])) {
                    "Ask about this" span.govuk-visually-hidden { ": " (subject) }
                }
            }
        }
    }
}

fn commentary(reader: &Reader<'_>, data: &ReportData) -> Markup {
    html! {
        @if !data.commentary.is_empty() {
            h2.govuk-heading-m { "From the school and the trust" }
            @for (place, paragraph) in data.commentary.iter().enumerate() {
                p class="govuk-body pl-measure pl-wrap" id=(paragraph.anchor) { (paragraph.text.said()) }
                @if !paragraph.signed.is_empty() { p.pl-note { (paragraph.signed) } }
                (ask_about(reader, &paragraph.anchor, &format!("commentary, paragraph {}", place + 1)))
            }
        }
    }
}

fn category(reader: &Reader<'_>, row: &CategoryRow) -> Markup {
    let rung = many(row.region_place);
    html! {
        article id=(row.anchor) {
            h3.govuk-heading-s { (row.area_name) }
            p.govuk-body {
                span class={"pl-chip pl-rank-" (rank(rung, reader.rungs))} {
                    (chart::steps(rung, reader.rungs)) (row.region_name)
                }
                " " (moved(row))
            }
            @if let Some(before) = &row.brought_in { (brought_in(reader, before)) }
            @if row.under_review_since.is_empty() {
                p class="govuk-body pl-measure pl-wrap" { (row.reason.said()) }
                (behind(reader, row))
                p.pl-note { "Decided on " (dates::day(&row.decided_on)) ", " (reader.event(reader.shown(), row.position)) "." }
            } @else {
                p class="govuk-body pl-measure" { "This decision was opened again after it had been shared. Until it is shared anew, the region is what it was." }
                p.pl-note { "Under review since " (dates::day(&row.under_review_since)) ", " (reader.event(reader.shown(), row.position)) "." }
            }
            (ask_about(reader, &row.anchor, &row.area_name))
        }
    }
}

fn moved(row: &CategoryRow) -> String {
    let before =
        row.last_term.as_ref().map(|earlier| earlier.region_name.as_str()).unwrap_or_default();
    let words = match (row.movement.as_str(), before) {
        ("up", "") => "▲ Up".to_owned(),
        ("up", before) => format!("▲ Up from {before}"),
        ("down", "") => "▼ Down".to_owned(),
        ("down", before) => format!("▼ Down from {before}"),
        ("same", _) => "No change".to_owned(),
        ("under_review", _) => "Under review".to_owned(),
        ("not_compared", _) => "The ladder is another than before".to_owned(),
        _ => "First time".to_owned(),
    };
    if row.words_changed { format!("{words} (other wording than before)") } else { words }
}

/// Where the area stood before the record.
fn brought_in(reader: &Reader<'_>, before: &BroughtInRegion) -> Markup {
    html! {
        p class="govuk-body pl-measure pl-wrap" {
            "Before this record: " strong { (before.region_name) } ", decided on " (dates::day(&before.decided_on))
            ". Brought in (" (reader.event(reader.shown(), before.position)) ") from: " (before.paper.said())
        }
    }
}

fn behind(reader: &Reader<'_>, row: &CategoryRow) -> Markup {
    details(
        "What this rests on",
        &html! {
            @if !row.descriptor.is_empty() { p { strong { (row.region_name) } " looks like this: " (row.descriptor) } }
            @if row.school_view_region_name.is_empty() { p { "The school stated no view of its own." } }
            @else { p.pl-wrap { "The school’s own view: " strong { (row.school_view_region_name) } ". " (row.school_view_reason.said()) } }
            @if row.challenged {
                @if row.challenge_reason.is_some() { p.pl-wrap { "The headteacher challenged the proposal: " (row.challenge_reason.said()) } }
                @else { p { "The headteacher’s view differed." } }
            }
            @if !row.evidence.is_empty() {
                ul class="govuk-list govuk-list--bullet" {
                    @for piece in &row.evidence {
                        li.pl-wrap { (piece.says.said()) " (" (piece.kind) @if piece.position > 0 { ", " (reader.event(reader.cited(piece), piece.position)) } ")" }
                    }
                }
            }
        },
    )
}

fn changes(reader: &Reader<'_>, data: &ReportData) -> Markup {
    let rows = data.changes.iter().map(|change| {
        vec![
            Cell::text(&change.area_name),
            Cell::text(&change.from_region_name),
            Cell::text(&change.to_region_name),
            Cell::new(reader.event(reader.shown(), change.position)),
        ]
    });
    let says = "What moved since the last report";
    let table = Table {
        caption: Some(says),
        head: vec![("Area", false), ("From", false), ("To", false), ("Recorded in", false)],
        rows: rows.collect(),
        first_is_header: true,
        stacks: true,
    };
    html! {
        @if !table.rows.is_empty() {
            (PageTable::of("moved", says, &table).drawn(reader.view(), &table))
        }
    }
}

fn a_review(reader: &Reader<'_>, review: &ReviewSection) -> Markup {
    html! {
        section id=(review.anchor) {
            h2.govuk-heading-m { "Peer review: " (review.focus.said()) }
            @if review.told_before { p.govuk-body { "An earlier report told of this review. Here is what was found when the reviewers looked again." } }
            @if review.withheld { p.govuk-body { "Host and trust agreed that the committee does not receive what was found." } }
            p class="govuk-body pl-measure pl-wrap" { (review.summary.said()) }
            ul class="govuk-list govuk-list--spaced pl-measure" {
                @for finding in &review.findings {
                    li.pl-wrap id=(finding.anchor) {
                        @if finding.kind == "strength" { (tag("Strength", "green")) } @else { (tag("To improve", "orange")) }
                        " " (finding.text.said()) " "
                        @for again in &finding.follow_ups { (looked_again(again)) }
                        span.pl-quiet { "(" (finding.area_names.join(", ")) ", " (reader.event(Behind::School(&reader.report.school_id), finding.position)) ")" }
                    }
                }
            }
            p.pl-note {
                "Held on " (dates::day(&review.held_on)) ", completed on " (dates::day(&review.completed_on))
                @if !review.counts_as_evidence { ". It was agreed that it does not count as evidence" } "."
            }
            (ask_about(reader, &review.anchor, &review.focus.said()))
        }
    }
}

fn looked_again(again: &FindingFollowUp) -> Markup {
    let better = if again.improved { "better" } else { "no better yet" };
    html! {
        "Looked at again on " (dates::day(&again.on)) ", " (better) ": " (again.outcome.said()) " "
    }
}

fn prompts(prompts: &[GovernorPrompt]) -> Markup {
    html! {
        @if !prompts.is_empty() {
            h2.govuk-heading-m { "Questions governors may want to ask" }
            ul class="govuk-list govuk-list--bullet govuk-list--spaced pl-measure" {
                @for prompt in prompts {
                    li.pl-wrap { (prompt.text) " " span.pl-quiet { (prompt.because) } }
                }
            }
        }
    }
}

fn annex(reader: &Reader<'_>, data: &ReportData) -> Markup {
    html! {
        @if !data.facts.is_empty() {
            (details(&format!("Annex: every figure used ({})", data.facts.len()), &facts(reader, data)))
        }
        @if !data.glossary.is_empty() {
            (details("What the words mean", &html! {
                dl.govuk-summary-list {
                    @for entry in &data.glossary {
                        div.govuk-summary-list__row {
                            dt.govuk-summary-list__key { (entry.word) }
                            dd.govuk-summary-list__value { (entry.meaning) }
                        }
                    }
                }
            }))
        }
    }
}

fn facts(reader: &Reader<'_>, data: &ReportData) -> Markup {
    let head = ["Figure", "Term", "What it says", "About", "From"];
    let table = Table {
        head: head.map(|words| (words, false)).to_vec(),
        rows: data.facts.iter().map(|used| fact(reader, used)).collect(),
        first_is_header: true,
        stacks: true,
        ..Table::default()
    };
    let taken = PageTable::of("figures-of-the-report", "Every figure used", &table);
    taken.drawn(reader.view(), &table)
}

fn fact(reader: &Reader<'_>, fact: &ReportFact) -> Vec<Cell> {
    let label = if fact.label.is_empty() { &fact.measure } else { &fact.label };
    let school = if fact.about == "trust" { "" } else { &reader.report.school_id };
    vec![
        Cell::text(label),
        Cell::text(&fact.period_words),
        Cell::text(&fact.words),
        Cell::text(if fact.about == "trust" { "The trust" } else { "The school" }),
        Cell::new(reader.event(Behind::fact(&fact.measure, school), fact.position)),
    ]
}

#[cfg(test)]
mod tests;
