//! The words in which inspectorates publish what they found. No grade is ever translated into another.

use crate::evidence::v1::{
    CategoryOfConcern, KeyJudgement, OfstedGrade, ReportCardArea, ReportCardGrade,
    SafeguardingStandards, SiamsOutcome,
};

/// Gives each value of an enum of the contract its published words, and the list of those that stand for something.
macro_rules! words {
    ($kind:ident { $($value:ident => $words:literal),* $(,)? }) => {
        impl $kind {
            /// Every value that stands for something, in the order of the contract.
            pub const PUBLISHED: &'static [Self] = &[$(Self::$value),*];

            /// As published; empty for the value that stands for nothing.
            pub fn words(self) -> &'static str {
                match self {
                    Self::Unspecified => "",
                    $(Self::$value => $words,)*
                }
            }
        }
    };
}

words!(ReportCardArea {
    Inclusion => "Inclusion",
    CurriculumAndTeaching => "Curriculum and teaching",
    Achievement => "Achievement",
    AttendanceAndBehaviour => "Attendance and behaviour",
    PersonalDevelopmentAndWellbeing => "Personal development and wellbeing",
    EarlyYears => "Early years",
    Post16Provision => "Post-16 provision",
    LeadershipAndGovernance => "Leadership and governance",
});

words!(ReportCardGrade {
    Exceptional => "Exceptional",
    StrongStandard => "Strong standard",
    ExpectedStandard => "Expected standard",
    NeedsAttention => "Needs attention",
    UrgentImprovement => "Urgent improvement",
});

words!(SafeguardingStandards {
    Met => "Met",
    NotMet => "Not met",
});

words!(CategoryOfConcern {
    SpecialMeasures => "Special measures",
    RequiresSignificantImprovement => "Requires significant improvement",
    SeriousWeaknesses => "Serious weaknesses",
});

words!(KeyJudgement {
    QualityOfEducation => "Quality of education",
    BehaviourAndAttitudes => "Behaviour and attitudes",
    PersonalDevelopment => "Personal development",
    LeadershipAndManagement => "Leadership and management",
    EarlyYearsProvision => "Early years provision",
    SixthFormProvision => "Sixth-form provision",
});

words!(OfstedGrade {
    Outstanding => "Outstanding",
    Good => "Good",
    RequiresImprovement => "Requires improvement",
    Inadequate => "Inadequate",
});

words!(SiamsOutcome {
    J1 => "J1",
    J2 => "J2",
    Excellent => "Excellent",
    Good => "Good",
    RequiresImprovement => "Requires improvement",
    Ineffective => "Ineffective",
});
