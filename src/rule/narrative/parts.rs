//! Wholes and their parts: within a sentence (其中, 包括, brackets), in the lines below, and in a line that
//! divides up an amount stated above.

use super::TextCheck;
use super::figure::Kind;
use super::line::TextLine;
use super::subject::Found;
use super::walk::{Stated, Walk};
use crate::relation::Relation;
use rust_decimal::Decimal;
use std::borrow::Cow;

/// Places of a line from which parts are listed.
const MOST: usize = 200;

/// How much nearer to its whole the first of two lists is than both.
const NEARER: Decimal = Decimal::from_parts(2, 0, 0, false, 0);

/// Characters of a sentence in which it says that it is a reason.
const REASON: usize = 12;

/// The gap between figures of a list that ；or another line sets apart.
const FAR_APART: u8 = 3;

/// A place from which parts are listed.
pub(super) struct Begin {
    pub(super) at: usize,
    pub(super) to: usize,
    pub(super) depth: usize,
    /// Whether it is nothing but an opening bracket.
    pub(super) is_bracket: bool,
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

    fn begins(&self, line: &TextLine, depths: &[usize], stated: &[Stated]) -> Vec<Begin> {
        let group = self.data.group("其中");
        let word_at = |at: usize| group?.begins(&line.chars[at..]);
        let mut found = Vec::new();
        let mut at = 0;
        while at < line.chars.len() && found.len() < MOST {
            if let Some((word, _)) = word_at(at) {
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
            if line.chars[at] == '(' && follows_figure() && word_at(at + 1).is_none() {
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
    pub(super) fn is_alike(&self, one: usize, other: usize) -> bool {
        let kind = |index: usize| &self.reading.figures[index].figure.kind;
        match (kind(one), kind(other)) {
            (Kind::Amount(_) | Kind::Bare | Kind::Same, Kind::Amount(_))
            | (Kind::Amount(_), Kind::Bare) => true,
            (Kind::Count(a), Kind::Count(b)) => a == b,
            _ => false,
        }
    }

    fn within(
        &mut self,
        (index, line): (usize, &TextLine),
        (begin, begins): (&Begin, &[Begin]),
        depths: &[usize],
        stated: &[Stated],
    ) {
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
        let end = (begin.to..line.chars.len())
            .find(is_end)
            .unwrap_or(line.chars.len());
        if self.has_bare(index, line, (begin.to, end)) {
            return;
        }
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
        let is_nested = |it: &Stated| {
            nested
                .iter()
                .any(|(from, to)| (*from..*to).contains(&it.at))
        };
        let is_listed = |it: &&Stated| {
            it.at >= begin.to
                && it.at < end
                && depths[it.at] == begin.depth
                && it.is_current
                && self
                    .is_aside(line, it.at, "用途")
                    .is_none_or(|aside| aside < begin.to || !self.same_part(line, aside, it.at))
        };
        // 甲5万元，由3万元增加到5万元: an amount without words of its own is of the part before it, unless it is all of this
        // year's: 上年结转0万元，本年支出5万元
        let is_bare = |it: &&Stated| {
            let own = &self.reading.figures[it.figure].figure;
            matches!(own.kind, Kind::Amount(_))
                && matches!(it.subject, Found::Nothing)
                && !self.has_word("本年", line, (it.from, it.at))
        };
        let all = stated.iter().filter(is_listed);
        let listed: Vec<&Stated> = all.filter(|it| !is_bare(it)).collect();
        let own = listed.iter().copied().filter(|it| !is_nested(it));
        let mut parts: Vec<&Stated> = own.collect();
        // what stands behind ；alone is no part: 其中甲减少1万元；丙5万元
        let stop = (begin.to..end).find(|at| line.chars[*at] == ';' && depths[*at] <= begin.depth);
        let is_alone = parts.len() == 1;
        parts.retain(|only| !is_alone || stop.is_none_or(|stop| only.at < stop));
        let wholes = self.wholes(line, (begin, depths), stated);
        let (sentence, _) = line.sentence(begin.at);
        let mut before = begins
            .iter()
            .filter(|it| (sentence..begin.at).contains(&it.at));
        let is_inner = before.any(|it| it.depth == begin.depth);
        let mut done: Vec<usize> = Vec::new();
        for whole in wholes.iter().rev() {
            if done.iter().any(|other| self.is_alike(*other, whole.figure)) {
                continue;
            }
            done.push(whole.figure);
            // ；其中 behind a list may divide up any of it
            let is_unclear = begin.at > 0 && line.chars[begin.at - 1] == ';';
            let own: Vec<usize> = parts
                .iter()
                .map(|it| it.figure)
                .filter(|it| self.is_alike(*it, whole.figure))
                .collect();
            let value = |figure: usize| self.reading.figures[figure].value;
            let sum: Decimal = own.iter().map(|it| value(*it)).sum();
            // 其中：甲8万元，其中：丙5万元；丁3万元；乙2万元
            let all = listed.iter().map(|it| it.figure);
            let all: Vec<usize> = all.filter(|it| self.is_alike(*it, whole.figure)).collect();
            let divided = self.without_divisions(whole.figure, &all);
            let of_divided: Decimal = divided.iter().map(|it| value(*it)).sum();
            let is_divided = sum != of_divided && of_divided == value(whole.figure);
            let own = if is_divided {
                divided.into_owned()
            } else {
                own
            };
            // …，其中：甲8万元，其中：丙8万元；乙2万元 goes on with the outer list
            let first = |count: &usize| {
                let first = own[..*count].iter().map(|it| value(*it));
                is_inner
                    && sum > value(whole.figure)
                    && first.sum::<Decimal>() == value(whole.figure)
            };
            let count = (1..own.len()).find(first).unwrap_or(own.len());
            let own = &own[..count];
            let is_far = sum > value(whole.figure) + value(whole.figure);
            if !is_unclear || !is_far {
                self.relate((index, line), whole, own, TextCheck::PartsNear);
            }
        }
    }

    /// What is stated before a place from which parts are listed, in its sentence or, where it begins one, the one before.
    fn wholes<'s>(
        &self,
        line: &TextLine,
        (begin, depths): (&Begin, &[usize]),
        stated: &'s [Stated],
    ) -> Vec<&'s Stated> {
        let (sentence, _) = line.sentence(begin.at);
        let is_first = line.chars[sentence..begin.at]
            .iter()
            .all(|c| !c.is_alphabetic());
        let from = if is_first && sentence > 0 {
            line.sentence(sentence - 1).0
        } else {
            sentence
        };
        // ；支出包括：the words behind ；name another whole, but those of a numbered list of reasons do not
        let is_numbered = |at: usize| match line.chars.get(at + 1..at + 3) {
            Some([first, mark]) => *mark == '是' || (first.is_ascii_digit() && *mark == '、'),
            _ => false,
        };
        let is_stop =
            |at: &usize| line.chars[*at] == ';' && depths[*at] <= begin.depth && !is_numbered(*at);
        let stop = (from..begin.at).rev().find(is_stop);
        let from = stop.filter(|at| at + 1 < begin.at).unwrap_or(from);
        // …,支出包括: too
        let mark = (from..begin.at).rfind(|at| ",。".contains(line.chars[*at]));
        let is_side = |at: &usize| {
            let side = self.data.group("收支");
            let words = &line.chars[*at + 1..begin.at];
            side.and_then(|it| it.begins(words))
                .is_some_and(|(word, _)| word == words)
        };
        let from = mark.filter(is_side).unwrap_or(from);
        let before = |it: &&Stated| {
            let is_nothing = is_first && self.reading.figures[it.figure].value.is_zero();
            // 占采购预算256万元的72%
            let is_of_share = line.chars[it.from..it.at].contains(&'占');
            let is_nothing = is_nothing || is_of_share;
            let is_near = it.at >= from && it.at < begin.at && it.is_current && !is_nothing;
            let is_near = is_near && depths[it.at] <= begin.depth && !self.is_increase(line, it);
            is_near
                && (!begin.is_bracket || self.reading.figures[it.figure].figure.close == begin.at)
        };
        stated.iter().filter(before).collect()
    }

    /// Whether a list has an amount whose unit is said once for several: 货物36.30、工程70.00、服务150.00万元.
    fn has_bare(&self, index: usize, line: &TextLine, (from, to): (usize, usize)) -> bool {
        let figures = self.of_line(index);
        let mut bare = figures.iter().filter(|it| it.kind == Kind::Bare);
        bare.any(|it| {
            let is_in = it.start > from && it.close < to && line.chars[it.close] == '、';
            is_in && line.chars[it.start - 1].is_alphabetic()
        })
    }

    /// Whether a list goes on behind a reason for one of its parts: 甲1万元。减少的原因是…；乙8万元。
    fn goes_on_behind_a_reason(&self, line: &TextLine, stop: usize) -> bool {
        let (from, end) = line.sentence(stop + 1);
        let begin = (from + REASON).min(end);
        self.has_word("原因", line, (from, begin)) && line.chars[from..end].contains(&';')
    }

    /// Whether an amount is one of an increase by the words before it: 2、本年增加了其他资金7000万元。其中：.
    fn is_increase(&self, line: &TextLine, own: &Stated) -> bool {
        let words = self.data.group("升降");
        let is_change = |at: usize| {
            let found = words.and_then(|it| it.begins(&line.chars[at..own.at]));
            found.is_some_and(|(word, _)| word.len() > 1)
        };
        // 由3万元增加到5万元 is an amount
        let is_level = own.at > 0 && "到至为".contains(line.chars[own.at - 1]);
        !is_level && (own.from..own.at).any(is_change)
    }

    /// Whether two places stand in one part of a list.
    fn same_part(&self, line: &TextLine, from: usize, to: usize) -> bool {
        !line.chars[from..to].iter().any(|c| matches!(c, ';' | '。'))
    }

    /// The parts without those that only divide up the one before them: 甲1万元、乙8万元由机关5万元、中心3万元使用.
    fn without_divisions<'p>(&self, whole: usize, parts: &'p [usize]) -> Cow<'p, [usize]> {
        let value = |figure: &usize| self.reading.figures[*figure].value;
        let sum = |parts: &[usize]| parts.iter().map(value).sum::<Decimal>();
        let own = &self.reading.figures[whole];
        // small counts are sums of others by chance: 3辆，其中2辆、1辆、0辆、1辆
        if sum(parts) <= own.value || matches!(own.figure.kind, Kind::Count(_)) {
            return Cow::Borrowed(parts);
        }
        let mut own = Vec::with_capacity(parts.len());
        let mut rest = parts;
        while let [first, behind @ ..] = rest {
            own.push(*first);
            let divides = |count: &usize| sum(&behind[..*count]) == value(first);
            let divided = (2..=behind.len()).find(divides).unwrap_or(0);
            rest = &behind[if value(first).is_zero() { 0 } else { divided }..];
        }
        Cow::Owned(own)
    }

    /// The parts that are told, without figures behind them that overlap them or are another whole. What stands between the
    /// parts tells: 其中：甲3万元、乙2万元，重点项目4万元 of 5万元; 收入5万元，其中甲5万元、乙0万元；支出5万元.
    fn told_by_first<'p>(&self, whole: usize, parts: &'p [usize]) -> &'p [usize] {
        let whole = self.reading.figures[whole].value;
        let value = |figure: &usize| self.reading.figures[*figure].value;
        let all: Decimal = parts.iter().map(value).sum();
        if all <= whole {
            return parts;
        }
        let off = |parts: &[usize]| (parts.iter().map(value).sum::<Decimal>() - whole).abs();
        // 在职46人，其中：在编46人；离休2人、退休30人: a list of one is whole only if it is all and the others are much more
        let is_all = |first: &&[usize]| {
            let is_apart = parts.len() > 1 && self.gap_between(parts[0], parts[1]) == FAR_APART;
            is_apart && off(first).is_zero() && off(parts) * NEARER > whole
        };
        let one = parts.get(..1).filter(is_all);
        let first = || self.end_of_first(parts).map(|count| &parts[..count]);
        let first = one.or_else(first);
        // with a mistake in it the first list is still much nearer than all of them
        let is_it = |it: &&[usize]| off(it).is_zero() || off(it) * NEARER < off(parts);
        first.filter(is_it).unwrap_or(parts)
    }

    /// The first parts where they come to the whole, and amounts of something else stand behind them: `支出10万元，其中：基本
    /// 支出8万元，项目支出2万元，“三公”经费1万元`.
    fn before_others<'p>(&self, whole: usize, parts: &'p [usize]) -> &'p [usize] {
        let value = |figure: &usize| self.reading.figures[*figure].value;
        let sum = |parts: &[usize]| parts.iter().map(value).sum::<Decimal>();
        let own = &self.reading.figures[whole];
        let is_small = matches!(own.figure.kind, Kind::Count(_)) && own.value.is_integer();
        if is_small || sum(parts) <= own.value {
            return parts;
        }
        let is_something = |it: &&usize| !value(it).is_zero();
        let is_whole = |count: &usize| {
            let first = &parts[..*count];
            sum(first) == own.value && first.iter().filter(is_something).count() > 1
        };
        let count = (2..parts.len()).find(is_whole);
        &parts[..count.unwrap_or(parts.len())]
    }

    /// How many of some parts, two or more, stand nearer to one another than to what follows them.
    pub(super) fn end_of_first(&self, parts: &[usize]) -> Option<usize> {
        let gaps = parts.windows(2);
        let gaps: Vec<u8> = gaps.map(|it| self.gap_between(it[0], it[1])).collect();
        let is_end = |count: &usize| gaps[..count - 1].iter().all(|it| *it < gaps[count - 1]);
        (2..parts.len()).find(is_end)
    }

    /// How far two figures of a list are apart: 、, then ，, then ；and other lines.
    fn gap_between(&self, one: usize, other: usize) -> u8 {
        let [one, other] = [one, other].map(|it| &self.reading.figures[it]);
        let line = &self.reading.lines[one.line];
        let between = line.chars.get(one.figure.close..other.figure.start);
        let Some(between) = between.filter(|_| one.line == other.line) else {
            return FAR_APART;
        };
        let marks = between.iter().map(|c| match c {
            ';' => FAR_APART,
            ',' => 2,
            _ => 1,
        });
        marks.max().unwrap_or(1)
    }

    /// Relates a whole to its parts. Where the parts come to less, some may not be told.
    pub(super) fn relate(
        &mut self,
        (index, line): (usize, &TextLine),
        whole: &Stated,
        parts: &[usize],
        where_less: TextCheck,
    ) {
        let value = |figure: usize| self.reading.figures[figure].value;
        let half = |figure: usize| self.reading.figures[figure].half;
        let parts = self.without_divisions(whole.figure, parts);
        let parts = self.told_by_first(whole.figure, &parts);
        let sum: Decimal = parts.iter().map(|it| value(*it)).sum();
        let slack: Decimal = half(whole.figure) + parts.iter().map(|it| half(*it)).sum::<Decimal>();
        let gap = value(whole.figure) - sum;
        // each is the whole: 收入、支出
        let is_each = parts.len() > 1 && parts.iter().all(|it| value(*it) == value(whole.figure));
        if parts.is_empty() || is_each {
            return;
        }
        // …万元等: there are more
        let is_open = parts.last().is_some_and(|last| {
            let own = &self.reading.figures[*last];
            own.line == index && line.has(own.figure.close, "等")
        });
        if is_open {
            self.whole(TextCheck::Parts, whole.figure, Relation::AtLeast, parts);
            return;
        }
        if parts.len() == 1 {
            if gap < -slack && !self.is_of_more(index, whole, parts[0]) {
                self.whole(TextCheck::Parts, whole.figure, Relation::AtLeast, parts);
            }
            return;
        }
        let figures = self.of_line(index);
        let is_named = |form: &super::form::SentenceForm| {
            let mark = |at: &usize| ":,".contains(line.chars[*at]);
            let from = (whole.from..whole.at).rfind(mark);
            let mut starts = from.map_or(whole.from, |at| at + 1)..whole.at;
            starts.any(|start| {
                form.at(line, &figures, &self.data.groups, (start, None))
                    .is_some_and(|it| it.to <= whole.at)
            })
        };
        let mut complete = self.data.parts.iter().flat_map(|it| &it.complete);
        let is_complete = complete.any(is_named);
        let (parts, is_certain) = match self.is_of_people(whole.figure) {
            true => self.people(index, whole.figure, (parts, is_complete)),
            false => (self.before_others(whole.figure, parts), true),
        };
        if parts.is_empty() {
            return;
        }
        let sum: Decimal = parts.iter().map(|it| value(*it)).sum();
        let gap = value(whole.figure) - sum;
        let is_less = gap > slack && !is_complete && is_certain;
        if is_less && let Some(missing) = self.missing(parts, (gap, slack)) {
            self.part_missing(whole, missing);
            return;
        }
        let check = if is_less || !is_certain {
            where_less
        } else {
            TextCheck::Parts
        };
        self.whole(check, whole.figure, Relation::Equal, parts);
    }
}

/// How many brackets are open at each character.
fn depths(line: &TextLine) -> Vec<usize> {
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
