//! Number formats of .ods files: a figure is what the public sees in its cell.

use crate::book::Book;
use crate::formats::{books, formatted, inbox};
use crate::made_ods;

/// `_ * #,##0.00,_ ;_ * \-#,##0.00,_ ;_ * "-"??_ ;_ @_ ` as LibreOffice writes it: a style for texts that refers to three
/// for numbers.
fn accounting(number: &str) -> String {
    let section = |name: &str, inner: &str| {
        format!(
            "<number:number-style style:name='{name}' style:volatile='true'><number:text> </number:text>{inner}<number:text> </number:text></number:number-style>"
        )
    };
    let map = |condition: &str, name: &str| {
        format!("<style:map style:condition='value(){condition}' style:apply-style-name='{name}'/>")
    };
    [
        section("N1P0", number),
        section("N1P1", &format!("<number:text>-</number:text>{number}")),
        section("N1P2", "<number:text>-</number:text>"),
        "<number:text-style style:name='N1'><number:text-content/>".to_owned(),
        map("&gt;0", "N1P0"),
        map("&lt;0", "N1P1"),
        map("=0", "N1P2"),
        "</number:text-style>".to_owned(),
    ]
    .concat()
}

#[test]
fn accounting_formats_of_ods_scale_and_hide_too() {
    let scaled = "<number:number number:decimal-places='2' number:min-integer-digits='1' number:grouping='true' number:display-factor='1000'/>";
    for (layout, book) in books() {
        let plain = inbox("报送.ods", &made_ods::bytes(&book, "")).check();
        assert!(!plain.stdout.contains("R-31"), "{layout}");
        let thousands = formatted(book.clone(), 1_000.0, "");
        let seen = inbox(
            "报送.ods",
            &made_ods::bytes(&thousands, &accounting(scaled)),
        )
        .check();
        assert_eq!(seen.status, plain.status, "{layout} {}", seen.stdout);
        assert!(
            seen.stdout.contains("R-31 提示"),
            "{layout} {}",
            seen.stdout
        );
        let hidden = formatted(book, 1.0, "");
        let seen = inbox("报送.ods", &made_ods::bytes(&hidden, &accounting(""))).check();
        assert_eq!(seen.status, 1, "{layout} {}", seen.stdout);
        assert!(
            seen.stdout.contains("R-32 强制"),
            "{layout} {}",
            seen.stdout
        );
    }
}

#[test]
fn grouped_digits_of_ods_may_have_a_point_among_them() {
    let faked = "<number:number-style style:name='N1'><number:number number:decimal-places='0' number:min-integer-digits='5' number:grouping='true'><number:embedded-text number:position='4'>.</number:embedded-text></number:number></number:number-style>";
    let seen =
        |book: &Book, styles: &str| inbox("报送.ods", &made_ods::bytes(book, styles)).check();
    for (layout, book) in books() {
        if layout == "shanghai-2023" {
            continue;
        }
        let yuan = formatted(book.clone(), 10_000.0, "");
        let shown = seen(&yuan, faked);
        assert_eq!(
            shown.status,
            seen(&book, "").status,
            "{layout} {}",
            shown.stdout
        );
        assert!(
            shown.stdout.contains("R-31 提示"),
            "{layout} {}",
            shown.stdout
        );
    }
}
