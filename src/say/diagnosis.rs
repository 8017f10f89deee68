//! A diagnosis in words: which cell, from what to what, and why. The same for the terminal, the notes,
//! the letter to the department and JSON.

mod code;
mod figure;
mod form;
mod project;
mod table;

use super::spaces::printed;
use super::{Lang, Text};
use crate::budget::{Budget, FactId, RowPosition};
use crate::place::Address;
use crate::reconcile::{Cause, Diagnosis, Finding, Report, Verdict};

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
    /// From what to what, for people: `864.00 → 86.40`.
    pub values: Text,
    /// The slip, for people: `小数点错位`.
    pub why: Option<Text>,
}

impl Diagnosis {
    /// What mending it does: `可消除 3 处不平`, `可使 2 条勾稽能够判断`.
    pub(crate) fn effect(&self, report: &Report) -> Text {
        let is_open = |finding: &&Finding| {
            finding.verdict == Verdict::Undecided
                && finding.equation.is_some_and(|it| self.explains(it))
        };
        let open = report.findings.iter().filter(is_open).count();
        match (self.equations.len().saturating_sub(open), open) {
            (broken, 0) => Text::new(
                format!("可消除 {broken} 处不平"),
                format!("mends {broken} equations"),
            ),
            (0, open) => Text::new(
                format!("可使 {open} 条勾稽能够判断"),
                format!("{open} equations can then be judged"),
            ),
            (broken, open) => Text::new(
                format!("可消除 {broken} 处不平，另有 {open} 条勾稽能够判断"),
                format!("mends {broken} equations, and {open} more can then be judged"),
            ),
        }
    }

    /// What there is to mend: the sets that tie, the best explained first; none where no cell can be named.
    pub fn mends(&self, budget: &Budget) -> Vec<Vec<Correction>> {
        match &self.cause {
            Cause::Cells { sets, .. } => sets
                .iter()
                .map(|set| {
                    set.iter()
                        .map(|suspect| figure::figure(budget, suspect))
                        .collect()
                })
                .collect(),
            Cause::Code { row, right } => vec![vec![code::wrong(budget, *row, right)]],
            Cause::CodeTwice { suspects, .. } => {
                let suspect = |row: &RowPosition| vec![code::suspect(budget, *row)];
                suspects.iter().map(suspect).collect()
            }
            Cause::ProjectName { suspects } => {
                let is_only = suspects.len() == 1;
                let suspects = suspects.iter();
                suspects
                    .map(|it| vec![project::wrong(budget, it, is_only)])
                    .collect()
            }
            Cause::Line {
                table,
                block,
                code,
                parent,
                figures,
                below,
                totals,
            } => {
                let line = table::LeftOutLine {
                    place: (*table, *block),
                    code: code.as_ref(),
                    parent: *parent,
                    figures,
                    below: *below,
                    has_totals: !totals.is_empty(),
                };
                vec![vec![table::line(budget, &line)]]
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
    pub(crate) fn in_words(&self, budget: &Budget, lang: Lang) -> String {
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
            Cause::CodeTwice { rows, .. } => code::twice(budget, rows),
            Cause::ProjectName { suspects } => project::lead(suspects),
            Cause::Forms {
                table,
                projects,
                missing,
            } => form::missing(budget, *table, projects, *missing),
            Cause::FormsTooMany { forms, without } => form::too_many(budget, forms, *without),
            Cause::EmptyColumn { .. }
            | Cause::Unit { .. }
            | Cause::Columns { .. }
            | Cause::Rows { .. }
            | Cause::Table { .. } => printed(table::cause(budget, &self.cause)),
            Cause::NotLocated { .. } => Text::new(
                "差额太多，推不出是哪几格。请先改正其他问题再运行一次；没有其他问题的，请核对科目编码，看是不是整列、整张表有误",
                "cause not found: too many figures disagree. Please settle the other problems first and run again; if there are none, check the codes, and whether a whole column or table is wrong",
            ),
            Cause::Contradiction => Text::new(
                "这几条勾稽怎样改数都不能都平，多半是科目编码、行或整张表有误，请逐条核对",
                "no change of figures lets all of these agree: a code, a row or a whole table seems wrong; please check them one by one",
            ),
        }
    }
}

impl Correction {
    /// Values and slip in one: `864.00 → 86.40（小数点错位）`.
    pub fn change(&self) -> Text {
        let Text { zh, en } = &self.values;
        match &self.why {
            Some(why) => Text::new(format!("{zh}（{}）", why.zh), format!("{en} ({})", why.en)),
            None => self.values.clone(),
        }
    }

    /// The row and the column: `2080101 行政运行 项目支出`.
    pub fn name(&self) -> String {
        [Some(self.row.as_str()), self.column.as_deref()]
            .into_iter()
            .flatten()
            .filter(|it| !it.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The cell as the clerk finds it; without its file where all tables stand in one.
    pub fn place(&self, budget: &Budget) -> String {
        match &self.at {
            Some(at) if budget.is_one_file() => format!("{}!{}", at.sheet, at.a1()),
            Some(at) => at.to_string(),
            None => {
                let title = &budget.tables[self.table].title.at;
                if budget.is_one_file() {
                    title.sheet.to_string()
                } else {
                    format!("{} {}", title.file, title.sheet)
                }
            }
        }
    }
}

/// A set in one line: cells of one row with one change share a line, many are counted.
pub(crate) fn set_in_words(set: &[Correction], budget: &Budget, lang: Lang) -> String {
    let mut told: Vec<(&Correction, Vec<&Correction>)> = Vec::new();
    for mend in set {
        let is_like = |first: &Correction| {
            let sheet =
                |it: &Correction| it.at.as_ref().map(|at| (at.file.clone(), at.sheet.clone()));
            (first.table, &first.row, sheet(first)) == (mend.table, &mend.row, sheet(mend))
                && first.change().zh == mend.change().zh
        };
        match told.last_mut().filter(|(first, _)| is_like(first)) {
            Some((_, others)) => others.push(mend),
            None => told.push((mend, Vec::new())),
        }
    }
    let comma = lang.pick("；", "; ");
    let mut text = told
        .iter()
        .take(CELLS)
        .map(|(first, others)| in_line(first, others, budget, lang))
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

/// A correction, with others of its row that change in the same way.
fn in_line(first: &Correction, others: &[&Correction], budget: &Budget, lang: Lang) -> String {
    let pause = lang.pick("、", ", ");
    let (mut place, mut name) = (first.place(budget), first.name());
    for other in others {
        place.extend(other.at.iter().map(|at| format!("{pause}{}", at.a1())));
        name.extend(other.column.iter().map(|column| format!("{pause}{column}")));
    }
    let parts = [place, name, first.change().get(lang).to_owned()];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}
