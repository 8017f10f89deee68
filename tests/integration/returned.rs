//! The department's own file comes back as it was, but for fills and notes on the flagged cells.

use crate::book::place_of;
use crate::look::{Look, MAIN, Made, Parts, RELATIONS, packed};
use crate::program::{InboxDir, data, only_file};
use calamine::{Reader, Xlsx};
use gouji::write::{Flag, Paint, ReturnError, returned};
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
    Flag { sheet: sheet.to_owned(), row, column, paint, note: note.to_owned() }
}

/// The values of all sheets.
fn values(bytes: &[u8]) -> BTreeMap<String, BTreeMap<(u32, u32), String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    let values = |range: calamine::Range<calamine::Data>| {
        let (top, left) = range.start().unwrap_or_default();
        let cells = range.used_cells().map(|(row, column, value)| {
            ((top + u32::try_from(row).unwrap(), left + u32::try_from(column).unwrap()), format!("{value:?}"))
        });
        cells.collect()
    };
    names.into_iter().map(|name| (name.clone(), values(book.worksheet_range(&name).unwrap()))).collect()
}

/// The cell that is seen in the place of another one.
fn anchors(bytes: &[u8], sheet: &str) -> impl Fn(u32, u32) -> (u32, u32) {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let merges = book.merge_cells_by_sheet_name(sheet).unwrap_or_default();
    move |row, column| {
        merges.iter().find(|merge| merge.contains(row, column)).map_or((row, column), |merge| merge.start)
    }
}

/// Sheets and their parts, in the workbook's order; these workbooks number both alike.
fn sheet_parts(bytes: &[u8]) -> Vec<(String, String)> {
    let book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    (1..).zip(book.sheet_names()).map(|(number, name)| (name, format!("xl/worksheets/sheet{number}.xml"))).collect()
}

/// What must hold of any returned workbook; gives the looks before and after of the first sheet.
fn held(before: &[u8], after: &[u8]) {
    assert_eq!(values(before), values(after));
    let (mut own, mut made) = (Parts::of(before), Parts::of(after));
    let (own_parts, parts) = (own.packed(), made.packed());
    let names = |parts: &[(String, Vec<u8>)]| parts.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&parts)[..own_parts.len()], names(&own_parts), "old parts first, in their order");
    for (name, bytes) in &own_parts {
        let is_touched = ["worksheets/", "comments", ".vml", "styles.xml", "[Content_Types].xml", "_rels/"];
        if !is_touched.iter().any(|touched| name.to_lowercase().replace('\\', "/").contains(&touched.to_lowercase())) {
            assert!(parts.contains(&(name.clone(), bytes.clone())), "{name} was changed");
        }
    }
}

fn real() -> Vec<PathBuf> {
    let in_folder = |folder: &str| -> Vec<PathBuf> {
        let mut files: Vec<_> = fs::read_dir(data(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|path| path.extension().is_some_and(|extension| extension == "xlsx"));
        files.sort();
        files
    };
    let cases = fs::read_dir(data("cases")).unwrap().map(|entry| entry.unwrap().path().join("submitted.xlsx"));
    let mut files: Vec<PathBuf> = cases.collect();
    files.sort();
    files.extend(
        ["official", "one-sheet", "text-amounts", "yuan", "broken"].iter().flat_map(|folder| in_folder(folder)),
    );
    files
}

fn facts(path: &Path, bytes: &[u8]) -> String {
    let inbox = InboxDir::new();
    inbox.add(path.file_name().unwrap().to_str().unwrap(), bytes);
    format!("{:?}", inbox.read().budgets.iter().map(|budget| &budget.facts).collect::<Vec<_>>())
}

#[test]
fn real_workbooks_come_back_as_they_were() {
    for path in real() {
        let bytes = fs::read(&path).unwrap();
        // some filled cells of every sheet, a blank one, a row that is not there
        let mut flags = Vec::new();
        for (name, cells) in values(&bytes) {
            let (row, column) = cells.keys().next_back().copied().unwrap_or_default();
            let places = cells.keys().step_by(23).copied().chain([(row, column + 2), (row + 40, 3)]);
            flags.extend(places.map(|(row, column)| Flag {
                sheet: name.clone(),
                row,
                column,
                paint: if row % 2 == 0 { Paint::Red } else { Paint::Amber },
                note: format!("第 {row} 行\n应为 <1> & “2”"),
            }));
        }
        let made = returned(&bytes, &flags).unwrap();
        held(&bytes, &made);
        assert!(facts(&path, &bytes) == facts(&path, &made), "{}: other facts", path.display());
        let (mut before, mut after) = (Parts::of(&bytes), Parts::of(&made));
        for (name, part) in sheet_parts(&bytes) {
            let anchor = anchors(&bytes, &name);
            let own = before.looks(&part, "xl/workbook.xml");
            let looks = after.looks(&part, "xl/workbook.xml");
            let mut paints: BTreeMap<(u32, u32), Vec<Paint>> = BTreeMap::new();
            for flag in flags.iter().filter(|flag| flag.sheet == name) {
                paints.entry(anchor(flag.row, flag.column)).or_default().push(flag.paint);
            }
            for (place, look) in &looks {
                let (paints, was) = (paints.get(place), own.get(place));
                if let Some(paints) = paints {
                    let color = if paints.contains(&Paint::Red) { RED } else { AMBER };
                    assert_eq!(look.fill.as_deref(), Some(color), "{name} {place:?}");
                    assert!(look.note.as_ref().unwrap().contains("应为 <1> & “2”"));
                    if let Some(was) = was {
                        assert_eq!((&look.format, &look.within), (&was.format, &was.within), "{name} {place:?}");
                    }
                } else {
                    assert_eq!(Some(look), was, "{name} {place:?}");
                }
            }
            assert!(paints.keys().all(|place| looks.contains_key(place)), "{name}");
        }
        assert_eq!(made, returned(&bytes, &flags).unwrap(), "equal input, equal bytes");
        assert!(made == returned(&made, &flags).unwrap(), "{}: twice is once", path.display());
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
    let flags = [flag("表三!G14", Paint::Amber, "乙"), flag("表三!G15", Paint::Red, "丙")];
    let twice = returned(&once, &flags).unwrap();
    held(&bytes, &twice);
    let part = sheet_parts(&bytes).into_iter().find(|(name, _)| name == "表三").unwrap().1;
    let looks = Parts::of(&twice).looks(&part, "xl/workbook.xml");
    let (first, second) = (&looks[&place_of("G14")], &looks[&place_of("G15")]);
    assert_eq!((first.fill.as_deref(), first.note.as_deref()), (Some(AMBER), Some("甲\n\n乙")));
    assert_eq!((second.fill.as_deref(), second.note.as_deref()), (Some(RED), Some("丙")));
    assert_eq!(Parts::of(&once).names(), Parts::of(&twice).names());
}

/// Marks `表!place` cells of a made workbook; gives its parts and looks.
fn marked(made: &Made, cells: &[&str]) -> (Parts, BTreeMap<(u32, u32), Look>) {
    let bytes = made.bytes();
    let flags: Vec<Flag> = cells.iter().map(|cell| flag(&format!("表!{cell}"), Paint::Red, "错")).collect();
    let after = returned(&bytes, &flags).unwrap_or_else(|error| panic!("{error}: {made:?}"));
    held(&bytes, &after);
    let mut parts = Parts::of(&after);
    let looks = parts.looks(SHEET, "xl/workbook.xml");
    (parts, looks)
}

/// The rows of the sheet after marking cells.
fn rows(inner: &str, cells: &[&str]) -> String {
    let (mut parts, looks) = marked(&Made::sheet(inner), cells);
    for cell in cells {
        let look = &looks[&place_of(cell)];
        assert_eq!((look.fill.as_deref(), look.note.as_deref()), (Some(RED), Some("错")), "{cell}");
    }
    let text = parts.text(SHEET);
    let start = text.find("<sheetData").unwrap();
    text[start..text.rfind("<legacyDrawing").unwrap()].to_owned()
}

#[test]
fn cells_that_are_not_there_are_put_where_they_belong() {
    let made = "<c r=\"B2\" s=\"1\"/>";
    for (inner, wanted) in [
        ("<sheetData/>", format!("<sheetData><row r=\"2\">{made}</row></sheetData>")),
        ("<sheetData></sheetData>", format!("<sheetData><row r=\"2\">{made}</row></sheetData>")),
        (
            "<sheetData><row r='2' ht='20'/></sheetData>",
            format!("<sheetData><row r='2' ht='20'>{made}</row></sheetData>"),
        ),
        (
            "<sheetData><row r='1'/><row r='3'><c r='A3'/></row></sheetData>",
            format!("<sheetData><row r='1'/><row r=\"2\">{made}</row><row r='3'><c r='A3'/></row></sheetData>"),
        ),
        (
            "<sheetData><row r='2'><c r='A2'/><c r='C2'><v>1</v></c></row></sheetData>",
            format!("<sheetData><row r='2'><c r='A2'/>{made}<c r='C2'><v>1</v></c></row></sheetData>"),
        ),
        // where cells and rows do not say where they stand
        (
            "<sheetData><row><c/></row><row><c><v>1</v></c></row><row/></sheetData>",
            format!("<sheetData><row><c/></row><row><c><v>1</v></c>{made}</row><row/></sheetData>"),
        ),
        (
            "<sheetData><row><c r='A1'/></row><row><c r='A5'/></row></sheetData>",
            format!("<sheetData><row><c r='A1'/></row><row r=\"2\">{made}</row><row><c r='A5'/></row></sheetData>"),
        ),
        // rows out of order
        (
            "<sheetData><row r='5'/><row r='2'><c r='C2'/></row></sheetData>",
            format!("<sheetData><row r='5'/><row r='2'>{made}<c r='C2'/></row></sheetData>"),
        ),
    ] {
        assert_eq!(rows(inner, &["B2"]), wanted);
    }
    let several = rows("<sheetData><row r='2'><c r='B2'/></row></sheetData>", &["A2", "C2", "D2", "A1", "B9", "A9"]);
    assert_eq!(
        several,
        "<sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"/></row><row r='2'><c r=\"A2\" s=\"1\"/><c r='B2'/><c r=\"C2\" s=\"1\"/><c r=\"D2\" s=\"1\"/></row><row r=\"9\"><c r=\"A9\" s=\"1\"/><c r=\"B9\" s=\"1\"/></row></sheetData>"
    );
}

#[test]
fn a_cell_that_is_there_gets_another_format_and_nothing_else() {
    for (inner, wanted) in [
        (
            "<sheetData><row><c/><c t='str' s='0'><f>A1</f><v>x</v></c></row></sheetData>",
            "<sheetData><row><c/><c t='str' s='1'><f>A1</f><v>x</v></c></row></sheetData>",
        ),
        ("<sheetData><row><c/><c /></row></sheetData>", "<sheetData><row><c/><c s=\"1\"/></row></sheetData>"),
        (
            "<sheetData><row><c/><c r = 'b1' ><v>1</v></c></row></sheetData>",
            "<sheetData><row><c/><c r = 'b1' s=\"1\"><v>1</v></c></row></sheetData>",
        ),
    ] {
        let bytes = Made::sheet(inner).bytes();
        let after = returned(&bytes, &[flag("表!B1", Paint::Red, "错")]).unwrap();
        assert!(Parts::of(&after).text(SHEET).contains(wanted), "{}", Parts::of(&after).text(SHEET));
    }
}

#[test]
fn the_dimension_reaches_new_cells_only() {
    let sheet = |cell: &str| {
        let inner = "<dimension ref=\"B2:C3\"/><sheetData><row r='2'><c r='B2'/></row></sheetData>";
        marked(&Made::sheet(inner), &[cell]).0.text(SHEET)
    };
    assert!(sheet("C3").contains("<dimension ref=\"B2:C3\"/>"));
    assert!(sheet("F1").contains("<dimension ref=\"B1:F3\"/>"));
}

const STYLES: &str = "<fonts count='2'><font/><font/></fonts><fills count='2'><fill/><fill/></fills><borders count='2'><border/><border/></borders><cellXfs count='4'><xf/><xf fontId='1' numFmtId='4' borderId='1'/><xf numFmtId='9'/><xf numFmtId='10' fillId='0' applyFill='0'><alignment horizontal='right'/></xf></cellXfs>";

#[test]
fn a_cell_keeps_its_format_and_a_new_one_takes_its_rows_or_columns() {
    let inner = "<cols><col min='2' max='3' style='1'/></cols><sheetData><row r='1' s='2' customFormat='1'><c r='A1' s='3'/></row><row r='2' s='2'><c r='B2'/></row></sheetData>";
    let (mut parts, looks) = marked(&Made::sheet(inner).styles(STYLES), &["A1", "B1", "B2", "C2", "D2", "C7"]);
    let number = |cell: &str| looks[&place_of(cell)].format[0].as_str();
    assert_eq!((number("A1"), looks[&(0, 0)].within.as_str()), ("10", "alignment horizontal='right'"));
    assert_eq!(number("B1"), "9", "its row's");
    assert_eq!(number("B2"), "", "a cell that is there and says nothing has the first");
    assert_eq!((number("C2"), number("C7")), ("4", "4"), "its column's");
    assert_eq!(number("D2"), "");
    let styles = parts.text("xl/styles.xml");
    assert!(styles.contains("<fills count='3'>") && styles.contains("<cellXfs count='8'>"), "{styles}");
    assert!(
        styles.contains("<xf numFmtId='10' fillId='2' applyFill='1'><alignment horizontal='right'/></xf>"),
        "{styles}"
    );
}

#[test]
fn a_workbook_without_styles_gets_them() {
    let (mut parts, looks) = marked(&Made::sheet("<sheetData/>"), &["A1"]);
    assert_eq!(looks[&(0, 0)].fill.as_deref(), Some(RED));
    assert!(parts.text("[Content_Types].xml").contains("<Override PartName=\"/xl/styles.xml\""));
    for inner in
        ["", "<fonts><font/></fonts><dxfs/>", "<cellXfs/>", "<fills count=\"0\"/><cellXfs count=\"0\"></cellXfs>"]
    {
        let (_, looks) = marked(&Made::sheet("<sheetData/>").styles(inner), &["A1"]);
        assert_eq!(looks[&(0, 0)].fill.as_deref(), Some(RED), "{inner}");
    }
}

#[test]
fn a_flag_within_a_merged_range_goes_to_its_first_cell() {
    let inner = "<sheetData><row r='1'><c r='A1'/><c r='B1'/></row></sheetData><mergeCells><mergeCell ref='A1:B3'/></mergeCells>";
    let bytes = Made::sheet(inner).bytes();
    let flags = [flag("表!B1", Paint::Amber, "甲"), flag("表!A3", Paint::Red, "乙"), flag("表!B2", Paint::Amber, "甲")];
    let after = returned(&bytes, &flags).unwrap();
    let looks = Parts::of(&after).looks(SHEET, "xl/workbook.xml");
    assert_eq!(looks.len(), 2, "no cell is made under the range");
    assert_eq!((looks[&(0, 0)].fill.as_deref(), looks[&(0, 0)].note.as_deref()), (Some(RED), Some("甲\n\n乙")));
    assert_eq!(looks[&(0, 1)].fill, None);
}

#[test]
fn prefixes_and_strict_names_are_kept() {
    let (_, looks) = marked(&Made::sheet("<sheetData><row><c/></row></sheetData>"), &["A1", "B4"]);
    assert_eq!(looks.len(), 2);
    let prefixed =
        Made::sheet("<x:sheetData><x:row r='1'><x:c r='A1'/></x:row></x:sheetData><x:tableParts/>").styles(STYLES);
    let prefixed = prefixed.map(|name, text| {
        let text = match name {
            SHEET => text.replace("<worksheet xmlns=", "<x:worksheet xmlns:x=").replace("</worksheet", "</x:worksheet"),
            "xl/_rels/workbook.xml.rels" => text
                .replace("xmlns=", "xmlns:p=")
                .replace("<Rel", "<p:Rel")
                .replace("</Rel", "</p:Rel")
                .replace("Target=\"worksheets", "Target=\"/xl/worksheets"),
            _ => text.to_owned(),
        };
        (name.to_owned(), text)
    });
    let (mut parts, looks) = marked(&prefixed, &["A1", "B1", "C5"]);
    assert!(["A1", "B1", "C5"].iter().all(|cell| looks[&place_of(cell)].fill.as_deref() == Some(RED)));
    let text = parts.text(SHEET);
    assert!(text.ends_with("<x:c r='A1' s=\"4\"/><x:c r=\"B1\" s=\"4\"/></x:row><x:row r=\"5\"><x:c r=\"C5\" s=\"4\"/></x:row></x:sheetData><x:legacyDrawing r:id=\"rId2\"/><x:tableParts/></x:worksheet>"), "{text}");

    let strict = Made::sheet("<sheetData/>").map(|name, text| {
        let text = text.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main");
        (name.to_owned(), text.replace(RELATIONS, "http://purl.oclc.org/ooxml/officeDocument/relationships"))
    });
    let (mut parts, looks) = marked(&strict, &["A1"]);
    assert_eq!(looks[&(0, 0)].fill.as_deref(), Some(RED));
    for part in parts.names() {
        assert!(!parts.text(&part).contains("schemas.openxmlformats.org/officeDocument"), "{part}");
    }
}

#[test]
fn sheets_are_found_by_name_and_parts_in_any_case() {
    let odd = Made::sheet("<sheetData><row><c><v>1</v></c></row></sheetData>").map(|name, text| {
        let name = if name == SHEET { "XL\\Worksheets\\Sheet1.XML" } else { name };
        (
            name.to_owned(),
            format!(
                "\u{feff}<?xml version='1.0' encoding='utf-8'?>\r\n{}",
                text.replace("name=\"表\"", "name='甲&amp;乙 &lt;一&gt;'")
            ),
        )
    });
    let bytes = odd.bytes();
    let after = returned(&bytes, &[flag("甲&乙 <一>!A1", Paint::Amber, "错")]).unwrap();
    held(&bytes, &after);
    let mut parts = Parts::of(&after);
    assert!(parts.text(SHEET).contains("<c s=\"1\"><v>1</v></c>"));
    assert!(parts.text("xl/comments1.xml").contains(">错</t>"));
    assert!(parts.text(SHEET).starts_with('\u{feff}'));
}

const VML: &str = "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\">";

/// A sheet with a note on A1, a button with an open tag in it, and a drawing if so wished.
fn with_notes(shapes: Option<&str>) -> Made {
    let drawing = shapes.map_or("", |_| "<legacyDrawing r:id='rId7'/>");
    let made = Made::sheet(&format!("<sheetData><row><c/></row></sheetData>{drawing}<extLst/>")).part(
        "xl/comments1.xml",
        &format!("<comments xmlns=\"{MAIN}\"><authors><author>王</author></authors><commentList><comment ref=\"A1\" authorId=\"0\"><text><r><t>原来的</t></r></text></comment></commentList></comments>"),
    );
    match shapes {
        Some(shapes) => made.part("xl/drawings/vmlDrawing1.vml", &format!("{VML}{shapes}</xml>")).related(
            "xl/worksheets/sheet1.xml",
            &[("rId3", "comments", "../comments1.xml"), ("rId7", "vmlDrawing", "/xl/drawings/vmlDrawing1.vml")],
        ),
        None => made.related("xl/worksheets/sheet1.xml", &[("rId3", "comments", "../comments1.xml")]),
    }
}

fn ids(drawing: &str) -> Vec<&str> {
    drawing.split("<v:shape id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn notes_that_are_there_are_kept() {
    let shapes = "<o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"1,4\"/></o:shapelayout><v:shape id=\"_x0000_s1025\"><v:textbox><div>按钮 & 甲<br></div></v:textbox><x:ClientData ObjectType=\"Button\"/></v:shape><v:shape id=\"_x0000_s2049\"><x:ClientData ObjectType=\"Note\"><x:Anchor>1, 15, 0, 2, 2, 5, 1, 16</x:Anchor><x:Row>0</x:Row><x:Column>0</x:Column></x:ClientData></v:shape>";
    let (mut parts, looks) = marked(&with_notes(Some(shapes)), &["A1", "B2"]);
    assert_eq!(looks[&(0, 0)].note.as_deref(), Some("原来的\n\n错"));
    assert_eq!(looks[&(1, 1)].note.as_deref(), Some("错"));
    let drawing = parts.text("xl/drawings/vmlDrawing1.vml");
    assert_eq!(ids(&drawing), ["_x0000_s1025", "_x0000_s2049", "_x0000_s3073"]);
    assert!(drawing.contains("data=\"1,4,3\"") && drawing.contains("<div>按钮 & 甲<br></div>"), "{drawing}");
    assert!(drawing.contains("<x:Anchor>1, 15, 0, 2, 6, "), "the old box is large enough for both: {drawing}");
    assert_eq!(drawing.matches("<v:shapetype id=\"_x0000_t202\"").count(), 1);
    let notes = parts.text("xl/comments1.xml");
    assert!(notes.contains("<author>王</author><author>勾稽</author></authors>"), "{notes}");
    let text = parts.text(SHEET);
    assert_eq!(text.matches("legacyDrawing").count(), 1);
    assert!(parts.text("[Content_Types].xml").matches("comments").count() == 0, "no part was added");
}

#[test]
fn notes_without_boxes_get_them() {
    let (mut parts, looks) = marked(&with_notes(None), &["C3"]);
    assert_eq!(looks[&(0, 0)].note.as_deref(), Some("原来的"));
    let drawing = parts.text("xl/drawings/vmlDrawing1.vml");
    assert_eq!(ids(&drawing), ["_x0000_s1025", "_x0000_s1026"], "{drawing}");
    assert!(parts.text(SHEET).contains("<legacyDrawing r:id=\"rId1\"/><extLst/>"));
    assert!(parts.text("[Content_Types].xml").contains("<Default Extension=\"vml\""));
}

#[test]
fn a_drawing_of_other_shapes_takes_the_boxes_in() {
    let made = with_notes(Some("<v:shape id=\"_x0000_s1025\"><x:ClientData ObjectType=\"Button\"/></v:shape>"));
    let made = made.related("xl/worksheets/sheet1.xml", &[("rId7", "vmlDrawing", "../drawings/vmlDrawing1.vml")]);
    let (mut parts, looks) = marked(&made, &["C3"]);
    assert_eq!(looks[&(2, 2)].note.as_deref(), Some("错"));
    assert_eq!(ids(&parts.text("xl/drawings/vmlDrawing1.vml")), ["_x0000_s1025", "_x0000_s2049"]);
    // the first number was taken by a part that nothing names
    assert!(parts.text("xl/comments2.xml").contains("错"));
    assert!(parts.related(SHEET).contains(&("comments".to_owned(), "xl/comments2.xml".to_owned())));
}

#[test]
fn a_drawing_within_an_alternative_is_not_the_sheets_own() {
    let inner = "<sheetData/><mc:AlternateContent xmlns:mc='m'><mc:Choice><controls><legacyDrawing r:id='rId9'/></controls></mc:Choice></mc:AlternateContent>";
    let (mut parts, _) = marked(&Made::sheet(inner), &["A1"]);
    assert!(parts.text(SHEET).contains("</sheetData><legacyDrawing r:id=\"rId2\"/><mc:AlternateContent"));
}

#[test]
fn a_note_may_hold_any_characters() {
    let bytes = Made::sheet("<sheetData/>").bytes();
    let note = format!(" 甲\u{0}\u{b}\r\n<b>&amp;]]>'\"\u{fffe}😀{}", "长".repeat(40_000));
    let after = returned(&bytes, &[flag("表!A1", Paint::Red, &note)]).unwrap();
    let look = &Parts::of(&after).looks(SHEET, "xl/workbook.xml")[&(0, 0)];
    let written = look.note.as_deref().unwrap();
    assert!(written.starts_with("甲\n<b>&amp;]]>'\"😀长") && written.ends_with("长…"), "{}", &written[..60]);
    assert!(written.chars().count() <= 30_000);
    let after = returned(&bytes, &[flag("表!A1", Paint::Red, " \n")]).unwrap();
    assert_eq!(Parts::of(&after).names().len(), Parts::of(&bytes).names().len() + 1, "a blank note is none");
}

#[test]
fn what_cannot_be_changed_safely_is_an_error_that_names_the_part() {
    let good = Made::sheet("<sheetData><row><c/></row></sheetData>");
    let error = |bytes: &[u8], place: &str| {
        let error = returned(bytes, &[flag(place, Paint::Red, "错")]).unwrap_err();
        error.message().zh
    };
    assert!(error(&good.bytes(), "没有!A1").contains("没有工作表“没有”"));
    assert!(error(&good.bytes(), "表!A1048577").contains("表!A1048577 超出工作表范围"));
    assert!(error(b"PK\x03\x04", "表!A1").contains("无法在原表上标注"));
    for text in [
        "",
        "<worksheet>",
        "<worksheet/>",
        "<chartsheet><sheetData/></chartsheet>",
        "<worksheet><sheetData><row r='0'/></sheetData></worksheet>",
        "<worksheet><sheetData><row><c r='ZZZZ1'/></row></sheetData></worksheet>",
        "<worksheet><sheetData/><sheetData/></worksheet>",
        "<!DOCTYPE a><worksheet><sheetData/></worksheet>",
        "<?xml version='1.0' encoding='GBK'?><worksheet><sheetData/></worksheet>",
        "<worksheet><sheetData/><legacyDrawing r:id='rId5'/></worksheet>",
        "<worksheet><sheetData/><mergeCells><mergeCell ref='x'/></mergeCells></worksheet>",
    ] {
        let message = error(&good.clone().part(SHEET, text).bytes(), "表!A1");
        assert!(message.contains("xl/worksheets/sheet1.xml 无法改写"), "{text}: {message}");
    }
    // in UTF-16
    let utf16: Vec<u8> =
        "\u{feff}<worksheet><sheetData/></worksheet>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let parts: Vec<(&str, &[u8])> = good
        .parts
        .iter()
        .map(|(name, text)| (name.as_str(), if name == SHEET { utf16.as_slice() } else { text.as_bytes() }))
        .collect();
    assert!(error(&packed(&parts), "表!A1").contains("xl/worksheets/sheet1.xml 无法改写"));
    // styles, notes and drawings that are none
    let styles = good.clone().styles("").part("xl/styles.xml", "<html/>");
    assert!(error(&styles.bytes(), "表!A1").contains("xl/styles.xml 无法改写"));
    assert!(
        error(&with_notes(None).part("xl/comments1.xml", "<comments>").bytes(), "表!A1").contains("xl/comments1.xml")
    );
    let drawing = with_notes(Some("")).part("xl/drawings/vmlDrawing1.vml", "<svg/>");
    assert!(error(&drawing.bytes(), "表!A1").contains("xl/drawings/vmlDrawing1.vml"));
    let all = good.styles(&format!("<cellXfs>{}</cellXfs>", "<xf/>".repeat(65_490)));
    let error = returned(&all.bytes(), &[flag("表!A1", Paint::Red, "")]).unwrap_err();
    assert_eq!(error, ReturnError::TooManyFormats { limit: 65_490 });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

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

proptest! {
    /// Parts that were damaged somehow: an error, or parts that are as sound as XML is.
    #[test]
    fn no_damage_makes_a_panic_or_a_worse_part(
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        length in 0..12_usize,
        new in prop::sample::select(vec!["", "<", ">", "\"", "'", "/", "&", " ", "<c/>", "<row/>", "</row>", "<a>", "-1", "9999999999", "甲"]),
    ) {
        let shapes = "<o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"1\"/></o:shapelayout><v:shape id=\"_x0000_s1025\"><x:ClientData ObjectType=\"Note\"><x:Anchor>1, 15, 0, 2, 2, 5, 1, 16</x:Anchor><x:Row>0</x:Row><x:Column>0</x:Column></x:ClientData></v:shape>";
        let made = with_notes(Some(shapes)).styles(STYLES);
        let list = made.parts.iter().find(|(name, _)| name == "xl/worksheets/_rels/sheet1.xml.rels").unwrap().1.clone();
        let inner = "<sheetFormatPr defaultColWidth='9'/><cols><col min='1' max='3' width='4' style='1'/></cols><sheetData><row r='1' ht='20'><c r='A1' s='2'/><c/></row><row><c r='C2'/></row></sheetData><mergeCells><mergeCell ref='B4:C5'/></mergeCells><legacyDrawing r:id='rId7'/>";
        let mut made = made.part(SHEET, &Made::sheet(inner).parts.pop().unwrap().1).part("xl/worksheets/_rels/sheet1.xml.rels", &list);
        let place = which.index(made.parts.len());
        let text = &mut made.parts[place].1;
        let places: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
        let from = at.index(places.len());
        let to = (from + length).min(places.len() - 1);
        text.replace_range(places[from]..places[to], new);
        let flags: Vec<Flag> = ["A1", "B1", "C5", "A2", "D1"].iter().map(|cell| flag(&format!("表!{cell}"), Paint::Red, "错")).collect();
        let before = made.bytes();
        if let Ok(after) = returned(&before, &flags) {
            let mut parts = Parts::of(&after);
            for part in parts.names().into_iter().filter(|part| !part.ends_with(".vml")) {
                // damage that is not in our way is not ours to mend
                if made.parts.iter().any(|(own, text)| *own == part && *text == parts.text(&part)) {
                    continue;
                }
                let text = parts.text(&part);
                let mut reader = quick_xml::Reader::from_str(&text);
                while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
            }
            prop_assert!(returned(&after, &flags).is_ok());
        }
    }
}
