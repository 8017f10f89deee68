//! Comma-separated values that Excel opens on a Chinese Windows: UTF-8 with a byte order mark, CRLF, quoted by
//! RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it.

use super::record::{CHINESE, COLUMNS, FactRecord, RecordCell, plain};
use csv::{Terminator, Writer, WriterBuilder};
use std::borrow::Cow;
use std::io;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// With these a formula begins; Excel takes the wide ones for the narrow.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// A text that no spreadsheet takes for a formula: one that begins with `= + - @`, a tab or a carriage return gets
/// an apostrophe before it; so does one that begins with apostrophes and then with one of these, or nobody could
/// tell them apart.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    if text.trim_start_matches('\'').starts_with(FORMULA) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

/// The text that `guarded` was given.
pub fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA) => rest,
        _ => text,
    }
}

/// The beginning of a file: the byte order mark and the names of the columns.
pub(super) fn heading(is_chinese: bool) -> Vec<u8> {
    let mut writer = writer();
    let names = match is_chinese {
        true => CHINESE,
        false => COLUMNS.map(|(name, _)| name),
    };
    let written = writer.write_record(names);
    let row = written
        .ok()
        .and_then(|()| writer.into_inner().ok())
        .unwrap_or_default();
    [BYTE_ORDER_MARK, &row].concat()
}

/// A line a record.
pub(super) fn rows<'a>(records: impl Iterator<Item = FactRecord<'a>>) -> io::Result<Vec<u8>> {
    let mut writer = writer();
    for record in records {
        for cell in record.cells() {
            writer.write_field(
                match &cell {
                    RecordCell::Text(text) => guarded(text.as_deref().unwrap_or_default()),
                    RecordCell::Year(year) => {
                        year.map(|year| year.to_string()).unwrap_or_default().into()
                    }
                    RecordCell::Value(value) => value.map(plain).unwrap_or_default().into(),
                }
                .as_bytes(),
            )?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.into_inner().map_err(|error| error.into_error())
}

fn writer() -> Writer<Vec<u8>> {
    WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_looks_like_a_formula_is_guarded() {
        for text in [
            "=1+1", "+86", "-5", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''-", "＝1",
        ] {
            assert_eq!(guarded(text), format!("'{text}"), "{text:?}");
        }
        for text in ["", "总计", "—", "'", "'总计'", "a=b", " =1"] {
            assert_eq!(guarded(text), text, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_back(texts in prop::collection::vec("(?s)['=+@\t\r\n\",;-]{0,3}.{0,12}", 2..6)) {
            let mut writer = writer();
            prop_assert!(writer.write_record(texts.iter().map(|text| guarded(text).into_owned())).is_ok());
            // as in a file, for a reader takes the first such mark away
            let bytes = [BYTE_ORDER_MARK, &writer.into_inner().unwrap_or_default()].concat();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
            let rows: Vec<csv::StringRecord> = reader.records().filter_map(Result::ok).collect();
            prop_assert_eq!(rows.len(), 1);
            let read: Vec<&str> = rows[0].iter().collect();
            for (read, text) in read.iter().zip(&texts) {
                prop_assert!(!read.starts_with(FORMULA));
                prop_assert_eq!(unguarded(read), text);
            }
            prop_assert_eq!(read.len(), texts.len());
        }
    }
}
