//! Sends what stands in the outbox: asks for the address at that moment, sends, and notes what came of it.

use std::sync::Arc;
use std::time::Duration;

use contract::field::isolated;
use contract::letters::v1::LetterKind;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{GetAddressRequest, GetTrustRequest, GetTrustResponse};
use contract::{Caller, Clock};
use eventlog::ReadModel;
use host::CancellationToken;
use jiff::Timestamp;
use mail::{Letter, MailSettings, SendOutcome};
use peers::Peers;
use tonic::{Request, Status};
use uuid::Uuid;

use crate::choices;
use crate::digest::school_name;
use crate::kind::path_of;
use crate::occasions;
use crate::outbox::{ClaimedLetter, NotSent, Outbox};
use crate::texts::{self, LetterFacts};

/// How often it looks.
const LOOK: Duration = Duration::from_secs(60);
/// How long another service may take to answer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(15);
/// Letters of one trust in one pass, so that no trust waits long for another's.
const MOST_A_PASS: usize = 200;

/// Sends letters.
#[derive(Debug)]
pub(crate) struct Sender {
    /// `None` where this installation sends no e-mail.
    pub settings: Option<MailSettings>,
    pub outbox: Outbox,
    pub occasions: ReadModel,
    pub peers: Peers,
}

/// One look at a trust's outbox.
#[derive(Debug)]
pub(crate) struct SendingPass {
    pub trust: Uuid,
    pub now: Timestamp,
    /// Other services answer as of this position at least.
    pub at_least: u64,
    /// The trust as it stands.
    pub known: GetTrustResponse,
}

impl SendingPass {
    /// A request of Plumbline itself.
    pub(crate) fn request<M>(&self, message: M) -> Request<M> {
        request_of_plumbline(self.trust, self.now, message)
    }
}

/// What a pass did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PassCount {
    pub sent: u32,
    pub returned: u32,
    pub delayed: u32,
}

/// A request of Plumbline itself, with an end to the wait.
pub(crate) fn request_of_plumbline<M>(trust: Uuid, now: Timestamp, message: M) -> Request<M> {
    let mut caller = Caller::new(trust, contract::SYSTEM_ACTOR, "system");
    caller.now = Some(now);
    let mut request = caller.request(message);
    request.set_timeout(PATIENCE);
    request
}

impl Sender {
    /// Sends until shutdown, by the machine's clock.
    pub(crate) async fn run(self: Arc<Self>, clock: Clock, shutdown: CancellationToken) {
        let work = async {
            let mut look = tokio::time::interval(LOOK);
            look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            loop {
                look.tick().await;
                if let Err(error) = self.pass(clock.machine()).await {
                    tracing::warn!(%error, "letters wait for the next look");
                }
            }
        };
        tokio::select! {
            () = work => {}
            () = shutdown.cancelled() => {}
        }
    }

    /// Sends what is to be sent in every trust; one that cannot be served does not stop the others.
    async fn pass(&self, now: Timestamp) -> Result<(), Status> {
        for trust in occasions::trusts(&self.occasions).await? {
            if let Err(error) = self.pass_in(trust, now, 0).await {
                tracing::warn!(%trust, %error, "a trust's letters wait for the next look");
            }
        }
        Ok(())
    }

    /// Sends what is to be sent in one trust by a time, with what others know up to a position at least.
    pub(crate) async fn pass_in(
        &self,
        trust: Uuid,
        now: Timestamp,
        at_least: u64,
    ) -> Result<PassCount, Status> {
        let mut count = PassCount::default();
        self.outbox.tidy(trust, now).await?;
        let Some(settings) = &self.settings else { return Ok(count) };
        if settings.quiet.hold(now) {
            return Ok(count);
        }
        let day = self.day_to_make(trust, now).await?;
        // Most trusts have nothing to send in most minutes, and no other service is asked about those.
        if !day.brings_letters() && !self.outbox.has_waiting(trust, now).await? {
            return Ok(count);
        }
        let mut schools = SchoolsServiceClient::new(self.peers.channel("schools"));
        let wanted = request_of_plumbline(trust, now, GetTrustRequest { at_least });
        let known = schools.get_trust(wanted).await?.into_inner();
        let pass = SendingPass { trust, now, at_least, known };
        self.make_daily(&pass, &day).await?;
        for _ in 0..MOST_A_PASS {
            let Some(letter) = self.outbox.claim(trust, now).await? else { break };
            match self.send(settings, &pass, &letter).await? {
                Some(SendOutcome::Taken) => count.sent += 1,
                Some(SendOutcome::Returned(_)) => count.returned += 1,
                Some(SendOutcome::Delayed(_)) => count.delayed += 1,
                None => {}
            }
        }
        Ok(count)
    }

    /// Sends one letter and notes what came of it. A process that dies in between leaves the letter in its hands for some
    /// minutes; then it is sent again, with the same Message-ID.
    async fn send(
        &self,
        settings: &MailSettings,
        pass: &SendingPass,
        letter: &ClaimedLetter,
    ) -> Result<Option<SendOutcome>, Status> {
        let person = letter.person_id;
        if letter.kind == LetterKind::Digest
            && !choices::gets_digest(&self.outbox.log, pass.trust, person).await?
        {
            self.outbox.leave(pass.trust, letter, NotSent::NotWanted, pass.now).await?;
            return Ok(None);
        }
        let mut schools = SchoolsServiceClient::new(self.peers.channel("schools"));
        let wanted = pass.request(GetAddressRequest { person_id: person.to_string() });
        let to = schools.get_address(wanted).await?.into_inner().email;
        if to.is_empty() {
            self.outbox.leave(pass.trust, letter, NotSent::NoAddress, pass.now).await?;
            return Ok(None);
        }
        let texts::LetterText { subject, text, html } = written(settings, pass, letter);
        let message = Letter { to, subject, text, html, id: letter.letter_id };
        let sent = settings.mail.send(message).await;
        if let Err(error) = &sent {
            // The server's words may hold the address, so they are not told.
            let (letter, error) = (letter.letter_id, error.kind_words());
            tracing::warn!(%letter, error, "the mail server did not take a letter");
        }
        before_it_is_noted();
        let outcome = SendOutcome::from(sent);
        self.outbox.note(pass.trust, letter, &outcome, pass.now).await?;
        Ok(Some(outcome))
    }
}

fn written(
    settings: &MailSettings,
    pass: &SendingPass,
    letter: &ClaimedLetter,
) -> texts::LetterText {
    let path = path_of(letter.kind, &letter.school_id, &letter.thing_id);
    let facts = LetterFacts {
        trust: isolated(&pass.known.name),
        school: school_name(&pass.known, &letter.school_id),
        due_on: letter.due_on.clone(),
        waiting: letter.waiting,
        overdue: letter.overdue,
        link: format!("{}{path}", settings.address),
        choices: format!("{}/e-mail", settings.address),
    };
    texts::write(letter.kind, &facts)
}

/// For tests of crashes: the process ends here, or nothing happens.
fn before_it_is_noted() {
    #[cfg(feature = "failpoints")]
    fail::fail_point!("letter-before-note", eventlog::die);
}
