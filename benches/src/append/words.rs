//! What words of persons cost the append: half of the commands bring 200 bytes of them.

use contract::log::v1::WordsClass;
use eventlog::testing::TestStore;
use eventlog::{Append, Log, SealedText, digest};
use uuid::Uuid;

use super::{CLIENTS, EVENTS, command, drive};
use crate::{RUNS, Row, median};

/// A command like any other that brings words besides.
fn spoken(trust: Uuid) -> Append {
    let mut append = command(trust);
    let (salt, text) = ([7; 32], format!("{}{}", append.metadata.command_id, "x".repeat(164)));
    let commitment = digest(&salt, &text);
    append.words = vec![SealedText { class: WordsClass::Trust, commitment, salt, text }];
    append
}

/// Both by turns on one server.
pub async fn beside_none() -> Vec<Row> {
    let store = TestStore::start().await;
    let trust = store.trust().await;
    let log = Log::open(&store.config("surveys"), false).await.expect("a durable store");
    let run = async |with_words: bool| {
        let one = async |number: usize| {
            let append =
                if with_words && number.is_multiple_of(2) { spoken(trust) } else { command(trust) };
            log.append(append).await.expect("an accepted append");
        };
        drive(CLIENTS, EVENTS, one).await
    };
    run(true).await;
    let (mut none, mut half) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        none.push(run(false).await);
        half.push(run(true).await);
    }
    let (none, half) = (median(none), median(half));
    vec![Row {
        what: "append, 64 at once, half of them with 200 bytes of words",
        reached: format!("{half:.0}/s = {:.2} x", half / none),
        goal: format!("0.85 x without words ({none:.0}/s)"),
        well: half >= 0.85 * none,
    }]
}
