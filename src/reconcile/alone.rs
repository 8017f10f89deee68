//! Findings that explain others, which are not told then: two departments in one file, a unit of measure that is wrong.

use super::{Cause, Report};
use crate::amount::UnitOfMeasure;
use crate::budget::Budget;
use crate::finding::Problem;

/// Leaves out what other findings explain.
pub(super) fn settle(budget: &Budget, report: &mut Report) {
    let is_of_two = |problem: &Problem| {
        matches!(
            problem,
            Problem::VersionsDiffer {
                departments: Some(_),
                ..
            }
        )
    };
    if report.findings.iter().any(|it| is_of_two(&it.problem)) {
        // what is wrong with tables of two departments is known when they are apart
        report.findings.retain(|it| is_of_two(&it.problem));
        report.undecided = report.all();
        (report.held, report.rounding, report.broken) = (0, 0, 0);
        report.equations.clear();
        report.judgements.clear();
        report.diagnoses.clear();
        report.text_diagnoses.clear();
    }
    settle_units(budget, report);
}

/// Leaves out what the wrong unit of measure of tables explains.
fn settle_units(budget: &Budget, report: &mut Report) {
    let units = report.diagnoses.iter().filter_map(|it| match &it.cause {
        Cause::Unit { tables, .. } => Some(tables),
        _ => None,
    });
    // what reading says of a form names it without its number
    let id = |table: usize| budget.layout.tables[budget.tables[table].layout].id.clone();
    let named = units.flatten();
    let named = named.flat_map(|table| [budget.table_name(*table), id(*table)]);
    let tables: Vec<String> = named.collect();
    if tables.is_empty() {
        return;
    }
    // below 元 everywhere, that the figures of a table are in 元 is what makes its 万元 wrong
    let is_below_yuan = budget.layout.unit_of_measure == UnitOfMeasure::Yuan;
    let is_form = |layout: usize| budget.layout.tables[layout].many;
    let mut others = budget.in_scope().filter(|(_, it)| !is_form(it.layout));
    let is_all = others.all(|(table, _)| tables.contains(&budget.table_name(table)));
    report.findings.retain(|it| match &it.problem {
        Problem::TypedInYuan {
            table: Some(table), ..
        } => match is_below_yuan {
            true => !tables.contains(table),
            // beside tables that are too small, forms seem too large
            false => !is_all || tables.contains(table),
        },
        Problem::UnitOfMeasureCoarse { tables: own, .. } if is_below_yuan => {
            !own.iter().all(|table| tables.contains(table))
        }
        Problem::FigureLost { table, .. } | Problem::UnitOfMeasureUnfit { table, .. } => {
            !(is_all && tables.contains(table))
        }
        _ => true,
    });
}
