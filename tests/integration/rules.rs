//! Every shipped rule: it has an id of its own, says why, holds on a sample and breaks on another. And
//! what the rules give on the seed.

use crate::department::Department;
use crate::program::{InboxDir, built_in, data, gouji, report, seed_template};
use gouji::amount::Amount;
use gouji::budget::{Budget, FactId, Figure};
use gouji::reconcile::{Report, Verdict};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Our department with a fund, other income and money of last year, made up.
fn with_funds() -> Budget {
    let inbox = InboxDir::new();
    let workbook = data("narrative/xj_funds/submitted.xlsx");
    inbox.add("2020a.xlsx", &fs::read(workbook).unwrap());
    inbox.budget()
}

fn full() -> Budget {
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &Department::full().book().bytes());
    inbox.budget()
}

#[test]
fn every_rule_is_named_and_explained_once() {
    for template in built_in() {
        let mut ids = BTreeSet::new();
        for rule in &template.rules.rules {
            assert!(ids.insert(rule.id.clone()), "{} twice", rule.id);
            assert!(
                rule.title.chars().count() > 3 && rule.why.chars().count() > 5,
                "{}",
                rule.id
            );
        }
    }
}

#[test]
fn every_formula_holds_on_a_full_department_and_breaks_when_a_figure_moves() {
    let budget = full();
    let rules = seed_template().rules;
    let clean = report(&budget);
    assert!(clean.findings.is_empty(), "{:#?}", clean.findings);
    // some rules speak of departments with a fund and other money beside it
    let with_funds = with_funds();
    let clean_with_funds = report(&with_funds);
    for (index, rule) in rules
        .rules
        .iter()
        .enumerate()
        .filter(|(_, rule)| rule.check.is_none() && !rule.is_sentence())
    {
        let of_rule = |clean: &Report| -> Vec<_> {
            let own = clean.equations.iter().cloned();
            own.filter(|equation| equation.rule == index).collect()
        };
        let (mut own, mut budget) = (of_rule(&clean), &budget);
        if own.is_empty() {
            (own, budget) = (of_rule(&clean_with_funds), &with_funds);
        }
        assert!(
            !own.is_empty(),
            "{} says nothing of a full department",
            rule.id
        );
        if rule.formula_counts() {
            continue;
        }
        let broken = own.iter().any(|equation| {
            equation.facts().any(|(is_left, FactId(fact))| {
                let mut moved = budget.clone();
                if let Figure::Amount { exact, published } = &mut moved.facts[fact].figure {
                    // an inequality breaks when its small side grows
                    let far = Amount::new(Decimal::from(if is_left {
                        -100_000_000
                    } else {
                        100_000_000
                    }));
                    *exact = *exact + far;
                    *published = *exact;
                }
                report(&moved)
                    .findings
                    .iter()
                    .any(|f| f.rule == index && f.verdict == Verdict::Broken)
            })
        });
        assert!(broken, "{} cannot break", rule.id);
    }
}

/// Whether a rule only counts rows; the count of forms has a test of its own.
trait Counts {
    fn formula_counts(&self) -> bool;
}

impl Counts for gouji::rule::Rule {
    fn formula_counts(&self) -> bool {
        self.written
            .iter()
            .all(|formula| formula.contains("count("))
    }
}

#[test]
fn a_project_without_a_form_is_broken() {
    let book = Department::full().book().without_sheet("绩效2");
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &book.bytes());
    let run = inbox.check();
    assert_eq!(run.status, 1);
    assert!(
        run.stdout.contains("绩效目标表没有 项目“大院维修改造”"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("X7-P2 强制 不平"), "{}", run.stdout);
}

#[test]
fn on_the_seed_everything_holds() {
    let budget = InboxDir::with_folder("official").budget();
    let report = report(&budget);
    assert_eq!(
        (
            report.held,
            report.rounding,
            report.broken,
            report.undecided
        ),
        (322, 0, 0, 0)
    );
    // every amount of the nine tables stands in at least two equations
    let mut count: BTreeMap<FactId, usize> = BTreeMap::new();
    for equation in &report.equations {
        let facts: BTreeSet<FactId> = equation.facts().map(|(_, id)| id).collect();
        for id in facts {
            *count.entry(id).or_default() += 1;
        }
    }
    let filled = (0..budget.facts.len())
        .map(FactId)
        .filter(|id| budget.published(*id).is_some());
    let (forms, tables): (Vec<FactId>, Vec<FactId>) = filled.partition(|id| {
        budget
            .table_name(budget.fact(*id).table)
            .starts_with("绩效")
    });
    for id in &tables {
        assert!(
            count.get(id).copied().unwrap_or(0) >= 2,
            "{}",
            budget.fact(*id).at
        );
    }
    assert!(forms.iter().all(|id| count.contains_key(id)));
    assert_eq!((tables.len(), forms.len()), (205, 12));
}

#[test]
fn mistakes_in_rules_are_refused_with_their_place() {
    let rule = |body: &str| {
        format!(
            "[[rule]]\nid = \"Z-1\"\nlevel = \"mandatory\"\ntitle = \"标题\"\nwhy = \"理由\"\n{body}\n"
        )
    };
    for (text, message) in [
        (
            rule("formula = [\"表五[总计].小计 = 表十[总计].小计\"]"),
            "rules.toml:6:25: expected a table of the layout",
        ),
        (
            rule("formula = [\"表五[总计].小计 = 表六[总计].合计\"]"),
            "rules.toml:6:32: expected a column of figures of 表六",
        ),
        (
            rule("formula = [\"表五[总数].小计 = 0\"]"),
            "rules.toml:6:16: expected a row of 表五 (总计、合计, or a code)",
        ),
        (
            rule("formula = [\"表一[小计].预算数 = 0\"]"),
            "rules.toml:6:15: 表一 has several parts",
        ),
        (
            rule("formula = [\"表五[总计].小计 表六[总计].小计\"]"),
            "rules.toml:6:23: expected `=`",
        ),
        (rule("formula = [\"1 = 1\"]"), "expected at least one cell"),
        (
            rule("formula = [\"表五[同码].小计 = 0\"]"),
            "同码 needs 每码",
        ),
        (
            rule("fromula = [\"1 = 1\"]"),
            "rules.toml:6:1: unknown field `fromula`",
        ),
        (rule(""), "expected a formula or a check"),
        (
            rule("check = \"table-presents\""),
            "unknown variant `table-presents`",
        ),
        (
            rule("formula = [\"表五[总计].小计 = 1\"]")
                + &rule("formula = [\"表五[总计].小计 = 2\"]"),
            "the id \"Z-1\" stands twice",
        ),
    ] {
        let dir = crate::templates::copy_of_templates();
        std::fs::write(dir.path().join("xinjiang-2020/rules.toml"), &text).unwrap();
        // refused before any workbook is opened
        let run = gouji(&[
            "--templates",
            dir.path().to_str().unwrap(),
            "check",
            "/nowhere.xlsx",
        ]);
        assert_eq!(run.status, 2, "{text}");
        assert!(run.stderr.contains(message), "{message} in {}", run.stderr);
    }
}
