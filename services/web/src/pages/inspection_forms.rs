//! Recording an inspection: a form for each framework, with the areas it grades.

use contract::evidence::v1::{
    CategoryOfConcern, GradedInspection, GradedJudgement, Inspection, InspectionOutcome,
    KeyJudgement, OfstedGrade, RecordInspectionRequest, ReportCard, ReportCardArea,
    ReportCardGrade, ReportCardJudgement, SafeguardingStandards, SiamsInspection, SiamsOutcome,
    WithdrawInspectionRequest,
};
use contract::schools::v1::School;
use maud::{Markup, html};
use serde::Deserialize;

use super::choices::or;
use crate::dates;
use crate::form::{Act, Choice, Entered, Entry, Form, Told, placed, sends};
use crate::routes::Routes;
use crate::visitor::Visitor;

/// What its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .form::<RecordReportCard>()
        .form::<RecordGrades>()
        .form::<RecordSiams>()
        .form::<WithdrawInspection>()
}

const ON: Entry =
    Entry::day("on", "First day of the inspection").wanted("Enter the first day of the inspection");
const PUBLISHED: Entry =
    Entry::day("published", "Day it was published").hint("Leave it empty where it is not known");
const SAFEGUARDING: Entry = Entry::radios("safeguarding", "Safeguarding standards")
    .wanted("Say whether safeguarding standards are met");
const CONCERN: Entry = Entry::choice("concern", "Category of concern");

/// The name of a report card's area in the form, and its question.
const AREAS: [(ReportCardArea, Entry); 8] = [
    (ReportCardArea::Inclusion, graded("inclusion", "Inclusion")),
    (ReportCardArea::CurriculumAndTeaching, graded("curriculum", "Curriculum and teaching")),
    (ReportCardArea::Achievement, graded("achievement", "Achievement")),
    (ReportCardArea::AttendanceAndBehaviour, graded("attendance", "Attendance and behaviour")),
    (
        ReportCardArea::PersonalDevelopmentAndWellbeing,
        graded("development", "Personal development and wellbeing"),
    ),
    (ReportCardArea::EarlyYears, Entry::choice("early-years", "Early years")),
    (ReportCardArea::Post16Provision, Entry::choice("post-16", "Post-16 provision")),
    (ReportCardArea::LeadershipAndGovernance, graded("leadership", "Leadership and governance")),
];

/// The same of the framework of 2019.
const JUDGEMENTS: [(KeyJudgement, Entry); 6] = [
    (KeyJudgement::QualityOfEducation, graded("quality", "Quality of education")),
    (KeyJudgement::BehaviourAndAttitudes, graded("behaviour", "Behaviour and attitudes")),
    (KeyJudgement::PersonalDevelopment, graded("development", "Personal development")),
    (KeyJudgement::LeadershipAndManagement, graded("leadership", "Leadership and management")),
    (KeyJudgement::EarlyYearsProvision, Entry::choice("early-years", "Early years provision")),
    (KeyJudgement::SixthFormProvision, Entry::choice("sixth-form", "Sixth-form provision")),
];

const fn graded(name: &'static str, label: &'static str) -> Entry {
    Entry::choice(name, label).wanted("Choose the grade that was published")
}

/// Records an Ofsted report card.
#[derive(Debug, Deserialize)]
pub(crate) struct RecordReportCard {
    pub school: String,
}

impl Act for RecordReportCard {
    type Command = RecordInspectionRequest;
    const ENTRIES: &'static [Entry] = &[
        ON,
        PUBLISHED,
        AREAS[0].1,
        AREAS[1].1,
        AREAS[2].1,
        AREAS[3].1,
        AREAS[4].1,
        AREAS[5].1,
        AREAS[6].1,
        AREAS[7].1,
        SAFEGUARDING,
        CONCERN,
    ];
    const BUTTON: &'static str = "Record the report card";
    const DONE: &'static str = "The report card is recorded";
    placed!(
        "/schools/{school}/inspections/report-card"(school),
        "/schools/{school}/inspections"(school)
    );
    sends!(evidence, record_inspection);

    fn command(&self, entered: &Entered) -> RecordInspectionRequest {
        let judgements = AREAS.iter().filter_map(|(area, entry)| {
            let grade = chosen(entered, entry.name)?;
            Some(ReportCardJudgement { area: (*area).into(), grade })
        });
        let card = ReportCard {
            judgements: judgements.collect(),
            safeguarding: chosen(entered, SAFEGUARDING.name).unwrap_or_default(),
            concern: chosen(entered, CONCERN.name).unwrap_or_default(),
        };
        let outcome = InspectionOutcome { report_card: Some(card), ..InspectionOutcome::default() };
        request(&self.school, entered, outcome)
    }
}

/// Records an inspection under Ofsted's framework of 2019.
#[derive(Debug, Deserialize)]
pub(crate) struct RecordGrades {
    pub school: String,
}

impl Act for RecordGrades {
    type Command = RecordInspectionRequest;
    const ENTRIES: &'static [Entry] = &[
        ON,
        PUBLISHED,
        Entry::choice("overall", "Overall effectiveness")
            .hint("State schools inspected since September 2024 got no overall grade"),
        JUDGEMENTS[0].1,
        JUDGEMENTS[1].1,
        JUDGEMENTS[2].1,
        JUDGEMENTS[3].1,
        JUDGEMENTS[4].1,
        JUDGEMENTS[5].1,
        SAFEGUARDING,
        CONCERN,
    ];
    const BUTTON: &'static str = "Record the inspection";
    const DONE: &'static str = "The inspection is recorded";
    placed!(
        "/schools/{school}/inspections/grades"(school),
        "/schools/{school}/inspections"(school)
    );
    sends!(evidence, record_inspection);

    fn command(&self, entered: &Entered) -> RecordInspectionRequest {
        let judgements = JUDGEMENTS.iter().filter_map(|(judgement, entry)| {
            let grade = chosen(entered, entry.name)?;
            Some(GradedJudgement { judgement: (*judgement).into(), grade })
        });
        let graded = GradedInspection {
            overall: chosen(entered, "overall").unwrap_or_default(),
            judgements: judgements.collect(),
            safeguarding: chosen(entered, SAFEGUARDING.name).unwrap_or_default(),
            concern: chosen(entered, CONCERN.name).unwrap_or_default(),
        };
        let outcome = InspectionOutcome { graded: Some(graded), ..InspectionOutcome::default() };
        request(&self.school, entered, outcome)
    }
}

/// Records an inspection of a church school.
#[derive(Debug, Deserialize)]
pub(crate) struct RecordSiams {
    pub school: String,
}

impl Act for RecordSiams {
    type Command = RecordInspectionRequest;
    const ENTRIES: &'static [Entry] = &[
        ON,
        PUBLISHED,
        Entry::choice("outcome", "Outcome")
            .hint("J1 or J2 since September 2023, a grade before")
            .wanted("Choose the outcome that was published"),
    ];
    const BUTTON: &'static str = "Record the SIAMS inspection";
    const DONE: &'static str = "The SIAMS inspection is recorded";
    placed!("/schools/{school}/inspections/siams"(school), "/schools/{school}/inspections"(school));
    sends!(evidence, record_inspection);

    fn command(&self, entered: &Entered) -> RecordInspectionRequest {
        let siams = SiamsInspection { outcome: chosen(entered, "outcome").unwrap_or_default() };
        let outcome = InspectionOutcome { siams: Some(siams), ..InspectionOutcome::default() };
        request(&self.school, entered, outcome)
    }
}

/// Withdraws a record that was made by mistake.
#[derive(Debug, Deserialize)]
pub(crate) struct WithdrawInspection {
    pub school: String,
    pub inspection: String,
}

impl Act for WithdrawInspection {
    type Command = WithdrawInspectionRequest;
    const ENTRIES: &'static [Entry] = &[Entry::words_of::<Self::Command>(
        "reason",
        "What was wrong with the record?",
    )
    .hint("The improvement lead, the chief executive and the school’s head read it. Name no person")
    .wanted("Say what was wrong with the record")];
    const BUTTON: &'static str = "Withdraw the record";
    const DONE: &'static str = "The record is withdrawn. You can record the inspection again";
    placed!(
        "/schools/{school}/inspections/{inspection}/withdrawal"(school, inspection),
        "/schools/{school}/inspections"(school)
    );
    sends!(evidence, withdraw_inspection);

    fn command(&self, entered: &Entered) -> WithdrawInspectionRequest {
        WithdrawInspectionRequest {
            command_id: entered.command(),
            inspection_id: self.inspection.clone(),
            school_id: self.school.clone(),
            reason: entered.get("reason"),
        }
    }
}

/// The form that withdraws a record, where this person may.
pub(crate) fn withdrawal(visitor: &Visitor, inspection: &Inspection, told: &Told) -> Markup {
    let may = visitor.may.of::<WithdrawInspectionRequest>(&inspection.school_id);
    let (school, id) = (inspection.school_id.clone(), inspection.inspection_id.clone());
    let act = WithdrawInspection { school, inspection: id };
    let about = format!("of {}", dates::day(&inspection.on));
    html! {
        @if may { (Form::new(&act, visitor, told).about(&about).folded("This record is wrong")) }
    }
}

fn request(school: &str, entered: &Entered, outcome: InspectionOutcome) -> RecordInspectionRequest {
    RecordInspectionRequest {
        command_id: entered.command(),
        school_id: school.to_owned(),
        on: entered.get(ON.name),
        outcome: Some(InspectionOutcome { published_on: entered.get(PUBLISHED.name), ..outcome }),
    }
}

/// The number of the chosen value in the contract; `None` where none was chosen.
fn chosen(entered: &Entered, name: &str) -> Option<i32> {
    entered.get(name).parse().ok().filter(|number| *number != 0)
}

/// The forms to record an inspection, where this person may.
pub(crate) fn forms(visitor: &Visitor, school: &School, told: &Told) -> Markup {
    let may = visitor.may.of::<RecordInspectionRequest>(&school.school_id);
    let of = school.school_id.clone();
    html! {
        @if may {
            h2.govuk-heading-m { "Record an inspection" }
            p.govuk-body { "Enter what was published, in the words of the report." }
            (card(&RecordReportCard { school: of.clone() }, visitor, told))
            (grades(&RecordGrades { school: of.clone() }, visitor, told))
            @if !school.religious_character.is_empty() || told.of(&RecordSiams { school: of.clone() }.address()).is_some() {
                (siams(&RecordSiams { school: of }, visitor, told))
            }
        }
    }
}

fn card(act: &RecordReportCard, visitor: &Visitor, told: &Told) -> Markup {
    let grades = of(ReportCardGrade::PUBLISHED, ReportCardGrade::words);
    let concerns =
        [CategoryOfConcern::SpecialMeasures, CategoryOfConcern::RequiresSignificantImprovement];
    let form = Form::new(act, visitor, told).choices(SAFEGUARDING.name, safeguarding());
    let form = form.choices(CONCERN.name, concern(&concerns));
    let form = AREAS
        .iter()
        .fold(form, |form, (_, entry)| form.choices(entry.name, or_none(entry, &grades)));
    form.folded("An Ofsted report card (since November 2025)")
}

fn grades(act: &RecordGrades, visitor: &Visitor, told: &Told) -> Markup {
    let grades = of(OfstedGrade::PUBLISHED, OfstedGrade::words);
    let concerns = [CategoryOfConcern::SpecialMeasures, CategoryOfConcern::SeriousWeaknesses];
    let form = Form::new(act, visitor, told).choices(SAFEGUARDING.name, safeguarding());
    let form = form.choices(CONCERN.name, concern(&concerns));
    let form = form.choices("overall", or("Not given", grades.clone()));
    let form = JUDGEMENTS
        .iter()
        .fold(form, |form, (_, entry)| form.choices(entry.name, or_none(entry, &grades)));
    form.folded("An Ofsted inspection with grades (September 2019 to November 2025)")
}

fn siams(act: &RecordSiams, visitor: &Visitor, told: &Told) -> Markup {
    let outcomes = of(SiamsOutcome::PUBLISHED, SiamsOutcome::words);
    let form = Form::new(act, visitor, told);
    form.choices("outcome", or("Choose the outcome", outcomes)).folded("A SIAMS inspection")
}

/// The grades of an area. What a school need not have may be left ungraded.
fn or_none(area: &Entry, grades: &[Choice]) -> Vec<Choice> {
    or(if area.is_wanted() { "Choose a grade" } else { "Not graded" }, grades.to_vec())
}

fn safeguarding() -> Vec<Choice> {
    of(SafeguardingStandards::PUBLISHED, SafeguardingStandards::words)
}

fn concern(of_framework: &[CategoryOfConcern]) -> Vec<Choice> {
    or("None", of(of_framework, CategoryOfConcern::words))
}

/// Values of the contract as choices, by their numbers.
fn of<V: Copy + Into<i32>>(values: &[V], words: fn(V) -> &'static str) -> Vec<Choice> {
    values.iter().map(|value| Choice::new((*value).into().to_string(), words(*value))).collect()
}

#[cfg(test)]
mod tests;
