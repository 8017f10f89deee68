//! Why a submitted workbook could not be marked.

use crate::book::Refusal;
use crate::book::package::NotXml;
use crate::place::a1;
use crate::say::Text;

/// Why a submitted workbook could not be marked. Nothing of it is written then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().en)]
#[non_exhaustive]
pub enum ReturnError {
    /// The workbook or a part of it cannot be read, or not changed safely.
    Unfit(Refusal),
    /// A flag names a sheet that the workbook does not have.
    NoSheet {
        /// The name.
        sheet: String,
    },
    /// A flag names a cell that no sheet has.
    BeyondTheGrid {
        /// The sheet.
        sheet: String,
        /// Zero-based.
        row: u32,
        /// Zero-based.
        column: u32,
    },
    /// A mark names characters that the text does not have.
    NoCharacters {
        /// The paragraph, from 0.
        paragraph: usize,
        /// The first character, from 0.
        start: usize,
        /// The character behind the last one.
        end: usize,
    },
    /// The workbook has as many cell formats as one may have.
    TooManyFormats {
        /// How many there may be.
        limit: usize,
    },
}

impl From<Refusal> for ReturnError {
    fn from(refusal: Refusal) -> Self {
        Self::Unfit(refusal)
    }
}

/// What stops a sheet from being marked, before it is said which sheet.
#[derive(Debug)]
pub(super) enum MarkError {
    NotXml(NotXml),
    TooManyFormats { limit: usize },
}

impl From<NotXml> for MarkError {
    fn from(wrong: NotXml) -> Self {
        Self::NotXml(wrong)
    }
}

impl MarkError {
    pub(super) fn in_part(self, part: &str) -> ReturnError {
        match self {
            Self::NotXml(wrong) => wrong.in_part(part).into(),
            Self::TooManyFormats { limit } => ReturnError::TooManyFormats { limit },
        }
    }
}

impl ReturnError {
    /// The reason as a sentence.
    pub fn message(&self) -> Text {
        match self {
            Self::Unfit(Refusal::Damaged { part }) if part.starts_with("word/") => Text::new(
                format!(
                    "无法在原文上标注（{part} 无法改写）。请用 Word 或 WPS 打开，另存为新的 .docx 后再试"
                ),
                format!(
                    "the submitted text cannot be marked ({part} cannot be changed). Please open it in Word or WPS, save it as a new .docx and try again"
                ),
            ),
            Self::Unfit(Refusal::Damaged { part }) => Text::new(
                format!(
                    "无法在原表上标注（{part} 无法改写）。请用 Excel 或 WPS 打开，另存为新的 .xlsx 后再试"
                ),
                format!(
                    "the submitted workbook cannot be marked ({part} cannot be changed). Please open it in Excel or WPS, save it as a new .xlsx and try again"
                ),
            ),
            Self::Unfit(refusal) => {
                let reason = refusal.message();
                Text::new(
                    format!("无法在原表上标注：{}", reason.zh),
                    format!("the submitted workbook cannot be marked: it {}", reason.en),
                )
            }
            Self::NoCharacters {
                paragraph,
                start,
                end,
            } => Text::new(
                format!(
                    "无法在原文上标注：第 {} 段没有第 {start} 到 {end} 个字",
                    paragraph + 1
                ),
                format!(
                    "the submitted text cannot be marked: paragraph {} has no characters {start} to {end}",
                    paragraph + 1
                ),
            ),
            Self::NoSheet { sheet } => Text::new(
                format!("无法在原表上标注：没有工作表“{sheet}”"),
                format!("the submitted workbook cannot be marked: it has no sheet {sheet:?}"),
            ),
            Self::BeyondTheGrid { sheet, row, column } => {
                let cell = a1((*row).min(u32::MAX - 1), (*column).min(u32::MAX - 1));
                Text::new(
                    format!("无法在原表上标注：单元格 {sheet}!{cell} 超出工作表范围"),
                    format!(
                        "the submitted workbook cannot be marked: the cell {sheet}!{cell} is beyond the grid"
                    ),
                )
            }
            Self::TooManyFormats { limit } => Text::new(
                format!("无法在原表上标注：单元格格式已达上限 {limit} 种"),
                format!(
                    "the submitted workbook cannot be marked: it has {limit} cell formats, as many as there may be"
                ),
            ),
        }
    }
}
