//! Names of files and sheets that every system and every spreadsheet program takes.

use super::BlankOptions;
use super::fit;
use crate::book::package::writable;
use crate::label::{file_key, is_steering, unit_number};
use std::collections::HashSet;

/// Characters of a file name, its ending left out.
const FILE_NAME: usize = 120;
/// What Windows forbids, and what would end the name within a link.
const FORBIDDEN: &str = "<>:\"/\\|?*#%";
/// UTF-16 units of a sheet name.
const SHEET_NAME: usize = 31;

/// A text as a part of a file name: without characters that Windows forbids and invisible ones.
pub(crate) fn file_safe(text: &str) -> String {
    let safe: String = text
        .chars()
        .filter(|c| !c.is_control() && !is_steering(*c))
        .map(|c| if FORBIDDEN.contains(c) { '_' } else { c })
        .take(FILE_NAME)
        .collect();
    let safe = safe.trim().trim_end_matches('.').to_owned();
    let device = safe.split('.').next().unwrap_or("").to_ascii_uppercase();
    let reserved = ["CON", "PRN", "AUX", "NUL"].contains(&device.as_str())
        || device.len() == 4 && (device.starts_with("COM") || device.starts_with("LPT"));
    if reserved { format!("_{safe}") } else { safe }
}

/// A name of so many bytes at most, of a stem and an ending: the stem is shortened where they are too long.
pub(crate) fn fitted(stem: &str, ending: &str, bytes: usize) -> String {
    let mut end = stem.len().min(bytes.saturating_sub(ending.len()));
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{ending}", &stem[..end])
}

/// What tells a budget unit apart in the name of a sheet: its number, or else the beginning of its name.
pub(super) fn short(unit: &str) -> String {
    unit_number(unit).map_or_else(|| unit.chars().take(12).collect(), str::to_owned)
}

/// The names of the sheets of a workbook, as they compare.
#[derive(Debug, Default)]
pub(super) struct SheetNames(HashSet<String>);

impl SheetNames {
    /// Those that some sheets have.
    pub(super) fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self(names.into_iter().map(file_key).collect())
    }

    /// A name that is allowed and that no sheet has yet, which is taken by it.
    pub(super) fn take(&mut self, wanted: &str) -> String {
        let mut free = (1..).map(|number| sheet_name(wanted, number));
        free.find(|name| self.0.insert(file_key(name)))
            .unwrap_or_default()
    }
}

/// A name that is allowed, with a number behind it from 2 on.
fn sheet_name(wanted: &str, number: usize) -> String {
    // Excel takes _x000D_ in a name for the character of that number
    let clean = writable(wanted)
        .replace(['\n', '\t'], " ")
        .replace("_x", "_X");
    let clean = clean.replace(['[', ']', ':', '*', '?', '/', '\\'], "_");
    let tail = match number {
        1 => String::new(),
        _ => format!("（{number}）"),
    };
    let room = SHEET_NAME - tail.encode_utf16().count();
    let stem = fit::beginning(clean.trim_matches(is_outer), room);
    let stem = match stem.trim_end_matches(is_outer) {
        "" => "表",
        // the name of a sheet that Excel keeps for itself
        stem if stem.eq_ignore_ascii_case("history") => "History_",
        stem => stem,
    };
    format!("{stem}{tail}")
}

/// What the name of a sheet neither begins nor ends with.
fn is_outer(c: char) -> bool {
    c == '\'' || c.is_whitespace()
}

/// The name of a blank workbook: `<部门><年度>年部门预算公开表（空白）.xlsx`.
pub(crate) fn blank_name(document: &str, wishes: &BlankOptions) -> String {
    named_blank(document, wishes, "xlsx")
}

/// The name of a blank text: `<部门><年度>年部门预算公开（空白）.docx`.
pub(crate) fn blank_text_name(document: &str, wishes: &BlankOptions) -> String {
    named_blank(document, wishes, "docx")
}

fn named_blank(document: &str, wishes: &BlankOptions, ending: &str) -> String {
    let year = wishes
        .year
        .map(|year| format!("{year}年"))
        .unwrap_or_default();
    format!(
        "{}（空白）.{ending}",
        file_safe(&format!("{}{year}{document}", wishes.department))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_safe_on_windows() {
        assert_eq!(
            file_safe("高新区（新市区）某局2020年"),
            "高新区（新市区）某局2020年"
        );
        assert_eq!(file_safe("a/b\\c:d*?\"<>|\n."), "a_b_c_d______");
        assert_eq!(file_safe("con"), "_con");
    }

    #[test]
    fn sheet_names_are_short_and_distinct() {
        let mut taken = SheetNames::default();
        assert_eq!(taken.take("表三"), "表三");
        assert_eq!(taken.take("表三"), "表三（2）");
        assert_eq!(taken.take("a[b]:c"), "a_b__c");
        assert!(taken.take(&"长".repeat(40)).encode_utf16().count() <= 31);
        assert_eq!(taken.take("\u{1}"), "表");
        assert_eq!(taken.take("'a'\u{fffe}"), "a");
        assert_eq!(taken.take("Ａ"), "Ａ（2）");
        assert_eq!(taken.take("_x0041_"), "_X0041_");
        assert_eq!(taken.take("history"), "History_");
        let quoted = format!("{}'{}", "长".repeat(30), "b");
        assert_eq!(taken.take(&quoted), "长".repeat(30));
    }
}
