//! What calamine does not tell about a sheet, from its XML: merged ranges, hidden rows and columns, formulas
//! without a stored result, and cells written in a way that calamine reads wrongly or not at all.

use crate::book::Refusal;
use crate::book::limits::Limits;
use crate::book::package::{Archive, Event, Onward, Start, characters, each_within};
use crate::book::sheet::Merge;
use crate::book::value::Value;
use crate::book::xlsx::odd::ValueKind;
use crate::book::xlsx::plain;
use crate::book::xlsx::tags::{hidden_columns, is_nothing, merge};
use crate::place::{COLUMNS, CellRef, ROWS, cell};
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

/// What a sheet's XML says beside its plain values.
#[derive(Debug, Default)]
pub(super) struct SheetScan {
    pub(super) merges: Vec<Merge>,
    pub(super) hidden_rows: BTreeSet<u32>,
    pub(super) hidden_columns: Vec<(u32, u32)>,
    /// What its pages print at their top, with codes.
    pub(super) print_header: String,
    /// Cells whose value is known from here: formulas without a result, and odd cells.
    pub(super) known: Vec<(CellRef, Value)>,
    /// The bytes of odd cells, which calamine must not see.
    pub(super) cuts: Vec<Range<usize>>,
}

/// Scans a sheet; texts that many cells share are `shared` in number.
pub(super) fn sheet(
    archive: &mut Archive<'_>,
    path: &str,
    shared: usize,
    limits: &mut Limits,
) -> Result<SheetScan, Refusal> {
    let run = |archive: &mut Archive<'_>, limits: &mut Limits, seen| {
        let mut scan = Scan {
            path,
            shared,
            seen,
            ..Scan::default()
        };
        each_within(archive, path, |event, at, part| {
            let end = at.end;
            scan.see(event, at, limits)?;
            let is_tag = matches!(event, Event::Start(_) | Event::Empty(_) | Event::End(_));
            Ok(match scan.passed(&part[end..], is_tag)? {
                0 => Onward::Next,
                known => Onward::Past(known),
            })
        })?;
        Ok(scan)
    };
    let scan = run(archive, limits, None)?;
    if scan.unordered {
        // two cells of one place can only stand apart where cells are out of order
        limits.same_sheet_again();
        return Ok(run(archive, limits, Some(HashSet::new()))?.found);
    }
    Ok(scan.found)
}

/// Where the scan stands beside the element of the cells.
#[derive(Debug, Default, PartialEq)]
enum Data {
    #[default]
    Before,
    Within,
    After,
}

#[derive(Debug, Default)]
struct Scan<'a> {
    path: &'a str,
    shared: usize,
    found: SheetScan,
    data: Data,
    row: u32,
    column: u32,
    cell: Option<ScannedCell>,
    text: String,
    last: Option<CellRef>,
    unordered: bool,
    seen: Option<HashSet<CellRef>>,
    in_print_header: bool,
}

/// The cell that is being read.
#[derive(Debug)]
struct ScannedCell {
    start: usize,
    kind: ValueKind,
    /// Elements open within it.
    depth: usize,
    /// Whether the text of its value is being read, and how many pieces it came in.
    in_value: bool,
    pieces: usize,
    has_value: bool,
    has_formula: bool,
    is_odd: bool,
    /// Where an element within it begins that calamine must not see.
    cut: Option<usize>,
}

impl Scan<'_> {
    fn damaged(&self) -> Refusal {
        Refusal::Damaged {
            part: self.path.to_owned(),
        }
    }

    fn see(
        &mut self,
        event: &Event<'_>,
        at: Range<usize>,
        limits: &mut Limits,
    ) -> Result<(), Refusal> {
        match event {
            Event::Start(tag) => self.open(tag, at, limits),
            Event::Empty(tag) => {
                self.open(tag, at.clone(), limits)?;
                self.close(tag.local_name().as_ref(), at.end)
            }
            Event::End(tag) => self.close(tag.local_name().as_ref(), at.end),
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) if self.in_print_header => {
                self.found.print_header.extend(characters(event));
                Ok(())
            }
            Event::Text(text) => {
                if let Some(cell) = self.cell.as_mut().filter(|cell| cell.in_value) {
                    cell.pieces += 1;
                    self.text.push_str(text.as_ref());
                }
                Ok(())
            }
            other => {
                let Some(cell) = self.cell.as_mut().filter(|cell| cell.in_value) else {
                    return Ok(());
                };
                // a comment, a reference or CDATA within a value: calamine stops there or passes it over
                cell.pieces += 1;
                let is_read = matches!(
                    (other, &cell.kind),
                    (Event::GeneralRef(_) | Event::Comment(_), ValueKind::Text)
                );
                cell.is_odd |= !is_read;
                if let Some(piece) = characters(other) {
                    self.text.push_str(&piece);
                }
                Ok(())
            }
        }
    }

    /// How many bytes the plain cells take that stand next, behind a tag.
    fn passed(&mut self, rest: &[u8], is_behind_tag: bool) -> Result<usize, Refusal> {
        let mut passed = 0;
        if !is_behind_tag || self.cell.is_some() || self.data != Data::Within {
            return Ok(passed);
        }
        while let Some((place, length)) = plain::cell(&rest[passed..], self.shared) {
            (self.row, self.column) = (place.row, place.column);
            self.place_cell()?;
            self.column += 1;
            passed += length;
        }
        Ok(passed)
    }

    fn open(
        &mut self,
        tag: &Start<'_>,
        at: Range<usize>,
        limits: &mut Limits,
    ) -> Result<(), Refusal> {
        let name = tag.local_name();
        if self.cell.is_some() {
            return self.open_in_cell(tag, at.start);
        }
        match (name.as_ref(), &self.data) {
            ("sheetData", Data::Before) => self.data = Data::Within,
            // a second table of cells is ambiguous
            ("sheetData", _) => return Err(self.damaged()),
            ("row", Data::Within) => self.open_row(tag)?,
            ("c", Data::Within) => self.open_cell(tag, at.start)?,
            ("col", _) => self.found.hidden_columns.extend(hidden_columns(tag)),
            ("oddHeader" | "firstHeader", Data::After) => self.in_print_header = true,
            ("mergeCell", _) => {
                limits.merge()?;
                let merge = merge(tag).ok_or_else(|| self.damaged())?;
                self.found.merges.push(merge);
            }
            _ => {}
        }
        Ok(())
    }

    fn open_in_cell(&mut self, tag: &Start<'_>, start: usize) -> Result<(), Refusal> {
        let Some(cell) = &mut self.cell else {
            return Ok(());
        };
        cell.depth += 1;
        if cell.depth > 1 {
            cell.is_odd |= cell.in_value;
            return Ok(());
        }
        match tag.local_name().as_ref() {
            "v" => {
                cell.is_odd |= cell.in_value || cell.has_value;
                (cell.in_value, cell.pieces) = (true, 0);
                cell.has_value = true;
                self.text.clear();
            }
            "is" => cell.has_value = true,
            "f" => {
                // a value before its formula would be lost
                cell.cut = cell.has_value.then_some(start);
                cell.has_formula = true;
                // calamine makes a table as long as this number says
                let shared = tag.attributes().flatten().find(|a| a.key.as_ref() == "si");
                let number = shared.map(|shared| shared.value.parse::<u32>());
                if number.is_some_and(|number| number.map_or(true, |number| number > ROWS)) {
                    return Err(self.damaged());
                }
            }
            _ => cell.cut = Some(start),
        }
        Ok(())
    }

    fn open_row(&mut self, tag: &Start<'_>) -> Result<(), Refusal> {
        let mut hidden = false;
        for attribute in tag.attributes().with_checks(false).flatten() {
            match attribute.key.as_ref() {
                "r" => {
                    let number = attribute.value.parse::<u32>().ok();
                    let number = number.filter(|number| (1..=ROWS).contains(number));
                    self.row = number.ok_or_else(|| self.damaged())? - 1;
                }
                "hidden" => hidden |= matches!(attribute.value.as_ref(), "1" | "true"),
                "ht" => hidden |= is_nothing(&attribute.value),
                _ => {}
            }
        }
        self.column = 0;
        if hidden {
            self.found.hidden_rows.insert(self.row);
        }
        Ok(())
    }

    fn open_cell(&mut self, tag: &Start<'_>, start: usize) -> Result<(), Refusal> {
        let mut kind = ValueKind::Number { is_said: false };
        let mut names = 0;
        for attribute in tag.attributes().with_checks(false).flatten() {
            match attribute.key.as_ref() {
                "r" => {
                    names += 1;
                    CellRef {
                        row: self.row,
                        column: self.column,
                    } = cell(&attribute.value).ok_or_else(|| self.damaged())?
                }
                "t" => kind = ValueKind::named(&attribute.value),
                _ => {}
            }
        }
        if names > 1 {
            return Err(self.damaged());
        }
        self.place_cell()?;
        self.text.clear();
        self.cell = Some(ScannedCell {
            start,
            kind,
            depth: 0,
            in_value: false,
            pieces: 0,
            has_value: false,
            has_formula: false,
            is_odd: false,
            cut: None,
        });
        Ok(())
    }

    /// Notes that a cell stands at the place at hand.
    fn place_cell(&mut self) -> Result<(), Refusal> {
        let place = CellRef::new(self.row, self.column);
        if place.row >= ROWS || place.column >= COLUMNS {
            return Err(self.damaged());
        }
        self.unordered |= self.last.is_some_and(|last| place <= last);
        self.last = Some(place);
        if self.seen.as_mut().is_some_and(|seen| !seen.insert(place)) {
            return Err(self.damaged());
        }
        Ok(())
    }

    fn close(&mut self, name: &str, end: usize) -> Result<(), Refusal> {
        if let Some(cell) = &mut self.cell {
            if cell.depth > 0 {
                cell.depth -= 1;
                if cell.depth == 0 {
                    cell.in_value = false;
                    self.found
                        .cuts
                        .extend(cell.cut.take().map(|start| start..end));
                }
                return Ok(());
            }
            return self.close_cell(end);
        }
        match (name, &self.data) {
            ("row", Data::Within) => self.row += 1,
            ("sheetData", Data::Within) => self.data = Data::After,
            ("oddHeader" | "firstHeader", _) => {
                self.in_print_header = false;
                self.found.print_header.push('\n');
            }
            _ => {}
        }
        Ok(())
    }

    fn close_cell(&mut self, end: usize) -> Result<(), Refusal> {
        let Some(cell) = self.cell.take() else {
            return Ok(());
        };
        let place = CellRef::new(self.row, self.column);
        self.column += 1;
        let is_shown = !self.text.is_empty() || !matches!(cell.kind, ValueKind::Number { .. });
        if cell.has_formula && !(cell.has_value && is_shown) {
            self.found.known.push((place, Value::NoResult));
            return Ok(());
        }
        let is_plain = cell.pieces <= 1 || matches!(cell.kind, ValueKind::Text);
        if cell.is_odd || !is_plain || !cell.kind.is_read(&self.text, self.shared) {
            let value = cell.kind.value(&self.text).ok_or_else(|| self.damaged())?;
            self.found.known.push((place, value));
            self.found.cuts.retain(|cut| cut.start < cell.start);
            self.found.cuts.push(cell.start..end);
        }
        Ok(())
    }
}
