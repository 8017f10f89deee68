//! Items of the classification named in a line.

use super::code;
use crate::classification::Code;
use crate::rule::narrative::language::{GridRow, WordGroup, value};
use crate::rule::narrative::lines::TextLine;
use crate::rule::narrative::reader::{Found, Reader, Subject};
use rust_decimal::Decimal;
use std::collections::HashSet;
use std::rc::Rc;

impl Reader<'_> {
    /// The name of a 款 or 项 of the class at hand, or of any, where only one figure has it. Among what money is for it may be
    /// but a part of it.
    pub(super) fn item_label(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, end): (usize, usize),
    ) -> Option<Found> {
        let at_hand = self.code.as_ref().map(|(code, _)| code);
        let at_hand = at_hand.or(self.path.as_ref());
        let class = at_hand.map(|code| code.ancestors().last().unwrap_or(code.clone()));
        let rows = self.items()?;
        let is_item = |row: &&GridRow| {
            let own = row.code.as_ref().filter(|code| code.depth() > 1);
            own.is_some_and(|code| class.as_ref().is_none_or(|class| code.is_below(class)))
        };
        let ends = |row: &GridRow, end: usize| {
            let length = row.name.chars().count();
            length > 1 && length <= end - from && line.has(end - length, &row.name)
        };
        // 初中教育支出 is 初中教育, and not the class 教育支出
        let bare = self.data.group(WordGroup::Expenditure);
        let bare = bare.ends(&line.chars[from..end]);
        let places = [Some(end), bare.map(|length| end - length)];
        let named = rows.iter().filter(is_item).filter_map(|row| {
            let end = places.into_iter().flatten().find(|end| ends(row, *end))?;
            Some((self.item_start(line, (from, end), &rows, row), row))
        });
        let named: Vec<(usize, &GridRow)> = named.collect();
        let longest = named.iter().map(|(start, _)| *start).min()?;
        let digits = code::before(line, from, longest);
        let is_coded = |row: &GridRow| {
            let own = row.code.as_ref().map(Code::as_str);
            own == Some(digits.text.as_str())
        };
        let mut same: Vec<&GridRow> = named
            .iter()
            .filter(|it| it.0 == longest)
            .map(|it| it.1)
            .collect();
        if same.iter().any(|row| is_coded(row)) {
            same.retain(|row| is_coded(row));
        }
        let first = *same.first()?;
        let amount = value(self.budget, first.fact);
        let code = first.code.clone()?;
        if !self.is_neutral(index, line, (from, digits.at))
            || same
                .iter()
                .any(|row| value(self.budget, row.fact) != amount)
            || !self.is_code_of(index, (&first.name, &code), &digits)
        {
            return Some(Found::Unknown);
        }
        self.item = Some(first.fact);
        Some(Found::Known(Subject {
            cells: Some(vec![(Decimal::ONE, first.fact)]),
            near: self.is_aside(line, end, WordGroup::Purpose).is_some(),
            most: false,
            before: None,
            lacking: None,
        }))
    }

    /// The rows that paths name: of several tables those below the classes, and each code once.
    pub(crate) fn items(&mut self) -> Option<Rc<Vec<GridRow>>> {
        let grids = self.of_section(|it| match it.items.as_slice() {
            [] => it.codes.map(|codes| vec![codes]),
            items => Some(items.to_vec()),
        })?;
        if let Some((_, rows)) = self.items.as_ref().filter(|(own, _)| *own == grids) {
            return Some(rows.clone());
        }
        let (first, others) = grids.split_first()?;
        let rows = self.rows(*first);
        let key = |row: &GridRow| row.code.clone().filter(|code| code.depth() > 1);
        let mut codes: HashSet<Code> = rows.iter().filter_map(key).collect();
        let others: Vec<Rc<Vec<GridRow>>> = others.iter().map(|grid| self.rows(*grid)).collect();
        let own = others.iter().flat_map(|rows| rows.iter());
        let more = own.filter(|row| key(row).is_some_and(|code| codes.insert(code)));
        let more: Vec<GridRow> = more.cloned().collect();
        let rows = match more.is_empty() {
            true => rows,
            false => Rc::new(rows.iter().cloned().chain(more).collect()),
        };
        self.items = Some((grids, rows.clone()));
        Some(rows)
    }

    /// Where the name of an item begins that ends at a place, with the names above it where they stand before it:
    /// `就业补助公益性岗位补贴`, `就业补助-公益性岗位补贴`.
    fn item_start(
        &self,
        line: &TextLine,
        (from, end): (usize, usize),
        rows: &[GridRow],
        item: &GridRow,
    ) -> usize {
        let mut start = end - item.name.chars().count();
        let above: Vec<Code> = item.code.iter().flat_map(Code::ancestors).collect();
        for code in above.iter().rev() {
            let row = rows.iter().find(|row| row.code.as_ref() == Some(code));
            let Some(name) = row.map(|row| &row.name) else {
                break;
            };
            let dash = usize::from(start > from && line.chars[start - 1] == '-');
            let before = start.checked_sub(dash + name.chars().count());
            match before.filter(|before| *before >= from && line.has(*before, name)) {
                Some(before) => start = before,
                None => break,
            }
        }
        start
    }
}
