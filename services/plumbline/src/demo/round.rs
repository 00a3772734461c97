//! A term's round: own views, proposals with evidence, a challenge, moderation, decisions, sharing.

use contract::Caller;
use contract::categories::v1::{
    AcceptProposalRequest, ChallengeProposalRequest, Citation, CloseRoundRequest, DecideRequest,
    EvidenceKind, ModerateRequest, OpenRoundRequest, ProposeRegionRequest, ShareRequest,
    StateSchoolViewRequest,
};
use jiff::civil::Date;

use crate::demo::DemoError;
use crate::demo::cast::Cast;
use crate::demo::figures::Figures;
use crate::demo::review::Found;
use crate::demo::script::{CellScript, SchoolScript, Script, TermDays, TermKey};
use crate::demo::stage::{Stage, at, command, send};

/// The round of a term, and the figures and findings that are known by then.
#[derive(Debug)]
pub(crate) struct Round<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) script: &'a Script,
    pub(crate) cast: &'a Cast,
    pub(crate) term: TermKey,
    pub(crate) figures: &'a Figures,
    pub(crate) findings: &'a [Found],
}

/// One school in one area.
struct Cell<'a> {
    school: &'a SchoolScript,
    school_id: &'a str,
    area_id: &'a str,
    says: &'a CellScript,
    /// Minutes after the hour of its turn.
    turn: usize,
}

impl Round<'_> {
    /// Plays the round up to sharing; gives its id and the position of the last decision shared.
    pub(crate) async fn play(&self) -> Result<(String, u64), DemoError> {
        let round_id = self.open().await?;
        let cells = self.cells()?;
        for cell in &cells {
            self.state_view(&round_id, cell).await?;
        }
        for cell in &cells {
            self.propose(&round_id, cell).await?;
        }
        for cell in &cells {
            self.answer(&round_id, cell).await?;
        }
        for cell in &cells {
            self.moderate(&round_id, cell).await?;
        }
        for cell in &cells {
            self.decide(&round_id, cell).await?;
        }
        let mut shared = 0;
        for cell in &cells {
            shared = shared.max(self.share(&round_id, cell).await?);
        }
        Ok((round_id, shared))
    }

    /// Ends the round; gives the position.
    pub(crate) async fn close(&self, round_id: &str) -> Result<u64, DemoError> {
        let stage = self.stage;
        let step = format!("round/{}/close", self.term.word());
        let message = CloseRoundRequest {
            command_id: command(&step),
            round_id: round_id.to_owned(),
            not_judged: Vec::new(),
        };
        let caller = self.caller("improvement-lead", self.days().round_closes, 15 * 60)?;
        Ok(send!(stage.categories.close_round, &step, &caller, message)?.position)
    }

    fn days(&self) -> &TermDays {
        self.script.trust.terms.of(self.term)
    }

    fn caller(&self, key: &str, day: Date, minute: usize) -> Result<Caller, DemoError> {
        self.cast.caller(self.stage, key, at(day, minute))
    }

    fn head(&self, cell: &Cell<'_>, day: Date) -> Result<Caller, DemoError> {
        self.caller(&format!("head-{}", cell.school.slug), day, 9 * 60 + cell.turn * 5)
    }

    fn step(&self, cell: &Cell<'_>, what: &str) -> String {
        format!("round/{}/{}/{}/{what}", self.term.word(), cell.school.slug, cell.area_id)
    }

    fn cells(&self) -> Result<Vec<Cell<'_>>, DemoError> {
        let mut cells = Vec::new();
        for school in &self.script.schools {
            let school_id = &self.cast.school(&school.slug)?.school_id;
            for (area_id, says) in &school.areas {
                let turn = cells.len();
                cells.push(Cell { school, school_id, area_id, says: says.of(self.term), turn });
            }
        }
        Ok(cells)
    }

    async fn open(&self) -> Result<String, DemoError> {
        let stage = self.stage;
        let step = format!("round/{}/open", self.term.word());
        let framework = categories::default_framework();
        let ids = self
            .script
            .schools
            .iter()
            .map(|school| Ok(self.cast.school(&school.slug)?.school_id.clone()));
        let message = OpenRoundRequest {
            command_id: command(&step),
            term: self.term.term(),
            framework_id: framework.framework_id,
            framework_version: framework.version,
            school_ids: ids.collect::<Result<_, DemoError>>()?,
            views_by: self.days().views.to_string(),
        };
        let caller = self.caller("improvement-lead", self.days().round_opens, 8 * 60 + 30)?;
        Ok(send!(stage.categories.open_round, &step, &caller, message)?.round_id)
    }

    async fn state_view(&self, round_id: &str, cell: &Cell<'_>) -> Result<(), DemoError> {
        let stage = self.stage;
        let step = self.step(cell, "view");
        let message = StateSchoolViewRequest {
            command_id: command(&step),
            round_id: round_id.to_owned(),
            school_id: cell.school_id.to_owned(),
            area_id: cell.area_id.to_owned(),
            region_id: cell.says.view().to_owned(),
            reason: cell.says.head.clone(),
            evidence: self.own_evidence(cell)?.into_iter().collect(),
        };
        let caller = self.head(cell, self.days().views)?;
        send!(stage.categories.state_school_view, &step, &caller, message)?;
        Ok(())
    }

    async fn propose(&self, round_id: &str, cell: &Cell<'_>) -> Result<(), DemoError> {
        let stage = self.stage;
        let step = self.step(cell, "propose");
        let message = ProposeRegionRequest {
            command_id: command(&step),
            round_id: round_id.to_owned(),
            school_id: cell.school_id.to_owned(),
            area_id: cell.area_id.to_owned(),
            region_id: cell.says.proposed().to_owned(),
            reason: self.figures.quote(cell.school_id, &cell.says.lead),
            evidence: self.evidence(cell)?,
            answer_by: self.days().answers.to_string(),
        };
        let caller =
            self.caller("improvement-lead", self.days().proposals, 9 * 60 + cell.turn * 6)?;
        send!(stage.categories.propose_region, &step, &caller, message)?;
        Ok(())
    }

    /// The head agrees, or challenges.
    async fn answer(&self, round_id: &str, cell: &Cell<'_>) -> Result<(), DemoError> {
        let stage = self.stage;
        let caller = self.head(cell, self.days().answers)?;
        let Some(challenge) = &cell.says.challenge else {
            let step = self.step(cell, "accept");
            let message = AcceptProposalRequest {
                command_id: command(&step),
                round_id: round_id.to_owned(),
                school_id: cell.school_id.to_owned(),
                area_id: cell.area_id.to_owned(),
            };
            send!(stage.categories.accept_proposal, &step, &caller, message)?;
            return Ok(());
        };
        let step = self.step(cell, "challenge");
        let message = ChallengeProposalRequest {
            command_id: command(&step),
            round_id: round_id.to_owned(),
            school_id: cell.school_id.to_owned(),
            area_id: cell.area_id.to_owned(),
            reason: challenge.reason.clone(),
            region_id: challenge.region.clone(),
            evidence: self.findings_about(cell),
            in_report: challenge.in_report,
        };
        send!(stage.categories.challenge_proposal, &step, &caller, message)?;
        Ok(())
    }

    async fn moderate(&self, round_id: &str, cell: &Cell<'_>) -> Result<(), DemoError> {
        let stage = self.stage;
        let Some(outcome) = &cell.says.moderation else { return Ok(()) };
        let step = self.step(cell, "moderate");
        let message = ModerateRequest {
            command_id: command(&step),
            round_id: round_id.to_owned(),
            school_id: cell.school_id.to_owned(),
            area_id: cell.area_id.to_owned(),
            region_id: cell.says.region.clone(),
            reason: outcome.clone(),
        };
        let caller = self.caller("improvement-lead", self.days().moderation, 14 * 60)?;
        send!(stage.categories.moderate, &step, &caller, message)?;
        Ok(())
    }

    async fn decide(&self, round_id: &str, cell: &Cell<'_>) -> Result<(), DemoError> {
        let stage = self.stage;
        let step = self.step(cell, "decide");
        let reason = cell.says.decision.as_ref().unwrap_or(&cell.says.lead);
        let message = DecideRequest {
            command_id: command(&step),
            round_id: round_id.to_owned(),
            school_id: cell.school_id.to_owned(),
            area_id: cell.area_id.to_owned(),
            region_id: cell.says.region.clone(),
            reason: self.figures.quote(cell.school_id, reason),
            evidence: self.evidence(cell)?,
        };
        let caller =
            self.caller("chief-executive", self.days().decisions, 10 * 60 + cell.turn * 3)?;
        send!(stage.categories.decide, &step, &caller, message)?;
        Ok(())
    }

    async fn share(&self, round_id: &str, cell: &Cell<'_>) -> Result<u64, DemoError> {
        let stage = self.stage;
        let step = self.step(cell, "share");
        let message = ShareRequest {
            command_id: command(&step),
            round_id: round_id.to_owned(),
            school_id: cell.school_id.to_owned(),
            area_id: cell.area_id.to_owned(),
        };
        let caller = self.caller("improvement-lead", self.days().shared, 9 * 60 + cell.turn)?;
        Ok(send!(stage.categories.share, &step, &caller, message)?.position)
    }

    /// The evidence of a judgement: survey figures that may be shown, findings, and sources outside the log.
    fn evidence(&self, cell: &Cell<'_>) -> Result<Vec<Citation>, DemoError> {
        let mut evidence = self.figures.evidence(cell.school_id, cell.area_id);
        evidence.extend(self.findings_about(cell));
        evidence.extend(self.own_evidence(cell)?);
        if let Some(seen) = &cell.says.seen {
            let id = format!("visit/{}/{}/{}", self.term.term(), cell.school.urn, cell.area_id);
            evidence.push(outside(EvidenceKind::Visit, id, seen));
        }
        Ok(evidence)
    }

    /// The school's own evidence: its own words, its results, its attendance.
    fn own_evidence(&self, cell: &Cell<'_>) -> Result<Option<Citation>, DemoError> {
        let (school, urn) = (cell.school, &cell.school.urn);
        Ok(match cell.area_id {
            "foundations" => Some(self.cast.school(&school.slug)?.uniqueness_cited()),
            "outcomes" => Some(outside(
                EvidenceKind::ImportedFigure,
                format!("key-stage-2/2025/{urn}"),
                &school.key_stage_2,
            )),
            "behaviour-and-attendance" => Some(outside(
                EvidenceKind::ImportedFigure,
                format!("attendance/{}/{urn}", self.term.term()),
                &format!("Attendance: {}", school.attendance.of(self.term)),
            )),
            _ => None,
        })
    }

    fn findings_about(&self, cell: &Cell<'_>) -> Vec<Citation> {
        self.findings
            .iter()
            .filter_map(|finding| finding.about(&cell.school.slug, cell.area_id))
            .collect()
    }
}

/// Citation whose source Plumbline does not keep yet.
fn outside(kind: EvidenceKind, id: String, says: &str) -> Citation {
    Citation { kind: kind.into(), id, says: says.to_owned(), position: 0 }
}
