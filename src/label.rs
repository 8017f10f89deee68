//! Labels as a person compares them. The same heading arrives with blanks between its characters,
//! in full width, broken by Alt+Enter, with another kind of quotation mark, numbered or not; `fold`
//! takes away what does not change its meaning.

use unicode_normalization::UnicodeNormalization;

/// A text without what a reader does not see in it: width, blanks, line breaks, the kind of
/// quotation mark and dash, a colon at the end.
pub fn fold(text: &str) -> String {
    let mut folded: String = text
        .nfkc()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !is_invisible(*c))
        .map(|c| match c {
            '“' | '”' | '„' | '‟' | '«' | '»' | '「' | '」' => '"',
            '‘' | '’' => '\'',
            '—' | '–' | '―' | '‐' | '‑' | '‒' | '−' | '─' => '-',
            '〔' | '【' => '[',
            '〕' | '】' => ']',
            other => other.to_ascii_lowercase(),
        })
        .collect();
    while folded.ends_with(':') {
        folded.pop();
    }
    folded
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{202a}'..='\u{202e}')
}

/// A folded label without its number: `一、财政拨款`, `1.一般公共预算`, `(二)其他`, `其中:…`.
pub fn without_number(folded: &str) -> &str {
    let rest = folded.strip_prefix("其中").map_or(folded, |r| r.trim_start_matches([':', ',']));
    let is_numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百".contains(c);
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
            if c == '.' && after.starts_with(|d: char| d.is_ascii_digit()) { rest } else { after }
        }
        _ => rest,
    }
}

/// A folded label without what stands in brackets: `单位上年结余(不包括…)` is `单位上年结余`.
pub fn without_brackets(folded: &str) -> String {
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

/// One line of readable text: trimmed, line breaks and runs of blanks as one blank, none between
/// Chinese characters.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars().filter(|c| !is_invisible(*c)) {
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
    text.chars().map(|c| unicode_width::UnicodeWidthChar::width_cjk(c).unwrap_or(0)).sum()
}

/// The ways in which a label may be written, strictest first; two labels are the same when one of
/// their forms is.
pub fn forms(text: &str) -> [String; 3] {
    let whole = fold(text);
    let bare = without_number(&whole).to_owned();
    let plain = without_brackets(&bare);
    [whole, bare, plain]
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
    }

    #[test]
    fn numbers_before_a_label_are_not_part_of_it() {
        for text in ["一、财政拨款", "1.财政拨款", "（二）财政拨款", "其中：财政拨款", "12、财政拨款"]
        {
            assert_eq!(without_number(&fold(text)), "财政拨款", "{text}");
        }
        for text in ["一般公共预算", "2080505", "1.5", "三公经费", "(补助)"] {
            assert_eq!(without_number(&fold(text)), fold(text), "{text}");
        }
    }

    #[test]
    fn brackets_can_be_left_out() {
        assert_eq!(without_brackets(&fold("单位上年结余（不包括国库集中支付额度结余）")), "单位上年结余");
    }

    #[test]
    fn one_line_keeps_what_can_be_read() {
        assert_eq!(one_line(" 机关事业单位\n基本养老 "), "机关事业单位基本养老");
        assert_eq!(one_line("APP  服务"), "APP 服务");
    }
}
