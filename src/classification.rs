//! Codes of the government classifications (政府收支分类科目): text of three, five or seven digits,
//! two more for each level. `"20805"` has a parent; 20805 is only a number.

mod catalogue;
mod cells;
mod code;
mod file;
mod lines;
mod naming;
mod search;
mod view;

pub use catalogue::{Catalogue, CatalogueEntry, Coverage, SharedCatalogue};
pub use code::{Code, Level, Series};
pub use naming::{CodeNaming, ComparableName, NamePeriod};
pub use view::{ListAbsence, YearView};
