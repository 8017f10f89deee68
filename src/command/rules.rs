//! `gouji rules`: what is checked, and why.

use super::{ExitOutcome, complain, load, print};
use crate::rule::Rule;
use crate::say::{self, Lang};
use crate::templates::Template;
use std::path::Path;

/// Lists the rules of every layout, or explains one.
pub(crate) fn rules(
    templates: Option<&Path>,
    layout: Option<&str>,
    id: Option<&str>,
    lang: Lang,
) -> ExitOutcome {
    let templates = match load(templates, layout, lang) {
        Ok(templates) => templates,
        Err(failed) => return failed,
    };
    let Some(id) = id else {
        let text: String = templates
            .iter()
            .map(|template| list(template, lang))
            .collect();
        return print(&text).map_or_else(|failed| failed, |()| ExitOutcome::Clean);
    };
    let found: String = templates
        .iter()
        .filter_map(|template| {
            template
                .rules
                .rule(id)
                .map(|rule| explain(template, rule, lang))
        })
        .collect();
    if found.is_empty() {
        complain(lang, &say::command::no_rule(id));
        return ExitOutcome::Failed;
    }
    print(&found).map_or_else(|failed| failed, |()| ExitOutcome::Clean)
}

fn level(rule: &Rule, lang: Lang) -> &'static str {
    lang.pick(rule.level.zh(), rule.level.word())
}

fn list(template: &Template, lang: Lang) -> String {
    let mut text = format!("{}  {}\n", template.layout.id, template.layout.name);
    for rule in &template.rules.rules {
        text.push_str(&format!(
            "  {:<7} {}  {}\n",
            rule.id,
            level(rule, lang),
            rule.title
        ));
    }
    text
}

fn explain(template: &Template, rule: &Rule, lang: Lang) -> String {
    let mut text = format!(
        "{}  {}  {}（{}）\n",
        rule.id,
        level(rule, lang),
        rule.title,
        template.layout.id
    );
    let mut line = |name_zh: &str, name_en: &str, value: &str| {
        text.push_str(&format!("  {}{}\n", lang.pick(name_zh, name_en), value));
    };
    for formula in &rule.written {
        line("公式：", "formula: ", formula);
    }
    for when in &rule.when_written {
        line("条件：", "when: ", when);
    }
    line("理由：", "why: ", &rule.why);
    if let Some(source) = &rule.source {
        line("依据：", "source: ", source);
    }
    text
}
