//! A workbook as .ods, with the number formats that a test gives.

use crate::book::{Book, Cell, Sheet};
use crate::made::packed;
use std::fmt::Write;

const SPACES: &str = "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0' xmlns:number='urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0'";

/// The bytes of a workbook. Cells with a format of their own are in the number style `N1`, which `styles` defines.
pub fn bytes(book: &Book, styles: &str) -> Vec<u8> {
    let tables: String = book.sheets.iter().map(table).collect();
    let content = format!(
        "<office:document-content {SPACES}><office:automatic-styles>{styles}<style:style style:name='ce1' style:family='table-cell' style:data-style-name='N1'/></office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    let kind = b"application/vnd.oasis.opendocument.spreadsheet".as_slice();
    packed(&[("mimetype", kind), ("content.xml", content.as_bytes())])
}

fn table(sheet: &Sheet) -> String {
    let rows = sheet.cells.keys().map(|place| place.0).max().unwrap_or(0);
    let columns = sheet.cells.keys().map(|place| place.1).max().unwrap_or(0);
    let mut text = format!("<table:table table:name='{}'>", escaped(&sheet.name));
    for row in 0..=rows {
        text.push_str("<table:table-row>");
        (0..=columns).for_each(|column| text.push_str(&cell(sheet, (row, column))));
        text.push_str("</table:table-row>");
    }
    text + "</table:table>"
}

fn cell(sheet: &Sheet, (row, column): (u32, u32)) -> String {
    let merge = sheet.merges.iter().find(|(top, left, bottom, right)| {
        (*top..=*bottom).contains(&row) && (*left..=*right).contains(&column)
    });
    let mut attributes = String::new();
    match merge {
        Some((top, left, bottom, right)) if (*top, *left) == (row, column) => {
            let (down, across) = (bottom - top + 1, right - left + 1);
            write!(
                attributes,
                " table:number-rows-spanned='{down}' table:number-columns-spanned='{across}'"
            )
            .unwrap();
        }
        Some(_) => return "<table:covered-table-cell/>".to_owned(),
        None => {}
    }
    let value = match sheet.cells.get(&(row, column)) {
        None => return format!("<table:table-cell{attributes}/>"),
        Some(Cell::Text(text)) => {
            let text = escaped(text);
            return format!(
                "<table:table-cell{attributes} office:value-type='string'><text:p>{text}</text:p></table:table-cell>"
            );
        }
        Some(Cell::Formatted(value, _)) => {
            attributes.push_str(" table:style-name='ce1'");
            value.to_string()
        }
        Some(Cell::Number(value) | Cell::Date(value)) => value.to_string(),
        Some(Cell::Formula(_, result)) => result.clone(),
    };
    format!("<table:table-cell{attributes} office:value-type='float' office:value='{value}'/>")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('\'', "&apos;")
        .replace('\n', "</text:p><text:p>")
}
