//! A text as lines that are easy to search, with the figures in them; knows no budget.

mod brackets;
mod broken_number;
mod charset;
pub(crate) mod figure;
mod line;
mod paragraph;
pub(crate) mod soft_breaks;
pub(crate) mod table_cell;
pub(crate) mod wrapped;

pub(crate) use brackets::{begin_of_words, is_closed_between, open_bracket, opening};
pub(crate) use charset::{CharSet, GROUPS, SmallCharSet, group_of};
pub(crate) use figure::{Kind, PrintedFigure, Units, figures};
pub(crate) use line::{Marker, TextLine, fold, folded, lines};
pub(crate) use paragraph::{TextParagraph, is_of_program};
