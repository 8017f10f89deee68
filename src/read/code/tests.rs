use super::*;

fn code(parts: [&str; 3], above: Option<&str>) -> Option<String> {
    let parts: Vec<_> = Level::ALL
        .into_iter()
        .zip(parts)
        .filter(|(_, t)| !t.is_empty())
        .map(|(l, t)| (l, t.to_owned()))
        .collect();
    let above = above.and_then(Code::new);
    from_parts(&parts, Series::Functional, above.as_ref()).map(|code| code.to_string())
}

#[test]
fn codes_are_read_however_they_are_laid_out() {
    for (parts, above, expected) in [
        (["208", "05", "05"], None, "2080505"),
        (["208", "5", "5"], None, "2080505"),
        (["208", "05", ""], None, "20805"),
        (["208", "", ""], None, "208"),
        (["2080505", "", ""], None, "2080505"),
        (["208", "20805", "2080505"], None, "2080505"),
        (["208", "20805", ""], None, "20805"),
        (["", "05", ""], Some("208"), "20805"),
        (["", "", "05"], Some("2080501"), "2080505"),
        (["208", "00", "00"], None, "208"),
        (["", "", "99"], Some("20805"), "2080599"),
    ] {
        assert_eq!(code(parts, above).as_deref(), Some(expected), "{parts:?}");
    }
}

#[test]
fn codes_are_read_however_they_are_spelt() {
    for (text, expected) in [
        ("208.01.01", "2080101"),
        ("208-01-01", "2080101"),
        ("208 — 1 — 1", "2080101"),
        ("208·01", "20801"),
        ("208/01", "20801"),
        ("208.0", "208"),
        ("2080101.0", "2080101"),
        ("1.0", "1"),
        ("2,080,101", "2080101"),
        ("20,801", "20801"),
        ("208,01,01", "2080101"),
        ("[2080101]", "2080101"),
        ("（208）", "208"),
        ("'05", "05"),
        ("’２０８０１０１", "2080101"),
        ("=\"2080101\"", "2080101"),
        ("2.080101E+06", "2080101"),
        ("2.08E2", "208"),
        ("208-20801-2080101", "2080101"),
        ("02080101", "2080101"),
        ("2080101、", "2080101"),
    ] {
        assert_eq!(digits(text).as_deref(), Some(expected), "{text}");
    }
    for text in [
        "208.1",
        "2.08E+06",
        "2O801",
        "20801011",
        "20.80",
        "行政运行",
        "—",
        "",
    ] {
        assert_eq!(digits(text), None, "{text}");
    }
}

#[test]
fn numbers_and_days_may_be_codes() {
    let number = |text: &str| cell(&Value::Number(text.parse().unwrap_or_default()));
    let digits = |text: &str| CodeCell::Digits(text.to_owned());
    assert_eq!(number("208.0"), digits("208"));
    assert_eq!(number("208.01"), digits("20801"));
    assert_eq!(number("208.1"), digits("20810"));
    assert_eq!(number("208.0101"), digits("2080101"));
    let day = |text: &str| cell(&Value::Date(text.to_owned()));
    assert_eq!(day("1900-07-26"), digits("208"));
    assert_eq!(day("7595-02-13"), digits("2080101"));
    assert_eq!(day("1900-01-05"), CodeCell::Unclear);
}

#[test]
fn padded_codes_are_those_of_their_level() {
    let read = |text| whole(text, Series::Functional).map(|code| code.to_string());
    assert_eq!(read("2080000").as_deref(), Some("208"));
    assert_eq!(read("2080100").as_deref(), Some("20801"));
    assert_eq!(read("20800").as_deref(), Some("208"));
    assert_eq!(read("2080101").as_deref(), Some("2080101"));
}

#[test]
fn parts_without_a_whole_are_no_code() {
    assert_eq!(code(["", "05", "05"], None), None);
    assert_eq!(code(["", "", "05"], Some("208")), None);
    assert_eq!(code(["", "", ""], None), None);
}

#[test]
fn a_code_may_stand_before_its_name() {
    let read =
        |text| before_name(text, Series::Functional).map(|(code, name)| format!("{code}/{name}"));
    assert_eq!(
        read("201 一般公共服务支出").as_deref(),
        Some("201/一般公共服务支出")
    );
    assert_eq!(
        read("２０１一般公共服务支出").as_deref(),
        Some("201/一般公共服务支出")
    );
    assert_eq!(
        read("2080505 机关事业单位").as_deref(),
        Some("2080505/机关事业单位")
    );
    for (text, expected) in [
        ("[2080101]行政运行", "2080101/行政运行"),
        ("【2080101】行政运行", "2080101/行政运行"),
        ("208-01-01 行政运行", "2080101/行政运行"),
        ("2080101-行政运行", "2080101/行政运行"),
        ("行政运行（2080101）", "2080101/行政运行"),
        ("2080100人社事务", "20801/人社事务"),
    ] {
        assert_eq!(read(text).as_deref(), Some(expected), "{text}");
    }
    for text in ["101020-人力资源和社会保障局", "2020年预算", "208", "总计"] {
        assert_eq!(read(text), None, "{text}");
    }
}
