//! A respondent on the last metre: the answers under way survive restarts of the pages, and sending ends on a receipt page that
//! comes again. After taking back, the link works again.

use plumbline::demo::Played;
use plumbline_tests::{Answer, Browser, World};
use reqwest::StatusCode;

use crate::walked::{between, browser};

/// A phone with a link to a survey.
struct Phone {
    browser: Browser,
    /// The address of the link.
    at: String,
    takes_cookies: bool,
}

pub(super) async fn answers_survive_restarts_and_end_on_a_receipt(
    world: &mut World,
    played: &Played,
) {
    let mut links = played.survey_tokens.iter().map(|open| format!("/answer/{}", open.token));
    let (at, other) = (links.next().unwrap(), links.next().unwrap());
    let mut phone = Phone { browser: browser(world), at, takes_cookies: true };
    let first = phone.begins().await;
    phone.errs_and_is_led_back(&first).await;
    let second = phone.chooses(&first).await;
    restart(world).await;
    assert!(phone.starts().await.page.contains("Go on where you left off"));
    assert_eq!(phone.begins().await, second, "the first answer is forgotten");
    let code = phone.leaves_out_the_rest_and_sends(&second).await;

    restart(world).await;
    assert_eq!(phone.receipt().await, code, "the receipt comes again");
    let start = phone.get(&phone.at.clone()).await;
    assert_eq!(start.location(), format!("{}/receipt", phone.at));
    phone.takes_back(&code).await;
    assert!(phone.starts().await.page.contains("Start"), "the link works again");
    let receipt = phone.get(&format!("{}/receipt", phone.at)).await;
    assert_eq!(receipt.location(), phone.at, "a receipt of what was taken back");

    let mut without = Phone { browser: browser(world), at: other, takes_cookies: false };
    let first = without.begins().await;
    let second = without.chooses(&first).await;
    assert!(second.contains("so-far="), "{second}");
    without.leaves_out_the_rest_and_sends(&second).await;
}

/// Another process of the pages, with the same key and nothing else of the first.
async fn restart(world: &mut World) {
    world.unit("web").kill().await;
    world.begin("web", "");
    world.open("web").await;
}

/// An address without what it carries.
fn path(address: &str) -> &str {
    address.split('?').next().unwrap_or_default()
}

impl Phone {
    async fn get(&mut self, address: &str) -> Answer {
        if !self.takes_cookies {
            self.browser.cookies.clear();
        }
        self.browser.get(address).await
    }

    /// The page at an address.
    async fn opens(&mut self, address: &str) -> Answer {
        let answer = self.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.location());
        assert!(answer.page.contains("Ask the office of"), "no help line on {address}");
        answer
    }

    async fn starts(&mut self) -> Answer {
        self.opens(&self.at.clone()).await
    }

    /// Sends the form of a page. The answer is never a page, so that Back never asks to send it again.
    async fn sends(&mut self, page: &Answer, to: &str, more: &[(&str, &str)]) -> Answer {
        if !self.takes_cookies {
            self.browser.cookies.clear();
        }
        let (token, so_far) = (page.field("form-token"), page.field("so-far"));
        let fields = [&[("form-token", &*token), ("so-far", &so_far)], more].concat();
        let answer = self.browser.post(to, &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{to}: {}", answer.page);
        answer
    }

    /// Presses Start; where that leads.
    async fn begins(&mut self) -> String {
        let start = self.starts().await;
        let begun = self.sends(&start, &format!("{}/begin", self.at), &[]).await;
        begun.location().to_owned()
    }

    async fn errs_and_is_led_back(&mut self, question: &str) {
        let page = self.opens(question).await;
        let wrong = self.sends(&page, path(question), &[]).await;
        assert!(wrong.location().contains("wrong=1"), "{}", wrong.location());
        let page = self.opens(wrong.location()).await.page;
        assert!(page.contains("Choose an answer, or leave the question out"), "{page}");
    }

    /// Chooses the first answer to a question; where that leads.
    async fn chooses(&mut self, question: &str) -> String {
        let page = self.opens(question).await;
        let radio = page.page.split("type=\"radio\"").nth(1).unwrap();
        let option = between(radio, "value=\"", "\"").unwrap().to_owned();
        let chosen = self.sends(&page, path(question), &[("option", &option)]).await;
        chosen.location().to_owned()
    }

    /// Leaves out all questions from one on, checks, and taps twice on sending; the receipt's code.
    async fn leaves_out_the_rest_and_sends(&mut self, question: &str) -> String {
        let mut at = question.to_owned();
        while path(&at) != format!("{}/check", self.at) {
            let page = self.opens(&at).await;
            at = self.sends(&page, path(&at), &[("skip", "1")]).await.location().to_owned();
        }
        let check = self.opens(&at).await;
        let answered = check.page.matches("summary-list__row").count();
        assert_eq!(check.page.matches("Left out").count(), answered - 1, "{}", check.page);
        let (send, before) = (format!("{}/send", self.at), self.browser.clone());
        let first = self.sends(&check, &send, &[]).await;
        let mut second = Phone { browser: before, at: self.at.clone(), ..*self };
        let again = second.sends(&check, &send, &[]).await;
        let code = code(&self.opens(first.location()).await);
        assert_eq!(
            code,
            self::code(&second.opens(again.location()).await),
            "two taps, two receipts"
        );
        code
    }

    async fn receipt(&mut self) -> String {
        code(&self.opens(&format!("{}/receipt", self.at)).await)
    }

    async fn takes_back(&mut self, code: &str) {
        let page = self.get("/withdraw").await;
        let token = page.field("form-token");
        let fields = [("form-token", &*token), ("receipt", code)];
        let answer = self.browser.post("/withdraw", &fields).await;
        assert_eq!(answer.location(), "/withdraw/done", "{}", answer.page);
    }
}

fn code(receipt: &Answer) -> String {
    between(&receipt.page, "pl-receipt\">", "<").expect("a receipt").to_owned()
}
