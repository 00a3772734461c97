//! Who reads what persons typed. Every role asks every rpc that reads, about every thing of the demo, as the texts were written. What
//! told a text is asked again once the data protection officer has classed every text for its writer alone.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;
use contract::Caller;
use contract::log::v1::WordsClass;
use futures::{StreamExt as _, stream};
use plumbline::demo::Played;
use plumbline_tests::{Asked, Contract, Plausible, Rpc, Things, World};

use crate::doors::Doors;
use crate::words;

const AT_ONCE: usize = 8;
/// Things asked about, of each kind.
const THINGS: usize = 8;
/// What was issued keeps its words: a correction stands beside it, and an issued paper does not change.
const PAPERS: [&str; 3] = ["reports.GetReport", "reports.GetPdf", "reports.GetCorrectionPdf"];

/// A text that is kept.
struct KeptWords {
    /// Its longest part that no encoding changes.
    part: String,
    /// Where the log holds it, as `<event type> <field>`.
    held_in: String,
    /// The widest circle of readers it was written for.
    class: WordsClass,
    author: String,
}

/// A request of a reader.
struct Asking {
    rpc: Rpc,
    caller: Caller,
    message: Vec<u8>,
}

pub async fn no_reader_outside_a_class_is_told_a_text(
    doors: &Doors,
    played: &Played,
    world: &World,
) {
    let kept = kept(world).await;
    assert!(kept.len() > 200, "only {} texts", kept.len());
    let readers = Readers { kept: &kept, reads: reads(played) };
    let asked = askings(doors, played, world).await;
    let before = readers.told(world, asked).await;
    assert!(before.answered > 500, "only {} answers", before.answered);
    let fields: BTreeSet<&str> = before.words.iter().map(|told| told.field).collect();
    assert!(fields.len() > 25, "only the texts of {fields:?} were told at all");
    let wider = before.words.iter().filter(|told| told.outside);
    let wider: BTreeSet<String> =
        wider.map(|told| format!("{} {}", told.field, told.role)).collect();
    assert!(wider.is_empty(), "read by roles outside the class: {wider:#?}");
    let owner = world.owner().await;
    let class = "update words.text set class = 'WORDS_CLASS_AUTHOR', author = null";
    assert!(owner.execute(class, &[]).await.unwrap() > 200);
    let after = readers.told(world, before.telling).await;
    let wrong: Vec<_> = after.words.iter().filter(|told| !PAPERS.contains(&&*told.rpc)).collect();
    assert!(wrong.is_empty(), "told although kept for the writer alone: {wrong:#?}");
}

/// Each text with the event that held it first.
async fn kept(world: &World) -> Vec<KeptWords> {
    let owner = world.owner().await;
    let mut held = BTreeMap::new();
    let events = "select type, body, metadata ->> 'actor' as actor from log.event where body::text like '%commitment%' order by position";
    for row in owner.query(events, &[]).await.unwrap() {
        let (kind, body): (String, serde_json::Value) = (row.get("type"), row.get("body"));
        words::visit(&kind, &body, &mut |field, commitment| {
            let by: String = row.get("actor");
            held.entry(commitment.to_owned()).or_insert_with(|| (field.to_owned(), by));
        });
    }
    let texts = "select encode(commitment, 'hex') as commitment, text, class from words.text \
        where text is not null";
    let rows = owner.query(texts, &[]).await.unwrap();
    let published = words::published(world).await;
    let mut kept = Vec::new();
    for row in rows {
        let part = words::plain_part(row.get("text"));
        let part = part.filter(|part| !published.contains(part));
        let held = held.get(row.get::<_, &str>("commitment"));
        if let (Some(part), Some((held_in, author))) = (part, held) {
            let class = WordsClass::from_str_name(row.get("class")).unwrap();
            let (held_in, author) = (held_in.clone(), author.clone());
            kept.push(KeptWords { part, held_in, class, author });
        }
    }
    kept
}

/// That an rpc told a role the texts of a field.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ToldWords<'a> {
    rpc: String,
    role: String,
    field: &'a str,
    /// Whether the role is outside the class of the text, and the reader did not write it.
    outside: bool,
}

/// What a round of requests came to.
struct Told<'a> {
    words: BTreeSet<ToldWords<'a>>,
    /// The requests whose answers held a text.
    telling: Vec<Asking>,
    /// How many were answered and not refused.
    answered: usize,
}

/// The texts, and who may read how far.
struct Readers<'a> {
    kept: &'a [KeptWords],
    /// By person.
    reads: BTreeMap<&'a str, WordsClass>,
}

impl<'a> Readers<'a> {
    async fn told(&self, world: &World, asked: Vec<Asking>) -> Told<'a> {
        let peers = world.peers();
        // Hundreds of texts are looked for in tens of thousands of answers.
        let parts = AhoCorasick::new(self.kept.iter().map(|words| &words.part)).unwrap();
        let answers = stream::iter(asked).map(async |asking| {
            let Asking { rpc, caller, message } = &asking;
            let message = message.clone();
            let answer = Asked { peers: &peers, rpc, caller: Some(caller), message }.send().await;
            Some((answer.ok()?, asking))
        });
        let mut answers =
            std::pin::pin!(answers.buffer_unordered(AT_ONCE).filter_map(async |told| told));
        let mut told = Told { words: BTreeSet::new(), telling: Vec::new(), answered: 0 };
        while let Some((answer, asking)) = answers.next().await {
            told.answered += 1;
            let found =
                parts.find_overlapping_iter(&answer).map(|found| found.pattern().as_usize());
            let found: BTreeSet<usize> = found.collect();
            told.words.extend(found.iter().map(|at| self.words(&self.kept[*at], &asking)));
            if !found.is_empty() {
                told.telling.push(asking);
            }
        }
        told
    }

    fn words(&self, words: &'a KeptWords, asking: &Asking) -> ToldWords<'a> {
        let (rpc, role) = (asking.rpc.action.clone(), asking.caller.role.clone());
        let actor = asking.caller.actor.to_string();
        let up_to = self.reads.get(actor.as_str()).copied().unwrap_or_default();
        let outside = !words.class.is_read_up_to(up_to) && words.author != actor;
        ToldWords { rpc, role, field: &words.held_in, outside }
    }
}

/// How far each person reads. A person of two roles reads the texts of either.
fn reads(played: &Played) -> BTreeMap<&str, WordsClass> {
    let mut reads = BTreeMap::<&str, WordsClass>::new();
    for person in &played.people {
        let up_to = reads.entry(&*person.person_id).or_default();
        *up_to = up_to.narrower(WordsClass::of_readers(&person.role));
    }
    reads
}

/// Every rpc that reads, by a person of every role, about a number of things.
async fn askings(doors: &Doors, played: &Played, world: &World) -> Vec<Asking> {
    let contract = Contract::read();
    let roles: BTreeMap<&str, &str> =
        played.people.iter().map(|person| (&*person.role, &*person.person_id)).collect();
    let ids = ids(world).await;
    let of = |kind: &str, at: usize| {
        let all = &ids[kind];
        all.get(at % all.len().max(1)).map_or("", String::as_str)
    };
    let mut asked = Vec::new();
    for rpc in Rpc::all().into_iter().filter(|rpc| !rpc.writes) {
        // A request that names no thing, or things of which there are few, is asked once.
        let mut messages = BTreeSet::new();
        for at in 0..THINGS {
            let things = Things {
                school: of("school", at),
                hub: of("hub", at),
                committee: of("committee", at),
                review: of("review", at),
                report: of("report", at),
                pairing: of("pairing", at),
            };
            let mut plausible = Plausible { id: things.school.to_owned() };
            let full = contract.request(&rpc, &mut plausible);
            messages.extend([rpc.message(things), full]);
        }
        for (role, person) in &roles {
            let caller = Caller::new(doors.caller.trust, person.parse().unwrap(), role);
            let each = messages.iter().map(|message| Asking {
                rpc: rpc.clone(),
                caller: caller.clone(),
                message: message.clone(),
            });
            asked.extend(each);
        }
    }
    asked
}

/// Ids of the first things of each kind, by the kind of their stream.
async fn ids(world: &World) -> BTreeMap<&'static str, Vec<String>> {
    let owner = world.owner().await;
    let mut all = BTreeMap::new();
    for kind in ["school", "hub", "committee", "review", "report", "pairing"] {
        let of = "select distinct substr(stream, length($1) + 2) as id from log.event \
            where stream like $1 || '-%' order by 1 limit 24";
        let rows = owner.query(of, &[&kind]).await.unwrap();
        all.insert(kind, rows.iter().map(|row| row.get("id")).collect());
    }
    all
}
