//! Puts persons' words into the lines of the history. The lines themselves hold what commits to them.

use std::collections::HashMap;

use contract::log::v1::Words;
use contract::trail::v1::HistoryLine;
use contract::{Caller, Said as _};
use eventlog::{Log, ReadError, WordsReader};
use uuid::Uuid;

use crate::sentences::{CLOSING, QUOTED, plain, stopped};

/// Tells the lines as a reader sees them. Texts of their events that the sentences leave out stand last in their lists.
pub(crate) async fn fill(
    log: &Log,
    caller: &Caller,
    lines: &mut [HistoryLine],
) -> Result<(), ReadError> {
    fill_for(log, caller.trust, WordsReader::of(caller), lines).await
}

/// The same for the data protection officer, who looks through all texts.
pub(crate) async fn fill_all(
    log: &Log,
    trust: Uuid,
    lines: &mut [HistoryLine],
) -> Result<(), ReadError> {
    fill_for(log, trust, WordsReader::OF_EVERYTHING, lines).await
}

async fn fill_for(
    log: &Log,
    trust: Uuid,
    reader: WordsReader,
    lines: &mut [HistoryLine],
) -> Result<(), ReadError> {
    for line in &mut *lines {
        let mut held = std::mem::take(&mut line.commitments);
        line.commitments = commitments(&line.sentence).map(str::to_owned).collect();
        held.retain(|one| !line.commitments.contains(one));
        line.commitments.extend(held);
    }
    let asked = lines.iter().flat_map(|line| &line.commitments);
    let mut words: Vec<Words> = asked
        .map(|commitment| Words { commitment: commitment.clone(), ..Words::default() })
        .collect();
    log.fill(trust, reader, words.as_mut_slice()).await?;
    let said = words.iter().map(|words| (words.commitment.clone(), plain(&words.said())));
    let said: HashMap<String, String> = said.collect();
    let class = |words: &Words| if words.removed_on.is_empty() { words.class } else { 0 };
    let classes: HashMap<&str, i32> =
        words.iter().map(|words| (words.commitment.as_str(), class(words))).collect();
    for line in lines {
        let class = |commitment: &String| classes.get(commitment.as_str()).copied();
        line.classes = line.commitments.iter().map(|one| class(one).unwrap_or_default()).collect();
        line.sentence = told(&line.sentence, &said);
    }
    Ok(())
}

/// Tells the lines without words, for a reader who may see none.
pub(crate) fn leave_out(lines: &mut [HistoryLine]) {
    for line in lines {
        line.sentence = told(&line.sentence, &HashMap::new());
    }
}

/// What a sentence commits to.
fn commitments(sentence: &str) -> impl Iterator<Item = &str> {
    let places = sentence.split('{').skip(1).filter_map(|part| part.split_once('}'));
    places
        .filter_map(|(place, _)| place.strip_prefix(CLOSING).or_else(|| place.strip_prefix(QUOTED)))
}

fn told(sentence: &str, said: &HashMap<String, String>) -> String {
    let text = |commitment: &str| said.get(commitment).map_or("", String::as_str);
    let mut parts = sentence.split('{');
    let mut told = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let Some((place, rest)) = part.split_once('}') else { continue };
        if let Some(commitment) = place.strip_prefix(CLOSING) {
            match text(commitment) {
                "" => {
                    told.truncate(told.trim_end_matches([':', ' ']).len());
                    told.push('.');
                }
                text => told.push_str(&stopped(text)),
            }
        } else if let Some(commitment) = place.strip_prefix(QUOTED) {
            told.push_str(text(commitment).trim_end_matches('.'));
        } else {
            told.push_str(&format!("{{{place}}}"));
        }
        told.push_str(rest);
    }
    told
}

#[cfg(test)]
mod tests;
