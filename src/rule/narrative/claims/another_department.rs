//! A text that lies beside the tables of another department: it never names that one, and hardly any of its amounts is in
//! the tables. That is one mistake, not one for each amount.

use crate::finding::ClaimProblem;
use crate::rule::narrative::language::TextCheck;
use crate::rule::narrative::lines::fold;
use crate::rule::narrative::naming::{named_by, own_names};
use crate::rule::narrative::reader::{Reader, Ref, Statement};
use rust_decimal::Decimal;

/// Amounts that must be held against a cell before they tell whose text it is.
const ENOUGH: usize = 8;

/// First digits by which an amount is known in whatever unit.
const LEADING: usize = 3;

impl Reader<'_> {
    /// Puts one claim in place of all that a text of another department says.
    pub(crate) fn another_department(&mut self) {
        let own = own_names(&fold(&self.budget.department));
        let lines = &self.reading.lines;
        let is_named = |name: &String| lines.iter().any(|line| line.says(name));
        if own.is_empty() || own.iter().any(is_named) {
            return;
        }
        let (compared, differ) = self.cells_that_differ();
        if compared < ENOUGH || differ * 2 <= compared {
            return;
        }
        let mut lines = self.reading.lines.iter().enumerate();
        let named = lines.find_map(|(index, line)| Some((index, named_by(line).next()?)));
        let (line, name) = named.unwrap_or_default();
        self.reading.statements.clear();
        self.reading.claims.clear();
        for figure in &mut self.reading.figures {
            figure.is_tied = false;
        }
        let (from, to) = (self.at(line).body, self.at(line).chars.len());
        let problem = ClaimProblem::OtherDepartment {
            name,
            department: self.budget.department.clone(),
            compared,
            differ,
        };
        self.claim(TextCheck::Department, (line, from, to), None, problem);
    }

    /// How many amounts are held against a cell, and how many of them are another amount, not the same in another unit.
    fn cells_that_differ(&self) -> (usize, usize) {
        let rule = self.data.checks.get(&TextCheck::Cell);
        let is_it = |own: &&Statement| Some(&own.rule) == rule && own.over.is_none();
        let statements = self.reading.statements.iter().filter(is_it);
        let gaps = statements.filter_map(|own| match own.left.terms.as_slice() {
            [(_, Ref::Text(figure))] => {
                let own_half = self.reading.figures[*figure].half;
                let (stated, cell) = (self.total(&own.left), self.total(&own.right));
                let is_gap = (stated - cell).abs() > own_half + own_half;
                Some(is_gap && leading_digits(stated) != leading_digits(cell))
            }
            _ => None,
        });
        gaps.fold((0, 0), |(all, differ), is_gap| {
            (all + 1, differ + usize::from(is_gap))
        })
    }
}

/// The first digits of an amount, wherever its point stands.
fn leading_digits(amount: Decimal) -> String {
    let digits = amount.to_string();
    let digits = digits.chars().filter(char::is_ascii_digit);
    digits.skip_while(|c| *c == '0').take(LEADING).collect()
}
