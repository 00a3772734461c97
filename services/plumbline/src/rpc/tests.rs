use super::*;

#[test]
fn every_rpc_is_found_by_its_action_and_by_its_path() {
    let rules = access::Access::try_new(None).unwrap();
    for action in rules.actions() {
        let rpc = Rpc::named(&action.name).unwrap();
        assert_eq!((rpc.action(), rpc.service()), (action.name.clone(), &*action.service));
        for name in [rpc.path(), rpc.path()[1..].to_owned()] {
            assert_eq!(Rpc::named(&name).unwrap().action(), action.name);
        }
    }
    assert_eq!(Rpc::all().count(), rules.actions().count());
}

#[test]
fn a_short_name_is_enough_where_it_is_of_one_service() {
    let found = Rpc::named("GetHeatmap").unwrap();
    assert_eq!(found.action(), "dashboards.GetHeatmap");
    assert_eq!(found.path(), "/plumbline.dashboards.v1.DashboardsService/GetHeatmap");
    let Err(Failure::Input(sentence)) = Rpc::named("GetNothing") else { panic!("no input") };
    assert!(sentence.starts_with("There is no rpc GetNothing."), "{sentence}");
}

#[test]
fn json_that_the_request_does_not_know_is_refused() {
    let rpc = Rpc::named("schools.FormHub").unwrap();
    let message = rpc.request(r#"{"command_id": "1", "name": "Fen hub"}"#).unwrap();
    assert_eq!(serde_json::to_value(&message).unwrap()["commandId"], "1");
    for json in [r#"{"nome": "Fen hub"}"#, r#"{"name": 7}"#, "{} {}", "Fen hub"] {
        let Err(Failure::Input(sentence)) = rpc.request(json) else { panic!("{json}") };
        assert!(sentence.starts_with("The JSON is no FormHubRequest: "), "{sentence}");
    }
}
