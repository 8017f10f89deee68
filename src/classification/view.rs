//! What a catalogue says of one year, and of what it is sure.

use super::catalogue::{Catalogue, CatalogueEntry, CatalogueList, Coverage};
use super::code::{Code, Series};
use super::naming::{CodeNaming, ComparableName};

/// What it means that a code is in no list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListAbsence {
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

impl Catalogue {
    /// What the catalogue says of a year.
    pub fn at(&self, year: i32) -> YearView<'_> {
        YearView {
            catalogue: self,
            year,
        }
    }
}

impl<'a> YearView<'a> {
    /// The list that applies; none for a year before the first.
    fn list(&self, series: Series) -> Option<CatalogueList> {
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
    pub(crate) fn list_year(&self, code: &Code) -> Option<i32> {
        self.list(Series::of(code)?).map(|list| list.year)
    }

    /// Whether a code may have a name in this year: not where it is known to have ended, or to begin later.
    pub(crate) fn may_be(&self, entry: &CatalogueEntry, naming: &CodeNaming) -> bool {
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
        // if the first year is in doubt, a document must have the name by now
        let began =
            naming.from.is_none() || !naming.from_unsure || naming.seen_within(i32::MIN, self.year);
        let ended = naming.until.is_some_and(|until| until < self.year);
        let may_have_changed = entry
            .namings
            .iter()
            .any(|later| !std::ptr::eq(later, naming) && self.may_have_replaced(later, list.year));
        (evident && began && !ended && !may_have_changed).then_some(naming)
    }

    /// Whether a name may have come in use after the list.
    fn may_have_replaced(&self, naming: &CodeNaming, list_year: i32) -> bool {
        match naming.from {
            Some(from) => from > list_year && (from <= self.year || naming.from_unsure),
            // it stands in a later list
            None => self.year > list_year && naming.lists.iter().any(|year| *year > list_year),
        }
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
    pub(crate) fn absence(&self, code: &Code) -> ListAbsence {
        match Series::of(code).and_then(|series| self.list(series)) {
            Some(list) if list.year == self.year => self.absence_from(list, code),
            _ => ListAbsence::Unknown,
        }
    }

    /// Whether a code was given up, or isn't there yet, by more than what is remembered of its years: the list
    /// that applies does not have it though it should, or a code that took its place was seen. That a code came
    /// later than this year, only the full list of this year can tell.
    pub(crate) fn is_given_up(&self, entry: &CatalogueEntry) -> bool {
        let Some(list) = Series::of(&entry.code).and_then(|series| self.list(series)) else {
            return false;
        };
        let is_listed = entry
            .namings
            .iter()
            .any(|naming| naming.lists.contains(&list.year));
        let absence = if is_listed {
            ListAbsence::Unknown
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
            ListAbsence::Certain => list.year == self.year || was_there,
            ListAbsence::Likely => was_there,
            ListAbsence::Unknown => entry.namings.iter().any(|naming| self.was_replaced(naming)),
        }
    }

    fn absence_from(&self, list: CatalogueList, code: &Code) -> ListAbsence {
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
            Some(Coverage::All) => ListAbsence::Certain,
            Some(Coverage::Most) => ListAbsence::Likely,
            Some(Coverage::Some) | None => ListAbsence::Unknown,
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

fn is_one_slip(a: &str, b: &str) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let differing: Vec<usize> = (0..a.len()).filter(|at| a[*at] != b[*at]).collect();
    match differing.as_slice() {
        [_] => true,
        [first, second] => {
            *second == first + 1 && a[*first] == b[*second] && a[*second] == b[*first]
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
