//! What is wrong with a table as a whole.

use super::{Correction, Text};
use crate::amount::{Amount, UnitOfMeasure};
use crate::budget::{Budget, FactId};
use crate::classification::Code;
use crate::place::{Address, a1};
use crate::reconcile::{Cause, Slip};

/// The labels that state a wrong unit of measure.
pub(super) fn units(
    budget: &Budget,
    tables: &[usize],
    stated: UnitOfMeasure,
    right: UnitOfMeasure,
) -> Vec<Correction> {
    let one = |table: &usize| Correction {
        at: Some(label_of_unit(budget, *table).clone()),
        fact: None,
        table: *table,
        row: String::new(),
        column: None,
        value: Some(stated.name().to_owned()),
        proposed: Some(right.name().to_owned()),
        slip: Some("wrong-unit"),
        values: Text::new(
            format!("单位 {stated} → {right}"),
            format!("unit of measure {stated} → {right}"),
        ),
        why: None,
    };
    tables.iter().map(one).collect()
}

/// The cell that states the unit of measure, or the title where none is known.
fn label_of_unit(budget: &Budget, table: usize) -> &Address {
    let table = &budget.tables[table];
    table.unit_at.as_ref().unwrap_or(&table.title.at)
}

/// The sentence of a cause that is a whole table.
pub(super) fn cause(budget: &Budget, cause: &Cause) -> Text {
    match cause {
        Cause::Unit {
            tables,
            stated,
            right,
        } => unit(budget, tables, *stated, *right),
        Cause::EmptyColumn {
            table,
            block,
            column,
            amount,
            ..
        } => empty_column(budget, (*table, *block), *column, *amount),
        Cause::Columns {
            table,
            block,
            columns,
            cells,
        } => exchanged_columns(budget, (*table, *block), *columns, cells),
        Cause::Rows {
            table,
            block,
            columns,
            rows,
            is_least,
            is_down,
            lost,
            ..
        } => {
            let place = (*table, *block);
            let rows = moved_rows(budget, place, columns, (*rows, *is_least), *is_down);
            let lost = lost_figures(budget, lost);
            Text::new(rows.zh + &lost.zh, rows.en + &lost.en)
        }
        Cause::Table { table, slip } => whole(budget, *table, slip.as_ref()),
        _ => Text::new(String::new(), String::new()),
    }
}

fn empty_column(
    budget: &Budget,
    (table, block): (usize, usize),
    column: usize,
    amount: Amount,
) -> Text {
    let column = budget.column_name(table, block, column).to_owned();
    let (table, amount) = (budget.table_name(table), amount.grouped(budget.decimals()));
    Text::new(
        format!("最可能：{table} 的“{column}”一列没有填写，漏列 {amount}"),
        format!(
            "most likely: nothing is filled in in the column {column} of {table}; {amount} are left out"
        ),
    )
}

fn exchanged_columns(
    budget: &Budget,
    (table, block): (usize, usize),
    (left, right): (usize, usize),
    cells: &[FactId],
) -> Text {
    let column = |column: usize| {
        let facts = cells.iter().map(|id| budget.fact(*id));
        let mut at = facts.filter(|fact| fact.column == column);
        let letters = at.next().map(|fact| letters(fact.at.column));
        let name = budget.column_name(table, block, column).to_owned();
        (name, letters.unwrap_or_default())
    };
    let ((left, left_at), (right, right_at)) = (column(left), column(right));
    let table = budget.table_name(table);
    Text::new(
        format!("{table} {left}（{left_at} 列）与 {right}（{right_at} 列）两列填反了，对调后相符"),
        format!(
            "the columns {left} ({left_at}) and {right} ({right_at}) of {table} hold each other's figures"
        ),
    )
}

fn whole(budget: &Budget, table: usize, slip: Option<&Slip>) -> Text {
    let name = budget.table_name(table);
    let (zh, en) = match slip.map(|slip| slip.text(|_| String::new())) {
        Some(text) => (
            format!("（整张表{}）", text.zh),
            format!(" (all of it {})", text.en),
        ),
        None => (
            "。请核对是否报送了旧版本".to_owned(),
            "; perhaps an older version".to_owned(),
        ),
    };
    Text::new(
        format!("{name} 整表与其他表不符{zh}"),
        format!("{name} as a whole disagrees with the other tables{en}"),
    )
}

/// A line that a table lacks.
pub(super) struct LeftOutLine<'a> {
    pub(super) place: (usize, usize),
    pub(super) code: Option<&'a Code>,
    /// The row that adds it up.
    pub(super) parent: Option<usize>,
    pub(super) figures: &'a [(usize, Amount)],
    /// How many rows below it are left out with it.
    pub(super) below: usize,
    /// Whether the totals were made without it.
    pub(super) has_totals: bool,
}

/// A line that a table lacks: its code, or the row that adds it up.
pub(super) fn line(budget: &Budget, line: &LeftOutLine<'_>) -> Correction {
    let (table, block) = line.place;
    let decimals = budget.decimals();
    let shown = line.figures.iter().map(|(column, amount)| {
        let name = budget.column_name(table, block, *column);
        format!("{name} {}", amount.grouped(decimals))
    });
    let shown = shown.collect::<Vec<String>>().join("，");
    let row = match (line.code, line.parent) {
        (Some(code), _) => name_of(budget, code),
        (None, Some(parent)) => budget.row_name(table, block, parent),
        (None, None) => String::new(),
    };
    let (zh_below, en_below) = match line.below {
        0 => (String::new(), String::new()),
        below => (
            format!("（连同它下面的 {below} 行）"),
            format!(" with {below} rows below it"),
        ),
    };
    let (zh_totals, en_totals) = match line.has_totals {
        true => ("；合计里也没有这一笔", "; the totals lack it too"),
        false => ("", ""),
    };
    let values = match line.code {
        Some(_) if shown.is_empty() => Text::new(
            "漏列这一行，或者别的表里它的编码写错了",
            "the line is left out, or its code is wrong in other tables",
        ),
        Some(_) => Text::new(
            format!("漏列这一行{zh_below}：{shown}{zh_totals}"),
            format!("the line is left out{en_below}: {shown}{en_totals}"),
        ),
        None => Text::new(
            format!("它下面漏列一行：{shown}"),
            format!("a line below it is left out: {shown}"),
        ),
    };
    let gaps = || {
        Text::new(
            "各栏的差额正好合成一行",
            "the gaps of all columns make one line",
        )
    };
    Correction {
        at: None,
        fact: None,
        table,
        row,
        column: None,
        value: None,
        proposed: Some(shown),
        slip: Some("line-left-out"),
        values,
        why: line.code.is_none().then(gaps),
    }
}

/// A code with the name that another table gives it.
fn name_of(budget: &Budget, code: &Code) -> String {
    let mut rows = budget.in_scope().flat_map(|(_, table)| table.rows());
    let row = rows.find(|(_, _, row)| row.code.as_ref() == Some(code) && !row.label.is_empty());
    let label = row.map_or("", |(_, _, row)| row.label.as_str());
    format!("{code} {label}").trim_end().to_owned()
}

fn unit(budget: &Budget, tables: &[usize], stated: UnitOfMeasure, right: UnitOfMeasure) -> Text {
    let names: Vec<String> = tables.iter().map(|it| budget.table_name(*it)).collect();
    let places: Vec<String> = tables
        .iter()
        .map(|table| label_of_unit(budget, *table))
        .map(|at| format!("{}!{}", at.sheet, at.a1()))
        .collect();
    let (zh, en) = (names.join("、"), names.join(", "));
    let (zh_at, en_at) = (places.join("、"), places.join(", "));
    Text::new(
        format!("{zh}的单位写成了“{stated}”，按“{right}”全部相符（{zh_at}）"),
        format!("{en}: the unit of measure says {stated}; read in {right} all agree ({en_at})"),
    )
}

fn moved_rows(
    budget: &Budget,
    (table, block): (usize, usize),
    columns: &[usize],
    ((first, last), is_least): ((usize, usize), bool),
    is_down: bool,
) -> Text {
    let rows = &budget.tables[table].blocks[block];
    let number = |row: usize| rows[row].at.row + 1;
    let (first, last) = (number(first), number(last));
    let names: Vec<&str> = columns
        .iter()
        .map(|column| budget.column_name(table, block, *column))
        .collect();
    let (zh_columns, en_columns) = match names.as_slice() {
        [only] => (format!(" {only} 一列"), format!(", column {only}")),
        _ => (String::new(), String::new()),
    };
    let name = budget.table_name(table);
    let (zh, en) = match is_down {
        true => ("低了一行，应上移一行", "too low"),
        false => ("高了一行，应下移一行", "too high"),
    };
    // no sum tells whether the rows beside them moved as well
    let (zh_least, en_least) = match is_least {
        true => ("至少", " at least"),
        false => ("", ""),
    };
    Text::new(
        format!("{name}{zh_columns}{zh_least}第 {first} 行至第 {last} 行的金额都{zh}"),
        format!(
            "{name}{en_columns}: the figures of rows {first} to {last}{en_least} stand one row {en}"
        ),
    )
}

/// Figures that were pasted over by the rows that moved.
fn lost_figures(budget: &Budget, lost: &[(FactId, Amount)]) -> Text {
    if lost.is_empty() {
        return Text::new(String::new(), String::new());
    }
    let shown: Vec<String> = lost
        .iter()
        .map(|(id, amount)| {
            let at = budget.fact(*id).at.a1();
            format!("{at} {}", amount.grouped(budget.decimals()))
        })
        .collect();
    Text::new(
        format!("；被覆盖的金额推算为 {}", shown.join("、")),
        format!("; what was pasted over was {}", shown.join(", ")),
    )
}

/// The letters of a column: `F`.
fn letters(column: u32) -> String {
    let name = a1(0, column);
    name.trim_end_matches(|c: char| c.is_ascii_digit())
        .to_owned()
}
