//! `rules.toml` as it is written, and its way to a checked [`RuleSet`].

use crate::finding::Check;
use crate::layout::Layout;
use crate::rule::narrative::Grid;
use crate::rule::resolve::ResolvedOperand;
use crate::rule::syntax::SyntaxError;
use crate::rule::{Rule, RuleSet, Severity, resolve};
use crate::source::{Source, SourceError};
use serde::Deserialize;
use std::collections::HashMap;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesFile {
    /// Rules that every layout has, and this one does not.
    #[serde(default)]
    without: Vec<Spanned<String>>,
    #[serde(default)]
    rule: Vec<RuleFile>,
    /// Figures that a line about a department shows.
    #[serde(default)]
    summary: Vec<SummaryFile>,
    /// Columns whose rows a summary shows beside last year's: `表三.合计`.
    #[serde(default)]
    changes: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SummaryFile {
    name: Spanned<String>,
    cell: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    id: Spanned<String>,
    level: Severity,
    title: Spanned<String>,
    #[serde(default)]
    formula: Vec<Spanned<String>>,
    #[serde(default)]
    when: Vec<Spanned<String>>,
    check: Option<Spanned<Check>>,
    why: Spanned<String>,
    source: Option<String>,
}

pub(super) fn parse(files: &[(&str, &str)], layout: &Layout) -> Result<RuleSet, Vec<SourceError>> {
    let mut builder = RuleSetBuilder::new(layout);
    for (file, text) in files {
        builder.read(Source { file, text });
    }
    builder.finish()
}

/// Collects the rules of several files, and mistakes, so that one run shows them all.
struct RuleSetBuilder<'a> {
    layout: &'a Layout,
    rules: Vec<Rule>,
    /// The id of the rule that has a formula, by formula and conditions.
    formulas: HashMap<String, String>,
    summaries: Vec<(String, Vec<ResolvedOperand>)>,
    changes: Vec<Grid>,
    errors: Vec<SourceError>,
}

impl<'a> RuleSetBuilder<'a> {
    fn new(layout: &'a Layout) -> Self {
        Self {
            layout,
            rules: Vec::new(),
            formulas: HashMap::new(),
            summaries: Vec::new(),
            changes: Vec::new(),
            errors: Vec::new(),
        }
    }

    fn finish(self) -> Result<RuleSet, Vec<SourceError>> {
        if !self.errors.is_empty() {
            return Err(self.errors);
        }
        Ok(RuleSet {
            summary: self.summaries,
            changes: self.changes,
            ..RuleSet::new(self.rules)
        })
    }

    fn read(&mut self, source: Source<'_>) {
        let file: RulesFile = match toml::from_str(source.text) {
            Ok(file) => file,
            Err(error) => {
                self.errors.push(source.toml_error(&error));
                return;
            }
        };
        for id in &file.without {
            self.remove(source, id);
        }
        for summary in file.summary {
            self.add_summary(source, summary);
        }
        for column in &file.changes {
            let grid = Grid::parse(column.get_ref(), self.layout);
            let grid = self.accept(source, column, grid);
            self.changes.extend(grid);
        }
        for rule in file.rule {
            self.add_rule(source, rule);
        }
    }

    /// Leaves out a rule of an earlier file.
    fn remove(&mut self, source: Source<'_>, id: &Spanned<String>) {
        let before = self.rules.len();
        self.rules.retain(|rule| rule.id != *id.get_ref());
        if self.rules.len() == before {
            let message = format!(
                "expected the id of a rule that every layout has, found {:?}",
                id.get_ref()
            );
            self.errors.push(source.error(id.span().start, message));
        }
    }

    fn add_summary(&mut self, source: Source<'_>, summary: SummaryFile) {
        let sum = resolve::sum(summary.cell.get_ref(), self.layout);
        if let Some(sum) = self.accept(source, &summary.cell, sum) {
            self.summaries.push((summary.name.into_inner(), sum));
        }
    }

    fn add_rule(&mut self, source: Source<'_>, rule: RuleFile) {
        check_texts(source, &rule, &self.rules, &mut self.errors);
        let mut formulas = Vec::with_capacity(rule.formula.len());
        for written in &rule.formula {
            self.check_formula_is_new(source, &rule, written);
            let formula = resolve::formula(written.get_ref(), self.layout);
            formulas.extend(self.accept(source, written, formula));
        }
        let mut when = Vec::with_capacity(rule.when.len());
        for written in &rule.when {
            let condition = resolve::condition(written.get_ref(), self.layout);
            when.extend(self.accept(source, written, condition));
        }
        self.rules.push(Rule {
            is_left_out: false,
            id: rule.id.into_inner(),
            level: rule.level,
            title: rule.title.into_inner(),
            why: rule.why.into_inner(),
            source: rule.source,
            written: rule.formula.into_iter().map(Spanned::into_inner).collect(),
            when_written: rule.when.into_iter().map(Spanned::into_inner).collect(),
            examples: Vec::new(),
            check: rule.check.map(Spanned::into_inner),
            formulas,
            when,
        });
    }

    /// A formula with its conditions belongs to one rule.
    fn check_formula_is_new(
        &mut self,
        source: Source<'_>,
        rule: &RuleFile,
        written: &Spanned<String>,
    ) {
        let formula: String = written.get_ref().split_whitespace().collect();
        let when: String = rule
            .when
            .iter()
            .map(|when| when.get_ref().as_str())
            .collect();
        let id = rule.id.get_ref().clone();
        if let Some(earlier) = self.formulas.insert(format!("{formula}|{when}"), id) {
            self.errors.push(source.error(
                written.span().start,
                format!("the same formula stands in {earlier}; expected each only once"),
            ));
        }
    }

    /// What was resolved; a mistake is kept with its place in the file.
    fn accept<T>(
        &mut self,
        source: Source<'_>,
        written: &Spanned<String>,
        resolved: Result<T, SyntaxError>,
    ) -> Option<T> {
        resolved
            .map_err(|(byte, message)| {
                let at = source.inside(&written.span(), byte);
                self.errors.push(source.error(at, message));
            })
            .ok()
    }
}

/// Mistakes of a rule beside its formulas.
fn check_texts(source: Source<'_>, rule: &RuleFile, rules: &[Rule], errors: &mut Vec<SourceError>) {
    let at = rule.id.span().start;
    let id = rule.id.get_ref();
    if rules.iter().any(|other| other.id.eq_ignore_ascii_case(id)) {
        errors.push(source.error(
            at,
            format!("the id {id:?} stands twice; expected one that was never used"),
        ));
    }
    for (name, text) in [("id", &rule.id), ("title", &rule.title), ("why", &rule.why)] {
        if text.get_ref().trim().is_empty() {
            errors.push(source.error(
                text.span().start,
                format!("expected a {name} that says something"),
            ));
        }
    }
    match (&rule.check, rule.formula.is_empty()) {
        (None, true) => {
            errors.push(source.error(at, format!("{id}: expected a formula or a check")))
        }
        (Some(check), false) => errors.push(source.error(
            check.span().start,
            format!("{id}: expected a formula or a check, found both"),
        )),
        (Some(check), true)
            if rules
                .iter()
                .any(|other| other.check == Some(*check.get_ref())) =>
        {
            errors.push(source.error(
                check.span().start,
                format!("{id}: this check stands in another rule already"),
            ));
        }
        _ => {}
    }
}
