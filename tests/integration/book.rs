//! A workbook that a test changes before it is handed in. It is read with calamine and written anew,
//! so cells, merges and sheet names are ours to change and nothing else matters.

use calamine::{Data, Reader, SheetVisible, Xlsx};
use rust_xlsxwriter::{Format, Workbook};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Text(String),
    Number(f64),
    /// A formula with its stored result.
    Formula(String, String),
    /// A number shown as a date.
    Date(f64),
    /// A number with a number format.
    Formatted(f64, String),
}

#[derive(Debug, Clone)]
pub struct Sheet {
    pub name: String,
    pub hidden: bool,
    pub hidden_rows: Vec<u32>,
    /// As Excel writes it: `&C标题`.
    pub print_header: String,
    pub cells: BTreeMap<(u32, u32), Cell>,
    pub merges: Vec<(u32, u32, u32, u32)>,
}

#[derive(Debug, Clone)]
pub struct Book {
    pub sheets: Vec<Sheet>,
}

impl Book {
    pub fn open(path: &Path) -> Self {
        Self::from_bytes(&std::fs::read(path).unwrap())
    }

    pub fn from_bytes(bytes: &[u8]) -> Self {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let listed = book.sheets_metadata().to_vec();
        let sheets = listed
            .into_iter()
            .map(|sheet| {
                let range = book.worksheet_range(&sheet.name).unwrap();
                let (top, left) = range.start().unwrap_or_default();
                let cells = range.used_cells().filter_map(|(row, column, value)| {
                    let place = (
                        top + u32::try_from(row).unwrap(),
                        left + u32::try_from(column).unwrap(),
                    );
                    let cell = match value {
                        Data::String(text) => Cell::Text(text.clone()),
                        Data::Float(number) => Cell::Number(*number),
                        Data::Int(number) => Cell::Number(*number as f64),
                        _ => return None,
                    };
                    Some((place, cell))
                });
                let cells = cells.collect();
                let merges = book
                    .merge_cells_by_sheet_name(&sheet.name)
                    .unwrap_or_default();
                Sheet {
                    name: sheet.name,
                    hidden: sheet.visible != SheetVisible::Visible,
                    hidden_rows: Vec::new(),
                    print_header: String::new(),
                    cells,
                    merges: merges
                        .into_iter()
                        .map(|m| (m.start.0, m.start.1, m.end.0, m.end.1))
                        .collect(),
                }
            })
            .collect();
        Self { sheets }
    }

    /// The department's workbook as it should be.
    pub fn official() -> Self {
        Self::open(&super::program::only_file("official"))
    }

    pub fn sheet(&mut self, name: &str) -> &mut Sheet {
        self.sheets
            .iter_mut()
            .find(|sheet| sheet.name == name)
            .unwrap_or_else(|| panic!("no sheet {name}"))
    }

    /// Writes a number at `表三!G14`.
    pub fn number(mut self, place: &str, value: f64) -> Self {
        self.put(place, Some(Cell::Number(value)));
        self
    }

    /// Writes a text.
    pub fn text(mut self, place: &str, text: &str) -> Self {
        self.put(place, Some(Cell::Text(text.to_owned())));
        self
    }

    /// Empties a cell.
    pub fn blank(mut self, place: &str) -> Self {
        self.put(place, None);
        self
    }

    pub fn cell(mut self, place: &str, cell: Cell) -> Self {
        self.put(place, Some(cell));
        self
    }

    /// Applies a change to one sheet.
    pub fn with(mut self, sheet: &str, change: impl FnOnce(&mut Sheet)) -> Self {
        change(self.sheet(sheet));
        self
    }

    pub fn without_sheet(mut self, name: &str) -> Self {
        self.sheets.retain(|sheet| sheet.name != name);
        self
    }

    fn put(&mut self, place: &str, cell: Option<Cell>) {
        let (sheet, name) = place.split_once('!').unwrap();
        let at = place_of(name);
        let cells = &mut self.sheet(sheet).cells;
        match cell {
            Some(cell) => cells.insert(at, cell),
            None => cells.remove(&at),
        };
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut workbook = Workbook::new();
        let plain = Format::new();
        let date = Format::new().set_num_format("yyyy-mm-dd");
        for sheet in &self.sheets {
            let out = workbook.add_worksheet();
            out.set_name(&sheet.name).unwrap();
            out.set_hidden(sheet.hidden);
            for (top, left, bottom, right) in &sheet.merges {
                out.merge_range(*top, column(*left), *bottom, column(*right), "", &plain)
                    .unwrap();
            }
            for ((row, at), cell) in &sheet.cells {
                let at = column(*at);
                match cell {
                    Cell::Text(text) => out.write_string(*row, at, text).unwrap(),
                    Cell::Number(number) => out.write_number(*row, at, *number).unwrap(),
                    Cell::Date(number) => out
                        .write_number_with_format(*row, at, *number, &date)
                        .unwrap(),
                    Cell::Formatted(number, code) => {
                        let format = Format::new().set_num_format(code);
                        out.write_number_with_format(*row, at, *number, &format)
                            .unwrap()
                    }
                    Cell::Formula(formula, result) => {
                        let formula = rust_xlsxwriter::Formula::new(formula).set_result(result);
                        out.write_formula(*row, at, formula).unwrap()
                    }
                };
            }
            if !sheet.print_header.is_empty() {
                out.set_header(&sheet.print_header);
            }
            for row in &sheet.hidden_rows {
                out.set_row_hidden(*row).unwrap();
            }
        }
        workbook.save_to_buffer().unwrap()
    }
}

impl Sheet {
    /// Moves rows from `from` on by `by` rows down (or up, over rows that go).
    pub fn shift_rows(&mut self, from: u32, by: i64) {
        let moved = |row: u32| u32::try_from(i64::from(row) + by).unwrap();
        let gone = |row: u32| by < 0 && row >= from && i64::from(row) < i64::from(from) - by;
        self.cells = std::mem::take(&mut self.cells)
            .into_iter()
            .filter(|((row, _), _)| !gone(*row))
            .map(|((row, column), cell)| {
                ((if row >= from { moved(row) } else { row }, column), cell)
            })
            .collect();
        self.merges.retain(|merge| !gone(merge.0));
        for merge in self.merges.iter_mut().filter(|merge| merge.0 >= from) {
            merge.0 = moved(merge.0);
            merge.2 = moved(merge.2);
        }
    }

    /// Writes copies of rows further down.
    pub fn copy_rows(&mut self, rows: std::ops::Range<u32>, down: u32) {
        let within = self.cells.iter().filter(|((row, _), _)| rows.contains(row));
        let copies: Vec<_> = within
            .map(|((row, column), cell)| ((row + down, *column), cell.clone()))
            .collect();
        self.cells.extend(copies);
    }

    /// Takes the parts of a code out of the first three columns of a row.
    pub fn take_code(&mut self, row: u32) -> String {
        let mut part = |column| match self.cells.remove(&(row, column)) {
            Some(Cell::Text(part)) => part,
            _ => String::new(),
        };
        [part(0), part(1), part(2)].concat()
    }

    /// Moves everything to the right.
    pub fn shift_columns(&mut self, by: u32) {
        self.cells = std::mem::take(&mut self.cells)
            .into_iter()
            .map(|((row, at), cell)| ((row, at + by), cell))
            .collect();
        for merge in &mut self.merges {
            merge.1 += by;
            merge.3 += by;
        }
    }
}

fn column(column: u32) -> u16 {
    u16::try_from(column).unwrap()
}

/// The zero-based place of a cell's name.
pub fn place_of(name: &str) -> (u32, u32) {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic);
    let column = letters.fold(0, |sum, letter| sum * 26 + u32::from(letter - b'A') + 1) - 1;
    let row: u32 = name
        .trim_start_matches(|c: char| c.is_ascii_alphabetic())
        .parse()
        .unwrap();
    (row - 1, column)
}
