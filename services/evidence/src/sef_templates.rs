//! Which templates for self-evaluations are there, and what does each version ask?

use contract::british_day;
use contract::events::SefTemplateEvent;
use contract::evidence::v1::SefTemplate;
use eventlog::{At, Document};

/// Every version of a trust's templates; a version is a thing of its own.
#[derive(Debug)]
pub(crate) struct SefTemplatesList;

impl Document for SefTemplatesList {
    const NAME: &'static str = "evidence_sef_templates";
    type Body = SefTemplate;
    type Event = SefTemplateEvent;

    fn thing(event: &SefTemplateEvent, sef_template_id: &str) -> String {
        match event {
            SefTemplateEvent::SefTemplateMade(_) => format!("{sef_template_id}/1"),
            SefTemplateEvent::SefTemplateRevised(revised) => {
                format!("{sef_template_id}/{}", revised.version)
            }
        }
    }

    fn fold(template: &mut SefTemplate, event: &SefTemplateEvent, at: &At) {
        *template = match event {
            SefTemplateEvent::SefTemplateMade(made) => SefTemplate {
                sef_template_id: made.sef_template_id.clone(),
                school_id: made.school_id.clone(),
                version: 1,
                name: made.name.clone(),
                sections: made.sections.clone(),
                ..of(at)
            },
            SefTemplateEvent::SefTemplateRevised(revised) => SefTemplate {
                sef_template_id: revised.sef_template_id.clone(),
                school_id: revised.school_id.clone(),
                version: revised.version,
                name: revised.name.clone(),
                sections: revised.sections.clone(),
                ..of(at)
            },
        };
    }
}

/// What the moment of an event says of its version.
fn of(at: &At) -> SefTemplate {
    SefTemplate {
        made_on: british_day(at.time).to_string(),
        position: at.position,
        ..SefTemplate::default()
    }
}
