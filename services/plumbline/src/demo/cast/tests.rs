use super::*;
use crate::demo::script::Script;

#[test]
fn every_role_of_the_story_is_one_of_the_contract() {
    for held in Script::shipped().people.iter().flat_map(|person| &person.roles) {
        assert_ne!(role(&held.role), Role::Unspecified, "{}", held.role);
    }
}
