use super::*;

fn refused(request: ListHistoryRequest) -> String {
    let status = filter(&request).unwrap_err();
    assert_eq!(status.code(), tonic::Code::InvalidArgument);
    status.message().to_owned()
}

#[test]
fn a_page_holds_1_to_200_lines_and_50_unless_said() {
    let sized = |page_size| ListHistoryRequest { page_size, ..ListHistoryRequest::default() };
    assert_eq!(filter(&sized(0)).unwrap().page_size, 50);
    assert_eq!(filter(&sized(1)).unwrap().page_size, 1);
    assert_eq!(filter(&sized(200)).unwrap().page_size, 200);
    assert!(refused(sized(201)).starts_with("page_size"));
}

#[test]
fn malformed_fields_are_named() {
    let all = ListHistoryRequest::default;
    assert!(
        refused(ListHistoryRequest { school_id: "x".into(), ..all() }).starts_with("school_id")
    );
    assert!(refused(ListHistoryRequest { actor_id: "x".into(), ..all() }).starts_with("actor_id"));
    assert!(
        refused(ListHistoryRequest { area_id: "No Slug".into(), ..all() }).starts_with("area_id")
    );
    assert!(refused(ListHistoryRequest { from: "1/9/26".into(), ..all() }).starts_with("from"));
    assert!(refused(ListHistoryRequest { until: "soon".into(), ..all() }).starts_with("until"));
    assert!(
        refused(ListHistoryRequest { before_position: u64::MAX, ..all() })
            .starts_with("before_position")
    );
    let backwards =
        ListHistoryRequest { from: "2026-09-02".into(), until: "2026-09-01".into(), ..all() };
    assert!(refused(backwards).starts_with("until"));
}
