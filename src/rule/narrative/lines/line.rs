//! A paragraph as it compares: width, blanks, the kinds of quotation marks and brackets folded away, every
//! character with its place in the paragraph. A line break within a paragraph begins another line.

use super::charset::CharSet;
use super::paragraph::TextParagraph;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// Characters of the longest line that is looked at.
const LONGEST: usize = 10_000;

/// Characters at the begin of a line in which a marker stands, blanks before it included.
const LONGEST_MARKER: usize = 24;

/// One line of a text.
#[derive(Debug, Clone)]
pub(crate) struct TextLine {
    /// The paragraph, zero-based.
    pub(crate) paragraph: usize,
    /// Folded characters.
    pub(crate) chars: Arc<[char]>,
    /// Where each of them stands in the paragraph, in characters.
    pub(crate) places: Arc<[usize]>,
    /// What numbers it: `一、`, `（一）`, `1.`; automatic or typed.
    pub(crate) marker: Marker,
    /// The first character behind a typed marker.
    pub(crate) body: usize,
    /// Whether a style or an outline level makes it a heading.
    pub(crate) is_styled: bool,
    /// Whether it stands in a table of the document.
    pub(crate) in_table: bool,
    /// The block of that table, and the row and column of its grid.
    pub(crate) table_place: Option<(usize, u32, u32)>,
    /// Whether that table is read as one of the budget's.
    pub(crate) is_read: bool,
    /// The characters that stand in it.
    pub(crate) set: CharSet,
    /// Whether a cell of a workbook holds it.
    pub(crate) is_in_cell: bool,
    /// Where paragraphs begin in it that belong together: the first character and the paragraph; empty for the usual one.
    pub(crate) pieces: Arc<[(usize, usize)]>,
}

/// How a line is numbered, from the top of an outline to its leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Marker {
    /// 第一部分
    Part,
    /// 一、
    Han,
    /// （一）
    HanInBrackets,
    /// 1.
    Arabic,
    /// （1）
    ArabicInBrackets,
    /// ①
    Circled,
    /// None.
    Plain,
}

impl Marker {
    /// How the first line of a paragraph is numbered.
    pub(crate) fn of(paragraph: &TextParagraph) -> Self {
        let texts = paragraph.text.split('\n').enumerate();
        let mut lines = texts.map(|(number, text)| (number, compared(text, LONGEST_MARKER).0));
        let (number, chars) = lines
            .find(|(_, chars)| !chars.is_empty())
            .unwrap_or_default();
        let automatic = if number == 0 { &*paragraph.number } else { "" };
        numbered(automatic, &chars).0
    }
}

impl TextLine {
    /// The folded text between two characters.
    pub(crate) fn text(&self, from: usize, to: usize) -> String {
        let to = to.min(self.chars.len());
        self.chars[from.min(to)..to].iter().collect()
    }

    /// Whether a text stands at a character.
    pub(crate) fn has(&self, at: usize, text: &str) -> bool {
        let mut own = self.chars[at.min(self.chars.len())..].iter();
        text.chars().all(|c| own.next() == Some(&c))
    }

    /// Whether a folded word stands in it.
    pub(crate) fn says(&self, word: &str) -> bool {
        let is_possible = word.chars().all(|c| self.set.may_hold(c));
        is_possible && (0..self.chars.len()).any(|at| self.has(at, word))
    }

    /// Whether what stands at a character is compared with: 与2019年.
    pub(crate) fn is_compared(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|at| self.chars.get(at));
        before.is_some_and(|c| "比较与同".contains(*c))
    }

    /// Where the sentence begins that states the whole of a list: the one before where 其中 begins a sentence of its own, and
    /// whether that is so.
    pub(crate) fn sentence_of_whole(&self, begin: usize) -> (usize, bool) {
        let (sentence, _) = self.sentence(begin);
        match begin <= sentence + 2 && sentence > 0 {
            true => (self.sentence(sentence - 1).0, true),
            false => (sentence, false),
        }
    }

    /// Whether an item of a numbered list begins at a place: `2、`, `二是`.
    pub(crate) fn is_numbered(&self, at: usize) -> bool {
        let is_digit = |at: usize| self.chars.get(at).is_some_and(char::is_ascii_digit);
        match self.chars.get(at..at + 2) {
            Some([_, '是']) => true,
            Some([first, '、']) => first.is_ascii_digit(),
            Some([first, '.']) => first.is_ascii_digit() && !is_digit(at + 2),
            Some(['(', _]) => is_digit(at + 1) && self.has(at + 2, ")"),
            _ => false,
        }
    }

    /// Where the number of an item ends that begins at a place within the line: `包括：1.行政运行`, `；（2）`, `一是`, `2.2080101行政运行`.
    pub(crate) fn ordinal(&self, at: usize) -> Option<usize> {
        let is_mark = |c: &char| matches!(c, ':' | ';' | '。' | ',' | '、' | ')');
        let begins = at == 0 || is_mark(self.chars.get(at - 1)?);
        let run = |from: usize, is: fn(&char) -> bool| {
            let own = self.chars.get(from..).unwrap_or_default().iter();
            own.take_while(|c| is(c)).count()
        };
        let is_word = |at: usize| {
            let next = self.chars.get(at);
            next.is_some_and(|c| *c == '"' || ('\u{4e00}'..='\u{9fff}').contains(c))
        };
        let has = |at: usize, marks: &str| self.chars.get(at).is_some_and(|c| marks.contains(*c));
        let end = match self.chars.get(at).filter(|_| begins)? {
            '①'..='⑳' => at + 1 + usize::from(has(at + 1, "、.")),
            '(' => {
                let digits = run(at + 1, char::is_ascii_digit).max(run(at + 1, is_han_numeral));
                let close = at + 1 + digits;
                let is_short = (1..=2).contains(&digits) && has(close, ")");
                close + is_short.then_some(1)? + usize::from(has(close + 1, "、."))
            }
            c if c.is_ascii_digit() => {
                let mark = at + run(at, char::is_ascii_digit);
                (mark <= at + 2 && has(mark, ".、)")).then_some(mark + 1)?
            }
            c if is_han_numeral(c) => {
                let mark = at + run(at, is_han_numeral);
                (mark <= at + 2 && has(mark, "是")).then_some(mark + 1)?
            }
            _ => return None,
        };
        (is_word(end) || is_code(&self.chars, end)).then_some(end)
    }

    /// Whether a typed marker numbers the first item of a list; an automatic number is no text.
    pub(crate) fn is_first(&self) -> bool {
        let marker = self.text(0, self.body);
        let number = marker.trim_matches(|c| "()、.,: ".contains(c));
        matches!(number, "1" | "一" | "①")
    }

    /// The words between two places that stand behind the last mark.
    pub(crate) fn clause(&self, from: usize, to: usize) -> (usize, usize) {
        let mark = |at: &usize| matches!(self.chars[*at], ',' | ';' | '。' | '(');
        ((from..to).rfind(mark).map_or(from, |at| at + 1), to)
    }

    /// Where the part of a sentence begins, behind 。or ；and its number, that a character stands in.
    pub(crate) fn segment(&self, at: usize) -> usize {
        let mark = |at: &usize| matches!(self.chars[*at], ';' | '。');
        let from = (self.body..at).rfind(mark);
        let from = from.map_or(self.body.min(at), |at| at + 1);
        self.ordinal(from).map_or(from, |more| more.min(at))
    }

    /// Whether a place stands in the first clause of a part of a sentence that is a numbered item: `如下：1.一般行政；2.行政运行`.
    pub(crate) fn is_first_of_item(&self, at: usize) -> bool {
        let mark = |at: &usize| match self.chars[*at] {
            ';' | '。' => true,
            ':' => self.ordinal(at + 1).is_some(),
            _ => false,
        };
        let from = (self.body..at).rfind(mark).map(|at| at + 1);
        let behind = from.and_then(|from| self.ordinal(from));
        behind.is_some_and(|behind| !self.chars[behind..at].contains(&','))
    }

    /// The paragraph that a character stands in.
    pub(crate) fn paragraph_at(&self, at: usize) -> usize {
        let piece = self.pieces.iter().rfind(|(first, _)| *first <= at);
        piece.map_or(self.paragraph, |(_, paragraph)| *paragraph)
    }

    /// The characters between two places that stand in the paragraph of a third.
    pub(crate) fn in_paragraph_of(&self, at: usize, (from, to): (usize, usize)) -> (usize, usize) {
        let first = self.pieces.iter().rfind(|(first, _)| *first <= at);
        let next = self.pieces.iter().find(|(first, _)| *first > at);
        let (first, next) = (first.map(|it| it.0), next.map(|it| it.0));
        (
            from.max(first.unwrap_or(0)),
            next.map_or(to, |next| to.min(next)),
        )
    }

    /// The characters of the paragraph that folded ones stand for: first, and one behind the last. Of several paragraphs the
    /// first counts.
    pub(crate) fn span(&self, from: usize, to: usize) -> (usize, usize) {
        let (from, to) = self.in_paragraph_of(from, (from, to));
        let place = |at: usize| self.places.get(at).copied();
        let start = place(from).unwrap_or(0);
        let end = to.checked_sub(1).and_then(place).map_or(start, |at| at + 1);
        (start, end.max(start))
    }

    /// The sentence that a character stands in: from behind one 。 to behind the next.
    pub(crate) fn sentence(&self, at: usize) -> (usize, usize) {
        let is_end = |c: &char| matches!(c, '。');
        let from = self.chars[..at.min(self.chars.len())]
            .iter()
            .rposition(is_end)
            .map_or(0, |at| at + 1);
        let to = self.chars[at.min(self.chars.len())..]
            .iter()
            .position(is_end)
            .map_or(self.chars.len(), |more| at + more + 1);
        (from, to)
    }
}

/// The lines of paragraphs.
pub(crate) fn lines(paragraphs: &[TextParagraph]) -> Vec<TextLine> {
    let mut lines = Vec::new();
    for (index, paragraph) in paragraphs.iter().enumerate() {
        let mut first = 0;
        for (number, text) in paragraph.text.split('\n').enumerate() {
            let automatic = if number == 0 { &*paragraph.number } else { "" };
            if let Some(line) = line(index, paragraph, automatic, (first, text)) {
                lines.push(line);
            }
            first += text.chars().count() + 1;
        }
    }
    lines
}

fn line(
    index: usize,
    paragraph: &TextParagraph,
    automatic: &str,
    (first, text): (usize, &str),
) -> Option<TextLine> {
    let (mut chars, places) = compared(text, LONGEST);
    if chars.is_empty() {
        return None;
    }
    // a bracket ends no sentence: （甲5万元，减少1万元。）减少1万元
    for at in 1..chars.len() {
        if chars[at] == ')' && chars[at - 1] == '。' {
            chars[at - 1] = ';';
        }
    }
    let (marker, body) = numbered(automatic, &chars);
    Some(TextLine {
        paragraph: index,
        set: CharSet::of(&chars),
        chars: chars.into(),
        places: places.iter().map(|at| first + at).collect(),
        marker,
        body,
        is_styled: paragraph.level.is_some(),
        in_table: paragraph.in_table,
        table_place: paragraph.table_place,
        is_read: paragraph.is_read,
        is_in_cell: paragraph.cell.is_some(),
        pieces: Arc::new([]),
    })
}

/// The first `most` characters of a line as they compare, and where each of them stands in it.
fn compared(text: &str, most: usize) -> (Vec<char>, Vec<usize>) {
    let room = most.min(text.len() / '一'.len_utf8());
    let (mut chars, mut places) = (Vec::with_capacity(room), Vec::with_capacity(room));
    let mut gap = false;
    for (at, c) in text.chars().enumerate().take(most) {
        let Some(c) = folded(c) else {
            gap = true;
            continue;
        };
        // 100 200 are two figures
        let between_digits = c.is_ascii_digit() && chars.last().is_some_and(char::is_ascii_digit);
        if gap && between_digits {
            chars.push(' ');
            places.push(at);
        }
        gap = false;
        chars.push(c);
        places.push(at);
    }
    (chars, places)
}

/// What numbers a line, automatically or typed, and the first of its folded characters behind a typed marker.
fn numbered(automatic: &str, chars: &[char]) -> (Marker, usize) {
    let own: Vec<char> = automatic.chars().filter_map(folded).collect();
    match marker(&own) {
        (Marker::Plain, _) => marker(chars),
        (automatic, _) => (automatic, 0),
    }
}

/// A text as lines and forms compare it.
pub(crate) fn fold(text: &str) -> String {
    text.chars().filter_map(folded).collect()
}

/// A character as it compares, if it is seen.
pub(crate) fn folded(c: char) -> Option<char> {
    if ('\u{4e00}'..='\u{9fff}').contains(&c) || c.is_ascii_digit() {
        return Some(c);
    }
    let kept = match c {
        // these have no other form
        '\0'..='\u{7f}' | '\u{3000}'..='\u{3002}' | '《' | '》' => c,
        '“' | '”' | '„' | '‟' | '«' | '»' | '「' | '」' | '『' | '』' | '＂' => '"',
        '‘' | '’' | '＇' => '\'',
        '—' | '–' | '―' | '‐' | '‑' | '‒' | '−' | '─' | '－' => '-',
        '〔' | '【' | '［' => '[',
        '〕' | '】' | '］' => ']',
        '﹪' => '%',
        '·' | '•' => return None,
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        // circled numbers and the dots of an ellipsis stay what they are
        '①'..='⑳' | '…' | '㎡' => c,
        _ => {
            let mut composed = c.nfkc();
            match (composed.next(), composed.next()) {
                (Some(one), None) => one,
                _ => c,
            }
        }
    };
    let hidden = matches!(kept, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{202a}'..='\u{202e}');
    (!kept.is_whitespace() && !kept.is_control() && !hidden).then(|| kept.to_ascii_lowercase())
}

/// Whether the code of an item stands at a place, with its name behind it: 2080101行政运行.
fn is_code(chars: &[char], at: usize) -> bool {
    let own = chars.get(at..).unwrap_or_default();
    let digits = own.iter().take_while(|c| c.is_ascii_digit()).count();
    let is_han = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c) && !"万元亿年".contains(*c);
    // 2040506“两庭”建设
    let is_name = |c: &char| *c == '"' || is_han(c);
    matches!(digits, 5 | 7) && matches!(own[0], '2' | '3') && own.get(digits).is_some_and(is_name)
}

fn is_han_numeral(c: &char) -> bool {
    "一二三四五六七八九十百〇零".contains(*c)
}

/// What numbers folded characters, and the first character behind it.
fn marker(chars: &[char]) -> (Marker, usize) {
    let run = |from: usize, is: fn(&char) -> bool| {
        let own = chars[from.min(chars.len())..].iter();
        from + own.take_while(|c| is(c)).count()
    };
    let at = |place: usize| chars.get(place).copied().unwrap_or(' ');
    let is_stop = |c: char| matches!(c, '、' | '.' | ',' | ':');
    let none = (Marker::Plain, 0);
    match at(0) {
        '第' => {
            let end = run(1, |c| is_han_numeral(c) || c.is_ascii_digit());
            let is_part = end > 1 && at(end) == '部' && at(end + 1) == '分';
            if is_part {
                (Marker::Part, end + 2)
            } else {
                none
            }
        }
        '①'..='⑳' => (Marker::Circled, 1 + usize::from(is_stop(at(1)))),
        '(' => {
            let (han, digits) = (run(1, is_han_numeral), run(1, char::is_ascii_digit));
            let (kind, end) = if han > 1 {
                (Marker::HanInBrackets, han)
            } else {
                (Marker::ArabicInBrackets, digits)
            };
            if end > 1 && end < 5 && at(end) == ')' {
                (kind, end + 1 + usize::from(is_stop(at(end + 1))))
            } else {
                none
            }
        }
        c if is_han_numeral(&c) => {
            let end = run(0, is_han_numeral);
            if matches!(at(end), '、' | '.' | ',') && end < 5 {
                (Marker::Han, end + 1)
            } else {
                none
            }
        }
        c if c.is_ascii_digit() => {
            let end = run(0, char::is_ascii_digit);
            let is_year = run(end + 1, char::is_ascii_digit) == end + 5 && at(end + 5) == '年';
            match at(end) {
                _ if end > 2 => none,
                '.' if is_code(chars, end + 1) => (Marker::Arabic, end + 1),
                '.' if at(end + 1).is_ascii_digit() && !is_year => none,
                '.' | '、' => (Marker::Arabic, end + 1),
                ')' => (Marker::ArabicInBrackets, end + 1),
                _ => none,
            }
        }
        _ => none,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> TextLine {
        let paragraphs = [TextParagraph::plain(text)];
        lines(&paragraphs).remove(0)
    }

    #[test]
    fn folding_keeps_the_places() {
        let line = one("　增加 ５.99 万元，");
        assert_eq!(line.text(0, 99), "增加5.99万元,");
        assert_eq!(line.span(2, 6), (4, 8));
    }

    #[test]
    fn markers_are_told_from_figures() {
        for (text, kind, body) in [
            ("第三部分 预算", Marker::Part, 4),
            ("一、收支", Marker::Han, 2),
            ("（一）、收支", Marker::HanInBrackets, 4),
            ("1．法院（款）", Marker::Arabic, 2),
            ("12、项目", Marker::Arabic, 3),
            ("1.2018年", Marker::Arabic, 2),
            ("2.2080101行政运行", Marker::Arabic, 2),
            ("（1）购置", Marker::ArabicInBrackets, 3),
            ("1.5万元", Marker::Plain, 0),
            ("2018年", Marker::Plain, 0),
            ("一般公共预算", Marker::Plain, 0),
        ] {
            let line = one(text);
            assert_eq!((line.marker, line.body), (kind, body), "{text}");
        }
    }

    #[test]
    fn numbers_of_items_within_a_line_are_known() {
        for (text, at, end) in [
            ("包括：1.行政运行", 3, Some(5)),
            ("包括：（1）行政运行", 3, Some(6)),
            ("包括：①行政运行", 3, Some(4)),
            ("用于：一是行政运行", 3, Some(5)),
            ("（类）1．法院", 3, Some(5)),
            ("用于：2.2080101行政运行", 3, Some(5)),
            ("包括：1.5万元", 3, None),
            ("包括：3人、退休", 3, None),
            ("总数1、退休", 2, None),
        ] {
            assert_eq!(one(text).ordinal(at), end, "{text}");
        }
    }

    #[test]
    fn line_breaks_begin_lines_of_the_same_paragraph() {
        let lines = lines(&[TextParagraph::plain("甲\n乙1元")]);
        let places: Vec<_> = lines
            .iter()
            .map(|line| (line.paragraph, line.span(0, 1)))
            .collect();
        assert_eq!(places, [(0, (0, 1)), (0, (2, 3))]);
    }
}
