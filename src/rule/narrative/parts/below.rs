//! Parts in the lines below a whole.

use super::list::Begin;
use crate::rule::narrative::language::{TextCheck, WordGroup};
use crate::rule::narrative::lines::{Marker, TextLine};
use crate::rule::narrative::reader::{Reader, Stated};
use rust_decimal::Decimal;

/// Lines of a list.
const LONGEST: usize = 400;

impl Reader<'_> {
    /// Parts in the lines below: those numbered alike, or plain lines one after another.
    pub(super) fn below(&mut self, index: usize, line: &TextLine, begin: &Begin) {
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
            // 按功能分类：…, 按用途分类：… each divide up the whole
            if first.chars.get(first.body) == Some(&'按') {
                return;
            }
            if style != Marker::Plain && style <= line.marker && line.marker != Marker::Plain {
                return;
            }
            let (parts, next) = self.listed(at, style, whole.figure);
            // 1.货物1万元、服务2万元; 2.集中采购3万元: each line divides up the whole
            if self.is_divided_by_lines(whole.figure, &parts) {
                return;
            }
            // 收入100万元，其中甲5万元。乙95万元。具体如下：may be said of any of them
            let sum: Decimal = parts.iter().map(|it| self.reading.figures[*it].value).sum();
            let is_other = |it: &&Stated| {
                it.figure != whole.figure
                    && self.is_alike(it.figure, whole.figure)
                    && self.reading.figures[it.figure].value == sum
            };
            let is_nothing = self.reading.figures[whole.figure].value.is_zero() && !sum.is_zero();
            if is_nothing || self.stated_in(index).iter().any(|it| is_other(&it)) {
                return;
            }
            if style != Marker::Plain || !self.is_cut_short(whole.figure, &parts) {
                let own = &self.reading.lines[at..next];
                let items = own.iter().filter(|it| it.marker == style && !it.in_table);
                // 3.公务用车购置及运行费。其中：购置费0万元 has no amount of its own
                let is_own = |part: &usize| {
                    let own = &self.reading.figures[*part];
                    let line = &self.reading.lines[own.line];
                    !self.has_word(WordGroup::OfWhich, line, (line.body, own.figure.start))
                };
                let tells_all = style != Marker::Plain
                    && items.count() == parts.len()
                    && parts.iter().all(is_own);
                let check = (TextCheck::PartsNear, tells_all);
                self.relate((index, line), &whole, &parts, check);
            }
            let goes_on = self.reading.lines.get(next).is_some_and(|it| {
                it.marker == Marker::Plain
                    && style != Marker::Plain
                    && self.begins_with(it, WordGroup::Besides)
            });
            if !goes_on || next == at {
                return;
            }
            at = next;
        }
    }

    /// Whether the lines of the parts each divide up all of the whole; one may have it in one amount, or less.
    fn is_divided_by_lines(&self, whole: usize, parts: &[usize]) -> bool {
        let amounts = |part: &usize| {
            let stated = self.stated_in(self.reading.figures[*part].line).iter();
            let alike = stated.filter(|it| it.is_current && self.is_alike(it.figure, *part));
            let values = alike.map(|it| self.reading.figures[it.figure].value);
            values.collect::<Vec<Decimal>>()
        };
        let lines: Vec<Vec<Decimal>> = parts.iter().map(amounts).collect();
        let whole = self.reading.figures[whole].value;
        let is_all = |it: &&Vec<Decimal>| it.len() > 1 && it.iter().sum::<Decimal>() == whole;
        lines.iter().filter(is_all).count() > 1
    }

    /// Whether parts come to less than their whole in a text of broken lines: nobody can tell there where a list ends.
    fn is_cut_short(&self, whole: usize, parts: &[usize]) -> bool {
        let value = |figure: &usize| self.reading.figures[*figure].value;
        self.is_broken && parts.iter().map(value).sum::<Decimal>() < value(&whole)
    }

    /// Whether a plain line goes on with an item of a numbered list: the list does so behind it.
    fn goes_on(&self, at: usize, line: &TextLine, style: Marker) -> bool {
        let mut behind = self.reading.lines[at + 1..].iter().take(3);
        let next = behind.find(|it| it.marker != Marker::Plain);
        let is_later = |it: &TextLine| it.marker == style && it.body > 0 && !it.is_first();
        next.is_some_and(is_later) && !self.begins_with(line, WordGroup::Besides)
    }

    /// How many lines are numbered below a line, from 1 on; none where there is no such list, or but one line, or where a line may
    /// have several things.
    pub(crate) fn items_below(&self, index: usize) -> Option<usize> {
        let below = index + 1;
        let lines = self.reading.lines.get(below..)?;
        let first = lines.first().filter(|it| !it.in_table && it.is_first())?;
        let is_over = |(at, line): (usize, &TextLine)| {
            line.in_table
                || line.marker < first.marker
                || (line.marker == Marker::Plain && !self.goes_on(below + at, line, first.marker))
        };
        let end = (0..lines.len().min(LONGEST)).find(|at| is_over((*at, &lines[*at])));
        let own = &lines[..end.unwrap_or(lines.len().min(LONGEST))];
        let items = own.iter().filter(|it| it.marker == first.marker);
        let count = items.clone().count();
        // another list follows
        let is_one = items.clone().skip(1).all(|it| !it.is_first());
        // 1.行政单位1家, 1.机关、服务中心
        let has_several = |it: &TextLine| {
            let end = it.chars.len().saturating_sub(1).max(it.body);
            let mut own = it.chars[it.body..end].iter();
            own.any(|c| c.is_ascii_digit() || "、;".contains(*c))
        };
        let is_plain = first.marker != Marker::Plain && !items.clone().any(has_several);
        (count > 1 && is_one && is_plain).then_some(count)
    }

    /// How many names stand in a row from a place to the end of its sentence or to ；: `包括：甲、乙、丙。`
    pub(crate) fn names_in_row(&self, index: usize, from: usize) -> Option<usize> {
        let line = &self.reading.lines[index];
        let (_, end) = line.sentence(from);
        let end = end - usize::from(line.has(end.checked_sub(1)?, "。"));
        let mark = (from..end).find(|at| line.chars[*at] == ';');
        self.names_between(index, (from, mark.unwrap_or(end)))
    }

    /// How many names stand in a row between two places. Nothing where some may be left out, or one may be two.
    pub(crate) fn names_between(&self, index: usize, (from, to): (usize, usize)) -> Option<usize> {
        let names = self.reading.lines[index].chars.get(from..to)?;
        let is_unclear = |c: &char| "和及与等,;:".contains(*c) || c.is_ascii_digit();
        let mut depth = 0_i32;
        let is_mark = |c: &&char| {
            depth += i32::from(**c == '(') - i32::from(**c == ')');
            depth == 0 && **c == '、'
        };
        let is_plain = !names.is_empty() && !names.iter().any(is_unclear);
        is_plain.then(|| names.iter().filter(is_mark).count() + 1)
    }

    /// The first figures of the lines of a list that begins at a line, and the line behind it.
    pub(super) fn listed(&self, from: usize, style: Marker, whole: usize) -> (Vec<usize>, usize) {
        let mut parts = Vec::new();
        let end = self.reading.lines.len().min(from + LONGEST);
        for (at, line) in self.reading.lines[..end].iter().enumerate().skip(from) {
            let is_over = if style == Marker::Plain {
                line.marker != Marker::Plain
            } else {
                line.marker < style
                    || (line.marker == Marker::Plain && !self.goes_on(at, line, style))
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
                None if style == Marker::Plain && !self.begins_with(line, WordGroup::Besides) => {
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
}
