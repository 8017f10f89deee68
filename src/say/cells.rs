//! Cells in one line.

use super::Lang;
use super::spaces::begins_behind_name;
use crate::place::Address;

/// The first cells of some by name, as a place is written here; a file and a sheet stand once for neighbours.
pub(super) fn listed(
    cells: &[&Address],
    most: usize,
    place: impl Fn(&Address) -> String,
    lang: Lang,
) -> String {
    let mut shown = String::new();
    let mut last = None;
    for at in cells.iter().take(most) {
        let sheet = (&at.file, &at.sheet);
        shown.push_str(&match last {
            Some(same) if same == sheet => format!("、{}", at.a1()),
            Some((file, _)) if file == sheet.0 => format!("；{}!{}", at.sheet, at.a1()),
            Some(_) => format!("；{}", place(at)),
            None => place(at),
        });
        last = Some(sheet);
    }
    if cells.len() > most {
        let count = cells.len();
        shown.push_str(&match lang {
            Lang::Zh => format!(" 等 {count} 格"),
            Lang::En => format!(" and more, {count} cells"),
        });
    }
    shown
}

/// A sentence behind the place of its cell: it does not name the table again that it begins with, nor the column that
/// the place ends with.
pub(super) fn behind<'a>(place: &str, said: &'a str) -> &'a str {
    let table = place.split('!').next().unwrap_or_default();
    let rest = said.strip_prefix(table).filter(|_| !table.is_empty());
    // 表三的表头 and 绩效目标表 go on without a break, 表九是空表 needs its subject
    let is_whole = |rest: &str| {
        let is_verb = begins_behind_name(rest) && !rest.starts_with(['的', '是']);
        rest.starts_with(['：', ' ']) || is_verb
    };
    let rest = rest.filter(|rest| is_whole(rest));
    let said = rest.map_or(said, |rest| rest.trim_start_matches(['：', ' ']));
    let column = place.split(' ').next_back().unwrap_or_default();
    let rest = said.strip_prefix(column).filter(|_| !column.is_empty());
    rest.and_then(|rest| rest.strip_prefix('：'))
        .unwrap_or(said)
}
