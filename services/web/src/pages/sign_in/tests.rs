use super::*;

#[test]
fn signing_in_leads_to_pages_of_this_site_only() {
    assert_eq!(own_page("/trail?school=1"), "/trail?school=1");
    for elsewhere in [
        "",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/a\\b",
        "/a\r\nb",
        "/sign-out",
    ] {
        assert_eq!(own_page(elsewhere), "/", "{elsewhere}");
    }
}
