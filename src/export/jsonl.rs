//! A JSON object a line. Values are strings, so that no float touches them; what a fact does not have is null.

use super::record::{COLUMNS, Cell, Record, plain};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::io;

/// How every line begins.
pub(super) const BEGINNING: &str = "{\"department\":";

/// A line a record.
pub(super) fn rows<'a>(records: impl Iterator<Item = Record<'a>>) -> io::Result<Vec<u8>> {
    let mut lines = Vec::new();
    for record in records {
        serde_json::to_writer(&mut lines, &Object(&record))?;
        lines.push(b'\n');
    }
    Ok(lines)
}

struct Object<'a>(&'a Record<'a>);

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(COLUMNS.len()))?;
        for ((name, _), cell) in COLUMNS.iter().zip(self.0.cells()) {
            match cell {
                Cell::Text(text) => object.serialize_entry(name, &text)?,
                Cell::Year(year) => object.serialize_entry(name, &year)?,
                Cell::Value(value) => object.serialize_entry(name, &value.map(plain))?,
            }
        }
        object.end()
    }
}
