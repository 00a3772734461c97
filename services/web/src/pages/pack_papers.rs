//! Which papers go to a meeting, or to the board for a term: the reports that were issued, and their corrections.

use contract::reports::v1::{Correction, Report, ReportState};
use contract::schools::v1::PlannedMeeting;

use super::counted;
use super::report::meets_on;
use crate::dates;
use crate::ground::Ground;
use crate::visitor::Visitor;

/// A paper that was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PackPaper {
    pub report_id: String,
    /// Empty for the report itself.
    pub correction_id: String,
    /// For example `Report on Oakfield, Autumn 2025-26`.
    pub title: String,
    /// The day of its issue, in words.
    pub issued: String,
    /// Of the PDF as it was issued.
    pub sha256: String,
}

impl PackPaper {
    /// Where it is opened singly.
    pub(crate) fn address(&self) -> String {
        let report = format!("/reports/{}", self.report_id);
        match self.correction_id.as_str() {
            "" => format!("{report}/report.pdf"),
            correction => format!("{report}/corrections/{correction}/correction.pdf"),
        }
    }
}

/// What a reader could look for in a pack, and why it is not in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PaperLeftOut {
    pub what: String,
    pub why: String,
}

impl PaperLeftOut {
    pub(crate) fn new(what: impl Into<String>, why: impl Into<String>) -> Self {
        Self { what: what.into(), why: why.into() }
    }
}

/// The papers of a meeting or a term for one reader.
#[derive(Clone, Debug, Default)]
pub(crate) struct PackPapers {
    pub papers: Vec<PackPaper>,
    pub left_out: Vec<PaperLeftOut>,
}

const NOT_ISSUED: &str = "It has not been issued yet.";

impl PackPapers {
    /// The papers of one meeting among the reports of its school. A report goes to one meeting of its term.
    pub(crate) fn of_meeting(
        ground: &Ground,
        school: &str,
        meeting: &PlannedMeeting,
        reports: &[Report],
    ) -> Self {
        let mut pack = Self::default();
        let of_term = |one: &&Report| one.school_id == school && one.term == meeting.term;
        let expected = Report {
            school_id: school.to_owned(),
            term: meeting.term.clone(),
            ..Report::default()
        };
        let report = reports.iter().find(of_term).unwrap_or(&expected);
        let (meets, issued) = (meets_on(ground, report), report.state() == ReportState::Issued);
        let goes_here = meets == meeting.on || (issued && report.meeting_on == meeting.on);
        match (goes_here, issued) {
            (true, true) => pack.add(ground, report),
            (true, false) => pack.leave_out(ground, report, NOT_ISSUED),
            (false, _) if meets.is_empty() => {
                pack.leave_out(ground, report, "It waits for a meeting of the term to be fixed.");
            }
            (false, _) => {
                let other = format!("It goes to the meeting on {}.", dates::weekday(&meets));
                pack.leave_out(ground, report, &other);
            }
        }
        pack
    }

    /// The papers of a term that this person reads, by the names of the schools.
    pub(crate) fn of_term(
        visitor: &Visitor,
        ground: &Ground,
        term: &str,
        reports: &[Report],
    ) -> Self {
        let mut pack = Self::default();
        let issued = reports.iter().filter(|one| {
            let reads = visitor.reads_reports_of(&one.school_id);
            one.term == term && one.state() == ReportState::Issued && reads
        });
        let mut issued: Vec<&Report> = issued.collect();
        issued.sort_by_key(|one| (ground.names.school(&one.school_id), one.report_id.clone()));
        for report in &issued {
            pack.add(ground, report);
        }
        let without = |school: &str| !issued.iter().any(|one| one.school_id == school);
        let mut others = 0;
        for school in &ground.trust.schools {
            if !visitor.reads_reports_of(&school.school_id) {
                others += 1;
            } else if without(&school.school_id) {
                let expected = Report {
                    school_id: school.school_id.clone(),
                    term: term.to_owned(),
                    ..Report::default()
                };
                pack.leave_out(ground, &expected, NOT_ISSUED);
            }
        }
        if others > 0 {
            let what = format!("Reports on {}", counted(others, "other school", "other schools"));
            let why = "They go to the committees of those schools and are not shown to you.";
            pack.left_out.push(PaperLeftOut::new(what, why));
        }
        pack
    }

    fn add(&mut self, ground: &Ground, report: &Report) {
        self.papers.push(PackPaper {
            report_id: report.report_id.clone(),
            correction_id: String::new(),
            title: titled(ground, report),
            issued: dates::day(&report.issued_on),
            sha256: report.pdf_sha256.clone(),
        });
        for correction in &report.corrections {
            self.add_correction(ground, report, correction);
        }
    }

    fn add_correction(&mut self, ground: &Ground, report: &Report, correction: &Correction) {
        let title = format!("Correction {}: {}", correction.number, titled(ground, report));
        if correction.pdf_sha256.is_empty() {
            let why = "It is no paper of its own. It stands on the page of its report.";
            self.left_out.push(PaperLeftOut::new(title, why));
            return;
        }
        self.papers.push(PackPaper {
            report_id: report.report_id.clone(),
            correction_id: correction.correction_id.clone(),
            title,
            issued: dates::day_of(&correction.at),
            sha256: correction.pdf_sha256.clone(),
        });
    }

    fn leave_out(&mut self, ground: &Ground, report: &Report, why: &str) {
        self.left_out.push(PaperLeftOut::new(titled(ground, report), why));
    }
}

fn titled(ground: &Ground, report: &Report) -> String {
    format!("Report on {}, {}", ground.names.school(&report.school_id), dates::term(&report.term))
}

#[cfg(test)]
mod tests;
