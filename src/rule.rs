//! What is checked, from `rules.toml`: formulas over cells, and checks of the workbook's form by a
//! word. Expanded against a budget a formula becomes many equations, and nothing later knows about
//! tables. The language is documented in `templates/README.md`.

mod binding;
mod choice;
mod coded;
mod codes;
mod departments;
mod doubtful;
mod earlier;
mod emptiness;
mod expand;
mod file;
mod index;
mod join;
mod linear;
mod names;
pub(crate) mod narrative;
mod order;
pub(crate) mod plan;
mod quantifier;
mod record;
mod resolve;
mod single;
mod structure;
mod sum;
mod syntax;
mod table_words;
pub(crate) mod text;
mod tree;
mod walk;
mod year_columns;

pub use choice::RuleChoice;
pub(crate) use earlier::without_last_year;
pub(crate) use expand::Expander;
pub(crate) use structure::notices;
pub(crate) use tree::{above, parent};

use crate::classification::SharedCatalogue;
use crate::finding::Check;
use crate::layout::Layout;
use crate::source::SourceError;
use narrative::{Grid, Narrative};
pub(crate) use resolve::Terms;
use resolve::{ResolvedCondition, ResolvedFormula, ResolvedOperand};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::Arc;
use text::TextTemplate;

/// How grave a broken rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// 强制: a broken one blocks publishing.
    Mandatory,
    /// 核实: usually true, may be legitimately false.
    Verify,
    /// 提示.
    Hint,
}

impl Severity {
    /// Its word in JSON and in rules.
    pub fn word(self) -> &'static str {
        match self {
            Self::Mandatory => "mandatory",
            Self::Verify => "verify",
            Self::Hint => "hint",
        }
    }

    /// Its word for a clerk.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Mandatory => "强制",
            Self::Verify => "核实",
            Self::Hint => "提示",
        }
    }
}

/// One thing that is checked.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Stable, quoted in reports, never reused.
    pub id: String,
    /// How grave a break is.
    pub level: Severity,
    /// What must hold, in a line.
    pub title: String,
    /// Why it must hold.
    pub why: String,
    /// The document behind it.
    pub source: Option<String>,
    /// Its formulas as written; empty for a check of form.
    pub written: Vec<String>,
    /// Its conditions as written.
    pub when_written: Vec<String>,
    /// Sentences that it is about, for example.
    pub examples: Vec<String>,
    /// The word of a check of form.
    pub check: Option<Check>,
    /// Whether nothing is checked by it on this run.
    pub is_left_out: bool,
    pub(crate) formulas: Vec<ResolvedFormula>,
    pub(crate) when: Vec<ResolvedCondition>,
}

impl Rule {
    /// Whether it is about sentences of the text: it has neither a formula over cells nor a check of form.
    pub fn is_sentence(&self) -> bool {
        self.check.is_none() && self.formulas.is_empty()
    }
}

/// The rules of a layout, together with those that every layout has.
#[derive(Debug, Clone)]
pub struct RuleSet {
    /// In the order of the files.
    pub rules: Vec<Rule>,
    by_check: HashMap<Check, usize>,
    /// Figures that a line about a department shows, each with its name.
    summary: Vec<(String, Vec<ResolvedOperand>)>,
    /// Columns whose rows a summary shows beside last year's.
    pub(crate) changes: Vec<Grid>,
    /// What codes are compared with, if anything.
    pub(crate) catalogue: Option<SharedCatalogue>,
    /// How the texts of the place speak, if that is known; its sentences are the last of the rules.
    pub(crate) narrative: Option<Arc<Narrative>>,
    /// How the text of the place is written, if that is known.
    pub(crate) text: Option<Arc<TextTemplate>>,
}

impl RuleSet {
    /// Reads rule files against a layout; `files` are pairs of a name and a text.
    ///
    /// # Errors
    /// Every mistake, with file, line, column and what was expected: syntax, an unknown table, row or
    /// column, an id that stands twice, a formula or check that stands twice.
    pub fn parse(files: &[(&str, &str)], layout: &Layout) -> Result<Self, Vec<SourceError>> {
        file::parse(files, layout)
    }

    pub(crate) fn new(rules: Vec<Rule>) -> Self {
        let by_check = rules
            .iter()
            .enumerate()
            .filter_map(|(i, rule)| Some((rule.check?, i)))
            .collect();
        Self {
            rules,
            by_check,
            summary: Vec::new(),
            changes: Vec::new(),
            catalogue: None,
            narrative: None,
            text: None,
        }
    }

    /// The same rules, which compare codes with a catalogue.
    pub(crate) fn with_catalogue(self, catalogue: SharedCatalogue) -> Self {
        Self {
            catalogue: Some(catalogue),
            ..self
        }
    }

    /// The same rules and the sentences of texts; `files` are pairs of a name and a text.
    ///
    /// # Errors
    /// Every mistake, with file, line, column and what was expected.
    pub(crate) fn with_narrative(
        mut self,
        files: &[(&str, &str)],
        layout: &Layout,
    ) -> Result<Self, Vec<SourceError>> {
        let (narrative, rules) = narrative::parse(files, layout, &self.rules)?;
        self.rules.extend(rules);
        self.narrative = Some(Arc::new(narrative));
        Ok(self)
    }

    /// The same rules and the text that is written by their words; `file` is a pair of a name and a text.
    ///
    /// # Errors
    /// Every mistake, with file, line, column and what was expected.
    pub fn with_text(
        mut self,
        file: (&str, &str),
        reference: Option<(&str, &[u8])>,
        layout: &Layout,
    ) -> Result<Self, Vec<SourceError>> {
        if let Some(narrative) = &self.narrative {
            let mut text = text::parse(file, layout, narrative)?;
            if let Some((name, bytes)) = reference {
                let own = text::ReferenceDocument::parse(name, bytes.to_vec())?;
                text.reference = Some(Arc::new(own));
            }
            self.text = Some(Arc::new(text));
        }
        Ok(self)
    }

    /// The rule of an id, whatever the case of its letters.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules
            .iter()
            .find(|rule| rule.id.eq_ignore_ascii_case(id))
    }

    /// The rule of a check, if the set has one.
    pub(crate) fn of_check(&self, check: Check) -> Option<usize> {
        self.by_check.get(&check).copied()
    }
}
