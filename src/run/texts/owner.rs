//! Whose text a file is.

use super::TextFile;
use super::departments::Departments;
use crate::layout::Publication;
use crate::run::submission::Submission;

impl TextFile {
    /// The submission that it belongs to: the only one of its folder, or the one that it names.
    pub(super) fn owner(
        &self,
        submissions: &[Submission],
        departments: &Departments,
    ) -> Option<usize> {
        let of_itself = submissions
            .iter()
            .position(|it| it.files.contains(&self.name));
        if of_itself.is_some() {
            return of_itself;
        }
        let mut near: Vec<usize> = (0..submissions.len())
            .filter(|at| submissions[*at].folder == self.folder)
            .collect();
        if near.is_empty() {
            near = (0..submissions.len()).collect();
        }
        let of_year = |at: &usize| self.year.is_some() && submissions[*at].fiscal_year == self.year;
        let alone = |mut found: Vec<usize>| {
            if found.len() > 1 && found.iter().any(of_year) {
                found.retain(of_year);
            }
            match found.as_slice() {
                [only] => Some(*only),
                _ => None,
            }
        };
        let mut named = departments.named_in(&self.names);
        named.retain(|at| near.contains(at));
        let named = longest(named, submissions);
        let publication = Publication::named(&self.names).unwrap_or_default();
        let of_publication = |all: &[usize]| {
            let own = all.iter().copied();
            own.filter(|at| submissions[*at].publication == publication)
                .collect()
        };
        alone(named.clone())
            .or_else(|| alone(of_publication(&named)))
            .or_else(|| alone(near.clone()))
            .or_else(|| alone(of_publication(&near)))
    }

    /// The submission of which this is last year's text: the only one of the year after it that it names.
    pub(super) fn next_of(
        &self,
        submissions: &[Submission],
        departments: &Departments,
    ) -> Option<usize> {
        let publication = Publication::named(&self.names).unwrap_or_default();
        let is_next = |at: &usize| {
            let own = &submissions[*at];
            let years = self.year.zip(own.fiscal_year);
            own.publication == publication && years.is_none_or(|(text, own)| text + 1 == own)
        };
        let named = longest(departments.named_in(&self.names), submissions);
        let named: Vec<usize> = named.into_iter().filter(is_next).collect();
        match named.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }
}

/// Of submissions whose names contain each other, those with the longest.
fn longest(named: Vec<usize>, submissions: &[Submission]) -> Vec<usize> {
    let length = |at: &usize| submissions[*at].department.chars().count();
    let longest = named.iter().map(length).max();
    let is_longest = |at: &usize| Some(length(at)) == longest;
    named.into_iter().filter(is_longest).collect()
}
