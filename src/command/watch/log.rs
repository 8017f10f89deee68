//! The lines of a watch, each with its time: what came and what came of it.

use super::super::{ExitOutcome, print, progress};
use crate::run::pass::DepartmentOutcome;
use crate::say::{Lang, Text, visible};
use std::fmt::Display;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// Files that are named in a line.
const NAMED: usize = 3;

#[derive(Clone, Copy)]
pub(super) struct Log(pub(super) Lang);

impl Log {
    /// A line on standard output.
    pub(super) fn say(self, line: &Text) -> Result<(), ExitOutcome> {
        print(&visible(&format!("{} {}\n", time(), line.get(self.0))))
    }

    /// A line on standard error.
    pub(super) fn warn(self, line: &Text) {
        progress::aside(|| {
            let _ = writeln!(
                std::io::stderr(),
                "{} {}",
                time(),
                visible(line.get(self.0))
            );
        });
    }

    pub(super) fn begun(self, folder: &Path, out: &Path) -> Result<(), ExitOutcome> {
        let (folder, out) = (folder.display(), out.display());
        self.say(&Text::new(
            format!("正在看着 {folder}，结果写到 {out}。按 Ctrl-C 结束"),
            format!("watching {folder}, writing to {out}. Ctrl-C ends it"),
        ))
    }

    pub(super) fn unchanged(self, count: usize) -> Result<(), ExitOutcome> {
        match count {
            0 => Ok(()),
            _ => self.say(&Text::new(
                format!("{count} 个部门没有变化，沿用上次的结果"),
                format!("{count} departments have not changed and were not done again"),
            )),
        }
    }

    pub(super) fn gone(self, files: &[Arc<str>]) -> Result<(), ExitOutcome> {
        if files.is_empty() {
            return Ok(());
        }
        let Text { zh, en } = names(files);
        self.say(&Text::new(
            format!("移走 {zh}"),
            format!("taken away: {en}"),
        ))
    }

    pub(super) fn not_read(self, file: &str, reason: &Text) {
        let Text { zh, en } = reason;
        self.warn(&Text::new(
            format!("收到 {file} → 未能读取：{zh}"),
            format!("received {file} → not read: {en}"),
        ));
    }

    /// A department that was done.
    pub(super) fn department(self, told: &DepartmentOutcome) -> Result<(), ExitOutcome> {
        let lead = match told.files.as_slice() {
            [] => Text::new("重做", "done again"),
            files => {
                let Text { zh, en } = names(files);
                Text::new(format!("收到 {zh}"), format!("received {en}"))
            }
        };
        let name = match told.department.as_str() {
            "" => Text::new("（未写部门）", "(no department)"),
            name => Text::new(name, name),
        };
        let mandatory = told.outcome.mandatory;
        let verdict = match told.outcome.is_publishable {
            true => Text::new("可以公开", "publishable"),
            false => Text::new(
                format!("不能公开，强制问题 {mandatory}"),
                format!("not publishable, {mandatory} mandatory"),
            ),
        };
        let path = told
            .written
            .as_ref()
            .map_or(String::new(), |path| format!(" → {}", path.display()));
        self.say(&Text::new(
            format!("{} → {}：{}{path}", lead.zh, name.zh, verdict.zh),
            format!("{} → {}: {}{path}", lead.en, name.en, verdict.en),
        ))
    }
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

fn time() -> impl Display {
    chrono::Local::now().format("%H:%M:%S")
}
