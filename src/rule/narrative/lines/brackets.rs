//! Where words and brackets begin and end in a line.

use super::line::TextLine;

/// Where the words begin that end at a place: behind a mark, and not within brackets that close before it.
pub(crate) fn begin_of_words(line: &TextLine, (from, to): (usize, usize)) -> usize {
    let mut depth = 0;
    let is_boundary = |at: &usize| {
        match line.chars[*at] {
            ')' | ']' => depth += 1,
            '(' | '[' if depth > 0 => depth -= 1,
            '(' | '[' => return true,
            _ => {}
        }
        depth == 0 && is_mark(line.chars[*at])
    };
    (from..to).rev().find(is_boundary).map_or(from, |at| at + 1)
}

/// Whether words begin behind a character.
fn is_mark(c: char) -> bool {
    matches!(c, ',' | ';' | ':' | '。' | '、' | '"' | '①'..='⑳')
}

/// Where a bracket opens, or where the words begin, that closes right before a place.
pub(crate) fn opening(line: &TextLine, (from, end): (usize, usize)) -> Option<usize> {
    let last = end.checked_sub(1).filter(|last| *last >= from)?;
    (line.chars[last] == ')').then(|| open_bracket(line, (from, last)).unwrap_or(from))
}

/// Where the innermost bracket opens that is open at a place.
pub(crate) fn open_bracket(line: &TextLine, (from, at): (usize, usize)) -> Option<usize> {
    let mut depth = 1_usize;
    let opens = |at: &usize| {
        match line.chars[*at] {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        depth == 0
    };
    (from..at).rev().find(opens)
}

/// Whether a bracket closes between two places that was open at the first.
pub(crate) fn is_closed_between(line: &TextLine, (from, to): (usize, usize)) -> bool {
    let mut open = 0;
    line.chars[from..to].iter().any(|c| {
        open += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        open < 0
    })
}
