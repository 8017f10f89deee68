//! What is understood of a text: which sentence matched where, and what each amount is held against.

use super::causes::Causes;
use super::judge::Values;
use super::scope;
use super::told::{Teller, TextPlace};
use crate::budget::{Budget, BudgetText, FactId};
use crate::place::Address;
use crate::rule::narrative::{self, Kind, Narrative, Ref, SentenceMatch, TextParagraph};
use crate::rule::{Expander, RuleSet};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// What is understood of a text.
#[derive(Debug)]
pub struct TextTrial {
    /// The file.
    pub file: Arc<str>,
    /// Lines with a sentence or an amount.
    pub lines: Vec<TrialLine>,
}

/// What is understood of a line.
#[derive(Debug)]
pub struct TrialLine {
    /// Where it stands.
    pub at: Address,
    /// Sentences that matched.
    pub matches: Vec<TrialMatch>,
    /// Its amounts.
    pub amounts: Vec<TrialAmount>,
}

/// A sentence that matched.
#[derive(Debug)]
pub struct TrialMatch {
    /// Its rule, by its index.
    pub rule: usize,
    /// What it matched.
    pub text: String,
    /// Its slots by name.
    pub slots: Vec<(String, String)>,
}

/// An amount with the words before it.
#[derive(Debug)]
pub struct TrialAmount {
    /// As printed.
    pub text: String,
    /// The cells that it states.
    pub cells: Vec<FactId>,
    /// The rules that hold it against something.
    pub rules: Vec<usize>,
}

/// Reads the texts of a budget and tells what is understood of them.
pub(crate) fn trials(rules: &RuleSet, budget: &Budget) -> Vec<TextTrial> {
    let Some(data) = rules.narrative.as_deref() else {
        return Vec::new();
    };
    let trial = |text| {
        let budget = &*scope::of_text(budget, text);
        trial(rules, data, budget, &Expander::new(budget), text)
    };
    budget.texts.iter().map(trial).collect()
}

fn trial(
    rules: &RuleSet,
    data: &Narrative,
    budget: &Budget,
    expander: &Expander<'_>,
    text: &BudgetText,
) -> TextTrial {
    let paragraphs = TextParagraph::all_of(text);
    let reading = narrative::read(&paragraphs, data, rules, budget, expander);
    let mended = HashMap::new();
    let place = TextPlace {
        file: text.name.clone(),
        paragraphs: &paragraphs,
    };
    let teller = Teller {
        rules,
        budget,
        place: &place,
        reading: &reading,
        values: Values {
            reading: &reading,
            budget,
            mended: &mended,
            changed: Rc::default(),
            trial: None,
        },
        located: &[],
        causes: Causes::default(),
    };
    let lines = (0..reading.lines.len()).filter_map(|line| teller.trial(line));
    TextTrial {
        file: text.name.clone(),
        lines: lines.collect(),
    }
}

impl Teller<'_> {
    fn trial(&self, line: usize) -> Option<TrialLine> {
        let matches = self.reading.matches.iter().filter(|it| it.line == line);
        let matches: Vec<TrialMatch> = matches.map(|it| self.trial_match(it)).collect();
        let figures = self.reading.figures.iter().enumerate();
        let amounts: Vec<TrialAmount> = figures
            .filter(|(_, it)| it.line == line && matches!(it.figure.kind, Kind::Amount(_)))
            .map(|(index, _)| self.trial_amount(index))
            .collect();
        let is_empty = matches.is_empty() && amounts.is_empty();
        (!is_empty).then(|| TrialLine {
            at: self.address(self.reading.lines[line].paragraph, 0),
            matches,
            amounts,
        })
    }

    fn trial_match(&self, found: &SentenceMatch) -> TrialMatch {
        let narrative = self.rules.narrative.as_deref();
        let slots = found.slots.iter().map(|(slot, from, to)| {
            let name = narrative.map_or("", |it| it.slot_name(found.form, *slot));
            (name.to_owned(), self.original(found.line, *from, *to))
        });
        TrialMatch {
            rule: found.rule,
            text: self.original(found.line, found.from, found.to),
            slots: slots.collect(),
        }
    }

    fn trial_amount(&self, figure: usize) -> TrialAmount {
        let own = Ref::Text(figure);
        let (mut cells, mut rules) = (Vec::new(), Vec::new());
        for statement in &self.reading.statements {
            let sums = [
                Some(&statement.left),
                Some(&statement.right),
                statement.over.as_ref(),
            ];
            let mut terms = sums.into_iter().flatten().flat_map(|sum| &sum.terms);
            if !terms.any(|(_, it)| *it == own) {
                continue;
            }
            if !rules.contains(&statement.rule) {
                rules.push(statement.rule);
            }
            let is_stated = statement.over.is_none()
                && matches!(statement.left.terms.as_slice(), [(_, it)] if *it == own);
            if is_stated && cells.is_empty() {
                let right = statement.right.terms.iter();
                cells.extend(right.filter_map(|(_, it)| match it {
                    Ref::Cell(id) => Some(*id),
                    Ref::Text(_) => None,
                }));
            }
        }
        TrialAmount {
            text: self.label_of(figure).unwrap_or_default() + &self.quoted(figure),
            cells,
            rules,
        }
    }
}
