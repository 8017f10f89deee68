//! Files and folders that are left alone.

use super::{Text, text_kind};
use crate::finding::{DocumentKind, Ignored, PassedFolder, UnreadTables};
use std::sync::Arc;

/// Tables that are named.
const NAMED: usize = 9;

/// A document that has too few tables of a budget, or some that are not understood.
fn tables_unread(tables: &UnreadTables) -> Text {
    let figures = |own: &[(Arc<str>, usize)]| own.iter().map(|(_, count)| count).sum::<usize>();
    let names = |own: &[(Arc<str>, usize)]| {
        let named: Vec<String> = own
            .iter()
            .take(NAMED)
            .map(|(name, count)| format!("“{name}”{count} 个"))
            .collect();
        let more = if own.len() > NAMED { " 等" } else { "" };
        format!("{}{more}", named.join("、"))
    };
    let UnreadTables { found, left } = tables;
    let all = figures(found) + figures(left);
    let known = match found.len() {
        0 => String::new(),
        count => format!("认出 {count} 张（{}）；", names(found)),
    };
    let unknown = match left.len() {
        0 => String::new(),
        count => format!(
            "没有认出 {count} 张（{}），请核对它们的标题和表头；",
            names(left)
        ),
    };
    Text::new(
        format!(
            "只有文档里的表，认出的不足四种，不能当作一份预算：{known}{unknown}共 {all} 个数字没有读入，文字也没有核对。请补齐各表；如果它是情况说明，请与该部门的表一起放进来"
        ),
        format!(
            "a document with fewer than four known tables of a budget ({} known, {} not) and no other tables beside it; {all} numbers were not read, and its text was not checked. Please check titles and headers, hand in the other tables, or put it beside the tables that it explains",
            found.len(),
            left.len()
        ),
    )
}

/// Why a file is left alone.
pub fn ignored(reason: &Ignored) -> Text {
    let (zh, en) = match *reason {
        Ignored::NotAFile => ("不是普通文件，没有打开", "no regular file; not opened"),
        Ignored::TooDeep => (
            "文件夹层数太多，没有查看",
            "folders too deep; not looked into",
        ),
        Ignored::TooMany => ("文件太多，没有查看", "too many files; not looked at"),
        Ignored::OwnerFile => (
            "Excel/WPS 的临时文件，已忽略",
            "an owner file of Excel or WPS; ignored",
        ),
        Ignored::Settings => (
            "只有收件文件夹里的设置有效，这一份没有采用",
            "only settings in the inbox itself count; not used",
        ),
        Ignored::SystemFile => ("系统文件，已忽略", "a file of the system; ignored"),
        Ignored::Document(document) => return text_kind::unread(document),
        Ignored::TextWithoutDepartment => (
            "没有找到它说明的是哪个部门的预算，文字没有核对。请放进该部门的文件夹，或在文件名里写上部门名称",
            "names no department whose tables were handed in; its text was not checked. Please put it into the department's folder",
        ),
        Ignored::TablesUnread(ref tables) => return tables_unread(tables),
        Ignored::TextOfOtherYear { text, tables } => {
            return Text::new(
                format!(
                    "是 {text} 年的说明，表是 {tables} 年的，文字没有核对。请换成 {tables} 年的说明"
                ),
                format!(
                    "a text of {text} beside tables of {tables}; it was not checked. Please hand in that of {tables}"
                ),
            );
        }
        Ignored::OtherInbox => (
            "另一个收件文件夹的结果，不是报送文件，没有读",
            "a result of another inbox and no submission; not read",
        ),
        Ignored::Explanations(_) => (
            "核实说明，它说明的部门不在这里，没有采用。请与该部门的表格一起放进来",
            "explanations for a department that is not here; not used. Put them beside its tables",
        ),
        Ignored::BlankForm { ref filled } => {
            return Text::new(
                format!("一个金额也没有，是没有填写的表，没有采用；用的是 {filled}"),
                format!("a form without an amount; not used. {filled} is"),
            );
        }
        Ignored::LastYearUnused {
            ref department,
            year,
        } => {
            let (zh, en) = of_year(year);
            return Text::new(
                format!(
                    "是“{department}”{zh}的表，这里没有这个部门下一年的预算，没有用作上年数。部门改过名称的，请把名称改成一致"
                ),
                format!(
                    "the tables of {department:?}{en}; no budget of the next year is here, so they were not used as last year's"
                ),
            );
        }
        Ignored::LastYearTwice {
            ref department,
            year,
        } => {
            let (zh, en) = of_year(year);
            return Text::new(
                format!("是“{department}”{zh}的表，有两份，不知用哪一份，没有用作上年数。请留一份"),
                format!(
                    "the tables of {department:?}{en}, which are here more than once; not used as last year's. Please leave only one"
                ),
            );
        }
        Ignored::LastYearUnread => (
            "没有用作上年数：不是工作簿，也不是能读的文字。要核对上年数，请放上年的 .xlsx 工作簿",
            "not used as last year's: neither a workbook nor a text that is read. Please add last year's .xlsx",
        ),
        Ignored::Summary => (
            "是勾稽写的汇总，不是报送的表，没有读",
            "a summary that gouji wrote and no submission; not read",
        ),
        Ignored::Folder { kind, files } => return folder(kind, files),
        Ignored::BesideTables(kind) => return document(kind),
    };
    Text::new(zh, en)
}

fn of_year(year: Option<i32>) -> (String, String) {
    year.map_or_else(Default::default, |year| {
        (format!(" {year} 年"), format!(" of {year}"))
    })
}

fn folder(kind: PassedFolder, files: Option<usize>) -> Text {
    let (zh, en) = match kind {
        PassedFolder::System => ("系统文件夹", "a folder of the system"),
        PassedFolder::Hidden => ("隐藏的文件夹", "a hidden folder"),
        PassedFolder::LastYear => (
            "上年的表用的是另一个文件夹里的",
            "last year's tables are taken from another folder",
        ),
    };
    let (count, en_count) = files.map_or_else(Default::default, |count| {
        (
            format!("（有 {count} 个文件）"),
            format!(" ({count} files)"),
        )
    });
    Text::new(
        format!("{zh}，没有查看{count}"),
        format!("{en}; not looked into{en_count}"),
    )
}

fn document(kind: DocumentKind) -> Text {
    let (zh, en) = match kind {
        DocumentKind::Word => ("文字文档", "a text document"),
        DocumentKind::PlainText => ("文本文件", "a text file"),
        DocumentKind::Other => ("文字材料或图片", "a text or a picture"),
    };
    Text::new(
        format!("是{zh}，不是表格，没有当作报送的表格读"),
        format!("is {en} and no table; not read as one"),
    )
}
