//! The hidden sheet itself.

use super::super::super::page::{CellContent, SheetPage, Style};
use super::{CalculationSheet, FIRST, Keys, NOTE, Sources, TOTAL, fixed};
use crate::layout::TotalPosition;
use crate::rule::RuleSet;
use crate::rule::plan::{CellKind, EntryList, Shape, list_of};

impl CalculationSheet<'_> {
    /// The sheet itself.
    pub(in super::super) fn page(&self, sources: &Sources, layout_rules: &RuleSet) -> SheetPage {
        let mut page = SheetPage {
            name: self.sheet.clone(),
            widths: vec![12.0; usize::from(self.columns)],
            protected: true,
            hidden: true,
            ..SheetPage::default()
        };
        page.text(
            0,
            0,
            1,
            super::super::mark("由公式计算，请勿改动"),
            Style::Left,
        );
        let mut put = |row: u32, column: u16, formula: String, result: CellContent| {
            page.put(
                row,
                usize::from(column),
                CellContent::Formula(format!("={formula}"), Box::new(result)),
                Style::Left,
            );
        };
        let zero = || CellContent::Amount(crate::amount::Amount::ZERO, 0);
        let mut lines: Vec<_> = self.lines.iter().collect();
        lines.sort_by_key(|(_, row)| **row);
        for (kind, row) in &lines {
            if let Some(formula) = self.formula(**kind, 0, sources.figures.get(&(**kind, 0))) {
                put(**row, 1, formula, zero());
            }
        }
        let mut entries: Vec<_> = self.entries.iter().collect();
        entries.sort_by_key(|(_, column)| **column);
        for (kind, column) in &entries {
            let rows = self.home_of(**kind).map_or(0, |home| home.rows);
            for row in 0..rows {
                if let Some(formula) =
                    self.formula(**kind, row, sources.figures.get(&(**kind, row)))
                {
                    put(FIRST + row, **column, formula, zero());
                }
            }
        }
        for (list, own) in &sources.lists {
            let Some(home) = self.home(*list) else {
                continue;
            };
            for (row, (code, name)) in (FIRST..).zip(own) {
                put(row, home.code, code.clone(), CellContent::Blank);
                put(row, home.name, name.clone(), CellContent::Blank);
            }
        }
        if let Some(home) = self.home(EntryList::Projects) {
            for (number, cell) in (0..).zip(&sources.forms) {
                let own = number + 1;
                let formula = format!(
                    "IF({cell}=\"\",{own},IFERROR(MATCH({cell},{},0),{own}))",
                    self.names(EntryList::Projects)
                );
                put(
                    FIRST + number,
                    home.place,
                    formula,
                    CellContent::Amount(crate::amount::Amount::new(own.into()), 0),
                );
            }
        }
        let mut keys: Vec<_> = self.keys.iter().collect();
        keys.sort_by_key(|(_, keys)| keys.levels);
        for ((table, block), keys) in keys {
            self.sort(*keys, (*table, *block), &mut put);
        }
        for (row, index) in (FIRST..).zip(&self.plan.checks) {
            put(
                row,
                self.statements,
                self.check(&self.plan.statements[*index]),
                zero(),
            );
        }
        self.label(&mut page, layout_rules);
        page
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

    /// The codes of a block that have figures, with all above them, sorted; then what each row prints.
    fn sort(
        &self,
        keys: Keys,
        (table, block): (usize, usize),
        put: &mut impl FnMut(u32, u16, String, CellContent),
    ) {
        let Some(list) = list_of(self.layout, table, block) else {
            return;
        };
        let Some(home) = self.home(list) else { return };
        let mut own: Vec<u16> = self
            .entries
            .iter()
            .filter(|(kind, _)| (kind.table, kind.block) == (table, block))
            .map(|(_, it)| *it)
            .collect();
        own.sort_unstable();
        let length = usize::from(keys.depth) * 2 + 1;
        for row in FIRST..FIRST + home.rows {
            let code = self.name(home.code, row);
            let sizes: Vec<String> = own
                .iter()
                .map(|column| format!("ABS({})", self.name(*column, row)))
                .collect();
            for level in 0..keys.depth {
                let digits = usize::from(level) * 2 + 3;
                let scale = 10_u32.pow(u32::try_from(length - digits).unwrap_or(0));
                let number = format!("VALUE(LEFT({code},{digits}))*{scale}");
                let formula = format!(
                    "IF({code}=\"\",\"\",IF({}=0,\"\",{number}))",
                    sizes.join("+")
                );
                put(row, keys.levels + level, formula, CellContent::Blank);
            }
        }
        let corner = fixed(keys.levels + keys.depth - 1, FIRST + home.rows - 1);
        let levels = format!("'{}'!{}:{corner}", self.sheet, fixed(keys.levels, FIRST));
        let lines = &self.layout.tables[table].blocks[block].lines;
        let below = u32::try_from(
            lines
                .iter()
                .filter(|line| line.at != Some(TotalPosition::First))
                .count(),
        )
        .unwrap_or(0);
        for row in FIRST..FIRST + keys.rows {
            let (number, before) = (
                self.name(keys.sorted, row),
                self.name(keys.sorted, row.saturating_sub(1)),
            );
            let sorted = if row == FIRST {
                format!("IF(COUNT({levels})=0,\"\",MIN({levels}))")
            } else {
                let more = format!("COUNTIF({levels},\">\"&{before})=0");
                let next = format!("SMALL({levels},COUNTIF({levels},\"<=\"&{before})+1)");
                format!("IF({before}=\"\",\"\",IF({more},\"\",{next}))")
            };
            put(row, keys.sorted, sorted, CellContent::Blank);
            let class = if keys.depth > 2 {
                format!(
                    "IF(MOD({number},10000)=0,LEFT({number},3),IF(MOD({number},100)=0,LEFT({number},5),{number}&\"\"))"
                )
            } else {
                format!("IF(MOD({number},100)=0,LEFT({number},3),{number}&\"\")")
            };
            // the totals stand at the foot of the paper, or below the last code
            let after = format!(
                "{}-MAX({},{})",
                row - FIRST + 1,
                self.count(keys),
                keys.on_paper
            );
            let rest = format!(
                "IF(AND({after}>0,{after}<={below}),\"{TOTAL}\"&({after}),IF({after}={below}+1,\"{NOTE}\",\"\"))"
            );
            let result = match (row - FIRST + 1).saturating_sub(keys.on_paper) {
                0 => CellContent::Blank,
                own if own <= below => CellContent::text(format!("{TOTAL}{own}")),
                own if own == below + 1 => CellContent::text(NOTE),
                _ => CellContent::Blank,
            };
            put(
                row,
                keys.print,
                format!("IF({number}=\"\",{rest},{class})"),
                result,
            );
        }
    }
}
