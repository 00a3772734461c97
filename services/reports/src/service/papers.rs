//! Making the papers: a draft's data gathered and kept, an issued report's data frozen and its PDF set and kept,
//! each before the event that names it.

use contract::reports::v1::{Report, ReportData};
use contract::{Caller, Refusal as _, Said as _, Spoken as _, Term, field};
use eventlog::{Envelope, When};
use tonic::Status;
use uuid::Uuid;

use super::{Doors, is_issued};
use crate::canonical;
use crate::compose::{self, LastPaper, Sources, TEMPLATE_VERSION};
use crate::gather::{Gather, newest_position};
use crate::report::{self, Draft, Drafting, Issuing};
use crate::typesetter::{Paper, PaperForm};

/// Said of a draft whose data is lost.
pub(super) const UNREADABLE: &str =
    "The draft of this report cannot be read any more; draft it again.";

/// Said of an issued report whose data is lost.
pub(super) const ISSUED_UNREADABLE: &str = "The data of this report cannot be read any more.";

impl Doors {
    /// Gathers a school's term, at least up to a position (0: up to the end of the log as it is now), and keeps it.
    pub(super) async fn draft(
        &self,
        caller: &Caller,
        school_id: Uuid,
        term: Term,
        at_least: u64,
    ) -> Result<Drafting, Status> {
        let report_id = report::Report::id(&school_id.to_string(), &term.to_string());
        let (report, _) =
            eventlog::load::<report::Report>(&self.log, caller.trust, &report_id).await?;
        let at_least = match at_least {
            0 => self.log.head(caller.trust).await?.unwrap_or(0),
            asked => asked,
        };
        let issued = self.issued_before(caller.trust, &report_id, school_id).await?;
        let last_paper = self.last_paper(caller.trust, &issued).await?;
        let since = last_paper.as_ref().map_or(0, |last| last.as_of_position);
        let gather = Gather { peers: &self.peers, caller, at_least, since };
        let sources = gather.sources(school_id, term).await?;
        let changes = report.changes().to_vec();
        let mut sources = Sources { report_id, last_paper, issued, changes, ..sources };
        // What was read may be newer than what was asked for; the paper stands on the newest thing it shows.
        let at_least = at_least.max(newest_position(&sources));
        sources.facts = Gather { at_least, ..gather }.facts(&sources, term).await?;
        sources.as_of_position = at_least;
        sources.as_of_time = self.time_of(caller.trust, at_least).await?;
        let mut data = compose::compose(&sources, term);
        let words = compose::words(&data);
        eventlog::unsaid(&mut data);
        let data_sha256 =
            self.documents.keep(caller.trust, canonical::text(&data).as_bytes()).await?;
        let (areas_shared, areas) = sources.shared();
        let draft = Draft {
            school_id: sources.school_id,
            term: data.term,
            meeting_on: data.meeting_on,
            as_of_position: at_least,
            template_version: TEMPLATE_VERSION,
            data_sha256,
            words,
        };
        Ok(Drafting { draft, areas_shared, areas })
    }

    /// The other reports of a school that were issued.
    async fn issued_before(
        &self,
        trust: Uuid,
        report_id: &str,
        school_id: Uuid,
    ) -> Result<Vec<Report>, Status> {
        // What was issued a moment ago counts too.
        let head = self.log.head(trust).await?.unwrap_or(0);
        let like = Report { school_id: school_id.to_string(), ..Report::default() };
        let (_, mut reports) = self.reports.list(trust, When::now(head), &like).await?;
        reports.retain(|report| is_issued(report) && report.report_id != report_id);
        Ok(reports)
    }

    /// The report that was issued last, with its data.
    async fn last_paper(
        &self,
        trust: Uuid,
        issued: &[Report],
    ) -> Result<Option<LastPaper>, Status> {
        let last = issued.iter().max_by_key(|report| report.issued_position);
        let Some(last) = last else { return Ok(None) };
        let id = field::uuid("report_id", &last.report_id)?;
        let unreadable = "The report before this one cannot be read any more.";
        let data = self.data(trust, id, &last.data_sha256, unreadable).await?;
        let (issued_on, as_of_position) = (last.issued_on.clone(), last.as_of_position);
        Ok(Some(LastPaper { issued_on, as_of_position, data }))
    }

    /// When the event at a position happened, by the service's clock.
    async fn time_of(&self, trust: Uuid, position: u64) -> Result<String, Status> {
        let events = self.log.read(trust, position.saturating_sub(1), 1).await?;
        let Some(event) = events.first() else { return Ok(String::new()) };
        Ok(event.metadata().map_err(eventlog::ReadError::from)?.at.to_string())
    }

    /// Freezes the approved draft: data and PDF are kept, nothing is recorded yet. Where the report isn't
    /// ready to be issued nothing is made, and the report itself says why.
    pub(super) async fn freeze(
        &self,
        caller: &Caller,
        envelope: &Envelope,
        report_id: Uuid,
    ) -> Result<Issuing, Status> {
        let trust = caller.trust;
        let (report, _) = eventlog::load::<report::Report>(&self.log, trust, report_id).await?;
        let Ok(draft) = report.ready_to_issue() else { return Ok(Issuing::default()) };
        let data = self.data(trust, report_id, &draft.data_sha256, UNREADABLE).await?;
        let at_least = self.log.head(trust).await?.unwrap_or(0);
        let gather = Gather { peers: &self.peers, caller, at_least, since: 0 };
        let gathered = gather.trust().await?;
        let term = field::term("term", &draft.term)?;
        let meeting_on = compose::meeting_on(&gathered, &draft.school_id, term);
        let issued_on = envelope.context.today().to_string();
        let mut data = compose::freeze(data, report.commentary(), &issued_on, &meeting_on);
        self.say(trust, &mut data).await?;
        data.style = gather.style().await?;
        data.nonce = eventlog::hex(&rand::random::<[u8; 32]>());
        let figures = data.printed_figures();
        let data = canonical::text(&data);
        let paper = Paper {
            identifier: &format!("plumbline/{trust}/report/{report_id}"),
            timestamp: &format!("{issued_on}T00:00:00Z"),
            kind: PaperForm::Report,
            data: &data,
            proof: None,
        };
        let pdf = self.typesetter.set(&paper).await?;
        Ok(Issuing {
            draft_sha256: draft.data_sha256.clone(),
            meeting_on,
            issued_on,
            data_sha256: self.documents.keep(trust, data.as_bytes()).await?,
            pdf_sha256: self.documents.keep(trust, &pdf).await?,
            figures,
        })
    }

    /// A draft as PDF, with what was added to it so far, and its data. It looks as the trust does now.
    pub(super) async fn preview(
        &self,
        caller: &Caller,
        report_id: Uuid,
    ) -> Result<(Vec<u8>, String), Status> {
        let trust = caller.trust;
        let (report, _) = eventlog::load::<report::Report>(&self.log, trust, report_id).await?;
        let draft = report.drafted().map_err(|refusal| refusal.to_status())?;
        let data = self.data(trust, report_id, &draft.data_sha256, UNREADABLE).await?;
        let mut data = compose::freeze(data, report.commentary(), "", &draft.meeting_on);
        self.say(trust, &mut data).await?;
        data.style = Gather { peers: &self.peers, caller, at_least: 0, since: 0 }.style().await?;
        let data = canonical::text(&data);
        let paper = Paper {
            identifier: &format!("plumbline/{trust}/report/{report_id}/draft"),
            timestamp: "1970-01-01T00:00:00Z",
            kind: PaperForm::Report,
            data: &data,
            proof: None,
        };
        Ok((self.typesetter.set(&paper).await?, data))
    }

    /// Puts persons' words into a report's data. The data says of one that was removed what a reader is told.
    pub(super) async fn say(&self, trust: Uuid, data: &mut ReportData) -> Result<(), Status> {
        self.door.fill_paper(trust, data).await?;
        data.words(&mut |words| words.text = words.said().into_owned());
        Ok(())
    }

    /// Whether an issued report has a paragraph; none in particular is the whole, which is always there.
    pub(super) async fn has_paragraph(
        &self,
        trust: Uuid,
        report_id: Uuid,
        anchor: &str,
    ) -> Result<bool, Status> {
        if anchor.is_empty() {
            return Ok(true);
        }
        let (report, _) = eventlog::load::<report::Report>(&self.log, trust, report_id).await?;
        // The aggregate refuses a report that was not issued.
        let Ok(data_sha256) = report.issued() else { return Ok(false) };
        let data = self.data(trust, report_id, data_sha256, ISSUED_UNREADABLE).await?;
        Ok(compose::anchors(&data).any(|known| known == anchor))
    }

    /// A report's data as it is kept; DATA_LOSS with a sentence where it cannot be read.
    pub(super) async fn data(
        &self,
        trust: Uuid,
        report_id: Uuid,
        sha256: &str,
        unreadable: &str,
    ) -> Result<ReportData, Status> {
        let kept = self.kept(trust, sha256).await?;
        canonical::read(&String::from_utf8_lossy(&kept)).map_err(|error| {
            tracing::error!(%trust, %report_id, %error, "a report's data cannot be read");
            Status::data_loss(unreadable)
        })
    }
}

/// What to call the file: school and term in plain letters.
pub(super) fn file_name(data: &[u8]) -> String {
    let data = canonical::read(&String::from_utf8_lossy(data)).unwrap_or_default();
    let name = data.school.map(|school| school.name).unwrap_or_default();
    let words =
        name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut parts: Vec<String> = words.map(str::to_lowercase).collect();
    parts.extend(["sgc-report".to_owned(), data.term]);
    parts.retain(|part| !part.is_empty());
    format!("{}.pdf", parts.join("-"))
}

#[cfg(test)]
mod tests;
