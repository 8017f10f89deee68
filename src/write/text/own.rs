//! The department's own text as parts of the document. Its words are kept as they are.

use super::compose::Composer;
use super::opening::{contents, opening};
use super::table;
use crate::budget::{Budget, BudgetText};
use crate::numeral;
use crate::rule::narrative::{Marker, TextParagraph, fold, folded};
use crate::rule::text::{ParagraphTemplate, PartTemplate, SlotPiece, TextTemplate, parse_words};
use crate::write::document::{DocumentParagraph, TextLevel, TextRun};
use crate::write::page::SheetPage;
use std::collections::HashSet;
use std::sync::Arc;

/// Characters of the longest heading, and of the longest that has neither number nor style.
pub(super) const HEADING: usize = 60;
pub(super) const ALONE: usize = 30;

/// So many headings of another text, and more than half of its own, make a text a version of it.
const SAME_HEADINGS: usize = 3;

/// What the heading of a numbered part begins with, and has.
const PART: (char, &str) = ('第', "部分");

type OwnParts = Vec<Option<Vec<DocumentParagraph>>>;

/// What the department's texts say, part by part.
pub(super) struct OwnText {
    pub(super) parts: OwnParts,
    /// Texts that say anew what another one says: the one that was taken, and the one that was left out.
    pub(super) versions: Vec<(Arc<str>, Arc<str>)>,
}

/// A text whose words were taken.
struct TakenText<'a> {
    name: Arc<str>,
    paragraphs: Vec<TextParagraph<'a>>,
}

/// The paragraphs of each part that the department's texts have (those of its units are published nowhere), in the order of the numbers in their names.
pub(super) fn parts(
    budget: &Budget,
    template: &TextTemplate,
    composer: &mut Composer<'_>,
) -> OwnText {
    let mut own = OwnText {
        parts: vec![None; template.parts.len()],
        versions: Vec::new(),
    };
    let mut texts: Vec<&BudgetText> = budget.texts.iter().filter(|it| it.unit.is_none()).collect();
    texts.sort_by_cached_key(|text| numbered(&text.name));
    let mut taken: Vec<TakenText> = Vec::new();
    let mut ended = None;
    for text in texts {
        let (paragraphs, tables) = paragraphs(text);
        if taken.iter().any(|it| is_copy(&it.paragraphs, &paragraphs)) {
            continue;
        }
        let mut others = taken.iter();
        if let Some(other) = others.find(|it| is_version(budget, &it.paragraphs, &paragraphs)) {
            own.versions.push((other.name.clone(), text.name.clone()));
            continue;
        }
        let mut writer = PartWriter {
            budget,
            template,
            composer,
            parts: vec![None; template.parts.len()],
            seen: 0,
        };
        ended = writer.write(&paragraphs, tables, ended);
        for (all, more) in own.parts.iter_mut().zip(writer.parts) {
            if let Some(more) = more {
                all.get_or_insert_with(Vec::new).extend(more);
            }
        }
        taken.push(TakenText {
            name: text.name.clone(),
            paragraphs,
        });
    }
    number_on(template, &mut own.parts);
    for (part, own) in template.parts.iter().zip(&mut own.parts) {
        // its tables are those of the workbook
        if part.has_tables {
            *own = None;
        }
    }
    own
}

/// Parts that the template lacks stand behind its last one and are numbered on: 第五部分 behind 第四部分.
fn number_on(template: &TextTemplate, parts: &mut OwnParts) {
    let (Some(last), Some(Some(paragraphs))) = (template.parts.last(), parts.last_mut()) else {
        return;
    };
    let Some(SlotPiece::Plain(title)) = last.title.first() else {
        return;
    };
    let Some((mut number, _)) = numbered_part(title) else {
        return;
    };
    for paragraph in paragraphs {
        if paragraph.level != TextLevel::First {
            continue;
        }
        if let [TextRun::Plain(text)] = paragraph.runs.as_mut_slice()
            && let Some((_, words)) = numbered_part(text)
            && let Some(digit) = numeral::DIGITS.get(number + 1)
        {
            number += 1;
            *text = format!("{}{digit}{}{words}", PART.0, PART.1);
        }
    }
}

/// The number of a part, up to nine, and the words behind it: 第四部分　名词解释.
fn numbered_part(heading: &str) -> Option<(usize, &str)> {
    let rest = heading.trim().strip_prefix(PART.0)?;
    let digit = rest.chars().next()?;
    let number = numeral::digit(digit).and_then(|it| usize::try_from(it).ok());
    let number = number.or_else(|| usize::try_from(digit.to_digit(10)?).ok())?;
    let words = rest[digit.len_utf8()..].strip_prefix(PART.1)?;
    (number > 0).then_some((number, words))
}

/// The paragraphs of a text that say something, each with the tables of its own that stand below it: those in front of the
/// first one stand below that too.
fn paragraphs(text: &BudgetText) -> (Vec<TextParagraph<'_>>, Vec<Vec<SheetPage>>) {
    let mut pages = table::of_text(text);
    let (mut paragraphs, mut tables) = (Vec::new(), Vec::<Vec<SheetPage>>::new());
    let mut waiting = Vec::new();
    for paragraph in TextParagraph::all_of(text) {
        if paragraph.in_table {
            let own = pages.remove(&paragraph.block);
            tables.last_mut().unwrap_or(&mut waiting).extend(own);
        } else if !paragraph.is_around && !paragraph.text.trim().is_empty() {
            paragraphs.push(paragraph);
            tables.push(std::mem::take(&mut waiting));
        }
    }
    (paragraphs, tables)
}

/// A name by which 二 comes before 三, and 2 before 10.
fn numbered(name: &str) -> String {
    let mut key = String::new();
    let mut digits = String::new();
    for c in name.chars().chain(['/']) {
        match numeral::digit(c).and_then(|it| char::from_digit(it, 10)) {
            Some(digit) => digits.push(digit),
            None if c.is_ascii_digit() => digits.push(c),
            None => {
                if !digits.is_empty() {
                    key.push_str(&format!("{digits:0>9}"));
                    digits.clear();
                }
                key.push(c);
            }
        }
    }
    key
}

/// Whether two texts have the same words.
fn is_copy(one: &[TextParagraph], other: &[TextParagraph]) -> bool {
    let words = |own: &TextParagraph| fold(&own.text);
    one.iter().map(words).eq(other.iter().map(words))
}

/// Whether most headings of another text are those of one.
fn is_version(budget: &Budget, one: &[TextParagraph], other: &[TextParagraph]) -> bool {
    let headings = |all: &[TextParagraph]| -> HashSet<String> {
        let is_heading =
            |it: &&TextParagraph| matches!(level(budget, it), TextLevel::First | TextLevel::Second);
        let own = all.iter().filter(is_heading);
        own.map(|it| fold(&it.text)).collect()
    };
    let (one, other) = (headings(one), headings(other));
    let both = one.intersection(&other).count();
    both >= SAME_HEADINGS && both * 2 > other.len()
}

/// Puts the paragraphs of one text into the parts of the template.
struct PartWriter<'a, 'c> {
    budget: &'a Budget,
    template: &'a TextTemplate,
    composer: &'a mut Composer<'c>,
    parts: OwnParts,
    /// How far the text has gone through the paragraphs of the template's part.
    seen: usize,
}

impl PartWriter<'_, '_> {
    /// Writes a text that goes on where another one `ended`; gives the part in which it ends.
    fn write(
        &mut self,
        paragraphs: &[TextParagraph],
        tables: Vec<Vec<SheetPage>>,
        ended: Option<usize>,
    ) -> Option<usize> {
        let levels: Vec<TextLevel> = paragraphs.iter().map(|it| level(self.budget, it)).collect();
        let begins = paragraphs.iter().zip(&levels);
        let begins: Vec<Option<usize>> = begins.map(|(it, level)| self.begun(it, *level)).collect();
        let contents = contents(paragraphs, &begins);
        let mut parts = begins.iter().enumerate();
        let first = parts.find(|(at, begun)| begun.is_some() && !contents.contains(at));
        let first_part = first.and_then(|(_, begun)| *begun);
        // of a text with parts, what stands in front of its words is a cover
        let opening = first.map_or(0, |(first, _)| {
            let first = if contents.is_empty() {
                first
            } else {
                contents.start
            };
            opening(&self.budget.department, &paragraphs[..first])
        });
        let front = ended.filter(|it| it + 1 < self.template.parts.len());
        let front = front.or_else(|| self.in_front_of(first_part));
        let mut at = None;
        let all = paragraphs.iter().zip(levels).zip(begins).zip(tables);
        for (index, (((paragraph, level), begun), tables)) in all.enumerate() {
            if contents.contains(&index) {
                continue;
            }
            if begun.is_some() && begun != at {
                at = begun;
                self.seen = 0;
                self.put_tables(at, tables);
                continue;
            }
            if at.is_none() && index >= opening {
                at = front;
            }
            if let Some(place) = at {
                self.put(place, paragraph, level);
                self.put_tables(at, tables);
            }
        }
        at
    }

    /// The part that a paragraph begins: one with its words, as a heading or by themselves.
    fn begun(&self, paragraph: &TextParagraph, level: TextLevel) -> Option<usize> {
        let is_heading = level != TextLevel::Body
            || paragraph.text.chars().count() <= ALONE && is_open(&fold(&paragraph.text));
        is_heading
            .then(|| begun(self.template, &paragraph.text))
            .flatten()
    }

    /// The part of words that stand in front of another part: the one before it; of a text without parts the main one.
    fn in_front_of(&self, part: Option<usize>) -> Option<usize> {
        let parts = &self.template.parts;
        match part {
            Some(part) => {
                let mut before = (0..part).rev();
                before.find(|at| !parts[*at].has_tables).or(Some(part))
            }
            None => parts.iter().position(|it| it.is_main),
        }
    }

    /// Puts tables below the last paragraph of a part.
    fn put_tables(&mut self, place: Option<usize>, tables: Vec<SheetPage>) {
        let Some(place) = place.filter(|_| !tables.is_empty()) else {
            return;
        };
        let out = self.parts[place].get_or_insert_with(Vec::new);
        match out.last_mut() {
            Some(above) => above.tables.extend(tables),
            None => out.push(DocumentParagraph {
                level: TextLevel::Body,
                runs: Vec::new(),
                tables,
            }),
        }
    }

    fn put(&mut self, place: usize, paragraph: &TextParagraph, level: TextLevel) {
        let out = self.parts[place].get_or_insert_with(Vec::new);
        let ours = &self.template.parts[place].paragraphs;
        if let Some(found) = same(ours, &paragraph.text, self.seen) {
            self.seen = found + 1;
            let own = &ours[found];
            if own.each.is_some() || !own.when.is_empty() {
                self.composer.paragraph(own, out);
                return;
            }
        }
        let level = match level {
            TextLevel::Body if out.is_empty() && is_title(&paragraph.text) => TextLevel::Title,
            level => level,
        };
        self.composer.under(level, &paragraph.text);
        let runs = runs(self.composer, paragraph);
        out.push(DocumentParagraph::new(level, runs));
    }
}

/// The paragraph of the template that is written as it is there: the next one, as some stand under several headings.
fn same(ours: &[ParagraphTemplate], text: &str, seen: usize) -> Option<usize> {
    let text = fold(text);
    let is_same = |at: &usize| ours[*at].source == text;
    let next = (seen..ours.len()).find(is_same);
    next.or_else(|| (0..seen.min(ours.len())).find(is_same))
}

/// The part that a heading begins.
pub(super) fn begun(template: &TextTemplate, heading: &str) -> Option<usize> {
    let heading = fold(heading);
    // 第二部分 情况说明 is the third part of a form with 第二部分 公开表
    if heading.starts_with(PART.0) && heading.contains(PART.1) {
        // 其他相关情况说明 says more than 情况说明
        let says = |part: &PartTemplate| {
            let words = part.called.iter();
            let words = words.filter(|word| heading.contains(word.as_str()));
            words.map(String::len).max().unwrap_or(0)
        };
        let said: Vec<usize> = template.parts.iter().map(says).collect();
        let most = said.iter().copied().max().filter(|most| *most > 0);
        if let Some(most) = most {
            return said.iter().position(|own| *own == most);
        }
    }
    let begins = |part: &PartTemplate| {
        part.begin
            .iter()
            .any(|word| heading.contains(word.as_str()))
    };
    template.parts.iter().position(begins)
}

pub(super) fn level(budget: &Budget, paragraph: &TextParagraph) -> TextLevel {
    // a long one is neither heading nor signature
    let is_shown = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c) || c.is_alphanumeric();
    let shown = paragraph.text.chars().filter(is_shown);
    if shown.take(HEADING + 1).count() > HEADING {
        return TextLevel::Body;
    }
    let text = fold(&paragraph.text);
    let is_open = is_open(&text);
    match Marker::of(paragraph) {
        Marker::Part | Marker::Han if is_open => TextLevel::First,
        Marker::HanInBrackets if is_open => TextLevel::Second,
        Marker::Plain if is_open && paragraph.level.is_some() => TextLevel::First,
        Marker::Plain if is_called(&budget.department, &text) || is_date(&text) => {
            TextLevel::Signature
        }
        _ => TextLevel::Body,
    }
}

/// Whether folded words are no sentence: a heading, a name, a date.
pub(super) fn is_open(text: &str) -> bool {
    !text.ends_with(['。', ';', ',', ':']) && text.chars().count() <= HEADING
}

/// Whether the first words of a text are what it is called: `某局2020年部门预算情况说明`.
fn is_title(text: &str) -> bool {
    let text = fold(text);
    is_open(&text) && text.contains("预算") && text.ends_with(['明', '开', '书'])
}

/// Whether folded words are a name and nothing else.
pub(super) fn is_called(name: &str, text: &str) -> bool {
    name.chars().filter_map(folded).eq(text.chars())
}

/// `2020年2月10日`.
pub(super) fn is_date(text: &str) -> bool {
    text.ends_with('日')
        && text.contains('年')
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '年' | '月' | '日'))
}

/// The words of a paragraph: places to be filled in stay such places, names in braces are filled in.
fn runs(composer: &Composer<'_>, paragraph: &TextParagraph) -> Vec<TextRun> {
    let text = format!(
        "{}{}",
        paragraph.number,
        paragraph.text.trim_matches('\u{3000}').trim()
    );
    match parse_words(&text) {
        Ok(pieces) if pieces.iter().any(|it| !matches!(it, SlotPiece::Plain(_))) => {
            composer.filled(&pieces)
        }
        _ => vec![TextRun::Plain(text)],
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::templates;

    #[test]
    fn a_heading_begins_the_part_that_it_says_most_of() {
        let found = templates::load(None, Some("shanghai-2023")).unwrap();
        let template = found[0].rules.text.clone().unwrap();
        let begun = |heading: &str| begun(&template, heading);
        assert_eq!(begun("第四部分　其他相关情况说明"), Some(3));
        assert_eq!(begun("第二部分　部门预算情况说明"), Some(2));
        assert_eq!(begun("第三部分　部门预算表"), Some(1));
    }
}
