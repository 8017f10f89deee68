//! The sheet 未能读取: a row a file, why it was not read, and what to do.

use super::list::{self, Caption, ListCell};
use crate::book::Refusal;
use crate::say::{self, Advice};
use crate::write::page::SheetPage;
use std::sync::Arc;

/// The sheet.
pub(super) fn page(unreadable: &[(Arc<str>, Refusal)]) -> SheetPage {
    let remark = match unreadable.len() {
        0 => "收到的文件都读到了".to_owned(),
        count => format!("{count} 个文件没有读到，其中的数字不在各部门的公开表和合计里"),
    };
    let caption = Caption {
        sheet: "未能读取",
        title: "未能读取的文件".to_owned(),
        remark,
    };
    let columns = [("文件", 44.0), ("原因", 54.0), ("怎么办", 54.0)];
    let mut page = list::page(caption, columns, unreadable.len());
    for (file, refusal) in unreadable {
        let Advice { reason, action } = say::advice(refusal);
        let row = [file.to_string(), reason.zh, action.zh];
        list::add_row(&mut page, row.map(ListCell::label));
    }
    page
}
