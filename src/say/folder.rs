//! Why a folder is not published.

use super::{Text, system};
use crate::finding::FolderProblem;
use std::io::ErrorKind;

/// Why nothing of a folder was published, and what to do.
pub(crate) fn folder(problem: &FolderProblem) -> Text {
    match problem {
        FolderProblem::Unopened { path, cause } => {
            let (name, Text { zh, en }) = (path.display(), system(cause));
            let zh = match cause.kind() {
                ErrorKind::NotFound => {
                    format!("没有这个文件夹或文件：{name}。请核对名称，或把文件夹拖到程序上")
                }
                _ => format!("打不开文件夹 {name}：{zh}"),
            };
            Text::new(zh, format!("the folder {name} cannot be opened: {en}"))
        }
        FolderProblem::OutputIsInbox(path) => {
            let name = path.display();
            Text::new(
                format!("结果不能写进收件文件夹本身（{name}），请用 --out 写到别的文件夹"),
                format!(
                    "output cannot go into the inbox {name} itself; use --out to write elsewhere"
                ),
            )
        }
        FolderProblem::OutputIsLink(path) => {
            let name = path.display();
            Text::new(
                format!(
                    "{name} 是指向别处的链接，没有写入。请删去这个链接，或用 --out 指定要写的文件夹"
                ),
                format!(
                    "{name} is a link to elsewhere and was not written to. Remove it, or name the folder with --out"
                ),
            )
        }
        FolderProblem::Empty(path) => {
            let name = path.display();
            Text::new(
                format!("文件夹 {name} 里没有可读的文件。请把部门报来的 .xlsx 放进去再运行"),
                format!(
                    "the folder {name} holds no files to read. Put the submitted .xlsx files into it and run again"
                ),
            )
        }
    }
}
