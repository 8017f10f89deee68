//! From the sheets of a file to tables of a budget, by a layout. Reading collects what it notices and goes on: ten bad
//! cells give ten notices.

mod apart;
mod attempt;
mod beside;
mod block_row;
mod body;
mod code;
pub(crate) mod codeless;
mod columns;
mod compared;
mod continued;
mod copied;
mod cover;
pub(crate) mod department;
pub(crate) mod draft;
pub(crate) mod explanations;
mod figure;
pub(crate) mod file;
mod form;
mod header;
mod heading;
mod headings;
mod headless;
mod join;
mod keys;
mod locate;
mod located;
pub(crate) mod meant;
mod measure;
mod names;
mod others;
mod outline;
mod passed;
mod period;
mod rate;
mod remarks;
mod rows;
mod said_empty;
mod seal;
mod shown;
pub(crate) mod stated;
mod strange;
mod subtotals;
mod tables;
mod title;
mod totals;
mod unclaimed;
pub(crate) mod year;

/// The first sheet of a flagged workbook. It is ours: a mended workbook that comes back is read without it.
pub(crate) const REVIEW_SHEET: &str = "审核结果";

/// How the first cell of a sheet begins that helps to fill in the tables of a blank workbook, and is none of them.
pub(crate) const FILLING_MARK: &str = "填报专用";

/// The title of 汇总.xlsx, with headings of its first sheet.
pub(crate) const SUMMARY_TITLE: &str = "部门预算公开汇总";
pub(crate) const SUMMARY_HEADINGS: [&str; 3] = ["部门", "结论", "强制"];

/// How the title of 核实说明.xlsx ends, with the headings of the words and of what they are given for.
pub(crate) const EXPLANATIONS: &str = "核实说明";
pub(crate) const EXPLANATION: &str = "说明";
pub(crate) const EXPLANATION_MARK: &str = "核对标记";
