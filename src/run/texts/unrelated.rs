//! Files beside the tables that say nothing of the budget: a letter, a notice, a list of telephone numbers. They are not the
//! department's text, and are published nowhere.

use crate::budget::{Budget, BudgetText, Notice};
use crate::finding::Problem;
use crate::label::fold;
use crate::reconcile::{Report, TextCount};
use crate::rule::RuleSet;
use crate::run::texts::embeds::withdraw;
use std::sync::Arc;

/// Characters of the longest heading of a part.
const HEADING: usize = 40;

/// Takes such files out of a budget, and says so; gives whether there are any.
pub(crate) fn set_aside(budget: &mut Budget, rules: &RuleSet, report: &Report) -> bool {
    let says_nothing = |it: &&TextCount| it.says_nothing;
    let silent = report.texts.iter().filter(says_nothing);
    let silent: Vec<(Arc<str>, usize)> = silent.map(|it| (it.file.clone(), it.amounts)).collect();
    // without a template nothing is published of it
    if silent.is_empty() || rules.text.is_none() {
        return false;
    }
    let is_unrelated = |text: &BudgetText| {
        // the sheets of a workbook, and the rest of a book, are of its tables
        let is_alone =
            text.book.is_none() && budget.tables.iter().all(|it| it.title.at.file != text.name);
        let mut silent = silent.iter();
        let amounts = silent.find(|(file, _)| *file == text.name).map(|it| it.1);
        is_alone && amounts.is_some_and(|amounts| !is_called_so(rules, text, amounts > 0))
    };
    let unrelated = budget.texts.iter().filter(|it| is_unrelated(it));
    let unrelated: Vec<Arc<str>> = unrelated.map(|it| it.name.clone()).collect();
    budget.texts.retain(|it| !unrelated.contains(&it.name));
    budget.files.retain(|it| !unrelated.contains(it));
    withdraw(budget, &unrelated);
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

/// Whether its name, or a heading, is that of a part of the text; with amounts the word that all such names end in is enough.
fn is_called_so(rules: &RuleSet, text: &BudgetText, has_amounts: bool) -> bool {
    let parts = || {
        let parts = rules.text.iter().flat_map(|it| &it.parts);
        parts.filter(|it| !it.has_tables)
    };
    let name = fold(&text.name);
    // only the file's own name: its folder may be called 情况说明
    let name = name.rsplit('/').next().unwrap_or_default();
    let says = |words: &[String], text: &str| words.iter().any(|it| text.contains(it.as_str()));
    let main: Vec<&String> = parts()
        .filter(|it| it.is_main)
        .flat_map(|it| &it.called)
        .collect();
    let ending = common_ending(&main);
    let is_one = has_amounts && !ending.is_empty() && name.contains(&ending);
    let mut paragraphs = text.source.paragraphs.iter().map(|it| fold(&it.text));
    is_one
        || parts().any(|it| says(&it.called, name))
        || paragraphs.any(|own| {
            let begins = |word: &String| own.starts_with(word.as_str());
            own.chars().count() <= HEADING && parts().any(|it| it.begin.iter().any(begins))
        })
}

/// What some words all end in: 说明 of 情况说明 and 编制说明.
fn common_ending(words: &[&String]) -> String {
    let Some((first, rest)) = words.split_first() else {
        return String::new();
    };
    let starts = first.char_indices().map(|(at, _)| &first[at..]);
    let mut endings = starts.filter(|ending| rest.iter().all(|word| word.ends_with(ending)));
    endings.next().unwrap_or_default().to_owned()
}
