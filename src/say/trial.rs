//! What is understood of a text, for whoever writes its forms.

use super::passage::place;
use super::{Lang, visible};
use crate::budget::Budget;
use crate::equation::cell_name;
use crate::reconcile::{TextTrial, TrialAmount, TrialLine};
use crate::rule::RuleSet;

/// Which sentence matched where, what each amount is held against, and the amounts that are held against nothing;
/// with `only`, the matches of one rule.
pub(crate) fn trial(
    trial: &TextTrial,
    budget: &Budget,
    rules: &RuleSet,
    only: Option<&str>,
    lang: Lang,
) -> String {
    let amounts = || trial.lines.iter().flat_map(|line| &line.amounts);
    let compared = amounts().filter(|it| !it.rules.is_empty()).count();
    let all = amounts().count();
    let counted = match lang {
        Lang::Zh => format!("文字中 {all} 个金额，核对 {compared} 个"),
        Lang::En => format!("{compared} of {all} amounts in the text were compared"),
    };
    let mut text = format!("{}（{}）\n  {counted}\n", trial.file, budget.layout.id);
    for line in &trial.lines {
        text.push_str(&of_line(line, budget, rules, only, lang));
    }
    let open = trial.lines.iter().flat_map(|line| {
        let amounts = line.amounts.iter().filter(|it| it.rules.is_empty());
        amounts.map(move |amount| (line, amount))
    });
    if only.is_none() && compared < all {
        text.push_str(&format!(
            "  {}\n",
            lang.pick("没有核对的金额", "amounts that were not compared")
        ));
        for (line, amount) in open {
            let place = place(&line.at);
            text.push_str(&format!("    {} {}\n", place.get(lang), amount.text));
        }
    }
    visible(&text)
}

fn of_line(
    line: &TrialLine,
    budget: &Budget,
    rules: &RuleSet,
    only: Option<&str>,
    lang: Lang,
) -> String {
    let id = |rule: usize| rules.rules[rule].id.as_str();
    let is_asked = |rule: usize| only.is_none_or(|only| only.eq_ignore_ascii_case(id(rule)));
    let mut lines: Vec<String> = Vec::new();
    for found in line.matches.iter().filter(|it| is_asked(it.rule)) {
        let slots = found.slots.iter();
        let slots: Vec<String> = slots.map(|(name, text)| format!("{name}={text}")).collect();
        let line = format!("{} {}  {}", id(found.rule), found.text, slots.join(" "));
        lines.push(line.trim_end().to_owned());
    }
    let compared = line.amounts.iter().filter(|it| !it.rules.is_empty());
    for amount in compared.filter(|it| it.rules.iter().any(|rule| is_asked(*rule))) {
        let rules: Vec<&str> = amount.rules.iter().map(|rule| id(*rule)).collect();
        let tied = tied_to(amount, budget);
        lines.push(format!("{} {}{tied}", rules.join("、"), amount.text));
    }
    if lines.is_empty() {
        return String::new();
    }
    let place = place(&line.at);
    format!("  {}\n    {}\n", place.get(lang), lines.join("\n    "))
}

/// The cells that an amount states: ` → 表六[总计].人员经费 1,313.32`.
fn tied_to(amount: &TrialAmount, budget: &Budget) -> String {
    let published = |id| budget.published(id);
    match amount.cells.as_slice() {
        [] => String::new(),
        [only] => {
            let value = published(*only).map(|value| value.grouped(budget.decimals()));
            let name = cell_name(budget, *only);
            format!(" → {name} {}", value.unwrap_or_default())
        }
        [first, .., last] => format!(
            " → {} + … + {}（共 {} 个）",
            cell_name(budget, *first),
            cell_name(budget, *last),
            amount.cells.len()
        ),
    }
}
