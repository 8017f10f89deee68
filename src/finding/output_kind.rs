//! Kinds of files that the program writes for people, each of which they change for reasons of its own.

use std::path::Path;

/// The name of the summary.
pub(crate) const SUMMARY: &str = "汇总.xlsx";
/// What the names of files for explanations end in.
pub(crate) const EXPLANATIONS: &str = "核实说明.xlsx";

/// What a file of the output folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputKind {
    /// 核实说明.xlsx: what people write into it is used.
    Explanations,
    /// 汇总.xlsx.
    Summary,
    /// A Word document: one to be published, or a marked text.
    Document,
    /// A letter.
    Letter,
    /// A workbook of tables.
    Workbook,
}

impl OutputKind {
    /// The kind of a file by its name.
    pub(crate) fn of(name: &Path) -> Self {
        let own = name.file_name().unwrap_or_default().to_string_lossy();
        if own == SUMMARY {
            Self::Summary
        } else if own.ends_with(EXPLANATIONS) {
            Self::Explanations
        } else if own.ends_with(".docx") {
            Self::Document
        } else if own.ends_with(".txt") {
            Self::Letter
        } else {
            Self::Workbook
        }
    }
}
