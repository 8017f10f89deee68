//! Words that mean a cell, looked up by themselves: for whoever writes a text by the names that reading goes by.

use super::cell::Meaning;
use super::{Narrative, Phrase, cell};
use crate::budget::FactId;
use crate::rule::Expander;
use crate::rule::narrative::form::LineFigures;
use crate::rule::narrative::lines::{TextLine, TextParagraph, fold, lines};
use rust_decimal::Decimal;

impl Narrative {
    /// The sections under headings, the innermost first; headings from the outermost.
    pub(crate) fn sections_of(&self, heads: &[String]) -> Vec<usize> {
        let heads = heads.iter().rev();
        self.with_wholes(heads.filter_map(|head| self.section_headed(&fold(head))))
    }

    /// The section that a folded heading names.
    pub(crate) fn section_headed(&self, heading: &str) -> Option<usize> {
        self.sections.iter().position(|it| it.is_headed(heading))
    }

    /// Sections, each with those that it is a part of behind it; each once.
    pub(crate) fn with_wholes(&self, sections: impl Iterator<Item = usize>) -> Vec<usize> {
        let mut all = Vec::new();
        for section in sections {
            let within = self.sections[section].within.iter().copied();
            for own in std::iter::once(section).chain(within) {
                if !all.contains(&own) {
                    all.push(own);
                }
            }
        }
        all
    }

    /// Whether words mean something there.
    pub(crate) fn knows(&self, sections: &[usize], words: &str) -> bool {
        self.phrases_of(sections, words).next().is_some()
    }

    /// The cells that words mean there, where the tables have them.
    pub(crate) fn cells_of(
        &self,
        sections: &[usize],
        words: &str,
        expander: &Expander<'_>,
    ) -> Option<Vec<(Decimal, FactId)>> {
        let mut phrases = self.phrases_of(sections, words);
        phrases.find_map(|phrase| match &phrase.meaning {
            Meaning::Cells(terms) => cell::terms(terms, expander),
            _ => None,
        })
    }

    /// The cells that shares are shares of there.
    pub(crate) fn whole_of(
        &self,
        sections: &[usize],
        expander: &Expander<'_>,
    ) -> Option<Vec<(Decimal, FactId)>> {
        let whole = sections
            .iter()
            .find_map(|at| self.sections[*at].whole.as_ref());
        match whole? {
            Meaning::Cells(terms) => cell::terms(terms, expander),
            _ => None,
        }
    }

    fn phrases_of(&self, sections: &[usize], words: &str) -> impl Iterator<Item = &Phrase> {
        let line: Option<TextLine> = lines(&[TextParagraph {
            text: words.into(),
            ..TextParagraph::default()
        }])
        .into_iter()
        .next();
        let is_here = move |phrase: &&Phrase| {
            phrase.sections.is_empty() || phrase.sections.iter().any(|it| sections.contains(it))
        };
        self.phrases.iter().filter(is_here).filter(move |phrase| {
            line.as_ref().is_some_and(|line| {
                let figures = LineFigures::of(line, Vec::new());
                let end = Some(line.chars.len());
                let mut forms = phrase.forms.iter();
                forms.any(|form| form.at(line, &figures, &self.groups, (0, end)).is_some())
            })
        })
    }
}
