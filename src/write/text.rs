//! The words of a department's document: its own text where it handed one in, and what it did not say written from the
//! figures as `text.toml` says. Nothing is invented: what only people know is a place to be filled in.

mod blank;
mod compose;
mod last;
mod opening;
mod own;
mod rows;
mod slots;
mod table;

pub(crate) use blank::blank_text;

use super::document::{DocumentPart, DocumentText};
use crate::budget::Budget;
use crate::rule::RuleSet;
use compose::Composer;

/// The words of a department's document; nothing where its place has no `text.toml`.
pub(crate) fn text(budget: &Budget, rules: &RuleSet) -> Option<DocumentText> {
    let template = rules.text.as_deref()?;
    let mut composer = Composer::new(budget, rules, template)?;
    let own = own::parts(budget, template, &mut composer);
    let parts = template.parts.iter().zip(own.parts).map(|(part, own)| {
        let title = composer.title(part);
        let paragraphs = own.unwrap_or_else(|| composer.paragraphs(part));
        DocumentPart {
            title,
            has_tables: part.has_tables,
            paragraphs,
        }
    });
    Some(DocumentText {
        parts: parts.collect(),
        versions: own.versions,
    })
}
