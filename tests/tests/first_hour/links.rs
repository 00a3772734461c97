//! Every link of every page, followed by people in every role.

use crate::{Hour, pages};

/// No person is shown a link that refuses them or leads nowhere. The small trust has a person in every role. The large one has
/// more to see: the story's walk follows its links.
pub async fn lead_somewhere_in_every_role(hour: &Hour) {
    let administrator = &hour.theirs.asker("administrator").caller;
    let everybody: Vec<_> =
        hour.theirs.askers.iter().filter(|asker| asker.role.is_some()).collect();
    assert!(everybody.len() > 15, "{}", everybody.len());
    let mut wrong = Vec::new();
    for asker in everybody {
        let name = &asker.name;
        let mut browser = hour.signed_in(administrator, asker.caller.actor).await;
        let reached = pages::walk(&mut browser).await;
        assert!(reached.pages.len() > 5, "{name} sees {} pages", reached.pages.len());
        let refused = reached.pages.iter().filter(|(_, answer)| !answer.status.is_success());
        wrong.extend(refused.map(|(path, answer)| {
            let from = reached.from.get(path).map_or("", String::as_str);
            format!("{name}: {path} on {from}: {}", answer.status)
        }));
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
