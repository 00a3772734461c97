//! Every link of every page, followed by people in every role.

use std::collections::BTreeSet;

use crate::{Hour, pages};

/// No person is shown a link that refuses them or leads nowhere. The small trust has a person in every role. The large one
/// has more to see; there each person with one role follows the links.
pub async fn lead_somewhere_in_every_role(hour: &Hour) {
    let mut everybody = Vec::new();
    let administrator = &hour.theirs.asker("administrator").caller;
    for asker in hour.theirs.askers.iter().filter(|asker| asker.role.is_some()) {
        everybody.push((administrator.clone(), asker.caller.actor, asker.name.clone()));
    }
    let administrator = hour.caller("administrator");
    let mut met = BTreeSet::new();
    for person in &hour.ours.people {
        let same = hour.ours.people.iter().filter(|known| known.person_id == person.person_id);
        if same.count() == 1 && met.insert(&person.role) {
            let id = person.person_id.parse().unwrap();
            everybody.push((administrator.clone(), id, format!("{} of the demo", person.role)));
        }
    }
    assert!(everybody.len() > 20, "{}", everybody.len());
    let mut wrong = Vec::new();
    for (administrator, person, name) in everybody {
        let mut browser = hour.signed_in(&administrator, person).await;
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
