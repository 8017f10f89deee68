//! Files that are left alone.

use super::GivenExplanation;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The tables of a document that is no whole book, each with its name and how many figures it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreadTables {
    /// Those that were recognised; they are too few.
    pub found: Vec<(Arc<str>, usize)>,
    /// The others that have figures.
    pub left: Vec<(Arc<str>, usize)>,
}

/// Why a file is left alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ignored {
    /// A device, a pipe or a link.
    NotAFile,
    /// A folder below too many others.
    TooDeep,
    /// One file too many.
    TooMany,
    /// The file by which Excel or WPS says that it has a workbook open.
    OwnerFile,
    /// Settings in a folder below the inbox, or in an archive.
    Settings,
    /// A file of the operating system.
    SystemFile,
    /// A document whose text is not read.
    Document(UnreadDocument),
    /// A text that names no department whose tables were handed in.
    TextWithoutDepartment,
    /// A document with tables that are not read, of a department whose tables were not handed in.
    TablesUnread(UnreadTables),
    /// A text of another year than the tables beside it.
    TextOfOtherYear {
        /// The year of the text.
        text: i32,
        /// That of the tables.
        tables: i32,
    },
    /// What a run has written for another inbox.
    OtherInbox,
    /// A folder that is not looked into.
    Folder {
        /// Its kind.
        kind: PassedFolder,
        /// How many files it holds, where that was counted.
        files: Option<usize>,
    },
    /// 核实说明.xlsx: no tables, but explanations of what is to be verified, of a department that is not here.
    Explanations(Arc<[GivenExplanation]>),
    /// A form without an amount, beside one that is filled in.
    BlankForm {
        /// The one that is.
        filled: Arc<str>,
    },
    /// A budget in the folder of last year's that is no department's here.
    LastYearUnused {
        /// The department that it names.
        department: String,
        /// The year that it names.
        year: Option<i32>,
    },
    /// One of several budgets of a department in the folder of last year's.
    LastYearTwice {
        /// The department that it names.
        department: String,
        /// The year that it names.
        year: Option<i32>,
    },
    /// A file in the folder of last year's that is neither a workbook nor a text that is read.
    LastYearUnread,
    /// 汇总.xlsx, which a run has written.
    Summary,
    /// Another file beside the tables that is none.
    BesideTables(DocumentKind),
}

/// A folder that is not looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PassedFolder {
    /// Of the operating system, or of a program that packs files.
    System,
    /// Its name begins with a dot.
    Hidden,
    /// A second one for last year's tables.
    LastYear,
}

/// A file that lies beside the tables and is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DocumentKind {
    /// `.doc`, `.docx`
    Word,
    /// Plain text.
    PlainText,
    /// Something else, by the ending of its name.
    Other,
}

/// A document whose text is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UnreadDocument {
    /// `.rtf`
    Rtf,
    /// `.odt`
    Odt,
    /// `.pdf`
    Pdf,
    /// A photograph or a scan.
    Picture,
}
