//! `gouji rules`: what is checked, and why.

use super::{ExitOutcome, complain, load_for, print, settled};
use crate::rule::Rule;
use crate::run::Options;
use crate::say::{self, Lang};
use crate::templates::Template;
use std::path::{Path, PathBuf};

/// Lists the rules of every layout, or explains one.
/// An inbox says which of them do not count.
pub(crate) fn rules(inbox: Option<&Path>, id: Option<&str>, options: Options) -> ExitOutcome {
    run(inbox, id, options).unwrap_or_else(|failed| failed)
}

fn run(
    inbox: Option<&Path>,
    id: Option<&str>,
    options: Options,
) -> Result<ExitOutcome, ExitOutcome> {
    let lang = options.lang;
    let inbox: Vec<PathBuf> = inbox.into_iter().map(Path::to_path_buf).collect();
    let options = settled(&inbox, options)?;
    let templates = load_for(&options)?;
    let Some(id) = id else {
        let text: String = templates
            .iter()
            .map(|template| list(template, lang))
            .collect();
        print(&text)?;
        return Ok(ExitOutcome::Clean);
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
        return Err(ExitOutcome::Failed);
    }
    print(&found)?;
    Ok(ExitOutcome::Clean)
}

fn level(rule: &Rule, lang: Lang) -> &'static str {
    lang.pick(rule.level.zh(), rule.level.word())
}

fn list(template: &Template, lang: Lang) -> String {
    let mut text = format!("{}  {}\n", template.layout.id, template.layout.name);
    for rule in &template.rules.rules {
        text.push_str(&format!(
            "  {:<7} {}  {}{}\n",
            rule.id,
            level(rule, lang),
            rule.title,
            match rule.is_left_out {
                true => lang.pick("（不核对）", " (left out)"),
                false => "",
            }
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
    let (formula, when) = if rule.is_sentence() {
        (("句式：", "form: "), ("含义：", "means: "))
    } else {
        (("公式：", "formula: "), ("条件：", "when: "))
    };
    for written in &rule.written {
        line(formula.0, formula.1, written);
    }
    for written in &rule.when_written {
        line(when.0, when.1, written);
    }
    for words in words_of(template, rule) {
        line("词组：", "words: ", &words);
    }
    for example in &rule.examples {
        line("例句：", "example: ", example);
    }
    line("理由：", "why: ", &rule.why);
    if let Some(source) = &rule.source {
        line("依据：", "source: ", source);
    }
    text
}

/// The groups of words in the forms of a sentence: `〈升降〉增加、增长；减少、下降`.
fn words_of(template: &Template, rule: &Rule) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    let narrative = template.rules.narrative.as_deref();
    for form in &rule.written {
        for (name, words) in narrative.iter().flat_map(|it| it.groups_in(form)) {
            let words = words.iter().filter(|words| !words.is_empty());
            let words: Vec<String> = words.map(|words| words.join("、")).collect();
            let line = format!("〈{name}〉{}", words.join("；"));
            if !said.contains(&line) {
                said.push(line);
            }
        }
    }
    said
}
