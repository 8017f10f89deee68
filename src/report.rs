//! What was found, for programs: JSON, what has changed since an earlier report, and what a summary needs.

mod digest;
mod json;
mod keys;
mod since;

pub(crate) use digest::told;
pub use digest::{DepartmentSummary, FindingSummary};
pub use json::{Json, department_json};
pub use since::{EarlierReport, known};
