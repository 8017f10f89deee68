//! What a text holds beside its words.

use super::Text;
use crate::finding::Embedded;

/// Paragraphs that a sentence names.
const PARAGRAPHS: usize = 6;

/// Says where pictures and the like stand, and that the published document lacks them.
pub(super) fn problem(places: &[(usize, Embedded)]) -> Text {
    let first = places.iter().take(PARAGRAPHS);
    let (zh, en): (Vec<String>, Vec<String>) = first.map(place).unzip();
    let (more, en_more) = match places.len() {
        count if count > PARAGRAPHS => (format!(" 等 {count} 段"), format!(" and more ({count})")),
        _ => (String::new(), String::new()),
    };
    Text::new(
        format!(
            "{}{more}：公开文本里没有，里面的数字也没有核对。请在公开文本里补上",
            zh.join("，")
        ),
        format!(
            "{}{en_more}: the published document lacks them, and their figures were not checked. Please add them to it",
            en.join(", ")
        ),
    )
}

fn place((block, held): &(usize, Embedded)) -> (String, String) {
    let kinds = [
        (held.pictures, "张图片", "picture"),
        (held.charts, "个图表", "chart"),
        (held.objects, "个嵌入的对象", "embedded object"),
        (held.notes, "个脚注或尾注", "note"),
    ];
    let there = || kinds.iter().filter(|(count, ..)| *count > 0);
    let zh: Vec<String> = there()
        .map(|(count, zh, _)| format!("{count} {zh}"))
        .collect();
    let en = there().map(|(count, _, en)| match count {
        1 => format!("1 {en}"),
        _ => format!("{count} {en}s"),
    });
    let en: Vec<String> = en.collect();
    let number = block + 1;
    (
        format!("第{number}段有 {}", zh.join("、")),
        format!("paragraph {number} has {}", en.join(" and ")),
    )
}
