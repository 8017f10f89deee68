//! Titles that differ from a layout's by a word.

use super::Titles;
use crate::layout::{LayoutWords, Table};

/// Characters that a title may have more or fewer than the layout's.
const NEAR: usize = 3;
/// Characters of the shortest title that may differ.
const SHORTEST: usize = 5;

/// The one table whose title differs by a word more or less: `部门支出情况表` for `部门支出总体情况表`.
pub(super) fn nearest(title: &str, of: &Titles<'_>) -> Option<(usize, usize)> {
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
    let is_other = speaks_of_other(title, &of.layout.tables[*table], &of.layout.words);
    let is_only = near
        .iter()
        .all(|(apart, other, _)| apart > least || other == table);
    (is_only && !is_other).then_some((*table, *known))
}

/// Whether a text speaks of something that no title of a table does: however alike the rest is, it is of another table.
pub(in crate::read) fn speaks_of_other(text: &str, table: &Table, words: &LayoutWords) -> bool {
    let is_titled = |word: &String| table.known_titles.iter().any(|title| title.contains(word));
    let mut subjects = words.title_subjects.iter();
    subjects.any(|word| text.contains(word) && !is_titled(word))
}

/// Whether a text names what some title of a table is about.
pub(in crate::read) fn shares_subject(text: &str, table: &Table, words: &LayoutWords) -> bool {
    let is_titled = |word: &String| table.known_titles.iter().any(|title| title.contains(word));
    let mut subjects = words.title_subjects.iter();
    subjects.any(|word| text.contains(word) && is_titled(word))
}

/// A folded title without the words that say little.
fn core(title: &str, words: &LayoutWords) -> String {
    let without = |text: String, word: &String| text.replace(word, "");
    words.title_fillers.iter().fold(title.to_owned(), without)
}

/// Whether a folded title has the words of a table's title in their order, but for those that say little:
/// `部门支出总体情况表` for `部门支出预算总表`. The name of a department may stand in front of it.
pub(in crate::read) fn has_words_of(title: &str, table: &Table, words: &LayoutWords) -> bool {
    let own = core(title, words);
    let is_name = |text: &str| {
        text.is_empty()
            || words
                .unit_name_endings
                .iter()
                .any(|ending| text.ends_with(ending.as_str()))
    };
    let mut titles = table.known_titles.iter();
    titles.any(|known| {
        own.strip_suffix(core(known, words).as_str())
            .is_some_and(is_name)
    })
}

/// How many characters a text, whatever stands in front of it, has more or fewer than a title; never both.
pub(super) fn words_apart(text: &[char], title: &[char]) -> Option<usize> {
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
