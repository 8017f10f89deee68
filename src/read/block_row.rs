//! The part of a row that belongs to one block of a table: whether it is a row at all, its key, its figures.

use super::body::TableBody;
use super::keys::UnknownRow;
use super::names::RowNames;
use super::rows::RowReader;
use super::subtotals::Subtotal;
use crate::book::value::Value;
use crate::budget::{Figure, LastYearFigure, Placed, Row, RowKey, UnclearCode};
use crate::classification::Code;
use crate::finding::{BeyondProblem, PassedOver, Problem};
use crate::label::fold;
use crate::layout::Rows;
use crate::place::CellRef;

/// What stands in a row of the sheet under the headings of one block.
struct BlockRow {
    /// The block of the table, by its number.
    block: usize,
    /// The row of the sheet.
    row: u32,
    names: RowNames,
    /// The columns of figures, each with its cell.
    amounts: Vec<(usize, CellRef)>,
    /// Those cells in which something stands.
    places: Vec<CellRef>,
    /// Whether it has figures.
    filled: bool,
    /// The label of the block to its left.
    beside: Option<String>,
    last_year: Vec<LastYearFigure>,
}

impl BlockRow {
    fn is_named(&self) -> bool {
        let names = &self.names;
        !names.label.is_empty() || names.project.is_some() || !names.texts.is_empty()
    }

    /// Its label or its project; empty where it has neither.
    fn called(&self) -> &str {
        let project = self.names.project.as_deref().unwrap_or_default();
        match self.names.label.as_str() {
            "" => project,
            label => label,
        }
    }

    /// The cells to name it by: those of its figures, or else this one.
    fn cells_or(&self, cell: CellRef) -> Vec<CellRef> {
        match self.places.as_slice() {
            [] => vec![cell],
            places => places.to_vec(),
        }
    }
}

/// What the row of a block is.
enum BlockRowKind {
    Known(RowKey, Option<Code>),
    Unknown,
    /// A subtotal, which is none of the table's.
    PassedOver,
}

impl RowReader<'_, '_> {
    /// Reads the part of a row that belongs to one block.
    pub(super) fn block_row(
        &mut self,
        body: &mut TableBody,
        index: usize,
        row: u32,
        section: &mut Option<String>,
    ) {
        let Some(part) = self.part_of_row(body, index, row, section) else {
            return;
        };
        if self.is_of_page_break(&part) {
            body.is_after_break = true;
            return;
        }
        if let Some(subtotal) = body.subtotals[index].get(&row) {
            self.pass_over_subtotal(&part, *subtotal);
            return;
        }
        match self.kind(body, &part, section.as_deref()) {
            BlockRowKind::Known(key, code)
                if self.is_row_again(body, &part, &key, code.as_ref()) =>
            {
                body.is_after_break = true;
            }
            BlockRowKind::Known(RowKey::Project, None) if body.codeless[index] => {
                self.add_codeless_row(body, part, RowKey::Project);
            }
            BlockRowKind::Known(key, code) => self.add_row(body, part, key, code),
            BlockRowKind::Unknown if body.codeless[index] && part.filled && part.is_named() => {
                self.add_codeless_row(body, part, RowKey::Unclear);
            }
            BlockRowKind::Unknown => self.unknown_row(body, part),
            BlockRowKind::PassedOver => {}
        }
    }

    /// What stands in a row under a block's headings; `None` where that is nothing of the table.
    fn part_of_row(
        &mut self,
        body: &TableBody,
        index: usize,
        row: u32,
        section: &mut Option<String>,
    ) -> Option<BlockRow> {
        let (layout, located) = (self.layout, self.located);
        let block = &layout.tables[located.table].blocks[index];
        let spans = &located.columns[block.first_column..block.first_column + block.columns.len()];
        let amounts = self.amount_places(block, spans, row);
        let last_year = self.last_year(index, row);
        let places: Vec<CellRef> = amounts
            .iter()
            .map(|(_, place)| *place)
            .filter(|p| self.sheet.own(p.row, p.column).is_some())
            .collect();
        let filled = !places.is_empty() || block.rows == Rows::Single && !last_year.is_empty();
        let beside_figures = spans
            .iter()
            .zip(&block.columns)
            .filter(|(_, column)| !column.role.is_figure());
        let named = beside_figures
            .filter_map(|(span, _)| *span)
            .flat_map(|(first, last)| first..=last);
        let named: Vec<CellRef> = named.map(|column| CellRef::new(row, column)).collect();
        if !filled && self.is_of_another_table(&named) {
            return None;
        }
        let names = self.names(block, row, spans, code_above(&body.blocks[index]), section);
        self.claimed.extend(named);
        let part = BlockRow {
            block: index,
            row,
            beside: self.label_of_left_block(index, row),
            names,
            amounts,
            places,
            filled,
            last_year,
        };
        let is_blank = !filled && (part.names.first.is_none() || !part.is_named());
        // below the notes of a table of one row nothing is its row
        let is_below_notes = block.rows == Rows::Single && !body.notes.is_empty();
        (!is_blank && !is_below_notes).then_some(part)
    }

    /// Whether cells for codes and names hold a number with a fraction, or one behind a name without digits: they are
    /// figures of something else.
    fn is_of_another_table(&self, named: &[CellRef]) -> bool {
        let mut is_behind_name = false;
        named
            .iter()
            .any(|place| match self.sheet.own(place.row, place.column) {
                Some(Value::Number(number)) => is_behind_name || !number.is_integer(),
                Some(Value::Text(text)) => {
                    is_behind_name |= !text.contains(|c: char| c.is_ascii_digit());
                    false
                }
                _ => false,
            })
    }

    /// Passes over a row that a page break leaves in the table; tells whether it is one.
    fn is_of_page_break(&mut self, part: &BlockRow) -> bool {
        let words = match part.called() {
            "" => part.beside.as_deref(),
            called => Some(called),
        };
        let Some(words) = words.filter(|words| self.is_page_word(&fold(words))) else {
            return false;
        };
        let cells = part.cells_or(CellRef::new(part.row, 0));
        self.pass_over(words, PassedOver::PageBreak, &cells);
        true
    }

    /// What a row is; a subtotal is passed over, and a total known by its figures alone is reported.
    fn kind(&mut self, body: &TableBody, part: &BlockRow, section: Option<&str>) -> BlockRowKind {
        let unknown = UnknownRow {
            names: &part.names,
            block: part.block,
            row: part.row,
            filled: part.filled,
            section,
            beside: part.beside.as_deref(),
        };
        let block = &self.layout.tables[self.located.table].blocks[part.block];
        let key = self.key(block, body, &unknown);
        let is_uncoded = part.names.code.is_none() && part.names.unclear.is_none();
        let is_codeless = body.codeless[part.block] && block.rows == Rows::Codes;
        if is_uncoded
            && !is_codeless
            && matches!(key, None | Some((RowKey::Project, _)))
            && part.filled
        {
            let (rows, called) = (&body.blocks[part.block], part.called());
            if part.row == body.last_figures[part.block] {
                if let Some(total) = self.total_by_sum(part.block, rows, called, &part.amounts) {
                    self.report_total(called, &part.places);
                    return BlockRowKind::Known(RowKey::Line(total), None);
                }
            } else if self.is_subtotal(part.block, rows, called, &part.amounts) {
                self.pass_over(called, PassedOver::Subtotal, &part.places);
                return BlockRowKind::PassedOver;
            }
        }
        key.map_or(BlockRowKind::Unknown, |(key, code)| {
            BlockRowKind::Known(key, code)
        })
    }

    /// Passes over a row that stands above the projects it adds up; one that is not their sum is reported.
    fn pass_over_subtotal(&mut self, part: &BlockRow, subtotal: Subtotal) {
        let name = part.called();
        let Subtotal::Wrong(column, at, sum) = subtotal else {
            self.pass_over(name, PassedOver::SubtotalAbove, &part.places);
            return;
        };
        let table = self.table();
        let problem = Problem::SubtotalWrong {
            table: table.id.clone(),
            name: name.to_owned(),
            column: table.blocks[part.block].columns[column].id.clone(),
            sum,
            decimals: table.decimals,
        };
        self.notice(&[at], problem);
        self.claimed.extend(part.places.iter().copied());
    }

    /// A total row that is known by its figures alone.
    fn report_total(&mut self, label: &str, places: &[CellRef]) {
        let problem = Problem::TotalUnnamed {
            table: self.table().id.clone(),
            name: (!label.is_empty()).then(|| label.to_owned()),
            number: places.first().map_or(0, |at| at.row + 1),
        };
        self.notice(places, problem);
    }

    /// A row that is none of the table: words alone are a note, figures are reported.
    fn unknown_row(&mut self, body: &mut TableBody, part: BlockRow) {
        let is_named = part.is_named();
        let BlockRow {
            names, places, row, ..
        } = part;
        if !places.iter().any(|place| self.says_something(*place)) {
            // zeros and dashes in an unknown row are no figures
            self.report_zero_row(&names.label, &places);
            self.claimed.extend(places);
            let texts = self.sheet.row(row);
            let words = texts
                .filter(|(_, value)| matches!(value, Value::Text(_)))
                .count();
            let is_note = part.block == 0 && words == 1 && !fold(&names.label).contains("续表");
            if let Some(first) = names.first.filter(|_| is_note) {
                body.notes.push(Placed {
                    text: names.label,
                    at: self.address(first.row, first.column),
                });
            } else if part.block == 0 && words > 1 && body.is_below_figures(row) {
                self.report_words_below(row);
            }
        } else if is_named || body.notes.is_empty() {
            let problem = Problem::RowUnknown {
                table: self.table().id.clone(),
                name: Some(names.label).filter(|label| !label.is_empty()),
                number: row + 1,
            };
            self.notice(&places, problem);
            self.claimed.extend(places);
        }
    }

    /// Reports a row that the layout lacks, where a zero is written in it.
    fn report_zero_row(&mut self, label: &str, places: &[CellRef]) {
        let figure = |place: &CellRef| self.figure(self.sheet.own(place.row, place.column));
        let mut figures = places.iter().map(figure);
        let is_zero = figures.any(|figure| matches!(figure, Figure::Amount { .. }));
        if is_zero && !label.is_empty() {
            let problem = BeyondProblem::RowUnknown {
                table: self.table().id.clone(),
                name: label.to_owned(),
            };
            self.notice(places, Problem::Beyond(problem));
        }
    }

    /// Passes over a row that prints one above it again; tells whether it is one.
    fn is_row_again(
        &mut self,
        body: &TableBody,
        part: &BlockRow,
        key: &RowKey,
        code: Option<&Code>,
    ) -> bool {
        let names = &part.names;
        let goes_on = body.is_after_break || names.label.ends_with(['续', '）', ')']);
        let rows = (&*body.blocks[part.block], unit_of(body, part.block, key));
        let is_again = code.is_some_and(|code| {
            self.is_printed_again(rows, code, (&names.label, goes_on), &part.amounts)
        });
        if is_again {
            let own = names.at.or(names.first);
            let cells = part.cells_or(own.unwrap_or(CellRef::new(part.row, 0)));
            self.pass_over(&names.label, PassedOver::PrintedAgain, &cells);
        }
        is_again
    }

    /// Adds a row of a table whose columns for codes are blank.
    fn add_codeless_row(&mut self, body: &mut TableBody, mut part: BlockRow, key: RowKey) {
        let columns = self.code_columns(part.block).into_iter();
        let cells = columns.map(|(first, _)| self.address(part.row, first));
        part.names.code_cells = cells.collect();
        part.names.unclear = Some(UnclearCode::default());
        self.add_row(body, part, key, None);
    }

    /// Adds a row with its figures to its block.
    fn add_row(&mut self, body: &mut TableBody, part: BlockRow, key: RowKey, code: Option<Code>) {
        let BlockRow {
            block: index,
            names,
            amounts,
            ..
        } = part;
        let block = &self.layout.tables[self.located.table].blocks[index];
        body.is_after_break = false;
        let unit = unit_of(body, index, &key);
        let place = names
            .at
            .or(names.first)
            .or_else(|| amounts.first().map(|(_, place)| *place))
            .unwrap_or(CellRef::new(part.row, 0));
        if let RowKey::Level(depth) = key {
            body.paths[index].enter(block, &names.texts, depth);
        }
        let is_unit = key == RowKey::Unit;
        let number = body.blocks[index].len();
        let mut facts = vec![None; block.columns.len()];
        for (column, place) in amounts {
            facts[column] = Some(self.fact(index, number, column, place));
        }
        body.blocks[index].push(Row {
            key,
            code,
            label: names.label,
            project: names.project,
            unit,
            texts: names.texts,
            facts,
            at: self.address(place.row, place.column),
            code_cells: names.code_cells,
            label_cell: names.label_cell,
            unclear: names.unclear.filter(|_| !is_unit),
            last_year: part.last_year,
        });
    }
}

/// The row of the budget unit that a row belongs to, by its number in the block.
fn unit_of(body: &TableBody, block: usize, key: &RowKey) -> Option<usize> {
    match key {
        RowKey::Unit | RowKey::Line(_) => None,
        _ => body.blocks[block]
            .iter()
            .rposition(|row| row.key == RowKey::Unit),
    }
}

/// The last code of some rows, which parts left blank below it are taken from; none behind one that is not understood.
fn code_above(rows: &[Row]) -> Option<&Code> {
    let last = rows
        .iter()
        .rev()
        .find(|row| row.code.is_some() || row.unclear.is_some())?;
    last.code.as_ref()
}
