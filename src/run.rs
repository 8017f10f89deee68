//! The engine for a folder: which files lie in it, which of them belong together, what changed since the last run, and
//! what is written where.

mod assemble;
pub(crate) mod cache;
mod called;
mod departments;
mod documents;
pub(crate) mod examine;
pub(crate) mod explanations;
mod folder;
mod gather;
mod inbox;
mod interrupt;
mod last;
mod left_over;
mod mixed;
mod names;
mod observer;
mod options;
pub(crate) mod output;
pub(crate) mod pass;
mod publications;
pub(crate) mod publish;
mod reader;
mod real_path;
mod rerun;
mod resubmissions;
pub(crate) mod returned;
pub(crate) mod share;
pub(crate) mod spool;
pub(crate) mod state;
mod store;
mod submission;
pub(crate) mod summary;
mod system_path;
mod text;
mod texts;
mod transfer;
mod units;
mod versions;
pub(crate) mod worker;
mod years;
mod zipped;

pub(crate) use cache::{
    ContentHash, EarlierRun, FileRecords, Hashing, Trust, digest, digest_of, digest_of_all,
};
pub use departments::Submissions;
pub(crate) use folder::publish_files;
pub use folder::{PublishError, publish};
pub(crate) use folder::{open, output_folder};
pub(crate) use gather::gather_since;
pub use gather::{GatheredInbox, ReadOptions, gather};
pub(crate) use inbox::OUTPUT_MARK;
pub use inbox::{Inbox, OUTPUT_FOLDER, SubmittedFile};
pub use interrupt::Interrupt;
pub use observer::{Observer, Stage};
pub use options::Options;
pub use pass::{DepartmentOutcome, PassOutcome};
pub(crate) use real_path::real_path;
pub use share::Share;
pub use state::DepartmentCounts;
pub use submission::Submission;
pub use text::TextReader;
pub use worker::{PreparedAnswers, Workers, serve};

use crate::book::{Refusal, kind, limits};
use crate::budget::Budget;
use crate::finding::Ignored;
use crate::layout::Layout;
use crate::read::{draft, file};
use reader::guarded;
use std::collections::HashSet;
use std::sync::Arc;
use submission::{SubmissionFile, of_department};

/// What a folder came to.
#[derive(Debug, Default)]
pub struct FolderReading {
    /// A budget a department.
    pub budgets: Vec<Budget>,
    /// Files that were not read.
    pub unreadable: Vec<(Arc<str>, Refusal)>,
    /// Files left alone.
    pub ignored: Vec<(Arc<str>, Ignored)>,
    /// Files that were read.
    pub files: usize,
    /// Those among them of which reading noticed something.
    pub warned: usize,
}

/// Reads every file of an inbox, all within this process, and puts together what belongs to one department.
/// `year` is the fiscal year where the clerk gives it.
pub fn read(inbox: Inbox, layouts: &[Arc<Layout>], year: Option<i32>) -> FolderReading {
    read_apart(inbox, layouts, year, None)
}

/// The same with `workers` for files that might bring the process down.
pub fn read_apart(
    inbox: Inbox,
    layouts: &[Arc<Layout>],
    year: Option<i32>,
    workers: Option<&Workers>,
) -> FolderReading {
    gather(
        inbox,
        layouts,
        ReadOptions {
            year,
            workers,
            ..ReadOptions::default()
        },
        |_| {},
    )
    .reading()
}

/// How many files reading noticed something about.
pub(crate) fn warned(budget: &Budget) -> usize {
    let files = budget.notices.iter().flat_map(|notice| {
        let placed = notice.place.iter().map(|(file, _)| file);
        notice.at.iter().map(|address| &address.file).chain(placed)
    });
    files.collect::<HashSet<_>>().len()
}

/// Reads one workbook from its bytes, within this process. `name` is the file's, as messages give it.
///
/// # Errors
/// A [`Refusal`] where it cannot be read.
pub fn read_bytes(name: &str, bytes: &[u8], layouts: &[Arc<Layout>]) -> Result<Budget, Refusal> {
    let read = guarded(|| {
        let kind = kind::kind(bytes)?;
        file::read_file(
            &name.into(),
            "",
            (bytes, kind),
            layouts,
            &mut limits::Limits::any(),
        )
    })?;
    let files = [SubmissionFile::new(&read, layouts)];
    let submission = of_department(&files, layouts, ReadOptions::default(), |_| "")
        .pop()
        .ok_or(Refusal::BroughtDown)?;
    Ok(assemble::budget(&submission, vec![read], false))
}

/// Drafts a layout from a workbook; `id` names it.
///
/// # Errors
/// A [`Refusal`] where the file cannot be read.
pub(crate) fn draft_file(path: &std::path::Path, id: &str) -> Result<String, Refusal> {
    inbox::bytes(path).and_then(|bytes| guarded(|| draft::draft(&bytes, id)))
}
