//! The first page as each person finds it: every task leads to a page that opens, and its form is offered there.

use std::collections::BTreeSet;

use plumbline_tests::World;
use reqwest::StatusCode;

use super::walked::{act_as, between, forms, people};

/// How a task begins on the page, and how the address of its form ends.
const FORMS: [(&str, &str); 26] = [
    ("State the school’s own view", "/view"),
    ("Propose regions", "/proposal"),
    ("Accept or challenge", "/rounds/"),
    ("Record how a challenge", "/moderation"),
    ("Decide", "/decision"),
    ("Share what", "/sharing"),
    ("Open the survey", "/opening"),
    ("Close the survey", "/closing"),
    ("Release the results", "/release"),
    ("Name the team", "/team"),
    ("Agree who", "/distribution"),
    ("Hold the peer review", "/visit"),
    ("Record the findings", "/findings"),
    ("Look again", "/follow-up"),
    ("Draft the report", "/reports/draft"),
    ("Finish the draft", "/commentary"),
    ("Approve the report", "/approval"),
    ("Issue the report", "/issue"),
    ("Answer", "/questions/"),
    ("Say yes or no", "/acceptance"),
    ("Ask ", "/invitation"),
    ("Begin the self-evaluation", "/sef/new"),
    ("Finish the self-evaluation", "/text"),
    ("Adopt “", "/adoptions"),
    ("Comment on the draft", "/comments/"),
    ("Have the draft", "/withdrawal"),
];

/// A task as the page tells it.
#[derive(Debug)]
struct TaskTold {
    what: String,
    links: Vec<String>,
}

/// Opens every link of every person's tasks. The people have worked before: something waits for several of them.
pub(super) async fn every_task_leads_to_its_form(world: &World) {
    let (mut wrong, mut met) = (Vec::new(), BTreeSet::new());
    for (role, grant) in people(world).await {
        let mut browser = act_as(world, &grant).await;
        let first = browser.get("/").await;
        assert_eq!(first.status, StatusCode::OK, "{role}");
        let told = told(&first.page);
        let nothing = first.page.contains("Nothing waits for you.");
        assert_eq!(told.is_empty(), nothing, "{role}: {told:?}");
        for TaskTold { what, links } in told {
            let known = FORMS.iter().find(|(begins, _)| what.starts_with(begins));
            let Some((begins, form)) = known else {
                wrong.push(format!("{role}: {what} is no task that this test knows"));
                continue;
            };
            met.insert((role.clone(), *begins));
            for link in links {
                let answer = browser.get(link.split('#').next().unwrap_or_default()).await;
                let offered = forms(&answer.page);
                let offered = offered.iter().any(|offered| offered.action().contains(form));
                if answer.status != StatusCode::OK || !offered {
                    wrong.push(format!("{role}: {what} leads to {link}: {}", answer.status));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(met.len() >= 3, "too little waits for anybody: {met:?}");
}

/// The person's own tasks on a first page, and where each leads.
fn told(page: &str) -> Vec<TaskTold> {
    let own = page.split("Nothing for you to do yet").next().unwrap_or_default();
    let own = own.split("The next meetings and their papers").next().unwrap_or_default();
    let lines = own.split("<p class=\"pl-list__title\">").skip(1).filter_map(|line| {
        let (title, rest) = line.split_once("</p>")?;
        let links = rest.split("<p class=\"pl-quiet\">").next().unwrap_or_default();
        let what = between(title, ">", "<").unwrap_or(title).to_owned();
        let links = [title, links].concat();
        let links = links.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        Some(TaskTold { what, links: links.map(str::to_owned).collect() })
    });
    lines.collect()
}
