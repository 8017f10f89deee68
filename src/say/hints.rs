//! The hints of many departments, a line a rule.

use super::{Lang, visible};
use indexmap::IndexMap;

/// Rules that have a line.
const RULES: usize = 3;

/// How often each rule gives a hint, and to how many departments.
#[derive(Default)]
pub(crate) struct HintCounts {
    by_rule: IndexMap<String, HintCount>,
}

#[derive(Default)]
struct HintCount {
    title: String,
    departments: usize,
    hints: usize,
}

impl HintCounts {
    /// Takes in the hints of a department: rules with their titles, and how many there are.
    pub(crate) fn add(&mut self, hints: Vec<(String, String, usize)>) {
        for (rule, title, count) in hints {
            let own = self.by_rule.entry(rule).or_default();
            own.title = title;
            own.departments += 1;
            own.hints += count;
        }
    }

    /// A line a rule, the most frequent first, and how many more there are.
    pub(crate) fn lines(&self, lang: Lang) -> String {
        let mut all: Vec<(&String, &HintCount)> = self.by_rule.iter().collect();
        all.sort_by_key(|(_, own)| std::cmp::Reverse(own.departments));
        let line = |(rule, own): &(&String, &HintCount)| {
            let HintCount {
                title,
                departments,
                hints,
            } = own;
            match lang {
                Lang::Zh => {
                    format!("提示  {rule} {title}：{departments} 个部门，{hints} 处\n")
                }
                Lang::En => {
                    format!("hints  {rule} {title}: {departments} departments, {hints} places\n")
                }
            }
        };
        let mut text: String = all.iter().take(RULES).map(line).collect();
        let more = all.len().saturating_sub(RULES);
        if more > 0 {
            text.push_str(&match lang {
                Lang::Zh => format!("提示  另有 {more} 条规则，见汇总.xlsx\n"),
                Lang::En => format!("hints  of {more} more rules, see 汇总.xlsx\n"),
            });
        }
        visible(&text)
    }
}
