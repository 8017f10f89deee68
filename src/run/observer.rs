//! Who wants to know how far a run is. The engine calls it from one thread, in order.

use crate::run::{DepartmentOutcome, Submissions};

/// A stage of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Files are read.
    Files,
    /// Departments are put together and checked.
    Departments {
        /// How many files were read for them.
        files: usize,
    },
}

/// Follows a run. Every method may be left as it is.
pub trait Observer {
    /// A stage of `total` files or departments begins.
    fn begin(&mut self, _stage: Stage, _total: usize) {}
    /// One more file or department is done, with this many mismatches.
    fn advance(&mut self, _mismatches: usize) {}
    /// All files are read; these are the departments that will be checked, in this order.
    fn gathered(&mut self, _submissions: &Submissions) {}
    /// The stage is over.
    fn end(&mut self) {}
    /// A department is done; departments come in the order of the inbox.
    fn department(&mut self, _outcome: DepartmentOutcome) {}
}

/// Follows nothing.
impl Observer for () {}
