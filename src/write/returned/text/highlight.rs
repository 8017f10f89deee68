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

/// The properties of a run with another highlight, where the order of properties wants it.
pub(super) fn highlighted(own: &str, highlight: &str, dialect: &Dialect) -> String {
    let Dialect { prefix: p, .. } = dialect;
    let content = properties_content(own);
    let Some(content) = content else {
        return format!("<{p}rPr>{highlight}</{p}rPr>");
    };
    let mut edits = Edits::default();
    let mut place = None;
    let mut old: Option<usize> = None;
    for tag in tags(own).map_while(Result::ok).filter(|tag| tag.depth == 1) {
        if dialect.is(&tag, "highlight") {
            let start = *old.get_or_insert(tag.span.start);
            if tag.kind != TagKind::Open {
                edits.replace(start..tag.span.end, "");
                old = None;
            }
        } else if place.is_none() && AFTER_HIGHLIGHT.iter().any(|name| dialect.is(&tag, name)) {
            place = Some(tag.span.start);
        }
    }
    edits.insert(place.unwrap_or(content.end), highlight);
    edits.apply(own).unwrap_or_else(|_| own.to_owned())
}

/// The bytes within properties; nothing where they are an element without content, or none.
fn properties_content(own: &str) -> Option<Range<usize>> {
    let start = own.find('>')? + 1;
    let end = own.rfind("</")?;
    (start <= end).then_some(start..end)
}
