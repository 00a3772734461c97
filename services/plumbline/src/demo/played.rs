//! What a play leaves behind: the trust, its people, a survey to try, the last term's reports.

use std::collections::BTreeMap;
use std::path::PathBuf;

use contract::reports::v1::{Report, ReportState};
use contract::schools::v1::{
    GetTrustRequest, GetTrustResponse, ListPeopleRequest, RoleGranted, ScopeKind,
};
use jiff::Timestamp;

use crate::demo::report::{self, reports_of};
use crate::demo::script::{Script, TermKey};
use crate::demo::stage::{NOT_ALLOWED, Stage, at, send};
use crate::demo::tokens::Tokens;
use crate::demo::{Demo, DemoError, open_wave};

const LAST_TERM: TermKey = TermKey::Summer;
/// The step that lists the reports of the last term.
const LOOK_UP: &str = "report/summer/look up";

/// What a play leaves behind.
#[derive(Clone, Debug)]
pub struct Played {
    /// The trust's id.
    pub trust_id: String,
    /// The trust's name; it says that the trust is fictional.
    pub trust_name: String,
    /// Everyone with a role today.
    pub people: Vec<PlayedPerson>,
    /// Unused one-time tokens of the survey left open.
    pub survey_tokens: Vec<OpenToken>,
    /// The last term's reports with their PDFs.
    pub reports: Vec<PlayedReport>,
    /// Whether an earlier play had played everything.
    pub complete_before: bool,
}

/// A person with one role. A person with two roles is listed twice.
#[derive(Clone, Debug)]
pub struct PlayedPerson {
    /// Random id.
    pub person_id: String,
    /// Invented.
    pub name: String,
    /// For example `headteacher`.
    pub role: String,
    /// What the role is held over, by name.
    pub scope: String,
}

/// A one-time token of the survey left open.
#[derive(Clone, Debug)]
pub struct OpenToken {
    /// The school asked about.
    pub school_id: String,
    /// The token.
    pub token: String,
}

/// An issued report.
#[derive(Clone, Debug)]
pub struct PlayedReport {
    /// Its id.
    pub report_id: String,
    /// The school.
    pub school_id: String,
    /// The school's name.
    pub school: String,
    /// For example `2025-26-summer`.
    pub term: String,
    /// The path of its PDF.
    pub file: PathBuf,
}

/// The positions at which a play ended.
pub(super) struct Ending<'a> {
    pub(super) tokens: &'a Tokens,
    /// Reads have to include everything up to this position.
    pub(super) position: u64,
    pub(super) complete_before: bool,
}

impl Demo {
    /// The result of an earlier play, if it has played the whole story.
    pub(super) async fn found_complete(
        &self,
        stage: &Stage,
        script: &Script,
        tokens: &Tokens,
    ) -> Result<Option<Played>, DemoError> {
        let (lead, asked) = (stage.lead(self.now()), reports_of(LAST_TERM, 0));
        let reports = match report::list(stage, LOOK_UP, &lead, asked).await {
            // No person is the improvement lead yet.
            Err(error) if error.reason() == Some(NOT_ALLOWED) => return Ok(None),
            reports => reports?,
        };
        // The last step of the story is the answer to the last governor's question.
        let asked: usize =
            script.schools.iter().map(|school| school.reports.of(LAST_TERM).questions.len()).sum();
        let answered = reports
            .iter()
            .flat_map(|report| &report.questions)
            .filter(|q| q.answer.is_some())
            .count();
        // A visitor may have asked more, so at least the story's own questions have to be answered.
        let complete = issued(&reports).count() == script.schools.len() && answered >= asked;
        if !complete || open_wave::standing(stage, self.today, tokens, 0).await?.is_none() {
            return Ok(None);
        }
        let end = Ending { tokens, position: 0, complete_before: true };
        self.collect(stage, script, end).await.map(Some)
    }

    /// Gathers what the play left behind and writes the PDFs.
    pub(super) async fn collect(
        &self,
        stage: &Stage,
        script: &Script,
        end: Ending<'_>,
    ) -> Result<Played, DemoError> {
        let Ending { tokens, position, complete_before } = end;
        let caller = stage.lead(self.now());
        let message = GetTrustRequest { at_least: position };
        let trust = send!(stage.schools.get_trust, "trust/look up", &caller, message)?;
        let survey_tokens = match open_wave::standing(stage, self.today, tokens, position).await? {
            Some(wave) => open_wave::unspent(stage, &wave, self.today, tokens).await?,
            None => Vec::new(),
        };
        Ok(Played {
            people: self.people(stage, &trust).await?,
            reports: self.reports(stage, script, &trust, position).await?,
            trust_id: trust.trust_id,
            trust_name: trust.name,
            survey_tokens,
            complete_before,
        })
    }

    fn now(&self) -> Timestamp {
        at(self.today, 0)
    }

    async fn people(
        &self,
        stage: &Stage,
        trust: &GetTrustResponse,
    ) -> Result<Vec<PlayedPerson>, DemoError> {
        let message = ListPeopleRequest { at_least: 0, on: self.today.to_string() };
        let caller = stage.lead(self.now());
        let listed = send!(stage.schools.list_people, "people/look up", &caller, message)?;
        let names = scope_names(trust);
        let mut people = Vec::new();
        for person in listed.people {
            people.extend(person.roles.iter().map(|held| PlayedPerson {
                person_id: person.person_id.clone(),
                name: person.name.clone(),
                role: access::role_name(held.role()),
                scope: scope_word(held, trust, &names),
            }));
        }
        Ok(people)
    }

    async fn reports(
        &self,
        stage: &Stage,
        script: &Script,
        trust: &GetTrustResponse,
        at_least: u64,
    ) -> Result<Vec<PlayedReport>, DemoError> {
        let (lead, asked) = (stage.lead(self.now()), reports_of(LAST_TERM, at_least));
        let reports = report::list(stage, LOOK_UP, &lead, asked).await?;
        let mut played = Vec::new();
        for report in issued(&reports) {
            let school = trust.schools.iter().find(|school| school.school_id == report.school_id);
            let school = school.ok_or_else(|| DemoError::missing("school", &report.school_id))?;
            let known = script.schools.iter().find(|known| known.urn == school.urn);
            let slug = known.map_or(school.urn.as_str(), |known| known.slug.as_str());
            let file = self.reports.join(format!("{slug}-{}.pdf", report.term));
            let pdf = report::pdf(stage, report, self.now()).await?;
            std::fs::write(&file, pdf).map_err(|error| DemoError::file(&file, &error))?;
            played.push(PlayedReport {
                report_id: report.report_id.clone(),
                school_id: report.school_id.clone(),
                school: school.name.clone(),
                term: report.term.clone(),
                file,
            });
        }
        played.sort_by(|one, other| one.file.cmp(&other.file));
        Ok(played)
    }
}

fn issued(reports: &[Report]) -> impl Iterator<Item = &Report> {
    reports.iter().filter(|report| report.state() == ReportState::Issued)
}

/// Names of schools, hubs and committees by id.
fn scope_names(trust: &GetTrustResponse) -> BTreeMap<&str, &str> {
    let schools =
        trust.schools.iter().map(|school| (school.school_id.as_str(), school.name.as_str()));
    let hubs = trust.hubs.iter().map(|hub| (hub.hub_id.as_str(), hub.name.as_str()));
    let committees = trust.committees.iter().map(|of| (of.committee_id.as_str(), of.name.as_str()));
    schools.chain(hubs).chain(committees).collect()
}

fn scope_word(
    held: &RoleGranted,
    trust: &GetTrustResponse,
    names: &BTreeMap<&str, &str>,
) -> String {
    let Some(scope) = &held.scope else { return String::new() };
    match scope.kind() {
        ScopeKind::Trust => trust.name.clone(),
        ScopeKind::Review => "a peer review".to_owned(),
        _ => names.get(scope.id.as_str()).copied().unwrap_or_default().to_owned(),
    }
}
