//! Statements as formulas: what gives a figure, and how often one does not hold.

use super::super::super::terms::times;
use super::{CalculationSheet, CurrentEntry, FIRST, FormIndex};
use crate::relation::Relation;
use crate::rule::plan::{
    CellKind, EntryList, EntryScope, Operand, Origin, PlanCondition, PlanStatement, PlanTerm,
    Shape, list_of,
};
use rust_decimal::Decimal;

/// Puts the sign of a value behind a sum; a first one needs no plus.
fn push_sign(text: &mut String, value: Decimal) {
    if value.is_sign_negative() {
        text.push('-');
    } else if !text.is_empty() {
        text.push('+');
    }
}

impl CalculationSheet<'_> {
    /// Figures of a statement with their factors, each times `factor`.
    fn sum<'t>(
        &self,
        terms: impl Iterator<Item = &'t PlanTerm>,
        constant: Decimal,
        factor: Decimal,
        at: CurrentEntry,
    ) -> String {
        let mut text = String::new();
        for term in terms {
            if let Some(part) = self.operand(&term.of, at) {
                let value = term.coefficient * factor;
                push_sign(&mut text, value);
                match value.abs().normalize() {
                    size if size == Decimal::ONE => text.push_str(&part),
                    size => text.push_str(&format!("{size}*{part}")),
                }
            }
        }
        if !constant.is_zero() || text.is_empty() {
            let value = constant * factor;
            push_sign(&mut text, value);
            text.push_str(&value.abs().normalize().to_string());
        }
        text
    }

    fn operand(&self, of: &Operand, at: CurrentEntry) -> Option<String> {
        match (of, at) {
            (Operand::Cell(kind), CurrentEntry::Every(_)) if kind.row == Shape::Entry => {
                self.entries(*kind)
            }
            (Operand::Cell(kind), CurrentEntry::Entry(_, row, table))
                if kind.row == Shape::Entry =>
            {
                let is_form = self.layout.tables[table].many && table != kind.table;
                if is_form {
                    let home = self.home_of(*kind)?;
                    return Some(format!(
                        "INDEX({},{})",
                        self.entries(*kind)?,
                        self.name(home.place, FIRST + row)
                    ));
                }
                self.cell(*kind, row)
            }
            (Operand::Cell(kind), _) => self.cell(*kind, 0),
            (Operand::Sum(kind, EntryScope::All), _) => {
                Some(format!("SUM({})", self.entries(*kind)?))
            }
            (Operand::Sum(kind, EntryScope::Code(code)), _) => {
                let codes = self.codes(list_of(self.layout, kind.table, kind.block)?);
                let length = code.as_str().len();
                Some(format!(
                    "SUMPRODUCT((LEFT({codes},{length})=\"{code}\")*{})",
                    self.entries(*kind)?
                ))
            }
            (Operand::Sum(kind, EntryScope::SameCode), CurrentEntry::Entry(list, row, _)) => {
                let (code, own) = (self.code(list, row), self.codes(list));
                let codes = self.codes(list_of(self.layout, kind.table, kind.block)?);
                let sum = format!("SUMPRODUCT(({codes}={code})*{})", self.entries(*kind)?);
                // a code that is entered twice gets its sum once
                Some(format!(
                    "IF({code}=\"\",0,IF(MATCH({code},{own},0)<>{},0,{sum}))",
                    row + 1
                ))
            }
            (Operand::Sum(kind, EntryScope::SameCode), CurrentEntry::Every(list)) => {
                let own = self.codes(list);
                let codes = self.codes(list_of(self.layout, kind.table, kind.block)?);
                Some(format!(
                    "({own}<>\"\")*SUMIF({codes},{own},{})",
                    self.entries(*kind)?
                ))
            }
            (Operand::Sum(_, EntryScope::SameCode), CurrentEntry::Once) => None,
        }
    }

    fn conditions(&self, statement: &PlanStatement) -> Option<String> {
        let parts: Vec<String> = statement
            .when
            .iter()
            .filter_map(|when| self.condition(when))
            .collect();
        (!parts.is_empty()).then(|| format!("AND({})", parts.join(",")))
    }

    fn condition(&self, when: &PlanCondition) -> Option<String> {
        match when {
            PlanCondition::Has {
                table,
                block,
                code,
                is_there,
            } => {
                let area = self.area(
                    self.keys(*table, *block)?.sorted,
                    self.keys(*table, *block)?.rows,
                );
                let zeros = "0".repeat(
                    self.keys(*table, *block)?.depth as usize * 2 + 1 - code.as_str().len(),
                );
                Some(format!(
                    "COUNTIF({area},{code}{zeros}){}",
                    if *is_there { ">0" } else { "=0" }
                ))
            }
            PlanCondition::Holds(own) => {
                let sum = self.sum(
                    own.terms.iter(),
                    own.constant,
                    Decimal::ONE,
                    CurrentEntry::Once,
                );
                Some(format!(
                    "ROUND({sum},{}){}",
                    self.places,
                    relation(own.relation)
                ))
            }
        }
    }

    /// What a statement gives for a kind, and under which conditions.
    fn given(&self, kind: CellKind, row: u32, index: usize) -> Option<(String, Option<String>)> {
        let statement = &self.plan.statements[index];
        let own = statement
            .terms
            .iter()
            .find(|term| term.of == Operand::Cell(kind))?;
        let others = statement
            .terms
            .iter()
            .filter(|term| term.of != Operand::Cell(kind));
        let at = statement.list.map_or(CurrentEntry::Once, |list| {
            CurrentEntry::Entry(list, row, kind.table)
        });
        let sum = self.sum(others, statement.constant, -own.coefficient, at);
        Some((
            format!("ROUND({sum},{})", self.places),
            self.conditions(statement),
        ))
    }

    /// Whether a kind is entered in the table itself, so that what may be written over stands there.
    pub(super) fn is_in_place(&self, kind: CellKind) -> bool {
        !matches!(
            list_of(self.layout, kind.table, kind.block),
            Some(EntryList::Codes(_))
        )
    }

    /// What stands in a cell that may be written over: what follows while conditions are met, otherwise nothing.
    pub(in super::super) fn offered(&self, kind: CellKind, row: u32) -> Option<String> {
        let Some(Origin::FollowsWhile(index)) = self.plan.origins.get(&kind) else {
            return None;
        };
        let (sum, when) = self.given(kind, row, *index)?;
        Some(format!("IF({},{sum},0)", when?))
    }

    /// The formula by which a figure is reckoned; `entered` is the cell that it is entered in.
    pub(super) fn formula(
        &self,
        kind: CellKind,
        row: u32,
        entered: Option<&String>,
    ) -> Option<String> {
        let entered = entered.map(|cell| format!("N({cell}){}", times(self.unit(kind.table))));
        match *self.plan.origins.get(&kind)? {
            Origin::Entered => entered,
            Origin::FollowsWhile(_) if self.is_in_place(kind) => entered,
            Origin::Follows(index) => Some(self.given(kind, row, index)?.0),
            Origin::FollowsWhile(index) => {
                let (sum, when) = self.given(kind, row, index)?;
                Some(format!(
                    "IF({},{sum},{})",
                    when?,
                    entered.unwrap_or_else(|| "0".to_owned())
                ))
            }
            Origin::Unused => None,
        }
    }

    /// How often a statement does not hold, as a formula.
    pub(super) fn check(&self, statement: &PlanStatement) -> String {
        self.check_at(
            statement,
            statement
                .list
                .map_or(CurrentEntry::Once, CurrentEntry::Every),
        )
    }

    /// Whether a statement about projects does not hold for a form, as a formula: 1 or 0.
    pub(in super::super) fn check_of(&self, statement: &PlanStatement, form: FormIndex) -> String {
        self.check_at(
            statement,
            statement.list.map_or(CurrentEntry::Once, |list| {
                CurrentEntry::Entry(list, form.number, form.table)
            }),
        )
    }

    /// Half a unit of the last place of a figure, in the layout's unit of measure.
    fn half(&self, term: &PlanTerm) -> Decimal {
        let table = &self.layout.tables[term.of.kind().table];
        let half = Decimal::new(5, table.decimals + 1);
        table
            .unit_of_measure
            .convert(half, self.layout.unit_of_measure)
            .normalize()
    }

    /// How far figures in the coarsest unit of measure may be rounded: not at all where they are 0.
    fn coarse_allowance(
        &self,
        statement: &PlanStatement,
        half: Decimal,
        at: CurrentEntry,
    ) -> String {
        let coarse = statement
            .terms
            .iter()
            .filter(|term| self.half(term) == half);
        let sum = self.sum(coarse, Decimal::ZERO, Decimal::ONE, at);
        format!("{half}*(({sum})<>0)")
    }

    fn check_at(&self, statement: &PlanStatement, at: CurrentEntry) -> String {
        let sum = self.sum(statement.terms.iter(), statement.constant, Decimal::ONE, at);
        // a figure in a coarser unit of measure may be rounded
        let mut halves: Vec<Decimal> = statement.terms.iter().map(|term| self.half(term)).collect();
        halves.sort();
        halves.dedup();
        let allowed = if halves.len() > 1 {
            self.coarse_allowance(statement, halves[halves.len() - 1], at)
        } else {
            "0".to_owned()
        };
        let gap = format!("ROUND({sum},{})", self.places);
        let broken = match statement.relation {
            Relation::Equal => format!("(ABS({gap})>{allowed})*1"),
            Relation::AtMost => format!("({gap}>{allowed})*1"),
            Relation::AtLeast => format!("(-{gap}>{allowed})*1"),
        };
        let broken = if matches!(at, CurrentEntry::Every(_)) {
            format!("SUMPRODUCT({broken})")
        } else {
            broken
        };
        match self.conditions(statement) {
            Some(when) => format!("IF({when},{broken},0)"),
            None => broken,
        }
    }
}

fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Equal => "=0",
        Relation::AtMost => "<=0",
        Relation::AtLeast => ">=0",
    }
}
