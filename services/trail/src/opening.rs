//! Which events open for a reader as they are stored. An event holds everything that was recorded, so a line may be told whose event stays closed.

use access::{Reach, Shows};
use contract::trail::v1::HistoryLine;
use eventlog::{Log, ReadError, Snapshot, Stream};
use uuid::Uuid;

use crate::history::{OF_COMMITTEES, schools_of_each};
use crate::outside;

/// Who asks to open events of a trust.
#[derive(Clone, Copy)]
pub(crate) struct Opening<'a> {
    pub log: &'a Log,
    pub trust: Uuid,
    /// What `GetEvent` shows the reader; `None` where the reader may not ask it.
    pub reach: Option<&'a Reach>,
}

/// An event as far as it decides who may open it.
#[derive(Clone, Copy)]
pub(crate) struct ToOpen<'a> {
    pub position: u64,
    /// Its full name.
    pub kind: &'a str,
    pub stream: &'a str,
    /// The ids of the schools it is about.
    pub about: &'a [String],
}

impl Opening<'_> {
    /// Says of each line whether its event opens for the reader.
    pub(crate) async fn say(
        self,
        snapshot: &Snapshot<'_>,
        lines: &mut [HistoryLine],
    ) -> Result<(), ReadError> {
        let positions: Vec<u64> = lines.iter().map(|line| line.position).collect();
        let schools = schools_of_each(snapshot, self.trust, &positions).await?;
        for line in lines {
            let about = schools.get(&line.position).map(Vec::as_slice).unwrap_or_default();
            let (kind, stream) = (line.r#type.as_str(), line.stream.as_str());
            line.opens =
                self.opens(ToOpen { position: line.position, kind, stream, about }).await?;
        }
        Ok(())
    }

    /// Whether an event opens: all it is about has to be in reach.
    pub(crate) async fn opens(self, event: ToOpen<'_>) -> Result<bool, ReadError> {
        let Some(reach) = self.reach else { return Ok(false) };
        if outside::is_outside(reach) {
            // It gets what it may hear of any event.
            return Ok(true);
        }
        let beside = beside_the_history(event.kind);
        let shows = |kind| match event.about {
            _ if reach.schools_showing(kind).is_none() => true,
            [] => reach.shows_of("", kind),
            about => about.iter().all(|school| reach.shows_of(school, kind)),
        };
        Ok((shows(Shows::HistoryAll) && beside.is_none_or(shows))
            || (shows(Shows::EventsBehindWhatIsShown)
                && self.is_behind_what_is_shown(event).await?))
    }

    /// Whether an event stands behind a released figure, an issued report or a shared decision.
    async fn is_behind_what_is_shown(self, event: ToOpen<'_>) -> Result<bool, ReadError> {
        match BehindShown::of(event.kind) {
            Some(BehindShown::Always) => Ok(true),
            Some(BehindShown::OnceShared) => self.was_shared(event).await,
            None => Ok(false),
        }
    }

    /// Whether a decision was shared before another took its place.
    async fn was_shared(self, event: ToOpen<'_>) -> Result<bool, ReadError> {
        let Some((category, id)) = event.stream.split_once('-') else { return Ok(false) };
        let all = self.log.load(self.trust, &Stream::new(category, id)).await?;
        let later = all.iter().filter(|other| other.position() > event.position);
        let mut until_the_next = later.take_while(|other| other.kind() != DECIDED);
        Ok(until_the_next.any(|other| other.kind() == SHARED))
    }
}

const DECIDED: &str = "plumbline.categories.v1.CategoryDecided";
const SHARED: &str = "plumbline.categories.v1.CategoryShared";

/// When an event stands behind what is shown to all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BehindShown {
    Always,
    /// Once the decision that it is about was shared.
    OnceShared,
}

impl BehindShown {
    /// Nothing where events of a type stand behind nothing that is shown to all.
    fn of(kind: &str) -> Option<Self> {
        match kind {
            "plumbline.surveys.v1.ResultsReleased"
            | "plumbline.reports.v1.ReportIssued"
            | "plumbline.reports.v1.CorrectionIssued"
            // It is shown to all who are shown what is shared.
            | "plumbline.categories.v1.DecisionBroughtIn"
            | SHARED => Some(Self::Always),
            DECIDED | "plumbline.categories.v1.CategoryChanged" => Some(Self::OnceShared),
            _ => None,
        }
    }
}

/// What is particular to the readers of events of a type, in words: whether committees are told of them, and for whom they
/// open. Nothing for most.
pub fn particular_readers(kind: &str) -> Vec<&'static str> {
    let committees = OF_COMMITTEES.contains(&kind).then_some("committees");
    let shown = BehindShown::of(kind).map(|behind| match behind {
        BehindShown::Always => "opens with what is shown",
        BehindShown::OnceShared => "opens once shared",
    });
    let own = beside_the_history(kind).map(|_| "readers of its own");
    [committees, shown, own].into_iter().flatten().collect()
}

/// What a reader has to be shown beside the whole history, for events whose content has readers of its own.
fn beside_the_history(kind: &str) -> Option<Shows> {
    let event = kind.strip_prefix("plumbline.evidence.v1.")?;
    match event {
        // A figure may rest on few pupils.
        "FigureRecorded" | "FiguresImported" => Some(Shows::SmallCohorts),
        // Who reads a note of a visit is agreed with its issue.
        visit if visit.starts_with("Visit") => Some(Shows::VisitNoteWhole),
        // Until it is signed off, a self-evaluation is its headteacher's.
        "SelfEvaluationBegun" | "SelfEvaluationWritten" => Some(Shows::SelfEvaluationWhole),
        _ => None,
    }
}
