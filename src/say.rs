//! Every sentence for people, in Chinese and English. The other rooms give facts; the words for them are here alone.

mod code;
mod equation;
mod lang;
mod problem;
mod version;

pub(crate) use code::period;
pub use code::series;
pub(crate) use equation::around_difference;
pub use lang::{Lang, Text};
pub(crate) use problem::near_table;
pub use problem::{finding, located, problem};
