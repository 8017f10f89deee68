//! The texts of an inbox with their owners.

use super::departments::Departments;
use super::files::{TextFiles, TextHead};
use crate::budget::BudgetText;
use crate::finding::Ignored;
use crate::run::Submissions;
use crate::run::cache::ContentHash;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;

/// The texts of an inbox with their owners.
#[derive(Debug, Default)]
pub(crate) struct InboxTexts {
    files: TextFiles,
    /// Why each belongs to no submission, where it does not.
    alone: Vec<Option<Ignored>>,
    /// The texts of each submission, and last year's.
    own: HashMap<usize, Vec<usize>>,
    earlier: HashMap<usize, Vec<usize>>,
}

/// Whose a text is.
enum Owner {
    Submission(usize),
    /// Nobody's; it may be last year's text of a submission.
    Nobody(Ignored, Option<usize>),
}

impl InboxTexts {
    /// Finds out whose each text is; gives those that the system has lost, too.
    pub(crate) fn new(
        files: TextFiles,
        submissions: &Submissions,
    ) -> (Self, Vec<(Arc<str>, io::Error)>) {
        let mut texts = Self::default();
        let mut lost = Vec::new();
        if files.len() > 0 {
            let departments = Departments::of(submissions);
            for (at, head) in files.heads().enumerate() {
                let owner = match head {
                    Ok(head) => owner(&head, &departments),
                    Err(error) => {
                        lost.push((files.known[at].name.clone(), error));
                        texts.alone.push(None);
                        continue;
                    }
                };
                let (alone, earlier) = match owner {
                    Owner::Submission(own) => {
                        texts.own.entry(own).or_default().push(at);
                        (None, None)
                    }
                    Owner::Nobody(why, earlier) => (Some(why), earlier),
                };
                texts.alone.push(alone);
                if let Some(own) = earlier {
                    texts.earlier.entry(own).or_default().push(at);
                }
            }
        }
        texts.files = files;
        (texts, lost)
    }

    /// Gives those without an owner, which lie among last year's files, to the submissions of this year that they name.
    pub(crate) fn offer_to(&mut self, submissions: &Submissions) {
        let departments = Departments::of(submissions);
        self.earlier.clear();
        let all = self.files.heads().zip(&self.alone).enumerate();
        for (at, (head, _)) in all.filter(|(_, (_, alone))| alone.is_some()) {
            let next = head.ok().and_then(|head| head.next_of(&departments));
            if let Some(own) = next {
                self.earlier.entry(own).or_default().push(at);
            }
        }
    }

    /// Last year's texts of a submission; one that the system has lost has no words to offer.
    pub(crate) fn earlier_of(&self, submission: usize) -> impl Iterator<Item = BudgetText> + '_ {
        let own = self.earlier.get(&submission).into_iter().flatten();
        own.filter_map(|at| self.files.of_budget(*at).ok())
    }

    /// Those of a submission, as its budget has them.
    pub(crate) fn texts_of(
        &self,
        submission: usize,
    ) -> impl Iterator<Item = io::Result<BudgetText>> + '_ {
        let own = self.own.get(&submission).into_iter().flatten();
        own.map(|at| self.files.of_budget(*at))
    }

    /// The names of those of a submission, each with the hash of its file.
    pub(crate) fn digests_of(&self, submission: usize) -> impl Iterator<Item = KnownDigest> + '_ {
        self.digests(self.own.get(&submission))
    }

    /// The same of last year's.
    pub(crate) fn earlier_digests_of(
        &self,
        submission: usize,
    ) -> impl Iterator<Item = KnownDigest> + '_ {
        self.digests(self.earlier.get(&submission))
    }

    fn digests<'a>(
        &'a self,
        texts: Option<&'a Vec<usize>>,
    ) -> impl Iterator<Item = KnownDigest> + 'a {
        let known = texts.into_iter().flatten().map(|at| &self.files.known[*at]);
        known.map(|it| (it.name.clone(), it.digest))
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.files.len() == 0
    }

    /// How many belong to a department.
    pub(crate) fn count(&self) -> usize {
        let own = self.own.values().flatten();
        // a whole book counts as the file of its tables
        own.filter(|at| !self.files.known[**at].is_book).count()
    }

    /// Those that belong to none, to be looked at by themselves.
    pub(crate) fn without_owner(&self) -> Vec<BudgetText> {
        let alone = self.alone.iter().enumerate();
        let alone = alone.filter(|(_, why)| why.is_some());
        alone
            .filter_map(|(at, _)| self.files.of_budget(at).ok())
            .collect()
    }

    /// Those that belong to none.
    pub(crate) fn left_alone(&self) -> impl Iterator<Item = (Arc<str>, Ignored)> + '_ {
        let all = self.files.known.iter().zip(&self.alone);
        all.filter_map(|(known, why)| Some((known.name.clone(), why.clone()?)))
    }
}

/// The name of a text and the hash of its file.
pub(crate) type KnownDigest = (Arc<str>, ContentHash);

fn owner(head: &TextHead, departments: &Departments) -> Owner {
    let Some(at) = head.owner(departments) else {
        let unread = head.unread.clone().map(Ignored::TablesUnread);
        return Owner::Nobody(unread.unwrap_or(Ignored::TextWithoutDepartment), None);
    };
    // the tables of a book are of the year of its text
    let is_of_tables = departments.of_file(&head.name) == Some(at);
    let year = departments.all[at].fiscal_year.filter(|_| !is_of_tables);
    match year.and_then(|tables| Some((head.other_year(tables)?, tables))) {
        Some((text, tables)) => {
            let earlier = (text + 1 == tables).then_some(at);
            Owner::Nobody(Ignored::TextOfOtherYear { text, tables }, earlier)
        }
        None => Owner::Submission(at),
    }
}
