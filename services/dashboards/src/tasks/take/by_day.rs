//! What events say that days make tasks of.

use contract::events::{
    AcademicYearEvent, AdoptionEvent, FrameworkCommentEvent, FrameworkDraftEvent, RequirementEvent,
    SefTemplateEvent, SelfEvaluationEvent,
};
use contract::evidence::v1::RequirementTerms;

use super::super::by_day::{ConsultedDraft, DayStep, SettledRequirement};
use super::super::rows::TaskStep;

/// A school is in the trust since a day.
pub(super) fn joined(school_id: &str, on: &str) -> TaskStep {
    let (school_id, joined_on) = (school_id.to_owned(), on.to_owned());
    TaskStep::ByDay(DayStep::Joined { school_id, joined_on })
}

/// No headteacher is asked about a framework any more.
pub(super) fn not_asked(framework_id: &str) -> TaskStep {
    TaskStep::ByDay(DayStep::NotAsked { framework_id: framework_id.to_owned() })
}

pub(super) fn drafted(event: &FrameworkDraftEvent) -> Option<TaskStep> {
    match event {
        // Headteachers are asked about the draft before until that is settled, or this one is sent.
        FrameworkDraftEvent::FrameworkDrafted(_) => None,
        FrameworkDraftEvent::FrameworkSentToHeads(sent) => {
            let draft = ConsultedDraft {
                framework_id: sent.framework_id.clone(),
                version: sent.version,
                draft: sent.draft,
            };
            let (since, comment_by) = (sent.on.clone(), sent.comment_by.clone());
            Some(TaskStep::ByDay(DayStep::Asked { draft, since, comment_by }))
        }
        FrameworkDraftEvent::FrameworkDraftWithdrawn(withdrawn) => {
            Some(not_asked(&withdrawn.framework_id))
        }
    }
}

pub(super) fn commented(event: &FrameworkCommentEvent) -> TaskStep {
    let FrameworkCommentEvent::FrameworkCommented(commented) = event;
    let draft = ConsultedDraft {
        framework_id: commented.framework_id.clone(),
        version: commented.version,
        draft: commented.draft,
    };
    TaskStep::ByDay(DayStep::Commented { draft, school_id: commented.school_id.clone() })
}

pub(super) fn terms(event: &AcademicYearEvent) -> TaskStep {
    let AcademicYearEvent::TermsSet(set) = event;
    TaskStep::ByDay(DayStep::Terms(set.clone()))
}

pub(super) fn template(event: &SefTemplateEvent) -> Option<TaskStep> {
    match event {
        SefTemplateEvent::SefTemplateMade(made) => {
            Some(TaskStep::ByDay(DayStep::Template { school_id: made.school_id.clone() }))
        }
        SefTemplateEvent::SefTemplateRevised(_) => None,
    }
}

pub(super) fn evaluated(event: &SelfEvaluationEvent) -> Option<TaskStep> {
    match event {
        SelfEvaluationEvent::SelfEvaluationBegun(begun) => Some(TaskStep::ByDay(DayStep::Begun {
            self_evaluation_id: begun.self_evaluation_id.clone(),
            school_id: begun.school_id.clone(),
            term: begun.term.clone(),
        })),
        SelfEvaluationEvent::SelfEvaluationWritten(_) => None,
        SelfEvaluationEvent::SelfEvaluationSigned(signed) => {
            let self_evaluation_id = signed.self_evaluation_id.clone();
            Some(TaskStep::ByDay(DayStep::Signed { self_evaluation_id }))
        }
    }
}

pub(super) fn required(event: &RequirementEvent) -> TaskStep {
    let said = |id: &String, year: &String, terms: Option<RequirementTerms>| {
        let (requirement_id, year) = (id.clone(), year.clone());
        TaskStep::ByDay(DayStep::Required { requirement_id, year, terms })
    };
    match event {
        RequirementEvent::RequirementAdded(added) => {
            let terms = Some(added.terms.clone().unwrap_or_default());
            said(&added.requirement_id, &added.year, terms)
        }
        RequirementEvent::RequirementChanged(changed) => {
            let terms = Some(changed.terms.clone().unwrap_or_default());
            said(&changed.requirement_id, &changed.year, terms)
        }
        RequirementEvent::RequirementDropped(dropped) => {
            said(&dropped.requirement_id, &dropped.year, None)
        }
    }
}

pub(super) fn adopted(event: &AdoptionEvent) -> TaskStep {
    let of = |id: &String, school: &String, period: &String| SettledRequirement {
        requirement_id: id.clone(),
        school_id: school.clone(),
        period: period.clone(),
    };
    TaskStep::ByDay(match event {
        AdoptionEvent::RequirementAdopted(one) => {
            DayStep::Settled(of(&one.requirement_id, &one.school_id, &one.period))
        }
        AdoptionEvent::RequirementWaived(one) => {
            DayStep::Settled(of(&one.requirement_id, &one.school_id, &one.period))
        }
        AdoptionEvent::AdoptionTakenBack(one) => {
            DayStep::Reopened(of(&one.requirement_id, &one.school_id, &one.period))
        }
        AdoptionEvent::WaiverTakenBack(one) => {
            DayStep::Reopened(of(&one.requirement_id, &one.school_id, &one.period))
        }
    })
}
