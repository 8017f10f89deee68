//! Wholes and their parts: within a sentence (其中, 包括, brackets), in the lines below, and in a line that
//! divides up an amount stated above.

use super::TextCheck;
use super::cell::value;
use super::figure::Kind;
use super::line::{Line, Marker};
use super::walk::{Stated, Walk};
use crate::amount::Amount;
use crate::budget::{Fact, FactId, Row};
use crate::classification::Code;
use crate::finding::ClaimProblem;
use crate::relation::Relation;
use rust_decimal::Decimal;

/// Lines between an amount and the line that divides it up.
const ABOVE: usize = 8;

/// Places of a line from which parts are told.
const MOST: usize = 200;

/// Lines of a list.
const LONGEST: usize = 400;

/// A place from which parts are told.
struct Begin {
    at: usize,
    to: usize,
    depth: usize,
    /// Whether it is nothing but an opening bracket.
    is_bracket: bool,
}

impl Walk<'_> {
    /// States every breakdown of the text.
    pub(super) fn parts(&mut self) {
        for index in 0..self.reading.lines.len() {
            let line = self.at(index);
            if line.in_table {
                continue;
            }
            let stated: Vec<Stated> = self.stated_in(index).to_vec();
            let depths = depths(&line);
            let begins = self.begins(&line, &depths, &stated);
            for begin in &begins {
                let is_last = line.chars[begin.to..]
                    .iter()
                    .all(|c| ":,。;、".contains(*c));
                if is_last {
                    self.below(index, &line, begin);
                } else {
                    self.within((index, &line), (begin, &begins), &depths, &stated);
                }
            }
            self.divided(index, &line, &stated);
        }
    }

    fn begins(&self, line: &Line, depths: &[usize], stated: &[Stated]) -> Vec<Begin> {
        let group = self.data.groups.iter().find(|it| it.name == "其中");
        let words = group.map_or(&[][..], |group| &group.words);
        let mut found = Vec::new();
        let mut at = 0;
        while at < line.chars.len() && found.len() < MOST {
            let word = words
                .iter()
                .find(|(word, _)| line.chars[at..].starts_with(word));
            if let Some((word, _)) = word {
                found.push(Begin {
                    at,
                    to: at + word.len(),
                    depth: depths[at],
                    is_bracket: false,
                });
                at += word.len();
                continue;
            }
            let closes = |it: &Stated| self.reading.figures[it.figure].figure.close == at;
            let follows_figure = || stated.iter().any(closes);
            let is_word_next = || {
                let mut words = words.iter();
                words.any(|(word, _)| line.chars[at + 1..].starts_with(word))
            };
            if line.chars[at] == '(' && follows_figure() && !is_word_next() {
                found.push(Begin {
                    at,
                    to: at + 1,
                    depth: depths[at] + 1,
                    is_bracket: true,
                });
            }
            at += 1;
        }
        found
    }

    /// Whether two figures may be added up.
    fn is_alike(&self, one: usize, other: usize) -> bool {
        let kind = |index: usize| &self.reading.figures[index].figure.kind;
        match (kind(one), kind(other)) {
            (Kind::Amount(_) | Kind::Bare, Kind::Amount(_)) | (Kind::Amount(_), Kind::Bare) => true,
            (Kind::Count(a), Kind::Count(b)) => a == b,
            _ => false,
        }
    }

    fn within(
        &mut self,
        (index, line): (usize, &Line),
        (begin, begins): (&Begin, &[Begin]),
        depths: &[usize],
        stated: &[Stated],
    ) {
        let is_end = |at: &usize| {
            depths[*at] < begin.depth || (line.chars[*at] == '。' && depths[*at] <= begin.depth)
        };
        let end = (begin.to..line.chars.len())
            .find(is_end)
            .unwrap_or(line.chars.len());
        // a breakdown of one of the parts ends at the next ；
        let nested = begins
            .iter()
            .filter(|it| it.at > begin.to && it.at < end && it.depth == begin.depth);
        let nested: Vec<(usize, usize)> = nested
            .map(|it| {
                let stop =
                    (it.to..end).find(|at| line.chars[*at] == ';' && depths[*at] <= begin.depth);
                (it.at, stop.unwrap_or(end))
            })
            .collect();
        let is_part = |it: &&Stated| {
            it.at >= begin.to
                && it.at < end
                && depths[it.at] == begin.depth
                && it.is_current
                && !nested
                    .iter()
                    .any(|(from, to)| (*from..*to).contains(&it.at))
                && self
                    .is_aside(line, it.at, "用途")
                    .is_none_or(|aside| aside < begin.to || !self.same_part(line, aside, it.at))
        };
        let parts: Vec<&Stated> = stated.iter().filter(is_part).collect();
        let (sentence, _) = line.sentence(begin.at);
        let from = if begin.at <= sentence + 2 && sentence > 0 {
            line.sentence(sentence - 1).0
        } else {
            sentence
        };
        let before = |it: &&Stated| {
            let is_near = it.at >= from && it.at < begin.at && it.is_current;
            is_near
                && (!begin.is_bracket || self.reading.figures[it.figure].figure.close == begin.at)
        };
        let wholes: Vec<&Stated> = stated.iter().filter(before).collect();
        let mut done: Vec<usize> = Vec::new();
        for whole in wholes.iter().rev() {
            if done.iter().any(|other| self.is_alike(*other, whole.figure)) {
                continue;
            }
            done.push(whole.figure);
            let own: Vec<usize> = parts
                .iter()
                .map(|it| it.figure)
                .filter(|it| self.is_alike(*it, whole.figure))
                .collect();
            self.relate((index, line), whole, &own, TextCheck::PartsNear);
        }
    }

    /// Whether two places stand in one part of a list.
    fn same_part(&self, line: &Line, from: usize, to: usize) -> bool {
        !line.chars[from..to].iter().any(|c| matches!(c, ';' | '。'))
    }

    /// Relates a whole to its parts. Where the parts come to less, some may not be told.
    fn relate(
        &mut self,
        (index, line): (usize, &Line),
        whole: &Stated,
        parts: &[usize],
        where_less: TextCheck,
    ) {
        let value = |figure: usize| self.reading.figures[figure].value;
        let half = |figure: usize| self.reading.figures[figure].half;
        let sum: Decimal = parts.iter().map(|it| value(*it)).sum();
        let slack: Decimal = half(whole.figure) + parts.iter().map(|it| half(*it)).sum::<Decimal>();
        let gap = value(whole.figure) - sum;
        // each is the whole: 收入、支出
        let is_each = parts.len() > 1 && parts.iter().all(|it| value(*it) == value(whole.figure));
        if parts.is_empty() || is_each {
            return;
        }
        if parts.len() == 1 {
            if gap < -slack {
                self.whole(TextCheck::Parts, whole.figure, Relation::AtLeast, parts);
            }
            return;
        }
        let figures = self.of_line(index);
        let is_named = |form: &super::form::Form| {
            let mut starts = whole.from..whole.at;
            starts.any(|start| {
                form.at(line, &figures, &self.data.groups, (start, None))
                    .is_some_and(|it| it.to <= whole.at)
            })
        };
        let is_complete = self
            .data
            .parts
            .iter()
            .flat_map(|it| &it.complete)
            .any(is_named);
        let is_less = gap > slack && !is_complete;
        if is_less && let Some(missing) = self.missing(parts, (gap, slack)) {
            self.part_missing(whole, missing);
            return;
        }
        let check = if is_less {
            where_less
        } else {
            TextCheck::Parts
        };
        self.whole(check, whole.figure, Relation::Equal, parts);
    }

    /// The only cell beside those of the parts that is what they lack.
    fn missing(&self, parts: &[usize], (gap, slack): (Decimal, Decimal)) -> Option<FactId> {
        let mut known = Vec::new();
        for part in parts {
            match self.reading.figures[*part].cells.as_slice() {
                [(factor, cell)] if *factor == Decimal::ONE => known.push(*cell),
                _ => return None,
            }
        }
        let budget = self.budget;
        let fact = |id: FactId| budget.fact(id);
        let first = fact(*known.first()?);
        let is_alike = |same: fn(&Fact, &Fact) -> bool| {
            let mut all = known.iter();
            all.all(|id| fact(*id).table == first.table && same(fact(*id), first))
        };
        let rows = &budget.tables[first.table].blocks[first.block];
        let depth = |row: &Row| row.code.as_ref().map(Code::depth);
        let beside: Vec<FactId> =
            if is_alike(|it, first| it.block == first.block && it.column == first.column) {
                let own = depth(rows.get(first.row)?);
                let alike = rows.iter().filter(|row| depth(row) == own);
                alike
                    .filter_map(|row| *row.facts.get(first.column)?)
                    .collect()
            } else if is_alike(|it, first| it.block == first.block && it.row == first.row) {
                rows.get(first.row)?
                    .facts
                    .iter()
                    .copied()
                    .flatten()
                    .collect()
            } else {
                return None;
            };
        let is_missing = |id: &FactId| {
            let lacks = |value: Decimal| !value.is_zero() && (value - gap).abs() <= slack;
            !known.contains(id) && value(budget, *id).is_some_and(lacks)
        };
        let mut found = beside.into_iter().filter(is_missing);
        let only = found.next();
        only.filter(|_| found.next().is_none())
    }

    /// Says that a list lacks a part.
    fn part_missing(&mut self, whole: &Stated, missing: FactId) {
        let name = crate::equation::cell_name(self.budget, missing);
        let amount = value(self.budget, missing).unwrap_or_default();
        let amount = Amount::new(amount).grouped(self.budget.decimals());
        let unit = self.budget.layout.unit_of_measure;
        let own = &self.reading.figures[whole.figure].figure;
        let place = (whole.line, own.start, own.end);
        let problem = ClaimProblem::PartMissing {
            name,
            amount,
            unit: unit.to_string(),
        };
        self.claim(TextCheck::PartMissing, place, None, problem);
        if let Some(claim) = self.reading.claims.last_mut() {
            claim.cells = vec![missing];
        }
    }

    /// Parts in the lines below: those numbered alike, or plain lines one after another.
    fn below(&mut self, index: usize, line: &Line, begin: &Begin) {
        let Some(whole) = self.current(index, begin.at) else {
            return;
        };
        let stated = self.stated_in(index).iter();
        let Some(whole) = stated.clone().find(|it| it.figure == whole).cloned() else {
            return;
        };
        // of several figures of a sentence none is the whole
        let (sentence, _) = line.sentence(whole.at);
        let alike = |it: &&Stated| {
            it.at >= sentence && it.at <= whole.at && self.is_alike(it.figure, whole.figure)
        };
        if stated.filter(alike).count() > 1 {
            return;
        }
        let mut at = index + 1;
        while let Some(first) = self.reading.lines.get(at).filter(|it| !it.in_table) {
            let style = first.marker;
            if style != Marker::Plain && style <= line.marker && line.marker != Marker::Plain {
                return;
            }
            let (parts, next) = self.listed(at, style, whole.figure);
            self.relate((index, line), &whole, &parts, TextCheck::PartsNear);
            let goes_on = self.reading.lines.get(next).is_some_and(|it| {
                it.marker == Marker::Plain && style != Marker::Plain && self.begins_with(it, "此外")
            });
            if !goes_on || next == at {
                return;
            }
            at = next;
        }
    }

    fn begins_with(&self, line: &Line, group: &str) -> bool {
        let group = self.data.groups.iter().find(|it| it.name == group);
        group.is_some_and(|group| {
            group
                .words
                .iter()
                .any(|(word, _)| line.chars[line.body..].starts_with(word))
        })
    }

    /// The first figures of the lines of a list that begins at a line, and the line behind it.
    fn listed(&self, from: usize, style: Marker, whole: usize) -> (Vec<usize>, usize) {
        let mut parts = Vec::new();
        let end = self.reading.lines.len().min(from + LONGEST);
        for (at, line) in self.reading.lines[..end].iter().enumerate().skip(from) {
            let is_over = if style == Marker::Plain {
                line.marker != Marker::Plain
            } else {
                line.marker < style || line.marker == Marker::Plain
            };
            if line.in_table || is_over {
                return (parts, at);
            }
            if line.marker != style {
                continue;
            }
            match self.stated_in(at).first() {
                Some(first) if self.is_alike(first.figure, whole) && first.is_current => {
                    parts.push(first.figure)
                }
                None if style == Marker::Plain && !self.begins_with(line, "此外") => {
                    let is_none = line.text(0, line.chars.len());
                    if !["未安排", "无", "没有"]
                        .into_iter()
                        .any(|it| is_none.contains(it))
                    {
                        return (parts, at);
                    }
                }
                _ => {}
            }
        }
        (parts, end)
    }

    /// A line that divides up an amount of the lines above it: 资金分配情况.
    fn divided(&mut self, index: usize, line: &Line, stated: &[Stated]) {
        let figures = self.of_line(index);
        let groups = &self.data.groups;
        let begins = |forms: &[super::form::Form]| {
            let fits = |start: &usize| {
                let mut forms = forms.iter();
                forms.any(|form| form.at(line, &figures, groups, (*start, None)).is_some())
            };
            starts(line).find(fits)
        };
        let begun = self.data.parts.iter().enumerate();
        let Some((own, begin)) = begun
            .filter_map(|(number, it)| Some((number, begins(&it.begin)?)))
            .next()
        else {
            return;
        };
        let is_whole = |it: &&Stated| {
            let above = (index.saturating_sub(ABOVE)..index).contains(&it.line)
                || (it.line == index && it.at < begin);
            let line = &self.reading.lines[it.line];
            let figures = self.of_line(it.line);
            let mut forms = self.data.parts[own].of.iter();
            let start = starts(line).filter(|start| *start <= it.at).last();
            let start = start.unwrap_or(line.body);
            above && forms.any(|form| form.at(line, &figures, groups, (start, None)).is_some())
        };
        let mut near = (index.saturating_sub(ABOVE)..=index).flat_map(|at| self.stated_in(at));
        let Some(whole) = near.rfind(is_whole).cloned() else {
            return;
        };
        let end = starts(line)
            .find(|start| *start > begin)
            .unwrap_or(line.chars.len());
        let parts = stated
            .iter()
            .filter(|it| (begin..end).contains(&it.at))
            .filter(|it| self.is_alike(it.figure, whole.figure));
        let parts: Vec<usize> = parts.map(|it| it.figure).collect();
        match parts.as_slice() {
            [only] => self.whole(TextCheck::Parts, whole.figure, Relation::Equal, &[*only]),
            _ => self.relate((index, line), &whole, &parts, TextCheck::PartsListed),
        }
    }
}

/// Where the sentences of a line begin.
fn starts(line: &Line) -> impl Iterator<Item = usize> {
    let is_start = |at: &usize| line.chars[at - 1] == '。';
    let behind = (line.body + 1..line.chars.len()).filter(is_start);
    std::iter::once(line.body).chain(behind)
}

/// How many brackets are open at each character.
fn depths(line: &Line) -> Vec<usize> {
    let mut depth: usize = 0;
    let mut depths = Vec::with_capacity(line.chars.len());
    for c in line.chars.iter() {
        if *c == ')' {
            depth = depth.saturating_sub(1);
        }
        depths.push(depth);
        if *c == '(' {
            depth += 1;
        }
    }
    depths
}
