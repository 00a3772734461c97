//! Sentences about self-evaluations and their templates. They tell the steps and nothing of what a school says of itself.

use contract::events::{SefTemplateEvent, SelfEvaluationEvent};

use super::Line;
use super::words::{school, term, when};

pub(super) fn template(event: &SefTemplateEvent) -> Line {
    match event {
        SefTemplateEvent::SefTemplateMade(made) => {
            let sentence = format!("{} was made.", template_of(&made.school_id));
            Line::new(sentence).about([&made.school_id])
        }
        SefTemplateEvent::SefTemplateRevised(revised) => {
            let template = template_of(&revised.school_id);
            let sentence = format!("{template} got version {}.", revised.version);
            Line::new(sentence).about([&revised.school_id])
        }
    }
}

fn template_of(school_id: &str) -> String {
    match school_id {
        "" => "A template of the trust for self-evaluations".to_owned(),
        id => format!("A template for self-evaluations of {}", school(id)),
    }
}

pub(super) fn self_evaluation(event: &SelfEvaluationEvent) -> Line {
    let (of, what) = match event {
        SelfEvaluationEvent::SelfEvaluationBegun(begun) => {
            let start = match begun.carried_from_id.as_str() {
                "" => "was begun",
                _ => "was begun with what an earlier one says",
            };
            (StepOf { school_id: &begun.school_id, term: &begun.term }, start.to_owned())
        }
        SelfEvaluationEvent::SelfEvaluationWritten(written) => {
            let of = StepOf { school_id: &written.school_id, term: &written.term };
            (of, "was written".to_owned())
        }
        SelfEvaluationEvent::SelfEvaluationSigned(signed) => {
            let of = StepOf { school_id: &signed.school_id, term: &signed.term };
            (of, format!("was signed off by the headteacher{}", when("on", &signed.on)))
        }
    };
    let place = school(of.school_id);
    let sentence = format!("The self-evaluation of {place} for {} {what}.", term(of.term));
    Line::new(sentence).about([of.school_id])
}

/// Whose self-evaluation a step is of, and of which term.
struct StepOf<'a> {
    school_id: &'a String,
    term: &'a str,
}

#[cfg(test)]
mod tests;
