//! The department's `.xlsb`, changed record by record.

use crate::binary::format;
use crate::made::packed;
use std::io::{Cursor, Read};

/// A workbook as its parts.
#[derive(Debug, Clone)]
pub struct Xlsb {
    pub parts: Vec<(String, Vec<u8>)>,
}

/// Kind and bytes.
pub type Record = (u16, Vec<u8>);

pub const WORKBOOK: &str = "xl/workbook.bin";

impl Xlsb {
    pub fn official() -> Self {
        let bytes = std::fs::read(format("xlsb")).unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let parts = (0..archive.len()).map(|place| {
            let mut part = archive.by_index(place).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        });
        Self {
            parts: parts.collect(),
        }
    }

    pub fn part(&mut self, name: &str) -> &mut Vec<u8> {
        self.parts
            .iter_mut()
            .find(|(own, _)| own == name)
            .map(|(_, bytes)| bytes)
            .unwrap()
    }

    /// Changes the records of a part.
    pub fn with(mut self, part: &str, change: impl FnOnce(&mut Vec<Record>)) -> Self {
        let bytes = self.part(part);
        let mut records = records(bytes);
        change(&mut records);
        *bytes = joined(&records);
        self
    }

    /// Changes the text of a part.
    pub fn replace(mut self, part: &str, old: &str, new: &str) -> Self {
        let bytes = self.part(part);
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.contains(old), "{text}");
        *bytes = text.replace(old, new).into_bytes();
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let parts: Vec<(&str, &[u8])> = self
            .parts
            .iter()
            .map(|(name, bytes)| (&name[..], &bytes[..]))
            .collect();
        packed(&parts)
    }
}

/// The part of a sheet by its number.
pub fn sheet(number: usize) -> String {
    format!("xl/worksheets/sheet{number}.bin")
}

fn records(bytes: &[u8]) -> Vec<Record> {
    let mut rest = bytes.iter().copied();
    let mut found = Vec::new();
    while let Some(first) = rest.next() {
        let mut kind = u16::from(first & 0x7f);
        if first & 0x80 != 0 {
            kind |= u16::from(rest.next().unwrap()) << 7;
        }
        let mut length = 0;
        for place in 0..4 {
            let byte = rest.next().unwrap();
            length |= usize::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                break;
            }
        }
        found.push((kind, rest.by_ref().take(length).collect()));
    }
    found
}

pub fn joined(records: &[Record]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (kind, body) in records {
        match kind {
            0..=0x7f => bytes.push(u8::try_from(*kind).unwrap()),
            _ => bytes.extend([(kind & 0x7f | 0x80) as u8, (kind >> 7) as u8]),
        }
        let mut length = body.len();
        while length > 0x7f {
            bytes.push((length & 0x7f | 0x80) as u8);
            length >>= 7;
        }
        bytes.push(length as u8);
        bytes.extend(body);
    }
    bytes
}

/// Column and style.
pub fn cell(column: u32, style: u32) -> Vec<u8> {
    [column, style]
        .into_iter()
        .flat_map(u32::to_le_bytes)
        .collect()
}

pub fn row(number: u32, hidden: bool) -> Record {
    (
        0,
        [
            &number.to_le_bytes()[..],
            &[0; 7],
            &[if hidden { 0x10 } else { 0 }],
            &[0; 5],
        ]
        .concat(),
    )
}

pub fn real(column: u32, value: f64) -> Record {
    (5, [cell(column, 0), value.to_le_bytes().to_vec()].concat())
}

pub fn wide_text(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [
        &u32::try_from(units.len() / 2).unwrap().to_le_bytes()[..],
        &units,
    ]
    .concat()
}
