//! Files that are not read, or left alone: why, and what to do.

mod names;

use super::{Text, ignored, near_table};
use crate::book::{ForeignFile, OldFormat, Quantity, Refusal, UnreadableCause};
use crate::finding::NearTable;
use names::{archive, foreign_file, old_format, quantity};

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
    // what other programs export as a table, and a spreadsheet opens
    let is_opened = matches!(kind, ForeignFile::WebPage | ForeignFile::Delimited);
    let (action, en_action) = match is_opened {
        true => (
            "请用 Excel 或 WPS 打开，另存为 .xlsx 后重新报送",
            "Please open it in Excel or WPS, save it as .xlsx and send it again",
        ),
        false => ("请报送 .xlsx 工作簿", "Please send an .xlsx workbook"),
    };
    Advice::new(
        [format!("不是电子表格，而是{zh}"), action.to_owned()],
        [format!("is no spreadsheet but {en}"), en_action.to_owned()],
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

#[cfg(test)]
mod tests;
