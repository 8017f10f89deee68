//! `text.toml` as it is written, and its way to a checked [`TextTemplate`].

use super::words::{self, SlotPiece};
use super::{
    CaseTemplate, Condition, Each, EachRow, ListTemplate, ParagraphKind, ParagraphTemplate,
    PartTemplate, TextTemplate, UNIT_BUDGET, WORDS,
};
use crate::amount::UnitOfMeasure;
use crate::layout::Layout;
use crate::rule::narrative::{Grid, Narrative, fold};
use crate::source::{Source, SourceError};
use serde::Deserialize;
use toml::Spanned;

type SpannedText = Spanned<String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TextTemplateFile {
    unit_of_measure: SpannedText,
    #[serde(default)]
    offered: Vec<String>,
    decimals: u32,
    #[serde(default)]
    list: Vec<TextListFile>,
    #[serde(default)]
    sentence: Vec<CaseFile>,
    #[serde(default)]
    part: Vec<PartFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TextListFile {
    name: SpannedText,
    each: Option<SpannedText>,
    #[serde(default)]
    of: Vec<String>,
    say: SpannedText,
    between: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    name: SpannedText,
    #[serde(default)]
    executed: bool,
    more: SpannedText,
    less: SpannedText,
    same: SpannedText,
    new: SpannedText,
    gone: SpannedText,
    none: SpannedText,
    unknown: SpannedText,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartFile {
    title: SpannedText,
    #[serde(default)]
    tables: bool,
    #[serde(default)]
    begin: Vec<String>,
    #[serde(default)]
    called: Vec<String>,
    #[serde(default)]
    main: bool,
    #[serde(default)]
    terms: bool,
    #[serde(default)]
    text: Vec<ParagraphFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ParagraphFile {
    heading: Option<SpannedText>,
    subheading: Option<SpannedText>,
    say: Option<SpannedText>,
    sign: Option<SpannedText>,
    #[serde(default)]
    lines: Vec<SpannedText>,
    #[serde(default)]
    when: Vec<SpannedText>,
    each: Option<SpannedText>,
    #[serde(default)]
    of: Vec<SpannedText>,
}

/// Reads a file against a layout and the words of its texts.
///
/// # Errors
/// Every mistake, with line, column and what was expected.
pub(crate) fn parse(
    (file, text): (&str, &str),
    layout: &Layout,
    narrative: &Narrative,
) -> Result<TextTemplate, Vec<SourceError>> {
    let source = Source { file, text };
    let read: TextTemplateFile =
        toml::from_str(text).map_err(|error| vec![source.toml_error(&error)])?;
    let mut builder = Builder {
        source,
        layout,
        narrative,
        names: read
            .list
            .iter()
            .map(|it| it.name.get_ref().clone())
            .collect(),
        cases: read
            .sentence
            .iter()
            .map(|it| it.name.get_ref().clone())
            .collect(),
        heads: [const { String::new() }; 3],
        errors: Vec::new(),
    };
    let template = builder.template(read);
    if builder.errors.is_empty() {
        Ok(template)
    } else {
        Err(builder.errors)
    }
}

/// Slots of a row.
const OF_ROW: [&str; 10] = [
    "序", "号", "类", "款", "项", "名称", "编码", "项目", "单位", "金额",
];
/// Slots of a change.
const OF_CHANGE: [&str; 4] = ["增", "增率", "值", "上年"];
/// How a value may be told beside the sentences of the file.
const SHARE: &str = "占比";
/// How a list may be told beside its rows.
const OF_LIST: [&str; 2] = ["个数", "合计"];

struct Builder<'a> {
    source: Source<'a>,
    layout: &'a Layout,
    narrative: &'a Narrative,
    names: Vec<String>,
    cases: Vec<String>,
    /// The headings at hand: part, heading, subheading.
    heads: [String; 3],
    errors: Vec<SourceError>,
}

/// What slots may be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ListScope {
    Text,
    Row,
    Change,
}

impl Builder<'_> {
    fn template(&mut self, read: TextTemplateFile) -> TextTemplate {
        let unit = UnitOfMeasure::named(read.unit_of_measure.get_ref());
        if unit.is_none() {
            self.error(&read.unit_of_measure, 0, "expected 元, 千元, 万元 or 亿元");
        }
        TextTemplate {
            unit_of_measure: unit.unwrap_or(self.layout.unit_of_measure),
            decimals: read.decimals,
            offered: read.offered,
            reference: None,
            lists: read.list.iter().filter_map(|it| self.list(it)).collect(),
            sentences: read.sentence.iter().map(|it| self.case(it)).collect(),
            parts: read.part.into_iter().map(|it| self.part(it)).collect(),
        }
    }

    fn error(&mut self, text: &SpannedText, byte: usize, message: impl std::fmt::Display) {
        let place = self.source.inside(&text.span(), byte);
        self.errors.push(self.source.error(place, message));
    }

    fn list(&mut self, list: &TextListFile) -> Option<ListTemplate> {
        Some(ListTemplate {
            name: list.name.get_ref().clone(),
            each: match &list.each {
                Some(each) => self.each(each)?,
                None => Each::Value(list.of.clone()),
            },
            words: self.words(&list.say, ListScope::Row),
            between: list.between.clone(),
        })
    }

    fn case(&mut self, case: &CaseFile) -> CaseTemplate {
        let mut words = |text: &SpannedText| self.words(text, ListScope::Change);
        CaseTemplate {
            name: case.name.get_ref().clone(),
            is_executed: case.executed,
            more: words(&case.more),
            less: words(&case.less),
            same: words(&case.same),
            new: words(&case.new),
            gone: words(&case.gone),
            none: words(&case.none),
            unknown: words(&case.unknown),
        }
    }

    fn part(&mut self, part: PartFile) -> PartTemplate {
        self.heads = [part.title.get_ref().clone(), String::new(), String::new()];
        PartTemplate {
            title: self.words(&part.title, ListScope::Text),
            has_tables: part.tables,
            is_main: part.main,
            offers_terms: part.terms,
            begin: part.begin.iter().map(|it| fold(it)).collect(),
            called: part.called.iter().map(|it| fold(it)).collect(),
            paragraphs: part
                .text
                .iter()
                .filter_map(|text| self.paragraph(text))
                .collect(),
        }
    }

    fn paragraph(&mut self, text: &ParagraphFile) -> Option<ParagraphTemplate> {
        let kinds = [
            (ParagraphKind::Heading, &text.heading),
            (ParagraphKind::Subheading, &text.subheading),
            (ParagraphKind::Body, &text.say),
            (ParagraphKind::Signature, &text.sign),
        ];
        let mut given = kinds
            .into_iter()
            .filter_map(|(kind, own)| Some((kind, own.as_ref()?)));
        let (kind, own) = given.next()?;
        if given.next().is_some() {
            self.error(own, 0, "expected one of heading, subheading, say and sign");
        }
        match kind {
            ParagraphKind::Heading => {
                self.heads[1] = own.get_ref().clone();
                self.heads[2].clear();
            }
            ParagraphKind::Subheading => self.heads[2] = own.get_ref().clone(),
            _ => {}
        }
        for name in &text.of {
            if !self.is_named(name.get_ref()) {
                self.error(name, 0, "expected words that mean a cell here");
            }
        }
        let values = text.of.iter().map(|it| it.get_ref().clone()).collect();
        let each = match &text.each {
            Some(each) => self.each(each),
            None => (!text.of.is_empty()).then_some(Each::Value(values)),
        };
        let scope = if each.is_some() {
            ListScope::Row
        } else {
            ListScope::Text
        };
        let when = text.when.iter().map(|it| self.condition(it)).collect();
        Some(ParagraphTemplate {
            kind,
            source: fold(own.get_ref()),
            words: self.words(own, scope),
            lines: text.lines.iter().map(|it| self.words(it, scope)).collect(),
            when,
            each,
        })
    }

    fn condition(&mut self, text: &SpannedText) -> Condition {
        let words = text.get_ref();
        let (name, is_there) = match words.strip_prefix('!') {
            Some(name) => (name, false),
            None => (words.as_str(), true),
        };
        let is_known = name == UNIT_BUDGET || self.names.iter().any(|it| it == name);
        if !is_known && !self.is_named(name) {
            self.error(text, 0, "expected words that mean a cell here, or a list");
        }
        Condition {
            name: name.to_owned(),
            is_there,
        }
    }

    /// `项 表五.小计`: the rows of a level that have a figure there.
    fn each(&mut self, text: &SpannedText) -> Option<Each> {
        let (level, grid) = text.get_ref().split_once(' ').unwrap_or_default();
        let rows = match level {
            "类" => EachRow::Level(1),
            "款" => EachRow::Level(2),
            "项" => EachRow::Level(3),
            "末级" => EachRow::Leaf,
            "项目" => EachRow::Project,
            _ => {
                self.error(
                    text,
                    0,
                    "expected 类, 款, 项, 末级 or 项目, a blank and a column",
                );
                return None;
            }
        };
        match Grid::parse(grid, self.layout) {
            Ok(grid) => Some(Each::Row(rows, grid)),
            Err((at, message)) => {
                self.error(text, level.len() + 1 + at, message);
                None
            }
        }
    }

    fn words(&mut self, text: &SpannedText, scope: ListScope) -> Vec<SlotPiece> {
        let pieces = match words::parse(text.get_ref()) {
            Ok(pieces) => pieces,
            Err((at, message)) => {
                self.error(text, at, message);
                return Vec::new();
            }
        };
        for (name, how) in words::slots(&pieces) {
            let is_known = WORDS.contains(&name)
                || scope != ListScope::Text && OF_ROW.contains(&name)
                || scope == ListScope::Change && OF_CHANGE.contains(&name)
                || self.names.iter().any(|it| it == name)
                || self.is_named(name);
            if !is_known {
                self.error(
                    text,
                    0,
                    format!("expected words that mean a cell here; found {name}"),
                );
            }
            let is_list = self.names.iter().any(|it| it == name);
            let is_case = |how: &str| how == SHARE || self.cases.iter().any(|it| it == how);
            let is_how = |how: &str| is_list && OF_LIST.contains(&how) || !is_list && is_case(how);
            if let Some(how) = how.filter(|how| !is_how(how)) {
                let expected = if is_list {
                    "个数 or 合计"
                } else {
                    "占比 or a sentence"
                };
                self.error(text, 0, format!("expected {expected}; found {how}"));
            }
        }
        pieces
    }

    /// Whether words mean a cell under the headings at hand.
    fn is_named(&self, name: &str) -> bool {
        let sections = self.narrative.sections_of(&self.heads);
        self.narrative.knows(&sections, name)
    }
}
