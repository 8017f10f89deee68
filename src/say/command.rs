//! What keeps a command from going on.

use super::{Lang, Text, system};
use crate::finding::WriteError;
use crate::rule::RuleChoice;
use crate::source::SourceError;
use crate::templates::{SETTING_KEYS, SettingsError, TemplateError};
use std::io;
use std::path::Path;

/// The earlier report cannot be opened.
pub(crate) fn earlier_unreadable(path: &Path, error: &io::Error) -> Text {
    earlier(path, &system(error))
}

/// The earlier report is something else.
pub(crate) fn earlier_no_report(path: &Path, error: &serde_json::Error) -> Text {
    let cause = Text::new(
        format!("不是 gouji check --format json 的报告：{error}"),
        format!("it is no report of gouji check --format json: {error}"),
    );
    earlier(path, &cause)
}

fn earlier(path: &Path, cause: &Text) -> Text {
    let name = path.display();
    Text::new(
        format!("读不了上次的报告 {name}：{}", cause.zh),
        format!("the earlier report {name} cannot be read: {}", cause.en),
    )
}

/// Templates have mistakes.
pub(crate) fn templates(error: &TemplateError) -> Text {
    let zh = match error {
        TemplateError::UnknownLayout { asked, known } => {
            format!("没有“{asked}”这种格式；有：{known}")
        }
        TemplateError::Mistakes(_) => format!("格式、规则或目录文件有误：\n{error}"),
        TemplateError::UnknownRule(id) => return no_rule(id),
        _ => format!("读不到格式文件夹：{error}"),
    };
    Text::new(zh, error.to_string())
}

/// The settings of a folder cannot be used.
pub(crate) fn settings(error: &SettingsError) -> Text {
    match error {
        SettingsError::Read(path, error) => {
            let (path, Text { zh, en }) = (path.display(), system(error));
            Text::new(
                format!("读不了 {path}：{zh}"),
                format!("{path} cannot be read: {en}"),
            )
        }
        SettingsError::Mistake(mistake) => {
            let SourceError {
                file, line, column, ..
            } = mistake;
            let keys = SETTING_KEYS.join("、");
            Text::new(
                format!(
                    "{file} 第 {line} 行第 {column} 个字写得不对{}。可以写的有：{keys}，例如 year = 2020、ignore = [\"R-27\"]",
                    what_is_wrong(&mistake.message)
                ),
                mistake.to_string(),
            )
        }
    }
}

/// What the parser of TOML says of the mistakes that people make, and what to write instead.
const MISTAKES: [(&str, &str); 4] = [
    ("expected i32", "：年度写成数字，不加引号"),
    ("expected a sequence", "：规则要放在方括号里，如 [\"R-27\"]"),
    ("unquoted key", "：这一项的名称要用英文"),
    ("must be quoted", "：文字要加英文引号"),
];

/// The key that is none, or the mistake, as the parser names it.
fn what_is_wrong(message: &str) -> String {
    let key = message.strip_prefix("unknown field `");
    if let Some(key) = key.and_then(|rest| rest.split('`').next()) {
        return format!("：没有 {key} 这一项");
    }
    let mut known = MISTAKES.iter().filter(|(said, _)| message.contains(said));
    known.next().map_or("", |(_, what)| what).to_owned()
}

/// Only a file that spreadsheets open has Chinese names of columns.
pub(crate) fn no_chinese_columns() -> Text {
    Text::new(
        "--columns zh 只用于 .csv；.parquet、.jsonl 供程序使用，列名不变",
        "--columns zh is for .csv only; programs read the others, whose names stay",
    )
}

/// Rules that were not checked, because somebody chose so; nothing where all were.
pub(crate) fn choice(rules: &RuleChoice) -> Text {
    let (mut zh, mut en) = (String::new(), String::new());
    if !rules.select.is_empty() {
        let ids = rules.select.join("、");
        zh.push_str(&format!("按选择只核对：{ids}\n"));
        en.push_str(&format!("only these rules were checked: {ids}\n"));
    }
    if !rules.ignore.is_empty() {
        let ids = rules.ignore.join("、");
        zh.push_str(&format!("按选择没有核对：{ids}\n"));
        en.push_str(&format!("these rules were left out: {ids}\n"));
    }
    Text::new(zh, en)
}

/// A folder that is to be watched cannot be opened.
pub(crate) fn unwatched(folder: &Path, error: &io::Error) -> Text {
    let (name, Text { zh, en }) = (folder.display(), system(error));
    Text::new(
        format!("打不开文件夹 {name}：{zh}。watch 后面要写一个文件夹"),
        format!("the folder {name} cannot be opened: {en}. Give watch a folder"),
    )
}

/// Output would go into the watched folder.
pub(crate) fn output_is_watched() -> Text {
    Text::new(
        "结果不能写进收件文件夹本身，请用 --out 写到别的文件夹",
        "output cannot go into the watched folder itself; use --out to write elsewhere",
    )
}

/// A file cannot be read.
pub(crate) fn file(file: &Path, reason: &Text) -> Text {
    let name = file.display();
    Text::new(
        format!("{name}：{}", reason.zh),
        format!("{name}: {}", reason.en),
    )
}

/// No code is found. `complete` says whether the catalogue has all.
pub(crate) fn no_code(query: &str, year: Option<i32>, complete: bool) -> Text {
    let (zh, en) = match year {
        Some(year) => (format!(" {year} 年的"), format!(" of {year}")),
        None => (String::new(), String::new()),
    };
    let (zh_note, en_note) = if complete {
        ("", "")
    } else {
        ("（目录不完整）", " (which isn't complete)")
    };
    Text::new(
        format!(
            "目录中没有{zh}“{query}”{zh_note}。可以查编码（2080505）、名称（养老）或拼音首字母（ylbx）\n"
        ),
        format!(
            "the catalogue{en_note} has no {query:?}{en}. Ask for a code (2080505), a name (养老) or first letters of pinyin (ylbx)\n"
        ),
    )
}

/// An export has an unknown ending.
pub(crate) fn unknown_ending(out: &Path, known: &[&str]) -> Text {
    let out = out.display();
    Text::new(
        format!(
            "--out {out}：不能识别这种结尾。请写成 {} 之一",
            known.join("、")
        ),
        format!(
            "--out {out}: the ending is not known. It must be one of {}",
            known.join(", ")
        ),
    )
}

/// An export would be written over a submitted file.
pub(crate) fn export_is_submitted(out: &Path) -> Text {
    let out = out.display();
    Text::new(
        format!("{out} 是报送的文件，没有写入，以免覆盖。请用 --out 写到别处"),
        format!("{out} is a submitted file and was not written over. Use --out to write elsewhere"),
    )
}

/// Several layouts would do.
pub(crate) fn several_layouts(known: &str) -> Text {
    Text::new(
        format!("有几种格式：{known}。请用 --layout 指定一种"),
        format!("there are several layouts: {known}. Choose one with --layout"),
    )
}

/// The blank workbook was not made.
pub(crate) fn blank_unmade(error: &WriteError) -> Text {
    let zh = match error {
        WriteError::NoThread => "系统没有多余的线程。请关闭其他程序后再运行".to_owned(),
        error => format!("{error}。请检查 layout.toml"),
    };
    Text::new(
        format!("空白表没有做成：{zh}"),
        format!("the blank workbook could not be made: {error}"),
    )
}

/// There is no such rule.
pub(crate) fn no_rule(id: &str) -> Text {
    Text::new(
        format!("没有 {id} 这条规则。用 gouji rules 查看全部编号"),
        format!("there is no rule {id}; `gouji rules` lists all"),
    )
}

/// A file is there already and is not written over.
pub(crate) fn is_there(path: &std::path::Path) -> Text {
    let name = path.display();
    Text::new(
        format!("{name} 已经有了，没有覆盖。要覆盖请加 --force，或用 -o 写到别的文件"),
        format!(
            "{name} is there and was not written over. Add --force, or write elsewhere with -o"
        ),
    )
}

/// Asks for a folder.
pub(crate) fn drag_a_folder(lang: Lang) -> &'static str {
    lang.pick(
        "请把收件文件夹拖到这个窗口里，再按回车键：",
        "Drag the folder of submitted workbooks into this window and press Enter: ",
    )
}

/// The window stays until somebody has read it.
pub(crate) fn press_enter(lang: Lang) -> &'static str {
    lang.pick("按回车键关闭窗口", "Press Enter to close this window ")
}

/// A word that is no path may have been meant as a command.
pub(crate) fn no_command(word: &Path) -> Text {
    let word = word.display();
    Text::new(
        format!(
            "也没有名为 {word} 的命令。运行 gouji --help 查看用法，例如：gouji publish 收件文件夹"
        ),
        format!(
            "nor is there a command {word}. Run gouji --help, for example: gouji publish INBOX"
        ),
    )
}

/// A blank workbook or text was written.
pub(crate) fn blank_written(layout: &str, is_text: bool, path: &Path) -> Text {
    let path = path.display();
    let (zh, en) = if is_text {
        ("空白情况说明", "blank text")
    } else {
        ("空白表", "blank workbook")
    };
    Text::new(
        format!("{zh}（{layout}）→ {path}"),
        format!("{en} ({layout}) → {path}"),
    )
}

/// A layout has no sentences.
pub(crate) fn no_text(layout: &str) -> Text {
    Text::new(
        format!("格式 {layout} 没有 text.toml，写不出空白的文字"),
        format!("the layout {layout} has no text.toml; there is no blank text"),
    )
}
