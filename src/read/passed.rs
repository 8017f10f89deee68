//! Rows within a table that are no rows of it: the header once more, column numbers, notes, signatures.

use super::rows::RowReader;
use crate::amount::Amount;
use crate::book::value::Value;
use crate::budget::{Figure, Placed, Row};
use crate::classification::Code;
use crate::finding::{PassedOver, Problem};
use crate::label::fold;
use crate::layout::Rows;
use crate::layout::emptiness::is_denied;
use crate::place::CellRef;
use std::borrow::Cow;

/// Rows over which one that is printed again is looked for.
const ROWS_OF_PAGES: usize = 2_000;

/// Characters that may stand beside the words of a page break: 合计过次页.
const PAGE_WORD_REST: usize = 4;

impl RowReader<'_, '_> {
    /// Whether a row is none of the table: a header or a heading printed again, column numbers, a footer.
    pub(super) fn is_no_row(&self, row: u32) -> bool {
        self.is_repeated_header(row)
            || self.is_repeated_heading(row)
            || self.is_column_numbers(row)
            || self.is_footer(row)
    }

    /// Claims all cells of a row, so that none of them is reported as not read.
    pub(super) fn claim_row(&mut self, row: u32) {
        let columns = self
            .sheet
            .row(row)
            .map(|(column, _)| CellRef::new(row, column));
        self.claimed.extend(columns);
    }

    /// Whether a row prints the header again, as after a page break.
    pub(super) fn is_repeated_header(&self, row: u32) -> bool {
        let (first, last) = self.located.header;
        if self.located.is_headless {
            return false;
        }
        let same = |header: u32| {
            self.sheet.row(row).all(|(column, value)| {
                let over = self.sheet.own(header, column);
                over.is_some_and(|over| over.folded() == value.folded())
            })
        };
        self.sheet.row(row).nth(1).is_some() && (first..=last).any(same)
    }

    /// Whether a row prints a line above the header again, as after a page break: the title, the department, the unit.
    pub(super) fn is_repeated_heading(&self, row: u32) -> bool {
        if self.located.is_headless {
            return false;
        }
        let (title, header) = (self.located.title.row, self.located.header);
        // a single word of the header (合计) may be a label
        let last = match self.sheet.row(row).nth(1) {
            Some(_) => u32::MAX,
            None => header.0,
        };
        let repeats = |value: &Value| {
            let text = value.folded();
            let bare = without_continuation(&text);
            let mut above = self.sheet.rows(title, header.1);
            above.any(|(place, value)| place.row < last && value.folded() == bare)
        };
        let mut cells = self.sheet.row(row);
        self.sheet.row(row).next().is_some() && cells.all(|(_, value)| repeats(value))
    }

    /// Whether a folded text is of a row that a page break leaves in a table: 过次页, 承前页, 第2页小计.
    pub(super) fn is_page_word(&self, folded: &str) -> bool {
        let folded = of_this_page(folded);
        let words = &self.layout.words.page_words;
        if !words.iter().any(|word| folded.contains(word.as_str())) {
            return false;
        }
        let mut rest = folded.to_string();
        for word in words {
            rest = rest.replace(word.as_str(), "");
        }
        rest.len() < folded.len()
            && rest.chars().filter(|c| c.is_alphanumeric()).count() <= PAGE_WORD_REST
            && !rest.contains(|c: char| c.is_ascii_digit())
    }

    /// Whether the first words of a row are those of a page break.
    pub(super) fn is_page_line(&self, row: u32) -> bool {
        let texts = self.sheet.row(row).find_map(|(_, value)| match value {
            Value::Text(text) => Some(text.folded()),
            _ => None,
        });
        texts.is_some_and(|folded| self.is_page_word(folded))
    }

    /// Whether a row prints one above it again, as at the head of a page: the same code and name, with no figures or,
    /// where the table goes on, the same ones.
    pub(super) fn is_printed_again(
        &self,
        (rows, unit): (&[Row], Option<usize>),
        code: &Code,
        (label, goes_on): (&str, bool),
        amounts: &[(usize, CellRef)],
    ) -> bool {
        let folded = fold(label);
        let bare = without_continuation(&folded);
        let mut near = rows.iter().rev().take(ROWS_OF_PAGES);
        let first = near.find(|row| {
            row.code.as_ref() == Some(code) && row.unit == unit && fold(&row.label) == bare
        });
        let Some(first) = first else { return false };
        let is_blank = |place: CellRef| !self.says_something(place);
        let is_same = |column: usize, place| {
            let figure = first.facts[column].map(|id| &self.facts[id.0].figure);
            let amount = match figure {
                Some(Figure::Amount { exact, .. }) => *exact,
                _ => Amount::ZERO,
            };
            self.amount_at(place) == Some(amount)
        };
        amounts.iter().all(|(_, place)| is_blank(*place))
            || goes_on
                && amounts
                    .iter()
                    .all(|(column, place)| is_same(*column, *place))
    }

    /// Passes over a row that is none of the table's, with a hint that names it and its figures.
    pub(super) fn pass_over(&mut self, name: &str, reason: PassedOver, places: &[CellRef]) {
        let problem = Problem::RowPassedOver {
            table: self.table().id.clone(),
            name: name.to_owned(),
            reason,
        };
        self.notice(places, problem);
        self.claimed.extend(places.iter().copied());
    }

    /// Whether a row right below the header, or below one that is printed again, numbers its columns: 栏次 1 2 3 …
    pub(super) fn is_column_numbers(&self, row: u32) -> bool {
        if row != self.located.first_row() && !self.is_repeated_header(row - 1) {
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
                Some(number)
                    if last.is_none_or(|last: u32| last.checked_add(1) == Some(number)) =>
                {
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
        let is_alone = self.sheet.row(row).nth(1).is_none();
        let numbers_page = |folded: &str| {
            folded.strip_prefix('第').is_some_and(|rest| {
                rest.trim_start_matches(|c: char| c.is_ascii_digit())
                    .starts_with('页')
            })
        };
        // a day of printing may stand before it, but no figure
        let all_text = || {
            let mut cells = self.sheet.row(row);
            cells.all(|(_, value)| matches!(value, Value::Text(_)))
        };
        let mut cells = self.sheet.row(row);
        let is_page = numbers_page(folded)
            || cells.any(|(_, value)| numbers_page(&value.folded())) && all_text();
        let mut words = self.layout.words.footer_words.iter();
        let is_footer = is_page
            || is_alone && is_page_number(folded)
            || words.any(|word| folded.starts_with(word.as_str()));
        is_footer && !self.is_page_word(folded)
    }

    /// A row of words below the figures: `备注：…`.
    pub(super) fn note(&mut self, row: u32) -> Option<Placed> {
        let (column, value) = self.sheet.row(row).next()?;
        let Value::Text(text) = value else {
            return None;
        };
        let folded = text.folded();
        let begins = self.layout.words.note_words.iter().any(|word| {
            let rest = folded.strip_prefix(word.as_str());
            rest.is_some_and(|rest| {
                rest.is_empty()
                    || rest.starts_with([':', '.', '、', ','])
                    || rest.starts_with(|c: char| c.is_ascii_digit())
            })
        });
        let mut words = self
            .layout
            .words
            .empty_words
            .iter()
            .chain(&self.layout.words.empty_reasons);
        let says_empty =
            words.any(|word| folded.contains(word.as_str())) || self.is_denial(row, text);
        let has_figure = self
            .sheet
            .row(row)
            .any(|(_, value)| matches!(value, Value::Number(_) | Value::Shown(_)));
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

impl RowReader<'_, '_> {
    /// Whether the only text of a row says that there is nothing of what the table is about. Where rows have labels it
    /// must name the table's money: 无形资产购置 is a label.
    fn is_denial(&self, row: u32, text: &str) -> bool {
        let table = self.table();
        let is_alone = self.sheet.row(row).nth(1).is_none();
        let is_single = table.blocks.iter().all(|block| block.rows == Rows::Single);
        let folded = fold(text);
        let mut money = table.money.iter();
        let is_of_table = is_single || money.any(|word| folded.contains(word.as_str()));
        is_alone && is_of_table && is_denied(self.layout, self.located.table, text)
    }
}

/// A folded title without what says that it goes on: `标题(续表)`.
pub(super) fn without_continuation(folded: &str) -> &str {
    ["(续表)", "(续)", "续表", "-续"]
        .iter()
        .find_map(|mark| folded.strip_suffix(mark))
        .unwrap_or(folded)
}

/// Whether a folded text numbers a page: `-1-`, `1/2`, `共2页第1页`, `page1of2`.
fn is_page_number(folded: &str) -> bool {
    let words = ["page", "of", "第", "共", "页"];
    let bare = words
        .iter()
        .fold(folded.to_owned(), |text, word| text.replace(word, "/"));
    let parts = || {
        bare.split(['/', '-', ',', '(', ')'])
            .filter(|part| !part.is_empty())
    };
    let is_marked = bare.starts_with(['/', '-']) || parts().count() > 1;
    is_marked
        && parts().next().is_some()
        && parts().all(|part| part.len() <= 4 && part.bytes().all(|digit| digit.is_ascii_digit()))
}

/// A folded text in which the number of a page is this one: `第2页小计` is `本页小计`.
fn of_this_page(folded: &str) -> Cow<'_, str> {
    let numbered = folded.split_once('第').and_then(|(before, rest)| {
        let digits = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百".contains(c);
        let after = rest.trim_start_matches(digits);
        let is_number = after.len() < rest.len() && after.starts_with('页');
        is_number.then(|| format!("{before}本{after}"))
    });
    numbered.map_or(Cow::Borrowed(folded), Cow::Owned)
}
