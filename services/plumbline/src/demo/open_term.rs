//! The term left open at the end, so that each person of the demo finds something to do.

use std::collections::BTreeMap;
use std::path::Path;

use contract::categories::v1::{Citation, ListRoundsRequest};
use contract::{AcademicYear, Caller};
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday, date};
use serde_json::Value;

use crate::demo::DemoError;
use crate::demo::cast::Cast;
use crate::demo::figures::Figures;
use crate::demo::report::{self, reports_of};
use crate::demo::script::{Script, StepScript, TermKey, filled};
use crate::demo::stage::{Stage, at, command, send};
use crate::rpc::Rpc;

/// Before this day the story's own terms are not over.
const FIRST: Date = date(2026, 9, 1);
/// Where the day of the first play is kept, since a later play repeats its days.
const DAY: &str = "demo-open-term.txt";

/// The term left open.
#[derive(Debug)]
pub(crate) struct OpenTerm<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) script: &'a Script,
    pub(crate) cast: &'a Cast,
    pub(crate) figures: &'a Figures,
    /// The day its days count from.
    pub(crate) day: Date,
    /// What steps keep: ids by name.
    kept: BTreeMap<String, String>,
}

impl<'a> OpenTerm<'a> {
    /// The term that is open on a day, with what the three terms left.
    pub(crate) fn new(
        stage: &'a Stage,
        script: &'a Script,
        cast: &'a Cast,
        figures: &'a Figures,
    ) -> Self {
        Self { stage, script, cast, figures, day: FIRST, kept: BTreeMap::new() }
    }

    /// Plays it as of a day, or the rest of it as of the day on which an earlier play began. Gives the last position. Plays
    /// nothing where a visitor has opened the term's round.
    pub(crate) async fn play(
        mut self,
        today: Date,
        folder: &Path,
        at_least: u64,
    ) -> Result<u64, DemoError> {
        if today < FIRST {
            return Ok(at_least);
        }
        self.day = match began(folder)? {
            Some(day) => day,
            None if self.round_stands(today, at_least).await? => return Ok(at_least),
            None => begin(folder, today)?,
        };
        self.know_reports(at_least).await?;
        let mut position = at_least;
        for step in &self.script.open_term {
            for (place, request) in step.requests().into_iter().enumerate() {
                position = self.step(step, place, request).await?.max(position);
            }
        }
        Ok(position)
    }

    /// Whether the term has a round.
    async fn round_stands(&self, today: Date, at_least: u64) -> Result<bool, DemoError> {
        let stage = self.stage;
        let (lead, term) = (stage.lead(at(today, 0)), term_of(today));
        let message = ListRoundsRequest { at_least, ..Default::default() };
        let rounds = send!(stage.categories.list_rounds, "open term/look up", &lead, message)?;
        Ok(rounds.rounds.iter().any(|round| round.term == term))
    }

    /// Keeps the ids of the last term's reports, and of the first question that each answers, by school.
    async fn know_reports(&mut self, at_least: u64) -> Result<(), DemoError> {
        let asked = reports_of(TermKey::Summer, at_least);
        let lead = self.stage.lead(at(self.day, 0));
        for report in report::list(self.stage, "open term/reports", &lead, asked).await? {
            let mut schools = self.cast.schools.iter();
            if let Some((slug, _)) = schools.find(|(_, ids)| ids.school_id == report.school_id) {
                let mut answered = report.questions.iter().filter(|one| one.answer.is_some());
                if let Some(question) = answered.next() {
                    self.kept.insert(format!("question:{slug}"), question.question_id.clone());
                }
                self.kept.insert(format!("report:{slug}"), report.report_id);
            }
        }
        Ok(())
    }

    /// Makes one call; gives its position.
    async fn step(
        &mut self,
        step: &StepScript,
        place: usize,
        request: Value,
    ) -> Result<u64, DemoError> {
        let name = format!("open term/{}/{}/{place}", term_of(self.day), step.name);
        let mut request = self.filled(&request)?;
        request["command_id"] = Value::String(command(&name));
        let wrong = |error: crate::Failure| DemoError::script(&name, &error);
        let rpc = Rpc::named(&step.rpc).map_err(wrong)?;
        let message = rpc.request(&request.to_string()).map_err(wrong)?;
        let caller = self.caller(step)?;
        let send = self.stage.send(&name, &caller, message, |request| {
            let channel = self.stage.channel(rpc.service());
            let rpc = &rpc;
            async move { rpc.call(channel, request).await.map(tonic::Response::new) }
        });
        let answer = serde_json::to_value(send.await?).unwrap_or_default();
        for (kept, field) in &step.keep {
            let value = answer[&camel(field)].as_str().unwrap_or_default();
            self.kept.insert(kept.clone(), value.to_owned());
        }
        Ok(answer["position"].as_str().and_then(|text| text.parse().ok()).unwrap_or_default())
    }

    fn caller(&self, step: &StepScript) -> Result<Caller, DemoError> {
        let day = weekday_from(self.day, step.day);
        self.cast.caller(self.stage, &step.by, at(day, step.minute()))
    }

    /// The request with its names filled in, and what the record holds of its school and area.
    fn filled(&self, request: &Value) -> Result<Value, DemoError> {
        let named = filled(request.clone(), &mut |text| self.named(text))?;
        let school = named["school_id"].as_str().unwrap_or_default().to_owned();
        let area = named["area_id"].as_str().unwrap_or_default().to_owned();
        filled(named, &mut |text| match text {
            "$evidence" => {
                Ok(serde_json::to_value(self.evidence(&school, &area)).unwrap_or_default())
            }
            text => Ok(Value::String(self.figures.quote(&school, text))),
        })
    }

    fn named(&self, text: &str) -> Result<Value, DemoError> {
        let Some(name) = text.strip_prefix('$') else { return Ok(Value::String(text.to_owned())) };
        let (kind, of) = name.split_once(':').unwrap_or((name, ""));
        Ok(Value::String(match kind {
            "evidence" => text.to_owned(),
            "term" => term_of(self.day),
            "year" => AcademicYear::of(self.day).to_string(),
            "framework" => categories::default_framework().framework_id,
            "day" => weekday_from(self.day, of.parse().unwrap_or_default()).to_string(),
            "school" => self.cast.school(of)?.school_id.clone(),
            "committee" => self.cast.school(of)?.committee_id.clone(),
            "person" => self.cast.person(of)?.person_id.to_string(),
            _ => {
                let kept = self.kept.get(name);
                kept.ok_or_else(|| DemoError::missing("name", name))?.clone()
            }
        }))
    }

    /// Figures of the last surveys that may be shown; where there are none, what the school says it is.
    fn evidence(&self, school_id: &str, area_id: &str) -> Vec<Citation> {
        let figures = self.figures.evidence(school_id, area_id);
        if !figures.is_empty() {
            return figures;
        }
        let mut schools = self.script.schools.iter();
        let own = schools.find(|school| {
            self.cast.school(&school.slug).is_ok_and(|ids| ids.school_id == school_id)
        });
        let stated =
            own.and_then(|school| Some(self.cast.school(&school.slug).ok()?.uniqueness_cited()));
        stated.into_iter().collect()
    }
}

/// The day on which an earlier play began the term.
fn began(folder: &Path) -> Result<Option<Date>, DemoError> {
    let file = folder.join(DAY);
    match std::fs::read_to_string(&file) {
        Ok(text) => Ok(text.trim().parse().ok()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(DemoError::file(&file, &error)),
    }
}

fn begin(folder: &Path, day: Date) -> Result<Date, DemoError> {
    let file = folder.join(DAY);
    std::fs::write(&file, day.to_string()).map_err(|error| DemoError::file(&file, &error))?;
    Ok(day)
}

/// The day that lies so many weekdays after another, or before it.
fn weekday_from(day: Date, weekdays: i32) -> Date {
    let step = if weekdays < 0 { (-1).days() } else { 1.days() };
    let is_weekday = |day: &Date| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let counted = usize::try_from(weekdays.unsigned_abs()).unwrap_or_default();
    match counted.checked_sub(1) {
        None => day,
        Some(last) => day.series(step).skip(1).filter(is_weekday).nth(last).unwrap_or(day),
    }
}

/// The term of a day, as the contract writes it.
pub(crate) fn term_of(day: Date) -> String {
    let year = AcademicYear::of(day);
    let name = match day.month() {
        9..=12 => "autumn",
        1..=3 => "spring",
        _ => "summer",
    };
    format!("{year}-{name}")
}

/// `round_id` as JSON names it: `roundId`.
fn camel(field: &str) -> String {
    let mut words = field.split('_');
    let mut all = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        all.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        all.push_str(letters.as_str());
    }
    all
}

#[cfg(test)]
mod tests;
