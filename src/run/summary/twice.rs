//! A department that is handed in twice, as 原稿 and 修改稿 in two folders: its figures are in the total once, or, where
//! are not counted at all where the inputs do not show which are right.

use crate::label::unit_name;
use crate::layout::Publication;
use crate::report::DepartmentSummary;
use crate::run::spool::{NameHash, name_hash};
use crate::run::{Submission, digest};
use crate::say::summary::CountedCopy;
use crate::say::{self, Text};
use crate::write::Counted;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a department is known by among all of a folder, and where it comes from.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DepartmentKey {
    layout: String,
    year: Option<i32>,
    publication: Publication,
    folder: String,
    /// Empty where nothing names it: then it has no double.
    name: String,
    files: Vec<Arc<str>>,
}

impl DepartmentKey {
    pub(crate) fn of(submission: &Submission) -> Self {
        Self {
            layout: submission.layout.id.clone(),
            year: submission.fiscal_year,
            publication: submission.publication,
            folder: submission.folder.clone(),
            name: unit_name(&submission.department),
            files: submission.files.clone(),
        }
    }

    /// Hash of what it has in common with its doubles; `None` where it has none.
    pub(crate) fn identity(&self) -> Option<NameHash> {
        let own = (&self.name, self.year, &self.layout, self.publication);
        let own = postcard::to_stdvec(&own).expect("a vector takes everything");
        (!self.name.is_empty()).then(|| name_hash(&own))
    }

    /// Whether it is the budget of a unit.
    pub(crate) fn is_of_unit(&self) -> bool {
        self.publication == Publication::Unit
    }

    /// Whether it is the budget of a unit whose department's is the other one.
    pub(crate) fn is_within(&self, other: &Self) -> bool {
        let is_of_one = || !self.folder.is_empty() && self.folder == other.folder;
        let is_named_after = || !other.name.is_empty() && self.name.contains(&other.name);
        (self.publication, other.publication) == (Publication::Unit, Publication::Department)
            && (self.year, &self.layout) == (other.year, &other.layout)
            && (is_of_one() || is_named_after())
    }

    pub(crate) fn files(&self) -> String {
        let first = self.files.iter().take(2).map(|file| &**file);
        let first = first.collect::<Vec<_>>().join("、");
        match self.files.len() {
            count if count > 2 => format!("{first} 等 {count} 个文件"),
            _ => first,
        }
    }
}

/// Which of several that are the same department is added to the total, and the message about it.
pub(crate) fn settle(doubles: &[(DepartmentKey, DepartmentSummary)]) -> (Vec<Counted>, Text) {
    let content = |summary: &DepartmentSummary| {
        let bytes = postcard::to_stdvec(&summary.part).expect("a vector takes everything");
        digest(&bytes)
    };
    let contents: Vec<_> = doubles.iter().map(|(_, own)| content(own)).collect();
    let is_equal = contents.iter().all(|own| *own == contents[0]);
    let mut publishable = (0..doubles.len()).filter(|at| doubles[*at].1.publishable);
    let counted = match publishable.next() {
        _ if is_equal => Some(0),
        Some(first) if publishable.all(|at| contents[at] == contents[first]) => Some(first),
        _ => None,
    };
    let others = |own: usize| {
        let others = doubles.iter().enumerate().filter(|(at, _)| *at != own);
        let files: Vec<String> = others.map(|(_, (key, _))| key.files()).collect();
        files.join("；")
    };
    let of = |at: usize| match counted {
        Some(first) if at == first => Counted::Instead(others(at)),
        _ if is_equal => Counted::Same(others(at)),
        _ => Counted::Different(others(at)),
    };
    let all = (0..doubles.len()).map(of).collect();
    (all, told(doubles, counted, is_equal))
}

/// The messages about them.
fn told(
    doubles: &[(DepartmentKey, DepartmentSummary)],
    counted: Option<usize>,
    is_equal: bool,
) -> Text {
    let summary = &doubles[0].1;
    let files: Vec<String> = doubles.iter().map(|(key, _)| key.files()).collect();
    let counted = match counted {
        Some(_) if is_equal => CountedCopy::AnyOfEqual,
        Some(at) => CountedCopy::Publishable(&files[at]),
        None => CountedCopy::None,
    };
    say::summary::handed_in_again(&summary.department, summary.fiscal_year, &files, &counted)
}
