//! Where the department's words begin: behind the cover and the table of contents that stand in front of them. Both are known
//! by what they are, as a list of duties or offices may well have no full stop either.

use super::own::{ALONE, HEADING, is_called, is_date, is_open};
use crate::rule::narrative::{Marker, TextParagraph, fold};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Headings over a table of contents, folded.
const CONTENTS: [&str; 2] = ["目录", "目次"];

/// What stands between the words of such a line and its page.
const LEADERS: [&str; 5] = ["…", "...", "---", "___", "\t"];

/// Signs of words that are no line of a cover.
const WITHIN: [char; 3] = ['、', ',', ';'];

/// The lines of a typed table of contents; empty where there is none. It tells the parts of the text, which begin again
/// behind it.
pub(super) fn contents(paragraphs: &[TextParagraph], begins: &[Option<usize>]) -> Range<usize> {
    let none = 0..0;
    let Some(first) = begins.iter().position(Option::is_some) else {
        return none;
    };
    let mut again = begun_again(begins).peekable();
    let earliest = again.peek().copied();
    // a text may lack the first part of its table of contents
    let Some(end) = again.find(|at| begins[*at] == begins[first]).or(earliest) else {
        return none;
    };
    let heading = (0..first).rev().find(|at| is_heading(&paragraphs[*at]));
    let start = heading.unwrap_or(first);
    let places = last_places(paragraphs);
    let is_line = |at: &usize| {
        let paragraph = &paragraphs[*at];
        has_page(paragraph) || is_heading(paragraph) || places.get(&words(paragraph)) >= Some(&end)
    };
    if (start..end).any(|at| !is_line(&at) && is_sentence(&paragraphs[at])) {
        return none;
    }
    let lines = (start..end).filter(is_line).count();
    if heading.is_some() || lines * 2 >= end - start {
        start..end
    } else {
        none
    }
}

/// Where parts begin that have begun before, with another one between.
fn begun_again(begins: &[Option<usize>]) -> impl Iterator<Item = usize> + '_ {
    let mut last = None;
    let mut seen = HashSet::new();
    begins.iter().enumerate().filter_map(move |(at, begun)| {
        let begun = begun.filter(|it| Some(*it) != last)?;
        last = Some(begun);
        (!seen.insert(begun)).then_some(at)
    })
}

/// The last place of each line's words.
fn last_places(paragraphs: &[TextParagraph]) -> HashMap<String, usize> {
    let all = paragraphs.iter().enumerate();
    all.map(|(at, it)| (words(it), at)).collect()
}

fn is_heading(paragraph: &TextParagraph) -> bool {
    CONTENTS.contains(&fold(&paragraph.text).as_str())
}

/// Whether a line ends in dots and a page.
fn has_page(paragraph: &TextParagraph) -> bool {
    let text = paragraph.text.trim();
    let before = text.trim_end_matches(|c: char| c.is_ascii_digit());
    before.len() < text.len()
        && LEADERS
            .iter()
            .any(|it| before.trim_end_matches(' ').ends_with(it))
}

/// The words of a line without its page.
fn words(paragraph: &TextParagraph) -> String {
    let text = fold(&format!("{}{}", paragraph.number, paragraph.text));
    let is_page = |c: char| c.is_ascii_digit() || matches!(c, '.' | '…' | '-' | '_');
    text.trim_end_matches(is_page).to_owned()
}

/// Where the words begin that stand in front of the first part: at the first sentence, or at words above it that are none of
/// a cover.
pub(super) fn opening(department: &str, paragraphs: &[TextParagraph]) -> usize {
    let is_word = |it: &TextParagraph| is_said(it) && !has_page(it) && !is_heading(it);
    let first = paragraphs.iter().position(is_word);
    let Some(mut first) = first else {
        return paragraphs.len();
    };
    // the headings above them
    while let Some(before) = first.checked_sub(1) {
        let paragraph = &paragraphs[before];
        let is_numbered = Marker::of(paragraph) != Marker::Plain;
        let is_apart = is_sentence(&paragraphs[first]) || is_of_cover(department, paragraph);
        if !is_numbered && is_apart {
            break;
        }
        first = before;
    }
    first
}

/// Whether a paragraph is a sentence, an item or a list of names.
fn is_said(paragraph: &TextParagraph) -> bool {
    let is_item = || {
        let marker = Marker::of(paragraph);
        marker != Marker::Plain && marker != Marker::Part
    };
    is_sentence(paragraph) || is_item() || fold(&paragraph.text).contains(WITHIN)
}

/// Whether a line may be one of a cover: the name of the department, the title of the text, a date.
fn is_of_cover(department: &str, paragraph: &TextParagraph) -> bool {
    let text = fold(&paragraph.text);
    let has_year = text.contains('年') || text.contains("预算");
    is_called(department, &text)
        || is_date(&text)
        || is_heading(paragraph)
        || has_page(paragraph)
        || text.chars().count() <= ALONE && is_open(&text) && has_year
}

/// Whether a paragraph says something, and is no heading or line of a cover.
pub(super) fn is_sentence(paragraph: &TextParagraph) -> bool {
    let text = fold(&paragraph.text);
    text.ends_with(['。', ';']) || !has_page(paragraph) && text.chars().count() > HEADING
}
