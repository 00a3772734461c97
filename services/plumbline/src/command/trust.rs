//! `plumbline trust`: begins a trust's record with the first person who can sign in to it, or makes the link that does so. It moves a
//! trust to another installation, too.

mod export;
mod import;
mod moving;
pub(in crate::command) mod part;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use contract::Clock;
use contract::schools::v1::schools_service_client::SchoolsServiceClient;
use contract::schools::v1::{
    FoundTrustRequest, GrantRoleRequest, InvitePersonRequest, RegisterPersonRequest, Role, Scope,
    ScopeKind,
};
use contract::{Caller, SYSTEM_ACTOR};
use identity::IdentitySettings;
use peers::Peers;
use uuid::Uuid;
use web::{BeginningLink, InvitationLink};

use super::{founding, say};
use crate::Failure;

#[derive(Debug, Subcommand)]
pub(super) enum Trust {
    /// Begin a trust's record and invite its first administrator, who invites all others.
    Begin(Begin),
    /// Make a new one-time link by which a trust is begun in a browser; an earlier link ends.
    Link(Link),
    /// Write all of a trust into a folder, for another installation; or what tells of one school alone, for a school that leaves.
    Export(Box<export::ExportTrust>),
    /// Take in a trust that was exported elsewhere, once it was found to be what was sealed there.
    Import(import::ImportTrust),
}

#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  plumbline trust link\n  plumbline trust link --sign-in /etc/plumbline/sign-in.toml --schools https://127.0.0.1:7401 --key keys/operator.key --certificate keys/operator.crt --certificate-key keys/operator.tls.key --authority keys/authority.crt"
)]
pub(super) struct Link {
    /// The settings of signing in, which say where people find the web application.
    #[arg(long, env = "PLUMBLINE_SIGN_IN")]
    sign_in: Option<PathBuf>,
    /// Where the web application is, where people do not sign in.
    #[arg(long, default_value = "http://127.0.0.1:7480")]
    pages: String,
    /// Where the schools service is.
    #[arg(long, env = "PLUMBLINE_SCHOOLS", default_value = "http://127.0.0.1:7400")]
    schools: String,
    /// The operator's key and certificate.
    #[command(flatten)]
    identity: IdentitySettings,
}

#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  plumbline trust begin \"Orchard Learning Trust\" --administrator \"Ada Byron\" --email ada@example.org --sign-in /etc/plumbline/sign-in.toml \\\n    --schools https://127.0.0.1:7401 --key keys/operator.key --certificate keys/operator.crt --certificate-key keys/operator.tls.key --authority keys/authority.crt"
)]
pub(super) struct Begin {
    /// The trust's name.
    name: String,
    /// The first administrator's name.
    #[arg(long)]
    administrator: String,
    /// The administrator's e-mail address.
    #[arg(long, default_value = "")]
    email: String,
    /// The settings of signing in.
    #[arg(long, env = "PLUMBLINE_SIGN_IN")]
    sign_in: PathBuf,
    /// Go on with a trust that was begun before and has no administrator yet.
    #[arg(long)]
    trust: Option<Uuid>,
    /// Where the schools service is.
    #[arg(long, env = "PLUMBLINE_SCHOOLS", default_value = "http://127.0.0.1:7400")]
    schools: String,
    /// The operator's key and certificate.
    #[command(flatten)]
    identity: IdentitySettings,
}

impl Trust {
    pub(super) async fn run(self) -> Result<(), Failure> {
        match self {
            Self::Begin(begin) => begin.run().await,
            Self::Link(link) => link.run().await,
            Self::Export(export) => export.run().await,
            Self::Import(import) => import.run().await,
        }
    }
}

impl Link {
    async fn run(self) -> Result<(), Failure> {
        let link = match &self.sign_in {
            Some(file) => BeginningLink::try_new(file),
            None => Ok(BeginningLink::new(self.pages.trim_end_matches('/'))),
        };
        let link = link.map_err(|error| Failure::Input(error.to_string()))?;
        let peers = Peers::try_shown(&self.identity, &self.schools, &Default::default())?;
        founding::offer(&peers, &link).await
    }
}

impl Begin {
    async fn run(self) -> Result<(), Failure> {
        let peers = Peers::try_shown(&self.identity, &self.schools, &Default::default())?;
        let mut schools = SchoolsServiceClient::new(peers.channel("schools"));
        let trust = self.trust.unwrap_or_else(Uuid::now_v7);
        // Settings that cannot be read are reported before anything is begun.
        self.link(trust, Uuid::nil())?;
        let caller = Caller::new(trust, SYSTEM_ACTOR, "administrator");
        if self.trust.is_none() {
            let found = FoundTrustRequest {
                command_id: self.step(trust, "found"),
                name: self.name.clone(),
            };
            schools.found_trust(caller.request(found)).await?;
            say(&format!("Trust          {trust}"));
        }
        let register = RegisterPersonRequest {
            command_id: self.step(trust, "register"),
            name: self.administrator.clone(),
            email: self.email.clone(),
        };
        let person = schools.register_person(caller.request(register)).await?.into_inner();
        let id = Uuid::try_parse(&person.person_id).map_err(Failure::failed)?;
        let link = self.link(trust, id)?;
        let invite = InvitePersonRequest {
            command_id: Uuid::now_v7().to_string(),
            person_id: person.person_id.clone(),
            secret_sha256: link.secret_sha256(),
            days: 0,
        };
        // The invitation goes first: once there is an administrator, the operator may no longer invite.
        let invited = schools.invite_person(caller.request(invite)).await?.into_inner();
        let grant = GrantRoleRequest {
            command_id: self.step(trust, "grant"),
            person_id: person.person_id,
            role: Role::Administrator.into(),
            scope: Some(Scope { kind: ScopeKind::Trust.into(), id: trust.to_string() }),
            from: Clock::new(false).today().to_string(),
            until: String::new(),
        };
        schools.grant_role(caller.request(grant)).await?;
        say(&format!("Administrator  {}, {id}", self.administrator));
        say(&format!("Invitation     {}", link.address()));
        say(&format!(
            "Give it to {} and nobody else: whoever opens it first can sign in, until {}.",
            self.administrator, invited.until
        ));
        Ok(())
    }

    /// The command id of a step. It is the same when the command is run again on the same day, so nothing is done twice.
    fn step(&self, trust: Uuid, step: &str) -> String {
        let Self { administrator, email, .. } = self;
        let words = format!("{step} {administrator} {email} {}", Clock::new(false).today());
        Uuid::new_v5(&trust, words.as_bytes()).to_string()
    }

    fn link(&self, trust: Uuid, person: Uuid) -> Result<InvitationLink, Failure> {
        InvitationLink::try_new(&self.sign_in, trust, person)
            .map_err(|error| Failure::Input(error.to_string()))
    }
}
