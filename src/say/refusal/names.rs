//! The names of formats, files and quantities in what is said of files that are not read.

use crate::book::{ArchiveProblem, ForeignFile, OldFormat, Quantity};
use crate::say::Text;

/// The name of a format that is no longer read.
pub(super) fn old_format(kind: OldFormat) -> &'static str {
    match kind {
        OldFormat::Sxc => ".sxc",
        OldFormat::Fods => ".fods",
        OldFormat::Xml2003 => "XML 表格 2003",
        OldFormat::Xls => "旧版 .xls",
        OldFormat::Biff2 => "Excel 2 的 .xls（BIFF2）",
        OldFormat::Biff3 => "Excel 3 的 .xls（BIFF3）",
        OldFormat::Biff4 => "Excel 4 的 .xls（BIFF4）",
        OldFormat::Doc => "Word 95 或更早的 .doc",
    }
}

/// What a file of another kind is.
pub(super) fn foreign_file(kind: ForeignFile) -> Text {
    let (zh, en) = match kind {
        ForeignFile::Pdf => (" PDF 文件", "a PDF"),
        ForeignFile::Rar => (
            " RAR 压缩包（打不开这种压缩包，请解压后报送）",
            "a RAR archive (please unpack it)",
        ),
        ForeignFile::SevenZip => (
            " 7z 压缩包（打不开这种压缩包，请解压后报送）",
            "a 7z archive (please unpack it)",
        ),
        ForeignFile::Picture => ("图片", "a picture"),
        ForeignFile::Word => (" Word 文档", "a Word document"),
        ForeignFile::PowerPoint => (" PowerPoint 演示文稿", "a PowerPoint presentation"),
        ForeignFile::Odt => (" Word 文档（.odt）", "a text document (.odt)"),
        ForeignFile::Odp => ("演示文稿（.odp）", "a presentation (.odp)"),
        ForeignFile::Outlook => (
            " Outlook 邮件（请把附件里的表格另存后报送）",
            "an Outlook message (please save what is attached to it)",
        ),
        ForeignFile::Compound => ("未知的 OLE 文件", "an OLE file of an unknown kind"),
        ForeignFile::WebPage => ("网页或 XML 文件", "a web page or XML"),
        ForeignFile::Unknown => ("未知的文件", "of an unknown kind"),
        ForeignFile::PlainText => ("文本文件", "a text file"),
        ForeignFile::Delimited => (
            "用逗号或制表符分隔的文本（.csv）",
            "text with commas or tabs between cells (.csv)",
        ),
        ForeignFile::OtherOpenDocument => (
            "其他种类的 OpenDocument 文件",
            "another kind of OpenDocument file",
        ),
    };
    Text::new(zh, en)
}

/// What is wrong with an archive.
pub(super) fn archive(problem: ArchiveProblem) -> Text {
    let (zh, en) = match problem {
        ArchiveProblem::WithinArchive => (
            "是压缩包里的压缩包，没有再打开",
            "is an archive within another; not opened",
        ),
        ArchiveProblem::SameNames => (
            "压缩包里有同名的文件",
            "is an archive with two files of one name",
        ),
        ArchiveProblem::UnknownPacking => (
            "在压缩包里的压缩方式不常见，打不开",
            "is packed in a way that is not known here",
        ),
        ArchiveProblem::Password => ("压缩包有密码", "is an archive with a password"),
        ArchiveProblem::NoWorkbook => ("压缩包里没有工作簿", "is an archive without a workbook"),
    };
    Text::new(zh, en)
}

/// What there is too much of.
pub(super) fn quantity(quantity: Quantity) -> Text {
    let (zh, en) = match quantity {
        Quantity::FileBytes => ("文件字节数", "bytes of the file"),
        Quantity::Parts => ("内部文件数", "parts"),
        Quantity::UnpackedBytes => ("解压后的字节数", "unpacked bytes"),
        Quantity::PackingRatio => ("压缩比", "packing ratio"),
        Quantity::Sheets => ("工作表数", "sheets"),
        Quantity::Figures => ("金额个数", "figures"),
        Quantity::TextBytes => ("一段文字的字节数", "bytes of one text"),
        Quantity::AllTextBytes => ("全部文字的字节数", "bytes of text"),
        Quantity::Texts => ("不同文字的个数", "texts"),
        Quantity::MergedRanges => ("合并单元格数", "merged ranges"),
        Quantity::MergedCells => ("合并区域里的单元格数", "cells under merged ranges"),
        Quantity::Cells => ("单元格数", "cells"),
        Quantity::Paragraphs => ("段落数", "paragraphs"),
        Quantity::Runs => ("文字段数", "runs of text"),
        Quantity::Definitions => ("列表和样式数", "lists and styles"),
    };
    Text::new(zh, en)
}
