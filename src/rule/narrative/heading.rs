//! Headings: they give the section and begin the path of the classification.

use super::figure::Kind;
use super::line::{Marker, TextLine};
use super::walk::Walk;

/// Characters of the longest heading.
const HEADING: usize = 60;

impl Walk<'_> {
    /// A cell of a table in the document: a project's name beside its label.
    pub(super) fn cell_of_table(&mut self, index: usize, line: &TextLine) {
        let Some(before) = index.checked_sub(1).map(|at| &self.reading.lines[at]) else {
            return;
        };
        let label = before.text(0, before.chars.len());
        if before.in_table && self.data.labels.contains(&label) {
            self.project_named(index, line, (0, line.chars.len()));
        }
    }

    /// Takes a heading in: it ends the ones on its level and below.
    pub(super) fn heading(&mut self, index: usize, line: &TextLine) {
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
            Marker::Plain => is_open && (is_named || line.is_styled),
            _ => is_open && line.is_styled,
        };
        if is_heading {
            let rank = |marker: Marker| match marker {
                Marker::Plain => Marker::Part,
                other => other,
            };
            let own = rank(line.marker);
            self.heads.retain(|(marker, _)| rank(*marker) < own);
            self.heads.push((own, text));
            let sections = &self.data.sections;
            self.sections.clear();
            for (_, head) in self.heads.iter().rev() {
                let found = sections.iter().position(|it| it.is_headed(head));
                self.sections
                    .extend(found.filter(|it| !self.sections.contains(it)));
            }
            if line.marker <= Marker::Han {
                self.path = None;
            }
        }
        if is_heading || line.marker == Marker::HanInBrackets {
            self.path_of_heading(index, line);
        }
    }
}
