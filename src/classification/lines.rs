//! The lines of one file of a catalogue: what stands in each column, and what is wrong with it.

use super::catalogue::Coverage;
use super::cells::{LineCells, Lines};
use super::naming::CodeNaming;
use super::{Code, Series};
use crate::source::{Source, SourceError};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CatalogueColumn {
    Code,
    Name,
    Level,
    Below,
    From,
    Until,
    Unsure,
    MovedTo,
    Seen,
    Source,
}

/// The columns of a list of a year.
const OF_LIST: &[(&str, CatalogueColumn)] = &[
    ("code", CatalogueColumn::Code),
    ("name", CatalogueColumn::Name),
    ("level", CatalogueColumn::Level),
    ("below", CatalogueColumn::Below),
    ("seen", CatalogueColumn::Seen),
    ("source", CatalogueColumn::Source),
];

/// The columns of names of other years.
const OF_OTHER_YEARS: &[(&str, CatalogueColumn)] = &[
    ("code", CatalogueColumn::Code),
    ("name", CatalogueColumn::Name),
    ("level", CatalogueColumn::Level),
    ("from", CatalogueColumn::From),
    ("until", CatalogueColumn::Until),
    ("unsure", CatalogueColumn::Unsure),
    ("moved_to", CatalogueColumn::MovedTo),
    ("seen", CatalogueColumn::Seen),
    ("source", CatalogueColumn::Source),
];

/// One line of a file.
pub(super) struct CatalogueLine {
    pub(super) code: Code,
    pub(super) naming: CodeNaming,
    pub(super) below: Option<Coverage>,
    /// The file, by its number, and the byte at which the code stands.
    pub(super) file: usize,
    pub(super) at: usize,
}

/// Reads the lines of one file.
pub(super) struct FileReader<'a> {
    pub(super) source: Source<'a>,
    pub(super) series: Series,
    pub(super) year: Option<i32>,
    /// The number of the file.
    pub(super) number: usize,
    /// Where each column stands.
    pub(super) columns: [Option<usize>; 10],
    pub(super) errors: &'a mut Vec<SourceError>,
}

impl<'a> FileReader<'a> {
    pub(super) fn has(&self, column: CatalogueColumn) -> bool {
        self.columns[column as usize].is_some()
    }

    pub(super) fn read(&mut self, lines: &mut Vec<CatalogueLine>) {
        let mut reader = Lines::new(self.source.text);
        let Some(header) = reader.next() else {
            let message = "expected a first line with the columns code,name";
            self.errors.push(self.source.error(0, message));
            return;
        };
        if !self.header(&header) {
            return;
        }
        for cells in reader {
            // a line of commas, as spreadsheets leave them below a table
            if cells.iter().any(|cell| !cell.is_empty()) {
                lines.extend(self.line(&cells));
            }
        }
    }

    /// Reads the names of the columns.
    fn header(&mut self, cells: &LineCells<'_>) -> bool {
        let allowed = if self.year.is_some() {
            OF_LIST
        } else {
            OF_OTHER_YEARS
        };
        let names = allowed
            .iter()
            .map(|(name, _)| *name)
            .collect::<Vec<_>>()
            .join(", ");
        let before = self.errors.len();
        for (index, cell) in cells.iter().enumerate() {
            match allowed
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(cell))
            {
                Some((name, column)) => {
                    if self.columns[*column as usize].replace(index).is_some() {
                        self.errors.push(self.source.error(
                            cells.place(index),
                            format!("expected the column {name} once"),
                        ));
                    }
                }
                // columns without a name do no harm
                None if cell.is_empty() => {}
                None => {
                    let message = format!("expected one of the columns {names}, found {cell:?}");
                    self.errors
                        .push(self.source.error(cells.place(index), message));
                }
            }
        }
        for (name, column) in [
            ("code", CatalogueColumn::Code),
            ("name", CatalogueColumn::Name),
        ] {
            if !self.has(column) && self.errors.len() == before {
                self.errors
                    .push(self.source.error(0, format!("expected a column {name}")));
            }
        }
        self.errors.len() == before
    }

    fn line(&mut self, cells: &LineCells<'_>) -> Option<CatalogueLine> {
        let before = self.errors.len();
        let code = self.code(cells);
        let name = self.cell(cells, CatalogueColumn::Name).to_owned();
        if name.is_empty() {
            self.mistake(cells, CatalogueColumn::Name, "expected a name");
        } else if name.contains('\n') {
            self.mistake(
                cells,
                CatalogueColumn::Name,
                "expected a name on one line; is a quotation mark left open?",
            );
        }
        if let Some(code) = &code {
            let (expected, found) = (
                code.level().word(),
                self.cell(cells, CatalogueColumn::Level),
            );
            if !found.is_empty() && found != expected {
                let digits = code.as_str().len();
                let message =
                    format!("expected {expected}, for a code of {digits} digits, found {found:?}");
                self.mistake(cells, CatalogueColumn::Level, &message);
            }
        }
        let below = self.below(cells);
        let (from, until) = (
            self.year_in(cells, CatalogueColumn::From),
            self.year_in(cells, CatalogueColumn::Until),
        );
        if let (Some(from), Some(until)) = (from, until)
            && from > until
        {
            self.mistake(
                cells,
                CatalogueColumn::Until,
                &format!("expected a year not before {from}, found {until}"),
            );
        }
        let (from_unsure, until_unsure) = self.unsure(cells);
        let naming = CodeNaming {
            name,
            lists: self.year.into_iter().collect(),
            from,
            until,
            from_unsure: from.is_none() || from_unsure,
            until_unsure: until.is_none() || until_unsure,
            moved_to: self.moved_to(cells),
            seen: self.seen(cells),
        };
        let (code, at) = (code?, self.place(cells, CatalogueColumn::Code));
        (self.errors.len() == before).then_some(CatalogueLine {
            code,
            naming,
            below,
            file: self.number,
            at,
        })
    }

    fn code(&mut self, cells: &LineCells<'_>) -> Option<Code> {
        let text = self.cell(cells, CatalogueColumn::Code);
        let code = Code::new(text).filter(|code| code.depth() <= self.series.depth());
        let message = match code {
            None => {
                let lengths = if self.series.depth() == 3 {
                    "3, 5 or 7"
                } else {
                    "3 or 5"
                };
                format!("expected a code of {lengths} digits, found {text:?}")
            }
            Some(code) if Series::of(&code) != Some(self.series) => {
                let first = match self.series {
                    Series::Functional => 2,
                    Series::EconomicGovernment => 5,
                    _ => 3,
                };
                format!(
                    "expected a code that begins with {first} ({}), found {text:?}",
                    self.series.word()
                )
            }
            code => return code,
        };
        self.mistake(cells, CatalogueColumn::Code, &message);
        None
    }

    fn below(&mut self, cells: &LineCells<'_>) -> Option<Coverage> {
        if !self.has(CatalogueColumn::Below) {
            return Some(Coverage::All);
        }
        match self.cell(cells, CatalogueColumn::Below) {
            "all" => Some(Coverage::All),
            "most" => Some(Coverage::Most),
            "some" => Some(Coverage::Some),
            "" => None,
            other => {
                let message = format!("expected all, most, some or nothing, found {other:?}");
                self.mistake(cells, CatalogueColumn::Below, &message);
                None
            }
        }
    }

    fn year_in(&mut self, cells: &LineCells<'_>, column: CatalogueColumn) -> Option<i32> {
        let text = self.cell(cells, column);
        let year = year_of(text);
        if year.is_none() && !text.is_empty() {
            let message = format!("expected a year such as 2024, found {text:?}");
            self.mistake(cells, column, &message);
        }
        year
    }

    /// Whether the first and the last year may be others.
    fn unsure(&mut self, cells: &LineCells<'_>) -> (bool, bool) {
        match self.cell(cells, CatalogueColumn::Unsure) {
            "" => (false, false),
            "from" => (true, false),
            "until" => (false, true),
            "both" => (true, true),
            other => {
                let message = format!("expected from, until, both or nothing, found {other:?}");
                self.mistake(cells, CatalogueColumn::Unsure, &message);
                (true, true)
            }
        }
    }

    /// The years in which the name was seen. A list without that column was taken from the Ministry's own.
    fn seen(&mut self, cells: &LineCells<'_>) -> Vec<i32> {
        if !self.has(CatalogueColumn::Seen) {
            return self.year.into_iter().collect();
        }
        let text = self.cell(cells, CatalogueColumn::Seen);
        let years: Option<Vec<i32>> = text.split_ascii_whitespace().map(year_of).collect();
        match years {
            Some(mut years) => {
                years.sort_unstable();
                years
            }
            None => {
                let message = format!("expected years set apart by blanks, found {text:?}");
                self.mistake(cells, CatalogueColumn::Seen, &message);
                Vec::new()
            }
        }
    }

    fn moved_to(&mut self, cells: &LineCells<'_>) -> Vec<Code> {
        let text = self.cell(cells, CatalogueColumn::MovedTo);
        let codes: Option<Vec<Code>> = text.split_ascii_whitespace().map(Code::new).collect();
        codes.unwrap_or_else(|| {
            let message = format!("expected codes set apart by blanks, found {text:?}");
            self.mistake(cells, CatalogueColumn::MovedTo, &message);
            Vec::new()
        })
    }

    /// What stands in a column; nothing where the file has no such column, or the line no such cell.
    fn cell<'c>(&self, cells: &'c LineCells<'_>, column: CatalogueColumn) -> &'c str {
        self.columns[column as usize]
            .and_then(|index| cells.get(index))
            .unwrap_or_default()
    }

    /// The byte at which a cell begins; of one that is not there, the end of the line.
    fn place(&self, cells: &LineCells<'_>, column: CatalogueColumn) -> usize {
        cells.place(self.columns[column as usize].unwrap_or(usize::MAX))
    }

    fn mistake(&mut self, cells: &LineCells<'_>, column: CatalogueColumn, message: &str) {
        self.errors
            .push(self.source.error(self.place(cells, column), message));
    }
}

fn year_of(text: &str) -> Option<i32> {
    let year: i32 = text.parse().ok()?;
    (1950..2200).contains(&year).then_some(year)
}
