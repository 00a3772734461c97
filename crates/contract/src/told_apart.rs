//! Names of schools that a reader can tell apart.

use std::collections::BTreeMap;

use crate::schools::v1::School;

/// Puts the town beside the name of schools that have one name, or the URN where the town is the same too.
pub fn tell_apart(schools: &mut [School]) {
    let key = |school: &School| (school.name.to_lowercase(), school.town.to_lowercase());
    let (mut names, mut towns) = (BTreeMap::new(), BTreeMap::new());
    for school in schools.iter() {
        let (name, town) = key(school);
        *names.entry(name.clone()).or_insert(0) += 1;
        *towns.entry((name, town)).or_insert(0) += 1;
    }
    for school in schools.iter_mut() {
        let (name, town) = key(school);
        if names.get(&name) == Some(&1) {
            continue;
        }
        let own_town = !town.is_empty() && towns.get(&(name, town)) == Some(&1);
        let beside = if own_town { school.town.clone() } else { format!("URN {}", school.urn) };
        school.name = format!("{} ({beside})", school.name);
    }
}

#[cfg(test)]
mod tests;
