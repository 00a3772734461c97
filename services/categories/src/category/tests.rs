mod meeting;
mod steps;
mod waiting;

use contract::categories::v1 as events;
use contract::categories::v1::Movement;
use eventlog::cqrs_es::test::{AggregateResultValidator, TestFramework};
use proptest::prelude::*;
use uuid::Uuid;

use self::steps::*;
use super::testing::{
    AREA, Asked, Asks, Judgement, LADDER, SCHOOL, asks, cell, citations, context, judgement, round,
    round_id,
};
use super::*;

const AUTUMN: &str = "2025-26-autumn";
const SPRING: &str = "2025-26-spring";
const SUMMER: &str = "2025-26-summer";

/// What happened before.
struct Given(Vec<CategoryEvent>);

impl Given {
    fn when(self, asked: Asked) -> AggregateResultValidator<Category> {
        TestFramework::<Category>::with((asked.round, context())).given(self.0).when(asked.command)
    }
}

fn given(events: Vec<CategoryEvent>) -> Given {
    Given(events)
}

fn viewed() -> CategoryEvent {
    let Judgement { region_id, reason, evidence } = judgement("improve");
    SchoolViewStated { cell: cell(AUTUMN), region_id, reason, evidence }.into()
}

/// A proposal whose day to answer by has passed.
fn proposed() -> CategoryEvent {
    proposed_until("2025-11-20")
}

fn proposed_until(day: &str) -> CategoryEvent {
    let Judgement { region_id, reason, evidence } = judgement("repair");
    let answer_by = day.to_owned();
    RegionProposed { cell: cell(AUTUMN), region_id, reason, evidence, answer_by }.into()
}

/// A proposal of today: the school has five school days.
fn proposed_today() -> CategoryEvent {
    proposed_until("2025-11-28")
}

fn accepted() -> CategoryEvent {
    ProposalAccepted { cell: cell(AUTUMN) }.into()
}

fn challenged() -> CategoryEvent {
    let Judgement { region_id, reason, evidence } = judgement("improve");
    let in_report = true;
    ProposalChallenged { cell: cell(AUTUMN), reason, region_id, evidence, in_report }.into()
}

fn moderated() -> CategoryEvent {
    let Judgement { region_id, reason, .. } = judgement("improve");
    Moderated { cell: cell(AUTUMN), region_id, reason, meeting: None }.into()
}

fn decided_in(term: &str, region: &str) -> CategoryEvent {
    let Judgement { region_id, reason, evidence } = judgement(region);
    CategoryDecided {
        cell: cell(term),
        region_id,
        reason,
        evidence,
        decided_on: "2025-11-21".to_owned(),
        meeting: None,
        not_answered: false,
    }
    .into()
}

/// The same decision, taken without the school's answer.
fn unanswered(decision: CategoryEvent) -> CategoryEvent {
    match decision {
        CategoryEvent::CategoryDecided(decided) => {
            CategoryDecided { not_answered: true, ..decided }.into()
        }
        other => other,
    }
}

fn changed_in(term: &str, from: &str, to: &str, movement: Movement) -> CategoryEvent {
    let (from_region_id, to_region_id) = (from.to_owned(), to.to_owned());
    let movement = movement.into();
    CategoryChanged { cell: cell(term), from_region_id, to_region_id, movement }.into()
}

fn shared_in(term: &str, region: &str) -> CategoryEvent {
    CategoryShared { cell: cell(term), region_id: region.to_owned(), areas_in_round: 2 }.into()
}

fn shared() -> CategoryEvent {
    shared_in(AUTUMN, "improve")
}

/// Decided and shared in a term.
fn stood(term: &str, region: &str) -> [CategoryEvent; 2] {
    [decided_in(term, region), shared_in(term, region)]
}

fn reopened() -> CategoryEvent {
    reopened_with(true, true)
}

/// Whether a proposal and a view stand.
fn reopened_with(proposed: bool, viewed: bool) -> CategoryEvent {
    let reason = context().words("New evidence.");
    CategoryReopened { cell: cell(AUTUMN), reason, proposed, viewed }.into()
}

fn decided() -> CategoryEvent {
    decided_in(AUTUMN, "improve")
}

/// Every way in which a proposal can be on the table.
fn discussions() -> Vec<Vec<CategoryEvent>> {
    vec![
        vec![viewed(), proposed()],
        vec![viewed(), proposed(), accepted()],
        vec![viewed(), proposed(), challenged()],
        vec![viewed(), proposed(), challenged(), moderated()],
        vec![viewed(), proposed(), moderated()],
        vec![viewed(), proposed(), decided(), reopened()],
    ]
}

fn standing() -> [Vec<CategoryEvent>; 2] {
    [vec![viewed(), proposed(), decided()], vec![viewed(), proposed(), decided(), shared()]]
}

#[test]
fn a_school_states_its_own_view_and_may_state_it_anew() {
    given(vec![]).when(autumn(view())).then_expect_events(vec![viewed()]);
    given(vec![viewed()]).when(autumn(view())).then_expect_events(vec![viewed()]);
}

#[test]
fn a_region_is_proposed_after_the_view() {
    given(vec![viewed()]).when(autumn(propose())).then_expect_events(vec![proposed_today()]);
}

#[test]
fn a_head_accepts_or_challenges_an_unanswered_proposal() {
    for history in [vec![viewed(), proposed()], vec![viewed(), proposed(), moderated()]] {
        given(history.clone()).when(autumn(accept())).then_expect_events(vec![accepted()]);
        given(history).when(autumn(challenge())).then_expect_events(vec![challenged()]);
    }
}

#[test]
fn moderation_can_follow_any_discussion() {
    for history in discussions() {
        given(history).when(autumn(moderate())).then_expect_events(vec![moderated()]);
    }
}

#[test]
fn the_first_decision_of_an_area_is_no_change() {
    let late = given(vec![viewed(), proposed()]).when(autumn(decide("improve")));
    late.then_expect_events(vec![unanswered(decided())]);
    let answered = given(vec![viewed(), proposed(), accepted()]).when(autumn(decide("improve")));
    answered.then_expect_events(vec![decided()]);
}

#[test]
fn a_decision_without_evidence_of_its_own_rests_on_the_proposals() {
    let bare = Asks { evidence: vec![], ..asks("improve") };
    given(vec![viewed(), proposed()])
        .when(autumn(decide_of(bare)))
        .then_expect_events(vec![unanswered(decided())]);
}

#[test]
fn a_decision_is_shared_with_the_number_of_areas() {
    given(vec![viewed(), proposed(), decided()])
        .when(autumn(share()))
        .then_expect_events(vec![shared()]);
}

#[test]
fn a_decision_is_reopened_shared_or_not() {
    for history in standing() {
        given(history).when(autumn(reopen())).then_expect_events(vec![reopened()]);
    }
}

#[test]
fn after_a_reopening_every_step_can_be_taken_again() {
    let history = vec![viewed(), proposed(), challenged(), moderated(), decided(), reopened()];
    for (step, event) in [
        (view(), viewed()),
        (propose(), proposed_today()),
        (accept(), accepted()),
        (challenge(), challenged()),
        (moderate(), moderated()),
        (decide("improve"), decided()),
    ] {
        given(history.clone()).when(autumn(step)).then_expect_events(vec![event]);
    }
}

#[test]
fn a_decision_moves_nobody_before_it_is_shared() {
    let history = [&stood(AUTUMN, "improve")[..], &[in_spring(viewed()), in_spring(proposed())]];
    given(history.concat())
        .when(command(SPRING, decide("sustain")))
        .then_expect_events(vec![unanswered(decided_in(SPRING, "sustain"))]);
}

#[test]
fn a_sharing_that_moves_a_school_to_another_region_is_a_change_up_or_down() {
    for (region, movement) in [("sustain", Movement::Up), ("stabilise", Movement::Down)] {
        let history = [&stood(AUTUMN, "improve")[..], &[decided_in(SPRING, region)]];
        given(history.concat()).when(command(SPRING, share())).then_expect_events(vec![
            changed_in(SPRING, "improve", region, movement),
            shared_in(SPRING, region),
        ]);
    }
}

#[test]
fn the_same_region_again_is_no_change() {
    let history = [&stood(AUTUMN, "improve")[..], &[decided_in(SPRING, "improve")]];
    given(history.concat())
        .when(command(SPRING, share()))
        .then_expect_events(vec![shared_in(SPRING, "improve")]);
}

#[test]
fn a_decision_that_was_reopened_before_it_was_shared_moves_nobody() {
    let history = [
        &stood(AUTUMN, "improve")[..],
        &[decided_in(SPRING, "sustain"), in_spring(reopened()), decided_in(SPRING, "improve")],
    ];
    given(history.concat())
        .when(command(SPRING, share()))
        .then_expect_events(vec![shared_in(SPRING, "improve")]);
}

#[test]
fn a_sharing_after_a_reopening_is_compared_with_what_was_shared_before_it() {
    let history = [&stood(SUMMER, "stabilise")[..], &stood(AUTUMN, "improve"), &[reopened()]];
    let again = |region| [history.concat(), vec![decided_in(AUTUMN, region)]].concat();
    given(again("sustain")).when(autumn(share())).then_expect_events(vec![
        changed_in(AUTUMN, "improve", "sustain", Movement::Up),
        shared_in(AUTUMN, "sustain"),
    ]);
    given(again("improve")).when(autumn(share())).then_expect_events(vec![shared()]);
}

#[test]
fn a_round_shared_late_is_compared_with_earlier_terms_only() {
    let history = [&stood(SUMMER, "sustain")[..], &[decided()]];
    given(history.concat()).when(autumn(share())).then_expect_events(vec![shared()]);
}

#[test]
fn a_later_round_is_compared_with_the_latest_earlier_one_that_was_shared() {
    // Spring was shared before autumn; for summer it is spring that counts.
    let history =
        [&stood(SPRING, "repair")[..], &stood(AUTUMN, "improve"), &[decided_in(SUMMER, "improve")]];
    given(history.concat()).when(command(SUMMER, share())).then_expect_events(vec![
        changed_in(SUMMER, "repair", "improve", Movement::Up),
        shared_in(SUMMER, "improve"),
    ]);
    // Decided alone it does not count.
    let history = [
        &[decided_in(SPRING, "repair")][..],
        &stood(AUTUMN, "improve"),
        &[decided_in(SUMMER, "improve")],
    ];
    given(history.concat())
        .when(command(SUMMER, share()))
        .then_expect_events(vec![shared_in(SUMMER, "improve")]);
}

#[test]
fn a_region_an_older_framework_had_is_left_without_up_or_down() {
    let history = [&stood(AUTUMN, "causing-concern")[..], &[decided_in(SPRING, "repair")]];
    given(history.concat()).when(command(SPRING, share())).then_expect_events(vec![
        changed_in(SPRING, "causing-concern", "repair", Movement::Unspecified),
        shared_in(SPRING, "repair"),
    ]);
}

#[test]
fn movement_follows_the_order_of_the_rounds_own_ladder() {
    let mut turned = command(SPRING, share());
    turned.round.ladder.reverse();
    let history = [&stood(AUTUMN, "improve")[..], &[decided_in(SPRING, "sustain")]];
    given(history.concat()).when(turned).then_expect_events(vec![
        changed_in(SPRING, "improve", "sustain", Movement::Down),
        shared_in(SPRING, "sustain"),
    ]);
}

#[test]
fn a_closed_round_takes_no_new_view_or_proposal() {
    for step in [view(), propose()] {
        let mut late = autumn(step);
        late.round.closed = true;
        given(vec![viewed()]).when(late).then_expect_error(CategoryRefusal::RoundClosed);
    }
}

#[test]
fn a_closed_round_lets_what_was_proposed_come_to_its_end() {
    for step in [accept(), challenge(), moderate(), decide("improve")] {
        let mut late = autumn(step);
        late.round.closed = true;
        assert!(given(vec![viewed(), proposed()]).when(late).inspect_result().is_ok());
    }
    for step in [share(), reopen()] {
        let mut late = autumn(step);
        late.round.closed = true;
        assert!(given(vec![viewed(), proposed(), decided()]).when(late).inspect_result().is_ok());
    }
}

#[test]
fn a_closed_round_takes_a_new_proposal_for_what_was_reopened() {
    let mut late = autumn(propose());
    late.round.closed = true;
    given(vec![viewed(), proposed(), decided(), reopened()])
        .when(late)
        .then_expect_events(vec![proposed_today()]);
}

#[test]
fn a_school_outside_the_round_is_refused_everything() {
    for step in
        [view(), propose(), accept(), challenge(), moderate(), decide("improve"), share(), reopen()]
    {
        let mut stranger = autumn(step);
        stranger.round.school_ids = vec![Uuid::from_u128(0xbad).to_string()];
        given(vec![]).when(stranger).then_expect_error(CategoryRefusal::SchoolNotInRound);
    }
}

#[test]
fn an_area_outside_the_framework_is_refused() {
    let mut elsewhere = autumn(view());
    elsewhere.round.area_ids = vec!["weather".to_owned()];
    given(vec![]).when(elsewhere).then_expect_error(CategoryRefusal::AreaUnknown(AREA.to_owned()));
}

#[test]
fn a_region_outside_the_ladder_is_refused() {
    for step in [view_of, propose_of, challenge_of, moderate_of, decide_of] {
        given(vec![viewed(), proposed()])
            .when(autumn(step(asks("heaven"))))
            .then_expect_error(CategoryRefusal::RegionUnknown("heaven".to_owned()));
    }
}

#[test]
fn a_proposal_needs_evidence() {
    let bare = Asks { evidence: vec![], ..asks("repair") };
    given(vec![viewed()])
        .when(autumn(propose_of(bare)))
        .then_expect_error(CategoryRefusal::EvidenceMissing);
}

#[test]
fn a_proposal_waits_for_the_schools_own_view() {
    given(vec![]).when(autumn(propose())).then_expect_error(CategoryRefusal::ViewNotStated);
    // The view of another term does not count.
    given(vec![viewed()])
        .when(command(SPRING, propose()))
        .then_expect_error(CategoryRefusal::ViewNotStated);
}

#[test]
fn a_view_comes_before_the_proposal() {
    for history in discussions().into_iter().take(5) {
        given(history).when(autumn(view())).then_expect_error(CategoryRefusal::AlreadyProposed);
    }
}

#[test]
fn a_region_is_proposed_once() {
    for history in [vec![viewed(), proposed()], vec![viewed(), proposed(), accepted()]] {
        given(history).when(autumn(propose())).then_expect_error(CategoryRefusal::AlreadyProposed);
    }
}

#[test]
fn a_challenged_proposal_is_not_proposed_over() {
    given(vec![viewed(), proposed(), challenged()])
        .when(autumn(propose()))
        .then_expect_error(CategoryRefusal::AlreadyChallenged);
}

#[test]
fn what_was_not_proposed_is_not_answered_moderated_or_decided() {
    for step in [accept(), challenge(), moderate(), decide("improve")] {
        given(vec![viewed()])
            .when(autumn(step))
            .then_expect_error(CategoryRefusal::NothingProposed);
    }
}

#[test]
fn a_proposal_is_answered_once() {
    for answer in [accepted(), challenged()] {
        for step in [accept, challenge] {
            given(vec![viewed(), proposed(), answer.clone()])
                .when(autumn(step()))
                .then_expect_error(CategoryRefusal::AlreadyAnswered);
            given(vec![viewed(), proposed(), answer.clone(), moderated()])
                .when(autumn(step()))
                .then_expect_error(CategoryRefusal::AlreadyAnswered);
        }
    }
}

#[test]
fn a_challenge_is_moderated_before_the_decision() {
    given(vec![viewed(), proposed(), challenged()])
        .when(autumn(decide("improve")))
        .then_expect_error(CategoryRefusal::ChallengeNotModerated);
    given(vec![viewed(), proposed(), challenged(), moderated()])
        .when(autumn(decide("improve")))
        .then_expect_events(vec![decided()]);
}

#[test]
fn a_decision_that_stands_is_never_edited() {
    for history in standing() {
        for step in [view(), propose(), accept(), challenge(), moderate(), decide("sustain")] {
            given(history.clone())
                .when(autumn(step))
                .then_expect_error(CategoryRefusal::DecisionStands);
        }
    }
}

#[test]
fn what_was_not_decided_is_not_shared_or_reopened() {
    for history in discussions().into_iter().chain([vec![], vec![viewed()]]) {
        for step in [share(), reopen()] {
            given(history.clone())
                .when(autumn(step))
                .then_expect_error(CategoryRefusal::NotDecided);
        }
    }
}

#[test]
fn a_decision_is_shared_once() {
    given(vec![viewed(), proposed(), decided(), shared()])
        .when(autumn(share()))
        .then_expect_error(CategoryRefusal::AlreadyShared);
}

#[test]
fn the_stream_of_a_school_and_area_has_a_name_the_log_takes() {
    let id = Category::id(&Uuid::nil().to_string(), AREA);
    assert!(id.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)), "{id}");
}

fn in_spring(event: CategoryEvent) -> CategoryEvent {
    in_term(event, SPRING)
}

fn in_term(event: CategoryEvent, term: &str) -> CategoryEvent {
    match event {
        CategoryEvent::SchoolViewStated(event) => {
            events::SchoolViewStated { cell: cell(term), ..event }.into()
        }
        CategoryEvent::RegionProposed(event) => {
            events::RegionProposed { cell: cell(term), ..event }.into()
        }
        CategoryEvent::CategoryReopened(event) => {
            events::CategoryReopened { cell: cell(term), ..event }.into()
        }
        other => other,
    }
}

fn any_judgement() -> impl Strategy<Value = Asks> {
    let with = |region: &str, proved: bool| {
        let evidence = if proved { citations() } else { vec![] };
        Asks { evidence, ..asks(region) }
    };
    (prop::sample::select(&LADDER[..]), prop::bool::weighted(0.9))
        .prop_map(move |(r, e)| with(r, e))
}

fn any_step() -> impl Strategy<Value = CategoryCommand> {
    let terms = prop::sample::select(&[AUTUMN, SPRING, SUMMER][..]);
    let steps = prop::sample::select(
        vec![
            (3, view_of as fn(Asks) -> Step),
            (4, propose_of),
            (1, |_| accept()),
            (1, challenge_of),
            (2, moderate_of),
            (4, decide_of),
            (1, |_| share()),
            (2, |_| reopen()),
        ]
        .into_iter()
        .flat_map(|(often, step)| vec![step; often])
        .collect::<Vec<_>>(),
    );
    (terms, steps, any_judgement()).prop_map(|(term, step, judgement)| step(judgement)(term))
}

fn any_command() -> impl Strategy<Value = Asked> {
    (any_step(), prop::bool::weighted(0.1), prop::bool::weighted(0.1)).prop_map(
        |(command, closed, newer)| {
            let terms = [AUTUMN, SPRING, SUMMER];
            let term = terms.into_iter().find(|term| round_id(term) == command.round_id());
            let framework_version = if newer { 2 } else { 1 };
            let round = round(term.expect("a round of one of the terms"));
            Asked { round: RoundFacts { closed, framework_version, ..round }, command }
        },
    )
}

/// What was shared last, read off the events alone: (term, region), oldest first.
fn previous<'a>(shared: &'a [(String, String)], term: &str) -> Option<&'a String> {
    let last_of = |wanted: &str| shared.iter().rev().find(|(t, _)| t == wanted).map(|(_, r)| r);
    let later_first = [SUMMER, SPRING, AUTUMN].into_iter();
    let earlier = later_first.skip_while(|other| *other != term).skip(1);
    let mut earlier = earlier.filter_map(last_of);
    last_of(term).or_else(|| earlier.next())
}

/// What a change tells, compared with the sharing that it comes with.
fn is_told_rightly(change: &CategoryChanged, shared: &CategoryShared) -> bool {
    let rung = |id: &str| LADDER.iter().position(|rung| *rung == id);
    let up = rung(&change.to_region_id) > rung(&change.from_region_id);
    change.to_region_id == shared.region_id
        && change.cell == shared.cell
        && change.movement() == if up { Movement::Up } else { Movement::Down }
}

proptest! {
    #[test]
    fn a_change_is_told_exactly_when_what_is_shared_differs_from_what_was_shared_before(
        commands in prop::collection::vec(any_command(), 1..80)
    ) {
        let mut category = Category::default();
        let (mut shared, mut decided) = (Vec::new(), BTreeMap::new());
        let mut standing: BTreeMap<String, i32> = BTreeMap::new();
        for Asked { round, command } in &commands {
            let Ok(told) = category.decide(command, round, &context()) else { continue };
            let term = round.term.to_string();
            match &told[..] {
                [CategoryEvent::CategoryDecided(decision)] => {
                    prop_assert!(!decision.evidence.is_empty());
                    decided.insert(term.clone(), decision.region_id.clone());
                    *standing.entry(term).or_default() += 1;
                }
                [CategoryEvent::CategoryReopened(_)] => *standing.entry(term).or_default() -= 1,
                [change @ .., CategoryEvent::CategoryShared(sharing)] => {
                    prop_assert_eq!(standing.get(&term), Some(&1));
                    prop_assert_eq!(decided.get(&term), Some(&sharing.region_id));
                    let before = previous(&shared, &term);
                    let moved = before.filter(|before| **before != sharing.region_id);
                    match (change, moved) {
                        ([], None) => {}
                        ([CategoryEvent::CategoryChanged(change)], Some(from)) => {
                            prop_assert_eq!(&change.from_region_id, from);
                            prop_assert!(is_told_rightly(change, sharing));
                        }
                        other => prop_assert!(false, "{:?}", other),
                    }
                    shared.push((term, sharing.region_id.clone()));
                }
                [_] => prop_assert_eq!(standing.get(&term).copied().unwrap_or(0), 0),
                other => prop_assert!(false, "{:?}", other),
            }
            prop_assert!(standing.values().all(|count| (0..=1).contains(count)));
            told.iter().for_each(|event| category.evolve(event));
        }
    }
}
