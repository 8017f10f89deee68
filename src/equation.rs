//! Equations over facts. Whatever a rule was about, this is all that later stages see: signed facts
//! on both sides, a relation, and what could not be found.

use crate::amount::Amount;
use crate::budget::{Budget, FactId};
use crate::classification::Code;
use crate::finding::Absence;
use crate::place::Address;
use crate::relation::Relation;
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::ops::Range;

/// One statement about the figures of a budget.
#[derive(Debug, Clone)]
pub struct Equation {
    /// The rule, by its index in the rule set.
    pub rule: usize,
    pub(crate) left: EquationSide,
    pub(crate) relation: Relation,
    pub(crate) right: EquationSide,
    /// Whether it speaks of more than one table.
    pub across: bool,
}

/// One side of an equation.
#[derive(Debug, Clone, Default)]
pub(crate) struct EquationSide {
    /// The figures, each with its factor.
    pub(crate) terms: Vec<(Decimal, FactId)>,
    /// What is added to them: numbers, counts and last year's figures.
    pub(crate) constant: Amount,
    /// Last year's figures, which its constant holds: each with its factor, its value and half a unit of its last place.
    pub(crate) earlier: Vec<(Decimal, Decimal, Decimal)>,
    /// Those of the figures that were found by the codes of their rows; told only where something is in doubt.
    pub(crate) by_code: Vec<ByCode>,
    /// The rows that were counted, by their cells.
    pub(crate) counted: Vec<Address>,
    /// What was not found.
    pub(crate) absent: Vec<Absent>,
    /// Whether it speaks of a column that this form of the table does not have.
    pub(crate) is_beside_the_point: bool,
    /// What it says, term by term; see [`EquationSide::text`].
    pub(crate) words: Vec<(Decimal, TermText)>,
}

/// Figures of one column that were found by the codes of their rows. Were a code another, they would be others.
#[derive(Debug, Clone)]
pub(crate) struct ByCode {
    /// Their factor.
    pub(crate) coefficient: Decimal,
    /// The table of the budget.
    pub(crate) table: usize,
    /// The block of the table.
    pub(crate) block: usize,
    /// The column of the block.
    pub(crate) column: usize,
    /// Which rows they stand in.
    pub(crate) rows: CodedRows,
    /// The rows among which these are.
    pub(crate) among: RowScope,
    /// Which of the terms of the side they are; none where no row has such a code.
    pub(crate) terms: Range<usize>,
}

/// Rows by their codes.
#[derive(Debug, Clone)]
pub(crate) enum CodedRows {
    /// Those of a code.
    Of(Code),
    /// All below a code, in a table that prints codes of one deeper level alone.
    Below(Code),
    /// Those right below a row with a code, no other row between; where it has none, those below no row.
    RightBelow {
        /// The row.
        row: usize,
        /// Its code.
        code: Option<Code>,
    },
}

/// A part of the rows of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowScope {
    /// All of them.
    Block,
    /// Those of the budget unit in a row, or those of none.
    Unit(Option<usize>),
}

/// Some terms in words.
#[derive(Debug, Clone)]
pub(crate) enum TermText {
    /// Figures, by row and column: which of the terms of the side, and whether blank ones are named too.
    Cells(Range<usize>, bool),
    /// A number.
    Number(Decimal),
    /// How many rows a block has, by table of the layout and block.
    Count(usize, usize),
    /// Anything else.
    Text(String),
}

/// More terms than this are not all written out.
const WRITTEN_OUT: usize = 4;

/// Something that an equation needs and the budget lacks.
#[derive(Debug, Clone)]
pub(crate) struct Absent {
    /// What it is.
    pub(crate) what: Absence,
    /// Whether it counts as nothing; otherwise the equation cannot be decided.
    pub(crate) is_zero: bool,
    /// What of the budget is lacking, where it has a place.
    pub(crate) lack: MissingFigure,
}

/// What an equation lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MissingFigure {
    /// A figure that cannot be read; it stands among the terms.
    Figure(FactId),
    /// The row of a code, in a table and block of the layout.
    Code(usize, usize, Code),
    /// The row of a project, in a table and block of the layout.
    Project(usize, usize),
    /// Anything else.
    Other,
}

/// A term as messages show it.
enum TermLabel<'a> {
    Cell(FactId),
    Text(Cow<'a, str>),
}

impl EquationSide {
    /// The side in words: `表五 2080101 行政运行 小计`; long sums are shortened.
    pub(crate) fn text(&self, budget: &Budget) -> String {
        let said = self.said(budget);
        let count = said.len();
        let shown: Vec<&(Decimal, TermLabel<'_>)> = match said.as_slice() {
            [first, .., last] if count > WRITTEN_OUT => vec![first, last],
            said => said.iter().collect(),
        };
        let mut text = String::new();
        for (i, (coefficient, said)) in shown.iter().enumerate() {
            if count > WRITTEN_OUT && i == 1 {
                text.push_str(" + …");
            }
            let sign = if coefficient.is_sign_negative() {
                "-"
            } else {
                "+"
            };
            if i > 0 || sign == "-" {
                text.push_str(if i > 0 { " " } else { "" });
                text.push_str(sign);
                text.push(' ');
            }
            let size = coefficient.abs();
            if size != Decimal::ONE {
                text.push_str(&format!("{size} × "));
            }
            match said {
                TermLabel::Cell(id) => text.push_str(&cell_name(budget, *id)),
                TermLabel::Text(said) => text.push_str(said),
            }
        }
        if count > WRITTEN_OUT {
            text.push_str(&format!("（共 {count} 个）"));
        }
        text
    }

    /// Term by term, each with its factor.
    fn said(&self, budget: &Budget) -> Vec<(Decimal, TermLabel<'_>)> {
        let mut said = Vec::new();
        for (coefficient, word) in &self.words {
            let text = match word {
                TermText::Cells(terms, blank_too) => {
                    let named = |(_, id): &&(Decimal, FactId)| {
                        *blank_too || budget.published(*id).is_some()
                    };
                    let own = self.terms[terms.clone()].iter().filter(named);
                    said.extend(own.map(|(factor, id)| (*factor, TermLabel::Cell(*id))));
                    continue;
                }
                TermText::Number(number) => number.to_string().into(),
                TermText::Count(table, block) => {
                    let table = &budget.layout.tables[*table];
                    let (name, counted) = (table.spoken_name(*block), table.counted(*block));
                    format!("{name}的{counted}").into()
                }
                TermText::Text(text) => Cow::Borrowed(text.as_str()),
            };
            said.push((*coefficient, TermLabel::Text(text)));
        }
        said
    }

    /// Its value over the published figures of a budget; what has none counts as nothing.
    pub(crate) fn value(&self, budget: &Budget) -> Amount {
        self.value_with(|id| budget.published(id).map_or(Decimal::ZERO, Amount::value))
    }

    /// Its value if the figures were others.
    pub(crate) fn value_with(&self, figure: impl Fn(FactId) -> Decimal) -> Amount {
        let sum: Decimal = self
            .terms
            .iter()
            .map(|(factor, id)| factor * figure(*id))
            .sum();
        self.constant + Amount::new(sum)
    }
}

impl Equation {
    /// Every fact of it, the left side first, with whether it stands on the left.
    pub fn facts(&self) -> impl Iterator<Item = (bool, FactId)> + '_ {
        let left = self.left.terms.iter().map(|(_, fact)| (true, *fact));
        left.chain(self.right.terms.iter().map(|(_, fact)| (false, *fact)))
    }

    /// The sides, the left one first.
    pub(crate) fn sides(&self) -> [&EquationSide; 2] {
        [&self.left, &self.right]
    }
}

/// A cell in words: `表五 2080101 行政运行 小计`.
pub(crate) fn cell_name(budget: &Budget, id: FactId) -> String {
    let fact = budget.fact(id);
    let table = &budget.tables[fact.table];
    let layout = &budget.layout.tables[table.layout];
    let name = match &table.number {
        Some(_) => budget.table_name(fact.table),
        None => layout.spoken_name(fact.block),
    };
    let row = budget.row_name(fact.table, fact.block, fact.row);
    let column = budget.column_name(fact.table, fact.block, fact.column);
    let unit = table.unit.map(|unit| budget.units[unit].name.as_str());
    in_words([unit.unwrap_or_default(), &name, &row, column])
}

/// The parts of a cell's name that there are.
pub(crate) fn in_words<const N: usize>(parts: [&str; N]) -> String {
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}
