//! What keeps a command from going on.

use super::Text;
use crate::run::said;
use std::io;
use std::path::Path;

/// The earlier report cannot be opened.
pub(crate) fn earlier_unreadable(path: &Path, error: &io::Error) -> Text {
    earlier(path, &Text::new(said(error), error.to_string()))
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
