//! The names of what a department gets.

use crate::label::file_key;
use crate::run::Submission;
use crate::write::{file_safe, fitted};
use std::collections::{HashMap, HashSet};

/// Bytes of a file name that every system takes.
pub(crate) const NAME: usize = 255;
/// Bytes of what tells departments of one name apart.
const TAIL: usize = 90;

/// Bytes of a letter's name without its ending.
const LETTER: usize = 200;

/// The names of a department's workbook, by what its verdict will be.
pub(crate) struct OutputNames {
    public: String,
    flagged: String,
    /// Those of its document, in the same order.
    documents: [String; 2],
    /// The department alone, told apart in the same way.
    pub(crate) short: String,
}

impl OutputNames {
    /// All of them.
    pub(crate) fn all(&self) -> [&str; 3] {
        [&self.public, &self.flagged, &self.short]
    }

    /// The one that it gets, and the one that it had if its verdict were the other.
    pub(crate) fn of(&self, is_publishable: bool) -> (&str, &str) {
        if is_publishable {
            (&self.public, &self.flagged)
        } else {
            (&self.flagged, &self.public)
        }
    }

    /// The document that it gets, and the one that it had if something were left to be filled in, or nothing were.
    pub(crate) fn document(&self, is_ready: bool) -> (&str, &str) {
        let [public, flagged] = &self.documents;
        if is_ready {
            (public, flagged)
        } else {
            (flagged, public)
        }
    }
}

/// A name for every department; departments of one name are distinguished by their folder, then by number. Names that
/// differ only in case, width or normal form are one name: some systems take them for that.
pub(crate) fn names(submissions: &[Submission]) -> Vec<OutputNames> {
    let base = |submission: &Submission| file_key(&file_name(submission, "", true));
    let mut count: HashMap<String, usize> = HashMap::new();
    for submission in submissions {
        *count.entry(base(submission)).or_default() += 1;
    }
    let mut names = TakenNames::default();
    let own = |submission: &Submission| {
        let is_shared = count[&base(submission)] > 1 && !submission.folder.is_empty();
        names.of(submission, is_shared)
    };
    submissions.iter().map(own).collect()
}

/// Names that departments already have.
#[derive(Default)]
struct TakenNames {
    outputs: HashSet<String>,
    shorts: HashSet<String>,
}

impl TakenNames {
    /// Free names for a department; one that shares its name with others is distinguished by its folder.
    fn of(&mut self, submission: &Submission, is_shared: bool) -> OutputNames {
        let tail = if is_shared {
            let folder = file_safe(&submission.folder);
            format!("（{}）", fitted(&folder, "", TAIL))
        } else {
            String::new()
        };
        let mut named = tails(&tail).map(|tail| {
            let [public, flagged] = [true, false].map(|it| file_name(submission, &tail, it));
            (tail, public, flagged)
        });
        // one that is called as another's flagged workbook would get in its way
        let is_free = |(_, public, flagged): &(String, String, String)| {
            ![public, flagged]
                .iter()
                .any(|name| self.outputs.contains(&file_key(name)))
        };
        let (tail, public, flagged) = named.find(is_free).unwrap_or_default();
        self.outputs.extend([file_key(&public), file_key(&flagged)]);
        let stem = file_safe(&submission.department);
        // years tell workbooks apart, not letters
        let mut all = tails(&tail).map(|tail| fitted(&stem, &tail, LETTER));
        let short = all.find(|short| self.shorts.insert(file_key(short)));
        let documents = [true, false].map(|it| document_name(submission, &tail, it));
        OutputNames {
            documents,
            public,
            flagged,
            short: short.unwrap_or_default(),
        }
    }
}

/// A tail, then the same with numbers behind it.
fn tails(tail: &str) -> impl Iterator<Item = String> + use<'_> {
    let numbered = (2..).map(move |number| format!("{tail}（{number}）"));
    std::iter::once(tail.to_owned()).chain(numbered)
}

/// What a department's workbook is called, without its folder: `<部门><年度>年部门预算公开表.xlsx`, with `tail` where
/// departments have one name, and （待核）in front of the ending where it may not be published. A long name of a
/// department is shortened.
fn file_name(submission: &Submission, tail: &str, is_publishable: bool) -> String {
    let document = submission.layout.document_of(submission.publication);
    named(submission, document, (tail, is_publishable, "xlsx"))
}

/// What its document is called: `<部门><年度>年部门预算公开.docx`, with the same tail and flag.
fn document_name(submission: &Submission, tail: &str, is_ready: bool) -> String {
    let document = submission.layout.disclosure_of(submission.publication);
    named(submission, document, (tail, is_ready, "docx"))
}

fn named(
    submission: &Submission,
    document: &str,
    (tail, is_ready, kind): (&str, bool, &str),
) -> String {
    let year = submission
        .fiscal_year
        .map(|year| format!("{year}年"))
        .unwrap_or_default();
    let document = file_safe(document);
    let flag = if is_ready { "" } else { "（待核）" };
    let ending = format!("{year}{document}{tail}{flag}.{kind}");
    fitted(&file_safe(&submission.department), &ending, NAME)
}
