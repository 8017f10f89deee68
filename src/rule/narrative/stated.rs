//! A figure that a line states, and the words that it is about.

use super::TextCheck;
use super::figure::{Kind, PrintedFigure};
use super::line::{Marker, TextLine};
use super::listing::NEAR;
use super::reading::{Ref, Sum, TextFigure};
use super::subject::{Found, Subject, open_bracket};
use super::walk::{FAR, Stated, Walk};
use crate::budget::FactId;
use crate::finding::ClaimProblem;
use crate::relation::Relation;
use rust_decimal::Decimal;

/// Characters of a sentence before the year that it begins with.
const BEGINNING: usize = 8;

/// Digits of a year.
const YEAR: usize = 4;

impl Walk<'_> {
    /// Takes a figure in; `begun`: where the sentence begins that it is this year's figure of.
    pub(super) fn stated_figure(
        &mut self,
        index: usize,
        line: &TextLine,
        number: usize,
        begun: Option<usize>,
    ) {
        let figure = self.first[index] + number;
        if self.is_told(index, figure) {
            return;
        }
        let own = self.reading.figures[figure].clone();
        let (start, value) = (own.figure.start, own.value);
        let from = self.clause_start(index, line, start);
        // 5万元，与2019年持平，其中：甲3万元 is none of last year's
        let listed = self.last_word("其中", line, (from, start)).unwrap_or(from);
        let year = self.year_between(index, listed, start);
        let is_money = matches!(own.figure.kind, Kind::Amount(_) | Kind::Bare);
        let in_reason = self.is_aside(line, start, "原因").is_some()
            && !(is_money && self.is_its_cell(index, line, (from, start), value));
        let says = |group: &str| self.has_word(group, line, (from, start));
        // 分别为: the first of several figures is of the first of several names
        let (is_each, is_average) = (says("分别"), says("平均"));
        if is_each && is_money && !in_reason && self.respective(index, line, number) {
            return;
        }
        let is_past = is_money && self.is_of_past(index, line, start);
        let subject = if is_each || is_average || is_past {
            Found::Unknown
        } else if is_money && !in_reason {
            let own = self.subject(index, line, (from, start), Some(value));
            match begun {
                // 收入由12万元增加到15万元: what it is about stands before the other figure
                Some(begun) if own.cells().is_none() => {
                    let from = self.clause_start(index, line, begun);
                    self.subject(index, line, (from, begun), Some(value))
                }
                _ => own,
            }
        } else {
            Found::Nothing
        };
        let is_own = |it: &Vec<_>| (self.total(&Sum::of(it)) - value).abs() <= own.half;
        let is_own = subject.cells().is_some_and(is_own);
        let may_be_others = is_money && !in_reason && !is_past && !is_own;
        let place = (from, start);
        let others = may_be_others
            .then(|| self.subject_of_others(index, line, place, (&subject, value)))
            .flatten();
        let mut subject = others.unwrap_or(subject);
        // of one kind of money: only a slip is told
        if let Found::Known(own) = &mut subject
            && !is_own
            && self.of_kind[index].is_some_and(|from| start >= from)
        {
            own.near = true;
        }
        let known = subject.cells();
        self.reading.figures[figure].cells = known.cloned().unwrap_or_default();
        if own.figure.kind == Kind::Bare && known.is_none() {
            return;
        }
        let is_current = !in_reason
            && !is_average
            && (is_past || self.is_of_cells(index, figure, &subject, year));
        self.stated.push(Stated {
            figure,
            line: index,
            at: start,
            subject,
            from,
            is_current,
        });
    }

    /// Whether an amount is that of the cells that the words before it name: no reason, though it stands behind one.
    fn is_its_cell(
        &mut self,
        index: usize,
        line: &TextLine,
        place: (usize, usize),
        value: Decimal,
    ) -> bool {
        // 原因是压减接待，公务用车运行维护费8.10万元
        let mark = line.chars[place.0..place.1].iter().rposition(|c| *c == ',');
        let place = (mark.map_or(place.0, |more| place.0 + more + 1), place.1);
        let is_change = self.has_word("升降", line, place);
        let subject = self.named_by_the_way(index, line, place, Some(value));
        let cells = subject.cells().map(|it| self.total(&Sum::of(it)));
        !is_change && !value.is_zero() && cells == Some(value)
    }

    /// States that a figure is that of its cells; not where it is last year's.
    pub(super) fn is_of_cells(
        &mut self,
        index: usize,
        figure: usize,
        subject: &Found,
        said: Option<(i32, usize)>,
    ) -> bool {
        let own = &self.reading.figures[figure];
        if self.says_last_year(index, own.figure.start) {
            let cells = subject.cells().map(|it| self.total(&Sum::of(it)));
            return cells.is_some_and(|it| (it - own.value).abs() <= own.half);
        }
        let is_last_year = match said {
            Some((said, _)) => self.year().is_some_and(|year| said == year - 1),
            None => {
                self.is_in_last_years_sentence(index, own.figure.start)
                    || self.is_in_last_years_bracket(index, own.figure.start)
                    || self.is_below_last_year(index)
            }
        };
        let is_compared = || self.is_compared_with(index, own.figure.start, own.figure.close);
        let (subject, cells) = match subject {
            Found::Known(
                own @ Subject {
                    cells: Some(cells), ..
                },
            ) => (own, cells),
            // 2019年10万元: last year's figure of what was said before
            other => {
                let is_amount = matches!(own.figure.kind, Kind::Amount(_));
                let is_unknown = matches!(other, Found::Unknown);
                let is_carried = || is_unknown && self.is_carried(index, own.figure.start);
                return !is_amount || (!is_compared() && (!is_last_year || is_carried()));
            }
        };
        // 2020年预算10万元，2019年预算10万元
        let is_earlier = said
            .zip(self.year())
            .is_some_and(|((it, _), year)| it < year);
        if is_earlier && self.follows_own_year(index, own.figure.start, cells) {
            return false;
        }
        let right = Sum::of(cells);
        let is_same = (self.total(&right) - own.value).abs() <= own.half;
        if !is_same && (is_last_year || is_compared()) {
            return false;
        }
        if !is_same && self.holds_carried(index, figure, &right) {
            return true;
        }
        if subject.near && self.is_over_a_limit(index, own.figure.start) {
            return true;
        }
        let check = if subject.near {
            TextCheck::CellNear
        } else {
            TextCheck::Cell
        };
        let left = Sum::one(Decimal::ONE, Ref::Text(figure));
        self.check(check, left, Relation::Equal, right);
        // 与2019年持平 says nothing of what follows
        if let (Some((said, place)), Some(year)) = (said, self.year())
            && said != year
            && (is_same || !self.sections.is_empty())
            && !self.reading.lines[index].is_compared(place)
        {
            let problem = ClaimProblem::YearOfAmount { said, year };
            let right = Some(year.to_string());
            let line = &self.reading.lines[index];
            let end = place + YEAR + usize::from(line.has(place + YEAR, "年"));
            self.claim(TextCheck::Year, (index, place, end), right, problem);
        }
        true
    }

    /// Whether a line is one of a list that a sentence about last year opens: `2019年支出预算10万元，其中：`, `（一）2019年`. A
    /// heading of a higher level may have a wrong year.
    fn is_below_last_year(&self, index: usize) -> bool {
        let opener = self.opener(index).filter(|at| {
            let above = &self.reading.lines[*at];
            let is_list = above.marker >= Marker::HanInBrackets || above.chars.last() == Some(&':');
            is_list && above.chars.len() > above.body
        });
        opener.is_some_and(|above| {
            let end = self.reading.lines[above].chars.len();
            self.is_in_last_years_sentence(above, end - 1)
        })
    }

    /// Whether a sentence has stated this year's figure of the same cells before a place, by its year.
    fn follows_own_year(&self, index: usize, start: usize, cells: &[(Decimal, FactId)]) -> bool {
        let (sentence, _) = self.reading.lines[index].sentence(start);
        let from = sentence.max(start.saturating_sub(FAR));
        let before = self.stated_in(index).iter().rev();
        let before = before.take_while(|it| it.at >= from);
        let mut same = before.filter(|it| it.subject.cells().is_some_and(|own| own == cells));
        same.any(|it| {
            let said = self.year_between(index, it.from, it.at);
            said.map(|(said, _)| said) == self.year()
        })
    }

    /// Whether the words about a figure say that it is last year's, and not money that is left of it: `上年执行1300万元`.
    fn says_last_year(&self, index: usize, start: usize) -> bool {
        let line = &self.reading.lines[index];
        let from = self.clause_start(index, line, start);
        let said = self.last_word("上年", line, (from, start));
        let is_said = said.is_some_and(|at| {
            let before = at.checked_sub(1).map(|at| line.chars[at]);
            let begins = before.is_none_or(|c| ",;。:(".contains(c) || at == from);
            begins && !self.has_word("结转", line, (at, start))
        });
        is_said && !self.has_word("升降", line, (from, start))
    }

    /// Whether a figure stands in brackets, or behind ：, behind one of last year: `与上年预算数10万元（其中基本支出5万元）相比`.
    fn is_in_last_years_bracket(&self, index: usize, start: usize) -> bool {
        let line = &self.reading.lines[index];
        let (sentence, _) = line.sentence(start);
        let stop = line.chars[sentence..start].iter().rposition(|c| *c == ';');
        let from = stop.map_or(sentence, |more| sentence + more + 1);
        // 上年5万元：甲3万元、乙2万元 too
        let colon = (from..start).rfind(|at| line.chars[*at] == ':');
        let figures = self.of_line(index);
        let mut opens = open_bracket(line, (sentence, start))
            .into_iter()
            .chain(colon);
        let before = opens.find_map(|open| figures.iter().find(|it| it.close == open));
        let is_amount = |it: &&PrintedFigure| matches!(it.kind, Kind::Amount(_));
        before.filter(is_amount).is_some_and(|before| {
            let from = self.clause_start(index, line, before.start);
            let said = self.year_between(index, from, before.start);
            let is_last = said
                .zip(self.year())
                .is_some_and(|((said, _), year)| said + 1 == year);
            is_last || self.has_word("上年", line, (from, before.start))
        })
    }

    /// Whether the sentence of a figure begins with last year, and names no other before the figure but to compare with:
    /// `2019年收入预算10万元，其中：财政拨款5万元`.
    fn is_in_last_years_sentence(&self, index: usize, start: usize) -> bool {
        let words = self.data.group("其中");
        let (mut index, mut start) = (index, start);
        // 2019年决算10万元, and below it 其中：
        for _ in 0..NEAR {
            let line = &self.reading.lines[index];
            let (sentence, _) = line.sentence(start);
            let begin = sentence.max(line.body);
            let goes_on = words.is_some_and(|it| it.begins(&line.chars[begin..]).is_some());
            if !goes_on || sentence > line.body {
                let sentence = match goes_on {
                    true => line.sentence(sentence - 1).0,
                    false => sentence,
                };
                return self.begins_with_last_year(index, (sentence, start));
            }
            let Some(above) = index.checked_sub(1) else {
                return false;
            };
            index = above;
            start = self.reading.lines[above].chars.len().saturating_sub(1);
        }
        false
    }

    /// Whether words begin with last year, and name no other before a place but to compare with.
    fn begins_with_last_year(&self, index: usize, (sentence, start): (usize, usize)) -> bool {
        let line = &self.reading.lines[index];
        // 上年支出预算10万元，其中项目支出5万元，本年
        let begin = sentence.max(line.body);
        let last_year = self.data.group("上年");
        let is_last = last_year.is_some_and(|it| it.begins(&line.chars[begin..]).is_some());
        let is_over = |group: &str| self.has_word(group, line, (begin, start));
        if is_last && !is_over("结转") && !is_over("今年") && !is_over("升降") {
            return true;
        }
        let figures = self.of_line(index);
        let is_before = |it: &&PrintedFigure| {
            it.kind == Kind::Year && it.start >= sentence && it.close <= start
        };
        let mut years = figures.iter().filter(is_before);
        let last = self.year().map(|year| Decimal::from(year - 1));
        let begins = years.next().is_some_and(|first| {
            first.start <= sentence.max(line.body) + BEGINNING
                && !self.has_word("截至", line, (sentence, first.start))
                && Some(first.value) == last
                && !line.is_compared(first.start)
        });
        begins && years.all(|it| Some(it.value) == last || line.is_compared(it.start))
    }

    /// Whether the first amount behind a place of a sentence is of known cells and not theirs: another year's.
    pub(super) fn is_amount_of_others(&mut self, index: usize, line: &TextLine, at: usize) -> bool {
        let (_, end) = line.sentence(at);
        let own = self.first[index]..self.first[index + 1];
        let mut own = own.map(|figure| &self.reading.figures[figure]);
        let is_amount = |it: &&TextFigure| {
            let own = &it.figure;
            own.start >= at && own.close <= end && matches!(own.kind, Kind::Amount(_))
        };
        let Some(own) = own.find(is_amount) else {
            return false;
        };
        let (start, value, half) = (own.figure.start, own.value, own.half);
        let from = self.clause_start(index, line, start);
        let subject = self.named_by_the_way(index, line, (from, start), Some(value));
        let cells = subject.cells().map(|it| self.total(&Sum::of(it)));
        cells.is_some_and(|cells| (cells - value).abs() > half)
    }

    /// Whether a bracket behind an amount tells how much of it is other money, and the rest is that of its cells:
    /// `支出1486万元（含上年结转40万元）`, `事业收入60万元（含教育收费20万元）`.
    fn holds_carried(&self, index: usize, figure: usize, cells: &Sum) -> bool {
        let own = &self.reading.figures[figure];
        let line = &self.reading.lines[index];
        let Some(next) = self.reading.figures.get(figure + 1) else {
            return false;
        };
        next.line == index
            && line.has(own.figure.close, "(")
            && ["结转", "内含"]
                .iter()
                .any(|it| self.has_word(it, line, (own.figure.close, next.figure.start)))
            && own.value - next.value == self.total(cells)
    }

    /// Whether a figure is of some things only: 50万元以上的项目5万元.
    fn is_over_a_limit(&self, index: usize, start: usize) -> bool {
        let line = &self.reading.lines[index];
        let (sentence, _) = line.sentence(start);
        self.has_word("起点", line, (sentence, start))
    }

    /// Whether a figure of last year's is money that this year has: 2019年结转资金5万元.
    fn is_carried(&self, index: usize, start: usize) -> bool {
        let line = &self.reading.lines[index];
        let words = (self.clause_start(index, line, start), start);
        self.has_word("结转", line, words) || self.has_word("截至", line, words)
    }

    /// Whether a figure is what this year's is compared with: 较上年收支总预算5万元, 与上年接待费5万元相比.
    fn is_compared_with(&self, index: usize, start: usize, close: usize) -> bool {
        let line = &self.reading.lines[index];
        let from = self.clause_start(index, line, start);
        let (sentence, end) = line.sentence(start);
        let mark = line.chars[close.min(end)..end]
            .iter()
            .position(|c| ",;".contains(*c));
        let until = mark.map_or(end, |more| close + more).min(close + FAR);
        if self.has_word("相比", line, (close.min(until), until)) {
            let (clause, _) = line.clause(sentence.max(start.saturating_sub(FAR)), start);
            let said = self.last_word("上年", line, (clause, start));
            return said.is_some_and(|at| line.is_compared(at))
                && !self.has_word("升降", line, (clause, start));
        }
        let words = line.text(from, start);
        let behind = ["比", "较"].iter().find_map(|it| {
            let (_, behind) = words.rsplit_once(it)?;
            let mut last = ["上年", "去年", "上一年"].iter();
            last.find_map(|last| behind.strip_prefix(last))
        });
        behind.is_some_and(|it| !it.contains([',', ':', '增', '减', '年']) && !it.contains("相比"))
    }

    /// Where the words about a figure begin: behind the figure before it, and behind 。 and ；.
    pub(super) fn clause_start(&self, index: usize, line: &TextLine, start: usize) -> usize {
        let figures = self.of_line(index);
        let before = figures
            .iter()
            .filter(|it| it.kind != Kind::Year && it.close <= start);
        let after_figure = before.map(|it| it.close).max().unwrap_or(0);
        let stop = line.chars[..start]
            .iter()
            .rposition(|c| matches!(c, '。' | ';'))
            .map_or(0, |at| at + 1);
        after_figure.max(stop).max(line.body).min(start)
    }

    /// Whether the last year between two places is one before the budget's.
    pub(super) fn is_of_earlier_year(&self, index: usize, (from, to): (usize, usize)) -> bool {
        let said = self.year_between(index, from, to).zip(self.year());
        said.is_some_and(|((said, _), year)| said < year)
    }

    /// The last year that stands between two places.
    pub(super) fn year_between(
        &self,
        index: usize,
        from: usize,
        to: usize,
    ) -> Option<(i32, usize)> {
        let own = &self.reading.figures[self.first[index]..self.first[index + 1]];
        let mut years = own.iter().filter(|it| it.figure.kind == Kind::Year);
        let last = years.rfind(|it| it.figure.start >= from && it.figure.close <= to)?;
        Some((
            i32::try_from(last.value.mantissa()).ok()?,
            last.figure.start,
        ))
    }

    /// Whether a place stands among reasons, or among what money is for.
    pub(super) fn is_aside(&self, line: &TextLine, at: usize, group: &str) -> Option<usize> {
        let (sentence, _) = line.sentence(at);
        let sentence = sentence.max(at.saturating_sub(FAR));
        let stop = line.chars[sentence..at.min(line.chars.len())]
            .iter()
            .rposition(|c| *c == ';');
        let stop = stop.filter(|more| !line.is_numbered(sentence + more + 1));
        let from = stop.map_or(sentence, |more| sentence + more + 1);
        let words = self.data.group(group)?;
        let is_word = |place: &usize| words.begins(&line.chars[*place..]).is_some();
        (from..at.min(line.chars.len())).rev().find(is_word)
    }
}
