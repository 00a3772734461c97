//! Which links a page offers to whom, so that nobody is shown one that would be refused. The services decide; nothing
//! here is relied upon.

use contract::reviews::v1::{Recipient, Review};
use contract::schools::v1::{GetTrustResponse, Role, RoleGranted, ScopeKind};

use crate::sessions::Visitor;

/// The schools a role reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Every school of the trust.
    Trust,
    /// These schools.
    Schools(Vec<String>),
}

impl Reach {
    /// The reach of a role: a committee's is its school, a hub's its schools.
    pub(crate) fn of(role: &RoleGranted, trust: &GetTrustResponse) -> Self {
        let scope = role.scope.clone().unwrap_or_default();
        match scope.kind() {
            ScopeKind::School => Self::Schools(vec![scope.id]),
            ScopeKind::Committee => {
                let own =
                    trust.committees.iter().filter(|committee| committee.committee_id == scope.id);
                Self::Schools(own.map(|committee| committee.school_id.clone()).collect())
            }
            ScopeKind::Hub => {
                let own = trust.hubs.iter().filter(|hub| hub.hub_id == scope.id);
                Self::Schools(own.flat_map(|hub| hub.school_ids.clone()).collect())
            }
            _ => Self::Trust,
        }
    }

    fn holds(&self, school: &str) -> bool {
        match self {
            Self::Trust => true,
            Self::Schools(ids) => ids.iter().any(|id| id == school),
        }
    }
}

/// Which event a link leads to, as far as it decides who may open it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Behind<'a> {
    /// A shared decision, or an issued report, about this school.
    Shown(&'a str),
    /// Figures released for every school that was asked.
    Released,
    /// Anything else about this school alone.
    School(&'a str),
    /// Anything else.
    Trust,
}

impl<'a> Behind<'a> {
    /// A decision, as long as it is shown to those who judge only, and afterwards.
    pub(crate) fn decision(school: &'a str, shared: bool) -> Self {
        if shared { Self::Shown(school) } else { Self::School(school) }
    }

    /// What a judgement rests on: a survey's figures were released for many schools, anything else is the school's own.
    pub(crate) fn evidence(school: &'a str, survey_figure: bool) -> Self {
        if survey_figure { Self::Released } else { Self::School(school) }
    }

    /// A fact, by its measure; about the trust where no school is named.
    pub(crate) fn fact(measure: &str, school: &'a str) -> Self {
        match measure.split('.').next().unwrap_or_default() {
            "survey" => Self::Released,
            _ if school.is_empty() => Self::Trust,
            "category" => Self::Shown(school),
            _ => Self::School(school),
        }
    }
}

impl Visitor {
    /// Whether the whole history is shown, every event of it.
    pub(crate) fn opens_every_event(&self) -> bool {
        matches!(self.role, Role::ChiefExecutive | Role::ImprovementLead)
    }

    /// Whether an event is shown as it is stored.
    pub(crate) fn opens(&self, behind: Behind<'_>) -> bool {
        match (self.role, behind) {
            _ if self.opens_every_event() => true,
            (Role::Headteacher, Behind::Shown(school) | Behind::School(school)) => {
                self.reach.holds(school)
            }
            (Role::Trustee, Behind::Shown(_) | Behind::Released) => true,
            (_, Behind::Shown(school)) if self.sits_on_committee() => self.reach.holds(school),
            _ => false,
        }
    }

    /// Whether there is a trail to be shown: all of it, or a part.
    pub(crate) fn has_a_trail(&self) -> bool {
        use Role::{DataProtectionOfficer, GovernanceChair, Headteacher, Trustee};
        self.opens_every_event()
            || matches!(self.role, DataProtectionOfficer | GovernanceChair | Headteacher | Trustee)
    }

    /// Committees see their own school; everybody else sees every school's shared record.
    pub(crate) fn sees(&self, school: &str) -> bool {
        !self.sits_on_committee() || self.reach.holds(school)
    }

    /// Whether judgements not yet shared are shown.
    pub(crate) fn sees_drafts(&self, school: &str) -> bool {
        self.sees_all_drafts() || (self.role == Role::Headteacher && self.reach.holds(school))
    }

    /// Whether judgements not yet shared are shown for every school.
    pub(crate) fn sees_all_drafts(&self) -> bool {
        matches!(self.role, Role::ChiefExecutive | Role::ImprovementLead)
    }

    /// Whether reports are shown at all.
    pub(crate) fn reads_reports(&self) -> bool {
        use Role::{ChiefExecutive, Headteacher, ImprovementLead, Trustee};
        self.sits_on_committee()
            || matches!(self.role, ChiefExecutive | Headteacher | ImprovementLead | Trustee)
    }

    /// Whether the school's report is shown: not to other heads, not to other committees.
    pub(crate) fn reads_reports_of(&self, school: &str) -> bool {
        self.reads_reports() && self.reach.holds(school)
    }

    /// Whether released survey figures are shown at all.
    pub(crate) fn sees_answers(&self) -> bool {
        use Role::{
            CentralTeam, ChiefExecutive, DioceseLink, GovernanceChair, Governor, Headteacher,
            ImprovementLead, Staff, Trustee,
        };
        matches!(
            self.role,
            CentralTeam
                | ChiefExecutive
                | DioceseLink
                | GovernanceChair
                | Governor
                | Headteacher
                | ImprovementLead
                | Staff
                | Trustee
        )
    }

    /// Whether the school's own survey figures are shown: other heads see the trust's.
    pub(crate) fn sees_answers_of(&self, school: &str) -> bool {
        self.sees_answers() && self.reach.holds(school)
    }

    /// Whether this person receives what a peer review found, as host and trust agreed before it.
    pub(crate) fn receives(&self, review: &Review) -> bool {
        let agreed = |recipient: Recipient| review.recipients().any(|known| known == recipient);
        let host = self.reach.holds(&review.host_school_id);
        let reviewed =
            review.reviewers.iter().any(|reviewer| reviewer.person_id == self.actor.to_string());
        match self.role {
            _ if reviewed => true,
            Role::ImprovementLead | Role::ChiefExecutive => true,
            Role::Headteacher => host,
            Role::Trustee => agreed(Recipient::Trustees),
            _ => self.sits_on_committee() && host && agreed(Recipient::HostCommittee),
        }
    }

    /// The schools whose trail is shown; nothing where it is every school's.
    pub(crate) fn own_trail(&self) -> Option<&[String]> {
        match &self.reach {
            Reach::Schools(schools)
                if self.sits_on_committee() || self.role == Role::Headteacher =>
            {
                Some(schools)
            }
            _ => None,
        }
    }

    /// Whether this is a governor of the school; its clerk asks nothing.
    pub(crate) fn may_ask_about(&self, school: &str) -> bool {
        matches!(self.role, Role::GovernanceChair | Role::Governor) && self.reach.holds(school)
    }

    /// Whether governors' questions about the school are for this person to answer.
    pub(crate) fn may_answer_for(&self, school: &str) -> bool {
        matches!(self.role, Role::ImprovementLead | Role::Headteacher) && self.reach.holds(school)
    }

    /// Whether this person leads improvement across the trust.
    pub(crate) fn leads_improvement(&self) -> bool {
        self.role == Role::ImprovementLead
    }

    /// Whether the page of who can sign in is for this person.
    pub(crate) fn sees_who_can_sign_in(&self) -> bool {
        matches!(self.role, Role::Administrator | Role::DataProtectionOfficer) && !self.chosen
    }

    /// Whether how far every projection has got is for this person.
    pub(crate) fn watches_projections(&self) -> bool {
        self.role == Role::Administrator
    }

    /// Whether this person is within reach of what a school has.
    pub(crate) fn reaches(&self, school: &str) -> bool {
        self.reach.holds(school)
    }

    /// Whether this person invites people to sign in.
    pub(crate) fn invites(&self) -> bool {
        self.role == Role::Administrator && !self.chosen
    }

    fn sits_on_committee(&self) -> bool {
        matches!(self.role, Role::GovernanceChair | Role::Governor | Role::Clerk)
    }
}

/// A role as people say it, for example `Improvement lead`.
pub(crate) fn role_words(role: &str) -> String {
    let words = match role {
        "governance_chair" => "chair of governors".to_owned(),
        "system" => "Plumbline itself".to_owned(),
        other => other.replace('_', " "),
    };
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_governor_sees_the_own_school_only() {
        let governor = sample::governor();
        assert!(governor.sees(sample::MARYS) && !governor.sees(sample::OAK));
        assert!(governor.may_ask_about(sample::MARYS) && !governor.may_ask_about(sample::OAK));
        assert!(!governor.sees_drafts(sample::MARYS));
        assert!(!governor.may_answer_for(sample::MARYS));
    }

    #[test]
    fn a_clerk_reads_the_report_and_asks_nothing() {
        let clerk = Visitor { role: Role::Clerk, ..sample::governor() };
        assert!(clerk.reads_reports_of(sample::MARYS) && !clerk.may_ask_about(sample::MARYS));
    }

    #[test]
    fn drafts_are_for_those_who_judge() {
        for role in [Role::Administrator, Role::CentralTeam, Role::Trustee] {
            assert!(!Visitor { role, ..sample::trustee() }.sees_all_drafts(), "{role:?}");
        }
    }

    #[test]
    fn a_head_sees_every_school_but_only_own_drafts_and_reports() {
        let head = sample::head();
        assert!(head.sees(sample::OAK));
        assert!(head.sees_drafts(sample::MARYS) && !head.sees_drafts(sample::OAK));
        assert!(head.reads_reports_of(sample::MARYS) && !head.reads_reports_of(sample::OAK));
    }

    #[test]
    fn a_trustee_sees_what_was_shared() {
        let trustee = sample::trustee();
        assert!(trustee.sees(sample::OAK) && !trustee.sees_drafts(sample::OAK));
        assert!(sample::lead().sees_all_drafts());
    }

    #[test]
    fn a_review_goes_to_those_host_and_trust_agreed_on() {
        let mut review = Review { host_school_id: sample::MARYS.to_owned(), ..Default::default() };
        assert!(sample::lead().receives(&review) && sample::head().receives(&review));
        assert!(!sample::governor().receives(&review) && !sample::trustee().receives(&review));
        review.recipients = vec![Recipient::HostCommittee.into(), Recipient::Trustees.into()];
        assert!(sample::governor().receives(&review) && sample::trustee().receives(&review));
        review.host_school_id = sample::OAK.to_owned();
        assert!(!sample::governor().receives(&review) && !sample::head().receives(&review));
    }

    #[test]
    fn a_committees_trail_is_its_schools() {
        assert_eq!(sample::governor().own_trail(), Some([sample::MARYS.to_owned()].as_slice()));
        assert_eq!(sample::trustee().own_trail(), None);
        assert!(!sample::head().sees_answers_of(sample::OAK));
    }

    #[test]
    fn a_committee_role_reaches_the_committees_school() {
        let trust = sample::trust();
        let role = RoleGranted {
            scope: Some(contract::schools::v1::Scope {
                kind: ScopeKind::Committee.into(),
                id: sample::COMMITTEE.to_owned(),
            }),
            ..Default::default()
        };
        assert_eq!(Reach::of(&role, &trust), Reach::Schools(vec![sample::MARYS.to_owned()]));
    }
}
