//! What is wrong with a budget, as facts. The words are made where a finding is shown.

mod check;
mod problem;

pub use check::Check;
pub use problem::{
    Absence, CodeList, CodedRow, Content, Difference, NameOrigin, NamedRow, NearTable, PassedOver,
    Problem, TableCell, VersionCell,
};
