//! The lines of a watch.

use super::{Text, system};
use std::io;
use std::path::Path;
use std::sync::Arc;

/// Files that are named in a line.
const NAMED: usize = 3;

/// A folder is watched from now on.
pub(crate) fn begun(folder: &Path, out: &Path) -> Text {
    let (folder, out) = (folder.display(), out.display());
    Text::new(
        format!("正在监视 {folder}，结果写到 {out}。按 Ctrl-C 结束"),
        format!("watching {folder}, writing to {out}. Ctrl-C ends it"),
    )
}

/// The watch ends.
pub(crate) fn ended() -> Text {
    Text::new("结束", "ended")
}

/// The folder cannot be opened any more.
pub(crate) fn is_gone(error: &io::Error) -> Text {
    let Text { zh, en } = system(error);
    Text::new(
        format!("文件夹打不开（{zh}），等它回来"),
        format!("the folder cannot be opened ({en}); waiting for it"),
    )
}

/// The folder can be opened again.
pub(crate) fn is_back() -> Text {
    Text::new("文件夹又有了", "the folder is back")
}

/// Departments that have not changed since the last run.
pub(crate) fn unchanged(count: usize) -> Text {
    Text::new(
        format!("{count} 个部门没有变化，沿用上次的结果"),
        format!("{count} departments have not changed and were not done again"),
    )
}

/// Files that were taken away.
pub(crate) fn taken_away(files: &[Arc<str>]) -> Text {
    let Text { zh, en } = names(files);
    Text::new(format!("移走 {zh}"), format!("taken away: {en}"))
}

/// A file that is not read.
pub(crate) fn not_read(file: &str, reason: &Text) -> Text {
    let Text { zh, en } = reason;
    Text::new(
        format!("收到 {file} → 未能读取：{zh}"),
        format!("received {file} → not read: {en}"),
    )
}

/// A department that was done. `files` are those that were read now; `mandatory` counts what blocks publishing, none
/// where it may be published.
pub(crate) fn department(
    name: &str,
    files: &[Arc<str>],
    mandatory: Option<usize>,
    written: Option<&Path>,
) -> Text {
    let lead = match files {
        [] => Text::new("重做", "done again"),
        files => {
            let Text { zh, en } = names(files);
            Text::new(format!("收到 {zh}"), format!("received {en}"))
        }
    };
    let name = match name {
        "" => Text::new("（未写部门）", "(no department)"),
        name => Text::new(name, name),
    };
    let verdict = match mandatory {
        None => Text::new("可以公开", "publishable"),
        Some(mandatory) => Text::new(
            format!("不能公开，强制问题 {mandatory} 个"),
            format!("not publishable, {mandatory} mandatory"),
        ),
    };
    let path = written.map_or(String::new(), |path| format!(" → {}", path.display()));
    Text::new(
        format!("{} → {}：{}{path}", lead.zh, name.zh, verdict.zh),
        format!("{} → {}: {}{path}", lead.en, name.en, verdict.en),
    )
}

fn names(files: &[Arc<str>]) -> Text {
    let first = files
        .iter()
        .take(NAMED)
        .map(|name| &**name)
        .collect::<Vec<_>>()
        .join("、");
    match files.len() {
        count if count > NAMED => Text::new(
            format!("{first} 等 {count} 个文件"),
            format!("{first} and {} more", count - NAMED),
        ),
        _ => Text::new(first.clone(), first),
    }
}
