//! The rows of a coded table: formulas that print whatever codes have figures, sorted, with all that is above them, then
//! the totals and the note. As many rows as a sheet of paper holds are a lined form with the totals at its foot; the rows
//! after these are for a department with more codes, and have lines around what they print.

use super::super::page::{
    CellContent, CellPurpose, ConditionColour, ConditionalPaint, SheetPage, Style,
};
use super::reckoning::{self, fixed};
use super::tables::{BlockPosition, verdict_row};
use super::{Draft, cell, checks, formula};
use crate::layout::{Role, TotalPosition};
use crate::rule::plan::{CellKind, Shape, list_of};

impl Draft<'_> {
    /// Fills a coded block.
    pub(super) fn codes(&self, page: &mut SheetPage, spot: BlockPosition) {
        let BlockPosition {
            table,
            block,
            verdicts,
        } = spot;
        let (Some(list), Some(keys)) = (
            list_of(self.layout, table, block),
            self.reckoning.keys(table, block),
        ) else {
            return;
        };
        let own = &self.layout.tables[table].blocks[block];
        let grid = page.grids[block].clone();
        let above = own
            .lines
            .iter()
            .filter(|line| line.at == Some(TotalPosition::First))
            .count();
        let unit = usize::from(own.unit_rows);
        let foot = above + unit + self.foot(spot);
        let catalogue = self
            .codes
            .iter()
            .find(|it| it.series == own.series)
            .map(super::codes::Codes::table);
        let (codes, names) = (self.reckoning.codes(list), self.reckoning.names(list));
        let kind = |column| CellKind {
            table,
            block,
            row: Shape::Entry,
            column,
        };
        let verdict = fixed(verdicts, verdict_row(page));
        let total = |column| {
            self.reckoning
                .entries(kind(column))
                .map(|area| format!("SUM({area})"))
        };
        for (index, at) in grid.rows.iter().enumerate() {
            let figures = own
                .amount_columns()
                .filter_map(|column| Some((column, grid.columns[column]?, total(column)?)));
            if index < above {
                for (_, place, sum) in figures {
                    self.set(
                        page,
                        (*at, place),
                        self.shown(table, &self.rounded(table, &sum)),
                        CellPurpose::Plain,
                    );
                }
                page.put(
                    *at,
                    usize::from(verdicts),
                    formula(verdict.clone()),
                    Style::Left,
                );
                continue;
            }
            let dress = if index < foot {
                CellPurpose::Lined
            } else {
                CellPurpose::Bare
            };
            for (column, place) in grid
                .columns
                .iter()
                .enumerate()
                .filter_map(|(column, place)| Some((column, (*place)?)))
            {
                if own.columns[column].role != Role::Amount {
                    self.set(page, (*at, place), CellContent::Blank, dress);
                }
            }
            if index < above + unit {
                let name = self.guide.unit();
                let label = own
                    .columns
                    .iter()
                    .position(|column| column.role == Role::Label)
                    .and_then(|it| grid.columns[it]);
                if let Some(place) = label {
                    self.set(page, (*at, place), formula(format!("{name}&\"\"")), dress);
                }
                for (_, place, sum) in figures {
                    let sum = self.rounded(table, &sum);
                    let shown = format!(
                        "IF(OR({name}=\"\",{sum}=0),\"\",{sum}{})",
                        self.in_table(table)
                    );
                    self.set(page, (*at, place), formula(shown), dress);
                }
                continue;
            }
            let row = u32::try_from(index - above - unit).unwrap_or(0);
            let printed = self.reckoning.printed(keys, row);
            let is_total = format!("LEFT({printed},1)=\"{}\"", reckoning::TOTAL);
            for (column, place) in grid
                .columns
                .iter()
                .enumerate()
                .filter_map(|(column, place)| Some((column, (*place)?)))
            {
                let text = match own.columns[column].role {
                    Role::CodePart(level) => {
                        let (start, length) = [(1, 3), (4, 2), (6, 2)][level as usize];
                        format!("IF({is_total},\"\",MID({printed},{start},{length}))")
                    }
                    Role::Code => format!("IF({is_total},\"\",{printed})"),
                    Role::Label => {
                        let found = catalogue.as_ref().map_or("\"\"".to_owned(), |area| {
                            format!("VLOOKUP({printed},{area},2,0)")
                        });
                        let name = format!(
                            "IFERROR(INDEX({names},MATCH({printed},{codes},0)),IFERROR({found},\"\"))"
                        );
                        self.special(spot, &printed, &self.reckoning.count(keys), name)
                    }
                    Role::Amount => {
                        let Some(area) = self.reckoning.entries(kind(column)) else {
                            continue;
                        };
                        let own =
                            format!("SUMPRODUCT((LEFT({codes},LEN({printed}))={printed})*{area})");
                        let sum = self.rounded(table, &format!("IF({is_total},SUM({area}),{own})"));
                        let nothing =
                            format!("OR({printed}=\"\",{printed}=\"{}\")", reckoning::NOTE);
                        format!(
                            "IF({nothing},\"\",IF({sum}=0,\"\",{sum}{}))",
                            self.in_table(table)
                        )
                    }
                    _ => continue,
                };
                let content = match own.columns[column].role {
                    Role::Label => {
                        CellContent::Formula(format!("={text}"), Box::new(self.stored(spot, row)))
                    }
                    _ => formula(text),
                };
                self.set(page, (*at, place), content, dress);
            }
            let mut beside = format!(
                "IF(AND({is_total},{printed}<>\"{}\"),{verdict},\"\")",
                reckoning::NOTE
            );
            if let (true, Some(test)) = (index == foot, self.off_paper(table)) {
                page.print.last = Some(*at);
                beside = format!("IF({test},\"请扩大{}\",{beside})", checks::PAPER);
            }
            page.put(*at, usize::from(verdicts), formula(beside), Style::Left);
        }
        self.rule_rows(page, spot, above + unit);
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

    /// Rows of codes and totals on the paper, above the note at its foot.
    fn foot(&self, spot: BlockPosition) -> usize {
        let lines = &self.layout.tables[spot.table].blocks[spot.block].lines;
        let below = lines
            .iter()
            .filter(|line| line.at != Some(TotalPosition::First))
            .count();
        self.reckoning
            .keys(spot.table, spot.block)
            .map_or(0, |keys| keys.on_paper as usize + below)
    }

    /// Whether a table has rows that do not go on the paper: a test; none where all rows do.
    pub(super) fn off_paper(&self, table: usize) -> Option<String> {
        let blocks = 0..self.layout.tables[table].blocks.len();
        let keys = blocks
            .filter_map(|block| self.reckoning.keys(table, block))
            .next()?;
        Some(format!("{}>{}", self.reckoning.count(keys), keys.on_paper))
    }

    /// Lines around the rows below the paper that print something.
    fn rule_rows(&self, page: &mut SheetPage, spot: BlockPosition, head: usize) {
        let Some(keys) = self.reckoning.keys(spot.table, spot.block) else {
            return;
        };
        let grid = &page.grids[spot.block];
        let columns: Vec<u16> = grid.columns.iter().filter_map(|column| *column).collect();
        let (Some(left), Some(right)) = (columns.first(), columns.last()) else {
            return;
        };
        let foot = self.foot(spot);
        let (Some(first), Some(last)) = (grid.rows.get(head + foot), grid.rows.last()) else {
            return;
        };
        let printed = self
            .reckoning
            .printed(keys, u32::try_from(foot).unwrap_or(0))
            .replace('$', "");
        let (sheet, name) = printed.rsplit_once('!').unwrap_or_default();
        let digits = name.trim_start_matches(|c: char| c.is_ascii_uppercase());
        let printed = format!("{sheet}!${}{digits}", name.trim_end_matches(digits));
        let formula = format!("=AND({printed}<>\"\",{printed}<>\"{}\")", reckoning::NOTE);
        page.conditions.push(ConditionalPaint {
            cells: vec![((*first, *left), (*last, *right))],
            formula,
            tint: ConditionColour::Ruled,
        });
    }

    /// Whether a coded table prints all that was entered: a test, and what is said where it fails.
    pub(super) fn printed_whole(&self, table: usize) -> Option<(String, String)> {
        let own = (0..self.layout.tables[table].blocks.len())
            .find_map(|block| Some((block, self.reckoning.keys(table, block)?)));
        let (block, keys) = own?;
        let list = list_of(self.layout, table, block)?;
        let column = self.layout.tables[table].blocks[block]
            .amount_columns()
            .find(|column| {
                self.reckoning
                    .entries(CellKind {
                        table,
                        block,
                        row: Shape::Entry,
                        column: *column,
                    })
                    .is_some()
            })?;
        let area = self.reckoning.entries(CellKind {
            table,
            block,
            row: Shape::Entry,
            column,
        })?;
        let (codes, printed) = (self.reckoning.codes(list), self.reckoning.all_printed(keys));
        let sum = format!("SUMPRODUCT((COUNTIF({printed},{codes})>0)*({codes}<>\"\")*{area})");
        Some((
            format!("ROUND(SUM({area})-{sum},4)=0"),
            "有金额没有科目编码".to_owned(),
        ))
    }
}
