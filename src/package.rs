//! An .xlsx as what it is beneath its cells: a zip archive of XML parts that name each other. The reader
//! looks at the parts for what its reader of values does not tell, the writer changes a submitted workbook
//! part by part; both need the same limits, names and relationships. So this is the only door to zip and
//! quick-xml. Sizes and names of the parts are looked at before anything is unpacked.

mod archive;
mod grid;
mod relations;
mod xml;

pub(crate) use archive::{Archive, open};
pub(crate) use grid::{ROWS, cell};
pub(crate) use relations::sheet_paths;
pub(crate) use xml::{Event, attribute, each, is_true};
