//! What each request asks for and what it is about.

use std::collections::HashSet;
use std::fmt::Write as _;

use prost_reflect::{DescriptorPool, MessageDescriptor, MethodDescriptor};

use crate::names::{gives_command, rpcs, rust_type, service, snake};
use crate::options::{field_rule, rpc_rule, variants};

/// `Asks` for the request of each rpc. A message that two rpcs take could be asked for under the lesser permission, so
/// there may be none.
pub fn asks(pool: &DescriptorPool) -> Result<String, String> {
    let (mut code, mut seen) = (shows(pool), HashSet::new());
    for rpc in rpcs(pool) {
        let request = rpc.input();
        if !seen.insert(request.full_name().to_owned()) {
            return Err(format!(
                "{} is the request of two rpcs; give {} one of its own",
                request.name(),
                rpc.name()
            ));
        }
        write_asks(&mut code, &rpc)?;
    }
    code.push_str(&shown(pool)?);
    Ok(code)
}

/// What the answer of each action shows, for those who have its name and no request.
fn shown(pool: &DescriptorPool) -> Result<String, String> {
    let mut arms = String::new();
    for rpc in rpcs(pool) {
        let (service, shows) =
            (service(rpc.input().package_name()).to_owned(), what_it_shows(&rpc)?);
        let _ = writeln!(arms, "            \"{service}.{}\" => Self::{shows},", rpc.name());
    }
    Ok(format!(
        r#"impl Shown {{
    /// What the answer of an action shows; `None` where the contract has no such action.
    pub fn by(action: &str) -> Option<Self> {{
        Some(match action {{
{arms}            _ => return None,
        }})
    }}
}}
"#
    ))
}

/// The enumeration of what an answer may show.
fn shows(pool: &DescriptorPool) -> String {
    let mut listed = String::new();
    for shown in variants(pool, "Shows", "SHOWS_") {
        let _ = writeln!(listed, "    /// `{}` of the options.\n    {shown},", snake(&shown));
    }
    format!(
        "/// What an answer shows, for the record of who has seen what.\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, strum::Display, strum::EnumString, strum::EnumIter)]\n\
         #[strum(serialize_all = \"kebab-case\")]\n\
         pub enum Shown {{\n{listed}}}\n\n"
    )
}

fn write_asks(code: &mut String, rpc: &MethodDescriptor) -> Result<(), String> {
    let request = rpc.input();
    let shows = what_it_shows(rpc)?;
    let _ = writeln!(
        code,
        r#"impl Asks for {} {{
    const ACTION: &'static str = "{}.{}";
    const SHOWS: Shown = Shown::{shows};

    fn about(&self) -> Vec<(Thing, &'static str, &str)> {{
        vec![{}]
    }}
{}}}
"#,
        rust_type(&request),
        service(request.package_name()),
        rpc.name(),
        subjects(&request)?,
        told(&request)
    );
    Ok(())
}

/// A command's answer holds positions and ids, and the command itself is in the log. So it shows nothing, unless it says what.
fn what_it_shows(rpc: &MethodDescriptor) -> Result<String, String> {
    let rule = rpc_rule(rpc);
    let tells_none = rule.tells.is_empty() && rule.tells_each.is_empty();
    match (gives_command(&rpc.input()), rule.shows, tells_none) {
        (true, None, false) => Ok("Nothing".to_owned()),
        (true, Some(shows), false) | (false, Some(shows), true) => Ok(shows),
        (true, ..) => Err(format!("{} must say which aggregate it tells", rpc.name())),
        (false, ..) => Err(format!("{} must say what it shows, and that alone", rpc.name())),
    }
}

fn subjects(request: &MessageDescriptor) -> Result<String, String> {
    let (mut subjects, mut named) = (Vec::new(), HashSet::new());
    for field in request.fields() {
        let Some(thing) = field_rule(&field).and_then(|rule| rule.about) else { continue };
        if !named.insert(thing.clone()) {
            return Err(format!("{} is about two: {thing}", request.name()));
        }
        subjects.push(format!("(Thing::{thing}, \"{0}\", &self.{0})", field.name()));
    }
    Ok(subjects.join(", "))
}

/// What else a request says that the record of who has seen what keeps.
fn told(request: &MessageDescriptor) -> String {
    let mut code = String::new();
    if request.get_field_by_name("position").is_some() {
        code.push_str("    fn position(&self) -> u64 { self.position }\n");
    }
    if request.get_field_by_name("why").is_some() {
        code.push_str("    fn why(&self) -> &str { &self.why }\n");
    }
    code
}
