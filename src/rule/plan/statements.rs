//! The formulas of a rule set as statements about kinds of cells. What rules say of sums of codes follows from what
//! they say of the codes themselves, so 每上级, 每类 and totals of coded tables need no statements.

mod operands;

use super::{EntryList, Operand, PlanCondition, PlanStatement, PlanTerm};
use crate::classification::{Code, Level, Series};
use crate::layout::{Block, Layout, Rows};
use crate::rule::RuleSet;
use crate::rule::resolve::{
    OperandKind, Quantifier, ResolvedCells, ResolvedColumns, ResolvedCondition, ResolvedFormula,
    ResolvedOperand, RowFilter, RowPick,
};
use crate::rule::tree::is_level;
use rust_decimal::Decimal;

/// Every statement of the rules, in their order.
pub(super) fn of(layout: &Layout, rules: &RuleSet) -> Vec<PlanStatement> {
    let mut statements = Vec::new();
    for (index, rule) in rules.rules.iter().enumerate() {
        if rule.is_left_out {
            continue;
        }
        let reader = StatementReader {
            layout,
            rule: index,
        };
        let Some(when) = reader.conditions(&rule.when) else {
            continue;
        };
        let of_rule = rule
            .formulas
            .iter()
            .flat_map(|formula| reader.formula(formula));
        statements.extend(of_rule.map(|statement| PlanStatement {
            when: when.clone(),
            ..statement
        }));
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

/// Where a formula becomes a statement: what 每… stands for, and the column of 每列.
#[derive(Clone, Copy)]
struct PlanPosition<'a> {
    binding: &'a PlanBinding,
    column: Option<usize>,
}

impl<'a> PlanPosition<'a> {
    fn new(binding: &'a PlanBinding, column: Option<usize>) -> Self {
        Self { binding, column }
    }

    /// The list whose entries 每… stands for.
    fn list(self) -> Option<EntryList> {
        match self.binding {
            PlanBinding::Entry(list) => Some(*list),
            _ => None,
        }
    }
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
                // a blank workbook has no last year
                ResolvedCondition::Holds(formula) if formula.earlier().next().is_some() => {
                    return None;
                }
                ResolvedCondition::Holds(formula) => {
                    let position = PlanPosition::new(&PlanBinding::Nothing, None);
                    let statement = self.statement(formula, position);
                    when.extend(statement.map(PlanCondition::Holds));
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

    fn formula(&self, formula: &ResolvedFormula) -> Vec<PlanStatement> {
        let columns = formula.at_hand();
        let bindings = self.bindings(formula);
        let positions = bindings.iter().flat_map(|binding| {
            columns
                .iter()
                .map(move |column| PlanPosition::new(binding, *column))
        });
        positions
            .filter_map(|position| self.statement(formula, position))
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
            Quantifier::Code(level) => self.codes(formula, *level),
            Quantifier::Project => vec![PlanBinding::Entry(EntryList::Projects)],
        }
    }

    /// The codes of the joined lines; where none has a code, the entries of the joined list.
    fn codes(&self, formula: &ResolvedFormula, level: Option<Level>) -> Vec<PlanBinding> {
        let mut codes: Vec<&Code> = Vec::new();
        for block in self.joined_blocks(formula) {
            if block.rows != Rows::Lines {
                continue;
            }
            let of_lines = block.lines.iter().filter_map(|line| line.code.as_ref());
            for code in of_lines.filter(|code| is_level(code.level(), level)) {
                if !codes.contains(&code) {
                    codes.push(code);
                }
            }
        }
        if !codes.is_empty() {
            return codes.into_iter().cloned().map(PlanBinding::Code).collect();
        }
        let list = self
            .joined_blocks(formula)
            .find(|block| block.rows == Rows::Codes)
            .map(|block| block.series);
        match list {
            Some(series) if level.is_none_or(|level| level == deepest_level(series)) => {
                vec![PlanBinding::Entry(EntryList::Codes(series))]
            }
            _ => Vec::new(),
        }
    }

    /// The blocks whose rows a formula joins by code.
    fn joined_blocks(&self, formula: &ResolvedFormula) -> impl Iterator<Item = &Block> {
        formula
            .cells()
            .filter(|cells| cells.rows == RowPick::SameCode)
            .map(|cells| self.block(cells.table, cells.block))
    }

    fn rows(&self, table: usize, index: usize, filter: RowFilter) -> Vec<PlanBinding> {
        let block = self.block(table, index);
        match (block.rows, filter) {
            (Rows::Codes, RowFilter::All | RowFilter::Level(None)) => {
                vec![PlanBinding::Entry(EntryList::Codes(block.series))]
            }
            (Rows::Codes, RowFilter::Level(Some(level)))
                if level == deepest_level(block.series) =>
            {
                vec![PlanBinding::Entry(EntryList::Codes(block.series))]
            }
            (Rows::Projects, RowFilter::All | RowFilter::Project) => {
                vec![PlanBinding::Entry(EntryList::Projects)]
            }
            (Rows::Single, RowFilter::All) => vec![PlanBinding::Single],
            (Rows::Lines, RowFilter::All) => (0..block.lines.len())
                .map(|line| PlanBinding::Line(table, index, line))
                .collect(),
            (Rows::Lines, RowFilter::Level(level)) => (0..block.lines.len())
                .filter(|line| {
                    let code = block.lines[*line].code.as_ref();
                    code.is_some_and(|code| is_level(code.level(), level))
                })
                .map(|line| PlanBinding::Line(table, index, line))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// A formula at one position; none where it counts rows, or speaks of a column that is left out.
    fn statement(
        &self,
        formula: &ResolvedFormula,
        position: PlanPosition<'_>,
    ) -> Option<PlanStatement> {
        let mut statement = PlanStatement {
            rule: self.rule,
            list: position.list(),
            terms: Vec::new(),
            constant: Decimal::ZERO,
            relation: formula.relation,
            subject: None,
            when: Vec::new(),
        };
        self.add(&mut statement, &formula.left, Decimal::ONE, position)?;
        if let ([term], true) = (statement.terms.as_slice(), statement.constant.is_zero())
            && let Operand::Cell(kind) = term.of
        {
            statement.subject = Some(kind);
        }
        self.add(
            &mut statement,
            &formula.right,
            Decimal::NEGATIVE_ONE,
            position,
        )?;
        (!statement.terms.is_empty()).then_some(statement)
    }

    fn add(
        &self,
        statement: &mut PlanStatement,
        terms: &[ResolvedOperand],
        sign: Decimal,
        position: PlanPosition<'_>,
    ) -> Option<()> {
        for term in terms {
            let coefficient = term.coefficient * sign;
            match &term.kind {
                OperandKind::Number => statement.constant += coefficient,
                OperandKind::Count(_) | OperandKind::Earlier(_) => return None,
                OperandKind::Cells(cells) => {
                    for column in self.columns(cells, position.column)? {
                        let operands = self.operands(cells, position.binding, column)?;
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
        let columns: Vec<usize> = cells
            .columns(at_hand)
            .iter()
            .copied()
            .filter(|column| !block.columns[*column].optional)
            .collect();
        match cells.columns {
            ResolvedColumns::None => None,
            ResolvedColumns::One(_) | ResolvedColumns::Same(_) if columns.is_empty() => None,
            _ => Some(columns),
        }
    }
}

fn deepest_level(series: Series) -> Level {
    Level::ALL[series.depth() - 1]
}
