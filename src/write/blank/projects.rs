//! The rows of projects: codes, names and figures are entered in the table itself.

use super::super::page::{BlockGrid, CellContent, CellPurpose, SheetPage, Style};
use super::list::page_name;
use super::reckoning::fixed;
use super::tables::BlockPosition;
use super::{Draft, cell, formula};
use crate::classification::Series;
use crate::layout::{Block, Role};
use crate::rule::plan::EntryList;

impl Draft<'_> {
    /// A row of a project: codes and names are entered; gives the formulas for its code and its name.
    pub(super) fn project(
        &self,
        page: &mut SheetPage,
        spot: BlockPosition,
        own: &Block,
        grid: &BlockGrid,
        at: u32,
    ) -> (String, String) {
        let sheet = page_name(&page.name);
        let there = |column: u16| format!("'{sheet}'!{}", fixed(column, at));
        let (mut parts, mut whole, mut project, mut label, mut amounts) =
            (Vec::new(), None, None, None, Vec::new());
        for (column, place) in own.columns.iter().zip(&grid.columns) {
            let Some(place) = *place else { continue };
            match column.role {
                Role::CodePart(_) => parts.push(place),
                Role::Code => whole = Some(place),
                Role::Project => project = Some(place),
                Role::Label => label = Some(place),
                Role::Amount => amounts.push(place),
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
        let cells: Vec<String> = parts.iter().map(|column| there(*column)).collect();
        let code = match whole {
            Some(whole) => format!("{}&\"\"", there(whole)),
            None => super::code_of(&cells),
        };
        let name = project.map_or("\"\"".to_owned(), |column| {
            format!("{}&\"\"", there(column))
        });
        let list = EntryList::Codes(Series::Functional);
        let codes = self.reckoning.codes(list);
        if let (Some(label), Some(catalogue)) = (
            label,
            self.codes
                .iter()
                .find(|own| own.series == Series::Functional),
        ) {
            let found = format!("VLOOKUP({code},{},2,0)", catalogue.table());
            let own = format!(
                "INDEX({},MATCH({code},{codes},0))",
                self.reckoning.names(list)
            );
            let text = if codes.is_empty() {
                found
            } else {
                format!("IFERROR({own},{found})")
            };
            if let Some(cell) = cell(page, at, label) {
                cell.content = formula(format!("IF({code}=\"\",\"\",IFERROR({text},\"\"))"));
            }
        }
        let filled: Vec<String> = parts
            .iter()
            .chain(&whole)
            .chain(&project)
            .map(|column| there(*column))
            .collect();
        let counted: Vec<String> = amounts
            .iter()
            .map(|column| format!("N({})", there(*column)))
            .collect();
        let nothing = format!("AND(LEN({})=0,{}=0)", filled.join("&"), counted.join("+"));
        let unknown = if codes.is_empty() {
            String::new()
        } else {
            format!(
                "IF(ISNA(MATCH({code},{codes},0)),\"请在“{}”加这个科目\",\"\")",
                super::entry_title(Series::Functional)
            )
        };
        let unknown = if unknown.is_empty() {
            "\"\"".to_owned()
        } else {
            unknown
        };
        let hint = format!(
            "IF({nothing},\"\",IF({code}=\"\",\"请选到项\",IF({name}=\"\",\"请填项目名称\",{unknown})))"
        );
        page.put(at, usize::from(spot.verdicts), formula(hint), Style::Left);
        (code, name)
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
