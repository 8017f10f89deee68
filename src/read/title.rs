//! The titles on a sheet: which of its cells may name a table of a layout.

mod near;

use super::heading;
use super::year::{self, without_year};
use crate::book::sheet::Sheet;
use crate::book::value::{SharedText, Value};
use crate::label::fold;
use crate::layout::{Layout, Table};
use crate::place::CellRef;
use near::nearest;
pub(super) use near::{has_words_of, shares_subject, speaks_of_other};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Characters of a cell with a sentence in it that can be a title all the same. A name in a title may be of any length.
const TITLE_LENGTH: usize = 90;
/// Characters at either end of a longer cell that are looked at.
const LONG_TITLE_END: usize = 200;
/// Figures of an ordinal.
const ORDINALS: &str = "一二三四五六七八九十百零";
/// What a document is divided into.
const PARTS: [&str; 3] = ["部分", "章", "篇"];
/// What a sentence has, and a title hardly ever.
const SENTENCE: [char; 4] = ['，', '。', '；', '！'];

pub(super) struct Title {
    pub(super) table: usize,
    pub(super) known: usize,
    pub(super) at: CellRef,
    pub(super) number: Option<String>,
    pub(super) continues: bool,
    pub(super) year: Option<i32>,
    /// Whether it differs from the layout's title by a word.
    pub(super) near: bool,
    /// Its text, where it stands in the header of the printed pages and in no cell.
    pub(super) printed: Option<String>,
}

/// A cell that may be a title of some layout, without what numbers, dates or continues it.
#[derive(Debug)]
pub(super) struct Headline {
    pub(super) at: CellRef,
    pub(super) text: String,
    number: Option<String>,
    continues: bool,
    pub(super) year: Option<i32>,
    /// Its text, where it stands in the header of the printed pages.
    printed: Option<String>,
}

/// The titles of a layout.
pub(super) struct Titles<'a> {
    pub(super) layout: &'a Layout,
    /// The table, which of its titles it is, and the title.
    known: Vec<(usize, usize, &'a str)>,
}

impl<'a> Titles<'a> {
    pub(super) fn new(layout: &'a Layout) -> Self {
        let of_table = |(table, it): (usize, &'a Table)| {
            it.known_titles
                .iter()
                .enumerate()
                .map(move |(known, title)| (table, known, title.as_str()))
        };
        Self {
            layout,
            known: layout
                .tables
                .iter()
                .enumerate()
                .flat_map(of_table)
                .collect(),
        }
    }

    /// The last character of each of them.
    fn ends(&self) -> impl Iterator<Item = Option<char>> {
        self.known
            .iter()
            .map(|(.., title)| title.chars().next_back())
    }

    /// How many columns their tables can have in all, each of them counted once more, as far as headlines say.
    pub(super) fn most(&self, headlines: &[Headline]) -> usize {
        let titles = titles(headlines, self);
        let columns = |title: &Title| {
            self.layout.tables[title.table]
                .blocks
                .iter()
                .map(|block| block.columns.len())
        };
        titles
            .iter()
            .map(|title| 1 + columns(title).sum::<usize>())
            .sum()
    }
}

/// The cells of a sheet that may be titles of some layout: `标题（一）`, `标题（续表）`, `《标题》 单位：万元`. A title that fills
/// the cells of its row counts once. Those of the printed header come first.
pub(super) fn headlines(sheet: &Sheet, layouts: &[Titles<'_>]) -> Vec<Headline> {
    let ends: BTreeSet<Option<char>> = layouts.iter().flat_map(Titles::ends).collect();
    let texts = sheet.cells.iter().filter_map(|(at, value)| match value {
        Value::Text(text) => Some((*at, text)),
        _ => None,
    });
    let is_filled_across = |CellRef { row, column }: CellRef, text: &str| {
        let left = column.checked_sub(1).and_then(|left| sheet.own(row, left));
        left.is_some_and(|left| left.folded() == text)
    };
    let printed = sheet.print_header.iter().filter_map(|line| {
        let text = SharedText::new(line.as_str());
        let found = headline(CellRef::new(0, 0), &text, text.folded(), &ends)
            .or_else(|| headline_in_part(CellRef::new(0, 0), &text, &ends))?;
        Some(Headline {
            printed: Some(line.clone()),
            ..found
        })
    });
    let in_cells = texts.filter_map(|(at, text)| {
        let found = headline(at, text, text.folded(), &ends)
            .or_else(|| headline_in_part(at, text, &ends))?;
        (!is_filled_across(at, text.folded())).then_some(found)
    });
    printed.chain(in_cells).collect()
}

/// The part of a cell that may be a title, where a unit of measure or a department shares the cell.
fn headline_in_part(at: CellRef, text: &str, ends: &BTreeSet<Option<char>>) -> Option<Headline> {
    let text = both_ends(text, 2 * TITLE_LENGTH)?;
    let has_parts = text.contains("单位") || text.contains(['\n', '\t']) || text.contains("  ");
    if !has_parts || !text.contains('表') {
        return None;
    }
    let parts = heading::pieces(&text);
    parts
        .iter()
        .find_map(|part| headline(at, part, &fold(part), ends))
}

/// A text as a headline, without what may stand behind a title.
fn headline(
    at: CellRef,
    text: &str,
    folded: &str,
    ends: &BTreeSet<Option<char>>,
) -> Option<Headline> {
    let folded = without_tail(folded, ends);
    // what may be left out at the end of a title
    let may_end = ends.contains(&folded.chars().next_back())
        || folded.ends_with([')', '》', '"', '表', '续', '年', '度']);
    if !may_end {
        return None;
    }
    let text = both_ends(text, TITLE_LENGTH)?;
    let folded = match text {
        Cow::Borrowed(_) => folded.into(),
        Cow::Owned(ref text) => Cow::Owned(without_tail(&fold(text), ends).to_owned()),
    };
    let mut rest = without_year(&folded);
    let mut number = None;
    let mut continues = false;
    loop {
        if let Some((before, inside)) = rest.strip_suffix(')').and_then(|t| t.rsplit_once('(')) {
            continues |= inside.contains('续');
            let is_number = !inside.is_empty() && inside.chars().all(is_ordinal);
            if is_number && number.is_none() {
                number = Some(inside.to_owned());
            }
            // the whole title may stand in brackets
            let kept = if before.is_empty() { inside } else { before };
            rest = kept.to_owned().into();
        } else if let Some(before) = rest
            .strip_suffix("续表")
            .or_else(|| rest.strip_suffix('续'))
        {
            continues = true;
            rest = before.trim_end_matches('-').to_owned().into();
        } else if let Some(before) = rest.strip_suffix(['》', '"']) {
            rest = before.to_owned().into();
        } else {
            break;
        }
    }
    let is_title = ends.contains(&rest.chars().next_back());
    is_title.then(|| Headline {
        year: year::of_title(&text),
        at,
        text: rest.into_owned(),
        number,
        continues,
        printed: None,
    })
}

/// Characters behind a dash that are no part of a title: `支出总表-公开`.
const TAIL_LENGTH: usize = 6;

/// A folded title without a mark for a note or a remark behind a dash.
fn without_tail<'a>(folded: &'a str, ends: &BTreeSet<Option<char>>) -> &'a str {
    let folded = folded.trim_end_matches(['*', '#']);
    // a cell may hold a very long text: only its end is looked at
    let mut end = folded.char_indices().rev().take(TAIL_LENGTH + 1);
    let Some((dash, _)) = end.find(|(_, c)| matches!(c, '-' | '_')) else {
        return folded;
    };
    let (before, tail) = (
        folded[..dash].trim_end_matches(['-', '_']),
        &folded[dash + 1..],
    );
    let is_title = before.ends_with('表') && ends.contains(&before.chars().next_back());
    if is_title && !tail.contains(['表', '续']) {
        before
    } else {
        folded
    }
}

/// A text that may be a title; of a very long one both ends. None where one of more than `length` characters has a
/// sentence in it.
fn both_ends(text: &str, length: usize) -> Option<Cow<'_, str>> {
    if text.chars().nth(length).is_none() {
        return Some(text.into());
    }
    let second = text.char_indices().nth(LONG_TITLE_END);
    let last = text.char_indices().nth_back(LONG_TITLE_END - 1);
    let ends = match (second, last) {
        (Some((second, _)), Some((last, _))) if second < last => {
            Cow::Owned(format!("{}{}", &text[..second], &text[last..]))
        }
        _ => text.into(),
    };
    (!ends.contains(SENTENCE)).then_some(ends)
}

impl Headline {
    /// Whether it heads a part of a document: 第二部分 部门预算表.
    pub(super) fn is_of_part(&self) -> bool {
        let rest = self.text.strip_prefix('第');
        let rest = rest.map(|rest| rest.trim_start_matches(is_ordinal));
        rest.is_some_and(|rest| PARTS.iter().any(|part| rest.starts_with(part)))
    }
}

fn is_ordinal(c: char) -> bool {
    c.is_ascii_digit() || ORDINALS.contains(c)
}

/// The headlines that are titles of a layout.
pub(super) fn titles(headlines: &[Headline], of: &Titles<'_>) -> Vec<Title> {
    split(headlines, of)
        .into_iter()
        .filter_map(Result::ok)
        .collect()
}

/// Headlines in their order: titles of a layout, and others. A printed title counts where no cell has one.
pub(super) fn split<'a>(
    headlines: &'a [Headline],
    of: &Titles<'_>,
) -> Vec<Result<Title, &'a Headline>> {
    let (printed, in_cells): (Vec<&Headline>, Vec<&Headline>) =
        headlines.iter().partition(|it| it.printed.is_some());
    let mut found: Vec<_> = in_cells
        .into_iter()
        .map(|headline| title(headline, of).ok_or(headline))
        .collect();
    if !found.iter().any(Result::is_ok) {
        let first = printed.into_iter().find_map(|it| title(it, of));
        found.splice(0..0, first.map(Ok));
    }
    found
}

/// The title of a layout that a line of a document is, word for word.
pub(super) fn of_line(line: &str, of: &Titles<'_>) -> Option<Title> {
    let ends: BTreeSet<Option<char>> = of.ends().collect();
    let headline = headline(CellRef::default(), line, &fold(line), &ends)?;
    title(&headline, of).filter(|it| !it.near)
}

fn title(headline: &Headline, of: &Titles<'_>) -> Option<Title> {
    let fitting = of
        .known
        .iter()
        .filter(|(.., title)| headline.text.ends_with(title));
    let best = fitting
        .max_by_key(|(table, known, title)| (title.len(), usize::MAX - table, usize::MAX - known));
    let exact = best.map(|(table, known, _)| (*table, *known));
    let near = exact.is_none();
    let (table, known) = exact.or_else(|| nearest(&headline.text, of))?;
    Some(Title {
        table,
        known,
        at: headline.at,
        number: headline.number.clone(),
        continues: headline.continues,
        year: headline.year,
        near,
        printed: headline.printed.clone(),
    })
}

#[cfg(test)]
mod tests;
