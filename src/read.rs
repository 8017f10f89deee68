//! From files to budgets. Reading collects what it notices and goes on: ten bad cells give ten
//! notices, one bad file costs no other.

mod again;
mod apart;
mod assemble;
mod code;
mod compound;
mod copies;
mod draft;
mod earlier;
mod fields;
mod figure;
mod file;
mod form;
mod gather;
mod grid;
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
mod sent;
mod sheet;
mod store;
mod submission;
mod units;
mod workbook;
mod xls;
mod xlsb;
mod xlsx;
mod zipped;

pub(crate) use apart::PATIENCE;
pub use apart::{Workers, serve};
pub(crate) use earlier::{Digest, Earlier, Look, Records, digest, digest_of};
pub(crate) use gather::gather_since;
pub use gather::{Gathered, Manner, gather};
pub use inbox::{Inbox, OUTPUT_FOLDER, Submitted};
pub(crate) use inbox::{OUTPUT_MARK, said};
pub use refusal::Refusal;
pub use submission::Submission;
pub(crate) use workbook::is_xlsx;

use crate::budget::Budget;
use crate::lang::Text;
use crate::layout::Layout;
use reader::guarded;
use std::collections::HashSet;
use std::sync::Arc;
use submission::{Part, submissions};

/// The first sheet of a flagged workbook. It is ours: a mended workbook that comes back is read without it.
pub(crate) const REVIEW_SHEET: &str = "审核结果";

/// How the first cell of a sheet begins that helps to fill in the tables of a blank workbook, and is none of them.
pub(crate) const FILLING_MARK: &str = "填报专用";

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
pub fn read_apart(
    inbox: Inbox,
    layouts: &[Arc<Layout>],
    year: Option<i32>,
    workers: Option<&Workers>,
) -> Reading {
    gather(
        inbox,
        layouts,
        Manner {
            year,
            workers,
            ..Manner::default()
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
    let store = store::Store::default();
    let parts = [Part::new(read, layouts, |read| store.put(read, layouts))];
    let read = store.get(&parts[0].kept, layouts)?;
    let submission = submissions(&parts, layouts, Manner::default())
        .pop()
        .ok_or(Refusal::BroughtDown)?;
    Ok(assemble::budget(&submission, vec![read], false))
}

/// Drafts a layout from a workbook; `id` names it.
///
/// # Errors
/// A [`Refusal`] where the file cannot be read.
pub fn draft_file(path: &std::path::Path, id: &str) -> Result<String, Refusal> {
    inbox::bytes(path).and_then(|bytes| guarded(|| draft::draft(&bytes, id)))
}
