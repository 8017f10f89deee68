//! Texts in other words than the given ones, written for the tables of the given cases: what is right in them stays
//! silent, most of it is compared, and an error that is planted in one is found at its place.

use crate::program::{InboxDir, data, only_file};
use serde_json::Value;
use std::fs;
use std::thread;

/// The texts, each with its workbook.
const TEXTS: [(&str, &str); 48] = [
    ("sh_finance_2025_shares", "cases/sh_finance_2025"),
    ("sh_finance_2025_items", "cases/sh_finance_2025"),
    ("sh_wanli_2024_yuan", "cases/sh_wanli_2024"),
    ("js_court_2018_form", "cases/js_court_2018"),
    ("js_court_2018_free", "cases/js_court_2018"),
    ("xinjiang_2020_codes", "official"),
    // 万里 with 5 million of a government fund and 1 million of other income, made up
    ("sh_funds", "narrative/sh_funds"),
    // the court with 43 million of other money, made up
    ("js_funds", "narrative/js_funds"),
    ("xinjiang_2020_free", "official"),
    ("sh_finance_2025_asides", "cases/sh_finance_2025"),
    ("js_court_2018_short", "cases/js_court_2018"),
    // as departments of other places write; our department with amounts in 表八
    ("zhejiang", "narrative/sangong"),
    ("hunan", "narrative/sangong"),
    ("beijing", "cases/sh_finance_2025"),
    ("sichuan", "narrative/sangong"),
    ("henan", "cases/js_court_2018"),
    ("guangdong", "cases/sh_wanli_2024"),
    ("yunnan", "narrative/sangong"),
    ("shaanxi", "narrative/sangong"),
    ("chongqing", "narrative/sangong"),
    ("zeros", "official"),
    ("gansu", "narrative/sangong"),
    ("hebei", "narrative/sangong"),
    ("shanxi", "narrative/sangong"),
    ("fujian", "narrative/sangong"),
    ("guangxi", "narrative/sangong"),
    ("shandong", "narrative/sangong"),
    ("jiangsu", "narrative/js_funds"),
    ("shanghai", "narrative/sh_funds"),
    ("central", "cases/sh_finance_2025"),
    ("anhui", "cases/sh_wanli_2024"),
    ("hubei", "cases/sh_finance_2025"),
    ("jiangxi", "narrative/sangong"),
    ("liaoning", "narrative/sangong"),
    ("heilongjiang", "cases/js_court_2018"),
    ("hainan", "cases/sh_wanli_2024"),
    ("guizhou", "narrative/sangong"),
    ("ningxia", "narrative/sangong"),
    ("tianjin", "cases/sh_finance_2025"),
    ("neimenggu", "narrative/sangong"),
    ("jilin", "narrative/js_funds"),
    ("qinghai", "narrative/sh_funds"),
    ("xinjiang", "narrative/sangong"),
    // our department with a fund, tuition, other income and money of last year, made up
    ("xj_funds_anhui", "narrative/xj_funds"),
    ("xj_funds_guangdong", "narrative/xj_funds"),
    ("xj_funds_hainan", "narrative/xj_funds"),
    ("xj_funds_wuhan", "narrative/xj_funds"),
    ("xj_funds_yinchuan", "narrative/xj_funds"),
];

fn text(name: &str) -> String {
    fs::read_to_string(data(&format!("narrative/wording/{name}.txt"))).unwrap()
}

/// What comes out of a text beside the workbook of a folder.
pub(crate) fn department(folder: &str, text: &str) -> Value {
    let workbook = match folder {
        "official" => only_file(folder),
        folder => data(&format!("{folder}/submitted.xlsx")),
    };
    let inbox = InboxDir::new();
    inbox.add("报送.xlsx", &fs::read(workbook).unwrap());
    inbox.add("情况说明.txt", text.as_bytes());
    inbox.json()["departments"][0].clone()
}

/// Rule, level, verdict, paragraph, printed and right value, and mark of every marked figure of the text.
pub(crate) fn marks(department: &Value) -> Vec<String> {
    let findings = department["findings"].as_array().unwrap().iter();
    let marks = findings.flat_map(|finding| {
        let cells = finding["cells"].as_array().unwrap().iter();
        let of_text = cells.filter(|it| it["paragraph"].is_number() && it["mark"].is_string());
        of_text.map(move |cell| {
            let paragraph = cell["paragraph"].as_u64().unwrap() + 1;
            let right = cell["proposed"].as_str().unwrap_or("-");
            let words = [&finding["rule"], &cell["value"], &cell["mark"]].map(|it| it.as_str());
            let [rule, value, mark] = words.map(Option::unwrap_or_default);
            format!("{rule} §{paragraph} {value} -> {right} {mark}")
        })
    });
    marks.collect()
}

#[test]
fn right_texts_in_other_words_stay_silent() {
    for (name, folder) in TEXTS {
        let department = department(folder, &text(name));
        assert_eq!(marks(&department), [""; 0], "{name}");
    }
}

/// A text with a line break at the end of each printed line, as it is pasted from a page. Figures stay whole, and no line
/// begins with a mark.
fn broken(text: &str) -> String {
    let wide = |c: char| if c.is_ascii() { 1 } else { 2 };
    let mut broken = String::new();
    for line in text.lines() {
        let chars: Vec<char> = line.chars().collect();
        let mut width = 0;
        for (at, c) in chars.iter().enumerate() {
            let is_figure = |c: char| c.is_ascii_digit() || ".,%".contains(c);
            let is_within = at > 0 && is_figure(chars[at - 1]) && is_figure(*c);
            if width + wide(*c) > 56 && !is_within && !"，。、；：）”％".contains(*c) {
                broken.push('\n');
                width = 0;
            }
            broken.push(*c);
            width += wide(*c);
        }
        broken.push('\n');
    }
    broken
}

#[test]
fn texts_broken_as_pages_print_them_stay_silent() {
    let (mut amounts, mut compared) = (0, 0);
    // a list there begins below a line with two figures, neither of which is its whole
    for (name, folder) in TEXTS.into_iter().filter(|(name, _)| *name != "jiangsu") {
        let department = department(folder, &broken(&text(name)));
        assert_eq!(marks(&department), [""; 0], "{name}");
        let count = |key: &str| department["texts"][0][key].as_u64().unwrap();
        amounts += count("amounts");
        compared += count("compared");
    }
    assert!(compared * 100 >= amounts * 85, "{compared} of {amounts}");
}

/// An error in a broken text is marked in the line that has it.
#[test]
fn errors_of_broken_texts_stand_in_their_lines() {
    let text = broken(&text("sichuan").replacen("16072.23", "16027.23", 1));
    let found = marks(&department("narrative/sangong", &text));
    let line = text.lines().position(|it| it.contains("16027.23")).unwrap() + 1;
    assert_eq!(found, [format!("N-A1 §{line} 16027.23 -> 16072.23 red")]);
}

/// Habits of other places, a sentence or two each: the tables, the right text, and mistakes in it.
#[test]
fn habits_of_other_places_are_understood() {
    let habits = fs::read(data("narrative/habits.json")).unwrap();
    let habits: Vec<Value> = serde_json::from_slice(&habits).unwrap();
    let count = thread::available_parallelism().map_or(1, usize::from);
    let planted: usize = thread::scope(|scope| {
        let share = |first: usize| habits.iter().skip(first).step_by(count);
        let threads: Vec<_> = (0..count)
            .map(|first| scope.spawn(move || share(first).map(understood).sum::<usize>()))
            .collect();
        let joined = threads.into_iter().map(|it| it.join().unwrap());
        joined.sum()
    });
    assert!(
        habits.len() > 50 && planted > 45,
        "{} {planted}",
        habits.len()
    );
}

/// A habit that is silent, and each of its mistakes found: how many there are.
fn understood(habit: &Value) -> usize {
    let [tables, right] = ["tables", "text"].map(|key| habit[key].as_str().unwrap());
    let silent = marks(&department(tables, right));
    assert_eq!(silent, [""; 0], "{right}");
    let wrong = habit["wrong"].as_array().unwrap();
    for words in wrong {
        let [right_words, wrong_words] = [0, 1].map(|at| words[at].as_str().unwrap());
        let wrong = right.replacen(right_words, wrong_words, 1);
        let found = marks(&department(tables, &wrong));
        assert!(!found.is_empty(), "{right_words} -> {wrong_words}: {right}");
    }
    wrong.len()
}

#[test]
fn most_amounts_in_other_words_are_compared() {
    let (mut amounts, mut compared) = (0, 0);
    for (name, folder) in TEXTS {
        let department = department(folder, &text(name));
        let count = |key: &str| department["texts"][0][key].as_u64().unwrap();
        amounts += count("amounts");
        compared += count("compared");
    }
    assert!(amounts > 1_200, "{amounts}");
    assert!(compared * 100 >= amounts * 88, "{compared} of {amounts}");
}

/// A rate that is right on a base but for one of its digits: either may be wrong.
#[test]
fn a_digit_of_the_base_explains_a_rate_as_well() {
    let text = "2023年部门预算编制说明\n财政拨款支出主要内容如下：\n\
        1.“城乡社区支出（类）城乡社区管理事务（款）一般行政管理事务（项）”1822.95万元。\
        2022年当年预算执行数为1096.07万元，2023年预算安排1822.95万元，比2022年预算执行数增加66.23%。\n";
    let department = department("cases/sh_wanli_2023", text);
    assert_eq!(
        marks(&department),
        [
            "N-B3 §3 66.23 -> 66.32 amber",
            "N-B3 §3 1096.07 -> 1096.67 amber"
        ]
    );
}

/// What a finding proposes is said in the words of the text: a direction, a number of times, one of several parts.
#[test]
fn what_is_proposed_is_said_as_the_text_says_it() {
    let head = "2020年部门预算情况说明\n九、“三公”经费情况说明\n";
    let cases = [
        // both words are wrong
        (
            "2020年“三公”经费9.30万元，较上年增加18.50万元，增长66.55%。",
            "增减方向写反了",
        ),
        (
            "2020年“三公”经费9.30万元，较上年增加8.30万元，增长7.3倍。",
            "8.3倍",
        ),
        (
            "在职人员58人，其中：公务员20人、参公人员81人、事业人员20人；离退休31人，其中离休1人、退休30人；遗属2人。",
            "应为 18人",
        ),
    ];
    for (text, words) in cases {
        let found = department("narrative/sangong", &format!("{head}{text}\n"));
        let messages: Vec<&str> = found["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|it| it["rule"].as_str().unwrap().starts_with("N-"))
            .map(|it| it["message"].as_str().unwrap())
            .collect();
        assert_eq!(messages.len(), 1, "{messages:?}");
        assert!(messages[0].contains(words), "{messages:?}");
    }
}

/// A part that is not empty is reported, and not the parts beside it.
#[test]
fn a_part_that_is_called_empty_counts_with_what_it_holds() {
    let text = "一、2024年“三公”经费预算情况说明\n\
        2024年“三公”经费预算数为47.91万元，比2023年预算增加25万元。其中：\n\
        （一）因公出国（境）费0万元，比2023年预算持平。\n\
        （二）公务用车购置及运行费46.56万元，比2023年预算增加25万元。\n\
        （三）公务接待费未安排预算。\n";
    let department = department("cases/sh_wanli_2024", text);
    assert_eq!(marks(&department), ["N-G2 §5 未安排预算 -> - red"]);
}

/// Text, workbook, the right words, the wrong ones, and the beginning of a mark that tells them.
const PLANTED: [(usize, &str, &str, &str); 40] = [
    (0, "占9.30%", "占9.03%", "N-E1 §16 9.03 -> 9.30"),
    (0, "占83.37%", "占88.37%", "N-E1 §16 88.37 -> 83.37"),
    (
        0,
        "人员经费10,246.43",
        "人员经费10,264.43",
        "N-A2 §4 10264.43",
    ),
    (
        0,
        "购房补贴1,180.00",
        "购房补贴1,108.00",
        "N-A1 §13 1108.00 -> 1180.00",
    ),
    (0, "下降28.00%", "下降38.89%", "N-B1 §8 38.89 -> 28.00 red"),
    (1, "项目支出4427.31", "项目支出4472.31", "N-A2 §8 4472.31"),
    (
        1,
        "预算支出总额为17191.52",
        "预算支出总额为17119.52",
        "N-A1 §3 17119.52 -> 17191.52",
    ),
    (1, "减幅5.45%", "增幅5.45%", "N-B1 §3"),
    (1, "占97.51%", "占99.51%", "N-E1 §18 99.51 -> 97.51"),
    (
        2,
        "156,211,123元，占",
        "156,211,132元，占",
        "N-A1 §2 156211132 -> 156211123",
    ),
    (
        2,
        "预算数22.91万元",
        "预算数22.19万元",
        "N-B5 §17 22.19 -> 22.91",
    ),
    (2, "上升109.12%", "上升52.18%", "N-B5 §17 52.18 -> 109.12"),
    (
        2,
        "城乡社区公共设施972.18",
        "城乡社区公共设施927.18",
        "N-A1 §12 927.18 -> 972.18",
    ),
    (2, "支出的76.43%", "支出的67.43%", "N-E1 §12 67.43 -> 76.43"),
    (
        3,
        "降低62.94%",
        "降低169.81%",
        "N-B1 §69 169.81 -> 62.94 red",
    ),
    (
        3,
        "1,398.26万元",
        "1,389.26万元",
        "N-A1 §47 1389.26 -> 1398.26",
    ),
    (
        3,
        "比上年预算减少37.6万元",
        "比上年预算增加37.6万元",
        "N-D3 §62 37.6",
    ),
    (
        4,
        "案件审判1833.30",
        "案件审判1883.30",
        "N-A1 §19 1883.30 -> 1833.30",
    ),
    (
        4,
        "20.74%、11.61%和67.64%",
        "20.74%、16.61%和67.64%",
        "N-E1 §35 16.61 -> 11.61",
    ),
    (4, "总计的78.98%", "总计的79.98%", "N-E1 §10 79.98 -> 78.98"),
    (
        4,
        "会议费111.54",
        "会议费115.14",
        "N-A1 §25 115.14 -> 111.54",
    ),
    (5, "下降24.25%", "下降32.01%", "N-B1 §27 32.01 -> 24.25 red"),
    (
        5,
        "住房公积金87.21",
        "住房公积金82.71",
        "N-A1 §30 82.71 -> 87.21",
    ),
    (
        6,
        "政府性基金拨款支出预算500.00",
        "政府性基金拨款支出预算550.00",
        "N-A1 §4 550.00 -> 500.00",
    ),
    (
        6,
        "（项）”500.00",
        "（项）”550.00",
        "N-A1 §16 550.00 -> 500.00",
    ),
    (
        6,
        "其他收入100.00",
        "其他收入10.00",
        "N-A1 §2 10.00 -> 100.00",
    ),
    (
        8,
        "基本支出1175.33",
        "基本支出1157.33",
        "N-A1 §24 1157.33 -> 1175.33",
    ),
    (
        8,
        "执行数145.64万元",
        "执行数154.64万元",
        "N-B5 §23 154.64 -> 145.64",
    ),
    (9, "下降24.49%", "下降32.43%", "N-B5 §26 32.43 -> 24.49"),
    (9, "占比83.4%", "占比84.3%", "N-E1 §14 84.3 -> 83.37"),
    (10, "降幅5.95%", "降幅9.55%", "N-B1 §10 9.55 -> 5.95"),
    (21, "人员经费1313.32", "人员经费1331.32", "N-D1 §14 1331.32"),
    (21, "比2019年的1.5万元减", "比2019年的5.1万元减", "N-B5"),
    (22, "预算收入16072.23", "预算收入16027.23", "N-"),
    (22, "项目支出14688.4", "项目支出14866.4", "N-"),
    (
        23,
        "占基本支出的84.81%",
        "占基本支出的48.81%",
        "N-E1 §11 48.81 -> 84.81 red",
    ),
    (24, "就业管理事务（项）110", "就业管理事务（项）101", "N-A1"),
    (24, "2080106就业", "2080107就业", "N-N1"),
    (24, "公用支出70.51", "公用支出75.01", "N-"),
    (25, "占项目支出预算99.41%", "占项目支出预算94.91%", "N-E1"),
];

#[test]
fn errors_in_other_words_are_found() {
    let mut missed = Vec::new();
    for (number, right, wrong, mark) in PLANTED {
        let (name, folder) = TEXTS[number];
        let own = text(name);
        assert!(own.contains(right), "{name} {right}");
        let marks = marks(&department(folder, &own.replacen(right, wrong, 1)));
        if mark.is_empty() || !marks.iter().any(|it| it.starts_with(mark)) {
            missed.push(format!("{name} {wrong}: {marks:?}"));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn figures_of_several_names_are_each_of_their_own() {
    let right = text("xinjiang_2020_free");
    let old = right.lines().find(|line| line.contains("分别为110万元"));
    let old = old.unwrap();
    let marks_of = |sentence: &str| marks(&department("official", &right.replace(old, sentence)));
    let above = "4.社会保障和就业支出（类）人力资源和社会保障管理事务（款）";
    for own in [
        format!(
            "{above}就业管理事务（项）以及社会保险业务管理事务（项）分别安排110万元和42万元，比上年分别增加1万元和2万元。"
        ),
        "社会保障和就业支出、公共安全支出分别安排15932.58万元、139.65万元，占99.13%、0.87%。"
            .to_owned(),
        "2019年和2020年就业管理事务（项）分别安排120万元和110万元。".to_owned(),
        "甲项目和乙项目分别安排1万元和2万元。".to_owned(),
    ] {
        assert!(marks_of(&own).is_empty(), "{own}: {:?}", marks_of(&own));
    }
    for (own, expected) in [
        (
            format!(
                "{above}就业管理事务（项）和社会保险业务管理事务（项）2020年预算分别为110万元、24万元。"
            ),
            "N-A1 §26 24 -> 42 red",
        ),
        (
            format!(
                "{above}就业管理事务（项）、社会保险业务管理事务（款）：2020年预算分别为110万元和42万元。"
            ),
            "N-N3 §26 社会保险业务管理事务 -> 社会保险业务管理事务（项） red",
        ),
        (
            "社会保障和就业支出和公共安全支出分别为15932.58万元、193.65万元。".to_owned(),
            "N-A1 §26 193.65 -> 139.65 red",
        ),
    ] {
        assert_eq!(marks_of(&own), [expected], "{own}");
    }
}

/// What is proposed for a part is its row's figure, though it is the table's total: the parts would be more than the row.
#[test]
fn parts_of_a_row_are_mended_from_the_row() {
    let head = "五、一般公共预算支出情况说明\n";
    for (row, wrong, right) in [
        ("行政运行1261.73", "1475.33", "1175.33"),
        ("行政运行1261.73", "1383.83", "1175.33"),
    ] {
        let text = format!("{head}{row}万元，其中：基本支出{wrong}万元，项目支出86.40万元。\n");
        let found = marks(&department("narrative/sangong", &text));
        let mark = |rule: &str| format!("{rule} §2 {wrong} -> {right} red");
        assert_eq!(found, [mark("N-A1"), mark("N-D1")]);
    }
}

/// The amount that stands again as its change is marked, not the rate that tells so.
#[test]
fn an_amount_copied_into_its_change_is_marked_there() {
    let text = "一、一般公共预算支出情况\n\
        2020年一般公共预算支出16072.23万元，比上年增加16072.23万元，增长3.21%。\n";
    let found = department("narrative/sangong", text);
    assert_eq!(marks(&found), ["N-B16 §2 16072.23万元 -> - red"]);
    let mut messages = found["findings"].as_array().unwrap().iter();
    let about = |it: &Value| it["message"].as_str().unwrap().contains("约为 499.87");
    assert!(messages.any(about));
}
