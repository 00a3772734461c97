//! Requests made from the contract's descriptors, so that a new rpc is tried without being named here.

use std::collections::BTreeMap;

use contract::schools::v1::ScopeKind;
use prost::Message as _;
use prost::encoding;
use prost_types::field_descriptor_proto::Type;
use prost_types::{DescriptorProto, FieldDescriptorProto, FileDescriptorSet};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use uuid::Uuid;

use crate::{Rpc, TODAY};

/// Depth at which messages that contain themselves end.
const DEEPEST: usize = 5;

/// Every message of the contract by its full name.
#[derive(Debug)]
pub struct Contract(BTreeMap<String, DescriptorProto>);

/// Fills the fields of a request.
pub trait Filling {
    /// How often the field occurs.
    fn count(&mut self, field: &FieldDescriptorProto) -> usize;
    /// A value for a text field of a message, which is given by its full name.
    fn text(&mut self, message: &str, field: &FieldDescriptorProto) -> String;
    fn number(&mut self) -> u64;
    fn fraction(&mut self) -> f64;
}

impl Contract {
    pub fn read() -> Self {
        let mut messages = BTreeMap::new();
        for file in FileDescriptorSet::decode(contract::DESCRIPTORS).unwrap().file {
            for message in &file.message_type {
                collect(&format!(".{}", file.package()), message, &mut messages);
            }
        }
        Self(messages)
    }

    /// A request for an rpc.
    pub fn request(&self, rpc: &Rpc, filling: &mut dyn Filling) -> Vec<u8> {
        self.message(&rpc.request, 0, filling)
    }

    fn message(&self, name: &str, depth: usize, filling: &mut dyn Filling) -> Vec<u8> {
        let message = self.0.get(name).unwrap_or_else(|| panic!("no message {name}"));
        let mut bytes = Vec::new();
        for field in &message.field {
            for _ in 0..filling.count(field) {
                let at = FieldAt { message: name, field, depth };
                self.field(at, filling, &mut bytes);
            }
        }
        bytes
    }

    fn field(&self, at: FieldAt<'_>, filling: &mut dyn Filling, bytes: &mut Vec<u8>) {
        let FieldAt { message, field, depth } = at;
        let tag = u32::try_from(field.number()).unwrap();
        match field.r#type() {
            Type::String => encoding::string::encode(tag, &filling.text(message, field), bytes),
            Type::Bytes => {
                let text = filling.text(message, field);
                encoding::bytes::encode(tag, &text.into_bytes(), bytes);
            }
            Type::Message if depth < DEEPEST => {
                let inner = self.message(field.type_name(), depth + 1, filling);
                encoding::bytes::encode(tag, &inner, bytes);
            }
            Type::Message => {}
            Type::Double => encoding::double::encode(tag, &filling.fraction(), bytes),
            Type::Int32 | Type::Int64 | Type::Uint32 | Type::Uint64 | Type::Bool | Type::Enum => {
                encoding::uint64::encode(tag, &filling.number(), bytes);
            }
            other => panic!("{other:?} of {} is not made here yet", field.name()),
        }
    }
}

/// A field of a message within a request.
#[derive(Clone, Copy)]
struct FieldAt<'a> {
    message: &'a str,
    field: &'a FieldDescriptorProto,
    depth: usize,
}

fn collect(within: &str, message: &DescriptorProto, all: &mut BTreeMap<String, DescriptorProto>) {
    let name = format!("{within}.{}", message.name());
    for nested in &message.nested_type {
        collect(&name, nested, all);
    }
    all.insert(name, message.clone());
}

/// Values that an honest client could send, with one id in every field for an id.
#[derive(Debug)]
pub struct Plausible {
    pub id: String,
}

impl Filling for Plausible {
    fn count(&mut self, _: &FieldDescriptorProto) -> usize {
        1
    }

    fn text(&mut self, _: &str, field: &FieldDescriptorProto) -> String {
        plausible(field.name(), &self.id)
    }

    fn number(&mut self) -> u64 {
        // Of every enum the first value that is not unspecified; for a scope it has to be the school.
        i32::from(ScopeKind::School).unsigned_abs().into()
    }

    fn fraction(&mut self) -> f64 {
        1.0
    }
}

/// A value for a field of such a name.
fn plausible(name: &str, id: &str) -> String {
    match name {
        "command_id" => Uuid::now_v7().to_string(),
        "area_id" => "staff".to_owned(),
        "region_id" | "from_region_id" | "to_region_id" => "improve".to_owned(),
        "term" => "2026-27-autumn".to_owned(),
        "on" | "from" | "until" | "due_on" | "opens_on" | "closes_on" => TODAY.to_owned(),
        "id" => id.to_owned(),
        _ if name.ends_with("_id") || name.ends_with("_ids") => id.to_owned(),
        // Of these there is one of a name only.
        "name" | "email" => format!("{}@example.org", Uuid::now_v7()),
        _ => "Some words".to_owned(),
    }
}

/// Values that no honest client sends.
#[derive(Debug)]
pub struct Wild {
    rng: StdRng,
    ids: Vec<String>,
}

/// Texts that have harmed other programs: databases, typesetters, spreadsheets, shells, pages, file systems, clocks.
const HARMFUL: [&str; 26] = [
    "",
    " ",
    "\0",
    "\u{202e}",
    "\u{feff}x",
    "e\u{301}",
    "'; drop table log.event; --",
    "' or '1'='1",
    "\\",
    "../../../../etc/passwd",
    "/etc/passwd",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "=cmd|' /C calc'!A1",
    "#import \"/etc/passwd\"",
    "#set page(width: 0pt)",
    "$ x $ ] } #panic()",
    "%s%s%n",
    "{{7*7}}",
    "plumbline.>",
    "0000-00-00",
    "2026-02-30",
    "9999-12-31",
    "-9999-01-01T00:00:00Z",
    "1e999",
    "00000000-0000-0000-0000-000000000000",
];

impl Wild {
    /// The same seed gives the same requests. Some name things that exist.
    pub fn new(seed: u64, ids: Vec<String>) -> Self {
        Self { rng: StdRng::seed_from_u64(seed), ids }
    }

    /// Bytes of a request; now and then they are no message of this kind.
    pub fn spoil(&mut self, bytes: &mut Vec<u8>) {
        if self.rng.random_bool(0.1) && !bytes.is_empty() {
            let at = self.rng.random_range(0..bytes.len());
            if self.rng.random_bool(0.5) {
                bytes.truncate(at);
            } else {
                bytes[at] ^= 1 << self.rng.random_range(0..8);
            }
        }
    }
}

impl Filling for Wild {
    fn count(&mut self, _: &FieldDescriptorProto) -> usize {
        *[0, 1, 1, 1, 1, 1, 1, 2, 3].choose(&mut self.rng).unwrap()
    }

    fn text(&mut self, _: &str, field: &FieldDescriptorProto) -> String {
        let id = self.ids.choose(&mut self.rng).unwrap();
        match self.rng.random_range(0..10) {
            0..6 => plausible(field.name(), id),
            6 => id.clone(),
            7 => "long ".repeat(self.rng.random_range(1..20_000)),
            _ => (*HARMFUL.choose(&mut self.rng).unwrap()).to_owned(),
        }
    }

    fn number(&mut self) -> u64 {
        let odd = [0, 1, 2, 3, 4, 5, 7, 12, 100, 1 << 31, u64::MAX, u64::MAX >> 1, 1 << 63];
        *odd.choose(&mut self.rng).unwrap()
    }

    fn fraction(&mut self) -> f64 {
        let odd = [0.0, -0.0, 0.5, 1.0, -1.0, 1e308, f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
        *odd.choose(&mut self.rng).unwrap()
    }
}
