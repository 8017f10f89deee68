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
    // below 元 everywhere, that the figures of a table are in 元 is what makes its 万元 wrong
    if budget.layout.unit_of_measure == UnitOfMeasure::Yuan {
        let units = report.diagnoses.iter().filter_map(|it| match &it.cause {
            Cause::Unit { tables, .. } => Some(tables),
            _ => None,
        });
        let tables = units.flatten().map(|table| budget.table_name(*table));
        let tables: Vec<String> = tables.collect();
        report.findings.retain(|it| match &it.problem {
            Problem::TypedInYuan {
                table: Some(table), ..
            } => !tables.contains(table),
            Problem::UnitOfMeasureCoarse { tables: own, .. } => {
                !own.iter().all(|table| tables.contains(table))
            }
            _ => true,
        });
    }
}
