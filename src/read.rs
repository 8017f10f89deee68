//! From files to budgets. Reading collects what it notices and goes on: ten bad cells give ten
//! notices, one bad file costs no other.

mod assemble;
mod code;
mod draft;
mod figure;
mod file;
mod form;
mod heading;
mod inbox;
mod kind;
mod locate;
mod number_format;
mod passed;
mod refusal;
mod rows;
mod sheet;
mod workbook;
mod xlsx;

pub use inbox::{Inbox, OUTPUT_FOLDER, Submitted};
pub(crate) use inbox::{OUTPUT_MARK, said};
pub use refusal::Refusal;

use crate::budget::Budget;
use crate::lang::Text;
use crate::layout::Layout;
use file::read_file;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Once};

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
}

/// Reads every file of an inbox and puts together what belongs to one department. `year` is the fiscal
/// year where the clerk gives it.
pub fn read(inbox: Inbox, layouts: &[Arc<Layout>], year: Option<i32>) -> Reading {
    let mut reading = Reading { unreadable: inbox.unreadable, ignored: inbox.ignored, ..Reading::default() };
    let mut files = Vec::new();
    for file in &inbox.files {
        match inbox::bytes(&file.path).and_then(|bytes| guarded(|| read_file(file, &bytes, layouts))) {
            Ok(read) => files.push(read),
            Err(refusal) => reading.unreadable.push((file.name.clone(), refusal)),
        }
    }
    reading.files = files.len();
    reading.budgets = assemble::budgets(files, year);
    reading
}

/// Runs the reading of one file. Readers of damaged input may panic in spite of all care; that costs this
/// file only, and prints nothing.
fn guarded<T>(read: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    static QUIET: Once = Once::new();
    thread_local!(static READING: Cell<bool> = const { Cell::new(false) });
    QUIET.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !READING.get() {
                usual(info);
            }
        }));
    });
    READING.set(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(read));
    READING.set(false);
    outcome.unwrap_or_else(|_| Err(Refusal::Damaged { part: "xl".to_owned() }))
}

/// Drafts a layout from a workbook; `id` names it.
///
/// # Errors
/// A [`Refusal`] where the file cannot be read.
pub fn draft_file(path: &std::path::Path, id: &str) -> Result<String, Refusal> {
    inbox::bytes(path).and_then(|bytes| guarded(|| draft::draft(&bytes, id)))
}
