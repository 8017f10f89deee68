//! What stands behind a department's name and is no part of it: `某局（盖章）  负责人：李四  2020年1月10日` is 某局.

use crate::label::fold;
use crate::layout::Layout;

/// Characters that a name before a wide gap has at least: 财  政  局 is spread over its cell.
const NAME: usize = 4;

/// The name at the beginning of a text: without a seal, people, telephone numbers and days.
pub(super) fn own_name<'a>(text: &'a str, layout: &Layout) -> &'a str {
    let mut name = without_seal(text, &layout.words.seal_words);
    loop {
        let ends = [
            before_label(name, &layout.words.footer_words),
            before_seal(name, &layout.words.seal_words),
            before_gap(name),
            before_day(name),
        ];
        let shorter = ends.into_iter().flatten().min_by_key(|own| own.len());
        match shorter.map(|own| without_seal(own, &layout.words.seal_words)) {
            Some(own) if !own.is_empty() && own.len() < name.len() => name = own,
            _ => return name,
        }
    }
}

/// What stands before a word such as 负责人 that a colon or a blank sets apart.
fn before_label<'a>(name: &'a str, words: &[String]) -> Option<&'a str> {
    let colon = name.find([':', '：']);
    let blank = colon.and_then(|colon| name[..colon].rfind(char::is_whitespace));
    let is_apart = |at: usize, word: &str| {
        let behind = name[at + word.len()..].trim_start();
        behind.starts_with([':', '：']) || name[..at].ends_with(char::is_whitespace)
    };
    let places = words.iter().flat_map(|word| {
        let places = name.match_indices(word.as_str()).map(|(at, _)| at);
        places.filter(|at| is_apart(*at, word))
    });
    let end = places.chain(blank).filter(|at| *at > 0).min()?;
    Some(&name[..end])
}

/// What stands before a seal in brackets that something follows.
fn before_seal<'a>(name: &'a str, words: &[String]) -> Option<&'a str> {
    let closes = name.match_indices(['）', ')', ']', '】', '〕', '］']);
    let ends = closes.map(|(at, mark)| at + mark.len());
    let mut ends = ends.filter_map(|end| without_last(&name[..end], words));
    ends.next()
}

/// What stands before a wide gap.
fn before_gap(name: &str) -> Option<&str> {
    let is_wide = |(at, c): (usize, char)| {
        let behind = &name[at + c.len_utf8()..];
        c.is_whitespace() && c != '\n' && (c == '\t' || behind.starts_with([' ', '\u{3000}']))
    };
    let (gap, _) = name.char_indices().find(|own| is_wide(*own))?;
    Some(&name[..gap]).filter(|own| own.chars().count() >= NAME)
}

/// What stands before a day: 2020年1月10日, 2020.1.10.
fn before_day(name: &str) -> Option<&str> {
    let is_day = |c: char| c.is_numeric() || "年月日.-/ ".contains(c);
    let own = name.trim_end_matches(is_day);
    let day = &name[own.len()..];
    let marks = day.chars().filter(|c| "年月日.-/".contains(*c)).count();
    (marks > 1 && day.contains(char::is_numeric)).then_some(own)
}

/// A name without the words for a seal in front of it or behind it. `words` are folded.
pub(super) fn without_seal<'a>(name: &'a str, words: &[String]) -> &'a str {
    let mut rest = trimmed(name);
    while let Some(shorter) = without_last(rest, words).or_else(|| without_first(rest, words)) {
        rest = trimmed(shorter);
    }
    rest
}

fn trimmed(name: &str) -> &str {
    name.trim()
        .trim_end_matches(|c: char| c == '_' || c.is_whitespace())
}

fn is_seal(inside: &str, words: &[String]) -> bool {
    let folded = fold(inside);
    words
        .iter()
        .any(|word| folded == *word || word.chars().count() > 1 && folded.ends_with(word.as_str()))
}

fn without_last<'a>(name: &'a str, words: &[String]) -> Option<&'a str> {
    let inside = name.strip_suffix(['）', ')', ']', '】', '〕', '］']);
    if let Some(inside) = inside {
        let open = inside.rfind(['（', '(', '[', '【', '〔', '［'])?;
        let width = inside[open..].chars().next()?.len_utf8();
        return is_seal(&inside[open + width..], words).then(|| &name[..open]);
    }
    // 某局 盖章, 某局盖章: without brackets
    let mut words = words.iter().filter(|word| word.chars().count() > 1);
    let at = name.rfind(char::is_whitespace);
    let last = at.map(|at| fold(&name[at..]));
    let is_apart = words.clone().any(|word| last.as_ref() == Some(word));
    let apart = at.filter(|_| is_apart).map(|at| &name[..at]);
    apart.or_else(|| words.find_map(|word| name.strip_suffix(word.as_str())))
}

fn without_first<'a>(name: &'a str, words: &[String]) -> Option<&'a str> {
    let inside = name.strip_prefix(['（', '(', '[', '【', '〔', '［'])?;
    let close = inside.find(['）', ')', ']', '】', '〕', '］'])?;
    let width = inside[close..].chars().next()?.len_utf8();
    is_seal(&inside[..close], words).then(|| &inside[close + width..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_before_people_and_days() {
        let templates =
            crate::templates::load(None, Some("xinjiang-2020")).expect("it is built in");
        let layout = &templates[0].layout;
        for name in [
            "某区财政局（公章） 负责人：李四",
            "某区财政局（盖章）负责人:李四",
            "某区财政局 负责人：李四",
            "某区财政局    李四",
            "某区财政局填报日期：2020年1月10日",
            "某区财政局（盖章） 2020年1月10日",
            "某区财政局 2020.1.10",
            "某区财政局 联系电话 6666666",
            "某区财政局 审核：李四 电话：6666666",
            "（盖章）某区财政局 填报人：李四",
        ] {
            assert_eq!(own_name(name, layout), "某区财政局", "{name}");
        }
        for name in [
            "高新区(新市区) 人社局",
            "财  政  局",
            "某局（本级）",
            "某局2020",
            "101020-某局",
            "负责人办公室",
        ] {
            assert_eq!(own_name(name, layout), name);
        }
        assert_eq!(own_name("（盖章）", layout), "");
    }

    #[test]
    fn a_seal_is_no_part_of_a_name() {
        let words = ["盖章", "公章", "章"].map(str::to_owned);
        for name in [
            "某局（盖章）",
            "某局 (公章)",
            "（章）某局",
            "某局（单位公章）",
            "某局【盖 章】",
            "某局____（公章）（盖章）",
            "某局 盖章",
            "某局盖章",
            "某局公章",
            "某局",
        ] {
            assert_eq!(without_seal(name, &words), "某局", "{name}");
        }
        for name in ["某县（章丘区）", "某局（本级）", "公章管理中心"] {
            assert_eq!(without_seal(name, &words), name);
        }
        assert_eq!(without_seal("（盖章）", &words), "");
    }
}
