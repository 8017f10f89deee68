//! Files that are left alone.

use serde::{Deserialize, Serialize};

/// Why a file is left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ignored {
    /// A device, a pipe or a link.
    NotAFile,
    /// A folder below too many others.
    TooDeep,
    /// One file too many.
    TooMany,
    /// The file by which Excel or WPS says that it has a workbook open.
    OwnerFile,
    /// A file of the operating system.
    SystemFile,
    /// A document whose text is not read.
    Document(UnreadDocument),
    /// A text that names no department whose tables were handed in.
    TextWithoutDepartment,
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
