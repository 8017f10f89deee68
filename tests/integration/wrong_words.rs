//! What the text reader takes for the mistake, where a name, a rate and an amount tell different things.

use crate::wording::{department, marks};

/// A heading that says which table holds the figures.
const ECONOMIC: &str = "六、关于2020年一般公共预算基本支出情况说明\n";

/// The marks of a text in the workbook of a folder.
fn told(folder: &str, text: &str) -> Vec<String> {
    marks(&department(folder, text))
}

#[test]
fn an_economic_item_is_known_by_its_amount() {
    let cases = [
        (
            "公用经费70.51万元，主要包括：办公费3.41万元、工会经费7.13万元、印刷费16.39万元。\n",
            "N-N1 §2 印刷费 -> 福利费 red",
        ),
        (
            "公用经费70.51万元，主要包括：办公费3.41万元、工经会费7.13万元、福利费16.39万元。\n",
            "N-N1 §2 工经会费 -> 工会经费 red",
        ),
        // an item of the other list, which has an amount of its own
        (
            "人员经费1313.32万元，主要包括：基本工资211.48万元、津贴补贴185.21万元、电费113.73万元。\n",
            "N-N1 §2 电费 -> 奖金 red",
        ),
    ];
    for (text, mark) in cases {
        let found = told("narrative/sangong", &format!("{ECONOMIC}{text}"));
        assert_eq!(found, [mark], "{text}");
    }
}

#[test]
fn items_of_the_other_list_are_told() {
    let list = "人员经费1313.32万元，主要包括：基本工资、津贴补贴、奖金、绩效工资、住房公积金";
    let found = |more: &str| told("narrative/sangong", &format!("{ECONOMIC}{list}{more}。\n"));
    assert_eq!(found("、电费"), ["N-N8 §2 电费 -> - amber"]);
    // places have these in either list; the table has nothing of the last one
    assert_eq!(found("、其他交通费用、工会经费、救济费"), [""; 0]);
    // both lists in one sentence
    assert_eq!(found("，公用经费主要包括办公费、水费、电费"), [""; 0]);
}

#[test]
fn characters_that_are_exchanged_are_told_in_a_list() {
    let text = "人员经费1313.32万元，主要包括：基本工资、津贴补贴、绩效资工、提租补贴、救济费。\n";
    let found = told("narrative/sangong", &format!("{ECONOMIC}{text}"));
    assert_eq!(found, ["N-N8 §2 绩效资工 -> 绩效工资 amber"]);
}

/// A list that lacks one name and has one that the table has not.
#[test]
fn a_name_that_no_table_has_is_the_one_that_a_list_lacks() {
    let list = "基本工资、津贴补贴、奖金、绩效工资、机关事业单位基本养老保险缴费、职工基本医疗保险缴费、公务员医疗补助缴费、\
        其他社会保障缴费、住房公积金、其他工资福利支出、其他对个人和家庭的补助";
    let found = |list: &str| {
        let text = format!("人员经费1313.32万元，主要包括：{list}。\n");
        told("narrative/sangong", &format!("{ECONOMIC}{text}"))
    };
    assert_eq!(found(list), [""; 0]);
    for (right, wrong) in [("奖金", "资金"), ("绩效工资", "绩效资金")] {
        let mark = format!("N-N8 §2 {wrong} -> {right} amber");
        assert_eq!(found(&list.replace(right, wrong)), [mark]);
    }
    // a name of its own beside all of the table's
    assert_eq!(found(&format!("{list}、医疗费用")), [""; 0]);
}

/// What an amount should be has the decimals of the other amounts, however few its own has.
#[test]
fn a_figure_of_fewer_decimals_is_none_that_rounds_its_cell() {
    let classes = |amount: &str, more: &str| {
        format!(
            "四、关于2020年财政拨款收支预算情况的总体说明\n2020年财政拨款收支总预算{more}万元。\n\
            支出预算包括：公共安全支出139.65万元，社会保障和就业支出{amount}万元。\n"
        )
    };
    let found = |amount: &str, more: &str| told("narrative/sangong", &classes(amount, more));
    assert_eq!(found("15932.58", "16072.23"), [""; 0]);
    for amount in ["7150", "0", "1593.3"] {
        let marks = found(amount, "16072.23");
        let mark = format!("N-A1 §3 {amount} -> 15932.58 red");
        assert!(marks.contains(&mark), "{marks:?}");
        assert!(
            marks.iter().all(|it| it.contains(" 15932.58 ")),
            "{marks:?}"
        );
    }
    // in a text that rounds its amounts it is rounded
    let rounded = classes("7150", "16072").replace("139.65", "140");
    let marks = told("narrative/sangong", &rounded);
    assert!(
        marks.contains(&"N-A1 §3 7150 -> 15933 red".to_owned()),
        "{marks:?}"
    );
}

#[test]
fn a_class_that_is_told_twice_is_another_one() {
    let text = "四、关于2020年财政拨款收支预算情况的总体说明\n2020年财政拨款收支总预算16072.23万元。\n\
        支出预算包括：社会保障和就业支出139.65万元；社会保障和就业支出15932.58万元。\n";
    let found = told("narrative/sangong", text);
    assert_eq!(found, ["N-N1 §3 社会保障和就业支出 -> 公共安全支出 red"]);
}

/// Items of a whole that grew by less than they did: some were given up since last year.
fn with_a_gap(changes: [&str; 2]) -> String {
    let path = "社会保障和就业支出（类）人力资源和社会保障管理事务（款）";
    let [first, second] = changes;
    format!(
        "五、关于2020年一般公共预算当年拨款情况说明\n\
        2020年一般公共预算当年拨款16072.23万元，比上年增加500.03万元，增长3.21%。\n\
        1.公共安全支出（类）其他公共安全支出（款）其他公共安全支出（项）2020年预算数为139.65万元，比上年增加5.00万元，增长3.71%。\n\
        2.{path}行政运行（项）2020年预算数为1261.73万元，比上年{first}。\n\
        3.{path}一般行政管理事务（项）2020年预算数为7000.00万元，比上年{second}。\n\
        4.{path}就业管理事务（项）2020年预算数为110.00万元，与上年持平。\n\
        5.{path}社会保险业务管理事务（项）2020年预算数为42.00万元，与上年持平。\n\
        6.{path}其他人力资源和社会保障管理事务支出（项）2020年预算数为300.00万元，比上年增加50.00万元，增长20.00%。\n\
        7.社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）2020年预算数为68.85万元，比上年增加8.85万元，增长14.75%。\n\
        8.社会保障和就业支出（类）就业补助（款）公益性岗位补贴（项）2020年预算数为7150.00万元，比上年增加150.00万元，增长2.14%。\n"
    )
}

#[test]
fn a_rate_tells_which_change_is_wrong_where_a_sum_has_a_gap() {
    let right = ["减少100.00万元，下降7.34%", "增加500.00万元，增长7.69%"];
    let found = |changes| told("narrative/sangong", &with_a_gap(changes));
    assert_eq!(found(right), [""; 0]);
    let cases = [
        (
            ["减少500.00万元，下降7.34%", right[1]],
            "N-B1 §4 500.00 -> 100.00 red",
        ),
        (
            [right[0], "增加100.00万元，增长7.69%"],
            "N-B1 §5 100.00 -> 500.00 red",
        ),
        // both words are wrong
        (
            [right[0], "减少500.00万元，下降7.69%"],
            "N-B1 §5 500.00 -> 500.00 red",
        ),
    ];
    for (changes, mark) in cases {
        assert_eq!(found(changes), [mark], "{changes:?}");
    }
}
