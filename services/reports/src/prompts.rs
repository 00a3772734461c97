//! Questions governors may ask: fixed rules over the report's own data, so that the same data gives the same questions.

mod national;
#[cfg(test)]
mod tests;

use std::cmp::Ordering::Equal;

use contract::Said as _;
use contract::reports::v1::{CategoryRow, GovernorPrompt, ReportData, SurveyRow, SurveySection};

use national::Spread;

/// A list longer than this is not read.
const MOST: usize = 14;
/// Lowest survey answers asked about, of each wave.
const LOWEST: usize = 2;
/// A fall of so many points is asked about, and a figure so many points below the trust's.
const FALL: f64 = 10.0;
/// Neither is, where it is the doing of two people or fewer.
const TWO_PEOPLE: f64 = 2.0;

/// The questions, most pressing first.
pub(crate) fn prompts(data: &ReportData) -> Vec<GovernorPrompt> {
    let rules = [
        moved,
        not_improved,
        differs,
        challenged,
        without_review,
        surveys,
        words_changed,
        nothing_asked,
    ];
    let mut prompts: Vec<GovernorPrompt> = rules.iter().flat_map(|rule| rule(data)).collect();
    prompts.truncate(MOST);
    prompts
}

fn prompt(rule: &str, anchor: &str, text: String, because: String) -> GovernorPrompt {
    GovernorPrompt { anchor: anchor.to_owned(), text, because, rule: rule.to_owned() }
}

/// The time that the report tells of.
fn lately(data: &ReportData) -> &'static str {
    if data.since_on.is_empty() { "this term" } else { "since the last report" }
}

/// Each area that moved; those that fell come first.
fn moved(data: &ReportData) -> Vec<GovernorPrompt> {
    let rows =
        |movement: &'static str| data.categories.iter().filter(move |row| row.movement == movement);
    let fell = rows("down").map(|row| {
        let (area, region) = (&row.area_name, &row.region_name);
        let text = format!(
            "{area} is now {region}. What is the first thing that will be different by the next meeting, and how will the committee see it?"
        );
        prompt("area_moved", &row.anchor, text, format!("{area} moved down{} {}.", from(data, row), lately(data)))
    });
    let rose = rows("up").map(|row| {
        let (area, region) = (&row.area_name, &row.region_name);
        let text = format!(
            "What did the school do that brought {area} to {region}, and what keeps it there?"
        );
        prompt(
            "area_moved",
            &row.anchor,
            text,
            format!("{area} moved up{} {}.", from(data, row), lately(data)),
        )
    });
    fell.chain(rose).collect()
}

fn from(data: &ReportData, row: &CategoryRow) -> String {
    let told = data.changes.iter().rev().find(|change| change.area_id == row.area_id);
    let told = told.map(|change| change.from_region_name.as_str());
    let last = row.last_term.as_ref().map(|last| last.region_name.as_str());
    match told.or(last) {
        None | Some("") => String::new(),
        Some(name) => format!(" from {name} to {}", row.region_name),
    }
}

/// The reviewers looked again and saw no improvement.
fn not_improved(data: &ReportData) -> Vec<GovernorPrompt> {
    let findings = data.reviews.iter().flat_map(|review| &review.findings);
    let last = findings.filter_map(|found| Some((found, found.follow_ups.last()?)));
    last.filter(|(_, again)| !again.improved)
        .map(|(found, _)| {
            let text = format!(
                "What keeps this from getting better: “{}”?",
                found.text.said().trim_end_matches(['.', ' '])
            );
            let because = "The reviewers looked again and saw no improvement yet.".to_owned();
            prompt("not_improved", &found.anchor, text, because)
        })
        .collect()
}

/// The school sees itself elsewhere than the trust does.
fn differs(data: &ReportData) -> Vec<GovernorPrompt> {
    let rows = data.categories.iter().filter(|row| {
        !row.challenged
            && !row.school_view_region_id.is_empty()
            && row.school_view_region_id != row.region_id
    });
    rows.map(|row| {
        let (area, own, region) = (&row.area_name, &row.school_view_region_name, &row.region_name);
        let text =
            format!("School and trust see {area} differently. Which evidence would settle it?");
        let because = format!("The school's own view was {own}; the decision is {region}.");
        prompt("views_differ", &row.anchor, text, because)
    })
    .collect()
}

/// The headteacher challenged the proposal.
fn challenged(data: &ReportData) -> Vec<GovernorPrompt> {
    let rows = data.categories.iter().filter(|row| row.challenged);
    rows.map(|row| {
        let area = &row.area_name;
        let text = format!(
            "What did the school's challenge on {area} bring to light, and is the matter settled?"
        );
        let because = format!(
            "The headteacher challenged the proposal on {area}; {} was decided.",
            row.region_name
        );
        prompt("challenged", &row.anchor, text, because)
    })
    .collect()
}

/// Below the top of the ladder, and no one from outside looked: one question for all such areas.
fn without_review(data: &ReportData) -> Vec<GovernorPrompt> {
    let top = data.framework.as_ref().map_or(0, |framework| framework.ladder.len());
    let findings = || data.reviews.iter().flat_map(|review| &review.findings);
    let rows = data.categories.iter().filter(|row| {
        (row.region_place as usize) < top
            && row.under_review_since.is_empty()
            && !findings().any(|found| found.area_ids.contains(&row.area_id))
    });
    let rows: Vec<&CategoryRow> = rows.collect();
    let Some(first) = rows.first() else { return Vec::new() };
    let names: Vec<&str> = rows.iter().map(|row| row.area_name.as_str()).collect();
    let highest = data.framework.as_ref().and_then(|framework| framework.ladder.last());
    let highest = highest.map_or("the highest region", |rung| rung.name.as_str());
    let text = format!(
        "No peer review has looked at {} {}. How does the committee itself know where the school stands?",
        listed(&names),
        lately(data)
    );
    let subject = if rows.len() == 1 { "It stands" } else { "Each stands" };
    let because =
        format!("{subject} below {highest}, and no review finding in this report is about it.");
    vec![prompt("below_without_review", &first.anchor, text, because)]
}

fn surveys(data: &ReportData) -> Vec<GovernorPrompt> {
    data.surveys.iter().flat_map(survey).collect()
}

fn survey(wave: &SurveySection) -> Vec<GovernorPrompt> {
    let rules = [fallen, lowest, suppressed, first_time];
    rules.iter().flat_map(|rule| rule(wave)).collect()
}

/// Figures that fell since they were asked last.
fn fallen(wave: &SurveySection) -> Vec<GovernorPrompt> {
    let rows = wave.rows.iter().filter(|row| fell(row));
    rows.map(|row| {
        let text = format!(
            "Fewer {} than before answered well to “{}”. What has changed for them?",
            wave.audience,
            said(row)
        );
        let because = format!("{} now, {} in {}.", row.words, row.last_words, row.last_term_words);
        prompt("figure_fell", &row.anchor, text, because)
    })
    .collect()
}

fn fell(row: &SurveyRow) -> bool {
    let (Some(now), Some(before)) = (row.percent, row.last_percent) else { return false };
    let answers = (before - now) / 100.0 * f64::from(row.n.unwrap_or(0));
    !row.leads_on && before - now >= FALL && answers > TWO_PEOPLE
}

/// The lowest figures that may be shown, where they are low: for the schools of England, or for the trust where England was not
/// asked.
fn lowest(wave: &SurveySection) -> Vec<GovernorPrompt> {
    let rows = wave.rows.iter().filter(|row| !fell(row) && !row.leads_on);
    let mut low: Vec<(&SurveyRow, Low)> = rows.filter_map(|row| Some((row, low(row)?))).collect();
    low.sort_by(|(_, a), (_, b)| {
        (a.percentile, -a.gap).partial_cmp(&(b.percentile, -b.gap)).unwrap_or(Equal)
    });
    low.truncate(LOWEST);
    low.into_iter()
        .map(|(row, low)| {
            let text = format!(
                "What lies behind the answers to “{}”, and what will the school do about it?",
                said(row)
            );
            let because = format!("{}: {}. {}", wave.title, row.words, low.sentence);
            prompt("lowest_figure", &row.anchor, text, because)
        })
        .collect()
}

/// Why a figure is called low.
struct Low {
    /// 10 or 25; 100 where it was compared with the trust alone.
    percentile: u32,
    /// Points below the middle it was compared with.
    gap: f64,
    sentence: String,
}

fn low(row: &SurveyRow) -> Option<Low> {
    let percent = row.percent?;
    let matters = |gap: f64| gap / 100.0 * f64::from(row.n.unwrap_or(0)) > TWO_PEOPLE;
    if let Some(spread) = Spread::of(&row.text) {
        let (percentile, sentence) = spread.low(percent)?;
        let gap = spread.median - percent;
        return matters(gap).then_some(Low { percentile, gap, sentence });
    }
    let (beside, sentence) = match row.others_percent {
        Some(others) => (others, format!("The trust's other schools: {}.", row.others_words)),
        None => {
            let words = &row.trust_words;
            (row.trust_percent?, format!("Across the trust, this school included: {words}."))
        }
    };
    let gap = beside - percent;
    (gap >= FALL && matters(gap)).then_some(Low { percentile: 100, gap, sentence })
}

/// Figures withheld: one question for the wave.
fn suppressed(wave: &SurveySection) -> Vec<GovernorPrompt> {
    let hidden = wave.rows.iter().filter(|row| row.suppression == "not_shown").count();
    if hidden == 0 {
        return Vec::new();
    }
    let count =
        if hidden == 1 { "1 figure is".to_owned() } else { format!("{hidden} figures are") };
    let text = format!(
        "How else does the school hear from the {} whose answers are not shown?",
        wave.audience
    );
    vec![prompt("suppressed", &wave.anchor, text, format!("{count} not shown in {}.", wave.title))]
}

/// Asked for the first time, so with nothing to compare: one question for the wave.
fn first_time(wave: &SurveySection) -> Vec<GovernorPrompt> {
    let count = |reworded| {
        let new = wave.rows.iter().filter(|row| row.first_time && row.reworded == reworded);
        new.count()
    };
    let (new, reworded) = (count(false), count(true));
    let sentence = |number: usize, how: &str| match number {
        0 => None,
        1 => Some(format!("1 question of {} was asked {how}.", wave.title)),
        many => Some(format!("{many} questions of {} were asked {how}.", wave.title)),
    };
    let because = if wave.first_time {
        format!("{} is the first survey of its kind at this school.", wave.title)
    } else {
        let new = sentence(new, "for the first time");
        let reworded = sentence(reworded, "in other words than before");
        new.into_iter().chain(reworded).collect::<Vec<_>>().join(" ")
    };
    if because.is_empty() {
        return Vec::new();
    }
    let text = "There is nothing to compare these answers with yet. What would the committee count as progress when they are asked again?";
    vec![prompt("first_time", &wave.anchor, text.to_owned(), because)]
}

/// The framework's words changed between two decisions.
fn words_changed(data: &ReportData) -> Vec<GovernorPrompt> {
    let rows: Vec<&CategoryRow> = data.categories.iter().filter(|row| row.words_changed).collect();
    let Some(first) = rows.first() else { return Vec::new() };
    let names: Vec<&str> = rows.iter().map(|row| row.area_name.as_str()).collect();
    let text = format!(
        "Would {} have been judged the same in the framework's earlier words?",
        listed(&names)
    );
    let because = "The framework's words changed since the decision before, so the two cannot simply be compared.";
    vec![prompt("words_changed", &first.anchor, text, because.to_owned())]
}

/// No one was asked this term.
fn nothing_asked(data: &ReportData) -> Vec<GovernorPrompt> {
    if !data.surveys.is_empty() {
        return Vec::new();
    }
    let lately = lately(data);
    let text = format!("How did the school hear from parents, pupils and staff {lately}?");
    let because = format!("No survey of this school was released {lately}.");
    vec![prompt("nothing_asked", "survey", text, because)]
}

/// A question's text without its closing mark, for use within a sentence.
fn said(row: &SurveyRow) -> &str {
    row.text.trim_end_matches(['.', ' '])
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
