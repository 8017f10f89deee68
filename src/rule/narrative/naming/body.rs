//! Lists whose items are each of a part of the department's budget: of one of its bodies (`（一）局机关`, `（二）就业服务中心`), or
//! of one kind of money (`（一）财政拨款支出`, `（二）其他资金支出`).

use crate::rule::narrative::form::Group;
use crate::rule::narrative::language::WordGroup;
use crate::rule::narrative::lines::{Kind, Marker, TextLine};
use crate::rule::narrative::reader::Reader;
use std::ops::Range;

/// Characters of the shortest and the longest name of a body.
const SHORTEST: usize = 2;

const LONGEST: usize = 24;

/// Whether a name ends before a character: a mark or a figure.
fn is_end_of_name(c: &char) -> bool {
    matches!(c, ':' | ',' | '。' | ';' | '(' | '"') || c.is_ascii_digit()
}

/// What the words at the beginning of a line or a clause name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Body {
    /// The department's own offices: 局机关.
    Own,
    /// A unit below it: 就业服务中心.
    Below,
}

impl Reader<'_> {
    /// Lines that are each of one body only, with what stands below them.
    pub(crate) fn lines_of_bodies(&self) -> Vec<bool> {
        let lines = &self.reading.lines;
        let named: Vec<Option<Body>> = (0..lines.len()).map(|at| self.body_of_line(at)).collect();
        let mut of_body = vec![false; lines.len()];
        for (style, list) in self.lists_of(|at| named[at] == Some(Body::Own)) {
            let items = || list.clone().filter(|at| lines[*at].marker == style);
            let has = |body: Body| items().any(|at| named[at] == Some(body));
            if !has(Body::Own) || !has(Body::Below) {
                continue;
            }
            for at in self.within_named(style, list, |at| named[at].is_some()) {
                of_body[at] = true;
            }
        }
        of_body
    }

    /// From where on the figures of each line are of one kind of money only; the first amount of an item is all of its kind.
    pub(crate) fn lines_of_money(&self) -> Vec<Option<usize>> {
        let lines = &self.reading.lines;
        let named: Vec<Option<&[char]>> =
            (0..lines.len()).map(|at| self.kind_of_line(at)).collect();
        let mut of_kind = vec![None; lines.len()];
        for (style, list) in self.lists_of(|at| named[at].is_some()) {
            let items = list.clone().filter(|at| lines[*at].marker == style);
            let mut kinds = items.filter_map(|at| named[at]);
            let first = kinds.next();
            if !kinds.any(|it| Some(it) != first) {
                continue;
            }
            for at in self.within_named(style, list, |at| named[at].is_some()) {
                let figures = self.of_line(at);
                let mut amounts = figures.iter();
                let first = amounts.find(|it| matches!(it.kind, Kind::Amount(_)));
                let first = first.filter(|_| lines[at].marker == style);
                of_kind[at] = Some(first.map_or(0, |it| it.close));
            }
        }
        of_kind
    }

    /// The lists of the levels that some lines have, each between lines of a higher level.
    fn lists_of(&self, is_named: impl Fn(usize) -> bool) -> Vec<(Marker, Range<usize>)> {
        let lines = &self.reading.lines;
        let named = (0..lines.len()).filter(|at| is_named(*at));
        let mut styles: Vec<Marker> = named.map(|at| lines[at].marker).collect();
        styles.sort_unstable();
        styles.dedup();
        let lists = styles.into_iter().flat_map(|style| {
            let is_end = move |at: &usize| lines[*at].marker < style;
            let ends = (0..lines.len()).filter(is_end).chain([lines.len()]);
            let mut from = 0;
            ends.map(move |end| (style, std::mem::replace(&mut from, end + 1)..end))
        });
        lists.filter(|(_, list)| !list.is_empty()).collect()
    }

    /// The lines of a list whose items are named, with those below them.
    fn within_named(
        &self,
        style: Marker,
        list: Range<usize>,
        is_named: impl Fn(usize) -> bool,
    ) -> Vec<usize> {
        let mut is_within = false;
        let of_named = |at: &usize| {
            if self.reading.lines[*at].marker == style {
                is_within = is_named(*at);
            }
            is_within
        };
        list.filter(of_named).collect()
    }

    /// The body that a line begins with, numbered or with ：behind it.
    fn body_of_line(&self, at: usize) -> Option<Body> {
        let line = &self.reading.lines[at];
        let is_headed = || line.chars.iter().take(LONGEST).any(|c| *c == ':');
        let is_item = !line.in_table && (line.marker != Marker::Plain || is_headed());
        is_item.then(|| self.body_at(line, line.body)).flatten()
    }

    /// The kind of money that an item names at its beginning, with nothing behind it but 支出 or 收入.
    fn kind_of_line(&self, at: usize) -> Option<&[char]> {
        let line = &self.reading.lines[at];
        let [kinds, behind] = [WordGroup::FundKind, WordGroup::RevenueOrExpenditure]
            .map(|name| self.data.group(name));
        let is_item = line.marker > Marker::Han && line.marker != Marker::Plain && !line.in_table;
        let words = line.chars.get(line.body..).filter(|_| is_item)?;
        let (kind, _) = kinds.begins(words)?;
        let rest = &words[kind.len()..];
        let behind = behind.begins(rest);
        let is_kind = rest.get(behind.map_or(0, |it| it.0.len()));
        is_kind.is_none_or(is_end_of_name).then_some(&kind[..])
    }

    /// What body the words at a place name, with nothing else behind its name but words of its budget.
    fn body_at(&self, line: &TextLine, at: usize) -> Option<Body> {
        let [own, below, behind] = [
            WordGroup::OwnOffice,
            WordGroup::BodyBelow,
            WordGroup::BudgetOfBody,
        ]
        .map(|name| self.data.group(name));
        let last = line.chars.len().min(at + LONGEST);
        let last = (at..last)
            .find(|at| is_end_of_name(&line.chars[*at]))
            .unwrap_or(last);
        let goes_on = |end: &usize| match line.chars.get(*end) {
            None => true,
            Some(c) if is_end_of_name(c) => true,
            Some(_) => behind.begins(&line.chars[*end..]).is_some(),
        };
        let ends_name = |words: &Group, end: usize| words.ends(&line.chars[at..end]).is_some();
        // 本单位 and 我局 are the department, 本部 is one of its bodies
        let is_body = line.has(at, "本部") && !line.has(at, "本部门");
        let is_itself = (line.has(at, "本") && !is_body) || line.has(at, "我");
        let mut ends = (at + SHORTEST..=last).filter(goes_on);
        ends.find_map(|end| {
            // the department may be called 办事处 itself
            let is_below = !is_itself
                && ends_name(below, end)
                && !self.department.ends_with(&line.text(at, end));
            let is_own = ends_name(own, end).then_some(Body::Own);
            is_own.or(is_below.then_some(Body::Below))
        })
    }

    /// Whether the words at a place name one of the department's bodies: 本部, 就业服务中心.
    pub(crate) fn is_of_body(&self, line: &TextLine, at: usize) -> bool {
        self.body_at(line, at).is_some()
    }

    /// Whether a clause of a sentence begins with the name of a unit below the department.
    pub(crate) fn names_unit_below(&self, line: &TextLine, place: (usize, usize)) -> bool {
        let mut bodies = self.bodies(line, place);
        bodies.any(|(_, body)| body == Body::Below)
    }

    /// Whether clauses of a sentence begin with the names of several bodies.
    pub(crate) fn names_bodies(&self, line: &TextLine, place: (usize, usize)) -> bool {
        let word = |at: usize| line.text(at, (at + SHORTEST).min(place.1));
        let mut bodies = self.bodies(line, place).map(|(at, _)| word(at));
        let first = bodies.next();
        first.is_some_and(|first| bodies.any(|it| it != first))
    }

    /// The bodies with which clauses of a sentence begin, and where.
    fn bodies(
        &self,
        line: &TextLine,
        (from, to): (usize, usize),
    ) -> impl Iterator<Item = (usize, Body)> {
        let begins = move |at: &usize| *at == from || ",;、:".contains(line.chars[*at - 1]);
        let clauses = (from..to).filter(begins);
        clauses.filter_map(|at| Some((at, self.body_at(line, at)?)))
    }
}
