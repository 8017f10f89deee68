//! Why a file is not read, in the clerk's words: what it is, and what to do. One bad file never costs
//! another; it is named with its reason and the rest goes on.

use crate::finding::NearTable;
use crate::say::{self, Text};

/// Why a file was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The system would not let us read it.
    Unreadable {
        /// What the system said.
        cause: String,
    },
    /// It has no bytes.
    Empty,
    /// It needs a password.
    Password,
    /// A spreadsheet of an old or other kind.
    OtherFormat {
        /// Its kind.
        kind: &'static str,
    },
    /// No spreadsheet, whatever its name says.
    NotASpreadsheet {
        /// What it is, in Chinese.
        zh: &'static str,
        /// What it is, in English.
        en: &'static str,
    },
    /// A zip of files that is not opened, or a file in it that is not.
    Archive {
        /// Why, in Chinese.
        zh: &'static str,
        /// Why, in English.
        en: &'static str,
    },
    /// The end of it is missing.
    CutShort,
    /// A part of it cannot be understood.
    Damaged {
        /// The part.
        part: String,
    },
    /// Two of its sheets have one name.
    SheetsOfOneName {
        /// The name.
        name: String,
    },
    /// It goes beyond one of our limits.
    TooLarge {
        /// What was counted.
        what: &'static str,
        /// How many are allowed.
        limit: u64,
        /// How many were found.
        found: u64,
    },
    /// Reading it took too long.
    TooSlow,
    /// It brought the process down that read it.
    BroughtDown,
    /// What a process of its own said of it.
    Said(Text),
    /// It is a blank workbook for departments, and nobody has filled it in.
    NotFilledIn,
    /// No sheet of it holds a table that we know.
    NoKnownTable {
        /// The layouts that were tried.
        layouts: String,
        /// Sheets that were looked at.
        sheets: usize,
        /// The title that came nearest, and what it lacked.
        nearest: Option<NearTable>,
    },
}

impl Refusal {
    /// The reason as a sentence that says what to do.
    pub fn message(&self) -> Text {
        match self {
            Self::Unreadable { cause } => Text::new(
                format!("打不开：{cause}。请检查文件是否被其他程序占用、是否有读取权限"),
                format!(
                    "cannot be opened: {cause}. Is another program using it, and may it be read?"
                ),
            ),
            Self::Empty => Text::new(
                "是空文件（0 字节），可能没有传完。请重新报送",
                "is empty (0 bytes); the transfer may have failed. Please send it again",
            ),
            Self::Password => Text::new(
                "有打开密码。请去掉密码后重新报送",
                "needs a password. Please remove the password and send it again",
            ),
            Self::OtherFormat { kind } => Text::new(
                format!(
                    "实际是 {kind} 格式，不是 .xlsx。请用 Excel 或 WPS 另存为 .xlsx 后重新报送"
                ),
                format!(
                    "is {kind}, not .xlsx. Please save it as .xlsx in Excel or WPS and send it again"
                ),
            ),
            Self::NotASpreadsheet { zh, en } => Text::new(
                format!("不是电子表格，而是{zh}。请报送 .xlsx 工作簿"),
                format!("is no spreadsheet but {en}. Please send an .xlsx workbook"),
            ),
            Self::Archive { zh, en } => Text::new(
                format!("{zh}。请解压后直接报送里面的工作簿"),
                format!("{en}. Please unpack it and send the workbooks themselves"),
            ),
            Self::CutShort => Text::new(
                "文件不完整或已损坏，可能没有传完。请重新报送",
                "is cut short or damaged; the transfer may have failed. Please send it again",
            ),
            Self::Damaged { part } => Text::new(
                format!(
                    "文件已损坏（{part} 无法读取）。请用 Excel 或 WPS 打开，另存为新的 .xlsx 后重新报送"
                ),
                format!(
                    "is damaged ({part} cannot be read). Please open it in Excel or WPS, save it as a new .xlsx and send it again"
                ),
            ),
            Self::SheetsOfOneName { name } => Text::new(
                format!("有两个工作表都叫“{name}”，分不清以哪一个为准。请改名或删去一个后重新报送"),
                format!(
                    "has two sheets named {name:?}. Please rename or remove one and send it again"
                ),
            ),
            Self::TooLarge { what, limit, found } => {
                let (zh, en) = match *what {
                    "file" => ("文件字节数", "bytes of the file"),
                    "parts" => ("内部文件数", "parts"),
                    "bytes" => ("解压后的字节数", "unpacked bytes"),
                    "ratio" => ("压缩比", "packing ratio"),
                    "sheets" => ("工作表数", "sheets"),
                    "figures" => ("金额个数", "figures"),
                    "text" => ("一段文字的字节数", "bytes of one text"),
                    "all texts" => ("全部文字的字节数", "bytes of text"),
                    "paragraphs" => ("段落数", "paragraphs"),
                    "runs" => ("文字片段数", "runs of text"),
                    "definitions" => ("样式和编号个数", "styles and lists"),
                    "texts" => ("不同文字的个数", "texts"),
                    "merges" => ("合并单元格数", "merged ranges"),
                    "merged" => ("合并区域里的单元格数", "cells under merged ranges"),
                    _ => ("单元格数", "cells"),
                };
                Text::new(
                    format!("超过限制：{zh}为 {found}，最多 {limit}。请删去多余内容后重新报送"),
                    format!(
                        "goes beyond a limit: {found} {en}, at most {limit}. Please remove what is not needed and send it again"
                    ),
                )
            }
            Self::TooSlow => Text::new(
                "读取时间太长，已停止。文件可能异常庞大或已损坏，请用 Excel 或 WPS 打开，删去多余内容，另存为新的 .xlsx 后重新报送",
                "took too long to read and was given up. It may be damaged or hold far too much: please open it in Excel or WPS, remove what is not needed, save it as a new .xlsx and send it again",
            ),
            Self::BroughtDown => Text::new(
                "读取时占用内存过多或内容无法处理，已停止。文件可能已损坏，请用 Excel 或 WPS 打开，另存为新的 .xlsx 后重新报送",
                "needs far too much memory, or cannot be worked on, and was given up. It may be damaged: please open it in Excel or WPS, save it as a new .xlsx and send it again",
            ),
            Self::NotFilledIn => Text::new(
                "是还没有填写的空白表，一个金额也没有。请填好有颜色的格、保存后重新报送",
                "is a blank workbook that nobody has filled in: it has no figure. Please fill in the coloured cells, save it and send it again",
            ),
            Self::Said(message) => message.clone(),
            Self::NoKnownTable {
                layouts,
                sheets,
                nearest,
            } => {
                let Text { zh, en } = nearest.as_ref().map(say::near_table).unwrap_or_default();
                Text::new(
                    format!(
                        "看了 {sheets} 个工作表，没有找到任何预算表（按表名和表头查找，格式：{layouts}）{zh}。请检查是否报错了文件"
                    ),
                    format!(
                        "{sheets} sheets hold no known budget table (looked for by title and header; layouts: {layouts}){en}. Is it the right file?"
                    ),
                )
            }
        }
    }
}
