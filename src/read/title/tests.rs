use super::near::words_apart;
use super::*;

#[test]
fn a_title_is_as_long_as_its_name_and_prose_is_none() {
    let text = |length| format!("2020年{}部门支出总体情况表", "长".repeat(length));
    for length in [0, 60, 90, 300] {
        assert_eq!(
            both_ends(&text(length), TITLE_LENGTH),
            Some(text(length).into())
        );
    }
    let long = text(40_000);
    let ends = both_ends(&long, TITLE_LENGTH).expect("it has no sentence");
    assert_eq!(ends.chars().count(), 2 * LONG_TITLE_END);
    assert!(ends.starts_with("2020年长") && ends.ends_with("长部门支出总体情况表"));
    let prose = format!("按照要求，{}", text(90));
    assert_eq!(both_ends(&prose, TITLE_LENGTH), None);
}

#[test]
fn a_word_more_or_less_is_near() {
    let apart = |text: &str, title: &str| {
        let [text, title] = [text, title].map(|text| text.chars().collect::<Vec<_>>());
        words_apart(&text, &title)
    };
    assert_eq!(apart("某局部门支出情况表", "部门支出总体情况表"), Some(2));
    assert_eq!(
        apart("部门支出预算总体情况表", "部门支出总体情况表"),
        Some(2)
    );
    assert_eq!(apart("三公经费支出情况表", "\"三公\"经费支出情况表"), None);
    assert_eq!(apart("部门收支总体情况表", "部门支出总体情况表"), None);
    assert_eq!(
        apart("国有资本经营预算支出情况表", "政府性基金预算支出情况表"),
        None
    );
    assert_eq!(
        apart("一般公共预算基本支出情况表", "一般公共预算支出情况表"),
        Some(2)
    );
}
