use super::*;

fn said(text: &str) -> (String, Option<Period>, bool) {
    let known = [
        "合计",
        "小计",
        "基本支出",
        "一般公共预算支出",
        "本年收入",
        "上年结转",
    ];
    let common = include_str!("../../../templates/common/words.toml");
    let words = LayoutWords::parse("words.toml", common).expect("a test reads them");
    let (rest, mark) = parse(text, &words, &|text| known.contains(&text));
    let period = mark.map(|mark| mark.period);
    (
        rest.into_owned(),
        period,
        mark.is_some_and(|mark| mark.is_executed),
    )
}

#[test]
fn headings_say_whose_year_they_are_of() {
    let year = |year| Some(Period::Year(year));
    for (text, rest, period, is_executed) in [
        ("2019年预算数", "", year(2019), false),
        ("2019年执行数", "", year(2019), true),
        ("2020年度", "", year(2020), false),
        (
            "2020年一般公共预算支出",
            "一般公共预算支出",
            year(2020),
            false,
        ),
        ("合计(2020年预算数)", "合计", year(2020), false),
        ("2019年基本支出", "基本支出", year(2019), false),
        ("上年预算数", "", Some(Period::Last), false),
        ("上年度执行数", "", Some(Period::Last), true),
        ("小计(本年预算)", "小计", Some(Period::This), false),
        ("2020", "", year(2020), false),
        ("20年预算", "", year(2020), false),
        ("19年度执行数", "", year(2019), true),
        ("前年数", "", Some(Period::Other), false),
        ("调整预算数", "", Some(Period::Other), false),
        (
            "上年一般公共预算支出预算数",
            "一般公共预算支出",
            Some(Period::Last),
            false,
        ),
        ("本年合计", "合计", Some(Period::This), false),
        ("上年预算数(万元)", "", Some(Period::Last), false),
    ] {
        assert_eq!(said(text), (rest.to_owned(), period, is_executed), "{text}");
    }
    for text in ["2020年预算数比2019年执行数", "增减额", "比上年增减%"] {
        assert_eq!(said(text).1, Some(Period::Change), "{text}");
    }
    for text in [
        "本年收入",
        "上年结转",
        "上年结余",
        "用上年结余弥补",
        "合计(万元)",
        "年初预算数",
        "20年",
        "5年以上",
    ] {
        assert_eq!(said(text).1, None, "{text}");
    }
}
