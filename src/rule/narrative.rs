//! The text of a budget (情况说明): what its sentences say about figures, and whether that is so. Sentences,
//! word groups and phrases are data (`narrative.toml`); the language is documented in `templates/README.md`.

mod another_body;
mod another_whole;
mod body;
mod cell;
mod change;
mod change_parts;
mod charset;
mod check;
mod coded;
mod compared;
mod figure;
mod file;
mod form;
mod heading;
mod label;
mod last;
mod line;
mod listing;
mod matched;
mod means;
mod measure;
mod missing;
mod named;
mod names_in_row;
mod naming;
mod own_name;
mod part_list;
mod parts;
mod path;
mod people;
mod phrase;
mod project;
mod project_count;
mod reading;
mod reasons;
mod relate;
mod respective;
mod row_at_hand;
mod scope;
mod shadow;
mod share;
mod stated;
mod stranger;
mod subject;
mod table;
mod told_twice;
mod unexplained;
mod walk;
mod wrapped;
mod written;

pub(crate) use cell::Grid;
pub(crate) use figure::Kind;
pub(crate) use file::parse;
pub(crate) use line::{Marker, TextLine, fold, folded, lines};
pub(crate) use reading::{Claim, Reading, Ref, SentenceMatch, Statement, Sum, TextFigure};
pub(crate) use walk::read;

use crate::book::text::{Paragraph, ParagraphPlace};
use crate::budget::BudgetText;
use cell::Meaning;
use figure::Units;
use form::{FormsByCharacter, Group, SentenceForm};
use means::Means;
use serde::Deserialize;
use std::collections::HashMap;

/// Styles of the tables in a document that the program itself has written: their words are those of the workbook.
const OWN_STYLES: [&str; 4] = ["表题", "表头", "表文", "表注"];

/// A paragraph of a text.
#[derive(Debug, Clone, Default)]
pub(crate) struct TextParagraph {
    /// The block of the document's body that it stands in, zero-based.
    pub(crate) block: usize,
    /// Its automatic number, which is not in the text: `（一）`.
    pub(crate) number: String,
    /// Its level, where a style or an outline makes it a heading.
    pub(crate) level: Option<u8>,
    /// Its text.
    pub(crate) text: String,
    /// Whether it stands in a table.
    pub(crate) in_table: bool,
    /// Whether that table is read as one of the budget's.
    pub(crate) is_read: bool,
    /// The cell of a workbook that holds it: sheet, row and column.
    pub(crate) cell: Option<(String, u32, u32)>,
}

impl TextParagraph {
    /// The paragraphs of a text.
    pub(crate) fn all_of(text: &BudgetText) -> Vec<Self> {
        let all = text.source.paragraphs.iter();
        all.map(|it| Self::of(it, text.is_book)).collect()
    }

    /// A paragraph as the readers of texts give it.
    fn of(read: &Paragraph, is_book: bool) -> Self {
        let cell = match &read.place {
            ParagraphPlace::Cell {
                sheet, row, column, ..
            } => Some((sheet.clone(), *row, *column)),
            _ => None,
        };
        Self {
            block: read.block(),
            number: read.number.clone(),
            level: read.outline,
            text: if OWN_STYLES.contains(&read.style.as_str()) {
                String::new()
            } else {
                read.text.clone()
            },
            in_table: matches!(read.place, ParagraphPlace::Table { .. }),
            is_read: is_book,
            cell,
        }
    }

    /// A paragraph that is nothing but text.
    #[cfg(test)]
    pub(crate) fn plain(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            ..Self::default()
        }
    }
}

/// How the texts of a place speak.
#[derive(Debug, Clone, Default)]
pub(crate) struct Narrative {
    groups: Vec<Group>,
    units: Units,
    /// How a plain line that is a heading ends.
    headings: Vec<String>,
    /// Labels in tables of the document; a project's name stands in the cell beside.
    labels: Vec<String>,
    /// How cells end that head a column beside one of these.
    headers: Vec<String>,
    /// Words before a phrase that do not make it another subject.
    neutral: Vec<SentenceForm>,
    /// Words between a phrase and its figure.
    fillers: Vec<SentenceForm>,
    /// Words that tell what was spent from what was budgeted.
    execution: Vec<String>,
    /// Short names of economic items by the names that tables have.
    aliases: HashMap<String, Vec<String>>,
    sections: Vec<Section>,
    phrases: Vec<Phrase>,
    places: PlaceIndex,
    parts: Vec<SentenceParts>,
    sentences: Vec<Sentence>,
    /// The rule of each check that needs no form.
    checks: file::Checks,
    /// Cells whose changes are the same where there were no other funds last year either.
    balance: Option<[Meaning; 2]>,
}

/// Which forms are tried at a place of a line.
#[derive(Debug, Clone, Default)]
struct PlaceIndex {
    /// Forms of sentences, with the sentence and its form by their indexes.
    sentences: (FormsByCharacter, Vec<(usize, usize)>),
    /// Phrases by the character before their end.
    phrases: FormsByCharacter,
    /// Words that change nothing, by their first character.
    neutral: FormsByCharacter,
    /// Words between a phrase and its figure, by the character before their end.
    fillers: FormsByCharacter,
}

/// A section of the text, known by its heading.
#[derive(Debug, Clone)]
struct Section {
    id: String,
    heading: Vec<String>,
    not: Vec<String>,
    /// Sections of which it is a part: what holds in them holds in it.
    within: Vec<usize>,
    /// The table whose rows paths and classes name.
    codes: Option<Grid>,
    /// The tables whose rows paths name, where these are others than the one of classes.
    items: Vec<Grid>,
    /// The table whose rows economic items name.
    economic: Option<Grid>,
    /// The table whose rows projects name.
    projects: Option<Grid>,
    /// What shares are shares of.
    whole: Option<Meaning>,
    /// Whether its phrases hold, or nearly, below headings that name no section.
    is_default: bool,
    /// Whether figures of economic items may be others: only a near miss is a mistake.
    is_economic_near: bool,
    /// The same of projects.
    is_project_near: bool,
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
        self.places = PlaceIndex {
            sentences: (FormsByCharacter::by_first(sentences.enumerate()), numbers),
            phrases: FormsByCharacter::by_last(phrases),
            neutral: FormsByCharacter::by_first(self.neutral.iter().enumerate()),
            fillers: FormsByCharacter::by_last(self.fillers.iter().enumerate()),
        };
    }

    /// A group of words by its name.
    fn group(&self, name: &str) -> Option<&Group> {
        self.groups.iter().find(|it| it.name == name)
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
    fn is_headed(&self, heading: &str) -> bool {
        let has = |word: &String| heading.contains(word.as_str());
        self.heading.iter().any(has) && !self.not.iter().any(has)
    }
}

/// Words that mean a cell.
#[derive(Debug, Clone)]
struct Phrase {
    sections: Vec<usize>,
    forms: Vec<SentenceForm>,
    meaning: Meaning,
    /// Whether the figure may be another, and only a near miss is a mistake.
    near: bool,
    /// Whether the text must count as many things as there are cells.
    counted: bool,
}

/// How parts are listed.
#[derive(Debug, Clone)]
struct SentenceParts {
    /// A line that divides up an amount begins so.
    begin: Vec<SentenceForm>,
    /// The line with that amount begins so.
    of: Vec<SentenceForm>,
    /// Wholes whose parts are all listed.
    complete: Vec<SentenceForm>,
    /// Whether one part alone tells nothing, and the whole is named right before its amount.
    several: bool,
}

/// A sentence that the data knows.
#[derive(Debug, Clone)]
struct Sentence {
    /// The rule, by its index in the rule set.
    rule: usize,
    sections: Vec<usize>,
    /// Only in texts that say one of these.
    with: Vec<String>,
    forms: Vec<SentenceForm>,
    means: Vec<Means>,
    check: Option<TextCheck>,
    /// The rate of a change, in hundredths, from which on the check asks.
    limit: Option<rust_decimal::Decimal>,
    /// Whether later sentences may have its figures too.
    beside: bool,
    says: Option<String>,
    right: Option<String>,
}

/// A check of texts by its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum TextCheck {
    /// A stated amount is that of its cell.
    Cell,
    /// The same of a scope that may differ.
    CellNear,
    /// What is stated twice by the same words is one; it may be of two things.
    SameAmount,
    /// A change that is printed twice is one.
    SameChange,
    /// The same where there may have been other funds last year.
    SameChangeMaybe,
    /// There is no rate on a base of zero.
    ZeroBase,
    /// A change that is all of an amount has no rate but 100 %.
    WholeChange,
    /// A whole is the sum of its parts.
    Parts,
    /// The same of what is given out, as its sentence lists it.
    PartsListed,
    /// Reasons with amounts sum to the change that they explain.
    Reasons,
    /// A row of the table is left out of a list.
    PartMissing,
    /// The same where parts may be left out.
    PartsNear,
    /// A change of a whole is the sum of those of its parts.
    ChangeParts,
    /// The same where parts may have been given up.
    ChangePartsMaybe,
    /// A name is that of the table.
    Name,
    /// But for a suffix.
    NameSuffix,
    /// A 项 is not called a 款.
    NameLevel,
    /// A project has the name of the table.
    ProjectName,
    /// But for what stands before or behind it.
    ProjectSuffix,
    /// A purpose or reason names no neighbour.
    OtherName,
    /// A reason goes in the direction of the change.
    ReasonDirection,
    /// What the text calls empty is empty.
    Empty,
    /// The year of an amount.
    Year,
    /// Names of a list stand in the table.
    ListName,
    /// A rate has its sign.
    Unit,
    /// A share of a whole.
    Share,
    /// The year is that of the budget.
    YearOfBudget,
    /// Projects are as many as the tables have.
    ProjectCount,
    /// A project is that of the unit in its form.
    ProjectUnit,
    /// A change is that between the figures of both years.
    LastChange,
    /// A stated base is last year's figure.
    LastBase,
    /// What the text calls new was not there last year.
    LastNew,
    /// A rate without an amount is that of the figures of both years.
    LastRate,
    /// A large change has a reason.
    Unexplained,
    /// It speaks of the department of the tables.
    Department,
    /// An amount of the department is not called another's.
    AnotherBody,
}
