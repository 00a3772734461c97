//! The contract: every rpc says who may and what it refuses, every event belongs to one family and one writer.

use std::collections::{BTreeMap, BTreeSet};

use contract::events::EVENT_TYPES;
use prost::Message as _;
use prost_types::source_code_info::Location;
use prost_types::{DescriptorProto, FileDescriptorProto, FileDescriptorSet, MethodDescriptorProto};

use crate::none;

// Field numbers in descriptor.proto, from which the path of a comment is made.
const MESSAGE: i32 = 4;
const SERVICE: i32 = 6;
const METHOD: i32 = 2;

fn protos() -> Vec<FileDescriptorProto> {
    let all = FileDescriptorSet::decode(contract::DESCRIPTORS).unwrap().file;
    all.into_iter().filter(|file| file.package().starts_with("plumbline.")).collect()
}

fn comment(file: &FileDescriptorProto, path: &[i32]) -> String {
    let locations = file.source_code_info.as_ref().map_or(&[][..], |info| &info.location[..]);
    let found = locations.iter().find(|location: &&Location| location.path == path);
    found.map(|location| location.leading_comments().trim().to_owned()).unwrap_or_default()
}

/// Every rpc with its file and its comment.
fn rpcs(file: &FileDescriptorProto) -> Vec<(&MethodDescriptorProto, String)> {
    let mut rpcs = Vec::new();
    for (at, service) in (0..).zip(&file.service) {
        for (method_at, method) in (0..).zip(&service.method) {
            rpcs.push((method, comment(file, &[SERVICE, at, METHOD, method_at])));
        }
    }
    rpcs
}

/// Whether a message has a field. A service's messages may stand in several files.
fn has_field(files: &[FileDescriptorProto], full_name: &str, field: &str) -> bool {
    let (package, short) = full_name.trim_start_matches('.').rsplit_once('.').unwrap();
    let of_package = files.iter().filter(|file| file.package() == package);
    let mut messages = of_package.flat_map(|file| &file.message_type);
    let message = messages.find(|message| message.name() == short);
    message.is_some_and(|message| message.field.iter().any(|known| known.name() == field))
}

fn events(message: &DescriptorProto) -> impl Iterator<Item = &str> {
    message.field.iter().map(|field| field.type_name().rsplit('.').next().unwrap())
}

#[test]
fn every_rpc_says_its_purpose_and_its_permission() {
    let mut faults = Vec::new();
    for file in protos() {
        for (rpc, comment) in rpcs(&file) {
            if !comment.contains("Permission: ") {
                faults.push(format!("{}: {} says no permission", file.name(), rpc.name()));
            }
            if comment.starts_with("Permission: ") {
                faults.push(format!("{}: {} says no purpose", file.name(), rpc.name()));
            }
        }
    }
    none(faults);
}

#[test]
fn a_write_returns_its_position_and_a_read_says_as_of() {
    // The answers of these are no rows of a trust's read model, or say themselves how far they reach. A respondent's answers
    // are in no log: they have no position.
    let exceptions = [
        // Says how many commands it gave; each has a position of its own, in the trust's history.
        "ActOnDueDays",
        // The owner of an account is kept beside the log, in the erasable part.
        "FindByAddress",
        "FindBySignIn",
        // An address is kept there too.
        "GetAddress",
        "GetConsistency",
        // What a person chose, what came back and what letters say are in no log.
        "ChooseDigest",
        "GetLetterChoices",
        "ListReturnedLetters",
        "PreviewLetter",
        "SendLetters",
        // There is no log yet.
        "CheckFounding",
        "GetEvent",
        "GetCorrectionPdf",
        "GetDraftPdf",
        "GetPdf",
        "GetProof",
        "GetQuestionnaire",
        "GetSeal",
        // Looks are no events: they have no position.
        "ListAccessRecord",
        "ListDisclosures",
        "ListProjections",
        "ListTrusts",
        "OfferFounding",
        "Submit",
        "WithdrawResponse",
    ];
    let mut faults = Vec::new();
    let files = protos();
    for file in &files {
        for (rpc, _) in rpcs(file) {
            let name = rpc.name();
            let writes = has_field(&files, rpc.input_type(), "command_id");
            let field = if writes { "position" } else { "as_of" };
            if !exceptions.contains(&name) && !has_field(&files, rpc.output_type(), field) {
                faults.push(format!("{name} returns no {field}"));
            }
        }
    }
    none(faults);
}

#[test]
fn every_event_has_a_comment_and_one_family() {
    let mut faults = Vec::new();
    let mut families = BTreeMap::<String, usize>::new();
    for file in protos().iter().filter(|file| file.name().ends_with("_events.proto")) {
        for (at, message) in (0..).zip(&file.message_type) {
            if comment(file, &[MESSAGE, at]).is_empty() {
                faults.push(format!("{}: {} has no comment", file.name(), message.name()));
            }
            if !message.oneof_decl.iter().any(|oneof| oneof.name() == "event") {
                continue;
            }
            if !message.name().ends_with("Event") {
                faults.push(format!("{}: a family is named <Name>Event", message.name()));
            }
            for event in events(message) {
                *families.entry(format!("{}.{event}", file.package())).or_default() += 1;
            }
        }
    }
    for kind in EVENT_TYPES {
        let found = families.remove(kind.name).unwrap_or(0);
        if found != 1 {
            faults.push(format!("{} is in {found} families", kind.name));
        }
    }
    none(faults);
}

#[test]
fn an_event_is_named_for_what_happened() {
    let vague = ["Updated", "Modified", "Edited", "Saved", "Processed", "Deleted"];
    let says_nothing = |name: &str| vague.iter().any(|word| name.ends_with(word));
    let named = EVENT_TYPES.iter().map(|kind| kind.short()).filter(|name| says_nothing(name));
    none(named.map(str::to_owned).collect());
}

#[test]
fn every_category_has_the_one_writer_that_says_its_events() {
    let pairs: BTreeSet<_> = EVENT_TYPES.iter().map(|kind| (kind.category, kind.service)).collect();
    let categories: BTreeSet<_> = pairs.iter().map(|(category, _)| *category).collect();
    let writers = |category: &str| pairs.iter().filter(|pair| pair.0 == category).count();
    none(categories.into_iter().filter(|one| writers(one) != 1).map(str::to_owned).collect());
}

/// What is no command and answers from something else than the rows of a projection, each with what that is.
const NO_READ_MODEL: [(&str, &str); 26] = [
    ("ActOnDueDays", "an act: the commands it gives have positions of their own"),
    ("CheckFounding", "a one-time link, before there is a log"),
    ("ChooseDigest", "an act: what a person chose, beside the log"),
    ("GetAttachedReport", "a file as it was attached"),
    ("GetCorrectionPdf", "a paper as it was issued"),
    ("GetDraftPdf", "a draft, set from the data it was drafted with"),
    ("GetPdf", "a paper as it was issued"),
    ("FindBySignIn", "identities, beside the log"),
    ("FindByAddress", "identities, beside the log"),
    ("GetAddress", "identities, beside the log"),
    ("GetLetterChoices", "what a person chose, beside the log"),
    ("ListReturnedLetters", "the outbox, beside the log"),
    ("ListTrusts", "the logs there are"),
    ("GetQuestionnaire", "one link, which the collector knows"),
    ("GetEvent", "the log itself"),
    ("GetSeal", "the sealed tree"),
    ("GetProof", "the sealed tree"),
    ("GetConsistency", "the sealed tree"),
    ("ListProjections", "where each projection stands, which is what it tells"),
    ("ListDisclosures", "the record of looks, beside the log"),
    ("ListAccessRecord", "the record of looks, beside the log"),
    ("OfferFounding", "an act: a one-time link, before there is a log"),
    ("PreviewLetter", "the letters' own texts"),
    ("SendLetters", "an act: the outbox, beside the log"),
    ("Submit", "an act: answers, which are in no log"),
    ("WithdrawResponse", "an act: answers, which are in no log"),
];

/// Answered from the rules; the answer has the position up to which the roles were read.
const OF_THE_RULES: &str = "ListMay";

#[test]
fn every_read_of_a_read_model_can_wait_for_a_position_and_says_how_far_it_is() {
    let mut faults = Vec::new();
    let files = protos();
    for file in &files {
        for (rpc, _) in rpcs(file) {
            let (asked, answer) = (rpc.input_type(), rpc.output_type());
            // Whatever its name: what brings no command id tells something.
            let reads = !has_field(&files, asked, "command_id");
            let elsewhere = NO_READ_MODEL.iter().any(|(name, _)| *name == rpc.name());
            let waits = has_field(&files, asked, "at_least") || rpc.name() == OF_THE_RULES;
            let tells = has_field(&files, answer, "as_of");
            match (reads, elsewhere) {
                (true, false) if !(waits && tells) => {
                    faults.push(format!("{} has no at_least or no as_of", rpc.name()));
                }
                (_, true) if waits && tells => {
                    faults.push(format!("{} has both; take it off the list", rpc.name()));
                }
                _ => {}
            }
        }
    }
    none(faults);
}
