//! The hidden sheet itself.

use super::super::super::page::{CellContent, SheetPage, Style, Visibility};
use super::{CalculationSheet, ENTERED, FIRST, Keys, NOTE, Sources, TOTAL, fixed};
use crate::layout::TotalPosition;
use crate::rule::RuleSet;
use crate::rule::plan::{CellKind, EntryList, Shape, list_of};

/// Where formulas are put, each with the result that it stores.
struct SheetCells {
    page: SheetPage,
}

impl SheetCells {
    fn put(&mut self, row: u32, column: u16, formula: String, result: CellContent) {
        let content = CellContent::Formula(format!("={formula}"), Box::new(result));
        self.page
            .put(row, usize::from(column), content, Style::Left);
    }

    fn put_number(&mut self, row: u32, column: u16, formula: String) {
        let zero = CellContent::Amount(crate::amount::Amount::ZERO, 0);
        self.put(row, column, formula, zero);
    }

    fn put_text(&mut self, row: u32, column: u16, formula: String) {
        self.put(row, column, formula, CellContent::Blank);
    }
}

impl CalculationSheet<'_> {
    /// The sheet itself.
    pub(in super::super) fn page(&self, sources: &Sources, layout_rules: &RuleSet) -> SheetPage {
        let mut page = SheetPage {
            name: self.sheet.clone(),
            widths: vec![12.0; usize::from(self.columns)],
            protected: true,
            visibility: Visibility::Internal,
            ..SheetPage::default()
        };
        let title = super::super::mark("由公式计算，请勿改动");
        page.text(0, 0, 1, title, Style::Left);
        let mut cells = SheetCells { page };
        let (row, column) = ENTERED;
        cells.put_number(row, column, self.size_of(|_| true));
        self.put_figures(&mut cells, sources);
        self.put_lists(&mut cells, sources);
        let mut keys: Vec<_> = self.keys.iter().collect();
        keys.sort_by_key(|(_, keys)| keys.levels);
        for (block, keys) in keys {
            self.put_levels(&mut cells, *keys, *block);
            self.put_printed(&mut cells, *keys, *block);
        }
        for (row, index) in (FIRST..).zip(&self.plan.checks) {
            let check = self.check(&self.plan.statements[*index]);
            cells.put_number(row, self.statements, check);
        }
        self.label(&mut cells.page, layout_rules);
        cells.page
    }

    /// A cell for every line, a column for every kind of entry.
    fn put_figures(&self, cells: &mut SheetCells, sources: &Sources) {
        let mut lines: Vec<_> = self.lines.iter().collect();
        lines.sort_by_key(|(_, row)| **row);
        for (kind, row) in lines {
            let source = sources.figures.get(&(*kind, 0));
            if let Some(formula) = self.formula(*kind, 0, source) {
                cells.put_number(*row, 1, formula);
            }
        }
        let mut entries: Vec<_> = self.entries.iter().collect();
        entries.sort_by_key(|(_, column)| **column);
        for (kind, column) in entries {
            let rows = self.home_of(*kind).map_or(0, |home| home.rows);
            for row in 0..rows {
                let source = sources.figures.get(&(*kind, row));
                if let Some(formula) = self.formula(*kind, row, source) {
                    cells.put_number(FIRST + row, *column, formula);
                }
            }
        }
    }

    /// The codes and names of every list, and the project of every form.
    fn put_lists(&self, cells: &mut SheetCells, sources: &Sources) {
        for (list, entries) in &sources.lists {
            let Some(home) = self.home(*list) else {
                continue;
            };
            for (row, (code, name)) in (FIRST..).zip(entries) {
                cells.put_text(row, home.code, code.clone());
                cells.put_text(row, home.name, name.clone());
            }
        }
        let Some(home) = self.home(EntryList::Projects) else {
            return;
        };
        let names = self.names(EntryList::Projects);
        for (number, cell) in (0..).zip(&sources.forms) {
            let own = number + 1;
            let formula = format!("IF({cell}=\"\",{own},IFERROR(MATCH({cell},{names},0),{own}))");
            let result = CellContent::Amount(crate::amount::Amount::new(own.into()), 0);
            cells.put(FIRST + number, home.place, formula, result);
        }
    }

    /// What each cell is, for those who follow a formula here.
    fn label(&self, page: &mut SheetPage, rules: &RuleSet) {
        let name = |kind: &CellKind| {
            let block = &self.layout.tables[kind.table].blocks[kind.block];
            let row = match kind.row {
                Shape::Line(line) => format!("[{}]", block.lines[line].id),
                Shape::Single | Shape::Entry => String::new(),
            };
            let name = self.layout.tables[kind.table].block_name(kind.block);
            format!("{name}{row}.{}", block.columns[kind.column].id)
        };
        let lines = self.lines.iter().map(|(kind, row)| (*row, 0, name(kind)));
        let entries = self
            .entries
            .iter()
            .map(|(kind, column)| (1, *column, name(kind)));
        let lists = self.lists.iter().flat_map(|home| {
            [
                (1, home.code, "编码".to_owned()),
                (1, home.name, "名称".to_owned()),
            ]
        });
        let checks = (FIRST..).zip(&self.plan.checks);
        let checks = checks.map(|(row, index)| {
            (
                row,
                self.statements - 1,
                rules.rules[self.plan.statements[*index].rule].id.clone(),
            )
        });
        let mut labels: Vec<(u32, u16, String)> =
            lines.chain(entries).chain(lists).chain(checks).collect();
        labels.sort();
        for (row, column, text) in labels {
            page.text(row, usize::from(column), 1, text, Style::Left);
        }
    }

    /// The codes of a block that have figures, with all above them, as numbers.
    fn put_levels(&self, cells: &mut SheetCells, keys: Keys, (table, block): (usize, usize)) {
        let list = list_of(self.layout, table, block);
        let Some(home) = list.and_then(|list| self.home(list)) else {
            return;
        };
        let entries = self.entries.iter();
        let own = entries.filter(|(kind, _)| (kind.table, kind.block) == (table, block));
        let mut columns: Vec<u16> = own.map(|(_, column)| *column).collect();
        columns.sort_unstable();
        let length = usize::from(keys.depth) * 2 + 1;
        for row in FIRST..FIRST + home.rows {
            let code = self.name(home.code, row);
            let sizes = columns.iter();
            let sizes = sizes.map(|column| format!("ABS({})", self.name(*column, row)));
            let size = sizes.collect::<Vec<_>>().join("+");
            for level in 0..keys.depth {
                let digits = usize::from(level) * 2 + 3;
                let scale = 10_u32.pow(u32::try_from(length - digits).unwrap_or(0));
                let number = format!("VALUE(LEFT({code},{digits}))*{scale}");
                let formula = format!("IF({code}=\"\",\"\",IF({size}=0,\"\",{number}))");
                cells.put_text(row, keys.levels + level, formula);
            }
        }
    }

    /// Those codes sorted, each once; then what each row prints.
    fn put_printed(&self, cells: &mut SheetCells, keys: Keys, (table, block): (usize, usize)) {
        let list = list_of(self.layout, table, block);
        let Some(home) = list.and_then(|list| self.home(list)) else {
            return;
        };
        let corner = fixed(keys.levels + keys.depth - 1, FIRST + home.rows - 1);
        let levels = format!("'{}'!{}:{corner}", self.sheet, fixed(keys.levels, FIRST));
        let lines = &self.layout.tables[table].blocks[block].lines;
        let below = lines.iter();
        let below = below.filter(|line| line.at != Some(TotalPosition::First));
        let below = u32::try_from(below.count()).unwrap_or(0);
        for row in FIRST..FIRST + keys.rows {
            let before = self.name(keys.sorted, row.saturating_sub(1));
            let sorted = if row == FIRST {
                format!("IF(COUNT({levels})=0,\"\",MIN({levels}))")
            } else {
                let more = format!("COUNTIF({levels},\">\"&{before})=0");
                let next = format!("SMALL({levels},COUNTIF({levels},\"<=\"&{before})+1)");
                format!("IF({before}=\"\",\"\",IF({more},\"\",{next}))")
            };
            cells.put_text(row, keys.sorted, sorted);
            let (formula, result) = self.printed_row(keys, row, below);
            cells.put(row, keys.print, formula, result);
        }
    }

    /// What a row prints: its code, a total or the note; as a formula, and while nothing is entered. `below` totals
    /// stand at the foot.
    fn printed_row(&self, keys: Keys, row: u32, below: u32) -> (String, CellContent) {
        let number = self.name(keys.sorted, row);
        let class = if keys.depth > 2 {
            format!(
                "IF(MOD({number},10000)=0,LEFT({number},3),IF(MOD({number},100)=0,LEFT({number},5),{number}&\"\"))"
            )
        } else {
            format!("IF(MOD({number},100)=0,LEFT({number},3),{number}&\"\")")
        };
        // the totals stand at the foot of the paper, or below the last code
        let (own, on_paper) = (row - FIRST + 1, keys.on_paper);
        let after = format!("{own}-MAX({},{on_paper})", self.count(keys));
        let rest = format!(
            "IF(AND({after}>0,{after}<={below}),\"{TOTAL}\"&({after}),IF({after}={below}+1,\"{NOTE}\",\"\"))"
        );
        let result = match own.saturating_sub(on_paper) {
            0 => CellContent::Blank,
            total if total <= below => CellContent::text(format!("{TOTAL}{total}")),
            note if note == below + 1 => CellContent::text(NOTE),
            _ => CellContent::Blank,
        };
        (format!("IF({number}=\"\",{rest},{class})"), result)
    }
}
