//! Checks of form over a whole budget: what is missing, what headings say, what empty tables say.
//! Each is a word of [`Check`]; a rule of that word gives it an id, a level and a reason.

use super::expand::Expander;
use crate::budget::{Budget, Notice, RowKey, Table};
use crate::finding::Check;
use crate::label::{fold, unit_name};
use crate::lang::Text;
use crate::place::Address;
use crate::rule::{RuleSet, codes, order};

/// What is wrong with the form of a budget.
pub(crate) fn notices(rules: &RuleSet, budget: &Budget, expander: &Expander<'_>) -> Vec<Notice> {
    let mut structure = Structure {
        budget,
        notices: Vec::new(),
    };
    structure.tables_present();
    for (index, _) in budget.in_scope() {
        structure.total_rows(index);
        structure.heading(index);
        structure.emptiness(index);
    }
    for places in expander.differing_names(rules) {
        structure.names(&places);
    }
    structure.notices.extend(codes::notices(rules, budget));
    structure.notices.extend(order::notices(budget));
    structure.notices
}

struct Structure<'a> {
    budget: &'a Budget,
    notices: Vec<Notice>,
}

impl Structure<'_> {
    fn notice(&mut self, check: Check, at: Vec<Address>, message: Text) {
        self.notices.push(Notice {
            check,
            at,
            place: None,
            message,
        });
    }

    fn tables_present(&mut self) {
        for (index, table) in self.budget.layout.tables.iter().enumerate() {
            if table.required && self.budget.tables_of(index).next().is_none() {
                let (id, title) = (
                    &table.id,
                    table.title(0, self.budget.fiscal_year, &self.budget.department),
                );
                let message = Text::new(
                    format!("没有收到 {id}（{title}）。请补报；没有内容也要报空表并说明"),
                    format!(
                        "{id} ({title}) was not handed in. Please send it; an empty one says that it is empty"
                    ),
                );
                self.notice(Check::TablePresent, Vec::new(), message);
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
                    let name = layout.block_name(block);
                    let message = Text::new(
                        format!("{name} 缺少“{}”这一行。请补上", fold(&line.label)),
                        format!(
                            "{name} lacks the row {:?}. Please add it",
                            fold(&line.label)
                        ),
                    );
                    self.notice(
                        Check::TotalRowPresent,
                        vec![table.title.at.clone()],
                        message,
                    );
                }
            }
        }
    }

    /// Whether a name is that of a budget unit whose rows stand in some table: its projects have forms of their own.
    fn is_unit(&self, name: &str) -> bool {
        let mut rows = self.budget.in_scope().flat_map(|(_, table)| table.rows());
        rows.any(|(_, _, row)| {
            row.key == RowKey::Unit && is_same_department(name, &unit_name(&row.label))
        })
    }

    fn heading(&mut self, index: usize) {
        let table = &self.budget.tables[index];
        let name = self.budget.table_name(index);
        if let Some(department) = &table.department
            && !is_same_department(&department.text, &self.budget.department)
            && !(self.budget.layout.tables[table.layout].many && self.is_unit(&department.text))
        {
            let (here, there) = (&department.text, &self.budget.department);
            let message = Text::new(
                format!("{name} 写的部门是“{here}”，其他表是“{there}”。请改成一致"),
                format!(
                    "{name} names the department {here:?}, the other tables {there:?}. Please make them agree"
                ),
            );
            self.notice(Check::SameDepartment, vec![department.at.clone()], message);
        }
        if let (Some(here), Some(there)) = (table.year, self.budget.fiscal_year)
            && here != there
        {
            let message = Text::new(
                format!("{name} 写的是 {here} 年，这份预算是 {there} 年。请改成一致"),
                format!("{name} says {here}, this budget is of {there}. Please make them agree"),
            );
            self.notice(Check::SameYear, vec![table.title.at.clone()], message);
        }
        if table.unit_of_measure.is_none() {
            let unit = self.budget.layout.tables[table.layout].unit_of_measure;
            let message = Text::new(
                format!("{name} 没有写金额单位，按“{unit}”读入。请补上“单位：{unit}”"),
                format!("{name} states no unit of measure; it was read in {unit}. Please add one"),
            );
            self.notice(
                Check::UnitOfMeasureStated,
                vec![table.title.at.clone()],
                message,
            );
        }
    }

    fn emptiness(&mut self, index: usize) {
        let table = &self.budget.tables[index];
        if self.budget.layout.tables[table.layout].many {
            return;
        }
        let name = self.budget.table_name(index);
        let says_empty = self.says(table, &self.budget.layout.empty_words);
        let gives_reason = self
            .says(table, &self.budget.layout.empty_reasons)
            .is_some();
        match (self.budget.is_filled(table), says_empty) {
            (false, None) if !gives_reason => {
                let message = Text::new(
                    format!("{name} 没有数字，也没有说明。请在表下注明“……，此表为空表”"),
                    format!(
                        "{name} has no figures and does not say so. Please note below it that it is empty"
                    ),
                );
                self.notice(
                    Check::EmptyTableSaysSo,
                    vec![table.title.at.clone()],
                    message,
                );
            }
            (true, Some((text, at))) => {
                let message = Text::new(
                    format!("{name} 有数字，表下却写着“{text}”。请删去这句说明"),
                    format!(
                        "{name} has figures, but the note below it says {text:?}. Please remove the note"
                    ),
                );
                self.notice(Check::FilledTableDoesNot, vec![at], message);
            }
            _ => {}
        }
    }

    fn says(&self, table: &Table, words: &[String]) -> Option<(String, Address)> {
        let says = |text: &str| {
            let folded = fold(text);
            words.iter().any(|word| folded.contains(word.as_str()))
        };
        table
            .notes
            .iter()
            .find(|note| says(&note.text))
            .map(|note| (note.text.clone(), note.at.clone()))
    }

    fn names(&mut self, places: &[(usize, usize, usize)]) {
        let budget = self.budget;
        let named = |place: &(usize, usize, usize)| {
            (
                budget.table_name(place.0),
                budget.row_name(place.0, place.1, place.2),
            )
        };
        let quoted = places
            .iter()
            .map(named)
            .map(|(table, name)| format!("{table}“{name}”"));
        let zh = quoted.collect::<Vec<_>>().join("，");
        let en = places
            .iter()
            .map(named)
            .map(|(table, name)| format!("{name:?} in {table}"))
            .collect::<Vec<_>>()
            .join(", ");
        let at = places
            .iter()
            .map(|place| budget.tables[place.0].blocks[place.1][place.2].at.clone())
            .collect();
        let message = Text::new(
            format!("同一个项目的名称不一致：{zh}。请改成一致"),
            format!("one project goes by two names: {en}. Please make them agree"),
        );
        self.notice(Check::ProjectNamesAgree, at, message);
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
