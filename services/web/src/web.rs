//! What every page may use.

use std::path::PathBuf;
use std::sync::Arc;

use contract::Clock;
use peers::Peers;

use crate::allowed::Mays;
use crate::calendars::Calendars;
use crate::checker::Checker;
use crate::drafts::Drafts;
use crate::form::Keeping;
use crate::handouts::Handouts;
use crate::known_links::KnownLinks;
use crate::page_key::PageKey;
use crate::saved_views::SavedViews;
use crate::services::Services;
use crate::sessions::Sessions;
use crate::sign_in::{SignIn, Store};
use crate::trust_style::TrustStyles;
use crate::uploads::Uploads;

/// What the forms are proved by that are sent before a person is signed in, and what the marks in forms are.
const OPEN_FORMS: &str = "forms before signing in";
const MARKS: &str = "marks in forms";

/// What every page may use.
#[derive(Clone, Debug)]
pub(crate) struct Web {
    pub services: Services,
    pub sessions: Arc<Sessions>,
    /// Seals what browsers keep for us.
    pub key: Arc<PageKey>,
    pub links: Arc<KnownLinks>,
    /// What was entered into forms and could not be done yet.
    pub keeping: Arc<Keeping>,
    /// Files that wait to be taken by the person they are for.
    pub handouts: Arc<Handouts>,
    /// What came of the papers that were checked.
    pub verdicts: Arc<Handouts>,
    /// Files that were given and not acted on yet.
    pub uploads: Arc<Uploads>,
    pub checker: Checker,
    /// What people began and saved for later; nothing where it cannot be saved.
    pub drafts: Option<Drafts>,
    /// Views of lists that people saved; nothing where there is no store.
    pub views: Option<SavedViews>,
    /// Links by which calendars ask; nothing where there is no store.
    pub calendars: Option<Calendars>,
    pub mays: Arc<Mays>,
    /// The marks and colours of trusts.
    pub styles: Arc<TrustStyles>,
    /// In every form that is sent before signing in.
    pub open_token: Arc<str>,
    /// Proves that a form was drawn for its person by us.
    pub mark_secret: Arc<str>,
    pub clock: Clock,
    /// Nothing in a demonstration.
    pub sign_in: Option<Arc<SignIn>>,
}

impl Web {
    /// The pages of a demonstration, with a key of this process alone.
    pub(crate) fn new(peers: Peers) -> Self {
        let key = PageKey::draw();
        Self {
            services: Services::new(peers),
            sessions: Arc::default(),
            links: Arc::default(),
            keeping: Arc::default(),
            handouts: Arc::default(),
            verdicts: Arc::default(),
            uploads: Arc::default(),
            checker: Checker::new(PathBuf::new()),
            drafts: None,
            views: None,
            calendars: None,
            mays: Arc::default(),
            styles: Arc::default(),
            open_token: key.proof(OPEN_FORMS).into(),
            mark_secret: key.proof(MARKS).into(),
            key: Arc::new(key),
            clock: Clock::new(false),
            sign_in: None,
        }
    }

    /// The same with the key that all processes share. So a form drawn by one is believed by all.
    pub(crate) fn keyed(self, key: PageKey) -> Self {
        let (open_token, mark_secret) = (key.proof(OPEN_FORMS).into(), key.proof(MARKS).into());
        Self { open_token, mark_secret, key: Arc::new(key), ..self }
    }

    /// The same where papers are checked by a program.
    pub(crate) fn checking_by(self, program: PathBuf) -> Self {
        Self { checker: Checker::new(program), ..self }
    }

    /// The same where the store keeps what is a person's own: drafts, views of lists, and the link of a calendar.
    pub(crate) fn saving(self, store: Option<Store>) -> Self {
        let calendars = store.clone().map(Calendars::new);
        let views = store.clone().map(|store| SavedViews::new(store, Arc::clone(&self.key)));
        let drafts = store.map(|store| Drafts::new(store, Arc::clone(&self.key)));
        Self { drafts, views, calendars, ..self }
    }

    /// A path as an address that opens outside these pages; the path itself in a demonstration.
    pub(crate) fn address(&self, path: &str) -> String {
        match &self.sign_in {
            Some(sign_in) => sign_in.address.page(path),
            None => path.to_owned(),
        }
    }

    /// The same where people sign in.
    pub(crate) fn signing_in(self, sign_in: SignIn, clock: Clock) -> Self {
        Self { clock, sign_in: Some(Arc::new(sign_in)), ..self }
    }
}
