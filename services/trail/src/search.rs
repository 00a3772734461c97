//! Where did a person write this? A search through every text that is kept, for the data protection officer.

use contract::Said as _;
use contract::log::v1::{Words, WordsClass};
use contract::trail::v1::{FoundWords, SearchWordsRequest, SearchWordsResponse};
use door::Reading;
use eventlog::{ReadError, WordsReader};
use tonic::Status;

use crate::history::{line, words_of};
use crate::service::{Doors, before, page_size};
use crate::told;

/// Lines that first held a text in which the wanted one stands, newest first. `strpos` takes what is typed as it is; a pattern would not.
const FOUND: &str = "select l.position, l.at, l.recorded_at, l.actor_id, l.actor_role, l.sentence, \
    l.school_id, l.area_id, l.type, l.stream, found.commitment \
    from (select encode(t.commitment, 'hex') as commitment from words.text t \
        where t.trust_id = $1 and ($3 = '' or t.class = $3) and strpos(lower(t.text), lower($2)) > 0) found \
    join lateral (select w.position, w.place from line_words w \
        where w.trust_id = $1 and w.commitment = found.commitment order by w.position limit 1) first on true \
    join line l on l.trust_id = $1 and l.position = first.position \
    where $4::bigint = 0 or l.position < $4 \
    order by l.position desc, first.place limit $5";

/// A page of texts in which another stands.
pub(crate) async fn words(
    doors: &Doors,
    reading: &Reading,
    request: SearchWordsRequest,
) -> Result<SearchWordsResponse, Status> {
    let trust = reading.caller.trust;
    let size = page_size(request.page_size)? as usize;
    let before = before(request.before_position)?;
    // An event may hold more texts than a page has lines; all of one event stand on one page.
    let limit = (size + MOST_IN_ONE_EVENT) as i64;
    let class = match request.class() {
        WordsClass::Unspecified => "",
        class => class.as_str_name(),
    };
    let mut reader = doors.history.reader(trust, request.at_least).await?;
    let snapshot = reader.snapshot().await?;
    let rows = snapshot.query(FOUND, &[&trust, &request.text, &class, &before, &limit]).await;
    let rows = rows.map_err(ReadError::from)?;
    let position = |at: usize| rows.get(at).map(|row| row.get::<_, i64>("position"));
    let mut page = rows.len().min(size);
    while page > 0 && page < rows.len() && position(page) == position(page - 1) {
        page += 1;
    }
    let more = rows.len() > page;
    let mut lines: Vec<_> = rows[..page].iter().map(line).collect();
    words_of(&snapshot, trust, &mut lines).await.map_err(ReadError::from)?;
    doors.say_what_opens(reading, &snapshot, &mut lines).await?;
    let as_of = snapshot.as_of.clone();
    drop(snapshot);
    drop(reader);
    told::fill_all(&doors.log, trust, &mut lines).await?;
    let commitment = |row: &tokio_postgres::Row| row.get::<_, String>("commitment");
    let words = rows[..page].iter().map(commitment);
    let mut words: Vec<Words> =
        words.map(|commitment| Words { commitment, ..Words::default() }).collect();
    doors.log.fill(trust, WordsReader::OF_EVERYTHING, words.as_mut_slice()).await?;
    let next_before = lines.last().filter(|_| more).map_or(0, |line| line.position);
    let found = lines.into_iter().zip(words);
    // A text may be erased between the two statements; then it is found no more.
    let found = found.filter(|(_, words)| words.removed_on.is_empty() && !words.said().is_empty());
    let found =
        found.map(|(line, words)| FoundWords { line: Some(line), words: Some(words) }).collect();
    Ok(SearchWordsResponse { as_of: Some(as_of), found, next_before })
}

/// More texts than any event holds: a meeting decides at most 200 cells.
const MOST_IN_ONE_EVENT: usize = 400;
