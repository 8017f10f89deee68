//! Words in front of a path that are no part of its first name: `主要用于一般行政管理事务（项）`, `2020年行政运行（项）`.

use super::code;
use super::written_path::{OF_CLASS, Part};
use crate::classification::Code;
use crate::rule::narrative::language::{GridRow, WordGroup};
use crate::rule::narrative::lines::TextLine;
use crate::rule::narrative::reader::Reader;

/// What a name may stand behind, beside words that change nothing.
const LEADS: [WordGroup; 3] = [
    WordGroup::Purpose,
    WordGroup::Listing,
    WordGroup::FundSource,
];

impl Reader<'_> {
    /// Takes words in front of a path off its first name, where the rest is the name of a row.
    pub(super) fn without_lead(
        &self,
        (index, line): (usize, &TextLine),
        rows: &[GridRow],
        parts: &mut [Part],
    ) {
        let Some(first) = parts.first_mut() else {
            return;
        };
        let (from, to) = (first.from, first.to);
        let is_quoted = from > 0 && line.chars[from - 1] == '"';
        let depth = first.level;
        let of_level = rows
            .iter()
            .filter(|row| row.code.as_ref().map(Code::depth) == Some(depth));
        let names = of_level.flat_map(|row| {
            let name = row.name.as_str();
            let short = name.strip_suffix(OF_CLASS).filter(|_| depth == 1);
            [Some(name), short].into_iter().flatten()
        });
        let starts = names.filter_map(|name| {
            let start = to.checked_sub(name.chars().count())?;
            (start >= from && start < to && line.has(start, name)).then_some(start)
        });
        // the longest name
        let Some(start) = starts.min().filter(|start| *start > from && !is_quoted) else {
            return;
        };
        let digits = code::before(line, from, start);
        if !self.is_lead(index, line, (from, digits.at)) {
            return;
        }
        first.from = start;
        first.name = line.text(start, to);
        if first.digits.is_empty() && !digits.text.is_empty() {
            (first.digits_at, first.digits) = (digits.first, digits.text);
        }
    }

    /// Whether words only lead to a name: those behind the last `主要用于` change nothing.
    fn is_lead(&self, index: usize, line: &TextLine, (from, to): (usize, usize)) -> bool {
        let is_behind_words = |at: usize| {
            let words = LEADS.iter().map(|group| self.data.group(*group));
            at == from
                || words
                    .map(|own| own.ends(&line.chars[from..at]))
                    .any(|own| own.is_some())
        };
        (from..=to)
            .rev()
            .any(|at| is_behind_words(at) && self.is_neutral(index, line, (at, to)))
    }
}
