//! Every sentence for people, in Chinese and English. The other rooms give facts; the words for them are here alone.

mod beyond;
mod code;
pub(crate) mod command;
mod department;
mod diagnosis;
mod equation;
mod lang;
mod letter;
pub(crate) mod output;
mod problem;
mod refusal;
mod returned;
mod run;
mod since;
mod slip;
mod system;
mod terminal;
mod text_kind;
mod version;
pub(crate) mod watch;
mod year;

pub(crate) use code::period;
pub use code::series;
pub use department::{DepartmentReport, Tally};
pub use diagnosis::{Correction, set_in_words};
pub(crate) use equation::around_difference;
pub use lang::{Lang, Text};
pub use letter::letter;
pub(crate) use problem::near_table;
pub use problem::{finding, located, problem, titled};
pub use refusal::{Advice, advice, ignored};
pub(crate) use run::not_begun;
pub use since::since;
pub(crate) use system::system;
pub(crate) use terminal::visible;
pub use terminal::{closing, department_text, notes, unchanged, unreadable};
