//! Files whose text is not read.

use super::Text;
use crate::book::text::TextKind;

impl TextKind {
    /// What it is and what to do, where its text is not read.
    pub fn advice(self) -> Option<Text> {
        let (zh, en) = match self {
            Self::Docx | Self::Doc | Self::Txt => return None,
            Self::Rtf => ("RTF 文档", "an RTF document"),
            Self::Odt => ("OpenDocument 文档（.odt）", "an OpenDocument text (.odt)"),
            Self::Pdf => ("PDF 文件", "a PDF"),
            Self::Picture => ("图片", "a picture"),
        };
        let (zh_advice, en_advice) = match self {
            Self::Rtf | Self::Odt => (
                "请用 Word 或 WPS 另存为 .docx",
                "please save it as .docx in Word or WPS",
            ),
            _ => (
                "如要核对文字，请附上 Word 原文件（.docx）",
                "to have the text checked, please send the Word file (.docx) that it was made from",
            ),
        };
        Some(Text::new(
            format!("是{zh}，其中的文字没有核对。{zh_advice}"),
            format!("is {en}; its text was not checked: {en_advice}"),
        ))
    }
}
