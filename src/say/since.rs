//! What has changed since an earlier report.

use super::{Lang, visible};
use crate::finding::ReportChanges;

/// Findings that are listed.
const LINES: usize = 20;
/// Cells of one of them.
const CELLS: usize = 6;

/// What has changed, in numbers.
pub(crate) fn since_counts(since: &ReportChanges, lang: Lang) -> String {
    let [mended, new, open] = since.counts();
    match lang {
        Lang::Zh => format!("与上次相比：已改正 {mended}，新出现 {new}，还没改 {open}。\n"),
        Lang::En => {
            format!("since the last report: {mended} mended, {new} new, {open} still open.\n")
        }
    }
}

/// What has changed, in lines.
pub fn since(since: &ReportChanges, lang: Lang) -> String {
    let mut text = since_counts(since, lang);
    for (word, known) in [
        (lang.pick("已改正", "mended"), &since.mended),
        (lang.pick("新出现", "new"), &since.new),
    ] {
        for it in known.iter().take(LINES) {
            text.push_str(&format!(
                "  {word} {} {} {}\n",
                it.department,
                it.rule,
                shortened(&it.place, it.compared.is_none(), lang)
            ));
        }
        if known.len() > LINES {
            let more = known.len() - LINES;
            text.push_str(&match lang {
                Lang::Zh => format!("  {word} 另有 {more} 条\n"),
                Lang::En => format!("  {word}: {more} more\n"),
            });
        }
    }
    visible(&text)
}

/// A place with its first cells, where it is a list of many.
fn shortened(place: &str, is_list: bool, lang: Lang) -> String {
    let cells: Vec<&str> = place.split('、').collect();
    let is_cell = |cell: &&str| cell.contains('!');
    if !is_list || cells.len() <= CELLS || !cells.iter().all(is_cell) {
        return place.to_owned();
    }
    let (first, count) = (cells[..CELLS].join("、"), cells.len());
    match lang {
        Lang::Zh => format!("{first} 等 {count} 格"),
        Lang::En => format!("{first} and others, {count} cells"),
    }
}
