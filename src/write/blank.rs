//! A blank workbook for departments, from a layout and its rules alone: the tables as they are published, with what the
//! plan leaves open to be entered and all else as formulas; sheets on which codes are entered, the catalogue, and a
//! first sheet that says what goes where and whether all agree.

mod checks;
mod coded;
mod codes;
mod form;
mod guide;
mod list;
mod projects;
mod reckoning;
mod skeleton;
mod tables;

use super::page::{Area, CellContent, PageCell, SheetPage, Validation, ValidationRule};
use super::{WriteError, cover, form as filled_form, names, table, workbook};
use crate::budget::Budget;
use crate::classification::Series;
use crate::layout::{Layout, Rows, TotalPosition};
use crate::read::FILLING_MARK;
use crate::rule::RuleSet;
use crate::rule::plan::{CellKind, EntryList, Plan, list_of};
use checks::Checks;
use codes::Codes;
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
    let mut taken = Vec::new();
    let mut named = |name: &str| names::sheet_name(name, &mut taken);
    let guide_name = named("填报说明");
    let cover_name = named("封面");
    let sorts = series(layout);
    let entry_names: Vec<String> = sorts.iter().map(|it| named(&entry_title(*it))).collect();
    let catalogue = rules.catalogue.as_deref();
    let codes: Vec<Codes> = sorts
        .iter()
        .filter_map(|it| {
            let (sheet, index) = (
                named(&format!("{}目录", short(*it))),
                named(&format!("{}索引", short(*it))),
            );
            Some(Codes::new(catalogue?, *it, wishes.year, sheet, index))
        })
        .collect();
    let room = EntryCounts::new(layout, wishes, &codes);
    let budget = skeleton::budget(layout, &room);
    let pages = drawn(&budget, &mut taken);
    let room = room.with_paper(&budget, &pages);
    let reckoning =
        CalculationSheet::new(layout, &plan, &room, &names::sheet_name("计算", &mut taken));
    let checks = Checks {
        rules,
        plan: &plan,
        reckoning: &reckoning,
    };
    let guide = Guide {
        name: guide_name,
        layout,
        wishes,
    };
    let draft = Draft {
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
    let mut sources = Sources::default();
    let mut entered = Vec::new();
    for (own, name) in codes.iter().zip(entry_names) {
        entered.push(Entries::new(&draft, own).page(name, &mut sources));
    }
    let mut filled = Vec::new();
    for (index, page) in pages.into_iter().enumerate() {
        filled.push(draft.fill(index, page, &mut sources));
    }
    let hidden = reckoning.page(&sources, rules);
    let front = guide.page(&draft, &entered, &filled);
    let cover = SheetPage {
        name: cover_name,
        ..guide.cover(cover::pages(&budget, &[]).swap_remove(0))
    };
    let catalogues = codes.iter().flat_map(Codes::pages);
    let (shown, index): (Vec<SheetPage>, Vec<SheetPage>) =
        catalogues.partition(|page| !page.hidden);
    let pages: Vec<SheetPage> = [front, cover]
        .into_iter()
        .chain(entered)
        .chain(filled)
        .chain(shown)
        .chain(index)
        .chain([hidden])
        .collect();
    workbook::render(layout, pages, workbook::Compression::Small)
}

/// All that the sheets of a blank workbook are made from.
struct Draft<'a> {
    layout: &'a Layout,
    rules: &'a RuleSet,
    plan: &'a Plan,
    room: &'a EntryCounts,
    budget: &'a Budget,
    codes: &'a [Codes],
    reckoning: &'a CalculationSheet<'a>,
    checks: &'a Checks<'a>,
    guide: &'a Guide<'a>,
}

/// How much may be entered.
struct EntryCounts {
    codes: usize,
    projects: usize,
    outline: usize,
    indicators: usize,
    /// By table and block: rows that are filled in or that formulas fill.
    rows: Vec<Vec<usize>>,
    /// By table: of a coded one the rows that go on the paper below the totals at its head and the unit.
    on_paper: Vec<u32>,
}

/// Codes of the deepest level that a list has room for.
const CODES: usize = 60;
/// Rows of codes, totals and note that a department needs as a rule.
const USUAL: u32 = 26;
/// Rows of an outline.
const OUTLINE: usize = 40;
/// Rows of a form's list.
const INDICATORS: usize = 16;

impl EntryCounts {
    fn new(layout: &Layout, wishes: &BlankOptions, codes: &[Codes]) -> Self {
        let rows = |block: &crate::layout::Block| match block.rows {
            Rows::Codes => {
                // every entry may need a row of its own at each level, but there are only so many classes
                let classes = codes
                    .iter()
                    .find(|own| own.series == block.series)
                    .map_or(CODES, Codes::classes);
                // and the totals below, the note
                CODES * (block.series.depth() - 1) + classes.min(CODES) + block.lines.len() + 1
            }
            Rows::Projects => wishes.projects,
            Rows::Outline => OUTLINE,
            Rows::Lines | Rows::Single => 1,
        };
        let rows = layout
            .tables
            .iter()
            .map(|table| table.blocks.iter().map(rows).collect())
            .collect();
        let on_paper = vec![0; layout.tables.len()];
        Self {
            codes: CODES,
            projects: wishes.projects,
            outline: OUTLINE,
            indicators: INDICATORS,
            rows,
            on_paper,
        }
    }

    /// The same with what the pages of the tables hold in print: as many whole sheets of paper as a usual department
    /// needs.
    fn with_paper(mut self, budget: &Budget, pages: &[SheetPage]) -> Self {
        for (table, page) in budget.tables.iter().zip(pages) {
            let layout = &budget.layout.tables[table.layout];
            let Some(block) = layout.blocks.iter().find(|block| block.rows == Rows::Codes) else {
                continue;
            };
            let above = block
                .lines
                .iter()
                .filter(|line| line.at == Some(TotalPosition::First))
                .count();
            let head = above + usize::from(block.unit_rows);
            let first = page.header_end.map_or(0, |end| end + 1) + u32::try_from(head).unwrap_or(0);
            let rows = |sheets: u32| page.rows_on(sheets).saturating_sub(first);
            let sheets = (1..4).find(|sheets| rows(*sheets) >= USUAL).unwrap_or(4);
            self.on_paper[table.layout] = rows(sheets);
        }
        self
    }

    /// The rows of a coded table that go on the paper.
    fn on_paper(&self, table: usize) -> u32 {
        self.on_paper[table]
    }

    /// The rows of a block.
    fn rows(&self, table: usize, block: usize) -> usize {
        self.rows[table][block]
    }

    /// The entries of a list.
    fn entries(&self, list: EntryList) -> u32 {
        let count = match list {
            EntryList::Codes(_) => self.codes,
            EntryList::Projects => self.projects,
        };
        u32::try_from(count).unwrap_or(0)
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
fn drawn(budget: &Budget, taken: &mut Vec<String>) -> Vec<SheetPage> {
    let mut forms = 0;
    let page = |index: usize| {
        let layout = &budget.layout.tables[budget.tables[index].layout];
        let page = match &layout.form {
            Some(_) => {
                forms += 1;
                filled_form::page(budget, index, forms)
            }
            None => table::page(budget, index),
        };
        // beside it, verdicts and hints
        let widths = [page.widths.as_slice(), &[1.5, 17.0]].concat();
        SheetPage {
            name: names::sheet_name(&page.name, taken),
            protected: true,
            widths,
            ..page
        }
    };
    (0..budget.tables.len()).map(page).collect()
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
        let name = crate::place::a1(0, u32::from(at.1));
        format!("${}{}", name.trim_end_matches('1'), first + 1)
    };
    let entry = |column: usize| {
        let above: Vec<String> = (0..column).map(place).collect();
        let zh = crate::classification::Level::ALL[column].zh();
        let refusal = format!(
            "内置目录里没有这个{zh}。目录不完整：如果核对过财政部当年的科目，请选“是”保留。"
        );
        let prompt = match column {
            0 => format!(
                "从下拉列表选{zh}，选完款、项后名称自动出现。不知道编码时查“{}”。",
                codes.sheet
            ),
            _ => format!("先选左边的上级科目，再从下拉列表选{zh}（两位数字）。"),
        };
        choice(area(column), codes.choices(&above), prompt, refusal)
    };
    (0..depth).map(entry).collect()
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
