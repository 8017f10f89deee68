//! One cause is one problem: a copy, a second version and a missing table are counted once, and so they go back.

use crate::book::Book;
use crate::look::Parts;
use crate::program::{InboxDir, gouji};

/// The office's workbook, with its year in a file name.
fn inbox(books: &[(&str, Book)]) -> InboxDir {
    let inbox = InboxDir::new();
    for (name, book) in books {
        inbox.add(&format!("某局/{name}"), &book.bytes());
    }
    inbox
}

fn letter(inbox: &InboxDir) -> String {
    let name = "公开表/退回/高新区（新市区）人力资源和社会保障局退回意见.txt";
    let letter = std::fs::read_to_string(inbox.path().join(name)).unwrap();
    letter.replace('\r', "")
}

#[test]
fn a_copy_of_a_whole_file_is_one_hint() {
    let inbox = inbox(&[
        ("2020年报送.xlsx", Book::official()),
        ("2020年报送 - 副本.xlsx", Book::official()),
    ]);
    let said = inbox.check().stdout;
    assert_eq!(said.matches("R-10 提示").count(), 1, "{said}");
    assert!(said.contains("等 15 张表有两份，内容相同"), "{said}");
    assert!(
        said.contains("强制问题 0 个，核实 0 个，提示 5 个"),
        "{said}"
    );
}

#[test]
fn a_second_version_is_one_problem_and_its_letter_has_a_line_a_cell() {
    let newer = Book::official()
        .number("表三!G14", 87.4)
        .number("表五!G14", 87.4)
        .number("表七!F6", 87.4);
    let inbox = inbox(&[
        ("2020年报送.xlsx", Book::official()),
        ("2020年新.xlsx", newer),
    ]);
    let said = inbox.publish().stdout;
    assert!(said.contains("不能公开。强制问题 1 个"), "{said}");
    assert!(
        said.contains("表三、表五、表七有两份，数字不同，两份都没有采用，与它们有关的勾稽无法判断"),
        "{said}"
    );
    assert!(said.contains("两份相同"), "{said}");
    // what cannot be judged is counted behind it, in one line
    assert_eq!(said.matches("  无法判断：").count(), 1, "{said}");
    let letter = letter(&inbox);
    assert!(letter.contains("报送的表有 1 个问题"), "{letter}");
    let lines: Vec<&str> = letter
        .lines()
        .filter(|line| line.starts_with("   "))
        .collect();
    assert_eq!(
        lines,
        [
            "   表三 2080101 项目支出 G14 86.40 / G14 87.40",
            "   表五 2080101 项目支出 G14 86.40 / G14 87.40",
            "   表七 2080101 项目支出合计 F6 86.40 / F6 87.40",
        ],
        "{letter}"
    );
    assert!(
        !letter.contains("某局/") && !letter.contains("--"),
        "{letter}"
    );
}

#[test]
fn a_missing_table_is_one_problem() {
    let inbox = inbox(&[("2020年报送.xlsx", Book::official().without_sheet("表三"))]);
    let said = inbox.publish().stdout;
    assert!(said.contains("不能公开。强制问题 1 个"), "{said}");
    assert!(
        said.contains("  无法判断：没有收到 表三（91 条："),
        "{said}"
    );
    assert!(
        letter(&inbox).contains("报送的表有 1 个问题"),
        "{}",
        letter(&inbox)
    );
}

/// A figure that cannot be read is one problem with all that needs it.
#[test]
fn an_unreadable_figure_is_one_problem() {
    let inbox = inbox(&[(
        "2020年报送.xlsx",
        Book::official().text("表三!E7", "见附件"),
    )]);
    let said = inbox.check().stdout;
    assert!(said.contains("不能公开。强制问题 1 个"), "{said}");
}

/// What holds is filtered away at first: a clerk sees the rows that are open.
#[test]
fn the_review_shows_what_is_open() {
    let inbox = inbox(&[(
        "2020年报送.xlsx",
        Book::official().number("表三!G14", 864.0),
    )]);
    inbox.publish();
    let bytes = inbox.output();
    let verdicts: Vec<String> = Book::from_bytes(&bytes).sheets[0]
        .cells
        .iter()
        .filter(|((row, column), _)| *row > 4 && *column == 0)
        .map(|(_, cell)| format!("{cell:?}"))
        .collect();
    let holding = verdicts.iter().filter(|it| it.contains("\"平\"")).count();
    let sheet = Parts::of(&bytes).text("xl/worksheets/sheet1.xml");
    let hidden = sheet.matches(" hidden=\"1\"").count();
    assert!(holding > 300, "{holding}");
    assert_eq!(hidden, holding);
    assert!(sheet.contains("<filter val=\"不平\"/>"));
}

/// Of tables that share a sheet, a finding stands under the one whose title is nearest above its cells.
#[test]
fn findings_of_one_sheet_stand_under_their_own_table() {
    let path = crate::program::only_file("one-sheet");
    let book = Book::open(&path);
    let name = book.sheets[0].name.clone();
    let inbox = inbox(&[(
        "2020年报送.xlsx",
        book.text(&format!("{name}!E46"), "约 16000"),
    )]);
    let said = inbox.check().stdout;
    let finding = said.find("R-01 强制").unwrap_or_else(|| panic!("{said}"));
    let heading = said[..finding]
        .lines()
        .rev()
        .find(|line| line.starts_with("  ") && !line.starts_with("    "));
    assert!(heading.is_some_and(|it| it.contains("表二")), "{said}");
}

/// A second version leaves equations open: they are neither mended nor new, and the two versions are one new problem.
#[test]
fn what_can_no_longer_be_judged_is_not_mended() {
    let wrong = Book::official().number("表三!G14", 864.0);
    let inbox = inbox(&[("2020年报送.xlsx", wrong)]);
    let path = inbox.path().to_str().unwrap().to_owned();
    let report = gouji(&["check", "--format", "json", &path]).stdout;
    let last = inbox.path().with_extension("json");
    // as PowerShell's > writes it
    let bytes = [0xff, 0xfe].into_iter();
    let bytes: Vec<u8> = bytes
        .chain(report.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    std::fs::write(&last, bytes).unwrap();
    inbox.add("某局/2020年修改稿.xlsx", &Book::official().bytes());
    let said = gouji(&["check", "--since", last.to_str().unwrap(), &path]).stdout;
    std::fs::remove_file(last).unwrap();
    assert!(said.contains("已改正 0，新出现 1，"), "{said}");
    let new = said.lines().find(|line| line.contains("新出现 高新区"));
    let new = new.unwrap();
    assert!(new.contains("R-09") && new.contains(" 格"), "{new}");
}

/// The letter counts the problems that every other output counts, and says how many entries they come to.
#[test]
fn a_letter_counts_what_every_output_counts() {
    let inbox = inbox(&[(
        "2020年报送.xlsx",
        Book::official().number("表三!G14", 864.0),
    )]);
    let said = inbox.publish().stdout;
    assert!(said.contains("不能公开。强制问题 4 个"), "{said}");
    let letter = letter(&inbox);
    assert!(
        letter.contains("报送的表有 4 个问题，归为下列 1 条，"),
        "{letter}"
    );
}

/// Two changes would do; the one that leaves no rounding residue behind is proposed.
#[test]
fn a_change_that_leaves_fewer_residues_is_proposed() {
    let case = |name: &str| {
        let path = format!("cases/{name}/submitted.xlsx");
        Book::open(&crate::program::data(&path))
    };
    let residues = crate::program::data("residues/100012-临江区财政局.xlsx");
    let sheet = "单位一般公共预算拨款基本支出明细表";
    for (book, proposal) in [
        (
            Book::open(&residues),
            "表六!F24 30206 电费 公用经费 30.97 → 30.96",
        ),
        (Book::official().number("表六!F22", 0.91), "表六!F22"),
        (
            case("sh_finance_2025").number(&format!("{sheet}!E7"), 13_150_001.0),
            "单位一般公共预算拨款基本支出明细表!E7",
        ),
    ] {
        let bytes = [
            ("xlsx", book.bytes()),
            ("xls", crate::made_xls::Xls::of(&book).bytes()),
        ];
        for (ending, bytes) in bytes {
            let inbox = InboxDir::new();
            inbox.add(&format!("2020年报送.{ending}"), &bytes);
            let said = inbox.check().stdout;
            let likely = said.lines().find(|line| line.contains("最可能"));
            assert!(likely.is_some_and(|it| it.contains(proposal)), "{said}");
        }
    }
}

/// A column that the layout lacks is to be mended or left out; nobody is asked to choose another layout.
#[test]
fn a_column_of_no_layout_is_to_be_left_out() {
    let book = Book::official()
        .text("表四!H4", "国有资本经营预算")
        .number("表四!H6", 100.0);
    let inbox = inbox(&[("2020年报送.xlsx", book)]);
    let said = inbox.publish().stdout;
    assert!(said.contains("请核对表头；多出的列请删去"), "{said}");
    let letter = letter(&inbox);
    assert!(
        letter.contains("没有读入。请核对表头；多出的列请删去。\n"),
        "{letter}"
    );
    let heading = letter.lines().next().unwrap();
    assert!(
        heading.ends_with("保障局2020年部门预算公开表 退回意见"),
        "{heading}"
    );
}
