//! The titles on a sheet: which of its cells may name a table of a layout.

use super::heading;
use super::year::{self, without_year};
use crate::book::sheet::Sheet;
use crate::book::value::{SharedText, Value};
use crate::label::fold;
use crate::layout::{Layout, Table};
use crate::place::CellRef;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Characters of a cell with a sentence in it that can be a title all the same. A name in a title may be of any length.
const TITLE_LENGTH: usize = 90;
/// Characters at either end of a longer cell that are looked at.
const LONG_TITLE_END: usize = 200;
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
            let is_number = !inside.is_empty()
                && inside
                    .chars()
                    .all(|c| c.is_ascii_digit() || "一二三四五六七八九十百".contains(c));
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

/// Characters that a title may have more or fewer than the layout's.
const NEAR: usize = 3;
/// Characters of the shortest title that may differ.
const SHORTEST: usize = 5;

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

/// The one table whose title differs by a word more or less: `部门支出情况表` for `部门支出总体情况表`.
fn nearest(title: &str, of: &Titles<'_>) -> Option<(usize, usize)> {
    let text: Vec<char> = title.chars().collect();
    if text.len() < SHORTEST {
        return None;
    }
    let known = of.known.iter();
    let may_be = known.filter(|(.., title)| title.chars().next_back() == text.last().copied());
    let near = may_be.filter_map(|(table, known, title)| {
        let title: Vec<char> = title.chars().collect();
        Some((words_apart(&text, &title)?, *table, *known))
    });
    let near: Vec<(usize, usize, usize)> = near.collect();
    let (least, table, known) = near.iter().min()?;
    let is_other = speaks_of_other(title, &of.layout.tables[*table]);
    let is_only = near
        .iter()
        .all(|(apart, other, _)| apart > least || other == table);
    (is_only && !is_other).then_some((*table, *known))
}

/// What a title may speak of; a table of something else is another table, however alike the rest is.
const SUBJECTS: [&str; 10] = [
    "国有资本",
    "社会保险",
    "政府性基金",
    "一般公共预算",
    "财政专户",
    "财政拨款",
    "三公",
    "采购",
    "收入",
    "项目",
];

/// Whether a text speaks of something that no title of a table does.
pub(super) fn speaks_of_other(text: &str, table: &Table) -> bool {
    let is_foreign = |word: &&str| {
        text.contains(*word) && !table.known_titles.iter().any(|title| title.contains(*word))
    };
    SUBJECTS.iter().any(is_foreign)
}

/// How many characters a text, whatever stands in front of it, has more or fewer than a title; never both.
fn words_apart(text: &[char], title: &[char]) -> Option<usize> {
    let (first, last) = (title.first()?, title.last()?);
    if title.len() < SHORTEST || text.last()? != last {
        return None;
    }
    let begins = (0..text.len()).filter(|at| text[*at] == *first);
    let apart = begins.filter_map(|at| {
        let text = &text[at..];
        let apart = text.len().abs_diff(title.len());
        let (short, long) = if text.len() < title.len() {
            (text, title)
        } else {
            (title, text)
        };
        (apart <= NEAR && short.len() >= SHORTEST && is_within(short, long)).then_some(apart)
    });
    apart.min()
}

/// Whether the characters of one text stand in another in their order.
fn is_within(short: &[char], long: &[char]) -> bool {
    let mut rest = long.iter();
    short.iter().all(|c| rest.any(|other| other == c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_as_long_as_its_name_and_prose_is_none() {
        let text = |length| format!("2020年{}部门支出总体情况表", "长".repeat(length));
        for length in [0, 60, 90, 300] {
            assert_eq!(
                both_ends(&text(length), TITLE_LENGTH),
                Some(text(length).into())
            );
        }
        let long = text(40_000);
        let ends = both_ends(&long, TITLE_LENGTH).expect("it has no sentence");
        assert_eq!(ends.chars().count(), 2 * LONG_TITLE_END);
        assert!(ends.starts_with("2020年长") && ends.ends_with("长部门支出总体情况表"));
        let prose = format!("按照要求，{}", text(90));
        assert_eq!(both_ends(&prose, TITLE_LENGTH), None);
    }

    #[test]
    fn a_word_more_or_less_is_near() {
        let apart = |text: &str, title: &str| {
            let [text, title] = [text, title].map(|text| text.chars().collect::<Vec<_>>());
            words_apart(&text, &title)
        };
        assert_eq!(apart("某局部门支出情况表", "部门支出总体情况表"), Some(2));
        assert_eq!(
            apart("部门支出预算总体情况表", "部门支出总体情况表"),
            Some(2)
        );
        assert_eq!(apart("三公经费支出情况表", "\"三公\"经费支出情况表"), None);
        assert_eq!(apart("部门收支总体情况表", "部门支出总体情况表"), None);
        assert_eq!(
            apart("国有资本经营预算支出情况表", "政府性基金预算支出情况表"),
            None
        );
        assert_eq!(
            apart("一般公共预算基本支出情况表", "一般公共预算支出情况表"),
            Some(2)
        );
    }
}
