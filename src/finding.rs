//! What is wrong with a budget, as facts. The words are made where a finding is shown.

mod action;
mod beyond;
mod changes;
mod check;
mod claim;
mod code;
mod detail;
mod embedded;
mod explanation;
mod figure;
mod folder;
mod format;
mod ignored;
mod key;
mod of_problem;
mod order;
mod output_kind;
mod problem;
mod sentence;
mod submission;
mod unwritten;
mod words;
mod year;

pub use action::Action;
pub use beyond::{BeyondProblem, OtherPeriod};
pub use changes::{Compared, KnownFinding, ReportChanges};
pub use check::Check;
pub use claim::ClaimProblem;
pub use code::{CodeList, CodeProblem, CodedRow, CodelessRow, NameOrigin, TableCell};
pub use detail::{
    Absence, Difference, NearTable, PassedOver, TableVersions, VersionCell, YuanSign,
};
pub use embedded::Embedded;
pub use explanation::{Explanation, FindingMark, GivenExplanation};
pub use figure::Content;
pub use folder::FolderProblem;
pub use format::{Disguise, FormatProblem, FormattedNumber};
pub use ignored::{DocumentKind, Ignored, PassedFolder, UnreadDocument, UnreadTables};
pub use key::{CellPath, FindingKey, RowPath};
pub use order::{NamedRow, OrderProblem};
pub use output_kind::OutputKind;
pub(crate) use output_kind::{EXPLANATIONS, SUMMARY};
pub use problem::Problem;
pub use sentence::{Calculation, Passage, SentenceProblem, SentenceSlip};
pub use submission::SubmissionProblem;
pub use unwritten::WriteError;
pub use words::WordsProblem;
pub use year::{YearPlace, YearProblem};
