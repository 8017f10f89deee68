//! Labels of the tables in the words before a figure, written right or nearly so.

use super::code;
use super::code::Digits;
use super::written_path::core_of_class;
use crate::amount::Rounded;
use crate::budget::FactId;
use crate::classification::Code;
use crate::finding::ClaimProblem;
use crate::rule::narrative::language::{GridRow, TextCheck, WordGroup, value};
use crate::rule::narrative::lines::{Marker, TextLine};
use crate::rule::narrative::reader::{Claim, Found, Reader};

impl Reader<'_> {
    /// A label of the tables: a class, an economic item, a project.
    pub(crate) fn label(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, end, to): (usize, usize, usize),
    ) -> Option<Found> {
        for is_class in [true, false] {
            let grid = match is_class {
                true => self.of_section(|it| Some((it.codes?, false))),
                false => self
                    .of_section(|it| Some((it.economic?, it.is_economic_near)))
                    .or_else(|| self.economic_of_whole(index, line, end)),
            };
            let Some((grid, near)) = grid else { continue };
            let rows = self.rows(grid);
            let behind = match is_class {
                true => Digits::none(end),
                false => code::behind(line, from, end),
            };
            let Some((length, row)) = self.longest(line, (from, behind.at), &rows, is_class) else {
                continue;
            };
            // 机关工资福利支出 is an item of the government's classification
            let is_other = !is_class && self.is_government_item(line, (from, behind.at));
            if is_other || self.is_last_of(line, (behind.at - length, end, to)) {
                return Some(Found::Unknown);
            }
            let before = code::before(line, from, behind.at - length);
            if !self.is_neutral(index, line, (from, before.at)) {
                let item = self.item_label(index, line, (from, end));
                return Some(item.unwrap_or(Found::Unknown));
            }
            let (name, fact) = (&row.name.clone(), row.fact);
            let code = row.code.clone()?;
            let digits = [&before, &behind];
            if !digits
                .into_iter()
                .all(|it| self.is_code_of(index, (name, &code), it))
            {
                return Some(Found::Unknown);
            }
            if is_class {
                self.code = Some((code, fact));
                self.another_name(index, line, (behind.at - length, behind.at), name);
            }
            return Some(Found::about(fact, near));
        }
        let item = self.item_label(index, line, (from, end));
        item.or_else(|| self.project_label(index, line, (from, end)))
    }

    /// Claims a name that a class had before: 医疗卫生与计划生育支出 is 卫生健康支出 in the table.
    fn another_name(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, to): (usize, usize),
        name: &str,
    ) {
        let written = line.text(from, to);
        let (is, was) = (core_of_class(name), core_of_class(&written));
        let is_short = is.contains(was) || was.contains(is);
        // once is enough where a label is looked up again
        let is_told = |it: &Claim| (it.line, it.from, it.to) == (index, from, to);
        if is_short || self.reading.claims.iter().any(is_told) {
            return;
        }
        self.claim_label((index, from, to), name);
    }

    /// Claims a name that its table has otherwise.
    pub(super) fn claim_label(&mut self, place: (usize, usize, usize), right: &str) {
        let problem = ClaimProblem::TableName {
            right: right.to_owned(),
        };
        self.claim(TextCheck::Name, place, Some(right.to_owned()), problem);
    }

    /// The figure of a class in the table of the section's classes, where an amount is closer to that than to the one of its
    /// kind of money: below 财政拨款支出 a class has that of all kinds.
    pub(super) fn cell_of_class(
        &mut self,
        code: &Code,
        own: FactId,
        amount: Option<Rounded>,
    ) -> FactId {
        let grid = self.of_section(|it| it.codes);
        let (Some(amount), Some(grid)) = (amount.filter(|_| code.depth() == 1), grid) else {
            return own;
        };
        let rows = self.rows(grid);
        let row = rows.iter().find(|row| row.code.as_ref() == Some(code));
        let gap = |id: FactId| value(self.budget, id).map(|it| (it - amount.value).abs());
        let other = row.map(|row| row.fact);
        let is_closer = |other: &FactId| gap(*other).zip(gap(own)).is_some_and(|(a, b)| a < b);
        other.filter(is_closer).unwrap_or(own)
    }

    /// The row with the longest name that ends at a place, the deepest of several.
    fn longest<'r>(
        &self,
        line: &TextLine,
        (from, end): (usize, usize),
        rows: &'r [GridRow],
        is_class: bool,
    ) -> Option<(usize, &'r GridRow)> {
        let fits = |name: &&String| {
            let mut before = line.chars[from..end].iter().rev();
            !name.is_empty() && name.chars().rev().all(|c| before.next() == Some(&c))
        };
        let length = |row: &GridRow| {
            let short = row.short.iter().filter(|_| !is_class);
            let known = row.aliases.iter().filter(|_| is_class);
            let names = std::iter::once(&row.name).chain(known).chain(short);
            names.filter(fits).map(|name| name.chars().count()).max()
        };
        let mut best: Option<(usize, usize, &GridRow)> = None;
        for row in rows {
            let depth = row.code.as_ref().map(Code::depth);
            let depth = depth.filter(|depth| !is_class || *depth == 1);
            let Some((length, depth)) = length(row).zip(depth) else {
                continue;
            };
            if best.is_none_or(|(most, own, _)| (length, depth) > (most, own)) {
                best = Some((length, depth, row));
            }
        }
        best.map(|(length, _, row)| (length, row))
    }

    /// Where the name of a project ends before words that only say that it is one: `“就业专项经费”项目`.
    fn project_end(&self, line: &TextLine, (from, end): (usize, usize)) -> usize {
        let words = self.data.group(WordGroup::Project);
        let length = words.ends(&line.chars[from..end]);
        let bare = end - length.unwrap_or(0);
        bare - usize::from(bare > from && line.chars[bare - 1] == '"')
    }

    /// Where the name of a project ends before a bracket with its kind: `社区治理项目（一般公共预算）`.
    fn project_end_before_kind(
        &self,
        line: &TextLine,
        (from, end): (usize, usize),
    ) -> Option<usize> {
        let inside = line.chars[from..end].strip_suffix(&[')'])?;
        let open = from + inside.iter().rposition(|c| *c == '(')?;
        let kinds = self.data.group(WordGroup::ProjectKind);
        kinds.has(&line.text(open + 1, end - 1)).then_some(open)
    }

    /// The name of a project in a list of projects; below the name of one it may be but a part of it.
    pub(crate) fn project_label(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, end): (usize, usize),
    ) -> Option<Found> {
        let grid = self.of_section(|it| Some((it.projects?, it.is_project_near)));
        let (grid, near) = grid.filter(|_| self.project.is_none())?;
        let rows = self.rows(grid);
        let before_kind = self.project_end_before_kind(line, (from, end));
        let near = near || before_kind.is_some();
        let end = before_kind.unwrap_or(end);
        let ends = [end, self.project_end(line, (from, end))];
        let start = |row: &GridRow| {
            let name = row.folded_project.as_deref()?;
            ends.into_iter().find_map(|end| {
                let start = end.checked_sub(name.chars().count())?;
                (start >= from && start < end && line.has(start, name)).then_some(start)
            })
        };
        let named = rows.iter().filter_map(|row| Some((start(row)?, row)));
        let (start, row) = named.min_by_key(|(start, _)| *start)?;
        let fact = row.fact;
        let is_one = self.is_neutral(index, line, (from, start));
        is_one.then(|| Found::about(fact, near))
    }

    /// Takes in the class that a line names whose items stand in the lines below: `（一）公共安全支出100万元，其中：`.
    pub(crate) fn items_follow(&mut self, line: &TextLine) {
        let class = self.code.as_ref().map(|(code, _)| code);
        let class = class.filter(|code| code.depth() == 1 && line.chars.last() == Some(&':'));
        if line.marker == Marker::HanInBrackets && class.is_some() {
            self.path = class.cloned();
        }
    }
}
