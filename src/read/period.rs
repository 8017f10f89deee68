//! Whose year the figures below a heading are of: the budget's, the year before, or a change between both.
//! `2019年预算数`, `上年执行数`, `合计（本年预算）`, `2020年比2019年增减`.

use super::measure::{with_bare_unit, with_unit};
use super::year;
use crate::layout::LayoutWords;
use std::borrow::Cow;

/// What a heading says of its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) period: Period,
    /// Whether the figures are of an execution (执行数), not of a budget.
    pub(super) is_executed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Period {
    Year(i32),
    This,
    Last,
    /// 增减, 增长率: a comparison of two years.
    Change,
    /// 前年, 明年, 调整预算数: neither this year's budget nor last year.
    Other,
}

/// A folded heading without what says its year, and what that says.
pub(super) fn parse<'a>(
    folded: &'a str,
    words: &LayoutWords,
    is_heading: &dyn Fn(&str) -> bool,
) -> (Cow<'a, str>, Option<Mark>) {
    let unit = with_unit(folded).or_else(|| with_bare_unit(folded, is_heading));
    let text = unit.map_or(folded, |(text, _)| text);
    if is_heading(text) || !words.may_say_period(text) {
        return (text.into(), None);
    }
    let years = year::years(text);
    let mut changes = words.change_headings.iter();
    if changes.any(|word| text.contains(word.as_str())) || years.len() > 1 {
        let mark = Mark {
            period: Period::Change,
            is_executed: false,
        };
        return (text.into(), Some(mark));
    }
    if let Some((start, end, year)) = years.first().copied() {
        let (before, after) = (&text[..start], &text[end..]);
        let (rest, is_executed) = without_kind(after, words, is_heading);
        let mark = Mark {
            period: Period::Year(year),
            is_executed,
        };
        return (joined(before, rest).into(), Some(mark));
    }
    if let Some((rest, mark)) = short_year(text, words, is_heading) {
        return (rest.into(), Some(mark));
    }
    if words.later_headings.iter().any(|word| word == text) {
        let mark = Mark {
            period: Period::Other,
            is_executed: !text.contains("预算"),
        };
        return ("".into(), Some(mark));
    }
    relative(text, words, is_heading).map_or((text.into(), None), |(rest, mark)| (rest, Some(mark)))
}

/// 20年预算数: the last two digits of a year and the kind of its figures.
fn short_year<'a>(
    text: &'a str,
    words: &LayoutWords,
    is_heading: &dyn Fn(&str) -> bool,
) -> Option<(&'a str, Mark)> {
    let (digits, after) = text.split_once('年')?;
    let is_short = digits.len() == 2 && digits.bytes().all(|c| c.is_ascii_digit());
    let year = 2000 + digits.parse::<i32>().ok().filter(|_| is_short)?;
    let (rest, is_executed) = without_kind(after.trim_start_matches('度'), words, is_heading);
    let mark = Mark {
        period: Period::Year(year),
        is_executed,
    };
    let says_figures = !after.is_empty() && rest.is_empty() || is_heading(rest);
    says_figures.then_some((rest, mark))
}

/// 上年 and 本年 mean figures only where nothing but their kind or a known heading follows: 上年结转 is a source.
fn relative<'a>(
    text: &'a str,
    words: &LayoutWords,
    is_heading: &dyn Fn(&str) -> bool,
) -> Option<(Cow<'a, str>, Mark)> {
    let begun = |text: &'a str| {
        let (word, period) = relative_word(text, words)?;
        let (rest, is_executed) = without_kind(&text[word.len()..], words, is_heading);
        let mark = Mark {
            period,
            is_executed,
        };
        let kinds = words.budget_words.iter().chain(&words.executed_words);
        let bare = || {
            kinds
                .filter_map(|word| rest.strip_suffix(word.as_str()))
                .find(|it| is_heading(it))
        };
        if rest.is_empty() || is_heading(rest) {
            Some((rest, mark))
        } else {
            bare().map(|rest| (rest, mark))
        }
    };
    if let Some((rest, mark)) = begun(text) {
        return Some((rest.into(), mark));
    }
    let (before, inside) = text.strip_suffix(')')?.rsplit_once('(')?;
    let (rest, mark) = begun(inside)?;
    rest.is_empty().then_some((before.into(), mark))
}

/// The word that says a year beside the budget's, at the beginning of a heading.
fn relative_word<'w>(text: &str, words: &'w LayoutWords) -> Option<(&'w str, Period)> {
    let lists = [
        (&words.this_year_words, Period::This),
        (&words.last_year_words, Period::Last),
        (&words.other_year_words, Period::Other),
    ];
    let all = lists
        .into_iter()
        .flat_map(|(list, period)| list.iter().map(move |word| (word, period)));
    longest_begun(text, all)
}

/// The longest of some words that a text begins with, and what it means.
fn longest_begun<'w, M>(
    text: &str,
    words: impl Iterator<Item = (&'w String, M)>,
) -> Option<(&'w str, M)> {
    let begun = words.filter(|(word, _)| text.starts_with(word.as_str()));
    begun
        .max_by_key(|(word, _)| word.len())
        .map(|(word, meaning)| (word.as_str(), meaning))
}

/// What follows a year without the kind of its figures, and whether they are of an execution.
fn without_kind<'a>(
    text: &'a str,
    words: &LayoutWords,
    is_heading: &dyn Fn(&str) -> bool,
) -> (&'a str, bool) {
    let budget = words.budget_words.iter().map(|word| (word, false));
    let executed = words.executed_words.iter().map(|word| (word, true));
    match longest_begun(text, budget.chain(executed)) {
        Some((word, is_executed)) if !is_heading(text) => {
            let rest = text[word.len()..].trim_start_matches([':', '-', '、']);
            // 预算支出 is no kind of figures
            if rest.is_empty() || rest.starts_with(['(', ')']) || is_heading(rest) {
                (rest, is_executed)
            } else {
                (text, is_executed)
            }
        }
        Some((_, is_executed)) => (text, is_executed),
        None => (text, false),
    }
}

fn joined(before: &str, after: &str) -> String {
    let marks = ['(', ')', '[', ']', ':', '-', '、'];
    let (before, after) = (
        before.trim_end_matches(['(', '[', ':', '-', '、']),
        after.trim_matches(marks),
    );
    format!("{before}{after}")
}

/// Which years stand side by side in a header.
#[derive(Debug, Clone, Copy)]
pub(super) struct HeadingYears {
    /// The year whose block is the table; none where marks are relative.
    own: Option<i32>,
    /// Whether the budget of that year stands beside its execution.
    has_budget: bool,
    /// Whether some heading is of the budget's year.
    has_own: bool,
    /// Whether relative words tell which is the budget's.
    is_relative: bool,
}

/// What a heading is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// The table's own figures.
    Own,
    /// Those of another year, last year's as a rule.
    Last,
    /// A comparison.
    Change,
    /// Those of a third year, or of this year's execution.
    Other,
}

impl HeadingYears {
    /// Of the marks of a header; `budget` is the budget's year where the file states it. Where the headings without a
    /// mark are all that the table needs (`is_whole_without`), they are its own.
    pub(super) fn new(
        marks: impl Iterator<Item = Mark> + Clone,
        budget: Option<i32>,
        is_whole_without: bool,
    ) -> Self {
        let years = || {
            marks.clone().filter_map(|mark| match mark.period {
                Period::Year(year) => Some((year, mark.is_executed)),
                _ => None,
            })
        };
        let is = |period| marks.clone().any(|mark| mark.period == period);
        // a budget knows no year after its own, and what is executed is past
        let latest = years().filter(|it| !it.1).max().or_else(|| years().max());
        let stated = years().find(|it| Some(it.0) == budget);
        let own = stated.or(latest).map(|(year, _)| year);
        let this = is(Period::This) || is_whole_without && stated.is_none();
        Self {
            own: own.filter(|_| !this).or(budget.filter(|_| this)),
            has_budget: this
                || years().any(|(year, is_executed)| Some(year) == own && !is_executed),
            has_own: this || own.is_some(),
            is_relative: this || is(Period::Last),
        }
    }

    /// What a heading is of.
    pub(super) fn of(&self, mark: Option<Mark>) -> Of {
        match mark.map(|mark| mark.period) {
            None | Some(Period::This) => Of::Own,
            Some(Period::Last) => Of::Last,
            Some(Period::Change) => Of::Change,
            Some(Period::Other) => Of::Other,
            Some(Period::Year(year)) => {
                let is_executed = mark.is_some_and(|mark| mark.is_executed);
                match self.own {
                    Some(own) if year == own && is_executed && self.has_budget => Of::Other,
                    Some(own) if year == own => Of::Own,
                    Some(own) if year != own - 1 => Of::Other,
                    _ => Of::Last,
                }
            }
        }
    }

    /// The year that the header states for the table's own figures.
    pub(super) fn stated(&self) -> Option<i32> {
        self.own
    }

    /// Whether all that is marked is of last year.
    pub(super) fn lacks_own(&self) -> bool {
        self.is_relative && !self.has_own
    }
}

#[cfg(test)]
mod tests;
