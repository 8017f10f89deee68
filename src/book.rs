//! From the bytes of a file to sheets of cells and paragraphs of text. The kind of a file goes by its content, what it may come to is counted
//! while it is read, and a file that cannot be read is refused in words. The only door to calamine, zip and quick-xml.

mod compound;
mod fields;
pub(crate) mod grid;
pub(crate) mod kind;
pub(crate) mod limits;
pub(crate) mod number_format;
mod ods;
pub(crate) mod package;
mod print_header;
mod records;
mod refusal;
mod return_error;
pub(crate) mod sheet;
mod system;
pub mod text;
pub(crate) mod value;
pub(crate) mod workbook;
mod xls;
mod xlsb;
mod xlsx;

pub use refusal::{ArchiveProblem, ForeignFile, OldFormat, Quantity, Refusal, UnreadableCause};
pub use return_error::ReturnError;
pub use system::SystemReason;
pub(crate) use workbook::is_xlsx;
