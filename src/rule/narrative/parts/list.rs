//! Where lists of parts begin and end in a line.

use super::MOST;
use crate::rule::narrative::language::WordGroup;
use crate::rule::narrative::lines::{Kind, PrintedFigure, TextLine};
use crate::rule::narrative::reader::{Found, Reader, Stated};

/// A place from which parts are listed.
pub(super) struct Begin {
    pub(super) at: usize,
    pub(super) to: usize,
    pub(super) depth: usize,
    pub(super) opening: Opening,
}

/// What opens a list of parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// 其中, or a colon behind the amount.
    Word,
    /// Nothing but a bracket.
    Bracket,
    /// What the amount is divided by: `按支出类别分：`.
    Division,
}

/// The figures of a list that a sentence opens.
pub(super) struct PartList {
    pub(super) parts: Vec<usize>,
    /// With those of breakdowns of its parts.
    pub(super) all: Vec<usize>,
    /// Whether another list is open already: `支出5万元，其中：甲4万元，其中：`.
    pub(super) is_inner: bool,
    /// How many of the parts stand before a ；and what is divided up behind it: `甲5万元，其中乙4万元；丙3万元，其中丁2万元`.
    pub(super) before_next: usize,
    /// Whether it stands behind a reason, so that it may be of that: `增加5万元，主要是采购增加，其中：货物1万元；服务4万元`.
    pub(super) is_behind_reason: bool,
}

impl Reader<'_> {
    pub(super) fn begins(
        &self,
        line: &TextLine,
        depths: &[usize],
        stated: &[Stated],
    ) -> Vec<Begin> {
        let group = self.data.group(WordGroup::OfWhich);
        let word_at = |at: usize| group.begins(&line.chars[at..]);
        let mut found = Vec::new();
        let mut at = 0;
        while at < line.chars.len() && found.len() < MOST {
            // 2020年和2019年分别为5万元和4万元
            let word = word_at(at).filter(|(word, _)| !self.is_of_years(line, (at, word)));
            if let Some((word, _)) = word {
                found.push(Begin {
                    at,
                    to: at + word.len(),
                    depth: depths[at],
                    opening: Opening::Word,
                });
                at += word.len();
                continue;
            }
            let closes = |it: &Stated| self.reading.figures[it.figure].figure.close == at;
            let follows_figure = || stated.iter().any(closes);
            let is_bracket = line.chars[at] == '(';
            // 总额5万元：货物3万元、服务2万元
            let goes_on = || line.chars.get(at + 1).is_some_and(|c| c.is_alphabetic());
            let is_colon = line.chars[at] == ':' && goes_on();
            if (is_bracket || is_colon) && word_at(at + 1).is_none() && follows_figure() {
                let opening = match is_bracket {
                    true => Opening::Bracket,
                    false => Opening::Word,
                };
                found.push(Begin {
                    at,
                    to: at + 1,
                    depth: depths[at] + usize::from(is_bracket),
                    opening,
                });
            } else if is_colon && let Some(from) = self.division_before(line, at) {
                found.push(Begin {
                    at: from,
                    to: at + 1,
                    depth: depths[from],
                    opening: Opening::Division,
                });
            }
            at += 1;
        }
        found
    }

    /// Where the words begin, right before a colon, that say by what an amount is divided: `按支出类别分`.
    fn division_before(&self, line: &TextLine, colon: usize) -> Option<usize> {
        let is_mark = |at: &usize| ",;。:".contains(line.chars[*at]);
        let mark = (line.body..colon).rfind(is_mark);
        let from = mark.map_or(line.body, |mark| mark + 1);
        let words = line.chars.get(from..colon)?;
        let [by, divided] =
            [WordGroup::DividedBy, WordGroup::Division].map(|it| self.data.group(it));
        let is_it = by.begins(words).is_some() && divided.ends(words).is_some();
        is_it.then_some(from)
    }

    /// Whether a word such as 分别为 stands behind years that its figures are of.
    fn is_of_years(&self, line: &TextLine, (at, word): (usize, &[char])) -> bool {
        if !word.starts_with(&['分', '别']) {
            return false;
        }
        let mark = |place: &usize| ",;。:".contains(line.chars[*place]);
        let from = (line.body..at).rfind(mark).map_or(line.body, |it| it + 1);
        let years = line.chars[from..at].windows(5).filter(|it| {
            let (digits, behind) = it.split_at(4);
            behind == ['年'] && digits.iter().all(char::is_ascii_digit)
        });
        years.count() > 1
    }

    /// Where the list that begins at a place ends.
    pub(super) fn end_of_list(&self, line: &TextLine, begin: &Begin, depths: &[usize]) -> usize {
        // 其中:(1)甲5万元。(2)乙3万元
        let goes_on = |at: usize| line.is_numbered(begin.to) && line.is_numbered(at + 1);
        let is_end = |at: &usize| {
            let is_stop = line.chars[*at] == '。' && depths[*at] <= begin.depth;
            // ；按采购方式分：another breakdown of the whole
            let is_other = line.chars[*at..].starts_with(&[';', '按']);
            depths[*at] < begin.depth
                || is_other
                || (is_stop && !self.goes_on_behind_a_reason(line, *at) && !goes_on(*at))
        };
        let end = (begin.to..line.chars.len()).find(is_end);
        end.unwrap_or(line.chars.len())
    }

    /// The figures of a list.
    pub(super) fn listed_within(
        &self,
        line: &TextLine,
        (begin, begins, end): (&Begin, &[Begin], usize),
        depths: &[usize],
        stated: &[Stated],
    ) -> PartList {
        let is_mark = |at: &usize| line.chars[*at] == ';' && depths[*at] <= begin.depth;
        let nested = self.nested_lists(line, (begin, begins, end), depths, stated);
        let is_nested = |at: usize| nested.iter().any(|(from, to)| (*from..*to).contains(&at));
        let reason = self.is_aside(line, begin.at, WordGroup::Reason);
        let is_of_reason = |it: &Stated| {
            reason
                .is_some_and(|reason| self.is_aside(line, it.at, WordGroup::Reason) == Some(reason))
        };
        let is_listed = |it: &&Stated| {
            it.at >= begin.to
                && it.at < end
                && depths[it.at] == begin.depth
                && (it.is_current || is_of_reason(it))
                && !self.is_no_part(line, it)
                && self
                    .is_aside(line, it.at, WordGroup::Purpose)
                    .is_none_or(|aside| aside < begin.to || !self.same_part(line, aside, it.at))
        };
        // 甲5万元，由3万元增加到5万元: an amount without words of its own is of the part before it, unless it is all of this
        // year's: 上年结转0万元，本年支出5万元
        let is_bare = |it: &&Stated| {
            let own = &self.reading.figures[it.figure].figure;
            matches!(own.kind, Kind::Amount(_))
                && matches!(it.subject, Found::Nothing)
                && !self.is_behind_count(it)
                && !self.has_word(WordGroup::AllOfThisYear, line, (it.from, it.at))
        };
        let listed = stated.iter().filter(is_listed);
        let listed = listed.enumerate();
        let listed = listed.filter(|(at, it)| *at == 0 || !is_bare(it));
        let listed: Vec<&Stated> = listed.map(|(_, it)| it).collect();
        let parts = listed.iter().copied().filter(|it| !is_nested(it.at));
        let mut parts: Vec<&Stated> = parts.collect();
        // what stands behind ；alone is no part: 其中甲减少1万元；丙5万元
        let stop = (begin.to..end).find(is_mark);
        let is_alone = parts.len() == 1;
        parts.retain(|only| !is_alone || stop.is_none_or(|stop| only.at < stop));
        let (sentence, _) = line.sentence(begin.at);
        let mut before = begins
            .iter()
            .filter(|it| (sentence..begin.at).contains(&it.at));
        let figures = |all: Vec<&Stated>| all.into_iter().map(|it| it.figure).collect();
        let divided = parts.iter().find_map(|it| {
            // 公用经费3万元，主要包括办公费、水费 gives no amounts
            let has_parts = |(from, to): &(usize, usize)| {
                let mut own = stated.iter();
                own.any(|part| (*from..*to).contains(&part.at))
            };
            let mut behind = nested.iter().filter(|(from, _)| *from > it.at);
            let is_divided = behind.any(has_parts);
            let mut marks = (begin.to..it.at).rev().filter(is_mark);
            marks.next().filter(|_| is_divided)
        });
        let before_next = divided.map_or(parts.len(), |stop| {
            parts.iter().filter(|it| it.at < stop).count()
        });
        let is_behind_reason = listed.iter().any(|it| !it.is_current);
        PartList {
            before_next,
            is_behind_reason,
            parts: figures(parts),
            all: figures(listed),
            is_inner: before.any(|it| it.depth == begin.depth),
        }
    }

    /// Where lists stand that break down a part of a list: each ends at the next ；, unless more behind it come to that part.
    fn nested_lists(
        &self,
        line: &TextLine,
        (begin, begins, end): (&Begin, &[Begin], usize),
        depths: &[usize],
        stated: &[Stated],
    ) -> Vec<(usize, usize)> {
        let is_mark = |at: &usize| line.chars[*at] == ';' && depths[*at] <= begin.depth;
        let mark_behind = |at: usize| (at..end).find(is_mark).unwrap_or(end);
        let is_nested = |it: &&Begin| it.at > begin.to && it.at < end && it.depth == begin.depth;
        let nested = begins.iter().filter(is_nested);
        nested
            .map(|it| {
                let mark = mark_behind(it.to);
                let last = self.last_of_nested(it, (mark, end), depths, stated);
                (it.at, last.map_or(mark, mark_behind))
            })
            .collect()
    }

    /// Whether an amount stands right behind a number of things, whose words are its own: `一般公务用车1辆18万元`.
    fn is_behind_count(&self, own: &Stated) -> bool {
        let start = self.reading.figures[own.figure].figure.start;
        let figures = self.of_line(own.line);
        let is_it = |it: &PrintedFigure| it.close == start && matches!(it.kind, Kind::Count(_));
        figures.iter().any(is_it)
    }

    /// Whether an amount in a list is more than a part or no amount of its own: `总投资3780万元`, `每村120万元`, `按工资总额161万元的12%`.
    pub(super) fn is_no_part(&self, line: &TextLine, own: &Stated) -> bool {
        let close = self.reading.figures[own.figure].figure.close;
        let figures = self.of_line(own.line);
        let is_rate = |it: &PrintedFigure| it.start == close + 1 && it.kind == Kind::Rate;
        let is_base = line.has(close, "的") && figures.iter().any(is_rate);
        let is_amount = matches!(
            self.reading.figures[own.figure].figure.kind,
            Kind::Amount(_)
        );
        let is_called = |group| self.is_called(own.figure, group);
        is_amount
            && (is_base || is_called(WordGroup::MultiYearTotal) || is_called(WordGroup::Average))
    }

    /// Where the last part of a breakdown within a list stands, where it goes on behind ；: `公务用车8.1万元，其中：购置费0万元；
    /// 运行费8.1万元；公务接待费1.2万元`.
    fn last_of_nested(
        &self,
        begin: &Begin,
        (mark, end): (usize, usize),
        depths: &[usize],
        stated: &[Stated],
    ) -> Option<usize> {
        let whole = stated
            .iter()
            .rfind(|it| it.at < begin.at && it.is_current)?;
        let value = |it: &Stated| self.reading.figures[it.figure].value;
        let mut parts = stated.iter().filter(|it| {
            let is_beside = (begin.to..end).contains(&it.at) && depths[it.at] == begin.depth;
            is_beside && it.is_current && self.is_alike(it.figure, whole.figure)
        });
        // it begins before the mark
        let first = parts.next().filter(|it| it.at < mark)?;
        let mut sum = value(first);
        let last = parts.find(|it| {
            sum += value(it);
            sum >= value(whole)
        })?;
        (sum == value(whole) && last.at > mark).then_some(last.at)
    }
}

/// How many brackets are open at each character.
pub(super) fn depths(line: &TextLine) -> Vec<usize> {
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
