//! `rules.toml` as it is written, and its way to a checked [`RuleSet`].

use crate::finding::Check;
use crate::layout::Layout;
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
    let mut errors = Vec::new();
    let mut rules: Vec<Rule> = Vec::new();
    let mut formulas: HashMap<String, String> = HashMap::new();
    let mut summaries = Vec::new();
    for (file, text) in files {
        let source = Source { file, text };
        let read: RulesFile = match toml::from_str(text) {
            Ok(read) => read,
            Err(error) => {
                errors.push(source.toml_error(&error));
                continue;
            }
        };
        for without in &read.without {
            let before = rules.len();
            rules.retain(|rule| rule.id != *without.get_ref());
            if rules.len() == before {
                let message = format!(
                    "expected the id of a rule that every layout has, found {:?}",
                    without.get_ref()
                );
                errors.push(source.error(without.span().start, message));
            }
        }
        for summary in read.summary {
            let written = format!("{} = 0", summary.cell.get_ref());
            match resolve::formula(&written, layout) {
                Ok(formula) => summaries.push((summary.name.into_inner(), formula.left)),
                Err((byte, message)) => {
                    errors.push(source.error(source.inside(&summary.cell.span(), byte), message));
                }
            }
        }
        for rule in read.rule {
            check_texts(source, &rule, &rules, &mut errors);
            let when_key: String = rule.when.iter().map(|w| w.get_ref().as_str()).collect();
            let mut built = Rule {
                id: rule.id.into_inner(),
                level: rule.level,
                title: rule.title.into_inner(),
                why: rule.why.into_inner(),
                source: rule.source,
                written: rule
                    .formula
                    .iter()
                    .map(|formula| formula.get_ref().clone())
                    .collect(),
                when_written: rule
                    .when
                    .iter()
                    .map(|when| when.get_ref().clone())
                    .collect(),
                check: rule.check.map(Spanned::into_inner),
                formulas: Vec::new(),
                when: Vec::new(),
            };
            for written in &rule.formula {
                let key = format!(
                    "{}|{when_key}",
                    written.get_ref().split_whitespace().collect::<String>()
                );
                if let Some(other) = formulas.insert(key, built.id.clone()) {
                    errors.push(source.error(
                        written.span().start,
                        format!("the same formula stands in {other}; expected each only once"),
                    ));
                }
                match resolve::formula(written.get_ref(), layout) {
                    Ok(formula) => built.formulas.push(formula),
                    Err((byte, message)) => {
                        errors.push(source.error(source.inside(&written.span(), byte), message))
                    }
                }
            }
            for written in &rule.when {
                match resolve::condition(written.get_ref(), layout) {
                    Ok(condition) => built.when.push(condition),
                    Err((byte, message)) => {
                        errors.push(source.error(source.inside(&written.span(), byte), message))
                    }
                }
            }
            rules.push(built);
        }
    }
    if errors.is_empty() {
        Ok(RuleSet {
            summary: summaries,
            ..RuleSet::new(rules)
        })
    } else {
        Err(errors)
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
