//! Which departments a text names.

use crate::label::fold;
use crate::layout::Publication;
use crate::run::Submissions;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// What is asked of a submission to find out whether a text is its own.
#[derive(Debug)]
pub(super) struct Candidate {
    /// Characters of the department's name.
    pub(super) length: usize,
    pub(super) publication: Publication,
    pub(super) fiscal_year: Option<i32>,
}

/// The submissions of an inbox by their departments, folders and files: a province has thousands, and each of as many texts
/// is asked for all of them.
#[derive(Debug, Default)]
pub(super) struct Departments {
    pub(super) all: Vec<Candidate>,
    by_file: HashMap<Arc<str>, usize>,
    by_folder: HashMap<String, Vec<usize>>,
    /// By their folded names; those without a name are named nowhere.
    by_name: HashMap<String, Vec<usize>>,
    /// What names begin with, and their bytes.
    firsts: HashSet<char>,
    lengths: BTreeSet<usize>,
}

impl Departments {
    /// Those of some submissions; none where the system has lost one.
    pub(super) fn of(submissions: &Submissions) -> Self {
        let mut own = Self::default();
        for (at, submission) in submissions.iter().enumerate() {
            let Ok(submission) = submission else {
                return Self::default();
            };
            for file in submission.files {
                own.by_file.entry(file).or_insert(at);
            }
            own.by_folder.entry(submission.folder).or_default().push(at);
            let name = fold(&submission.department);
            if let Some(first) = name.chars().next() {
                own.firsts.insert(first);
                own.lengths.insert(name.len());
                own.by_name.entry(name).or_default().push(at);
            }
            own.all.push(Candidate {
                length: submission.department.chars().count(),
                publication: submission.publication,
                fiscal_year: submission.fiscal_year,
            });
        }
        own
    }

    /// The first that has a file.
    pub(super) fn of_file(&self, name: &str) -> Option<usize> {
        self.by_file.get(name).copied()
    }

    /// Those of a folder.
    pub(super) fn in_folder(&self, folder: &str) -> &[usize] {
        self.by_folder.get(folder).map_or(&[], Vec::as_slice)
    }

    /// Those whose names stand in a text, in their order.
    pub(super) fn named_in(&self, text: &str) -> Vec<usize> {
        let mut named = Vec::new();
        let places = text.char_indices().filter(|(_, c)| self.firsts.contains(c));
        for (place, _) in places {
            let words = self.lengths.iter();
            let words = words.filter_map(|length| text.get(place..place + length));
            named.extend(words.filter_map(|it| self.by_name.get(it)).flatten());
        }
        named.sort_unstable();
        named.dedup();
        named
    }
}
