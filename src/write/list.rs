//! The rows of 审核结果: what is wrong, in the order of the report, then every equation that holds, grave rules
//! first; and the line above them that says how many there are of each kind, live.

use super::live::formula;
use super::page::CellContent;
use crate::finding::Problem;
use crate::reconcile::{Finding, Judgement, Report, Verdict};
use crate::rule::{RuleSet, Severity};
use std::fmt::Write;

/// Rows beyond this number are counted, not listed; no department comes near it.
const ROWS: usize = 20_000;
/// The same of checks of form: where there are so many, they say one thing.
const FORMS: usize = 2_000;

/// What the line above the rows says of mandatory rules that do not hold, around their number.
pub(super) const TO_DO: [&str; 2] = ["强制问题还有 ", " 处，改正后才能公开"];

/// One row.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReviewRow<'a> {
    /// The rule, by its index.
    pub(super) rule: usize,
    pub(super) level: Severity,
    pub(super) verdict: Verdict,
    /// The equation, by its index; none for a check of form.
    pub(super) equation: Option<usize>,
    /// What is wrong; none for an equation that holds.
    pub(super) finding: Option<&'a Finding>,
}

/// What a row says where a rule does not hold: a hint is no mismatch.
pub(super) fn word(level: Severity, verdict: Verdict) -> &'static str {
    match (level, verdict) {
        (Severity::Hint, Verdict::Broken) => level.zh(),
        _ => verdict.zh(),
    }
}

impl ReviewRow<'_> {
    /// Its verdict in print.
    pub(super) fn word(&self) -> &'static str {
        word(self.level, self.verdict)
    }

    /// Whether it is an equation, of the tables or of the text.
    fn is_counted(&self) -> bool {
        let is_of_text = |finding: &Finding| matches!(finding.problem, Problem::Sentence(_));
        self.equation.is_some() || self.finding.is_some_and(is_of_text)
    }
}

/// All rows.
pub(super) struct ReviewRows<'a> {
    pub(super) entries: Vec<ReviewRow<'a>>,
    pub(super) left_out: Vec<ReviewRow<'a>>,
    /// The number of each equation's row, from 1 on, by equation.
    pub(super) numbers: Vec<Option<usize>>,
}

/// The columns and rows that the counts are taken over, as Excel names them.
pub(super) struct Areas {
    pub(super) levels: String,
    pub(super) verdicts: String,
}

impl<'a> ReviewRows<'a> {
    pub(super) fn new(rules: &RuleSet, report: &'a Report) -> Self {
        let finding = |finding: &'a Finding| ReviewRow {
            rule: finding.rule,
            level: finding.level,
            verdict: finding.verdict,
            equation: finding.equation,
            finding: Some(finding),
        };
        let mut all: Vec<ReviewRow<'_>> = report.findings.iter().map(finding).collect();
        let mut holding: Vec<ReviewRow<'_>> = Vec::with_capacity(report.held);
        for (index, (equation, judgement)) in
            report.equations.iter().zip(&report.judgements).enumerate()
        {
            if judgement.verdict == Verdict::Holds {
                let (rule, verdict) = (equation.rule, judgement.verdict);
                let level = rules.rules[rule].level;
                holding.push(ReviewRow {
                    rule,
                    level,
                    verdict,
                    equation: Some(index),
                    finding: None,
                });
            }
        }
        holding.sort_by_key(|entry| entry.level);
        all.extend(holding);
        let (mut entries, mut left_out, mut forms) = (Vec::with_capacity(all.len()), Vec::new(), 0);
        for entry in all {
            forms += usize::from(entry.equation.is_none());
            let is_too_many = entries.len() == ROWS || entry.equation.is_none() && forms > FORMS;
            if is_too_many {
                &mut left_out
            } else {
                &mut entries
            }
            .push(entry);
        }
        let mut numbers = vec![None; report.equations.len()];
        for (number, entry) in (1..).zip(&entries) {
            if let Some(equation) = entry.equation {
                numbers[equation] = Some(number);
            }
        }
        Self {
            entries,
            left_out,
            numbers,
        }
    }

    /// How much there is to do, in one line that counts the verdicts as they now are.
    pub(super) fn summary(&self, report: &Report, areas: &Areas) -> CellContent {
        let mandatory = report.count(Severity::Mandatory);
        let done = if report.is_publishable() {
            "没有强制问题，可以公开"
        } else {
            "强制问题已全部改正，请另存到收件文件夹、换下原报送文件后重新审核"
        };
        let findings = |level| self.count_findings(areas, level);
        let mut line = ReviewLine::default();
        line.choose(&findings(Severity::Mandatory), mandatory, TO_DO, done);
        line.text("；核实 ")
            .count(&findings(Severity::Verify), report.count(Severity::Verify));
        line.text(" 处，提示 ")
            .count(&findings(Severity::Hint), report.count(Severity::Hint));
        // of what the text says, only what does not hold has a row
        let listed = |judgement: &&Judgement| judgement.verdict == Verdict::Holds;
        let unlisted = report.held - report.judgements.iter().filter(listed).count();
        let mut before = format!(" 处。勾稽 {} 条：", report.all());
        for (verdict, now) in [
            (Verdict::Holds, report.held),
            (Verdict::Rounding, report.rounding),
            (Verdict::Broken, report.broken),
            (Verdict::Undecided, report.undecided),
        ] {
            line.text(&format!("{before}{} ", verdict.zh()))
                .count(&self.count_equations(areas, verdict, unlisted), now);
            "，".clone_into(&mut before);
        }
        if self.entries.is_empty() {
            CellContent::Text(line.result)
        } else {
            formula(line.formula, CellContent::Text(line.result))
        }
    }

    /// How many equations have a verdict, as a formula.
    fn count_equations(&self, areas: &Areas, verdict: Verdict, unlisted: usize) -> String {
        let mut count = format!("COUNTIF({},\"{}\")", areas.verdicts, verdict.zh());
        if verdict == Verdict::Broken && self.entries.iter().any(is_hint) {
            let hint = Severity::Hint.zh();
            count.push_str(&format!("+COUNTIF({},\"{hint}\")", areas.verdicts));
        }
        let more = self.left_out(|entry| entry.is_counted() && entry.verdict == verdict);
        // checks of form are findings, but no equations
        let is_form = |entry: &&ReviewRow<'_>| !entry.is_counted();
        match verdict {
            Verdict::Broken => plus(&count, more, self.entries.iter().filter(is_form).count()),
            Verdict::Holds => plus(&count, more + unlisted, 0),
            _ => plus(&count, more, 0),
        }
    }

    /// How many findings of a level there are, as a formula.
    fn count_findings(&self, areas: &Areas, level: Severity) -> String {
        let Areas { levels, verdicts } = areas;
        let (name, broken) = (level.zh(), word(level, Verdict::Broken));
        let count = format!("COUNTIFS({levels},\"{name}\",{verdicts},\"{broken}\")");
        let more = self.left_out(|entry| entry.level == level && entry.verdict == Verdict::Broken);
        plus(&count, more, 0)
    }

    fn left_out(&self, keep: impl Fn(&ReviewRow<'_>) -> bool) -> usize {
        self.left_out.iter().filter(|entry| keep(entry)).count()
    }
}

fn is_hint(entry: &ReviewRow<'_>) -> bool {
    entry.level == Severity::Hint && entry.verdict == Verdict::Broken
}

fn plus(count: &str, more: usize, less: usize) -> String {
    match more.cmp(&less) {
        std::cmp::Ordering::Greater => format!("{count}+{}", more - less),
        std::cmp::Ordering::Equal => count.to_owned(),
        std::cmp::Ordering::Less => format!("{count}-{}", less - more),
    }
}

/// A sentence as a formula, and what it says now.
#[derive(Default)]
struct ReviewLine {
    formula: String,
    result: String,
}

impl ReviewLine {
    fn join(&mut self) -> &mut Self {
        if !self.formula.is_empty() {
            self.formula.push('&');
        }
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.join().formula.push_str(&quoted(text));
        self.result.push_str(text);
        self
    }

    fn count(&mut self, count: &str, now: usize) -> &mut Self {
        // "&" binds less than "+": no brackets are needed
        self.join().formula.push_str(count);
        let _ = write!(self.result, "{now}");
        self
    }

    /// Words around a number, other words where it is none.
    fn choose(&mut self, count: &str, now: usize, words: [&str; 2], none: &str) {
        let [before, behind] = words.map(quoted);
        let _ = write!(
            self.join().formula,
            "IF({count}=0,{},{before}&{count}&{behind})",
            quoted(none)
        );
        let text = if now == 0 {
            none.to_owned()
        } else {
            format!("{}{now}{}", words[0], words[1])
        };
        self.result.push_str(&text);
    }
}

/// A text within a formula; Excel takes 255 characters of it in one piece.
pub(super) fn quoted(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let piece = |letters: &[char]| {
        format!(
            "\"{}\"",
            letters.iter().collect::<String>().replace('"', "\"\"")
        )
    };
    if letters.is_empty() {
        piece(&[])
    } else {
        letters.chunks(120).map(piece).collect::<Vec<_>>().join("&")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_quoted_in_pieces() {
        assert_eq!(quoted("项目“a\"b”"), "\"项目“a\"\"b”\"");
        assert_eq!(
            quoted(&"长".repeat(121)),
            format!("\"{}\"&\"长\"", "长".repeat(120))
        );
        assert_eq!(quoted(""), "\"\"");
    }
}
