//! The rows of a coded table: formulas that print whatever codes have figures, sorted, with all that is above them, then
//! the totals and the note. As many rows as a sheet of paper holds are a lined form with the totals at its foot; the rows
//! after these are for a department with more codes, and have lines around what they print.

use super::super::page::{BlockGrid, CellContent, CellPurpose, SheetPage, Style};
use super::reckoning::{self, Keys, fixed};
use super::tables::BlockPosition;
use super::verdicts::verdict_row;
use super::{BlankDraft, cell, checks, formula};
use crate::layout::{Block, Line, Role, TotalPosition};
use crate::rule::plan::{CellKind, EntryList, Shape, list_of};

/// A coded block while its rows are filled.
struct CodedBlock<'a> {
    spot: BlockPosition,
    block: &'a Block,
    list: EntryList,
    keys: Keys,
    grid: BlockGrid,
    /// The verdict of the table, as a cell.
    verdict: String,
}

impl CodedBlock<'_> {
    fn kind(&self, column: usize) -> CellKind {
        CellKind {
            table: self.spot.table,
            block: self.spot.block,
            row: Shape::Entry,
            column,
        }
    }

    /// The columns that the page has, each with its place.
    fn columns(&self) -> impl Iterator<Item = (usize, u16)> {
        let columns = self.grid.columns.iter().enumerate();
        columns.filter_map(|(column, place)| Some((column, (*place)?)))
    }

    fn role(&self, column: usize) -> Role {
        self.block.columns[column].role
    }

    fn verdicts(&self) -> usize {
        usize::from(self.spot.verdicts)
    }
}

/// A row of a coded block: its place on the page, and what it is for.
#[derive(Clone, Copy)]
struct CodeRow {
    at: u32,
    /// Its number among the rows of codes and totals.
    number: u32,
    dress: CellPurpose,
}

impl BlankDraft<'_> {
    /// Fills a coded block.
    pub(super) fn codes(&self, page: &mut SheetPage, spot: BlockPosition) {
        let (table, block) = (spot.table, spot.block);
        let list = list_of(self.layout, table, block);
        let Some((list, keys)) = list.zip(self.reckoning.keys(table, block)) else {
            return;
        };
        let coded = CodedBlock {
            spot,
            block: &self.layout.tables[table].blocks[block],
            list,
            keys,
            grid: page.grids[block].clone(),
            verdict: fixed(spot.verdicts, verdict_row(page)),
        };
        let is_first = |line: &&Line| line.at == Some(TotalPosition::First);
        let above = coded.block.lines.iter().filter(is_first).count();
        let unit = usize::from(coded.block.unit_rows);
        let foot = above + unit + self.foot(spot);
        for (index, at) in coded.grid.rows.clone().into_iter().enumerate() {
            let is_lined = index < foot;
            let row = CodeRow {
                at,
                number: u32::try_from(index.saturating_sub(above + unit)).unwrap_or(0),
                dress: if is_lined {
                    CellPurpose::Lined
                } else {
                    CellPurpose::Bare
                },
            };
            if index < above {
                self.total_above(page, &coded, at);
            } else if index < above + unit {
                self.blank_texts(page, &coded, row);
                self.unit_row(page, &coded, row);
            } else {
                self.blank_texts(page, &coded, row);
                self.code_row(page, &coded, row, index == foot);
            }
        }
        self.rule_rows(page, spot, above + unit);
    }

    /// The columns of amounts that are entered, each with its place and the sum of its entries.
    fn sums(&self, coded: &CodedBlock<'_>) -> Vec<(u16, String)> {
        let amounts = coded
            .columns()
            .filter(|(column, _)| coded.role(*column) == Role::Amount);
        let sum = |(column, place)| {
            let area = self.reckoning.entries(coded.kind(column))?;
            Some((place, format!("SUM({area})")))
        };
        amounts.filter_map(sum).collect()
    }

    /// A total above the rows.
    fn total_above(&self, page: &mut SheetPage, coded: &CodedBlock<'_>, at: u32) {
        let table = coded.spot.table;
        for (place, sum) in self.sums(coded) {
            let shown = self.shown(table, &self.rounded(table, &sum));
            self.set(page, (at, place), shown, CellPurpose::Plain);
        }
        let verdict = formula(coded.verdict.clone());
        page.put(at, coded.verdicts(), verdict, Style::Left);
    }

    /// Empties the texts of a row.
    fn blank_texts(&self, page: &mut SheetPage, coded: &CodedBlock<'_>, row: CodeRow) {
        let texts = coded
            .columns()
            .filter(|(column, _)| coded.role(*column) != Role::Amount);
        for (_, place) in texts {
            self.set(page, (row.at, place), CellContent::Blank, row.dress);
        }
    }

    /// The row of the budget unit.
    fn unit_row(&self, page: &mut SheetPage, coded: &CodedBlock<'_>, row: CodeRow) {
        let (table, name) = (coded.spot.table, self.guide.unit());
        let label = coded
            .columns()
            .find(|(column, _)| coded.role(*column) == Role::Label);
        if let Some((_, place)) = label {
            let shown = formula(format!("{name}&\"\""));
            self.set(page, (row.at, place), shown, row.dress);
        }
        let unit = self.in_table(table);
        for (place, sum) in self.sums(coded) {
            let sum = self.rounded(table, &sum);
            let shown = format!("IF(OR({name}=\"\",{sum}=0),\"\",{sum}{unit})");
            self.set(page, (row.at, place), formula(shown), row.dress);
        }
    }

    /// A row for a code, a total or the note. The first one below the paper says when more are used than fit on it.
    fn code_row(
        &self,
        page: &mut SheetPage,
        coded: &CodedBlock<'_>,
        row: CodeRow,
        is_below_paper: bool,
    ) {
        let printed = self.reckoning.printed(coded.keys, row.number);
        let is_total = format!("LEFT({printed},1)=\"{}\"", reckoning::TOTAL);
        for (column, place) in coded.columns() {
            let Some(text) = self.coded_cell(coded, column, &printed, &is_total) else {
                continue;
            };
            let content = match coded.role(column) {
                Role::Label => {
                    let stored = Box::new(self.stored(coded.spot, row.number));
                    CellContent::Formula(format!("={text}"), stored)
                }
                _ => formula(text),
            };
            self.set(page, (row.at, place), content, row.dress);
        }
        let (verdict, note) = (&coded.verdict, reckoning::NOTE);
        let mut beside = format!("IF(AND({is_total},{printed}<>\"{note}\"),{verdict},\"\")");
        if let (true, Some(test)) = (is_below_paper, self.off_paper(coded.spot.table)) {
            page.print.last = Some(row.at);
            beside = format!("IF({test},\"请扩大{}\",{beside})", checks::PAPER);
        }
        page.put(row.at, coded.verdicts(), formula(beside), Style::Left);
    }

    /// What a cell of a code's row shows.
    fn coded_cell(
        &self,
        coded: &CodedBlock<'_>,
        column: usize,
        printed: &str,
        is_total: &str,
    ) -> Option<String> {
        let (codes, names) = (
            self.reckoning.codes(coded.list),
            self.reckoning.names(coded.list),
        );
        Some(match coded.role(column) {
            Role::CodePart(level) => {
                let (start, length) = [(1, 3), (4, 2), (6, 2)][level as usize];
                format!("IF({is_total},\"\",MID({printed},{start},{length}))")
            }
            Role::Code => format!("IF({is_total},\"\",{printed})"),
            Role::Label => {
                let mut catalogues = self.codes.iter();
                let own = catalogues.find(|it| it.series == coded.block.series);
                let found = own.map(super::codes::Codes::table);
                let found = found.map_or("\"\"".to_owned(), |area| {
                    format!("VLOOKUP({printed},{area},2,0)")
                });
                let name = format!(
                    "IFERROR(INDEX({names},MATCH({printed},{codes},0)),IFERROR({found},\"\"))"
                );
                let count = self.reckoning.count(coded.keys);
                self.special(coded.spot, printed, &count, name)
            }
            Role::Amount => {
                let area = self.reckoning.entries(coded.kind(column))?;
                let table = coded.spot.table;
                let own = format!("SUMPRODUCT((LEFT({codes},LEN({printed}))={printed})*{area})");
                let sum = self.rounded(table, &format!("IF({is_total},SUM({area}),{own})"));
                let nothing = format!("OR({printed}=\"\",{printed}=\"{}\")", reckoning::NOTE);
                let unit = self.in_table(table);
                format!("IF({nothing},\"\",IF({sum}=0,\"\",{sum}{unit}))")
            }
            _ => return None,
        })
    }

    /// What the label of a row stores while nothing is entered: the totals stand at the foot of the paper.
    fn stored(&self, spot: BlockPosition, row: u32) -> CellContent {
        let lines = &self.layout.tables[spot.table].blocks[spot.block].lines;
        let on_paper = self
            .reckoning
            .keys(spot.table, spot.block)
            .map_or(0, |keys| keys.on_paper);
        let below = lines
            .iter()
            .filter(|line| line.at != Some(TotalPosition::First));
        let label = row
            .checked_sub(on_paper)
            .and_then(|own| below.clone().nth(own as usize));
        label.map_or(CellContent::Blank, |line| {
            CellContent::text(line.label.clone())
        })
    }

    /// The label of a row: a total's, the note, or `name`.
    fn special(&self, spot: BlockPosition, printed: &str, count: &str, name: String) -> String {
        let lines = &self.layout.tables[spot.table].blocks[spot.block].lines;
        let note = self.note_text(spot.table, &format!("{count}=0"));
        let mut text = format!("IF({printed}=\"{}\",{note},{name})", reckoning::NOTE);
        for (number, line) in (1..).zip(
            lines
                .iter()
                .filter(|line| line.at != Some(TotalPosition::First)),
        ) {
            text = format!(
                "IF({printed}=\"{}{number}\",\"{}\",{text})",
                reckoning::TOTAL,
                line.label
            );
        }
        format!("IF({printed}=\"\",\"\",{text})")
    }

    fn set(
        &self,
        page: &mut SheetPage,
        (row, column): (u32, u16),
        content: CellContent,
        dress: CellPurpose,
    ) {
        if let Some(cell) = cell(page, row, column) {
            (cell.content, cell.dress) = (content, dress);
        }
    }

    /// A sum without what floats add to it.
    fn rounded(&self, table: usize, sum: &str) -> String {
        let unit = self.reckoning.unit(table);
        let spare = if unit < rust_decimal::Decimal::ONE {
            unit.scale()
        } else {
            0
        };
        format!(
            "ROUND({sum},{})",
            self.layout.tables[table].decimals + spare
        )
    }

    fn in_table(&self, table: usize) -> String {
        super::super::terms::times(rust_decimal::Decimal::ONE / self.reckoning.unit(table))
    }
}
