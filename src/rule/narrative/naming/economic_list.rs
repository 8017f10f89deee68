//! The two lists of economic items that texts give, 人员经费 and 公用经费, and which items are of which.

use crate::classification::{Code, Series};
use crate::rule::narrative::language::WordGroup;
use crate::rule::narrative::lines::TextLine;
use crate::rule::narrative::reader::Reader;

/// Lists of economic items: words that begin one, and the classes whose items it has.
pub(crate) const LISTS: [(WordGroup, WordGroup); 2] = [
    (WordGroup::Personnel, WordGroup::PersonnelClass),
    (WordGroup::PublicUse, WordGroup::PublicUseClass),
];

impl Reader<'_> {
    /// The list that begins at a place, by the words of its sentence before it, or of the one before.
    pub(crate) fn list_at(&self, line: &TextLine, at: usize) -> Option<usize> {
        let (begin, _) = line.sentence(at);
        let said = |from: usize, to: usize| {
            let from = from.max(line.body);
            LISTS.map(|(words, _)| from < to && self.has_word(words, line, (from, to)))
        };
        let before = begin.checked_sub(1).map(|stop| line.sentence(stop).0);
        let said = match (said(begin, at), before) {
            ([false, false], Some(from)) => said(from, begin),
            (said, _) => said,
        };
        match said {
            [true, false] => Some(0),
            [false, true] => Some(1),
            _ => None,
        }
    }

    /// The list that an item is of by the classes of its codes; none where both may have it.
    pub(crate) fn list_of_item(&self, name: &str) -> Option<usize> {
        let is_of_both = self.data.group(WordGroup::GroupOfEitherUse).has(name);
        let codes = self.items_named(name);
        let is_of = |list: &usize| codes.iter().all(|it| self.is_of_list(it, *list));
        let is_known = !is_of_both && !codes.is_empty();
        (0..LISTS.len()).filter(|_| is_known).find(is_of)
    }

    pub(crate) fn is_of_list(&self, code: &Code, list: usize) -> bool {
        let class = code.parent();
        class.is_some_and(|it| self.is_named_in(&it, LISTS[list].1))
    }

    /// Whether a group has one of the names of a code.
    fn is_named_in(&self, code: &Code, group: WordGroup) -> bool {
        let entry = self.rules.catalogue.as_ref().and_then(|it| it.entry(code));
        let mut names = entry.iter().flat_map(|it| &it.namings);
        let group = self.data.group(group);
        names.any(|it| group.has(&it.name))
    }

    /// Codes of the department's economic items that have, or had, a name.
    pub(crate) fn items_named(&self, name: &str) -> Vec<&Code> {
        let mut codes = self.codes_named(name);
        codes.retain(|it| is_economic_item(it));
        codes
    }

    /// The name of the class of an item.
    pub(crate) fn class_of_item(&self, name: &str) -> String {
        let codes = self.items_named(name);
        let class = codes.first().and_then(|it| it.parent());
        let entry = class.and_then(|it| self.rules.catalogue.as_ref()?.entry(&it));
        let naming = entry.and_then(|it| it.namings.last());
        naming.map(|it| it.name.clone()).unwrap_or_default()
    }
}

/// Whether a code is a 款 of the department's economic classification.
pub(crate) fn is_economic_item(code: &Code) -> bool {
    code.depth() == 2 && Series::of(code) == Some(Series::EconomicDepartment)
}
