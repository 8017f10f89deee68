//! Reads department budget workbooks, checks that their tables agree (勾稽), and writes the
//! workbook that goes to the public.
//!
//! layout + workbooks -> [`read`] -> [`budget`]; [`rule`]s x budget -> [`equation`]s -> [`reconcile`]
//! -> findings; budget + findings -> [`mod@write`] -> public workbook, [`export`] -> facts as rows; findings -> [`report`]
//!
//! What the field calls things: `amount` money in 万元 or 元, `classification` 功能分类 and 经济分类,
//! `layout` where figures stand, `template` a layout with its rules.

pub mod amount;
pub mod book;
pub mod budget;
pub mod classification;
pub mod cli;
mod command;
pub mod consolidate;
pub mod equation;
pub mod export;
pub mod finding;
pub mod label;
pub mod layout;
mod narrative;
mod parallel;
pub mod place;
pub mod read;
pub mod reconcile;
mod relation;
pub mod report;
pub mod rule;
pub mod run;
pub mod say;
pub mod source;
pub mod templates;
pub mod write;

// the old name, until all have moved
pub use say as lang;
