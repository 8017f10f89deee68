//! Where marked cells are, where new ones go, and what format they get.

use super::{RED, SHEET, flag, held, marked};
use crate::book::place_of;
use crate::look::Parts;
use crate::made::{MAIN, Made, RELATIONS, STYLES};
use gouji::write::{Paint, returned};

/// The rows of the sheet after marking cells.
fn rows(inner: &str, cells: &[&str]) -> String {
    let (mut parts, looks) = marked(&Made::sheet(inner), cells);
    for cell in cells {
        let look = &looks[&place_of(cell)];
        assert_eq!(
            (look.fill.as_deref(), look.note.as_deref()),
            (Some(RED), Some("错")),
            "{cell}"
        );
    }
    let text = parts.text(SHEET);
    let start = text.find("<sheetData").unwrap();
    text[start..text.rfind("<legacyDrawing").unwrap()].to_owned()
}

#[test]
fn cells_that_are_not_there_are_put_where_they_belong() {
    let made = "<c r=\"B2\" s=\"1\"/>";
    for (inner, wanted) in [
        (
            "<sheetData/>",
            format!("<sheetData><row r=\"2\">{made}</row></sheetData>"),
        ),
        (
            "<sheetData></sheetData>",
            format!("<sheetData><row r=\"2\">{made}</row></sheetData>"),
        ),
        (
            "<sheetData><row r='2' ht='20'/></sheetData>",
            format!("<sheetData><row r='2' ht='20'>{made}</row></sheetData>"),
        ),
        (
            "<sheetData><row r='1'/><row r='3'><c r='A3'/></row></sheetData>",
            format!(
                "<sheetData><row r='1'/><row r=\"2\">{made}</row><row r='3'><c r='A3'/></row></sheetData>"
            ),
        ),
        (
            "<sheetData><row r='2'><c r='A2'/><c r='C2'><v>1</v></c></row></sheetData>",
            format!(
                "<sheetData><row r='2'><c r='A2'/>{made}<c r='C2'><v>1</v></c></row></sheetData>"
            ),
        ),
        // where cells and rows do not say where they stand
        (
            "<sheetData><row><c/></row><row><c><v>1</v></c></row><row/></sheetData>",
            format!("<sheetData><row><c/></row><row><c><v>1</v></c>{made}</row><row/></sheetData>"),
        ),
        (
            "<sheetData><row><c r='A1'/></row><row><c r='A5'/></row></sheetData>",
            format!(
                "<sheetData><row><c r='A1'/></row><row r=\"2\">{made}</row><row><c r='A5'/></row></sheetData>"
            ),
        ),
        // rows out of order
        (
            "<sheetData><row r='5'/><row r='2'><c r='C2'/></row></sheetData>",
            format!("<sheetData><row r='5'/><row r='2'>{made}<c r='C2'/></row></sheetData>"),
        ),
    ] {
        assert_eq!(rows(inner, &["B2"]), wanted);
    }
    let several = rows(
        "<sheetData><row r='2'><c r='B2'/></row></sheetData>",
        &["A2", "C2", "D2", "A1", "B9", "A9"],
    );
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
        (
            "<sheetData><row><c/><c /></row></sheetData>",
            "<sheetData><row><c/><c s=\"1\"/></row></sheetData>",
        ),
        (
            "<sheetData><row><c/><c r = 'b1' ><v>1</v></c></row></sheetData>",
            "<sheetData><row><c/><c r = 'b1' s=\"1\"><v>1</v></c></row></sheetData>",
        ),
    ] {
        let bytes = Made::sheet(inner).bytes();
        let after = returned(&bytes, &[flag("表!B1", Paint::Red, "错")]).unwrap();
        assert!(
            Parts::of(&after).text(SHEET).contains(wanted),
            "{}",
            Parts::of(&after).text(SHEET)
        );
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

#[test]
fn a_cell_keeps_its_format_and_a_new_one_takes_its_rows_or_columns() {
    let inner = "<cols><col min='2' max='3' style='1'/></cols><sheetData><row r='1' s='2' customFormat='1'><c r='A1' s='3'/></row><row r='2' s='2'><c r='B2'/></row></sheetData>";
    let (mut parts, looks) = marked(
        &Made::sheet(inner).styles(STYLES),
        &["A1", "B1", "B2", "C2", "D2", "C7"],
    );
    let number = |cell: &str| looks[&place_of(cell)].format[0].as_str();
    assert_eq!(
        (number("A1"), looks[&(0, 0)].within.as_str()),
        ("10", "alignment horizontal='right'")
    );
    assert_eq!(number("B1"), "9", "its row's");
    assert_eq!(
        number("B2"),
        "",
        "a cell that is there and says nothing has the first"
    );
    assert_eq!((number("C2"), number("C7")), ("4", "4"), "its column's");
    assert_eq!(number("D2"), "");
    let styles = parts.text("xl/styles.xml");
    assert!(
        styles.contains("<fills count='3'>") && styles.contains("<cellXfs count='8'>"),
        "{styles}"
    );
    assert!(
        styles.contains(
            "<xf numFmtId='10' fillId='2' applyFill='1'><alignment horizontal='right'/></xf>"
        ),
        "{styles}"
    );
}

#[test]
fn a_workbook_without_styles_gets_them() {
    let (mut parts, looks) = marked(&Made::sheet("<sheetData/>"), &["A1"]);
    assert_eq!(looks[&(0, 0)].fill.as_deref(), Some(RED));
    assert!(
        parts
            .text("[Content_Types].xml")
            .contains("<Override PartName=\"/xl/styles.xml\"")
    );
    for inner in [
        "",
        "<fonts><font/></fonts><dxfs/>",
        "<cellXfs/>",
        "<fills count=\"0\"/><cellXfs count=\"0\"></cellXfs>",
    ] {
        let (_, looks) = marked(&Made::sheet("<sheetData/>").styles(inner), &["A1"]);
        assert_eq!(looks[&(0, 0)].fill.as_deref(), Some(RED), "{inner}");
    }
}

#[test]
fn a_flag_within_a_merged_range_goes_to_its_first_cell() {
    let inner = "<sheetData><row r='1'><c r='A1'/><c r='B1'/></row></sheetData><mergeCells><mergeCell ref='A1:B3'/></mergeCells>";
    let bytes = Made::sheet(inner).bytes();
    let flags = [
        flag("表!B1", Paint::Amber, "甲"),
        flag("表!A3", Paint::Red, "乙"),
        flag("表!B2", Paint::Amber, "甲"),
    ];
    let after = returned(&bytes, &flags).unwrap();
    let looks = Parts::of(&after).looks(SHEET, "xl/workbook.xml");
    assert_eq!(looks.len(), 2, "no cell is made under the range");
    assert_eq!(
        (
            looks[&(0, 0)].fill.as_deref(),
            looks[&(0, 0)].note.as_deref()
        ),
        (Some(RED), Some("甲\n\n乙"))
    );
    assert_eq!(looks[&(0, 1)].fill, None);
}

#[test]
fn prefixes_and_strict_names_are_kept() {
    let (_, looks) = marked(
        &Made::sheet("<sheetData><row><c/></row></sheetData>"),
        &["A1", "B4"],
    );
    assert_eq!(looks.len(), 2);
    let prefixed =
        Made::sheet("<x:sheetData><x:row r='1'><x:c r='A1'/></x:row></x:sheetData><x:tableParts/>")
            .styles(STYLES);
    let prefixed = prefixed.map(|name, text| {
        let text = match name {
            SHEET => text
                .replace("<worksheet xmlns=", "<x:worksheet xmlns:x=")
                .replace("</worksheet", "</x:worksheet"),
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
    assert!(
        ["A1", "B1", "C5"]
            .iter()
            .all(|cell| looks[&place_of(cell)].fill.as_deref() == Some(RED))
    );
    let text = parts.text(SHEET);
    assert!(text.ends_with("<x:c r='A1' s=\"4\"/><x:c r=\"B1\" s=\"4\"/></x:row><x:row r=\"5\"><x:c r=\"C5\" s=\"4\"/></x:row></x:sheetData><x:legacyDrawing r:id=\"rId2\"/><x:tableParts/></x:worksheet>"), "{text}");

    let strict = Made::sheet("<sheetData/>").map(|name, text| {
        let text = text.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main");
        (
            name.to_owned(),
            text.replace(
                RELATIONS,
                "http://purl.oclc.org/ooxml/officeDocument/relationships",
            ),
        )
    });
    let (mut parts, looks) = marked(&strict, &["A1"]);
    assert_eq!(looks[&(0, 0)].fill.as_deref(), Some(RED));
    for part in parts.names() {
        assert!(
            !parts
                .text(&part)
                .contains("schemas.openxmlformats.org/officeDocument"),
            "{part}"
        );
    }
}

#[test]
fn sheets_are_found_by_name_and_parts_in_any_case() {
    let odd = Made::sheet("<sheetData><row><c><v>1</v></c></row></sheetData>").map(|name, text| {
        let name = if name == SHEET {
            "XL\\Worksheets\\Sheet1.XML"
        } else {
            name
        };
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
