//! From formulas to equations: every row, code, project and column that a formula speaks of becomes
//! one statement over facts. A join never loses a row: what stands on one side only is an equation
//! that says so.

use super::RuleSet;
use super::coded;
use super::hands::Binding;
use super::index::{Index, RowPosition};
use super::resolve::{
    OperandKind, ResolvedCells, ResolvedColumns, ResolvedCondition, ResolvedFormula,
    ResolvedOperand, RowFilter, RowPick, Terms,
};
use crate::amount::Amount;
use crate::budget::{Budget, FactId, Figure, Row};
use crate::classification::Code;
use crate::equation::{Absent, ByCode, Equation, EquationSide, MissingFigure, TermText};
use crate::finding::Absence;
use crate::label::fold;
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::collections::HashSet;

/// A term, and the rows that it speaks of.
pub(super) struct ResolvedTerm<'t> {
    pub(super) term: &'t ResolvedOperand,
    pub(super) places: Cow<'t, [RowPosition]>,
    /// What it is whatever the figures: a number, or a count of rows.
    pub(super) constant: Decimal,
}

/// Expands formulas against a budget.
pub(crate) struct Expander<'a> {
    pub(super) budget: &'a Budget,
    pub(super) index: Index<'a>,
    /// Whether sides tell which of their figures were found by codes.
    tells_codes: bool,
}

impl<'a> Expander<'a> {
    pub(crate) fn new(budget: &'a Budget) -> Self {
        Self {
            budget,
            index: Index::new(budget),
            tells_codes: false,
        }
    }

    /// The same; its equations also tell which figures were found by the codes of their rows.
    pub(crate) fn telling_codes(self) -> Self {
        Self {
            tells_codes: true,
            ..self
        }
    }

    /// The figures that a line about a department shows, by their names; none where the tables do not tell.
    pub(crate) fn summary(&self, rules: &RuleSet) -> Vec<(String, Option<Amount>)> {
        let value = |terms: &Vec<ResolvedOperand>| {
            let side = self.side(
                &self.reached(terms, &Binding::Nothing),
                &Binding::Nothing,
                None,
            );
            let is_known = side
                .terms
                .iter()
                .any(|(_, id)| self.budget.published(*id).is_some());
            (is_known && side.absent.iter().all(|absent| absent.is_zero))
                .then(|| side.value(self.budget))
        };
        rules
            .summary
            .iter()
            .map(|(name, terms)| (name.clone(), value(terms)))
            .collect()
    }

    /// A sum of cells over the budget.
    pub(crate) fn side_of(&self, terms: &Terms) -> EquationSide {
        let nothing = Binding::Nothing;
        self.side(&self.reached(&terms.0, &nothing), &nothing, None)
    }

    /// Every equation that the rules give, in the order of the rules. What has no figure on either side is left out.
    pub(crate) fn equations(&self, rules: &RuleSet) -> Vec<Equation> {
        let mut equations = Vec::new();
        for (index, rule) in rules.rules.iter().enumerate() {
            let mut when = Vec::new();
            if rule
                .when
                .iter()
                .any(|condition| self.is_false(condition, &mut when))
            {
                continue;
            }
            for formula in &rule.formulas {
                self.expand(index, formula, &when, &mut equations);
            }
        }
        equations
    }

    /// Whether a row is there: with a label of its own, or with a figure.
    fn exists(&self, cells: &ResolvedCells) -> bool {
        self.places(cells, &Binding::Nothing).iter().any(|place| {
            let row = self.row(*place);
            !row.label.is_empty()
                || row
                    .facts
                    .iter()
                    .flatten()
                    .any(|id| self.budget.published(*id).is_some())
        })
    }

    /// Whether a condition is surely not met; what keeps it from being known goes into `open`.
    pub(super) fn is_false(&self, condition: &ResolvedCondition, open: &mut Vec<Absent>) -> bool {
        match condition {
            ResolvedCondition::Exists(cells) => !self.exists(cells),
            ResolvedCondition::Absent(cells) => self.exists(cells),
            ResolvedCondition::Holds(formula) => {
                let [left, right] = [&formula.left, &formula.right].map(|terms| {
                    let nothing = Binding::Nothing;
                    self.side(&self.reached(terms, &nothing), &nothing, None)
                });
                open.extend(
                    left.absent
                        .iter()
                        .chain(&right.absent)
                        .filter(|absent| !absent.is_zero)
                        .cloned(),
                );
                open.is_empty()
                    && !formula
                        .relation
                        .holds(left.value(self.budget), right.value(self.budget))
            }
        }
    }

    fn expand(
        &self,
        index: usize,
        formula: &ResolvedFormula,
        when: &[Absent],
        equations: &mut Vec<Equation>,
    ) {
        let columns = formula.at_hand();
        let mut named = cells_of(formula).map(|cells| cells.table);
        let first_named = named.next();
        let names_several = named.any(|table| Some(table) != first_named);
        for hand in self.hands(formula) {
            let [left_terms, right_terms] =
                [&formula.left, &formula.right].map(|terms| self.reached(terms, &hand));
            for column in &columns {
                // most rows of most columns are blank
                if self.says_nothing(&left_terms, *column)
                    && self.says_nothing(&right_terms, *column)
                {
                    continue;
                }
                let mut left = self.side(&left_terms, &hand, *column);
                let right = self.side(&right_terms, &hand, *column);
                if left.is_beside_the_point || right.is_beside_the_point {
                    continue;
                }
                left.absent.extend(when.iter().cloned());
                let mut tables = left
                    .terms
                    .iter()
                    .chain(&right.terms)
                    .map(|(_, id)| self.budget.fact(*id).table);
                let first = tables.next();
                let is_across = names_several || tables.any(|table| Some(table) != first);
                equations.push(Equation {
                    rule: index,
                    left,
                    relation: formula.relation,
                    right,
                    across: is_across,
                });
            }
        }
    }

    /// The rows that each term speaks of.
    fn reached<'t>(
        &'t self,
        terms: &'t [ResolvedOperand],
        hand: &'t Binding,
    ) -> Vec<ResolvedTerm<'t>> {
        terms
            .iter()
            .map(|term| self.reached_by(term, hand))
            .collect()
    }

    /// The rows that a term speaks of.
    pub(super) fn reached_by<'t>(
        &'t self,
        term: &'t ResolvedOperand,
        hand: &'t Binding,
    ) -> ResolvedTerm<'t> {
        match &term.kind {
            OperandKind::Number => ResolvedTerm {
                term,
                places: Cow::Borrowed(&[]),
                constant: term.coefficient,
            },
            OperandKind::Count(cells) => {
                let places = self.places(cells, hand);
                let constant = term.coefficient * self.count(&places);
                ResolvedTerm {
                    term,
                    places,
                    constant,
                }
            }
            OperandKind::Cells(cells) => ResolvedTerm {
                term,
                places: self.places(cells, hand),
                constant: Decimal::ZERO,
            },
        }
    }

    /// How many rows these are; rows of one project are one project.
    fn count(&self, places: &[RowPosition]) -> Decimal {
        let mut names: HashSet<String> = HashSet::new();
        let is_new = |place: &&RowPosition| match self.row(**place).project.as_deref().map(fold) {
            Some(name) if !name.is_empty() => names.insert(name),
            _ => true,
        };
        Decimal::from(places.iter().filter(is_new).count())
    }

    /// Whether no figure stands on a side.
    fn says_nothing(&self, side: &[ResolvedTerm<'_>], column: Option<usize>) -> bool {
        let stands = |id: &FactId| {
            matches!(
                self.budget.fact(*id).figure,
                Figure::Amount { .. } | Figure::Unreadable(_)
            )
        };
        let has_figure = |reached: &ResolvedTerm<'_>| match &reached.term.kind {
            OperandKind::Cells(cells) => {
                let columns = cells.columns(column);
                let mut rows = reached.places.iter().map(|place| &self.row(*place).facts);
                rows.any(|facts| {
                    columns
                        .iter()
                        .filter_map(|column| facts[*column].as_ref())
                        .any(stands)
                })
            }
            _ => false,
        };
        !side.iter().any(has_figure)
            && side
                .iter()
                .map(|reached| reached.constant)
                .sum::<Decimal>()
                .is_zero()
    }

    pub(super) fn row(&self, place: RowPosition) -> &'a Row {
        self.index.row(place)
    }

    pub(super) fn row_code(&self, place: RowPosition) -> Option<Code> {
        self.row(place).code.clone()
    }

    /// The rows that cells speak of.
    fn places<'h>(&'h self, cells: &ResolvedCells, hand: &'h Binding) -> Cow<'h, [RowPosition]> {
        let of_code = |code: &Code, unit| self.index.of_code(cells.table, cells.block, code, unit);
        let rows: &[RowPosition] = match (&cells.rows, hand) {
            (RowPick::Single, _) => {
                return self.index.rows(cells.table, cells.block, RowFilter::All);
            }
            (RowPick::All(filter), _) => return self.index.rows(cells.table, cells.block, *filter),
            (RowPick::Code(code), _) => return of_code(code, None),
            (RowPick::SameCode, Binding::Code(code, unit)) => {
                return of_code(code, unit.as_deref());
            }
            (RowPick::SameCode, Binding::Row(place)) => match &self.row(*place).code {
                Some(code) => return of_code(code, None),
                None => &[],
            },
            (RowPick::Line(line), _) => self.index.line(cells.table, cells.block, *line),
            (RowPick::Row, Binding::Row(place)) => std::slice::from_ref(place),
            (RowPick::Below, Binding::Row(place)) => self.index.below(*place),
            (RowPick::SameProject, Binding::Project(rows, _)) => rows
                .get(&(cells.table, cells.block))
                .map_or(&[], Vec::as_slice),
            _ => &[],
        };
        Cow::Borrowed(rows)
    }

    fn side(
        &self,
        terms: &[ResolvedTerm<'_>],
        hand: &Binding,
        column: Option<usize>,
    ) -> EquationSide {
        let mut side = EquationSide {
            words: Vec::with_capacity(terms.len()),
            ..EquationSide::default()
        };
        for ResolvedTerm {
            term,
            places,
            constant,
        } in terms
        {
            match &term.kind {
                OperandKind::Number => {
                    side.constant = side.constant + Amount::new(*constant);
                    side.words
                        .push((Decimal::ONE, TermText::Number(term.coefficient)));
                }
                OperandKind::Count(cells) => {
                    side.counted
                        .extend(places.iter().map(|place| self.row(*place).at.clone()));
                    side.constant = side.constant + Amount::new(*constant);
                    side.words
                        .push((term.coefficient, TermText::Count(cells.table, cells.block)));
                }
                OperandKind::Cells(cells) => {
                    self.add_cells(&mut side, (term.coefficient, places), cells, hand, column)
                }
            }
        }
        side
    }

    fn add_cells(
        &self,
        side: &mut EquationSide,
        (coefficient, places): (Decimal, &[RowPosition]),
        cells: &ResolvedCells,
        hand: &Binding,
        column: Option<usize>,
    ) {
        let layout = &self.budget.layout.tables[cells.table];
        let block = &layout.blocks[cells.block];
        let name = || layout.block_name(cells.block);
        let first = side.terms.len();
        let columns = cells.columns(column);
        let facts = places
            .iter()
            .flat_map(|place| columns.iter().map(|column| (*column, *place)));
        side.terms.reserve(places.len() * columns.len());
        for (index, place) in facts {
            let Some(id) = self.row(place).facts[index] else {
                if block.columns[index].optional {
                    side.is_beside_the_point |=
                        !matches!(cells.columns, ResolvedColumns::Others(_));
                    continue;
                }
                side.absent.push(Absent {
                    what: Absence::Column { table: name() },
                    is_zero: false,
                    lack: MissingFigure::Other,
                });
                continue;
            };
            let zero = &self.budget.layout.zero;
            let counts = match &self.budget.fact(id).figure {
                Figure::Amount { .. } => true,
                Figure::Blank => zero.blank,
                Figure::Dash(_) => zero.dash,
                Figure::Nothing(_) => zero.nothing,
                Figure::Unreadable(_) => false,
            };
            if !counts {
                side.absent.push(Absent {
                    what: Absence::Figure {
                        table: name(),
                        cell: self.budget.fact(id).at.clone(),
                    },
                    is_zero: false,
                    lack: MissingFigure::Figure(id),
                });
            }
            side.terms.push((coefficient, id));
        }
        if first < side.terms.len() {
            // blank cells of a long sum are not worth naming
            let blank_too =
                places.len() == 1 && !matches!(cells.columns, ResolvedColumns::Others(_));
            side.words.push((
                coefficient,
                TermText::Cells(first..side.terms.len(), blank_too),
            ));
        }
        let column_at_hand = match (&cells.columns, columns) {
            (ResolvedColumns::One(_) | ResolvedColumns::Same(_), [column]) if self.tells_codes => {
                Some(*column)
            }
            _ => None,
        };
        if let Some(column) = column_at_hand
            && let Some((table, rows, among)) = self.coded(cells, hand)
        {
            let terms = first..side.terms.len();
            side.by_code.push(ByCode {
                coefficient,
                table,
                block: cells.block,
                column,
                rows,
                among,
                terms,
            });
        }
        if places.is_empty() {
            let name = name();
            let wanted = match (&cells.rows, hand) {
                (RowPick::Line(line), _) => block.lines[*line].id.clone(),
                (RowPick::Code(code), _) | (RowPick::SameCode, Binding::Code(code, _)) => {
                    code.to_string()
                }
                (RowPick::SameCode, Binding::Row(place)) => self
                    .row_code(*place)
                    .map(|code| code.to_string())
                    .unwrap_or_default(),
                (RowPick::SameProject, Binding::Project(_, name)) => format!("项目“{name}”"),
                _ => String::new(),
            };
            let column = match (&cells.columns, columns) {
                (ResolvedColumns::One(_) | ResolvedColumns::Same(_), [column]) => {
                    block.columns[*column].id.as_str()
                }
                _ => "",
            };
            let said = format!("{name}[{wanted}].{column}").replace("[]", "");
            side.words.push((coefficient, TermText::Text(said)));
            let code = match (&cells.rows, hand) {
                (RowPick::Code(code), _) | (RowPick::SameCode, Binding::Code(code, _)) => {
                    Some(code.clone())
                }
                (RowPick::SameCode, Binding::Row(place)) => self.row_code(*place),
                _ => None,
            };
            side.absent
                .extend(self.missing(cells, &name, &wanted, code));
        }
    }

    /// How the rows of cells were found, where it was by their codes.
    fn coded(&self, cells: &ResolvedCells, hand: &Binding) -> Option<coded::CodedLookup> {
        match (&cells.rows, hand) {
            (RowPick::Code(code), _) => coded::of(
                &self.index,
                self.budget,
                (cells.table, cells.block),
                code,
                None,
            ),
            (RowPick::SameCode, Binding::Code(code, unit)) => coded::of(
                &self.index,
                self.budget,
                (cells.table, cells.block),
                code,
                unit.as_deref(),
            ),
            (RowPick::Below, Binding::Row(place)) => {
                coded::right_below(&self.index, self.budget, *place)
            }
            _ => None,
        }
    }

    /// What a block that has no rows for cells lacks.
    fn missing(
        &self,
        cells: &ResolvedCells,
        name: &str,
        wanted: &str,
        code: Option<Code>,
    ) -> Option<Absent> {
        let MissingPart { what, is_zero } = self.lacks(cells)?;
        let (table, row) = (name.to_owned(), wanted.to_owned());
        let absence = match what {
            Missing::Table => Absence::Table { table },
            Missing::OneOfTwo => Absence::TwoVersions { table },
            Missing::Line => Absence::Line { table, line: row },
            Missing::Row => Absence::Row { table, row },
        };
        let lack = match code.filter(|_| what == Missing::Row) {
            Some(code) => MissingFigure::Code(cells.table, cells.block, code),
            None => MissingFigure::Other,
        };
        Some(Absent {
            what: absence,
            is_zero,
            lack,
        })
    }

    /// What a block lacks that has no rows for cells; nothing where none are needed.
    pub(super) fn lacks(&self, cells: &ResolvedCells) -> Option<MissingPart> {
        let lacking = |what, is_zero| Some(MissingPart { what, is_zero });
        let mut tables = self.budget.tables_of(cells.table);
        let (first, others) = (tables.next(), tables.next().is_some());
        let Some((_, table)) = first else {
            return lacking(Missing::Table, false);
        };
        if others && self.index.is_ambiguous(cells.table) {
            return lacking(Missing::OneOfTwo, false);
        }
        let zero = self.budget.layout.zero.missing_row;
        match &cells.rows {
            // an empty table has nothing in any row
            RowPick::Line(_) | RowPick::Single if !self.budget.is_filled(table) => None,
            // a line that may be left out, such as a source without money
            RowPick::Line(line)
                if !self.budget.layout.tables[cells.table].blocks[cells.block].lines[*line]
                    .required =>
            {
                lacking(Missing::Line, zero)
            }
            RowPick::Line(_) | RowPick::Single => lacking(Missing::Line, false),
            RowPick::Code(_) | RowPick::SameCode | RowPick::SameProject => {
                lacking(Missing::Row, zero)
            }
            RowPick::All(_) | RowPick::Row | RowPick::Below => None,
        }
    }
}

/// What a block lacks, and whether that counts as nothing.
#[derive(Clone, Copy)]
pub(super) struct MissingPart {
    what: Missing,
    pub(super) is_zero: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    Table,
    /// Two versions of the table lie side by side.
    OneOfTwo,
    /// A line of the layout.
    Line,
    /// The row of a code or of a project.
    Row,
}

/// The cells of a formula, from left to right.
pub(super) fn cells_of(formula: &ResolvedFormula) -> impl Iterator<Item = &ResolvedCells> {
    formula
        .left
        .iter()
        .chain(&formula.right)
        .filter_map(|term| match &term.kind {
            OperandKind::Cells(cells) | OperandKind::Count(cells) => Some(cells),
            OperandKind::Number => None,
        })
}
