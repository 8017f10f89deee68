//! The formulas of a rule set as statements about kinds of cells. What rules say of sums of codes follows from what
//! they say of the codes themselves, so 每上级, 每类 and totals of coded tables need no statements of their own.

use super::{
    CellKind, EntryList, EntryScope, Operand, PlanCondition, PlanTerm, Shape, Statement, list_of,
};
use crate::classification::{Code, Level};
use crate::layout::{Block, Layout, Rows};
use crate::rule::RuleSet;
use crate::rule::resolve::ResolvedOperand as WrittenTerm;
use crate::rule::resolve::{
    OperandKind as Written, Quantifier, ResolvedCells, ResolvedColumns, ResolvedCondition,
    ResolvedFormula, RowFilter, RowPick,
};
use crate::rule::tree::is_level;
use rust_decimal::Decimal;

/// Every statement of the rules, in their order.
pub(super) fn of(layout: &Layout, rules: &RuleSet) -> Vec<Statement> {
    let mut statements = Vec::new();
    for (rule, it) in rules.rules.iter().enumerate() {
        let reader = StatementReader { layout, rule };
        let Some(when) = reader.conditions(&it.when) else {
            continue;
        };
        for formula in &it.formulas {
            statements.extend(reader.formula(formula).into_iter().map(|own| Statement {
                when: when.clone(),
                ..own
            }));
        }
    }
    statements
}

/// What 每… stands for.
#[derive(Clone)]
enum PlanBinding {
    Nothing,
    /// Every entry of a list.
    Entry(EntryList),
    /// A line of a block.
    Line(usize, usize, usize),
    /// The only row of a block.
    Single,
    /// A code of `lines`.
    Code(Code),
}

struct StatementReader<'a> {
    layout: &'a Layout,
    rule: usize,
}

impl StatementReader<'_> {
    fn block(&self, table: usize, block: usize) -> &Block {
        &self.layout.tables[table].blocks[block]
    }

    /// The conditions that depend on what is filled in; none where one of them is never met.
    fn conditions(&self, conditions: &[ResolvedCondition]) -> Option<Vec<PlanCondition>> {
        let mut when = Vec::new();
        for condition in conditions {
            let (cells, is_there) = match condition {
                ResolvedCondition::Holds(formula) => {
                    when.extend(
                        self.statement(formula, &PlanBinding::Nothing, None)
                            .map(PlanCondition::Holds),
                    );
                    continue;
                }
                ResolvedCondition::Exists(cells) => (cells, true),
                ResolvedCondition::Absent(cells) => (cells, false),
            };
            match &cells.rows {
                RowPick::Code(code) if self.block(cells.table, cells.block).rows == Rows::Codes => {
                    let (table, block, code) = (cells.table, cells.block, code.clone());
                    when.push(PlanCondition::Has {
                        table,
                        block,
                        code,
                        is_there,
                    });
                }
                // a blank workbook has every line
                _ if is_there => {}
                _ => return None,
            }
        }
        Some(when)
    }

    fn formula(&self, formula: &ResolvedFormula) -> Vec<Statement> {
        let columns = formula.at_hand();
        let bindings = self.bindings(formula);
        let each = bindings
            .iter()
            .flat_map(|binding| columns.iter().map(move |column| (binding, *column)));
        each.filter_map(|(binding, column)| self.statement(formula, binding, column))
            .collect()
    }

    fn bindings(&self, formula: &ResolvedFormula) -> Vec<PlanBinding> {
        match &formula.each {
            Quantifier::Once => vec![PlanBinding::Nothing],
            Quantifier::Row {
                table,
                block,
                filter,
            } => self.rows(*table, *block, *filter),
            Quantifier::Code(level) => {
                let joined = || cells_of(formula).filter(|cells| cells.rows == RowPick::SameCode);
                let own = |cells: &ResolvedCells| self.block(cells.table, cells.block);
                let lines = joined()
                    .filter(|cells| own(cells).rows == Rows::Lines)
                    .flat_map(|cells| &own(cells).lines);
                let codes = lines
                    .filter_map(|line| line.code.clone())
                    .filter(|code| is_level(code.level(), *level));
                let mut bindings: Vec<PlanBinding> = Vec::new();
                for code in codes {
                    if !bindings.iter().any(
                        |binding| matches!(binding, PlanBinding::Code(known) if *known == code),
                    ) {
                        bindings.push(PlanBinding::Code(code));
                    }
                }
                let list = joined().find_map(|cells| {
                    match list_of(self.layout, cells.table, cells.block) {
                        Some(EntryList::Codes(series)) => Some(series),
                        _ => None,
                    }
                });
                let is_leaf = |depth: usize| {
                    level.is_none_or(|level| {
                        Level::ALL.iter().position(|it| *it == level) == Some(depth - 1)
                    })
                };
                match list {
                    Some(series) if bindings.is_empty() && is_leaf(series.depth()) => {
                        vec![PlanBinding::Entry(EntryList::Codes(series))]
                    }
                    _ => bindings,
                }
            }
            Quantifier::Project => vec![PlanBinding::Entry(EntryList::Projects)],
        }
    }

    fn rows(&self, table: usize, block: usize, filter: RowFilter) -> Vec<PlanBinding> {
        let own = self.block(table, block);
        let of_level = |wanted: Option<Level>, code: Option<&Code>| {
            code.is_some_and(|code| is_level(code.level(), wanted))
        };
        match (own.rows, filter) {
            (Rows::Codes, RowFilter::All | RowFilter::Level(None)) => {
                vec![PlanBinding::Entry(EntryList::Codes(own.series))]
            }
            (Rows::Codes, RowFilter::Level(Some(level)))
                if Level::ALL[own.series.depth() - 1] == level =>
            {
                vec![PlanBinding::Entry(EntryList::Codes(own.series))]
            }
            (Rows::Projects, RowFilter::All | RowFilter::Project) => {
                vec![PlanBinding::Entry(EntryList::Projects)]
            }
            (Rows::Single, RowFilter::All) => vec![PlanBinding::Single],
            (Rows::Lines, RowFilter::All | RowFilter::Level(_)) => own
                .lines
                .iter()
                .enumerate()
                .filter(|(_, line)| match filter {
                    RowFilter::Level(wanted) => of_level(wanted, line.code.as_ref()),
                    _ => true,
                })
                .map(|(line, _)| PlanBinding::Line(table, block, line))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// A formula for what is at hand; none where it counts rows, or speaks of a column that is left out.
    fn statement(
        &self,
        formula: &ResolvedFormula,
        binding: &PlanBinding,
        column: Option<usize>,
    ) -> Option<Statement> {
        let mut statement = Statement {
            rule: self.rule,
            list: if let PlanBinding::Entry(list) = binding {
                Some(*list)
            } else {
                None
            },
            terms: Vec::new(),
            constant: Decimal::ZERO,
            relation: formula.relation,
            subject: None,
            when: Vec::new(),
        };
        self.add(&mut statement, &formula.left, Decimal::ONE, binding, column)?;
        if let ([term], true) = (statement.terms.as_slice(), statement.constant.is_zero())
            && let Operand::Cell(kind) = term.of
        {
            statement.subject = Some(kind);
        }
        self.add(
            &mut statement,
            &formula.right,
            Decimal::NEGATIVE_ONE,
            binding,
            column,
        )?;
        (!statement.terms.is_empty()).then_some(statement)
    }

    fn add(
        &self,
        statement: &mut Statement,
        terms: &[WrittenTerm],
        sign: Decimal,
        binding: &PlanBinding,
        column: Option<usize>,
    ) -> Option<()> {
        for term in terms {
            let coefficient = term.coefficient * sign;
            match &term.kind {
                Written::Number => statement.constant += coefficient,
                Written::Count(_) => return None,
                Written::Cells(cells) => {
                    for column in self.columns(cells, column)? {
                        let operands = self.operands(cells, binding, column)?;
                        statement
                            .terms
                            .extend(operands.into_iter().map(|of| PlanTerm { coefficient, of }));
                    }
                }
            }
        }
        Some(())
    }

    /// The columns of cells that the blank workbook has; none where it lacks one that is named.
    fn columns(&self, cells: &ResolvedCells, at_hand: Option<usize>) -> Option<Vec<usize>> {
        let block = self.block(cells.table, cells.block);
        let own = cells.columns(at_hand);
        let kept: Vec<usize> = own
            .iter()
            .copied()
            .filter(|column| !block.columns[*column].optional)
            .collect();
        let is_named = matches!(
            cells.columns,
            ResolvedColumns::One(_) | ResolvedColumns::Same(_)
        );
        (!matches!(cells.columns, ResolvedColumns::None) && (!is_named || !kept.is_empty()))
            .then_some(kept)
    }

    fn operands(
        &self,
        cells: &ResolvedCells,
        binding: &PlanBinding,
        column: usize,
    ) -> Option<Vec<Operand>> {
        let (table, block) = (cells.table, cells.block);
        let own = self.block(table, block);
        let kind = |row| CellKind {
            table,
            block,
            row,
            column,
        };
        let line = |line: usize| match own.lines[line].total && own.rows == Rows::Codes {
            true => Operand::Sum(kind(Shape::Entry), EntryScope::All),
            false => Operand::Cell(kind(Shape::Line(line))),
        };
        let of_code = |code: &Code| match own.rows {
            Rows::Codes | Rows::Projects => Some(vec![Operand::Sum(
                kind(Shape::Entry),
                EntryScope::Code(code.clone()),
            )]),
            _ => {
                let found = own
                    .lines
                    .iter()
                    .position(|line| line.code.as_ref() == Some(code));
                Some(
                    found
                        .map(|found| Operand::Cell(kind(Shape::Line(found))))
                        .into_iter()
                        .collect(),
                )
            }
        };
        let entry = || Some(vec![Operand::Cell(kind(Shape::Entry))]);
        match (&cells.rows, binding) {
            _ if own.rows == Rows::Outline => None,
            (RowPick::Single, _) | (RowPick::Row, PlanBinding::Single) => {
                Some(vec![Operand::Cell(kind(Shape::Single))])
            }
            (RowPick::Line(it), _) => Some(vec![line(*it)]),
            (RowPick::Row, PlanBinding::Line(t, b, it)) if (*t, *b) == (table, block) => {
                Some(vec![line(*it)])
            }
            (RowPick::Row | RowPick::SameProject, PlanBinding::Entry(_)) => entry(),
            (RowPick::SameCode, PlanBinding::Entry(list)) => {
                match list_of(self.layout, table, block) {
                    Some(other) if other == *list => entry(),
                    Some(_) => Some(vec![Operand::Sum(kind(Shape::Entry), EntryScope::SameCode)]),
                    None => None,
                }
            }
            (RowPick::SameCode, PlanBinding::Line(t, b, it)) => {
                of_code(self.block(*t, *b).lines[*it].code.as_ref()?)
            }
            (RowPick::Code(code), _) | (RowPick::SameCode, PlanBinding::Code(code)) => {
                of_code(code)
            }
            (RowPick::All(filter), _) => match own.rows {
                Rows::Codes | Rows::Projects
                    if *filter != RowFilter::Parent && *filter != RowFilter::Unit =>
                {
                    Some(vec![Operand::Sum(kind(Shape::Entry), EntryScope::All)])
                }
                Rows::Lines => {
                    let bindings = self.rows(table, block, *filter);
                    let lines = bindings.iter().filter_map(|binding| {
                        if let PlanBinding::Line(.., it) = binding {
                            Some(line(*it))
                        } else {
                            None
                        }
                    });
                    Some(lines.collect())
                }
                _ => None,
            },
            _ => None,
        }
    }
}

/// The cells of a formula, from left to right.
fn cells_of(formula: &ResolvedFormula) -> impl Iterator<Item = &ResolvedCells> {
    formula
        .left
        .iter()
        .chain(&formula.right)
        .filter_map(|term| match &term.kind {
            Written::Cells(cells) | Written::Count(cells) => Some(cells),
            Written::Number => None,
        })
}
