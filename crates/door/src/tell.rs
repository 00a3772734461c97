//! What becomes of a command: its caller is let in, its fields are checked, its aggregate decides, its answer goes back.

use contract::commands::{Answered, Command as _, Gives, Tells, Told};
use contract::events::StoredEvent as _;
use contract::{Caller, Spoken, field};
use eventlog::{
    ActPart, Context, Decider, Envelope, ExecuteError, Knows, Receipt, SealedWords, WordsReader,
};
use prost::{Message, Name};
use sha2::{Digest as _, Sha256};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::Door;
use crate::trace::current_trace;

/// The service that keeps the register of schools; its aggregates say themselves which school is unknown.
const REGISTER: &str = "schools.";

impl Door {
    /// A whole command, from the request to its answer. What the aggregate has to know of others is looked up anew for each try.
    pub async fn tell_knowing<A, M>(
        &self,
        request: Request<M>,
        service: &dyn Knows<A>,
    ) -> Result<Response<M::Answer>, Status>
    where
        A: Decider,
        A::Command: contract::commands::Command + From<M::Command>,
        M: Answered + Message + Name,
    {
        let (told, _) = self.told::<A, M>(request, service).await?;
        Ok(Response::new(M::answer(&told)))
    }

    /// The same where the answer says more than the position and ids: what happened, for the service to answer from.
    pub async fn told<A, M>(
        &self,
        request: Request<M>,
        service: &dyn Knows<A>,
    ) -> Result<(Told, Receipt<A::Event>), Status>
    where
        A: Decider,
        A::Command: contract::commands::Command + From<M::Command>,
        M: Tells + Message + Name,
    {
        let (envelope, asked) = self.command(request).await?;
        Ok(self.tell_admitted::<A, M>(&envelope, asked, service).await?)
    }

    /// The same for a request that `command` let in, where the service does something before or after the decision.
    pub async fn tell_admitted<A, M>(
        &self,
        envelope: &Envelope,
        asked: M,
        service: &dyn Knows<A>,
    ) -> Result<(Told, Receipt<A::Event>), ExecuteError<A::Refusal>>
    where
        A: Decider,
        A::Command: contract::commands::Command + From<M::Command>,
        M: Tells,
    {
        let (context, command) = (&envelope.context, A::Command::from(asked.into()));
        let id = stream_id::<A>(&command, context);
        let receipt = self.log.execute_knowing::<A>(&id, &command, envelope, service).await?;
        let told = Told { position: receipt.position, id, command_id: context.command_id };
        Ok((told, receipt))
    }

    /// Many commands as one act, which `command` let in: one append, all of them or none. Each names its thing, or its aggregate
    /// derives the id. SOME_REFUSED names the refused ones; a repeat of the act gets what the first one led to.
    pub async fn tell_each<A>(
        &self,
        envelope: &Envelope,
        commands: Vec<A::Command>,
        service: &dyn Knows<A>,
    ) -> Result<Receipt<A::Event>, Status>
    where
        A: Decider,
        A::Command: contract::commands::Command,
    {
        let parts = commands.into_iter().map(|command| {
            let id = stream_id::<A>(&command, &envelope.context);
            ActPart { id, command }
        });
        let parts: Vec<_> = parts.collect();
        Ok(self.log.execute_each::<A>(&parts, envelope, service).await?)
    }

    /// An allowed command, with its fields checked and in their usual form, and its envelope. The envelope has caller, time,
    /// command id and the fingerprint of the content. INVALID_ARGUMENT names what is missing or malformed.
    pub async fn command<M>(&self, request: Request<M>) -> Result<(Envelope, M), Status>
    where
        M: Gives + Message + Name,
    {
        let reading = self.admit(&request).await?;
        self.disclose(&request, &reading).await?;
        let caller = reading.caller;
        let mut asked = request.into_inner();
        asked.check()?;
        if !M::ACTION.starts_with(REGISTER) {
            let mut named = Vec::new();
            asked.schools(&mut named);
            let schools = named.into_iter().map(|id| field::uuid("school_id", id));
            self.has_schools(caller.trust, &schools.collect::<Result<Vec<_>, _>>()?).await?;
        }
        let command_id = field::uuid("command_id", asked.command_id())?;
        let mut envelope = self.envelope(&caller, command_id, fingerprint_of_command(&asked));
        envelope.context.sealed = SealedWords::of(&mut asked);
        Ok((envelope, asked))
    }

    /// Puts persons' words into an answer that its reader may see: each text for the readers of its class.
    pub async fn fill(
        &self,
        caller: &Caller,
        answer: &mut (impl Spoken + Send + ?Sized),
    ) -> Result<(), Status> {
        Ok(self.log.fill(caller.trust, WordsReader::of(caller), answer).await?)
    }

    /// Puts persons' words into a paper, for all who get it.
    pub async fn fill_paper(
        &self,
        trust: Uuid,
        paper: &mut (impl Spoken + Send + ?Sized),
    ) -> Result<(), Status> {
        Ok(self.log.fill(trust, WordsReader::OF_A_PAPER, paper).await?)
    }

    fn envelope(&self, caller: &Caller, command_id: Uuid, fingerprint: [u8; 32]) -> Envelope {
        Envelope {
            context: Context {
                trust: caller.trust,
                actor: caller.actor,
                role: caller.role.clone(),
                now: self.clock.now(caller),
                command_id,
                sealed: SealedWords::default(),
            },
            fingerprint,
            causation: caller.cause,
            traceparent: current_trace()
                .or_else(|| caller.traceparent.clone())
                .or_else(|| Some(new_trace())),
        }
    }
}

/// Id of the stream that a command is for: what the aggregate derives, the thing it names, or a new one.
fn stream_id<A: Decider>(command: &A::Command, context: &Context) -> String
where
    A::Command: contract::commands::Command,
{
    A::derived_id(command, context)
        .or_else(|| command.thing().map(str::to_owned))
        .unwrap_or_else(|| context.new_id(A::Event::CATEGORY).to_string())
}

/// The same of a command, without words and without what is kept apart: the hash of a short text would outlive its erasure.
/// Of words counts whether there were any.
fn fingerprint_of_command<M: Gives + Message + Name>(asked: &M) -> [u8; 32] {
    let mut asked = asked.clone();
    asked.take_apart();
    asked.typed(&mut |text, _| {
        if !text.is_empty() {
            "words".clone_into(text);
        }
    });
    fingerprint(&asked)
}

/// SHA-256 of a message's name and content: a repeat under the same command id must have the same.
fn fingerprint<M: Message + Name>(content: &M) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(M::full_name().as_bytes());
    digest.update(content.encode_to_vec());
    digest.finalize().into()
}

/// A W3C trace context of its own for a call that came without one, so that its events can be followed.
fn new_trace() -> String {
    let (trace, span) = (Uuid::new_v4().simple(), Uuid::new_v4().simple().to_string());
    format!("00-{trace}-{}-01", &span[..16])
}
