//! Turns `proto/` into Rust: messages, gRPC doors, proto3-JSON, and the registry of events. No protoc needed.

use std::collections::HashSet;
use std::{env, error::Error, fmt::Write as _, fs, path::Path, path::PathBuf};

use prost::Message as _;
use prost_types::{DescriptorProto, FileDescriptorProto, FileDescriptorSet, MethodDescriptorProto};

const ROOT: &str = "../../proto";

#[expect(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    reason = "Cargo speaks to a build script through its environment and hears its output"
)]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={ROOT}");
    let files = proto_files(Path::new(ROOT))?;
    let descriptors = protox::compile(&files, [ROOT])?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("descriptors.bin"), descriptors.encode_to_vec())?;
    fs::write(out.join("registry.rs"), registry(&descriptors))?;
    fs::write(out.join("asks.rs"), asks(&descriptors)?)?;

    pbjson_build::Builder::new()
        .register_descriptors(&descriptors.encode_to_vec())?
        .ignore_unknown_fields()
        .build(&[".plumbline"])?;
    // Type names give each request's content a fingerprint of its own.
    let mut messages = prost_build::Config::new();
    messages.enable_type_names();
    tonic_prost_build::configure().compile_fds_with_config(descriptors, messages)?;
    Ok(())
}

fn proto_files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(proto_files(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "proto") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// One `<Name>Event` message with a `oneof event`: everything that can happen to one aggregate.
struct Family {
    package: String,
    message: String,
    events: Vec<String>,
}

impl Family {
    fn service(&self) -> &str {
        self.package.split('.').nth(1).unwrap_or_default()
    }

    fn category(&self) -> String {
        snake(self.message.trim_end_matches("Event"))
    }

    fn module(&self) -> String {
        format!("crate::{}::v1", self.service())
    }

    fn variant(&self) -> &str {
        self.message.trim_end_matches("Event")
    }
}

fn families(descriptors: &FileDescriptorSet) -> Vec<Family> {
    let mut families = Vec::new();
    for file in &descriptors.file {
        if !file.name().ends_with("_events.proto") {
            continue;
        }
        families.extend(file.message_type.iter().filter_map(|message| family(file, message)));
    }
    families
}

fn family(file: &FileDescriptorProto, message: &DescriptorProto) -> Option<Family> {
    let lists_events = message.oneof_decl.iter().any(|oneof| oneof.name() == "event");
    lists_events.then(|| Family {
        package: file.package().to_owned(),
        message: message.name().to_owned(),
        events: message
            .field
            .iter()
            .map(|field| field.type_name().rsplit('.').next().unwrap_or_default().to_owned())
            .collect(),
    })
}

fn registry(descriptors: &FileDescriptorSet) -> String {
    let families = families(descriptors);
    let mut code = String::new();
    for family in &families {
        write_family(&mut code, family);
    }
    write_any(&mut code, &families);
    write_types(&mut code, &families);
    code
}

fn write_family(code: &mut String, family: &Family) {
    let (module, message) = (family.module(), &family.message);
    let enumeration = format!("{module}::{}::Event", snake(message));
    let category = family.category();
    let mut name_arms = String::new();
    let mut json_arms = String::new();
    let mut decode_arms = String::new();
    for event in &family.events {
        let full = format!("{}.{event}", family.package);
        let _ = writeln!(name_arms, "            Self::{event}(_) => \"{full}\",");
        let _ = writeln!(
            json_arms,
            "            Self::{event}(event) => serde_json::to_string(event),"
        );
        let _ =
            writeln!(decode_arms, "            \"{full}\" => Self::{event}(read(kind, body)?),");
        let _ = writeln!(
            code,
            "impl From<{module}::{event}> for {enumeration} {{\n    fn from(event: {module}::{event}) -> Self {{ Self::{event}(event) }}\n}}"
        );
    }
    let _ = writeln!(
        code,
        r#"/// Everything that can happen to one `{category}` stream.
pub type {message} = {enumeration};

impl StoredEvent for {message} {{
    const CATEGORY: &'static str = "{category}";

    fn type_name(&self) -> &'static str {{
        match self {{
{name_arms}        }}
    }}

    fn to_json(&self) -> String {{
        let json = match self {{
{json_arms}        }};
        json.expect("a proto message always has a JSON form")
    }}

    fn decode(kind: &str, body: &str) -> Result<Self, DecodeError> {{
        Ok(match kind {{
{decode_arms}            _ => return Err(DecodeError::unknown(kind)),
        }})
    }}
}}

impl cqrs_es::DomainEvent for {message} {{
    fn event_type(&self) -> String {{ self.type_name().to_owned() }}
    fn event_version(&self) -> String {{ "1".to_owned() }}
}}

impl serde::Serialize for {message} {{
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {{
        {module}::{message} {{ event: Some(self.clone()) }}.serialize(serializer)
    }}
}}

impl<'de> serde::Deserialize<'de> for {message} {{
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {{
        {module}::{message}::deserialize(deserializer)?
            .event
            .ok_or_else(|| serde::de::Error::custom("no event in {message}"))
    }}
}}
"#
    );
}

fn write_any(code: &mut String, families: &[Family]) {
    let mut variants = String::new();
    let mut decode = String::new();
    let mut names = String::new();
    for family in families {
        let (variant, message) = (family.variant(), &family.message);
        let _ = writeln!(variants, "    {variant}({message}),");
        let _ = writeln!(names, "            Self::{variant}(event) => event.type_name(),");
        for event in &family.events {
            let _ = writeln!(
                decode,
                "            \"{}.{event}\" => Self::{variant}({message}::decode(kind, body)?),",
                family.package
            );
        }
    }
    let _ = writeln!(
        code,
        r#"/// Any event of any service, for those who follow the whole log.
#[derive(Clone, Debug, PartialEq)]
pub enum AnyEvent {{
{variants}}}

impl AnyEvent {{
    /// Reads a stored event by its full name; fails for a name this build does not know.
    pub fn decode(kind: &str, body: &str) -> Result<Self, DecodeError> {{
        Ok(match kind {{
{decode}            _ => return Err(DecodeError::unknown(kind)),
        }})
    }}

    /// Full proto name, for example `plumbline.surveys.v1.WaveOpened`.
    pub fn type_name(&self) -> &'static str {{
        match self {{
{names}        }}
    }}
}}
"#
    );
}

fn write_types(code: &mut String, families: &[Family]) {
    let _ = writeln!(
        code,
        "/// Every event there is, in the order of the proto files.\npub const EVENT_TYPES: &[EventType] = &["
    );
    for family in families {
        for event in &family.events {
            let _ = writeln!(
                code,
                "    EventType {{ name: \"{}.{event}\", service: \"{}\", category: \"{}\" }},",
                family.package,
                family.service(),
                family.category()
            );
        }
    }
    let _ = writeln!(code, "];");
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for (place, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && place > 0 {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// Fields of a request that say what it is about, and what they name.
const SUBJECTS: [(&str, &str); 9] = [
    ("school_id", "school"),
    ("host_school_id", "school"),
    ("hub_id", "hub"),
    ("committee_id", "committee"),
    ("review_id", "review"),
    ("report_id", "report"),
    ("pairing_id", "pairing"),
    ("wave_id", "wave"),
    ("person_id", "person"),
];
/// The person whose acts are asked about.
const ACTOR: (&str, &str) = ("actor_id", "person");

/// What the request of each rpc asks for. A message that two rpcs take could be asked for under the lesser permission,
/// so there may be none.
fn asks(descriptors: &FileDescriptorSet) -> Result<String, String> {
    let (mut code, mut seen) = (String::new(), HashSet::new());
    for file in &descriptors.file {
        for method in file.service.iter().flat_map(|service| &service.method) {
            if !seen.insert(method.input_type()) {
                return Err(format!(
                    "{} is the request of two rpcs; give {} one of its own",
                    method.input_type(),
                    method.name()
                ));
            }
            write_asks(&mut code, file, method)?;
        }
    }
    Ok(code)
}

fn write_asks(
    code: &mut String,
    file: &FileDescriptorProto,
    method: &MethodDescriptorProto,
) -> Result<(), String> {
    let service = file.package().split('.').nth(1).unwrap_or_default();
    let short = method.input_type().rsplit('.').next().unwrap_or_default();
    let own = format!(".{}.{short}", file.package());
    let message = file.message_type.iter().find(|message| message.name() == short);
    let Some(message) = message.filter(|_| own == method.input_type()) else {
        return Err(format!("{} is no message of {}", method.input_type(), file.name()));
    };
    let mut fields = String::new();
    let mut named = HashSet::new();
    for (field, what) in SUBJECTS.into_iter().chain([ACTOR]) {
        if message.field.iter().any(|known| known.name() == field) {
            if !named.insert(what) {
                return Err(format!("{short} names two: {what}"));
            }
            let _ = write!(fields, "{what}: (\"{field}\", &self.{field}), ");
        }
    }
    let _ = writeln!(
        code,
        r#"impl Asks for crate::{service}::v1::{short} {{
    const ACTION: &'static str = "{service}.{}";

    fn subject(&self) -> SubjectIds<'_> {{
        SubjectIds {{ {fields}..SubjectIds::default() }}
    }}
{}}}
"#,
        method.name(),
        told(message)
    );
    Ok(())
}

/// What else a request says that the record of who has seen what keeps.
fn told(message: &DescriptorProto) -> String {
    let has = |name: &str| message.field.iter().any(|known| known.name() == name);
    let mut code = String::new();
    if has("position") {
        code.push_str("    fn position(&self) -> u64 { self.position }\n");
    }
    if has("why") {
        code.push_str("    fn why(&self) -> &str { &self.why }\n");
    }
    code
}
