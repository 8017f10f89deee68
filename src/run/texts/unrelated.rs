//! Files beside the tables that say nothing of the budget: a letter, a notice, a list of telephone numbers. They are not the
//! department's text, and are published nowhere.

use crate::budget::{Budget, BudgetText, Notice};
use crate::finding::Problem;
use crate::label::fold;
use crate::reconcile::{Report, TextCount};
use crate::rule::RuleSet;
use std::sync::Arc;

/// Characters of the longest heading of a part.
const HEADING: usize = 40;

/// Takes such files out of a budget, and says so; gives whether there are any.
pub(crate) fn set_aside(budget: &mut Budget, rules: &RuleSet, report: &Report) -> bool {
    let says_nothing = |it: &&TextCount| it.says_nothing;
    let silent = report.texts.iter().filter(says_nothing);
    let silent: Vec<Arc<str>> = silent.map(|it| it.file.clone()).collect();
    // without a template nothing is published of it
    if silent.is_empty() || rules.text.is_none() {
        return false;
    }
    let is_unrelated = |text: &BudgetText| {
        // the sheets of a workbook, and the rest of a book, are of its tables
        let is_alone =
            text.book.is_none() && budget.tables.iter().all(|it| it.title.at.file != text.name);
        is_alone && silent.contains(&text.name) && !is_called_so(rules, text)
    };
    let unrelated = budget.texts.iter().filter(|it| is_unrelated(it));
    let unrelated: Vec<Arc<str>> = unrelated.map(|it| it.name.clone()).collect();
    budget.texts.retain(|it| !unrelated.contains(&it.name));
    budget.files.retain(|it| !unrelated.contains(it));
    let called = rules.text.iter().flat_map(|it| &it.parts);
    let called = called
        .filter(|it| it.is_main)
        .find_map(|it| it.called.first());
    let notices = unrelated.iter().map(|file| Notice {
        at: Vec::new(),
        place: Some((file.clone(), None)),
        problem: Problem::TextUnrelated {
            file: file.clone(),
            called: called.cloned().unwrap_or_default(),
        },
    });
    budget.notices.extend(notices);
    !unrelated.is_empty()
}

/// Whether its name, or a heading, is that of a part of the text.
fn is_called_so(rules: &RuleSet, text: &BudgetText) -> bool {
    let parts = || {
        let parts = rules.text.iter().flat_map(|it| &it.parts);
        parts.filter(|it| !it.has_tables)
    };
    let name = fold(&text.name);
    // only the file's own name: its folder may be called 情况说明
    let name = name.rsplit('/').next().unwrap_or_default();
    let says = |words: &[String], text: &str| words.iter().any(|it| text.contains(it.as_str()));
    let mut paragraphs = text.source.paragraphs.iter().map(|it| fold(&it.text));
    parts().any(|it| says(&it.called, name))
        || paragraphs.any(|own| {
            let begins = |word: &String| own.starts_with(word.as_str());
            own.chars().count() <= HEADING && parts().any(|it| it.begin.iter().any(begins))
        })
}
