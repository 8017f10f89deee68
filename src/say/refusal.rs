//! Files that are not read, or left alone: why, and what to do.

use super::{Text, ignored, near_table};
use crate::book::{ArchiveProblem, ForeignFile, OldFormat, Quantity, Refusal, UnreadableCause};
use crate::finding::NearTable;

/// A reason, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// What is wrong.
    pub reason: Text,
    /// What to do.
    pub action: Text,
}

impl Advice {
    fn new(zh: [String; 2], en: [String; 2]) -> Self {
        let ([zh_reason, zh_action], [en_reason, en_action]) = (zh, en);
        Self {
            reason: Text::new(zh_reason, en_reason),
            action: Text::new(zh_action, en_action),
        }
    }

    fn fixed(zh: [&str; 2], en: [&str; 2]) -> Self {
        Self::new(zh.map(str::to_owned), en.map(str::to_owned))
    }

    /// Both as one sentence after the other.
    pub fn text(&self) -> Text {
        Text::new(
            format!("{}。{}", self.reason.zh, self.action.zh),
            format!("{}. {}", self.reason.en, self.action.en),
        )
    }
}

impl Refusal {
    /// The reason as a sentence that says what to do.
    pub fn message(&self) -> Text {
        advice(self).text()
    }
}

/// Why a file is not read, and what to do.
pub fn advice(refusal: &Refusal) -> Advice {
    match refusal {
        Refusal::Unreadable { cause } => unreadable(cause),
        Refusal::OtherFormat { kind } => other_format(*kind),
        Refusal::NotASpreadsheet { kind } => not_a_spreadsheet(*kind),
        Refusal::LeftAlone(reason) => Advice {
            reason: ignored(reason),
            action: Text::new("不用处理", "Nothing needs to be done"),
        },
        Refusal::Archive { problem } => Advice {
            reason: archive(*problem),
            action: Text::new(
                "请解压后直接报送里面的工作簿",
                "Please unpack it and send the workbooks themselves",
            ),
        },
        Refusal::Damaged { part } => damaged(part),
        Refusal::SheetsOfOneName { name } => sheets_of_one_name(name),
        Refusal::TooLarge { what, limit, found } => too_large(*what, *limit, *found),
        Refusal::NoKnownTable {
            layouts,
            sheets,
            nearest,
        } => no_known_table(layouts, *sheets, nearest.as_deref()),
        _ => plain(refusal),
    }
}

fn unreadable(cause: &UnreadableCause) -> Advice {
    let Text { zh, en } = match cause {
        UnreadableCause::System(reason) => super::system::reason(reason),
        UnreadableCause::NotAFile => Text::new("不是普通文件", "it is no regular file"),
        UnreadableCause::Changing => {
            Text::new("读取时文件正在变化", "it changed while it was read")
        }
    };
    Advice::new(
        [
            format!("打不开：{zh}"),
            "请检查文件是否被其他程序占用、是否有读取权限".to_owned(),
        ],
        [
            format!("cannot be opened: {en}"),
            "Is another program using it, and may it be read?".to_owned(),
        ],
    )
}

fn other_format(kind: OldFormat) -> Advice {
    let kind = old_format(kind);
    Advice::new(
        [
            format!("实际是 {kind} 格式，不是 .xlsx"),
            "请用 Excel 或 WPS 另存为 .xlsx 后重新报送".to_owned(),
        ],
        [
            format!("is {kind}, not .xlsx"),
            "Please save it as .xlsx in Excel or WPS and send it again".to_owned(),
        ],
    )
}

fn not_a_spreadsheet(kind: ForeignFile) -> Advice {
    let Text { zh, en } = foreign_file(kind);
    Advice::new(
        [
            format!("不是电子表格，而是{zh}"),
            "请报送 .xlsx 工作簿".to_owned(),
        ],
        [
            format!("is no spreadsheet but {en}"),
            "Please send an .xlsx workbook".to_owned(),
        ],
    )
}

fn damaged(part: &str) -> Advice {
    if part.starts_with("word/") {
        return Advice::new(
            [
                format!("文件已损坏（{part} 无法读取）"),
                "请用 Word 或 WPS 打开，另存为新的 .docx 后重新报送".to_owned(),
            ],
            [
                format!("is damaged ({part} cannot be read)"),
                "Please open it in Word or WPS, save it as a new .docx and send it again"
                    .to_owned(),
            ],
        );
    }
    Advice::new(
        [
            format!("文件已损坏（{part} 无法读取）"),
            "请用 Excel 或 WPS 打开，另存为新的 .xlsx 后重新报送".to_owned(),
        ],
        [
            format!("is damaged ({part} cannot be read)"),
            "Please open it in Excel or WPS, save it as a new .xlsx and send it again".to_owned(),
        ],
    )
}

fn sheets_of_one_name(name: &str) -> Advice {
    Advice::new(
        [
            format!("有两个工作表都叫“{name}”，分不清以哪一个为准"),
            "请改名或删去一个后重新报送".to_owned(),
        ],
        [
            format!("has two sheets named {name:?}"),
            "Please rename or remove one and send it again".to_owned(),
        ],
    )
}

fn too_large(what: Quantity, limit: u64, found: u64) -> Advice {
    let Text { zh, en } = quantity(what);
    Advice::new(
        [
            format!("超过限制：{zh}为 {found}，最多 {limit}"),
            "请删去多余内容后重新报送".to_owned(),
        ],
        [
            format!("goes beyond a limit: {found} {en}, at most {limit}"),
            "Please remove what is not needed and send it again".to_owned(),
        ],
    )
}

/// Reasons without facts.
fn plain(refusal: &Refusal) -> Advice {
    match refusal {
        Refusal::Empty => Advice::fixed(
            ["是空文件（0 字节），可能没有传完", "请重新报送"],
            [
                "is empty (0 bytes); the transfer may have failed",
                "Please send it again",
            ],
        ),
        Refusal::Password => Advice::fixed(
            ["有打开密码", "请去掉密码后重新报送"],
            [
                "needs a password",
                "Please remove the password and send it again",
            ],
        ),
        Refusal::CutShort => Advice::fixed(
            ["文件不完整或已损坏，可能没有传完", "请重新报送"],
            [
                "is cut short or damaged; the transfer may have failed",
                "Please send it again",
            ],
        ),
        Refusal::TooSlow | Refusal::TooMuchTime => Advice::fixed(
            [
                "读取时间太长，已停止",
                "文件可能异常庞大或已损坏，请用 Excel 或 WPS 打开，删去多余内容，另存为新的 .xlsx 后重新报送",
            ],
            [
                "took too long to read and was given up",
                "It may be damaged or hold far too much: please open it in Excel or WPS, remove what is not needed, save it as a new .xlsx and send it again",
            ],
        ),
        _ => plain_content(refusal),
    }
}

/// The same of files whose content is in the way.
fn plain_content(refusal: &Refusal) -> Advice {
    match refusal {
        Refusal::SameParts => Advice::fixed(
            [
                "里面有同名的部分，分不清以哪一个为准，没有读入",
                "请用 Excel 或 WPS 打开，核对数字，另存为新的 .xlsx 后重新报送",
            ],
            [
                "has two parts of one name and nobody can say which one is right; not read",
                "Please open it in Excel or WPS, check the figures, save it as a new .xlsx and send it again",
            ],
        ),
        Refusal::NotFilledIn => Advice::fixed(
            [
                "是还没有填写的空白表，一个金额也没有",
                "请填好有颜色的格、保存后重新报送",
            ],
            [
                "is a blank workbook that nobody has filled in: it has no figure",
                "Please fill in the coloured cells, save it and send it again",
            ],
        ),
        _ => Advice::fixed(
            [
                "读取时占用内存过多或内容无法处理，已停止",
                "文件可能已损坏，请用 Excel 或 WPS 打开，另存为新的 .xlsx 后重新报送",
            ],
            [
                "needs far too much memory, or cannot be worked on, and was given up",
                "It may be damaged: please open it in Excel or WPS, save it as a new .xlsx and send it again",
            ],
        ),
    }
}

fn no_known_table(layouts: &str, sheets: usize, nearest: Option<&NearTable>) -> Advice {
    let Text { zh, en } = nearest.map(near_table).unwrap_or_default();
    Advice::new(
        [
            format!(
                "看了 {sheets} 个工作表，没有找到任何预算表（按表名和表头查找，格式：{layouts}）{zh}"
            ),
            "请检查是否报错了文件".to_owned(),
        ],
        [
            format!(
                "{sheets} sheets hold no known budget table (looked for by title and header; layouts: {layouts}){en}"
            ),
            "Is it the right file?".to_owned(),
        ],
    )
}

fn old_format(kind: OldFormat) -> &'static str {
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

fn foreign_file(kind: ForeignFile) -> Text {
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
        ForeignFile::OtherOpenDocument => (
            "其他种类的 OpenDocument 文件",
            "another kind of OpenDocument file",
        ),
    };
    Text::new(zh, en)
}

fn archive(problem: ArchiveProblem) -> Text {
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

fn quantity(quantity: Quantity) -> Text {
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Error, ErrorKind};

    #[test]
    fn causes_are_said_in_the_language_of_the_message() {
        let refusals = [
            Refusal::system(&ErrorKind::PermissionDenied.into()),
            Refusal::system(&Error::from_raw_os_error(100_000)),
            Refusal::Unreadable {
                cause: UnreadableCause::NotAFile,
            },
            Refusal::Unreadable {
                cause: UnreadableCause::Changing,
            },
        ];
        for refusal in refusals {
            let Text { zh, en } = refusal.message();
            assert!(en.is_ascii(), "{en}");
            assert!(zh.starts_with("打不开：") && !zh.contains("cannot"), "{zh}");
        }
    }
}
