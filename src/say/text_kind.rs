//! Documents whose text is not read.

use super::Text;
use crate::finding::UnreadDocument;

/// What a document is, and what to do to have its text checked.
pub(super) fn unread(document: UnreadDocument) -> Text {
    let (zh, en) = match document {
        UnreadDocument::Rtf => (" RTF 文档", "an RTF document"),
        UnreadDocument::Odt => (" OpenDocument 文档（.odt）", "an OpenDocument text (.odt)"),
        UnreadDocument::Pdf => (" PDF 文件", "a PDF"),
        UnreadDocument::Picture => ("图片", "a picture"),
    };
    let (zh_advice, en_advice) = match document {
        UnreadDocument::Rtf | UnreadDocument::Odt => (
            "请用 Word 或 WPS 另存为 .docx",
            "please save it as .docx in Word or WPS",
        ),
        UnreadDocument::Pdf | UnreadDocument::Picture => (
            "如要核对文字，请附上 Word 原文件（.docx）",
            "to have the text checked, please send the Word file (.docx) that it was made from",
        ),
    };
    Text::new(
        format!("是{zh}，其中的文字没有核对。{zh_advice}"),
        format!("is {en}; its text was not checked: {en_advice}"),
    )
}
