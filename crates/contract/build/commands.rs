//! The commands of each aggregate: the requests of the rpcs that tell it, and the answers that can be made of a receipt.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use prost_reflect::{DescriptorPool, FieldDescriptor, Kind, MethodDescriptor};

use crate::names::{gives_command, rpcs, rust_type, snake};
use crate::options::rpc_rule;

/// One enumeration an aggregate, with its accessors, and what each request tells.
pub fn commands(pool: &DescriptorPool) -> Result<String, String> {
    let mut aggregates = BTreeMap::<String, Vec<MethodDescriptor>>::new();
    let mut code = String::new();
    for rpc in rpcs(pool).into_iter().filter(|rpc| gives_command(&rpc.input())) {
        let rule = rpc_rule(&rpc);
        let aggregate = [rule.tells.as_str(), rule.tells_each.as_str()].concat();
        let family = format!("{}.{aggregate}Event", rpc.input().package_name());
        if pool.get_message_by_name(&family).is_none() {
            return Err(format!("{} tells {aggregate}, and there is no {family}", rpc.name()));
        }
        write_gives(&mut code, &rpc);
        // An act is no command of one aggregate: the service makes the commands of it.
        if rule.tells_each.is_empty() {
            aggregates.entry(aggregate).or_default().push(rpc);
        }
    }
    for (aggregate, rpcs) in &aggregates {
        write_aggregate(&mut code, aggregate, rpcs);
        for rpc in rpcs {
            write_tells(&mut code, aggregate, rpc);
        }
    }
    Ok(code)
}

fn write_aggregate(code: &mut String, aggregate: &str, rpcs: &[MethodDescriptor]) {
    let own = format!("{}_id", snake(aggregate));
    let (mut variants, mut ids) = (String::new(), String::new());
    for rpc in rpcs {
        let (name, request) = (rpc.name(), rpc.input());
        let _ = writeln!(variants, "    /// {name}\n    {name}({}),", rust_type(&request));
        let id = match request.get_field_by_name(&own) {
            Some(_) => format!("Self::{name}(asked) => Some(&asked.{own}),"),
            None => format!("Self::{name}(_) => None,"),
        };
        let _ = writeln!(ids, "            {id}");
    }
    let _ = writeln!(
        code,
        r#"/// Everything that one {aggregate} can be asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum {aggregate}Command {{
{variants}}}

impl Command for {aggregate}Command {{
    fn thing(&self) -> Option<&str> {{
        match self {{
{ids}        }}
    }}
}}

impl {aggregate}Command {{
{}}}
"#,
        accessors(rpcs)
    );
    for rpc in rpcs {
        let (name, request) = (rpc.name(), rust_type(&rpc.input()));
        let _ = writeln!(
            code,
            "impl From<{request}> for {aggregate}Command {{\n    fn from(asked: {request}) -> Self {{ Self::{name}(asked) }}\n}}\n"
        );
    }
}

/// What every command of the aggregate names.
fn accessors(rpcs: &[MethodDescriptor]) -> String {
    let mut code = String::new();
    let Some((first, others)) = rpcs.split_first() else { return code };
    for field in first.input().fields().filter(is_text) {
        let name = field.name();
        let shared = others
            .iter()
            .all(|rpc| rpc.input().get_field_by_name(name).is_some_and(|other| is_text(&other)));
        if !shared || name == "command_id" {
            continue;
        }
        let mut arms = String::new();
        for rpc in rpcs {
            let _ = writeln!(arms, "            Self::{}(asked) => &asked.{name},", rpc.name());
        }
        let _ = writeln!(
            code,
            "    /// `{name}` of the request.\n    pub fn {name}(&self) -> &str {{\n        match self {{\n{arms}        }}\n    }}\n"
        );
    }
    code
}

fn is_text(field: &FieldDescriptor) -> bool {
    matches!(field.kind(), Kind::String) && !field.is_list()
}

fn write_gives(code: &mut String, rpc: &MethodDescriptor) {
    let _ = writeln!(
        code,
        "impl Gives for {} {{\n    fn command_id(&self) -> &str {{ &self.command_id }}\n}}\n",
        rust_type(&rpc.input())
    );
}

fn write_tells(code: &mut String, aggregate: &str, rpc: &MethodDescriptor) {
    let request = rust_type(&rpc.input());
    let _ =
        writeln!(code, "impl Tells for {request} {{\n    type Command = {aggregate}Command;\n}}\n");
    let Some(fields) = answer(aggregate, rpc) else { return };
    let _ = writeln!(
        code,
        "impl Answered for {request} {{\n    type Answer = {};\n\n    fn answer(told: &Told) -> Self::Answer {{\n        Self::Answer {{ {fields} }}\n    }}\n}}\n",
        rust_type(&rpc.output())
    );
}

/// The answer's fields, where it holds nothing but the position and ids; otherwise the service makes the answer.
pub fn answer(aggregate: &str, rpc: &MethodDescriptor) -> Option<String> {
    let mut fields = Vec::new();
    for field in rpc.output().fields() {
        let name = field.name();
        fields.push(match name.strip_suffix("_id") {
            _ if name == "position" => "position: told.position".to_owned(),
            Some(thing) if thing == snake(aggregate) => format!("{name}: told.id.clone()"),
            Some(thing) => format!("{name}: told.new_id(\"{thing}\")"),
            None => return None,
        });
    }
    Some(fields.join(", "))
}
