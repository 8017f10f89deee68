//! Which form a project wants: forms are hidden at first, so the row of a project says which one is to be shown and
//! filled in, until something is written on it.

use super::list::page_name;
use super::reckoning::fixed;
use super::tables::runs;
use super::{BlankDraft, SheetPage};
use crate::layout::Role;
use crate::write::page::{CellPosition, Style};

/// The form of a project.
pub(super) struct WantedForm {
    /// The name of its sheet.
    sheet: String,
    /// How many of its texts are written, as an expression.
    written: String,
}

impl WantedForm {
    /// What a project's row says while nothing is written on its form, as an expression.
    pub(super) fn hint(&self) -> String {
        let name = self.sheet.replace('"', "\"\"");
        format!("IF({}=0,\"请显示并填写“{name}”\",\"\")", self.written)
    }
}

impl BlankDraft<'_> {
    /// The forms among pages that are not filled yet, in the order of the projects.
    pub(super) fn wanted_forms(&self, pages: &[SheetPage]) -> Vec<WantedForm> {
        let forms = pages.iter().enumerate();
        forms
            .filter_map(|(index, page)| self.wanted_form(page, index))
            .collect()
    }

    fn wanted_form(&self, page: &SheetPage, index: usize) -> Option<WantedForm> {
        let form = self.form_page(page, index, self.budget.tables[index].layout)?;
        let is_text = |cell: &super::PageCell| match form.column(cell) {
            Some(column) => matches!(
                form.block.columns[column].role,
                Role::Text | Role::MergedText
            ),
            None => cell.style != Style::Title && !form.is_above_list(cell.row),
        };
        let texts = page.cells.iter().filter(|cell| is_text(cell));
        let mut places: Vec<CellPosition> = texts.map(|cell| (cell.row, cell.column)).collect();
        places.sort_unstable_by_key(|(row, column)| (*column, *row));
        let sheet = page_name(&page.name);
        let area = |(first, last): (CellPosition, CellPosition)| {
            let (first, last) = (fixed(first.1, first.0), fixed(last.1, last.0));
            format!("'{sheet}'!{first}:{last}")
        };
        let areas: Vec<String> = runs(places.into_iter()).into_iter().map(area).collect();
        let written = format!("COUNTA({})", areas.join(","));
        (!areas.is_empty()).then(|| WantedForm {
            sheet: page.name.clone(),
            written,
        })
    }
}
