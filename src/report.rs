//! What was found, for programs: JSON, what has changed since an earlier report, and what a summary needs.

mod changes;
mod digest;
mod explained;
mod json;
mod keys;
mod since;

pub use changes::{ChangeKind, ChangeSummary};
pub(crate) use digest::told;
pub use digest::{DepartmentSummary, FindingSummary};
pub(crate) use explained::{explain, explainable, is_explainable};
pub use json::Json;
pub(crate) use json::department_json;
pub(crate) use json::department_view_json;
pub use since::{EarlierReport, known};
