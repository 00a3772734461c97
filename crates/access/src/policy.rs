//! The rules: read from the policy files, checked, and laid out by action.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use cedar_policy::{
    ActionConstraint, Effect, EntityUid, Policy, PolicyId, PolicySet, PrincipalConstraint,
    ValidationMode, Validator,
};
use strum::IntoEnumIterator as _;

use crate::shows::{Shows, Sight};
use crate::vocabulary::Vocabulary;

// `SHIPPED`: name and text of every policy file of the folder.
include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// Most bytes of a trust's own rules.
const MOST_BYTES: usize = 64 * 1024;

/// Why a set of rules is not taken.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PolicyError {
    /// The contract's descriptors cannot be read.
    #[error("the contract cannot be read: {0}")]
    Contract(String),
    /// The schema of the policies cannot be read.
    #[error("the words of the policies cannot be read: {0}")]
    Schema(String),
    /// A text is no policy.
    #[error("{place} cannot be read: {cause}")]
    Unreadable {
        /// The file, or the trust's own rules.
        place: String,
        /// What Cedar said.
        cause: String,
    },
    /// A rule that allows in a trust's own rules.
    #[error(
        "the trust's own rule {0} allows something; a trust may only forbid more than the product does"
    )]
    Loosens(String),
    /// A rule with a blank to fill in.
    #[error("the rule {0} has a blank (?principal or ?resource); rules here have none")]
    Template(String),
    /// No `@id` or no `@reason`.
    #[error("the rule {rule} in {place} has no @{annotation}(\"...\")")]
    Unexplained {
        /// The rule, by its place in the file where it has no id.
        rule: String,
        /// The file, or the trust's own rules.
        place: String,
        /// Which annotation is missing.
        annotation: &'static str,
    },
    /// Two rules of one name.
    #[error("there are two rules named {0}")]
    Twice(String),
    /// `@shows` with an unknown word.
    #[error("the rule {rule} shows {word}, which is none of: {known}")]
    UnknownShows {
        /// The rule.
        rule: String,
        /// The word.
        word: String,
        /// The words that are known.
        known: String,
    },
    /// Rules that name what the schema does not have, or compare what cannot be compared.
    #[error("{}", .0.join("\n"))]
    Faulty(Vec<String>),
    /// The text of a trust's own rules is too long.
    #[error("a trust's own rules may be {MOST_BYTES} bytes long")]
    TooLong,
}

/// A rule, as an answer cites it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule {
    /// Its `@id`.
    pub id: String,
    /// Its `@reason`.
    pub reason: String,
}

/// A rule with the policy it was read from.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) rule: Arc<Rule>,
    pub(crate) sight: Sight,
    policy: Policy,
}

/// All rules, and for each action those that are about it.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) known: BTreeMap<PolicyId, Arc<Known>>,
    pub(crate) by_action: BTreeMap<String, Spoken>,
    /// Whether a rule names a particular place. If so, two schools may differ that otherwise look alike.
    pub(crate) name_places: bool,
}

/// The rules that are about one action.
#[derive(Debug)]
pub(crate) struct Spoken {
    pub(crate) action: EntityUid,
    pub(crate) set: PolicySet,
    /// Principal types that the permits are for; `None` stands for every type.
    pub(crate) permitted: Option<BTreeSet<String>>,
}

impl Rules {
    /// The shipped rules.
    pub(crate) fn shipped(vocabulary: &Vocabulary) -> Result<Self, PolicyError> {
        let mut known = BTreeMap::new();
        for (file, text) in SHIPPED {
            for policy in read(file, text)? {
                let id = annotation(&policy, file, "id")?;
                add(&mut known, file, &id, policy)?;
            }
        }
        Self::laid_out(known, vocabulary)
    }

    /// Checks every rule by the schema, strictly. A rule that passes names what is there and cannot fail when asked.
    pub(crate) fn check(&self, vocabulary: &Vocabulary) -> Result<(), PolicyError> {
        check(self.known.values(), vocabulary)
    }

    /// These rules and a trust's own, which can only forbid.
    pub(crate) fn tightened(
        &self,
        extra: &str,
        vocabulary: &Vocabulary,
    ) -> Result<Self, PolicyError> {
        const PLACE: &str = "the trust's own rules";
        if extra.len() > MOST_BYTES {
            return Err(PolicyError::TooLong);
        }
        let mut known = self.known.clone();
        for (number, policy) in (1..).zip(read(PLACE, extra)?) {
            let name = policy.annotation("id").map_or_else(|| number.to_string(), str::to_owned);
            if policy.effect() != Effect::Forbid {
                return Err(PolicyError::Loosens(name));
            }
            add(&mut known, PLACE, &format!("trust.{name}"), policy)?;
        }
        // The tests check the shipped rules.
        check(
            known.iter().filter(|(id, _)| !self.known.contains_key(id)).map(|(_, rule)| rule),
            vocabulary,
        )?;
        Self::laid_out(known, vocabulary)
    }

    fn laid_out(
        known: BTreeMap<PolicyId, Arc<Known>>,
        vocabulary: &Vocabulary,
    ) -> Result<Self, PolicyError> {
        let mut by_action = BTreeMap::new();
        for name in vocabulary.actions.keys() {
            let action = vocabulary.action(name)?;
            let speaking = known.values().filter(|rule| speaks_of(&rule.policy, &action));
            let speaking: Vec<&Arc<Known>> = speaking.collect();
            let set = set_of(speaking.iter().copied())?;
            let permits = speaking.iter().filter(|rule| rule.policy.effect() == Effect::Permit);
            let permitted = permits.map(|rule| only_type(&rule.policy)).collect();
            by_action.insert(name.clone(), Spoken { action, set, permitted });
        }
        let name_places = known.values().any(|rule| names_a_place(&rule.policy));
        Ok(Self { known, by_action, name_places })
    }
}

fn read(place: &str, text: &str) -> Result<Vec<Policy>, PolicyError> {
    let set: PolicySet = text.parse().map_err(|error: cedar_policy::ParseErrors| {
        PolicyError::Unreadable { place: place.to_owned(), cause: error.to_string() }
    })?;
    if let Some(template) = set.templates().next() {
        let name = template.annotation("id").unwrap_or(place);
        return Err(PolicyError::Template(name.to_owned()));
    }
    let mut policies: Vec<Policy> = set.policies().cloned().collect();
    // policy0, policy1 ... policy10: in the order of the text.
    policies.sort_by_key(|policy| {
        let id = policy.id().to_string();
        (id.len(), id)
    });
    Ok(policies)
}

fn add(
    known: &mut BTreeMap<PolicyId, Arc<Known>>,
    place: &str,
    id: &str,
    policy: Policy,
) -> Result<(), PolicyError> {
    let reason = annotation(&policy, place, "reason")?;
    let sight = sight(&policy, id)?;
    let policy_id = PolicyId::new(id);
    let policy = policy.new_id(policy_id.clone());
    let rule = Arc::new(Rule { id: id.to_owned(), reason });
    match known.insert(policy_id, Arc::new(Known { rule, sight, policy })) {
        None => Ok(()),
        Some(_) => Err(PolicyError::Twice(id.to_owned())),
    }
}

fn annotation(
    policy: &Policy,
    place: &str,
    annotation: &'static str,
) -> Result<String, PolicyError> {
    let text = policy.annotation(annotation).map(str::trim).filter(|text| !text.is_empty());
    text.map(str::to_owned).ok_or_else(|| PolicyError::Unexplained {
        rule: policy.annotation("id").map_or_else(|| policy.id().to_string(), str::to_owned),
        place: place.to_owned(),
        annotation,
    })
}

fn sight(policy: &Policy, id: &str) -> Result<Sight, PolicyError> {
    let Some(words) = policy.annotation("shows") else { return Ok(Sight::Whole) };
    let kinds = words.split_whitespace().map(|word| {
        word.parse::<Shows>().map_err(|_| PolicyError::UnknownShows {
            rule: id.to_owned(),
            word: word.to_owned(),
            known: Shows::iter().map(|kind| kind.to_string()).collect::<Vec<_>>().join(", "),
        })
    });
    Ok(Sight::Only(kinds.collect::<Result<_, _>>()?))
}

fn check<'a>(
    rules: impl Iterator<Item = &'a Arc<Known>>,
    vocabulary: &Vocabulary,
) -> Result<(), PolicyError> {
    let set = set_of(rules)?;
    let validator = Validator::new(vocabulary.schema.clone());
    let result = validator.validate(&set, ValidationMode::Strict);
    let mut faults: Vec<String> = result.validation_errors().map(ToString::to_string).collect();
    faults.sort();
    if faults.is_empty() { Ok(()) } else { Err(PolicyError::Faulty(faults)) }
}

fn set_of<'a>(rules: impl Iterator<Item = &'a Arc<Known>>) -> Result<PolicySet, PolicyError> {
    PolicySet::from_policies(rules.map(|rule| rule.policy.clone()))
        .map_err(|error| PolicyError::Faulty(vec![error.to_string()]))
}

fn speaks_of(policy: &Policy, action: &EntityUid) -> bool {
    match policy.action_constraint() {
        ActionConstraint::Any => true,
        ActionConstraint::In(actions) => actions.contains(action),
        ActionConstraint::Eq(only) => only == *action,
    }
}

fn names_a_place(policy: &Policy) -> bool {
    let named = policy.entity_literals();
    named.iter().any(|uid| ["Place", "Subject"].contains(&uid.type_name().basename()))
}

/// The one type of principal a rule is for, if its head says so.
fn only_type(policy: &Policy) -> Option<String> {
    match policy.principal_constraint() {
        PrincipalConstraint::Is(kind) | PrincipalConstraint::IsIn(kind, _) => {
            Some(kind.to_string())
        }
        _ => None,
    }
}
