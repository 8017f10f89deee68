//! What all departments are asked to verify, counted by rule, and their hints, by rule: they stand once, behind the
//! departments.

use super::short::begun;
use super::terminal::{add_findings, is_apart};
use super::{DepartmentReport, Lang, department_name, passage, visible};
use crate::reconcile::Finding;
use crate::rule::Severity;
use indexmap::{IndexMap, IndexSet};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Rules that have a line where there are many departments.
const RULES: usize = 3;
/// The same of rules whose findings are to be verified.
const VERIFY_RULES: usize = 6;

/// What is to be verified and the hints of a department, which are printed together with those of the others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentHints {
    department: String,
    year: Option<i32>,
    /// Rules with what is to be verified and is not explained, with their titles, and how often.
    verify: Vec<(String, String, usize)>,
    rules: Vec<RuleHints>,
    /// The budget units that were added up.
    units: Vec<String>,
    /// Rules that need last year's tables, which are not at hand.
    without_last_year: Vec<String>,
}

/// What a rule hints at in a department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct RuleHints {
    rule: String,
    title: String,
    count: usize,
    /// The sentences and places, a line each.
    said: String,
}

impl DepartmentHints {
    /// The hints of a report.
    pub(crate) fn of(department: &DepartmentReport<'_>, lang: Lang) -> Self {
        let report = department.report;
        let rules = &department.rules.rules;
        let mut counts: IndexMap<usize, usize> = IndexMap::new();
        let mut verify: IndexMap<usize, usize> = IndexMap::new();
        for own in report.problems() {
            match own.level {
                Severity::Hint => *counts.entry(own.rule).or_default() += 1,
                Severity::Verify if !own.is_explained() => {
                    *verify.entry(own.rule).or_default() += 1;
                }
                _ => {}
            }
        }
        let to_verify = |(rule, count): (usize, usize)| {
            let own = &rules[rule];
            (own.id.clone(), own.title.clone(), count)
        };
        let of_rule = |(rule, count): (usize, usize)| RuleHints {
            rule: rules[rule].id.clone(),
            title: rules[rule].title.clone(),
            count,
            said: said(department, rule, lang),
        };
        Self {
            department: department_name(&department.budget.department, None, lang),
            year: department.budget.fiscal_year,
            verify: verify.into_iter().map(to_verify).collect(),
            rules: counts.into_iter().map(of_rule).collect(),
            units: department
                .budget
                .units
                .iter()
                .map(|unit| unit.name.clone())
                .collect(),
            without_last_year: report
                .without_last_year
                .iter()
                .map(|rule| rules[*rule].id.clone())
                .collect(),
        }
    }
}

/// What a rule hints at in a department: sentences and places.
fn said(department: &DepartmentReport<'_>, rule: usize, lang: Lang) -> String {
    let apart = department.report.findings.iter();
    let apart = apart.filter(|own| own.rule == rule && is_apart(department, own));
    let (of_text, of_tables): (Vec<&Finding>, Vec<&Finding>) =
        apart.partition(|own| own.cell_of_text().is_some());
    let mut said = String::new();
    add_findings(&mut said, department, &of_tables, Some(rule), lang);
    for line in passage::lines(department.rules, of_text.into_iter()) {
        let file = match department.report.texts.len() {
            0 | 1 => "",
            _ => &*line.at.file,
        };
        let place = format!("{file} {}", line.place().get(lang));
        said.push_str(&format!(
            "      {}  {}\n",
            place.trim_start(),
            line.said().get(lang)
        ));
    }
    said
}

/// The hints of a run.
#[derive(Default)]
pub(crate) struct RunHints {
    departments: usize,
    years: BTreeSet<i32>,
    /// What is to be verified, by rule.
    verify: IndexMap<String, RunHint>,
    by_rule: IndexMap<String, RunHint>,
    /// Departments with the budget units that were added up.
    units: Vec<(String, Vec<String>)>,
    /// Departments whose rules about last year were not checked, by those rules.
    without_last_year: IndexMap<Vec<String>, usize>,
}

#[derive(Default)]
struct RunHint {
    title: String,
    departments: usize,
    hints: usize,
    /// The first department of those.
    first: Option<String>,
    /// The departments with their years, by what is said of them.
    said: IndexMap<String, IndexSet<(String, Option<i32>)>>,
}

impl RunHints {
    /// Takes in the hints of a department.
    pub(crate) fn add(&mut self, hints: DepartmentHints) {
        self.departments += 1;
        for (rule, title, count) in hints.verify {
            let of_rule = self.verify.entry(rule).or_default();
            of_rule.title = title;
            of_rule.departments += 1;
            of_rule.hints += count;
            of_rule.first.get_or_insert(hints.department.clone());
        }
        if !hints.units.is_empty() {
            self.units.push((hints.department.clone(), hints.units));
        }
        for own in hints.rules {
            let of_rule = self.by_rule.entry(own.rule).or_default();
            of_rule.title = own.title;
            of_rule.departments += 1;
            of_rule.hints += own.count;
            let named = of_rule.said.entry(own.said).or_default();
            named.insert((hints.department.clone(), hints.year));
        }
        self.years.extend(hints.year);
        if !hints.without_last_year.is_empty() {
            *self
                .without_last_year
                .entry(hints.without_last_year)
                .or_default() += 1;
        }
    }

    /// How much is to be verified.
    pub(crate) fn to_verify(&self) -> usize {
        self.verify.values().map(|own| own.hints).sum()
    }

    /// A line a rule with what is to be verified, the most frequent first, and how many more there are.
    pub(crate) fn verify_lines(&self, most: usize, lang: Lang) -> Vec<String> {
        let all = most_frequent_first(&self.verify);
        let colon = lang.pick("：", ": ");
        let line = |(rule, own): &(&String, &RunHint)| {
            let count = match (&own.first, own.departments) {
                (Some(only), 1) if self.departments > 1 => own.count_of(only, lang),
                _ => own.count(lang),
            };
            let lead = lang.pick("核实", "verify");
            visible(&format!("{lead}  {rule} {}{colon}{count}", own.title))
        };
        let shown = match all.len() {
            count if count == most + 1 => count,
            _ => most,
        };
        let mut lines: Vec<String> = all.iter().take(shown).map(line).collect();
        let more = all.len().saturating_sub(shown);
        if more > 0 {
            lines.push(match lang {
                Lang::Zh => format!("核实  另有 {more} 条规则，见汇总.xlsx"),
                Lang::En => format!("verify  of {more} more rules, see 汇总.xlsx"),
            });
        }
        lines
    }

    /// A line a department whose budget units were added up.
    pub(crate) fn unit_lines(&self, lang: Lang) -> Vec<String> {
        let is_one = self.departments == 1;
        let line = |(department, units): &(String, Vec<String>)| {
            let (count, names) = (units.len(), units.join("、"));
            // of one department its name is known
            let line = match (is_one, lang) {
                (true, Lang::Zh) => format!("合并 {count} 个预算单位：{names}"),
                (true, Lang::En) => format!("{count} budget units added up: {names}"),
                (false, Lang::Zh) => format!("合并 {count} 个预算单位  {department}：{names}"),
                (false, Lang::En) => {
                    format!("{count} budget units added up  {department}: {names}")
                }
            };
            begun(&visible(&line))
        };
        self.units.iter().map(line).collect()
    }

    /// A line a rule: what is to be verified, then hints; the most frequent first, and how many more there are.
    pub(crate) fn lines(&self, lang: Lang) -> String {
        let all = most_frequent_first(&self.by_rule);
        let line = |(rule, own): &(&String, &RunHint)| {
            let (title, count) = (&own.title, own.count(lang));
            format!(
                "{}  {rule} {title}{}{count}\n",
                lang.pick("提示", "hints"),
                lang.pick("：", ": ")
            )
        };
        // a line that counts one more takes as much room as that one
        let shown = match all.len() {
            count if count == RULES + 1 => count,
            _ => RULES,
        };
        let verify = self.verify_lines(VERIFY_RULES, lang);
        let mut text: String = verify.iter().map(|line| format!("{line}\n")).collect();
        text.extend(all.iter().take(shown).map(line));
        let more = all.len().saturating_sub(shown);
        if more > 0 {
            text.push_str(&match lang {
                Lang::Zh => format!("提示  另有 {more} 条规则，见汇总.xlsx\n"),
                Lang::En => format!("hints  of {more} more rules, see 汇总.xlsx\n"),
            });
        }
        visible(&text)
    }

    /// Everything that is hinted at, by rule, with the departments that it is said of; a blank line at the end.
    pub(crate) fn in_full(&self, lang: Lang) -> String {
        let mut text = String::new();
        let of_several = self.departments > 1;
        for (rule, own) in most_frequent_first(&self.by_rule) {
            let level = lang.pick("提示", "hint");
            text.push_str(&format!("  {rule} {level}  {}", own.title));
            if of_several {
                text.push_str(lang.pick("：", ": "));
                text.push_str(&own.count(lang));
            }
            text.push('\n');
            for (said, departments) in &own.said {
                if of_several {
                    text.push_str(&format!("    {}\n", self.names(departments, lang)));
                }
                let deeper = |line: &str| line.strip_prefix("  ").map(str::to_owned);
                let outer = said.split_inclusive('\n').filter_map(deeper);
                let said = if of_several {
                    said.clone()
                } else {
                    outer.collect()
                };
                text.push_str(&said);
            }
        }
        if !text.is_empty() {
            let heading = lang.pick("提示（不影响公开）", "hints (they block nothing)");
            text = format!("{heading}\n{text}\n");
        }
        for (rules, count) in &self.without_last_year {
            text.push_str(&self.not_checked(rules, *count, lang));
        }
        visible(&text)
    }

    /// Departments, with their years where there are several.
    fn names(&self, departments: &IndexSet<(String, Option<i32>)>, lang: Lang) -> String {
        let names: Vec<String> = departments
            .iter()
            .map(|(name, year)| department_name(name, year.filter(|_| self.years.len() > 1), lang))
            .collect();
        names.join(lang.pick("、", ", "))
    }

    /// The rules that need last year's tables, where they are not at hand.
    fn not_checked(&self, rules: &[String], count: usize, lang: Lang) -> String {
        let rules = rules.join(lang.pick("、", ", "));
        match (self.departments, lang) {
            (1, Lang::Zh) => format!(
                "没有上年的表，未核对 {rules}（把上年公开的表放进“上年”文件夹，或用 --last 指定）\n"
            ),
            (1, Lang::En) => format!(
                "not checked without last year's tables: {rules} (put them into the folder 上年, or name theirs with --last)\n"
            ),
            (_, Lang::Zh) => format!(
                "{count} 个部门没有上年的表，未核对 {rules}（把上年公开的表放进“上年”文件夹，或用 --last 指定）\n"
            ),
            (_, Lang::En) => format!(
                "not checked for {count} departments without last year's tables: {rules} (put them into the folder 上年, or name theirs with --last)\n"
            ),
        }
    }
}

fn most_frequent_first(by_rule: &IndexMap<String, RunHint>) -> Vec<(&String, &RunHint)> {
    let mut all: Vec<(&String, &RunHint)> = by_rule.iter().collect();
    all.sort_by_key(|(_, own)| Reverse(own.departments));
    all
}

impl RunHint {
    /// How much there is of the only department.
    fn count_of(&self, department: &str, lang: Lang) -> String {
        match lang {
            Lang::Zh => format!("{department}，{} 处", self.hints),
            Lang::En => format!("{department}, {} places", self.hints),
        }
    }

    fn count(&self, lang: Lang) -> String {
        let (departments, hints) = (self.departments, self.hints);
        match lang {
            Lang::Zh => format!("{departments} 个部门，{hints} 处"),
            Lang::En => format!("{departments} departments, {hints} places"),
        }
    }
}
