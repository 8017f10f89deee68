//! A first `layout.toml` from a filled workbook: the titles, headings and headers that are seen, with
//! guesses of what stands in each column. It loads as it is, and is meant to be finished by hand.

mod seen;
mod toml;

use crate::book::Refusal;
use crate::book::limits::Limits;
use crate::book::workbook;
use crate::layout::plain;
use seen::DraftTable;

/// Drafts a layout from the bytes of an .xlsx. `id` names it.
///
/// # Errors
/// A [`Refusal`] as for any file that cannot be read.
pub(crate) fn draft(bytes: &[u8], id: &str) -> Result<String, Refusal> {
    let sheets = workbook::read(bytes, crate::book::kind::kind(bytes)?, &mut Limits::any())?.sheets;
    let tables: Vec<DraftTable> = sheets
        .iter()
        .filter(|sheet| !sheet.hidden)
        .flat_map(seen::tables)
        .collect();
    let unit = tables
        .iter()
        .find_map(|table| table.unit.clone())
        .unwrap_or_else(|| "万元".to_owned());
    let mut text = format!(
        r#"# Drafted from a filled workbook. Look over every table: ids, roles, aliases, totals. The keys are
# explained in templates/README.md; load it with --templates. Words that this place has beside those of
# templates/common/words.toml go into [words].

id = {}
name = {}
source = "待补：来自哪份公开文件"
document = "部门预算公开表"
unit_of_measure = {}
decimals = 2
counts_as_zero = ["blank", "dash", "nothing", "missing-row"]

[page]
font = "宋体"
cover = ["{{department}}", "{{year}}年{{document}}"]
"#,
        toml::quoted(id),
        toml::quoted(id),
        toml::quoted(&unit),
    );
    let mut taken: Vec<String> = Vec::new();
    for table in tables {
        let mut name = plain(&table.title);
        while taken.contains(&name) {
            name.push('二');
        }
        taken.push(name.clone());
        text.push_str(&toml::table(&table, &name, &unit));
    }
    Ok(text)
}
