//! The places of a finding about a text: its figures and the cells of the tables that it speaks of.

use super::judge::Judged;
use super::told::{Proposal, Teller};
use crate::finding::{Calculation, Passage, Problem, SentenceProblem};
use crate::place::Address;
use crate::reconcile::{Finding, FindingCell, Verdict};
use crate::rule::Severity;
use crate::rule::narrative::{Claim, Ref, Statement};
use std::sync::Arc;

/// Characters of a sentence that are told before a figure, and behind it.
const AROUND: usize = 400;

impl Teller<'_> {
    /// The figures of a statement, those of the text with what they should be.
    pub(super) fn cells(
        &self,
        statement: &Statement,
        judged: Judged,
        proposals: &[Proposal],
    ) -> Vec<FindingCell> {
        // where no figure would mend it, the one under test is marked
        let is_open = proposals.is_empty() && judged.verdict == Verdict::Broken;
        let sides = [
            (Some(&statement.left), true),
            (Some(&statement.right), false),
            (statement.over.as_ref(), false),
        ];
        let mut seen: Vec<Ref> = Vec::new();
        let mut cells = Vec::new();
        for (sum, is_left) in sides {
            for (_, own) in sum.into_iter().flat_map(|sum| &sum.terms) {
                if seen.contains(own) {
                    continue;
                }
                seen.push(*own);
                cells.push(match own {
                    Ref::Cell(id) => {
                        let fact = self.budget.fact(*id);
                        FindingCell {
                            at: fact.at.clone(),
                            fact: Some(*id),
                            row: Some((fact.table, fact.block, fact.row)),
                            is_left: Some(is_left),
                            passage: None,
                        }
                    }
                    Ref::Text(index) => {
                        let figure = &self.reading.figures[*index];
                        let proposal = proposals.iter().find(|it| it.figure == *index);
                        let value = self.printed(*index, figure.value);
                        let (from, to) = (figure.figure.start, figure.figure.end);
                        let under_test = (is_open && is_left).then_some(false);
                        let mark = proposal.map(|it| it.is_certain).or(under_test);
                        let right = proposal.and_then(Proposal::in_its_unit);
                        self.cell((figure.line, from, to), value, right, mark, Some(is_left))
                    }
                });
            }
        }
        cells
    }

    pub(super) fn cell(
        &self,
        (line, from, to): (usize, usize, usize),
        value: String,
        proposed: Option<String>,
        is_red: Option<bool>,
        is_left: Option<bool>,
    ) -> FindingCell {
        let own = &self.reading.lines[line];
        let (start, end) = own.span(from, to);
        let (sentence_from, sentence_to) = own.in_paragraph_of(from, own.sentence(from));
        let (first, last) = own.span(sentence_from, sentence_to);
        // of a sentence without end what stands around the figure
        let first = first.max(start.saturating_sub(AROUND));
        let last = last.min(end + AROUND).max(first);
        let number = own.paragraph_at(from);
        let paragraph = &self.place.paragraphs[number];
        let text: String = paragraph
            .text
            .chars()
            .skip(first)
            .take(last - first)
            .collect();
        FindingCell {
            at: self.address(number, start),
            fact: None,
            row: None,
            is_left,
            passage: Some(Arc::new(Passage {
                block: paragraph.block,
                paragraph: number,
                start,
                end,
                text: text.trim().to_owned(),
                value,
                proposed,
                is_red,
            })),
        }
    }

    /// Where characters of a paragraph stand.
    pub(super) fn address(&self, paragraph: usize, start: usize) -> Address {
        let paragraph = &self.place.paragraphs[paragraph];
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (sheet, row, column) = match &paragraph.cell {
            Some((sheet, row, column)) => (sheet.as_str(), *row, *column),
            None => ("", small(paragraph.block), small(start)),
        };
        Address {
            file: self.place.file.clone(),
            sheet: sheet.into(),
            row,
            column,
        }
    }

    pub(super) fn claim(&self, claim: &Claim) -> Finding {
        let printed = self.as_printed(claim.line, claim.from, claim.to);
        let level = self.rules.rules[claim.rule].level;
        let place = (claim.line, claim.from, claim.to);
        let mark = Some(level == Severity::Mandatory);
        let mut cells = vec![self.cell(place, printed.clone(), claim.right.clone(), mark, None)];
        for id in &claim.cells {
            let fact = self.budget.fact(*id);
            cells.push(FindingCell {
                at: fact.at.clone(),
                fact: Some(*id),
                row: Some((fact.table, fact.block, fact.row)),
                is_left: None,
                passage: None,
            });
        }
        Finding {
            rule: claim.rule,
            equation: None,
            level,
            verdict: Verdict::Broken,
            problem: Problem::Sentence(Box::new(SentenceProblem {
                printed: printed.trim().to_owned(),
                right: claim.right.clone(),
                unit: String::new(),
                calculation: Calculation::None,
                slip: None,
                is_rounding: false,
                is_certain: true,
                claim: Some(claim.problem.clone()),
            })),
            place: None,
            sides: None,
            sentence: None,
            cells,
            painted: Vec::new(),
            suspected: Vec::new(),
            explanation: None,
        }
    }
}
