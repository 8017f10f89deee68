//! Every check of form: raised by a small change to a department that has nothing wrong, silent without it.

use crate::beside::not_joined;
use crate::book::{Book, Cell, Sheet, place_of};
use crate::department::Department;
use crate::made::Parts;
use crate::program::{InboxDir, data, seed_template};
use gouji::finding::Check;
use std::collections::BTreeMap;

const FILE: &str = "2020a.xlsx";

fn clean() -> Book {
    Department::full().book()
}

fn inbox(book: &Book) -> InboxDir {
    named(FILE, book)
}

fn named(file: &str, book: &Book) -> InboxDir {
    let inbox = InboxDir::new();
    inbox.add(file, &book.bytes());
    inbox
}

/// The book with other texts; those that become empty go.
fn with_texts(mut book: Book, change: impl Fn(&str) -> String) -> Book {
    for sheet in &mut book.sheets {
        sheet.cells.retain(|_, cell| match cell {
            Cell::Text(text) => {
                *text = change(text);
                !text.is_empty()
            }
            _ => true,
        });
    }
    book
}

/// The official workbook with a form in which nothing but the department stands.
fn spare_form() -> Book {
    let mut book = Book::official();
    let sheet = book.sheets.last().unwrap().clone();
    let words = ["F2", "C3", "E3"].map(place_of);
    let mut spare = Sheet {
        name: "绩效目标表（七）".to_owned(),
        ..sheet
    };
    spare
        .cells
        .retain(|(row, column), _| *row < 3 && !words.contains(&(*row, *column)));
    let title = "项 目 支 出 绩 效 目 标 表（七）";
    spare.cells.insert((0, 0), Cell::Text(title.to_owned()));
    book.sheets.push(spare);
    book
}

/// Takes a row of 表三 away, by its number from 1.
fn without_row(book: Book, row: u32) -> Book {
    book.with("表三", |sheet| sheet.shift_rows(row - 1, -1))
}

/// Exchanges two rows of 表三.
fn exchanged(book: Book, one: u32, other: u32) -> Book {
    book.with("表三", |sheet| {
        let moved = |row: u32| match row + 1 {
            row if row == one => other - 1,
            row if row == other => one - 1,
            row => row - 1,
        };
        sheet.cells = std::mem::take(&mut sheet.cells)
            .into_iter()
            .map(|((row, column), cell)| ((moved(row), column), cell))
            .collect();
    })
}

/// Two units and their department, whose own total is another.
fn units() -> InboxDir {
    let files = [
        "101020人力资源和社会保障局.xlsx",
        "101021就业服务管理中心.xlsx",
    ];
    let inbox = InboxDir::new();
    for file in files {
        let bytes = std::fs::read(data("units").join(file)).unwrap();
        inbox.add(&format!("人社局/{file}"), &bytes);
    }
    let path = inbox.path().to_str().unwrap().to_owned();
    crate::program::gouji(&["publish", &path, "--year", "2020"]);
    let whole = Book::from_bytes(&inbox.output()).number("表一!B6", 16_072.32);
    inbox.add("人社局/汇总.xlsx", &whole.bytes());
    inbox
}

/// Two folders with different budgets of one department.
fn two_budgets() -> InboxDir {
    let mut other = Department::full();
    other.projects[0].fen += 100;
    let inbox = InboxDir::new();
    inbox.add(&format!("财政局/{FILE}"), &clean().bytes());
    inbox.add(&format!("教育局/{FILE}"), &other.book().bytes());
    inbox
}

/// Checks of columns that no shipped layout has, see `year_columns`, and of documents, see `whole_books`.
const CHECKED_ELSEWHERE: [Check; 4] = [
    Check::EmptyTableDrawn,
    Check::RateFits,
    Check::YearColumnFilled,
    Check::UnitOfMeasureExact,
];

/// An inbox that fails a check; none for a check without a case.
fn failing(check: Check) -> Option<InboxDir> {
    of_figures(check)
        .or_else(|| of_tables(check))
        .or_else(|| of_codes(check))
}

fn of_figures(check: Check) -> Option<InboxDir> {
    let book = match check {
        Check::AmountReadable => clean().text("表三!E8", "约九千"),
        Check::FormulaHasResult => {
            let cell = Cell::Formula("1+1".to_owned(), "2".to_owned());
            let book = clean().cell("表三!E8", cell).bytes();
            let parts = Parts::of(&book).replaced(
                "xl/worksheets/sheet3.xml",
                "<f>1+1</f><v>2</v>",
                "<f>1+1</f>",
            );
            let inbox = InboxDir::new();
            inbox.add(FILE, &parts.bytes());
            return Some(inbox);
        }
        Check::NoHiddenDigits => clean().number("表三!F8", 9_000.004),
        Check::FigureVisible => clean().with("表三", |sheet| sheet.hidden_rows.push(7)),
        Check::FigureClaimed => clean().number("表三!K40", 12.34),
        Check::FormatKeepsSize => {
            let cell = Cell::Formatted(90_000_000.0, "0\\.0000".to_owned());
            clean().cell("表三!F8", cell)
        }
        Check::FormatShowsFigure => {
            clean().cell("表三!F8", Cell::Formatted(0.9, "0.0%".to_owned()))
        }
        Check::FigureKept => clean().text("表三!F8", "4 元"),
        Check::RowRecognised => clean().text("表三!A8", "999").text("表三!D8", "不知何物"),
        Check::PageRow => clean().with("表三", |sheet| {
            sheet.shift_rows(15, 1);
            let texts = [("D16", Cell::Text("过次页".to_owned()))];
            let numbers = [("E16", Cell::Number(1.0))];
            let cells = texts.into_iter().chain(numbers);
            sheet
                .cells
                .extend(cells.map(|(place, cell)| (place_of(place), cell)));
        }),
        _ => return None,
    };
    Some(inbox(&book))
}

fn of_tables(check: Check) -> Option<InboxDir> {
    let book = match check {
        Check::ColumnPresent => clean().blank("表三!G4"),
        Check::SheetVisible => {
            let mut book = clean();
            book.sheets.push(Sheet {
                name: "底稿".to_owned(),
                hidden: true,
                hidden_rows: Vec::new(),
                print_header: String::new(),
                cells: BTreeMap::from([((0, 0), Cell::Text("旧数".to_owned()))]),
                merges: Vec::new(),
            });
            book
        }
        Check::TableOnce => {
            let inbox = inbox(&clean());
            inbox.add("2020b.xlsx", &clean().number("表三!E5", 1.0).bytes());
            return Some(inbox);
        }
        Check::CopyOnce => {
            let inbox = inbox(&clean());
            inbox.add("2020b.xlsx", &clean().bytes());
            return Some(inbox);
        }
        Check::DepartmentKnown => with_texts(clean(), |text| text.replace("某区财政局", "")),
        Check::YearKnown => {
            let book = with_texts(clean(), |text| text.replace("2020年", ""));
            return Some(named("a.xlsx", &book));
        }
        Check::PartJoined => not_joined(),
        Check::TitleUnderstood => clean().text("表三!A1", "2020年某某情况"),
        Check::FiguresPresent => {
            let mut book = clean();
            let sheets = book.sheets.iter_mut();
            sheets.for_each(|sheet| {
                sheet
                    .cells
                    .retain(|_, cell| !matches!(cell, Cell::Number(_)));
            });
            book
        }
        Check::YearInNames => return Some(named("2019年部门预算.xlsx", &clean())),
        Check::TablePresent => clean().without_sheet("表八"),
        Check::TotalRowPresent => without_row(without_row(clean(), 20), 5),
        Check::FormFilled => spare_form(),
        Check::FormHasGoal => Book::official().blank("绩效目标表（一）!B4"),
        Check::AmountNotNegative => crate::yuan::three_publics([-8.0, -6.0, -2.0]),
        Check::DepartmentInNames => {
            let inbox = named("甲/某区教育局2020年部门预算.xlsx", &clean());
            let other = with_texts(clean(), |text| text.replace("某区财政局", "某区教育局"));
            inbox.add("乙/2020年部门预算.xlsx", &other.bytes());
            return Some(inbox);
        }
        Check::SubtotalAddsUp => Book::official().with("表七", |sheet| {
            sheet.shift_rows(5, 1);
            let unit = Cell::Text("人力资源和社会保障局".to_owned());
            sheet.cells.insert(place_of("D6"), unit);
            sheet.cells.insert(place_of("F6"), Cell::Number(1.0));
        }),
        Check::TotalRowNamed => Book::official().text("表七!A12", "TOTAL"),
        Check::CodeNamesAgree => Book::official().text("表七!D6", "行政管理"),
        Check::RowNamed => Book::official().blank("表七!E7"),
        Check::SameDepartment => clean().text("表三!A2", "编制部门：某区教育局"),
        Check::SameYear => clean().text("表三!A1", "2019年部门支出总体情况表"),
        Check::UnitOfMeasureStated => clean().blank("表三!D2"),
        Check::UnitOfMeasureFits => clean().text("表八!D2", "单位：元"),
        Check::UnitOfMeasureLikely => {
            clean().with("表八", |sheet| crate::yuan::scaled(sheet, 1_000.0))
        }
        Check::OtherYearLeftOut => clean().with("表三", |sheet| {
            let years = ["2020年预算数", "2019年预算数"];
            crate::beyond::beside(sheet, (3, 3), (4, 6), years, true);
        }),
        Check::InLayout => clean().text("表三!H4", "备注"),
        Check::MoneyInLayout => clean()
            .text("表三!H4", "上缴上级支出")
            .number("表三!H8", 10.0),
        Check::EmptyTableSaysSo => {
            let mut department = Department::full();
            department.projects.retain(|project| !project.fund);
            department.book().blank("表九!A5")
        }
        Check::TitleOfBudget => Book::official().text("表三!A2", "2020年部门支出总体情况决算表"),
        Check::TitleFinal => Book::official().text("表三!A2", "部门支出总体情况表（草案）"),
        Check::NoteOfYear => {
            Book::official().text("表九!A11", "备注：2019年未安排政府性基金，此表为空表")
        }
        Check::NoteOfTable => {
            Book::official().text("表九!A11", "备注：未安排“三公”经费，此表为空表")
        }
        Check::ZerosExplained => {
            let book = Book::official().blank("表八!A7");
            book.number("表八!A6", 0.0)
        }
        Check::WordsFinished => Book::official().text("绩效目标表（一）!F8", "待定"),
        Check::IndicatorFilled => Book::official().blank("绩效目标表（一）!F8"),
        Check::IndicatorLikely => Book::official().text("绩效目标表（一）!F18", "≥950%"),
        Check::GoalOwn => crate::table_words::one_goal("绩效目标表（二）!B4"),
        Check::NoTelephone => Book::official().text("绩效目标表（一）!F16", "有效（13912345678）"),
        Check::FilledTableDoesNot => clean().text("表三!A25", "备注：此表为空表"),
        Check::ProjectNamesAgree => Book::official(),
        Check::TextOfBudget => {
            let inbox = inbox(&clean());
            inbox.add("承诺书.txt", "我局承诺所报材料真实、完整。".as_bytes());
            return Some(inbox);
        }
        Check::TextIsWhole => {
            let inbox = inbox(&clean());
            let picture = "<w:drawing><pic:pic xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"/></w:drawing>";
            let body = format!("<w:p><w:r><w:t>机构设置图如下：</w:t>{picture}</w:r></w:p>");
            inbox.add("情况说明.docx", &crate::marked_text::document(&body));
            return Some(inbox);
        }
        Check::FilesReadable => {
            let inbox = InboxDir::new();
            inbox.add("人社局/2020年.xlsx", &clean().bytes());
            inbox.add("人社局/2020年（修改后）.xlsx", b"PK\x03\x04");
            return Some(inbox);
        }
        Check::UnitsOfOne => return Some(crate::mixed::in_the_wrong_folder()),
        Check::UnitsLikelyOfOne => return Some(crate::mixed::without_codes()),
        Check::UnitsOfOneYear => return Some(crate::mixed::of_two_years()),
        Check::AmountsOwn => {
            let inbox = inbox(&clean());
            let other = with_texts(clean(), |text| text.replace("某区财政局", "某区教育局"));
            inbox.add("教育局2020.xlsx", &other.bytes());
            return Some(inbox);
        }
        Check::BudgetOnce => return Some(two_budgets()),
        Check::UnitsAddUp => return Some(units()),
        _ => return None,
    };
    Some(inbox(&book))
}

fn of_codes(check: Check) -> Option<InboxDir> {
    let book = match check {
        Check::CodeOnce => clean().text("表三!C9", "01"),
        Check::CodeKnown => clean().text("表三!C8", "88"),
        Check::CodeName => clean().text("表三!D8", "行政运专"),
        Check::CodeLevel => clean().text("表三!D8", "财政事务"),
        Check::CodeParentPresent => without_row(clean(), 7),
        Check::CodeBelowParent => exchanged(clean(), 8, 12),
        Check::CodeOrder => exchanged(clean(), 12, 13),
        _ => return None,
    };
    Some(inbox(&book))
}

/// The rules that an inbox has findings of.
fn rules_of(inbox: &InboxDir) -> Vec<String> {
    let json = inbox.json();
    let departments = json["departments"].as_array().unwrap().iter();
    let findings = departments.flat_map(|department| department["findings"].as_array().unwrap());
    findings
        .map(|finding| finding["rule"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_check_is_raised_by_its_case_and_silent_on_a_clean_department() {
    assert_eq!(rules_of(&inbox(&clean())), Vec::<String>::new());
    let rules = seed_template().rules;
    let mut silent = Vec::new();
    for rule in &rules.rules {
        let Some(check) = rule.check else {
            continue;
        };
        if CHECKED_ELSEWHERE.contains(&check) {
            continue;
        }
        let case = failing(check).unwrap_or_else(|| panic!("{check:?} has no case here"));
        let found = rules_of(&case);
        if !found.contains(&rule.id) {
            silent.push(format!("{} {check:?}: {found:?}", rule.id));
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
}
