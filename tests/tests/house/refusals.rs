//! Refusals: each one is named in the contract, and each sentence reads as one.

use std::collections::{BTreeMap, BTreeSet};

use prost_reflect::{DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor};
use syn::visit::{self, Visit};
use syn::{Expr, ImplItem, ItemEnum, ItemImpl, Lit, Type};

use crate::code::sources;
use crate::{files, none, read};

/// Reasons that the crates below give on behalf of every service. The contract names them where they matter.
const OF_THE_DOOR: [&str; 6] = [
    "AS_OF_MALFORMED",
    "DAY_FAR_AHEAD",
    "REVIEW_UNKNOWN",
    "SCHOOL_UNKNOWN",
    "SOME_REFUSED",
    "TRUST_UNKNOWN",
];
/// Stands for a refusal's type where a service answers by a call of this name.
const BY_A_CALL: &str = "not_found";
/// Commands that name a school and look at something else first.
const LOOK_ELSEWHERE_FIRST: [&str; 3] = ["EndGuest", "InviteGuest", "WithdrawFromHub"];

/// What the source of one service says.
#[derive(Default)]
struct Said {
    /// Reasons by the type that gives them.
    reasons: BTreeMap<String, BTreeSet<String>>,
    /// The type of an aggregate's refusals, by the type of its commands.
    decided: BTreeMap<String, String>,
    /// Refusals that a refusal passes on, by its type.
    passed_on: BTreeMap<String, BTreeSet<String>>,
    /// Sentences of its refusals, and of what it answers by a call.
    sentences: Vec<String>,
}

impl Said {
    fn every_reason(&self) -> BTreeSet<&String> {
        self.reasons.values().flatten().collect()
    }

    /// Reasons for which a command of an aggregate can be refused. They are its own, and those of what is no aggregate, as a
    /// file that is read. `None` for an aggregate whose commands the service makes itself.
    fn of_aggregate(&self, aggregate: &str) -> Option<BTreeSet<&String>> {
        let own = self.decided.get(&format!("{aggregate}Command"))?;
        let passed_on = self.passed_on.get(own);
        let gives = |refusal: &String| {
            refusal == own
                || passed_on.is_some_and(|passed_on| passed_on.contains(refusal))
                || !self.decided.values().any(|other| other == refusal)
        };
        let given = self.reasons.iter().filter(|(refusal, _)| gives(refusal));
        Some(given.flat_map(|(_, reasons)| reasons).collect())
    }

    fn refusal(&mut self, item: &ItemImpl) {
        let mut reasons = Reasons::default();
        for item in &item.items {
            if let ImplItem::Fn(function) = item {
                reasons.visit_impl_item_fn(function);
            }
        }
        self.reasons.entry(name_of(&item.self_ty)).or_default().extend(reasons.0);
    }

    fn aggregate(&mut self, item: &ItemImpl) {
        let named = |wanted: &str| {
            item.items.iter().find_map(|item| match item {
                ImplItem::Type(named) if named.ident == wanted => Some(name_of(&named.ty)),
                _ => None,
            })
        };
        if let (Some(command), Some(refusal)) = (named("Command"), named("Refusal")) {
            self.decided.insert(command, refusal);
        }
    }
}

/// The last part of a type's path.
fn name_of(named: &Type) -> String {
    let Type::Path(named) = named else { return String::new() };
    named.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default()
}

impl<'ast> Visit<'ast> for Said {
    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        let of = item.trait_.as_ref().and_then(|(_, path, _)| path.segments.last());
        match of.map(|last| last.ident.to_string()).as_deref() {
            Some("Refusal") => self.refusal(item),
            Some("Decider") => self.aggregate(item),
            _ => {}
        }
        visit::visit_item_impl(self, item);
    }

    fn visit_item_enum(&mut self, item: &'ast ItemEnum) {
        let name = item.ident.to_string();
        if name.ends_with("Refusal") {
            for attribute in item.variants.iter().flat_map(|variant| &variant.attrs) {
                if attribute.path().is_ident("error")
                    && let Ok(sentence) = attribute.parse_args::<syn::LitStr>()
                {
                    self.sentences.push(sentence.value());
                }
            }
            let fields = item.variants.iter().flat_map(|variant| &variant.fields);
            let others = fields.map(|field| name_of(&field.ty));
            let others = others.filter(|other| other.ends_with("Refusal"));
            self.passed_on.entry(name).or_default().extend(others);
        }
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        let called = match &*call.func {
            Expr::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
            _ => None,
        };
        let sentence = match called.as_deref() {
            Some(BY_A_CALL) => {
                if let Some(Expr::Lit(literal)) = call.args.first()
                    && let Lit::Str(reason) = &literal.lit
                {
                    self.reasons.entry(BY_A_CALL.to_owned()).or_default().insert(reason.value());
                }
                call.args.iter().nth(1)
            }
            Some("unavailable" | "not_allowed") => call.args.first(),
            _ => None,
        };
        if let Some(sentence) = sentence {
            let mut said = Literals::default();
            said.visit_expr(sentence);
            self.sentences.extend(said.0);
        }
        visit::visit_expr_call(self, call);
    }
}

/// Collects the texts of an expression, as of both arms of an `if`.
#[derive(Default)]
struct Literals(Vec<String>);

impl<'ast> Visit<'ast> for Literals {
    fn visit_lit_str(&mut self, literal: &'ast syn::LitStr) {
        self.0.push(literal.value());
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        let first = called.tokens.clone().into_iter().next();
        let literal = first.and_then(|first| syn::parse2::<syn::LitStr>(first.into()).ok());
        self.0.extend(literal.map(|literal| literal.value()));
    }
}

/// Collects what is written in capitals.
#[derive(Default)]
struct Reasons(BTreeSet<String>);

impl<'ast> Visit<'ast> for Reasons {
    fn visit_lit_str(&mut self, literal: &'ast syn::LitStr) {
        self.0.insert(literal.value());
    }
}

/// What each service with a contract says in its source.
fn said() -> BTreeMap<String, Said> {
    let mut said = BTreeMap::<String, Said>::new();
    for contract in files("proto", "_service.proto") {
        let service = contract.split('/').nth(2).unwrap().to_owned();
        for source in files(&format!("services/{service}/src"), ".rs") {
            let file = syn::parse_file(&read(&source)).unwrap();
            said.entry(service.clone()).or_default().visit_file(&file);
        }
    }
    said
}

/// The text of a service's contract.
fn contract_of(service: &str) -> String {
    read(&format!("proto/plumbline/{service}/v1/{service}_service.proto"))
}

/// The reasons that the comments of a service's rpcs name.
fn promised(service: &str) -> BTreeSet<String> {
    let contract = contract_of(service);
    let comments = contract.lines().filter_map(|line| line.trim().strip_prefix("//"));
    comments.flat_map(reasons_in).collect()
}

fn reasons_in(comment: &str) -> impl Iterator<Item = String> {
    let words = comment.split(|letter: char| !is_of_a_reason(letter));
    words.filter(|word| word.contains('_') && word.len() > 4).map(str::to_owned)
}

/// An rpc as the contract describes it.
struct DescribedRpc {
    name: String,
    /// The reasons that its comment names.
    reasons: BTreeSet<String>,
    /// The aggregate that decides; `None` for a read.
    tells: Option<String>,
}

/// The rpcs of a service with their comments, which the descriptors drop.
fn described(service: &str) -> Vec<DescribedRpc> {
    let mut rpcs = Vec::<DescribedRpc>::new();
    let mut reasons = BTreeSet::new();
    for line in contract_of(service).lines().map(str::trim) {
        if let Some(comment) = line.strip_prefix("//") {
            reasons.extend(reasons_in(comment));
            continue;
        }
        let named = std::mem::take(&mut reasons);
        if let Some(declared) = line.strip_prefix("rpc ") {
            let name = declared.split('(').next().unwrap().to_owned();
            rpcs.push(DescribedRpc { name, reasons: named, tells: None });
        } else if let (Some(rpc), Some(tells)) = (rpcs.last_mut(), told_by(line)) {
            rpc.tells = Some(tells.to_owned());
        }
    }
    rpcs
}

/// `Review` of `tells: "Review"`.
fn told_by(line: &str) -> Option<&str> {
    let told = ["tells: \"", "tells_each: \""].iter().find_map(|key| line.split_once(key));
    told?.1.split('"').next()
}

fn is_of_a_reason(letter: char) -> bool {
    letter.is_ascii_uppercase() || letter == '_'
}

#[test]
fn the_contract_names_every_reason_for_which_a_service_refuses() {
    let mut faults = Vec::new();
    let said = said();
    // A service passes on what another refuses, so a promise may be kept elsewhere.
    let given: BTreeSet<&String> = said.values().flat_map(Said::every_reason).collect();
    for (service, said) in &said {
        let promised = promised(service);
        for reason in said.every_reason() {
            if !promised.contains(reason) && !OF_THE_DOOR.contains(&reason.as_str()) {
                faults.push(format!("{service}: no rpc's comment names {reason}"));
            }
        }
        for reason in &promised {
            if !given.contains(reason) && !OF_THE_DOOR.contains(&reason.as_str()) {
                faults.push(format!("{service}: a comment names {reason}, which nothing gives"));
            }
        }
    }
    none(faults);
}

/// Which arm of an aggregate gives which reason is not looked at: the arms call functions that others call too.
#[test]
fn a_command_names_no_reason_of_another_aggregate() {
    let mut faults = Vec::new();
    let mut looked_at = 0;
    for (service, said) in said() {
        for DescribedRpc { name, reasons, tells } in described(&service) {
            let Some(given) = tells.and_then(|aggregate| said.of_aggregate(&aggregate)) else {
                continue;
            };
            looked_at += 1;
            for reason in reasons {
                if !given.contains(&reason) && !OF_THE_DOOR.contains(&reason.as_str()) {
                    faults.push(format!("{service}: {name} names {reason} of another aggregate"));
                }
            }
        }
    }
    assert!(looked_at > 100, "only {looked_at} commands were looked at");
    none(faults);
}

#[test]
fn a_command_that_names_a_school_says_that_there_may_be_no_such_school() {
    let pool = DescriptorPool::decode(contract::DESCRIPTORS).unwrap();
    let mut faults = Vec::new();
    for service in contract::SERVICES {
        let package = format!("plumbline.{service}.v1");
        for DescribedRpc { name, reasons, tells } in described(service) {
            if tells.is_none() || LOOK_ELSEWHERE_FIRST.contains(&name.as_str()) {
                continue;
            }
            let request = pool.get_message_by_name(&format!("{package}.{name}Request")).unwrap();
            if names_a_school(&request, &mut BTreeSet::new()) && !reasons.contains("SCHOOL_UNKNOWN")
            {
                faults.push(format!("{service}: {name} names a school and no SCHOOL_UNKNOWN"));
            }
        }
    }
    none(faults);
}

fn names_a_school(message: &MessageDescriptor, seen: &mut BTreeSet<String>) -> bool {
    seen.insert(message.full_name().to_owned())
        && message.fields().any(|field| match field.kind() {
            Kind::Message(inner) => names_a_school(&inner, seen),
            _ => is_a_school(&field).unwrap_or_default(),
        })
}

/// Whether a field's rule says that it is the id of a school.
fn is_a_school(field: &FieldDescriptor) -> Option<bool> {
    let extension = field.parent_pool().get_extension_by_name("plumbline.options.v1.rule")?;
    let options = field.options();
    let rule: DynamicMessage = options.get_extension(&extension).as_message()?.clone();
    let things = field.parent_pool().get_enum_by_name("plumbline.options.v1.Thing")?;
    let school = things.get_value_by_name("THING_SCHOOL")?.number();
    let is = |name: &str| rule.get_field_by_name(name)?.as_enum_number();
    Some(is("about") == Some(school) || is("names") == Some(school))
}

#[test]
fn a_refusal_is_a_sentence() {
    let mut faults = Vec::new();
    for source in sources().into_iter().filter(|source| !source.in_test) {
        let mut said = Said::default();
        said.visit_file(&source.file);
        for sentence in said.sentences {
            let first = sentence.chars().next().unwrap_or_default();
            if !(first.is_uppercase() || first == '{') || !sentence.ends_with('.') {
                let name = &source.name;
                faults.push(format!("{name}: {sentence:?} has no capital or no full stop"));
            }
        }
    }
    none(faults);
}
