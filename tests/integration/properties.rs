//! What holds for any department, not only for examples.

use crate::department::{self, Department, Project};
use crate::program::{InboxDir, report};
use crate::truth;
use gouji::amount::Amount;
use gouji::budget::{Budget, Figure};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// Departments of up to eight items of basic expenditure and up to eight projects.
pub fn departments() -> impl Strategy<Value = Department> {
    // these are compared with single economic groups
    let free = |code: &&str| !["2080505", "2080506", "2210201"].contains(code);
    let code = prop::sample::select(
        department::items()
            .filter(free)
            .map(str::to_owned)
            .collect::<Vec<_>>(),
    );
    let money = 1..99_999_999_i64;
    let basic = prop::collection::vec((code.clone(), money.clone()), 1..8);
    let project = (code, 0..10_usize, money, any::<bool>());
    let projects = prop::collection::vec(project, 0..8);
    let economic = prop::collection::vec(
        prop::sample::select(vec!["30101", "30102", "30201", "30302", "31002"]),
        0..4,
    );
    (basic, projects, economic).prop_map(|(basic, projects, economic)| {
        let all: i64 = basic.iter().map(|(_, fen)| fen).sum();
        let share = all / 5;
        Department {
            name: "某县教育局".to_owned(),
            year: 2020,
            basic,
            economic: economic
                .into_iter()
                .map(|code| (code.to_owned(), share))
                .collect(),
            projects: projects
                .into_iter()
                .enumerate()
                .map(|(i, (code, class, fen, fund))| Project {
                    code,
                    name: format!("项目{i}号"),
                    class,
                    fen,
                    fund,
                })
                .collect(),
            three_publics: [0; 4],
        }
    })
}

fn read(department: &Department) -> Budget {
    let inbox = InboxDir::new();
    inbox.add("预算.xlsx", &department.book().bytes());
    inbox.budget()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_consistent_department_is_publishable(department in departments()) {
        let budget = read(&department);
        let report = report(&budget);
        prop_assert_eq!(report.held, report.equations.len());
        prop_assert!(report.findings.is_empty(), "{:#?}", report.findings);
    }

    #[test]
    fn one_fen_on_any_figure_is_noticed(department in departments(), which in any::<prop::sample::Index>()) {
        let mut budget = read(&department);
        let filled: Vec<usize> = (0..budget.facts.len())
            .filter(|i| matches!(budget.facts[*i].figure, Figure::Amount { .. }))
            .collect();
        let fact = &mut budget.facts[filled[which.index(filled.len())]];
        if let Figure::Amount { exact, published } = &mut fact.figure {
            *exact = *exact + Amount::new(Decimal::new(1, 2));
            *published = *exact;
        }
        let place = fact.at.clone();
        let report = report(&budget);
        prop_assert!(report.held < report.equations.len(), "{}", place);
        let named = report.findings.iter().flat_map(|finding| &finding.cells).any(|cell| cell.at == place);
        prop_assert!(named, "{} is not named", place);
    }

    #[test]
    fn what_is_published_is_read_back_the_same(department in departments()) {
        let budget = read(&department);
        let rules = crate::program::seed_template().rules;
        let workbook = gouji::write::workbook(&budget, &rules, &report(&budget)).unwrap();
        let inbox = InboxDir::new();
        inbox.add("公开.xlsx", &workbook);
        let again = inbox.budget();
        prop_assert_eq!(truth::facts(&again), truth::facts(&budget));
        prop_assert_eq!(again.fiscal_year, budget.fiscal_year);
        prop_assert_eq!(&again.department, &budget.department);
        prop_assert!(report(&again).findings.is_empty());
    }
}
