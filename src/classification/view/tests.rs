use super::*;

const LIST: &str = "code,name,level,below,seen,source\n\
    204,公共安全支出,class,some,2020,seen\n\
    20406,司法,group,most,2010,seen\n\
    2040607,法律援助,item,,2010,seen\n\
    20499,其他公共安全支出,group,most,2020,seen\n\
    2049901,其他公共安全支出,item,,2020,seen\n\
    205,教育支出,class,some,2020,seen\n\
    20501,教育管理事务,group,some,2010,seen\n\
    20502,普通教育,group,most,,recalled\n\
    20505,广播电视教育,group,most,2025,seen\n";
const OTHERS: &str = "code,name,level,from,until,unsure,moved_to,seen,source\n\
    2040607,法律援助,item,,2020,until,,,\n\
    2040607,公共法律服务,item,2021,,from,,2023,seen\n\
    2049901,其他公共安全支出,item,,2020,until,2049999,,\n\
    2049999,其他公共安全支出,item,2021,,,,2023,seen\n\
    20501,教育行政,group,,2018,,,,\n\
    20505,电视教育,group,,2018,until,,,\n\
    20505,广播电视教育,group,2019,,from,,,\n";

fn catalogue() -> Catalogue {
    let files = [
        ("functional-2020.csv", LIST),
        ("functional-other-years.csv", OTHERS),
    ];
    Catalogue::parse(&files.map(|(name, text)| (name.to_owned(), text.to_owned())))
        .unwrap_or_default()
}

/// The names that a code may have in a year, with a star at one that is beyond doubt.
fn names(code: &str, year: i32) -> String {
    let catalogue = catalogue();
    let view = catalogue.at(year);
    let Some(entry) = Code::new(code).and_then(|code| view.entry(&code)) else {
        return String::new();
    };
    let sure = view.name(entry);
    let possible = entry
        .namings
        .iter()
        .filter(|naming| view.may_be(entry, naming));
    let star = |naming: &CodeNaming| {
        if sure.is_some_and(|sure| std::ptr::eq(sure, naming)) {
            "*"
        } else {
            ""
        }
    };
    possible
        .map(|naming| format!("{}{}", naming.name, star(naming)))
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn a_name_holds_on_until_another_is_seen() {
    // it is in doubt when it changed: both may be until the new one is seen
    assert_eq!(names("2040607", 2020), "法律援助 公共法律服务");
    assert_eq!(names("2040607", 2022), "法律援助 公共法律服务");
    assert_eq!(names("2040607", 2023), "公共法律服务");
}

#[test]
fn a_code_ends_when_the_one_in_its_place_is_seen() {
    assert_eq!(names("2049901", 2020), "其他公共安全支出*");
    assert_eq!(names("2049901", 2022), "其他公共安全支出");
    assert_eq!(names("2049901", 2023), "");
    assert_eq!(names("2049999", 2020), "");
}

#[test]
fn a_name_is_beyond_doubt_in_its_own_year_and_as_long_as_it_was_seen() {
    assert_eq!(names("205", 2020), "教育支出*");
    assert_eq!(names("205", 2026), "教育支出*");
    // seen before the list only
    assert_eq!(
        (names("20501", 2020), names("20501", 2023)),
        ("教育管理事务*".to_owned(), "教育管理事务".to_owned())
    );
    // never seen
    assert_eq!(names("20502", 2020), "普通教育");
    // in doubt since when, and seen later only
    assert_eq!(names("20505", 2020), "广播电视教育 电视教育");
    assert_eq!(names("20505", 2025), "广播电视教育*");
    // before the first list nothing is
    assert_eq!(names("205", 2018), "教育支出");
}

#[test]
fn absence_means_something_only_where_the_list_goes_far_enough() {
    let catalogue = catalogue();
    let absence = |code: &str, year| Code::new(code).map(|code| catalogue.at(year).absence(&code));
    assert_eq!(absence("2040688", 2020), Some(ListAbsence::Likely));
    assert_eq!(absence("2040688", 2021), Some(ListAbsence::Unknown));
    assert_eq!(absence("20488", 2020), Some(ListAbsence::Unknown));
    assert_eq!(absence("2048801", 2020), Some(ListAbsence::Unknown));
    assert_eq!(absence("299", 2020), Some(ListAbsence::Likely));
    let full = [(
        "functional-2020.csv".to_owned(),
        "code,name\n204,公共安全支出\n".to_owned(),
    )];
    let full = Catalogue::parse(&full).unwrap_or_default();
    assert_eq!(
        Code::new("20488").map(|code| full.at(2020).absence(&code)),
        Some(ListAbsence::Certain)
    );
}

#[test]
fn slips_of_the_hand() {
    assert!(is_one_slip("2080707", "2080705") && is_one_slip("2080750", "2080705"));
    assert!(!is_one_slip("2080705", "2080705") && !is_one_slip("2080101", "2080505"));
    assert!(!is_one_slip("20807", "2080705"));
}
