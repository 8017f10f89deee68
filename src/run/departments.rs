//! The departments of an inbox. They wait on the disk; in memory is of each what others look for among all of them.

use crate::label::{fold, is_alike};
use crate::layout::{Layout, Publication};
use crate::run::called::{DepartmentNames, OtherName};
use crate::run::spool::{SpooledList, short_hash};
use crate::run::submission::{OtherYear, Submission};
use crate::run::units::Division;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::sync::{Arc, OnceLock};

/// Nearly all departments are of a year where so many are for each one that is not.
const FEW: usize = 3;

/// The departments of an inbox, in the order in which their files came.
#[derive(Debug, Default)]
pub struct Submissions {
    all: SpooledList<StoredSubmission>,
    marks: Vec<SubmissionMark>,
    /// Hashes of their amounts.
    amounts: Vec<Option<u64>>,
    layouts: Vec<Arc<Layout>>,
    /// The year of those that state none.
    likely_year: Option<i32>,
    /// Their names, once all of them are here.
    names: OnceLock<DepartmentNames>,
    /// How many there are of each year, once all of them are here.
    years: OnceLock<BTreeMap<i32, usize>>,
    /// Those of two submissions, by that hash.
    same: OnceLock<HashMap<u64, Vec<usize>>>,
    /// Departments and years that were handed in more than once, with the numbers of their submissions.
    again: OnceLock<HashMap<SubmissionMark, Vec<usize>>>,
}

/// What a department and the same one in another year are known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct SubmissionMark {
    /// Hash of its name and of whose budget it is.
    name: u64,
    is_named: bool,
    year: Option<i32>,
}

impl SubmissionMark {
    fn of(submission: &Submission) -> Self {
        Self {
            name: mark(&submission.department, submission.publication),
            is_named: !submission.department.is_empty(),
            year: submission.fiscal_year,
        }
    }
}

/// A submission with its layout by its number.
#[derive(Debug, Serialize, Deserialize)]
struct StoredSubmission {
    department: String,
    publication: Publication,
    fiscal_year: Option<i32>,
    layout: usize,
    folder: String,
    shares_folder: bool,
    files: Vec<Arc<str>>,
    parts: Vec<usize>,
    division: Division,
    other_years: Vec<OtherYear>,
}

impl Submissions {
    pub(crate) fn new(layouts: &[Arc<Layout>]) -> Self {
        Self {
            layouts: layouts.to_vec(),
            ..Self::default()
        }
    }

    pub(crate) fn push(&mut self, submission: Submission) {
        self.forget();
        self.marks.push(SubmissionMark::of(&submission));
        self.amounts.push(submission.amounts);
        let stored = self.stored(submission);
        self.all.push(&stored);
    }

    /// Puts a submission into the place of the one of a number.
    pub(crate) fn replace(&mut self, at: usize, submission: Submission) {
        self.forget();
        self.marks[at] = SubmissionMark::of(&submission);
        self.amounts[at] = submission.amounts;
        let stored = self.stored(submission);
        self.all.replace(at, &stored);
    }

    /// Forgets what was found out about all of them.
    fn forget(&mut self) {
        self.names.take();
        self.years.take();
        self.same.take();
        self.again.take();
    }

    /// Gives submissions without a year the year of all others, if that is one.
    pub(crate) fn set_likely_year(&mut self) {
        let mut years = self.marks.iter().filter_map(|own| own.year);
        self.likely_year = years
            .next()
            .filter(|first| years.all(|year| year == *first));
    }

    fn stored(&self, submission: Submission) -> StoredSubmission {
        let mut layouts = self.layouts.iter();
        let layout = layouts.position(|layout| layout.id == submission.layout.id);
        StoredSubmission {
            department: submission.department,
            publication: submission.publication,
            fiscal_year: submission.fiscal_year,
            layout: layout.unwrap_or_default(),
            folder: submission.folder,
            shares_folder: submission.shares_folder,
            files: submission.files,
            parts: submission.parts,
            division: submission.division,
            other_years: submission.other_years,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// The submission of a number.
    ///
    /// # Errors
    /// The system's reason where it has lost it.
    pub fn get(&self, at: usize) -> io::Result<Submission> {
        let stored = self.all.get(at)?;
        let layout = self.layouts.get(stored.layout);
        Ok(Submission {
            department: stored.department,
            publication: stored.publication,
            fiscal_year: stored.fiscal_year,
            likely_year: self.likely_year.filter(|_| stored.fiscal_year.is_none()),
            layout: layout.ok_or(io::ErrorKind::InvalidData)?.clone(),
            folder: stored.folder,
            shares_folder: stored.shares_folder,
            files: stored.files,
            parts: stored.parts,
            division: stored.division,
            other_years: stored.other_years,
            amounts: self.amounts[at],
        })
    }

    /// All of them, one at a time.
    pub fn iter(&self) -> impl Iterator<Item = io::Result<Submission>> + '_ {
        (0..self.len()).map(|at| self.get(at))
    }

    /// All of them at once; none where the system has lost one, for then numbers would not fit.
    pub(crate) fn all(&self) -> Vec<Submission> {
        self.iter().collect::<io::Result<_>>().unwrap_or_default()
    }

    /// Files of a submission that are called after another one's department, with that department.
    pub(crate) fn called_otherwise(&self, own: &Submission) -> Vec<(Arc<str>, OtherName)> {
        let names = || self.iter().flatten().map(|it| it.department);
        let names = self.names.get_or_init(|| DepartmentNames::new(names()));
        names.called_otherwise(own)
    }

    /// The year of nearly all others, if that of a submission is another one and its department is not among them; and how many
    /// they are.
    pub(crate) fn year_of_others(&self, own: &Submission) -> Option<(i32, usize)> {
        let year = own.fiscal_year?;
        let years = self.years.get_or_init(|| {
            let mut years = BTreeMap::new();
            for year in self.marks.iter().filter_map(|own| own.year) {
                *years.entry(year).or_default() += 1;
            }
            years
        });
        let others = years.iter().filter(|(other, _)| **other != year);
        let (common, count) = others.max_by_key(|(_, count)| **count)?;
        let all: usize = years.values().sum();
        let rest = all.saturating_sub(count + 1);
        let name = mark(&own.department, own.publication);
        let is_own = |it: &SubmissionMark| it.name == name && it.year == Some(*common);
        let is_clear = rest * FEW <= *count;
        (is_clear && !self.marks.iter().any(is_own)).then_some((*common, *count))
    }

    /// Those of a department in a year, by their numbers.
    pub(crate) fn of_year(
        &self,
        (department, publication): (&str, Publication),
        is_meant: impl Fn(Option<i32>) -> bool,
    ) -> impl Iterator<Item = usize> {
        let name = mark(department, publication);
        let all = self.marks.iter().enumerate();
        all.filter(move |(_, own)| own.name == name && is_meant(own.year))
            .map(|(at, _)| at)
    }

    /// Another department of the same year with just the amounts of a submission: its name and its files.
    pub(crate) fn same_amounts(&self, own: &Submission) -> Option<(String, Vec<Arc<str>>)> {
        let same = self.same.get_or_init(|| {
            let mut same: HashMap<u64, Vec<usize>> = HashMap::new();
            for (number, own) in self.amounts.iter().enumerate() {
                if let Some(own) = own {
                    same.entry(*own).or_default().push(number);
                }
            }
            // one was taken for the other; more than two are copies that somebody made to try something
            same.retain(|_, numbers| numbers.len() == 2);
            same
        });
        let numbers = same.get(&own.amounts?)?.iter();
        let mut others = numbers.filter_map(|at| self.get(*at).ok());
        let is_other = |other: &Submission| {
            other.fiscal_year == own.fiscal_year
                && ![&own.department, &other.department]
                    .iter()
                    .any(|it| it.is_empty())
                && !is_alike(&own.department, &other.department)
        };
        let other = others.find(is_other)?;
        Some((other.department, other.files))
    }

    /// The other submissions of the same department and year, by their numbers.
    pub(crate) fn again(&self, at: usize) -> Vec<usize> {
        let again = self.again.get_or_init(|| {
            let mut again: HashMap<SubmissionMark, Vec<usize>> = HashMap::new();
            for (number, own) in self.marks.iter().enumerate().filter(|it| it.1.is_named) {
                again.entry(*own).or_default().push(number);
            }
            again.retain(|_, numbers| numbers.len() > 1);
            again.shrink_to_fit();
            again
        });
        let all = again.get(&self.marks[at]).into_iter().flatten();
        all.copied().filter(|number| *number != at).collect()
    }

    /// Those of which the next year is here too, by their numbers.
    pub(crate) fn of_last_year(&self) -> impl Iterator<Item = usize> + '_ {
        let named = |own: &SubmissionMark| Some((own.name, own.year.filter(|_| own.is_named)?));
        let years: HashSet<(u64, i32)> = self.marks.iter().filter_map(named).collect();
        let all = self.marks.iter().enumerate();
        let is_before = move |own: &SubmissionMark| {
            let next = named(own).and_then(|(name, year)| Some((name, year.checked_add(1)?)));
            next.is_some_and(|next| years.contains(&next))
        };
        all.filter(move |(_, own)| is_before(own)).map(|(at, _)| at)
    }
}

/// Hash of the name of a department and of whose budget it is.
fn mark(department: &str, publication: Publication) -> u64 {
    let name = format!("{}\n{}", publication.word(), fold(department));
    short_hash(name.as_bytes())
}
