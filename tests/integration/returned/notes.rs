//! Notes beside those that are there, and the boxes in which they are shown.

use super::{SHEET, flag, marked};
use crate::look::Parts;
use crate::made::Made;
use gouji::write::{Paint, returned};

fn ids(drawing: &str) -> Vec<&str> {
    drawing
        .split("<v:shape id=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect()
}

#[test]
fn notes_that_are_there_are_kept() {
    let shapes = "<o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"1,4\"/></o:shapelayout><v:shape id=\"_x0000_s1025\"><v:textbox><div>按钮 & 甲<br></div></v:textbox><x:ClientData ObjectType=\"Button\"/></v:shape><v:shape id=\"_x0000_s2049\"><x:ClientData ObjectType=\"Note\"><x:Anchor>1, 15, 0, 2, 2, 5, 1, 16</x:Anchor><x:Row>0</x:Row><x:Column>0</x:Column></x:ClientData></v:shape>";
    let (mut parts, looks) = marked(&Made::with_notes(Some(shapes)), &["A1", "B2"]);
    assert_eq!(
        looks[&(0, 0)].note.as_deref(),
        Some("原来的\n\n〔勾稽：错〕")
    );
    assert_eq!(looks[&(1, 1)].note.as_deref(), Some("错"));
    let drawing = parts.text("xl/drawings/vmlDrawing1.vml");
    assert_eq!(
        ids(&drawing),
        ["_x0000_s1025", "_x0000_s2049", "_x0000_s3073"]
    );
    assert!(
        drawing.contains("data=\"1,4,3\"") && drawing.contains("<div>按钮 & 甲<br></div>"),
        "{drawing}"
    );
    assert!(
        drawing.contains("<x:Anchor>1, 15, 0, 2, 6, "),
        "the old box is large enough for both: {drawing}"
    );
    assert_eq!(
        drawing.matches("<v:shapetype id=\"_x0000_t202\"").count(),
        1
    );
    let notes = parts.text("xl/comments1.xml");
    assert!(
        notes.contains("<author>王</author><author>勾稽</author></authors>"),
        "{notes}"
    );
    let text = parts.text(SHEET);
    assert_eq!(text.matches("legacyDrawing").count(), 1);
    assert!(
        parts
            .text("[Content_Types].xml")
            .matches("comments")
            .count()
            == 0,
        "no part was added"
    );
}

#[test]
fn notes_without_boxes_get_them() {
    let (mut parts, looks) = marked(&Made::with_notes(None), &["C3"]);
    assert_eq!(looks[&(0, 0)].note.as_deref(), Some("原来的"));
    let drawing = parts.text("xl/drawings/vmlDrawing1.vml");
    assert_eq!(ids(&drawing), ["_x0000_s1025", "_x0000_s1026"], "{drawing}");
    assert!(
        parts
            .text(SHEET)
            .contains("<legacyDrawing r:id=\"rId1\"/><extLst/>")
    );
    assert!(
        parts
            .text("[Content_Types].xml")
            .contains("<Default Extension=\"vml\"")
    );
}

#[test]
fn a_drawing_of_other_shapes_takes_the_boxes_in() {
    let made = Made::with_notes(Some(
        "<v:shape id=\"_x0000_s1025\"><x:ClientData ObjectType=\"Button\"/></v:shape>",
    ));
    let made = made.related(
        "xl/worksheets/sheet1.xml",
        &[("rId7", "vmlDrawing", "../drawings/vmlDrawing1.vml")],
    );
    let (mut parts, looks) = marked(&made, &["C3"]);
    assert_eq!(looks[&(2, 2)].note.as_deref(), Some("错"));
    assert_eq!(
        ids(&parts.text("xl/drawings/vmlDrawing1.vml")),
        ["_x0000_s1025", "_x0000_s2049"]
    );
    // the first number was taken by a part that nothing names
    assert!(parts.text("xl/comments2.xml").contains("错"));
    assert!(
        parts
            .related(SHEET)
            .contains(&("comments".to_owned(), "xl/comments2.xml".to_owned()))
    );
}

#[test]
fn a_drawing_within_an_alternative_is_not_the_sheets_own() {
    let inner = "<sheetData/><mc:AlternateContent xmlns:mc='m'><mc:Choice><controls><legacyDrawing r:id='rId9'/></controls></mc:Choice></mc:AlternateContent>";
    let (mut parts, _) = marked(&Made::sheet(inner), &["A1"]);
    assert!(
        parts
            .text(SHEET)
            .contains("</sheetData><legacyDrawing r:id=\"rId2\"/><mc:AlternateContent")
    );
}

#[test]
fn a_note_may_hold_any_characters() {
    let bytes = Made::sheet("<sheetData/>").bytes();
    let note = format!(
        " 甲\u{0}\u{b}\r\n<b>&amp;]]>'\"\u{fffe}😀{}",
        "长".repeat(40_000)
    );
    let after = returned(&bytes, &[flag("表!A1", Paint::Red, &note)]).unwrap();
    let look = &Parts::of(&after).looks(SHEET, "xl/workbook.xml")[&(0, 0)];
    let written = look.note.as_deref().unwrap();
    assert!(
        written.starts_with("甲\n<b>&amp;]]>'\"😀长") && written.ends_with("长…"),
        "{}",
        &written[..60]
    );
    assert!(written.chars().count() <= 30_000);
    assert!(
        returned(&after, &[flag("表!A1", Paint::Red, &note)]).unwrap() == after,
        "twice is once"
    );
    let after = returned(&bytes, &[flag("表!A1", Paint::Red, " \n")]).unwrap();
    assert_eq!(
        Parts::of(&after).names().len(),
        Parts::of(&bytes).names().len() + 1,
        "a blank note is none"
    );
}

#[test]
fn old_notes_go_and_those_of_people_stay() {
    let shapes = "<o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"1\"/></o:shapelayout><v:shape id=\"_x0000_s1025\"><x:ClientData ObjectType=\"Note\"><x:Anchor>1, 15, 0, 2, 2, 5, 1, 16</x:Anchor><x:Row>0</x:Row><x:Column>0</x:Column></x:ClientData></v:shape>";
    let made = Made::with_notes(Some(shapes)).bytes();
    let flags = |cells: &[&str]| -> Vec<gouji::write::Flag> {
        let cells = cells.iter();
        cells
            .map(|cell| flag(&format!("表!{cell}"), Paint::Red, "错"))
            .collect()
    };
    let first = returned(&made, &flags(&["A1", "B2", "C3"])).unwrap();
    let second = returned(&first, &flags(&["C3", "D4"])).unwrap();
    let mut parts = Parts::of(&second);
    let looks = parts.looks(SHEET, "xl/workbook.xml");
    let seen: Vec<_> = looks
        .iter()
        .filter(|(_, look)| look.fill.is_some() || look.note.is_some())
        .map(|(place, look)| (*place, look.note.as_deref(), look.fill.is_some()))
        .collect();
    let expected = [
        ((0, 0), Some("原来的"), false),
        ((2, 2), Some("错"), true),
        ((3, 3), Some("错"), true),
    ];
    assert_eq!(seen, expected);
    let drawing = parts.text("xl/drawings/vmlDrawing1.vml");
    assert_eq!(
        ids(&drawing),
        ["_x0000_s1025", "_x0000_s2049", "_x0000_s2050"]
    );
    assert!(drawing.contains("data=\"1,2\""), "{drawing}");
}
