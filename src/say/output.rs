//! Files that could not be written.

use super::{Text, system};
use crate::finding::{OutputKind, WriteError};
use std::io;
use std::path::Path;
use std::sync::Arc;

/// The summary was not made, because what was said of a department cannot be read.
pub(crate) fn summary_lost(name: &str, error: &io::Error) -> Text {
    let Text { zh, en } = system(error);
    Text::new(
        format!("{name} 没有写成：{zh}"),
        format!("{name} was not written: {en}"),
    )
}

/// A folder cannot be made.
pub(crate) fn no_folder(folder: &Path, error: &io::Error) -> Text {
    let (folder, Text { zh, en }) = (folder.display(), system(error));
    Text::new(
        format!("建不了文件夹 {folder}：{zh}。可用 --out 写到别处"),
        format!("the folder {folder} cannot be made: {en}. Use --out to write elsewhere"),
    )
}

/// A workbook is open in another program.
pub(crate) fn is_open(name: &str, owner: &str) -> Text {
    Text::new(
        format!(
            "{name} 正在 Excel 或 WPS 中打开，没有写入。请关闭后再运行（如果没有打开，请删除 {owner}）"
        ),
        format!(
            "{name} is open in Excel or WPS and was not written. Close it and run again (if it is not open, remove {owner})"
        ),
    )
}

/// A file could not be written, with what to do.
pub(crate) fn unwritten(path: &Path, error: &io::Error) -> Text {
    let Text { zh, en } = system(error);
    let advice = match error.kind() {
        io::ErrorKind::PermissionDenied => {
            "请检查文件夹能否写入，文件是否正在 Excel 或 WPS 中打开；也可用 --out 写到别处"
        }
        _ => "如果正在 Excel 或 WPS 中打开，请关闭后再运行；也可用 --out 写到别处",
    };
    let path = path.display();
    Text::new(
        format!("写不了 {path}：{zh}。{advice}"),
        format!(
            "{path} cannot be written: {en}. If it is open in Excel or WPS, close it and run again; or use --out to write elsewhere"
        ),
    )
}

/// Our own reading of a text that was written from the tables finds something: a mistake of the template.
pub(crate) fn unsound(name: &str, (rule, count): (&str, usize)) -> Text {
    Text::new(
        format!(
            "没有写 {name}：程序写的说明与表对不上（{count} 处，见规则 {rule}）。工作簿照常可用；公开文本请用单位报来的情况说明，并请把这份表发给提供本程序的人"
        ),
        format!(
            "{name} was not written: its text does not pass our own check ({count} findings, the first of {rule}). The workbook is not affected; please report it"
        ),
    )
}

/// The changes against last year contradict each other, so that the text leaves them to people.
pub(crate) fn last_year_unsound(name: &str, files: &[&str], (rule, count): (&str, usize)) -> Text {
    let (zh, en) = match files {
        [] => (
            "表里上年的数".to_owned(),
            "the columns of last year".to_owned(),
        ),
        files => (
            format!("上年的表（{}）", files.join("、")),
            format!("last year's tables ({})", files.join(", ")),
        ),
    };
    Text::new(
        format!(
            "{name} 里比上年的增减没有写，留给单位填写：{zh}自己不平，算出的增减相互对不上（{rule} 等 {count} 处）。请核对上年的表"
        ),
        format!(
            "{name} leaves the changes since last year to be filled in: {en} do not balance, so that the changes contradict each other ({count} findings, the first of {rule}). Check last year's tables"
        ),
    )
}

/// Two texts of a department say the same anew, and the document has the words of one.
pub(crate) fn other_version(name: &str, taken: &str, left: &str) -> Text {
    Text::new(
        format!(
            "{name} 只用了 {taken} 的文字：{left} 是同一份说明的另一个版本。请只留一份，再运行一次"
        ),
        format!(
            "{name} has the words of {taken} alone: {left} is another version of the same text. Keep one of them and run again"
        ),
    )
}

/// A workbook has the name of a submitted file.
pub(crate) fn is_submitted(name: &str) -> Text {
    Text::new(
        format!("{name} 与报送的文件同名，没有写入，以免覆盖。请用 --out 写到别的文件夹"),
        format!(
            "{name} is a submitted file and was not written over. Use --out to write elsewhere"
        ),
    )
}

/// A workbook was not made.
pub(crate) fn unmade(name: &str, error: &WriteError) -> Text {
    let zh = match error {
        WriteError::NoThread => "系统没有多余的线程。请关闭其他程序后再运行".to_owned(),
        error => format!("{error}。请把报送的文件发给提供本程序的人"),
    };
    Text::new(
        format!("{name} 没有写成：{zh}"),
        format!("{name} was not written: {error}"),
    )
}

/// A submitted file cannot be read again.
pub(crate) fn unread(name: &str, error: &io::Error) -> Text {
    let Text { zh, en } = system(error);
    Text::new(
        format!("读不了 {name}：{zh}"),
        format!("{name} cannot be read: {en}"),
    )
}

/// A submitted text could not be marked.
pub(crate) fn text_unmarked(name: &str, cause: &Text) -> Text {
    Text::new(
        format!("{name} 没有标出退回：{}。请按退回意见改正", cause.zh),
        format!(
            "{name} was not marked and returned: {}. Follow the letter",
            cause.en
        ),
    )
}

/// A submitted file was not marked.
pub(crate) fn unmarked(name: &str, cause: &Text) -> Text {
    Text::new(
        format!("{name} 没有标红退回：{}。请按退回意见改正", cause.zh),
        format!(
            "{name} was not marked and returned: {}. Follow the letter",
            cause.en
        ),
    )
}

/// What an earlier run left of a department is lost.
pub(crate) fn lost(error: &io::Error) -> Text {
    let Text { zh, en } = system(error);
    Text::new(
        format!("上次的结果读不出来：{zh}。请加 --force 再运行"),
        format!("what the last run left cannot be read: {en}. Run again with --force"),
    )
}

/// A folder of the output is a link to elsewhere.
pub(crate) fn is_link(link: &Path) -> Text {
    let link = link.display();
    Text::new(
        format!("{link} 是指向别处的链接，没有写入。请删去这个链接后再运行"),
        format!("{link} is a link to elsewhere and was not written to. Remove it and run again"),
    )
}

/// A file that no longer holds could not be taken away.
pub(crate) fn unremoved(path: &Path, error: &io::Error) -> Text {
    not_removed(path, &system(error))
}

/// A file that no longer holds is open in another program.
pub(crate) fn open_unremoved(path: &Path, owner: &str) -> Text {
    let cause = Text::new(
        format!("正在 Excel 或 WPS 中打开，有 {owner}"),
        format!("it is open in Excel or WPS; there is {owner}"),
    );
    not_removed(path, &cause)
}

fn not_removed(path: &Path, cause: &Text) -> Text {
    let path = path.display();
    let Text { zh, en } = cause;
    Text::new(
        format!(
            "{path} 是以前的结果，已不作数，但删不掉（{zh}）。请关闭 Excel 或 WPS 后再运行，或者手工删去"
        ),
        format!(
            "{path} no longer holds and cannot be removed ({en}). Close it in Excel or WPS and run again, or remove it by hand"
        ),
    )
}

/// What happened to a file that a person has changed and that was written again.
pub(crate) fn replaced(kind: OutputKind, own: &str, kept: &str) -> Text {
    let (zh, en) = match kind {
        OutputKind::Explanations => {
            return Text::new(
                format!(
                    "{own} 里“说明”一栏写的已经采用。这一份也有改到别处的，留作 {kept}；{own} 已重新生成"
                ),
                format!(
                    "what stands in the column 说明 of {own} is used. It was changed elsewhere too, so that it is kept as {kept}; {own} is made anew"
                ),
            );
        }
        OutputKind::Summary => (
            format!(
                "{own} 每次都重新生成。加的批注请从 {kept} 抄出，另存一份；汇总不要放进收件文件夹"
            ),
            format!(
                "{own} is made anew by every run. Save your notes from {kept} elsewhere; do not put a summary into the inbox"
            ),
        ),
        OutputKind::Document => (
            format!(
                "没有采用；{own} 已重新生成。要采用改过的文字，请把改过的一份放到收件文件夹里该部门的工作簿旁边（有原来的情况说明就换下它，工作簿不要动），再运行"
            ),
            format!(
                "it is not used; {own} is made anew. To use the changed text, put the changed file beside the department's workbook in the inbox (in place of the text that was handed in, if there is one; leave the workbook there) and run again"
            ),
        ),
        OutputKind::Letter => (format!("{own} 已重新生成"), format!("{own} is made anew")),
        OutputKind::Workbook => (
            format!(
                "没有采用；{own} 已按报送的文件重新生成。要采用改过的数字，请把改过的一份移到收件文件夹里，换下原来报送的文件，再运行"
            ),
            format!(
                "it is not used; {own} is made anew from what was submitted. To use the changed figures, move the changed file into the inbox in place of the submitted one and run again"
            ),
        ),
    };
    Text::new(
        format!("{own} 写出后有人改过，没有覆盖。改过的一份留作 {kept}；{zh}"),
        format!(
            "{own} was changed after it was written and is not overwritten: the changed file is kept as {kept}; {en}"
        ),
    )
}

/// What happened to a file that a person has changed and that is no longer needed.
pub(crate) fn kept(own: &str, kept: &str) -> Text {
    Text::new(
        format!("{own} 已不作数，但写出后有人改过，没有删去，留作 {kept}"),
        format!(
            "{own} no longer holds, but was changed after it was written; it is kept as {kept}"
        ),
    )
}

/// Where a result went; `from` are its files where they are gone.
pub(crate) fn moved(name: &str, to: &str, from: &[Arc<str>]) -> Text {
    let files: Vec<&str> = from.iter().take(3).map(|file| &**file).collect();
    let files = files.join("、");
    let (zh, en) = match from.len() {
        0 => (
            "同一部门的结果已换了名称".to_owned(),
            "its department's results have other names now".to_owned(),
        ),
        count if count > 3 => (
            format!("{files} 等 {count} 个文件已不在收件文件夹里"),
            format!("{files} and {} more are gone from the inbox", count - 3),
        ),
        _ => (
            format!("{files} 已不在收件文件夹里"),
            format!("{files} is gone from the inbox"),
        ),
    };
    Text::new(
        format!("{name} 是以前的结果，{zh}，已移到 {to}"),
        format!("{name} is an earlier result: {en}; it was moved to {to}"),
    )
}

/// A result of an earlier run that stays, for a file that it was made of cannot be read now.
pub(crate) fn of_unread(name: &str, from: &[Arc<str>]) -> Text {
    let files: Vec<&str> = from.iter().take(3).map(|file| &**file).collect();
    let files = files.join("、");
    Text::new(
        format!(
            "{name} 是以前的结果，不是最后报来的一版：这次读不出 {files}。请换成能读的文件再运行，在此以前不要公开这一份"
        ),
        format!(
            "{name} is an earlier result and not of the last version: {files} could not be read this time. Please replace that file and run again before you publish"
        ),
    )
}

/// Files of a department that cannot be marked in place.
#[derive(Debug, Default)]
pub(crate) struct UnmarkedFiles<'a> {
    pub(crate) workbooks: Vec<&'a str>,
    pub(crate) texts: Vec<&'a str>,
}

/// What a letter says of files that do not go back with marks.
pub(crate) fn unmarked_files(files: &UnmarkedFiles<'_>) -> String {
    let mut said = String::new();
    if !files.workbooks.is_empty() {
        let names = files.workbooks.join("、");
        said.push_str(&format!(
            "\n{names} 不是 .xlsx 格式，没有在原表上标红，请按上面所列的单元格改正。\n"
        ));
    }
    if !files.texts.is_empty() {
        let names = files.texts.join("、");
        said.push_str(&format!(
            "\n{names} 不是 .docx 格式，没有在原文上标出，请按上面所列的段落改正。段落从文件开头数起，一张表算一段。\n"
        ));
    }
    said
}
