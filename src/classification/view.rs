//! What a catalogue says of one year, and of what it is sure.

use super::catalogue::{Catalogue, CatalogueEntry, CodeList, Coverage};
use super::naming::{CodeNaming, ComparableName};
use super::{Code, Series};

/// What it means that a code is in no list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// There is no such code.
    Certain,
    /// It should be there, but the list isn't complete.
    Likely,
    /// Nothing.
    Unknown,
}

/// What a catalogue says of one year: by the list of that year, or of the nearest year before it together
/// with what is known to have changed since.
#[derive(Debug, Clone, Copy)]
pub struct YearView<'a> {
    catalogue: &'a Catalogue,
    year: i32,
}

impl<'a> YearView<'a> {
    pub(super) fn new(catalogue: &'a Catalogue, year: i32) -> Self {
        Self { catalogue, year }
    }

    /// The list that applies; none for a year before the first.
    fn list(&self, series: Series) -> Option<CodeList> {
        self.catalogue
            .lists
            .iter()
            .rfind(|list| list.series == series && list.year <= self.year)
            .copied()
    }

    /// What is known of a code, whatever the year.
    pub fn entry(&self, code: &Code) -> Option<&'a CatalogueEntry> {
        self.catalogue.entry(code)
    }

    /// The year of the list that applies to a code.
    pub fn list_year(&self, code: &Code) -> Option<i32> {
        self.list(Series::of(code)?).map(|list| list.year)
    }

    /// Whether a code may have a name in this year: not where it is known to have ended, or to begin later.
    pub fn may_be(&self, entry: &CatalogueEntry, naming: &CodeNaming) -> bool {
        // the full list of this very year has the last word
        let list = Series::of(&entry.code).and_then(|series| self.list(series));
        let full = list.is_some_and(|list| list.complete && list.year == self.year);
        (!full || naming.lists.contains(&self.year))
            && !naming.begins_after(self.year)
            && !self.has_ended(entry, naming)
    }

    /// Whether a name has ended: it says so, a later name of the code has begun, or a code that took its place
    /// was seen.
    fn has_ended(&self, entry: &CatalogueEntry, naming: &CodeNaming) -> bool {
        if naming.ended_before(self.year) {
            return true;
        }
        let Some(last) = naming
            .until
            .max(naming.lists.last().copied())
            .filter(|last| *last < self.year)
        else {
            return false;
        };
        let others = entry
            .namings
            .iter()
            .filter(|other| !std::ptr::eq(*other, naming));
        others
            .into_iter()
            .any(|other| other.began_within(last, self.year))
            || self.was_replaced(naming)
    }

    /// Whether a code that took the place of a name's was seen since.
    fn was_replaced(&self, naming: &CodeNaming) -> bool {
        let Some(last) = naming.until.filter(|last| *last < self.year) else {
            return false;
        };
        let targets = naming
            .moved_to
            .iter()
            .filter_map(|code| self.catalogue.entry(code));
        targets
            .flat_map(|target| &target.namings)
            .any(|target| target.seen_within(last, self.year))
    }

    /// The name that a code has in this year, where that is beyond doubt: it stands in the list that applies,
    /// was seen in a document, in or after the year of the list if that isn't this one, and nothing says that it
    /// changed.
    pub fn name<'e>(&self, entry: &'e CatalogueEntry) -> Option<&'e CodeNaming> {
        let list = self.list(Series::of(&entry.code)?)?;
        let naming = entry
            .namings
            .iter()
            .find(|naming| naming.lists.contains(&list.year))?;
        let evident = match list.year == self.year {
            true => !naming.seen.is_empty(),
            false => naming.seen.last().is_some_and(|seen| *seen >= list.year),
        };
        // where it is in doubt since when it has been the name, it was seen by now
        let began =
            naming.from.is_none() || !naming.from_unsure || naming.seen_within(i32::MIN, self.year);
        let ended = naming.until.is_some_and(|until| until < self.year);
        let may_have_changed = |other: &CodeNaming| {
            !std::ptr::eq(other, naming)
                && match other.from {
                    Some(from) => from > list.year && (from <= self.year || other.from_unsure),
                    // of another list, later than this year
                    None => other
                        .lists
                        .iter()
                        .any(|year| *year > list.year && self.year > list.year),
                }
        };
        (evident && began && !ended && !entry.namings.iter().any(may_have_changed))
            .then_some(naming)
    }

    /// The name to show for a code in this year: of those that it may have, the one of the list if it is there.
    pub fn shown<'e>(&self, entry: &'e CatalogueEntry) -> Option<&'e CodeNaming> {
        let list = self.list_year(&entry.code);
        let possible = entry
            .namings
            .iter()
            .filter(|naming| self.may_be(entry, naming));
        possible.max_by_key(|naming| {
            let began = naming.from.is_none_or(|from| from <= self.year);
            let goes_on = naming.until.is_none_or(|until| until >= self.year);
            (
                began && goes_on,
                list.is_some_and(|year| naming.lists.contains(&year)),
            )
        })
    }

    /// What it means that a code is not known. Codes are added every year, so only a list of this very year can
    /// tell.
    pub fn absence(&self, code: &Code) -> Absence {
        match Series::of(code).and_then(|series| self.list(series)) {
            Some(list) if list.year == self.year => self.absence_from(list, code),
            _ => Absence::Unknown,
        }
    }

    /// Whether a code was given up, or isn't there yet, by more than what is remembered of its years: the list
    /// that applies does not have it though it should, or a code that took its place was seen. That a code came
    /// later than this year, only the full list of this year can tell.
    pub fn is_given_up(&self, entry: &CatalogueEntry) -> bool {
        let Some(list) = Series::of(&entry.code).and_then(|series| self.list(series)) else {
            return false;
        };
        let is_listed = entry
            .namings
            .iter()
            .any(|naming| naming.lists.contains(&list.year));
        let absence = if is_listed {
            Absence::Unknown
        } else {
            self.absence_from(list, &entry.code)
        };
        let was_there = entry.namings.iter().any(|naming| {
            naming
                .until
                .max(naming.lists.first().copied())
                .is_some_and(|last| last < self.year)
        });
        match absence {
            Absence::Certain => list.year == self.year || was_there,
            Absence::Likely => was_there,
            Absence::Unknown => entry.namings.iter().any(|naming| self.was_replaced(naming)),
        }
    }

    fn absence_from(&self, list: CodeList, code: &Code) -> Absence {
        let coverage = match code.parent() {
            None if list.complete => Some(Coverage::All),
            None => Some(Coverage::Most),
            Some(parent) => self.catalogue.entry(&parent).and_then(|entry| {
                entry
                    .below
                    .iter()
                    .find(|(year, _)| *year == list.year)
                    .map(|(_, coverage)| *coverage)
            }),
        };
        match coverage {
            Some(Coverage::All) => Absence::Certain,
            Some(Coverage::Most) => Absence::Likely,
            Some(Coverage::Some) | None => Absence::Unknown,
        }
    }

    /// The code above or below a code that has a written name in this year, by a document; none where there are
    /// several.
    pub fn along(&self, code: &Code, written: &ComparableName) -> Option<&'a CatalogueEntry> {
        let near =
            |entry: &&CatalogueEntry| entry.code.is_below(code) || code.is_below(&entry.code);
        let mut found = self
            .named(written)
            .filter(near)
            .filter(|entry| self.has_seen(entry, written));
        found.next().filter(|_| found.next().is_none())
    }

    /// The only code that has a written name in this year, by a document, if it is one slip of the hand away: a
    /// digit is another, or two neighbours are swapped.
    pub fn mistyped(&self, code: &Code, written: &ComparableName) -> Option<&'a CatalogueEntry> {
        let mut found = self
            .named(written)
            .filter(|entry| entry.level() == code.level());
        let only = found.next().filter(|_| found.next().is_none())?;
        (is_one_slip(code.as_str(), only.code.as_str()) && self.has_seen(only, written))
            .then_some(only)
    }

    /// The codes that may have a written name in this year.
    fn named(&self, written: &ComparableName) -> impl Iterator<Item = &'a CatalogueEntry> {
        let entries = self.catalogue.of_name(written).into_iter();
        entries.filter(|entry| {
            entry
                .namings
                .iter()
                .any(|naming| naming.is(written) && self.may_be(entry, naming))
        })
    }

    fn has_seen(&self, entry: &CatalogueEntry, written: &ComparableName) -> bool {
        entry
            .namings
            .iter()
            .any(|naming| naming.is(written) && !naming.seen.is_empty())
    }
}

fn is_one_slip(one: &str, other: &str) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let differing: Vec<usize> = (0..one.len()).filter(|at| one[*at] != other[*at]).collect();
    match differing.as_slice() {
        [_] => true,
        [first, second] => {
            *second == first + 1 && one[*first] == other[*second] && one[*second] == other[*first]
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "code,name,level,below,seen,source\n\
        204,公共安全支出,class,some,2020,seen\n\
        20406,司法,group,most,2010,seen\n\
        2040607,法律援助,item,,2010,seen\n\
        20499,其他公共安全支出,group,most,2020,seen\n\
        2049901,其他公共安全支出,item,,2020,seen\n\
        205,教育支出,class,some,2020,seen\n\
        20501,教育管理事务,group,some,2010,seen\n\
        20502,普通教育,group,most,,recalled\n\
        20505,广播电视教育,group,most,2025,seen\n";
    const OTHERS: &str = "code,name,level,from,until,unsure,moved_to,seen,source\n\
        2040607,法律援助,item,,2020,until,,,\n\
        2040607,公共法律服务,item,2021,,from,,2023,seen\n\
        2049901,其他公共安全支出,item,,2020,until,2049999,,\n\
        2049999,其他公共安全支出,item,2021,,,,2023,seen\n\
        20501,教育行政,group,,2018,,,,\n\
        20505,电视教育,group,,2018,until,,,\n\
        20505,广播电视教育,group,2019,,from,,,\n";

    fn catalogue() -> Catalogue {
        let files = [
            ("functional-2020.csv", LIST),
            ("functional-other-years.csv", OTHERS),
        ];
        Catalogue::parse(&files.map(|(name, text)| (name.to_owned(), text.to_owned())))
            .unwrap_or_default()
    }

    /// The names that a code may have in a year, with a star at one that is beyond doubt.
    fn names(code: &str, year: i32) -> String {
        let catalogue = catalogue();
        let view = catalogue.at(year);
        let Some(entry) = Code::new(code).and_then(|code| view.entry(&code)) else {
            return String::new();
        };
        let sure = view.name(entry);
        let possible = entry
            .namings
            .iter()
            .filter(|naming| view.may_be(entry, naming));
        let star = |naming: &CodeNaming| {
            if sure.is_some_and(|sure| std::ptr::eq(sure, naming)) {
                "*"
            } else {
                ""
            }
        };
        possible
            .map(|naming| format!("{}{}", naming.name, star(naming)))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn a_name_holds_on_until_another_is_seen() {
        // it is in doubt when it changed: both may be until the new one is seen
        assert_eq!(names("2040607", 2020), "法律援助 公共法律服务");
        assert_eq!(names("2040607", 2022), "法律援助 公共法律服务");
        assert_eq!(names("2040607", 2023), "公共法律服务");
    }

    #[test]
    fn a_code_ends_when_the_one_in_its_place_is_seen() {
        assert_eq!(names("2049901", 2020), "其他公共安全支出*");
        assert_eq!(names("2049901", 2022), "其他公共安全支出");
        assert_eq!(names("2049901", 2023), "");
        assert_eq!(names("2049999", 2020), "");
    }

    #[test]
    fn a_name_is_beyond_doubt_in_its_own_year_and_as_long_as_it_was_seen() {
        assert_eq!(names("205", 2020), "教育支出*");
        assert_eq!(names("205", 2026), "教育支出*");
        // seen before the list only
        assert_eq!(
            (names("20501", 2020), names("20501", 2023)),
            ("教育管理事务*".to_owned(), "教育管理事务".to_owned())
        );
        // never seen
        assert_eq!(names("20502", 2020), "普通教育");
        // in doubt since when, and seen later only
        assert_eq!(names("20505", 2020), "广播电视教育 电视教育");
        assert_eq!(names("20505", 2025), "广播电视教育*");
        // before the first list nothing is
        assert_eq!(names("205", 2018), "教育支出");
    }

    #[test]
    fn absence_means_something_only_where_the_list_goes_far_enough() {
        let catalogue = catalogue();
        let absence =
            |code: &str, year| Code::new(code).map(|code| catalogue.at(year).absence(&code));
        assert_eq!(absence("2040688", 2020), Some(Absence::Likely));
        assert_eq!(absence("2040688", 2021), Some(Absence::Unknown));
        assert_eq!(absence("20488", 2020), Some(Absence::Unknown));
        assert_eq!(absence("2048801", 2020), Some(Absence::Unknown));
        assert_eq!(absence("299", 2020), Some(Absence::Likely));
        let full = [(
            "functional-2020.csv".to_owned(),
            "code,name\n204,公共安全支出\n".to_owned(),
        )];
        let full = Catalogue::parse(&full).unwrap_or_default();
        assert_eq!(
            Code::new("20488").map(|code| full.at(2020).absence(&code)),
            Some(Absence::Certain)
        );
    }

    #[test]
    fn slips_of_the_hand() {
        assert!(is_one_slip("2080707", "2080705") && is_one_slip("2080750", "2080705"));
        assert!(!is_one_slip("2080705", "2080705") && !is_one_slip("2080101", "2080505"));
        assert!(!is_one_slip("20807", "2080705"));
    }
}
