//! Refusals: each one is named in the contract, and each sentence reads as one.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};
use syn::{Expr, ImplItem, ItemEnum, ItemImpl, Lit};

use crate::{files, none, read};

/// Reasons that the crates below give on behalf of every service. The contract names them where they matter.
const OF_THE_DOOR: [&str; 5] =
    ["AS_OF_MALFORMED", "REVIEW_UNKNOWN", "SCHOOL_UNKNOWN", "SOME_REFUSED", "TRUST_UNKNOWN"];

/// What the source of one service says.
#[derive(Default)]
struct Said {
    /// Reasons of its refusals.
    reasons: BTreeSet<String>,
    /// Sentences of its refusals.
    sentences: Vec<String>,
}

impl<'ast> Visit<'ast> for Said {
    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        let refuses = item.trait_.as_ref().is_some_and(|(_, path, _)| {
            path.segments.last().is_some_and(|last| last.ident == "Refusal")
        });
        if refuses {
            let mut reasons = Reasons(&mut self.reasons);
            for item in &item.items {
                if let ImplItem::Fn(function) = item {
                    reasons.visit_impl_item_fn(function);
                }
            }
        }
        visit::visit_item_impl(self, item);
    }

    fn visit_item_enum(&mut self, item: &'ast ItemEnum) {
        if item.ident.to_string().ends_with("Refusal") {
            for attribute in item.variants.iter().flat_map(|variant| &variant.attrs) {
                if attribute.path().is_ident("error")
                    && let Ok(sentence) = attribute.parse_args::<syn::LitStr>()
                {
                    self.sentences.push(sentence.value());
                }
            }
        }
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        let names_reason = matches!(&*call.func, Expr::Path(path)
            if path.path.segments.last().is_some_and(|last| last.ident == "not_found"));
        if names_reason
            && let Some(Expr::Lit(literal)) = call.args.first()
            && let Lit::Str(reason) = &literal.lit
        {
            self.reasons.insert(reason.value());
        }
        visit::visit_expr_call(self, call);
    }
}

/// Collects what is written in capitals.
struct Reasons<'a>(&'a mut BTreeSet<String>);

impl<'ast> Visit<'ast> for Reasons<'_> {
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

/// The reasons that the comments of a service's rpcs name.
fn promised(service: &str) -> BTreeSet<String> {
    let contract = read(&format!("proto/plumbline/{service}/v1/{service}_service.proto"));
    let comments = contract.lines().filter_map(|line| line.trim().strip_prefix("//"));
    let words = comments.flat_map(|line| line.split(|letter: char| !is_of_a_reason(letter)));
    let reasons = words.filter(|word| word.contains('_') && word.len() > 4);
    reasons.map(str::to_owned).collect()
}

fn is_of_a_reason(letter: char) -> bool {
    letter.is_ascii_uppercase() || letter == '_'
}

#[test]
fn the_contract_names_every_reason_for_which_a_service_refuses() {
    let mut faults = Vec::new();
    let said = said();
    // A service passes on what another refuses, so a promise may be kept elsewhere.
    let given: BTreeSet<&String> = said.values().flat_map(|said| &said.reasons).collect();
    for (service, said) in &said {
        let promised = promised(service);
        for reason in said.reasons.difference(&promised) {
            if !OF_THE_DOOR.contains(&reason.as_str()) {
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

#[test]
fn a_refusal_is_a_sentence() {
    let mut faults = Vec::new();
    for (service, said) in said() {
        for sentence in said.sentences {
            let first = sentence.chars().next().unwrap_or_default();
            if !(first.is_uppercase() || first == '{') || !sentence.ends_with('.') {
                faults.push(format!("{service}: {sentence:?} has no capital or no full stop"));
            }
        }
    }
    none(faults);
}
