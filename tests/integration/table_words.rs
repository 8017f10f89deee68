//! Words in tables: notes of empty tables, names, goals and indicators, which are published as they stand.

use crate::book::{Book, Cell};
use crate::program::InboxDir;

/// The findings of a workbook that are of these rules, each with what it says.
fn told(book: &Book, rules: &[&str]) -> Vec<(String, String)> {
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &book.bytes());
    let report = inbox.json();
    let findings = report["departments"][0]["findings"].as_array().unwrap();
    let text = |it: &serde_json::Value, key: &str| it[key].as_str().unwrap().to_owned();
    let own = findings
        .iter()
        .map(|it| (text(it, "rule"), text(it, "message")));
    own.filter(|(rule, _)| rules.contains(&rule.as_str()))
        .collect()
}

const ALL: [&str; 10] = [
    "R-70", "R-71", "R-72", "R-73", "R-74", "R-75", "R-76", "R-77", "R-78", "R-80",
];

/// Says that each text at a place is told by a rule.
fn is_told(rule: &str, place: &str, texts: &[&str]) {
    for text in texts {
        let told = told(&Book::official().text(place, text), &ALL);
        let rules: Vec<&str> = told.iter().map(|(rule, _)| rule.as_str()).collect();
        assert_eq!(rules, [rule], "{place} {text}: {told:?}");
    }
}

/// Says that no text at a place is told.
fn is_silent(place: &str, texts: &[&str]) {
    for text in texts {
        let told = told(&Book::official().text(place, text), &ALL);
        assert!(told.is_empty(), "{place} {text}: {told:?}");
    }
}

/// The official workbook with the goal of the first form in another one too.
pub fn one_goal(place: &str) -> Book {
    let goal = "助推“访惠聚”工作持续发力。充分发挥行业优势与职能作用，积极统筹协调各方力量，把为民办实事、做好事、解难事作为工作的出发点和落脚点，使办实事好事成为常态化。";
    Book::official().text(place, goal)
}

#[test]
fn a_goal_is_of_this_year_and_has_no_blanks() {
    is_told(
        "R-74",
        "绩效目标表（一）!B4",
        &[
            "2019年新建改建农村公路28公里，方便沿线村民出行。",
            "计划在2019年度内完成公路日常养护116公里，路况优良。",
        ],
    );
    is_told(
        "R-70",
        "绩效目标表（一）!B4",
        &["完成公路日常养护XX公里，路况优良。", "培训××人次。"],
    );
    is_told(
        "R-74",
        "绩效目标表（一）!C8",
        &["2019年底前完成率", "2019年12月底前完工率"],
    );
    is_told("R-70", "绩效目标表（一）!F8", &["XX公里", "≥XX人"]);
    is_silent(
        "绩效目标表（一）!B4",
        &[
            "2019年，开工建设的道路项目支付尾款。",
            "2019年建成公路28公里，2020年建成公路30公里。",
            "2019年新建公路28公里的质保金在2020年支付。",
            "在2020年底前完成公路养护116公里。",
            "2020年培训120人次。",
        ],
    );
}

#[test]
fn the_note_of_an_empty_table_is_of_its_year() {
    is_told(
        "R-71",
        "表九!A11",
        &[
            "备注：本部门2019年未安排政府性基金经费，此表为空表",
            "注：2019年度无政府性基金预算支出。",
            "说明：本单位2018年没有使用政府性基金预算拨款安排的支出，故本表为空表",
        ],
    );
    is_silent(
        "表九!A11",
        &[
            "备注：2020年未安排政府性基金经费，此表为空表",
            "备注：与2019年相同，本部门未安排政府性基金，此表为空表",
            "备注：2019年执行数为0，今年未安排政府性基金，此表为空表",
            "备注：2019年未安排政府性基金，2020年也未安排",
            "备注：根据财预〔2019〕12号文件，本部门无政府性基金预算",
            "备注：2019年机构改革后，本部门无政府性基金预算",
            "备注：经2019年12月20日区政府会议审议，本部门无政府性基金预算",
            "备注：截至2019年底无政府性基金结余，此表为空表",
        ],
    );
}

#[test]
fn the_note_of_an_empty_table_is_of_its_money_and_its_department() {
    is_told(
        "R-72",
        "表九!A11",
        &[
            "备注：未安排“三公”经费，此表为空表",
            "备注：本部门无国有资本经营预算，此表为空表",
            "备注：教育局2020年未安排政府性基金，此表为空表",
            "备注：高新区住房和城乡建设局没有政府性基金预算",
        ],
    );
    is_silent(
        "表九!A11",
        &[
            "备注：本部门无政府性基金预算、国有资本经营预算",
            "备注：除“三公”经费外，未安排政府性基金",
            "备注：区人社局2020年未安排政府性基金",
            "备注：人力资源和社会保障局2020年未安排政府性基金",
            "备注：我局无政府性基金预算",
            "备注：全局未安排政府性基金预算",
            "备注：局机关和下属单位均未安排政府性基金",
            "备注：本年度未安排，此表为空表",
        ],
    );
}

#[test]
fn what_is_left_to_fill_in_is_told_in_whatever_words() {
    is_told(
        "R-70",
        "绩效目标表（一）!F8",
        &[
            "待定",
            "XXXX",
            "≥   %",
            "人",
            "≥",
            "还没定",
            "？？？",
            "#REF!",
            "待补充。",
        ],
    );
    is_told(
        "R-70",
        "绩效目标表（一）!C8",
        &["XXXX", "指标（待定）", "三级指标"],
    );
    is_told(
        "R-70",
        "绩效目标表（一）!B4",
        &["助推工作（请补充）。", "完成 XX 个项目。"],
    );
    is_told("R-70", "表三!D25", &["备注：请核对后再报！！"]);
    is_told("R-70", "表三!D14", &["行政运行（待定）"]);
    is_silent(
        "绩效目标表（一）!F8",
        &[
            "有效",
            "无",
            "100%",
            "≥1次",
            "2020年12月底前",
            "1800元/人/月",
            "待遇按月发放",
            "及时",
            "3",
        ],
    );
    is_silent(
        "绩效目标表（一）!C8",
        &[
            "待核实线索办结率",
            "待岗人员培训",
            "请示办结率",
            "未确定人员安置率",
            "A级景区个数",
        ],
    );
}

#[test]
fn an_indicator_has_a_name_and_a_value() {
    for place in ["F8", "C8"] {
        let book = Book::official().blank(&format!("绩效目标表（一）!{place}"));
        assert_eq!(told(&book, &ALL).len(), 1, "{place}");
    }
    // one value for two indicators
    let book =
        Book::official()
            .blank("绩效目标表（一）!F9")
            .with("绩效目标表（一）", |sheet| {
                sheet
                    .merges
                    .retain(|(top, left, ..)| !(matches!(top, 7 | 8) && *left == 5));
                sheet.merges.push((7, 5, 8, 6));
            });
    assert_eq!(told(&book, &ALL), []);
    // a form without names of the third level
    let book = Book::official().with("绩效目标表（一）", |sheet| {
        sheet
            .cells
            .retain(|(row, column), _| *row < 5 || *column != 2);
    });
    assert_eq!(told(&book, &["R-73"]), []);
}

#[test]
fn goals_and_indicators_are_likely() {
    is_told("R-74", "绩效目标表（一）!F18", &["≥950%", "120%"]);
    is_told(
        "R-74",
        "绩效目标表（一）!F6",
        &["≤864万元", "80万元", "≤8.64万元", "8640000元"],
    );
    is_told(
        "R-74",
        "绩效目标表（一）!F8",
        &["2019年12月底前", "2019年", "2019年12月31日前"],
    );
    is_told(
        "R-74",
        "绩效目标表（一）!B4",
        &["完成2019年访惠聚工作任务。"],
    );
    is_silent("绩效目标表（一）!F18", &["≥95%", "100%", "满意"]);
    is_silent(
        "绩效目标表（一）!F6",
        // a project of several years costs more than a year of it
        &[
            "≤86.4万元",
            "864000元",
            "≤86万元",
            "≤260万元",
            "预算以内",
            "86.40",
        ],
    );
    is_silent("绩效目标表（一）!F14", &["增长120%"]);
    is_silent(
        "绩效目标表（一）!F8",
        &[
            "2020年12月底前",
            "2019年-2021年",
            "较2019年提高5%",
            "高于2019年水平",
            "2021年6月前",
        ],
    );
    is_silent(
        "绩效目标表（一）!B4",
        &[
            "完成2019年结转项目的尾款支付工作。",
            "在完成2019年任务的基础上，2020年再完成10项任务。",
            "落实2019年全国两会精神。",
        ],
    );
}

#[test]
fn projects_have_goals_of_their_own() {
    let found = told(&one_goal("绩效目标表（二）!B4"), &ALL);
    let [(rule, message)] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(rule, "R-75");
    assert!(
        message.contains("绩效目标表（一）、绩效目标表（二）的目标是同一段文字"),
        "{message}"
    );
    let short = "保障机关正常运转。";
    let book = Book::official()
        .text("绩效目标表（一）!B4", short)
        .text("绩效目标表（二）!B4", short);
    assert_eq!(told(&book, &ALL), []);
}

#[test]
fn who_filled_in_a_form_is_not_published() {
    let signed = "填报人：李四   联系电话：13912345678";
    let inbox = InboxDir::new();
    let book = Book::official()
        .text("绩效目标表（一）!A19", signed)
        .text("绩效目标表（一）!A20", "注：本项目按月拨付。");
    inbox.add("2020a.xlsx", &book.bytes());
    let run = inbox.publish();
    assert!(!run.stdout.contains("R-76"), "{}", run.stdout);
    let published = Book::from_bytes(&inbox.output());
    let texts = published.sheets.iter().flat_map(|it| it.cells.values());
    let has = texts.filter(|cell| matches!(cell, Cell::Text(text) if text.contains("李四")));
    assert_eq!(has.count(), 0);
    // the name of an indicator may begin with such a word
    let book = Book::official().text("绩效目标表（一）!C18", "负责人满意度");
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &book.bytes());
    inbox.publish();
    let published = Book::from_bytes(&inbox.output());
    let mut texts = published.sheets.iter().flat_map(|it| it.cells.values());
    assert!(texts.any(|cell| *cell == Cell::Text("负责人满意度".to_owned())));
}

#[test]
fn numbers_of_mobile_telephones_are_told() {
    is_told(
        "R-76",
        "绩效目标表（一）!F16",
        &["有效，联系人13912345678", "有效(139 1234 5678)"],
    );
    is_silent(
        "绩效目标表（一）!F16",
        &["12333热线接通", "10000000000元", "编号1391234567890123"],
    );
}

#[test]
fn zeros_alone_need_a_note() {
    let zero = |book: Book| {
        let columns = ["A", "B", "C", "D", "E", "F"];
        columns.iter().fold(book, |book, column| {
            book.number(&format!("表八!{column}6"), 0.0)
        })
    };
    let silent = zero(Book::official().blank("表八!A7"));
    let rules: Vec<String> = told(&silent, &ALL).into_iter().map(|it| it.0).collect();
    assert_eq!(rules, ["R-80"]);
    assert_eq!(told(&zero(Book::official()), &ALL), []);
}

#[test]
fn a_title_is_that_of_a_budget_in_its_last_version() {
    is_told(
        "R-77",
        "表三!A2",
        &["2020年部门支出总体情况决算表", "部门支出总体情况表（决算）"],
    );
    is_told(
        "R-78",
        "表三!A2",
        &[
            "部门支出总体情况表（调整后）",
            "2020年部门支出总体情况表（草案）",
            "部门支出总体情况表-征求意见稿",
        ],
    );
    is_silent(
        "表三!A2",
        &[
            "2020年部门支出总体情况表",
            "部门支出总体情况表（续）",
            "2020年部门支出预算总体情况表",
        ],
    );
    // all tables are told at once
    let mut book = Book::official();
    for table in ["表一", "表二", "表三"] {
        let title = book.sheet(table).cells.get(&(1, 0)).cloned();
        let Some(Cell::Text(title)) = title else {
            panic!("{table}");
        };
        book = book.text(&format!("{table}!A2"), &format!("{title}（调整后）"));
    }
    let told = told(&book, &ALL);
    let [(_, message)] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert!(
        message.contains("表一、表二、表三的表名写着“调整后”"),
        "{message}"
    );
}

#[test]
fn values_are_published_as_their_formats_show_them() {
    let form = "绩效目标表（一）";
    let shown = [
        (
            "F8",
            Cell::Formatted(44_196.0, "yyyy\"年\"m\"月\"d\"日\"".to_owned()),
            "2020年12月31日",
        ),
        (
            "F9",
            Cell::Formatted(12.0, "\"≥\"0\"次\"".to_owned()),
            "≥12次",
        ),
        ("F10", Cell::Formatted(40.0, "0\"人\"".to_owned()), "40人"),
        ("F11", Cell::Formatted(0.95, "0%".to_owned()), "95%"),
    ];
    let mut book = Book::official();
    for (place, cell, _) in &shown {
        book = book.cell(&format!("{form}!{place}"), cell.clone());
    }
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &book.bytes());
    let run = inbox.publish();
    assert_eq!(run.status, 0, "{}", run.stdout);
    let mut published = Book::from_bytes(&inbox.output());
    let cells = published.sheet(form).cells.clone();
    for (place, _, seen) in shown {
        assert_eq!(
            cells[&crate::book::place_of(place)],
            Cell::Text(seen.to_owned()),
            "{place}"
        );
    }
}
