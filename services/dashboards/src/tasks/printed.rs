//! Figures that issued reports print and that are others now. Each waits until a correction names it or a later report of the school
//! prints it. One that says again what was printed waits no more.

use contract::FigureKey;
use contract::dashboards::v1::TaskKind;
use contract::reports::v1::PrintedFigure;
use eventlog::ApplyError;
use uuid::Uuid;

use super::rows::{TaskRows, TaskValue};

/// What is said of figures, and what papers print of them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PrintedStep {
    /// A person recorded a version of a figure.
    Recorded(FigureSaid),
    /// All versions that persons recorded of a figure were withdrawn.
    Withdrawn { figure_id: String },
    /// A file brought versions, each of a part of the pupils.
    Brought { series: BroughtSeries, said: Vec<FigureSaid> },
    /// That was taken back.
    TakenBack(BroughtSeries),
    /// A report was issued.
    Issued(PaperPrinted),
    /// A correction puts right what a report prints of a figure.
    Corrected { report_id: String, figure_id: String },
}

/// What a version of a figure says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FigureSaid {
    /// Id of the figure; of what a file brought, the part of the pupils.
    pub figure: String,
    /// To be compared, not to be read.
    pub says: String,
}

/// What an import brought of a measure and a period of a school.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct BroughtSeries {
    pub import_id: String,
    pub school_id: String,
    pub measure_id: String,
    pub period: String,
}

/// An issued report and the figures that it prints.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PaperPrinted {
    pub report_id: String,
    pub school_id: String,
    pub term: String,
    pub figures: Vec<PrintedFigure>,
}

impl BroughtSeries {
    fn key<'a>(&'a self, breakdown_id: &'a str) -> FigureKey<'a> {
        let Self { school_id, measure_id, period, .. } = self;
        FigureKey { school_id, measure_id, period, breakdown_id }
    }

    fn id(&self, trust: Uuid) -> String {
        self.key("").series_id(trust)
    }
}

const SAID: &str = "insert into figure_version (trust_id, from_position, until_position, series_id, \
    import_id, figure_id, says) select $1, $2, 0, $3, $4, f.figure_id, f.says \
    from unnest($5::text[], $6::text[]) as f(figure_id, says) on conflict do nothing";

const WITHDRAWN: &str = "update figure_version set until_position = $2 where trust_id = $1 \
    and figure_id = $3 and import_id = '' and until_position = 0";
const TAKEN_BACK: &str = "update figure_version set until_position = $2 where trust_id = $1 \
    and series_id = $3 and import_id = $4 and until_position = 0 returning figure_id";

// The newest report that prints a figure is the one to be corrected.
const PRINTED_BEFORE: &str = "delete from printed_figure where trust_id = $1 and school_id = $2 \
    and figure_id = any ($3) and report_id <> $4";
const WAITS_BEFORE: &str = "update task set until_position = $2 where trust_id = $1 and until_position = 0 \
    and kind = $3 and school_id = $4 and part = any ($5) and thing_id <> $6";

/// What stood at the position that the report names.
const PRINTED: &str = "insert into printed_figure (trust_id, report_id, school_id, term, figure_id, says) \
    select $1, $2, $3, $4, p.figure_id, v.says \
    from unnest($5::text[], $6::bigint[]) as p(figure_id, at_position), \
    lateral (select f.says from figure_version f where f.trust_id = $1 and f.figure_id = p.figure_id \
        and f.from_position <= p.at_position \
        and (f.until_position = 0 or f.until_position > p.at_position) \
        order by f.from_position desc limit 1) v on conflict do nothing";

/// The correction says what stands now.
const CORRECTED: &str = "update printed_figure p set says = (select f.says from figure_version f \
        where f.trust_id = $1 and f.figure_id = p.figure_id and f.until_position = 0 \
        order by f.from_position desc limit 1) \
    where p.trust_id = $1 and p.report_id = $2 and p.figure_id = $3";

/// A figure says again what was printed or corrected.
const ALIKE: &str = "with stands as (select distinct on (figure_id) figure_id, says from figure_version \
        where trust_id = $1 and figure_id = any ($4) and until_position = 0 \
        order by figure_id, from_position desc) \
    update task t set until_position = $2 \
    from printed_figure p left join stands s on s.figure_id = p.figure_id \
    where t.trust_id = $1 and t.until_position = 0 and t.kind = $3 \
    and t.thing_id = p.report_id and t.part = p.figure_id \
    and p.trust_id = $1 and p.figure_id = any ($4) and p.says is not distinct from s.says";

/// A figure says another thing than was printed or corrected. One that waits already goes on waiting.
const OTHER: &str = "with stands as (select distinct on (figure_id) figure_id, says from figure_version \
        where trust_id = $1 and figure_id = any ($5) and until_position = 0 \
        order by figure_id, from_position desc) \
    insert into task (trust_id, from_position, since, kind, school_id, thing_id, part, \
        term, title, due_on, happens_on, other_school_id, parts, until_position) \
    select $1, $2, $3, $4, p.school_id, p.report_id, p.figure_id, p.term, '', '', '', '', 1, 0 \
    from printed_figure p left join stands s on s.figure_id = p.figure_id \
    where p.trust_id = $1 and p.figure_id = any ($5) and p.says is distinct from s.says \
    on conflict do nothing";

impl TaskRows<'_> {
    /// Writes what is said or printed of figures, and which of them are others now than was printed.
    pub(super) async fn printed(&self, step: &PrintedStep) -> Result<(), ApplyError> {
        let at = self.position.cast_signed();
        let figures = match step {
            PrintedStep::Recorded(FigureSaid { figure, says }) => {
                let (figures, says) = (vec![figure.clone()], vec![says.as_str()]);
                self.run(SAID, &[&at, &"", &"", &figures, &says]).await?;
                figures
            }
            PrintedStep::Withdrawn { figure_id } => {
                self.run(WITHDRAWN, &[&at, figure_id]).await?;
                vec![figure_id.clone()]
            }
            PrintedStep::Brought { series, said } => {
                let id = |one: &FigureSaid| series.key(&one.figure).id(self.trust);
                let figures: Vec<String> = said.iter().map(id).collect();
                let says: Vec<&str> = said.iter().map(|one| one.says.as_str()).collect();
                let of = series.id(self.trust);
                self.run(SAID, &[&at, &of, &series.import_id, &figures, &says]).await?;
                figures
            }
            PrintedStep::TakenBack(series) => {
                let of = series.id(self.trust);
                let values: [TaskValue<'_>; 4] = [&self.trust, &at, &of, &series.import_id];
                let rows = self.tx.query(TAKEN_BACK, &values).await?;
                rows.iter().map(|row| row.get("figure_id")).collect()
            }
            PrintedStep::Issued(paper) => self.issued(paper).await?,
            PrintedStep::Corrected { report_id, figure_id } => {
                self.run(CORRECTED, &[report_id, figure_id]).await?;
                vec![figure_id.clone()]
            }
        };
        self.compare(&figures).await
    }

    /// The figures that the report prints, which no earlier report of the school is asked about any more.
    async fn issued(&self, paper: &PaperPrinted) -> Result<Vec<String>, ApplyError> {
        let (at, kind) = (self.position.cast_signed(), i32::from(TaskKind::CorrectFigure));
        let PaperPrinted { report_id, school_id, term, figures } = paper;
        let ids: Vec<String> = figures.iter().map(|figure| figure.figure_id.clone()).collect();
        let positions: Vec<i64> =
            figures.iter().map(|figure| figure.position.cast_signed()).collect();
        self.run(PRINTED_BEFORE, &[school_id, &ids, report_id]).await?;
        self.run(WAITS_BEFORE, &[&at, &kind, school_id, &ids, report_id]).await?;
        self.run(PRINTED, &[report_id, school_id, term, &ids, &positions]).await?;
        Ok(ids)
    }

    /// Ends and begins tasks by what these figures say now.
    async fn compare(&self, figures: &[String]) -> Result<(), ApplyError> {
        let (at, since) = (self.position.cast_signed(), self.since.to_string());
        let kind = i32::from(TaskKind::CorrectFigure);
        self.run(ALIKE, &[&at, &kind, &figures]).await?;
        self.run(OTHER, &[&at, &since, &kind, &figures]).await
    }
}
