//! The text of a budget (情况说明): what its sentences say about figures, and whether that is so. Sentences,
//! word groups and phrases are data (`narrative.toml`); the language is documented in `templates/README.md`.
//!
//! Its rooms; each uses only those above it:
//!
//! | room | what it does |
//! |---|---|
//! | `lines` | a text as folded lines, with the figures in them; knows no budget |
//! | `form` | what a sentence looks like: from text to a matcher |
//! | `language` | how the texts of a place speak: groups, phrases, sections, sentences |
//! | `reader` | what was read so far, and what every room asks about a place in a line |
//! | `naming` | which item, project, body or department a name means |
//! | `subject` | which cells a figure is about, and whether it is theirs |
//! | `parts` | wholes, the lists of their parts, and whether they add up |
//! | `changes` | changes against last year: of what, how large, why |
//! | `claims` | what a sentence, or the whole text, claims beyond amounts |

mod changes;
mod claims;
mod form;
mod language;
mod lines;
mod naming;
mod parts;
mod reader;
mod subject;

pub(crate) use form::Group;
use language::value as cell_value;
pub(crate) use language::{
    FoundWords, Grid, Narrative, TableWords, TableWordsCheck, WordGroup, WordPlace, parse,
};
pub(crate) use lines::{Kind, Marker, TextLine, TextParagraph, fold, folded, is_of_program};
pub(crate) use reader::{Claim, Reading, Ref, SentenceMatch, Statement, Sum, TextFigure};

use crate::budget::Budget;
use crate::rule::{Expander, RuleSet};
use form::Match;
use reader::Reader;

/// What happens where a line is read from left to right.
enum Event {
    /// A figure is stated, by its number in the line.
    Figure(usize),
    /// A sentence ends, by its number among those of the line.
    Sentence(usize),
}

/// Reads a text against a budget: line by line, then what holds between its lines.
pub(crate) fn read(
    paragraphs: &[TextParagraph],
    data: &Narrative,
    rules: &RuleSet,
    budget: &Budget,
    expander: &Expander<'_>,
) -> Reading {
    let mut reader = Reader::new(paragraphs, data, rules, (budget, expander));
    reader.prepare();
    for line in 0..reader.reading.lines.len() {
        reader.stated_from.push(reader.stated.len());
        reader.line(line);
    }
    reader.broken_numbers();
    reader.exact();
    reader.told_twice();
    reader.parts();
    reader.parts_of_other_wholes();
    reader.rows_left_out();
    reader.shares_of_wholes();
    reader.unexplained();
    reader.reasons();
    reader.project_counts();
    reader.shadow();
    reader.changes_of_parts();
    reader.last_year();
    reader.another_department();
    reader.reading
}

impl Reader<'_> {
    /// Works out what the whole text says of itself, before its lines are read.
    fn prepare(&mut self) {
        self.leave_out();
        self.figures();
        self.names = self.department_names();
        self.own_year = self.text_year();
        self.of_body = self.lines_of_bodies();
        self.of_kind = self.lines_of_money();
        let lines = &self.reading.lines;
        let says = |word: &String| lines.iter().any(|line| line.says(word));
        let sentences = self.data.sentences.iter();
        let said = sentences.map(|it| {
            let is_said = it.with.is_empty() || it.with.iter().any(says);
            is_said && it.nothing.as_ref().is_none_or(|it| self.is_nothing(it))
        });
        self.said = said.collect();
    }

    /// Whether the tables have nothing in the cells that words mean in some section.
    fn is_nothing(&self, words: &str) -> bool {
        let sections: Vec<usize> = (0..self.data.sections.len()).collect();
        let cells = self.data.cells_of(&sections, words, self.expander);
        cells.is_some_and(|cells| {
            let mut values = cells.iter().map(|(_, id)| cell_value(self.budget, *id));
            !cells.is_empty() && values.all(|it| it.is_none_or(|it| it.is_zero()))
        })
    }

    /// Reads a line: its heading, its figures and its sentences.
    fn line(&mut self, index: usize) {
        let line = self.at(index);
        if line.in_table {
            if let Some(table) = self.table_from(index, &line) {
                self.column_of_table(table.clone());
                self.years_of_table(table);
            }
            self.cell_of_table(index, &line);
            self.amounts_of_table(index, &line);
            return;
        }
        self.code_above = self.code.take();
        self.item = None;
        self.direction = 0;
        self.heading(index, &line);
        let matches = self.matches(index, &line);
        let (events, begun) = self.events_of_line(index, &matches);
        for event in events {
            match event {
                Event::Figure(number) => self.stated_figure(index, &line, number, begun[number]),
                Event::Sentence(number) => {
                    let (sentence, form, found) = &matches[number];
                    self.matched(index, &line, (*sentence, *form), found);
                }
            }
        }
        self.items_follow(&line);
    }

    /// What happens in a line, from left to right, and for each of its figures where the sentence begins that gives it as
    /// this year's.
    fn events_of_line(
        &self,
        index: usize,
        matches: &[(usize, usize, Match)],
    ) -> (Vec<Event>, Vec<Option<usize>>) {
        let figures = self.of_line(index);
        let mut taken = vec![false; figures.len()];
        let mut begun = vec![None; figures.len()];
        for (sentence, form, found) in matches {
            let slots = &self.data.sentences[*sentence].forms[*form].slots;
            for filled in &found.filled {
                match filled.figure {
                    Some(figure) if slots[filled.slot].0 == "本" => {
                        begun[figure] = Some(found.from)
                    }
                    Some(figure) => taken[figure] = true,
                    None => {}
                }
            }
        }
        let sentences = matches.iter().enumerate();
        let mut events: Vec<(usize, Event)> = sentences
            .map(|(number, (.., found))| (found.to, Event::Sentence(number)))
            .collect();
        for (number, figure) in figures.iter().enumerate() {
            let is_stated = matches!(figure.kind, Kind::Amount(_) | Kind::Count(_) | Kind::Bare);
            if is_stated && !taken[number] {
                events.push((figure.close, Event::Figure(number)));
            }
        }
        // a figure before the sentence that ends with it
        events.sort_by_key(|(at, event)| (*at, matches!(event, Event::Sentence(_))));
        (events.into_iter().map(|(_, event)| event).collect(), begun)
    }
}
