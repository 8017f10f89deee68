//! What words in tables (notes, goals, indicators) may not say: entries of `[[table_words]]`, in the language of forms.

use super::Narrative;
use crate::rule::narrative::form::{LineFigures, Match, SentenceForm};
use crate::rule::narrative::lines::{TextLine, TextParagraph, figures, lines};
use serde::Deserialize;

/// What is wrong where an entry finds something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum TableWordsCheck {
    /// Something is left to fill in, or a remark to take out.
    Unfinished,
    /// The title of no budget.
    NoBudget,
    /// The title of a version that is not for the public.
    NotFinal,
    /// A year that is not the budget's, where there is no other one.
    OtherYear,
    /// A name that is not the department's.
    OtherDepartment,
    /// A year before the budget's, where there is no later one.
    YearBefore,
    /// A rate above 100 %.
    RateAbove,
    /// An amount that is not that of the project.
    Cost,
}

/// Where words stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum WordPlace {
    /// The title of a table.
    Title,
    /// A note.
    Note,
    /// The note of a table without figures.
    NoteOfEmpty,
    /// The name of a row or a project.
    Name,
    /// A field of a form: a goal.
    Goal,
    /// The name of an indicator.
    Indicator,
    /// What an indicator should come to.
    Value,
}

/// Words that tables should not say.
#[derive(Debug, Clone)]
pub(crate) struct TableWords {
    pub(crate) check: TableWordsCheck,
    pub(crate) places: Vec<WordPlace>,
    pub(crate) forms: Vec<SentenceForm>,
    /// Sentences that match one of these say something else.
    pub(crate) except: Vec<SentenceForm>,
    /// Words of the indicator's name, one of which must stand there; none for any indicator.
    pub(crate) of: Vec<String>,
}

/// A text of a table, ready to match.
pub(crate) struct TableText {
    lines: Vec<(TextLine, LineFigures)>,
}

/// What an entry found in a text.
pub(crate) struct FoundWords<'t> {
    pub(crate) line: &'t TextLine,
    pub(crate) figures: &'t LineFigures,
    pub(crate) form: &'t SentenceForm,
    pub(crate) found: Match,
}

impl FoundWords<'_> {
    /// The text in a slot.
    pub(crate) fn slot(&self, name: &str) -> Option<String> {
        let slot = self.form.slot(name)?;
        let filled = self.found.filled.iter().find(|it| it.slot == slot)?;
        Some(self.line.text(filled.from, filled.to))
    }

    /// The sentence around it, with what is left of it out.
    pub(crate) fn sentence(&self) -> (usize, usize) {
        self.line.sentence(self.found.from)
    }
}

impl Narrative {
    /// A text of a table.
    pub(crate) fn table_text(&self, text: &str) -> TableText {
        let paragraph = TextParagraph {
            text: text.into(),
            ..TextParagraph::default()
        };
        let figured = |line: TextLine| {
            let figures = figures(&line, &self.units);
            let figures = LineFigures::of(&line, figures);
            (line, figures)
        };
        TableText {
            lines: lines(&[paragraph]).into_iter().map(figured).collect(),
        }
    }

    /// The first place of a text where an entry finds something.
    pub(crate) fn found_in<'t>(
        &self,
        words: &'t TableWords,
        text: &'t TableText,
    ) -> Option<FoundWords<'t>> {
        text.lines.iter().find_map(|(line, figures)| {
            let matched = |form: &'t SentenceForm| {
                form.first_in(line, figures, &self.groups)
                    .map(|found| FoundWords {
                        line,
                        figures,
                        form,
                        found,
                    })
            };
            let mut forms = words.forms.iter().filter_map(matched);
            let is_other = || {
                let mut except = words.except.iter();
                except.any(|form| form.is_in(line, figures, &self.groups))
            };
            forms.next().filter(|_| !is_other())
        })
    }
}
