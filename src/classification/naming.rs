//! A name that a code has, or had: names change from year to year, and what is known of the years is
//! seldom all of it.

use super::Code;
use crate::label::{fold, without_brackets, without_number};
use serde::{Deserialize, Serialize};

/// A name of a code with what is known of its years.
#[derive(Debug, Clone, Default)]
pub struct CodeNaming {
    /// The name as the Ministry writes it.
    pub name: String,
    /// The years whose list has it.
    pub lists: Vec<i32>,
    /// The first year, if it is known.
    pub from: Option<i32>,
    /// The last year, if it is known.
    pub until: Option<i32>,
    /// Whether the first year may be another.
    pub from_unsure: bool,
    /// Whether the last year may be another.
    pub until_unsure: bool,
    /// The codes that took its place.
    pub moved_to: Vec<Code>,
    /// The years in which it was seen in a published document, in order.
    pub seen: Vec<i32>,
}

/// When a code had a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NamePeriod {
    /// The first year.
    pub from: Option<i32>,
    /// The last year.
    pub until: Option<i32>,
    /// The last list that has it, where neither year is known.
    pub list: Option<i32>,
    /// Whether a year is uncertain.
    pub is_unsure: bool,
}

impl CodeNaming {
    /// When the code had this name.
    pub(crate) fn period(&self) -> NamePeriod {
        NamePeriod {
            from: self.from,
            until: self.until,
            list: self.lists.last().copied(),
            is_unsure: (self.from.is_some() && self.from_unsure)
                || (self.until.is_some() && self.until_unsure),
        }
    }

    /// Whether it ended, beyond doubt, before a year.
    pub(crate) fn ended_before(&self, year: i32) -> bool {
        !self.until_unsure && self.until.is_some_and(|until| until < year)
    }

    /// Whether it began, beyond doubt, after a year.
    pub(crate) fn begins_after(&self, year: i32) -> bool {
        !self.from_unsure && self.from.is_some_and(|from| from > year)
    }

    /// Whether it was seen after one year and no later than another.
    pub(crate) fn seen_within(&self, after: i32, until: i32) -> bool {
        self.seen
            .iter()
            .any(|seen| (after + 1..=until).contains(seen))
    }

    /// Whether it began, beyond doubt, after one year and no later than another: it was seen, or stands in a list
    /// or says so where that is not in doubt.
    pub(crate) fn began_within(&self, after: i32, until: i32) -> bool {
        let within = |year: &i32| (after + 1..=until).contains(year);
        let in_doubt = self.from.is_some() && self.from_unsure;
        self.seen_within(after, until) && self.from.is_none_or(|from| from >= after)
            || !in_doubt && (self.from.iter().any(within) || self.lists.iter().any(within))
    }

    /// Whether a name as it was written is this one.
    pub fn is(&self, written: &ComparableName) -> bool {
        written.is(&self.name)
    }

    /// Takes over what another source says of the same name.
    pub(super) fn merge(&mut self, other: Self) {
        self.lists.extend(other.lists);
        self.seen.extend(other.seen);
        self.seen.sort_unstable();
        self.seen.dedup();
        if other.from.is_some() {
            (self.from, self.from_unsure) = (other.from, other.from_unsure);
        }
        if other.until.is_some() {
            (self.until, self.until_unsure) = (other.until, other.until_unsure);
        }
        if self.moved_to.is_empty() {
            self.moved_to = other.moved_to;
        }
    }
}

/// A name as a workbook writes it, in the forms in which it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ComparableName {
    whole: String,
    bare: String,
    plain: String,
}

impl ComparableName {
    /// The forms of a written name: folded; without a number or dashes in front; without what stands in
    /// brackets, which may be the writer's own: `行政运行（公安）`. `None` where it says nothing.
    pub fn new(text: &str) -> Option<Self> {
        let folded = fold(text);
        // 2080505-机关事业单位…, 五、教育支出, ——行政运行
        let whole = folded
            .trim_start_matches(|c: char| c.is_ascii_digit() || "-·.:_*".contains(c))
            .to_owned();
        let bare = without_number(&folded).trim_start_matches('-').to_owned();
        let plain = without_brackets(&whole);
        (!whole.is_empty()).then_some(Self { whole, bare, plain })
    }

    /// The forms in which it is compared.
    pub(super) fn forms(&self) -> [&str; 3] {
        [&self.whole, &self.bare, &self.plain]
    }

    /// Whether two written names are one, in one of their forms.
    pub(crate) fn agrees_with(&self, other: &Self) -> bool {
        let forms = self.forms().into_iter().filter(|form| !form.is_empty());
        forms.into_iter().any(|form| other.forms().contains(&form))
    }

    /// Whether it is this name.
    pub fn is(&self, name: &str) -> bool {
        self.forms().contains(&fold(name).as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_however_they_are_written() {
        let same = |written: &str, name: &str| {
            ComparableName::new(written).is_some_and(|written| written.is(name))
        };
        for written in [
            "因公出国（境）费用",
            "因公出国(境)费用",
            "因公 出国　（境）费用",
            "30212 因公出国(境)费用",
        ] {
            assert!(same(written, "因公出国（境）费用"), "{written}");
        }
        assert!(same("行政运行（公安）", "行政运行"));
        assert!(same("五、教育支出", "教育支出"));
        assert!(same("——行政运行", "行政运行"));
        assert!(same("一般公共服务支出", "一般公共服务支出"));
        assert!(!same("因公出国费用", "因公出国（境）费用"));
        assert!(!same("资本性支出", "资本性支出（基本建设）"));
        assert!(!same("一般行政事务管理", "一般行政管理事务"));
        assert_eq!(ComparableName::new(" 　"), None);
        assert_eq!(ComparableName::new("2080505"), None);
    }
}
