//! How the texts of a place speak: word groups, phrases, sections and sentences, as `narrative.toml` gives them.

pub(crate) mod cell;
mod check;
mod file;
mod formula;
mod lookup;
mod table_words;
mod word_group;

pub(crate) use cell::{Grid, GridRow, Meaning, value};
pub(crate) use check::{Checks, TextCheck};
pub(crate) use file::parse;
pub(crate) use formula::Linear;
pub(crate) use table_words::{FoundWords, TableWords, TableWordsCheck, WordPlace};
pub(crate) use word_group::WordGroup;

use crate::label::without_number;
use crate::rule::narrative::form::{FormsByCharacter, FormsOfLines, Group, SentenceForm};
use crate::rule::narrative::lines::{TextLine, Units};
use formula::Means;
use std::collections::HashMap;

/// How the texts of a place speak.
#[derive(Debug, Clone, Default)]
pub(crate) struct Narrative {
    /// By their names.
    pub(crate) groups: Vec<Group>,
    pub(crate) units: Units,
    /// How a plain line that is a heading ends.
    pub(crate) headings: Vec<String>,
    /// Labels in tables of the document; a project's name stands in the cell beside.
    pub(crate) labels: Vec<String>,
    /// How cells end that head a column beside one of these.
    pub(crate) headers: Vec<String>,
    /// Words before a phrase that do not make it another subject.
    pub(crate) neutral: Vec<SentenceForm>,
    /// Words between a phrase and its figure.
    pub(crate) fillers: Vec<SentenceForm>,
    /// Words that tell what was spent from what was budgeted.
    pub(crate) execution: Vec<String>,
    /// Short names of economic items by the names that tables have.
    pub(crate) aliases: HashMap<String, Vec<String>>,
    pub(crate) sections: Vec<Section>,
    pub(crate) phrases: Vec<Phrase>,
    pub(crate) places: PlaceIndex,
    pub(crate) parts: Vec<SentenceParts>,
    pub(crate) sentences: Vec<Sentence>,
    /// What words in tables may not say.
    pub(crate) table_words: Vec<TableWords>,
    /// The rule of each check that needs no form.
    pub(crate) checks: Checks,
    /// Cells whose changes are the same where there were no other funds last year either.
    pub(crate) balance: Option<[Meaning; 2]>,
}

/// Which forms are tried at a place of a line, and where the groups are that reading asks for.
#[derive(Debug, Clone, Default)]
pub(crate) struct PlaceIndex {
    /// By [`WordGroup`].
    groups: Vec<usize>,
    /// Forms of sentences, with the sentence and its form by their indexes.
    pub(crate) sentences: (FormsOfLines, Vec<(usize, usize)>),
    /// Phrases by the character before their end.
    pub(crate) phrases: FormsByCharacter,
    /// Words that change nothing, by their first character.
    pub(crate) neutral: FormsByCharacter,
    /// Words between a phrase and its figure, by the character before their end.
    pub(crate) fillers: FormsByCharacter,
}

/// A section of the text, known by its heading.
#[derive(Debug, Clone)]
pub(crate) struct Section {
    pub(crate) id: String,
    pub(crate) heading: Vec<String>,
    /// Headings that are nothing but these words, behind their number.
    pub(crate) only: Vec<String>,
    pub(crate) not: Vec<String>,
    /// Sections of which it is a part: what holds in them holds in it.
    pub(crate) within: Vec<usize>,
    /// The table whose rows paths and classes name.
    pub(crate) codes: Option<Grid>,
    /// The tables whose rows paths name, where these are others than the one of classes.
    pub(crate) items: Vec<Grid>,
    /// The table whose rows economic items name.
    pub(crate) economic: Option<Grid>,
    /// The table whose rows projects name.
    pub(crate) projects: Option<Grid>,
    /// What shares are shares of.
    pub(crate) whole: Option<Meaning>,
    /// Whether its phrases hold, or nearly, below headings that name no section.
    pub(crate) is_default: bool,
    /// Whether its table has 财政拨款 only: of a sentence about all money only a near miss is a mistake.
    pub(crate) is_of_appropriation: bool,
    /// Whether figures of economic items may be others: only a near miss is a mistake.
    pub(crate) is_economic_near: bool,
    /// The same of projects.
    pub(crate) is_project_near: bool,
}

impl Narrative {
    /// Works out which forms are tried where, once all are read.
    fn index(&mut self) {
        let phrases = self.phrases.iter().enumerate();
        let phrases = phrases.flat_map(|(at, it)| it.forms.iter().map(move |form| (at, form)));
        let sentences = self.sentences.iter().enumerate();
        let sentences =
            sentences.flat_map(|(at, it)| (0..it.forms.len()).map(move |form| (at, form)));
        let numbers: Vec<(usize, usize)> = sentences.collect();
        let sentences = numbers
            .iter()
            .map(|(at, form)| &self.sentences[*at].forms[*form]);
        let groups = std::mem::take(&mut self.places.groups);
        self.places = PlaceIndex {
            groups,
            sentences: (FormsOfLines::of(sentences), numbers),
            phrases: FormsByCharacter::by_last(phrases),
            neutral: FormsByCharacter::by_first(self.neutral.iter().enumerate()),
            fillers: FormsByCharacter::by_last(self.fillers.iter().enumerate()),
        };
    }

    /// Finds the groups that reading asks for; gives the names of those that are not there.
    fn resolve_groups(&mut self) -> Vec<&'static str> {
        let mut missing = Vec::new();
        for name in WordGroup::NAMES {
            match self.groups.iter().position(|it| it.name == name) {
                Some(place) => self.places.groups.push(place),
                None => missing.push(name),
            }
        }
        missing
    }

    /// A group of words.
    pub(crate) fn group(&self, group: WordGroup) -> &Group {
        &self.groups[self.places.groups[group as usize]]
    }

    /// A group of words, where a line may have one of them.
    pub(crate) fn group_in(&self, group: WordGroup, line: &TextLine) -> Option<&Group> {
        let group = self.group(group);
        group.may_be_in(line).then_some(group)
    }

    /// The name of a slot of a form.
    pub(crate) fn slot_name(&self, (sentence, form): (usize, usize), slot: usize) -> &str {
        let own = self.sentences.get(sentence).map(|it| &it.forms[form]);
        own.map_or("", |form| &form.slots[slot].0)
    }

    /// The groups of words that a form speaks of: their names, the words up, down and neither.
    pub(crate) fn groups_in<'a>(
        &'a self,
        form: &'a str,
    ) -> impl Iterator<Item = (&'a str, [Vec<String>; 3])> {
        let named = self
            .groups
            .iter()
            .filter(move |group| form.contains(&format!("〈{}〉", group.name)));
        named.map(|group| {
            let of_sign = |sign: i8| {
                let own = group.words.iter().filter(move |(_, own)| *own == sign);
                own.map(|(word, _)| word.iter().collect()).collect()
            };
            (group.name.as_str(), [1, -1, 0].map(of_sign))
        })
    }

    /// The words that a text must say for the sentence of a rule to count.
    pub(crate) fn words_of(&self, rule: usize) -> &[String] {
        let mut own = self.sentences.iter();
        own.find(|it| it.rule == rule).map_or(&[], |it| &it.with)
    }
}

impl Section {
    pub(crate) fn is_headed(&self, heading: &str) -> bool {
        let has = |word: &String| heading.contains(word.as_str());
        let is = |word: &String| without_number(heading) == word;
        (self.heading.iter().any(has) && !self.not.iter().any(has)) || self.only.iter().any(is)
    }
}

/// Words that mean a cell.
#[derive(Debug, Clone)]
pub(crate) struct Phrase {
    pub(crate) sections: Vec<usize>,
    pub(crate) forms: Vec<SentenceForm>,
    pub(crate) meaning: Meaning,
    /// Whether the figure may be another, and only a near miss is a mistake.
    pub(crate) near: bool,
    /// Whether the text must count as many things as there are cells.
    pub(crate) counted: bool,
    /// Whether the figure may be less than its cells, and not more.
    pub(crate) most: bool,
}

/// How parts are listed.
#[derive(Debug, Clone)]
pub(crate) struct SentenceParts {
    /// A line that divides up an amount begins so.
    pub(crate) begin: Vec<SentenceForm>,
    /// The line with that amount begins so.
    pub(crate) of: Vec<SentenceForm>,
    /// Wholes whose parts are all listed.
    pub(crate) complete: Vec<SentenceForm>,
    /// Parts that are all there are where a list has each of them.
    pub(crate) together: Vec<SentenceForm>,
    /// Whether one part alone tells nothing, and the whole is named right before its amount.
    pub(crate) several: bool,
    /// Whether a line may tell but some of the parts.
    pub(crate) some: bool,
    /// Whether a sentence tells of but one part, and what it has.
    pub(crate) within: bool,
}

/// A sentence that the data knows.
#[derive(Debug, Clone)]
pub(crate) struct Sentence {
    /// The rule, by its index in the rule set.
    pub(crate) rule: usize,
    pub(crate) sections: Vec<usize>,
    /// Only in texts that say one of these.
    pub(crate) with: Vec<String>,
    /// Only where the tables have nothing in the cells that these words mean.
    pub(crate) nothing: Option<String>,
    pub(crate) forms: Vec<SentenceForm>,
    pub(crate) means: Vec<Means>,
    pub(crate) check: Option<TextCheck>,
    /// The rate of a change, in hundredths, from which on the check asks.
    pub(crate) limit: Option<rust_decimal::Decimal>,
    /// Whether later sentences may have its figures too.
    pub(crate) beside: bool,
    pub(crate) says: Option<String>,
    pub(crate) right: Option<String>,
}
