//! Words for a seal beside a name: `某局（盖章）` is 某局.

use crate::label::fold;

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
