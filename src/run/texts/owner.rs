//! Whose text a file is.

use super::departments::Departments;
use super::files::TextHead;
use crate::layout::Publication;

impl TextHead {
    /// The submission that it belongs to: the only one of its folder, or the one that it names.
    pub(super) fn owner(&self, departments: &Departments) -> Option<usize> {
        if let Some(of_itself) = departments.of_file(&self.name) {
            return Some(of_itself);
        }
        let candidates = &departments.all;
        let in_folder = departments.in_folder(&self.folder);
        let of_year = |at: &usize| self.year.is_some() && candidates[*at].fiscal_year == self.year;
        let alone = |mut found: Vec<usize>| {
            if found.len() > 1 && found.iter().any(of_year) {
                found.retain(of_year);
            }
            match found.as_slice() {
                [only] => Some(*only),
                _ => None,
            }
        };
        let near = || match in_folder {
            [] => (0..candidates.len()).collect(),
            own => own.to_vec(),
        };
        let mut named = departments.named_in(&self.names);
        named.retain(|at| in_folder.is_empty() || in_folder.binary_search(at).is_ok());
        let named = longest(named, departments);
        let publication = Publication::named(&self.names).unwrap_or_default();
        let of_publication = |all: &[usize]| {
            let own = all.iter().copied();
            own.filter(|at| candidates[*at].publication == publication)
                .collect()
        };
        alone(named.clone())
            .or_else(|| alone(of_publication(&named)))
            .or_else(|| alone(near()))
            .or_else(|| alone(of_publication(&near())))
    }

    /// The submission of which this is last year's text: the only one of the year after it that it names.
    pub(super) fn next_of(&self, departments: &Departments) -> Option<usize> {
        let publication = Publication::named(&self.names).unwrap_or_default();
        let is_next = |at: &usize| {
            let own = &departments.all[*at];
            let years = self.year.zip(own.fiscal_year);
            own.publication == publication && years.is_none_or(|(text, own)| text + 1 == own)
        };
        let named = longest(departments.named_in(&self.names), departments);
        let named: Vec<usize> = named.into_iter().filter(is_next).collect();
        match named.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }
}

/// Of submissions whose names contain each other, those with the longest.
fn longest(named: Vec<usize>, departments: &Departments) -> Vec<usize> {
    let length = |at: &usize| departments.all[*at].length;
    let longest = named.iter().map(length).max();
    let is_longest = |at: &usize| Some(length(at)) == longest;
    named.into_iter().filter(is_longest).collect()
}
