//! The collector side: keeps answers from the thank-you until they are in the log.
//!
//! They enter the log at the close and not before. Until the close respondents may take their
//! answers back, and what is in the log cannot be taken back. Batches of at least the floor during
//! the wave would be as anonymous. They would end that promise for the respondents in them.

use contract::events::DecodeError;
use contract::surveys::v1::{Answer, Response, ResponsesCollected};
use eventlog::{Log, ReadError};
use rand::seq::SliceRandom as _;
use uuid::Uuid;

use crate::code::CodeHash;

/// Deletes the answers with this receipt; true if there were any.
pub(crate) async fn withdraw(log: &Log, receipt: &CodeHash) -> Result<bool, ReadError> {
    // The receipt does not name its trust.
    let client = log.across_trusts().await?;
    let withdraw = client.prepare_cached("select collector.withdraw($1)").await?;
    Ok(client.query_one(&withdraw, &[&receipt.as_slice()]).await?.get(0))
}

/// Ends the answering of an open wave, in one transaction. Destroys the tokens, takes the answers
/// out of the buffer, shuffles them and fixes them in batches. Returns the batches, also if an
/// earlier try fixed them.
///
/// The tokens go first. Deleting a token waits for a submit that is spending it, and that submit's
/// answers are then in the buffer. A submit that comes later finds the token held or gone. So no
/// thanked answer is missing and none comes after. Deleting the answers waits in the same way for
/// a respondent who is taking answers back.
///
/// Once this is committed the content of the batches never changes. So no crash before or after
/// the append, and no repeated command, loses an answer or takes one in twice.
pub(crate) async fn fix(
    log: &Log,
    trust: Uuid,
    wave: Uuid,
) -> Result<Vec<ResponsesCollected>, ReadError> {
    let mut client = log.of(trust).await?;
    let tx = client.transaction().await?;
    tx.execute(
        "with doomed as (\
             select token_hash from invitation.token where trust_id = $1 and wave_id = $2 order by token_hash for update\
         ) \
         delete from invitation.token t using doomed d where t.token_hash = d.token_hash",
        &[&trust, &wave],
    )
    .await?;
    let rows = tx
        .query(
            "delete from collector.response where trust_id = $1 and wave_id = $2 returning school_id, answers::text",
            &[&trust, &wave],
        )
        .await?;
    let responses =
        rows.iter().map(|row| response(row.get(0), row.get(1))).collect::<Result<Vec<_>, _>>()?;
    for (number, responses) in (1_i32..).zip(batches(responses)) {
        let collected = ResponsesCollected { wave_id: wave.to_string(), responses };
        let collected =
            serde_json::to_string(&collected).expect("a proto message always has a JSON form");
        tx.execute(
            "insert into collector.batch (trust_id, wave_id, number, collected) values ($1, $2, $3, $4::text::json)",
            &[&trust, &wave, &number, &collected],
        )
        .await?;
    }
    let fixed = tx
        .query(
            "select collected::text from collector.batch where trust_id = $1 and wave_id = $2 order by number",
            &[&trust, &wave],
        )
        .await?;
    let fixed = fixed.iter().map(|row| read(row.get(0))).collect::<Result<_, _>>()?;
    tx.commit().await?;
    Ok(fixed)
}

/// Deletes the batches of a wave whose close is in the log.
pub(crate) async fn forget(log: &Log, trust: Uuid, wave: Uuid) -> Result<(), ReadError> {
    let client = log.of(trust).await?;
    client
        .execute(
            "delete from collector.batch where trust_id = $1 and wave_id = $2",
            &[&trust, &wave],
        )
        .await?;
    Ok(())
}

fn response(school: Uuid, answers: &str) -> Result<Response, ReadError> {
    let answers: Vec<Answer> = read(answers)?;
    Ok(Response { school_id: school.to_string(), answers })
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, ReadError> {
    let unreadable = |cause| DecodeError::Malformed { kind: "buffered answer".to_owned(), cause };
    Ok(serde_json::from_str(text).map_err(unreadable)?)
}

/// Answers in one event; a message on the bus carries at most 1 MB.
const MOST_RESPONSES: usize = 200;
const MOST_BYTES: usize = 400_000;

/// Shuffles, then cuts evenly: no batch is a small remainder that would stand out.
fn batches(mut responses: Vec<Response>) -> Vec<Vec<Response>> {
    responses.shuffle(&mut rand::rng());
    let bytes: usize = responses.iter().map(size).sum();
    let count = responses.len().div_ceil(MOST_RESPONSES).max(bytes.div_ceil(MOST_BYTES));
    let mut rest = responses.into_iter();
    (0..count)
        .map(|number| {
            let left = rest.len();
            rest.by_ref().take(left.div_ceil(count - number)).collect()
        })
        .collect()
}

/// About as long as its stored text.
fn size(response: &Response) -> usize {
    let answers = response.answers.iter();
    80 + answers.map(|answer| answer.question_id.len() + answer.option_id.len() + 32).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::response;

    fn sizes(count: usize, answers: &[(&str, &str)]) -> Vec<usize> {
        batches(vec![response(1, answers); count]).iter().map(Vec::len).collect()
    }

    #[test]
    fn batches_are_even_and_leave_no_small_remainder() {
        assert_eq!(sizes(0, &[]), [0; 0]);
        assert_eq!(sizes(3, &[]), [3]);
        assert_eq!(sizes(200, &[]), [200]);
        assert_eq!(sizes(201, &[]), [101, 100]);
        assert_eq!(sizes(1_003, &[]), [168, 167, 167, 167, 167, 167]);
    }

    #[test]
    fn long_questionnaires_make_smaller_batches() {
        let long = vec![("a-question-with-a-long-id", "an-option-with-a-long-id"); 100];
        for batch in batches(vec![response(1, &long); 150]) {
            assert!(batch.iter().map(size).sum::<usize>() <= MOST_BYTES + 10_000);
            assert!(batch.len() >= 30);
        }
    }

    #[test]
    fn no_answer_is_lost_or_doubled_by_the_shuffle_and_the_order_changes() {
        let arrived: Vec<Response> = (0..500).map(|number| response(number, &[])).collect();
        let mut shuffled: Vec<Response> = batches(arrived.clone()).into_iter().flatten().collect();
        assert_ne!(shuffled, arrived);
        shuffled.sort_by(|a, b| a.school_id.cmp(&b.school_id));
        assert_eq!(shuffled, arrived);
    }
}
