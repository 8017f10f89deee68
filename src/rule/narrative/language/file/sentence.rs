//! Sentences of the data: their forms, what these mean, and the examples that they must match.

use super::super::formula::{Means, REGISTERS};
use super::super::{Narrative, Sentence, SentenceParts};
use super::{Builder, PartsFile, SentenceFile, Texts};
use crate::rule::Rule;
use crate::rule::narrative::form::{LineFigures, SentenceForm};
use crate::rule::narrative::lines::{TextLine, TextParagraph, figures, fold, lines};
use crate::source::Source;

impl<'a> Builder<'a> {
    /// Examples that no form of their sentence matches are mistakes.
    pub(super) fn check_examples(&mut self) {
        for (source, example, sentence) in std::mem::take(&mut self.examples) {
            let paragraph = TextParagraph {
                text: example.get_ref().into(),
                ..TextParagraph::default()
            };
            let lines = lines(&[paragraph]);
            let Narrative {
                sentences,
                units,
                groups,
                ..
            } = &self.narrative;
            let matches = |line: &TextLine| {
                let figures = figures(line, units);
                let figures = LineFigures::of(line, figures);
                let mut forms = sentences[sentence].forms.iter();
                forms.any(|form| form.is_in(line, &figures, groups))
            };
            if !lines.iter().any(matches) {
                let message = "expected an example that a form of this sentence matches".to_owned();
                self.errors
                    .push(source.error(example.span().start, message));
            }
        }
    }

    pub(super) fn sentence(&mut self, source: Source<'a>, sentence: SentenceFile, known: &[Rule]) {
        self.check_sentence(source, &sentence, known);
        let forms = self.forms(source, &sentence.form);
        if !forms.is_empty() {
            let number = self.narrative.sentences.len();
            let examples = sentence.example.iter().cloned();
            self.examples
                .extend(examples.map(|example| (source, example, number)));
        }
        let means = self.means(source, &sentence.means, &forms);
        let sections = self.sections(source, &sentence.section);
        let rule = self.first + self.rules.len();
        let check = sentence.check.as_ref().map(|it| *it.get_ref());
        if let Some(check) = check {
            self.narrative.checks.entry(check).or_insert(rule);
        }
        self.narrative.sentences.push(Sentence {
            rule,
            sections,
            with: sentence.with.iter().map(|it| fold(it)).collect(),
            nothing: sentence.nothing.clone(),
            forms,
            means,
            check,
            limit: sentence.limit.map(Into::into),
            beside: sentence.beside,
            says: sentence.says.clone(),
            right: sentence.right.clone(),
        });
        self.rules.push(rule_of(sentence));
    }

    /// Tells what a sentence lacks.
    fn check_sentence(&mut self, source: Source<'a>, sentence: &SentenceFile, known: &[Rule]) {
        let at = sentence.id.span().start;
        let id = sentence.id.get_ref();
        if known
            .iter()
            .chain(&self.rules)
            .any(|rule| rule.id.eq_ignore_ascii_case(id))
        {
            self.errors.push(source.error(
                at,
                format!("the id {id:?} stands twice; expected one that was never used"),
            ));
        }
        for (name, text) in [("title", &sentence.title), ("why", &sentence.why)] {
            if text.get_ref().trim().is_empty() {
                self.errors.push(source.error(
                    text.span().start,
                    format!("expected a {name} that says something"),
                ));
            }
        }
        if sentence.form.is_empty() && sentence.check.is_none() {
            self.errors
                .push(source.error(at, format!("{id}: expected a form or a check")));
        }
    }

    pub(super) fn means(
        &mut self,
        source: Source<'a>,
        written: &Texts,
        forms: &[SentenceForm],
    ) -> Vec<Means> {
        let mut found = Vec::new();
        for text in written {
            let at = |byte| source.inside(&text.span(), byte);
            let means = match Means::parse(text.get_ref()) {
                Ok(means) => means,
                Err((byte, message)) => {
                    self.errors.push(source.error(at(byte), message));
                    continue;
                }
            };
            let is_known = |name: &&str| {
                REGISTERS.contains(name) || forms.iter().any(|form| form.slot(name).is_some())
            };
            if let Some(name) = means.names().find(|name| !is_known(name)) {
                let byte = text.get_ref().find(name).unwrap_or(0);
                let message = format!("expected a slot of the form, 本, 年度 or 条; found {name}");
                self.errors.push(source.error(at(byte), message));
            }
            found.push(means);
        }
        found
    }

    pub(super) fn parts(&mut self, source: Source<'a>, parts: PartsFile) {
        let (several, some, within) = (parts.several, parts.some, parts.within);
        let PartsFile {
            begin,
            of,
            complete,
            together,
            ..
        } = parts;
        let [begin, of, complete, together] =
            [begin, of, complete, together].map(|it| self.forms(source, &it));
        self.narrative.parts.push(SentenceParts {
            begin,
            of,
            complete,
            together,
            several,
            some,
            within,
        });
    }
}

/// The rule that a sentence is.
fn rule_of(sentence: SentenceFile) -> Rule {
    let texts = |own: &Texts| own.iter().map(|it| it.get_ref().clone()).collect();
    Rule {
        is_left_out: false,
        written: texts(&sentence.form),
        when_written: texts(&sentence.means),
        examples: texts(&sentence.example),
        id: sentence.id.into_inner(),
        level: sentence.level,
        title: sentence.title.into_inner(),
        why: sentence.why.into_inner(),
        source: sentence.source,
        check: None,
        formulas: Vec::new(),
        when: Vec::new(),
    }
}
