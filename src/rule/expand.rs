//! From formulas to equations: every row, code, project and column that a formula speaks of becomes
//! one statement over facts. A join never loses a row: what stands on one side only is an equation
//! that says so.

use super::RuleSet;
use super::coded;
use super::hands::Hand;
use super::index::{Index, Place};
use super::resolve::{Cells, Columns, Condition, Formula, Kind, Pick, RowFilter, Term};
use crate::amount::Amount;
use crate::budget::{Budget, FactId, Figure, Row};
use crate::classification::Code;
use crate::equation::{Absent, ByCode, Equation, Lack, Side, Word};
use crate::finding::Absence;
use crate::label::fold;
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::collections::HashSet;

/// A term, and the rows that it speaks of.
pub(super) struct Reached<'t> {
    pub(super) term: &'t Term,
    pub(super) places: Cow<'t, [Place]>,
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
        let value = |terms: &Vec<Term>| {
            let side = self.side(&self.reached(terms, &Hand::Nothing), &Hand::Nothing, None);
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
    fn exists(&self, cells: &Cells) -> bool {
        self.places(cells, &Hand::Nothing).iter().any(|place| {
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
    pub(super) fn is_false(&self, condition: &Condition, open: &mut Vec<Absent>) -> bool {
        match condition {
            Condition::Exists(cells) => !self.exists(cells),
            Condition::Absent(cells) => self.exists(cells),
            Condition::Holds(formula) => {
                let [left, right] = [&formula.left, &formula.right].map(|terms| {
                    let nothing = Hand::Nothing;
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
        formula: &Formula,
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
    fn reached<'t>(&'t self, terms: &'t [Term], hand: &'t Hand) -> Vec<Reached<'t>> {
        terms
            .iter()
            .map(|term| self.reached_by(term, hand))
            .collect()
    }

    /// The rows that a term speaks of.
    pub(super) fn reached_by<'t>(&'t self, term: &'t Term, hand: &'t Hand) -> Reached<'t> {
        match &term.kind {
            Kind::Number => Reached {
                term,
                places: Cow::Borrowed(&[]),
                constant: term.coefficient,
            },
            Kind::Count(cells) => {
                let places = self.places(cells, hand);
                let constant = term.coefficient * self.count(&places);
                Reached {
                    term,
                    places,
                    constant,
                }
            }
            Kind::Cells(cells) => Reached {
                term,
                places: self.places(cells, hand),
                constant: Decimal::ZERO,
            },
        }
    }

    /// How many rows these are; rows of one project are one project.
    fn count(&self, places: &[Place]) -> Decimal {
        let mut names: HashSet<String> = HashSet::new();
        let is_new = |place: &&Place| match self.row(**place).project.as_deref().map(fold) {
            Some(name) if !name.is_empty() => names.insert(name),
            _ => true,
        };
        Decimal::from(places.iter().filter(is_new).count())
    }

    /// Whether no figure stands on a side.
    fn says_nothing(&self, side: &[Reached<'_>], column: Option<usize>) -> bool {
        let stands = |id: &FactId| {
            matches!(
                self.budget.fact(*id).figure,
                Figure::Amount { .. } | Figure::Unreadable(_)
            )
        };
        let has_figure = |reached: &Reached<'_>| match &reached.term.kind {
            Kind::Cells(cells) => {
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

    pub(super) fn row(&self, place: Place) -> &'a Row {
        self.index.row(place)
    }

    pub(super) fn row_code(&self, place: Place) -> Option<Code> {
        self.row(place).code.clone()
    }

    /// The rows that cells speak of.
    fn places<'h>(&'h self, cells: &Cells, hand: &'h Hand) -> Cow<'h, [Place]> {
        let of_code = |code: &Code, unit| self.index.of_code(cells.table, cells.block, code, unit);
        let rows: &[Place] = match (&cells.rows, hand) {
            (Pick::Single, _) => return self.index.rows(cells.table, cells.block, RowFilter::All),
            (Pick::All(filter), _) => return self.index.rows(cells.table, cells.block, *filter),
            (Pick::Code(code), _) => return of_code(code, None),
            (Pick::SameCode, Hand::Code(code, unit)) => return of_code(code, unit.as_deref()),
            (Pick::SameCode, Hand::Row(place)) => match &self.row(*place).code {
                Some(code) => return of_code(code, None),
                None => &[],
            },
            (Pick::Line(line), _) => self.index.line(cells.table, cells.block, *line),
            (Pick::Row, Hand::Row(place)) => std::slice::from_ref(place),
            (Pick::Below, Hand::Row(place)) => self.index.below(*place),
            (Pick::SameProject, Hand::Project(rows, _)) => rows
                .get(&(cells.table, cells.block))
                .map_or(&[], Vec::as_slice),
            _ => &[],
        };
        Cow::Borrowed(rows)
    }

    fn side(&self, terms: &[Reached<'_>], hand: &Hand, column: Option<usize>) -> Side {
        let mut side = Side {
            words: Vec::with_capacity(terms.len()),
            ..Side::default()
        };
        for Reached {
            term,
            places,
            constant,
        } in terms
        {
            match &term.kind {
                Kind::Number => {
                    side.constant = side.constant + Amount::new(*constant);
                    side.words
                        .push((Decimal::ONE, Word::Number(term.coefficient)));
                }
                Kind::Count(cells) => {
                    side.counted
                        .extend(places.iter().map(|place| self.row(*place).at.clone()));
                    side.constant = side.constant + Amount::new(*constant);
                    side.words
                        .push((term.coefficient, Word::Count(cells.table, cells.block)));
                }
                Kind::Cells(cells) => {
                    self.add_cells(&mut side, (term.coefficient, places), cells, hand, column)
                }
            }
        }
        side
    }

    fn add_cells(
        &self,
        side: &mut Side,
        (coefficient, places): (Decimal, &[Place]),
        cells: &Cells,
        hand: &Hand,
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
                    side.is_beside_the_point |= !matches!(cells.columns, Columns::Others(_));
                    continue;
                }
                side.absent.push(Absent {
                    what: Absence::Column { table: name() },
                    is_zero: false,
                    lack: Lack::Other,
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
                    lack: Lack::Figure(id),
                });
            }
            side.terms.push((coefficient, id));
        }
        if first < side.terms.len() {
            // blank cells of a long sum are not worth naming
            let blank_too = places.len() == 1 && !matches!(cells.columns, Columns::Others(_));
            side.words
                .push((coefficient, Word::Cells(first..side.terms.len(), blank_too)));
        }
        let column_at_hand = match (&cells.columns, columns) {
            (Columns::One(_) | Columns::Same(_), [column]) if self.tells_codes => Some(*column),
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
                (Pick::Line(line), _) => block.lines[*line].id.clone(),
                (Pick::Code(code), _) | (Pick::SameCode, Hand::Code(code, _)) => code.to_string(),
                (Pick::SameCode, Hand::Row(place)) => self
                    .row_code(*place)
                    .map(|code| code.to_string())
                    .unwrap_or_default(),
                (Pick::SameProject, Hand::Project(_, name)) => format!("项目“{name}”"),
                _ => String::new(),
            };
            let column = match (&cells.columns, columns) {
                (Columns::One(_) | Columns::Same(_), [column]) => {
                    block.columns[*column].id.as_str()
                }
                _ => "",
            };
            let said = format!("{name}[{wanted}].{column}").replace("[]", "");
            side.words.push((coefficient, Word::Text(said)));
            let code = match (&cells.rows, hand) {
                (Pick::Code(code), _) | (Pick::SameCode, Hand::Code(code, _)) => Some(code.clone()),
                (Pick::SameCode, Hand::Row(place)) => self.row_code(*place),
                _ => None,
            };
            side.absent
                .extend(self.missing(cells, &name, &wanted, code));
        }
    }

    /// How the rows of cells were found, where it was by their codes.
    fn coded(&self, cells: &Cells, hand: &Hand) -> Option<coded::Found> {
        match (&cells.rows, hand) {
            (Pick::Code(code), _) => coded::of(
                &self.index,
                self.budget,
                (cells.table, cells.block),
                code,
                None,
            ),
            (Pick::SameCode, Hand::Code(code, unit)) => coded::of(
                &self.index,
                self.budget,
                (cells.table, cells.block),
                code,
                unit.as_deref(),
            ),
            (Pick::Below, Hand::Row(place)) => coded::right_below(&self.index, self.budget, *place),
            _ => None,
        }
    }

    /// What a block that has no rows for cells lacks.
    fn missing(
        &self,
        cells: &Cells,
        name: &str,
        wanted: &str,
        code: Option<Code>,
    ) -> Option<Absent> {
        let Lacking { what, is_zero } = self.lacks(cells)?;
        let (table, row) = (name.to_owned(), wanted.to_owned());
        let absence = match what {
            Missing::Table => Absence::Table { table },
            Missing::OneOfTwo => Absence::TwoVersions { table },
            Missing::Line => Absence::Line { table, line: row },
            Missing::Row => Absence::Row { table, row },
        };
        let lack = match code.filter(|_| what == Missing::Row) {
            Some(code) => Lack::Code(cells.table, cells.block, code),
            None => Lack::Other,
        };
        Some(Absent {
            what: absence,
            is_zero,
            lack,
        })
    }

    /// What a block lacks that has no rows for cells; nothing where none are needed.
    pub(super) fn lacks(&self, cells: &Cells) -> Option<Lacking> {
        let lacking = |what, is_zero| Some(Lacking { what, is_zero });
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
            Pick::Line(_) | Pick::Single if !self.budget.is_filled(table) => None,
            // a line that may be left out, such as a source without money
            Pick::Line(line)
                if !self.budget.layout.tables[cells.table].blocks[cells.block].lines[*line]
                    .required =>
            {
                lacking(Missing::Line, zero)
            }
            Pick::Line(_) | Pick::Single => lacking(Missing::Line, false),
            Pick::Code(_) | Pick::SameCode | Pick::SameProject => lacking(Missing::Row, zero),
            Pick::All(_) | Pick::Row | Pick::Below => None,
        }
    }
}

/// What a block lacks, and whether that counts as nothing.
#[derive(Clone, Copy)]
pub(super) struct Lacking {
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
pub(super) fn cells_of(formula: &Formula) -> impl Iterator<Item = &Cells> {
    formula
        .left
        .iter()
        .chain(&formula.right)
        .filter_map(|term| match &term.kind {
            Kind::Cells(cells) | Kind::Count(cells) => Some(cells),
            Kind::Number => None,
        })
}
