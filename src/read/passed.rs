//! Rows within a table that are no rows of it: the header once more, column numbers, notes, signatures.

use super::rows::RowReader;
use crate::book::sheet::Value;
use crate::budget::Placed;

impl RowReader<'_, '_> {
    /// Whether a row prints the header again, as after a page break.
    pub(super) fn is_repeated_header(&self, row: u32) -> bool {
        let (first, last) = self.located.header;
        let texts: Vec<_> = self
            .sheet
            .row(row)
            .map(|(column, value)| (column, value.folded()))
            .collect();
        let same = |row: u32| {
            texts.iter().all(|(column, text)| {
                self.sheet
                    .own(row, *column)
                    .is_some_and(|value| value.folded() == *text)
            })
        };
        texts.len() > 1 && (first..=last).any(same)
    }

    /// Whether a row right below the header numbers its columns: 栏次 1 2 3 …
    pub(super) fn is_column_numbers(&self, row: u32) -> bool {
        if row != self.located.header.1 + 1 {
            return false;
        }
        let mut last = None;
        let mut numbers = 0;
        for (_, value) in self.sheet.row(row) {
            let text = value.folded();
            let number = text
                .split('=')
                .next()
                .and_then(|digits| digits.parse::<u32>().ok());
            match number {
                Some(number) if last.is_none_or(|last| number == last + 1) => {
                    last = Some(number);
                    numbers += 1;
                }
                None if text.chars().all(|c| "*栏次行甲乙丙丁戊己庚辛-".contains(c)) => {
                }
                _ => return false,
            }
        }
        numbers > 1
    }

    /// Whether a row holds signatures, telephone numbers or page numbers below a table.
    pub(super) fn is_footer(&self, row: u32) -> bool {
        let Some((_, Value::Text(text))) = self.sheet.row(row).next() else {
            return false;
        };
        let folded = text.folded();
        let is_page = folded.strip_prefix('第').is_some_and(|rest| {
            rest.trim_start_matches(|c: char| c.is_ascii_digit())
                .starts_with('页')
        });
        is_page
            || self
                .layout
                .footer_words
                .iter()
                .any(|word| folded.starts_with(word.as_str()))
    }

    /// A row of words below the figures: `备注：…`.
    pub(super) fn note(&mut self, row: u32) -> Option<Placed> {
        let (column, value) = self.sheet.row(row).next()?;
        let Value::Text(text) = value else {
            return None;
        };
        let folded = text.folded();
        let begins = self.layout.note_words.iter().any(|word| {
            let rest = folded.strip_prefix(word.as_str());
            rest.is_some_and(|rest| {
                rest.is_empty()
                    || rest.starts_with([':', '.', '、', ','])
                    || rest.starts_with(|c: char| c.is_ascii_digit())
            })
        });
        let mut words = self
            .layout
            .empty_words
            .iter()
            .chain(&self.layout.empty_reasons);
        let says_empty = words.any(|word| folded.contains(word.as_str()));
        let has_figure = self
            .sheet
            .row(row)
            .any(|(_, value)| matches!(value, Value::Number(_)));
        if has_figure || !(begins || says_empty) {
            return None;
        }
        let text = text.trim().to_owned();
        Some(Placed {
            text,
            at: self.address(row, column),
        })
    }
}
