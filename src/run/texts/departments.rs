//! Which departments a text names.

use crate::label::fold;
use crate::run::submission::Submission;
use std::collections::BTreeMap;

/// The departments of an inbox by the first characters of their names: a district may have hundreds of texts, and
/// each is asked for all of them.
pub(super) struct Departments {
    /// Their folded names.
    names: Vec<String>,
    /// By their first character, in the order of these; those without a name are named nowhere.
    by_first: Vec<(char, Vec<usize>)>,
}

impl Departments {
    /// Those of some submissions.
    pub(super) fn of(submissions: &[Submission]) -> Self {
        let names: Vec<String> = submissions.iter().map(|it| fold(&it.department)).collect();
        let mut by_first: BTreeMap<char, Vec<usize>> = BTreeMap::new();
        for (at, name) in names.iter().enumerate() {
            if let Some(first) = name.chars().next() {
                by_first.entry(first).or_default().push(at);
            }
        }
        let by_first = by_first.into_iter().collect();
        Self { names, by_first }
    }

    /// Those whose names stand in a text, in their order.
    pub(super) fn named_in(&self, text: &str) -> Vec<usize> {
        let mut named = Vec::new();
        for (place, first) in text.char_indices() {
            let Ok(own) = self.by_first.binary_search_by_key(&first, |it| it.0) else {
                continue;
            };
            let own = self.by_first[own].1.iter().copied();
            named.extend(own.filter(|at| text[place..].starts_with(self.names[*at].as_str())));
        }
        named.sort_unstable();
        named.dedup();
        named
    }
}
