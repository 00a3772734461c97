//! Every rpc of the contract, with a request that names what it is about and nothing else.

use prost::Message as _;
use prost_types::{DescriptorProto, FileDescriptorSet};

/// The ids of things a request may be about.
#[derive(Clone, Copy, Debug)]
pub struct Things<'a> {
    pub school: &'a str,
    pub hub: &'a str,
    pub committee: &'a str,
    pub review: &'a str,
    pub report: &'a str,
    pub pairing: &'a str,
}

impl<'a> Things<'a> {
    pub const NONE: Things<'static> =
        Things { school: "", hub: "", committee: "", review: "", report: "", pairing: "" };

    /// One id of each kind of thing.
    pub fn all(&self) -> [&'a str; 6] {
        [self.school, self.hub, self.committee, self.review, self.report, self.pairing]
    }

    /// Ids whose owners must not be seen elsewhere.
    pub fn schools(&self) -> [&'a str; 3] {
        [self.school, self.committee, self.report]
    }

    /// The id that a field of this name holds; empty where it names none of these.
    pub fn of(&self, field: &str) -> &'a str {
        match field {
            "school_id" | "host_school_id" => self.school,
            "hub_id" => self.hub,
            "committee_id" => self.committee,
            "review_id" => self.review,
            "report_id" => self.report,
            "pairing_id" => self.pairing,
            _ => "",
        }
    }
}

/// The subject of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Own,
    Other,
    Trust,
}

impl Subject {
    /// The subjects that an rpc's request can name.
    pub fn of(rpc: &Rpc) -> Vec<Self> {
        let named = !rpc.fields.is_empty();
        let all = [(Self::Own, named), (Self::Other, named), (Self::Trust, true)];
        all.into_iter().filter(|(_, asked)| *asked).map(|(subject, _)| subject).collect()
    }
}

/// One rpc.
#[derive(Clone, Debug)]
pub struct Rpc {
    /// For example `surveys`.
    pub service: String,
    /// For example `surveys.OpenWave`.
    pub action: String,
    /// For example `/plumbline.surveys.v1.SurveysService/OpenWave`.
    pub path: String,
    /// The request's message, for example `.plumbline.surveys.v1.OpenWaveRequest`.
    pub request: String,
    pub writes: bool,
    /// The fields that name its subject, with their numbers.
    pub fields: Vec<(String, i32)>,
}

impl Rpc {
    /// Every rpc of the contract.
    pub fn all() -> Vec<Self> {
        let mut all = Vec::new();
        let files = FileDescriptorSet::decode(contract::DESCRIPTORS).unwrap().file;
        for file in &files {
            // A service's messages may stand in several files.
            let package = || files.iter().filter(|other| other.package() == file.package());
            let name = file.package().split('.').nth(1).unwrap_or_default().to_owned();
            for service in &file.service {
                for method in &service.method {
                    let short = method.input_type().rsplit('.').next().unwrap();
                    let mut messages = package().flat_map(|other| &other.message_type);
                    let message = messages.find(|message| message.name() == short).unwrap();
                    all.push(Self {
                        action: format!("{name}.{}", method.name()),
                        path: format!("/{}.{}/{}", file.package(), service.name(), method.name()),
                        service: name.clone(),
                        request: method.input_type().to_owned(),
                        writes: message.field.iter().any(|field| field.name() == "command_id"),
                        fields: subjects(message),
                    });
                }
            }
        }
        all
    }

    pub fn names(&self, field: &str) -> bool {
        self.fields.iter().any(|(name, _)| name == field)
    }

    /// A request about these things.
    pub fn message(&self, things: Things<'_>) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (field, number) in &self.fields {
            let number = u32::try_from(*number).unwrap();
            prost::encoding::string::encode(number, &things.of(field).to_owned(), &mut bytes);
        }
        bytes
    }
}

fn subjects(message: &DescriptorProto) -> Vec<(String, i32)> {
    const NAMING: [&str; 7] = [
        "school_id",
        "host_school_id",
        "hub_id",
        "committee_id",
        "review_id",
        "report_id",
        "pairing_id",
    ];
    let named = message.field.iter().filter(|field| NAMING.contains(&field.name()));
    named.map(|field| (field.name().to_owned(), field.number())).collect()
}
