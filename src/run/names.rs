//! The names of what a department gets.

use crate::label::file_key;
use crate::run::spool::NameSet;
use crate::run::{Submission, Submissions};
use crate::write::{file_safe, fitted};
use std::io;

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

/// What tells the names of departments apart: a few bytes each, from which their names are made when they are needed.
#[derive(Debug, Default)]
pub(crate) struct NameTails(Vec<NameTail>);

/// What tells the names of a department apart from those of others.
#[derive(Debug, Clone, Copy, Default)]
struct NameTail {
    /// Whether it is its folder.
    has_folder: bool,
    /// A number behind it, from 2 on; that of names without years too.
    number: u32,
    short: u32,
}

impl NameTails {
    /// The names of every department; departments of one name are distinguished by their folder, then by number. Names
    /// that differ only in case, width or normal form are one name: some systems take them for that.
    pub(crate) fn new(submissions: &Submissions) -> Self {
        let base = |submission: &Submission| file_key(&file_name(submission, "", true));
        let (mut once, mut shared) = (NameSet::default(), NameSet::default());
        for submission in submissions.iter().flatten() {
            let base = base(&submission);
            if !once.insert(base.as_bytes()) {
                shared.insert(base.as_bytes());
            }
        }
        drop(once);
        let mut names = TakenNames::default();
        // one that the system has lost gets nothing
        let own = |submission: io::Result<Submission>| {
            submission.map_or(NameTail::default(), |submission| {
                let is_shared = shared.contains(base(&submission).as_bytes());
                names.of(&submission, is_shared && !submission.folder.is_empty())
            })
        };
        Self(submissions.iter().map(own).collect())
    }

    /// The names of a department, by its number.
    pub(crate) fn of(&self, index: usize, submission: &Submission) -> OutputNames {
        let own = self.0[index];
        let tail = own.tail(submission);
        let numbered = numbered(&tail, own.number);
        let [public, flagged] = [true, false].map(|it| file_name(submission, &numbered, it));
        OutputNames {
            public,
            flagged,
            documents: [true, false].map(|it| document_name(submission, &numbered, it)),
            short: short_name(submission, &numbered, own.short),
        }
    }
}

impl NameTail {
    /// The tail without a number.
    fn tail(self, submission: &Submission) -> String {
        if !self.has_folder {
            return String::new();
        }
        let folder = file_safe(&submission.folder);
        format!("（{}）", fitted(&folder, "", TAIL))
    }
}

/// Names that departments already have.
#[derive(Default)]
struct TakenNames {
    outputs: NameSet,
    shorts: NameSet,
}

impl TakenNames {
    /// What makes free names for a department; one that shares its name with others is distinguished by its folder.
    fn of(&mut self, submission: &Submission, has_folder: bool) -> NameTail {
        let own = NameTail {
            has_folder,
            number: 1,
            short: 1,
        };
        let tail = own.tail(submission);
        // one that is called as another's flagged workbook would get in its way
        let keys = |number: &u32| {
            let tail = numbered(&tail, *number);
            [true, false].map(|it| file_key(&file_name(submission, &tail, it)))
        };
        let is_taken = |key: &String| self.outputs.contains(key.as_bytes());
        let number = (1..).find(|number| !keys(number).iter().any(is_taken));
        let number = number.unwrap_or(1);
        for key in keys(&number) {
            self.outputs.insert(key.as_bytes());
        }
        let tail = numbered(&tail, number);
        // years tell workbooks apart, not letters
        let mut is_free = |short: &u32| {
            let key = file_key(&short_name(submission, &tail, *short));
            self.shorts.insert(key.as_bytes())
        };
        let short = (1..).find(|short| is_free(short)).unwrap_or(1);
        NameTail {
            number,
            short,
            ..own
        }
    }
}

/// A tail with a number behind it, from 2 on.
fn numbered(tail: &str, number: u32) -> String {
    match number {
        1 => tail.to_owned(),
        _ => format!("{tail}（{number}）"),
    }
}

/// The name of a department alone.
fn short_name(submission: &Submission, tail: &str, number: u32) -> String {
    let stem = file_safe(&submission.department);
    fitted(&stem, &numbered(tail, number), LETTER)
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
