//! Names of files and sheets that every system and every spreadsheet program takes.

use crate::label::unit_number;
use crate::run::Submission;
use crate::run::output::{NAME, fitted};
use crate::say::is_steering;

/// Characters of a file name, its ending left out.
const FILE_NAME: usize = 120;
/// UTF-16 units of a sheet name.
const SHEET_NAME: usize = 31;

/// What a department's workbook is called, without its folder: `<部门><年度>年部门预算公开表.xlsx`, with `tail` where
/// departments have one name, and （待核）in front of the ending where it may not be published. A long name of a
/// department is shortened.
pub fn file_name(submission: &Submission, tail: &str, is_publishable: bool) -> String {
    let year = submission
        .fiscal_year
        .map(|year| format!("{year}年"))
        .unwrap_or_default();
    let document = file_safe(&submission.layout.document);
    let flag = if is_publishable { "" } else { "（待核）" };
    let ending = format!("{year}{document}{tail}{flag}.xlsx");
    fitted(&file_safe(&submission.department), &ending, NAME)
}

/// A text as a part of a file name: without what Windows forbids, and what nobody sees.
pub(crate) fn file_safe(text: &str) -> String {
    let safe: String = text
        .chars()
        .filter(|c| !c.is_control() && !is_unwritable(*c) && !is_steering(*c))
        .map(|c| if "<>:\"/\\|?*".contains(c) { '_' } else { c })
        .take(FILE_NAME)
        .collect();
    let safe = safe.trim().trim_end_matches('.').to_owned();
    let device = safe.split('.').next().unwrap_or("").to_ascii_uppercase();
    let reserved = ["CON", "PRN", "AUX", "NUL"].contains(&device.as_str())
        || device.len() == 4 && (device.starts_with("COM") || device.starts_with("LPT"));
    if reserved { format!("_{safe}") } else { safe }
}

/// What tells a budget unit apart in the name of a sheet: its number, or else the beginning of its name.
pub(super) fn short(unit: &str) -> String {
    unit_number(unit).map_or_else(|| unit.chars().take(12).collect(), str::to_owned)
}

/// A sheet name that is allowed and not taken yet.
pub(super) fn sheet_name(wanted: &str, taken: &mut Vec<String>) -> String {
    let clean: String = wanted
        .chars()
        .filter(|c| !c.is_control() && !is_unwritable(*c))
        .map(|c| if "[]:*?/\\".contains(c) { '_' } else { c })
        .collect();
    let clean = clean.trim_matches('\'').trim();
    let clean = if clean.is_empty() { "表" } else { clean };
    for number in 1.. {
        let tail = if number == 1 {
            String::new()
        } else {
            format!("（{number}）")
        };
        let room = SHEET_NAME - tail.encode_utf16().count();
        let mut name = String::new();
        for c in clean.chars() {
            if name.encode_utf16().count() + c.len_utf16() > room {
                break;
            }
            name.push(c);
        }
        name.push_str(&tail);
        if !taken
            .iter()
            .any(|other| other.to_lowercase() == name.to_lowercase())
        {
            taken.push(name.clone());
            return name;
        }
    }
    unreachable!("there are more numbers than sheets")
}

/// Characters that XML does not carry.
fn is_unwritable(c: char) -> bool {
    matches!(c, '\u{fffe}' | '\u{ffff}')
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
        let mut taken = Vec::new();
        assert_eq!(sheet_name("表三", &mut taken), "表三");
        assert_eq!(sheet_name("表三", &mut taken), "表三（2）");
        assert_eq!(sheet_name("a[b]:c", &mut taken), "a_b__c");
        assert!(
            sheet_name(&"长".repeat(40), &mut taken)
                .encode_utf16()
                .count()
                <= 31
        );
        assert_eq!(sheet_name("\u{1}", &mut taken), "表");
    }
}
