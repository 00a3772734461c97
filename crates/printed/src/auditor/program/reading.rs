//! What each printed row says, as constraints of the program.

use contract::surveys::v1::{Counting, Figure, HubResults, Question};
use microlp::ComparisonOp;

use super::{Audited, Constraint, Program, Roll, Sum, in_base};

impl Program<'_> {
    pub(super) fn read(&mut self, survey: &Audited<'_>, told: bool) {
        let places: Vec<usize> = survey
            .asked
            .iter()
            .map(|(id, _)| self.schools.iter().position(|school| school == id).unwrap())
            .collect();
        for (at, place) in places.iter().enumerate() {
            for (number, question) in self.questions.iter().enumerate() {
                let figure = survey.figure(&self.schools[*place], question);
                if let Some(figure) = figure {
                    self.read_figure(figure, question, &[*place]);
                }
                let base = self.sum(self.cell(*place, question), in_base, 1.0);
                if told && figure.is_some_and(|figure| figure.base.is_none()) {
                    let floor = survey.floor_of(question);
                    let under = survey.bases[at][number] < floor;
                    let (comparison, than) = if under {
                        (ComparisonOp::Le, floor - 1)
                    } else {
                        (ComparisonOp::Ge, floor)
                    };
                    self.constraints.push(Constraint {
                        sum: base,
                        comparison,
                        than: f64::from(than),
                        school: Some(*place),
                        by_rate: false,
                    });
                }
            }
            let asked = survey.asked[at].1;
            let id = self.schools[*place].clone();
            self.read_rate(survey, &Roll { id: &id, asked }, &[*place]);
        }
        for question in self.questions {
            if let Some(figure) = survey.figure("", question) {
                self.read_figure(figure, question, &places);
            }
        }
        let asked = survey.asked.iter().map(|(_, asked)| asked).sum();
        self.read_rate(survey, &Roll { id: "", asked }, &places);
        for hub in &survey.printed.hubs {
            self.read_hub(survey, hub);
        }
    }

    /// One more row over several schools.
    fn read_hub(&mut self, survey: &Audited<'_>, hub: &HubResults) {
        let lies_in = |(id, _): &&(String, u32)| hub.school_ids.contains(id);
        let members: Vec<&(String, u32)> = survey.asked.iter().filter(lies_in).collect();
        let place = |id: &String| self.schools.iter().position(|school| school == id).unwrap();
        let places: Vec<usize> = members.iter().map(|(id, _)| place(id)).collect();
        for figure in &hub.figures {
            let mut questions = self.questions.iter();
            let question = questions.find(|one| one.question_id == figure.question_id).unwrap();
            self.read_figure(figure, question, &places);
        }
        let asked: u32 = members.iter().map(|(_, asked)| asked).sum();
        let words = &hub.response_rate.as_ref().unwrap().words;
        self.read_said(words, asked, &places);
    }

    /// A figure of a school, or of several together.
    fn read_figure(&mut self, figure: &Figure, question: &Question, schools: &[usize]) {
        let Some(base) = figure.base else { return };
        let own = if let [school] = schools { Some(*school) } else { None };
        let total = |program: &Self, counts: fn(Counting) -> bool| {
            let mut sum = Sum::new();
            for school in schools {
                sum.extend(program.sum(program.cell(*school, question), counts, 1.0));
            }
            sum
        };
        let base = f64::from(base);
        let bases = total(self, in_base);
        self.constraints.push(Constraint {
            sum: bases,
            comparison: ComparisonOp::Eq,
            than: base,
            school: own,
            by_rate: false,
        });
        let positive = total(self, |counting| counting == Counting::Positive);
        let (least, most) = match figure.positive_percent {
            Some(share) => (
                ((share - 0.0501) * base / 100.0).ceil(),
                ((share + 0.0501) * base / 100.0).floor(),
            ),
            None if figure.words.starts_with("90%") => ((base * 0.9 - 1e-9).ceil(), base),
            None => (0.0, (base * 0.1 + 1e-9).floor()),
        };
        self.constraints.push(Constraint {
            sum: positive.clone(),
            comparison: ComparisonOp::Ge,
            than: least,
            school: own,
            by_rate: false,
        });
        self.constraints.push(Constraint {
            sum: positive,
            comparison: ComparisonOp::Le,
            than: most,
            school: own,
            by_rate: false,
        });
        for count in &figure.counts {
            let option = question
                .options
                .iter()
                .position(|option| option.option_id == count.option_id)
                .unwrap();
            let sum =
                schools.iter().map(|school| (self.cell(*school, question).from + option, 1.0));
            let sum = sum.collect();
            self.constraints.push(Constraint {
                sum,
                comparison: ComparisonOp::Eq,
                than: f64::from(count.count),
                school: own,
                by_rate: false,
            });
        }
    }

    fn read_rate(&mut self, survey: &Audited<'_>, roll: &Roll<'_>, schools: &[usize]) {
        let Roll { id, asked } = *roll;
        let rate = survey.printed.response_rates.iter().find(|rate| rate.school_id == id).unwrap();
        self.read_said(&rate.words, asked, schools);
    }

    fn read_said(&mut self, words: &str, asked: u32, schools: &[usize]) {
        let Some((least, most)) = said(words, f64::from(asked)) else { return };
        let own = if let [school] = schools { Some(*school) } else { None };
        let sum: Sum = schools.iter().map(|school| (self.answered[*school].0, 1.0)).collect();
        self.constraints.push(Constraint {
            sum: sum.clone(),
            comparison: ComparisonOp::Ge,
            than: least,
            school: own,
            by_rate: true,
        });
        self.constraints.push(Constraint {
            sum,
            comparison: ComparisonOp::Le,
            than: most,
            school: own,
            by_rate: true,
        });
    }
}

/// Least and most people who answered, by the words of a rate.
fn said(words: &str, asked: f64) -> Option<(f64, f64)> {
    let share = |least: f64, most: f64| {
        Some(((least * asked / 100.0 - 1e-9).ceil(), (most * asked / 100.0 + 1e-9).floor()))
    };
    match words {
        "not shown" => None,
        "under a third" => Some((0.0, (asked / 3.0).ceil() - 1.0)),
        "about half" => Some(((asked / 3.0 - 1e-9).ceil(), (asked * 2.0 / 3.0 + 1e-9).floor())),
        "most" => Some(((asked * 2.0 / 3.0).floor() + 1.0, asked)),
        "under 10%" => share(0.0, 7.5),
        "over 90%" => share(92.5, 100.0),
        "under 20%" => share(0.0, 15.0),
        "over 80%" => share(85.0, 100.0),
        about => {
            let percent: f64 =
                about.trim_start_matches("about ").trim_end_matches('%').parse().unwrap();
            let half =
                if (50.0..100.0).contains(&asked) && percent % 10.0 == 0.0 { 5.0 } else { 2.5 };
            share(percent - half, percent + half)
        }
    }
}
