//! Respondents: links, answers, receipts.

use contract::schools::v1::SchoolDescribed;
use contract::surveys::v1::GetQuestionnaireRequest;
use futures::future::join_all;
use tonic::Code;

use super::*;

async fn questionnaire(
    stand: &Stand,
    token: &str,
) -> Result<contract::surveys::v1::GetQuestionnaireResponse, Status> {
    let request = respondent(GetQuestionnaireRequest { token: token.to_owned() });
    Ok(stand.doors.get_questionnaire(request).await?.into_inner())
}

#[tokio::test]
async fn a_respondent_needs_the_link_and_no_account() {
    let stand = Stand::start().await;
    let Opened { wave_id, tokens } = stand.opened(&[2, 1]).await;
    let shown = questionnaire(&stand, &tokens[1][0]).await.unwrap();
    assert_eq!(shown.wave_id, wave_id.to_string());
    assert_eq!(shown.school_id, school(2).to_string());
    assert_eq!(shown.trust_id, stand.trust.to_string());
    assert_eq!((shown.privacy(), shown.floor), (Privacy::Anonymous, 10));
    assert_eq!(shown.questions, instrument().questions);
    stand.submit(&tokens[1][0], &[("q1", "yes")]).await.unwrap();
    assert_eq!(stand.buffered().await, 1);
}

#[tokio::test]
async fn a_respondent_is_told_who_asks_also_where_only_the_own_people_may_ask_for_names() {
    let stand = Stand::start().await;
    let tokens = stand.opened(&[1]).await.tokens.remove(0);
    let (trust, school_id) = (stand.trust, school(1).to_string());
    let name = "Oakfield Primary".to_owned();
    let joined = SchoolJoined { school_id: school_id.clone(), name, ..SchoolJoined::default() };
    let (from, name) = ("2025-11-25".to_owned(), "Oakfield Academy".to_owned());
    let renamed = SchoolDescribed { school_id, from, name, ..SchoolDescribed::default() };
    let happened = vec![SchoolEvent::from(joined), SchoolEvent::from(renamed)];
    stand.store.record(trust, school(1), happened).await;

    let doors = Doors { door: stand.guarded_door().await, ..stand.doors.clone() };
    for (day, called) in [(NOW, "Oakfield Primary"), ("2025-11-25T10:00:00Z", "Oakfield Academy")] {
        let asked = GetQuestionnaireRequest { token: tokens[0].clone() };
        let shown = doors.get_questionnaire(on(day, asked)).await.unwrap().into_inner();
        assert_eq!((&*shown.trust_name, &*shown.school_name), ("A trust", called));
    }
}

#[tokio::test]
async fn a_link_takes_one_set_of_answers() {
    let stand = Stand::start().await;
    let token = stand.opened(&[2]).await.tokens[0][0].clone();
    stand.submit(&token, &[("q1", "yes")]).await.unwrap();
    assert_eq!(refused(stand.submit(&token, &[("q1", "no")]).await), "TOKEN_SPENT");
    assert_eq!(refused(questionnaire(&stand, &token).await), "TOKEN_SPENT");
    assert_eq!(stand.buffered().await, 1);
}

#[tokio::test]
async fn the_same_answers_with_the_same_link_get_the_same_receipt_again() {
    let stand = Stand::start().await;
    let tokens = stand.opened(&[2]).await.tokens.remove(0);
    let send = || stand.submit(&tokens[0], &[("q2", "na"), ("q1", "yes")]);
    let first = send().await.unwrap();
    assert_eq!(stand.submit(&tokens[0], &[("q1", "yes"), ("q2", "na")]).await.unwrap(), first);
    let (one, other) = tokio::join!(send(), send());
    assert_eq!((one.unwrap(), other.unwrap()), (first.clone(), first.clone()));
    assert_eq!(stand.buffered().await, 1);
    assert_ne!(stand.submit(&tokens[1], &[("q1", "yes")]).await.unwrap(), first);
}

#[tokio::test]
async fn an_unknown_link_is_unknown_however_it_looks() {
    let stand = Stand::start().await;
    let long = "x".repeat(10_000);
    for token in ["", "abc", "00000000000000000000000000", "'; drop table", &long] {
        let status = stand.submit(token, &[("q1", "yes")]).await.unwrap_err();
        assert_eq!((status.code(), reason(&status).as_str()), (Code::NotFound, "TOKEN_UNKNOWN"));
        assert_eq!(refused(questionnaire(&stand, token).await), "TOKEN_UNKNOWN");
    }
}

#[tokio::test]
async fn refused_answers_leave_the_link_unspent() {
    let stand = Stand::start().await;
    let token = stand.opened(&[2]).await.tokens[0][0].clone();
    assert_eq!(refused(stand.submit(&token, &[("q1", "perhaps")]).await), "ANSWER_UNKNOWN");
    assert_eq!(
        refused(stand.submit(&token, &[("q1", "yes"), ("q1", "no")]).await),
        "ANSWER_REPEATED"
    );
    assert_eq!(refused(stand.submit(&token, &[]).await), "NOTHING_ANSWERED");
    stand.submit(&token, &[("q1", "yes")]).await.unwrap();
}

#[tokio::test]
async fn after_the_closing_day_no_answers_are_taken() {
    let stand = Stand::start().await;
    let token = stand.opened(&[2]).await.tokens[0][0].clone();
    let submit = |now| {
        let answers = vec![answer("q1", "yes")];
        stand.doors.submit(on(now, SubmitRequest { token: token.clone(), answers }))
    };
    let late = GetQuestionnaireRequest { token: token.clone() };
    let shown = stand.doors.get_questionnaire(on("2025-11-29T00:00:00Z", late)).await;
    assert_eq!(refused(shown), "WAVE_NOT_OPEN");
    assert_eq!(refused(submit("2025-11-29T00:00:00Z").await), "WAVE_NOT_OPEN");
    assert!(submit("2025-11-28T23:59:59Z").await.is_ok());
}

#[tokio::test]
async fn an_extended_survey_takes_answers_under_the_same_links_until_its_new_last_day() {
    let stand = Stand::start().await;
    let Opened { wave_id, tokens } = stand.opened(&[2]).await;
    let answers = [("q1", "yes")];
    let after = "2025-12-05T10:00:00Z";
    assert_eq!(refused(stand.submit_on(after, &tokens[0][0], &answers).await), "WAVE_NOT_OPEN");
    stand.extend(wave_id, "2025-12-05").await.unwrap();
    stand.submit_on(after, &tokens[0][0], &answers).await.unwrap();
    let shown = questionnaire(&stand, &tokens[0][1]).await.unwrap();
    assert_eq!(shown.closes_on, "2025-12-05");
    let later = stand.submit_on("2025-12-06T10:00:00Z", &tokens[0][1], &answers).await;
    assert_eq!(refused(later), "WAVE_NOT_OPEN");
}

#[tokio::test]
async fn many_answers_at_once_are_each_answered_on_their_own() {
    let stand = Stand::start().await;
    let tokens = stand.opened(&[300]).await.tokens.remove(0);
    let mut calls = Vec::new();
    for (number, token) in tokens.iter().enumerate() {
        calls.push((token.clone(), distinct(number)));
        calls.push((token.clone(), distinct(number)));
        calls.push(("unknown".to_owned(), vec![("q1", "yes")]));
        calls.push((token.clone(), vec![("q1", "perhaps")]));
    }
    let outcomes =
        join_all(calls.iter().map(|(token, answers)| stand.submit(token, answers))).await;
    for four in outcomes.chunks(4) {
        assert_eq!(four[0].as_ref().unwrap(), four[1].as_ref().unwrap());
        assert!(four[2..].iter().all(Result::is_err));
    }
    assert_eq!(stand.buffered().await, 300);
}

#[tokio::test]
async fn a_wave_that_is_locked_keeps_no_other_waiting() {
    let stand = Stand::start().await;
    let locked = stand.opened(&[3]).await;
    let other = stand.another_opened(&[1]).await;
    let mut admin = stand.store.admin().await;
    let held = admin.transaction().await.unwrap();
    held.execute("select pg_advisory_xact_lock(collector.lock_of($1))", &[&locked.wave_id])
        .await
        .unwrap();
    let (one, two) = tokio::join!(
        stand.submit(&locked.tokens[0][0], &[("q1", "no")]),
        stand.submit(&other.tokens[0][0], &[("q1", "no")])
    );
    assert_eq!(refused(one), "UNAVAILABLE");
    two.unwrap();
    held.rollback().await.unwrap();
    stand.submit(&locked.tokens[0][0], &[("q1", "no")]).await.unwrap();
    assert_eq!(stand.buffered().await, 2);
}

#[tokio::test]
async fn when_the_store_comes_back_answers_are_taken_again() {
    let stand = Stand::start().await;
    let tokens = stand.opened(&[2]).await.tokens.remove(0);
    stand.submit(&tokens[0], &[("q1", "yes")]).await.unwrap();
    let cut = "select count(pg_terminate_backend(pid)) from pg_stat_activity \
               where usename = 'plumbline_surveys' and datname = current_database()";
    assert!(stand.count(cut).await > 0);
    // Whoever comes while the connection is being cut may be asked to try again.
    while let Err(status) = stand.submit(&tokens[1], &[("q1", "yes")]).await {
        assert_eq!(status.code(), Code::Unavailable);
    }
    assert_eq!(stand.buffered().await, 2);
}

#[tokio::test]
async fn a_receipt_takes_its_own_answers_back_and_frees_the_link() {
    let stand = Stand::start().await;
    let Opened { wave_id, tokens } = stand.opened(&[3]).await;
    let receipt = stand.submit(&tokens[0][0], &[("q1", "yes")]).await.unwrap();
    stand.submit(&tokens[0][1], &[("q1", "no")]).await.unwrap();
    stand.withdraw(&receipt.to_lowercase().replace('-', " ")).await.unwrap();
    stand.withdraw(&receipt).await.unwrap();
    assert_eq!(refused(stand.withdraw("no such code").await), "RECEIPT_UNKNOWN");
    assert_eq!(stand.buffered().await, 1);
    let again = stand.submit(&tokens[0][0], &[("q1", "dont-know")]).await.unwrap();
    assert_eq!(stand.buffered().await, 2);
    stand.withdraw(&again).await.unwrap();
    stand.close(wave_id, &new_id()).await.unwrap();
    assert_eq!(
        sorted(stand.collected(wave_id).await),
        [(school(1).to_string(), vec![answer("q1", "no")])]
    );
    assert_eq!(refused(stand.withdraw(&again).await), "RECEIPT_UNKNOWN");
}

#[tokio::test]
async fn nothing_of_a_link_or_a_receipt_is_in_the_log_and_only_hashes_are_stored() {
    let stand = Stand::start().await;
    let Opened { wave_id, tokens } = stand.opened(&[12]).await;
    let mut secrets = tokens[0].clone();
    for (number, token) in tokens[0].iter().enumerate() {
        secrets.push(stand.submit(token, &distinct(number)).await.unwrap());
    }
    let admin = stand.store.admin().await;
    let everything = |sql: &'static str| {
        let admin = &admin;
        async move {
            let rows = admin.query(sql, &[]).await.unwrap();
            rows.iter().map(|row| row.get::<_, String>(0)).collect::<String>().to_lowercase()
        }
    };
    let stored = everything(
        "select t::text from invitation.token t union all select r::text from collector.response r",
    )
    .await;
    stand.close(wave_id, &new_id()).await.unwrap();
    let logged =
        everything("select body::text || metadata::text || stream || event_id from log.event")
            .await;
    assert!(logged.contains("commitment"));
    for secret in secrets {
        let code = crate::code::Code::read(&secret).unwrap();
        let hash: String = code.hash().iter().map(|byte| format!("{byte:02x}")).collect();
        for spelling in [code.link(), code.receipt().to_lowercase()] {
            assert!(!stored.contains(&spelling) && !logged.contains(&spelling));
        }
        assert!(!logged.contains(&hash));
    }
}

#[tokio::test]
async fn an_answer_is_kept_with_its_day_and_without_time_or_order() {
    let stand = Stand::start().await;
    let columns = stand
        .store
        .admin()
        .await
        .query(
            "select column_name::text from information_schema.columns \
             where table_schema = 'collector' and table_name = 'response' order by 1",
            &[],
        )
        .await
        .unwrap();
    let columns: Vec<String> = columns.iter().map(|row| row.get(0)).collect();
    let wanted =
        ["answered_on", "answers", "nullifier", "receipt_hash", "school_id", "trust_id", "wave_id"];
    assert_eq!(columns, wanted);
}
