//! Whether a figure is last year's, by the words around it.

use super::stated_figure::BEGINNING;
use crate::budget::FactId;
use crate::rule::narrative::language::WordGroup;
use crate::rule::narrative::lines::{Kind, Marker, PrintedFigure, TextLine, open_bracket};
use crate::rule::narrative::reader::{FAR, NEAR, Reader, Stated};
use rust_decimal::Decimal;

impl Reader<'_> {
    /// Whether a line is one of a list that a sentence about last year opens: `2019年支出预算10万元，其中：`, `（一）2019年`. A
    /// heading of a higher level may have a wrong year.
    pub(super) fn is_below_last_year(&self, index: usize) -> bool {
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

    /// The figure that was told last before a place of a line, or else in the line above.
    pub(super) fn last_told(&self, index: usize, at: usize) -> Option<&Stated> {
        let own = self.stated_in(index).iter().rev().find(|it| it.at < at);
        // （二）政府采购。2019年预算5万元 is another one than what stands above
        let is_numbered = self.reading.lines[index].marker != Marker::Plain;
        own.or_else(|| {
            self.stated_in(index.checked_sub(1).filter(|_| !is_numbered)?)
                .last()
        })
    }

    /// Whether this year's figure of the same cells was told before a place, by its year: in its sentence, or last of all.
    pub(super) fn follows_own_year(
        &self,
        index: usize,
        start: usize,
        cells: &[(Decimal, FactId)],
    ) -> bool {
        let (sentence, _) = self.reading.lines[index].sentence(start);
        let from = sentence.max(start.saturating_sub(FAR));
        let before = self.stated_in(index).iter().rev();
        let before = before.filter(|it| it.at < start);
        let before = before.take_while(|it| it.at >= from);
        let last = self.last_told(index, start);
        let mut same = before
            .chain(last)
            .filter(|it| it.subject.cells().is_some_and(|own| own == cells));
        // 科目5万元（2019年预算5万元）: the first is this year's without a year too
        let is_beside = |it: &Stated| it.line == index && !self.goes_on_with_change(index, start);
        same.any(|it| {
            let said = self.year_between(it.line, it.from, it.at);
            let said = said.map(|(said, _)| said);
            said == self.year() || (said.is_none() && is_beside(it))
        })
    }

    /// Whether the figure at a place is compared with another right behind it: `2019年预算数5万元，比上年增加1万元`.
    fn goes_on_with_change(&self, index: usize, start: usize) -> bool {
        let line = &self.reading.lines[index];
        let figures = self.of_line(index);
        let own = figures.iter().find(|it| it.start == start);
        own.is_some_and(|it| line.has(it.close, ",") && line.is_compared(it.close + 2))
    }

    /// Whether the words about a figure say that it is last year's, and not money that is left of it: `上年执行1300万元`.
    pub(super) fn says_last_year(&self, index: usize, start: usize) -> bool {
        let line = &self.reading.lines[index];
        let from = self.clause_start(index, line, start);
        let said = self.last_word(WordGroup::LastYear, line, (from, start));
        let is_said = said.is_some_and(|at| {
            let before = at.checked_sub(1).map(|at| line.chars[at]);
            let begins =
                before.is_none_or(|c| matches!(c, ',' | ';' | '。' | ':' | '(') || at == from);
            begins && !self.has_word(WordGroup::CarriedOver, line, (at, start))
        });
        is_said && !self.has_word(WordGroup::Change, line, (from, start))
    }

    /// Whether a figure stands in brackets, or behind ：, behind one of last year: `与上年预算数10万元（其中基本支出5万元）相比`.
    pub(super) fn is_in_last_years_bracket(&self, index: usize, start: usize) -> bool {
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
        // 比上年增加5万元（其中甲5万元: a change has none of last year's behind it
        before.filter(is_amount).is_some_and(|before| {
            let from = self.clause_start(index, line, before.start);
            if self.has_word(WordGroup::Change, line, (from, before.start)) {
                return false;
            }
            let said = self.year_between(index, from, before.start);
            let is_last = said
                .zip(self.year())
                .is_some_and(|((said, _), year)| said + 1 == year);
            is_last || self.has_word(WordGroup::LastYear, line, (from, before.start))
        })
    }

    /// Whether the sentence of a figure begins with last year, and names no other before the figure but to compare with:
    /// `2019年收入预算10万元，其中：财政拨款5万元`.
    pub(crate) fn is_in_last_years_sentence(&self, index: usize, start: usize) -> bool {
        let words = self.data.group(WordGroup::OfWhich);
        let (mut index, mut start) = (index, start);
        // 2019年决算10万元, and below it 其中：
        for _ in 0..NEAR {
            let line = &self.reading.lines[index];
            let (sentence, _) = line.sentence(start);
            let begin = sentence.max(line.body);
            let goes_on = words.begins(&line.chars[begin..]).is_some();
            if !goes_on || sentence > line.body {
                let sentence = match goes_on {
                    true => line.sentence(sentence - 1).0,
                    false => sentence,
                };
                // 2020年5万元；2019年4万元，其中：甲3万元
                let part = line.chars[sentence..start].iter().rposition(|c| *c == ';');
                let part = part.map(|more| sentence + more + 1);
                return self.begins_with_last_year(index, (sentence, start))
                    || part.is_some_and(|part| self.begins_with_last_year(index, (part, start)));
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
        let last_year = self.data.group(WordGroup::LastYear);
        let is_last = last_year.begins(&line.chars[begin..]).is_some();
        let is_over = |group: WordGroup| self.has_word(group, line, (begin, start));
        if is_last
            && !is_over(WordGroup::CarriedOver)
            && !is_over(WordGroup::ThisYear)
            && !is_over(WordGroup::Change)
        {
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
                && !self.has_word(WordGroup::AsOf, line, (sentence, first.start))
                && Some(first.value) == last
                && !line.is_compared(first.start)
        });
        // 2023年预算执行数5万元，本年预算安排4万元
        let this_year = self.data.group(WordGroup::ThisYear);
        let is_this = |at: usize| {
            let words = line.chars.get(at + 1..start).unwrap_or_default();
            line.chars[at] == ',' && this_year.begins(words).is_some()
        };
        begins
            && years.all(|it| Some(it.value) == last || line.is_compared(it.start))
            && !(begin..start).any(is_this)
    }

    /// Whether the words of a figure are no more than that it was spent: `2019年预算5万元，执行数4万元`.
    pub(super) fn is_executed_figure(
        &self,
        line: &TextLine,
        (from, start): (usize, usize),
    ) -> bool {
        let mark = (from..start).rfind(|at| ",、(".contains(line.chars[*at]));
        let words = line.text(mark.map_or(from, |at| at + 1), start);
        let spent = self.data.group(WordGroup::Executed);
        spent.has(words.trim_end_matches('为'))
    }

    /// Whether a figure of last year's is money that this year has: 2019年结转资金5万元.
    pub(super) fn is_carried(&self, index: usize, start: usize) -> bool {
        let line = &self.reading.lines[index];
        let words = (self.clause_start(index, line, start), start);
        self.has_word(WordGroup::CarriedOver, line, words)
            || self.has_word(WordGroup::AsOf, line, words)
    }

    /// Whether a figure is what this year's is compared with: 较上年收支总预算5万元, 与上年接待费5万元相比.
    pub(super) fn is_compared_with(&self, index: usize, start: usize, close: usize) -> bool {
        let line = &self.reading.lines[index];
        let from = self.clause_start(index, line, start);
        let (sentence, end) = line.sentence(start);
        let mark = line.chars[close.min(end)..end]
            .iter()
            .position(|c| ",;".contains(*c));
        let until = mark.map_or(end, |more| close + more).min(close + FAR);
        if self.has_word(WordGroup::Comparison, line, (close.min(until), until)) {
            let (clause, _) = line.clause(sentence.max(start.saturating_sub(FAR)), start);
            let said = self.last_word(WordGroup::LastYear, line, (clause, start));
            return said.is_some_and(|at| line.is_compared(at))
                && !self.has_word(WordGroup::Change, line, (clause, start));
        }
        let words = line.text(from, start);
        let behind = ["比", "较"].iter().find_map(|it| {
            let (_, behind) = words.rsplit_once(it)?;
            let mut last = ["上年", "去年", "上一年"].iter();
            last.find_map(|last| behind.strip_prefix(last))
        });
        behind.is_some_and(|it| !it.contains([',', ':', '增', '减', '年']) && !it.contains("相比"))
    }
}
