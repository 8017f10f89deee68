//! Hints about codes and their names, from the catalogue (政府收支分类科目). It is not complete, and years
//! differ: a hint that cannot be sure is not given, and a code with its name is spoken of once, with every cell
//! where it stands.

use crate::budget::{Budget, Notice, Row, RowKey};
use crate::classification::{CatalogueEntry, Code, ComparableName, ListAbsence, Series, YearView};
use crate::finding::{Check, CodeList, CodeProblem, CodedRow, NameOrigin, Problem, TableCell};
use crate::rule::RuleSet;
use indexmap::IndexMap;

/// A code with its name as tables write it, and where: the table and the row.
struct CodeUse<'a> {
    code: &'a Code,
    label: &'a str,
    written: Option<ComparableName>,
    /// Whether it is a line of the layout, whose label may be short: 教育 for 教育支出.
    is_line: bool,
    places: TableRows<'a>,
}

/// Tables, each with a row.
type TableRows<'a> = Vec<(usize, &'a Row)>;

/// What the catalogue says against the codes and names of a budget.
pub(super) fn notices(rules: &RuleSet, budget: &Budget) -> Vec<Notice> {
    let asked = [Check::CodeKnown, Check::CodeName, Check::CodeLevel]
        .map(|check| rules.of_check(check).is_some());
    let (Some(catalogue), Some(year), true) =
        (&rules.catalogue, budget.fiscal_year, asked.contains(&true))
    else {
        return Vec::new();
    };
    let judge = CodeChecker {
        view: catalogue.at(year),
        year,
        budget,
    };
    let mut notices: Vec<Notice> = judge.foreign();
    notices.extend(judge.uses().iter().filter_map(|it| {
        let problem = judge.of_use(it)?;
        let at = it.places.iter().map(|(_, row)| row.at.clone()).collect();
        Some(Notice::at(at, problem))
    }));
    notices
}

struct CodeChecker<'a> {
    view: YearView<'a>,
    year: i32,
    budget: &'a Budget,
}

impl<'a> CodeChecker<'a> {
    /// Every code with each of its names, in the order of the tables; what is written as the catalogue has it is
    /// left out.
    fn uses(&self) -> Vec<CodeUse<'a>> {
        // names that only look different are one
        let mut uses: IndexMap<(&Code, Option<ComparableName>, bool), CodeUse<'a>> =
            IndexMap::new();
        for (table, it) in self.budget.in_scope() {
            for (_, _, row) in it.rows() {
                let (Some(code), label) = (&row.code, row.label.as_str()) else {
                    continue;
                };
                let is_fine = |entry: &CatalogueEntry| {
                    entry
                        .namings
                        .iter()
                        .any(|it| it.name == label && self.view.may_be(entry, it))
                };
                if self.entry(code).is_some_and(is_fine) {
                    continue;
                }
                let (written, is_line) = (
                    ComparableName::new(label),
                    matches!(row.key, RowKey::Line(_)),
                );
                let own = uses
                    .entry((code, written.clone(), is_line))
                    .or_insert_with(|| CodeUse {
                        code,
                        label,
                        written,
                        is_line,
                        places: Vec::new(),
                    });
                own.places.push((table, row));
            }
        }
        uses.into_values().collect()
    }

    /// Codes of the government's economic classification in a table of the department's, and the other way round.
    fn foreign(&self) -> Vec<Notice> {
        let mut notices = Vec::new();
        for (table, it) in self.budget.in_scope() {
            let layout = &self.budget.layout.tables[it.layout];
            for (rows, block) in it.blocks.iter().zip(&layout.blocks) {
                let is_foreign = |row: &&Row| {
                    row.code
                        .as_ref()
                        .is_some_and(|code| block.series.excludes(code))
                };
                let found: Vec<&Row> = rows.iter().filter(is_foreign).collect();
                let Some(code) = found.first().and_then(|row| row.code.as_ref()) else {
                    continue;
                };
                let Some(other) = Series::of(code) else {
                    continue;
                };
                let places: Vec<_> = found.iter().map(|row| (table, *row)).collect();
                let problem = Problem::Code(CodeProblem::OfOtherSeries {
                    table: layout.id.clone(),
                    series: block.series,
                    code: code.clone(),
                    other,
                    places: self.places(&places),
                });
                let at = found.iter().map(|row| row.at.clone()).collect();
                notices.push(Notice::at(at, problem));
            }
        }
        notices
    }

    /// What is wrong with a code and its name; the gravest thing only, for one slip is one hint.
    fn of_use(&self, it: &CodeUse<'_>) -> Option<Problem> {
        let list = CodeList {
            list: self.view.list_year(it.code)?,
            year: self.year,
        };
        // the codes of lines are the layout's own
        let Some(entry) = self.entry(it.code) else {
            return self.unknown(it, list).filter(|_| !it.is_line);
        };
        let mut namings = entry
            .namings
            .iter()
            .filter(|naming| self.view.may_be(entry, naming))
            .peekable();
        if namings.peek().is_none() {
            return self
                .ended(it, entry)
                .filter(|_| !it.is_line && self.view.is_given_up(entry));
        }
        let written = it.written.as_ref()?;
        if namings.any(|naming| naming.is(written)) {
            return None;
        }
        let other_year = entry.namings.iter().find(|naming| naming.is(written));
        // the label of a line may be a short one; only the name of another year is wrong beyond doubt
        if it.is_line && other_year.is_none() {
            return None;
        }
        let Some(own) = self.view.name(entry) else {
            return self.mistyped(it);
        };
        let (row, name) = (self.row(it), own.name.clone());
        if let Some(named) = self.view.along(it.code, written) {
            let other = named.code.clone();
            return Some(Problem::Code(CodeProblem::NameOfOtherLevel {
                row,
                name,
                other,
            }));
        }
        let of_other_code = || {
            let named = self.view.mistyped(it.code, written)?;
            Some(NameOrigin::OtherCode(named.code.clone()))
        };
        let origin = other_year
            .map(|naming| NameOrigin::OtherTime(naming.period()))
            .or_else(of_other_code);
        Some(Problem::Code(CodeProblem::NameWrong {
            row,
            list,
            name,
            origin,
        }))
    }

    fn entry(&self, code: &Code) -> Option<&'a CatalogueEntry> {
        self.view.entry(code)
    }

    /// A code that is in no list.
    fn unknown(&self, it: &CodeUse<'_>, list: CodeList) -> Option<Problem> {
        // a missing 款 says all about its 项
        if it
            .code
            .parent()
            .is_some_and(|parent| self.entry(&parent).is_none())
        {
            return None;
        }
        let is_certain = match self.view.absence(it.code) {
            ListAbsence::Certain => true,
            ListAbsence::Likely => false,
            ListAbsence::Unknown => return self.mistyped(it),
        };
        let meant = it
            .written
            .as_ref()
            .and_then(|written| self.view.mistyped(it.code, written));
        Some(Problem::Code(CodeProblem::Unknown {
            row: self.row(it),
            list,
            is_certain,
            meant: meant.map(|entry| entry.code.clone()),
        }))
    }

    /// A code that is not used any more, or not yet.
    fn ended(&self, it: &CodeUse<'_>, entry: &CatalogueEntry) -> Option<Problem> {
        let last = entry
            .namings
            .iter()
            .max_by_key(|naming| naming.until.max(naming.lists.last().copied()))?;
        Some(Problem::Code(CodeProblem::NotInUse {
            row: self.row(it),
            year: self.year,
            name: last.name.clone(),
            period: last.period(),
            moved_to: last.moved_to.clone(),
        }))
    }

    /// A code whose own name is in doubt, under the name of a code that is one slip of the hand away.
    fn mistyped(&self, it: &CodeUse<'_>) -> Option<Problem> {
        let written = it.written.as_ref().filter(|_| !it.is_line)?;
        let meant = self.view.mistyped(it.code, written)?;
        Some(Problem::Code(CodeProblem::Mistyped {
            row: self.row(it),
            meant: meant.code.clone(),
        }))
    }

    /// A code with its name, and where it stands.
    fn row(&self, it: &CodeUse<'_>) -> CodedRow {
        CodedRow {
            code: it.code.clone(),
            label: shown(it),
            places: self.places(&it.places),
        }
    }

    /// Tables and cells of rows.
    fn places(&self, places: &[(usize, &Row)]) -> Vec<TableCell> {
        let cell = |(table, row): &(usize, &Row)| TableCell {
            table: self.budget.table_name(*table),
            cell: row.at.a1(),
        };
        places.iter().map(cell).collect()
    }
}

/// The written name as people read it.
fn shown(it: &CodeUse<'_>) -> String {
    let digits = it.label.trim_start_matches(|c: char| c.is_ascii_digit());
    digits
        .trim_start_matches(['-', '—', '－', ' ', '　'])
        .to_owned()
}
