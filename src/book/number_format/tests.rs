//! What numbers look like in formats of all kinds.

use super::*;
use crate::amount::UnitOfMeasure;
use proptest::prelude::*;

#[test]
fn dates_and_times_are_told_from_amounts() {
    for code in [
        "yyyy-mm-dd",
        "yyyy\"年\"m\"月\"d\"日\"",
        "[$-804]yyyy\"年\"m\"月\";@",
        "[DBNum1][$-804]m\"月\"d\"日\"",
        "h:mm AM/PM",
        "mm:ss.0",
        "[h]:mm:ss",
        "[ss].00",
        "YYYYMMDD",
        "d",
    ] {
        assert!(is_date(code), "{code}");
    }
    for code in [
        "General",
        "G/通用格式",
        "[DBNum2][$-804]General\"元\"",
        "#,##0.00",
        "RMB #,##0.00",
        "USD #,##0.00;[Red]-USD #,##0.00",
        "_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"??_);_(@_)",
        "0\"年\"",
        "\"yyyy\"@",
        "\\m0",
        "[Red]0.00",
        "00",
        "@",
        "0.00;yyyy",
        "s 0.0",
        "",
    ] {
        assert!(!is_date(code), "{code}");
    }
}

/// What a number looks like: nothing where like itself.
fn seen(code: &str, number: f64) -> String {
    match NumberFormat::new(code).number(number) {
        Value::Shown(shown) => match shown.look {
            NumberLook::Amount(amount, unit) => {
                format!(
                    "{} {amount}{}",
                    shown.text,
                    unit.map_or("", UnitOfMeasure::name)
                )
            }
            NumberLook::RoundedToZero => format!("{} rounded", shown.text),
            NumberLook::Percentage => format!("{} percentage", shown.text),
            NumberLook::Nothing => format!("{} nothing", shown.text).trim().to_owned(),
            NumberLook::Other => format!("{} other", shown.text),
        },
        Value::Number(_) => String::new(),
        other => format!("{other:?}"),
    }
}

#[test]
fn usual_formats_show_the_number_itself() {
    for code in [
        "General",
        "0.00",
        "#,##0.00",
        "#,##0.00_);[Red](#,##0.00)",
        "0.00;[Red]0.00",
        "0.00_ ;[红色]\\-0.00\\ ",
        "_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * \"-\"??_ ;_ @_ ",
        "_-¥* #,##0.00_-;-¥* #,##0.00_-;_-¥* \"-\"??_-;_-@_-",
        "[$¥-804]#,##0.00",
        "\"¥\"#,##0.00;\"¥\"\\-#,##0.00",
        "#,##0.00;-#,##0.00;",
        "#,##0.00;-#,##0.00;\"\"",
        "[=0]\"\";General",
        "#,##0.00;\"△\"#,##0.00",
        "0.00E+00",
        "# ?/?",
        "#/1",
        "0 0/10",
        ".00",
        "#.##",
        "@",
        "[DBNum2][$-804]General",
        "RMB #,##0.00",
        "# ##0.00",
        "###0.00",
        "\"约\"0.00",
    ] {
        for number in [160_722_300.0, 86.4, 0.4, 0.0, -86.4] {
            assert_eq!(seen(code, number), "", "{code} {number}");
        }
    }
}

#[test]
fn formats_of_few_places_may_show_nothing_of_a_number() {
    for (code, number, wanted) in [
        ("0", 0.4, "0 rounded"),
        ("#,##0_ ;[Red]-#,##0 ", -0.4, "-0 rounded"),
        ("#", 0.4, "rounded"),
        ("#,###", 0.4, "rounded"),
        ("0\"人\"", 0.1, "0人 rounded"),
        ("0.0", 0.04, "0.0 rounded"),
        ("0.00", 0.004, "0.00 rounded"),
        ("0", 86.4, ""),
        ("0", 0.5, ""),
        ("0.00", 86.4, ""),
        ("#,##0", 86.0, ""),
        ("0;-0;\"-\"", 0.0, ""),
    ] {
        assert_eq!(seen(code, number).trim(), wanted, "{code} {number}");
    }
}

#[test]
fn formats_that_scale_show_another_amount() {
    for (code, number, wanted) in [
        ("0\\.0000", 160_722_300.0, "16072.2300 16072.23"),
        ("0!.0000", 160_722_300.0, "16072.2300 16072.23"),
        ("0\".\"0000", 5.0, "0.0005 0.0005"),
        ("0!.0,", 160_722_300.0, "16072.2 16072.23"),
        ("0\\.0,\"万\"", 160_722_300.0, "16072.2万 16072.23万元"),
        (
            "0!.0000\"万元\"",
            -160_722_300.0,
            "-16072.2300万元 -16072.23万元",
        ),
        ("#,##0.00,", 864_000.0, "864.00 864"),
        ("0.00,,", 160_722_300.0, "160.72 160.7223"),
        ("0,.00", 864_000.0, "864.00 864"),
        ("#,##0.00,,\n%", 160_722_300.0, "16072.23 16072.23"),
        ("0.00\"万元\"", 86.4, "86.40万元 86.4万元"),
        ("0.00\"（元）\"", 86.4, "86.40（元） 86.4元"),
        ("[>=10000]0!.0,\"万\";0", 864_000.0, "86.4万 86.4万元"),
        ("[>=10000]0!.0,\"万\";0", 864.0, ""),
        ("0\"0000\"", 16_072.0, "160720000 160720000"),
        ("_ * 0\\.0000_ ;_ * \\-0\\.0000_ ", -5e4, "-5.0000 -5"),
    ] {
        assert_eq!(seen(code, number), wanted, "{code} {number}");
    }
}

#[test]
fn formats_may_show_no_amount_at_all() {
    for (code, number, wanted) in [
        ("0.0%", 0.864, "86.4% percentage"),
        ("0.00\"%\"", 86.4, "86.40% percentage"),
        (";;;", 86.4, "nothing"),
        (";;;", 0.0, ""),
        ("\"万元\"", 86.4, "万元 nothing"),
        ("\"-\"", 86.4, "- nothing"),
        ("\"86.40\"", 5.0, "86.40 other"),
        ("0.00;-0.00;\"86.40\"", 0.0, "86.40 other"),
        ("[<1]\"\";0.00", 0.5, "nothing"),
        ("[<1]\"\";0.00", 1.5, ""),
        ("0.00;0.00", -5.0, "5.00 other"),
        ("\\-0.00", 5.0, "-5.00 other"),
        ("(0.00)", 5.0, "(5.00) other"),
        ("0.0,\"K\"", 864_000.0, "864.0K other"),
        ("0\"万\"0000", 160_722_300.0, "16072万2300 other"),
        ("0\\.000\\.000", 160_722_300.0, "160.722.300 other"),
    ] {
        assert_eq!(seen(code, number), wanted, "{code} {number}");
    }
    assert_eq!(seen("0.00;0.00", 5.0), "");
}

proptest! {
    /// Any code and any number come to something, and a code of places and points alone shows its number.
    #[test]
    fn no_code_is_too_odd(code in "[#0?.,;%@\\[\\]<>=\"\\\\!_*E+/G万元 -]{0,24}", number in any::<f64>()) {
        NumberFormat::new(&code).number(number);
    }
}
