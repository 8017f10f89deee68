//! The catalogue of codes (政府收支分类科目): full lists of some years, and names of other years. It is not
//! complete, so it tells what it is sure of from what may be.

use super::code::{Code, Level, Series};
use super::naming::{CodeNaming, ComparableName};
use crate::label::fold;
use crate::parallel;
use std::collections::{BTreeSet, HashMap};
use std::ops::Deref;
use std::sync::{Arc, LazyLock, OnceLock};

/// A catalogue that several rule sets ask.
#[derive(Debug, Clone)]
pub enum SharedCatalogue {
    /// The one that is built in, read when it is first asked.
    BuiltIn(&'static LazyLock<Catalogue>),
    /// One of a folder.
    Own(Arc<Catalogue>),
}

impl SharedCatalogue {
    /// Begins to read the built-in one beside other work, so that nobody waits for it later.
    pub(crate) fn begin(&self) {
        if let Self::BuiltIn(catalogue) = *self {
            parallel::beside(move || {
                LazyLock::force(catalogue);
            });
        }
    }
}

impl Deref for SharedCatalogue {
    type Target = Catalogue;

    fn deref(&self) -> &Catalogue {
        match self {
            Self::BuiltIn(catalogue) => catalogue,
            Self::Own(catalogue) => catalogue,
        }
    }
}

/// Every code that is known, in the order of codes.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    pub(super) entries: Vec<CatalogueEntry>,
    pub(super) lists: Vec<CatalogueList>,
    /// Entries by their folded names, from the first time on that one is looked for.
    pub(super) by_name: OnceLock<HashMap<String, Vec<usize>>>,
}

/// A list of one series and year, from its own file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CatalogueList {
    pub(super) series: Series,
    pub(super) year: i32,
    /// Whether it says of none of its codes that others are missing below it.
    pub(super) complete: bool,
}

/// A code with its names.
#[derive(Debug, Clone)]
pub struct CatalogueEntry {
    /// The code.
    pub code: Code,
    /// Its names, those of lists first.
    pub namings: Vec<CodeNaming>,
    /// By the year of a list: how far the codes right below it are listed.
    pub(super) below: Vec<(i32, Coverage)>,
}

/// How far the codes right below a code are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// Every one.
    All,
    /// Every one that is likely to be met.
    Most,
    /// Some.
    Some,
}

impl Catalogue {
    /// What is known of a code.
    pub fn entry(&self, code: &Code) -> Option<&CatalogueEntry> {
        self.entries
            .binary_search_by(|entry| entry.code.cmp(code))
            .ok()
            .map(|at| &self.entries[at])
    }

    /// Codes that have, or had, a written name.
    pub(crate) fn of_name(&self, written: &ComparableName) -> Vec<&CatalogueEntry> {
        let by_name = self.by_name.get_or_init(|| {
            let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
            for (index, entry) in self.entries.iter().enumerate() {
                entry
                    .namings
                    .iter()
                    .for_each(|it| by_name.entry(fold(&it.name)).or_default().push(index));
            }
            by_name
        });
        let found: BTreeSet<usize> = written
            .forms()
            .into_iter()
            .filter_map(|form| by_name.get(form))
            .flatten()
            .copied()
            .collect();
        found
            .into_iter()
            .map(|index| &self.entries[index])
            .collect()
    }

    /// Every code that is known, in order.
    pub fn entries(&self) -> &[CatalogueEntry] {
        &self.entries
    }

    /// The years that a series has lists of, in order.
    pub fn years(&self, series: Series) -> impl Iterator<Item = i32> + '_ {
        self.lists
            .iter()
            .filter(move |list| list.series == series)
            .map(|list| list.year)
    }

    /// Whether every list is a full one.
    pub(crate) fn is_complete(&self) -> bool {
        self.lists.iter().all(|list| list.complete)
    }
}

impl CatalogueEntry {
    /// 类, 款 or 项.
    pub fn level(&self) -> Level {
        self.code.level()
    }
}
