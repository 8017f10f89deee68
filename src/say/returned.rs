//! Submitted files that could not be marked.

use super::Text;
use crate::book::{Refusal, ReturnError};
use crate::place::a1;

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
