//! The default policy, row by row of the field's "who sees what", for the rpcs there are.

use access::{Actor, Question, Reach, Shows, Subject, all_roles};
use contract::schools::v1::{Role, ScopeKind};

use crate::trust::{
    ANNE, BILL, NEIGHBOUR, OTHER, OTHER_REPORT, OTHER_REVIEW, OWN, REPORT, REVIEW, Stand, WAVE,
    access, usual,
};

const HEADS: Role = Role::Headteacher;
const COMMITTEE: [Role; 2] = [Role::GovernanceChair, Role::Governor];

/// What a role's holder is shown of a thing of its own school, of another's, and of the trust as a whole.
fn seen(role: Role, action: &str, kind: Shows) -> (bool, bool, bool) {
    seen_by(&usual(role), action, kind)
}

fn seen_by(stand: &Stand, action: &str, kind: Shows) -> (bool, bool, bool) {
    let shows = |subject| stand.decide(action, subject).shows(kind);
    let seen =
        (shows(Subject::school(OWN)), shows(Subject::school(OTHER)), shows(Subject::default()));
    let reach = stand.reach(action);
    let listed = [Some(OWN), Some(OTHER), None].map(|school| reach.shows(school, kind));
    assert_eq!(<[bool; 3]>::from(seen), listed, "a list holds what may be asked for one by one");
    seen
}

const ALL: (bool, bool, bool) = (true, true, true);
const OWN_ONLY: (bool, bool, bool) = (true, false, false);
const NONE: (bool, bool, bool) = (false, false, false);

fn nobody_else(action: &str, kind: Shows, named: &[Role]) {
    for role in all_roles().filter(|role| !named.contains(role)) {
        assert_eq!(seen(role, action, kind), NONE, "{role:?} {action} {kind}");
    }
}

#[test]
fn published_figures_are_for_everyone_and_all_schools() {
    for role in all_roles() {
        assert_eq!(seen(role, "dashboards.ListFacts", Shows::Published), ALL, "{role:?}");
    }
}

#[test]
fn recorded_figures_are_public_internal_or_of_few_pupils() {
    let across = [Role::Trustee, Role::ChiefExecutive, Role::ImprovementLead, Role::CentralTeam];
    // What stands beside figures is ruled as they are.
    for action in ["evidence.ListFigures", "evidence.ListBenchmarks"] {
        for role in all_roles() {
            assert_eq!(seen(role, action, Shows::Published), ALL, "{role:?}");
        }
        for role in across {
            assert_eq!(seen(role, action, Shows::FiguresInternal), ALL, "{role:?}");
        }
        for role in [HEADS, Role::GovernanceChair, Role::Governor] {
            assert_eq!(seen(role, action, Shows::FiguresInternal), OWN_ONLY, "{role:?}");
        }
        let named = [&across[..], &COMMITTEE, &[HEADS]].concat();
        nobody_else(action, Shows::FiguresInternal, &named);
    }
    // An event holds the figure as it was recorded.
    let hold_few =
        ["evidence.ListFigures", "evidence.ListBenchmarks", "trail.GetEvent", "trail.GetProof"];
    for action in hold_few {
        assert_eq!(seen(Role::ImprovementLead, action, Shows::SmallCohorts), ALL);
        assert_eq!(seen(HEADS, action, Shows::SmallCohorts), OWN_ONLY);
        nobody_else(action, Shows::SmallCohorts, &[Role::ImprovementLead, HEADS]);
    }
}

#[test]
fn the_running_record_is_for_the_school_and_the_trust() {
    let across = [Role::ImprovementLead, Role::CentralTeam];
    let of_the_school = [HEADS, Role::Staff];
    let may = |role, action: &str, school| {
        usual(role).may(&format!("evidence.{action}"), Subject::school(school))
    };
    for role in all_roles() {
        let (own, other) =
            (across.contains(&role) || of_the_school.contains(&role), across.contains(&role));
        for action in ["AddRecordEntry", "CorrectRecordEntry"] {
            assert_eq!(
                (may(role, action, OWN), may(role, action, OTHER)),
                (own, other),
                "{role:?}"
            );
        }
        let reads = role == Role::ChiefExecutive;
        let action = "ListRecordEntries";
        let seen = (may(role, action, OWN), may(role, action, OTHER));
        assert_eq!(seen, (own || reads, other || reads), "{role:?}");
    }
}

#[test]
fn notes_of_visits_are_shown_as_their_distribution_says() {
    let action = "evidence.ListVisitNotes";
    assert_eq!(seen(Role::ImprovementLead, action, Shows::VisitNoteWhole), ALL);
    assert_eq!(seen(HEADS, action, Shows::VisitNoteForHead), OWN_ONLY);
    assert_eq!(seen(Role::Staff, action, Shows::VisitNoteForSchool), OWN_ONLY);
    for role in COMMITTEE {
        assert_eq!(seen(role, action, Shows::VisitNoteForCommittee), OWN_ONLY, "{role:?}");
    }
    let trust = [Role::ChiefExecutive, Role::CentralTeam, Role::Trustee];
    for role in trust {
        assert_eq!(seen(role, action, Shows::VisitNoteForTrust), ALL, "{role:?}");
    }
    nobody_else(action, Shows::VisitNoteForHead, &[HEADS]);
    nobody_else(action, Shows::VisitNoteForSchool, &[Role::Staff]);
    nobody_else(action, Shows::VisitNoteForCommittee, &COMMITTEE);
    nobody_else(action, Shows::VisitNoteForTrust, &trust);
    // An event holds where a note stands and what it is about.
    for action in [action, "trail.GetEvent", "trail.GetProof"] {
        assert_eq!(seen(Role::ImprovementLead, action, Shows::VisitNoteWhole), ALL);
        nobody_else(action, Shows::VisitNoteWhole, &[Role::ImprovementLead]);
    }
}

#[test]
fn a_note_of_a_visit_is_answered_by_the_headteacher_alone() {
    let writers =
        [Role::ImprovementLead, Role::CentralTeam, HEADS, Role::GovernanceChair, Role::Governor];
    for role in all_roles() {
        let stand = usual(role);
        let may = |action: &str| stand.may(&format!("evidence.{action}"), Subject::school(OWN));
        assert_eq!(may("BeginVisitNote"), writers.contains(&role), "{role:?}");
        for action in ["CommentOnVisitNote", "AgreeVisitNote"] {
            assert_eq!(may(action), role == HEADS, "{role:?}");
            assert!(!stand.may(&format!("evidence.{action}"), Subject::school(OTHER)), "{role:?}");
        }
    }
}

#[test]
fn a_self_evaluation_is_for_its_headteacher_until_it_is_signed_off() {
    let list = "evidence.ListSelfEvaluations";
    for action in [list, "trail.GetEvent", "trail.GetProof"] {
        assert_eq!(seen(HEADS, action, Shows::SelfEvaluationWhole), OWN_ONLY);
        nobody_else(action, Shows::SelfEvaluationWhole, &[HEADS]);
    }
    let across = [Role::ImprovementLead, Role::ChiefExecutive];
    for role in across {
        assert_eq!(seen(role, list, Shows::SelfEvaluationSigned), ALL, "{role:?}");
    }
    let of_the_school = [Role::GovernanceChair, Role::Governor, Role::Clerk];
    for role in of_the_school {
        assert_eq!(seen(role, list, Shows::SelfEvaluationSigned), OWN_ONLY, "{role:?}");
    }
    let readers = [&across[..], &of_the_school].concat();
    nobody_else(list, Shows::SelfEvaluationSigned, &readers);
}

#[test]
fn a_headteacher_writes_the_self_evaluation_and_the_lead_makes_the_trusts_templates() {
    for role in all_roles() {
        let stand = usual(role);
        let may = |action: &str, subject| stand.may(&format!("evidence.{action}"), subject);
        for action in ["BeginSelfEvaluation", "WriteSelfEvaluation", "SignSelfEvaluation"] {
            assert_eq!(may(action, Subject::school(OWN)), role == HEADS, "{role:?} {action}");
            assert!(!may(action, Subject::school(OTHER)), "{role:?} {action}");
        }
        for action in ["MakeSefTemplate", "ReviseSefTemplate"] {
            let leads = role == Role::ImprovementLead;
            assert_eq!(may(action, Subject::default()), leads, "{role:?} {action}");
            let own = may(action, Subject::school(OWN));
            assert_eq!(own, leads || role == HEADS, "{role:?} {action}");
            assert_eq!(may(action, Subject::school(OTHER)), leads, "{role:?} {action}");
        }
    }
}

#[test]
fn those_who_import_figures_save_what_the_columns_of_a_file_hold() {
    for role in all_roles() {
        let stand = usual(role);
        let imports = matches!(role, Role::ImprovementLead | Role::Administrator);
        let keeping = ["MakeFigureMapping", "ReviseFigureMapping", "TakeOutFigureMapping"];
        for action in keeping.iter().chain(&["ImportFigures", "ListFigureMappings"]) {
            let may = stand.may(&format!("evidence.{action}"), Subject::default());
            assert_eq!(may, imports, "{role:?} {action}");
        }
    }
}

#[test]
fn the_register_is_kept_by_the_lead_and_adopted_by_the_head() {
    let across = [Role::Trustee, Role::ChiefExecutive, Role::ImprovementLead, Role::CentralTeam];
    let of_the_school = [HEADS, Role::GovernanceChair, Role::Governor];
    for role in all_roles() {
        let stand = usual(role);
        let may = |action: &str, school| {
            stand.may(&format!("evidence.{action}"), Subject::school(school))
        };
        let lead = role == Role::ImprovementLead;
        for action in ["WaiveRequirement", "TakeBackWaiver", "RecordIndependence"] {
            assert_eq!((may(action, OWN), may(action, OTHER)), (lead, lead), "{role:?} {action}");
        }
        for action in ["AddRequirement", "SetIndependenceLevels"] {
            let action = format!("evidence.{action}");
            assert_eq!(stand.may(&action, Subject::default()), lead, "{role:?} {action}");
        }
        let adopts = lead || role == HEADS;
        for action in ["AdoptRequirement", "TakeBackAdoption"] {
            assert_eq!((may(action, OWN), may(action, OTHER)), (adopts, lead), "{role:?} {action}");
        }
        let (all, own) = (across.contains(&role), of_the_school.contains(&role));
        let action = "ListIndependence";
        assert_eq!((may(action, OWN), may(action, OTHER)), (all || own, all), "{role:?} {action}");
        let (action, own) = ("ListAdoptions", own || role == Role::Staff);
        assert_eq!((may(action, OWN), may(action, OTHER)), (all || own, all), "{role:?} {action}");
        assert!(may("ListRequirements", OWN), "{role:?}");
    }
}

#[test]
fn a_framework_is_drafted_by_two_roles_commented_on_by_heads_and_read_by_those_who_agree_it() {
    let writers = [Role::ImprovementLead, Role::ChiefExecutive];
    for role in all_roles() {
        let stand = usual(role);
        for action in ["DraftFramework", "ConsultOnFramework", "WithdrawFrameworkDraft"] {
            let action = &format!("categories.{action}");
            let may = stand.may(action, Subject::default());
            assert_eq!(may, writers.contains(&role), "{role:?} {action}");
        }
        let comments = |school| stand.may("categories.CommentOnFramework", Subject::school(school));
        assert_eq!((comments(OWN), comments(OTHER)), (role == HEADS, false), "{role:?}");
    }
    let action = "categories.GetFrameworkDraft";
    let readers = [&writers[..], &[Role::Trustee]].concat();
    for role in &readers {
        assert_eq!(seen(*role, action, Shows::FrameworkDraftWhole), ALL, "{role:?}");
    }
    nobody_else(action, Shows::FrameworkDraftWhole, &readers);
    assert_eq!(seen(HEADS, action, Shows::FrameworkDraftSent), OWN_ONLY);
    nobody_else(action, Shows::FrameworkDraftSent, &[HEADS]);
}

#[test]
fn survey_figures_for_all_schools_own_school_and_the_trust_mean() {
    for action in ["surveys.GetResults", "dashboards.ListFacts"] {
        let kind = Shows::SurveyResults;
        let across =
            [Role::Trustee, Role::ChiefExecutive, Role::ImprovementLead, Role::CentralTeam];
        for role in across {
            assert_eq!(seen(role, action, kind), ALL, "{role:?}");
        }
        for role in [HEADS, Role::GovernanceChair, Role::Governor] {
            assert_eq!(seen(role, action, kind), (true, false, true), "{role:?}");
        }
        assert_eq!(seen(Role::Staff, action, kind), OWN_ONLY);
        let named = [&across[..], &COMMITTEE, &[HEADS, Role::Staff]].concat();
        nobody_else(action, kind, &named);
        // The local authority's officer sees it only if it is shared, and there is no way yet to share.
        assert_eq!(seen(Role::ExternalVerifier, action, kind), NONE);
        assert_eq!(
            seen(Role::DioceseLink, action, Shows::SurveyVision),
            OWN_ONLY,
            "church schools"
        );
    }
}

#[test]
fn whoever_asks_for_a_waves_results_without_a_school_is_let_in_to_what_is_in_reach() {
    let subject = Subject { wave: Some(WAVE), ..Subject::default() };
    let stand = usual(Role::Staff);
    let (decision, reach) = access().admit(&stand.question("surveys.GetResults", subject));
    assert!(decision.allowed);
    assert!(reach.covers(Some(OWN)) && !reach.covers(Some(OTHER)) && !reach.covers(None));
    let stand = usual(Role::Member);
    let (decision, reach) = access().admit(&stand.question("surveys.GetResults", subject));
    assert!(!decision.allowed && reach.is_nothing());
}

#[test]
fn a_command_without_a_school_is_no_list() {
    let stand = usual(HEADS);
    let question = stand.question("categories.StateSchoolView", Subject::default());
    assert!(!access().admit(&question).0.allowed);
}

#[test]
fn individual_responses_and_small_cells_are_shown_to_nobody_because_nothing_gives_them_out() {
    let names: Vec<String> = access().actions().map(|action| action.name.to_lowercase()).collect();
    for word in ["response", "comment", "answer"] {
        let reads = names.iter().filter(|name| name.starts_with("surveys.") && name.contains(word));
        assert_eq!(reads.filter(|name| *name != "surveys.withdrawresponse").count(), 0, "{word}");
    }
    let anyone = [Actor::Anyone, Actor::Person(ANNE)];
    for (actor, action) in anyone.into_iter().flat_map(|actor| {
        ["surveys.GetQuestionnaire", "surveys.Submit", "surveys.WithdrawResponse"]
            .map(|action| (actor, action))
    }) {
        let stand = Stand::new();
        let question = stand.question(action, Subject::default());
        assert!(access().decide(&Question { actor, ..question }).allowed, "{action}");
    }
}

#[test]
fn shared_categories() {
    for action in [
        "categories.ListCategories",
        "categories.ListBroughtIn",
        "dashboards.GetHeatmap",
        "dashboards.ListFacts",
    ] {
        let kind = Shows::CategoryShared;
        let across = [
            Role::Trustee,
            Role::ChiefExecutive,
            Role::ImprovementLead,
            Role::CentralTeam,
            // The trust's plan asks for sharing among its schools.
            HEADS,
        ];
        for role in across {
            assert_eq!(seen(role, action, kind), ALL, "{role:?}");
        }
        for role in COMMITTEE {
            assert_eq!(seen(role, action, kind), OWN_ONLY, "{role:?}");
        }
        assert_eq!(seen(Role::ExternalVerifier, action, kind), OWN_ONLY, "own visit");
        let named = [&across[..], &COMMITTEE, &[Role::ExternalVerifier]].concat();
        nobody_else(action, kind, &named);
        let foundations = Shows::CategoryFoundations;
        assert_eq!(seen(Role::DioceseLink, action, foundations), OWN_ONLY, "church schools");
    }
}

#[test]
fn draft_categories() {
    for action in ["categories.ListCategories", "dashboards.GetHeatmap"] {
        let kind = Shows::CategoryDraft;
        assert_eq!(seen(Role::ChiefExecutive, action, kind), ALL);
        assert_eq!(seen(Role::ImprovementLead, action, kind), ALL);
        assert_eq!(seen(HEADS, action, kind), OWN_ONLY);
        nobody_else(action, kind, &[Role::ChiefExecutive, Role::ImprovementLead, HEADS]);
    }
}

#[test]
fn reviews_are_shown_as_agreed() {
    let action = "reviews.ListReviews";
    for role in [Role::ChiefExecutive, Role::ImprovementLead] {
        assert_eq!(seen(role, action, Shows::ReviewForLead), ALL);
    }
    assert_eq!(seen(Role::Trustee, action, Shows::ReviewForTrustees), ALL);
    assert_eq!(seen(HEADS, action, Shows::ReviewWhole), OWN_ONLY);
    for role in COMMITTEE {
        assert_eq!(seen(role, action, Shows::ReviewForCommittee), OWN_ONLY);
    }
    nobody_else(action, Shows::ReviewWhole, &[HEADS]);
    nobody_else(action, Shows::ReviewForTrustees, &[Role::Trustee]);
}

#[test]
fn a_reviewer_is_a_guest_on_that_review_only() {
    let stand = usual(Role::PeerReviewer);
    let (one, other) = (Subject::review(REVIEW), Subject::review(OTHER_REVIEW));
    for action in ["HoldReview", "RecordFinding", "CompleteReview", "RecordFollowUp"] {
        let action = format!("reviews.{action}");
        assert!(stand.may(&action, one) && !stand.may(&action, other), "{action}");
        assert!(!usual(HEADS).may(&action, one), "the host does not write its own findings");
    }
    let reach = stand.reach("reviews.ListReviews");
    let whole = |review, host| {
        reach.sight_of_review(review, host).is_some_and(|sight| sight.shows(Shows::ReviewWhole))
    };
    assert!(whole(REVIEW, OWN) && !whole(OTHER_REVIEW, OTHER));
    assert!(!reach.covers(Some(OWN)), "that one review, not the school");
    let question = stand.question("reviews.ListReviews", Subject::default());
    assert!(access().admit(&question).0.allowed);
    assert!(!stand.may("categories.ListCategories", Subject::school(OWN)));
}

#[test]
fn termly_reports() {
    for action in ["ListReports", "GetReport", "GetPdf", "GetCorrectionPdf", "OpenReport"] {
        let action = &format!("reports.{action}");
        let kind = Shows::ReportIssued;
        let across = [Role::Trustee, Role::ChiefExecutive, Role::ImprovementLead];
        for role in across {
            assert_eq!(seen(role, action, kind), ALL, "{role:?}");
        }
        for role in [HEADS, Role::Clerk, Role::GovernanceChair, Role::Governor] {
            assert_eq!(seen(role, action, kind), OWN_ONLY, "{role:?}");
        }
        nobody_else(action, kind, &[&across[..], &COMMITTEE, &[HEADS, Role::Clerk]].concat());
        nobody_else(
            action,
            Shows::ReportDraft,
            &[Role::ChiefExecutive, Role::ImprovementLead, HEADS],
        );
    }
    let governor = usual(Role::Governor);
    let of = |report| Subject { report: Some(report), ..Subject::default() };
    for action in
        ["reports.GetPdf", "reports.GetCorrectionPdf", "reports.AskQuestion", "reports.OpenReport"]
    {
        assert!(governor.may(action, of(REPORT)) && !governor.may(action, of(OTHER_REPORT)));
    }
}

#[test]
fn the_audit_trail() {
    let action = "trail.ListHistory";
    for role in [Role::ChiefExecutive, Role::ImprovementLead, Role::DataProtectionOfficer] {
        assert_eq!(seen(role, action, Shows::HistoryAll), ALL, "{role:?}");
    }
    assert_eq!(seen(Role::Trustee, action, Shows::HistoryOwnActs), ALL);
    assert_eq!(seen(Role::Trustee, action, Shows::HistoryAll), NONE);
    assert_eq!(seen(HEADS, action, Shows::HistoryAll), OWN_ONLY);
    assert_eq!(seen(Role::GovernanceChair, action, Shows::HistoryCommittee), OWN_ONLY);
    let named = [
        Role::ChiefExecutive,
        Role::ImprovementLead,
        Role::DataProtectionOfficer,
        Role::Trustee,
        HEADS,
        Role::GovernanceChair,
    ];
    for role in all_roles().filter(|role| !named.contains(role)) {
        assert!(usual(role).reach(action).is_nothing(), "{role:?}");
    }
    assert_eq!(seen(Role::Trustee, "trail.GetEvent", Shows::EventsBehindWhatIsShown), ALL);
    assert_eq!(seen(Role::Governor, "trail.GetEvent", Shows::EventsBehindWhatIsShown), OWN_ONLY);
}

#[test]
fn an_administrator_has_no_content_rights_and_gives_no_role_to_oneself() {
    let stand = usual(Role::Administrator);
    for action in [
        "categories.ListCategories",
        "surveys.GetResults",
        "reports.GetReport",
        "reviews.ListReviews",
        "trail.ListHistory",
        "trail.GetEvent",
    ] {
        assert!(!stand.may(action, Subject::school(OWN)), "{action}");
        assert!(stand.reach(action).is_nothing(), "{action}");
    }
    let about = |person| Subject { person: Some(person), ..Subject::default() };
    assert!(stand.may("schools.GrantRole", about(BILL)));
    let refusal = stand.decide("schools.GrantRole", about(ANNE));
    assert!(!refusal.allowed);
    assert_eq!(refusal.because.first().unwrap().id, "schools.no-role-for-oneself");
}

#[test]
fn everyone_sees_who_holds_which_role_administrators_and_the_lead_their_addresses() {
    let kind = Shows::PeopleAddresses;
    for role in all_roles() {
        let stand = usual(role);
        let decision = stand.decide("schools.ListPeople", Subject::default());
        assert!(decision.shows(Shows::PeopleNames), "{role:?}");
        let listed = [Role::Administrator, Role::ImprovementLead].contains(&role);
        assert_eq!(decision.shows(kind), listed, "{role:?}");
    }
}

#[test]
fn the_steps_of_a_judgement_are_each_for_one_role() {
    for (action, role) in [
        ("categories.AgreeFramework", Role::Trustee),
        ("categories.OpenRound", Role::ImprovementLead),
        ("categories.ProposeRegion", Role::ImprovementLead),
        ("categories.Moderate", Role::ImprovementLead),
        ("categories.Share", Role::ImprovementLead),
        ("categories.BringInDecisions", Role::ImprovementLead),
        ("categories.TakeBackBroughtIn", Role::ImprovementLead),
        ("categories.Decide", Role::ChiefExecutive),
        ("categories.Reopen", Role::ChiefExecutive),
        ("reports.ApproveReport", Role::ChiefExecutive),
        ("reports.IssueReport", Role::ImprovementLead),
        ("reviews.MatchTeam", Role::ImprovementLead),
    ] {
        for other in all_roles() {
            assert_eq!(
                usual(other).may(action, Subject::default()),
                other == role,
                "{action} {other:?}"
            );
        }
    }
    for action in ["StateSchoolView", "AcceptProposal", "ChallengeProposal"] {
        let action = &format!("categories.{action}");
        for role in all_roles() {
            let stand = usual(role);
            assert_eq!(stand.may(action, Subject::school(OWN)), role == HEADS, "{action} {role:?}");
            assert!(!stand.may(action, Subject::school(OTHER)), "{action} {role:?}");
        }
    }
}

#[test]
fn participation_is_for_the_lead_and_the_own_headteacher() {
    let reach = usual(HEADS).reach("surveys.GetParticipation");
    assert!(reach.covers(Some(OWN)) && !reach.covers(Some(NEIGHBOUR)) && !reach.covers(None));
    assert!(matches!(
        usual(Role::ImprovementLead).reach("surveys.GetParticipation"),
        Reach::All(_)
    ));
    assert!(usual(Role::ChiefExecutive).reach("surveys.GetParticipation").is_nothing());
}

#[test]
fn plumbline_itself_does_only_what_its_process_managers_do() {
    let stand = Stand::new();
    let own = [
        "reviews.ProposePairing",
        "reviews.WithdrawPairing",
        "reports.MarkChange",
        "reports.DraftReport",
        "schools.TakeEffect",
        "schools.TakeRoleEffect",
        "surveys.OpenOnItsDay",
        "surveys.CloseWave",
        "categories.RecordAnswerNotGiven",
        "schools.GetTrust",
        "schools.GetTrustStyle",
        "categories.ListRounds",
        "categories.GetFramework",
        "categories.ListCategories",
        "categories.ListBroughtIn",
        "surveys.ListWaves",
        "surveys.GetResults",
        "reviews.ListReviews",
        "dashboards.ListFacts",
        "evidence.ListFigures",
        "evidence.ListMeasures",
        "schools.ListPeople",
        "schools.GetAddress",
    ];
    // The web application, for people who are about to sign in.
    let letting_in = [
        "schools.AcceptInvitation",
        "schools.BeginTrust",
        "schools.CheckFounding",
        "schools.FindByAddress",
        "schools.FindBySignIn",
        "schools.OfferFounding",
    ];
    for action in access().actions() {
        let name = action.name.as_str();
        let question = stand.question(name, Subject::school(OWN));
        let anyone = access().decide(&Question { actor: Actor::Anyone, ..question }).allowed;
        let may = |actor| access().decide(&Question { actor, ..question }).allowed && !anyone;
        assert_eq!(may(Actor::System), own.contains(&name), "{name}");
        assert_eq!(may(Actor::SignIn), letting_in.contains(&name), "{name}");
    }
    for role in all_roles() {
        assert!(!usual(role).may("reports.MarkChange", Subject::school(OWN)), "{role:?}");
    }
}

#[test]
fn the_installation_founds_a_trust_and_makes_its_first_administrator() {
    let by_operator = |stand: &Stand, action| {
        let question = stand.question(action, Subject { person: Some(BILL), ..Subject::default() });
        access().decide(&Question { actor: Actor::Operator, ..question }).allowed
    };
    let (empty, administered) = (Stand::new(), usual(Role::Administrator));
    for action in ["schools.RegisterPerson", "schools.InvitePerson", "schools.GrantRole"] {
        assert!(by_operator(&empty, action) && !by_operator(&administered, action), "{action}");
    }
    assert!(by_operator(&empty, "schools.FoundTrust"));
    assert!(!by_operator(&empty, "schools.ListPeople"));
    let unfit = Stand::with(Role::Administrator, ScopeKind::School, OWN);
    assert!(by_operator(&unfit, "schools.GrantRole"), "an administrator of one school is none");
    for role in all_roles() {
        assert!(!usual(role).may("schools.FoundTrust", Subject::default()), "{role:?}");
    }
}

#[test]
fn trusts_are_listed_in_the_demonstration_only() {
    let stand = Stand::new();
    let question = stand.question("schools.ListTrusts", Subject::default());
    let question = Question { actor: Actor::Anyone, ..question };
    assert!(!access().decide(&question).allowed);
    assert!(access().clone().in_demo().decide(&question).allowed);
}

#[test]
fn a_caller_is_a_person_plumbline_itself_or_the_installation() {
    let nil = contract::SYSTEM_ACTOR;
    assert_eq!(Actor::of(nil, "system"), Actor::System);
    assert_eq!(Actor::of(nil, "sign_in"), Actor::SignIn);
    assert_eq!(Actor::of(nil, "administrator"), Actor::Operator);
    assert_eq!(Actor::of(nil, "chief_executive"), Actor::Anyone);
    assert_eq!(Actor::of(ANNE, "system"), Actor::Person(ANNE), "a person is never the system");
}
