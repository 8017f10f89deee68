//! Titles that differ from a layout's by a word.

use super::Titles;
use crate::layout::Table;

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
pub(in crate::read) fn speaks_of_other(text: &str, table: &Table) -> bool {
    let is_foreign = |word: &&str| {
        text.contains(*word) && !table.known_titles.iter().any(|title| title.contains(*word))
    };
    SUBJECTS.iter().any(is_foreign)
}

/// Whether a text names what some title of a table is about.
pub(in crate::read) fn shares_subject(text: &str, table: &Table) -> bool {
    let is_shared = |word: &&str| {
        text.contains(*word) && table.known_titles.iter().any(|title| title.contains(*word))
    };
    SUBJECTS.iter().any(is_shared)
}

/// Words that one title has and another one of the same table leaves out or puts otherwise, longer ones first.
const FILLERS: [&str; 10] = [
    "部门预算经济分类",
    "功能分类",
    "经济分类",
    "预算单位",
    "部门",
    "单位",
    "财务",
    "预算",
    "总体",
    "情况",
];
/// The same of a single character: 收支总表, 收支表.
const FILLER: char = '总';

/// A folded title without the words that say little.
fn core(title: &str) -> String {
    let without = |text: String, word: &&str| text.replace(*word, "");
    let short = FILLERS.iter().fold(title.to_owned(), without);
    short.replace(FILLER, "")
}

/// Whether a folded title has the words of a table's title in their order, but for those that say little:
/// `部门支出总体情况表` for `部门支出预算总表`. The name of a department may stand in front of it.
pub(in crate::read) fn has_words_of(title: &str, table: &Table, name_endings: &[String]) -> bool {
    let own = core(title);
    let is_name = |text: &str| {
        text.is_empty()
            || name_endings
                .iter()
                .any(|ending| text.ends_with(ending.as_str()))
    };
    let mut titles = table.known_titles.iter();
    titles.any(|known| own.strip_suffix(core(known).as_str()).is_some_and(is_name))
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
