//! From budgets and findings to workbooks. Pages are composed first, cell by cell, as a plain model
//! that knows which fact stands where; rendering them is the only thing that touches rust_xlsxwriter.
//! A submitted workbook also comes back as it is, with marks on it; see [`returned`](fn@returned).

mod blank;
mod cover;
mod document;
mod doubt;
mod even;
mod explanations;
mod finish;
mod fit;
mod form;
mod formats;
mod host;
mod list;
mod live;
mod long;
mod lookup;
mod marks;
mod mended;
mod names;
mod page;
mod paper;
mod place;
mod returned;
mod review;
mod sentence;
mod summary;
mod table;
mod terms;
mod text;
mod view;
mod workbook;

pub use crate::finding::WriteError;
pub use blank::{BlankOptions, blank};
pub(crate) use document::{DocumentText, document};
pub(crate) use explanations::explanations;
pub(crate) use marks::{flags, text_marks};
pub(crate) use names::fitted;
pub(crate) use names::{blank_name, blank_text_name, file_safe};
pub use page::Paint;
pub use returned::{Flag, PassageMark, ReturnError, returned, returned_text};
pub use summary::SUMMARY;
pub(crate) use summary::{Counted, Summary};
pub(crate) use text::{blank_text, text};
pub(crate) use view::view;
pub(crate) use workbook::lists::ListError;

use crate::budget::Budget;
use crate::reconcile::Report;
use crate::rule::RuleSet;
use doubt::DoubtfulCodes;
use list::ReviewRows;
use live::Formulas;
use names::SheetNames;
use page::SheetPage;
use place::OutputCells;
use std::collections::{HashMap, HashSet};

/// The workbook of a department as bytes of an .xlsx: for the public where it is publishable, otherwise
/// with red cells, notes and the first sheet 审核结果. Equal input gives equal bytes.
///
/// # Errors
/// What the writer of workbooks refuses; no budget should make it.
pub fn workbook(budget: &Budget, rules: &RuleSet, report: &Report) -> Result<Vec<u8>, WriteError> {
    workbook_of(budget, rules, report, TablePages::of(budget))
}

/// The same, with its tables.
pub(crate) fn workbook_of(
    budget: &Budget,
    rules: &RuleSet,
    report: &Report,
    tables: TablePages,
) -> Result<Vec<u8>, WriteError> {
    if !report.is_publishable() {
        return reviewed_of(budget, rules, report, tables);
    }
    let pages = with_front(budget, tables.0);
    workbook::render(&budget.layout, pages, workbook::Compression::Quickly)
}

/// The tables of a department as pages, made once for its workbook and its document.
#[derive(Clone)]
pub(crate) struct TablePages(Vec<SheetPage>);

impl TablePages {
    pub(crate) fn of(budget: &Budget) -> Self {
        Self(tables(budget))
    }
}

/// The pages behind cover and contents, as one document.
fn with_front(budget: &Budget, mut pages: Vec<SheetPage>) -> Vec<SheetPage> {
    even::even_out(&mut pages);
    let mut front = cover::pages(budget, &pages);
    even::number(&mut pages, &front);
    if let Some(contents) = front.last_mut() {
        cover::number(contents, &pages);
    }
    pages.splice(0..0, front);
    even::even_out(&mut pages);
    pages
}

/// The workbook of a department for those who mend it, whether it is publishable or not: with the first sheet
/// 审核结果, where every equation is a row of formulas over the cells of the workbook, and with red cells that turn
/// green once they are mended. Equal input gives equal bytes.
///
/// # Errors
/// What the writer of workbooks refuses; no budget should make it.
pub fn reviewed(budget: &Budget, rules: &RuleSet, report: &Report) -> Result<Vec<u8>, WriteError> {
    reviewed_of(budget, rules, report, TablePages::of(budget))
}

fn reviewed_of(
    budget: &Budget,
    rules: &RuleSet,
    report: &Report,
    TablePages(mut pages): TablePages,
) -> Result<Vec<u8>, WriteError> {
    tables_of_units(budget, &mut pages);
    let places = OutputCells::new(&pages, budget.facts.len());
    let doubt = DoubtfulCodes::new(budget, report);
    let formulas = Formulas {
        budget,
        places: &places,
        doubt: &doubt,
    };
    let list = ReviewRows::new(rules, report);
    let review = review::page(&formulas, rules, report, &list);
    let (figures, codes) = (
        marks::of_figures(budget, rules, report),
        marks::of_codes(budget, &places, report),
    );
    mended::add(&formulas, report, (&figures, &codes), &list, &mut pages);
    marks::put(&mut pages, &figures, codes);
    let pages = std::iter::once(review).chain(with_front(budget, pages));
    let pages = pages.collect();
    workbook::render(&budget.layout, pages, workbook::Compression::Quickly)
}

/// Every table and form of the department on its own page, in the order of the layout.
fn tables(budget: &Budget) -> Vec<SheetPage> {
    let layout = &budget.layout.tables;
    let of_department = |index: &usize| {
        let table = &budget.tables[*index];
        // forms are not added up: those of all units are the department's, unless it has some of its own
        table.unit.is_none()
            || layout[table.layout].many && budget.tables_of(table.layout).next().is_none()
    };
    let mut shown: Vec<usize> = (0..budget.tables.len()).filter(of_department).collect();
    shown.sort_by_key(|index| budget.tables[*index].layout);
    pages(budget, &shown, &mut SheetNames::default())
}

/// The tables of each budget unit, behind those of the department: the figures that these are made of.
fn tables_of_units(budget: &Budget, tables: &mut Vec<SheetPage>) {
    let shown: HashSet<usize> = tables.iter().filter_map(|page| page.table).collect();
    let is_left = |index: &usize| budget.tables[*index].unit.is_some() && !shown.contains(index);
    let left: Vec<usize> = (0..budget.tables.len()).filter(is_left).collect();
    let mut taken = SheetNames::of(tables.iter().map(|page| page.name.as_str()));
    tables.extend(pages(budget, &left, &mut taken));
}

fn pages(budget: &Budget, shown: &[usize], taken: &mut SheetNames) -> Vec<SheetPage> {
    let mut forms = HashMap::new();
    let page = |index: &usize| page(budget, *index, &mut forms, taken);
    shown.iter().map(page).collect()
}

/// The page of a table, or of a form with its number among those of its layout.
fn page(
    budget: &Budget,
    index: usize,
    forms: &mut HashMap<usize, usize>,
    taken: &mut SheetNames,
) -> SheetPage {
    let table = &budget.tables[index];
    let is_form = budget.layout.tables[table.layout].form.is_some();
    let page = if is_form {
        let count = forms.entry(table.layout).or_default();
        *count += 1;
        form::page(budget, index, *count)
    } else {
        table::page(budget, index)
    };
    let name = match table.unit.filter(|_| !is_form) {
        Some(unit) => format!("{} {}", names::short(&budget.units[unit].name), page.name),
        None => page.name.clone(),
    };
    let mut page = SheetPage {
        name: taken.take(&name),
        table: Some(index),
        ..page
    };
    page.widen_to_figures();
    page
}
