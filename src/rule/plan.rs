//! What of a layout must be entered, and what follows from it: every rule as a statement about kinds of cells (the
//! column 基本支出 of every 项 of 表三), and for each kind the one statement that gives it. What is left over is
//! checked while a department fills in. Nothing here knows a place: another `rules.toml` gives another plan.

mod orient;
mod statements;

use crate::relation::Relation;

use crate::classification::{Code, Series};
use crate::layout::{Layout, Rows};
use crate::rule::RuleSet;
use indexmap::IndexMap;
use rust_decimal::Decimal;

/// Cells that are alike: one column of a line, or of every entry of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CellKind {
    /// The table of the layout.
    pub(crate) table: usize,
    /// Its block.
    pub(crate) block: usize,
    /// Which rows.
    pub(crate) row: Shape,
    /// The column of the block.
    pub(crate) column: usize,
}

/// Which rows of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Shape {
    /// A line of the layout.
    Line(usize),
    /// The only row.
    Single,
    /// Every code of the deepest level, or every project.
    Entry,
}

/// Entries that several tables share: what stands in one row of one stands in the same entry of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryList {
    /// Codes of a classification, of its deepest level.
    Codes(Series),
    /// Projects.
    Projects,
}

/// A figure, or a sum of figures, with its factor.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlanTerm {
    pub(crate) coefficient: Decimal,
    pub(crate) of: Operand,
}

/// What a term speaks of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Operand {
    /// One figure: of a line, or of the entry at hand.
    Cell(CellKind),
    /// The sum over entries.
    Sum(CellKind, EntryScope),
}

impl Operand {
    /// The kind that it speaks of.
    pub(crate) fn kind(&self) -> CellKind {
        match self {
            Self::Cell(kind) | Self::Sum(kind, _) => *kind,
        }
    }
}

/// Which entries are summed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum EntryScope {
    /// All.
    All,
    /// Those of a code, or below it.
    Code(Code),
    /// Those of the code of the entry at hand.
    SameCode,
}

/// `terms + constant` is nothing, at most nothing or at least nothing.
#[derive(Debug, Clone)]
pub(crate) struct PlanStatement {
    /// The rule, by its index.
    pub(crate) rule: usize,
    /// The list whose every entry it speaks of; none for one statement.
    pub(crate) list: Option<EntryList>,
    pub(crate) terms: Vec<PlanTerm>,
    pub(crate) constant: Decimal,
    pub(crate) relation: Relation,
    /// The figure that stands alone on its left side: what it says something about.
    pub(crate) subject: Option<CellKind>,
    /// All of these must be so.
    pub(crate) when: Vec<PlanCondition>,
}

/// A condition of a statement.
#[derive(Debug, Clone)]
pub(crate) enum PlanCondition {
    /// Whether a table has a code.
    Has {
        table: usize,
        block: usize,
        code: Code,
        is_there: bool,
    },
    /// Another statement.
    Holds(PlanStatement),
}

/// Where the figures of a kind come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// They are entered.
    Entered,
    /// They follow from a statement, by its index.
    Follows(usize),
    /// They follow from a statement while its conditions are met, and are entered otherwise.
    FollowsWhile(usize),
    /// No rule speaks of them, and they have no place in print.
    Unused,
}

/// What is entered, what follows, and what is left to check.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) statements: Vec<PlanStatement>,
    /// Every kind, in an order in which each comes after those that it follows from.
    pub(crate) origins: IndexMap<CellKind, Origin>,
    /// The statements that give no kind, by index.
    pub(crate) checks: Vec<usize>,
}

impl Plan {
    /// The plan of a layout with its rules.
    pub(crate) fn new(layout: &Layout, rules: &RuleSet) -> Self {
        orient::plan(layout, statements::of(layout, rules))
    }

    /// Whether a kind is entered, always or at times.
    pub(crate) fn is_entered(&self, kind: CellKind) -> bool {
        matches!(
            self.origins.get(&kind),
            Some(Origin::Entered | Origin::FollowsWhile(_))
        )
    }
}

/// The list that the entries of a block belong to.
pub(crate) fn list_of(layout: &Layout, table: usize, block: usize) -> Option<EntryList> {
    let block = &layout.tables[table].blocks[block];
    match block.rows {
        Rows::Codes => Some(EntryList::Codes(block.series)),
        Rows::Projects => Some(EntryList::Projects),
        Rows::Lines | Rows::Single | Rows::Outline => None,
    }
}

/// Every kind of a layout, table by table. Columns that a table may leave out are left out.
pub(crate) fn kinds(layout: &Layout) -> Vec<CellKind> {
    let mut kinds = Vec::new();
    for (table, it) in layout.tables.iter().enumerate() {
        for (block, own) in it.blocks.iter().enumerate() {
            let lines = own.lines.iter().enumerate();
            // a total of codes or of an outline is the sum of its entries, whatever its rules say
            let lines = lines.filter(|(_, line)| {
                !(line.total && matches!(own.rows, Rows::Codes | Rows::Outline))
            });
            let mut rows: Vec<Shape> = lines.map(|(line, _)| Shape::Line(line)).collect();
            match own.rows {
                Rows::Codes | Rows::Projects => rows.push(Shape::Entry),
                Rows::Single => rows.push(Shape::Single),
                Rows::Lines | Rows::Outline => {}
            }
            for row in rows {
                let columns = own
                    .amount_columns()
                    .filter(|column| !own.columns[*column].optional);
                kinds.extend(columns.map(|column| CellKind {
                    table,
                    block,
                    row,
                    column,
                }));
            }
        }
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::templates;

    /// What is entered, in words: `表三[…].基本支出`.
    fn entered(id: &str) -> Vec<String> {
        let template = templates::load(None, Some(id))
            .expect("a shipped layout")
            .remove(0);
        let layout = &template.layout;
        let plan = Plan::new(layout, &template.rules);
        let mut kinds: Vec<_> = plan
            .origins
            .iter()
            .filter(|(kind, _)| plan.is_entered(**kind))
            .collect();
        kinds.sort_by_key(|(kind, _)| **kind);
        let name = |(kind, origin): &(&CellKind, &Origin)| {
            let block = &layout.tables[kind.table].blocks[kind.block];
            let row = match kind.row {
                Shape::Line(line) => format!("[{}]", block.lines[line].id),
                Shape::Single => String::new(),
                Shape::Entry => "[…]".to_owned(),
            };
            let at_times = if **origin == Origin::Entered { "" } else { "?" };
            let name = layout.tables[kind.table].block_name(kind.block);
            format!("{name}{row}.{}{at_times}", block.columns[kind.column].id)
        };
        kinds.iter().map(name).collect()
    }

    #[test]
    fn a_department_of_xinjiang_enters_each_figure_once() {
        let entered = entered("xinjiang-2020");
        let of = |table: &str| {
            entered
                .iter()
                .filter(|it| it.starts_with(table))
                .cloned()
                .collect::<Vec<_>>()
        };
        assert_eq!(of("表一"), Vec::<String>::new());
        assert_eq!(of("表二").len(), 6, "{entered:?}");
        assert_eq!(of("表三"), ["表三[…].基本支出"]);
        assert_eq!(of("表四"), Vec::<String>::new());
        assert_eq!(of("表五"), ["表五[…].项目支出?"]);
        assert_eq!(of("表六"), ["表六[…].人员经费", "表六[…].公用经费"]);
        assert_eq!(of("表七").len(), 10);
        assert_eq!(of("表八").len(), 4);
        assert_eq!(of("表九"), ["表九[…].基本支出", "表九[…].项目支出"]);
        assert_eq!(of("绩效"), ["绩效目标表[…].其他资金"]);
    }

    #[test]
    fn every_layout_has_a_plan_in_which_nothing_follows_from_itself() {
        for template in templates::load(None, None).expect("the shipped layouts") {
            let plan = Plan::new(&template.layout, &template.rules);
            let mut known = Vec::new();
            for (kind, origin) in &plan.origins {
                if let Origin::Follows(index) | Origin::FollowsWhile(index) = origin {
                    let others = plan.statements[*index]
                        .terms
                        .iter()
                        .map(|term| term.of.kind());
                    assert!(
                        others.filter(|it| it != kind).all(|it| known.contains(&it)),
                        "{kind:?}"
                    );
                }
                known.push(*kind);
            }
            assert_eq!(known.len(), kinds(&template.layout).len());
            assert!(!plan.checks.is_empty());
        }
    }
}
