use super::*;

#[test]
fn the_app_gets_its_key_by_picture_and_by_hand() {
    let app = Authenticator::draw();
    let page = enrolling("token", &app, Some("Enter the six digits"), "open").into_string();
    assert!(page.contains("<svg") && !page.contains("<?xml") && !page.contains("style="));
    assert!(page.contains(&app.text()) && page.contains("Error: Set up"));
}
