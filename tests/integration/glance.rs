//! Where nothing is wrong a department is reconciled at a glance. That never says less than the whole look says.

use crate::program::{InboxDir, brief_report, report};
use crate::properties::departments;
use gouji::amount::Amount;
use gouji::budget::{Budget, Figure};
use gouji::reconcile::Report;
use proptest::prelude::*;
use rust_decimal::Decimal;

/// What becomes of a figure.
#[derive(Debug, Clone)]
enum Change {
    Fen(i64),
    Blank,
    Dash,
    Nothing,
    Unreadable,
    /// Its whole row goes away.
    NoRow,
}

fn changes() -> impl Strategy<Value = Change> {
    prop_oneof![
        (-2..3_i64).prop_map(Change::Fen),
        Just(Change::Blank),
        Just(Change::Dash),
        Just(Change::Nothing),
        Just(Change::Unreadable),
        Just(Change::NoRow),
    ]
}

fn change(budget: &mut Budget, at: usize, change: &Change) {
    let fact = &mut budget.facts[at];
    let (table, block, row) = (fact.table, fact.block, fact.row);
    fact.figure = match change {
        Change::Fen(fen) => match &fact.figure {
            Figure::Amount { published, .. } => {
                let changed = *published + Amount::new(Decimal::new(*fen, 2));
                Figure::Amount {
                    exact: changed,
                    published: changed,
                }
            }
            other => other.clone(),
        },
        Change::Blank => Figure::Blank,
        Change::Dash => Figure::Dash("—".into()),
        Change::Nothing => Figure::Nothing("无".into()),
        Change::Unreadable => Figure::Unreadable("约三".into()),
        Change::NoRow => {
            // the row stays where it is, and is known by nothing that a rule asks for
            let own = &mut budget.tables[table].blocks[block][row];
            own.code = None;
            own.key = gouji::budget::RowKey::Unit;
            return;
        }
    };
}

/// All that a report says but the equations themselves.
fn said(report: &Report) -> (usize, usize, usize, usize, String, bool) {
    let findings: Vec<_> = report
        .findings
        .iter()
        .map(|it| (it.rule, it.level, it.verdict, it.problem.clone()))
        .collect();
    let said = format!("{:?} {findings:?} {:?}", report.figures, report.diagnoses);
    (
        report.held,
        report.rounding,
        report.broken,
        report.undecided,
        said,
        report.is_publishable(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_glance_says_what_the_whole_look_says(
        department in departments(),
        changed in prop::collection::vec((any::<prop::sample::Index>(), changes()), 0..3),
    ) {
        let inbox = InboxDir::new();
        inbox.add("预算.xlsx", &department.book().bytes());
        let mut budget = inbox.budget();
        for (at, own) in &changed {
            let at = at.index(budget.facts.len());
            change(&mut budget, at, own);
        }
        let (whole, brief) = (report(&budget), brief_report(&budget));
        prop_assert_eq!(said(&whole), said(&brief));
        prop_assert!(brief.equations.is_empty() || brief.equations.len() == whole.equations.len());
        if changed.is_empty() {
            prop_assert!(brief.equations.is_empty(), "a clean department is done at a glance");
        }
        if !whole.findings.is_empty() {
            prop_assert_eq!(whole.equations.len(), brief.equations.len());
        }
    }
}
