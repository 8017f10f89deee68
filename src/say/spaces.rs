//! No space between two Chinese words.

use super::Text;
use super::quotes::nested;

/// Words behind the name of a table, or of a row, that follow it without a space.
const BEHIND_NAME: [&str; 13] = [
    "的",
    "是",
    "没有",
    "写的",
    "写着",
    "按",
    "有 ",
    "有两份",
    "有数字",
    "有资金",
    "有一列",
    "有科目",
    "有续表",
];

/// A sentence as it is printed: in Chinese without spaces between a name and the word behind it, unless one of them is
/// of Latin letters or digits, and with single marks within quotations.
pub(super) fn printed(text: Text) -> Text {
    Text::new(nested(&closed_up(&text.zh)), text.en)
}

/// What is quoted keeps its spaces.
fn closed_up(text: &str) -> String {
    let mut depth = 0_usize;
    let mut shown = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '“' => depth += 1,
            '”' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_between = depth == 0 && c == ' ' && shown.ends_with(is_chinese);
        if !(is_between && begins_behind_name(&text[at + 1..])) {
            shown.push(c);
        }
    }
    shown
}

/// Whether a text begins with a word that follows a name without a space.
pub(super) fn begins_behind_name(text: &str) -> bool {
    BEHIND_NAME.iter().any(|word| text.starts_with(word))
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '）' | '”')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_the_words_behind_them_stand_together() {
        for (text, expected) in [
            ("表三 的表头缺少：合计", "表三的表头缺少：合计"),
            ("绩效目标表（一） 有两份", "绩效目标表（一）有两份"),
            ("“总计” 没有", "“总计”没有"),
            // names side by side, Latin letters and what is quoted
            ("表三 行政运行 项目支出", "表三 行政运行 项目支出"),
            ("表三 有线电视 合计", "表三 有线电视 合计"),
            ("2080101 的名称", "2080101 的名称"),
            ("“某局 的表”", "“某局 的表”"),
        ] {
            assert_eq!(closed_up(text), expected);
        }
    }
}
