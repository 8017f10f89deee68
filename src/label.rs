//! Labels as a person compares them. The same heading arrives with blanks between its characters,
//! in full width, broken by Alt+Enter, with another kind of quotation mark, numbered or not; `fold`
//! takes away what does not change its meaning.

mod character;
mod department;

use character::ideograph;
pub(crate) use character::{is_invisible, is_steering, keeps_its_meaning, unified};
pub(crate) use department::{OWN_OFFICE, bare, is_alike, is_place, without_place};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// A text without what does not change its meaning: width, blanks, line breaks, quotation marks, the kind of bracket,
/// colon and dash, a colon at the end.
pub fn fold(text: &str) -> String {
    // most characters of budgets stay as they are, or have one narrow form
    let mut folded = String::with_capacity(text.len());
    let is_plain = text.chars().all(|c| {
        if is_bare_char(c) {
            folded.push(c);
            return true;
        }
        let narrow = narrow(c);
        if let Some(c) = narrow.and_then(seen) {
            folded.push(c);
        }
        narrow.is_some()
    });
    if !is_plain {
        folded.clear();
        let colons = text.chars().map(with_plain_colon);
        folded.extend(colons.nfkc().map(unified).filter_map(seen));
    }
    while folded.ends_with(':') {
        folded.pop();
    }
    folded
}

/// Whether a text is nothing but Chinese characters and digits: [`fold`] and [`one_line`] leave it as it is.
pub(crate) fn is_bare(text: &str) -> bool {
    text.chars().all(is_bare_char)
}

fn is_bare_char(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c) || c.is_ascii_digit()
}

/// The one narrow form of a character that composes with no other; `None` where that takes tables.
fn narrow(c: char) -> Option<char> {
    match c {
        '\0'..='\u{7f}' | '\u{3000}'..='\u{3002}' | '\u{4e00}'..='\u{9fff}' => Some(c),
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0),
        _ => None,
    }
}

/// A colon where a character looks like one.
pub(crate) fn with_plain_colon(c: char) -> char {
    match c {
        '∶' | '︰' | '꞉' | '：' | '﹕' => ':',
        other => other,
    }
}

/// A character as it compares, if it is seen.
fn seen(c: char) -> Option<char> {
    let kept = match c {
        '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '「' | '」' | '『' | '』' | '〝' | '〞'
        | '〟' => {
            return None;
        }
        '‘' | '’' => '\'',
        '—' | '–' | '―' | '‐' | '‑' | '‒' | '−' | '─' => '-',
        '[' | '〔' | '【' | '〖' => '(',
        ']' | '〕' | '】' | '〗' => ')',
        other => other.to_ascii_lowercase(),
    };
    (!kept.is_whitespace() && !kept.is_control() && !is_invisible(kept)).then_some(kept)
}

/// What a file name is known by on systems that do not tell case or normal forms apart.
pub(crate) fn file_key(name: &str) -> String {
    name.nfkc().flat_map(char::to_lowercase).collect()
}

/// A text of at most so many characters; one that was longer says so.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    let mut chars = text.chars();
    let short: String = chars.by_ref().take(most).collect();
    if chars.next().is_some() {
        format!("{short}…")
    } else {
        short
    }
}

/// The name of a budget unit as it compares, without its number: `101021-就业服务管理中心`.
pub(crate) fn unit_name(label: &str) -> String {
    fold(label)
        .trim_start_matches(|c: char| c.is_ascii_digit())
        .trim_start_matches('-')
        .to_owned()
}

/// The number in front of a budget unit's name: `101021` of `101021-就业服务管理中心`.
pub(crate) fn unit_number(name: &str) -> Option<&str> {
    let digits = name.len() - name.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    (digits >= 3).then(|| &name[..digits])
}

/// The code of the department that the number of a budget unit begins with: `101` of `101021-就业服务管理中心`. Numbers of
/// another length than such parts of three digits make may mean something else.
pub(crate) fn department_code(unit: &str) -> Option<&str> {
    let number = unit_number(unit)?;
    [3, 6, 9, 12].contains(&number.len()).then(|| &number[..3])
}

/// A department's name without the code that a list of budget units has in front of it: `101-某局`, `101 某局`.
pub(crate) fn without_unit_number(name: &str) -> &str {
    let rest = unit_number(name).map(|number| name[number.len()..].trim_start());
    let rest = rest.map(|rest| rest.trim_start_matches(['-', '—', '－', '_']).trim_start());
    let is_name = |rest: &&str| rest.starts_with(|c: char| c.is_alphabetic());
    rest.filter(is_name).unwrap_or(name)
}

/// A folded label without its number: `一、财政拨款`, `1.一般公共预算`, `(二)其他`, `其中:…`.
pub(crate) fn without_number(folded: &str) -> &str {
    let rest = folded
        .strip_prefix("其中")
        .map_or(folded, |r| r.trim_start_matches([':', ',']));
    let is_numeral = |c: char| {
        matches!(
            c,
            '0'..='9' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百'
        )
    };
    let bare = rest.trim_start_matches('(');
    let numbered = bare.trim_start_matches(is_numeral);
    if numbered.len() == bare.len() {
        return rest;
    }
    let opened = rest.starts_with('(');
    match numbered.chars().next() {
        Some(')') => &numbered[1..],
        Some(c @ ('、' | '.')) if !opened => {
            let after = &numbered[c.len_utf8()..];
            // 1.5 is a number, not a number and a label
            if c == '.' && after.starts_with(|d: char| d.is_ascii_digit()) {
                rest
            } else {
                after
            }
        }
        _ => rest,
    }
}

/// A folded label without what stands in brackets: `单位上年结余(不包括…)` is `单位上年结余`.
pub(crate) fn without_brackets(folded: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

fn is_bracket(c: char) -> bool {
    matches!(c, '(' | ')' | '[' | ']')
}

fn has_bracket(text: &str) -> bool {
    text.bytes().any(|byte| is_bracket(byte.into()))
}

/// Whether two folded labels are one but for what stands in brackets.
pub(crate) fn same_without_brackets(one: &str, other: &str) -> bool {
    // most labels differ in their first character
    let first = |text: &str| text.chars().next().filter(|c| !is_bracket(*c));
    let may_be = first(one)
        .zip(first(other))
        .is_none_or(|(one, other)| one == other);
    one == other
        || may_be
            && (has_bracket(one) || has_bracket(other))
            && without_brackets(one) == without_brackets(other)
}

/// One line of readable text: trimmed, line breaks and runs of blanks as one blank, none between
/// Chinese characters, and those as everyone types them.
pub(crate) fn one_line(text: &str) -> String {
    let is_seen = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) || c.is_ascii_graphic();
    if text.chars().all(is_seen) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars().filter(|c| !is_invisible(*c)).map(ideograph) {
        if c.is_whitespace() || c.is_control() {
            gap = !line.is_empty();
            continue;
        }
        if gap && !(is_wide(c) && line.chars().next_back().is_some_and(is_wide)) {
            line.push(' ');
        }
        gap = false;
        line.push(c);
    }
    line
}

fn is_wide(c: char) -> bool {
    unicode_width::UnicodeWidthChar::width_cjk(c) == Some(2)
}

/// Width on paper in columns of Latin letters: a Chinese character takes two.
pub fn width(text: &str) -> usize {
    let width = |c: char| match c {
        // most characters of budgets, without a look at tables
        ' '..='~' => 1,
        '\u{4e00}'..='\u{9fff}' => 2,
        _ => unicode_width::UnicodeWidthChar::width_cjk(c).unwrap_or(0),
    };
    text.chars().map(width).sum()
}

/// The ways in which a folded label may be written, strictest first; two labels are the same when one of
/// their forms is.
pub fn forms(folded: &str) -> [Cow<'_, str>; 3] {
    let bare = without_number(folded);
    let plain = if has_bracket(bare) {
        without_brackets(bare).into()
    } else {
        bare.into()
    };
    [folded.into(), bare.into(), plain]
}

/// Characters that the short name of a department has at least.
pub(crate) const SHORT_NAME: usize = 3;

/// Whether a folder or a file is named after a department, in full or in short: 人社局 for 人力资源和社会保障局.
pub(crate) fn is_named_after(folder: &str, department: &str) -> bool {
    let (folder, department) = (fold(folder), fold(department));
    if department.contains(&folder) || folder.contains(&department) {
        return true;
    }
    let word = |c: &char| c.is_alphabetic() && !c.is_ascii();
    let short: Vec<char> = folder.chars().filter(word).collect();
    let mut rest = department.chars();
    short.len() >= SHORT_NAME
        && short.last() == department.chars().rfind(word).as_ref()
        && short.iter().all(|c| rest.any(|own| own == *c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_takes_away_what_is_not_seen() {
        assert_eq!(fold(" 总　计： "), "总计");
        assert_eq!(fold("一般公共\n预算拨款"), "一般公共预算拨款");
        assert_eq!(fold("财政拨款（补助）"), fold("财政拨款(补助)"));
        assert_eq!(fold("“三公”经费"), fold("\"三公\"经费"));
        assert_eq!(fold("２０２０年"), "2020年");
        assert_eq!(fold("\u{202d}总\u{2068}计\u{2069}\u{202c}\u{fe0f}"), "总计");
        assert_eq!(fold("⼈⻋⻔⺠⾦"), "人车门民金");
        for text in [
            "『三公』经费【一】",
            "〝三公〞经费〔一〕",
            "三公经费（一）∶",
        ] {
            assert_eq!(fold(text), "三公经费(一)", "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn plain_characters_need_no_tables(text in "[\\x00-\\x7f\\u{3000}-\\u{3002}一-鿿！-～]{0,12}") {
            proptest::prop_assert!(text.chars().all(|c| narrow(c).is_some()));
            let by_tables: String = text.nfkc().map(unified).filter_map(seen).collect();
            proptest::prop_assert_eq!(fold(&text), by_tables.trim_end_matches(':'));
        }
    }

    proptest::proptest! {
        #[test]
        fn bare_texts_stay_as_they_are(text in "[0-9\\u{4e00}-\\u{9fff}]{0,8}") {
            proptest::prop_assert!(is_bare(&text));
            proptest::prop_assert_eq!(&fold(&text), &text);
            proptest::prop_assert_eq!(&one_line(&text), &text);
        }
    }

    #[test]
    fn numbers_before_a_label_are_not_part_of_it() {
        for text in [
            "一、财政拨款",
            "1.财政拨款",
            "（二）财政拨款",
            "其中：财政拨款",
            "12、财政拨款",
        ] {
            assert_eq!(without_number(&fold(text)), "财政拨款", "{text}");
        }
        for text in ["一般公共预算", "2080505", "1.5", "三公经费", "(补助)"] {
            assert_eq!(without_number(&fold(text)), fold(text), "{text}");
        }
    }

    #[test]
    fn brackets_can_be_left_out() {
        assert_eq!(
            without_brackets(&fold("单位上年结余（不包括国库集中支付额度结余）")),
            "单位上年结余"
        );
    }

    #[test]
    fn one_line_keeps_what_can_be_read() {
        assert_eq!(one_line(" 机关事业单位\n基本养老 "), "机关事业单位基本养老");
        assert_eq!(one_line("APP  服务"), "APP 服务");
        assert_eq!(one_line("⼈⺠⾏\u{f90a}（\u{fa4c}）"), "人民行金（社）");
    }
}
