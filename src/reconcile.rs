//! Verdicts: every equation of a budget is judged, and what is wrong becomes a finding. Pure: no
//! files, no tables, no floats.

mod verdict;

pub use verdict::Verdict;

use crate::amount::Amount;
use crate::budget::{Address, Budget, FactId, Notice};
use crate::equation::{Equation, Side};
use crate::lang::{Lang, Text};
use crate::rule::{self, Level, Relation, RuleSet};
use verdict::Judgement;

/// What reconciling a budget came to.
#[derive(Debug)]
pub struct Report {
    /// Every equation, in the order of the rules.
    pub equations: Vec<Equation>,
    /// How many equations hold.
    pub held: usize,
    /// How many differ by a rounding residue (尾差).
    pub rounding: usize,
    /// How many are broken.
    pub broken: usize,
    /// How many nobody can decide.
    pub undecided: usize,
    /// What is wrong, grave things first.
    pub findings: Vec<Finding>,
}

/// One thing that is wrong.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule, by its index in the rule set.
    pub rule: usize,
    /// How grave it is.
    pub level: Level,
    /// 不平, 尾差 or 无法判断.
    pub verdict: Verdict,
    /// The sentence.
    pub message: Text,
    /// The sides of an equation; none for a check of form.
    pub sides: Option<Sides>,
    /// Cells of it, the left side first; cells without a figure of their own have no fact.
    pub cells: Vec<FindingCell>,
    /// The facts that are painted: red for a broken one, amber for a residue.
    pub painted: Vec<FactId>,
}

/// Both sides of an equation with their values, as published.
#[derive(Debug, Clone)]
pub struct Sides {
    /// The left side in words.
    pub left: String,
    /// Its value.
    pub left_value: Amount,
    /// The right side in words.
    pub right: String,
    /// Its value.
    pub right_value: Amount,
    /// Left less right.
    pub difference: Amount,
    /// Whether the figures are sums of money; counts are not.
    pub is_money: bool,
    /// Whether the left side has no figure at all, only blank cells or missing rows.
    pub left_is_blank: bool,
    /// The same of the right side.
    pub right_is_blank: bool,
}

impl Sides {
    /// Both sides as people read them: in words, and the value with separators; a side without any
    /// figure is no 0.00.
    pub fn shown(&self, lang: Lang) -> [(&str, String); 2] {
        let value = |amount: Amount, is_blank: bool| match is_blank {
            true => lang.pick("空白", "blank").to_owned(),
            false => amount.grouped(if self.is_money { 2 } else { 0 }),
        };
        [
            (&self.left, value(self.left_value, self.left_is_blank)),
            (&self.right, value(self.right_value, self.right_is_blank)),
        ]
    }
}

/// A cell of a finding.
#[derive(Debug, Clone)]
pub struct FindingCell {
    /// Where it is.
    pub at: Address,
    /// Its figure.
    pub fact: Option<FactId>,
    /// The side of the equation: left or right.
    pub is_left: Option<bool>,
}

impl Report {
    /// Whether the tables may be published: no mandatory rule is broken or left open by a missing table.
    pub fn is_publishable(&self) -> bool {
        !self.findings.iter().any(Finding::blocks)
    }

    /// Findings of a level, residues left out.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level && finding.verdict != Verdict::Rounding).count()
    }
}

impl Finding {
    /// Whether it blocks publishing.
    pub fn blocks(&self) -> bool {
        self.level == Level::Mandatory && self.verdict == Verdict::Broken
    }
}

/// Judges every equation that the rules give on a budget, and the form of its tables.
pub fn reconcile(rules: &RuleSet, budget: &Budget) -> Report {
    let equations = rule::equations(rules, budget);
    let mut report =
        Report { equations: Vec::new(), held: 0, rounding: 0, broken: 0, undecided: 0, findings: Vec::new() };
    for equation in &equations {
        let judgement = verdict::judge(equation, budget);
        match judgement.verdict {
            Verdict::Holds => report.held += 1,
            Verdict::Rounding => report.rounding += 1,
            Verdict::Broken => report.broken += 1,
            Verdict::Undecided => report.undecided += 1,
        }
        if judgement.verdict != Verdict::Holds {
            report.findings.push(finding(rules, budget, equation, &judgement));
        }
    }
    let of_form = budget.notices.iter().cloned().chain(rule::structure_notices(rules, budget));
    report.findings.extend(of_form.filter_map(|notice| noticed(rules, budget, notice)));
    report.findings.sort_by_key(|finding| (finding.level, finding.verdict));
    report.equations = equations;
    report
}

fn finding(rules: &RuleSet, budget: &Budget, equation: &Equation, judgement: &Judgement) -> Finding {
    let rule = &rules.rules[equation.rule];
    let is_money = equation.facts().next().is_some();
    // what counts as nothing is worth a word only where a side stands on nothing else
    let undecided = judgement.verdict == Verdict::Undecided;
    let absent: Vec<&Text> = equation
        .sides()
        .into_iter()
        .flat_map(|side| side.absent.iter().map(move |absent| (side.terms.is_empty(), absent)))
        .filter(|(alone, absent)| if undecided { !absent.is_zero } else { *alone })
        .map(|(_, absent)| &absent.what)
        .collect();
    let joined = |pick: fn(&Text) -> &str, comma: &str| {
        let mut parts: Vec<&str> = absent.iter().map(|text| pick(text)).collect();
        parts.dedup();
        parts.join(comma)
    };
    let (zh_why, en_why) = (joined(|t| &t.zh, "，"), joined(|t| &t.en, ", "));
    let difference = judgement.difference();
    let decimals = if is_money { 2 } else { 0 };
    let unit = if is_money { format!(" {}", budget.layout.unit_of_measure) } else { String::new() };
    let gap = difference.abs().grouped(decimals);
    let message = match judgement.verdict {
        Verdict::Undecided => Text::new(format!("无法判断：{zh_why}"), format!("cannot be decided: {en_why}")),
        _ => {
            let (zh, en) = match equation.relation {
                Relation::Equal => (format!("相差 {gap}{unit}"), format!("differ by {gap}{unit}")),
                Relation::AtMost => {
                    (format!("左边多出 {gap}{unit}"), format!("the left side is {gap}{unit} too large"))
                }
                Relation::AtLeast => {
                    (format!("左边少了 {gap}{unit}"), format!("the left side is {gap}{unit} too small"))
                }
            };
            let tail = if judgement.verdict == Verdict::Rounding {
                ("，属尾差", ", a rounding residue")
            } else {
                ("", "")
            };
            let (zh_why, en_why) = if absent.is_empty() {
                (String::new(), String::new())
            } else {
                (format!("{zh_why}；"), format!("{en_why}; "))
            };
            Text::new(format!("{zh_why}{zh}{}", tail.0), format!("{en_why}{en}{}", tail.1))
        }
    };
    let is_blank = |side: &Side| is_money && side.terms.iter().all(|(_, id)| budget.published(*id).is_none());
    let cells = equation
        .facts()
        .map(|(is_left, id)| FindingCell { at: budget.fact(id).at.clone(), fact: Some(id), is_left: Some(is_left) })
        .collect();
    let painted = if undecided { Vec::new() } else { under_test(equation, budget) };
    Finding {
        rule: equation.rule,
        level: rule.level,
        verdict: judgement.verdict,
        message,
        sides: Some(Sides {
            left: equation.left.text.clone(),
            left_value: judgement.left,
            right: equation.right.text.clone(),
            right_value: judgement.right,
            difference,
            is_money,
            left_is_blank: is_blank(&equation.left),
            right_is_blank: is_blank(&equation.right),
        }),
        cells,
        painted,
    }
}

/// The figures that an equation puts to the test: within a table the total (a side of one figure),
/// between tables both sides. Blank cells only where a side has no figure at all.
fn under_test(equation: &Equation, budget: &Budget) -> Vec<FactId> {
    let sides = equation.sides().map(|side| {
        let all: Vec<FactId> = side.terms.iter().map(|(_, id)| *id).collect();
        let filled: Vec<FactId> = all.iter().copied().filter(|id| budget.published(*id).is_some()).collect();
        (all.len(), if filled.is_empty() { all } else { filled })
    });
    let [(left_len, left), (right_len, right)] = sides;
    match (equation.across, left_len, right_len) {
        (false, 1, 2..) | (false, 2.., 2..) => left,
        (false, 2.., 1) => right,
        _ => [left, right].concat(),
    }
}

fn noticed(rules: &RuleSet, budget: &Budget, notice: Notice) -> Option<Finding> {
    let rule = rules.of_check(notice.check)?;
    let level = rules.rules[rule].level;
    let fact_at = |at: &Address| budget.facts.iter().position(|fact| fact.at == *at).map(FactId);
    let cells: Vec<FindingCell> =
        notice.at.into_iter().map(|at| FindingCell { fact: fact_at(&at), at, is_left: None }).collect();
    let file = notice.place.map(|(file, sheet)| match sheet {
        Some(sheet) => format!("{file} {sheet}"),
        None => file.to_string(),
    });
    let in_file = |text: String| file.as_ref().map_or(text.clone(), |file| format!("{file}：{text}"));
    Some(Finding {
        rule,
        verdict: Verdict::Broken,
        message: Text::new(in_file(notice.message.zh), in_file(notice.message.en)),
        sides: None,
        // a hint about a figure does not make it wrong
        painted: cells.iter().filter_map(|cell| cell.fact).filter(|_| level == Level::Mandatory).collect(),
        level,
        cells,
    })
}
