//! `gouji layouts`: the layouts that workbooks are recognised by.

use super::{ExitOutcome, load, print};
use crate::say::Lang;
use std::path::Path;

/// Lists the layouts.
pub(crate) fn layouts(templates: Option<&Path>, lang: Lang) -> ExitOutcome {
    let templates = match load(templates, None, lang) {
        Ok(templates) => templates,
        Err(failed) => return failed,
    };
    let mut text = String::new();
    for template in &templates {
        let layout = &template.layout;
        let tables = layout
            .tables
            .iter()
            .map(|table| table.id.as_str())
            .collect::<Vec<_>>()
            .join("、");
        text.push_str(&format!(
            "{}  {}\n  {}{}\n  {}{}\n  {}{}\n",
            layout.id,
            layout.name,
            lang.pick("表：", "tables: "),
            tables,
            lang.pick("单位：", "unit: "),
            layout.unit_of_measure,
            lang.pick("来源：", "source: "),
            layout.source,
        ));
    }
    print(&text).map_or_else(|failed| failed, |()| ExitOutcome::Clean)
}
