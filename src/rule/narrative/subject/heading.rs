//! Headings: they give the section and begin the path of the classification.

use crate::rule::narrative::language::WordGroup;
use crate::rule::narrative::lines::{Kind, Marker, TextLine};
use crate::rule::narrative::reader::{Head, Reader};

/// Characters of the longest heading, and of the longest that begins a paragraph.
const HEADING: usize = 60;

const BEGINNING: usize = 24;

impl Reader<'_> {
    /// A cell of a table in the document: a project's name beside its label.
    pub(crate) fn cell_of_table(&mut self, index: usize, line: &TextLine) {
        let Some(before) = index.checked_sub(1).map(|at| &self.reading.lines[at]) else {
            return;
        };
        let label = before.text(0, before.chars.len());
        if !before.in_table || !self.data.labels.contains(&label) {
            return;
        }
        let text = line.text(0, line.chars.len());
        let mut headers = self.data.headers.iter();
        if !headers.any(|it| text.ends_with(it.as_str())) {
            self.project_named(index, line, (0, line.chars.len()));
        }
    }

    /// Takes a heading in: it ends the ones on its level and below.
    pub(crate) fn heading(&mut self, index: usize, line: &TextLine) {
        let text = line.text(0, line.chars.len());
        let length = line.chars.len();
        let has_amount = self
            .of_line(index)
            .iter()
            .any(|it| matches!(it.kind, Kind::Amount(_)));
        let ends = text.chars().last().unwrap_or(' ');
        let is_open = !"。;,".contains(ends) && !has_amount && length <= HEADING;
        let is_named = self
            .data
            .headings
            .iter()
            .any(|word| text.ends_with(word.as_str()));
        let is_heading = match line.marker {
            Marker::Part | Marker::Han | Marker::HanInBrackets => is_open,
            Marker::Plain | Marker::Arabic => is_open && (is_named || line.is_styled),
            _ => is_open && line.is_styled,
        };
        let beginning = match line.marker {
            Marker::Han | Marker::HanInBrackets | Marker::Arabic if !is_heading => beginning(line),
            _ => None,
        };
        if let Some(head) = beginning {
            self.heading_within(index, line, head);
        } else if is_heading {
            let rank = |marker: Marker| match marker {
                Marker::Plain => Marker::Part,
                other => other,
            };
            let own = rank(line.marker);
            self.heads.retain(|it| rank(it.marker) < own);
            self.head(index, line, (own, text));
            self.sections_of_heads();
            if line.marker <= Marker::Han {
                self.path = None;
                self.class_of_heading = None;
            }
        }
        if is_heading || line.marker == Marker::HanInBrackets {
            self.path_of_heading(index, line);
        }
    }

    /// Takes a heading in that begins its own paragraph, where it names a section: `（二）“三公”经费预算：2020年…`. What
    /// stands on its level or below ends with it, whatever it names.
    fn heading_within(&mut self, index: usize, line: &TextLine, text: String) {
        let (marker, before) = (line.marker, self.heads.len());
        self.heads.retain(|it| it.marker < marker);
        let is_named = self.data.section_headed(&text).is_some();
        if is_named {
            self.head(index, line, (marker, text));
        }
        if is_named || self.heads.len() != before {
            self.sections_of_heads();
        }
    }

    fn head(&mut self, index: usize, line: &TextLine, (marker, text): (Marker, String)) {
        let is_past = self.is_past(index, line);
        let section = self.data.section_headed(&text);
        self.reading.is_headed |= section.is_some();
        self.heads.push(Head {
            marker,
            text,
            section,
            is_past,
        });
    }

    /// Whether the beginning of a line tells of what an earlier year spent.
    fn is_past(&self, index: usize, line: &TextLine) -> bool {
        // 规模变化情况：2020年…，比2019年执行数 goes on with this year
        let figures = self.of_line(index);
        let mut years = figures.iter().filter(|it| it.kind == Kind::Year);
        let compared = years.find(|it| line.is_compared(it.start));
        let end = compared.map_or(line.chars.len(), |it| it.start);
        let end = end.min(HEADING);
        let text = line.text(0, end);
        let is_earlier = self.is_of_earlier_year(index, (0, end));
        let mut execution = self.data.execution.iter();
        (is_earlier || self.has_word(WordGroup::LastYear, line, (0, end)))
            && execution.any(|word| text.contains(word.as_str()))
    }

    /// The sections of the headings at hand, the innermost first.
    fn sections_of_heads(&mut self) {
        let named = self.heads.iter().rev().filter_map(|head| head.section);
        self.sections = self.data.with_wholes(named);
    }
}

/// The heading that a numbered paragraph begins with: up to its first ：or 。, without figures.
fn beginning(line: &TextLine) -> Option<String> {
    let mut own = line.chars[line.body..].iter().take(BEGINNING);
    let length = own.position(|c| matches!(c, ':' | '。'))?;
    let head = line.text(line.body, line.body + length);
    let is_plain = !head.contains([',', ';', '、']) && !head.contains(|c: char| c.is_ascii_digit());
    (length > 0 && is_plain).then_some(head)
}
