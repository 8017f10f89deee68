//! What is left of the rules once figures follow from each other: said beside the totals, and on the first sheet.

use super::super::page::{ConditionColour, ConditionalPaint};
use super::reckoning::{CalculationSheet, FormIndex};
use crate::place::a1;
use crate::rule::plan::{Plan, PlanStatement, Shape};
use crate::rule::{RuleSet, Severity};

/// All holds.
const EVEN: &str = "平";
/// There is nothing to check yet.
const UNFILLED: &str = "未填";
/// A mandatory rule does not hold.
const BROKEN: &str = "不平";
/// Another rule does not hold.
const DOUBTFUL: &str = "请核实";

/// The message where rows are not printed.
pub(super) const PAPER: &str = "打印区域";

/// The statements that are left.
pub(super) struct BlankChecks<'a> {
    pub(super) rules: &'a RuleSet,
    pub(super) plan: &'a Plan,
    pub(super) reckoning: &'a CalculationSheet<'a>,
}

/// What a verdict speaks of beside statements.
#[derive(Default)]
pub(super) struct ExtraChecks {
    /// Tests of its own, each with the message where it fails.
    pub(super) tests: Vec<(String, String)>,
    /// A test of whether there are rows that are not printed.
    pub(super) off_paper: Option<String>,
    /// A test of whether there is nothing to check yet.
    pub(super) unfilled: Option<String>,
    /// The form that it is about.
    pub(super) form: Option<FormIndex>,
}

impl BlankChecks<'_> {
    fn those(&self, wanted: impl Fn(&PlanStatement) -> bool) -> Vec<usize> {
        self.plan
            .checks
            .iter()
            .copied()
            .filter(|index| wanted(&self.plan.statements[*index]))
            .collect()
    }

    /// What speaks of a table.
    pub(super) fn of_table(&self, table: usize) -> Vec<usize> {
        self.those(|it| it.terms.iter().any(|term| term.of.kind().table == table))
    }

    /// What speaks of a line.
    pub(super) fn of_line(&self, table: usize, block: usize, line: usize) -> Vec<usize> {
        let is_own = |row: Shape| row == Shape::Line(line);
        self.those(|it| {
            it.terms
                .iter()
                .map(|term| term.of.kind())
                .any(|it| (it.table, it.block) == (table, block) && is_own(it.row))
        })
    }

    /// The rules that are left, each with its statements, in their order.
    pub(super) fn rules(&self) -> Vec<(usize, Vec<usize>)> {
        let mut found: Vec<(usize, Vec<usize>)> = Vec::new();
        for index in &self.plan.checks {
            let rule = self.plan.statements[*index].rule;
            match found.last_mut() {
                Some((last, own)) if *last == rule => own.push(*index),
                _ => found.push((rule, vec![*index])),
            }
        }
        found
    }

    /// How often statements do not hold, as an expression; on a form, for that form alone.
    fn count(&self, statements: &[usize], form: Option<FormIndex>) -> String {
        let cell = |index: &usize| {
            let statement = &self.plan.statements[*index];
            match form {
                Some(form) if statement.list.is_some() => {
                    Some(self.reckoning.check_of(statement, form))
                }
                _ => self.reckoning.broken(*index),
            }
        };
        let cells: Vec<String> = statements.iter().filter_map(cell).collect();
        if cells.is_empty() {
            "0".to_owned()
        } else {
            cells.join("+")
        }
    }

    /// A word, and behind it the rules of statements that do not hold, as an expression.
    fn failed_rules(&self, word: &str, statements: &[usize], form: Option<FormIndex>) -> String {
        let rule_of = |index: &usize| self.plan.statements[*index].rule;
        let mut rules: Vec<usize> = statements.iter().map(rule_of).collect();
        rules.dedup();
        let names = rules.iter().map(|rule| {
            let of_rule: Vec<usize> = statements
                .iter()
                .copied()
                .filter(|index| rule_of(index) == *rule)
                .collect();
            let (count, id) = (self.count(&of_rule, form), &self.rules.rules[*rule].id);
            format!("&IF({count}>0,\" {id}\",\"\")")
        });
        format!("\"{word}\"{}", names.collect::<String>())
    }

    /// A formula that says whether statements hold, and which rules do not.
    pub(super) fn verdict(&self, statements: &[usize], besides: &ExtraChecks) -> String {
        let level = |index: &usize| self.rules.rules[self.plan.statements[*index].rule].level;
        let (grave, light): (Vec<usize>, Vec<usize>) = statements
            .iter()
            .partition(|index| level(index) == Severity::Mandatory);
        let count = |own: &[usize]| self.count(own, besides.form);
        let said = |word: &str, own: &[usize]| self.failed_rules(word, own, besides.form);
        let mut text = match &besides.unfilled {
            Some(test) => even_unless(test),
            None => format!("\"{EVEN}\""),
        };
        if let Some(test) = &besides.off_paper {
            let doubts = format!("({test})+{}", count(&light));
            text = format!(
                "IF({doubts}>0,{}&IF({test},\" {PAPER}\",\"\"),{text})",
                said(DOUBTFUL, &light)
            );
        } else if !light.is_empty() {
            text = format!("IF({}>0,{},{text})", count(&light), said(DOUBTFUL, &light));
        }
        if !grave.is_empty() {
            text = format!("IF({}>0,{},{text})", count(&grave), said(BROKEN, &grave));
        }
        let others = besides.tests.iter().rev();
        others.fold(text, |text, (test, words)| {
            format!("IF({test},{text},\"{BROKEN} {words}\")")
        })
    }

    /// What is said while nothing is wrong, as an expression.
    pub(super) fn even(&self) -> String {
        even_unless(&self.reckoning.is_unfilled())
    }

    /// The verdict on one rule.
    pub(super) fn of_rule(&self, rule: usize, statements: &[usize]) -> String {
        let word = if self.rules.rules[rule].level == Severity::Mandatory {
            BROKEN
        } else {
            DOUBTFUL
        };
        format!(
            "IF({}>0,\"{word}\",{})",
            self.count(statements, None),
            self.even()
        )
    }
}

fn even_unless(unfilled: &str) -> String {
    format!("IF({unfilled},\"{UNFILLED}\",\"{EVEN}\")")
}

/// The colours of verdicts and hints in an area.
pub(super) fn colours(first: (u32, u16), last: (u32, u16)) -> Vec<ConditionalPaint> {
    let cell = a1(first.0, u32::from(first.1));
    let begins = |word: &str| format!("=LEFT({cell},{})=\"{word}\"", word.chars().count());
    let colour = |formula: String, tint: ConditionColour| ConditionalPaint {
        cells: vec![(first, last)],
        formula,
        tint,
    };
    vec![
        colour(begins(BROKEN), ConditionColour::Red),
        colour(begins("请"), ConditionColour::Amber),
        colour(format!("={cell}=\"{EVEN}\""), ConditionColour::Green),
        colour(format!("={cell}=\"{UNFILLED}\""), ConditionColour::Grey),
    ]
}

/// What is stored as the verdict on a workbook in which nothing was entered.
pub(super) fn unfilled() -> super::CellContent {
    super::CellContent::text(UNFILLED)
}
