//! Routes with a list of themselves, so that a test meets every one there is.

use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::handler::Handler;
use axum::http::Method;
use axum::response::Response;
use axum::routing::{get, post};
use contract::Asks as _;

use crate::form::{self, Act};
use crate::web::Web;

/// What answers at an address. Its own type is forgotten here. With hundreds of them the compiler would prove dozens of times of
/// each that it may move between threads. Most of the time of building this crate would go there.
#[derive(Clone)]
struct PageHandler(Arc<dyn Fn(Request, Web) -> PageAnswer + Send + Sync>);

type PageAnswer = Pin<Box<dyn Future<Output = Response> + Send>>;

impl PageHandler {
    fn of<H, T>(page: H) -> Self
    where
        H: Handler<T, Web>,
        T: 'static,
    {
        Self(Arc::new(move |request, web| Box::pin(page.clone().call(request, web))))
    }
}

impl Handler<(), Web> for PageHandler {
    type Future = PageAnswer;

    fn call(self, request: Request, web: Web) -> PageAnswer {
        (self.0)(request, web)
    }
}

/// Pages and what they are asked by.
#[derive(Debug, Default)]
pub(crate) struct Routes {
    router: Router<Web>,
    listed: Vec<(Method, &'static str)>,
    sends: Vec<&'static str>,
    #[cfg(test)]
    forms: Vec<RoutedForm>,
}

/// What a form asks for, and how long the texts of its command may be.
#[cfg(test)]
#[derive(Clone, Copy, Debug)]
pub(crate) struct RoutedForm {
    pub at: &'static str,
    pub entries: &'static [form::Entry],
    pub limits: &'static [contract::TextLimit],
}

impl Routes {
    /// A page that shows something and changes nothing.
    pub(crate) fn get<H, T>(mut self, path: &'static str, page: H) -> Self
    where
        H: Handler<T, Web>,
        T: 'static,
    {
        self.listed.push((Method::GET, path));
        Self { router: self.router.route(path, get(PageHandler::of(page))), ..self }
    }

    /// A form that changes something.
    pub(crate) fn post<H, T>(mut self, path: &'static str, page: H) -> Self
    where
        H: Handler<T, Web>,
        T: 'static,
    {
        self.listed.push((Method::POST, path));
        Self { router: self.router.route(path, post(PageHandler::of(page))), ..self }
    }

    /// A form that gives a command, where it is sent; and the page that checks it, where it has one.
    pub(crate) fn form<A: Act>(mut self) -> Self {
        self.sends.push(A::Command::ACTION);
        self.sends.extend(A::ALSO);
        #[cfg(test)]
        self.forms.push(RoutedForm {
            at: A::AT,
            entries: A::ENTRIES,
            limits: <A::Command as contract::TextLimits>::LIMITS,
        });
        let limit = DefaultBodyLimit::max(A::LARGEST);
        let sent = self.post(A::AT, PageHandler::of(form::sent::<A>).layer(limit));
        match A::CHECK {
            Some(check) => sent.get(check.at, form::check::<A>),
            None => sent,
        }
    }

    pub(crate) fn merge(mut self, more: Self) -> Self {
        self.listed.extend(more.listed);
        self.sends.extend(more.sends);
        #[cfg(test)]
        self.forms.extend(more.forms);
        Self { router: self.router.merge(more.router), ..self }
    }

    pub(crate) fn router(self) -> Router<Web> {
        self.router
    }

    pub(crate) fn listed(self) -> Vec<(Method, &'static str)> {
        self.listed
    }

    /// The rpcs that the forms call, for example `reports.AskQuestion`.
    pub(crate) fn sends(self) -> Vec<&'static str> {
        self.sends
    }

    #[cfg(test)]
    pub(crate) fn forms(self) -> Vec<RoutedForm> {
        self.forms
    }
}
