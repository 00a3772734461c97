//! The rules on what may be printed, one by one and over random surveys.

use contract::surveys::v1::Condition;
use proptest::prelude::*;

use super::*;
use crate::samples::{questions, response, school};

const FLOOR: u32 = 10;

#[derive(Debug)]
struct Survey {
    questions: Vec<Question>,
    schools: Vec<String>,
    asked: BTreeMap<String, u32>,
    responses: Vec<Response>,
    hubs: Vec<HubOfWave>,
    earlier: Vec<EarlierRelease>,
}

impl Survey {
    /// `q1` answered by so many people of each school: yes, no, don't know.
    fn of_q1(counts: &[(usize, usize, usize)]) -> Self {
        let mut responses = Vec::new();
        for (number, (yes, no, unsure)) in (1..).zip(counts) {
            for (option, times) in [("yes", yes), ("no", no), ("dont-know", unsure)] {
                responses.extend(std::iter::repeat_n(response(number, &[("q1", option)]), *times));
            }
        }
        Self::new(counts.len(), responses)
    }

    fn new(schools: usize, responses: Vec<Response>) -> Self {
        let schools: Vec<String> =
            (1..=schools as u128).map(|number| school(number).to_string()).collect();
        let asked = schools.iter().map(|school| (school.clone(), 60)).collect();
        Self {
            questions: questions(),
            schools,
            asked,
            responses,
            hubs: Vec::new(),
            earlier: Vec::new(),
        }
    }

    fn asking(mut self, counts: &[u32]) -> Self {
        self.asked = self.schools.iter().cloned().zip(counts.iter().copied()).collect();
        self
    }

    fn after(mut self, earlier: &Self) -> Self {
        let released = earlier.printed().released(String::new());
        self.earlier.push(EarlierRelease::of(earlier.asked.clone(), released));
        self
    }

    /// With hubs of the schools with these numbers.
    fn in_hubs(mut self, hubs: &[&[u128]]) -> Self {
        let hub = |(number, schools): (usize, &&[u128])| HubOfWave {
            hub_id: format!("hub {number}"),
            schools: schools.iter().map(|number| school(*number).to_string()).collect(),
        };
        self.hubs = hubs.iter().enumerate().map(hub).collect();
        self
    }

    /// The words of a question in the rows of the hubs.
    fn words_of_hubs(&self, question: &str) -> Vec<String> {
        let of = |hub: &HubResults| {
            let figure = hub.figures.iter().find(|figure| figure.question_id == question);
            figure.unwrap().words.clone()
        };
        self.printed().hubs.iter().map(of).collect()
    }

    fn printed(&self) -> Printed {
        let Self { questions, schools, asked, responses, hubs, earlier } = self;
        let (floor, rules) = (FLOOR, PrintRules::default());
        Printed::of(&Answered { questions, schools, asked, floor, responses, hubs, earlier, rules })
    }

    fn figures(&self) -> Vec<Figure> {
        self.printed().figures
    }

    fn rates(&self) -> Vec<String> {
        self.printed().rates.into_iter().map(|rate| rate.words).collect()
    }

    /// The figure of a question; school 0 is the trust.
    fn figure(&self, number: usize, question: &str) -> Figure {
        let school = number.checked_sub(1).map_or("", |place| self.schools[place].as_str());
        let mut figures = self.figures().into_iter();
        figures.find(|figure| figure.school_id == school && figure.question_id == question).unwrap()
    }

    fn words(&self, number: usize, question: &str) -> String {
        self.figure(number, question).words
    }
}

/// So many of those who said yes in each school go on to answer `q3`, half of them with "agree".
fn with_q3(mut survey: Survey, each: usize) -> Survey {
    let again =
        survey.responses.iter_mut().filter(|response| response.answers[0].option_id == "yes");
    let mut taken = BTreeMap::new();
    for response in again {
        let taken: &mut usize = taken.entry(response.school_id.clone()).or_default();
        if *taken < each {
            response.answers.push(crate::samples::answer(
                "q3",
                if taken.is_multiple_of(2) { "agree" } else { "disagree" },
            ));
            *taken += 1;
        }
    }
    survey
}

fn q1_only(counts: &[(usize, usize, usize)]) -> Survey {
    let mut survey = Survey::of_q1(counts);
    survey.questions.truncate(1);
    survey
}

#[test]
fn a_share_is_said_with_its_base() {
    let survey = q1_only(&[(36, 4, 2)]);
    let figure = survey.figure(1, "q1");
    assert_eq!(figure.words, "86% of 42 answers");
    assert_eq!(figure.positive_percent, Some(85.7));
    assert_eq!(figure.base, Some(42));
    let counts: Vec<(&str, u32)> =
        figure.counts.iter().map(|count| (count.option_id.as_str(), count.count)).collect();
    assert_eq!(counts, [("yes", 36), ("no", 4), ("dont-know", 2)]);
}

#[test]
fn nine_answers_are_too_few_and_ten_are_enough() {
    let nine = q1_only(&[(5, 4, 0)]).figure(1, "q1");
    assert_eq!((nine.words.as_str(), nine.suppression()), (NOT_SHOWN, Suppression::NotShown));
    assert_eq!((nine.base, nine.positive_percent, nine.counts.len()), (None, None, 0));
    assert_eq!(q1_only(&[(5, 5, 0)]).words(1, "q1"), "50% of 10 answers");
}

#[test]
fn no_answers_at_all_are_said_like_too_few() {
    assert_eq!(q1_only(&[(0, 0, 0)]).words(1, "q1"), NOT_SHOWN);
}

#[test]
fn a_school_where_nobody_was_asked_looks_like_any_other_that_is_not_shown() {
    let nobody = q1_only(&[(10, 10, 0), (0, 0, 0)]).asking(&[60, 0]).figure(2, "q1");
    let few = q1_only(&[(10, 10, 0), (4, 1, 0)]).figure(2, "q1");
    assert_eq!(nobody, few);
}

#[test]
fn twelve_of_twelve_and_eleven_of_twelve_are_printed_alike() {
    let printed = |yes, no| q1_only(&[(yes, no, 0)]).figure(1, "q1");
    let (all, all_but_one) = (printed(12, 0), printed(11, 1));
    assert_eq!(all, all_but_one);
    assert_eq!((all.words.as_str(), all.base), ("90% or more of 12 answers", Some(12)));
    assert_eq!((all.positive_percent, all.counts.len()), (None, 0));
    assert_eq!(all.suppression(), Suppression::Bounded);
    assert_eq!(printed(0, 12), printed(1, 11));
    assert_eq!(printed(1, 11).words, "10% or less of 12 answers");
}

#[test]
fn near_unanimity_ends_at_twenty_answers_and_at_a_tenth() {
    assert_eq!(q1_only(&[(0, 15, 4)]).words(1, "q1"), "10% or less of 19 answers");
    assert_eq!(q1_only(&[(20, 0, 0)]).words(1, "q1"), "100% of 20 answers");
    assert_eq!(q1_only(&[(0, 20, 0)]).words(1, "q1"), "0% of 20 answers");
    assert_eq!(q1_only(&[(10, 2, 0)]).words(1, "q1"), "83% of 12 answers");
    assert_eq!(q1_only(&[(2, 10, 0)]).words(1, "q1"), "17% of 12 answers");
}

#[test]
fn all_but_one_of_many_is_not_everyone() {
    assert_eq!(q1_only(&[(399, 1, 0)]).words(1, "q1"), "99% of 400 answers");
    assert_eq!(q1_only(&[(1, 399, 0)]).words(1, "q1"), "1% of 400 answers");
}

#[test]
fn dont_know_is_in_the_base_and_not_applicable_is_outside() {
    assert_eq!(q1_only(&[(10, 0, 10)]).words(1, "q1"), "50% of 20 answers");
    let mut responses = vec![response(1, &[("q2", "agree")]); 15];
    responses.extend(vec![response(1, &[("q2", "disagree")]); 5]);
    responses.extend(vec![response(1, &[("q2", "na")]); 20]);
    assert_eq!(Survey::new(1, responses).words(1, "q2"), "75% of 20 answers");
}

#[test]
fn sensitive_questions_want_twenty_answers() {
    let answers = |count: usize| {
        let mut responses = vec![response(1, &[("q2", "agree")]); count - 5];
        responses.extend(vec![response(1, &[("q2", "disagree")]); 5]);
        Survey::new(1, responses).words(1, "q2")
    };
    assert_eq!(answers(19), NOT_SHOWN);
    assert_eq!(answers(20), "75% of 20 answers");
}

#[test]
fn a_question_counts_only_those_it_was_asked() {
    let mut responses = vec![response(1, &[("q1", "yes"), ("q3", "agree")]); 8];
    responses.extend(vec![response(1, &[("q1", "yes"), ("q3", "disagree")]); 4]);
    responses.extend(vec![response(1, &[("q1", "no"), ("q3", "disagree")]); 30]);
    responses.extend(vec![response(1, &[("q3", "disagree")]); 30]);
    assert_eq!(Survey::new(1, responses).words(1, "q3"), "67% of 12 answers");
}

#[test]
fn a_question_hides_with_the_one_it_decides() {
    // Three said yes and were asked q3: showing q1 would say how many answered q3.
    let hidden = with_q3(Survey::of_q1(&[(3, 30, 0)]), 3);
    assert_eq!(hidden.words(1, "q3"), NOT_SHOWN);
    assert_eq!(hidden.words(1, "q1"), NOT_SHOWN);
    let shown = with_q3(Survey::of_q1(&[(12, 30, 0)]), 12);
    assert_eq!(shown.words(1, "q3"), "50% of 12 answers");
    assert_eq!(shown.words(1, "q1"), "29% of 42 answers");
}

#[test]
fn a_question_about_who_answers_is_not_printed_and_still_decides() {
    let mut survey = with_q3(Survey::of_q1(&[(12, 30, 0), (12, 30, 0), (12, 30, 0)]), 12);
    let counted = survey.printed().released(String::new());
    crate::samples::about_you(&mut survey.questions[0]);
    assert_eq!(
        [survey.words(0, "q3"), survey.words(1, "q3")],
        ["50% of 36 answers", "50% of 12 answers"]
    );
    assert!(survey.figures().iter().all(|figure| figure.question_id != "q1"));
    // A version before counted it, and was printed. That takes nothing from what is printed now.
    let asked = survey.asked.clone();
    survey.earlier.push(EarlierRelease::of(asked, counted));
    assert_eq!(survey.words(1, "q3"), "50% of 12 answers");
    assert!(survey.figures().iter().all(|figure| figure.question_id != "q1"));
}

#[test]
fn a_chain_of_questions_hides_link_by_link() {
    let mut survey = with_q3(Survey::of_q1(&[(30, 30, 0)]), 30);
    let mut last = survey.questions[2].clone();
    last.question_id = "q4".to_owned();
    last.only_if = Some(Condition { question_id: "q3".to_owned(), option_id: "agree".to_owned() });
    survey.questions.push(last);
    let agreed = survey.responses.iter_mut().filter(|response| {
        response
            .answers
            .iter()
            .any(|answer| answer.question_id == "q3" && answer.option_id == "agree")
    });
    agreed
        .take(4)
        .for_each(|response| response.answers.push(crate::samples::answer("q4", "agree")));
    let words = ["q1", "q3", "q4"].map(|question| survey.words(1, question));
    assert_eq!(words, [NOT_SHOWN; 3]);
}

#[test]
fn what_a_sensitive_question_decides_is_as_sensitive() {
    let mut survey = with_q3(Survey::of_q1(&[(15, 10, 0)]), 15);
    survey.questions[0].sensitive = true;
    assert_eq!(survey.words(1, "q3"), NOT_SHOWN);
}

#[test]
fn the_trusts_row_is_printed_in_full_where_every_school_is() {
    let trust = q1_only(&[(20, 10, 0), (20, 10, 0), (15, 15, 0)]).figure(0, "q1");
    assert_eq!((trust.words.as_str(), trust.counts.len()), ("61% of 90 answers", 3));
}

#[test]
fn the_trusts_row_needs_three_schools_of_which_none_is_most() {
    let words = |counts: &[(usize, usize, usize)]| q1_only(counts).words(0, "q1");
    assert_eq!(words(&[(12, 2, 0)]), NOT_SHOWN);
    assert_eq!(words(&[(20, 10, 0), (20, 10, 0)]), NOT_SHOWN);
    assert_eq!(words(&[(20, 10, 0), (20, 10, 0), (0, 0, 0)]), NOT_SHOWN, "two answered");
    assert_eq!(words(&[(31, 30, 0), (10, 10, 0), (10, 10, 0)]), NOT_SHOWN, "61 of 101");
    assert_eq!(words(&[(30, 30, 0), (10, 10, 0), (10, 10, 0)]), "50% of 100 answers");
}

#[test]
fn the_trust_hides_with_a_single_hidden_school() {
    let survey = q1_only(&[(20, 10, 0), (20, 10, 0), (3, 2, 0)]);
    assert_eq!([survey.words(3, "q1"), survey.words(0, "q1")], [NOT_SHOWN; 2]);
    let trust = survey.figure(0, "q1");
    assert_eq!((trust.base, trust.positive_percent, trust.counts.len()), (None, None, 0));
}

/// Nothing tells a figure that is hidden for another's sake from one that rests on too few answers.
#[test]
fn all_reasons_look_alike() {
    let survey = q1_only(&[(20, 10, 0), (20, 10, 0), (3, 2, 0)]);
    let (trust, school) = (survey.figure(0, "q1"), survey.figure(3, "q1"));
    assert_eq!(Figure { school_id: school.school_id.clone(), ..trust }, school);
}

/// Of 60, 12, 8 and 8 asked the last two answer in full: the trust's row would say that both did.
#[test]
fn the_trust_does_not_pin_two_schools_that_answered_in_full() {
    let in_full = q1_only(&[(20, 6, 0), (6, 6, 0), (4, 4, 0), (4, 4, 0)]).asking(&[60, 12, 8, 8]);
    assert_eq!(in_full.words(2, "q1"), "50% of 12 answers");
    for hidden in [0, 3, 4] {
        assert_eq!(in_full.words(hidden, "q1"), NOT_SHOWN, "{hidden}");
    }
    let rates = in_full.rates();
    assert_eq!([&*rates[0], &*rates[2], &*rates[3], &*rates[4]], [NOT_SHOWN; 4]);
}

#[test]
fn the_trust_is_printed_where_hidden_schools_keep_five_possible_numbers() {
    // 8 of at most 18 are left over: each may have given 0 to 8 answers, 4 of them positive.
    let wide = q1_only(&[(20, 10, 0), (20, 10, 0), (2, 2, 0), (2, 2, 0)]);
    assert_eq!(wide.words(0, "q1"), "65% of 68 answers");
    assert_eq!(wide.figure(0, "q1").counts.len(), 0, "no one in them said they do not know");
    // 16 are left over, so each gave 7 to 9.
    let narrow = q1_only(&[(20, 10, 0), (20, 10, 0), (4, 4, 0), (4, 4, 0)]);
    assert_eq!(narrow.words(0, "q1"), NOT_SHOWN);
    // All 8 are positive: nobody in either school said anything else.
    let alike = q1_only(&[(20, 10, 0), (20, 10, 0), (4, 0, 0), (4, 0, 0)]);
    assert_eq!(alike.words(0, "q1"), NOT_SHOWN);
}

#[test]
fn the_trust_does_not_give_away_a_near_unanimous_school() {
    assert_eq!(q1_only(&[(20, 10, 0), (20, 10, 0), (12, 0, 0)]).words(0, "q1"), NOT_SHOWN);
    let both = q1_only(&[(20, 10, 0), (20, 10, 0), (12, 0, 0), (12, 0, 0)]);
    assert_eq!(both.words(0, "q1"), NOT_SHOWN);
    let mixed = q1_only(&[(20, 10, 0), (20, 10, 0), (12, 0, 0), (11, 1, 0)]);
    assert_eq!(mixed.words(0, "q1"), "75% of 84 answers");
}

/// The first survey hides two schools behind the trust's row. If the second showed one of them, the other would be left over.
#[test]
fn a_later_release_does_not_unveil_an_earlier_one() {
    let first = q1_only(&[(20, 10, 0), (20, 10, 0), (5, 4, 0), (3, 4, 0)]).asking(&[60; 4]);
    let first_hidden = q1_only(&[(20, 10, 0), (20, 10, 0), (4, 4, 0), (2, 2, 0)]).asking(&[60; 4]);
    assert_eq!(first.words(0, "q1"), NOT_SHOWN);
    assert_eq!(first_hidden.words(0, "q1"), "64% of 72 answers");
    let later = || q1_only(&[(20, 10, 0), (20, 10, 0), (5, 5, 0)]).asking(&[60; 3]);
    assert_eq!(later().words(3, "q1"), "50% of 10 answers");
    assert_eq!(later().after(&first_hidden).words(3, "q1"), NOT_SHOWN);
}

/// Four schools, then three of them: the difference of the trust's rows is the fourth.
#[test]
fn two_trust_rows_do_not_leave_one_school_over() {
    let all = q1_only(&[(20, 10, 0), (20, 10, 0), (4, 4, 0), (2, 2, 0), (3, 3, 0)]);
    let fewer = || q1_only(&[(20, 10, 0), (20, 10, 0), (4, 4, 0), (2, 2, 0)]);
    assert_eq!(all.words(0, "q1"), "63% of 78 answers");
    assert_eq!(fewer().words(0, "q1"), "64% of 72 answers");
    assert_eq!(fewer().after(&all).words(0, "q1"), NOT_SHOWN);
}

/// Why an earlier release hid a school is not known once the school is not asked any more.
#[test]
fn nothing_is_said_of_the_trust_after_a_hidden_school_left() {
    let counts = [(20, 10, 0), (20, 10, 0), (15, 15, 0), (2, 2, 0), (2, 2, 0)];
    let (all, fewer) = (q1_only(&counts), || q1_only(&counts[..3]));
    assert_eq!(all.words(0, "q1"), "60% of 98 answers");
    assert_eq!(fewer().words(0, "q1"), "61% of 90 answers");
    let later = fewer().after(&all);
    assert_eq!([&*later.words(0, "q1"), &*later.rates()[0]], [NOT_SHOWN; 2]);
    assert_eq!(later.words(1, "q1"), "67% of 30 answers");
}

#[test]
fn a_hub_has_a_row_of_its_own_under_the_same_rules() {
    let six = [(20, 10, 0), (20, 10, 0), (15, 15, 0), (10, 20, 0), (18, 12, 0), (16, 14, 0)];
    let hubs = q1_only(&six).in_hubs(&[&[1, 2, 3], &[4, 5], &[4, 5, 6]]);
    assert_eq!(
        hubs.words_of_hubs("q1"),
        ["61% of 90 answers", NOT_SHOWN, "49% of 90 answers"],
        "three schools, as of the trust"
    );
    let large = [(61, 0, 0), (10, 10, 0), (10, 10, 0), (20, 10, 0)];
    assert_eq!(
        q1_only(&large).in_hubs(&[&[1, 2, 3]]).words_of_hubs("q1"),
        [NOT_SHOWN],
        "61 of 101"
    );
}

/// Three schools of a hub, one of them hidden: the hub's row would say what is left over. So would the trust's row less the hub's.
#[test]
fn a_hidden_school_is_not_worked_out_from_its_hub_or_from_the_other_hubs() {
    let counts = [(20, 10, 0), (20, 10, 0), (3, 2, 0), (20, 10, 0), (15, 15, 0), (12, 8, 0)];
    let own = q1_only(&counts).in_hubs(&[&[1, 2, 3]]);
    assert_eq!([own.words_of_hubs("q1"), vec![own.words(0, "q1")]].concat(), [NOT_SHOWN; 2]);
    // Two hidden schools: with the trust's row each keeps enough numbers, without one hub's it would not.
    let counts = [(20, 10, 0), (20, 10, 0), (2, 2, 0), (20, 10, 0), (15, 15, 0), (2, 2, 0)];
    let apart = || q1_only(&counts);
    assert_ne!(apart().words(0, "q1"), NOT_SHOWN);
    let hubs = apart().in_hubs(&[&[1, 2, 3], &[4, 5, 6]]);
    assert_eq!(hubs.words_of_hubs("q1"), [NOT_SHOWN; 2]);
    assert_ne!(hubs.words(0, "q1"), NOT_SHOWN);
}

/// A school of eight staff is shown nowhere by itself, and counts in its hub and in the trust.
#[test]
fn a_small_school_counts_in_its_hub() {
    let counts = [(20, 10, 0), (20, 10, 0), (2, 2, 0), (2, 2, 0)];
    let pooled = q1_only(&counts).in_hubs(&[&[1, 2, 3, 4]]);
    assert_eq!(pooled.words(3, "q1"), NOT_SHOWN);
    assert_eq!(pooled.words_of_hubs("q1"), ["65% of 68 answers"]);
    assert_eq!(pooled.words(0, "q1"), "65% of 68 answers");
}

/// Two hubs with a school in common, released with the same people before: the difference is the school that changed hubs.
#[test]
fn a_hubs_row_does_not_unveil_what_an_earlier_one_hid() {
    let counts = [(20, 10, 0), (20, 10, 0), (15, 15, 0), (2, 2, 0), (2, 2, 0), (18, 12, 0)];
    let before = q1_only(&counts).in_hubs(&[&[1, 2, 3, 4, 5]]);
    let later = || q1_only(&counts).in_hubs(&[&[1, 2, 3, 4, 6]]);
    assert_eq!(before.words_of_hubs("q1"), ["60% of 98 answers"]);
    assert_eq!(later().after(&before).words_of_hubs("q1"), [NOT_SHOWN]);
}

#[test]
fn figures_come_trust_first_in_the_order_of_the_questions() {
    let order: Vec<(bool, String)> = Survey::of_q1(&[(1, 1, 1)])
        .figures()
        .into_iter()
        .map(|f| (f.school_id.is_empty(), f.question_id))
        .collect();
    let expected =
        [(true, "q1"), (true, "q2"), (true, "q3"), (false, "q1"), (false, "q2"), (false, "q3")];
    assert_eq!(order, expected.map(|(trust, id)| (trust, id.to_owned())));
}

/// One respondent: a school and an option of each question, or none.
fn respondents(schools: u128) -> impl Strategy<Value = Vec<Response>> {
    let option = |options: &'static [&'static str]| {
        prop::option::weighted(0.9, prop::sample::select(options))
    };
    let one = (
        1..=schools,
        option(&["yes", "yes", "yes", "no", "dont-know"]),
        option(&["agree", "disagree", "na"]),
        option(&["agree", "agree", "agree", "disagree"]),
    );
    let one = one.prop_map(|(school, q1, q2, q3)| {
        let given = [("q1", q1), ("q2", q2), ("q3", q3)];
        let given: Vec<_> = given
            .into_iter()
            .filter_map(|(question, option)| option.map(|o| (question, o)))
            .collect();
        response(school, &given)
    });
    prop::collection::vec(one, 0..160)
}

fn surveys() -> impl Strategy<Value = Survey> {
    (1..6_u128).prop_flat_map(|schools| {
        respondents(schools).prop_map(move |responses| Survey::new(schools as usize, responses))
    })
}

/// Base and positive answers, counted the long way round.
fn by_hand(survey: &Survey, school: &str, question: &str) -> (u32, u32) {
    let mut counted = (0, 0);
    for response in survey.responses.iter().filter(|r| school.is_empty() || r.school_id == school) {
        let given = |id: &str| {
            response.answers.iter().find(|a| a.question_id == id).map(|a| a.option_id.as_str())
        };
        if question == "q3" && given("q1") != Some("yes") {
            continue;
        }
        match given(question) {
            Some("yes" | "agree") => counted = (counted.0 + 1, counted.1 + 1),
            Some("no" | "disagree" | "dont-know") => counted.0 += 1,
            _ => {}
        }
    }
    counted
}

proptest! {
    #[test]
    fn no_shown_base_is_under_its_floor(survey in surveys()) {
        for figure in survey.figures() {
            let floor = if figure.question_id == "q2" { 20 } else { FLOOR };
            prop_assert!(figure.base.is_none_or(|base| base >= floor), "{figure:?}");
            prop_assert_eq!(figure.base.is_some(), figure.suppression() != Suppression::NotShown);
        }
    }

    #[test]
    fn what_is_shown_is_what_was_answered(survey in surveys()) {
        for figure in survey.figures() {
            let (base, positive) = by_hand(&survey, &figure.school_id, &figure.question_id);
            prop_assert!(figure.base.is_none_or(|shown| shown == base), "{figure:?}");
            if let Some(percent) = figure.positive_percent {
                prop_assert!((percent - 100.0 * f64::from(positive) / f64::from(base)).abs() <= 0.05 + 1e-9);
                prop_assert!(base >= 20 || (positive * 10 > base && positive * 10 < base * 9), "{figure:?}");
            }
        }
    }

    #[test]
    fn a_hidden_figure_carries_no_number(survey in surveys()) {
        for figure in survey.figures() {
            if figure.suppression() != Suppression::None {
                prop_assert!(figure.positive_percent.is_none() && figure.counts.is_empty(), "{figure:?}");
            }
            if figure.suppression() == Suppression::NotShown {
                prop_assert_eq!(&figure.words, NOT_SHOWN);
            }
        }
    }

    #[test]
    fn the_order_of_the_answers_changes_nothing(survey in surveys(), seed in any::<u64>()) {
        let mut shuffled = Survey::new(survey.schools.len(), survey.responses.clone());
        let places = shuffled.responses.len().max(1);
        for place in 0..shuffled.responses.len() {
            let other = (seed.wrapping_mul(place as u64 + 1) % places as u64) as usize;
            shuffled.responses.swap(place, other);
        }
        prop_assert_eq!(shuffled.figures(), survey.figures());
    }

    #[test]
    fn a_deciding_answer_never_counts_a_hidden_question(survey in surveys()) {
        let figures = survey.figures();
        for group in figures.chunks(3) {
            prop_assert!(group[2].base.is_some() || group[0].base.is_none(), "{group:?}");
        }
    }
}
