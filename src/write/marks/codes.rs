//! The marks of wrong codes.

use crate::budget::Budget;
use crate::finding::{CodeProblem, Problem};
use crate::layout::Role;
use crate::place::Address;
use crate::reconcile::{Cause, Diagnosis, ProjectName, Report};
use crate::say::{self, Lang};
use crate::write::page::{CellMark, Paint};
use crate::write::place::{OutputCell, OutputCells};
use std::collections::HashSet;

/// A cell of a wrong code.
pub(in crate::write) struct CodeMark {
    pub(in crate::write) place: OutputCell,
    /// The equations that it breaks.
    pub(in crate::write) equations: Vec<usize>,
    pub(super) mark: CellMark,
}

/// A row whose code is wrong: which, and which parts of the code.
pub(super) type WrongCode = ((usize, usize, usize), Vec<bool>);

/// The rows whose codes a diagnosis holds to be wrong: the parts that differ from the right one, or the last part.
pub(super) fn wrong_codes(budget: &Budget, diagnosis: &Diagnosis) -> Vec<WrongCode> {
    let code =
        |row: &(usize, usize, usize)| budget.tables[row.0].blocks[row.1][row.2].code.as_ref();
    match &diagnosis.cause {
        Cause::Code { row, right } => {
            let own = code(row).map(|code| code.parts()).unwrap_or_default();
            let differs = own.into_iter().zip(right.parts());
            vec![(*row, differs.map(|(own, right)| own != right).collect())]
        }
        Cause::CodeTwice { suspects, .. } => {
            let last = |row: &(usize, usize, usize)| {
                let count = code(row).map_or(0, |code| code.parts().len());
                (*row, (1..=count).map(|part| part == count).collect())
            };
            suspects.iter().map(last).collect()
        }
        _ => Vec::new(),
    }
}

/// The marks of wrong codes in the workbook: red where one is certain, amber where several may be.
pub(in crate::write) fn of_codes(
    budget: &Budget,
    places: &OutputCells,
    report: &Report,
) -> Vec<CodeMark> {
    let mut marks = of_unclear_codes(budget, places);
    marks.extend(of_project_names(budget, places, report));
    for diagnosis in &report.diagnoses {
        let wrong = wrong_codes(budget, diagnosis);
        let paint = match wrong.len() {
            1 => Paint::Red,
            _ => Paint::Amber,
        };
        let said = diagnosis.in_words(budget, Lang::Zh);
        let note = format!("{said}。改正后可消除 {} 处不平", diagnosis.equations.len());
        for ((table, block, row), parts) in wrong {
            let Some((page, grid)) = places.grid(table, block) else {
                continue;
            };
            let is_whole = grid.codes.len() == 1;
            let columns = grid.codes.iter().zip(parts);
            let wrong = columns.filter(|(_, is_wrong)| is_whole || *is_wrong);
            marks.extend(wrong.map(|(column, _)| CodeMark {
                place: OutputCell {
                    page,
                    column: *column,
                    row: grid.rows[row],
                },
                equations: diagnosis.equations.clone(),
                mark: CellMark {
                    paint,
                    note: note.clone(),
                },
            }));
        }
    }
    marks
}

/// The marks of projects under a wrong name. No formula tells that a name was mended.
fn of_project_names(budget: &Budget, places: &OutputCells, report: &Report) -> Vec<CodeMark> {
    let mut marks = Vec::new();
    for diagnosis in &report.diagnoses {
        let Cause::ProjectName { suspects } = &diagnosis.cause else {
            continue;
        };
        let paint = match suspects.len() {
            1 => Paint::Red,
            _ => Paint::Amber,
        };
        let lead = diagnosis.lead(budget).zh;
        let mends = diagnosis.mends(budget).into_iter().flatten();
        for (ProjectName { row, .. }, mend) in suspects.iter().zip(mends) {
            let layout = &budget.layout.tables[budget.tables[row.0].layout].blocks[row.1];
            let mut columns = layout.columns.iter();
            let column = columns.position(|column| column.role == Role::Project);
            let place = column.and_then(|column| places.project(*row, column));
            let note = format!("{lead}：{}", mend.change().zh);
            marks.extend(place.map(|place| CodeMark {
                place,
                equations: Vec::new(),
                mark: CellMark { paint, note },
            }));
        }
    }
    marks
}

/// The marks of cells that hold no code: all of those of a row.
fn of_unclear_codes(budget: &Budget, places: &OutputCells) -> Vec<CodeMark> {
    let blank = blank_cells(budget);
    let mut marks = Vec::new();
    for (table, it) in budget.tables.iter().enumerate() {
        for (block, place, row) in it.rows() {
            let unclear = budget.unclear_code((table, block, place));
            let unclear = unclear.map(|problem| say::problem(&problem).zh);
            let is_blank = || row.code_cells.first().is_some_and(|at| blank.contains(at));
            let filled_in = || is_blank().then(|| say::code_filled_in(row.code.as_ref()).zh);
            let (Some(note), Some((page, grid))) =
                (unclear.or_else(filled_in), places.grid(table, block))
            else {
                continue;
            };
            marks.extend(grid.codes.iter().map(|column| CodeMark {
                place: OutputCell {
                    page,
                    column: *column,
                    row: grid.rows[place],
                },
                equations: Vec::new(),
                mark: CellMark {
                    paint: Paint::Red,
                    note: note.clone(),
                },
            }));
        }
    }
    marks
}

/// Cells for codes that were submitted blank, in tables that have none.
fn blank_cells(budget: &Budget) -> HashSet<&Address> {
    let is_blank = |problem: &Problem| matches!(problem, Problem::Code(CodeProblem::Blank { .. }));
    let notices = budget.notices.iter().filter(|it| is_blank(&it.problem));
    notices.flat_map(|it| &it.at).collect()
}
