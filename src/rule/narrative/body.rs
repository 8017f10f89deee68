//! Bodies of a department, its own offices and the units below it, where a text tells the figures of each.

use super::line::{Marker, TextLine};
use super::walk::Walk;
use std::ops::Range;

/// Characters of the shortest and the longest name of a body.
const SHORTEST: usize = 2;
const LONGEST: usize = 24;

/// Marks behind a name.
const MARKS: &str = ":,。;(\"";

/// What the words at the beginning of a line or a clause name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Body {
    /// The department's own offices: 局机关.
    Own,
    /// A unit below it: 就业服务中心.
    Below,
}

impl Walk<'_> {
    /// Lines that are each of one body only: `（一）局机关` and `（二）就业服务中心`, with what stands below them.
    pub(super) fn bodies(&self) -> Vec<bool> {
        let lines = &self.reading.lines;
        let mut of_body = vec![false; lines.len()];
        let named = |at: usize| {
            let line = &lines[at];
            // 局机关：支出5万元
            let head = line.chars.iter().take(LONGEST).position(|c| *c == ':');
            let is_item = line.marker != Marker::Plain || head.is_some();
            let is_item = is_item && !line.in_table;
            is_item.then(|| self.body_at(line, line.body)).flatten()
        };
        let named: Vec<Option<Body>> = (0..lines.len()).map(named).collect();
        for own in (0..lines.len()).filter(|at| named[*at] == Some(Body::Own)) {
            let style = lines[own].marker;
            let list = self.items_around(own);
            let is_item = |at: &usize| lines[*at].marker == style;
            let mut items = list.clone().filter(is_item);
            if items.any(|at| named[at] == Some(Body::Below)) {
                let mut is_of_body = false;
                for at in list {
                    if is_item(&at) {
                        is_of_body = named[at].is_some();
                    }
                    of_body[at] = is_of_body;
                }
            }
        }
        of_body
    }

    /// From where on the figures of each line are of one kind of money only: `（一）财政拨款支出`, `（二）其他资金支出` and what
    /// stands below them.
    pub(super) fn kinds_of_money(&self) -> Vec<Option<usize>> {
        let lines = &self.reading.lines;
        let mut of_kind = vec![None; lines.len()];
        let named: Vec<Option<&[char]>> = (0..lines.len()).map(|at| self.kind_at(at)).collect();
        for own in (0..lines.len()).filter(|at| named[*at].is_some()) {
            let style = lines[own].marker;
            let list = self.items_around(own);
            let is_item = |at: &usize| lines[*at].marker == style;
            let mut others = list.clone().filter(is_item).filter_map(|at| named[at]);
            if of_kind[own].is_some() || !others.any(|it| Some(it) != named[own]) {
                continue;
            }
            let mut is_of_kind = false;
            for at in list {
                let is_item = is_item(&at);
                if is_item {
                    is_of_kind = named[at].is_some();
                }
                // the first amount of an item is all of its kind
                let first = self.of_line(at).first().map_or(0, |it| it.close);
                of_kind[at] = is_of_kind.then_some(if is_item { first } else { 0 });
            }
        }
        of_kind
    }

    /// The kind of money that an item names at its beginning, with nothing behind it but 支出 or 收入.
    fn kind_at(&self, at: usize) -> Option<&[char]> {
        let line = &self.reading.lines[at];
        let [kinds, behind] = ["资金种类", "收支"].map(|name| self.data.group(name));
        let is_item = line.marker > Marker::Han && line.marker != Marker::Plain && !line.in_table;
        let words = line.chars.get(line.body..).filter(|_| is_item)?;
        let (kind, _) = kinds?.begins(words)?;
        let rest = &words[kind.len()..];
        let length = behind
            .and_then(|it| it.begins(rest))
            .map_or(0, |it| it.0.len());
        let is_end = |c: &char| c.is_ascii_digit() || MARKS.contains(*c);
        let is_kind = rest.get(length).is_none_or(is_end);
        is_kind.then_some(&kind[..])
    }

    /// The lines of the list that an item is in, with what stands below its items.
    fn items_around(&self, item: usize) -> Range<usize> {
        let lines = &self.reading.lines;
        let is_beyond = |at: &usize| lines[*at].marker < lines[item].marker;
        let from = (0..item).rfind(is_beyond).map_or(0, |at| at + 1);
        let to = (item + 1..lines.len()).find(is_beyond);
        from..to.unwrap_or(lines.len())
    }

    /// What body the words at a place name, with nothing else behind its name but words of its budget.
    fn body_at(&self, line: &TextLine, at: usize) -> Option<Body> {
        let [own, below, behind] = ["本级", "下属机构", "预算的"].map(|name| self.data.group(name));
        let goes_on = |end: usize| match line.chars.get(end) {
            None => true,
            Some(c) if MARKS.contains(*c) || c.is_ascii_digit() => true,
            Some(_) => behind.is_some_and(|it| it.begins(&line.chars[end..]).is_some()),
        };
        let last = line.chars.len().min(at + LONGEST);
        let mut ends = (at + SHORTEST..=last).filter(|end| goes_on(*end));
        ends.find_map(|end| {
            let name = &line.chars[at..end];
            let is_one = |words: Option<&super::form::Group>| {
                words.is_some_and(|it| it.ends(name).is_some())
            };
            let is_itself = name.starts_with(&['本']) || name.starts_with(&['我']);
            match (is_one(own), is_one(below)) {
                (true, _) => Some(Body::Own),
                (false, true) if !is_itself => Some(Body::Below),
                _ => None,
            }
        })
    }

    /// Whether a clause of a sentence begins with the name of a unit below the department.
    pub(super) fn names_unit_below(&self, line: &TextLine, (from, to): (usize, usize)) -> bool {
        let begins = |at: &usize| *at == from || ",;、:".contains(line.chars[*at - 1]);
        let mut clauses = (from..to).filter(begins);
        clauses.any(|at| self.body_at(line, at) == Some(Body::Below))
    }
}
