//! Which item, project, body or department a name means, and whether it is written right.

mod another_body;
mod body;
mod code;
mod dashed_path;
mod department;
mod economic;
mod economic_list;
mod item;
mod label;
mod lead;
mod misnamed;
mod misspelt;
mod neutral;
mod no_row;
mod path;
mod path_names;
mod project;
mod sister;
mod written_path;

pub(crate) use department::{named_by, own_names};
pub(crate) use economic_list::{LISTS, is_economic_item};
