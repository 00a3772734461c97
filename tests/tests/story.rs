//! The acceptance story: three terms of a trust, played through the public doors into ten processes. Two processes die in
//! the middle. Then every side of the result is checked.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "story/bus.rs"]
mod bus;
#[path = "story/changed.rs"]
mod changed;
#[path = "story/classed.rs"]
mod classed;
#[path = "story/corrected.rs"]
mod corrected;
#[path = "story/counted.rs"]
mod counted;
#[path = "story/dashboards.rs"]
mod dashboards;
#[path = "story/day.rs"]
mod day;
#[path = "story/doors.rs"]
mod doors;
#[path = "story/due.rs"]
mod due;
#[path = "story/erased.rs"]
mod erased;
#[path = "story/left.rs"]
mod left;
#[path = "story/lettered.rs"]
mod lettered;
#[path = "story/linked.rs"]
mod linked;
#[path = "story/own.rs"]
mod own;
#[path = "story/proved.rs"]
mod proved;
#[path = "story/renamed.rs"]
mod renamed;
#[path = "story/reports.rs"]
mod reports;
#[path = "story/respondent.rs"]
mod respondent;
#[path = "story/round.rs"]
mod round;
#[path = "story/taken.rs"]
mod taken;
#[path = "story/trail.rs"]
mod trail;
#[path = "story/waiting.rs"]
mod waiting;
#[path = "story/walked.rs"]
mod walked;
#[path = "story/words.rs"]
mod words;

use jiff::civil::date;
use plumbline::demo::{Demo, DemoError, Played};
use plumbline_tests::World;

use bus::Listener;
use doors::Doors;
use linked::Linkage;

const PROGRAM: &str = env!("CARGO_BIN_EXE_plumbline-under-test");

#[tokio::test]
async fn three_terms_of_a_trust_with_two_crashes() {
    let mut world = World::start(PROGRAM).await;
    let listener = Listener::of(&world).await;
    words::the_store_logs_every_statement(&world).await;
    let played = play_with_crashes(&mut world).await;
    assert!(!played.complete_before);
    let doors = Doors::of(&world, &played).await;

    reports::eight_are_issued_as_the_files_say(&doors, &played).await;
    reports::their_numbers_agree_with_the_answers(&doors).await;
    reports::schools_with_few_answers_show_no_number(&doors).await;
    reports::governors_were_answered_and_a_correction_stands(&doors).await;
    listener.heard_every_category_change(&doors).await;
    dashboards::a_pairing_was_proposed_and_taken_up(&doors).await;
    dashboards::autumn_is_seen_as_it_stood(&doors).await;
    dashboards::no_reason_quotes_a_hidden_figure(&doors).await;
    trail::every_event_has_its_line(&doors).await;
    lettered::every_kind_has_its_readers(&doors, &world).await;
    proved::a_report_is_checked_with_nothing_of_ours(&doors, &world).await;

    let again = demo(&world).play(&|_| {}).await.unwrap_or_else(|error| panic!("{error}"));
    assert!(again.complete_before);
    assert_eq!(again.survey_tokens.len(), played.survey_tokens.len());
    assert_eq!(doors.head().await, doors.head, "a second play added something");
    erased::a_governor_is_forgotten_and_every_proof_holds(&doors, &played, &world).await;
    left::a_school_takes_its_papers_and_names_no_other(&doors, &world).await;
    let erased = erased::a_text_is_forgotten(&doors, &played, &world).await;
    let linkage = Linkage::of(&world, &played).await;
    respondent::answers_survive_restarts_and_end_on_a_receipt(&mut world, &played).await;
    linkage.is_joined_by_nothing(&world);
    walked::every_page_and_form_is_what_it_says(&world).await;
    waiting::every_task_leads_to_its_form(&world).await;
    own::is_kept_for_its_person_alone(&mut world).await;
    round::goes_on_without_a_head_and_ends_with_reasons(&doors, &played).await;
    renamed::an_issued_paper_keeps_the_name_its_school_had(&doors, &played, &world).await;
    linkage.is_gone_after_the_close(&doors, &world).await;
    changed::each_change_has_its_reason(&doors, &played).await;
    corrected::what_was_recorded_has_its_second_thoughts(&doors).await;
    words::what_persons_typed_stands_nowhere_else(&world, erased).await;
    classed::no_reader_outside_a_class_is_told_a_text(&doors, &played, &world).await;
    due::each_day_brings_its_act_once(&doors, &played, &world).await;
}

fn demo(world: &World) -> Demo {
    let folder = world.folder();
    Demo::new(world.peers(), folder.join("demo"), folder.join("reports"), date(2026, 11, 24))
}

/// Plays the story; `categories` dies between commit and reply, the relay between publish and checkpoint.
async fn play_with_crashes(world: &mut World) -> Played {
    world.unit("categories").kill().await;
    world.begin("categories", "command-before-reply=150*off->1*return");
    world.unit("relay").kill().await;
    world.begin("relay", "relay-before-checkpoint=40*off->1*return");
    let demo = demo(world);
    let mut play = std::pin::pin!(demo.play(&|_| {}));
    for unit in ["relay", "categories"] {
        tokio::select! {
            ended = &mut play => too_early(unit, ended),
            status = world.unit(unit).ended() => assert!(!status.success(), "{unit} ended well"),
        }
        world.begin(unit, "");
    }
    match play.await {
        Ok(played) => played,
        Err(error) => panic!("{error}\n{}", world.said("reports")),
    }
}

fn too_early(unit: &str, ended: Result<Played, DemoError>) {
    match ended {
        Ok(_) => panic!("the play ended before {unit} died"),
        Err(error) => panic!("{error}"),
    }
}
