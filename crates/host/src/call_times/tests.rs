use super::*;

#[test]
fn a_strangers_path_makes_no_series_of_its_own() {
    let path = |text: &str| text.to_owned();
    assert_eq!(rpc(path("/plumbline.a.v1.A/B"), Code::NotFound), "plumbline.a.v1.A/B");
    assert_eq!(rpc(path("/plumbline.a.v1.A/Nothing"), Code::Unimplemented), "other");
    assert_eq!(rpc(path("/grpc.health.v1.Health/Check"), Code::Ok), "other");
}

#[test]
fn a_refusal_is_told_by_its_header() {
    let refused = Status::not_found("no such wave").into_http::<()>();
    assert_eq!(word(code(refused.headers())), "NOT_FOUND");
    assert_eq!(word(code(&HeaderMap::new())), "OK");
}
