//! Amounts that were typed in 元 below 万元, in a table or in all of them: ten thousand times too large. Departments of a
//! province spend thousands of 亿元, so that size alone proves nothing.

use crate::amount::{Amount, UnitOfMeasure};
use crate::budget::{Budget, Fact, Figure, Notice, Table};
use crate::finding::{Problem, YuanSign};
use crate::label::fold;
use crate::reconcile::{Report, Verdict};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

const FACTOR: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);
/// In 元 hardly anything is smaller: 0.01 万元.
const SMALLEST: Decimal = Decimal::from_parts(100, 0, 0, false, 0);
/// 1000 亿元 in 万元, which few departments of the country have.
const VAST: Decimal = Decimal::from_parts(10_000_000, 0, 0, false, 0);
/// 10 亿元 in 万元.
const LARGE: Decimal = Decimal::from_parts(100_000, 0, 0, false, 0);
/// What rounding in 万元 moves.
const CENT: Decimal = Decimal::from_parts(1, 0, 0, false, 2);
/// Amounts of the text that are told to be a ten thousandth of those of the tables.
const AMOUNTS_OF_TEXT: usize = 3;
/// Kinds of expenses of an office (水费, 邮电费) that are compared.
const EXPENSES: usize = 3;

/// The amounts of a table that are not zero, in 万元.
struct TableFigures<'a> {
    table: usize,
    amounts: Vec<(Decimal, &'a Fact)>,
    largest: Decimal,
    smallest: Decimal,
}

/// What a budget's tables say of amounts typed in 元.
pub(crate) fn notices(budget: &Budget) -> Vec<Notice> {
    let filled = filled(budget);
    let mut notices = tables_above_whole(budget, &filled);
    if notices.is_empty() {
        notices.extend(whole_budget(budget, &filled));
    }
    notices
}

/// Adds that the tables are in 元 where the text says so: most amounts that differ are theirs divided by 10,000. Gives
/// whether it does.
pub(crate) fn told_by_text(budget: &mut Budget, report: &Report) -> bool {
    let unequal = || {
        let broken = report
            .findings
            .iter()
            .filter(|it| it.verdict == Verdict::Broken);
        broken.filter_map(|it| Some((it, it.sentence.as_deref()?)))
    };
    let scaled = || unequal().filter(|(_, own)| own.is_ten_thousandth());
    let count = scaled().count();
    if count < AMOUNTS_OF_TEXT || count * 2 <= unequal().count() || is_known(budget) {
        return false;
    }
    let Some((finding, own)) = scaled().next() else {
        return false;
    };
    let Problem::Sentence(said) = &finding.problem else {
        return false;
    };
    let Some(first) = filled(budget).first().map(|own| own.table) else {
        return false;
    };
    let sign = YuanSign::Text {
        count,
        printed: said.printed.clone(),
        amount: own.right.value,
    };
    let notice = raised(budget, first, (None, true), sign);
    budget.notices.push(notice);
    true
}

fn is_known(budget: &Budget) -> bool {
    budget
        .notices
        .iter()
        .any(|notice| notice.problem.is_yuan_throughout())
}

fn filled(budget: &Budget) -> Vec<TableFigures<'_>> {
    let mut of_tables: BTreeMap<usize, Vec<(Decimal, &Fact)>> = BTreeMap::new();
    for fact in budget.facts.iter().filter(|fact| budget.is_money(fact)) {
        if let Some(amount) = in_ten_thousands(budget, fact) {
            of_tables
                .entry(fact.table)
                .or_default()
                .push((amount, fact));
        }
    }
    let filled = of_tables.into_iter().filter_map(|(table, amounts)| {
        let sizes = || amounts.iter().map(|(amount, _)| amount.abs());
        let (largest, smallest) = sizes().max().zip(sizes().min())?;
        Some(TableFigures {
            table,
            largest,
            smallest,
            amounts,
        })
    });
    filled.collect()
}

fn in_ten_thousands(budget: &Budget, fact: &Fact) -> Option<Decimal> {
    let Figure::Amount { published, .. } = fact.figure else {
        return None;
    };
    let unit = budget.layout.unit_of_measure;
    let amount = unit.convert(published.value(), UnitOfMeasure::TenThousandYuan);
    (!amount.is_zero()).then(|| amount.normalize())
}

fn stated(budget: &Budget, table: &Table) -> UnitOfMeasure {
    let own = budget.layout.tables[table.layout].unit_of_measure;
    table.unit_of_measure.unwrap_or(own)
}

/// The total of the budget: the largest amount that is the largest of several tables, and not another such amount in 元.
fn whole(filled: &[TableFigures<'_>]) -> Option<Decimal> {
    let mut largest: BTreeMap<Decimal, usize> = BTreeMap::new();
    for table in filled {
        *largest.entry(table.largest).or_default() += 1;
    }
    let shared: Vec<Decimal> = largest
        .into_iter()
        .filter(|(_, count)| *count > 1)
        .map(|(amount, _)| amount)
        .collect();
    let is_other_in_yuan = |amount: &Decimal| {
        let scaled = amount / FACTOR;
        // but for what is lost by rounding in 万元: a small fund of another size is no such total
        let is_near = |other: &Decimal| {
            let apart = (other - scaled).abs();
            apart <= CENT || (apart < Decimal::ONE && apart * Decimal::ONE_THOUSAND <= *other)
        };
        shared
            .iter()
            .any(|other| is_near(other) && *other != *amount)
    };
    let whole = shared.iter().rev().find(|amount| !is_other_in_yuan(amount));
    whole.copied()
}

/// Tables in 万元 whose amounts are above the total of the budget, and would be parts of it in 元.
fn tables_above_whole(budget: &Budget, filled: &[TableFigures<'_>]) -> Vec<Notice> {
    let Some(whole) = whole(filled) else {
        return Vec::new();
    };
    let rest = filled.iter().filter(|table| table.largest <= whole);
    let rest: BTreeSet<Decimal> = rest
        .flat_map(|table| table.amounts.iter().map(|(amount, _)| *amount))
        .collect();
    let notice = |own: &TableFigures<'_>| {
        let table = &budget.tables[own.table];
        let is_three_publics = fold(&table.title.text).contains("三公");
        let amounts: BTreeSet<Decimal> = own.amounts.iter().map(|(amount, _)| *amount).collect();
        let known = amounts
            .iter()
            .filter(|amount| rest.contains(*amount))
            .count();
        let may_be = stated(budget, table) == UnitOfMeasure::TenThousandYuan
            && own.smallest >= SMALLEST
            && own.largest / FACTOR <= whole;
        // a total that is a slip above the others is none of these
        let is_certain = own.largest > whole * Decimal::TWO && known * 2 < amounts.len();
        // a small part of every budget
        let is_likely = own.largest <= whole
            && own.largest * Decimal::TEN > whole
            && is_three_publics
            && amounts.iter().all(Decimal::is_integer);
        if !may_be || !(is_certain || is_likely) {
            return None;
        }
        let sign = YuanSign::Table {
            largest: Amount::new(own.largest),
            whole: Amount::new(whole),
        };
        let name = Some(budget.table_name(own.table));
        Some(raised(budget, own.table, (name, is_certain), sign))
    };
    filled.iter().filter_map(notice).collect()
}

/// All tables: amounts that forms state again in words, or expenses of an office that none has.
fn whole_budget(budget: &Budget, filled: &[TableFigures<'_>]) -> Option<Notice> {
    let is_ten_thousands = |own: &TableFigures<'_>| {
        stated(budget, &budget.tables[own.table]) == UnitOfMeasure::TenThousandYuan
    };
    let largest = filled.iter().map(|own| own.largest).max()?;
    // a table may be right in 万元 while all others are in 元
    let suspects = || filled.iter().filter(|own| own.largest * FACTOR > largest);
    let smallest = suspects().map(|own| own.smallest).min()?;
    let amounts = || suspects().flat_map(|own| &own.amounts);
    if !suspects().all(is_ten_thousands) || smallest < SMALLEST {
        return None;
    }
    let is_whole_yuan = amounts().all(|(amount, _)| amount.is_integer());
    let first = suspects().next()?.table;
    let told = |sign, is_certain| raised(budget, first, (None, is_certain), sign);
    if let Some(sign) = filled
        .iter()
        .find_map(|own| in_words(budget, own))
        .filter(|_| is_whole_yuan)
    {
        return Some(told(sign, true));
    }
    let expenses: BTreeMap<&str, (Decimal, &Fact)> = amounts()
        .filter_map(|(amount, fact)| {
            let code = budget.row(fact).code.as_ref()?.as_str();
            (code.len() > 3 && code.starts_with("302")).then_some((code, (*amount, *fact)))
        })
        .collect();
    if expenses.len() < EXPENSES {
        return None;
    }
    let (amount, fact) = expenses.values().min_by_key(|(amount, _)| *amount)?;
    let is_certain = largest >= VAST;
    let is_likely = largest >= LARGE && is_whole_yuan;
    let sign = YuanSign::Expense {
        name: budget.row_name(fact.table, fact.block, fact.row),
        amount: Amount::new(*amount),
        whole: Amount::new(largest),
    };
    (is_certain || is_likely).then(|| told(sign, is_certain))
}

/// An amount of a form that its list states too, in 万元: 成本指标 ≤86.4万元 beside 864000.
fn in_words(budget: &Budget, own: &TableFigures<'_>) -> Option<YuanSign> {
    let texts = budget.tables[own.table].list.iter().flatten();
    let stated = texts.filter_map(|text| {
        let before = text.split("万元").next().filter(|before| *before != text)?;
        let start = before
            .trim_end_matches(|c: char| c.is_ascii_digit() || c == '.')
            .len();
        let amount: Decimal = before[start..].parse().ok()?;
        Some((text, amount * FACTOR))
    });
    let has = |amount: Decimal| own.amounts.iter().any(|(own, _)| *own == amount);
    let mut same = stated.filter(|(_, amount)| !amount.is_zero() && has(*amount));
    same.next().map(|(text, amount)| YuanSign::Words {
        text: text.clone(),
        amount: Amount::new(amount),
    })
}

fn raised(
    budget: &Budget,
    table: usize,
    (name, is_certain): (Option<String>, bool),
    sign: YuanSign,
) -> Notice {
    let own = &budget.tables[table];
    Notice::at(
        vec![own.unit_at.clone().unwrap_or_else(|| own.title.at.clone())],
        Problem::TypedInYuan {
            table: name,
            is_certain,
            sign,
        },
    )
}
