//! The shipped story hangs together.

use std::collections::BTreeSet;

use contract::evidence::v1::GradedJudgement;

use super::*;
use crate::demo::topics;

#[test]
fn the_shipped_story_can_be_read_and_is_of_eight_schools() {
    let script = Script::shipped();
    assert_eq!(script.schools.len(), 8);
    let joined: BTreeSet<_> = script.trust.joined.iter().flat_map(|j| &j.urns).collect();
    let urns: BTreeSet<_> = script.schools.iter().map(|school| &school.urn).collect();
    assert_eq!(joined, urns);
}

#[test]
fn every_school_is_judged_in_every_area_of_the_default_framework() {
    let framework = categories::default_framework();
    let areas: BTreeSet<_> = framework.areas.iter().map(|area| area.area_id.as_str()).collect();
    let regions: BTreeSet<_> = framework.regions.iter().map(|r| r.region_id.as_str()).collect();
    for school in Script::shipped().schools {
        let judged: BTreeSet<_> = school.areas.keys().map(String::as_str).collect();
        assert_eq!(judged, areas, "{}", school.slug);
        for cell in school.areas.values().flat_map(|a| TermKey::ALL.map(|term| a.of(term).clone()))
        {
            let challenged = cell.challenge.as_ref().map(|challenge| challenge.region.as_str());
            for region in
                [&cell.region as &str, cell.view(), cell.proposed()].into_iter().chain(challenged)
            {
                assert!(regions.contains(region), "{}: {region}", school.slug);
            }
            assert_eq!(cell.challenge.is_some(), cell.moderation.is_some(), "{}", school.slug);
        }
    }
}

#[test]
fn eleven_areas_move_up_and_one_moves_down() {
    let ladder = ["stabilise", "repair", "improve", "sustain"];
    let rung = |region: &str| ladder.iter().position(|r| *r == region).unwrap();
    let (mut up, mut down) = (0, 0);
    for area in Script::shipped().schools.iter().flat_map(|school| school.areas.values()) {
        for pair in TermKey::ALL.windows(2) {
            match rung(&area.of(pair[1]).region).cmp(&rung(&area.of(pair[0]).region)) {
                std::cmp::Ordering::Greater => up += 1,
                std::cmp::Ordering::Less => down += 1,
                std::cmp::Ordering::Equal => {}
            }
        }
    }
    assert_eq!((up, down), (11, 1));
}

#[test]
fn every_term_has_a_challenge_and_one_review() {
    let script = Script::shipped();
    for term in TermKey::ALL {
        let cells = script.schools.iter().flat_map(|school| school.areas.values());
        assert_eq!(cells.filter(|area| area.of(term).challenge.is_some()).count(), 1, "{term:?}");
        assert!(script.review(term).is_some(), "{term:?}");
    }
}

#[test]
fn everyone_the_story_speaks_of_is_in_it() {
    let script = Script::shipped();
    let people: BTreeSet<_> = script.people.iter().map(|person| person.key.as_str()).collect();
    assert_eq!(people.len(), script.people.len());
    for school in &script.schools {
        assert!(script.trust.hubs.iter().any(|hub| hub.slug == school.hub));
        for role in ["head", "chair", "governor", "safeguarding"] {
            assert!(people.contains(format!("{role}-{}", school.slug).as_str()));
        }
        for question in TermKey::ALL.iter().flat_map(|term| &school.reports.of(*term).questions) {
            assert!(people.contains(question.by.as_str()), "{}", question.by);
            assert!(people.contains(question.answered_by.as_str()), "{}", question.answered_by);
        }
    }
    for reviewer in script.reviews.iter().flat_map(|review| &review.reviewers) {
        let (person, school) = reviewer.split_once('@').unwrap();
        assert!(people.contains(person) && script.school(school).is_some(), "{reviewer}");
    }
}

#[test]
fn every_figure_the_story_quotes_is_asked_for() {
    for school in Script::shipped().schools {
        for cell in
            school.areas.values().flat_map(|area| TermKey::ALL.map(|term| area.of(term).clone()))
        {
            for topic in topics::quoted(&cell.lead) {
                assert!(topics::question_id(topic).is_some(), "{}: {topic}", school.slug);
            }
        }
        for topic in TermKey::ALL.iter().flat_map(|term| school.shares.of(*term).keys()) {
            assert!(topic == "usual" || topics::any_audience(topic), "{}: {topic}", school.slug);
        }
    }
}

#[test]
fn the_register_file_has_the_bulk_shape() {
    let header = crate::demo::REGISTER.split(|byte| *byte == b'\n').next().unwrap();
    assert_eq!(header.split(|byte| *byte == b',').count(), 135);
}

#[test]
fn the_days_follow_each_other_and_reports_are_approved_before_they_are_due() {
    let script = Script::shipped();
    let mut before = script.trust.framework_agreed_on;
    for term in TermKey::ALL {
        let days = script.trust.terms.of(term);
        for day in [
            days.review_requested,
            days.review_matched,
            days.review_agreed,
            days.wave_scheduled,
            days.wave_opens,
            days.wave_closes,
            days.wave_released,
            days.review_held,
            days.review_completed,
            days.round_opens,
            days.views,
            days.proposals,
            days.answers,
            days.moderation,
            days.decisions,
            days.shared,
            days.commentary,
            days.approved,
        ] {
            assert!(before <= day, "{term:?}: {before} stands before {day}");
            before = day;
        }
        for school in &script.schools {
            let due = school.meetings.of(term).saturating_sub(jiff::Span::new().days(7));
            assert!(days.approved < due, "{}: {due}", school.slug);
            assert!(*school.meetings.of(term) <= days.round_closes, "{}", school.slug);
        }
        before = days.round_closes;
    }
}

#[test]
fn every_inspection_is_of_a_school_of_the_story_in_published_words() {
    let script = Script::shipped();
    assert!(script.inspections.len() > 8);
    for inspection in &script.inspections {
        let outcome = inspection.outcome();
        assert!(script.school(&inspection.school).is_some(), "{}", inspection.school);
        let text = serde_json::to_string(&outcome).unwrap();
        if let Some(card) = &outcome.report_card {
            assert!(card.judgements.iter().all(|one| one.area > 0 && one.grade > 0), "{text}");
        }
        if let Some(graded) = &outcome.graded {
            let whole = |one: &GradedJudgement| one.judgement > 0 && one.grade > 0;
            assert!(graded.judgements.iter().all(whole), "{text}");
        }
        assert!(outcome.siams.iter().all(|siams| siams.outcome > 0), "{text}");
    }
}

#[test]
fn every_accreditation_is_of_a_school_of_the_story_and_an_end_has_a_reason() {
    let script = Script::shipped();
    assert!(script.accreditations.iter().any(|award| award.ended.is_some()));
    for award in &script.accreditations {
        assert!(script.school(&award.school).is_some(), "{}", award.school);
        assert!(award.awarded < award.expires, "{}", award.scheme);
        assert_eq!(award.ended.is_some(), !award.because.is_empty(), "{}", award.scheme);
    }
}

#[test]
fn what_was_decided_before_plumbline_is_of_schools_of_the_story_and_of_the_framework() {
    let script = Script::shipped();
    let framework = categories::default_framework();
    let areas: BTreeSet<_> = framework.areas.iter().map(|area| area.area_id.as_str()).collect();
    let regions: BTreeSet<_> = framework.regions.iter().map(|r| r.region_id.as_str()).collect();
    for table in &script.earlier {
        assert!(script.school(&table.school).is_some(), "{}", table.school);
        assert!(table.on < script.trust.framework_agreed_on, "{}", table.on);
        for decided in table.decisions().iter().filter(|_| table.is_by_framework()) {
            assert!(areas.contains(decided.area_id.as_str()), "{}", decided.area_id);
            assert!(regions.contains(decided.region_id.as_str()), "{}", decided.region_id);
        }
    }
}
