//! A diagnosis in words: which cell, from what to what, and why. The same for the terminal, the notes,
//! the letter to the department and JSON.

mod table;

use super::{Lang, Text};
use crate::amount::Amount;
use crate::budget::{Budget, FactId, Figure};
use crate::classification::Code;
use crate::place::Address;
use crate::reconcile::{Cause, Diagnosis, Slip, Suspect};

/// Cells of one set that are named one by one.
const CELLS: usize = 6;

/// One thing to mend, in words.
#[derive(Debug, Clone)]
pub struct Correction {
    /// The cell; none for a line that is not there.
    pub at: Option<Address>,
    /// The figure, if it is one.
    pub fact: Option<FactId>,
    /// The table, by its index.
    pub table: usize,
    /// The row's name.
    pub row: String,
    /// The column's name.
    pub column: Option<String>,
    /// As it stands; none for a blank.
    pub value: Option<String>,
    /// As it should be; none where more than one value fits.
    pub proposed: Option<String>,
    /// The word of the slip.
    pub slip: Option<&'static str>,
    /// Values and slip for people: `864.00 → 86.40（小数点错位）`.
    pub change: Text,
}

impl Diagnosis {
    /// What there is to mend: the sets that tie, the best explained first; none where no cell can be named.
    pub fn mends(&self, budget: &Budget) -> Vec<Vec<Correction>> {
        match &self.cause {
            Cause::Cells { sets, .. } => sets
                .iter()
                .map(|set| set.iter().map(|suspect| figure(budget, suspect)).collect())
                .collect(),
            Cause::Code { row, right } => vec![vec![code(budget, *row, right)]],
            Cause::CodeTwice { suspects, .. } => suspects
                .iter()
                .map(|row| vec![code_twice(budget, *row)])
                .collect(),
            Cause::Line {
                table,
                block,
                code,
                parent,
                figures,
            } => {
                let name = |column: &usize| budget.column_name(*table, *block, *column);
                let decimals = budget.decimals();
                let shown: Vec<String> = figures
                    .iter()
                    .map(|(column, amount)| {
                        format!("{} {}", name(column), amount.grouped(decimals))
                    })
                    .collect();
                let row = match (code, parent) {
                    (Some(code), _) => code.to_string(),
                    (None, Some(parent)) => budget.row_name(*table, *block, *parent),
                    (None, None) => String::new(),
                };
                let shown = shown.join("，");
                let (zh, en) = if code.is_some() {
                    (
                        format!("漏列这一行：{shown}"),
                        format!("the line is left out: {shown}"),
                    )
                } else {
                    (
                        format!("它下面漏列一行：{shown}（各栏的差额正好合成一行）"),
                        format!(
                            "a line below it is left out: {shown} (the gaps of all columns make one line)"
                        ),
                    )
                };
                let mend = Correction {
                    at: None,
                    fact: None,
                    table: *table,
                    row,
                    column: None,
                    value: None,
                    proposed: Some(shown),
                    slip: Some("line-left-out"),
                    change: Text::new(zh, en),
                };
                vec![vec![mend]]
            }
            Cause::Unit {
                tables,
                stated,
                right,
            } => vec![table::units(budget, tables, *stated, *right)],
            _ => Vec::new(),
        }
    }

    /// What it says in one line: the change that it names, or why it names none.
    pub fn in_words(&self, budget: &Budget, lang: Lang) -> String {
        let lead = self.lead(budget).get(lang).to_owned();
        if self.is_of_table() {
            return lead;
        }
        match self
            .named()
            .and_then(|index| self.mends(budget).into_iter().nth(index))
        {
            Some(set) => format!(
                "{lead}{}{}",
                lang.pick("：", ": "),
                set_in_words(&set, budget, lang)
            ),
            None => lead,
        }
    }

    /// What leads the sentence, or all of it where no cell can be named.
    pub fn lead(&self, budget: &Budget) -> Text {
        match &self.cause {
            Cause::Cells { sets, proposal } => match (proposal, sets.as_slice()) {
                (Some(_), [_]) => Text::new("最可能", "most likely"),
                (Some(_), _) => Text::new("最可能（推测）", "most likely (a guess)"),
                (None, [_]) => Text::new(
                    "只有改下列各格才能都平",
                    "only a change here lets everything agree",
                ),
                (None, sets) => {
                    let count = sets.len();
                    let is_explained = sets
                        .iter()
                        .any(|set| set.iter().all(|suspect| suspect.slip.is_some()));
                    let (zh, en) = if is_explained {
                        ("请对照原始资料", "please compare with the sources")
                    } else {
                        (
                            "没有常见笔误能解释这个差额，请对照原始资料",
                            "no common slip explains the gap; please compare with the sources",
                        )
                    };
                    Text::new(
                        format!("有 {count} 种改法都能平，{zh}"),
                        format!("{count} changes would do: {en}"),
                    )
                }
            },
            Cause::Code { .. } | Cause::Line { .. } => Text::new("最可能", "most likely"),
            Cause::CodeTwice { rows, .. } => twice(budget, rows),
            Cause::Unit { .. }
            | Cause::Columns { .. }
            | Cause::Rows { .. }
            | Cause::Table { .. } => table::cause(budget, &self.cause),
            Cause::NotLocated { more_than } => Text::new(
                format!("找不出是哪几格：要改的不止 {more_than} 格。请逐条核对下列各条"),
                format!("not located: more than {more_than} cells would have to change"),
            ),
            Cause::Contradiction => Text::new(
                "这几条规则互相矛盾，怎样改数都不能都平。请检查规则",
                "these rules contradict each other whatever the figures say; please look at the rules",
            ),
        }
    }
}

impl Correction {
    /// The row and the column: `2080101 行政运行 项目支出`.
    pub fn name(&self) -> String {
        [Some(self.row.as_str()), self.column.as_deref()]
            .into_iter()
            .flatten()
            .filter(|it| !it.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The cell as the clerk finds it; `is_alone` where the department has only one file.
    pub fn place(&self, budget: &Budget) -> String {
        match &self.at {
            Some(at) if budget.files.len() == 1 => format!("{}!{}", at.sheet, at.a1()),
            Some(at) => at.to_string(),
            None => {
                let title = &budget.tables[self.table].title.at;
                if budget.files.len() == 1 {
                    title.sheet.to_string()
                } else {
                    format!("{} {}", title.file, title.sheet)
                }
            }
        }
    }
}

/// A set in one line: cells of one row with one change are told together, many are counted.
pub fn set_in_words(set: &[Correction], budget: &Budget, lang: Lang) -> String {
    let mut told: Vec<(&Correction, Vec<&Correction>)> = Vec::new();
    for mend in set {
        let is_like = |first: &Correction| {
            let sheet =
                |it: &Correction| it.at.as_ref().map(|at| (at.file.clone(), at.sheet.clone()));
            (first.table, &first.row, &first.change.zh, sheet(first))
                == (mend.table, &mend.row, &mend.change.zh, sheet(mend))
        };
        match told.last_mut().filter(|(first, _)| is_like(first)) {
            Some((_, others)) => others.push(mend),
            None => told.push((mend, Vec::new())),
        }
    }
    let (comma, pause) = (lang.pick("；", "; "), lang.pick("、", ", "));
    let one = |(first, others): &(&Correction, Vec<&Correction>)| {
        let mut place = first.place(budget);
        let mut name = first.name();
        for other in others {
            place.extend(other.at.iter().map(|at| format!("{pause}{}", at.a1())));
            name.extend(other.column.iter().map(|column| format!("{pause}{column}")));
        }
        let parts = [place, name, first.change.get(lang).to_owned()];
        parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let mut text = told
        .iter()
        .take(CELLS)
        .map(one)
        .collect::<Vec<_>>()
        .join(comma);
    if told.len() > CELLS {
        let count = set.len();
        text.push_str(&match lang {
            Lang::Zh => format!(" 等 {count} 格"),
            Lang::En => format!(" and more, {count} cells"),
        });
    }
    text
}

/// A code that ought to be another.
fn code(budget: &Budget, place: (usize, usize, usize), right: &Code) -> Correction {
    let row = &budget.tables[place.0].blocks[place.1][place.2];
    let own = row.code.as_ref().map(Code::as_str).unwrap_or_default();
    let right = right.as_str();
    // codes in several columns mostly differ in the last part alone
    let part = match row.code_cells.len() {
        0 | 1 => 0,
        _ if own.get(..own.len() - 2) == right.get(..right.len() - 2) => own.len() - 2,
        _ => 0,
    };
    let at = if part > 0 {
        row.code_cells.last()
    } else {
        row.code_cells.first()
    };
    Correction {
        at: Some(at.unwrap_or(&row.at).clone()),
        fact: None,
        table: place.0,
        row: budget.row_name(place.0, place.1, place.2),
        column: None,
        value: own.get(part..).map(str::to_owned),
        proposed: right.get(part..).map(str::to_owned),
        slip: Some("wrong-code"),
        change: Text::new(
            format!("科目编码 {own} → {right}（编码打错）"),
            format!("code {own} → {right} (mistyped)"),
        ),
    }
}

/// A code that ought to be another, nobody knows which.
fn code_twice(budget: &Budget, place: (usize, usize, usize)) -> Correction {
    let row = &budget.tables[place.0].blocks[place.1][place.2];
    let own = row.code.as_ref().map(Code::as_str).unwrap_or_default();
    Correction {
        at: Some(row.code_cells.last().unwrap_or(&row.at).clone()),
        fact: None,
        table: place.0,
        row: budget.row_name(place.0, place.1, place.2),
        column: None,
        value: Some(own.to_owned()),
        proposed: None,
        slip: Some("code-twice"),
        change: Text::new(
            format!("科目编码 {own} 应是别的编码"),
            format!("code {own} ought to be another"),
        ),
    }
}

/// What is said of a code in several rows.
fn twice(budget: &Budget, rows: &[(usize, usize, usize)]) -> Text {
    let cells: Vec<String> = rows
        .iter()
        .map(|(table, block, row)| &budget.tables[*table].blocks[*block][*row])
        .map(|row| row.code_cells.last().unwrap_or(&row.at).a1())
        .collect();
    let [(table, block, row), ..] = rows else {
        return Text::new("科目编码重复", "a code stands twice");
    };
    let code = &budget.tables[*table].blocks[*block][*row].code;
    let code = code.as_ref().map(Code::as_str).unwrap_or_default();
    let table = budget.table_name(*table);
    let (zh, en) = (cells.join("、"), cells.join(", "));
    Text::new(
        format!(
            "{table} 的科目编码 {code} 出现了 {} 次（{zh}），其中一个打错了",
            rows.len()
        ),
        format!(
            "the code {code} stands {} times in {table} ({en}); one of them is mistyped",
            rows.len()
        ),
    )
}

/// The name of a figure's cell: row and column.
fn name(budget: &Budget, id: FactId) -> String {
    let fact = budget.fact(id);
    let row = budget.row_name(fact.table, fact.block, fact.row);
    format!(
        "{row} {}",
        budget.column_name(fact.table, fact.block, fact.column)
    )
    .trim_start()
    .to_owned()
}

fn figure(budget: &Budget, suspect: &Suspect) -> Correction {
    let fact = budget.fact(suspect.fact);
    let decimals = budget.decimals();
    // people type in the unit of the table, programs compare in that of the layout
    let own_unit = budget.tables[fact.table]
        .unit_of_measure
        .filter(|unit| *unit != budget.layout.unit_of_measure);
    let seen = |amount: Amount| match own_unit {
        Some(unit) => {
            let own = Amount::new(budget.layout.unit_of_measure.convert(amount.value(), unit));
            format!("{} {unit}", own.grouped(2))
        }
        None => amount.grouped(decimals),
    };
    let from = |blank: &str| match &fact.figure {
        Figure::Amount { exact, .. } if own_unit.is_some() => seen(*exact),
        Figure::Amount { published, .. } => seen(*published),
        Figure::Blank => blank.to_owned(),
        Figure::Dash(text) | Figure::Nothing(text) | Figure::Unreadable(text) => {
            format!("“{text}”")
        }
    };
    let slip = suspect
        .slip
        .as_ref()
        .map(|slip| slip.text(|other| name(budget, other)));
    let to = |lang: Lang| match (suspect.proposed, suspect.low, suspect.high) {
        (Some(value), ..) => seen(value),
        (None, Some(low), Some(high)) => {
            format!("{}{}{}", seen(low), lang.pick(" 至 ", " to "), seen(high))
        }
        (None, Some(low), None) if low.is_zero() => {
            lang.pick("别的数", "another figure").to_owned()
        }
        (None, Some(low), None) => format!("{} {}", seen(low), lang.pick("以上", "or more")),
        (None, None, Some(high)) => format!("{} {}", seen(high), lang.pick("以下", "or less")),
        (None, None, None) => lang.pick("别的数", "another figure").to_owned(),
    };
    let tail = |lang: Lang| match &slip {
        Some(slip) => format!(
            "{}{}{}",
            lang.pick("（", " ("),
            slip.get(lang),
            lang.pick("）", ")")
        ),
        None => String::new(),
    };
    Correction {
        at: Some(fact.at.clone()),
        fact: Some(suspect.fact),
        table: fact.table,
        row: budget.row_name(fact.table, fact.block, fact.row),
        column: Some(
            budget
                .column_name(fact.table, fact.block, fact.column)
                .to_owned(),
        ),
        value: match &fact.figure {
            Figure::Amount { published, .. } => Some(published.plain(decimals)),
            Figure::Unreadable(text) => Some(text.clone()),
            _ => None,
        },
        proposed: suspect.proposed.map(|amount| amount.plain(decimals)),
        slip: suspect.slip.as_ref().map(Slip::word),
        change: Text::new(
            format!("{} → {}{}", from("空白"), to(Lang::Zh), tail(Lang::Zh)),
            format!("{} → {}{}", from("blank"), to(Lang::En), tail(Lang::En)),
        ),
    }
}
