//! The files beside a document with tables of a budget: whether the document has the tables of these again.

use crate::label::fold;
use crate::layout::Layout;
use crate::read::file::FileRead;
use crate::run::submission::SubmissionFile;
use std::sync::Arc;

/// The files beside a document, as far as they may be of its department.
#[derive(Default)]
pub(super) struct FilesBeside {
    /// Those that name no other department.
    pub(super) named_alike: Vec<SubmissionFile>,
    /// The first one of its folder, and whether those there are of several departments.
    first: Option<SubmissionFile>,
    are_of_several: bool,
}

impl FilesBeside {
    pub(super) fn look_at(&mut self, part: &SubmissionFile, other: &SubmissionFile) {
        if !part.is_of_one_year(other) || !part.is_in_folder_of(other) {
            return;
        }
        if part.is_beside(other) {
            self.named_alike.push(other.clone());
        }
        match &self.first {
            Some(first) => self.are_of_several |= !first.is_beside(other),
            None => self.first = Some(other.clone()),
        }
    }

    /// Those that forms belong to, which call their department otherwise than headings do.
    pub(super) fn of_few(self) -> Vec<SubmissionFile> {
        let is_only = self.named_alike.is_empty() && !self.are_of_several;
        match self.first.filter(|_| is_only) {
            Some(first) => vec![first],
            None => self.named_alike,
        }
    }
}

/// Whether a whole book has the tables of workbooks beside it again. What it says of itself counts no more then.
pub(super) fn is_again(
    (part, read): (&mut SubmissionFile, &mut FileRead),
    workbooks: &[SubmissionFile],
    layouts: &[Arc<Layout>],
) -> bool {
    let department = |own: &SubmissionFile| own.department.as_deref().map(fold);
    // one that names nobody, in a folder of several departments, is of none of them
    let first = workbooks.first();
    let mut all = workbooks.iter();
    let is_one = all.all(|own| first.is_some_and(|first| department(own) == department(first)));
    let is_again = is_one && workbooks.iter().all(|own| part.is_of_one_budget(own));
    read.notices.clear();
    read.years.clear();
    read.publication = None;
    if read.department.is_none() {
        read.department = first.and_then(|first| first.department.clone());
    }
    *part = SubmissionFile::new(read, layouts);
    is_again
}
