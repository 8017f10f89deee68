//! A blank workbook for departments, from a layout and its rules alone: the tables as they are published, with what the
//! plan leaves open to be entered and all else as formulas; sheets on which codes are entered, the catalogue, and a
//! first sheet that says what goes where and whether all agree.

mod checks;
mod coded;
mod codes;
mod counts;
mod form;
mod guide;
mod list;
mod outline;
mod paper;
mod projects;
mod reckoning;
mod skeleton;
mod tables;
mod verdicts;
mod wanted;

use super::names::SheetNames;
use super::page::{
    Area, CellContent, PageCell, Print, SheetPage, Validation, ValidationRule, Visibility,
};
use super::{WriteError, cover, form as filled_form, table, workbook};
use crate::budget::Budget;
use crate::classification::Series;
use crate::layout::{Layout, Rows};
use crate::read::FILLING_MARK;
use crate::rule::RuleSet;
use crate::rule::plan::{CellKind, EntryList, Plan, list_of};
use checks::BlankChecks;
use codes::Codes;
use counts::EntryCounts;
use guide::Guide;
use list::{Entries, choice};
use reckoning::{CalculationSheet, Sources};
use std::sync::Arc;

/// What a blank workbook is made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlankOptions {
    /// The fiscal year; to be entered if none.
    pub year: Option<i32>,
    /// The department's name; to be entered if empty.
    pub department: String,
    /// The budget unit, as tables print it (101020-某局); to be entered if empty.
    pub unit: String,
    /// How many projects there is room for, and how many forms.
    pub projects: usize,
}

/// A blank workbook as bytes of an .xlsx. Equal wishes give equal bytes.
///
/// # Errors
/// What the writer of workbooks refuses; no layout should make it.
pub fn blank(
    layout: &Arc<Layout>,
    rules: &RuleSet,
    wishes: &BlankOptions,
) -> Result<Vec<u8>, WriteError> {
    let plan = Plan::new(layout, rules);
    let mut taken = SheetNames::default();
    let mut named = |name: &str| taken.take(name);
    let guide_name = named("填报说明");
    let cover_name = named("封面");
    let sorts = series(layout);
    let entry_names: Vec<String> = sorts.iter().map(|it| named(&entry_title(*it))).collect();
    let catalogue = rules.catalogue.as_deref();
    let code_sheets = |series: &Series| {
        let sheet = named(&format!("{}目录", short(*series)));
        let index = named(&format!("{}索引", short(*series)));
        Some(Codes::new(catalogue?, *series, wishes.year, sheet, index))
    };
    let codes: Vec<Codes> = sorts.iter().filter_map(code_sheets).collect();
    let room = EntryCounts::new(layout, wishes, &codes);
    let budget = skeleton::budget(layout, &room);
    let mut pages = drawn(&budget, &mut taken);
    let room = room.with_paper(&budget, &mut pages);
    let reckoning = CalculationSheet::new(layout, &plan, &room, &taken.take("计算"));
    let checks = BlankChecks {
        rules,
        plan: &plan,
        reckoning: &reckoning,
    };
    let guide = Guide {
        name: guide_name,
        layout,
        wishes,
    };
    let draft = BlankDraft {
        layout,
        rules,
        plan: &plan,
        room: &room,
        budget: &budget,
        codes: &codes,
        reckoning: &reckoning,
        checks: &checks,
        guide: &guide,
    };
    let pages = draft.pages(pages, entry_names, cover_name);
    workbook::render(layout, pages, workbook::Compression::Small)
}

/// All that the sheets of a blank workbook are made from.
struct BlankDraft<'a> {
    layout: &'a Layout,
    rules: &'a RuleSet,
    plan: &'a Plan,
    room: &'a EntryCounts,
    budget: &'a Budget,
    codes: &'a [Codes],
    reckoning: &'a CalculationSheet<'a>,
    checks: &'a BlankChecks<'a>,
    guide: &'a Guide<'a>,
}

impl BlankDraft<'_> {
    /// All sheets in their order: guide, cover, entries, tables, catalogues, hidden ones. `drawn` are the tables and
    /// forms without what is entered.
    fn pages(
        &self,
        drawn: Vec<SheetPage>,
        entry_names: Vec<String>,
        cover_name: String,
    ) -> Vec<SheetPage> {
        let mut sources = Sources {
            wanted: self.wanted_forms(&drawn),
            ..Sources::default()
        };
        let mut entered = Vec::new();
        for (codes, name) in self.codes.iter().zip(entry_names) {
            entered.push(Entries::new(self, codes).page(name, &mut sources));
        }
        let mut filled = Vec::new();
        for (index, page) in drawn.into_iter().enumerate() {
            filled.push(self.fill(index, page, &mut sources));
        }
        let hidden = self.reckoning.page(&sources, self.rules);
        let front = self.guide.page(self, &entered, &filled);
        let cover = SheetPage {
            name: cover_name,
            ..self
                .guide
                .cover(cover::pages(self.budget, &[]).swap_remove(0))
        };
        let catalogues = self.codes.iter().flat_map(Codes::pages);
        let (shown, index): (Vec<SheetPage>, Vec<SheetPage>) =
            catalogues.partition(|page| page.visibility == Visibility::Shown);
        [front, cover]
            .into_iter()
            .chain(entered)
            .chain(filled)
            .chain(shown)
            .chain(index)
            .chain([hidden])
            .collect()
    }
}

/// The series whose codes are entered, in the order of the tables.
fn series(layout: &Layout) -> Vec<Series> {
    let mut found = Vec::new();
    for (table, it) in layout.tables.iter().enumerate() {
        for block in 0..it.blocks.len() {
            if let Some(EntryList::Codes(series)) = list_of(layout, table, block)
                && !found.contains(&series)
            {
                found.push(series);
            }
        }
    }
    // codes of projects are functional ones
    let has_projects = layout.tables.iter().any(|table| {
        table.form.is_none() && table.blocks.iter().any(|it| it.rows == Rows::Projects)
    });
    if has_projects && !found.contains(&Series::Functional) {
        found.push(Series::Functional);
    }
    found
}

fn short(series: Series) -> &'static str {
    match series {
        Series::Functional => "功能科目",
        Series::Economic => "经济科目",
        Series::EconomicDepartment => "部门经济科目",
        Series::EconomicGovernment => "政府经济科目",
    }
}

/// What the sheet is called on which codes of a series are entered.
fn entry_title(series: Series) -> String {
    format!("{}录入", short(series))
}

/// The text by which our reader, and anybody else, knows a sheet that is no table.
fn mark(text: &str) -> String {
    format!("{FILLING_MARK}：{text}")
}

/// The pages of the tables and forms, as those of any budget.
fn drawn(budget: &Budget, taken: &mut SheetNames) -> Vec<SheetPage> {
    let mut forms = 0;
    (0..budget.tables.len())
        .map(|index| drawn_page(budget, index, &mut forms, taken))
        .collect()
}

/// The page of a table or form, with columns for verdicts and hints beside it.
fn drawn_page(
    budget: &Budget,
    index: usize,
    forms: &mut usize,
    taken: &mut SheetNames,
) -> SheetPage {
    let layout = &budget.layout.tables[budget.tables[index].layout];
    let page = match &layout.form {
        Some(_) => {
            *forms += 1;
            filled_form::page(budget, index, *forms)
        }
        None => table::page(budget, index),
    };
    let columns = u16::try_from(page.widths.len()).ok();
    let widths = [page.widths.as_slice(), &[1.5, 17.0]].concat();
    SheetPage {
        name: taken.take(&page.name),
        protected: true,
        widths,
        // verdicts and hints are not printed
        print: Print {
            columns,
            ..page.print
        },
        ..page
    }
}

/// The cell that begins at a place.
fn cell(page: &mut SheetPage, row: u32, column: u16) -> Option<&mut PageCell> {
    page.cells
        .iter_mut()
        .find(|cell| (cell.row, cell.column) == (row, column))
}

/// A formula whose result is not known yet.
fn formula(text: String) -> CellContent {
    CellContent::Formula(format!("={text}"), Box::new(CellContent::Blank))
}

/// A whole code from the cells of its parts, or nothing. A part that was typed as a number gets its zero back.
fn code_of(cells: &[String]) -> String {
    let part = |(index, cell): (usize, &String)| {
        if index == 0 {
            cell.clone()
        } else {
            format!("RIGHT(\"0\"&{cell},2)")
        }
    };
    let parts = cells
        .iter()
        .enumerate()
        .map(part)
        .collect::<Vec<_>>()
        .join("&");
    format!("IF(LEN({parts})={},{parts},\"\")", cells.len() * 2 + 1)
}

/// Drop-downs for the columns 类 款 项; `area` are the cells of a column.
fn code_entries(
    codes: &Codes,
    depth: usize,
    first: u32,
    area: &impl Fn(usize) -> Vec<Area>,
) -> Vec<Validation> {
    let place = |column: usize| {
        let at = area(column)[0].0;
        let name = crate::place::a1(first, u32::from(at.1));
        format!("${name}")
    };
    let entry = |column: usize| {
        let above: Vec<String> = (0..column).map(place).collect();
        code_entry(codes, column, &above, area(column))
    };
    (0..depth).map(entry).collect()
}

/// The drop-down of a level of codes; `above` are the cells of the levels above it.
fn code_entry(codes: &Codes, column: usize, above: &[String], cells: Vec<Area>) -> Validation {
    let zh = crate::classification::Level::ALL[column].zh();
    let refusal =
        format!("内置目录里没有这个{zh}。目录不完整：如果核对过财政部当年的科目，请选“是”保留。");
    let prompt = match column {
        0 => format!(
            "从下拉列表选{zh}，选完款、项后名称自动出现。不知道编码时查“{}”。",
            codes.sheet
        ),
        _ => format!("先选左边的上级科目，再从下拉列表选{zh}（两位数字）。"),
    };
    choice(cells, codes.choices(above), prompt, refusal)
}

/// Amounts of a kind, from its first cell on: numbers, not below nothing, with no more places than are printed.
fn amount_entry(layout: &Layout, kind: CellKind, first: &str, cells: Vec<Area>) -> Validation {
    let table = &layout.tables[kind.table];
    let block = &table.blocks[kind.block];
    let may_be_below = block.columns[kind.column].negative
        || matches!(kind.row, crate::rule::plan::Shape::Line(line) if block.lines[line].negative);
    let size = if may_be_below {
        String::new()
    } else {
        format!("{first}>=0,")
    };
    let takes = ValidationRule::What(format!(
        "=AND(ISNUMBER({first}),{size}ROUND({first},{})={first})",
        table.decimals
    ));
    let places = match table.decimals {
        0 => "不带小数".to_owned(),
        places => format!("最多 {places} 位小数"),
    };
    let least = if may_be_below { "" } else { "不小于 0、" };
    let refusal = format!(
        "金额应为{least}{places}的数字，单位是{}。不能写文字或空格；小数位多了，公开的数字加起来会对不上。",
        table.unit_of_measure
    );
    Validation {
        cells,
        takes,
        prompt: String::new(),
        refusal,
        is_strict: true,
    }
}
