//! Old workbooks made record by record, for what is odd in them.

use crate::book::{Book, Cell};
use std::collections::BTreeSet;
use std::io::{Cursor, Write};

/// A workbook of BIFF8.
#[derive(Debug, Clone)]
pub struct Xls {
    /// Records of the workbook, before the list of sheets.
    pub globals: Vec<u8>,
    pub sheets: Vec<XlsSheet>,
}

#[derive(Debug, Clone)]
pub struct XlsSheet {
    pub name: String,
    /// 1 hidden, 2 very hidden
    pub state: u8,
    /// What the list says it is, and what it says itself.
    pub kind: u8,
    pub about: u16,
    pub records: Vec<u8>,
    /// In the place of where it really begins.
    pub start: Option<u32>,
}

pub fn record(kind: u16, bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    [&kind.to_le_bytes(), &length.to_le_bytes(), bytes].concat()
}

/// Row, column and style.
pub fn place(row: u16, column: u16, style: u16) -> Vec<u8> {
    [row, column, style]
        .into_iter()
        .flat_map(u16::to_le_bytes)
        .collect()
}

pub fn number(row: u16, column: u16, style: u16, value: f64) -> Vec<u8> {
    record(
        0x203,
        &[place(row, column, style), value.to_le_bytes().to_vec()].concat(),
    )
}

pub fn label(row: u16, column: u16, text: &str) -> Vec<u8> {
    record(0x204, &[place(row, column, 0), long_text(text)].concat())
}

/// A formula with eight bytes of result.
pub fn formula(row: u16, column: u16, result: [u8; 8], tokens: &[u8]) -> Vec<u8> {
    let length = u16::try_from(tokens.len()).unwrap().to_le_bytes();
    record(
        6,
        &[
            &place(row, column, 0)[..],
            &result,
            &[0; 6],
            &length,
            tokens,
        ]
        .concat(),
    )
}

/// `=A1+A2`
pub const SUM_OF_TWO: &[u8] = &[0x44, 0, 0, 0, 0xc0, 0x44, 1, 0, 0, 0xc0, 3];

/// A result without a value: a text, empty or to follow.
pub const EMPTY: [u8; 8] = [3, 0, 0, 0, 0, 0, 0xff, 0xff];
pub const FOLLOWS: [u8; 8] = [0, 0, 0, 0, 0, 0, 0xff, 0xff];

pub fn merges(ranges: &[(u16, u16, u16, u16)]) -> Vec<u8> {
    let mut bytes = u16::try_from(ranges.len()).unwrap().to_le_bytes().to_vec();
    for (top, left, bottom, right) in ranges {
        bytes.extend(
            [top, bottom, left, right]
                .into_iter()
                .flat_map(|n| n.to_le_bytes()),
        );
    }
    record(0xe5, &bytes)
}

/// A number format of an id, and a style of it.
pub fn format(id: u16, code: &str) -> Vec<u8> {
    record(
        0x41e,
        &[id.to_le_bytes().to_vec(), long_text(code)].concat(),
    )
}

pub fn style(id: u16) -> Vec<u8> {
    record(0xe0, &[&[0, 0][..], &id.to_le_bytes(), &[0; 16]].concat())
}

pub fn hidden_row(row: u16) -> Vec<u8> {
    record(
        0x208,
        &[&row.to_le_bytes()[..], &[0; 10], &[0x20, 0, 0, 0]].concat(),
    )
}

pub fn hidden_columns(first: u16, last: u16) -> Vec<u8> {
    record(
        0x7d,
        &[
            &first.to_le_bytes()[..],
            &last.to_le_bytes(),
            &[0; 4],
            &[1, 0, 0, 0],
        ]
        .concat(),
    )
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

pub fn long_text(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.encode_utf16().count()).unwrap();
    [&length.to_le_bytes()[..], &[1], &wide(text)].concat()
}

impl Xls {
    /// With the cells and merged ranges of a workbook.
    pub fn of(book: &Book) -> Self {
        let small = |n: u32| u16::try_from(n).unwrap();
        // a style for each format, behind the usual one
        let cells = book.sheets.iter().flat_map(|sheet| sheet.cells.values());
        let codes = cells.filter_map(|cell| match cell {
            Cell::Formatted(_, code) => Some(code.as_str()),
            _ => None,
        });
        let codes: Vec<&str> = codes.collect::<BTreeSet<_>>().into_iter().collect();
        let style_of = |code: &str| {
            small(u32::try_from(codes.iter().position(|own| *own == code).unwrap()).unwrap() + 1)
        };
        let sheets = book.sheets.iter().map(|sheet| {
            let cells = sheet.cells.iter().map(|((row, column), cell)| match cell {
                Cell::Text(text) => label(small(*row), small(*column), text),
                Cell::Number(value) | Cell::Date(value) => {
                    number(small(*row), small(*column), 0, *value)
                }
                Cell::Formatted(value, code) => {
                    number(small(*row), small(*column), style_of(code), *value)
                }
                Cell::Formula(_, result) => {
                    number(small(*row), small(*column), 0, result.parse().unwrap())
                }
            });
            let ranges: Vec<_> = sheet
                .merges
                .iter()
                .map(|m| (small(m.0), small(m.1), small(m.2), small(m.3)))
                .collect();
            let header = match sheet.print_header.as_str() {
                "" => Vec::new(),
                header => record(0x14, &long_text(header)),
            };
            let records = cells
                .chain([merges(&ranges), header])
                .collect::<Vec<_>>()
                .concat();
            XlsSheet::new(&sheet.name, records)
        });
        let sheets = sheets.collect();
        let formats = (164..).zip(&codes).map(|(id, code)| format(id, code));
        let styles = (164..).zip(&codes).map(|(id, _)| style(id));
        Self {
            globals: formats.chain([style(0)]).chain(styles).flatten().collect(),
            sheets,
        }
    }

    pub fn official() -> Self {
        Self::of(&Book::official())
    }

    /// Adds records to a sheet.
    pub fn more(mut self, sheet: &str, records: &[u8]) -> Self {
        self.sheet(sheet).records.extend(records);
        self
    }

    pub fn sheet(&mut self, name: &str) -> &mut XlsSheet {
        self.sheets
            .iter_mut()
            .find(|sheet| sheet.name == name)
            .unwrap()
    }

    /// Adds records to the workbook.
    pub fn global(mut self, records: &[u8]) -> Self {
        self.globals.extend(records);
        self
    }

    /// Adds a sheet.
    pub fn add(mut self, sheet: XlsSheet) -> Self {
        self.sheets.push(sheet);
        self
    }

    /// The stream of records.
    pub fn stream(&self) -> Vec<u8> {
        let begin = |about: u16| {
            record(
                0x809,
                &[&[0, 6][..], &about.to_le_bytes(), &[0; 12]].concat(),
            )
        };
        let listed = |sheet: &XlsSheet, start: u32| {
            let length = u8::try_from(sheet.name.encode_utf16().count()).unwrap();
            let start = sheet.start.unwrap_or(start).to_le_bytes();
            record(
                0x85,
                &[
                    &start[..],
                    &[sheet.state, sheet.kind, length, 1],
                    &wide(&sheet.name),
                ]
                .concat(),
            )
        };
        let list: usize = self.sheets.iter().map(|sheet| listed(sheet, 0).len()).sum();
        let end = record(0x0a, &[]);
        let mut stream = [begin(5), self.globals.clone()].concat();
        let mut start = stream.len() + list + end.len();
        let mut bodies = Vec::new();
        for sheet in &self.sheets {
            let body = [begin(sheet.about), sheet.records.clone(), end.clone()].concat();
            stream.extend(listed(sheet, u32::try_from(start).unwrap()));
            start += body.len();
            bodies.extend(body);
        }
        stream.extend(end);
        stream.extend(bodies);
        stream
    }

    pub fn bytes(&self) -> Vec<u8> {
        compound(&[("Workbook", &self.stream())])
    }
}

impl XlsSheet {
    pub fn new(name: &str, records: Vec<u8>) -> Self {
        Self {
            name: name.to_owned(),
            state: 0,
            kind: 0,
            about: 0x10,
            records,
            start: None,
        }
    }
}

/// A compound file of streams; a stream may lie in a storage.
pub fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file =
        cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).unwrap();
    for (path, bytes) in streams {
        if let Some((storage, _)) = path.rsplit_once('/') {
            file.create_storage_all(storage).unwrap();
        }
        file.create_stream(path).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}
