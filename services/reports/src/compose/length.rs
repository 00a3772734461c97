//! How long the core of a paper is, without commentary, annex and glossary.

use contract::Said as _;
use contract::log::v1::Words;
use contract::reports::v1::ReportData;

/// How many words its tables and texts have.
pub(crate) fn words(data: &ReportData) -> u32 {
    let spoken = |words: &Option<Words>| words.said().into_owned();
    let areas = data.categories.iter().flat_map(|row| {
        let texts = [&row.reason, &row.school_view_reason, &row.challenge_reason].map(spoken);
        let before = row.brought_in.iter();
        let before = before.flat_map(|was| [was.region_name.clone(), spoken(&was.paper)]);
        texts.into_iter().chain([row.area_name.clone(), row.region_name.clone()]).chain(before)
    });
    let surveys = data.surveys.iter().flat_map(|survey| &survey.rows);
    let surveys = surveys.flat_map(|row| [row.text.clone(), row.words.clone()]);
    let reviews = data.reviews.iter().flat_map(|review| {
        let findings = review.findings.iter().map(|found| spoken(&found.text));
        findings.chain([spoken(&review.summary)])
    });
    let asked = data.earlier_questions.iter();
    let asked = asked.flat_map(|question| [spoken(&question.text), spoken(&question.answer)]);
    let prompts = data.prompts.iter().map(|prompt| prompt.text.clone());
    let figures = data.key_figures.iter();
    let figures = figures.flat_map(|figure| {
        [figure.title.clone(), figure.words.clone(), figure.three_years_words.clone()]
    });
    let texts = areas.chain(surveys).chain(reviews).chain(asked).chain(prompts).chain(figures);
    texts.map(|text| text.split_whitespace().count() as u32).sum()
}
