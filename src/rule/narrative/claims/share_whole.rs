//! The whole that a share is of.

use crate::rule::narrative::form::Match;
use crate::rule::narrative::language::{TextCheck, WordGroup};
use crate::rule::narrative::lines::{Kind, Marker, TextLine};
use crate::rule::narrative::reader::{Reader, Ref, Stated, Sum};
use rust_decimal::Decimal;

/// Lines of a list on either side of one.
const LIST: usize = 12;

impl Reader<'_> {
    /// The whole of a share: the one it names, or the one of those at hand that fits.
    pub(super) fn whole_of(
        &mut self,
        index: usize,
        line: &TextLine,
        found: &Match,
        (rate, part, named): (usize, &Sum, Option<Sum>),
    ) -> Option<Sum> {
        let section = self
            .of_section(|it| it.whole.clone())
            .and_then(|it| self.cells(&it));
        let before = self.wholes_before(index, line, found.from).into_iter();
        let before = before.map(|it| Sum::one(Decimal::ONE, Ref::Text(it)));
        let is_named = named.is_some();
        let (wholes, told): (Vec<Sum>, Vec<Sum>) = match named {
            Some(named) => (vec![named], Vec::new()),
            None => {
                let section = section.iter().map(|cells| Sum::of(cells));
                let opener = self.named_by_opener(index).filter(|_| before.len() == 0);
                let before = before.chain(opener);
                let told = self.told_before(index, line, found.from);
                let is_other = |it: &Sum| it != part;
                (
                    before.chain(section).filter(is_other).collect(),
                    told.filter(is_other).collect(),
                )
            }
        };
        let told_of = self.whole_of_last(index, 1);
        let mut all = wholes.iter().chain(&told).chain(&told_of);
        let best = all.find(|whole| self.is_share(rate, part, whole)).cloned();
        // 占50% is the share of many
        let is_exact = self.reading.figures[rate].figure.decimals > 0;
        let is_above = |whole: &Sum| whole != part && self.is_exactly_share(rate, part, whole);
        let above = || self.told_above(index).find(is_above);
        let best = best.or_else(|| (!is_named && is_exact).then(above).flatten());
        if best.is_some() {
            return best;
        }
        // a whole that is less than the part is another one's
        let last = wholes
            .last()
            .filter(|it| is_named || self.total(it) >= self.total(part));
        let last = last.filter(|it| !self.total(it).is_zero()).cloned();
        if last
            .as_ref()
            .is_some_and(|it| !is_named && self.are_of_one_whole((rate, part), it))
        {
            return None;
        }
        // 按功能分类，甲5万元，占1.88%；乙6万元，占…: of what the share before is one of
        // 占基本支出的88.80%；…占11.20%；项目支出…占36.17%: where one whole is named, others may be meant
        let is_said = self.named_whole == Some(index);
        let on_line = || self.whole_of_last(index, 0).filter(|_| !is_said);
        let is_part = |it: &Sum| {
            let of_line = |stated: &Stated| {
                let figure = Sum::one(Decimal::ONE, Ref::Text(stated.figure));
                let cells = stated.subject.cells().map(|it| Sum::of(it));
                figure == *it || cells.as_ref() == Some(it)
            };
            // an amount of the line is divided up before, and not here
            let is_inner = self.stated_in(index).iter().any(of_line);
            !is_inner && self.total(it) >= self.total(part)
        };
        let of_line = || on_line().filter(|it| wholes.is_empty() && is_part(it));
        let above = || self.divided_above(index, (rate, part));
        let is_alone = !is_named && wholes.is_empty();
        last.or_else(of_line)
            .or_else(|| is_alone.then(above).flatten())
    }

    /// The amount of the line above a list of which another share of the list is one, where that is but one: `“三公”经费5万元。`, `1.接待费1万元，
    /// 占20%。`, `2.用车4万元，占80%。`
    fn divided_above(&self, index: usize, (rate, part): (usize, &Sum)) -> Option<Sum> {
        let lines = &self.reading.lines;
        let is_of_list = |at: usize| {
            let same = |at: usize| lines[at].marker == lines[index].marker && !lines[at].in_table;
            let (from, to) = (at.min(index), at.max(index));
            at.abs_diff(index) <= LIST && (from..=to).all(same)
        };
        let is_numbered = lines[index].marker != Marker::Plain;
        let is_list = || self.shares_in(index).count() > 1;
        if !is_numbered && !self.begins_with(&lines[index], WordGroup::OfWhich) && !is_list() {
            return None;
        }
        let list: Vec<usize> = match is_numbered {
            true => (0..lines.len()).filter(|at| is_of_list(*at)).collect(),
            false => vec![index],
        };
        let first = list.first()?.checked_sub(1)?;
        // 按功能科目分：stands between the amount and its list
        let is_opener = |at: &usize| {
            let line = &lines[*at];
            line.chars.last() == Some(&':') && self.stated_in(*at).is_empty() && !line.in_table
        };
        let above = match is_opener(&first) {
            true => first.checked_sub(1)?,
            false => first,
        };
        let above = Some(above).filter(|at| !lines[*at].in_table)?;
        let told = self.stated_in(above).iter().filter(|it| it.is_current);
        let told = told.map(|it| Sum::one(Decimal::ONE, Ref::Text(it.figure)));
        let shares: Vec<(usize, usize)> =
            list.into_iter().flat_map(|at| self.shares_in(at)).collect();
        let is_whole = |whole: &Sum| {
            let is_part = part != whole && self.total(part) <= self.total(whole);
            let is_confirmed = |(amount, other): &(usize, usize)| {
                let part = Sum::one(Decimal::ONE, Ref::Text(*amount));
                *other != rate && self.is_exactly_share(*other, &part, whole)
            };
            is_part && shares.iter().any(is_confirmed)
        };
        // 支出5万元，其中财政拨款5万元 are one and the same
        let mut wholes = told.filter(is_whole);
        let first = wholes.next()?;
        let is_same = |it: Sum| self.total(&it) == self.total(&first);
        wholes.all(is_same).then_some(first)
    }

    /// The cells that the line above names which opens a list and gives no amount of it: `财政拨款支出主要内容如下：`.
    fn named_by_opener(&mut self, index: usize) -> Option<Sum> {
        let above = self.opener(index)?;
        let line = self.at(above);
        let words = self.data.group(WordGroup::OfWhich);
        let mut places = line.body..line.chars.len();
        let end = places.find(|at| words.begins(&line.chars[*at..]).is_some())?;
        if line.chars.last() != Some(&':') || !self.stated_in(above).is_empty() {
            return None;
        }
        // 财政拨款支出按支出功能分类主要内容如下：
        let by = (line.body..end).find(|at| line.chars[*at] == '按');
        let ends = [Some(end), by].into_iter().flatten();
        ends.filter(|end| *end > line.body).find_map(|end| {
            let subject = self.named_by_the_way(above, &line, (line.body, end), None);
            subject.cells().map(|cells| Sum::of(cells))
        })
    }

    /// Whether a rate is a share of what another amount has its own share of: `甲6万元，占60%，其中乙3万元，占30%`.
    fn are_of_one_whole(&self, (rate, part): (usize, &Sum), other: &Sum) -> bool {
        let [(_, Ref::Text(amount))] = other.terms[..] else {
            return false;
        };
        let figures = &self.reading.figures;
        let next = figures.get(amount + 1);
        let beside = next.filter(|it| {
            it.figure.kind == Kind::Rate && it.line == figures[amount].line && !it.is_change
        });
        let (Some(beside), own) = (beside, &figures[rate]) else {
            return false;
        };
        let ratio = self.total(part).checked_div(figures[amount].value);
        ratio.is_some_and(|ratio| {
            let half = own.half + ratio * beside.half;
            (ratio * beside.value - own.value).abs() <= half
        })
    }

    /// Amounts that the lines above have told, up to where the list of the line begins.
    fn told_above(&self, index: usize) -> impl Iterator<Item = Sum> + '_ {
        let from = self.opener(index).unwrap_or(index);
        let told = (from..index).flat_map(|at| self.stated_in(at));
        let told = told.filter(|it| it.is_current);
        told.map(|it| Sum::one(Decimal::ONE, Ref::Text(it.figure)))
    }

    /// What the share before on a line, or on so many lines above it, is a share of.
    fn whole_of_last(&self, index: usize, above: usize) -> Option<Sum> {
        let is_share = |rule: usize| {
            let mut sentences = self.data.sentences.iter();
            sentences.any(|it| it.rule == rule && it.check == Some(TextCheck::Share))
        };
        let mut stated = self.reading.statements.iter().rev();
        // 下降5.31% is none of what it divides
        let last = stated
            .find(|it| it.over.is_some())
            .filter(|it| is_share(it.rule))?;
        let is_near = last.left.terms.iter().any(|(_, rate)| match rate {
            Ref::Text(figure) => self.reading.figures[*figure].line + above >= index,
            Ref::Cell(_) => false,
        });
        last.over.clone().filter(|_| is_near)
    }

    /// Amounts that a line has told before a place: `项目支出100万元中，重点项目60万元，占60%`.
    fn told_before(
        &self,
        index: usize,
        line: &TextLine,
        at: usize,
    ) -> impl Iterator<Item = Sum> + '_ {
        let (told, body) = (self.stated_in(index).iter(), line.body);
        let told = told.filter(move |it| (body..at).contains(&it.at) && it.is_current);
        told.map(|it| Sum::one(Decimal::ONE, Ref::Text(it.figure)))
    }

    /// Whether the amounts behind a place, up to the next ；, are all the parts of a whole: `甲5万元，其中：丙3万元，丁2万元；乙`.
    fn is_told_by(&self, index: usize, place: usize, whole: usize) -> bool {
        let line = &self.reading.lines[index];
        let end = (place..line.chars.len()).find(|at| line.chars[*at] == ';');
        let end = end.unwrap_or(line.chars.len());
        let parts = self.stated_in(index).iter().filter(|it| {
            (place..end).contains(&it.at) && it.is_current && self.is_alike(it.figure, whole)
        });
        let parts: Vec<usize> = parts.map(|it| it.figure).collect();
        let (gap, slack) = self.gap(whole, &parts);
        parts.len() > 1 && gap.abs() <= slack
    }

    /// The wholes whose parts may be told at a place, the likeliest last: before 其中 in the line, or at the end of
    /// a line above. A breakdown in brackets ends with them.
    fn wholes_before(&self, index: usize, line: &TextLine, at: usize) -> Vec<usize> {
        let group = self.data.group(WordGroup::OfWhich);
        let begins = |line: &TextLine, at: usize| group.begins(&line.chars[at..]).is_some();
        let (mut closed, mut is_over) = (0, false);
        let mut found = Vec::new();
        for place in (0..at).rev() {
            match line.chars[place] {
                ')' => closed += 1,
                '(' if closed > 0 => closed -= 1,
                // a part behind ；is one of the whole before the breakdown of another part
                '。' if !found.is_empty() => break,
                ';' => is_over = true,
                _ if closed == 0 && begins(line, place) => {
                    let whole = self.current(index, place);
                    let is_told = |whole: &usize| is_over && self.is_told_by(index, place, *whole);
                    found.extend(whole.filter(|it| !is_told(it)));
                    if !is_over {
                        break;
                    }
                }
                _ => {}
            }
        }
        if !found.is_empty() {
            return found;
        }
        let above = (index.saturating_sub(6)..index).rev();
        for above in above {
            let line = &self.reading.lines[above];
            let from = line.chars.len().saturating_sub(6);
            let is_open = (from..line.chars.len()).any(|at| begins(line, at))
                || line.chars.last() == Some(&':');
            if is_open {
                return self.current(above, line.chars.len()).into_iter().collect();
            }
        }
        Vec::new()
    }
}
