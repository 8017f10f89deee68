//! The sheet on which a list of codes is entered: a row an entry, with every figure that the plan leaves open. The tables
//! take codes, sums and order from here.

use super::super::page::{
    Area, CellContent, CellPurpose, ConditionColour, ConditionalPaint, Print, SheetPage, Style,
    Validation, ValidationRule,
};
use super::BlankDraft;
use super::codes::Codes;
use super::reckoning::{Sources, fixed};
use crate::classification::{Level, Series};
use crate::label;
use crate::place::a1;
use crate::rule::plan::{CellKind, EntryList, Origin, Shape, list_of};

/// The first row of entries, zero-based.
const FIRST: u32 = 5;

/// A list of codes to be entered.
pub(super) struct Entries<'a> {
    draft: &'a BlankDraft<'a>,
    codes: &'a Codes,
    kinds: Vec<CellKind>,
    rows: u32,
}

impl<'a> Entries<'a> {
    pub(super) fn new(draft: &'a BlankDraft<'a>, codes: &'a Codes) -> Self {
        let list = EntryList::Codes(codes.series);
        let own = |kind: &&CellKind| {
            kind.row == Shape::Entry
                && list_of(draft.layout, kind.table, kind.block) == Some(list)
                && draft.plan.is_entered(**kind)
        };
        let mut kinds: Vec<CellKind> = draft.plan.origins.keys().filter(own).copied().collect();
        kinds.sort();
        Self {
            draft,
            codes,
            kinds,
            rows: u32::try_from(draft.room.codes).unwrap_or(0),
        }
    }

    fn depth(&self) -> usize {
        self.codes.series.depth()
    }

    /// Its sheet; where figures, codes and names are entered goes to the sources.
    pub(super) fn page(&self, name: String, sources: &mut Sources) -> SheetPage {
        let depth = self.depth();
        let mut widths = vec![7.0; depth];
        widths.push(36.0);
        let width = |kind: &CellKind| {
            u32::try_from(label::width(&self.heading(*kind)))
                .unwrap_or(12)
                .clamp(13, 20)
        };
        widths.extend(self.kinds.iter().map(|kind| f64::from(width(kind))));
        widths.push(22.0);
        let mut page = SheetPage {
            name,
            widths,
            landscape: self.kinds.len() > 4,
            protected: true,
            frozen: true,
            header_end: Some(FIRST - 1),
            // the hints are not printed
            print: Print {
                columns: u16::try_from(depth + 1 + self.kinds.len()).ok(),
                ..Print::default()
            },
            ..SheetPage::default()
        };
        let (columns, leaf) = (page.widths.len(), leaf(self.codes.series).zh());
        page.text(
            0,
            0,
            columns,
            super::mark("各表由这里的数字自动生成"),
            Style::Left,
        );
        let title = super::entry_title(self.codes.series);
        page.title = Some(title.clone());
        page.text(1, 0, columns, title, Style::Title);
        let advice = format!(
            "每个{leaf}一行，先后不限，{}不用填；各表自动按编码排列、逐级汇总。单位：{}。编码查“{}”。",
            above(self.codes.series),
            self.draft.layout.unit_of_measure,
            self.codes.sheet
        );
        page.text(2, 0, columns, advice, Style::Remark);
        self.header(&mut page);
        let codes = (0..self.rows)
            .map(|row| self.row(&mut page, row, sources))
            .collect();
        sources
            .lists
            .push((EntryList::Codes(self.codes.series), codes));
        self.entries(&mut page);
        page.fit();
        page
    }

    fn column(&self, kind: CellKind) -> &str {
        &self.draft.layout.tables[kind.table].blocks[kind.block].columns[kind.column].id
    }

    /// What stands above a column of figures.
    fn heading(&self, kind: CellKind) -> String {
        let at_times = self
            .draft
            .plan
            .origins
            .get(&kind)
            .is_some_and(|origin| *origin != Origin::Entered);
        format!(
            "{}{}",
            self.column(kind),
            if at_times { "（一般不填）" } else { "" }
        )
    }

    fn header(&self, page: &mut SheetPage) {
        let depth = self.depth();
        page.put_merged(
            (3, 0),
            (1, depth),
            CellContent::text("科目编码"),
            Style::Header,
        );
        for (column, level) in Level::ALL.iter().take(depth).enumerate() {
            page.text(4, column, 1, level.zh(), Style::Header);
        }
        page.put_merged(
            (3, depth),
            (2, 1),
            CellContent::text("科目名称"),
            Style::Header,
        );
        let mut left = 0;
        while left < self.kinds.len() {
            let table = self.kinds[left].table;
            let count = self.kinds[left..]
                .iter()
                .take_while(|kind| kind.table == table)
                .count();
            let text = self.draft.layout.tables[table].id.clone();
            page.put_merged(
                (3, depth + 1 + left),
                (1, count),
                CellContent::text(text),
                Style::Header,
            );
            left += count;
        }
        for (column, kind) in self.kinds.iter().enumerate() {
            page.text(4, depth + 1 + column, 1, self.heading(*kind), Style::Header);
        }
        page.put_merged(
            (3, depth + 1 + self.kinds.len()),
            (2, 1),
            CellContent::text("提示"),
            Style::Header,
        );
    }

    /// One row; gives the formulas for its code and name.
    fn row(&self, page: &mut SheetPage, number: u32, sources: &mut Sources) -> (String, String) {
        let (at, depth) = (FIRST + number, self.depth());
        let list = EntryList::Codes(self.codes.series);
        let reckoning = self.draft.reckoning;
        let there = |column: usize| {
            format!(
                "'{}'!{}",
                page_name(&page.name),
                fixed(u16::try_from(column).unwrap_or(0), at)
            )
        };
        let sheet_cells: Vec<String> = (0..=depth + self.kinds.len()).map(there).collect();
        for column in 0..depth {
            page.put(at, column, CellContent::Blank, Style::Code).dress = CellPurpose::Entered;
        }
        let code = reckoning.code(list, number);
        let name = format!(
            "=IF({code}=\"\",\"\",IFERROR(VLOOKUP({code},{},2,0),\"\"))",
            self.codes.table()
        );
        page.put(
            at,
            depth,
            CellContent::Formula(name, Box::new(CellContent::Blank)),
            Style::Label,
        )
        .dress = CellPurpose::Offered;
        self.put_amounts(page, number, &sheet_cells[depth + 1..], sources);
        let hint = CellContent::Formula(self.hint(at, number), Box::new(CellContent::Blank));
        page.put(at, depth + 1 + self.kinds.len(), hint, Style::Label);
        (
            super::code_of(&sheet_cells[..depth]),
            format!("{}&\"\"", sheet_cells[depth]),
        )
    }

    /// The cells for the amounts of an entry, `cells` by their names.
    fn put_amounts(
        &self,
        page: &mut SheetPage,
        number: u32,
        cells: &[String],
        sources: &mut Sources,
    ) {
        let (at, depth) = (FIRST + number, self.depth());
        for (index, kind) in self.kinds.iter().enumerate() {
            let is_entered = self.draft.plan.origins.get(kind) == Some(&Origin::Entered);
            let dress = if is_entered {
                CellPurpose::Entered
            } else {
                CellPurpose::Offered
            };
            page.put(at, depth + 1 + index, CellContent::Blank, Style::Amount)
                .dress = dress;
            sources
                .figures
                .insert((*kind, number), cells[index].clone());
        }
    }

    /// What an entry still needs, as a formula.
    fn hint(&self, at: u32, number: u32) -> String {
        let (depth, reckoning) = (self.depth(), self.draft.reckoning);
        let list = EntryList::Codes(self.codes.series);
        let own = |column: usize| a1(at, u32::try_from(column).unwrap_or(0));
        let code = reckoning.code(list, number);
        let parts: Vec<String> = (0..depth).map(own).collect();
        let last = own(depth + self.kinds.len());
        let amounts = format!("{}:{last}", own(depth + 1));
        let (leaf, all) = (leaf(self.codes.series).zh(), reckoning.codes(list));
        let kinds = self.draft.plan.origins.keys().filter(|kind| {
            kind.row == Shape::Entry
                && list_of(self.draft.layout, kind.table, kind.block) == Some(list)
        });
        let least: Vec<String> = kinds
            .filter_map(|kind| reckoning.cell(*kind, number))
            .collect();
        let least = format!("MIN({})", least.join(","));
        format!(
            "=IF({code}=\"\",IF(LEN({})+COUNT({amounts})=0,\"\",\"请选到{leaf}\"),IF(SUMPRODUCT(({all}={code})*1)>1,\"这个科目有两行，请合并\",IF({}=\"\",\"目录里没有，请填名称\",IF({least}<0,\"推出的金额小于 0，请核对\",\"\"))))",
            parts.join("&"),
            own(depth),
        )
    }

    fn entries(&self, page: &mut SheetPage) {
        let (depth, last) = (self.depth(), FIRST + self.rows - 1);
        let area = |column: usize| {
            let column = u16::try_from(column).unwrap_or(0);
            vec![((FIRST, column), (last, column))]
        };
        page.entries
            .extend(super::code_entries(self.codes, depth, FIRST, &area));
        for (index, kind) in self.kinds.iter().enumerate() {
            let column = depth + 1 + index;
            let first = a1(FIRST, u32::try_from(column).unwrap_or(0));
            let mut entry = super::amount_entry(self.draft.layout, *kind, &first, area(column));
            if let Some(Origin::FollowsWhile(index)) = self.draft.plan.origins.get(kind) {
                let rule = &self.draft.rules.rules[self.draft.plan.statements[*index].rule];
                entry.prompt = format!(
                    "一般不填，由 {} 得出（{}）；这一条不适用时才填这里。",
                    rule.id, rule.title
                );
            }
            page.entries.push(entry);
        }
        let hint = u16::try_from(depth + 1 + self.kinds.len()).unwrap_or(0);
        let first = a1(FIRST, u32::from(hint));
        let formula = format!("={first}<>\"\"");
        page.conditions.push(ConditionalPaint {
            cells: vec![((FIRST, hint), (last, hint))],
            formula,
            tint: ConditionColour::Red,
        });
    }
}

/// A sheet's name within quotation marks.
pub(super) fn page_name(name: &str) -> String {
    name.replace('\'', "''")
}

/// The deepest level of a series.
pub(super) fn leaf(series: Series) -> Level {
    Level::ALL[series.depth() - 1]
}

/// The levels above the deepest one.
fn above(series: Series) -> String {
    Level::ALL[..series.depth() - 1]
        .iter()
        .map(|level| level.zh())
        .collect::<Vec<_>>()
        .join("、")
}

/// A drop-down for a column.
pub(super) fn choice(
    cells: Vec<Area>,
    area: String,
    prompt: String,
    refusal: String,
) -> Validation {
    Validation {
        cells,
        takes: ValidationRule::OneOf(format!("={area}")),
        prompt,
        refusal,
        is_strict: false,
    }
}
