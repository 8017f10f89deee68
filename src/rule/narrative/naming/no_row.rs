//! Names of items that no row has: those of another code, and of items that have no money any more.

use super::path::Named;
use super::written_path::{Likeness, Part};
use crate::amount::Rounded;
use crate::classification::{Code, ComparableName};
use crate::finding::ClaimProblem;
use crate::rule::narrative::language::{GridRow, TextCheck};
use crate::rule::narrative::reader::{Found, Reader};

impl Reader<'_> {
    /// Whether a path names an item that has no money any more, and so no row, and not the like-named one that has:
    /// 职业年金缴费支出0万元 beside a row 养老保险缴费支出.
    pub(super) fn is_without_row(
        &self,
        index: usize,
        rows: &[GridRow],
        parts: &[Part],
        (named, amount): (&Named<'_>, Option<Rounded>),
    ) -> bool {
        let is_like = named
            .likeness
            .last()
            .is_some_and(|it| *it >= Likeness::Near);
        let Some(last) = parts.last().filter(|it| is_like && it.digits.is_empty()) else {
            return false;
        };
        let is_nothing = match amount {
            Some(amount) => amount.value.is_zero(),
            // 未安排预算: the other one is told of by itself
            None => {
                let mut others = self.reading.lines.iter().enumerate();
                others.any(|(at, line)| at != index && line.says(&named.row.name))
            }
        };
        is_nothing && self.is_of_no_row(rows, &last.name)
    }

    /// Whether the catalogue has a name, and no row has one of its codes.
    fn is_of_no_row(&self, rows: &[GridRow], name: &str) -> bool {
        let codes = self.codes_named(name);
        let mut own = rows.iter().filter_map(|row| row.code.as_ref());
        !codes.is_empty() && !own.any(|it| codes.contains(&it))
    }

    /// The codes that the catalogue has for a name.
    pub(crate) fn codes_named(&self, name: &str) -> Vec<&Code> {
        let named = self.rules.catalogue.as_ref().zip(ComparableName::new(name));
        let entries = named.map(|(catalogue, name)| catalogue.of_name(&name));
        entries.into_iter().flatten().map(|it| &it.code).collect()
    }

    /// Whether the code beside a name is that of another row which has the amount, and the row of the name has not.
    pub(super) fn is_of_code(
        &self,
        rows: &[GridRow],
        parts: &[Part],
        (named, amount): (&Named<'_>, Option<Rounded>),
    ) -> bool {
        let is_its = amount.is_some_and(|it| self.has_amount(named.row, it));
        let row = self.row_of_code(rows, parts, amount);
        row.is_some_and(|it| it.code != named.row.code && !is_its)
    }

    /// The row of the full code beside the last name of a path, where it has an amount.
    fn row_of_code<'r>(
        &self,
        rows: &'r [GridRow],
        parts: &[Part],
        amount: Option<Rounded>,
    ) -> Option<&'r GridRow> {
        let part = parts.last()?;
        let amount =
            amount.filter(|it| matches!(part.digits.len(), 5 | 7) && !it.value.is_zero())?;
        let is_it = |row: &&GridRow| {
            let own = row.code.as_ref().map(Code::as_str);
            own == Some(&part.digits) && self.has_amount(row, amount)
        };
        rows.iter().find(is_it)
    }

    /// A name with the code of another: the code and the amount agree, and the name is one that another code has.
    pub(super) fn misnamed(
        &mut self,
        index: usize,
        rows: &[GridRow],
        parts: &[Part],
        amount: Option<Rounded>,
    ) -> Found {
        let Some(part) = parts.last() else {
            return Found::Unknown;
        };
        let is_name = !self.codes_named(&part.name).is_empty();
        let row = self.row_of_code(rows, parts, amount);
        let Some(row) = row.filter(|_| is_name) else {
            return Found::Unknown;
        };
        let problem = ClaimProblem::CodeName {
            code: part.digits.clone(),
            right: row.name.clone(),
        };
        let place = (index, part.from, part.to);
        self.claim(TextCheck::Name, place, Some(row.name.clone()), problem);
        Found::cell(row.fact)
    }
}
