//! Text pasted from a page with a line break at the end of each printed line: `人力资源和社会保障管理` / `事务（款）`. Lines that
//! are plainly one sentence are joined; any others stay as they are.

use super::charset::CharSet;
use super::line::{Marker, TextLine};

/// Half widths of the widest printed line: a text with longer paragraphs is not broken.
const WIDEST: usize = 120;

/// Half widths of the narrowest line that may be a full one.
const NARROWEST: usize = 30;

/// What is as wide as a line of print, in per cent: it may break before a figure or a word. A table's lines are of any width.
const FULL: std::ops::RangeInclusive<usize> = 60..=115;

/// Of the lines of words these many per cent are no wider than a line of print.
const PRINTED: usize = 90;

/// The least part of words in a line of them, in per cent.
const WORDS: usize = 40;

/// Breaks within a sentence that show that a text is broken, and their part of its full lines, in per cent.
const BREAKS: usize = 3;

const PART: usize = 30;

/// A line that ends with ：goes on only if it is about as wide as a line of print, in per cent.
const UP_TO_COLON: usize = 85;

/// A line that is numbered and without marks may be a heading: it goes on only if it is as wide as a line of print, in per cent.
const BARE: usize = 90;

/// Characters of a label: shorter words before a colon may be the end of longer ones.
const LABEL: std::ops::RangeInclusive<usize> = 4..=13;

/// Characters of the longest page number: `- 12 -`, or `第 12 页 共 120 页`.
const PAGE_NUMBER: usize = 6;

const PAGE_OF_ALL: usize = 16;

/// The lines of a text, those joined that a page has broken.
pub(crate) fn joined(lines: Vec<TextLine>, headings: &[String]) -> Vec<TextLine> {
    let widths: Vec<usize> = lines.iter().map(width).collect();
    let Some(printed) = printed_width(&lines, &widths).filter(|it| *it <= WIDEST) else {
        return lines;
    };
    let is_full = |at: usize| {
        widths[at] >= NARROWEST
            && FULL.contains(&(widths[at] * 100 / printed))
            && is_plain(&lines[at])
    };
    let is_cut = |at: usize| match lines[at].chars.last() {
        Some(';') => true,
        Some(':') => is_open(&lines[at]) || widths[at] * 100 >= printed * UP_TO_COLON,
        // 九、“三公”经费支出预算情况 / 说明
        _ if is_heading(&lines[at], headings) => {
            let next = next_of(&lines, at).filter(|next| widths[*next] < NARROWEST);
            is_full(at) && next.is_some_and(|next| is_heading(&lines[next], headings))
        }
        _ if is_bare(&lines[at]) => {
            let next = next_of(&lines, at).map(|next| &lines[next]);
            widths[at] * 100 >= printed * BARE
                && next.is_some_and(|next| !begins_year(next) || is_heading(next, headings))
        }
        _ => is_full(at) && !is_ended(&lines[at]),
    };
    let goes_on = |at: usize| is_cut(at) && next_of(&lines, at).is_some();
    let all = (0..lines.len()).filter(|at| is_full(*at)).count();
    let is_break = |at: &usize| is_full(*at) && goes_on(*at) && !is_ended(&lines[*at]);
    let breaks = (0..lines.len()).filter(is_break).count();
    if breaks < BREAKS || breaks * 100 < all * PART {
        return lines;
    }
    let mut joined: Vec<TextLine> = Vec::with_capacity(lines.len());
    let mut at = 0;
    while at < lines.len() {
        let (first, mut others) = (&lines[at], Vec::new());
        while let Some(next) = next_of(&lines, at).filter(|_| goes_on(at)) {
            // 项目名称：… and 预算安排规模：… are lines of a form
            if is_labelled(first) && is_labelled(&lines[next]) {
                break;
            }
            others.push(&lines[next]);
            at = next;
        }
        joined.push(one(first, &others));
        at += 1;
    }
    joined
}

/// How wide the lines of words are, but for a few that are not broken.
fn printed_width(lines: &[TextLine], widths: &[usize]) -> Option<usize> {
    let of_words = |line: &TextLine| {
        let words = line.chars.iter().filter(|c| !c.is_ascii()).count();
        words * 100 >= line.chars.len() * WORDS
    };
    let own = lines.iter().zip(widths);
    let own = own.filter(|(line, width)| **width >= NARROWEST && of_words(line));
    let mut own: Vec<usize> = own.map(|(_, width)| *width).collect();
    own.sort_unstable();
    own.get(own.len() * PRINTED / 100).copied()
}

/// How wide a line is printed, in half widths.
fn width(line: &TextLine) -> usize {
    if !is_plain(line) {
        return 0;
    }
    let is_narrow = |c: &char| c.is_ascii_alphanumeric() || ".%".contains(*c);
    let own = line.chars.iter();
    own.map(|c| if is_narrow(c) { 1 } else { 2 }).sum()
}

/// Whether a line is no more than characters of a page: in no table, no cell, of no style.
pub(super) fn is_plain(line: &TextLine) -> bool {
    !line.in_table && !line.is_in_cell && !line.is_styled
}

/// The line that may go on with the sentence of another: the next one without a number, behind the number of a page.
fn next_of(lines: &[TextLine], at: usize) -> Option<usize> {
    let is_number = |line: &TextLine| {
        let is_all = |marks: &str| {
            let mut chars = line.chars.iter();
            chars.all(|c| c.is_ascii_digit() || marks.contains(*c))
        };
        let is_of_all = line.has(0, "第") && line.chars.len() <= PAGE_OF_ALL;
        (line.chars.len() <= PAGE_NUMBER && is_all("-")) || (is_of_all && is_all("第页共,/ "))
    };
    let next = match is_number(lines.get(at + 1)?) && lines[at].chars.last() != Some(&'.') {
        true => at + 2,
        false => at + 1,
    };
    let goes_on = |line: &&TextLine| line.marker == Marker::Plain && is_plain(line);
    lines.get(next).filter(goes_on).map(|_| next)
}

/// Whether a bracket is still open at the end of a line.
fn is_open(line: &TextLine) -> bool {
    let depth = line.chars.iter().map(|c| match c {
        '(' => 1,
        ')' => -1,
        _ => 0,
    });
    depth.sum::<i32>() > 0
}

/// Whether a line begins with a label: `预算安排规模：`.
pub(super) fn is_labelled(line: &TextLine) -> bool {
    let own = &line.chars[line.body..];
    let mark = own
        .iter()
        .position(|c| matches!(c, ',' | ';' | ':' | '。' | '、' | '('));
    mark.is_some_and(|at| LABEL.contains(&at) && own[at] == ':')
}

/// Whether a line is the end of a sentence.
fn is_ended(line: &TextLine) -> bool {
    let ends = line.chars.last().is_none_or(|c| "。;:!?".contains(*c));
    ends && !is_open(line)
}

/// Whether a line is numbered as headings are and has no marks: `四、“三公”经费增减变化原因`.
fn is_bare(line: &TextLine) -> bool {
    let is_mark = |c: &char| ",;:。!?(".contains(*c);
    line.marker <= Marker::HanInBrackets && !line.chars[line.body..].iter().any(is_mark)
}

/// Whether a line begins with a year.
fn begins_year(line: &TextLine) -> bool {
    line.has(0, "20") && line.has(4, "年")
}

/// Whether a line ends as headings do.
fn is_heading(line: &TextLine, headings: &[String]) -> bool {
    let text = line.text(0, line.chars.len());
    let mut ends = headings.iter();
    !text.contains([',', '。']) && ends.any(|word| text.ends_with(word.as_str()))
}

/// Several lines as one.
pub(super) fn one(first: &TextLine, others: &[&TextLine]) -> TextLine {
    let mut own = first.clone();
    if others.is_empty() {
        return own;
    }
    let (mut chars, mut places) = (own.chars.to_vec(), own.places.to_vec());
    let mut pieces = vec![(0, own.paragraph)];
    for line in others {
        pieces.push((chars.len(), line.paragraph));
        chars.extend_from_slice(&line.chars);
        places.extend_from_slice(&line.places);
    }
    own.set = CharSet::of(&chars);
    own.chars = chars.into();
    own.places = places.into();
    own.pieces = pieces.into();
    own
}

#[cfg(test)]
mod tests {
    use super::super::TextParagraph;
    use super::super::line::lines;
    use super::*;

    fn joined_texts(text: &str) -> Vec<String> {
        let paragraphs: Vec<TextParagraph> = text.lines().map(TextParagraph::plain).collect();
        let headings = ["说明".to_owned(), "情况".to_owned()];
        let lines = joined(lines(&paragraphs), &headings);
        lines.iter().map(|it| it.text(0, 999)).collect()
    }

    const BROKEN: &str = "三、一般公共预算支出情况说明\n\
        1.社会保障和就业支出（类）人力资源和社会保障管理\n\
        事务（款）行政运行（项）1261.73万元，其中：基本支出\n\
        1175.33万元，项目支出86.40万元。\n\
        - 12 -\n\
        2.社会保障和就业支出（类）就业补助（款）公益性岗位补\n\
        贴（项）7150万元，比上年增加650万元，增长\n\
        10%。";

    #[test]
    fn lines_of_one_sentence_are_joined() {
        let expected = [
            "三、一般公共预算支出情况说明",
            "1.社会保障和就业支出(类)人力资源和社会保障管理事务(款)行政运行(项)1261.73万元,其中:基本支出1175.33万元,项目支出86.40万元。",
            "-12-",
            "2.社会保障和就业支出(类)就业补助(款)公益性岗位补贴(项)7150万元,比上年增加650万元,增长10%。",
        ];
        assert_eq!(joined_texts(BROKEN), expected);
    }

    #[test]
    fn characters_of_joined_lines_stand_in_their_paragraphs() {
        let paragraphs: Vec<TextParagraph> = BROKEN.lines().map(TextParagraph::plain).collect();
        let line = joined(lines(&paragraphs), &[]).remove(1);
        let text = line.text(0, 999);
        let byte = text.find("86.40").expect("the text has it");
        let at = text[..byte].chars().count();
        assert_eq!(
            (line.paragraph_at(at), line.span(at, at + 5)),
            (3, (14, 19))
        );
    }

    #[test]
    fn page_numbers_break_no_sentence() {
        for page in ["第 5 页 共 9 页", "第5页", "第12页，共120页"] {
            let text = BROKEN.replace("管理\n", &format!("管理\n{page}\n"));
            let joined = joined_texts(&text);
            let is_one = |it: &String| it.contains("管理事务(款)行政运行");
            assert!(joined.iter().any(is_one), "{page}");
        }
    }

    #[test]
    fn texts_with_long_paragraphs_stay_as_they_are() {
        let long = "按照全口径预算的原则，本部门所有收入和支出均纳入部门预算管理。".repeat(4);
        let text = format!("{BROKEN}\n{long}\n{long}");
        assert_eq!(joined_texts(&text).len(), 10);
    }

    #[test]
    fn lists_without_marks_stay_as_they_are() {
        let text = "一般公共预算基本支出的人员经费1313.32万元\n一般公共预算基本支出的公用经费70.51万元。\n\
            一般公共预算项目支出的人员经费6万元。\n一般公共预算项目支出的公用经费7万元。";
        assert_eq!(joined_texts(text).len(), 4);
    }
}
