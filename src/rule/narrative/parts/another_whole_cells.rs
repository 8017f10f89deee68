//! Amounts that are parts of another whole than their words mean by themselves: `商品和服务支出100万元，其中：基本支出70万元、
//! 项目支出30万元` tells nothing about all of the 基本支出.

use crate::budget::{FactId, Row};
use crate::rule::narrative::language::{TextCheck, cell};
use crate::rule::narrative::reader::{Reader, Ref, Statement, Sum};
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};

impl Reader<'_> {
    /// Makes shares of one part of a list that another part seems to fit shares of their whole: `收入100万元，其中：甲90万元，占
    /// 90%；乙10万元，占11.11%`.
    pub(crate) fn shares_of_wholes(&mut self) {
        let all = &self.reading.statements;
        let is_of_text = |sum: &Sum| sum.terms.iter().all(|(_, own)| matches!(own, Ref::Text(_)));
        let sums = all
            .iter()
            .filter(|it| it.over.is_none() && it.right.terms.len() > 1 && it.left.terms.len() == 1);
        let sums = sums.filter(|it| is_of_text(&it.right));
        let exact: Vec<&Statement> = sums
            .filter(|it| self.total(&it.left) == self.total(&it.right))
            .collect();
        let whole_of = |own: &Statement| {
            let (part, over) = (own.right.terms.first()?, own.over.as_ref()?.terms.first()?);
            let has = |it: &Statement, own: Ref| it.right.terms.iter().any(|term| term.1 == own);
            let mut sums = exact.iter().filter(|it| has(it, part.1) && has(it, over.1));
            sums.next().map(|it| it.left.clone())
        };
        let wholes: Vec<Option<Sum>> = all.iter().map(whole_of).collect();
        for (own, whole) in self.reading.statements.iter_mut().zip(wholes) {
            if whole.is_some() {
                own.over = whole;
            }
        }
    }

    /// Takes back what parts state of cells where they make up their whole, and the cells of all of them do not; what the
    /// same line tells of changes of these cells too.
    pub(crate) fn parts_of_other_wholes(&mut self) {
        let of_cells = self.statements_of_cells();
        let mut taken: HashSet<usize> = self.together_their_cells(&of_cells);
        for sum in &self.reading.statements {
            taken.extend(self.parts_of_another(sum, &of_cells));
        }
        taken.extend(self.rows_of_wholes_before(&of_cells));
        taken.extend(of_cells.iter().filter_map(|(own, at)| {
            let is_of_body = matches!(own, Ref::Text(figure) if self.of_bodies.contains(figure));
            (is_of_body && self.is_other_than_cells(*at)).then_some(*at)
        }));
        self.take_back_all(&taken);
    }

    /// The statements that hold figures against their cells, by their figures.
    fn statements_of_cells(&self) -> HashMap<Ref, usize> {
        let rule = self.data.checks.get(&TextCheck::Cell).copied();
        let mut of_cells: HashMap<Ref, usize> = HashMap::new();
        for (at, own) in self.reading.statements.iter().enumerate() {
            if let [(_, figure)] = own.left.terms.as_slice()
                && Some(own.rule) == rule
                && own.over.is_none()
            {
                of_cells.entry(*figure).or_insert(at);
            }
        }
        of_cells
    }

    /// Whether a figure of the text is another than its cells'.
    fn is_other_than_cells(&self, statement: usize) -> bool {
        let own = &self.reading.statements[statement];
        self.total(&own.left) != self.total(&own.right)
    }

    /// Figures that only together are the cells that the words of each mean: 局机关支出3万元 and 中心支出2万元 of 5万元.
    fn together_their_cells(&self, of_cells: &HashMap<Ref, usize>) -> HashSet<usize> {
        let all = &self.reading.statements;
        let mut of_same: HashMap<Vec<(Decimal, FactId)>, Vec<usize>> = HashMap::new();
        for at in of_cells
            .values()
            .filter(|at| self.is_other_than_cells(**at))
        {
            let [(_, Ref::Text(figure))] = all[*at].left.terms[..] else {
                continue;
            };
            let cells = self.reading.figures[figure].cells.clone();
            of_same.entry(cells).or_default().push(*at);
        }
        of_same.retain(|cells, own| {
            let sum: Decimal = own.iter().map(|at| self.total(&all[*at].left)).sum();
            own.len() > 1 && sum == self.total(&Sum::of(cells))
        });
        of_same.into_values().flatten().collect()
    }

    /// Of a sum that holds, the statements of its figures that are of something else than the cells that their words mean.
    fn parts_of_another(&self, sum: &Statement, of_cells: &HashMap<Ref, usize>) -> Vec<usize> {
        let all = &self.reading.statements;
        let terms = sum.left.terms.iter().chain(&sum.right.terms);
        let slack: Decimal = terms.map(|(_, own)| self.half(*own)).sum();
        let is_about = |value: Decimal| (value - self.total(&sum.left)).abs() <= slack;
        let is_exact = sum.over.is_none() && is_about(self.total(&sum.right));
        let parts: Vec<Ref> = sum.right.terms.iter().map(|(_, own)| *own).collect();
        let is_text = parts.iter().all(|own| matches!(own, Ref::Text(_)));
        let [(_, whole)] = sum.left.terms[..] else {
            return Vec::new();
        };
        if !is_exact || !is_text || parts.len() < 2 {
            return Vec::new();
        }
        let mut taken = Vec::new();
        // 财政拨款100万元、政府性基金30万元, where the table's 财政拨款 holds the fund too
        let fails = |at: &&usize| self.is_other_than_cells(**at);
        // of two parts that are exchanged, one may be nothing
        let is_some = |part: &&Ref| !self.value(**part).is_zero();
        for part in parts.iter().filter(is_some) {
            let Some(at) = of_cells.get(part).filter(fails) else {
                continue;
            };
            let rest = self.total(&all[*at].right) - self.value(*part);
            if parts.iter().any(|it| it != part && self.value(*it) == rest) {
                taken.push(*at);
            }
        }
        // “三公”经费5万元，其中财政拨款3万元: the table has but one of its parts
        let whole = of_cells.get(&whole);
        let is_right = whole.is_some_and(|at| !self.is_other_than_cells(*at));
        if let Some(at) = whole.filter(|_| !is_right) {
            let cells = self.total(&all[*at].right);
            let of_part = |part: &Ref| !cells.is_zero() && self.value(*part) == cells;
            taken.extend(parts.iter().any(of_part).then_some(*at));
        }
        let own: Option<Vec<usize>> = parts.iter().map(|it| of_cells.get(it).copied()).collect();
        let Some(own) = own else { return taken };
        // a whole that is that of its cells may have parts that are those of theirs by chance; of a whole that no table
        // has, two parts that are not theirs tell
        let failing: Vec<usize> = own.iter().filter(fails).copied().collect();
        let may_be_others =
            failing.len() == own.len() || is_right || (whole.is_none() && failing.len() > 1);
        let cells: Decimal = own.iter().map(|at| self.total(&all[*at].right)).sum();
        if may_be_others && !is_about(cells) {
            taken.extend(failing);
        }
        taken
    }

    /// The statements of figures that are of another table, whose whole stands before them in their sentence: `支出总预算17288.61
    /// 万元，按功能分类：…` below a heading of 财政拨款.
    fn rows_of_wholes_before(&self, of_cells: &HashMap<Ref, usize>) -> Vec<usize> {
        let is_other_row = |own: &Statement| {
            let ([(_, Ref::Text(figure))], [(_, cell)]) =
                (&own.left.terms[..], &own.right.terms[..])
            else {
                return false;
            };
            let part = &self.reading.figures[*figure];
            let start = part.figure.start;
            let (sentence, _) = self.reading.lines[part.line].sentence(start);
            let before = self.stated_in(part.line).iter();
            let mut before =
                before.filter(|it| (sentence..start).contains(&it.at) && it.is_current);
            before.any(|it| {
                let whole = self.reading.figures[it.figure].value;
                self.is_row_of_whole((*cell, part.value), whole)
            })
        };
        let all = &self.reading.statements;
        let failing = of_cells.values().copied();
        let failing = failing.filter(|at| self.is_other_than_cells(*at));
        failing.filter(|at| is_other_row(&all[*at])).collect()
    }

    /// Whether another table has an amount in the row of a cell's code, and in the same column its whole in another row.
    fn is_row_of_whole(&self, (cell, part): (Ref, Decimal), whole: Decimal) -> bool {
        let Ref::Cell(cell) = cell else { return false };
        let own = self.budget.fact(cell);
        let rows = |table: usize, block: usize| &self.budget.tables[table].blocks[block];
        let row = rows(own.table, own.block).get(own.row);
        let Some(code) = row.and_then(|it| it.code.as_ref()) else {
            return false;
        };
        let has = |row: &Row, column: usize, value: Decimal| {
            let fact = row.facts.get(column).copied().flatten();
            fact.and_then(|it| cell::value(self.budget, it)) == Some(value)
        };
        let mut blocks = self.budget.in_scope().flat_map(|(_, table)| &table.blocks);
        blocks.any(|rows| {
            let mut own = rows.iter().filter(|it| it.code.as_ref() == Some(code));
            own.any(|own| {
                let mut columns = (0..own.facts.len()).filter(|at| has(own, *at, part));
                columns.any(|at| {
                    rows.iter()
                        .any(|it| it.code.is_none() && has(it, at, whole))
                })
            })
        })
    }

    /// Takes statements back, and the cells of the changes that their lines tell of the same cells.
    fn take_back_all(&mut self, taken: &HashSet<usize>) {
        let of_lines: HashSet<(usize, Vec<(Decimal, FactId)>)> = taken
            .iter()
            .flat_map(|at| &self.reading.statements[*at].left.terms)
            .filter_map(|(_, own)| match own {
                Ref::Text(figure) => Some(&self.reading.figures[*figure]),
                Ref::Cell(_) => None,
            })
            .map(|own| (own.line, own.cells.clone()))
            .collect();
        for change in &mut self.changes {
            let own = (change.line, std::mem::take(&mut change.cells));
            if of_lines.contains(&own) {
                change.before = None;
            } else {
                change.cells = own.1;
            }
        }
        let mut at = 0..;
        let is_kept = |at: Option<usize>| at.is_none_or(|at| !taken.contains(&at));
        self.reading.statements.retain(|_| is_kept(at.next()));
    }
}
