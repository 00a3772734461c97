//! Code: short files and functions, given time, no sleep in a test, no catch-all in `evolve` and `fold`.

use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Attribute, Block, Expr, FnArg, Item, Meta, Pat, Signature};

use crate::{files, none, read};

const MOST_LINES_OF_A_FILE: usize = 400;
/// A list of tests may be longer, since a reader looks up one test and does not read the list.
const MOST_LINES_OF_A_TEST_FILE: usize = 600;
const MOST_LINES_OF_A_FUNCTION: usize = 70;
const MOST_PARAMETERS: usize = 4;
/// The one place that reads the clock.
const CLOCK: &str = "crates/contract/src/clock.rs";

/// Where code may panic, since nothing ships it.
const TEST_FOLDERS: [&str; 3] = ["benches/", "tests/", "examples/"];

/// One source file.
pub(crate) struct Source {
    pub(crate) name: String,
    text: String,
    pub(crate) file: syn::File,
    /// Compiled for tests only.
    pub(crate) in_test: bool,
}

pub(crate) fn sources() -> Vec<Source> {
    let read = |name: String| {
        let text = read(&name);
        let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let in_test = TEST_FOLDERS.iter().any(|folder| name.contains(folder));
        Source { name, text, file, in_test }
    };
    let folders = ["benches", "crates", "services", "tests"];
    let names = folders.iter().flat_map(|folder| files(folder, ".rs"));
    let mut sources: Vec<Source> = names.map(read).collect();
    let only_tests: Vec<String> = sources.iter().flat_map(test_modules).collect();
    for source in &mut sources {
        source.in_test |= only_tests.iter().any(|module| within(&source.name, module));
    }
    sources
}

/// `#[cfg(test)] mod tests;`: where such modules stand, without `.rs`.
fn test_modules(source: &Source) -> Vec<String> {
    let (folder, last) = source.name.rsplit_once('/').unwrap();
    let folder = match last.trim_end_matches(".rs") {
        "lib" | "main" | "mod" => folder.to_owned(),
        stem => format!("{folder}/{stem}"),
    };
    let declared = source.file.items.iter().filter_map(|item| match item {
        syn::Item::Mod(module) if module.content.is_none() => Some(module),
        _ => None,
    });
    let place = |module: &syn::ItemMod| match module.attrs.iter().find_map(named_path) {
        Some(path) => format!("{}/{}", source.name.rsplit_once('/').unwrap().0, path),
        None => format!("{folder}/{}", module.ident),
    };
    declared.filter(|module| module.attrs.iter().any(makes_a_test)).map(place).collect()
}

/// `#[path = "wave_tests.rs"]`, without `.rs`.
fn named_path(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    let Expr::Lit(literal) = &pair.value else { return None };
    let syn::Lit::Str(text) = &literal.lit else { return None };
    pair.path.is_ident("path").then(|| text.value().trim_end_matches(".rs").to_owned())
}

fn within(file: &str, module: &str) -> bool {
    file.strip_prefix(module).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}

struct Function {
    name: String,
    at: String,
    lines: usize,
    parameters: usize,
    /// Whether it is an `evolve` with a catch-all arm.
    catches_all: bool,
}

struct Call {
    /// The last two parts, for example `Timestamp::now` or `.unwrap`.
    name: String,
    at: String,
    in_test: bool,
}

/// The functions and calls of all source files.
#[derive(Default)]
struct Code {
    functions: Vec<Function>,
    calls: Vec<Call>,
    file: String,
    in_test: bool,
    /// Whether a trait says which parameters there are.
    of_trait: bool,
}

fn code() -> Code {
    let mut code = Code::default();
    for source in sources() {
        code.in_test = source.in_test;
        code.file = source.name;
        code.visit_file(&source.file);
    }
    code
}

impl Code {
    fn at(&self, what: &impl syn::spanned::Spanned) -> String {
        format!("{}:{}", self.file, what.span().start().line)
    }

    fn function(&mut self, signature: &Signature, block: &Block) {
        let first = signature.span().start().line;
        let mut arms = CatchAll(false);
        if signature.ident == "evolve" || signature.ident == "fold" {
            arms.visit_block(block);
        }
        self.functions.push(Function {
            name: signature.ident.to_string(),
            at: self.at(signature),
            lines: block.span().end().line - first + 1,
            parameters: if self.of_trait { 0 } else { parameters(signature) },
            catches_all: arms.0,
        });
    }

    fn call(&mut self, name: String, what: &impl syn::spanned::Spanned) {
        let (at, in_test) = (self.at(what), self.in_test);
        self.calls.push(Call { name, at, in_test });
    }

    fn within(&mut self, attributes: &[Attribute], walk: impl FnOnce(&mut Self)) {
        let before = self.in_test;
        self.in_test |= attributes.iter().any(makes_a_test);
        walk(self);
        self.in_test = before;
    }
}

fn parameters(signature: &Signature) -> usize {
    signature.inputs.iter().filter(|input| matches!(input, FnArg::Typed(_))).count()
}

/// `#[cfg(test)]`, `#[test]`, `#[tokio::test]`, `#[rstest]`.
pub(crate) fn makes_a_test(attribute: &Attribute) -> bool {
    let last = attribute.path().segments.last().map(|segment| segment.ident.to_string());
    match (last.as_deref(), &attribute.meta) {
        (Some("test" | "rstest"), _) => true,
        (Some("cfg"), Meta::List(list)) => list.tokens.to_string() == "test",
        _ => false,
    }
}

impl<'ast> Visit<'ast> for Code {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        self.within(&module.attrs, |code| visit::visit_item_mod(code, module));
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.function(&function.sig, &function.block);
        self.within(&function.attrs, |code| visit::visit_item_fn(code, function));
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        self.of_trait = item.trait_.is_some();
        visit::visit_item_impl(self, item);
        self.of_trait = false;
    }

    /// What a trait of ours asks for is its own choice.
    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        self.functions.push(Function {
            name: function.sig.ident.to_string(),
            at: self.at(&function.sig),
            lines: 0,
            parameters: parameters(&function.sig),
            catches_all: false,
        });
        visit::visit_trait_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.function(&function.sig, &function.block);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.call(format!(".{}", call.method), &call.method);
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        let parts: Vec<String> =
            path.path.segments.iter().map(|part| part.ident.to_string()).collect();
        self.call(parts[parts.len().saturating_sub(2)..].join("::"), path);
        visit::visit_expr_path(self, path);
    }
}

/// Finds a `match` on the event itself that has a catch-all arm.
struct CatchAll(bool);

impl<'ast> Visit<'ast> for CatchAll {
    fn visit_expr_match(&mut self, found: &'ast syn::ExprMatch) {
        if is_event(&found.expr) {
            let open = |pat: &Pat| match pat {
                Pat::Wild(_) => true,
                Pat::Ident(name) => name.subpat.is_none(),
                _ => false,
            };
            self.0 |= found.arms.iter().any(|arm| open(&arm.pat));
        }
        visit::visit_expr_match(self, found);
    }
}

fn is_event(expression: &Expr) -> bool {
    match expression {
        Expr::Path(path) => path.path.is_ident("event"),
        Expr::Reference(reference) => is_event(&reference.expr),
        Expr::Unary(unary) => is_event(&unary.expr),
        Expr::Tuple(tuple) => tuple.elems.iter().any(is_event),
        _ => false,
    }
}

#[test]
fn files_are_short_and_say_what_they_are() {
    let mut faults = Vec::new();
    for Source { name, text, in_test, .. } in sources() {
        let lines = text.lines().count();
        let most = if in_test { MOST_LINES_OF_A_TEST_FILE } else { MOST_LINES_OF_A_FILE };
        if lines > most {
            faults.push(format!("{name}: {lines} lines; split it by meaning"));
        }
        if !in_test && !text.starts_with("//! ") {
            faults.push(format!("{name}: begin with one sentence, `//! ...`"));
        }
    }
    none(faults);
}

#[test]
fn unit_tests_stand_in_a_file_of_their_own() {
    let mut faults = Vec::new();
    for Source { name, file, .. } in sources() {
        for item in &file.items {
            let Item::Mod(module) = item else { continue };
            if module.content.is_some() && module.attrs.iter().any(makes_a_test) {
                faults.push(format!(
                    "{name}: move `mod {}` into a file beside it, so that a changed test compiles no shipped code again",
                    module.ident
                ));
            }
        }
    }
    none(faults);
}

#[test]
fn functions_are_short_and_take_few_parameters() {
    let mut faults = Vec::new();
    for function in code().functions {
        let Function { name, at, lines, parameters, .. } = function;
        if lines > MOST_LINES_OF_A_FUNCTION {
            faults.push(format!("{at}: {name} has {lines} lines"));
        }
        if parameters > MOST_PARAMETERS {
            faults.push(format!("{at}: {name} takes {parameters} parameters; make a struct"));
        }
    }
    none(faults);
}

#[test]
fn time_is_given() {
    let clocks = ["SystemTime::now", "Timestamp::now", "ZonedDateTime::now", "TimeZone::system"];
    let read = code().calls.into_iter().filter(|call| clocks.contains(&call.name.as_str()));
    let elsewhere = read.filter(|call| !call.in_test && !call.at.starts_with(CLOCK));
    none(elsewhere.map(|call| format!("{}: {}", call.at, call.name)).collect());
}

#[test]
fn nothing_unwraps_outside_tests() {
    let unwraps = code().calls.into_iter().filter(|call| call.name == ".unwrap" && !call.in_test);
    none(unwraps.map(|call| format!("{}: use `?`, or `expect` with why", call.at)).collect());
}

#[test]
fn no_test_sleeps() {
    let sleeps = code().calls.into_iter().filter(|call| call.in_test);
    let sleeps = sleeps.filter(|call| call.name.ends_with("sleep"));
    none(sleeps.map(|call| format!("{}: wait for a position", call.at)).collect());
}

#[test]
fn evolve_and_fold_meet_every_event_by_name() {
    let functions = code().functions.into_iter().filter(|function| function.catches_all);
    none(functions.map(|function| function.at).collect());
}

#[test]
fn every_document_is_measured_at_its_largest() {
    let sources = sources();
    let service = |name: &str| name.splitn(3, '/').take(2).collect::<Vec<_>>().join("/");
    let mut faults = Vec::new();
    for source in sources.iter().filter(|source| !source.in_test) {
        let declared =
            source.text.lines().filter_map(|line| line.strip_prefix("impl Document for "));
        for document in declared.map(|rest| rest.trim_end_matches(" {")) {
            let call = [format!("fits::<{document}>"), format!("fits::<super::{document}>")];
            let measured = sources.iter().any(|other| {
                service(&other.name) == service(&source.name)
                    && call.iter().any(|call| other.text.contains(call))
            });
            if !measured {
                faults.push(format!("{}: no test says that {document} fits", source.name));
            }
        }
    }
    none(faults);
}
