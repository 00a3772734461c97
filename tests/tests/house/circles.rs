//! Circles: modules of the web that lead to each other, so that none can be read without all the others.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemUse, UseTree, Visibility};

use crate::code::{Source, makes_a_test, sources};
use crate::only_listed;

/// Circles that still stand: the modules of each in one line.
const LIST: &str = "circles.txt";

const WEB: &str = "services/web/src/";
/// One module may hand on what the next one hands on, but not for ever.
const MOST_HANDS: usize = 8;

/// What one `use` line brings in.
struct BroughtIn {
    /// The name that it has here.
    name: String,
    path: Vec<String>,
    /// Whether it is for others too.
    is_handed_on: bool,
}

/// What the code of one module names.
#[derive(Default)]
struct WebModule {
    brought_in: Vec<BroughtIn>,
    /// Paths of two parts or more.
    paths: Vec<Vec<String>>,
}

/// The modules of the web by their paths from the crate on. Those of tests, samples and previews need nothing here.
struct WebModules(BTreeMap<Vec<String>, WebModule>);

/// What each module needs, by the module.
type Needs = BTreeMap<Vec<String>, BTreeMap<Vec<String>, String>>;

impl WebModule {
    fn read(source: &Source) -> Self {
        let mut module = Self::default();
        for item in &source.file.items {
            if !attributes(item).iter().any(makes_a_test) {
                module.visit_item(item);
            }
        }
        module
    }

    fn bring_in(&mut self, tree: &UseTree, before: &[String], is_handed_on: bool) {
        let longer = |part: String| {
            let mut path = before.to_vec();
            // `form::{self, Act}` brings in the module.
            if part != "self" || before.is_empty() {
                path.push(part);
            }
            path
        };
        match tree {
            UseTree::Path(path) => {
                self.bring_in(&path.tree, &longer(path.ident.to_string()), is_handed_on);
            }
            UseTree::Name(name) => {
                let path = longer(name.ident.to_string());
                let name = path.last().cloned().unwrap_or_default();
                self.brought_in.push(BroughtIn { name, path, is_handed_on });
            }
            UseTree::Rename(renamed) => {
                let (name, path) = (renamed.rename.to_string(), longer(renamed.ident.to_string()));
                self.brought_in.push(BroughtIn { name, path, is_handed_on });
            }
            UseTree::Glob(_) => {
                let (name, path) = ("*".to_owned(), longer("*".to_owned()));
                self.brought_in.push(BroughtIn { name, path, is_handed_on });
            }
            UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.bring_in(tree, before, is_handed_on));
            }
        }
    }

    fn named(&mut self, path: &mut Vec<String>) {
        let path = std::mem::take(path);
        if path.len() > 1 {
            self.paths.push(path);
        }
    }

    /// The paths in what a macro is given, such as `html!`.
    fn read_tokens(&mut self, tokens: TokenStream) {
        let (mut path, mut colons) = (Vec::new(), 0);
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.named(&mut path);
                    }
                    path.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() => {
                    colons += 1;
                }
                other => {
                    self.named(&mut path);
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.read_tokens(group.stream());
                    }
                }
            }
        }
        self.named(&mut path);
    }
}

impl<'ast> Visit<'ast> for WebModule {
    /// A line with `::` before it leads to another crate.
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if item.leading_colon.is_none() {
            let is_handed_on = !matches!(item.vis, Visibility::Inherited);
            self.bring_in(&item.tree, &[], is_handed_on);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            let mut parts = path.segments.iter().map(|part| part.ident.to_string()).collect();
            self.named(&mut parts);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, found: &'ast syn::Macro) {
        self.read_tokens(found.tokens.clone());
        visit::visit_macro(self, found);
    }
}

/// The attributes of an item that stands in a file beside others.
fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// `services/web/src/form/told.rs` as `form`, `told`.
fn module_path(file: &str) -> Option<Vec<String>> {
    let path = file.strip_prefix(WEB)?.strip_suffix(".rs")?;
    let mut parts: Vec<String> = path.split('/').map(str::to_owned).collect();
    if matches!(parts.last().map(String::as_str), Some("lib" | "mod")) {
        parts.pop();
    }
    Some(parts)
}

impl WebModules {
    fn read() -> Self {
        let read = |source: Source| {
            let path = module_path(&source.name)?;
            let module =
                if source.in_test { WebModule::default() } else { WebModule::read(&source) };
            Some((path, module))
        };
        Self(sources().into_iter().filter_map(read).collect())
    }

    /// A path from the crate on, of a path that begins with `crate`, `self`, `super` or a child.
    fn since_the_crate(&self, module: &[String], path: &[String]) -> Option<Vec<String>> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([module, rest].concat()),
            "super" => {
                let ups = path.iter().take_while(|part| *part == "super").count();
                let above = module.get(..module.len().checked_sub(ups)?)?;
                Some([above, &path[ups..]].concat())
            }
            _ => {
                let child = [module, std::slice::from_ref(first)].concat();
                self.0.contains_key(&child).then(|| [module, path].concat())
            }
        }
    }

    /// The same of a path that may begin with something brought in.
    fn whole(&self, module: &[String], path: &[String]) -> Option<Vec<String>> {
        let (first, rest) = path.split_first()?;
        let known = || {
            let mut brought_in = self.0.get(module)?.brought_in.iter();
            let found = brought_in.find(|one| one.name == *first)?;
            Some([self.since_the_crate(module, &found.path)?.as_slice(), rest].concat())
        };
        self.since_the_crate(module, path).or_else(known)
    }

    /// The module in which a thing stands, however often it is handed on; nothing for a module itself.
    fn home(&self, thing: &[String]) -> Option<Vec<String>> {
        let mut thing = thing.to_vec();
        for _ in 0..MOST_HANDS {
            let known = (0..=thing.len()).rev().find(|end| self.0.contains_key(&thing[..*end]))?;
            let (home, rest) = thing.split_at(known);
            let (name, more) = rest.split_first()?;
            let mut brought_in = self.0.get(home)?.brought_in.iter();
            let found = brought_in.find(|one| one.name == *name);
            match found.and_then(|one| self.since_the_crate(home, &one.path)) {
                Some(next) => thing = [next.as_slice(), more].concat(),
                None => return Some(home.to_vec()),
            }
        }
        None
    }

    /// What each module needs. A module that hands on what its children have does not need them for that.
    fn needs(&self) -> Needs {
        let mut needs = Needs::new();
        for (name, module) in &self.0 {
            let of = needs.entry(name.clone()).or_default();
            let lines = module.brought_in.iter().map(|one| (&one.path, one.is_handed_on));
            let paths = module.paths.iter().map(|path| (path, false));
            for (path, is_handed_on) in lines.chain(paths) {
                let Some(thing) = self.whole(name, path) else { continue };
                let Some(home) = self.home(&thing) else { continue };
                let of_child = is_handed_on && home.starts_with(name);
                if home != *name && !of_child {
                    of.entry(home).or_insert_with(|| thing.join("::"));
                }
            }
        }
        needs
    }
}

/// Every module to which one leads, over however many others.
fn reached(needs: &Needs, from: &[String]) -> BTreeSet<Vec<String>> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from.to_vec()];
    while let Some(module) = open.pop() {
        for next in needs.get(&module).into_iter().flat_map(BTreeMap::keys) {
            if reached.insert(next.clone()) {
                open.push(next.clone());
            }
        }
    }
    reached
}

/// The modules of each circle.
fn circles(needs: &Needs) -> BTreeSet<Vec<Vec<String>>> {
    let reached: BTreeMap<_, _> =
        needs.keys().map(|module| (module, reached(needs, module))).collect();
    let leads = |from: &Vec<String>, to: &Vec<String>| {
        reached.get(from).is_some_and(|reached| reached.contains(to))
    };
    let of = |one: &Vec<String>| {
        let both = needs.keys().filter(|other| leads(one, other) && leads(other, one));
        both.cloned().collect::<Vec<_>>()
    };
    needs.keys().map(of).filter(|circle| circle.len() > 1).collect()
}

/// Who needs what of whom in a circle.
fn told(needs: &Needs, circle: &[Vec<String>]) -> Vec<String> {
    let of = |from: &Vec<String>| {
        let needed = needs.get(from).into_iter().flatten();
        let within = needed.filter(|(to, _)| circle.contains(to));
        let line = |thing: &String| format!("{} needs {thing}", from.join("::"));
        within.map(|(_, thing)| line(thing)).collect::<Vec<_>>()
    };
    let heading = format!("{} stand in a circle; move what one needs below both:", entry(circle));
    std::iter::once(heading).chain(circle.iter().flat_map(of)).collect()
}

fn entry(circle: &[Vec<String>]) -> String {
    circle.iter().map(|module| module.join("::")).collect::<Vec<_>>().join(" ")
}

#[test]
fn modules_of_the_web_stand_in_no_circle() {
    let needs = WebModules::read().needs();
    let found = circles(&needs).into_iter();
    let found = found.map(|circle| (entry(&circle), vec![told(&needs, &circle).join("\n    ")]));
    only_listed(LIST, &found.collect());
}
