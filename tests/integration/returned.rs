//! The department's own file comes back as it was, but for fills and notes on the flagged cells: real
//! workbooks here, below it workbooks made for what is odd in them.

mod cells;
mod damage;
mod notes;

use crate::book::place_of;
use crate::look::{Look, Parts};
use crate::made::Made;
use crate::program::{InboxDir, data, only_file};
use calamine::{Reader, Xlsx};
use gouji::write::{Flag, Paint, returned};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

const RED: &str = "FFFF5050";
const AMBER: &str = "FFFFC000";
const SHEET: &str = "xl/worksheets/sheet1.xml";

fn flag(place: &str, paint: Paint, note: &str) -> Flag {
    let (sheet, cell) = place.rsplit_once('!').unwrap();
    let (row, column) = place_of(cell);
    Flag {
        sheet: sheet.to_owned(),
        row,
        column,
        paint,
        note: note.to_owned(),
    }
}

/// The values of all sheets.
fn values(bytes: &[u8]) -> BTreeMap<String, BTreeMap<(u32, u32), String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    let values = |range: calamine::Range<calamine::Data>| {
        let (top, left) = range.start().unwrap_or_default();
        let cells = range.used_cells().map(|(row, column, value)| {
            (
                (
                    top + u32::try_from(row).unwrap(),
                    left + u32::try_from(column).unwrap(),
                ),
                format!("{value:?}"),
            )
        });
        cells.collect()
    };
    names
        .into_iter()
        .map(|name| (name.clone(), values(book.worksheet_range(&name).unwrap())))
        .collect()
}

/// The cell that is seen in the place of another one.
fn anchors(bytes: &[u8], sheet: &str) -> impl Fn(u32, u32) -> (u32, u32) {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let merges = book.merge_cells_by_sheet_name(sheet).unwrap_or_default();
    move |row, column| {
        merges
            .iter()
            .find(|merge| merge.contains(row, column))
            .map_or((row, column), |merge| merge.start)
    }
}

/// Sheets and their parts, in the workbook's order; these workbooks number both alike.
fn sheet_parts(bytes: &[u8]) -> Vec<(String, String)> {
    let book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    (1..)
        .zip(book.sheet_names())
        .map(|(number, name)| (name, format!("xl/worksheets/sheet{number}.xml")))
        .collect()
}

/// What must hold of any returned workbook.
fn held(before: &[u8], after: &[u8]) {
    assert_eq!(values(before), values(after));
    let (mut own, mut made) = (Parts::of(before), Parts::of(after));
    let (own_parts, parts) = (own.packed(), made.packed());
    let names = |parts: &[(String, Vec<u8>)]| {
        parts
            .iter()
            .map(|(name, _)| name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names(&parts)[..own_parts.len()],
        names(&own_parts),
        "old parts first, in their order"
    );
    for (name, bytes) in &own_parts {
        let is_touched = [
            "worksheets/",
            "comments",
            ".vml",
            "styles.xml",
            "[Content_Types].xml",
            "_rels/",
        ];
        if !is_touched.iter().any(|touched| {
            name.to_lowercase()
                .replace('\\', "/")
                .contains(&touched.to_lowercase())
        }) {
            assert!(
                parts.contains(&(name.clone(), bytes.clone())),
                "{name} was changed"
            );
        }
    }
}

fn real() -> Vec<PathBuf> {
    let in_folder = |folder: &str| -> Vec<PathBuf> {
        let mut files: Vec<_> = fs::read_dir(data(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.retain(|path| {
            path.extension()
                .is_some_and(|extension| extension == "xlsx")
        });
        files.sort();
        files
    };
    let cases = fs::read_dir(data("cases"))
        .unwrap()
        .map(|entry| entry.unwrap().path().join("submitted.xlsx"));
    let mut files: Vec<PathBuf> = cases.collect();
    files.sort();
    files.extend(
        ["official", "one-sheet", "text-amounts", "yuan"]
            .iter()
            .flat_map(|folder| in_folder(folder)),
    );
    // these differ in a figure each
    files.extend(in_folder("broken").into_iter().step_by(5));
    files
}

fn facts(path: &Path, bytes: &[u8]) -> String {
    let inbox = InboxDir::new();
    inbox.add(path.file_name().unwrap().to_str().unwrap(), bytes);
    format!(
        "{:?}",
        inbox
            .read()
            .budgets
            .iter()
            .map(|budget| &budget.facts)
            .collect::<Vec<_>>()
    )
}

#[test]
fn real_workbooks_come_back_as_they_were() {
    for path in real() {
        let bytes = fs::read(&path).unwrap();
        // some filled cells of every sheet, a blank one, a row that is not there
        let mut flags = Vec::new();
        for (name, cells) in values(&bytes) {
            let (row, column) = cells.keys().next_back().copied().unwrap_or_default();
            let places = cells
                .keys()
                .step_by(23)
                .copied()
                .chain([(row, column + 2), (row + 40, 3)]);
            flags.extend(places.map(|(row, column)| Flag {
                sheet: name.clone(),
                row,
                column,
                paint: if row % 2 == 0 {
                    Paint::Red
                } else {
                    Paint::Amber
                },
                note: format!("第 {row} 行\n应为 <1> & “2”"),
            }));
        }
        let made = returned(&bytes, &flags).unwrap();
        held(&bytes, &made);
        assert!(
            facts(&path, &bytes) == facts(&path, &made),
            "{}: other facts",
            path.display()
        );
        let (mut before, mut after) = (Parts::of(&bytes), Parts::of(&made));
        for (name, part) in sheet_parts(&bytes) {
            let anchor = anchors(&bytes, &name);
            let own = before.looks(&part, "xl/workbook.xml");
            let looks = after.looks(&part, "xl/workbook.xml");
            let mut paints: BTreeMap<(u32, u32), Vec<Paint>> = BTreeMap::new();
            for flag in flags.iter().filter(|flag| flag.sheet == name) {
                paints
                    .entry(anchor(flag.row, flag.column))
                    .or_default()
                    .push(flag.paint);
            }
            for (place, look) in &looks {
                let (paints, was) = (paints.get(place), own.get(place));
                if let Some(paints) = paints {
                    let color = if paints.contains(&Paint::Red) {
                        RED
                    } else {
                        AMBER
                    };
                    assert_eq!(look.fill.as_deref(), Some(color), "{name} {place:?}");
                    assert!(look.note.as_ref().unwrap().contains("应为 <1> & “2”"));
                    if let Some(was) = was {
                        assert_eq!(
                            (&look.format, &look.within),
                            (&was.format, &was.within),
                            "{name} {place:?}"
                        );
                    }
                } else {
                    assert_eq!(Some(look), was, "{name} {place:?}");
                }
            }
            assert!(
                paints.keys().all(|place| looks.contains_key(place)),
                "{name}"
            );
        }
        assert_eq!(
            made,
            returned(&bytes, &flags).unwrap(),
            "equal input, equal bytes"
        );
        assert!(
            made == returned(&made, &flags).unwrap(),
            "{}: twice is once",
            path.display()
        );
    }
}

#[test]
fn no_flags_change_nothing() {
    let bytes = fs::read(only_file("official")).unwrap();
    assert_eq!(returned(&bytes, &[]).unwrap(), bytes);
}

#[test]
fn a_returned_workbook_can_be_returned_again() {
    let bytes = fs::read(only_file("official")).unwrap();
    let once = returned(&bytes, &[flag("表三!G14", Paint::Red, "甲")]).unwrap();
    let flags = [
        flag("表三!G14", Paint::Amber, "乙"),
        flag("表三!G15", Paint::Red, "丙"),
    ];
    let twice = returned(&once, &flags).unwrap();
    held(&bytes, &twice);
    let part = sheet_parts(&bytes)
        .into_iter()
        .find(|(name, _)| name == "表三")
        .unwrap()
        .1;
    let looks = Parts::of(&twice).looks(&part, "xl/workbook.xml");
    let (first, second) = (&looks[&place_of("G14")], &looks[&place_of("G15")]);
    assert_eq!(
        (first.fill.as_deref(), first.note.as_deref()),
        (Some(AMBER), Some("乙"))
    );
    assert_eq!(
        (second.fill.as_deref(), second.note.as_deref()),
        (Some(RED), Some("丙"))
    );
    assert_eq!(Parts::of(&once).names(), Parts::of(&twice).names());
}

#[test]
fn a_cell_that_is_mended_has_its_own_look_again() {
    let bytes = fs::read(only_file("official")).unwrap();
    let part = sheet_parts(&bytes)
        .into_iter()
        .find(|(name, _)| name == "表三")
        .unwrap()
        .1;
    let look = |bytes: &[u8], cell: &str| {
        let looks = Parts::of(bytes).looks(&part, "xl/workbook.xml");
        looks[&place_of(cell)].clone()
    };
    // every filled cell of the sheet, and some without a fill
    let looks = Parts::of(&bytes).looks(&part, "xl/workbook.xml");
    let filled = looks.iter().filter(|(_, look)| look.fill.is_some());
    let mut cells: Vec<String> = filled
        .map(|((row, column), _)| gouji::place::a1(*row, *column))
        .take(20)
        .collect();
    cells.extend(["G14", "G15", "A9"].map(str::to_owned));
    let flags: Vec<Flag> = cells
        .iter()
        .map(|cell| flag(&format!("表三!{cell}"), Paint::Amber, "甲"))
        .collect();
    let once = returned(&bytes, &flags).unwrap();
    let twice = returned(&once, &[flag("表三!H20", Paint::Red, "乙")]).unwrap();
    for cell in &cells {
        assert_eq!(look(&once, cell).fill.as_deref(), Some(AMBER));
        assert_eq!(look(&twice, cell), look(&bytes, cell), "{cell}");
    }
    assert_eq!(look(&twice, "H20").note.as_deref(), Some("乙"));
}

#[test]
fn the_colour_that_a_mark_covers_comes_back() {
    let styles = concat!(
        "<styleSheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><fonts><font/></fonts>",
        "<fills><fill><patternFill patternType='none'/></fill><fill><patternFill patternType='gray125'/></fill>",
        "<fill><patternFill patternType='solid'><fgColor rgb='FFFFFF99'/><bgColor indexed='64'/></patternFill></fill></fills>",
        "<borders><border/></borders><cellXfs><xf fillId='0'/><xf fillId='2'><alignment horizontal='center'/></xf></cellXfs></styleSheet>"
    );
    let made = Made::sheet("<sheetData><row><c s='1'/><c/></row></sheetData>")
        .part("xl/styles.xml", styles);
    let made = made.related(
        "xl/workbook.xml",
        &[
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId9", "styles", "styles.xml"),
        ],
    );
    let bytes = made.bytes();
    let look = |bytes: &[u8]| Parts::of(bytes).looks(SHEET, "xl/workbook.xml")[&(0, 0)].clone();
    let once = returned(&bytes, &[flag("表!A1", Paint::Red, "错")]).unwrap();
    let marked = look(&once);
    assert_eq!(marked.fill.as_deref(), Some(RED));
    assert_eq!(marked.note.as_deref(), Some("错\n原底色：rgb=FFFFFF99"));
    let twice = returned(&once, &[flag("表!B1", Paint::Red, "错")]).unwrap();
    assert_eq!(look(&twice), look(&bytes));
    // a fill that the department chose for a mended cell stays
    let own = once_with_other_fill(&once);
    let twice = returned(&own, &[flag("表!B1", Paint::Red, "错")]).unwrap();
    assert_eq!(look(&twice).fill.as_deref(), Some("FF00B050"));
    assert_eq!(look(&twice).note, None);
}

/// The workbook with another colour where our mark was.
fn once_with_other_fill(bytes: &[u8]) -> Vec<u8> {
    let mut parts = Parts::of(bytes);
    let names = parts.names();
    let texts: Vec<(String, String)> = names
        .into_iter()
        .map(|name| (name.clone(), parts.text(&name).replace(RED, "FF00B050")))
        .collect();
    let texts: Vec<(&str, &[u8])> = texts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    crate::made::packed(&texts)
}

/// Marks `表!place` cells of a made workbook; gives its parts and looks.
fn marked(made: &Made, cells: &[&str]) -> (Parts, BTreeMap<(u32, u32), Look>) {
    let bytes = made.bytes();
    let flags: Vec<Flag> = cells
        .iter()
        .map(|cell| flag(&format!("表!{cell}"), Paint::Red, "错"))
        .collect();
    let after = returned(&bytes, &flags).unwrap_or_else(|error| panic!("{error}: {made:?}"));
    held(&bytes, &after);
    let mut parts = Parts::of(&after);
    let looks = parts.looks(SHEET, "xl/workbook.xml");
    (parts, looks)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn any_flags_are_there_and_nothing_else_is(
        places in prop::collection::btree_map((0..15_usize, 0..60_u32, 0..30_u32), (any::<bool>(), "[一-五a-c <&\n]{0,20}"), 1..40)
    ) {
        let bytes = fs::read(only_file("official")).unwrap();
        let sheets = sheet_parts(&bytes);
        let flags: Vec<Flag> = places
            .iter()
            .map(|((sheet, row, column), (is_red, note))| Flag {
                sheet: sheets[*sheet % sheets.len()].0.clone(),
                row: *row,
                column: *column,
                paint: if *is_red { Paint::Red } else { Paint::Amber },
                note: note.clone(),
            })
            .collect();
        let made = returned(&bytes, &flags).unwrap();
        held(&bytes, &made);
        let (own, packed) = (Parts::of(&bytes).packed(), Parts::of(&made).packed());
        let mut parts = Parts::of(&made);
        for (name, part) in &sheets {
            let anchor = anchors(&bytes, name);
            if !flags.iter().any(|flag| flag.sheet == *name) {
                let of = |parts: &[(String, Vec<u8>)]| parts.iter().find(|(own, _)| own == part).cloned();
                prop_assert!(of(&own) == of(&packed), "{} was changed", part);
            }
            let wanted: BTreeSet<(u32, u32)> =
                flags.iter().filter(|flag| flag.sheet == *name).map(|flag| anchor(flag.row, flag.column)).collect();
            let filled: BTreeSet<(u32, u32)> = parts
                .looks(part, "xl/workbook.xml")
                .into_iter()
                .filter(|(_, look)| look.fill.as_deref().is_some_and(|fill| fill == RED || fill == AMBER))
                .map(|(place, _)| place)
                .collect();
            prop_assert_eq!(&wanted, &filled, "{}", name);
        }
        prop_assert!(returned(&made, &flags).unwrap() == made);
    }
}
