//! Which departments a text names.

use crate::label::fold;
use crate::run::submission::Submission;
use std::collections::HashMap;

/// The departments of an inbox by the first characters of their names: a district may have hundreds of texts, and
/// each is asked for all of them.
pub(super) struct Departments {
    /// Their folded names.
    names: Vec<String>,
    of_head: HashMap<(char, char), Vec<usize>>,
    /// The first characters, sorted.
    first: Vec<char>,
}

impl Departments {
    /// Those of some submissions.
    pub(super) fn of(submissions: &[Submission]) -> Self {
        let names: Vec<String> = submissions.iter().map(|it| fold(&it.department)).collect();
        let mut of_head: HashMap<(char, char), Vec<usize>> = HashMap::new();
        for (at, name) in names.iter().enumerate() {
            of_head.entry(head(name)).or_default().push(at);
        }
        let mut first: Vec<char> = of_head.keys().map(|(first, _)| *first).collect();
        first.sort_unstable();
        first.dedup();
        Self {
            names,
            of_head,
            first,
        }
    }

    /// Those whose names stand in a text, in their order.
    pub(super) fn named_in(&self, text: &str) -> Vec<usize> {
        let mut named = Vec::new();
        let is_first = |c: &char| self.first.binary_search(c).is_ok();
        for (place, _) in text.char_indices().filter(|(_, c)| is_first(c)) {
            let rest = &text[place..];
            let (first, second) = head(rest);
            // a name may be a single character
            for head in [(first, second), (first, '\0')] {
                let own = self.of_head.get(&head).into_iter().flatten().copied();
                named.extend(own.filter(|at| {
                    let name = &self.names[*at];
                    !name.is_empty() && rest.starts_with(name.as_str())
                }));
            }
        }
        named.sort_unstable();
        named.dedup();
        named
    }
}

/// The first two characters of a name.
fn head(name: &str) -> (char, char) {
    let mut chars = name.chars();
    let mut next = || chars.next().unwrap_or('\0');
    (next(), next())
}
