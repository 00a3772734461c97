//! Sentences about questionnaires and surveys. None says how many answers came from where.

use contract::events::{InstrumentEvent, WaveEvent};
use contract::surveys::v1::{
    Audience, InstrumentPublished, Invited, OpeningObstacle, WaveOpened, WaveScheduled,
};

use super::words::{capital, count, day, named, plain, schools, term};
use super::{Known, Line};

pub(super) fn instrument(event: &InstrumentEvent) -> Line {
    match event {
        InstrumentEvent::InstrumentPublished(published) => {
            Line::new(instrument_published(published))
        }
    }
}

fn instrument_published(published: &InstrumentPublished) -> String {
    format!(
        "Version {} of {} for {} was published with {}.",
        published.version,
        named("the questionnaire", &published.title),
        audience(published.audience()),
        count(published.questions.len(), "question", "questions")
    )
}

fn audience(audience: Audience) -> &'static str {
    match audience {
        Audience::Unspecified => "everybody",
        Audience::Parents => "parents",
        Audience::Staff => "staff",
        Audience::Pupils => "pupils",
    }
}

pub(super) fn wave(event: &WaveEvent, known: &Known) -> Line {
    let (wave_id, sentence) = match event {
        WaveEvent::WaveScheduled(scheduled) => {
            return Line::new(wave_scheduled(scheduled)).about(&scheduled.school_ids);
        }
        WaveEvent::WaveOpened(opened) => (&opened.wave_id, wave_opened(opened)),
        WaveEvent::InvitationsPlanned(plan) => (
            &plan.wave_id,
            format!("it was fixed for {{}} that {} are asked.", people(&plan.invited)),
        ),
        WaveEvent::OpeningHeldUp(held) => {
            (&held.wave_id, format!("{{}} did not open on its day: {}.", obstacle(held.obstacle())))
        }
        WaveEvent::LinksHandedOut(handed) => {
            (&handed.wave_id, "the links of {} were handed out.".to_owned())
        }
        WaveEvent::WaveExtended(extended) => {
            let (from, until) = (day(&extended.from), day(&extended.closes_on));
            (&extended.wave_id, format!("the last day of {{}} was moved from {from} to {until}."))
        }
        WaveEvent::AnswersCollected(collected) => {
            (&collected.wave_id, "a shuffled batch of answers to {} was fixed.".to_owned())
        }
        WaveEvent::WaveClosed(closed) => (
            &closed.wave_id,
            "{} closed; it takes no more answers, and its invitations and its key were destroyed."
                .to_owned(),
        ),
        WaveEvent::ResultsReleased(released) => (
            &released.wave_id,
            "the results of {} were released, so far as they may be shown.".to_owned(),
        ),
    };
    let wave = known.get("wave", wave_id);
    let mut survey = named("the survey", &wave.name);
    if !wave.term.is_empty() {
        survey = format!("{survey} for {}", term(&wave.term));
    }
    Line::new(capital(&sentence.replace("{}", &survey))).about(&wave.schools)
}

fn wave_scheduled(scheduled: &WaveScheduled) -> String {
    format!(
        "{} of {} was planned for {} in {}, to be open from {} to {}.",
        capital(&named("the survey", &plain(&scheduled.title))),
        audience(scheduled.audience()),
        term(&scheduled.term),
        schools(&scheduled.school_ids),
        day(&scheduled.opens_on),
        day(&scheduled.closes_on)
    )
}

fn wave_opened(opened: &WaveOpened) -> String {
    let were = if opened.invited.iter().map(|invited| invited.count).sum::<u32>() == 1 {
        "was"
    } else {
        "were"
    };
    let by_itself = if opened.by_itself { " by itself" } else { "" };
    let schools = count(opened.invited.len(), "school", "schools");
    format!("{{}} opened{by_itself}; {} {were} invited in {schools}.", people(&opened.invited))
}

fn people(invited: &[Invited]) -> String {
    let all: usize = invited.iter().map(|invited| invited.count as usize).sum();
    count(all, "person", "people")
}

fn obstacle(obstacle: OpeningObstacle) -> &'static str {
    match obstacle {
        OpeningObstacle::Unspecified => "something held it up",
        OpeningObstacle::NumbersMissing => "it was not fixed how many are asked",
        OpeningObstacle::KeyFolder => "the installation had no usable folder for its key",
        OpeningObstacle::WindowOver => "its last day was over too",
        OpeningObstacle::SchoolLeft => "a school that is to be asked had left the trust",
    }
}

#[cfg(test)]
mod tests;
