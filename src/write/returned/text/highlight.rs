//! The highlight among the properties of a run.

use super::dialect::Dialect;
use crate::book::package::{Edits, TagKind, tags};
use std::ops::Range;

/// What follows the highlight among the properties of a run.
const AFTER_HIGHLIGHT: [&str; 14] = [
    "u",
    "effect",
    "bdr",
    "shd",
    "fitText",
    "vertAlign",
    "rtl",
    "cs",
    "em",
    "lang",
    "eastAsianLayout",
    "specVanish",
    "oMath",
    "rPrChange",
];

/// The highlights of our marks: red and amber.
pub(super) const HIGHLIGHTS: [&str; 2] = ["red", "yellow"];
/// Every highlight that a document may have. A covered one is kept as its number from 1 behind the initials of our
/// comment: programs keep no more than nine characters there.
const ALL: [&str; 16] = [
    "black",
    "blue",
    "cyan",
    "green",
    "magenta",
    "red",
    "yellow",
    "white",
    "darkBlue",
    "darkCyan",
    "darkGreen",
    "darkMagenta",
    "darkRed",
    "darkYellow",
    "darkGray",
    "lightGray",
];
/// The initials of who writes our comments.
const INITIALS: &str = "勾";

/// The initials of a comment whose mark covers a highlight.
pub(super) fn initials(covered: Option<&str>) -> String {
    let number = covered.and_then(|own| ALL.iter().position(|name| *name == own));
    number.map_or(INITIALS.to_owned(), |at| format!("{INITIALS}{}", at + 1))
}

/// The covered highlight that initials tell.
pub(super) fn of_initials(initials: &str) -> Option<&'static str> {
    let number: usize = initials.strip_prefix(INITIALS)?.parse().ok()?;
    ALL.get(number.checked_sub(1)?).copied()
}

/// The highlight among the properties of a run.
pub(super) fn of_properties(own: &str, dialect: &Dialect) -> Option<String> {
    let mut children = tags(own).map_while(Result::ok).filter(|tag| tag.depth == 1);
    let found = children.find(|tag| dialect.is(tag, "highlight"))?;
    found.prefixed("val").filter(|name| name != "none")
}

/// The properties of a run with another highlight, where the order of properties wants it.
pub(super) fn highlighted(own: &str, highlight: &str, dialect: &Dialect) -> String {
    let Dialect { prefix: p, .. } = dialect;
    if properties_content(own).is_none() {
        return format!("<{p}rPr>{highlight}</{p}rPr>");
    }
    replaced(own, Some(highlight), dialect)
}

/// The properties of a run with another highlight or without any; nothing where no property is left.
pub(super) fn replaced(own: &str, highlight: Option<&str>, dialect: &Dialect) -> String {
    let Some(content) = properties_content(own) else {
        return own.to_owned();
    };
    let mut edits = Edits::default();
    let mut place = None;
    let mut old: Option<usize> = None;
    let mut has_more = highlight.is_some();
    for tag in tags(own).map_while(Result::ok).filter(|tag| tag.depth == 1) {
        if dialect.is(&tag, "highlight") {
            let start = *old.get_or_insert(tag.span.start);
            if tag.kind != TagKind::Open {
                edits.replace(start..tag.span.end, "");
                old = None;
            }
            continue;
        }
        has_more = true;
        if place.is_none() && AFTER_HIGHLIGHT.iter().any(|name| dialect.is(&tag, name)) {
            place = Some(tag.span.start);
        }
    }
    if !has_more {
        return String::new();
    }
    if let Some(highlight) = highlight {
        edits.insert(place.unwrap_or(content.end), highlight);
    }
    edits.apply(own).unwrap_or_else(|_| own.to_owned())
}

/// The bytes within properties; nothing where they are an element without content, or none.
fn properties_content(own: &str) -> Option<Range<usize>> {
    let start = own.find('>')? + 1;
    let end = own.rfind("</")?;
    (start <= end).then_some(start..end)
}
