//! Last year's text of the department: the words that stood where this year's have to be filled in (职能, 用途).

use super::compose::text_of;
use super::own::{begun, level};
use crate::budget::Budget;
use crate::label::without_number;
use crate::rule::narrative::{TextParagraph, fold};
use crate::rule::text::TextTemplate;
use crate::write::document::{DocumentParagraph, TextLevel};

/// Characters of words that are offered.
const LONGEST: usize = 1_500;
/// Characters in front of a place, by which it is found again, and behind it.
const BEFORE: usize = 4;
const BEHIND: usize = 2;
/// Characters of what a definition defines.
const TERM: usize = 20;
/// Characters between the name of a row and the words about it.
const NEAR: usize = 60;

/// What last year's text says, line by line.
#[derive(Default)]
pub(super) struct LastText {
    lines: Vec<LastLine>,
}

struct LastLine {
    /// The part of the template.
    part: Option<usize>,
    /// The heading and the subheading that it stands under, as [`key`] makes them.
    heads: [String; 2],
    text: String,
}

impl LastText {
    /// That of a budget's department; empty where none is at hand, or nobody may take up its words.
    pub(super) fn of(budget: &Budget, template: &TextTemplate) -> Self {
        let mut all = Self::default();
        if template.offered.is_empty() {
            return all;
        }
        for text in &budget.last_texts {
            let mut heads = [const { String::new() }; 2];
            let mut part = None;
            for paragraph in TextParagraph::all_of(text) {
                let text = paragraph.text.trim_matches('\u{3000}').trim();
                if text.is_empty() || paragraph.in_table {
                    continue;
                }
                let level = level(budget, &paragraph);
                let begun = begun(template, text).filter(|_| level != TextLevel::Body);
                if begun.is_some() {
                    part = begun;
                    heads = [const { String::new() }; 2];
                    continue;
                }
                match level {
                    TextLevel::First => heads = [key(text), String::new()],
                    TextLevel::Second => heads[1] = key(text),
                    TextLevel::Title | TextLevel::Signature => {}
                    TextLevel::Body => all.lines.push(LastLine {
                        part,
                        heads: heads.clone(),
                        text: format!("{}{text}", paragraph.number),
                    }),
                }
            }
        }
        all
    }

    /// The words between others under the headings at hand: of a row behind its name, or all of the section where
    /// nothing stands beside the place.
    pub(super) fn words(
        &self,
        heads: &[String; 3],
        row: Option<&str>,
        (before, next): (&str, &str),
    ) -> Option<String> {
        let own = [key(&heads[1]), key(&heads[2])];
        let is_here = |line: &&LastLine| own[0].is_empty() || line.heads == own;
        let mut lines = self.lines.iter().filter(is_here);
        let words = if before.is_empty() && next.is_empty() && row.is_none() {
            if own[0].is_empty() {
                return None;
            }
            let lines: Vec<&str> = lines.map(|line| line.text.as_str()).collect();
            lines.join("\n")
        } else {
            lines.find_map(|line| between(&line.text, row, before, next))?
        };
        is_worth_it(&words).then_some(words)
    }
}

impl LastText {
    /// Definitions of a part (甲、财政拨款：指…) that this year's paragraphs lack.
    pub(super) fn terms(&self, part: usize, ours: &[DocumentParagraph]) -> Vec<String> {
        let known: Vec<String> = ours
            .iter()
            .filter_map(|it| term(&text_of(&it.runs)))
            .collect();
        let own = self.lines.iter().filter(|line| line.part == Some(part));
        let is_new = |text: &&str| term(text).is_some_and(|own| !known.contains(&own));
        let new = own.map(|line| line.text.as_str()).filter(is_new);
        new.filter(|text| is_worth_it(text))
            .map(str::to_owned)
            .collect()
    }
}

/// What a paragraph defines.
fn term(text: &str) -> Option<String> {
    let (term, _) = text.split_once(['：', ':'])?;
    let term = key(term);
    (!term.is_empty() && term.chars().count() <= TERM).then_some(term)
}

/// What stands in a line behind the end of some words and before the beginning of others.
fn between(line: &str, row: Option<&str>, before: &str, next: &str) -> Option<String> {
    let from = match row {
        Some(name) => line.find(name)? + name.len(),
        None => 0,
    };
    let start: String = before.chars().rev().take(BEFORE).collect();
    let start: String = start.chars().rev().collect();
    let at = line[from..].find(&start)?;
    if row.is_some() && line[from..from + at].chars().count() > NEAR {
        return None;
    }
    let rest = &line[from + at + start.len()..];
    let end: String = next.chars().take(BEHIND).collect();
    let end = match end.as_str() {
        // within a list, or at the end of a line
        "" => rest.find(['；', '。', ';']).unwrap_or(rest.len()),
        end => rest.find(end)?,
    };
    Some(rest[..end].trim().to_owned())
}

/// Whether words say something, and are no place that was left to be filled in.
fn is_worth_it(words: &str) -> bool {
    let is_word = |c: char| c.is_alphabetic() && !"万元人个辆台套家".contains(c);
    let is_open = words.contains(['〔', '〕', '{', '}']) || words.contains("XX");
    !is_open && words.contains(is_word) && words.chars().count() <= LONGEST
}

/// A heading without its number, years and marks.
fn key(heading: &str) -> String {
    let text = fold(heading);
    without_number(&text)
        .chars()
        .filter(|c| c.is_alphabetic() && *c != '年')
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_between_others() {
        let line = "公共安全支出12万元，主要用于安全；教育支出3.5万元，主要用于学校建设。";
        let of = |row| between(line, Some(row), "万元，主要用于", "");
        assert_eq!(of("公共安全支出").as_deref(), Some("安全"));
        assert_eq!(of("教育支出").as_deref(), Some("学校建设"));
        assert_eq!(of("农林水支出"), None);
        let line = "某局是行政单位。";
        assert_eq!(
            between(line, None, "某局是", "。").as_deref(),
            Some("行政单位")
        );
        assert!(!is_worth_it("12人") && !is_worth_it("〔待填：职能〕") && is_worth_it("负责就业"));
        assert_eq!(key("二、某局2019年收入"), key("三、某局2020年收入"));
    }
}
