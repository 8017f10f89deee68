//! What is wrong with a budget, as facts. The words are made where a finding is shown.

mod action;
mod beyond;
mod changes;
mod check;
mod ignored;
mod key;
mod problem;
mod sentence;
mod year;

pub use action::Action;
pub use beyond::BeyondProblem;
pub use changes::{Compared, KnownFinding, ReportChanges};
pub use check::Check;
pub use ignored::{Ignored, UnreadDocument};
pub use key::{CellPath, FindingKey, RowPath};
pub use problem::{
    Absence, CodeList, CodedRow, Content, Difference, Disguise, FormattedNumber, NameOrigin,
    NamedRow, NearTable, PassedOver, Problem, TableCell, VersionCell,
};
pub use sentence::{Passage, SentenceProblem, SentenceSlip};
pub use year::{YearPlace, YearProblem};
