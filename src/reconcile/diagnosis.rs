//! Which cell is wrong, and what it should be. Every figure stands in several equations, so the tables
//! vote: first for what is wrong as a whole (a table, a code, a line), then cell by cell.

mod arrangement;
mod cells;
mod codes;
mod evidence;
mod forms;
mod left_out;
mod model;
mod parts;
mod projects;
mod ranking;
mod rows;
mod shift;
mod state;
mod unit;
mod unnamed;
mod whole;

use super::Judgement;
use super::slip::Slip;
use crate::amount::{Amount, UnitOfMeasure};
use crate::budget::{Budget, FactId, RowPosition};
use crate::classification::Code;
use crate::equation::Equation;
use crate::rule::RuleSet;
use state::EquationStates;
use std::collections::HashSet;

/// One cause, with the equations that it breaks.
#[derive(Debug, Clone)]
pub struct Diagnosis {
    /// What is wrong.
    pub cause: Cause,
    /// Equations that are broken or undecided by it, by their index in the report, in its order.
    pub equations: Vec<usize>,
}

/// What is wrong.
#[derive(Debug, Clone)]
pub enum Cause {
    /// Some figures. All smallest sets of them that would let everything hold, the best explained first.
    Cells {
        /// The sets.
        sets: Vec<Vec<Suspect>>,
        /// The set that is proposed: the only one, or the only one that a slip explains.
        proposal: Option<usize>,
    },
    /// The code of a row.
    Code {
        /// The row.
        row: RowPosition,
        /// The code that it ought to have.
        right: Code,
    },
    /// A code that stands twice, where nothing tells the right one.
    CodeTwice {
        /// The rows.
        rows: Vec<RowPosition>,
        /// Those among them whose code may be the wrong one.
        suspects: Vec<RowPosition>,
    },
    /// Forms of projects that were not handed in.
    Forms {
        /// The table of the layout that they are.
        table: usize,
        /// The projects without a form, in their order.
        projects: Vec<FormlessProject>,
        /// How many forms there are too few: less than the projects where forms name others.
        missing: usize,
    },
    /// Forms of projects that no other table has.
    FormsTooMany {
        /// The forms, by their tables.
        forms: Vec<usize>,
        /// The table of the layout that lacks their projects.
        without: usize,
    },
    /// The name of a project: the only row, or the rows of which one has the wrong name.
    ProjectName {
        /// The rows, each with the name that it ought to have.
        suspects: Vec<ProjectName>,
    },
    /// A line that a table lacks.
    Line {
        /// The table.
        table: usize,
        /// The block.
        block: usize,
        /// The code of the line, where other tables tell it.
        code: Option<Code>,
        /// The row that adds it up, where there is one.
        parent: Option<usize>,
        /// Its figures by column.
        figures: Vec<(usize, Amount)>,
        /// How many rows below it are left out with it.
        below: usize,
        /// The totals that were made without it.
        totals: Vec<FactId>,
    },
    /// A column in which nothing is filled in, though a total ought to have it.
    EmptyColumn {
        /// The table.
        table: usize,
        /// The block.
        block: usize,
        /// The column.
        column: usize,
        /// What its figures ought to add up to.
        amount: Amount,
        /// The total that lacks it.
        total: FactId,
    },
    /// Tables whose label states another unit of measure than their figures are in.
    Unit {
        /// The tables.
        tables: Vec<usize>,
        /// The unit that their labels state.
        stated: UnitOfMeasure,
        /// The unit in which everything agrees.
        right: UnitOfMeasure,
    },
    /// Two columns that hold each other's figures.
    Columns {
        /// The table.
        table: usize,
        /// The block.
        block: usize,
        /// The columns.
        columns: (usize, usize),
        /// Their cells that are wrong.
        cells: Vec<FactId>,
    },
    /// Rows whose figures stand one row too low or too high.
    Rows {
        /// The table.
        table: usize,
        /// The block.
        block: usize,
        /// The columns whose figures moved.
        columns: Vec<usize>,
        /// The first and the last row that is wrong.
        rows: (usize, usize),
        /// Whether the rows beside them may have moved as well, which no sum tells.
        is_least: bool,
        /// Whether they stand too low.
        is_down: bool,
        /// The cells that are wrong.
        cells: Vec<FactId>,
        /// Those among them whose right figure no cell holds, with what follows from the others.
        lost: Vec<(FactId, Amount)>,
    },
    /// A whole table, against all others.
    Table {
        /// The table.
        table: usize,
        /// The slip that explains all its figures.
        slip: Option<Slip>,
    },
    /// More cells than this would have to change.
    NotLocated {
        /// No set of so many cells helps.
        more_than: usize,
    },
    /// The rules of these equations contradict each other, whatever the figures say.
    Contradiction,
}

/// A row whose project may have a wrong name.
#[derive(Debug, Clone)]
pub struct ProjectName {
    /// The row.
    pub row: RowPosition,
    /// The name that it ought to have.
    pub right: String,
}

/// A project without a form.
#[derive(Debug, Clone)]
pub struct FormlessProject {
    /// Its row in the table of projects.
    pub row: RowPosition,
    /// Its amount there.
    pub amount: Amount,
}

/// A cell of a set.
#[derive(Debug, Clone)]
pub struct Suspect {
    /// The figure.
    pub fact: FactId,
    /// The value that it should have, if just one fits.
    pub proposed: Option<Amount>,
    /// The least value that fits.
    pub low: Option<Amount>,
    /// The largest value that fits.
    pub high: Option<Amount>,
    /// The slip that explains it.
    pub slip: Option<Slip>,
}

/// Which figures a cause holds to be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrongCells {
    /// These.
    Certain(Vec<FactId>),
    /// Some of these.
    Tied(Vec<FactId>),
    /// These, beside a row that is not there.
    Beside(Vec<FactId>),
    /// None: a code or a label is wrong.
    Elsewhere,
    /// It cannot tell.
    Unknown,
}

impl Diagnosis {
    /// The figures that it holds to be wrong.
    pub(crate) fn wrong_cells(&self, budget: &Budget) -> WrongCells {
        match &self.cause {
            Cause::Cells { sets, .. } => {
                let cells = sets.iter().flatten().map(|suspect| suspect.fact).collect();
                match sets.len() {
                    1 => WrongCells::Certain(cells),
                    _ => WrongCells::Tied(cells),
                }
            }
            Cause::Table { table, .. } => {
                let of_table = |id: &FactId| budget.fact(*id).table == *table;
                let all = (0..budget.facts.len()).map(FactId);
                WrongCells::Certain(all.filter(of_table).collect())
            }
            Cause::EmptyColumn { total, .. } => WrongCells::Certain(vec![*total]),
            Cause::Columns { cells, .. } | Cause::Rows { cells, .. } => {
                WrongCells::Certain(cells.clone())
            }
            Cause::Code { .. }
            | Cause::CodeTwice { .. }
            | Cause::ProjectName { .. }
            | Cause::Forms { .. }
            | Cause::FormsTooMany { .. }
            | Cause::Unit { .. } => WrongCells::Elsewhere,
            Cause::Line { totals, .. } if !totals.is_empty() => WrongCells::Beside(totals.clone()),
            Cause::Line { .. } | Cause::NotLocated { .. } | Cause::Contradiction => {
                WrongCells::Unknown
            }
        }
    }

    /// Whether it is a unit of measure, which says all that there is to say of the equations that it breaks.
    pub(crate) fn is_of_unit(&self) -> bool {
        matches!(self.cause, Cause::Unit { .. })
    }

    /// Whether an equation is broken or undecided by it.
    pub fn explains(&self, equation: usize) -> bool {
        self.equations.binary_search(&equation).is_ok()
    }

    /// The set, among those of [`Diagnosis::mends`], that it names: the proposed one, or the only one. None where
    /// several tie and where nothing can be named.
    pub fn named(&self) -> Option<usize> {
        match &self.cause {
            Cause::Cells { proposal, sets } => proposal.or((sets.len() == 1).then_some(0)),
            Cause::CodeTwice { suspects, .. } => (suspects.len() == 1).then_some(0),
            Cause::ProjectName { suspects } => (suspects.len() == 1).then_some(0),
            Cause::Code { .. } | Cause::Line { .. } => Some(0),
            _ if self.is_of_table() => Some(0),
            _ => None,
        }
    }

    /// Whether it speaks of a table or of forms as a whole.
    pub fn is_of_table(&self) -> bool {
        matches!(
            self.cause,
            Cause::EmptyColumn { .. }
                | Cause::Unit { .. }
                | Cause::Columns { .. }
                | Cause::Rows { .. }
                | Cause::Table { .. }
                | Cause::Forms { .. }
                | Cause::FormsTooMany { .. }
        )
    }

    /// Whether other sets tie with the one that is named, which is then a guess.
    pub(crate) fn is_guess(&self) -> bool {
        matches!(&self.cause, Cause::Cells { sets, .. } if sets.len() > 1)
    }
}

/// Finds the causes of what is broken: whole tables first, then codes and lines, then cells. What is told of a cause is
/// put right in thought before the next one is looked for.
pub(super) fn diagnose(
    rules: &RuleSet,
    budget: &Budget,
    equations: &[Equation],
    judgements: &[Judgement],
) -> Vec<Diagnosis> {
    let mut state = EquationStates::new(rules, budget, equations, judgements);
    let mut found = forms::missing(&state);
    state.set_aside(found.iter().flat_map(|it| it.equations.iter().copied()));
    if !state.has_open_questions() {
        return found;
    }
    while let Some((diagnosis, mended)) = unit::wrong(&state)
        .or_else(|| arrangement::exchanged(&state))
        .or_else(|| shift::shifted(&state))
    {
        found.push(diagnosis);
        state = mended;
    }
    let mut skipped: HashSet<usize> = HashSet::new();
    for _ in 0..budget.tables.len() {
        let Some((table, diagnosis)) = whole::table(&state, &state.here(&skipped)) else {
            break;
        };
        let touching = state.touching(table).into_iter();
        skipped.extend(touching.filter_map(|index| state.origin(index)));
        found.push(diagnosis);
    }
    let mut failures = codes::TRIES;
    loop {
        let of_names = projects::wrong_name(&state).or_else(|| codes::wrong_code(&state));
        if let Some((diagnosis, mended)) = of_names {
            found.push(diagnosis);
            state = mended;
            continue;
        }
        // many rows left out together are cheap to tell, and costly to look for one by one
        let left_out = left_out::rows(&state, &mut failures);
        if let Some((diagnoses, mended)) = left_out {
            found.extend(diagnoses);
            state = mended;
            continue;
        }
        let Some((diagnosis, mended)) = rows::missing_row(&state) else {
            break;
        };
        found.push(diagnosis);
        state = mended;
    }
    let tied = projects::tied_names(&state).into_iter();
    for diagnosis in tied.chain(codes::standing_twice(&state)) {
        skipped.extend(&diagnosis.equations);
        found.push(diagnosis);
    }
    let skipped: HashSet<usize> = state.here(&skipped);
    found.extend(cells::wrong(&state, &skipped));
    found
        .iter_mut()
        .for_each(|diagnosis| diagnosis.equations.sort_unstable());
    found.sort_by_key(|it| (!it.is_of_table(), std::cmp::Reverse(it.equations.len())));
    found
}
