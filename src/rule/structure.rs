//! Checks of form over a whole budget: what is missing, what headings say, what empty tables say.
//! Each is a word of [`Check`]; a rule of that word gives it an id, a level and a reason.

use super::expand::Expander;
use crate::budget::{Budget, FactId, Figure, HeaderYear, Notice, Placed, RowKey, Table};
use crate::finding::{BeyondProblem, Check, Problem, WordsProblem};
use crate::label::{fold, unit_name};
use crate::place::Address;
use crate::rule::narrative::{Narrative, WordGroup};
use crate::rule::{
    RuleSet, codes, departments, doubtful, emptiness, names, order, table_words, year_columns,
};
use indexmap::IndexSet;
use std::sync::Arc;

/// What is wrong with the form of a budget.
pub(crate) fn notices(rules: &RuleSet, budget: &Budget, expander: &Expander<'_>) -> Vec<Notice> {
    let mut structure = Structure {
        budget,
        notices: Vec::new(),
    };
    let narrative = rules.narrative.as_deref();
    structure.tables_present();
    structure.figures_present(rules);
    for (index, _) in budget.in_scope() {
        structure.total_rows(index);
        structure.heading(index);
        structure.emptiness(narrative, index);
    }
    for places in expander.differing_names(rules) {
        structure.names(&places);
    }
    structure.notices.extend(codes::notices(rules, budget));
    structure.notices.extend(names::notices(budget));
    structure.notices.extend(departments::notices(budget));
    structure.notices.extend(doubtful::notices(budget));
    structure
        .notices
        .extend(table_words::notices(narrative, budget));
    structure.notices.extend(order::notices(budget));
    structure.notices.extend(year_columns::notices(budget));
    structure.notices
}

struct Structure<'a> {
    budget: &'a Budget,
    notices: Vec<Notice>,
}

impl Structure<'_> {
    fn notice(&mut self, at: Vec<Address>, problem: Problem) {
        self.notices.push(Notice::at(at, problem));
    }

    /// The unit that is looked at, with its files; none for a department.
    fn unit(&self) -> Option<(String, Vec<Arc<str>>)> {
        let unit = &self.budget.units[self.budget.scope?];
        let tables = self.budget.in_scope();
        let files: IndexSet<&Arc<str>> = tables.map(|(_, it)| &it.title.at.file).collect();
        Some((unit.name.clone(), files.into_iter().cloned().collect()))
    }

    fn tables_present(&mut self) {
        for (index, table) in self.budget.layout.tables.iter().enumerate() {
            let is_missing = table.required && self.budget.tables_of(index).next().is_none();
            if is_missing && !self.budget.is_title_alone(&table.id) {
                let problem = Problem::TableMissing {
                    table: table.id.clone(),
                    title: table.title(0, self.budget.fiscal_year, &self.budget.department),
                    hidden: self.budget.hidden_sheets_of(&table.id),
                    unit: self.unit(),
                };
                self.notice(Vec::new(), problem);
            }
        }
    }

    /// A submission without figures is no budget, and labelled rows without one are no empty table.
    fn figures_present(&mut self, rules: &RuleSet) {
        let budget = self.budget;
        let tables: Vec<(usize, &Table)> = budget.in_scope().collect();
        if tables.iter().all(|(_, table)| !budget.is_filled(table)) {
            let at = tables.iter().map(|(_, table)| table.title.at.clone());
            self.notice(
                at.take(1).collect(),
                Problem::Beyond(BeyondProblem::NoFigures { table: None }),
            );
            return;
        }
        if rules.of_check(Check::EmptyTableSaysSo).is_some() {
            return;
        }
        for (index, table) in tables {
            if budget.layout.tables[table.layout].many {
                continue;
            }
            let is_bare = |id: &FactId| budget.fact(*id).figure == Figure::Blank;
            let labelled = table.rows().filter(|(_, _, row)| !row.label.is_empty());
            let mut facts = table
                .rows()
                .flat_map(|(_, _, row)| row.facts.iter().flatten());
            let is_silent = || !emptiness::is_explained(&budget.layout, table);
            if labelled.count() > 1 && facts.all(is_bare) && is_silent() {
                let table_name = Some(budget.table_name(index));
                let problem = BeyondProblem::NoFigures { table: table_name };
                self.notice(vec![table.title.at.clone()], Problem::Beyond(problem));
            }
        }
    }

    fn total_rows(&mut self, index: usize) {
        let table = &self.budget.tables[index];
        let layout = &self.budget.layout.tables[table.layout];
        for (block, rows) in table.blocks.iter().enumerate() {
            let filled = rows
                .iter()
                .flat_map(|row| row.facts.iter().flatten())
                .any(|id| self.budget.published(*id).is_some_and(|a| !a.is_zero()));
            if !filled {
                continue;
            }
            for (place, line) in layout.blocks[block].lines.iter().enumerate() {
                if line.required
                    && line.code.is_none()
                    && !rows.iter().any(|row| row.key == RowKey::Line(place))
                {
                    let problem = Problem::TotalRowMissing {
                        table: layout.spoken_name(block),
                        row: fold(&line.label),
                    };
                    self.notice(vec![table.title.at.clone()], problem);
                }
            }
        }
    }

    /// Whether a name is that of a budget unit whose rows stand in some table: its projects have their own forms.
    fn is_unit(&self, name: &str) -> bool {
        let mut rows = self.budget.in_scope().flat_map(|(_, table)| table.rows());
        rows.any(|(_, _, row)| {
            row.key == RowKey::Unit && is_same_department(name, &unit_name(&row.label))
        })
    }

    /// Whether a name may be that of a unit below the department: it is no department's, and rows tell of no several units.
    fn may_be_unit(&self, name: &str) -> bool {
        let tables = self.budget.in_scope();
        let rows = tables.flat_map(|(_, table)| table.rows());
        let units = rows.filter(|(_, _, row)| row.key == RowKey::Unit);
        let units: IndexSet<String> = units.map(|(_, _, row)| unit_name(&row.label)).collect();
        let mut units = units.iter();
        let first = units.next();
        let is_one = first.is_none_or(|first| units.all(|other| is_same_department(first, other)));
        is_one && !self.budget.layout.departments.is_department(name)
    }

    fn heading(&mut self, index: usize) {
        let table = &self.budget.tables[index];
        let name = self.budget.table_name(index);
        if let Some(department) = &table.department
            && !self.budget.department.is_empty()
            && !is_same_department(&department.text, &self.budget.department)
        {
            let is_form = self.budget.layout.tables[table.layout].many;
            if !(is_form && self.is_unit(&department.text)) {
                let may_be_unit = is_form && self.may_be_unit(&department.text);
                self.department_differs(&name, department, may_be_unit);
            }
        }
        if let (Some(here), Some(there)) = (table.year, self.budget.fiscal_year)
            && here != there
        {
            let problem = Problem::YearsDiffer {
                table: name.clone(),
                here,
                there,
            };
            self.notice(vec![table.title.at.clone()], problem);
        }
        let here = match table.header_year {
            Some(HeaderYear::Year(year)) if Some(year) != self.budget.fiscal_year => {
                Some(Some(year))
            }
            Some(HeaderYear::Last) => Some(None),
            _ => None,
        };
        if let (Some(here), Some(there)) = (here, self.budget.fiscal_year) {
            let problem = BeyondProblem::HeaderYear {
                table: name.clone(),
                here,
                there,
            };
            let cells = table.header_year_cells.iter();
            let mut at: Vec<Address> = cells.map(|place| table.cell(*place)).collect();
            if at.is_empty() {
                at.push(table.title.at.clone());
            }
            self.notice(at, Problem::Beyond(problem));
        }
        if table.unit_of_measure.is_none() {
            let unit = self.budget.layout.tables[table.layout].unit_of_measure;
            let problem = Problem::UnitOfMeasureMissing { table: name, unit };
            self.notice(vec![table.title.at.clone()], problem);
        }
    }

    /// Another department in the heading of a table; tables that name the same one are told together.
    fn department_differs(&mut self, table: &str, department: &Placed, may_be_unit: bool) {
        let known = self.notices.iter_mut().find_map(|notice| {
            let Problem::DepartmentsDiffer {
                tables,
                here,
                is_unit,
                ..
            } = &mut notice.problem
            else {
                return None;
            };
            let is_same = fold(here) == fold(&department.text) && *is_unit == may_be_unit;
            is_same.then_some((tables, &mut notice.at))
        });
        if let Some((tables, at)) = known {
            tables.push(table.to_owned());
            at.push(department.at.clone());
            return;
        }
        let problem = Problem::DepartmentsDiffer {
            tables: vec![table.to_owned()],
            here: department.text.clone(),
            there: self.budget.department.clone(),
            is_unit: may_be_unit,
        };
        self.notice(vec![department.at.clone()], problem);
    }

    fn emptiness(&mut self, narrative: Option<&Narrative>, index: usize) {
        let table = &self.budget.tables[index];
        if self.budget.layout.tables[table.layout].many {
            return;
        }
        let name = self.budget.table_name(index);
        if self.budget.is_filled(table) {
            if let Some(note) =
                emptiness::contradiction(&self.budget.layout, table, self.budget.fiscal_year)
            {
                let (note, at) = (note.text.clone(), note.at.clone());
                let problem = Problem::FilledTableSaysEmpty { table: name, note };
                self.notice(vec![at], problem);
            }
            return;
        }
        let layout = &self.budget.layout;
        if emptiness::is_explained(layout, table) {
            self.note_of_other_money(narrative, table, name);
            return;
        }
        // 无 in a cell says it
        if self.is_written(table, |it| matches!(it, Figure::Nothing(_))) {
            return;
        }
        let note = emptiness::unclear(layout, table);
        let at = note.map_or(&table.title.at, |note| &note.at).clone();
        let note = note.map(|note| note.text.clone());
        let is_zero = self.is_written(table, |it| matches!(it, Figure::Amount { .. }));
        let problem = match is_zero {
            true => Problem::Words(WordsProblem::ZerosUnexplained { table: name }),
            false => Problem::EmptyTableSilent { table: name, note },
        };
        self.notice(vec![at], problem);
    }

    /// An empty table under which the note of another one stands.
    fn note_of_other_money(&mut self, narrative: Option<&Narrative>, table: &Table, name: String) {
        let more = narrative.map(|it| it.group(WordGroup::StateCapital));
        let other = emptiness::of_other_money(&self.budget.layout, more, table);
        if let Some((note, money)) = other {
            let problem = WordsProblem::NoteOfMoney {
                table: name,
                note: note.text.clone(),
                money,
            };
            self.notice(vec![note.at.clone()], Problem::Words(problem));
        }
    }

    /// Whether such a figure stands in a table.
    fn is_written(&self, table: &Table, is_it: impl Fn(&Figure) -> bool) -> bool {
        let mut rows = table.rows();
        rows.any(|(_, _, row)| {
            let mut facts = row.facts.iter().flatten();
            facts.any(|id| is_it(&self.budget.fact(*id).figure))
        })
    }

    fn names(&mut self, places: &[(usize, usize, usize)]) {
        let budget = self.budget;
        let named = |place: &(usize, usize, usize)| {
            (
                budget.table_name(place.0),
                budget.row_name(place.0, place.1, place.2),
            )
        };
        let names = places.iter().map(named).collect();
        let at = places
            .iter()
            .map(|place| budget.tables[place.0].blocks[place.1][place.2].at.clone())
            .collect();
        self.notice(at, Problem::ProjectNamesDiffer { names });
    }
}

/// Whether two names are one department's: 人力资源和社会保障局 is short for 高新区（新市区）人力资源和社会保障局.
fn is_same_department(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let (one, other) = (fold(one), fold(other));
    let short = |long: &str, short: &str| short.chars().count() >= 3 && long.ends_with(short);
    one == other || short(&one, &other) || short(&other, &one)
}
