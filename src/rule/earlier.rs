//! Last year's figures in formulas: `上年.表三[总计].合计`. A row of this year has them from the join of both years, or
//! from columns beside its own figures. Rows that are summed, or that this year lacks, are looked up in last year's
//! tables, by the names of their layout.

mod words;

use super::expand::Expander;
use super::resolve::{
    EarlierCells, ResolvedCells, ResolvedColumns, ResolvedCondition, ResolvedFormula, RowFilter,
    RowPick,
};
use super::walk::Position;
use super::{Rule, RuleSet};
use crate::amount::UnitOfMeasure;
use crate::budget::{Budget, FactId, Figure, LastYearFigure, Row, RowPosition};
use crate::classification::{Code, Level};
use crate::equation::{Absent, MissingFigure};
use crate::finding::Absence;
use crate::layout::{Layout, Role};
use crate::place::Address;
use rust_decimal::Decimal;
use std::collections::HashSet;

/// One of last year's figures, in the unit of this year's layout.
pub(super) struct EarlierFigure {
    pub(super) value: Decimal,
    /// Half a unit of its last place.
    pub(super) half: Decimal,
    at: Address,
}

/// What an operand about last year comes to.
#[derive(Default)]
pub(super) struct EarlierFigures {
    pub(super) figures: Vec<EarlierFigure>,
    /// How many rows there were, for count().
    counted: Decimal,
    /// What was not found and is not nothing.
    pub(super) absent: Option<Absent>,
}

impl EarlierFigures {
    pub(super) fn value(&self) -> Decimal {
        self.counted + self.figures.iter().map(|it| it.value).sum::<Decimal>()
    }

    /// Whether no figure stands in it.
    pub(super) fn is_nothing(&self) -> bool {
        let is_zero = |it: &EarlierFigure| it.value.is_zero();
        self.counted.is_zero() && self.absent.is_none() && self.figures.iter().all(is_zero)
    }
}

impl Rule {
    /// What its formulas and conditions say about last year.
    fn earlier(&self) -> impl Iterator<Item = &EarlierCells> {
        let conditions = self.when.iter().filter_map(|condition| match condition {
            ResolvedCondition::Holds(formula) => Some(formula),
            _ => None,
        });
        let formulas = self.formulas.iter().chain(conditions);
        formulas.flat_map(|formula| formula.earlier())
    }

    /// Whether a formula or condition of it speaks of last year.
    pub(crate) fn is_about_last_year(&self) -> bool {
        self.earlier().next().is_some()
    }
}

/// The rules that speak of last year, of which nothing is at hand: they are not checked.
pub(crate) fn without_last_year(rules: &RuleSet, budget: &Budget) -> Vec<usize> {
    let rules = rules.rules.iter().enumerate();
    let unknown = rules.filter(|(_, rule)| !rule.is_left_out && !is_answerable(budget, rule));
    unknown.map(|(index, _)| index).collect()
}

/// Whether all that a rule says about last year can be looked up. A column of last year's figures that it names is
/// compared with last year's workbook, not with itself.
fn is_answerable(budget: &Budget, rule: &Rule) -> bool {
    let is_last = |cells: &ResolvedCells| {
        let block = &budget.layout.tables[cells.table].blocks[cells.block];
        matches!(cells.columns, ResolvedColumns::One(at) if block.columns[at].role == Role::LastYear)
    };
    let mut cells = rule.formulas.iter().flat_map(|formula| formula.cells());
    let needs_workbook = rule.is_about_last_year() && cells.any(is_last);
    (!needs_workbook || budget.last_year.is_some())
        && rule.earlier().all(|cells| is_known(budget, cells))
}

/// Whether last year's figures of some cells are at hand: its workbook, or a column beside this year's.
fn is_known(budget: &Budget, earlier: &EarlierCells) -> bool {
    if budget.scope.is_some() {
        return false;
    }
    if budget.last_year.is_some() && !earlier.is_executed {
        return true;
    }
    let cells = &earlier.cells;
    let is_of_kind = |it: &LastYearFigure| it.is_executed == earlier.is_executed;
    let mut tables = budget.tables_of(cells.table);
    let has = |block: &Vec<Row>| {
        let mut rows = block.iter();
        rows.any(|row| row.last_year.iter().any(is_of_kind))
    };
    !earlier.is_count && tables.any(|(_, table)| table.blocks.get(cells.block).is_some_and(has))
}

impl Expander<'_> {
    /// Whether all that a rule says about last year can be looked up.
    pub(super) fn is_answerable(&self, rule: &Rule) -> bool {
        is_answerable(self.budget, rule)
    }

    /// Codes of last year's rows that a formula joins and this year's lack; what was moved has its row this year.
    pub(super) fn codes_of_last(
        &self,
        formula: &ResolvedFormula,
        level: Option<Level>,
        seen: &mut HashSet<Code>,
    ) -> Vec<Code> {
        let mut codes = Vec::new();
        for cells in formula.earlier().map(|it| &it.cells) {
            let of_codes = cells.rows == RowPick::SameCode && self.budget.scope.is_none();
            let last = self.last.as_ref().filter(|_| of_codes);
            let own = last.and_then(|last| {
                let own = translated(cells, &self.budget.layout, &last.budget.layout)?;
                Some((last, own))
            });
            let Some((last, own)) = own else { continue };
            let filter = RowFilter::Level(level);
            let rows = last.index.rows(own.table, own.block, filter);
            let gone = rows.iter().filter_map(|place| last.row_code(*place));
            let is_gone = |code: &Code| self.is_gone(cells.table, code);
            codes.extend(gone.filter(|code| is_gone(code) && seen.insert(code.clone())));
        }
        codes
    }

    /// Whether last year's row of a code has none this year.
    fn is_gone(&self, table: usize, code: &Code) -> bool {
        let gone = self.budget.last_year.iter().flat_map(|last| &last.gone);
        let mut gone = gone.filter(|row| row.table == table);
        gone.any(|row| row.name.split(' ').next() == Some(code.as_str()))
    }

    /// What an operand about last year comes to at a position.
    pub(super) fn earlier_figures(
        &self,
        earlier: &EarlierCells,
        at: Position<'_>,
    ) -> EarlierFigures {
        let cells = &earlier.cells;
        let mut found = EarlierFigures::default();
        let is_whole = matches!(cells.rows, RowPick::All(_));
        let is_in_last = !earlier.is_executed && self.budget.last_year.is_some();
        if !(is_in_last && (is_whole || earlier.is_count)) {
            let rows = self.places(cells, at.binding);
            for row in rows.iter() {
                self.add_joined(&mut found, earlier, *row, at);
            }
            if !rows.is_empty() {
                return found;
            }
        }
        if is_in_last {
            self.add_looked_up(&mut found, earlier, at);
        }
        found
    }

    /// Last year's figures of a row of this year.
    fn add_joined(
        &self,
        found: &mut EarlierFigures,
        earlier: &EarlierCells,
        place: RowPosition,
        at: Position<'_>,
    ) {
        let row = self.row(place);
        let unit = self.budget.layout.unit_of_measure;
        for column in earlier.cells.columns(at.column) {
            let is_it = |it: &&LastYearFigure| {
                it.column == *column && it.is_executed == earlier.is_executed
            };
            // the workbook's figure stands behind that of a column
            let Some(own) = row.last_year.iter().rfind(is_it) else {
                if self.budget.last_year.is_some() && !earlier.is_executed {
                    let what = self.lacks_of_last(&earlier.cells, &self.place_name(place));
                    found.absent.get_or_insert(absent(what));
                }
                continue;
            };
            let half = row.facts[*column].map_or(Decimal::ZERO, |id| self.half(id));
            self.add_figure(found, &own.figure, (unit, half, &own.at), &earlier.cells);
        }
    }

    /// Figures of last year's own tables.
    fn add_looked_up(&self, found: &mut EarlierFigures, earlier: &EarlierCells, at: Position<'_>) {
        let Some(last) = &self.last else { return };
        let cells = &earlier.cells;
        let wanted = self.row_wanted(cells, at.binding);
        let Some(own) = translated(cells, &self.budget.layout, &last.budget.layout) else {
            found.absent = Some(absent(self.lacks_of_last(cells, &wanted)));
            return;
        };
        let rows = last.places(&own, at.binding);
        if rows.is_empty() {
            // what counts as nothing this year counts as nothing last year
            let lacks = last.lacks(&own).is_some_and(|part| !part.is_zero);
            found.absent = lacks.then(|| absent(self.lacks_of_last(cells, &wanted)));
            return;
        }
        if earlier.is_count {
            found.counted = last.count(&rows);
            return;
        }
        let unit = last.budget.layout.unit_of_measure;
        for row in rows.iter() {
            let facts = &last.row(*row).facts;
            let columns = own.columns(at.column).iter();
            for id in columns.filter_map(|column| facts[*column]) {
                let fact = last.budget.fact(id);
                let half = last.half(id);
                self.add_figure(found, &fact.figure, (unit, half, &fact.at), cells);
            }
        }
    }

    fn add_figure(
        &self,
        found: &mut EarlierFigures,
        figure: &Figure,
        (unit, half, at): (UnitOfMeasure, Decimal, &Address),
        cells: &ResolvedCells,
    ) {
        let layout = &self.budget.layout;
        let own = |value| unit.convert(value, layout.unit_of_measure);
        match figure.value().filter(|_| figure.counts(&layout.zero)) {
            Some(value) => found.figures.push(EarlierFigure {
                value: own(value),
                half: own(half),
                at: at.clone(),
            }),
            None => {
                let (table, cell) = (self.name_of_last(cells), at.clone());
                let what = Absence::Figure { table, cell };
                found.absent.get_or_insert(absent(what));
            }
        }
    }

    fn half(&self, id: FactId) -> Decimal {
        self.budget.fact(id).half_unit.value()
    }
}

fn absent(what: Absence) -> Absent {
    Absent {
        what,
        is_zero: false,
        lack: MissingFigure::Other,
    }
}

/// The same cells by the places of another layout; none where it has no such table, row or column.
fn translated(cells: &ResolvedCells, own: &Layout, other: &Layout) -> Option<ResolvedCells> {
    if own.id == other.id {
        return Some(cells.clone());
    }
    let table = &own.tables[cells.table];
    let block = &table.blocks[cells.block];
    let (index, other) = other.table(&table.id)?;
    let place = other.block(block.id.as_deref())?;
    let other = &other.blocks[place];
    let column = |column: &usize| other.column(&block.columns[*column].id);
    let all = |columns: &[usize]| columns.iter().map(column).collect::<Option<Vec<usize>>>();
    Some(ResolvedCells {
        table: index,
        block: place,
        rows: match &cells.rows {
            RowPick::Line(line) => RowPick::Line(other.line(&block.lines[*line].id)?),
            rows => rows.clone(),
        },
        columns: match &cells.columns {
            ResolvedColumns::One(own) => ResolvedColumns::One(column(own)?),
            ResolvedColumns::Same(own) => ResolvedColumns::Same(all(own)?),
            ResolvedColumns::Others(own) => ResolvedColumns::Others(all(own)?),
            ResolvedColumns::None => ResolvedColumns::None,
        },
    })
}
