//! Pictures, charts and objects that a text holds: the published document has only its words.

use crate::budget::{Budget, BudgetText, Notice};
use crate::finding::{Embedded, Problem};
use crate::rule::RuleSet;
use crate::rule::narrative::{Marker, TextParagraph};
use std::sync::Arc;

/// Says what a budget's texts hold that the published document will lack.
pub(crate) fn report_embedded(budget: &mut Budget, rules: &RuleSet) {
    // without a template no document is made
    if rules.text.is_none() {
        return;
    }
    let notices = budget.texts.iter().filter_map(notice);
    let notices: Vec<Notice> = notices.collect();
    budget.notices.extend(notices);
}

/// Whether the published document lacks something that a budget's texts hold.
pub(crate) fn embeds(budget: &Budget) -> bool {
    let mut notices = budget.notices.iter();
    notices.any(|it| matches!(it.problem, Problem::TextEmbeds { .. }))
}

/// Takes back what was said of a text that is not published.
pub(super) fn withdraw(budget: &mut Budget, texts: &[Arc<str>]) {
    budget.notices.retain(|it| match &it.problem {
        Problem::TextEmbeds { file, .. } => !texts.contains(file),
        Problem::TextOfUnit { .. } => {
            let mut files = it.place.iter().map(|(file, _)| file);
            !files.any(|file| texts.contains(file))
        }
        _ => true,
    });
}

fn notice(text: &BudgetText) -> Option<Notice> {
    let paragraphs = TextParagraph::all_of(text);
    // a book has a cover: pictures above its first heading or sentence belong there
    let is_word =
        |it: &TextParagraph| Marker::of(it) != Marker::Plain || it.text.contains(['。', '：', ':']);
    let first = text.book.as_ref().and(paragraphs.iter().position(is_word));
    let first = first.unwrap_or(0);
    let all = paragraphs.iter().zip(&text.source.paragraphs).skip(first);
    // what stands in the tables of a book goes with them
    let own = all.filter(|(it, _)| !it.is_read && !it.is_around);
    let held = own.filter(|(_, source)| !source.embedded.is_empty());
    let mut places: Vec<(usize, Embedded)> = Vec::new();
    for (paragraph, source) in held {
        match places.last_mut() {
            Some((block, held)) if *block == paragraph.block => held.add(source.embedded),
            _ => places.push((paragraph.block, source.embedded)),
        }
    }
    (!places.is_empty()).then(|| Notice {
        at: Vec::new(),
        place: Some((text.name.clone(), None)),
        problem: Problem::TextEmbeds {
            file: text.name.clone(),
            places,
        },
    })
}
