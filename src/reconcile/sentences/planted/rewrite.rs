//! Changes of how a text is written that leave what it says alone.

use super::Lot;
use super::case::Case;
use crate::rule::narrative::Paragraph;

const KINDS: [&str; 9] = [
    "separators",
    "full-width digits",
    "blanks",
    "blanks that do not break",
    "straight quotes",
    "corner quotes",
    "list markers",
    "paragraphs split",
    "half-width marks",
];

/// A text written in another way.
pub(super) fn rewritten(
    case: &Case,
    number: usize,
    lot: &mut Lot,
) -> (&'static str, Vec<Paragraph>) {
    let kind = KINDS[number % KINDS.len()];
    let mut paragraphs = Vec::new();
    for paragraph in &case.paragraphs {
        let text = &paragraph.text;
        let written = match kind {
            "separators" => separated(text, lot),
            "full-width digits" => drawn(text, lot, |c| {
                let digit = c.to_digit(10)?;
                char::from_u32(u32::from('０') + digit).map(String::from)
            }),
            "blanks" => text.replace("万元", " 万元").replace('%', " %"),
            "blanks that do not break" => text.replace("万元", "\u{a0}万\u{a0}元"),
            "straight quotes" => text.replace(['“', '”'], "\""),
            "corner quotes" => text.replace('“', "「").replace('”', "」"),
            "list markers" => marked(text),
            "half-width marks" => text
                .replace('（', "(")
                .replace('）', ")")
                .replace('：', ":")
                .replace('；', ";")
                .replace('，', ","),
            _ => {
                split(paragraph, lot, &mut paragraphs);
                continue;
            }
        };
        paragraphs.push(Paragraph {
            text: written,
            ..paragraph.clone()
        });
    }
    (kind, paragraphs)
}

fn drawn(text: &str, lot: &mut Lot, other: impl Fn(char) -> Option<String>) -> String {
    let is_drawn = lot.below(2) == 0;
    let change = |c: char| {
        other(c)
            .filter(|_| is_drawn)
            .unwrap_or_else(|| c.to_string())
    };
    text.chars().map(change).collect()
}

/// Thousands are separated before 万元.
fn separated(text: &str, lot: &mut Lot) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < chars.len() {
        let run = chars[at..]
            .iter()
            .take_while(|c| c.is_ascii_digit())
            .count();
        if run == 0 {
            out.push(chars[at]);
            at += 1;
            continue;
        }
        let digits = &chars[at..at + run];
        let mut end = at + run;
        if chars.get(end) == Some(&'.') {
            let more = chars[end + 1..].iter().take_while(|c| c.is_ascii_digit());
            end += 1 + more.count();
        }
        let behind: String = chars[end..]
            .iter()
            .filter(|c| !c.is_whitespace())
            .take(2)
            .collect();
        let is_fraction = at > 0 && chars[at - 1] == '.';
        if behind == "万元" && !is_fraction && lot.below(3) > 0 {
            for (place, digit) in digits.iter().enumerate() {
                if place > 0 && (run - place) % 3 == 0 {
                    out.push(',');
                }
                out.push(*digit);
            }
        } else {
            out.extend(digits);
        }
        at += run;
    }
    out
}

/// `1.` for `1、` and back.
fn marked(text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let digits = chars.iter().take_while(|c| c.is_ascii_digit()).count();
    let is_fraction = chars.get(digits + 1).is_some_and(char::is_ascii_digit);
    if (1..3).contains(&digits) && !is_fraction {
        match chars[digits] {
            '.' | '．' => chars[digits] = '、',
            '、' => chars[digits] = '．',
            _ => {}
        }
    }
    chars.into_iter().collect()
}

/// A paragraph goes on in another behind a 。.
fn split(paragraph: &Paragraph, lot: &mut Lot, out: &mut Vec<Paragraph>) {
    let text = &paragraph.text;
    let stops: Vec<usize> = text
        .match_indices('。')
        .map(|(at, _)| at + '。'.len_utf8())
        .collect();
    let inner: Vec<usize> = stops.into_iter().filter(|at| *at < text.len()).collect();
    if inner.is_empty() || paragraph.in_table || lot.below(4) > 0 {
        out.push(paragraph.clone());
        return;
    }
    let at = inner[lot.below(inner.len())];
    for (number, part) in [&text[..at], &text[at..]].into_iter().enumerate() {
        let mut own = paragraph.clone();
        own.text = part.to_owned();
        if number > 0 {
            own.number = String::new();
            own.level = None;
        }
        out.push(own);
    }
}
