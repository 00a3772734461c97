//! Names: types have nouns of their own, and parameters have names.

use std::collections::BTreeMap;

use syn::visit::{self, Visit};
use syn::{FnArg, Ident, Pat, Signature, Type};

use crate::code::sources;
use crate::{listed, none, only_listed};

/// Functions that still take a tuple: `<file>: <function>`.
const TUPLES: &str = "nameless_tuples.txt";
/// Names that several types still share: `<name> <how many types>`.
const SHARED: &str = "shared_names.txt";

/// The names of all source files.
#[derive(Default)]
struct Names {
    file: String,
    in_test: bool,
    /// Where the functions stand that take a tuple.
    tuples: BTreeMap<String, Vec<String>>,
    /// Where the types of each name stand, those of tests aside.
    types: BTreeMap<String, Vec<String>>,
}

fn names() -> Names {
    let mut names = Names::default();
    for source in sources() {
        names.in_test = source.in_test;
        names.file = source.name;
        names.visit_file(&source.file);
    }
    names
}

impl Names {
    fn at(&self, ident: &Ident) -> String {
        format!("{}:{}", self.file, ident.span().start().line)
    }

    fn function(&mut self, signature: &Signature) {
        if signature.inputs.iter().any(takes_a_tuple) {
            let name = &signature.ident;
            let fault = format!("{}: {name} takes a tuple; make a struct", self.at(name));
            self.tuples.entry(format!("{}: {name}", self.file)).or_default().push(fault);
        }
    }

    fn declared(&mut self, name: &Ident) {
        if !self.in_test {
            let at = self.at(name);
            self.types.entry(name.to_string()).or_default().push(at);
        }
    }
}

/// `(a, b): (X, Y)`, `pair: (X, Y)`, and references to such.
fn takes_a_tuple(input: &FnArg) -> bool {
    let FnArg::Typed(typed) = input else { return false };
    matches!(&*typed.pat, Pat::Tuple(_)) || is_tuple(&typed.ty)
}

fn is_tuple(kind: &Type) -> bool {
    match kind {
        Type::Tuple(tuple) => !tuple.elems.is_empty(),
        Type::Reference(reference) => is_tuple(&reference.elem),
        _ => false,
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_signature(&mut self, signature: &'ast Signature) {
        self.function(signature);
        visit::visit_signature(self, signature);
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let before = self.in_test;
        self.in_test |= module.attrs.iter().any(crate::code::makes_a_test);
        visit::visit_item_mod(self, module);
        self.in_test = before;
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.declared(&item.ident);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.declared(&item.ident);
    }

    fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
        self.declared(&item.ident);
    }
}

#[test]
fn functions_take_no_nameless_tuples() {
    only_listed(TUPLES, &names().tuples);
}

#[test]
fn types_have_names_of_their_own() {
    let mut allowed: BTreeMap<String, usize> =
        listed(SHARED).iter().map(|line| count(line)).collect();
    let mut faults = Vec::new();
    for (name, places) in names().types {
        let most = allowed.remove(&name).unwrap_or(1);
        if places.len() > most {
            let places = places.join(", ");
            faults.push(format!("{name} names several types; give one a noun: {places}"));
        } else if places.len() < most {
            faults.push(format!("{name} names {} now; write that into {SHARED}", places.len()));
        }
    }
    let gone = allowed.into_keys().map(|name| format!("{name} is gone; take it out of {SHARED}"));
    faults.extend(gone);
    none(faults);
}

/// `Place 7`.
fn count(line: &str) -> (String, usize) {
    let (name, count) = line.split_once(' ').unwrap_or_else(|| panic!("{line}: <name> <count>"));
    (name.to_owned(), count.parse().unwrap_or_else(|error| panic!("{line}: {error}")))
}
