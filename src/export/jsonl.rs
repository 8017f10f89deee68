//! A JSON object a line. Values are strings, so that no float touches them; what a fact does not have is null.

use super::record::{COLUMNS, FactRecord, RecordCell, plain};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::io;

/// How every line begins.
pub(super) const BEGINNING: &str = "{\"department\":";

/// A line a record.
pub(super) fn rows<'a>(records: impl Iterator<Item = FactRecord<'a>>) -> io::Result<Vec<u8>> {
    let mut lines = Vec::new();
    for record in records {
        serde_json::to_writer(&mut lines, &Object(&record))?;
        lines.push(b'\n');
    }
    Ok(lines)
}

struct Object<'a>(&'a FactRecord<'a>);

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(COLUMNS.len()))?;
        for ((name, _), cell) in COLUMNS.iter().zip(self.0.cells()) {
            match cell {
                RecordCell::Text(text) => object.serialize_entry(name, &text)?,
                RecordCell::Year(year) => object.serialize_entry(name, &year)?,
                RecordCell::Value(value) => object.serialize_entry(name, &value.map(plain))?,
            }
        }
        object.end()
    }
}
