//! Several budget units, one department: the figures of two units add up to those of the published document.

use crate::book::{Book, Cell};
use crate::made::Parts;
use crate::program::{InboxDir, Run, data};
use crate::truth::{Place, transcription};
use gouji::budget::{Budget, RowKey};
use gouji::label::fold;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

const FIRST: &str = "101020人力资源和社会保障局.xlsx";
const SECOND: &str = "101021就业服务管理中心.xlsx";
const FOLDER: &str = "人社局";

fn unit(name: &str) -> Vec<u8> {
    std::fs::read(data("units").join(name)).unwrap()
}

fn second() -> Book {
    Book::open(&data("units").join(SECOND))
}

/// An inbox with the folder of a department in it.
fn inbox(files: &[(&str, &[u8])]) -> InboxDir {
    let inbox = InboxDir::new();
    for (name, bytes) in files {
        inbox.add(&format!("{FOLDER}/{name}"), bytes);
    }
    inbox
}

fn both() -> InboxDir {
    inbox(&[(FIRST, &unit(FIRST)), (SECOND, &unit(SECOND))])
}

fn run(inbox: &InboxDir, arguments: &[&str]) -> Run {
    let path = inbox.path().to_str().unwrap().to_owned();
    crate::program::gouji(&[&["publish", &path, "--year", "2020"], arguments].concat())
}

/// The department's figures by what they are called in the transcription; rows of one code, project or form are
/// added up, budget units left out.
fn added_up(budget: &Budget) -> BTreeMap<Place, Decimal> {
    let mut amounts: BTreeMap<Place, Decimal> = BTreeMap::new();
    for table in &budget.tables {
        let layout = &budget.layout.tables[table.layout];
        if table.unit.is_some() != layout.many {
            continue;
        }
        for (block, _, row) in table.rows().filter(|(_, _, row)| row.key != RowKey::Unit) {
            let key = match (&row.key, &row.code, &row.project) {
                (RowKey::Project | RowKey::Single, _, Some(project)) => fold(project),
                (_, Some(code), _) => code.to_string(),
                (RowKey::Line(line), ..) => fold(&layout.blocks[block].lines[*line].label),
                other => panic!("{other:?}"),
            };
            for (place, column) in layout.blocks[block].amount_columns().enumerate() {
                if let Some(amount) = row.facts[column].and_then(|id| budget.published(id)) {
                    *amounts
                        .entry((layout.id.clone(), block, key.clone(), place))
                        .or_default() += amount.value();
                }
            }
        }
    }
    amounts
        .into_iter()
        .map(|(place, amount)| (place, amount.normalize()))
        .collect()
}

fn assert_is_the_seed(budget: &Budget) {
    let mut wanted = transcription();
    wanted.retain(|(_, _, row, _), _| row != "unit");
    let found = added_up(budget);
    let wrong: Vec<_> = wanted
        .keys()
        .chain(found.keys())
        .filter(|place| wanted.get(*place) != found.get(*place))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(found.len() > 190, "{}", found.len());
}

#[test]
fn two_units_are_the_seed() {
    let inbox = both();
    let budget = inbox.budget();
    assert_eq!(
        budget
            .units
            .iter()
            .map(|unit| unit.name.as_str())
            .collect::<Vec<_>>(),
        ["101020-人力资源和社会保障局", "101021-就业服务管理中心"]
    );
    assert_eq!(budget.department, "高新区（新市区）人力资源和社会保障局");
    assert_is_the_seed(&budget);
    let run = run(&inbox, &[]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(
        run.stdout
            .contains("合并 2 个预算单位：101020-人力资源和社会保障局、101021-就业服务管理中心"),
        "{}",
        run.stdout
    );
    assert_eq!(
        inbox.outputs(),
        ["高新区（新市区）人力资源和社会保障局2020年部门预算公开表.xlsx"]
    );
}

/// Sums over units are known by their addresses: both halves of 表一 have a third row.
#[test]
fn no_two_sums_have_one_address() {
    let budget = both().budget();
    let sums = || budget.facts.iter().filter(|fact| fact.is_added_up());
    let addresses: std::collections::HashSet<_> = sums().map(|fact| &fact.at).collect();
    assert!(addresses.len() > 100);
    assert_eq!(addresses.len(), sums().count());
}

#[test]
fn the_total_comes_first_then_each_unit_under_its_name() {
    let inbox = both();
    run(&inbox, &[]);
    let book = Book::from_bytes(&inbox.output());
    let rows = |sheet: &str, label: u32, amount: u32| {
        let sheet = book.sheets.iter().find(|own| own.name == sheet).unwrap();
        let text = |row: u32, column: u32| match sheet.cells.get(&(row, column)) {
            Some(Cell::Text(text)) => text.clone(),
            Some(Cell::Number(number)) => format!("{number}"),
            _ => String::new(),
        };
        (0..60)
            .map(|row| (text(row, 0), text(row, label), text(row, amount)))
            .collect::<Vec<_>>()
    };
    let table = rows("表六", 2, 3);
    let at = |label: &str| {
        table
            .iter()
            .position(|(first, name, _)| first == label || name == label)
            .unwrap()
    };
    let named = [
        at("总计"),
        at("101020-人力资源和社会保障局"),
        at("101021-就业服务管理中心"),
        at("合计"),
    ];
    assert!(named.is_sorted(), "{named:?}");
    assert_eq!(
        named.map(|row| table[row].2.as_str()),
        ["1383.83", "1072.9", "310.93", "1383.83"]
    );
    // one project of both units is one row
    let projects = rows("表七", 4, 5);
    let shared: Vec<_> = projects
        .iter()
        .filter(|(_, name, _)| name == "就业专项经费")
        .collect();
    assert_eq!(
        shared
            .iter()
            .map(|(_, _, amount)| amount.as_str())
            .collect::<Vec<_>>(),
        ["7150"]
    );
    // every form is kept
    assert_eq!(
        book.sheets
            .iter()
            .filter(|sheet| sheet.name.starts_with("绩效目标表"))
            .count(),
        7
    );
}

#[test]
fn units_at_the_top_are_two_departments_unless_the_clerk_says_otherwise() {
    let inbox = InboxDir::new();
    inbox.add(FIRST, &unit(FIRST));
    inbox.add(SECOND, &unit(SECOND));
    assert_eq!(inbox.read().budgets.len(), 2);
    let said = run(
        &inbox,
        &["--department", "高新区（新市区）人力资源和社会保障局"],
    );
    assert_eq!(said.status, 0, "{said:?}");
    assert!(
        said.stdout.contains("部门 1 个：可以公开 1。"),
        "{}",
        said.stdout
    );
}

/// One unit in one file, the other in one file for each of some tables.
#[test]
fn a_unit_may_come_in_several_files() {
    let kept = |names: &[&str], keep: bool| {
        let sheets = second()
            .sheets
            .iter()
            .map(|sheet| sheet.name.clone())
            .collect::<Vec<_>>();
        let gone = sheets
            .into_iter()
            .filter(|name| names.contains(&name.as_str()) != keep);
        gone.fold(second(), |book, name| book.without_sheet(&name))
            .bytes()
    };
    let inbox = inbox(&[
        (FIRST, &unit(FIRST)),
        ("二/表一.xlsx", &kept(&["表一"], true)),
        ("二/表六.xlsx", &kept(&["表六"], true)),
        ("二/其余.xlsx", &kept(&["表一", "表六"], false)),
    ]);
    let budget = inbox.budget();
    assert_eq!(budget.units.len(), 2);
    assert_eq!(budget.units[1].files.len(), 3);
    assert_is_the_seed(&budget);
}

#[test]
fn a_slip_in_a_unit_is_found_in_its_file() {
    let wrong = second().number("表三!F11", 239.72);
    let inbox = inbox(&[(FIRST, &unit(FIRST)), (SECOND, &wrong.bytes())]);
    let run = run(&inbox, &[]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(
        run.stdout.contains(&format!("{FOLDER}/{SECOND} 表三!F11")),
        "{}",
        run.stdout
    );
    // the department's own figures are sums, and are not said to be wrong once more
    assert!(!run.stdout.contains("R-28"), "{}", run.stdout);
    let book = Book::from_bytes(&inbox.output());
    assert!(book.sheets.iter().any(|sheet| sheet.name == "101021 表三"));
}

#[test]
fn the_same_unit_twice_is_named_and_not_summed() {
    let newer = second().number("表三!F11", 293.73);
    let inbox = inbox(&[
        (FIRST, &unit(FIRST)),
        (SECOND, &unit(SECOND)),
        ("新101021.xlsx", &newer.bytes()),
    ]);
    let told = run(&inbox, &[]);
    assert_eq!(told.status, 1, "{told:?}");
    assert!(
        told.stdout.contains("表三有两份，数字不同，两份都没有采用"),
        "{}",
        told.stdout
    );
    assert!(
        told.stdout
            .contains("不同 1 处：2080101 基本支出 F11 293.72 / F11 293.73"),
        "{}",
        told.stdout
    );
}

/// The same workbook with another name for its unit.
fn renamed(book: Book, to: &str) -> Book {
    let mut book = book;
    for sheet in &mut book.sheets {
        for cell in sheet.cells.values_mut() {
            if let Cell::Text(text) = cell
                && text.starts_with("101021-")
            {
                to.clone_into(text);
            }
        }
    }
    book
}

/// A name is often just what the second version corrects.
#[test]
fn one_unit_under_two_names_is_not_added_up() {
    for name in [
        "101021-就业服务中心",
        "101021-就业服务管理中心（本级）",
        "101029-区就业中心",
    ] {
        let inbox = inbox(&[
            (FIRST, &unit(FIRST)),
            ("2020a.xlsx", &unit(SECOND)),
            ("2020b.xlsx", &renamed(second(), name).bytes()),
        ]);
        let told = run(&inbox, &[]);
        assert_eq!(told.status, 1, "{told:?}");
        assert!(told.stdout.contains("合并 2 个预算单位"), "{}", told.stdout);
        let said =
            format!("同一个预算单位有两个名称（101021-就业服务管理中心 / {name}），没有相加");
        assert!(told.stdout.contains(&said), "{}", told.stdout);
        assert!(told.stdout.contains("R-09 强制"), "{}", told.stdout);
    }
}

#[test]
fn other_figures_under_a_new_name_are_a_second_version() {
    let newer = renamed(second().number("表三!F11", 239.73), "101021-就业服务中心");
    let inbox = inbox(&[
        (FIRST, &unit(FIRST)),
        (SECOND, &unit(SECOND)),
        ("新101021.xlsx", &newer.bytes()),
    ]);
    let told = run(&inbox, &[]);
    assert_eq!(told.status, 1, "{told:?}");
    assert!(
        told.stdout.contains("表三有两份，数字不同"),
        "{}",
        told.stdout
    );
    assert!(told.stdout.contains("没有相加"), "{}", told.stdout);
}

/// What the department handed in for all its units together must be what they add up to.
#[test]
fn the_departments_own_tables_are_compared_with_its_units() {
    let first = both();
    run(&first, &[]);
    let whole = Book::from_bytes(&first.output());
    let files = [(FIRST, unit(FIRST)), (SECOND, unit(SECOND))];
    let with = |whole: Book| {
        let inbox = inbox(
            &files
                .each_ref()
                .map(|(name, bytes)| (*name, bytes.as_slice())),
        );
        inbox.add(&format!("{FOLDER}/汇总.xlsx"), &whole.bytes());
        inbox
    };
    let same = with(whole);
    let told = run(&same, &[]);
    assert!(!told.stdout.contains("R-28"), "{}", told.stdout);
    assert_eq!(told.status, 0, "{told:?}");
    let whole = Book::from_bytes(&first.output());
    let wrong = whole.number("表一!B6", 16072.32);
    let told = run(&with(wrong), &[]);
    assert_eq!(told.status, 1, "{told:?}");
    assert!(
        told.stdout
            .contains("R-28 强制 不平  部门的数应等于各预算单位之和"),
        "{}",
        told.stdout
    );
}

/// With `--newest` the version that was saved last is used, wherever it lies in the order of names, and told.
#[test]
fn the_newest_version_is_taken_when_asked_for() {
    let dated = |book: Book, date: &str| {
        let core = format!(
            "<?xml version=\"1.0\"?><cp:coreProperties xmlns:cp=\"c\" xmlns:dcterms=\"d\"><dcterms:modified>{date}</dcterms:modified></cp:coreProperties>"
        );
        let mut parts = Parts::of(&book.bytes());
        parts.0.retain(|(name, _)| name != "docProps/core.xml");
        parts.with("docProps/core.xml", core).bytes()
    };
    let old = dated(second().number("表三!F11", 239.72), "2020-01-10T08:00:00Z");
    let new = dated(second(), "2020-01-11T08:00:00Z");
    for names in [["2020a.xlsx", "b.xlsx"], ["b.xlsx", "2020a.xlsx"]] {
        let inbox = inbox(&[(FIRST, &unit(FIRST)), (names[0], &old), (names[1], &new)]);
        let told = run(&inbox, &["--newest"]);
        assert_eq!(told.status, 0, "{told:?}");
        let said = format!(
            "按 --newest 用了后保存的一份：{FOLDER}/{} 表三!A2（2020-01-11T08:00:00Z）",
            names[1]
        );
        assert!(told.stdout.contains(&said), "{}", told.stdout);
        assert_eq!(run(&inbox, &[]).status, 1);
    }
    // of the same moment neither is newer
    let same = dated(second().number("表三!F11", 239.72), "2020-01-11T08:00:00Z");
    let inbox = inbox(&[
        (FIRST, &unit(FIRST)),
        ("2020a.xlsx", &same),
        ("b.xlsx", &new),
    ]);
    let told = run(&inbox, &["--newest"]);
    assert_eq!(told.status, 1, "{told:?}");
    assert!(told.stdout.contains("分不出先后"), "{}", told.stdout);
}

/// Of two versions of a form neither is used either.
#[test]
fn two_versions_of_a_form_are_named() {
    let sheet = "绩效目标表（二）";
    let book = second();
    let own = book.sheets.iter().find(|own| own.name == sheet).unwrap();
    let amount = own
        .cells
        .iter()
        .find(|(_, cell)| matches!(cell, Cell::Number(_)))
        .unwrap()
        .0;
    let place = format!("{sheet}!{}", gouji::place::a1(amount.0, amount.1));
    let inbox = inbox(&[
        (FIRST, &unit(FIRST)),
        (SECOND, &unit(SECOND)),
        ("新.xlsx", &book.number(&place, 111.0).bytes()),
    ]);
    let told = run(&inbox, &[]);
    assert!(
        told.stdout.contains("绩效目标表（二）有两份，数字不同"),
        "{}",
        told.stdout
    );
    assert_eq!(told.status, 1, "{told:?}");
}

/// The seed names the unit with its code in one table only.
#[test]
fn equal_copies_of_a_unit_with_and_without_its_code_are_copies() {
    let mut again = Book::official();
    again.sheets.retain(|sheet| sheet.name == "表三");
    let inbox = InboxDir::new();
    inbox.add("2020年预算表.xlsx", &Book::official().bytes());
    inbox.add("表三.xlsx", &again.bytes());
    let told = inbox.check();
    assert!(!told.stdout.contains("R-09"), "{}", told.stdout);
    assert!(told.stdout.contains("R-10"), "{}", told.stdout);
}

/// The published workbook with a row of the department above that of its unit.
fn on_two_levels(outer: &str, inner: &str) -> Book {
    let tables = [
        ("表二", 5, 3),
        ("表三", 7, 3),
        ("表五", 7, 3),
        ("表六", 7, 2),
    ];
    tables
        .into_iter()
        .fold(Book::official(), |book, (name, row, column)| {
            book.with(name, |sheet| {
                sheet.shift_rows(row, 1);
                let unit: Vec<_> = sheet
                    .cells
                    .iter()
                    .filter(|((at, _), _)| *at == row + 1)
                    .map(|((_, column), cell)| ((row, *column), cell.clone()))
                    .collect();
                sheet.cells.extend(unit);
                let label = |text: &str| Cell::Text(text.to_owned());
                sheet.cells.insert((row, column), label(outer));
                sheet.cells.insert((row + 1, column), label(inner));
            })
        })
}

#[test]
fn a_department_may_stand_above_its_units() {
    for (outer, inner) in [
        ("101-人力资源和社会保障局", "101020-人力资源和社会保障局"),
        (
            "高新区（新市区）人力资源和社会保障局",
            "高新区（新市区）人力资源和社会保障局本级",
        ),
        ("人力资源和社会保障局", "就业服务管理中心"),
    ] {
        let book = on_two_levels(outer, inner);
        let inbox = InboxDir::new();
        inbox.add("2020.xlsx", &book.bytes());
        let run = inbox.check();
        assert_eq!(run.status, 0, "{outer}: {}", run.stdout);
        // a department that is not the sum of its units
        for place in ["表三!F8", "表六!D8"] {
            let inbox = InboxDir::new();
            inbox.add("2020.xlsx", &book.clone().number(place, 1.0).bytes());
            let run = inbox.check();
            assert_eq!(run.status, 1, "{outer} {place}: {}", run.stdout);
        }
    }
}

/// A unit's workbook with a text on a sheet.
fn with_text(name: &str, lines: &[&str]) -> Vec<u8> {
    let mut book = Book::open(&data("units").join(name));
    let mut sheet = book.sheets[0].clone();
    sheet.name = "情况说明".to_owned();
    sheet.merges.clear();
    sheet.cells = (0..)
        .zip(lines)
        .map(|(row, line)| ((row, 0), Cell::Text((*line).to_owned())))
        .collect();
    book.sheets.push(sheet);
    book.bytes()
}

/// What a text says of basic expenditure.
fn text_of(people: &str, public_use: &str) -> [String; 4] {
    [
        "2020年部门预算情况说明".to_owned(),
        "一、关于2020年一般公共预算基本支出情况说明".to_owned(),
        format!("人员经费{people}万元；"),
        format!("公用经费{public_use}万元。"),
    ]
}

/// Findings about texts: the cell, the figure and what it should be.
fn about_texts(inbox: &InboxDir) -> Vec<String> {
    let json = inbox.json();
    let findings = json["departments"][0]["findings"].as_array().unwrap();
    let of_text = findings
        .iter()
        .filter(|it| it["rule"].as_str().unwrap().starts_with("N-"));
    let cells = of_text.map(|it| &it["cells"][0]);
    cells
        .map(|it| format!("{} {}", it["value"], it["proposed"]).replace('"', ""))
        .collect()
}

#[test]
fn a_text_on_a_sheet_of_a_unit_is_held_against_its_tables() {
    let found = |first: [String; 4], second: [String; 4]| {
        let [first, second] = [&first, &second].map(|it| it.each_ref().map(String::as_str));
        let inbox = inbox(&[
            (FIRST, &with_text(FIRST, &first)),
            (SECOND, &with_text(SECOND, &second)),
        ]);
        let told = about_texts(&inbox);
        let run = run(&inbox, &[]);
        (told, run.stdout)
    };
    let own = || text_of("293.41", "17.52");
    let (told, shown) = found(text_of("1019.91", "52.99"), own());
    assert_eq!(told, [""; 0]);
    assert!(shown.contains("部门 1 个：可以公开 1。"), "{shown}");
    for unit in ["101020-人力资源和社会保障局", "101021-就业服务管理中心"] {
        let said = format!("这份说明是预算单位“{unit}”的，与该单位的表核对，不放进部门的公开文本");
        assert!(shown.contains(&said), "{shown}");
    }
    let (told, _) = found(text_of("1019.91", "52.99"), text_of("293.41", "17.25"));
    assert_eq!(told, ["17.25 17.52"]);
    // the department's own text stands in the workbook of its offices
    let (told, shown) = found(text_of("1313.32", "70.51"), own());
    assert_eq!(told, [""; 0]);
    assert!(!shown.contains("“101020-人力资源和社会保障局”"), "{shown}");
}

#[test]
fn a_text_in_the_folder_of_a_unit_is_held_against_its_tables() {
    let written = |people: &str| {
        let inbox = inbox(&[]);
        for (folder, name) in [("机关", FIRST), ("中心", SECOND)] {
            inbox.add(&format!("{FOLDER}/{folder}/{name}"), &unit(name));
        }
        let text = text_of(people, "17.52").join("\n");
        inbox.add(&format!("{FOLDER}/中心/说明.txt"), text.as_bytes());
        inbox
    };
    assert_eq!(about_texts(&written("293.41")), [""; 0]);
    assert_eq!(about_texts(&written("239.41")), ["239.41 293.41"]);
    // and stands in no text of the department
    let inbox = written("293.41");
    run(&inbox, &[]);
    let document = inbox.path().join("公开表").read_dir().unwrap();
    let mut files = document.map(|it| it.unwrap().path());
    let document = files.find(|it| it.extension().is_some_and(|it| it == "docx"));
    let document = std::fs::read(document.unwrap()).unwrap();
    let parts = Parts::of(&document).0;
    let body = parts
        .into_iter()
        .find(|(name, _)| name == "word/document.xml");
    let body = String::from_utf8(body.unwrap().1).unwrap();
    let text = body.split('<').filter_map(|it| it.split_once('>'));
    let text: String = text.map(|(_, text)| text).collect();
    assert!(!text.contains("人员经费293.41万元"), "{text}");
    assert!(text.contains("人员经费1313.32万元"), "{text}");
}

#[test]
fn a_letter_in_the_folder_of_a_unit_is_no_text() {
    let inbox = inbox(&[]);
    for (folder, name) in [("机关", FIRST), ("中心", SECOND)] {
        inbox.add(&format!("{FOLDER}/{folder}/{name}"), &unit(name));
    }
    let letter = "承诺书\n本单位承诺所报材料真实、完整。";
    inbox.add(&format!("{FOLDER}/中心/承诺书.txt"), letter.as_bytes());
    let shown = run(&inbox, &[]).stdout;
    assert!(shown.contains("没有当作情况说明，不公开"), "{shown}");
    assert!(!shown.contains("这份说明是预算单位"), "{shown}");
}
