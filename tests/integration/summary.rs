//! 汇总.xlsx: a row a department, a row a finding, a row a file that could not be read, and all added up. Tried of what
//! must not be added together: two years, two years and none, a department in two folders (equal, different, one of
//! them publishable, both, three of them, of two layouts, with its number in front), a department whose heading
//! differs in width, nameless ones.

use crate::book::{Book, Cell};
use crate::made::Parts;
use crate::program::{InboxDir, data};
use std::fs;

fn text(book: &Book, sheet: &str, row: u32, column: u32) -> String {
    let sheet = book.sheets.iter().find(|own| own.name == sheet).unwrap();
    match sheet.cells.get(&(row, column)) {
        Some(Cell::Text(text)) => text.clone(),
        Some(Cell::Number(number)) => format!("{number}"),
        _ => String::new(),
    }
}

/// The department's workbook as if another department had handed it in.
fn of(name: &str, mut book: Book) -> Book {
    for cell in book
        .sheets
        .iter_mut()
        .flat_map(|sheet| sheet.cells.values_mut())
    {
        if let Cell::Text(text) = cell {
            *text = text.replace("高新区（新市区）人力资源和社会保障局", name);
        }
    }
    book
}

/// The first column of figures.
const INCOME: u32 = 10;

/// The row of the totals: the first whose name says so, and its text.
fn total(book: &Book, year: &str) -> (u32, [String; 4]) {
    let is_it = |row: &u32| {
        text(book, "部门", *row, 0).contains("个部门合计") && text(book, "部门", *row, 1) == year
    };
    let row = (3..60)
        .find(is_it)
        .unwrap_or_else(|| panic!("no total of {year}"));
    (
        row,
        [0, 1, 2, INCOME].map(|column| text(book, "部门", row, column)),
    )
}

/// What stands below a heading of the first sheet in the row of a file or department.
fn of_row(book: &Book, row: u32, heading: &str) -> String {
    let column = (0..40).find(|column| text(book, "部门", 2, *column) == heading);
    text(book, "部门", row, column.unwrap())
}

fn summary(inbox: &InboxDir) -> Book {
    Book::open(&inbox.path().join("公开表/汇总.xlsx"))
}

#[test]
fn who_needs_a_phone_call_comes_first_and_all_are_added_up() {
    let inbox = InboxDir::new();
    inbox.add("甲/2020报送.xlsx", &of("甲局", Book::official()).bytes());
    inbox.add(
        "乙/报送2020年.xlsx",
        &Book::official().number("表三!G14", 864.0).bytes(),
    );
    inbox.add("坏.xlsx", b"");
    inbox.publish();
    let book = summary(&inbox);
    let names: Vec<&str> = book
        .sheets
        .iter()
        .map(|sheet| sheet.name.as_str())
        .collect();
    assert_eq!(names[..4], ["部门", "问题", "未能读取", "表一"]);
    assert_eq!(
        [3, 4, 5].map(|row| text(&book, "部门", row, 2)),
        ["不能公开", "可以公开", "4 条不平"]
    );
    assert_eq!(
        [3, 4, 5].map(|row| text(&book, "部门", row, INCOME)),
        ["16072.23", "16072.23", "32144.46"]
    );
    let names: Vec<String> = (3..20)
        .map(|column| text(&book, "部门", 3, column))
        .collect();
    assert!(
        names.iter().any(|it| it.contains("（待核）.xlsx")),
        "{names:?}"
    );
    // whoever phones has the cell, the figure and the folder at hand
    assert!(
        names
            .iter()
            .any(|it| it.contains("表三!G14 2080101 行政运行 项目支出 864.00 → 86.40")),
        "{names:?}"
    );
    assert!(names.contains(&"乙".to_owned()), "{names:?}");
    assert_eq!(text(&book, "未能读取", 3, 0), "坏.xlsx");
    assert_eq!(text(&book, "未能读取", 3, 2), "请重新报送");
    assert!(
        text(&book, "问题", 3, 5).starts_with("表三"),
        "{}",
        text(&book, "问题", 3, 5)
    );
    assert!(text(&book, "问题", 3, 2).contains("表三!"));
    let levels: Vec<String> = (3..40).map(|row| text(&book, "问题", row, 1)).collect();
    let levels: Vec<&str> = levels
        .iter()
        .map(String::as_str)
        .filter(|it| !it.is_empty())
        .collect();
    let is_sorted = |levels: &[&str]| {
        let rank = |level: &str| {
            ["强制", "核实", "提示"]
                .iter()
                .position(|own| *own == level)
        };
        levels.windows(2).all(|two| rank(two[0]) <= rank(two[1]))
    };
    assert!(levels.len() > 5 && is_sorted(&levels), "{levels:?}");
    // the tables of all departments together, in the same layout
    assert_eq!(text(&book, "表一", 5, 1), "32144.46");
}

#[test]
fn the_summary_of_units_is_that_of_their_department() {
    let inbox = InboxDir::new();
    for entry in std::fs::read_dir(data("units"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        let name = format!("人社局/{}", entry.file_name().unwrap().to_str().unwrap());
        inbox.add(&name, &std::fs::read(&entry).unwrap());
    }
    inbox.publish();
    let book = summary(&inbox);
    assert_eq!(
        [3, 4].map(|row| text(&book, "部门", row, INCOME)),
        ["16072.23", "16072.23"]
    );
}

#[test]
fn what_has_not_changed_leaves_the_summary_as_it_is() {
    let inbox = InboxDir::with_folder("official");
    inbox.publish();
    let path = inbox.path().join("公开表/汇总.xlsx");
    let (bytes, moment) = (
        std::fs::read(&path).unwrap(),
        std::fs::metadata(&path).unwrap().modified().unwrap(),
    );
    inbox.publish();
    assert_eq!(
        std::fs::metadata(&path).unwrap().modified().unwrap(),
        moment
    );
    std::fs::remove_file(&path).unwrap();
    inbox.publish();
    assert!(std::fs::read(&path).unwrap() == bytes);
}

#[test]
fn departments_that_agree_add_up_to_tables_that_agree() {
    let inbox = InboxDir::new();
    for name in ["甲", "乙", "丙"] {
        let book = of(&format!("{name}局"), Book::official());
        inbox.add(&format!("{name}/报送2020年.xlsx"), &book.bytes());
    }
    inbox.publish();
    let book = summary(&inbox);
    assert_eq!(text(&book, "部门", 6, INCOME), "48216.69");
    assert!(
        text(&book, "部门", 6, 2).ends_with("条勾稽都平"),
        "{}",
        text(&book, "部门", 6, 2)
    );
}

#[test]
fn years_are_never_added_together() {
    let inbox = InboxDir::new();
    for (name, year) in [("甲局", 2019), ("乙局", 2020), ("丙局", 2020)] {
        inbox.add(
            &format!("{name}/{year}年.xlsx"),
            &of(name, Book::official()).bytes(),
        );
    }
    inbox.publish();
    let book = summary(&inbox);
    let (_, older) = total(&book, "2019");
    let (_, newer) = total(&book, "2020");
    assert_eq!(older[..2], ["2019 年全部 1 个部门合计", "2019"]);
    assert_eq!((&*older[3], &*newer[3]), ("16072.23", "32144.46"));
    let names: Vec<&str> = book
        .sheets
        .iter()
        .map(|sheet| sheet.name.as_str())
        .collect();
    assert!(
        names.contains(&"2019 表一") && names.contains(&"2020 表一"),
        "{names:?}"
    );
    assert_eq!(text(&book, "2019 表一", 5, 1), "16072.23");
    assert_eq!(text(&book, "2020 表一", 5, 1), "32144.46");
}

#[test]
fn a_department_in_two_folders_is_added_once_or_not_at_all() {
    let (right, wrong) = (Book::official(), Book::official().number("表三!G14", 864.0));
    let other = Book::official().number("表三!G14", 86.5);
    let cases: [(&[&Book], &str, &str); 5] = [
        (
            &[&right, &right],
            "16072.23",
            "数字相同，汇总的合计只算一份",
        ),
        (
            &[&right, &right, &right],
            "16072.23",
            "数字相同，汇总的合计只算一份",
        ),
        (
            &[&wrong, &wrong],
            "16072.23",
            "数字相同，汇总的合计只算一份",
        ),
        (
            &[&wrong, &right],
            "16072.23",
            "只算可以公开的一份：修改稿/报送2020年.xlsx",
        ),
        (&[&wrong, &other], "0", "汇总的合计都没有算"),
    ];
    for (books, sum, said) in cases {
        let inbox = InboxDir::new();
        for (book, folder) in books.iter().zip(["原稿", "修改稿", "终稿"]) {
            inbox.add(&format!("{folder}/报送2020年.xlsx"), &book.bytes());
        }
        inbox.add("乙/报送2020年.xlsx", &of("乙局", Book::official()).bytes());
        let run = inbox.publish();
        let line = run.stdout.lines().find(|line| line.contains("汇总的合计"));
        let line = line.unwrap_or_else(|| panic!("{}", run.stdout));
        assert!(
            line.contains(said) && line.contains("原稿/报送2020年.xlsx"),
            "{line}"
        );
        let book = summary(&inbox);
        let (_, total) = total(&book, "2020");
        let all = if sum == "0" { "16072.23" } else { "32144.46" };
        assert_eq!(total[3], all, "{said}");
        let counted: Vec<String> = (3..4 + u32::try_from(books.len()).unwrap())
            .map(|row| of_row(&book, row, "合计"))
            .collect();
        let is_counted = |words: &&String| words.starts_with("计入");
        let expected = if sum == "0" { 1 } else { 2 };
        assert_eq!(
            counted.iter().filter(is_counted).count(),
            expected,
            "{counted:?}"
        );
        // it is said again where nothing has changed
        assert!(inbox.publish().stdout.contains(line));
    }
}

#[test]
fn a_department_that_may_not_be_published_is_marked_in_the_total() {
    let inbox = InboxDir::new();
    inbox.add("甲/报送2020年.xlsx", &of("甲局", Book::official()).bytes());
    inbox.add(
        "乙/报送2020年.xlsx",
        &of("乙局", Book::official().number("表三!G14", 864.0)).bytes(),
    );
    inbox.publish();
    let bytes = std::fs::read(inbox.path().join("公开表/汇总.xlsx")).unwrap();
    let parts = crate::made::Parts::of(&bytes);
    let notes: Vec<String> = parts
        .0
        .iter()
        .filter(|(name, _)| name.contains("comments"))
        .map(|(_, bytes)| String::from_utf8(bytes.clone()).unwrap())
        .collect();
    let of_total = notes.iter().find(|text| text.contains("ref=\"K6\""));
    assert!(of_total.unwrap().contains("含不能公开的部门的数字：乙局"));
    assert!(notes.iter().all(|text| !text.contains("甲局")));
    assert!(notes.len() > 5, "the tables are marked too");
}

#[test]
fn residues_are_not_among_what_is_left_out() {
    let inbox = InboxDir::new();
    let name = "100012-临江区财政局.xlsx";
    let bytes = std::fs::read(data("residues").join(name)).unwrap();
    inbox.add(name, &bytes);
    let run = inbox.publish();
    assert!(run.stdout.contains("尾差 1"), "{}", run.stdout);
    let book = summary(&inbox);
    let remark = text(&book, "问题", 1, 0);
    assert!(!remark.contains("没有列出"), "{remark}");
}

/// Findings of a department beyond a thousand are counted, and the count is that of all of them.
#[test]
fn what_is_left_out_is_counted_exactly() {
    let inbox = InboxDir::new();
    for name in ["甲局", "乙局"] {
        let book = Book::official().with("表三", |sheet| {
            for row in 100..600 {
                let texts = ["299", "99", "01", "其他", "一点", "两点", "三点"];
                for (column, text) in (0..).zip(texts) {
                    sheet
                        .cells
                        .insert((row, column), Cell::Text(text.to_owned()));
                }
            }
        });
        inbox.add(&format!("{name}/报送2020年.xlsx"), &of(name, book).bytes());
    }
    let begun = std::time::Instant::now();
    let all = inbox.json();
    // amounts that nobody can read are no reason to search for ever
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
    let count = |department: &serde_json::Value| {
        let findings = department["findings"].as_array().unwrap().iter();
        // an equation that cannot be judged follows from the amount that cannot be read
        let own = findings.filter(|own| own["verdict"] == "broken");
        own.count()
    };
    let counts: Vec<usize> = all["departments"]
        .as_array()
        .unwrap()
        .iter()
        .map(count)
        .collect();
    assert!(counts.iter().all(|count| *count > 1_000), "{counts:?}");
    inbox.publish();
    let book = summary(&inbox);
    let rows = (3..).map(|row| text(&book, "问题", row, 0));
    let names: Vec<String> = rows.take_while(|name| !name.is_empty()).collect();
    let own = names
        .iter()
        .filter(|name| ["甲局", "乙局"].contains(&name.as_str()));
    assert_eq!(own.count(), 2_000);
    let left_out = counts.iter().sum::<usize>() - 2_000;
    let remark = text(&book, "问题", 1, 0);
    let said = format!("列出 {} 个，另有 {left_out} 个没有列出。", names.len());
    assert!(remark.starts_with(&said), "{said}: {remark}");
}

#[test]
fn a_summary_in_an_inbox_is_no_submission() {
    let inbox = InboxDir::with_folder("official");
    inbox.publish();
    let own = summary(&inbox).text("部门!B20", "已电话通知").bytes();
    let other = InboxDir::with_folder("official");
    other.add("上次的.xlsx", &own);
    let run = other.check();
    assert_eq!(run.status, 0, "{}", run.stdout);
    let told = "忽略 上次的.xlsx：是勾稽写的汇总，不是报送的表，没有读";
    assert!(run.stdout.contains(told), "{}", run.stdout);
    assert!(run.stdout.contains("部门 1 个"), "{}", run.stdout);
    // one that a person has changed where it lies is kept, and not to be handed in
    inbox.add("公开表/汇总.xlsx", &own);
    std::fs::write(inbox.path().join("另一.txt"), "").unwrap();
    let run = crate::program::gouji(&["publish", inbox.path().to_str().unwrap(), "--force"]);
    assert!(
        run.stdout.contains("汇总.xlsx 每次都重新生成"),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains("换下原来报送的文件"), "{}", run.stdout);
}

#[test]
fn a_changed_document_goes_beside_the_workbook() {
    let inbox = InboxDir::with_folder("official");
    inbox.publish();
    let documents = inbox.documents();
    let path = inbox.path().join("公开表").join(&documents[0]);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.extend([0; 4]);
    std::fs::write(&path, bytes).unwrap();
    let run = crate::program::gouji(&["publish", inbox.path().to_str().unwrap(), "--force"]);
    let told = "请把改过的一份放到收件文件夹里该部门的工作簿旁边";
    assert!(run.stdout.contains(told), "{}", run.stdout);
    assert!(!run.stdout.contains("换下原来报送的文件"), "{}", run.stdout);
}

/// The advice beside a department's first problem is of that problem, not of a later one.
#[test]
fn the_advice_is_that_of_the_first_problem() {
    let inbox = InboxDir::new();
    let book = Book::official().text("表三!A2", "部门有关情况一览");
    inbox.add("2020年.xlsx", &book.bytes());
    let text = fs::read(data("text/xinjiang_2020.docx")).unwrap();
    let wrong = Parts::of(&text).replaced(
        "word/document.xml",
        "年度资金总额： 42.00 万元",
        "年度资金总额： 47.00 万元",
    );
    inbox.add("说明.docx", &wrong.bytes());
    inbox.publish();
    let summary = summary(&inbox);
    // where it is and what is wrong come first, the rule last
    let first = of_row(&summary, 3, "首要问题");
    assert!(
        first.starts_with("表三!") && first.ends_with("（R-35）"),
        "{first}"
    );
    assert_eq!(of_row(&summary, 3, "建议"), "");
}

/// Sums over departments have no cell that anybody could mend.
#[test]
fn the_total_of_departments_has_no_advice() {
    let inbox = InboxDir::new();
    let broken = fs::read(data("broken/10_total_blank.xlsx")).unwrap();
    inbox.add("2020年.xlsx", &broken);
    inbox.publish();
    let summary = summary(&inbox);
    let mut told = 0;
    for sheet in &summary.sheets {
        let rows: std::collections::BTreeSet<u32> = sheet.cells.keys().map(|at| at.0).collect();
        for row in rows {
            let cells = sheet.cells.iter().filter(|((own, _), _)| *own == row);
            let texts: Vec<String> = cells.map(|(_, cell)| format!("{cell:?}")).collect();
            let has = |word: &str| texts.iter().any(|text| text.contains(word));
            told += usize::from(has("最可能"));
            assert!(!(has("个部门合计") && has("最可能")), "{texts:?}");
        }
    }
    assert!(told > 0);
}
