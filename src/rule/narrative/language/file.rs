//! `narrative.toml` as it is written, and its way to a checked [`Narrative`].

mod section;
mod sentence;

use super::cell::{Grid, Meaning};
use super::check::TextCheck;
use super::{Narrative, Phrase, TableWords, TableWordsCheck, WordPlace};
use crate::layout::Layout;
use crate::rule::narrative::form::{Group, SentenceForm, words as with_sign};
use crate::rule::narrative::lines::{Units, fold};
use crate::rule::{Rule, Severity};
use crate::source::{Source, SourceError};
use section::SectionFile;
use serde::Deserialize;
use toml::Spanned;

type Texts = Vec<Spanned<String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NarrativeFile {
    #[serde(default)]
    counts: Vec<String>,
    #[serde(default)]
    limits: Vec<String>,
    #[serde(default)]
    measures: Vec<String>,
    #[serde(default)]
    headings: Vec<String>,
    #[serde(default)]
    labels: Vec<String>,
    #[serde(default)]
    headers: Vec<String>,
    #[serde(default)]
    neutral: Texts,
    #[serde(default)]
    fillers: Texts,
    #[serde(default)]
    execution: Vec<String>,
    #[serde(default)]
    words: Vec<WordsFile>,
    #[serde(default)]
    section: Vec<SectionFile>,
    #[serde(default)]
    phrase: Vec<PhraseFile>,
    #[serde(default)]
    alias: Vec<AliasFile>,
    #[serde(default)]
    parts: Vec<PartsFile>,
    #[serde(default)]
    sentence: Vec<SentenceFile>,
    #[serde(default)]
    table_words: Vec<TableWordsFile>,
    /// Cells of which both years stand in balance if their changes are printed and agree.
    balance: Option<[Spanned<String>; 2]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsFile {
    name: Spanned<String>,
    #[serde(default)]
    up: Vec<String>,
    #[serde(default)]
    down: Vec<String>,
    #[serde(default)]
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AliasFile {
    name: String,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PhraseFile {
    #[serde(default)]
    section: Texts,
    words: Texts,
    cell: Spanned<String>,
    #[serde(default)]
    near: bool,
    #[serde(default)]
    counted: bool,
    #[serde(default)]
    most: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartsFile {
    #[serde(default)]
    begin: Texts,
    #[serde(default)]
    of: Texts,
    #[serde(default)]
    complete: Texts,
    #[serde(default)]
    together: Texts,
    #[serde(default)]
    several: bool,
    #[serde(default)]
    some: bool,
    #[serde(default)]
    within: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SentenceFile {
    id: Spanned<String>,
    level: Severity,
    title: Spanned<String>,
    why: Spanned<String>,
    source: Option<String>,
    #[serde(default)]
    section: Texts,
    #[serde(default)]
    with: Vec<String>,
    nothing: Option<String>,
    #[serde(default)]
    form: Texts,
    #[serde(default)]
    means: Texts,
    #[serde(default)]
    example: Texts,
    check: Option<Spanned<TextCheck>>,
    limit: Option<u32>,
    #[serde(default)]
    beside: bool,
    says: Option<String>,
    right: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableWordsFile {
    check: TableWordsCheck,
    #[serde(rename = "in")]
    places: Vec<WordPlace>,
    #[serde(default)]
    form: Texts,
    #[serde(default)]
    except: Texts,
    #[serde(default)]
    like: Texts,
    #[serde(default)]
    of: Vec<String>,
}

struct Builder<'a> {
    layout: &'a Layout,
    narrative: Narrative,
    rules: Vec<Rule>,
    /// How many rules stand before those of the sentences.
    first: usize,
    /// Examples with the sentence that they are of.
    examples: Vec<(Source<'a>, Spanned<String>, usize)>,
    errors: Vec<SourceError>,
}

impl<'a> Builder<'a> {
    fn words(&mut self, source: Source<'a>, file: &NarrativeFile) {
        let folded = |words: &[String]| words.iter().map(|it| fold(it)).collect::<Vec<_>>();
        let Units {
            counts,
            measures,
            limits,
        } = &mut self.narrative.units;
        measures.extend(folded(&file.measures));
        counts.extend(folded(&file.counts));
        limits.extend(folded(&file.limits));
        self.narrative.headings.extend(folded(&file.headings));
        self.narrative.labels.extend(folded(&file.labels));
        self.narrative.headers.extend(folded(&file.headers));
        self.narrative.execution.extend(folded(&file.execution));
        let (neutral, fillers) = (
            self.forms(source, &file.neutral),
            self.forms(source, &file.fillers),
        );
        for alias in &file.alias {
            let name = fold(&alias.name);
            let words = folded(&alias.words);
            self.narrative
                .aliases
                .entry(name)
                .or_default()
                .extend(words);
        }
        self.narrative.neutral.extend(neutral);
        self.narrative.fillers.extend(fillers);
    }

    /// A group that reading asks for and that no file has would switch checks off.
    fn resolve_groups(&mut self, files: &[(&str, &str)]) {
        let missing = self.narrative.resolve_groups();
        if let Some((file, text)) = files.first() {
            let source = Source { file, text };
            let error = |name| source.error(0, format!("expected the word group {name}"));
            self.errors.extend(missing.into_iter().map(error));
        }
    }

    fn forms(&mut self, source: Source<'a>, written: &Texts) -> Vec<SentenceForm> {
        let mut forms = Vec::with_capacity(written.len());
        for text in written {
            match SentenceForm::parse(text.get_ref(), &self.narrative.groups) {
                Ok(form) => forms.push(form),
                Err((byte, message)) => {
                    let at = source.inside(&text.span(), byte);
                    self.errors.push(source.error(at, message));
                }
            }
        }
        forms
    }

    fn meaning(&mut self, source: Source<'a>, cell: &Spanned<String>) -> Option<Meaning> {
        match Meaning::parse(cell.get_ref(), self.layout) {
            Ok(meaning) => Some(meaning),
            Err((byte, message)) => {
                let at = source.inside(&cell.span(), byte);
                self.errors.push(source.error(at, message));
                None
            }
        }
    }

    fn grid(&mut self, source: Source<'a>, cell: &Spanned<String>) -> Option<Grid> {
        match Grid::parse(cell.get_ref(), self.layout) {
            Ok(grid) => Some(grid),
            Err((byte, message)) => {
                let at = source.inside(&cell.span(), byte);
                self.errors.push(source.error(at, message));
                None
            }
        }
    }

    /// Words that tables should not say; they share the forms of the sentences that they are like.
    fn table_words(&mut self, source: Source<'a>, words: TableWordsFile) {
        let mut forms = self.forms(source, &words.form);
        for like in &words.like {
            let rules = self.rules.iter().zip(&self.narrative.sentences);
            let shared = rules
                .clone()
                .find(|(rule, _)| rule.id == *like.get_ref())
                .map(|(_, sentence)| sentence.forms.clone());
            match shared {
                Some(shared) => forms.extend(shared),
                None => {
                    let message = "expected the id of a sentence of these files".to_owned();
                    self.errors.push(source.error(like.span().start, message));
                }
            }
        }
        let except = self.forms(source, &words.except);
        self.narrative.table_words.push(TableWords {
            check: words.check,
            places: words.places,
            forms,
            except,
            of: words.of.iter().map(|word| fold(word)).collect(),
        });
    }

    fn phrase(&mut self, source: Source<'a>, phrase: PhraseFile) {
        let sections = self.sections(source, &phrase.section);
        let forms = self.forms(source, &phrase.words);
        if let Some(meaning) = self.meaning(source, &phrase.cell) {
            self.narrative.phrases.push(Phrase {
                sections,
                forms,
                meaning,
                near: phrase.near,
                counted: phrase.counted,
                most: phrase.most,
            });
        }
    }
}

/// Reads the files against a layout. The rules are those of the sentences, in the same order.
pub(crate) fn parse(
    files: &[(&str, &str)],
    layout: &Layout,
    known: &[Rule],
) -> Result<(Narrative, Vec<Rule>), Vec<SourceError>> {
    let mut errors = Vec::new();
    let mut read = Vec::new();
    for (file, text) in files {
        let source = Source { file, text };
        match toml::from_str::<NarrativeFile>(text) {
            Ok(file) => read.push((source, file)),
            Err(error) => errors.push(source.toml_error(&error)),
        }
    }
    let is_whole = read.len() == files.len();
    let groups = groups(&read, &mut errors);
    let mut table_words = Vec::new();
    let mut builder = Builder {
        layout,
        narrative: Narrative {
            groups,
            ..Narrative::default()
        },
        rules: Vec::new(),
        first: known.len(),
        examples: Vec::new(),
        errors,
    };
    for (source, file) in &read {
        builder.words(*source, file);
    }
    for (source, file) in read {
        for section in file.section {
            builder.section(source, section);
        }
        for phrase in file.phrase {
            builder.phrase(source, phrase);
        }
        for parts in file.parts {
            builder.parts(source, parts);
        }
        for sentence in file.sentence {
            builder.sentence(source, sentence, known);
        }
        table_words.extend(file.table_words.into_iter().map(|words| (source, words)));
        if let Some(balance) = file.balance {
            let cells = balance.map(|cell| builder.meaning(source, &cell));
            if let [Some(one), Some(other)] = cells {
                builder.narrative.balance = Some([one, other]);
            }
        }
    }
    for (source, words) in table_words {
        builder.table_words(source, words);
    }
    builder
        .narrative
        .units
        .counts
        .sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    if is_whole {
        builder.resolve_groups(files);
    }
    builder.narrative.index();
    builder.check_examples();
    if builder.errors.is_empty() {
        Ok((builder.narrative, builder.rules))
    } else {
        Err(builder.errors)
    }
}

fn groups(read: &[(Source<'_>, NarrativeFile)], errors: &mut Vec<SourceError>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (source, file) in read {
        for words in &file.words {
            let name = words.name.get_ref();
            if groups.iter().any(|group| group.name == *name) {
                let message = format!("the word group {name} stands twice");
                errors.push(source.error(words.name.span().start, message));
            }
            let mut all = with_sign(&words.up, 1);
            all.extend(with_sign(&words.down, -1));
            all.extend(with_sign(&words.words, 0));
            groups.push(Group::new(name.clone(), all));
        }
    }
    // forms know them by their places, so this is the last change of these
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    groups
}
