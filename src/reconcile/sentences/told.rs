//! Findings about a text: every broken statement with its figures, what they should be, and what went wrong.

use super::judge::{Judged, Values};
use super::locate::{Candidate, Located, Search, TextSlip, figures};
use crate::amount::Amount;
use crate::budget::{Budget, FactId};
use crate::finding::{Passage, Problem, SentenceProblem, SentenceSlip};
use crate::lang::Text;
use crate::place::Address;
use crate::reconcile::{Finding, FindingCell, Verdict};
use crate::rule::narrative::{Claim, Kind, Paragraph, Reading, Ref, Statement, Sum, TextFigure};
use crate::rule::{RuleSet, Severity};
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::sync::Arc;

/// A sum of more figures than this is not written out.
const WRITTEN_OUT: usize = 6;

/// A near statement is told where its sides differ by no more than this part of them.
const NEARLY: Decimal = Decimal::from_parts(5, 0, 0, false, 3);

/// What a text came to.
#[derive(Debug, Default)]
pub(crate) struct TextReport {
    pub(crate) findings: Vec<Finding>,
    pub(crate) held: usize,
    pub(crate) rounding: usize,
    pub(crate) broken: usize,
    pub(crate) count: TextCount,
    pub(crate) diagnoses: Vec<TextDiagnosis>,
}

/// One cause of what is wrong in a text: figures any of which, changed, would mend it, the best explained first.
#[derive(Debug, Clone)]
pub struct TextDiagnosis {
    /// The figures, each with the word of the slip that explains it.
    pub cells: Vec<(FindingCell, Option<&'static str>)>,
    /// Whether it is surely the first.
    pub is_certain: bool,
}

/// How much of a text was held against something.
#[derive(Debug, Clone, Default)]
pub struct TextCount {
    /// The file.
    pub file: Arc<str>,
    /// Amounts that it states.
    pub amounts: usize,
    /// Those that were compared.
    pub compared: usize,
}

/// A text with where it stands.
pub(crate) struct TextPlace<'a> {
    pub(crate) file: Arc<str>,
    pub(crate) paragraphs: &'a [Paragraph],
}

/// Judges what a text says.
pub(crate) fn of_text(
    rules: &RuleSet,
    budget: &Budget,
    place: &TextPlace<'_>,
    reading: &Reading,
    mended: &HashMap<FactId, Decimal>,
) -> TextReport {
    let values = |changed| Values {
        reading,
        budget,
        mended,
        changed,
    };
    let mut search = Search::new(values(HashMap::new()), &reading.statements);
    let first: Vec<Judged> = search.judged.clone();
    let located = search.locate();
    let teller = Teller {
        rules,
        budget,
        place,
        reading,
        values: values(HashMap::new()),
        located: &located,
    };
    let (amounts, compared) = reading.counts();
    let count = TextCount {
        file: place.file.clone(),
        amounts,
        compared,
    };
    let mut report = TextReport {
        count,
        ..TextReport::default()
    };
    for (index, statement) in reading.statements.iter().enumerate() {
        let judged = first[index];
        match judged.verdict {
            Verdict::Holds | Verdict::Undecided => report.held += 1,
            Verdict::Rounding => {
                if !statement.is_near {
                    report.rounding += 1;
                    report
                        .findings
                        .push(teller.statement(statement, index, judged));
                }
            }
            Verdict::Broken if statement.is_near => {
                let is_mended = search.judged[index].verdict != Verdict::Broken;
                if let Some(finding) = teller.near(statement, judged, is_mended) {
                    report.broken += 1;
                    report.findings.push(finding);
                }
            }
            Verdict::Broken => {
                report.broken += 1;
                report
                    .findings
                    .push(teller.statement(statement, index, judged));
            }
        }
    }
    report.diagnoses = located.iter().map(|it| teller.diagnosis(it)).collect();
    for claim in &reading.claims {
        report.broken += 1;
        report.findings.push(teller.claim(claim));
    }
    report.findings.sort_by_key(|finding| finding.level);
    report
}

struct Teller<'a> {
    rules: &'a RuleSet,
    budget: &'a Budget,
    place: &'a TextPlace<'a>,
    reading: &'a Reading,
    values: Values<'a>,
    located: &'a [Located],
}

/// What is proposed for a figure.
struct Proposal {
    figure: usize,
    right: String,
    slip: Option<TextSlip>,
    is_certain: bool,
}

impl Teller<'_> {
    fn statement(&self, statement: &Statement, index: usize, judged: Judged) -> Finding {
        // a rate is made anew of the figures as they ought to be
        let exact = self.mended_right(statement);
        let proposals = self.proposals(statement, index, exact);
        self.finding(statement, judged, &proposals)
    }

    /// A statement that may fail: told where a cause that is certain explains it, a slip does, or it nearly holds.
    fn near(&self, statement: &Statement, judged: Judged, is_mended: bool) -> Option<Finding> {
        if is_mended {
            let mut finding = self.finding(statement, judged, &self.mending(statement));
            finding.level = Severity::Mandatory;
            return Some(finding);
        }
        let own = [Statement {
            is_near: false,
            ..statement.clone()
        }];
        let values = Values {
            changed: HashMap::new(),
            ..self.values
        };
        let located = Search::new(values, &own).locate();
        let candidates = &located.first()?.candidates;
        let printed = |it: &Candidate| &self.reading.figures[it.figure].figure;
        // many digits that differ in one are one figure
        let is_long =
            |it: &Candidate| printed(it).value.normalize().mantissa().unsigned_abs() > 999;
        let is_pair = statement.left.terms.len() + statement.right.terms.len() == 2;
        let is_slip = |it: &&Candidate| match &it.slip {
            Some(TextSlip::Direction) => true,
            Some(TextSlip::Figure(slip)) => slip.rank() == 0 || (is_pair && is_long(it)),
            _ => false,
        };
        let gap = (judged.left - judged.right).abs();
        let is_cell = statement.left.terms.len() == 1
            && statement
                .right
                .terms
                .iter()
                .all(|(_, it)| matches!(it, Ref::Cell(_)));
        let is_nearly = is_cell && gap <= judged.right.abs() * NEARLY;
        let mut told: Vec<&Candidate> = candidates.iter().filter(is_slip).collect();
        if told.is_empty() && is_nearly {
            told.extend(candidates.first());
        }
        if told.is_empty() {
            return None;
        }
        let proposals: Vec<Proposal> = told
            .into_iter()
            .map(|it| Proposal {
                figure: it.figure,
                right: self.printed(it.figure, it.value),
                slip: it.slip.clone(),
                is_certain: false,
            })
            .collect();
        Some(self.finding(statement, judged, &proposals))
    }

    /// The right side of a statement with every figure as it ought to be.
    fn mended_right(&self, statement: &Statement) -> Decimal {
        let firsts = self.located.iter().filter_map(|it| it.candidates.first());
        let is_amount = |figure: usize| self.reading.figures[figure].figure.kind != Kind::Rate;
        let changed = firsts
            .filter(|it| is_amount(it.figure))
            .map(|it| (it.figure, it.value))
            .collect();
        let values = Values {
            changed,
            ..self.values
        };
        values.judge(statement).right
    }

    /// What the causes propose for the figures of a statement that they mend on the way.
    fn mending(&self, statement: &Statement) -> Vec<Proposal> {
        let own = figures(statement);
        let causes = self
            .located
            .iter()
            .filter_map(|it| Some((it.candidates.first()?, it.is_certain)));
        let causes = causes.filter(|(it, _)| own.contains(&it.figure));
        causes
            .map(|(it, is_certain)| Proposal {
                figure: it.figure,
                right: self.printed(it.figure, it.value),
                slip: it.slip.clone(),
                is_certain,
            })
            .collect()
    }

    fn proposals(&self, statement: &Statement, index: usize, exact: Decimal) -> Vec<Proposal> {
        let cause = self
            .located
            .iter()
            .find(|it| it.statements.contains(&index));
        let Some(cause) = cause else {
            return self.mending(statement);
        };
        let own = figures(statement);
        let best = cause.candidates.first().map_or(0, |it| it.figure);
        let candidates = cause
            .candidates
            .iter()
            .filter(|it| own.contains(&it.figure));
        candidates
            .map(|it| Proposal {
                figure: it.figure,
                right: self.proposed(it.figure, it.value, exact),
                slip: it.slip.clone(),
                is_certain: cause.is_certain && it.figure == best,
            })
            .collect()
    }

    fn diagnosis(&self, located: &Located) -> TextDiagnosis {
        let cells = located.candidates.iter().enumerate().map(|(place, it)| {
            let figure = &self.reading.figures[it.figure];
            let index = located.statements.first().copied().unwrap_or(0);
            let exact = self.mended_right(&self.reading.statements[index]);
            let right = self.proposed(it.figure, it.value, exact);
            let at = (figure.line, figure.figure.start, figure.figure.end);
            let value = self.printed(it.figure, figure.value);
            let is_red = Some(place == 0 && located.is_certain);
            let cell = self.cell(at, value, Some(right), is_red, None);
            (cell, it.slip.as_ref().map(TextSlip::word))
        });
        TextDiagnosis {
            cells: cells.collect(),
            is_certain: located.is_certain,
        }
    }

    /// A value as a figure of the text would print it.
    fn printed(&self, figure: usize, value: Decimal) -> String {
        let own = &self.reading.figures[figure];
        let unit = self.budget.layout.unit_of_measure;
        if own.figure.kind == Kind::Same {
            return self.said_same(own, value);
        }
        let value = match &own.figure.kind {
            Kind::Amount(printed) => unit.convert(value, *printed),
            _ => value,
        };
        let decimals = own.figure.decimals;
        Amount::new(value.abs()).published(decimals).plain(decimals)
    }

    /// 持平 as printed, or the change that it should be.
    fn said_same(&self, own: &TextFigure, value: Decimal) -> String {
        if value.is_zero() {
            return self.reading.lines[own.line].text(own.figure.start, own.figure.end);
        }
        let word = if value.is_sign_negative() {
            "减少"
        } else {
            "增加"
        };
        let unit = self.budget.layout.unit_of_measure;
        let decimals = own.figure.decimals;
        let value = Amount::new(value.abs()).published(decimals).plain(decimals);
        format!("{word}{value}{unit}")
    }

    /// What a figure should be: a rate with two decimals, however it is printed.
    fn proposed(&self, figure: usize, value: Decimal, exact: Decimal) -> String {
        let own = &self.reading.figures[figure];
        if own.figure.kind == Kind::Rate {
            let decimals = own.figure.decimals.max(2);
            return Amount::new(exact.abs()).published(decimals).plain(decimals);
        }
        self.printed(figure, value)
    }

    fn finding(&self, statement: &Statement, judged: Judged, proposals: &[Proposal]) -> Finding {
        let rule = &self.rules.rules[statement.rule];
        let is_rounding = judged.verdict == Verdict::Rounding;
        let is_rate = statement.over.is_some();
        let best = proposals
            .iter()
            .find(|it| it.is_certain)
            .or(proposals.first());
        let left_figure = match statement.left.terms.as_slice() {
            [(_, Ref::Text(index)), ..] => Some(*index),
            _ => figures(statement).first().copied(),
        };
        let shown = best.map(|it| it.figure).or(left_figure);
        let right_of_rate = || {
            left_figure.map_or(String::new(), |it| {
                self.proposed(it, judged.right, judged.right)
            })
        };
        let right = best
            .map(|it| it.right.clone())
            .or_else(|| (is_rounding && is_rate).then(right_of_rate));
        let problem = SentenceProblem {
            printed: shown.map(|it| self.quoted(it)).unwrap_or_default(),
            right,
            unit: shown.map(|it| self.unit(it)).unwrap_or_default(),
            calculation: self.calculation(statement, judged),
            slip: best.and_then(|it| it.slip.as_ref()).map(|it| self.said(it)),
            is_rounding,
            is_certain: best.is_none_or(|it| it.is_certain),
            sides: Some(self.sides(statement, judged)),
            says: None,
        };
        Finding {
            rule: statement.rule,
            equation: None,
            level: if is_rounding {
                Severity::Hint
            } else {
                rule.level
            },
            verdict: judged.verdict,
            problem: Problem::Sentence(Box::new(problem)),
            place: None,
            sides: None,
            cells: self.cells(statement, judged, proposals),
            painted: Vec::new(),
            suspected: Vec::new(),
        }
    }

    /// Both sides in words, each with its value in the layout's unit, or in per cent.
    fn sides(&self, statement: &Statement, judged: Judged) -> [(String, String); 2] {
        let value = |value: Decimal| Amount::new(value).published(4).plain(0);
        let right = match &statement.over {
            Some(over) => {
                let (part, whole) = (self.bracketed(&statement.right), self.bracketed(over));
                format!("{part} ÷ {whole}")
            }
            None => self.sum(&statement.right),
        };
        [
            (self.sum(&statement.left), value(judged.left)),
            (right, value(judged.right)),
        ]
    }

    /// The figures of a statement, those of the text with what they should be.
    fn cells(
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
                        let right = proposal.map(|it| it.right.clone());
                        self.cell((figure.line, from, to), value, right, mark, Some(is_left))
                    }
                });
            }
        }
        cells
    }

    fn cell(
        &self,
        (line, from, to): (usize, usize, usize),
        value: String,
        proposed: Option<String>,
        is_red: Option<bool>,
        is_left: Option<bool>,
    ) -> FindingCell {
        let own = &self.reading.lines[line];
        let (start, end) = own.span(from, to);
        let (sentence_from, sentence_to) = own.sentence(from);
        let (first, last) = own.span(sentence_from, sentence_to);
        let paragraph = &self.place.paragraphs[own.paragraph];
        let text: String = paragraph
            .text
            .chars()
            .skip(first)
            .take(last - first)
            .collect();
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (sheet, row, column) = match &paragraph.cell {
            Some((sheet, row, column)) => (sheet.as_str(), *row, *column),
            None => ("", small(paragraph.block), small(start)),
        };
        FindingCell {
            at: Address {
                file: self.place.file.clone(),
                sheet: sheet.into(),
                row,
                column,
            },
            fact: None,
            row: None,
            is_left,
            passage: Some(Arc::new(Passage {
                block: paragraph.block,
                paragraph: own.paragraph,
                start,
                end,
                text: text.trim().to_owned(),
                value,
                proposed,
                is_red,
            })),
        }
    }

    fn claim(&self, claim: &Claim) -> Finding {
        let line = &self.reading.lines[claim.line];
        let (start, end) = line.span(claim.from, claim.to);
        let paragraph = &self.place.paragraphs[line.paragraph];
        let printed: String = paragraph
            .text
            .chars()
            .skip(start)
            .take(end - start)
            .collect();
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
                calculation: String::new(),
                slip: None,
                is_rounding: false,
                is_certain: true,
                sides: None,
                says: Some(claim.message.clone()),
            })),
            place: None,
            sides: None,
            cells,
            painted: Vec::new(),
            suspected: Vec::new(),
        }
    }

    /// A figure with the words around it, as printed: `减少 5.99 万元`.
    fn quoted(&self, figure: usize) -> String {
        let own = &self.reading.figures[figure];
        let line = &self.reading.lines[own.line];
        let from = line.chars[..own.figure.start]
            .iter()
            .rposition(|c| ",;:。、()".contains(*c))
            .map_or(0, |at| at + 1);
        line.text(
            from.max(own.figure.start.saturating_sub(12)),
            own.figure.close,
        )
    }

    fn unit(&self, figure: usize) -> String {
        let own = &self.reading.figures[figure].figure;
        match &own.kind {
            Kind::Rate => "%".to_owned(),
            Kind::Amount(unit) => unit.name().to_owned(),
            Kind::Count(word) => word.clone(),
            Kind::Year => "年".to_owned(),
            Kind::Bare | Kind::Same => String::new(),
        }
    }

    /// How the right value comes about.
    fn calculation(&self, statement: &Statement, judged: Judged) -> String {
        if let Some(over) = &statement.over {
            let rate = left_rate(statement).map_or(String::new(), |it| {
                self.proposed(it, judged.right, judged.right)
            });
            return format!(
                "{} ÷ {} = {rate}%",
                self.bracketed(&statement.right),
                self.bracketed(over)
            );
        }
        if statement.right.terms.is_empty() {
            return String::new();
        }
        let unit = self.budget.layout.unit_of_measure;
        let of_money = figures(statement).iter().all(|it| {
            matches!(
                self.reading.figures[*it].figure.kind,
                Kind::Amount(_) | Kind::Bare | Kind::Same
            )
        });
        let total = Amount::new(judged.right).grouped(if of_money {
            self.budget.decimals().min(2)
        } else {
            0
        });
        let unit = if of_money {
            format!(" {unit}")
        } else {
            String::new()
        };
        if let [(_, Ref::Text(_))] = statement.right.terms.as_slice() {
            self.sum(&statement.right)
        } else if statement.right.terms.len() == 1 {
            format!("{} {total}{unit}", self.sum(&statement.right))
        } else {
            format!("{} = {total}{unit}", self.sum(&statement.right))
        }
    }

    fn bracketed(&self, sum: &Sum) -> String {
        let text = self.sum(sum);
        // the direction is told by its word
        let text = text.strip_prefix("- ").map_or(text.clone(), str::to_owned);
        if sum.terms.len() > 1 {
            format!("({text})")
        } else {
            text
        }
    }

    /// A sum in words: figures of the text as printed, cells by their names.
    fn sum(&self, sum: &Sum) -> String {
        let count = sum.terms.len();
        let mut text = String::new();
        for (place, (factor, own)) in sum.terms.iter().enumerate() {
            if count > WRITTEN_OUT && place > 0 && place < count - 1 {
                if place == 1 {
                    text.push_str(" + …");
                }
                continue;
            }
            let is_minus = factor.is_sign_negative();
            match (place, is_minus) {
                (0, false) => {}
                (0, true) => text.push_str("- "),
                (_, true) => text.push_str(" - "),
                (_, false) => text.push_str(" + "),
            }
            match own {
                Ref::Text(index) => {
                    text.push_str(&self.printed(*index, self.reading.figures[*index].value))
                }
                Ref::Cell(id) => text.push_str(&crate::equation::cell_name(self.budget, *id)),
            }
        }
        if !sum.constant.is_zero() || text.is_empty() {
            text.push_str(&sum.constant.normalize().to_string());
        }
        text
    }

    fn said(&self, slip: &TextSlip) -> SentenceSlip {
        match slip {
            TextSlip::ThisYearsBase => SentenceSlip::ThisYearsBase,
            TextSlip::Direction => SentenceSlip::Direction,
            TextSlip::OtherItem(other) => {
                let line = &self.reading.lines[self.reading.figures[*other].line];
                SentenceSlip::OtherItem(self.place.paragraphs[line.paragraph].block)
            }
            TextSlip::Figure(slip) => {
                let Text { zh, en } = slip.text(|_| String::new());
                SentenceSlip::Figure {
                    word: slip.word().to_owned(),
                    text: Text::new(zh, en),
                }
            }
        }
    }
}

/// The rate on the left of a statement.
fn left_rate(statement: &Statement) -> Option<usize> {
    match statement.left.terms.first() {
        Some((_, Ref::Text(index))) => Some(*index),
        _ => None,
    }
}
