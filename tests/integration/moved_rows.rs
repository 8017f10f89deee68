//! Rows of figures that moved by one are said once, in three layouts, as .xlsx and as .xls.

use crate::book::{Book, place_of};
use crate::whole_tables::{case, message, red, said};

/// Moves the cells of a range by rows and columns, as a clerk pastes them; what stood there is gone.
fn paste(mut book: Book, sheet: &str, range: &str, down: u32) -> Book {
    let (first, last) = range.split_once(':').unwrap();
    let ((top, left), (bottom, right)) = (place_of(first), place_of(last));
    let cells = &mut book.sheet(sheet).cells;
    for column in left..=right {
        for row in (top..=bottom).rev() {
            match cells.remove(&(row, column)) {
                Some(cell) => cells.insert((row + down, column), cell),
                None => cells.remove(&(row + down, column)),
            };
        }
    }
    book
}

#[test]
fn rows_that_moved_are_said_once() {
    for (book, sheet, range, words) in [
        (Book::official(), "表三", "G8:G40", "项目支出"),
        (Book::official(), "表五", "E8:G40", "低了一行"),
        (case("js_court_2018"), "Sheet7", "C5:C21", "低了一行"),
        (
            case("sh_finance_2025"),
            "单位支出总表",
            "E7:G28",
            "低了一行",
        ),
    ] {
        let found = said(&paste(book, sheet, range, 1));
        let said = message(&found);
        assert!(
            said.contains(words) && said.contains("低了一行"),
            "{sheet}: {found:?}"
        );
    }
}

/// Moves the figures of a range one row up or down within it; the one at the end is gone.
fn shift(mut book: Book, sheet: &str, range: &str, is_down: bool) -> Book {
    let (first, last) = range.split_once(':').unwrap();
    let ((top, left), (bottom, right)) = (place_of(first), place_of(last));
    let cells = &mut book.sheet(sheet).cells;
    let block: Vec<_> = (left..=right)
        .flat_map(|column| (top..=bottom).map(move |row| (row, column)))
        .filter_map(|place| cells.remove(&place).map(|cell| (place, cell)))
        .collect();
    for ((row, column), cell) in block {
        let to = if is_down { row + 1 } else { row - 1 };
        if (top..=bottom).contains(&to) {
            cells.insert((to, column), cell);
        }
    }
    book
}

/// In either direction, with the figure at the end pasted over: one cause, and no cell of another table is red.
#[test]
fn rows_that_moved_over_a_figure_are_one_cause() {
    for (book, sheet, range) in [
        (Book::official(), "表三", "E9:G22"),
        (Book::official(), "表五", "E9:G22"),
        (case("js_court_2018"), "Sheet7", "C5:C21"),
        (case("js_court_2018"), "Sheet8", "C5:C37"),
        (case("sh_finance_2025"), "单位支出总表", "E6:G28"),
    ] {
        for (is_down, words) in [(true, "低了一行"), (false, "高了一行")] {
            let book = shift(book.clone(), sheet, range, is_down);
            let found = said(&book);
            assert!(message(&found).contains(words), "{sheet}: {found:?}");
            assert_eq!(found.len(), 1, "{sheet}: {found:?}");
            let red = red(&book);
            assert!(!red.is_empty(), "{sheet}");
            for cell in red {
                assert!(cell.starts_with(&format!("{sheet}!")), "{cell}");
            }
        }
    }
    let book = shift(case("sh_finance_2025"), "单位支出总表", "E6:G28", true);
    let lost = "被覆盖的金额推算为 E28 11,800,000、F28 11,800,000";
    assert!(message(&said(&book)).contains(lost));
}

/// Where all columns move, only sums notice. The row that is left empty and the sums tell.
#[test]
fn rows_that_moved_are_found_by_sums_alone() {
    let economic = "单位一般公共预算拨款基本支出明细表";
    for (book, sheet, range) in [
        (Book::official(), "表六", "D9:F34"),
        (Book::official(), "表六", "D10:F20"),
        (case("sh_finance_2025"), economic, "D6:F39"),
    ] {
        for (is_down, words) in [(true, "低了一行"), (false, "高了一行")] {
            let book = shift(book.clone(), sheet, range, is_down);
            let found = said(&book);
            assert!(
                message(&found).contains(words),
                "{sheet} {range}: {found:?}"
            );
            assert_eq!(found.len(), 1, "{sheet} {range}: {found:?}");
            let red = red(&book);
            assert!(!red.is_empty(), "{sheet}");
            for cell in red {
                assert!(cell.starts_with(&format!("{sheet}!")), "{cell}");
            }
        }
    }
    // among the parts of one class no sum tells where it began, and no figure is proposed
    let book = shift(Book::official(), "表六", "D10:F20", false);
    let found = said(&book);
    let told = message(&found);
    assert!(told.contains("至少第") && !told.contains("推算"), "{told}");
}
