//! Corrections as papers: a correction is set and kept before the event that names it, and handed out as it was issued.

use contract::log::v1::Words;
use contract::reports::v1::{Correction, CorrectionPaper, IssueCorrectionRequest, PrintedFigure};
use contract::{Term, field, not_found};
use eventlog::{Context, Envelope};
use tonic::Status;
use uuid::Uuid;

use super::{Doors, papers};
use crate::canonical;
use crate::compose;
use crate::report::{self, Papers};
use crate::typesetter::{Paper, PaperForm};

/// A correction's PDF.
#[derive(Debug)]
pub(super) struct CorrectionFile {
    pub name: String,
    pub pdf: Vec<u8>,
}

impl Doors {
    /// The paper of a correction, kept. Where the report was not issued nothing is made, and the report itself says why.
    pub(super) async fn correction(
        &self,
        asked: &IssueCorrectionRequest,
        envelope: &Envelope,
    ) -> Result<Papers, Status> {
        let (trust, context) = (envelope.trust(), &envelope.context);
        let report_id = field::uuid("report_id", &asked.report_id)?;
        let (report, _) = eventlog::load::<report::Report>(&self.log, trust, report_id).await?;
        let Ok(data_sha256) = report.issued() else { return Ok(Papers::Unasked) };
        let issued = self.data(trust, report_id, data_sha256, papers::ISSUED_UNREADABLE).await?;
        let is_it = |printed: &PrintedFigure| printed.figure_id == asked.figure_id;
        if !asked.figure_id.is_empty() && !issued.printed_figures().iter().any(is_it) {
            return Ok(Papers::FigureNotPrinted);
        }
        // The append refuses it as a conflict where another correction came first, so the number is the event's.
        let number = report.next_correction();
        let corrected_on = context.today().to_string();
        let data = canonical::text(&CorrectionPaper {
            correction_id: context.new_id("correction").to_string(),
            number,
            report_id: report_id.to_string(),
            trust_id: issued.trust_id,
            trust_name: issued.trust_name,
            school: issued.school,
            term_words: term_words(&issued.term),
            term: issued.term,
            issued_on: issued.issued_on,
            report_data_sha256: data_sha256.to_owned(),
            corrected_on: corrected_on.clone(),
            stood: printed(context, &asked.stood),
            text: printed(context, &asked.text),
            reason: printed(context, &asked.reason),
            signed: compose::signed(&context.role),
            nonce: eventlog::hex(&rand::random::<[u8; 32]>()),
            // It stands beside the report, so it looks as the report does.
            style: issued.style,
        });
        let paper = Paper {
            identifier: &format!("plumbline/{trust}/report/{report_id}/correction/{number}"),
            timestamp: &format!("{corrected_on}T00:00:00Z"),
            kind: PaperForm::Correction,
            data: &data,
            proof: None,
        };
        let pdf = self.typesetter.set(&paper).await?;
        Ok(Papers::Corrected { pdf_sha256: self.documents.keep(trust, &pdf).await? })
    }

    /// A correction's PDF, byte for byte. CORRECTION_UNKNOWN where the report has no such one, or it is no paper.
    pub(super) async fn correction_file(
        &self,
        trust: Uuid,
        report_id: Uuid,
        correction_id: Uuid,
    ) -> Result<CorrectionFile, Status> {
        // It may have been issued a moment ago.
        let head = self.log.head(trust).await?.unwrap_or(0);
        let (_, report) = self.one(trust, report_id, head).await?;
        let id = correction_id.to_string();
        let is_it = |one: &&Correction| one.correction_id == id && !one.pdf_sha256.is_empty();
        let Some(correction) = report.corrections.iter().find(is_it) else {
            return Err(not_found("CORRECTION_UNKNOWN", "There is no paper of such a correction."));
        };
        let of_report = papers::file_name(&self.kept(trust, &report.data_sha256).await?);
        let of_report = of_report.trim_end_matches(".pdf");
        let name = format!("{of_report}-correction-{}.pdf", correction.number);
        Ok(CorrectionFile { name, pdf: self.kept(trust, &correction.pdf_sha256).await? })
    }
}

/// A text as a paper prints it, with what commits to it.
fn printed(context: &Context, text: &str) -> Option<Words> {
    context.words(text).map(|words| Words { text: text.to_owned(), ..words })
}

fn term_words(term: &str) -> String {
    term.parse::<Term>().map_or_else(|_| term.to_owned(), Term::words)
}
