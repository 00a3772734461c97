use super::log_name;

#[test]
fn the_logs_name_is_the_checkpoints_first_line() {
    let proof = "c2sp.org/tlog-proof@v1\nindex 3\n\nplumbline.local/a\n7\nroot=\n\n\u{2014} plumbline.local/a sig=\n";
    assert_eq!(log_name(proof), "plumbline.local/a");
    assert_eq!(log_name("nonsense"), "");
}
