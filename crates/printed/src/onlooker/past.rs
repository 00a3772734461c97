//! What earlier releases of the same people tell.

use contract::surveys::v1::Question;

use super::{Onlooker, PEOPLE, PrintedSum, hidden};
use crate::earlier::{EarlierRelease, EarlierRow};

impl Onlooker {
    /// Schools that only an earlier release has.
    pub(super) fn read_earlier_schools(
        &mut self,
        questions: &[Question],
        release: &EarlierRelease,
    ) {
        for school in release.schools() {
            let answered = release.answered(school);
            let answered = match self.answered.get(school) {
                Some(known) => *known,
                None => self.deduction.number(answered),
            };
            self.answered.insert(school.clone(), answered);
            for (place, question) in questions.iter().enumerate() {
                let about = (school.clone(), place);
                let Some(figure) = release.figure(school, &question.question_id) else { continue };
                if self.cells.contains_key(&about) {
                    continue;
                }
                let mut known = hidden(question, i64::from(release.asked(school)));
                for (known, printed) in
                    known.iter_mut().zip(EarlierRelease::numbers(figure, question))
                {
                    *known = printed;
                }
                let cell = self.cell(question, &known);
                self.fits_into(answered, &cell, question);
                self.cells.insert(about, cell);
            }
        }
    }

    /// The rows of trust and hubs of an earlier release, less what it printed of schools. One that fits no more is left out: people
    /// did not answer alike.
    pub(super) fn read_earlier(&mut self, questions: &[Question], release: &EarlierRelease) {
        let before = self.clone();
        for row in release.rows() {
            let people = row.schools.iter().filter_map(|school| self.answered.get(school));
            let terms = people.map(|number| (*number, 1)).collect();
            self.learn_sum(PrintedSum { about: PEOPLE, terms, known: row.answered });
            for place in 0..questions.len() {
                self.read_earlier_figure(place, release, row);
            }
        }
        if self.deduction.narrowed().is_none() {
            *self = before;
            return;
        }
        let mut others = release.schools().filter(|school| !self.schools.contains(school));
        let hides =
            |school: &String| questions.iter().any(|one| release.covers(school, &one.question_id));
        self.hides_another |= others.any(hides);
    }

    fn read_earlier_figure(&mut self, place: usize, release: &EarlierRelease, row: &EarlierRow) {
        let question = &self.questions[place].clone();
        let Some(whole) = row.figure(&question.question_id) else { return };
        for (kind, known) in EarlierRelease::numbers(whole, question).into_iter().enumerate() {
            let (mut known, mut terms) = (known, Vec::new());
            for school in &row.schools {
                let Some(figure) = release.figure(school, &question.question_id) else { continue };
                let printed = EarlierRelease::numbers(figure, question);
                match printed.get(kind).filter(|printed| printed.leaves() == 1) {
                    Some(printed) => known = known.less(*printed),
                    None => terms.extend(
                        self.cells.get(&(school.clone(), place)).map(|cell| (cell[kind], 1)),
                    ),
                }
            }
            self.learn_sum(PrintedSum { about: (place, kind), terms, known });
        }
    }
}
