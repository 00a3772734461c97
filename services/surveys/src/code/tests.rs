use super::*;

fn random() -> Code {
    Code(rand::random())
}

#[test]
fn a_code_is_read_back_however_it_is_typed() {
    for code in [Code(0), Code(u128::MAX), Code(u128::MAX / 3), random()] {
        assert_eq!(Code::read(&code.link()), Some(code));
        assert_eq!(Code::read(&code.receipt()), Some(code));
        assert_eq!(
            Code::read(&code.receipt().replace('-', " ").replace('1', "l").replace('0', "O")),
            Some(code)
        );
    }
}

#[test]
fn what_is_no_code_is_not_read() {
    let long = format!("{}0", random().link());
    for text in [
        "",
        "abc",
        &long,
        "zzzzzzzzzzzzzzzzzzzzzzzzzz",
        "u0000000000000000000000000",
        "é000000000000000000000000",
    ] {
        assert_eq!(Code::read(text), None, "{text}");
    }
}

#[test]
fn a_code_does_not_show_in_debug_output() {
    assert_eq!(format!("{:?}", Code(12345)), "Code(not shown)");
}

#[test]
fn the_hash_is_of_the_bits_and_not_of_the_spelling() {
    let code = random();
    assert_eq!(Code::read(&code.receipt()).map(Code::hash), Some(code.hash()));
    assert_ne!(random().hash(), code.hash());
}
