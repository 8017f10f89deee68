//! A path of the classification as it is written: its parts with their levels, and how a name compares.

use crate::rule::narrative::lines::TextLine;

/// What the names of classes end in.
pub(super) const OF_CLASS: &str = "支出";

/// The name of a class without that: 教育 of 教育支出, or of 教育类支出.
pub(super) fn core_of_class(name: &str) -> &str {
    let name = name.strip_suffix(OF_CLASS).unwrap_or(name);
    name.strip_suffix('类').unwrap_or(name)
}

/// A part of a path as it is written.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// 1 for 类, 2 for 款, 3 for 项.
    pub(super) level: usize,
    pub(super) name: String,
    pub(super) from: usize,
    pub(super) to: usize,
    /// Behind its brackets, and those of its code behind them.
    pub(super) close: usize,
    /// Digits within the brackets: `（204类）`, or in front of the name: `2080101行政运行（项）`.
    pub(super) digits: String,
    /// Where they begin.
    pub(super) digits_at: usize,
}

/// How a name compares with that of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    Same,
    /// But for a suffix such as 支出.
    Suffix,
    /// Other words.
    Near,
    Other,
}

/// Levels that parts may stand for where one of them is written wrong, the lowest first.
pub(super) fn other_levels(parts: &[Part], written: &[usize]) -> Vec<Vec<usize>> {
    let all: &[&[usize]] = match parts.len() {
        1 => &[&[3], &[2], &[1]],
        2 => &[&[2, 3], &[1, 3], &[1, 2]],
        _ => &[&[1, 2, 3]],
    };
    let others = all.iter().filter(|it| **it != written);
    let mut others: Vec<Vec<usize>> = others.map(|it| it.to_vec()).collect();
    others.retain(|it| (1..=2).contains(&misses(parts, it)));
    others.sort_by_key(|it| misses(parts, it));
    others
}

/// How many parts have another level.
pub(super) fn misses(parts: &[Part], levels: &[usize]) -> usize {
    let own = parts.iter().zip(levels);
    own.filter(|(part, level)| part.level != **level).count()
}

/// The level that each part stands for: the one written, or the next where one is written twice.
pub(super) fn levels(parts: &[Part]) -> Vec<usize> {
    let mut levels: Vec<usize> = Vec::new();
    for part in parts {
        let before = levels.last().copied().unwrap_or(0);
        levels.push(if part.level <= before {
            (before + 1).min(3)
        } else {
            part.level
        });
    }
    levels
}

/// The parts of a path between two places: the last chain of them.
pub(super) fn parts(line: &TextLine, from: usize, end: usize) -> Vec<Part> {
    let mut found: Vec<Part> = Vec::new();
    let mut begin = from;
    let mut at = from;
    while at < end {
        let last = found.last_mut().filter(|last| last.close == begin);
        // 行政运行（项）（2080101）, “行政运行（项）”（2080101）
        if let Some(last) = last
            && last.digits.is_empty()
            && let Some((open, digits, close)) = code_behind(line, at, end, last.level)
        {
            (last.digits, last.digits_at, last.close) = (digits, open + 1, close);
            (begin, at) = (close, close);
            continue;
        }
        let last = found.last().filter(|last| last.close == begin);
        let chained = last.is_some();
        let above = last.map_or(0, |last| last.level);
        let mark = marker(line, at, end);
        let mark = mark.or_else(|| code(line, (begin, at), end, above));
        let Some((level, digits, close)) = mark else {
            at += 1;
            continue;
        };
        // “就业补助”（款）—“公益性岗位补贴”（项）
        let to = at - usize::from(at > begin && line.chars[at - 1] == '"');
        let (start, is_cut) = start_of_name(line, (begin, to), chained);
        // 就业管理事务（项）、社会保险业务管理事务（项） share what stands above them
        let is_beside = !is_cut && chained;
        let sibling = is_beside.then(|| beside(line, start, level <= above));
        let sibling = sibling.unwrap_or_default();
        if sibling > 0 {
            found.retain(|part| part.level < level);
        } else if is_cut || !chained || found.len() > 2 {
            found.clear();
        }
        let start = start + sibling;
        let own = in_front(line, start, to).filter(|_| digits.is_empty());
        let (digits, digits_at, start) = match own {
            Some((digits, name)) => (digits, start, name),
            None => (digits, to + 1, start),
        };
        found.push(Part {
            level,
            name: unquoted(&line.text(start, to)),
            from: start,
            to,
            close,
            digits,
            digits_at,
        });
        begin = close;
        at = close;
    }
    code_of_last(&mut found);
    found
}

/// Where the name of a part begins that ends at `to`, and whether something else stands between it and the part before.
fn start_of_name(line: &TextLine, (begin, to): (usize, usize), chained: bool) -> (usize, bool) {
    let lead = line.chars[begin..to].iter().filter(|_| chained);
    let from = begin + lead.take_while(|c| "\"-".contains(**c)).count();
    // 行政运行（项）100万元（其中项目支出86万元）、一般行政管理事务（项）
    let is_cut = |at: &usize| match line.chars[*at] {
        ')' => line.chars.get(at + 1) == Some(&'、'),
        c => ",;:。\"->".contains(c),
    };
    // 法院（款）“两庭”建设（项）
    let mut quotes = line.chars[from..to].iter().filter(|c| **c == '"');
    let is_quoted = from > begin
        && line.chars[from - 1] == '"'
        && quotes.next().is_some()
        && quotes.next().is_none();
    let is_cut = |at: &usize| is_cut(at) && !(is_quoted && line.chars[*at] == '"');
    let cut = (from..to).rfind(is_cut);
    // 2040506“两庭”建设（项）
    let cut = match cut.map(|at| (at, opening_quote(line, from, at))) {
        Some((at, Some(open))) if at + 1 < to && !(open + 1..at).any(|it| is_cut(&it)) => {
            (from..open).rfind(is_cut)
        }
        _ => cut,
    };
    let start = cut.map_or(from, |at| at + 1);
    let lead = line.chars[start..to.max(start)].iter();
    let lead = lead.take_while(|c| (cut.is_some() || !chained) && "、/-".contains(**c));
    (start + lead.count(), cut.is_some())
}

/// Gives the last part the code that stands before all of them: `2080101社会保障和就业支出（类）…行政运行（项）`.
fn code_of_last(parts: &mut [Part]) {
    let [first, .., last] = parts else { return };
    let is_before = first.digits_at < first.from;
    if is_before && last.digits.is_empty() && first.digits.len() == digits_of(last.level) {
        last.digits = std::mem::take(&mut first.digits);
        last.digits_at = first.digits_at;
    }
}

/// Digits of a code of a level.
fn digits_of(level: usize) -> usize {
    1 + 2 * level
}

/// Where the quotation mark stands before a place that the one at it closes.
fn opening_quote(line: &TextLine, from: usize, at: usize) -> Option<usize> {
    let is_quote = |at: &usize| line.chars[*at] == '"';
    is_quote(&at).then(|| (from..at).rfind(is_quote)).flatten()
}

/// The code in brackets behind the brackets of a level: where it opens, its digits, and where it closes.
fn code_behind(
    line: &TextLine,
    at: usize,
    end: usize,
    level: usize,
) -> Option<(usize, String, usize)> {
    let open = at + usize::from(line.chars[at] == '"');
    if open >= end || line.chars[open] != '(' {
        return None;
    }
    let inner = line.chars[open + 1..end].iter();
    let digits: String = inner.take_while(|c| c.is_ascii_digit()).collect();
    let close = open + 1 + digits.len();
    let is_code = digits.len() == digits_of(level);
    (is_code && line.chars.get(close) == Some(&')') && close < end).then_some((
        open,
        digits,
        close + 1,
    ))
}

/// The code in front of a name, and where the name begins.
pub(super) fn in_front(line: &TextLine, start: usize, to: usize) -> Option<(String, usize)> {
    let own = line.chars[start..to.max(start)].iter();
    let count = own.take_while(|c| c.is_ascii_digit()).count();
    let dash = usize::from(line.chars.get(start + count) == Some(&'-'));
    let name = start + count + dash;
    (matches!(count, 3 | 5 | 7) && name < to).then(|| (line.text(start, start + count), name))
}

/// Characters before a name that stands beside the one before it: 、, and where it is of the same level a word.
fn beside(line: &TextLine, at: usize, is_level: bool) -> usize {
    const WORDS: [&str; 4] = ["以及", "和", "及", "与"];
    let mut words = WORDS.into_iter().filter(|_| is_level);
    match line.chars[at] {
        '、' => 1,
        _ => words
            .find(|word| line.has(at, word))
            .map_or(0, |word| word.chars().count()),
    }
}

/// The level mark at a place: `（款）`, `（06款）`.
pub(super) fn marker(line: &TextLine, at: usize, end: usize) -> Option<(usize, String, usize)> {
    if line.chars[at] != '(' {
        return None;
    }
    let digits: String = line.chars[at + 1..end]
        .iter()
        .take_while(|c| c.is_ascii_digit())
        .collect();
    let mut place = at + 1 + digits.len();
    let level = match line.chars.get(place)? {
        '类' => 1,
        '款' => 2,
        '项' => 3,
        _ => return None,
    };
    place += 1;
    if line.chars.get(place) == Some(&'级') {
        place += 1;
    }
    (line.chars.get(place) == Some(&')') && place < end).then_some((level, digits, place + 1))
}

/// The code that stands for a level mark behind a name: `（204）`, `（20406）`, `（2040601）`, or behind the part above its
/// own digits alone: `公共安全支出（204）司法（06）`.
fn code(
    line: &TextLine,
    (begin, at): (usize, usize),
    end: usize,
    above: usize,
) -> Option<(usize, String, usize)> {
    if line.chars[at] != '(' || begin == at {
        return None;
    }
    let inner = line.chars[at + 1..end].iter();
    let digits: String = inner.take_while(|c| c.is_ascii_digit()).collect();
    let close = at + 1 + digits.len();
    let level = match (digits.len(), digits.starts_with('2')) {
        (3, true) => 1,
        (5, true) => 2,
        (7, true) => 3,
        (2, _) if (1..3).contains(&above) => above + 1,
        _ => return None,
    };
    (line.chars.get(close) == Some(&')') && close < end).then_some((level, digits, close + 1))
}

/// A name without quotation marks: “两庭”建设.
pub(super) fn unquoted(name: &str) -> String {
    name.replace('"', "")
}

/// How a written name compares with the right one. 公共安全（类） for 公共安全支出 is a habit.
pub(super) fn compare(written: &str, right: &str, level: usize) -> Likeness {
    const SUFFIXES: [&str; 3] = ["支出", "事务", "经费"];
    // 公共安全类支出
    const OF_CLASSES: [&str; 2] = ["类支出", "类"];
    let without = |text: &str| {
        let of_classes = OF_CLASSES.iter().filter(|_| level == 1);
        let suffix = of_classes
            .chain(&SUFFIXES)
            .find(|it| text.ends_with(**it) && text.len() > it.len());
        suffix.map_or(text.to_owned(), |it| {
            text[..text.len() - it.len()].to_owned()
        })
    };
    let right = &*unquoted(right);
    if written.is_empty() || right.is_empty() {
        return Likeness::Other;
    }
    if written == right || (level == 1 && written.ends_with(right)) {
        return Likeness::Same;
    }
    if without(written) == without(right) || without(written) == right || written == without(right)
    {
        return if level == 1 {
            Likeness::Same
        } else {
            Likeness::Suffix
        };
    }
    let distance = strsim::normalized_levenshtein(written, right);
    if distance >= 0.6 || written.contains(right) || right.contains(written) {
        Likeness::Near
    } else {
        Likeness::Other
    }
}
