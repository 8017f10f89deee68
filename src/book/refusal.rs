//! Why a file is not read. One bad file never costs another; it is named with its reason and the rest goes on.

use super::system::SystemReason;
use crate::finding::{Ignored, NearTable};
use serde::{Deserialize, Serialize};

/// Why a file was not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Refusal {
    /// The system would not let us read it.
    Unreadable {
        /// Why not.
        cause: UnreadableCause,
    },
    /// It has no bytes.
    Empty,
    /// It needs a password.
    Password,
    /// A spreadsheet of an old or other kind.
    OtherFormat {
        /// Its kind.
        kind: OldFormat,
    },
    /// No spreadsheet, whatever its name says.
    NotASpreadsheet {
        /// What it is.
        kind: ForeignFile,
    },
    /// A zip of files that is not opened, or a file in it that is not.
    Archive {
        /// Why.
        problem: ArchiveProblem,
    },
    /// The end of it is missing.
    CutShort,
    /// A part of it cannot be understood.
    Damaged {
        /// The part.
        part: String,
    },
    /// Two of its parts have one name.
    SameParts,
    /// Two of its sheets have one name.
    SheetsOfOneName {
        /// The name.
        name: String,
    },
    /// It goes beyond one of our limits.
    TooLarge {
        /// What was counted.
        what: Quantity,
        /// How many are allowed.
        limit: u64,
        /// How many were found.
        found: u64,
    },
    /// Reading it took too long by the clock.
    TooSlow,
    /// Reading it took more processor time than a file may take.
    TooMuchTime,
    /// Reading it took more memory than a file may take.
    TooMuchMemory,
    /// It brought the process down that read it.
    BroughtDown,
    /// It lies beside the tables and is none; nothing is wrong with it.
    LeftAlone(Ignored),
    /// It is a blank workbook for departments, that no one filled in.
    NotFilledIn,
    /// No sheet of it holds a table that we know.
    NoKnownTable {
        /// The layouts that were tried.
        layouts: String,
        /// Sheets that were looked at.
        sheets: usize,
        /// The title that came nearest, and what it lacked.
        nearest: Option<Box<NearTable>>,
    },
}

/// Why a file could not be read at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum UnreadableCause {
    /// The system's reason.
    System(SystemReason),
    /// It is a pipe, a device or a link to one.
    NotAFile,
    /// It changed while it was read.
    Changing,
}

impl Refusal {
    /// The system's reason why a file cannot be read.
    pub(crate) fn system(error: &std::io::Error) -> Self {
        Self::Unreadable {
            cause: UnreadableCause::System(error.into()),
        }
    }
}

/// A spreadsheet of a format that is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum OldFormat {
    /// `.sxc` of OpenOffice 1.
    Sxc,
    /// `.fods`: OpenDocument in one piece of XML.
    Fods,
    /// The XML of Excel 2003.
    Xml2003,
    /// `.xls` before Excel 5.
    Xls,
    /// `.xls` of Excel 2.
    Biff2,
    /// `.xls` of Excel 3.
    Biff3,
    /// `.xls` of Excel 4.
    Biff4,
    /// `.doc` before Word 97.
    Doc,
}

/// A file that is no spreadsheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ForeignFile {
    /// `.pdf`
    Pdf,
    /// `.rar`
    Rar,
    /// `.7z`
    SevenZip,
    /// A picture.
    Picture,
    /// `.doc` or `.docx`
    Word,
    /// `.ppt` or `.pptx`
    PowerPoint,
    /// `.odt`
    Odt,
    /// `.odp`
    Odp,
    /// `.msg`
    Outlook,
    /// A compound file of an unknown kind.
    Compound,
    /// HTML or XML.
    WebPage,
    /// An unknown kind.
    Unknown,
    /// Plain text.
    PlainText,
    /// `.csv`: text with a mark between the cells of a row.
    Delimited,
    /// Another kind of OpenDocument.
    OtherOpenDocument,
}

/// Why a zip, or a file in it, is not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ArchiveProblem {
    /// It lies in another zip.
    WithinArchive,
    /// Two of its files have one name.
    SameNames,
    /// It is packed by an unknown method.
    UnknownPacking,
    /// It has a password.
    Password,
    /// It has no workbook.
    NoWorkbook,
}

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Quantity {
    /// Bytes of the file.
    FileBytes,
    /// Parts of a package.
    Parts,
    /// Bytes of unpacked parts.
    UnpackedBytes,
    /// Unpacked bytes for each packed one.
    PackingRatio,
    /// Sheets.
    Sheets,
    /// Figures of tables.
    Figures,
    /// Bytes of one text.
    TextBytes,
    /// Bytes of all texts.
    AllTextBytes,
    /// Different texts.
    Texts,
    /// Merged ranges.
    MergedRanges,
    /// Cells under merged ranges.
    MergedCells,
    /// Cells.
    Cells,
    /// Paragraphs of a text.
    Paragraphs,
    /// Stretches of characters of one look.
    Runs,
    /// Lists and styles of a text.
    Definitions,
}
