//! What is wrong with a budget, as facts. The words are made where a finding is shown.

mod check;

pub use check::Check;
