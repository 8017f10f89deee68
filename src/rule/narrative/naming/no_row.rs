//! Names of items that no row has: those of another code, and of items that have no money any more.

use super::code;
use super::path::Named;
use super::written_path::{Likeness, Part, levels};
use crate::amount::Rounded;
use crate::classification::{Code, ComparableName, Series};
use crate::finding::ClaimProblem;
use crate::rule::narrative::language::{Grid, GridRow, TextCheck, WordGroup};
use crate::rule::narrative::lines::TextLine;
use crate::rule::narrative::reader::{Found, Reader};

/// Characters of the shortest and of the longest name that is looked up.
const SHORTEST: usize = 3;
const LONGEST: usize = 24;

/// What the names of remainders begin with.
const OTHER: &str = "其他";

impl Reader<'_> {
    /// Whether a path names an item that has no money any more, and so no row, and not the like-named one that has:
    /// 职业年金缴费支出0万元 beside a row 养老保险缴费支出.
    pub(super) fn is_without_row(
        &self,
        index: usize,
        rows: &[GridRow],
        parts: &[Part],
        (named, amount): (&Named<'_>, Option<Rounded>),
    ) -> bool {
        let is_like = named
            .likeness
            .last()
            .is_some_and(|it| *it >= Likeness::Near);
        let Some(last) = parts.last().filter(|it| is_like && it.digits.is_empty()) else {
            return false;
        };
        let is_nothing = match amount {
            Some(amount) => amount.value.is_zero(),
            // 未安排预算: the other one is told of by itself
            None => {
                let mut others = self.reading.lines.iter().enumerate();
                others.any(|(at, line)| at != index && line.says(&named.row.name))
            }
        };
        is_nothing && are_of_no_row(rows, &self.codes_named(&last.name))
    }

    /// A path whose item the catalogue has and no row of the section's table, where the table has items of that level: there
    /// is no money for it. `卫生健康支出（类）行政事业单位医疗（款）行政单位医疗（项）5万元`
    pub(super) fn path_of_nothing(
        &mut self,
        rows: &[GridRow],
        parts: &[Part],
        amount: Option<Rounded>,
    ) -> Option<Found> {
        let amount = amount.filter(|it| !it.value.is_zero())?;
        let last = parts.last()?;
        let level = *levels(parts).last()?;
        let codes = self.codes_named(&last.name);
        let is_of_level =
            |code: &Code| Series::of(code) == Some(Series::Functional) && code.depth() == level;
        let is_known = codes.iter().any(|code| is_of_level(code));
        let mut own = rows.iter().filter_map(|row| row.code.as_ref());
        let is_of_table = own.any(is_of_level);
        let is_coded = |row: &GridRow| {
            let own = row.code.as_ref().map_or("", Code::as_str);
            !last.digits.is_empty() && own.ends_with(&last.digits)
        };
        let is_nothing = is_known
            && is_of_table
            && are_of_no_row(rows, &codes)
            && !rows
                .iter()
                .any(|row| row.name == last.name || is_coded(row));
        let grid = self.of_section(|it| it.items.first().copied().or(it.codes))?;
        let is_nothing =
            is_nothing && !self.stands_elsewhere(Series::Functional, &last.name, amount);
        is_nothing.then(|| Found::nothing_in(grid.table, false))
    }

    /// Whether a table of another section has a name of a classification with an amount: a heading may be of several kinds of
    /// money.
    fn stands_elsewhere(&mut self, series: Series, name: &str, amount: Rounded) -> bool {
        let mut sections = self.data.sections.iter();
        sections.any(|section| {
            let functional = section.items.iter().chain(&section.codes);
            let grids: Vec<Grid> = match series {
                Series::Functional => functional.copied().collect(),
                _ => section.economic.into_iter().collect(),
            };
            grids.into_iter().any(|grid| {
                let rows = self.rows(grid);
                let mut named = rows.iter().filter(|row| row.name == name);
                named.any(|row| self.has_amount(row, amount))
            })
        })
    }

    /// A class or an economic item that the catalogue has and the table of the section has not, right before an amount:
    /// `印刷费5万元`, `农林水支出5万元`.
    pub(crate) fn label_of_nothing(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, end): (usize, usize),
        amount: Rounded,
    ) -> Option<Found> {
        let economic = self.of_section(|it| Some((it.economic?, it.is_economic_near)));
        let codes = self.of_section(|it| Some((it.codes?, false)));
        // 项目支出中安排印刷费20万元 is none of the basic expenditure
        let (sentence, _) = line.sentence(end);
        let is_of_project = self.has_word(WordGroup::OfProjects, line, (sentence, end));
        let economic = economic.filter(|_| !is_of_project);
        let grids = [
            (economic, Series::EconomicDepartment),
            (codes, Series::Functional),
        ];
        grids.into_iter().find_map(|(grid, series)| {
            let (grid, is_near) = grid?;
            let rows = self.rows(grid);
            let (start, name) = self.name_of_nothing(line, (from, end), &rows, series)?;
            let is_nothing = self.is_neutral(index, line, (from, start))
                && !self.stands_elsewhere(series, &name, amount);
            is_nothing.then(|| Found::nothing_in(grid.table, is_near))
        })
    }

    /// The longest name that ends at a place, of codes of which some rows have none, and where it begins.
    fn name_of_nothing(
        &self,
        line: &TextLine,
        (from, end): (usize, usize),
        rows: &[GridRow],
        series: Series,
    ) -> Option<(usize, String)> {
        let has_rows = |depth: usize| {
            let mut own = rows.iter().filter_map(|row| row.code.as_ref());
            own.any(|code| code.depth() == depth)
        };
        let behind = code::behind(line, from, end);
        let last = behind.at.checked_sub(SHORTEST)?;
        let from = from.max(behind.at.saturating_sub(LONGEST));
        (from..=last).find_map(|start| {
            let name = line.text(start, behind.at);
            let codes = self.codes_named(&name);
            let mut own = codes.iter().filter(|code| Series::of(code) == Some(series));
            // 其他支出 may be any other spending
            let is_plain = !name.starts_with(OTHER);
            let is_here = own.any(|code| {
                let is_named = series == Series::EconomicDepartment || code.depth() == 1;
                is_named && has_rows(code.depth())
            });
            let is_nothing = is_plain && is_here && are_of_no_row(rows, &codes);
            is_nothing.then_some((start, name))
        })
    }

    /// The codes that the catalogue has for a name.
    pub(crate) fn codes_named(&self, name: &str) -> Vec<&Code> {
        let named = self.rules.catalogue.as_ref().zip(ComparableName::new(name));
        let entries = named.map(|(catalogue, name)| catalogue.of_name(&name));
        entries.into_iter().flatten().map(|it| &it.code).collect()
    }

    /// Whether the code beside a name is that of another row which has the amount, and the row of the name has not.
    pub(super) fn is_of_code(
        &self,
        rows: &[GridRow],
        parts: &[Part],
        (named, amount): (&Named<'_>, Option<Rounded>),
    ) -> bool {
        let is_its = amount.is_some_and(|it| self.has_amount(named.row, it));
        let row = self.row_of_code(rows, parts, amount);
        row.is_some_and(|it| it.code != named.row.code && !is_its)
    }

    /// The row of the full code beside the last name of a path, where it has an amount.
    fn row_of_code<'r>(
        &self,
        rows: &'r [GridRow],
        parts: &[Part],
        amount: Option<Rounded>,
    ) -> Option<&'r GridRow> {
        let part = parts.last()?;
        let amount =
            amount.filter(|it| matches!(part.digits.len(), 5 | 7) && !it.value.is_zero())?;
        let is_it = |row: &&GridRow| {
            let own = row.code.as_ref().map(Code::as_str);
            own == Some(&part.digits) && self.has_amount(row, amount)
        };
        rows.iter().find(is_it)
    }

    /// A name with the code of another: the code and the amount agree, and the name is one that another code has.
    pub(super) fn misnamed(
        &mut self,
        index: usize,
        rows: &[GridRow],
        parts: &[Part],
        amount: Option<Rounded>,
    ) -> Found {
        let Some(part) = parts.last() else {
            return Found::Unknown;
        };
        let is_name = !self.codes_named(&part.name).is_empty();
        let row = self.row_of_code(rows, parts, amount);
        let Some(row) = row.filter(|_| is_name) else {
            return Found::Unknown;
        };
        let problem = ClaimProblem::CodeName {
            code: part.digits.clone(),
            right: row.name.clone(),
        };
        let place = (index, part.from, part.to);
        self.claim(TextCheck::Name, place, Some(row.name.clone()), problem);
        Found::cell(row.fact)
    }
}

/// Whether there are codes, and no row has one of them.
fn are_of_no_row(rows: &[GridRow], codes: &[&Code]) -> bool {
    let mut own = rows.iter().filter_map(|row| row.code.as_ref());
    !codes.is_empty() && !own.any(|it| codes.contains(&it))
}
