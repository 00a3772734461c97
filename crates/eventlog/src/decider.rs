//! The form of every aggregate: two pure functions, and the plug that makes it a `cqrs_es::Aggregate`.

use contract::Refusal;
use contract::events::StoredEvent;
use contract::log::v1::Words;
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::SealedWords;

/// What `decide` may know besides the state and the command. Plain data: time is given, never taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// The trust whose log it is.
    pub trust: Uuid,
    /// The person's random id.
    pub actor: Uuid,
    /// The role the person acts in.
    pub role: String,
    /// The service's clock.
    pub now: Timestamp,
    /// The command; ids of new things are derived from it, so that a repeat names the same things.
    pub command_id: Uuid,
    /// The words that the command brings.
    pub sealed: SealedWords,
}

impl Context {
    /// Today in British time.
    pub fn today(&self) -> Date {
        contract::british_day(self.now)
    }

    /// What an event holds for a text that a person typed; `None` for an empty one.
    pub fn words(&self, text: &str) -> Option<Words> {
        self.sealed.words(text)
    }

    /// The id of a thing this command brings into being; `what` tells several apart.
    pub fn new_id(&self, what: &str) -> Uuid {
        contract::commands::new_id(self.command_id, what)
    }
}

/// An aggregate: decides from its state and a command what happens, and keeps what it needs to decide.
pub trait Decider: Default + Send + Sync {
    /// What it can be asked: the requests of its rpcs, where they say it all.
    type Command: Send + Sync;
    /// What the service looks up in other streams before it decides; `()` for most.
    type Facts: Send + Sync;
    /// What can happen to it.
    type Event: StoredEvent;
    /// Why it says no.
    type Refusal: Refusal;

    /// What happens, or why not. No clock, no I/O, no randomness.
    fn decide(
        &self,
        command: &Self::Command,
        facts: &Self::Facts,
        context: &Context,
    ) -> Result<Vec<Self::Event>, Self::Refusal>;

    /// Takes an event in. Cannot fail, and has no catch-all arm.
    fn evolve(&mut self, event: &Self::Event);

    /// Id of the stream that a command is for, where the aggregate makes it of what the request names. Without one the
    /// command names the thing, or begins one under a new id.
    fn derived_id(_command: &Self::Command, _context: &Context) -> Option<String> {
        None
    }
}

/// Plugs a [`Decider`] into `cqrs_es`: `aggregate_plug!(Wave)`.
#[macro_export]
macro_rules! aggregate_plug {
    ($aggregate:ty) => {
        impl $crate::cqrs_es::Aggregate for $aggregate {
            const TYPE: &'static str =
                <<Self as $crate::Decider>::Event as contract::events::StoredEvent>::CATEGORY;
            type Command = <Self as $crate::Decider>::Command;
            type Event = <Self as $crate::Decider>::Event;
            type Error = <Self as $crate::Decider>::Refusal;
            type Services = (<Self as $crate::Decider>::Facts, $crate::Context);

            async fn handle(
                &mut self,
                command: Self::Command,
                (facts, context): &Self::Services,
                sink: &$crate::cqrs_es::event_sink::EventSink<Self>,
            ) -> Result<(), Self::Error> {
                for event in $crate::Decider::decide(self, &command, facts, context)? {
                    sink.write(event, self).await;
                }
                Ok(())
            }

            fn apply(&mut self, event: Self::Event) {
                $crate::Decider::evolve(self, &event);
            }
        }
    };
}
