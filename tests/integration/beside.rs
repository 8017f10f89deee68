//! A table that goes on beside itself: further columns of the same rows, below or on a second sheet.

use crate::book::{Book, Cell, Sheet};
use crate::made_xls::Xls;
use crate::program::{InboxDir, data};
use gouji::budget::{Budget, Figure};
use std::collections::BTreeMap;

fn case(name: &str) -> Book {
    Book::open(&data(&format!("cases/{name}/submitted.xlsx")))
}

/// A table to cut in two.
#[derive(Clone)]
struct Place {
    book: Book,
    year: i32,
    sheet: &'static str,
    /// The row of its title, the first and the last row of its header, its own last row.
    rows: [u32; 4],
    /// How many columns name its rows.
    names: u32,
    /// The first column that goes.
    from: u32,
}

fn places() -> Vec<Place> {
    let place = |book: &Book, year, sheet, rows, (names, from)| Place {
        book: book.clone(),
        year,
        sheet,
        rows,
        names,
        from,
    };
    let xinjiang = Book::official();
    let shanghai = case("sh_finance_2025");
    let jiangsu = case("js_court_2018");
    vec![
        place(&xinjiang, 2020, "表七", [1, 3, 4, 11], (5, 11)),
        place(&xinjiang, 2020, "表七", [1, 3, 4, 11], (5, 8)),
        place(&xinjiang, 2020, "表三", [1, 3, 5, 22], (4, 5)),
        place(&xinjiang, 2020, "表三", [1, 3, 5, 22], (4, 6)),
        place(&xinjiang, 2020, "表一", [1, 3, 4, 34], (0, 2)),
        place(&shanghai, 2025, "单位支出总表", [0, 2, 4, 28], (4, 6)),
        place(&shanghai, 2025, "单位收入总表", [0, 2, 4, 28], (4, 6)),
        place(&jiangsu, 2018, "Sheet9", [0, 2, 4, 5], (0, 7)),
    ]
}

fn text_at(sheet: &Sheet, at: (u32, u32)) -> String {
    match sheet.cells.get(&at) {
        Some(Cell::Text(text)) => text.clone(),
        other => panic!("no text at {at:?}: {other:?}"),
    }
}

/// Cuts off columns: they go into a sheet of their own, with the heading and the rows' names before them.
fn part(sheet: &mut Sheet, place: &Place, title: Option<&str>) -> Sheet {
    let [top, head, header, last] = place.rows;
    let mut part = Sheet {
        name: format!("{}续", place.sheet),
        merges: merges_of(sheet, place),
        cells: BTreeMap::new(),
        ..sheet.clone()
    };
    if let Some(mark) = title {
        let title = format!("{}{mark}", text_at(sheet, (top, 0)));
        part.cells.insert((0, 0), Cell::Text(title));
    }
    let within = sheet
        .cells
        .iter()
        .filter(|((row, _), _)| *row > top && *row <= last);
    for ((row, column), cell) in within {
        let to = match *column {
            column if *row < head || column < place.names => column,
            column if column >= place.from => column - place.from + place.names,
            _ => continue,
        };
        part.cells.insert((row - top, to), cell.clone());
    }
    sheet
        .cells
        .retain(|(row, column), _| *row < head || *row > last || *column < place.from);
    sheet
        .merges
        .retain(|merge| merge.2 < head || merge.0 <= header && merge.3 < place.from);
    part
}

/// The merged ranges in the header of a part.
fn merges_of(sheet: &Sheet, place: &Place) -> Vec<(u32, u32, u32, u32)> {
    let [top, head, header, _] = place.rows;
    let within = sheet
        .merges
        .iter()
        .filter(|(first, _, last, _)| *first >= head && *last <= header);
    let moved = within.filter_map(|(first, left, last, right)| {
        let by = if *right < place.names {
            0
        } else if *left >= place.from {
            place.from - place.names
        } else {
            return None;
        };
        Some((first - top, left - by, last - top, right - by))
    });
    moved.collect()
}

/// The book with a part on a sheet of its own, or below the table.
fn cut(place: &Place, title: Option<&str>, is_below: bool) -> Book {
    let mut book = place.book.clone();
    let last = place.rows[3];
    let sheet = book.sheet(place.sheet);
    let part = part(sheet, place, title);
    if is_below {
        sheet.cells.retain(|(row, _), _| *row <= last);
        sheet.merges.retain(|merge| merge.2 <= last);
        let down = last + 3;
        let merges = part.merges.iter();
        let merges = merges.map(|it| (it.0 + down, it.1, it.2 + down, it.3));
        sheet.merges.extend(merges);
        let cells = part.cells.into_iter();
        let moved = cells.map(|((row, column), cell)| ((row + down, column), cell));
        sheet.cells.extend(moved);
    } else {
        book.sheets.push(part);
    }
    book
}

fn inbox(book: &Book, year: i32, ending: &str) -> InboxDir {
    let inbox = InboxDir::new();
    let bytes = match ending {
        "xls" => Xls::of(book).bytes(),
        _ => book.bytes(),
    };
    inbox.add(&format!("{year}年部门预算公开表.{ending}"), &bytes);
    inbox
}

/// The figures of a budget, without their places.
fn figures(budget: &Budget) -> Vec<String> {
    let rows = budget.tables.iter().flat_map(|table| {
        let rows = table.rows();
        rows.map(|(block, at, row)| (table.layout, block, at, row))
    });
    let shown = rows.map(|(table, block, at, row)| {
        let facts = row
            .facts
            .iter()
            .map(|id| match id.map(|id| &budget.fact(id).figure) {
                Some(Figure::Amount { published, .. }) => published.grouped(2),
                _ => String::new(),
            });
        let facts: Vec<String> = facts.collect();
        format!("{table} {block} {at} {} {}", row.label, facts.join("|"))
    });
    shown.collect()
}

#[test]
fn parts_side_by_side_are_joined_row_by_row() {
    for (number, place) in places().iter().enumerate() {
        let wanted = figures(&inbox(&place.book, place.year, "xlsx").budget());
        let marks = [Some("（续）"), Some("（续表）"), Some(""), None];
        for (mark, is_below) in marks.iter().flat_map(|it| [(*it, true), (*it, false)]) {
            let book = cut(place, mark, is_below);
            for ending in ["xlsx", "xls"] {
                let what = format!("{number} {} {mark:?} {is_below} {ending}", place.sheet);
                let inbox = inbox(&book, place.year, ending);
                let run = inbox.check();
                assert_eq!(run.status, 0, "{what}: {}", run.stdout);
                assert_eq!(figures(&inbox.budget()), wanted, "{what}");
            }
        }
    }
}

/// The book with a part in which a row has another name.
fn renamed(place: &Place, at: (u32, u32), is_below: bool) -> Book {
    let name = if is_below {
        place.sheet.to_owned()
    } else {
        format!("{}续", place.sheet)
    };
    let down = if is_below { place.rows[3] + 3 } else { 0 };
    cut(place, Some("（续）"), is_below).with(&name, |sheet| {
        let at = (at.0 + down, at.1);
        assert!(sheet.cells.contains_key(&at), "nothing at {at:?}");
        sheet.cells.insert(at, Cell::Text("别的名称".to_owned()));
    })
}

/// A table of 2020 with a part that does not fit.
pub fn not_joined() -> Book {
    renamed(&places()[1], (4, 4), false)
}

#[test]
fn a_part_that_does_not_fit_is_one_finding() {
    let places = places();
    // 访惠聚人员补助 of 表七, 一般行政管理事务 of Shanghai's 支出总表
    for (place, at, column) in [
        (&places[1], (4, 4), "对个人和家庭的补助"),
        (&places[5], (8, 3), "项目支出"),
    ] {
        for is_below in [true, false] {
            for ending in ["xlsx", "xls"] {
                let book = renamed(place, at, is_below);
                let run = inbox(&book, place.year, ending).check();
                assert_eq!(run.status, 1, "{}", run.stdout);
                let is_broken = |it: &&str| it.contains(" 强制 ") && !it.contains("尾差");
                let broken = run.stdout.lines().filter(is_broken);
                assert_eq!(broken.count(), 1, "{}", run.stdout);
                assert!(run.stdout.contains("R-50 强制"), "{}", run.stdout);
                assert!(run.stdout.contains(column), "{}", run.stdout);
                assert!(run.stdout.contains("别的名称"), "{}", run.stdout);
                let lead = run.stdout.lines().nth(2).unwrap_or_default();
                assert!(lead.contains("先看这里"), "{}", run.stdout);
            }
        }
    }
}
