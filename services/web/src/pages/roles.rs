//! A person with several roles acts in one of them; here in another.

use access::role_name;
use axum::extract::State;
use axum::response::Response;
use contract::schools::v1::GetTrustRequest;
use maud::{Markup, html};
use uuid::Uuid;

use crate::access::role_words;
use crate::components::{Radio, Radios, button_submit, radios};
use crate::failure::Failure;
use crate::form::{Signed, token_field};
use crate::frame::{self, Frame, Place};
use crate::names::Names;
use crate::pages::{crumbs, sign_in};
use crate::routes::Routes;
use crate::services::ask;
use crate::sign_in::Arrival;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/roles", show).post("/roles", change)
}

/// `GET /roles`
pub(crate) async fn show(State(web): State<Web>, visitor: Visitor) -> Result<Markup, Failure> {
    let trust = ask(&visitor.caller(), GetTrustRequest::default());
    let trust = web.services.trust(trust).await?;
    Ok(render(&visitor, &Names::of(&trust, &[], &Default::default())))
}

pub(crate) fn render(visitor: &Visitor, names: &Names) -> Markup {
    let items = visitor.roles.iter().map(|role| {
        let scope = role.scope.clone().unwrap_or_default();
        Radio {
            value: role.grant_id.clone(),
            text: role_words(&role_name(role.role())),
            hint: names.place(&scope.id).map(str::to_owned),
            checked: false,
        }
    });
    let body = html! {
        form method="post" action="/roles" novalidate {
            (token_field(&visitor.form_token))
            (radios(&Radios {
                name: "grant",
                legend: "Which role do you act in?",
                heading: true,
                items: items.collect(),
                ..Radios::default()
            }))
            (button_submit("Continue"))
        }
    };
    let title = "Which role do you act in?";
    let crumbs = crumbs([]);
    let frame = Frame {
        title,
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: None,
        problem: false,
    };
    frame::page(&frame, &body)
}

/// `POST /roles`
pub(crate) async fn change(
    State(web): State<Web>,
    arrival: Arrival,
    signed: Signed,
) -> Result<Response, Failure> {
    let grant = Uuid::try_parse(signed.fields.get("grant"))
        .map_err(|_| Failure::Malformed("Choose one of your roles".to_owned()))?;
    sign_in::act_as(&web, &signed.visitor, grant, &arrival).await
}
