//! Makes `docs/access/`: the rules as a table that a trust's clerk can read, made by asking them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use access::{Action, Actor, Decision, Question, Scope, Sight, Subject, all_roles, role_words};
use contract::schools::v1::Role;
use uuid::Uuid;

use crate::trust::{ANNE, OTHER, OTHER_REVIEW, OWN, OWN_RULE, REVIEW, Stand, access, usual};

const FOLDER: &str = "docs/access";

/// The id of another system's account.
const SYSTEM: Uuid = Uuid::from_u128(0x5357);

const HEAD: &str = "# Who may do what

Every act and every question in Plumbline is one of the calls below. For each it says who may: for the **own** school, for
**another** school, and for what concerns **the trust** as a whole. What is not said here is refused.

How to read it:

- A role is held over something (the trust, a hub, a school, a committee, one review) and for a time, the last day included.
  The table shows each role held over what it usually is. A role over a hub reaches the schools that are in the hub that
  day, a role over a committee its school. For the peer reviewer \"own\" is the review the role is held over; for the diocese
  link \"own\" is a church school and \"another\" is none.
- An external verifier whose role is held over one visit is a guest. A guest may nothing of what stands here for everyone. The rules named
  \"guest\" at the end say all that a guest may, until the visit's note is issued.
- Somebody with two roles may do what either allows, and no more: a parent who is a governor sees what a governor sees.
- When a role ends, its access ends; what was done in it stays.
- A school that left the trust is closed to its own people here; the trust keeps the record of its time in it.
- Where a cell says what is shown (\"shared decisions\"), the answer holds that and nothing else.
- A list asked for without naming a school holds what may be seen of each school.
- Everyone sees their own access record, and who has looked at what is kept about them; the tables say who sees others'.
- \"Looks are recorded\": who was shown it, and when, is kept for twelve months.
- Nobody, in any role, is shown a figure that the rules on survey figures hide, comments as they were written, or one person's answers: no call
  gives them out.
- \"Plumbline itself\" acts where an event leads to a command; \"the installation\" is whoever runs Plumbline at its command
  line; \"a system\" is another one with an account and that scope; \"anyone\" has not signed in. The table is that of a trust with an administrator, outside the demonstration.

Each service has a page that goes call by call; this one goes role by role. The rules stand in `crates/access/policies/`, each with its reason; they are listed at the end. A trust may add rules that
forbid more, for example

```
OWN_RULE```

It cannot allow more.

These pages are made from the rules by `crates/access/tests/access/table.rs`.
";

/// One column each.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    /// The order of the rows: those who may most come first.
    noes: usize,
    cells: [String; 3],
}

struct Asking {
    name: String,
    stand: Stand,
    actor: Actor,
    own: Subject,
    other: Subject,
}

fn everybody() -> Vec<Asking> {
    let of_role = |role| {
        let (own, other) = match role {
            Role::PeerReviewer => (Subject::review(REVIEW), Subject::review(OTHER_REVIEW)),
            _ => (Subject::school(OWN), Subject::school(OTHER)),
        };
        let (name, actor) = (role_words(role), Actor::Person(ANNE));
        Asking { name, stand: usual(role), actor, own, other }
    };
    let of_actor = |(name, actor): (String, Actor)| Asking {
        name,
        stand: usual_without_anne(),
        actor,
        own: Subject::school(OWN),
        other: Subject::school(OTHER),
    };
    let roleless = [
        ("Plumbline itself", Actor::System),
        ("the sign-in", Actor::SignIn),
        ("the installation", Actor::Operator),
        ("anyone", Actor::Anyone),
    ];
    let roleless = roleless.map(|(name, actor)| (name.to_owned(), actor));
    let of_scope = |scope: Scope| {
        let actor = Actor::Account { id: SYSTEM, scopes: [scope].into_iter().collect() };
        (format!("a system with {scope}"), actor)
    };
    let systems = Scope::all().map(of_scope);
    all_roles().map(of_role).chain(roleless.into_iter().chain(systems).map(of_actor)).collect()
}

/// A trust with an administrator.
fn usual_without_anne() -> Stand {
    usual(Role::Administrator)
}

fn row(asking: &Asking, action: &str) -> Row {
    let cell = |subject| {
        let question = asking.stand.question(action, subject);
        said(&access().decide(&Question { actor: asking.actor, ..question }))
    };
    let cells = [cell(asking.own), cell(asking.other), cell(Subject::default())];
    Row { noes: cells.iter().filter(|cell| *cell == "no").count(), cells }
}

fn said(decision: &Decision) -> String {
    match (&decision.sight, decision.allowed) {
        (_, false) => "no".to_owned(),
        (Sight::Whole, true) => "yes".to_owned(),
        (Sight::Only(kinds), true) => {
            kinds.iter().map(|kind| kind.words()).collect::<Vec<_>>().join("; ")
        }
    }
}

/// `README.md` goes role by role; a page for each service goes call by call.
fn documents() -> BTreeMap<String, String> {
    let everybody = everybody();
    let mut pages: BTreeMap<String, String> = BTreeMap::new();
    for action in access().actions() {
        let page = pages.entry(format!("{}.md", action.service));
        let page = page.or_insert_with(|| format!("# Calls of the service {}\n", action.service));
        write_action(page, action, &everybody);
    }
    let mut text = HEAD.replace("OWN_RULE", OWN_RULE);
    text.push_str("\n## Call by call\n\n");
    for name in pages.keys() {
        let _ = writeln!(text, "- [{}]({name})", name.trim_end_matches(".md"));
    }
    text.push_str(
        "\n## Role by role\n\nWhat is listed neither for a role nor for everyone is refused.\n",
    );
    write_roles(&mut text, &everybody);
    text.push_str("\n## The rules\n\n| rule | reason |\n|---|---|\n");
    for rule in access().rules() {
        let _ = writeln!(text, "| {} | {} |", rule.id, rule.reason);
    }
    pages.insert("README.md".to_owned(), text);
    pages
}

fn write_action(text: &mut String, action: &Action, everybody: &[Asking]) {
    let mut rows: BTreeMap<Row, Vec<&str>> = BTreeMap::new();
    for asking in everybody {
        rows.entry(row(asking, &action.name)).or_default().push(&asking.name);
    }
    let recorded = if contract::Shown::by(&action.name).is_some_and(contract::Shown::is_recorded) {
        " Looks are recorded."
    } else {
        ""
    };
    let _ = write!(
        text,
        "\n## {}\n\n{}{recorded}\n\n| who | own school | another school | the trust |\n|---|---|---|---|\n",
        action.rpc, action.purpose
    );
    for (row, names) in rows {
        let names = if row.noes == 3 { "all others".to_owned() } else { all_or(&names) };
        let [own, other, trust] = row.cells;
        let _ = writeln!(text, "| {names} | {own} | {other} | {trust} |");
    }
}

/// Names, or one word for them all.
fn all_or(names: &[&str]) -> String {
    let roles: Vec<String> = all_roles().map(role_words).collect();
    let (of_roles, others): (Vec<&str>, Vec<&str>) =
        names.iter().partition(|name| roles.iter().any(|role| role == *name));
    if of_roles.len() < roles.len() {
        return names.join(", ");
    }
    [&["everyone with a role in the trust"], &others[..]].concat().join(", ")
}

/// What every person may, and what each role may in addition.
fn write_roles(text: &mut String, everybody: &[Asking]) {
    let names = access().actions().map(|action| action.name.as_str());
    let (common, special): (Vec<&str>, Vec<&str>) = names.partition(|action| {
        let roles = everybody.iter().filter(|asking| asking.actor == Actor::Person(ANNE));
        let rows: BTreeSet<Row> = roles.map(|asking| row(asking, action)).collect();
        rows.len() == 1
    });
    write_asking(text, ("everyone with a role in the trust", &everybody[0]), &common);
    for asking in everybody {
        let own = match asking.actor {
            Actor::Person(_) => special.clone(),
            _ => common.iter().chain(&special).copied().collect(),
        };
        write_asking(text, (&asking.name, asking), &own);
    }
}

/// What a role may do of these actions, by how far it reaches.
fn write_asking(text: &mut String, (name, asking): (&str, &Asking), actions: &[&str]) {
    let mut by_reach: BTreeMap<(usize, String), Vec<&str>> = BTreeMap::new();
    for action in actions {
        let row = row(asking, action);
        if row.noes < 3 {
            by_reach.entry((row.noes, reach_words(&row))).or_default().push(action);
        }
    }
    let _ = write!(text, "\n### {name}\n\n");
    if by_reach.is_empty() {
        text.push_str("- nothing more\n");
    }
    for ((_, reach), actions) in by_reach {
        let _ = writeln!(text, "- {reach}: {}", actions.join(", "));
    }
}

/// `own school (shared decisions; judgements being made), another school (shared decisions)`
fn reach_words(row: &Row) -> String {
    let [own, other, trust] = &row.cells;
    if own == other && other == trust {
        return if own == "yes" { "everywhere".to_owned() } else { format!("everywhere ({own})") };
    }
    let places = [("own school", own), ("another school", other), ("the trust", trust)];
    let open = places.into_iter().filter(|(_, said)| *said != "no").map(|(place, said)| match said
        .as_str()
    {
        "yes" => place.to_owned(),
        said => format!("{place} ({said})"),
    });
    open.collect::<Vec<_>>().join(", ")
}

#[test]
fn the_tables_say_what_the_rules_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(FOLDER);
    fs::create_dir_all(&folder).unwrap();
    let wanted = documents();
    let mut changed = Vec::new();
    for found in fs::read_dir(&folder).unwrap() {
        let name = found.unwrap().file_name().into_string().unwrap();
        if !wanted.contains_key(&name) {
            fs::remove_file(folder.join(&name)).unwrap();
            changed.push(name);
        }
    }
    for (name, text) in wanted {
        if !fs::read_to_string(folder.join(&name)).is_ok_and(|found| found == text) {
            fs::write(folder.join(&name), text).unwrap();
            changed.push(name);
        }
    }
    assert!(
        changed.is_empty(),
        "{FOLDER} did not say what the rules say; it was written anew: read what changed in it (git diff {FOLDER}), \
         ask yourself whether each person of the trust would agree, and commit it: {changed:?}"
    );
}

#[test]
fn every_rpc_and_every_role_is_in_the_tables() {
    let pages = documents();
    for action in access().actions() {
        let page = &pages[&format!("{}.md", action.service)];
        assert!(page.contains(&format!("\n## {}\n", action.rpc)), "{}", action.name);
    }
    for name in everybody().into_iter().map(|asking| asking.name) {
        assert!(pages["README.md"].contains(&format!("\n### {name}\n")), "{name}");
    }
}
