//! What cannot be changed safely is not changed.

use super::{SHEET, flag};
use crate::look::Parts;
use crate::made::{Made, STYLES, packed};
use gouji::write::{Flag, Paint, ReturnError, returned};
use proptest::prelude::*;

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
        assert!(
            message.contains("xl/worksheets/sheet1.xml 无法改写"),
            "{text}: {message}"
        );
    }
    // in UTF-16
    let utf16: Vec<u8> = "\u{feff}<worksheet><sheetData/></worksheet>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let parts: Vec<(&str, &[u8])> = good
        .parts
        .iter()
        .map(|(name, text)| {
            (
                name.as_str(),
                if name == SHEET {
                    utf16.as_slice()
                } else {
                    text.as_bytes()
                },
            )
        })
        .collect();
    assert!(error(&packed(&parts), "表!A1").contains("xl/worksheets/sheet1.xml 无法改写"));
    // styles, notes and drawings that are none
    let styles = good.clone().styles("").part("xl/styles.xml", "<html/>");
    assert!(error(&styles.bytes(), "表!A1").contains("xl/styles.xml 无法改写"));
    assert!(
        error(
            &Made::with_notes(None)
                .part("xl/comments1.xml", "<comments>")
                .bytes(),
            "表!A1"
        )
        .contains("xl/comments1.xml")
    );
    let drawing = Made::with_notes(Some("")).part("xl/drawings/vmlDrawing1.vml", "<svg/>");
    assert!(error(&drawing.bytes(), "表!A1").contains("xl/drawings/vmlDrawing1.vml"));
    let all = good.styles(&format!("<cellXfs>{}</cellXfs>", "<xf/>".repeat(65_490)));
    let error = returned(&all.bytes(), &[flag("表!A1", Paint::Red, "")]).unwrap_err();
    assert_eq!(error, ReturnError::TooManyFormats { limit: 65_490 });
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
        let made = Made::with_notes(Some(shapes)).styles(STYLES);
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
