//! The rows of projects: codes, names and figures are entered in the table itself.

use super::super::page::{BlockGrid, CellContent, CellPurpose, SheetPage, Style};
use super::list::page_name;
use super::reckoning::fixed;
use super::tables::BlockPosition;
use super::wanted::WantedForm;
use super::{BlankDraft, cell, formula};
use crate::classification::Series;
use crate::layout::{Block, Role};
use crate::rule::plan::EntryList;

/// The cells of a project's row, as formulas name them.
#[derive(Default)]
struct ProjectCells {
    code_parts: Vec<String>,
    code: Option<String>,
    project: Option<String>,
    amounts: Vec<String>,
    /// The place of the code's name.
    label: Option<u16>,
}

impl ProjectCells {
    /// The code as text.
    fn code_text(&self) -> String {
        match &self.code {
            Some(code) => format!("{code}&\"\""),
            None => super::code_of(&self.code_parts),
        }
    }

    /// The project's name as text.
    fn name_text(&self) -> String {
        let project = self.project.as_ref();
        project.map_or("\"\"".to_owned(), |cell| format!("{cell}&\"\""))
    }

    /// Whether nothing was entered.
    fn is_empty_test(&self) -> String {
        let texts = self.code_parts.iter().chain(&self.code);
        let texts: Vec<&str> = texts.chain(&self.project).map(String::as_str).collect();
        let amounts: Vec<String> = self
            .amounts
            .iter()
            .map(|cell| format!("N({cell})"))
            .collect();
        let (texts, amounts) = (texts.join("&"), amounts.join("+"));
        format!("AND(LEN({texts})=0,{amounts}=0)")
    }
}

impl BlankDraft<'_> {
    /// A row of a project: codes and names are entered; gives the formulas for its code and its name.
    pub(super) fn project(
        &self,
        page: &mut SheetPage,
        spot: BlockPosition,
        own: &Block,
        (at, form): (u32, Option<&WantedForm>),
    ) -> (String, String) {
        let places = page.grids[spot.block].columns.clone();
        let cells = project_cells(page, own, &places, at);
        let (code, name) = (cells.code_text(), cells.name_text());
        if let Some(label) = cells.label
            && let Some(text) = self.name_of_code(&code)
            && let Some(cell) = cell(page, at, label)
        {
            cell.content = formula(text);
        }
        let nothing = cells.is_empty_test();
        let codes = self.reckoning.codes(EntryList::Codes(Series::Functional));
        let wanted = form.map_or("\"\"".to_owned(), WantedForm::hint);
        let unknown = if codes.is_empty() {
            wanted
        } else {
            let title = super::entry_title(Series::Functional);
            format!("IF(ISNA(MATCH({code},{codes},0)),\"请在“{title}”加这个科目\",{wanted})")
        };
        let hint = format!(
            "IF({nothing},\"\",IF({code}=\"\",\"请选到项\",IF({name}=\"\",\"请填项目名称\",{unknown})))"
        );
        page.put(at, usize::from(spot.verdicts), formula(hint), Style::Left);
        (code, name)
    }

    /// The name of a functional code: as it was entered, else from the catalogue.
    fn name_of_code(&self, code: &str) -> Option<String> {
        let mut catalogues = self.codes.iter();
        let catalogue = catalogues.find(|own| own.series == Series::Functional)?;
        let list = EntryList::Codes(Series::Functional);
        let (codes, names) = (self.reckoning.codes(list), self.reckoning.names(list));
        let found = format!("VLOOKUP({code},{},2,0)", catalogue.table());
        let text = if codes.is_empty() {
            found
        } else {
            format!("IFERROR(INDEX({names},MATCH({code},{codes},0)),{found})")
        };
        Some(format!("IF({code}=\"\",\"\",IFERROR({text},\"\"))"))
    }

    /// Drop-downs for the codes of projects.
    pub(super) fn project_codes(&self, page: &mut SheetPage, own: &Block, grid: &BlockGrid) {
        let Some(codes) = self
            .codes
            .iter()
            .find(|own| own.series == Series::Functional)
        else {
            return;
        };
        let rows: Vec<u32> = grid
            .rows
            .iter()
            .copied()
            .filter(|row| {
                page.cells.iter().any(|cell| {
                    cell.row == *row
                        && cell.dress == CellPurpose::Entered
                        && cell.style == Style::Code
                })
            })
            .collect();
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return;
        };
        let of_role = |wanted: fn(Role) -> bool| -> Vec<u16> {
            own.columns
                .iter()
                .zip(&grid.columns)
                .filter(|(column, _)| wanted(column.role))
                .filter_map(|(_, place)| *place)
                .collect()
        };
        let parts = of_role(|role| matches!(role, Role::CodePart(_)));
        let area = |column: usize| vec![((*first, parts[column]), (*last, parts[column]))];
        page.entries
            .extend(super::code_entries(codes, parts.len(), *first, &area));
        for whole in of_role(|role| role == Role::Code) {
            let refusal =
                "内置目录里没有这个科目。目录不完整：如果核对过，请选“是”保留。".to_owned();
            let cells = vec![((*first, whole), (*last, whole))];
            page.entries.push(super::choice(
                cells,
                codes.all(),
                "从下拉列表选科目编码。".to_owned(),
                refusal,
            ));
        }
    }
}

/// Unlocks what is entered in a project's row; gives its cells.
fn project_cells(
    page: &mut SheetPage,
    own: &Block,
    places: &[Option<u16>],
    at: u32,
) -> ProjectCells {
    let sheet = page_name(&page.name);
    let mut cells = ProjectCells::default();
    for (column, place) in own.columns.iter().zip(places) {
        let Some(place) = *place else { continue };
        let named = format!("'{sheet}'!{}", fixed(place, at));
        match column.role {
            Role::CodePart(_) => cells.code_parts.push(named),
            Role::Code => cells.code = Some(named),
            Role::Project => cells.project = Some(named),
            Role::Label => cells.label = Some(place),
            Role::Amount => cells.amounts.push(named),
            _ => {}
        }
        let is_entered = matches!(
            column.role,
            Role::CodePart(_) | Role::Code | Role::Project | Role::Text | Role::MergedText
        );
        if let Some(cell) = cell(page, at, place).filter(|_| is_entered) {
            (cell.content, cell.dress) = (CellContent::Blank, CellPurpose::Entered);
        }
    }
    cells
}
