//! From files to budgets. Reading collects what it notices and goes on: ten bad cells give ten
//! notices, one bad file costs no other.

mod apart;
mod assemble;
mod code;
mod compound;
mod draft;
mod fields;
mod figure;
mod file;
mod form;
mod heading;
mod inbox;
mod kind;
mod limits;
mod locate;
mod number_format;
mod ods;
mod passed;
mod reader;
mod records;
mod refusal;
mod rows;
mod sheet;
mod workbook;
mod xls;
mod xlsb;
mod xlsx;
mod zipped;

pub(crate) use apart::PATIENCE;
pub use apart::{Workers, serve};
pub use inbox::{Inbox, OUTPUT_FOLDER, Submitted};
pub(crate) use inbox::{OUTPUT_MARK, said};
pub use refusal::Refusal;
pub(crate) use workbook::is_xlsx;

use crate::budget::Budget;
use crate::lang::Text;
use crate::layout::Layout;
use reader::{Outcomes, Reader, guarded};
use std::collections::HashSet;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;

/// The first sheet of a flagged workbook. It is ours: a mended workbook that comes back is read without it.
pub(crate) const REVIEW_SHEET: &str = "审核结果";

/// What a folder came to.
#[derive(Debug, Default)]
pub struct Reading {
    /// A budget a department.
    pub budgets: Vec<Budget>,
    /// Files that were not read.
    pub unreadable: Vec<(Arc<str>, Refusal)>,
    /// Files left alone.
    pub ignored: Vec<(Arc<str>, Text)>,
    /// Files that were read.
    pub files: usize,
    /// Those among them of which reading noticed something.
    pub warned: usize,
}

/// Reads every file of an inbox, all within this process, and puts together what belongs to one department.
/// `year` is the fiscal year where the clerk gives it.
pub fn read(inbox: Inbox, layouts: &[Arc<Layout>], year: Option<i32>) -> Reading {
    read_apart(inbox, layouts, year, None)
}

/// The same with `workers` for files that might bring the process down.
pub fn read_apart(inbox: Inbox, layouts: &[Arc<Layout>], year: Option<i32>, workers: Option<&Workers>) -> Reading {
    let mut reading = Reading { unreadable: inbox.unreadable, ignored: inbox.ignored, ..Reading::default() };
    let mut files = Vec::new();
    for outcomes in outcomes(&inbox.files, layouts, workers) {
        reading.ignored.extend(outcomes.ignored);
        for (name, outcome) in outcomes.files {
            match outcome {
                Ok(read) => files.push(read),
                Err(refusal) => reading.unreadable.push((name, refusal)),
            }
        }
    }
    reading.files = files.len();
    reading.budgets = assemble::budgets(files, year);
    reading.warned = warned(&reading.budgets);
    reading
}

/// How many files reading noticed something about.
fn warned(budgets: &[Budget]) -> usize {
    let notices = budgets.iter().flat_map(|budget| &budget.notices);
    let files = notices.flat_map(|notice| {
        let placed = notice.place.iter().map(|(file, _)| file);
        notice.at.iter().map(|address| &address.file).chain(placed)
    });
    files.collect::<HashSet<_>>().len()
}

/// What came of each file, in the order of the files, read on all cores.
fn outcomes(files: &[Submitted], layouts: &[Arc<Layout>], workers: Option<&Workers>) -> Vec<Outcomes> {
    let next = AtomicUsize::new(0);
    let done: Vec<OnceLock<Outcomes>> = files.iter().map(|_| OnceLock::new()).collect();
    let run = || {
        let mut reader = Reader::new(layouts, workers);
        while let Some((file, done)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|i| files.get(i).zip(done.get(i)))
        {
            let _ = done.set(reader.read(file));
        }
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(files.len());
    if threads < 2 {
        run();
    } else {
        thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(run))));
    }
    let all = done.into_iter().zip(files);
    all.map(|(done, file)| done.into_inner().unwrap_or_else(|| Outcomes::refused(file, Refusal::BroughtDown))).collect()
}

/// Reads one workbook from its bytes, within this process. `name` is the file's, as messages give it.
///
/// # Errors
/// A [`Refusal`] where it cannot be read.
pub fn read_bytes(name: &str, bytes: &[u8], layouts: &[Arc<Layout>]) -> Result<Budget, Refusal> {
    let read = guarded(|| {
        let kind = kind::kind(bytes)?;
        file::read_file(&name.into(), "", (bytes, kind), layouts, &mut limits::Limits::any())
    })?;
    assemble::budgets(vec![read], None).pop().ok_or(Refusal::BroughtDown)
}

/// Drafts a layout from a workbook; `id` names it.
///
/// # Errors
/// A [`Refusal`] where the file cannot be read.
pub fn draft_file(path: &std::path::Path, id: &str) -> Result<String, Refusal> {
    inbox::bytes(path).and_then(|bytes| guarded(|| draft::draft(&bytes, id)))
}
