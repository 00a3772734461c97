use super::*;

#[test]
fn file_names_are_plain() {
    assert_eq!(file_name("st-marys-2025-26-autumn.pdf"), "st-marys-2025-26-autumn.pdf");
    assert_eq!(file_name("a\"; x=\r\n.pdf"), "a---x---.pdf");
    assert_eq!(file_name("../"), "report.pdf");
    assert_eq!(file_name(""), "report.pdf");
}
