//! The name of another body before an amount of the department's own: what is left of a text that was copied.

use super::department::{is_short_for, own_names};
use crate::amount::{Rounded, has_many_digits};
use crate::finding::ClaimProblem;
use crate::rule::narrative::language::{TextCheck, WordGroup};
use crate::rule::narrative::lines::{Kind, TextLine, begin_of_words};
use crate::rule::narrative::reader::Reader;

/// Characters of the shortest name of a body.
const SHORTEST: usize = 4;

/// Characters at the end of a name that tell one body from another.
const NAME_END: usize = 3;

impl Reader<'_> {
    /// The name of a body before words that mean cells, and the amount behind, which may be the department's own:
    /// `2025年上海市税务局机关运行经费2517.78万元`.
    pub(crate) fn another_body(
        &self,
        index: usize,
        line: &TextLine,
        (from, start): (usize, usize),
        amount: Option<Rounded>,
    ) -> Option<((usize, usize), Rounded)> {
        let amount = amount.filter(|it| has_many_digits(it.value))?;
        let words = self.data.group(WordGroup::Body);
        let figures = self.of_line(index);
        let mut at = begin_of_words(line, (from, start));
        let mut years = figures.iter().filter(|it| it.kind == Kind::Year);
        if let Some(year) = years.find(|it| it.start == at) {
            at = year.close + usize::from(line.has(year.close, "度"));
        }
        let ends_name = |end: &usize| {
            words.ends(&line.chars[at..*end]).is_some()
                && self.is_neutral(index, line, (*end, start))
        };
        let end = (at + SHORTEST..=start).rev().find(ends_name)?;
        let name = line.text(at, end);
        let department = self.department.as_str();
        let is_own = name.contains(department)
            || department.contains(&name)
            || is_short_for(&name, department)
            || self
                .names
                .iter()
                .any(|own| name.contains(own.as_str()) || own.contains(&name))
            || self.has_word(WordGroup::OtherUnit, line, (at, end));
        let is_name = name.chars().all(|c| c.is_alphabetic() || "()".contains(c));
        (!is_own && is_name).then_some(((at, end), amount))
    }

    /// Claims the name of another body where a text speaks of its department: the title, or one of the sentences that every
    /// text has; the first of them where the text names its own department nowhere.
    pub(crate) fn odd_department(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, to): (usize, usize),
    ) {
        // 某办事处（部门）
        let bracket = line.chars[from..to].iter().position(|c| *c == '(');
        let is_closed = line.chars[from..to].last() == Some(&')');
        let to = bracket.filter(|_| is_closed).map_or(to, |more| from + more);
        let name = line.text(from, to);
        let words = self.data.group(WordGroup::Body);
        let is_body = words.ends(&line.chars[from..to]).is_some()
            && name.chars().count() >= SHORTEST
            && name.chars().all(|c| c.is_alphabetic() || "()".contains(c))
            && !self.has_word(WordGroup::OtherUnit, line, (from, to));
        // of names that end alike, 街道办事处, what stands before that tells
        let word = words.ends(&line.chars[from..to]).unwrap_or(0);
        let length = word + NAME_END - 1;
        let end = |name: &str| name.chars().rev().take(length).collect::<Vec<char>>();
        let own = own_names(&self.department);
        let is_own = end(&name) == end(&self.department)
            || self.department.contains(&name)
            || is_short_for(&name, &self.department)
            || own.iter().any(|own| name.contains(own.as_str()));
        let lines = self.reading.lines.iter().enumerate();
        let mut others = lines.filter(|(at, _)| *at != index);
        let mut is_named = || others.any(|(_, line)| own.iter().any(|own| line.says(own)));
        let is_told = || {
            let mut claims = self.reading.claims.iter();
            claims.any(|it| matches!(it.problem, ClaimProblem::AnotherBody { .. }))
        };
        if is_body && !is_own && (is_named() || !is_told()) {
            self.of_another_body(index, (from, to), false);
        }
    }

    /// Says that a name is not the department's.
    pub(crate) fn of_another_body(
        &mut self,
        index: usize,
        (from, to): (usize, usize),
        has_amount: bool,
    ) {
        let department = self.budget.department.clone();
        // without a department nothing is another's
        if department.is_empty() {
            return;
        }
        let right = (!has_amount).then(|| department.clone());
        let problem = ClaimProblem::AnotherBody {
            department,
            has_amount,
        };
        self.claim(TextCheck::AnotherBody, (index, from, to), right, problem);
    }
}
