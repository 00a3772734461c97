//! The commentary of a draft with its earlier wordings, and the version that was sent for approval.

use contract::reports::v1::{
    CommentaryAdded, CommentaryRemoved, CommentaryReworded, ParagraphVersion, Report,
    ReportParagraph, SentParagraph, SentVersion,
};
use eventlog::At;

/// It comes after those that stand, and before those that were taken out.
pub(super) fn added(report: &mut Report, event: &CommentaryAdded, at: &At) {
    let stand = report.paragraphs.iter().filter(|one| one.removed_at.is_empty()).count();
    report.paragraphs.insert(
        stand,
        ReportParagraph {
            paragraph_id: event.paragraph_id.clone(),
            text: event.text.clone(),
            written_by: event.written_by.clone(),
            actor_id: at.actor.to_string(),
            at: at.time.to_string(),
            ..ReportParagraph::default()
        },
    );
}

pub(super) fn edited(report: &mut Report, event: &CommentaryReworded, at: &At) {
    let Some(paragraph) = of(report, &event.paragraph_id) else { return };
    let now = (at.actor.to_string(), at.time.to_string());
    let earlier = ParagraphVersion {
        text: std::mem::replace(&mut paragraph.text, event.text.clone()),
        actor_id: std::mem::replace(&mut paragraph.actor_id, now.0),
        at: std::mem::replace(&mut paragraph.at, now.1),
    };
    paragraph.earlier.push(earlier);
}

/// It stays for those who write the draft, behind those that stand.
pub(super) fn removed(report: &mut Report, event: &CommentaryRemoved, at: &At) {
    let last = u32::try_from(report.paragraphs.len()).unwrap_or(u32::MAX);
    super::put(&mut report.paragraphs, last, |one| one.paragraph_id == event.paragraph_id);
    if let Some(paragraph) = of(report, &event.paragraph_id) {
        paragraph.removed_at = at.time.to_string();
    }
}

pub(super) fn sent(report: &mut Report, at: &At) {
    report.sent_back = None;
    let stand = report.paragraphs.iter().filter(|one| one.removed_at.is_empty());
    let paragraphs = stand.map(|one| SentParagraph {
        paragraph_id: one.paragraph_id.clone(),
        commitment: one.text.as_ref().map(|text| text.commitment.clone()).unwrap_or_default(),
    });
    report.sent = Some(SentVersion {
        at: at.time.to_string(),
        actor_id: at.actor.to_string(),
        data_sha256: report.data_sha256.clone(),
        paragraphs: paragraphs.collect(),
    });
}

fn of<'a>(report: &'a mut Report, paragraph_id: &str) -> Option<&'a mut ReportParagraph> {
    report.paragraphs.iter_mut().find(|paragraph| paragraph.paragraph_id == paragraph_id)
}
