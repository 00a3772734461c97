//! A file of key stage 2 in the Department's shape, generated: every column, every subject, ten parts of the pupils.

use std::fmt::Write as _;
use std::ops::Range;

/// Every column of `Key stage 2 institution level - Schools (performance)`.
const HEADING: &str = "time_period,time_identifier,geographic_level,country_code,country_name,version,school_urn,school_laestab,\
    school_name,breakdown_topic,breakdown,subject,expected_standard_pupil_percent,higher_standard_pupil_percent,\
    average_scaled_score,progress_measure_score,progress_measure_lower_conf_interval,\
    progress_measure_upper_conf_interval,absent_or_not_able_to_access_percent,\
    working_towards_expected_standard_pupil_percent,absent_or_disapplied_percent,progress_measure_unadjusted,\
    progress_measure_description\n";
const PARTS: [&str; 10] = [
    "All pupils,Total",
    "Sex,Girls",
    "Sex,Boys",
    "Disadvantaged status,Disadvantaged",
    "Disadvantaged status,Not known to be disadvantaged",
    "First language,English as an additional language",
    "First language,Known or believed to be English",
    "SEN provision,SEN support",
    "SEN provision,No identified SEN",
    "SEN provision,EHC plan",
];
/// Each with whether it has a share at the higher standard, and a scaled score.
const SUBJECTS: [FileSubject; 6] = [
    FileSubject { name: "\"Reading, writing and maths\"", higher: true, score: false },
    FileSubject { name: "Reading", higher: true, score: true },
    FileSubject { name: "Writing", higher: true, score: false },
    FileSubject { name: "Maths", higher: true, score: true },
    FileSubject { name: "\"Grammar, punctuation and spelling\"", higher: true, score: true },
    FileSubject { name: "Science", higher: false, score: false },
];
/// The first URN of the file.
pub const FIRST_URN: usize = 100_000;
/// Lines of one school.
pub const LINES: usize = PARTS.len() * SUBJECTS.len();

struct FileSubject {
    name: &'static str,
    higher: bool,
    score: bool,
}

/// What a file holds.
#[derive(Clone, Debug)]
pub struct KeyStage2File {
    /// Numbers of schools, from the first URN on.
    pub schools: Range<usize>,
    /// Whether it is a later release, in which every tenth school's shares are others.
    pub revised: bool,
}

impl KeyStage2File {
    /// Its bytes.
    pub fn text(&self) -> Vec<u8> {
        let mut text = HEADING.to_owned();
        for school in self.schools.clone() {
            for part in 0..PARTS.len() {
                for subject in 0..SUBJECTS.len() {
                    self.line(&mut text, [school, part, subject]);
                }
            }
        }
        text.into_bytes()
    }

    fn line(&self, text: &mut String, [school, part, subject]: [usize; 3]) {
        let (urn, laestab) = (FIRST_URN + school, 2_013_000 + school);
        let more = usize::from(self.revised && school.is_multiple_of(10));
        let expected = 40 + (school * 7 + part * 3 + subject) % 50 + more;
        let FileSubject { name, higher, score } = SUBJECTS[subject];
        let or_none = |has: bool, number: usize| match has {
            true => number.to_string(),
            false => "z".to_owned(),
        };
        let (higher, score) = (or_none(higher, expected / 3), or_none(score, 95 + expected / 6));
        let part = PARTS[part];
        let line = writeln!(
            text,
            "202425,Academic year,School,E92000001,England,Final,{urn},{laestab},Primary School {school},{part},{name},\
             {expected},{higher},{score},z,z,z,0,z,z,z,z"
        );
        line.expect("a text that grows");
    }
}
