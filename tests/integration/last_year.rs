//! Last year's workbook beside this year's: the text states the changes, and a text that says something else is found.
//! Tried of the kind: a folder 上年 and `--last`, every claim about last year made false in amount, direction and
//! sameness, rows that are new and rows that are gone, a department that was not there last year.

use crate::book::{Book, Cell};
use crate::document::Document;
use crate::made::packed;
use crate::program::{InboxDir, gouji};
use std::fs;

/// What last year's figures were, by this year's; what is not listed was the same.
const EARLIER: [(f64, Option<f64>); 12] = [
    (7000.0, Some(6116.37)),
    (110.0, Some(383.67)),
    (42.0, None),
    (139.65, Some(145.64)),
    (1383.83, Some(1389.82)),
    (1313.32, Some(1319.31)),
    (8713.73, Some(8061.77)),
    (7538.4, Some(6886.44)),
    (15932.58, Some(15280.62)),
    (16072.23, Some(15426.26)),
    (14688.4, Some(14036.44)),
    (14602.0, Some(13950.04)),
];

pub fn last_year() -> Vec<u8> {
    last_year_of(&EARLIER)
}

fn last_year_of(earlier: &[(f64, Option<f64>)]) -> Vec<u8> {
    let mut book = Book::official();
    for sheet in &mut book.sheets {
        for cell in sheet.cells.values_mut() {
            match cell {
                Cell::Text(text) => *text = text.replace("2020", "2019"),
                Cell::Number(number) => {
                    let known = earlier.iter().find(|(now, _)| now == number);
                    if let Some((_, before)) = known {
                        *cell = before.map_or(Cell::Text(String::new()), Cell::Number);
                    }
                }
                _ => {}
            }
        }
    }
    book.bytes()
}

pub fn inbox() -> InboxDir {
    let inbox = InboxDir::with_folder("official");
    inbox.add("上年/某局2019年部门预算公开表.xlsx", &last_year());
    inbox
}

/// The text that the program writes.
fn written(inbox: &InboxDir) -> String {
    let run = inbox.publish();
    assert!(!run.stdout.contains("自己的核对"), "{}", run.stdout);
    let text = Document::of(inbox).paragraphs().join("\n");
    let text = text.replace("〔待填：有机关运行经费的单位〕", "局本级");
    text.replace("〔待填：", "〔")
}

/// The rules that find something in a text, each as often as it does.
fn found(text: &str) -> Vec<String> {
    let inbox = inbox();
    inbox.add("情况说明.txt", text.as_bytes());
    let json = inbox.json();
    let findings = json["departments"][0]["findings"].as_array().unwrap();
    let rules = findings
        .iter()
        .map(|it| it["rule"].as_str().unwrap().to_owned());
    rules.filter(|rule| rule.starts_with("N-")).collect()
}

#[test]
fn the_text_states_the_changes() {
    let inbox = inbox();
    let text = written(&inbox);
    for words in [
        "一般公共预算16072.23万元，占100.00%，比上年增加645.97万元，增长4.19%",
        "基本支出1383.83万元，占8.61%，比上年减少5.99万元，下降0.43%",
        "项目支出14688.40万元，占91.39%，比上年增加651.96万元，增长4.64%",
        "“三公”经费财政拨款预算与上年持平",
        "机关运行经费财政拨款预算70.51万元，与上年持平",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    // what was spent is not in a budget
    assert!(text.contains("比上年执行数〔增加或减少多少万元〕"));
    let own: Vec<String> = found(&text);
    assert_eq!(own, [""; 0], "{own:?}");
}

#[test]
fn a_false_claim_about_last_year_is_found() {
    let text = written(&inbox());
    let mut planted = 0;
    for (claim, lies) in [
        (
            "比上年增加645.97万元",
            ["比上年增加654.97万元", "比上年减少645.97万元"],
        ),
        (
            "比上年减少5.99万元",
            ["比上年减少9.59万元", "比上年增加5.99万元"],
        ),
        (
            "比上年增加651.96万元",
            ["比上年增加65.20万元", "比上年减少651.96万元"],
        ),
        ("与上年持平", ["比上年增加1.00万元", "比上年减少0.50万元"]),
    ] {
        for (at, _) in text.match_indices(claim) {
            for lie in lies {
                let false_text = format!("{}{lie}{}", &text[..at], &text[at + claim.len()..]);
                let rules = found(&false_text);
                let own = rules.iter().filter(|rule| rule.starts_with("N-L"));
                let around: String = text[..at]
                    .chars()
                    .rev()
                    .take(20)
                    .collect::<Vec<_>>()
                    .into_iter()
                    .rev()
                    .collect();
                assert_eq!(own.count(), 1, "{around}{lie}: {rules:?}");
                planted += 1;
            }
        }
    }
    assert!(planted >= 20, "{planted}");
}

#[test]
fn what_was_there_last_year_is_not_new() {
    let text = written(&inbox());
    let lie = text.replace(
        "一般公共预算16072.23万元，占100.00%，比上年增加645.97万元，增长4.19%",
        "一般公共预算16072.23万元，占100.00%，为今年新增",
    );
    assert!(
        found(&lie).contains(&"N-L3".to_owned()),
        "{:?}",
        found(&lie)
    );
}

#[test]
fn the_folder_of_last_year_can_be_named() {
    let folder = InboxDir::new();
    folder.add("2019.xlsx", &last_year());
    let inbox = InboxDir::with_folder("official");
    let text = "第三部分 2020年部门预算情况说明\n二、收入预算情况说明\n收入预算16072.23万元，其中：一般公共预算16072.23万元，比上年增加600万元。\n";
    inbox.add("情况说明.txt", text.as_bytes());
    let [own, last] = [inbox.path(), folder.path()].map(|it| it.to_str().unwrap());
    let run = gouji(&["check", "--last", last, own]);
    assert!(
        run.stdout.contains("N-L1") && run.stdout.contains("15,426.26"),
        "{}",
        run.stdout
    );
    let run = gouji(&["check", own]);
    assert!(!run.stdout.contains("N-L1"), "{}", run.stdout);
}

#[test]
fn another_department_has_no_last_year() {
    let inbox = InboxDir::with_folder("official");
    let mut book = Book::from_bytes(&last_year());
    for cell in book.sheets.iter_mut().flat_map(|it| it.cells.values_mut()) {
        if let Cell::Text(text) = cell {
            *text = text.replace("人力资源和社会保障局", "教育局");
        }
    }
    inbox.add("上年/2019.xlsx", &book.bytes());
    let text = written(&inbox);
    assert!(text.contains("比上年〔增加或减少多少万元〕"), "{text}");
    // and nothing of the folder is taken for a submission
    assert_eq!(inbox.outputs().len(), 1);
    assert!(fs::exists(inbox.path().join("上年/2019.xlsx")).unwrap());
}

/// Last year's workbook may lie in a zip; a file that is not used is named and counted.
#[test]
fn every_file_of_last_years_folder_is_used_or_named() {
    let inbox = InboxDir::with_folder("official");
    inbox.add(
        "上年/2019年.zip",
        &packed(&[("某局2019.xlsx", &last_year())]),
    );
    let text = written(&inbox);
    assert!(text.contains("比上年增加645.97万元"), "{text}");
    for (name, bytes) in [
        ("2019年.pdf", &b"%PDF-1.7 "[..]),
        ("2019年.rar", b"Rar!\x1a\x07\x01\0"),
    ] {
        let inbox = InboxDir::with_folder("official");
        let before = inbox.publish().stdout;
        inbox.add(&format!("上年/{name}"), bytes);
        let run = inbox.publish();
        let said = format!("{}{}", run.stdout, run.stderr);
        assert!(said.contains(&format!("上年/{name}：")), "{said}");
        let counted = |screen: &str| {
            let line = screen.lines().find(|line| line.starts_with("文件 "));
            line.unwrap().split_once(" 个").unwrap().0["文件 ".len()..].parse::<usize>()
        };
        assert_eq!(
            counted(&run.stdout).unwrap(),
            counted(&before).unwrap() + 1,
            "{name}"
        );
    }
}

#[test]
fn last_year_is_read_once_and_again_when_it_changes() {
    let inbox = inbox();
    let text = written(&inbox);
    assert!(text.contains("比上年增加645.97万元"));
    // this year's file changes, last year's stands as an earlier run knows it
    let name = "2020年报送.xlsx";
    let own = fs::read_dir(inbox.path()).unwrap();
    let own = own.map(|it| it.unwrap().path());
    let own = own.filter(|it| it.extension().is_some_and(|it| it == "xlsx"));
    fs::remove_file(own.last().unwrap()).unwrap();
    inbox.add(name, &Book::official().bytes());
    let text = written(&inbox);
    assert!(text.contains("比上年增加645.97万元"), "{text}");
    // last year's changes, this year's stands
    let same = last_year_of(&[]);
    inbox.add("上年/某局2019年部门预算公开表.xlsx", &same);
    let text = written(&inbox);
    assert!(text.contains("占100.00%，与上年持平"), "{text}");
    // one that cannot be read is named on every run
    inbox.add("上年/坏.xlsx", b"");
    for _ in 0..2 {
        let run = inbox.publish();
        assert!(run.stderr.contains("坏.xlsx"), "{run:?}");
    }
}

/// The rows of 比上年: what stands in 科目, and 本年, 上年, 增减, 增减率 and 情况.
fn changes(inbox: &InboxDir) -> Vec<[String; 6]> {
    let mut book = Book::open(&inbox.path().join("公开表/汇总.xlsx"));
    let sheet = book.sheet("比上年");
    let text = |row: u32, column: u32| match sheet.cells.get(&(row, column)) {
        Some(Cell::Text(text)) => text.clone(),
        Some(Cell::Number(number)) => format!("{number:.2}"),
        _ => String::new(),
    };
    let last = sheet.cells.keys().map(|(row, _)| *row).max().unwrap();
    (3..=last)
        .map(|row| [3, 4, 5, 6, 7, 8].map(|column| text(row, column)))
        .collect()
}

#[test]
fn changes_of_items_and_rows_that_are_gone_sum_to_that_of_the_total() {
    let inbox = InboxDir::with_folder("official");
    let mut last = Book::from_bytes(&last_year());
    // a code that this year's tables lack
    let sheet = last.sheet("表三");
    let row = |sheet: &crate::book::Sheet, code: &str| {
        let is_it = |cell: &&Cell| **cell == Cell::Text(code.to_owned());
        let mut rows = sheet.cells.iter().filter(|((_, column), _)| *column == 3);
        rows.find(|(_, cell)| is_it(cell)).unwrap().0.0
    };
    let at = row(sheet, "就业管理事务");
    sheet.cells.insert((at, 2), Cell::Text("05".to_owned()));
    sheet
        .cells
        .insert((at, 3), Cell::Text("劳动保障监察".to_owned()));
    inbox.add("上年/2019.xlsx", &last.bytes());
    inbox.publish();
    let rows = changes(&inbox);
    let amount = |row: &[String; 6]| row[3].parse::<f64>().unwrap();
    let total = rows.iter().find(|row| row[5] == "总计").unwrap();
    assert_eq!(
        total[1..],
        ["16072.23", "15426.26", "645.97", "4.19", "总计"]
    );
    let items = rows.iter().filter(|row| row[5] != "总计");
    let sum: f64 = items.map(amount).sum();
    assert!((sum - amount(total)).abs() < 0.005, "{rows:?}");
    let of = |word: &str| -> Vec<&str> {
        let own = rows.iter().filter(|row| row[5] == word);
        own.map(|row| row[0].as_str()).collect()
    };
    assert_eq!(of("不再安排"), ["2080105 劳动保障监察"]);
    assert_eq!(
        of("新增"),
        ["2080106 就业管理事务", "2080107 社会保险业务管理事务"]
    );
    assert_eq!(of("请核对"), [""; 0]);
}

#[test]
fn without_last_year_nothing_is_compared() {
    let inbox = InboxDir::with_folder("official");
    inbox.publish();
    let book = Book::open(&inbox.path().join("公开表/汇总.xlsx"));
    assert!(!book.sheets.iter().any(|sheet| sheet.name == "比上年"));
}

#[test]
fn a_file_of_the_year_before_beside_this_years_is_last_year() {
    let dated = |bytes: &[u8], year: &str| {
        let title = format!("{year}年部门收支总体情况表");
        Book::from_bytes(bytes).text("表一!A2", &title).bytes()
    };
    let inbox = InboxDir::new();
    let official = Book::official().bytes();
    inbox.add("2020年报送.xlsx", &dated(&official, "2020"));
    inbox.add("2019年公开.xlsx", &dated(&last_year(), "2019"));
    for _ in 0..2 {
        inbox.publish();
        let documents = inbox.documents();
        let own = documents.iter().find(|it| it.contains("2020年")).unwrap();
        let bytes = fs::read(inbox.path().join("公开表").join(own)).unwrap();
        let text = Document::open(&bytes).paragraphs().join("\n");
        assert!(text.contains("比上年增加645.97万元"), "{text}");
        let other = documents.iter().find(|it| it.contains("2019年")).unwrap();
        let bytes = fs::read(inbox.path().join("公开表").join(other)).unwrap();
        let text = Document::open(&bytes).paragraphs().join("\n");
        assert!(text.contains("比上年〔待填"), "{text}");
    }
    // the folder of last year comes before it
    inbox.add("上年/2019.xlsx", &dated(&last_year_of(&[]), "2019"));
    let text = inbox.publish();
    assert!(!text.stderr.contains("panicked"));
    let bytes = fs::read(inbox.path().join("公开表").join(&inbox.documents()[1])).unwrap();
    let text = Document::open(&bytes).paragraphs().join("\n");
    assert!(text.contains("占100.00%，与上年持平"), "{text}");
}

#[test]
fn a_code_that_was_moved_is_found_again() {
    let text = |text: &str| Cell::Text(text.to_owned());
    let mut book = Book::official();
    for sheet in &mut book.sheets {
        let of = |sheet: &crate::book::Sheet, row: u32, code: [&str; 3]| {
            let parts = (0..).zip(code).map(|(column, part)| (column, text(part)));
            parts
                .into_iter()
                .all(|(column, part)| sheet.cells.get(&(row, column)) == Some(&part))
        };
        let rows: Vec<u32> = sheet.cells.keys().map(|(row, _)| *row).collect();
        for row in rows {
            if of(sheet, row, ["204", "99", "01"]) {
                // the catalogue: 2049901 until 2020, then 2049999
                sheet.cells.insert((row, 2), text("99"));
            }
        }
    }
    let inbox = InboxDir::new();
    inbox.add("2021年报送.xlsx", &book.bytes());
    inbox.add("上年/2020年.xlsx", &Book::official().bytes());
    inbox.publish();
    let rows = changes(&inbox);
    let moved = rows.iter().find(|row| row[0].starts_with("2049999"));
    let moved = moved.unwrap_or_else(|| panic!("{rows:?}"));
    assert_eq!(moved[1..], ["139.65", "139.65", "0.00", "0.00", ""]);
    assert!(rows.iter().all(|row| row[5] != "不再安排"), "{rows:?}");
}

#[test]
fn a_large_change_needs_a_reason() {
    // 收入预算 in both years, and how often a reason is missed
    let head =
        "第三部分 2020年部门预算情况说明\n二、收入预算情况说明\n收入预算16072.23万元，其中：\n";
    let found = |last: f64, text: &str| {
        let inbox = InboxDir::with_folder("official");
        let earlier = [(16072.23, Some(last))];
        inbox.add("上年/2019.xlsx", &last_year_of(&earlier));
        inbox.add("情况说明.txt", format!("{head}{text}").as_bytes());
        let json = inbox.json();
        let findings = json["departments"][0]["findings"].as_array().unwrap();
        findings.iter().filter(|it| it["rule"] == "N-L4").count()
    };
    let large = "一般公共预算16072.23万元，比上年增加2072.23万元，增长14.80%";
    let small = "一般公共预算16072.23万元，比上年增加1072.23万元，增长7.15%";
    assert_eq!(found(14_000.0, &format!("{large}。\n")), 1);
    assert_eq!(found(15_000.0, &format!("{small}。\n")), 0);
    for reason in [
        "，主要原因是新增项目。\n",
        "。主要原因是新增项目。\n",
        "。\n收入增加的主要原因是新增项目。\n",
    ] {
        assert_eq!(found(14_000.0, &format!("{large}{reason}")), 0, "{reason}");
    }
}

#[test]
fn a_stated_base_is_held_against_last_year() {
    let head = "第三部分 2020年部门预算情况说明\n二、收入预算情况说明\n收入预算16072.23万元，其中：\n一般公共预算16072.23万元。";
    for (base, expected) in [("15426.26", 0), ("15246.26", 1)] {
        let text = format!(
            "{head}2019年预算数为{base}万元，2020年预算安排16072.23万元，比2019年预算增加4.19%。\n"
        );
        let rules = found(&text);
        let own = rules.iter().filter(|rule| *rule == "N-L2").count();
        assert_eq!(own, expected, "{base}: {rules:?}");
    }
}

#[test]
fn a_last_year_that_does_not_balance_is_not_taken_for_a_mistake_of_ours() {
    let inbox = InboxDir::with_folder("official");
    // the income of 表二 alone: its change is none of the others'
    let mut book = Book::from_bytes(&last_year());
    for cell in book.sheet("表二").cells.values_mut() {
        if *cell == Cell::Number(15426.26) {
            *cell = Cell::Number(15462.26);
        }
    }
    inbox.add("上年/某局2019年部门预算公开表.xlsx", &book.bytes());
    let run = inbox.publish();
    assert_eq!(run.status, 0, "{}", run.stdout);
    let said =
        "比上年的增减没有写，留给单位填写：上年的表（上年/某局2019年部门预算公开表.xlsx）自己不平";
    assert!(run.stdout.contains(said), "{}", run.stdout);
    assert!(!run.stdout.contains("发给提供本程序的人"), "{}", run.stdout);
    let text = Document::of(&inbox).paragraphs().join("\n");
    assert!(
        text.contains("比上年〔待填：增加或减少多少万元〕"),
        "{text}"
    );
    assert!(!text.contains("645.97"), "{text}");
}

/// Last year's text, as a department would have published it.
const LAST_TEXT: &str = "第一部分 某局概况
一、主要职能
负责就业和社会保障工作。
管理2家服务中心。
二、机构设置及人员情况
高新区（新市区）人力资源和社会保障局下属就业中心，下设3个处室，分别是：办公室、就业科。
第三部分 2019年部门预算情况说明
四、关于高新区（新市区）人力资源和社会保障局2019年财政拨款收支预算情况的总体说明
支出预算包括：公共安全支出145.64万元，主要用于治安巡逻；社会保障和就业支出15280.62万元，主要用于就业补助。
五、关于高新区（新市区）人力资源和社会保障局2019年一般公共预算当年拨款情况说明
（一）一般公共预算当年拨款规模变化情况
比上年增加1.00万元，增长0.01%，主要原因是人员增加。
第四部分 名词解释
一、财政拨款：指由财政安排的资金。
二、公益性岗位：指由政府出资安排的岗位。
";

#[test]
fn words_of_last_year_are_offered_and_reasons_are_not() {
    let inbox = inbox();
    inbox.add("上年/情况说明2019.txt", LAST_TEXT.as_bytes());
    let run = inbox.publish();
    assert_eq!(run.status, 0, "{}", run.stdout);
    let document = Document::of(&inbox);
    let text = document.paragraphs().join("\n");
    for words in [
        "〔上年：负责就业和社会保障工作。管理2家服务中心。〕",
        "分别是：〔上年：办公室、就业科〕。",
        "公共安全支出139.65万元，主要用于〔上年：治安巡逻〕；",
        "主要用于〔上年：就业补助〕",
        "〔上年：二、公益性岗位：指由政府出资安排的岗位。〕",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    // a number is asked for, and so is every reason
    assert!(text.contains("下设〔待填：几〕个处室"), "{text}");
    assert!(!text.contains("人员增加") && !text.contains("由财政安排的资金"));
    assert!(document.xml.contains(
        "<w:highlight w:val=\"yellow\"/></w:rPr><w:t xml:space=\"preserve\">〔上年：治安巡逻〕"
    ));
    // nothing is filled in yet, and what is left in stays open
    let [name] = inbox.documents().try_into().unwrap();
    assert!(name.contains("（待核）"), "{name}");
    let count = text.matches("〔待填：").count() + text.matches("〔上年：").count();
    assert!(
        run.stdout.contains(&format!("（待填 {count} 处）")),
        "{count} {}",
        run.stdout
    );
    let open = text.replace("〔待填：", "〔上年：");
    assert!(found(&open).contains(&"N-T3".to_owned()));
    // without last year's text nothing is offered
    let alone = written(&self::inbox());
    assert!(!alone.contains("〔上年："));
}

/// The words of last year's text that the document of 2020 offers.
fn offered(inbox: &InboxDir) -> Vec<String> {
    inbox.publish();
    let documents = inbox.documents();
    let own = documents.iter().find(|it| it.contains("2020年")).unwrap();
    let bytes = fs::read(inbox.path().join("公开表").join(own)).unwrap();
    let text = Document::open(&bytes).paragraphs().join("\n");
    let all = text.split("〔上年：").skip(1);
    all.map(|it| it.split('〕').next().unwrap().to_owned())
        .collect()
}

#[test]
fn words_of_last_year_are_offered_wherever_its_text_lies() {
    const NAME: &str = "高新区（新市区）人力资源和社会保障局2019年部门预算情况说明.txt";
    let last_text = LAST_TEXT.replace("某局", "高新区（新市区）人力资源和社会保障局");
    let wanted = "负责就业和社会保障工作。管理2家服务中心。".to_owned();
    let title = |bytes: &[u8], year: &str| {
        let title = format!("{year}年部门收支总体情况表");
        Book::from_bytes(bytes).text("表一!A2", &title).bytes()
    };
    let this_year = title(&Book::official().bytes(), "2020");
    let with = |files: &[(&str, &[u8])]| {
        let inbox = InboxDir::new();
        inbox.add("2020年报送.xlsx", &this_year);
        for (name, bytes) in files {
            inbox.add(name, bytes);
        }
        inbox
    };
    let workbook = title(&last_year(), "2019");
    let in_folder = format!("上年/{NAME}");
    for (place, files) in [
        // beside this year's, with last year's workbook and without
        (
            "beside",
            vec![(NAME, last_text.as_bytes()), ("2019年.xlsx", &workbook)],
        ),
        ("alone", vec![(NAME, last_text.as_bytes())]),
        // among last year's, its workbook there, beside this year's, and nowhere
        (
            "folder",
            vec![
                (&*in_folder, last_text.as_bytes()),
                ("上年/2019年.xlsx", &workbook),
            ],
        ),
        (
            "apart",
            vec![
                (&*in_folder, last_text.as_bytes()),
                ("2019年.xlsx", &workbook),
            ],
        ),
        ("words", vec![(&*in_folder, last_text.as_bytes())]),
    ] {
        let inbox = with(&files);
        let words = offered(&inbox);
        assert!(words.contains(&wanted), "{place}: {words:?}");
        // a second run knows it, and sees when it changes
        assert_eq!(offered(&inbox), words, "{place}");
        let other = last_text.replace("管理2家", "管理三家");
        inbox.add(files[0].0, other.as_bytes());
        let words = offered(&inbox);
        assert!(
            words.iter().any(|it| it.contains("管理三家")),
            "{place}: {words:?}"
        );
    }
    // that of another department, and of another year, are not
    let other = last_text.replace("人力资源和社会保障局", "教育局");
    let inbox = with(&[("上年/教育局2019年情况说明.txt", other.as_bytes())]);
    assert_eq!(offered(&inbox), [""; 0]);
    let older = last_text.replace("2019", "2017");
    let inbox = with(&[("上年/2017年情况说明.txt", older.as_bytes())]);
    assert_eq!(offered(&inbox), [""; 0]);
}
