//! The words of the policies: the schema, and the entities of a question.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::str::FromStr as _;

use cedar_policy::{
    Context, Entity, EntityId, EntityTypeName, EntityUid, RestrictedExpression, Schema,
};
use contract::schools::v1::{Role, ScopeKind};
use uuid::Uuid;

use crate::action::Action;
use crate::policy::PolicyError;
use crate::role::{Held, Place, all_roles, kind_words, role_type};
use crate::scope::Scopes;
use crate::subject::Lying;

const WORDS: &str = include_str!("../policies/people.cedarschema");

/// Principals of the rules that hold no role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Roleless {
    System,
    SignIn,
    Operator,
    Account(Scopes),
    Anyone,
}

impl Roleless {
    fn all() -> [Self; 5] {
        let account = Self::Account(Scopes::default());
        [Self::System, Self::SignIn, Self::Operator, account, Self::Anyone]
    }

    fn type_name(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::SignIn => "SignIn",
            Self::Operator => "Operator",
            Self::Account(_) => "Account",
            Self::Anyone => "Anyone",
        }
    }
}

/// Names of entity types, read once.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    pub(crate) schema: Schema,
    pub(crate) actions: BTreeMap<String, Action>,
    roles: HashMap<Role, EntityTypeName>,
    roleless: HashMap<&'static str, EntityUid>,
    person: EntityTypeName,
    place: EntityTypeName,
    everyone: EntityUid,
    subject: EntityUid,
    nothing: EntityUid,
}

impl Vocabulary {
    pub(crate) fn try_new() -> Result<Self, PolicyError> {
        let actions =
            Action::of_contract().map_err(|error| PolicyError::Contract(error.to_string()))?;
        let (schema, _warnings) = Schema::from_cedarschema_str(&schema_text(&actions))
            .map_err(|error| PolicyError::Schema(error.to_string()))?;
        let roles = all_roles().map(|role| Ok((role, type_name(&role_type(role))?)));
        let roleless = Roleless::all().map(Roleless::type_name);
        let roleless = roleless.map(|name| Ok((name, uid(name, "one")?)));
        Ok(Self {
            schema,
            actions,
            roles: roles.collect::<Result<_, PolicyError>>()?,
            roleless: roleless.into_iter().collect::<Result<_, PolicyError>>()?,
            person: type_name("Person")?,
            place: type_name("Place")?,
            everyone: uid("Everyone", "in the trust")?,
            subject: uid("Subject", "asked about")?,
            nothing: uid("Place", "nothing")?,
        })
    }

    pub(crate) fn action(&self, name: &str) -> Result<EntityUid, PolicyError> {
        uid("Action", name)
    }

    pub(crate) fn role(&self, role: Role) -> Option<&EntityTypeName> {
        self.roles.get(&role)
    }

    pub(crate) fn roleless(&self, who: Roleless) -> Option<Entity> {
        let uid = self.roleless.get(who.type_name()).cloned()?;
        let Roleless::Account(scopes) = who else { return Some(Entity::with_uid(uid)) };
        let scopes = scopes.iter().map(|scope| RestrictedExpression::new_string(scope.to_string()));
        let attributes =
            HashMap::from([("scopes".to_owned(), RestrictedExpression::new_set(scopes))]);
        Entity::new(uid, attributes, HashSet::new()).ok()
    }

    pub(crate) fn subject_uid(&self) -> EntityUid {
        self.subject.clone()
    }

    /// A held role as the principal of a rule. A guest of a visit is not in the trust.
    pub(crate) fn principal(&self, held: &Held, person: Uuid) -> Option<Entity> {
        let uid = id(self.roles.get(&held.role)?, &held.grant.to_string());
        let (over, scope) = if held.fits() {
            (self.place(&held.over), kind_words(held.over.kind))
        } else {
            (self.nothing.clone(), "nothing")
        };
        let attributes = HashMap::from([
            ("person".to_owned(), self.person(person)),
            ("over".to_owned(), RestrictedExpression::new_entity_uid(over)),
            ("scope".to_owned(), RestrictedExpression::new_string(scope.to_owned())),
        ]);
        let is_guest = held.over.kind == ScopeKind::Visit;
        let within = (!is_guest).then(|| self.everyone.clone());
        Entity::new(uid, attributes, within.into_iter().collect()).ok()
    }

    /// The subject of a question, in the places it lies in.
    pub(crate) fn subject(&self, lying: &Lying, person: Option<Uuid>) -> Option<Entity> {
        let mut attributes = HashMap::from([
            ("isTheTrust".to_owned(), RestrictedExpression::new_bool(lying.is_the_trust)),
            ("isChurchSchool".to_owned(), RestrictedExpression::new_bool(lying.is_church_school)),
        ]);
        if let Some(person) = person {
            attributes.insert("person".to_owned(), self.person(person));
        }
        let places = lying.places.iter().map(|place| self.place(place)).collect();
        Entity::new(self.subject.clone(), attributes, places).ok()
    }

    fn place(&self, place: &Place) -> EntityUid {
        id(&self.place, &place.to_string())
    }

    fn person(&self, person: Uuid) -> RestrictedExpression {
        RestrictedExpression::new_entity_uid(id(&self.person, &person.to_string()))
    }
}

/// The context of a question: whether the installation is a demo, and whether the trust has an administrator.
pub(crate) fn situation(demo: bool, administered: bool) -> Option<Context> {
    Context::from_pairs([
        ("demo".to_owned(), RestrictedExpression::new_bool(demo)),
        ("administered".to_owned(), RestrictedExpression::new_bool(administered)),
    ])
    .ok()
}

/// The text of the schema: the file of words, and an action for each rpc. A policy that names no rpc does not pass it.
fn schema_text(actions: &BTreeMap<String, Action>) -> String {
    let roles = all_roles().map(role_type);
    let roleless = Roleless::all().into_iter().map(|who| who.type_name().to_owned());
    let principals = roles.chain(roleless).collect::<Vec<_>>().join(", ");
    let mut text = WORDS.to_owned();
    for name in actions.keys() {
        text.push_str(&format!(
            "action \"{name}\" appliesTo {{ principal: [{principals}], resource: [Subject], context: Situation }};\n"
        ));
    }
    text
}

fn type_name(name: &str) -> Result<EntityTypeName, PolicyError> {
    EntityTypeName::from_str(name).map_err(|error| PolicyError::Schema(error.to_string()))
}

fn uid(kind: &str, name: &str) -> Result<EntityUid, PolicyError> {
    Ok(id(&type_name(kind)?, name))
}

fn id(kind: &EntityTypeName, name: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(name))
}
