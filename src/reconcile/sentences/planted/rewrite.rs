//! Changes of how a text is written that leave what it says alone.

use super::Lot;
use super::case::Case;
use crate::rule::narrative::TextParagraph;

pub(super) const KINDS: [&str; 20] = [
    "separators",
    "full-width digits",
    "blanks",
    "blanks that do not break",
    "straight quotes",
    "corner quotes",
    "list markers",
    "paragraphs split",
    "half-width marks",
    "amounts in 元",
    "amounts in 亿元",
    "sections in another order",
    "paragraphs joined",
    "比上年 and 较上年",
    "words of reasons",
    "words of parts",
    "增长 for 增加",
    "no commas before rates",
    "words of 预算数",
    "我部门",
];

/// A text written in another way.
pub(super) fn rewritten(
    case: &Case,
    number: usize,
    lot: &mut Lot,
) -> (&'static str, Vec<TextParagraph<'static>>) {
    let kind = KINDS[number % KINDS.len()];
    match kind {
        "sections in another order" => return (kind, reordered(&case.paragraphs)),
        "paragraphs joined" => return (kind, joined(&case.paragraphs)),
        _ => {}
    }
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
            "amounts in 元" => in_unit(text, 4, "元"),
            "amounts in 亿元" => in_unit(text, -4, "亿元"),
            "比上年 and 较上年" => text
                .replace("比上年", "较上年")
                .replace("与上年相比", "比上年")
                .replace("比2022年", "较2022年")
                .replace("比2023年", "较2023年")
                .replace("比2024年", "与2024年")
                .replace("同比", "较上年"),
            "words of reasons" => text
                .replace("主要原因是：", "主要原因为")
                .replace("主要原因是", "主要是由于")
                .replace("主要原因：", "主要系"),
            "words of parts" => text
                .replace("其中：", "其中")
                .replace("包括：", "包括")
                .replace("其中，", "其中："),
            "增长 for 增加" => text
                .replace("，增长", "，上升")
                .replace("增加", "增长")
                .replace("，下降", "，降低")
                .replace("减少", "下降"),
            "no commas before rates" => text
                .replace("万元，增长", "万元、增长")
                .replace("万元，减少", "万元、减少")
                .replace("万元，占", "万元、占")
                .replace("万元，下降", "万元、下降"),
            "words of 预算数" => text
                .replace("预算数为", "预算")
                .replace("预算安排", "预算数")
                .replace("支出预算", "支出")
                .replace("预算数", "预算数为"),
            "我部门" => {
                let full = case.department();
                text.replace(full, "我部门")
            }
            _ => {
                split(paragraph, lot, &mut paragraphs);
                continue;
            }
        };
        paragraphs.push(TextParagraph {
            text: written.into(),
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
fn split(paragraph: &TextParagraph<'static>, lot: &mut Lot, out: &mut Vec<TextParagraph<'static>>) {
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
        own.text = part.to_owned().into();
        if number > 0 {
            own.number = String::new();
            own.level = None;
        }
        out.push(own);
    }
}

/// Amounts in another unit.
fn in_unit(text: &str, places: i32, unit: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("万元") {
        let before = &rest[..at];
        let is_number = |c: char| c.is_ascii_digit() || ".,，".contains(c);
        let number = before.trim_end();
        let from = number
            .char_indices()
            .rev()
            .take_while(|(_, c)| is_number(*c))
            .last()
            .map_or(number.len(), |(at, _)| at);
        let plain: String = number[from..].chars().filter(|c| *c != ',').collect();
        match plain.parse::<rust_decimal::Decimal>() {
            Ok(value) => {
                let ten_thousand = rust_decimal::Decimal::new(10_000, 0);
                let own = if places > 0 {
                    value * ten_thousand
                } else {
                    value / ten_thousand
                };
                let value = own.normalize();
                let value = if places > 0 { value.round_dp(0) } else { value };
                out.push_str(&number[..from]);
                out.push_str(&value.to_string());
                out.push_str(unit);
            }
            Err(_) => {
                out.push_str(before);
                out.push_str("万元");
            }
        }
        rest = &rest[at + "万元".len()..];
    }
    out.push_str(rest);
    out
}

/// Blocks under 一、 and the like, the second half first.
fn reordered(paragraphs: &[TextParagraph<'static>]) -> Vec<TextParagraph<'static>> {
    let is_head = |own: &TextParagraph| {
        let text = format!("{}{}", own.number, own.text.trim_start());
        let mut chars = text.chars();
        let first = chars.find(|c| !"一二三四五六七八九十".contains(*c));
        first == Some('、') && text.chars().count() < 60 && !text.starts_with('、')
    };
    let heads: Vec<usize> = (0..paragraphs.len())
        .filter(|at| is_head(&paragraphs[*at]))
        .collect();
    // sections of one part of the text: those that count on
    let Some(from) = heads.len().checked_sub(6).map(|at| heads[at]) else {
        return paragraphs.to_vec();
    };
    let middle = heads[heads.len() - 3];
    let (before, rest) = paragraphs.split_at(from);
    let (first, second) = rest.split_at(middle - from);
    [before, second, first].concat()
}

/// Plain paragraphs that follow one another become one.
fn joined(paragraphs: &[TextParagraph<'static>]) -> Vec<TextParagraph<'static>> {
    let mut out: Vec<TextParagraph<'static>> = Vec::new();
    for own in paragraphs {
        let is_open = |it: &TextParagraph| {
            it.number.is_empty()
                && it.level.is_none()
                && !it.in_table
                && it.cell.is_none()
                && it.text.trim_end().ends_with('。')
        };
        let starts_plain = own.text.trim_start().chars().next().is_some_and(|c| {
            !"一二三四五六七八九十（(第1234567890①".contains(c)
                || own.text.trim_start().starts_with("20")
        });
        match out.last_mut() {
            Some(last) if is_open(last) && is_open(own) && starts_plain => {
                last.text.to_mut().push_str(own.text.trim_start())
            }
            _ => out.push(own.clone()),
        }
    }
    out
}
