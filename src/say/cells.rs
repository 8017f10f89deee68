//! Cells in one line.

use super::Lang;
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
