//! What the 每… word of a formula stands for in one equation.

use crate::budget::RowPosition;
use crate::classification::Code;
use std::collections::HashMap;

/// Rows of a project by table of the layout and block.
pub(super) type ProjectRows = HashMap<(usize, usize), Vec<RowPosition>>;

/// What 每… stands for in one equation.
pub(super) enum Binding {
    Nothing,
    Row(RowPosition),
    /// A code, under one budget unit or under all.
    Code(Code, Option<String>),
    /// Its rows and its name.
    Project(ProjectRows, String),
}
