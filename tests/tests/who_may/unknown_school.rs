//! A command that names a school which is none of the trust's is refused for that, at every rpc that names one.

use contract::says_no_for;
use plumbline_tests::{Asked, Rpc, Subject, TODAY, TestTrust, Things, World};
use prost_reflect::prost::Message as _;
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value,
};
use uuid::Uuid;

use crate::table::Table;

/// Commands that look at something else first, with what that says.
const LOOK_ELSEWHERE_FIRST: [(&str, &str); 3] = [
    ("schools.WithdrawFromHub", "SCHOOL_NOT_IN_HUB"),
    ("schools.InviteGuest", "VISIT_UNKNOWN"),
    ("schools.EndGuest", "VISIT_UNKNOWN"),
];
/// Depth at which messages that contain themselves end.
const DEEPEST: usize = 5;
/// How many commands name a school, and are allowed to a person or a service for another school than the own.
const AT_LEAST: usize = 60;

/// Asks as one who may. What only a school's own people may, the rules refuse for a school that the trust does not have.
pub async fn is_told_as_such(world: &World, ours: &TestTrust, rpcs: &[Rpc]) {
    let (table, peers) = (Table::read(), world.peers());
    let pool = DescriptorPool::decode(contract::DESCRIPTORS).unwrap();
    let made_up = Uuid::now_v7().to_string();
    let things = Things { school: &made_up, ..ours.things(Subject::Other) };
    let (mut asked, mut wrong) = (0, Vec::new());
    for rpc in rpcs.iter().filter(|rpc| rpc.writes) {
        let request = pool.get_message_by_name(rpc.request.trim_start_matches('.')).unwrap();
        let mut honest = HonestRequest { things, schools: 0 };
        let message = honest.message(&request, 0).encode_to_vec();
        let may = ours.askers.iter().find(|asker| table.allows(rpc, asker, Subject::Other));
        let Some(asker) = may.filter(|_| honest.schools > 0) else { continue };
        asked += 1;
        let other = LOOK_ELSEWHERE_FIRST.iter().find(|(action, _)| *action == rpc.action);
        let expected = other.map_or("SCHOOL_UNKNOWN", |(_, reason)| *reason);
        let asking = Asked { peers: &peers, rpc, caller: Some(&asker.caller), message };
        let answer = asking.send().await;
        if !answer.as_ref().is_err_and(|status| says_no_for(status, expected)) {
            wrong.push(format!("{} as {}: no {expected}, {answer:?}", rpc.action, asker.name));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(asked >= AT_LEAST, "only {asked} commands name a school");
}

/// Fills a request so that each field holds what its rule asks for.
struct HonestRequest<'a> {
    things: Things<'a>,
    /// How many schools it names by now. The name of a field counts, so that one without its rule is asked too.
    schools: usize,
}

impl HonestRequest<'_> {
    fn message(&mut self, of: &MessageDescriptor, depth: usize) -> DynamicMessage {
        let mut message = DynamicMessage::new(of.clone());
        for field in of.fields() {
            let Some(value) = self.value(&field, depth) else { continue };
            let value = if field.is_list() { Value::List(vec![value]) } else { value };
            message.set_field(&field, value);
        }
        message
    }

    /// One value; `None` for a number, which may be 0.
    fn value(&mut self, field: &FieldDescriptor, depth: usize) -> Option<Value> {
        Some(match field.kind() {
            Kind::String => Value::String(self.text(field)),
            Kind::Bytes => Value::Bytes(vec![1_u8; bytes_of(field)].into()),
            Kind::Message(inner) if depth < DEEPEST => {
                Value::Message(self.message(&inner, depth + 1))
            }
            Kind::Enum(known) => {
                let said = known.values().find(|value| value.number() != 0)?;
                Value::EnumNumber(said.number())
            }
            _ => return None,
        })
    }

    fn text(&mut self, field: &FieldDescriptor) -> String {
        let name = field.name();
        if name.ends_with("school_id") || name.ends_with("school_ids") {
            self.schools += 1;
            return self.things.school.to_owned();
        }
        let known = self.things.of(name);
        if !known.is_empty() {
            return known.to_owned();
        }
        let text = match (form_of(field).as_deref(), is_free_text(field)) {
            (Some("FORM_DATE"), _) => TODAY,
            (Some("FORM_TERM"), _) => "2026-27-autumn",
            (Some("FORM_YEAR" | "FORM_PERIOD"), _) => "2026-27",
            (Some("FORM_SLUG"), _) => "staff",
            (Some("FORM_OWN"), _) | (None, true) => "a",
            (Some(_), _) | (None, false) => return Uuid::now_v7().to_string(),
        };
        text.to_owned()
    }
}

/// The rule that the contract gives a field; `None` where it gives none.
fn rule_of(field: &FieldDescriptor) -> Option<DynamicMessage> {
    let rule = field.parent_pool().get_extension_by_name("plumbline.options.v1.rule")?;
    let options = field.options();
    options.has_extension(&rule).then(|| options.get_extension(&rule).as_message().cloned())?
}

/// For example `FORM_DATE`.
fn form_of(field: &FieldDescriptor) -> Option<String> {
    let number = rule_of(field)?.get_field_by_name("form")?.as_enum_number()?;
    let forms = field.parent_pool().get_enum_by_name("plumbline.options.v1.Form")?;
    let form = forms.get_value(number).filter(|form| form.number() != 0)?;
    Some(form.name().to_owned())
}

fn is_free_text(field: &FieldDescriptor) -> bool {
    number_of(field, "text") > 0
}

fn bytes_of(field: &FieldDescriptor) -> usize {
    number_of(field, "bytes").max(1)
}

fn number_of(field: &FieldDescriptor, rule: &str) -> usize {
    let number = rule_of(field).and_then(|found| found.get_field_by_name(rule)?.as_u32());
    usize::try_from(number.unwrap_or_default()).unwrap()
}
