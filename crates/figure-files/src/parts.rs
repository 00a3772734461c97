//! The parts of the pupils in the Department's words.

/// Names of parts as releases have written them, with the part's id here.
const PARTS: [(&str, &str); 32] = [
    ("girls", "girls"),
    ("girl", "girls"),
    ("female", "girls"),
    ("boys", "boys"),
    ("boy", "boys"),
    ("male", "boys"),
    ("disadvantaged", "disadvantaged"),
    ("disadvantaged pupils", "disadvantaged"),
    ("not disadvantaged", "not-disadvantaged"),
    ("not known to be disadvantaged", "not-disadvantaged"),
    ("non-disadvantaged", "not-disadvantaged"),
    ("other pupils", "not-disadvantaged"),
    ("english as an additional language", "eal"),
    ("english as additional language", "eal"),
    ("eal", "eal"),
    ("known or believed to be other than english", "eal"),
    ("english as first language", "not-eal"),
    ("english first language", "not-eal"),
    ("known or believed to be english", "not-eal"),
    ("ehc plan", "ehc-plan"),
    ("education, health and care plan", "ehc-plan"),
    ("education health and care plan", "ehc-plan"),
    ("sen support", "sen-support"),
    ("no sen", "no-sen"),
    ("no identified sen", "no-sen"),
    ("no special educational needs", "no-sen"),
    ("low prior attainment", "prior-low"),
    ("low", "prior-low"),
    ("middle prior attainment", "prior-middle"),
    ("middle", "prior-middle"),
    ("high prior attainment", "prior-high"),
    ("high", "prior-high"),
];

/// The id of a part of the pupils: empty for all of them, `None` where it is not known here. A total within another topic is
/// not all pupils.
pub(crate) fn id_of(topic: &str, part: &str) -> Option<&'static str> {
    let (topic, part) = (topic.trim().to_lowercase(), part.trim().to_lowercase());
    let whole = |text: &str| matches!(text, "" | "total" | "all pupils" | "all");
    if whole(&part) {
        return whole(&topic).then_some("");
    }
    // Two topics at once, such as sex and disadvantage, part the pupils otherwise.
    if topic.contains(" and ") {
        return None;
    }
    let short = matches!(part.as_str(), "low" | "middle" | "high");
    if short && !topic.contains("attainment") {
        return None;
    }
    PARTS.iter().find(|(name, _)| *name == part).map(|(_, id)| *id)
}
