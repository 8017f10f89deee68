//! A blank workbook that is filled in cell by cell, as a department would: a locked cell takes nothing. It is reckoned
//! by `calc` and saved with the results beside the formulas, as a spreadsheet program saves it.

use crate::book::place_of;
use crate::calc::{Calc, Value};
use gouji::write::{BlankOptions, blank};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;
use std::io::{Cursor, Read, Write as _};
use zip::write::SimpleFileOptions;

#[derive(Clone)]
pub struct Filling {
    parts: Vec<(String, Vec<u8>)>,
    /// Sheet, row and column of every cell that takes something.
    open: HashSet<(String, u32, u32)>,
    calc: Calc,
}

impl Filling {
    /// The blank workbook of a layout.
    pub fn new(layout: &str, projects: usize) -> Self {
        let template = gouji::templates::load(None, Some(layout))
            .unwrap()
            .remove(0);
        let wishes = BlankOptions {
            year: None,
            department: String::new(),
            unit: String::new(),
            projects,
        };
        let bytes = blank(&template.layout, &template.rules, &wishes).unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        let names = 0..archive.len();
        let part = |index| {
            let mut part = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        };
        let parts: Vec<(String, Vec<u8>)> = names.into_iter().map(part).collect();
        let calc = Calc::open(&bytes);
        let styles = text_of(&parts, "xl/styles.xml");
        let formats = styles
            .split_once("<cellXfs")
            .unwrap()
            .1
            .split_once("</cellXfs>")
            .unwrap()
            .0;
        let unlocked: Vec<bool> = formats
            .split("<xf ")
            .skip(1)
            .map(|xf| xf.contains("locked=\"0\""))
            .collect();
        let mut open = HashSet::new();
        for (number, sheet) in (1..).zip(&calc.sheets) {
            for cell in text_of(&parts, &sheet_part(number))
                .split("<c r=\"")
                .skip(1)
            {
                let (name, rest) = cell.split_once('"').unwrap();
                let style = rest
                    .split_once("s=\"")
                    .and_then(|(_, style)| style.split_once('"')?.0.parse().ok());
                let (row, column) = place_of(name);
                if style.is_some_and(|style: usize| unlocked[style]) {
                    open.insert((sheet.clone(), row, column));
                }
            }
        }
        Self { parts, open, calc }
    }

    /// Types into a cell, as `表七!E6`; a locked one does not take it.
    pub fn put(&mut self, sheet: &str, row: u32, column: u32, value: Value) {
        assert!(
            self.open.contains(&(sheet.to_owned(), row, column)),
            "{sheet} {row} {column} is locked"
        );
        self.force(sheet, row, column, value);
    }

    /// Types into a cell, locked or not.
    pub fn force(&mut self, sheet: &str, row: u32, column: u32, value: Value) {
        let cell = (sheet.to_owned(), row, column);
        self.calc.formulas.remove(&cell);
        self.calc.stored.insert(cell, value);
    }

    pub fn formulas(&self) -> impl Iterator<Item = &String> {
        self.calc.formulas.values()
    }

    /// The first cell with a text, row by row.
    pub fn find(&self, sheet: &str, text: &str) -> (u32, u32) {
        let is_it = |(cell, value): &(&(String, u32, u32), &Value)| {
            cell.0 == sheet && matches!(value, Value::Text(own) if own == text)
        };
        let found = self
            .calc
            .stored
            .iter()
            .filter(is_it)
            .map(|(cell, _)| (cell.1, cell.2))
            .min();
        found.unwrap_or_else(|| panic!("{sheet} has no {text}"))
    }

    /// The open cell of a sheet with a number, row by row, from the first on.
    pub fn find_open(&self, sheet: &str, number: usize) -> (u32, u32) {
        let own: BTreeSet<(u32, u32)> = self
            .open
            .iter()
            .filter(|cell| cell.0 == sheet)
            .map(|cell| (cell.1, cell.2))
            .collect();
        *own.iter().nth(number - 1).unwrap()
    }

    /// Types into the first open cell on the right of a text.
    pub fn put_beside(&mut self, sheet: &str, text: &str, value: Value) {
        let (row, label) = self.find(sheet, text);
        let column = (label + 1..label + 9)
            .find(|column| self.open.contains(&(sheet.to_owned(), row, *column)));
        self.put(sheet, row, column.unwrap(), value);
    }

    /// Fills in 填报说明.
    pub fn who(&mut self, department: &str, unit: &str, year: i32) {
        let values = [
            Value::Text(department.to_owned()),
            Value::Text(unit.to_owned()),
            Value::Number(year.into()),
        ];
        for (label, value) in ["部门名称", "预算单位", "预算年度"].into_iter().zip(values)
        {
            let (row, column) = self.find("填报说明", label);
            self.put("填报说明", row, column + 1, value);
        }
    }

    /// Fills in a row of a list of codes; figures, in hundredths, go below their headings: `表三.基本支出`.
    pub fn entry(&mut self, sheet: &str, number: u32, code: &str, figures: &[(&str, i64)]) {
        let (head, first) = self.find(sheet, "类");
        let parts = [code.get(..3), code.get(3..5), code.get(5..7)]
            .into_iter()
            .flatten();
        for (column, part) in (first..).zip(parts) {
            self.put(
                sheet,
                head + 1 + number,
                column,
                Value::Text(part.to_owned()),
            );
        }
        let mut table = String::new();
        let mut columns = BTreeMap::new();
        for column in first + 3..first + 20 {
            if let Value::Text(above) = self.calc.stored(sheet, head - 1, column) {
                table = above;
            }
            if let Value::Text(heading) = self.calc.stored(sheet, head, column) {
                columns.insert(
                    format!("{table}.{}", heading.trim_end_matches("（一般不填）")),
                    column,
                );
            }
        }
        for (heading, fen) in figures.iter().filter(|(_, fen)| *fen != 0) {
            self.put(sheet, head + 1 + number, columns[*heading], money(*fen));
        }
    }

    /// Reckons every formula.
    pub fn reckoned(&self) -> Reckoned<'_> {
        Reckoned {
            filling: self,
            calc: self.calc.clone().once(),
        }
    }
}

/// A filled workbook with all results.
pub struct Reckoned<'a> {
    filling: &'a Filling,
    calc: Calc,
}

impl Reckoned<'_> {
    pub fn shown(&self, sheet: &str, row: u32, column: u32) -> String {
        match self.calc.value(sheet, row, column) {
            Value::Text(text) => text,
            Value::Number(number) => number.to_string(),
            Value::Blank => String::new(),
            other => panic!("{sheet} {row} {column}: {other:?}"),
        }
    }

    /// The verdict on every rule, as the first sheet shows them.
    pub fn verdicts(&self) -> BTreeMap<String, String> {
        let (head, _) = self.filling.find("填报说明", "规则");
        let rows = (head + 1..).map(|row| {
            (
                self.shown("填报说明", row, 0),
                self.shown("填报说明", row, 2),
            )
        });
        let rows = rows.take_while(|(_, verdict)| !verdict.is_empty());
        rows.map(|(rule, verdict)| (rule.split(' ').next().unwrap().to_owned(), verdict))
            .collect()
    }

    /// The verdict on a sheet, beside its header.
    pub fn beside(&self, sheet: &str) -> String {
        let (row, column) = self.filling.find(sheet, "填报专用：核对");
        self.shown(sheet, row + 1, column)
    }

    /// The workbook as it is saved.
    pub fn saved(&self) -> Vec<u8> {
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in &self.filling.parts {
            let sheet = (1..)
                .zip(&self.calc.sheets)
                .find(|(number, _)| sheet_part(*number) == *name);
            out.start_file(name.as_str(), SimpleFileOptions::default())
                .unwrap();
            match sheet {
                Some((_, sheet)) => out.write_all(
                    self.sheet(sheet, std::str::from_utf8(bytes).unwrap())
                        .as_bytes(),
                ),
                None => out.write_all(bytes),
            }
            .unwrap();
        }
        out.finish().unwrap().into_inner()
    }

    fn sheet(&self, sheet: &str, xml: &str) -> String {
        let mut parts = xml.split("<c r=\"");
        let mut text = parts.next().unwrap().to_owned();
        for part in parts {
            let (name, rest) = part.split_once('"').unwrap();
            let (head, rest) = rest.split_once('>').unwrap();
            let (own, behind) = if head.ends_with('/') {
                ("", rest)
            } else {
                rest.split_once("</c>").unwrap()
            };
            let style = head
                .split_once("s=\"")
                .and_then(|(_, style)| style.split_once('"'))
                .unwrap()
                .0;
            let (row, column) = place_of(name);
            let formula = own
                .split_once("<f>")
                .and_then(|(_, formula)| formula.split_once("</f>"))
                .unwrap_or_default()
                .0;
            let is_formula = self
                .calc
                .formulas
                .contains_key(&(sheet.to_owned(), row, column));
            let formula = if is_formula {
                format!("<f>{formula}</f>")
            } else {
                String::new()
            };
            let _ = match self.calc.value(sheet, row, column) {
                Value::Number(number) => {
                    write!(
                        text,
                        "<c r=\"{name}\" s=\"{style}\">{formula}<v>{number}</v></c>{behind}"
                    )
                }
                Value::Blank => write!(text, "<c r=\"{name}\" s=\"{style}\"/>{behind}"),
                Value::Text(own) => {
                    let own = own
                        .replace('&', "&amp;")
                        .replace('<', "&lt;")
                        .replace('>', "&gt;");
                    write!(
                        text,
                        "<c r=\"{name}\" s=\"{style}\" t=\"str\">{formula}<v>{own}</v></c>{behind}"
                    )
                }
                other => panic!("{sheet}!{name}: {other:?}"),
            };
        }
        text
    }
}

/// Hundredths as a number.
pub fn money(fen: i64) -> Value {
    Value::Number(format!("{}.{:02}", fen / 100, fen % 100).parse().unwrap())
}

fn sheet_part(number: usize) -> String {
    format!("xl/worksheets/sheet{number}.xml")
}

fn text_of(parts: &[(String, Vec<u8>)], name: &str) -> String {
    let part = parts.iter().find(|(own, _)| own == name).unwrap();
    String::from_utf8(part.1.clone()).unwrap()
}
