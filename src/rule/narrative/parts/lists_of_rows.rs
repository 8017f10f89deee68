//! Lists of numbered items that each name a row of a table: a row that the items and their whole show to be left out, and an
//! item that stands there twice.

use super::Reader;
use super::row_left_out::{NamedRows, RowsOfColumn};
use crate::budget::{FactId, Row};
use crate::classification::Code;
use crate::rule::narrative::language::value;
use crate::rule::narrative::reader::Stated;
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};

/// Items of a list that is taken for one of all rows, whatever its lines name besides.
const ITEMS: usize = 3;

/// A list that lacks a row.
pub(super) struct ListLacking {
    pub(super) whole: Stated,
    pub(super) missing: FactId,
}

impl Reader<'_> {
    /// The items of a part of the text, list by list.
    pub(super) fn lists_of_rows<'s>(&self, named: &NamedRows<'s>) -> Vec<Vec<&'s Stated>> {
        let lists = named
            .items
            .chunk_by(|one, next| self.is_of_list_of(one, next));
        lists.map(<[&Stated]>::to_vec).collect()
    }

    /// Whether an item goes on with the list of the one before: in its line, or numbered alike without a heading between.
    fn is_of_list_of(&self, one: &Stated, next: &Stated) -> bool {
        let lines = &self.reading.lines;
        let marker = lines[one.line].marker;
        let mut between = lines[one.line..next.line].iter();
        one.line == next.line
            || (marker == lines[next.line].marker && between.all(|it| it.marker >= marker))
    }

    /// The only row that a list lacks, where what was told before is all rows, and the items with that row come to it. The
    /// rows are all of the table, or those of a class.
    pub(super) fn list_lacking(
        &self,
        from: usize,
        (table, block, column, depth): RowsOfColumn,
        items: &[&Stated],
    ) -> Option<ListLacking> {
        let items = &self.all_of_list((table, block, column, depth), items);
        let rows = &self.budget.tables[table].blocks[block];
        let cell = |row: &Row| (*row.facts.get(column)?).filter(|it| self.has_money(*it));
        let all = rows
            .iter()
            .filter(|row| row.code.as_ref().map(Code::depth) == Some(depth));
        let told: HashSet<FactId> = items.iter().filter_map(|it| self.cell_of(it)).collect();
        let of_all: Vec<FactId> = all.clone().filter_map(cell).collect();
        let codes: Vec<&Code> = all
            .clone()
            .filter(|row| cell(row).is_some_and(|it| told.contains(&it)))
            .filter_map(|row| row.code.as_ref())
            .collect();
        let class = codes.first()?.ancestors();
        let mut class = class.filter(|it| codes.iter().all(|own| own.is_below(it)));
        let class = class.next();
        let of_class = class.map(|class| {
            let own = all.filter(|row| row.code.as_ref().is_some_and(|it| it.is_below(&class)));
            own.filter_map(cell).collect::<Vec<FactId>>()
        });
        let lists = [Some(of_all), of_class].into_iter().flatten();
        let mut lacking = lists.filter_map(|all| self.row_lacking(from, &all, (&told, items)));
        lacking.next()
    }

    /// The items of a list, and what its lines tell of other rows: a row each.
    fn all_of_list(&self, key: RowsOfColumn, items: &[&Stated]) -> Vec<&Stated> {
        let [Some(first), Some(last)] = [items.first(), items.last()] else {
            return Vec::new();
        };
        let mut known = HashSet::new();
        let told = (first.line..=last.line).flat_map(|at| self.stated_in(at));
        let told = told.filter(|it| it.is_current && (it.line, it.at) >= (first.line, first.at));
        let is_new = |it: &&Stated| {
            let row = self.cell_of(it).and_then(|it| self.row_of_cell(it));
            row.is_some_and(|(own, row)| own == key && known.insert(row))
        };
        told.filter(is_new).collect()
    }

    fn row_lacking(
        &self,
        from: usize,
        all: &[FactId],
        (told, items): (&HashSet<FactId>, &[&Stated]),
    ) -> Option<ListLacking> {
        let mut left = all.iter().copied().filter(|it| !told.contains(it));
        let missing = left.next().filter(|_| left.next().is_none())?;
        let lacks = value(self.budget, missing)?;
        let total: Decimal = all.iter().filter_map(|it| value(self.budget, *it)).sum();
        let whole = self.total_before(from, items.first()?, (total, all.len()))?;
        let figure = |it: &Stated| &self.reading.figures[it.figure];
        let listed: Decimal = items.iter().map(|it| figure(it).value).sum();
        let slack: Decimal = items.iter().map(|it| figure(it).half).sum();
        let slack = slack + figure(whole).half;
        let gap = figure(whole).value - listed - lacks;
        let is_short = gap.abs() <= slack && lacks > slack + slack;
        // an item whose words are not understood stands behind the last of the others
        let (all_lines, last) = (&self.reading.lines, items.last()?.line);
        let marker = all_lines[last].marker;
        let goes_on = |at: &usize| all_lines[*at].marker >= marker;
        let end = (last + 1..all_lines.len()).take_while(goes_on).last();
        let lines = whole.line..=end.unwrap_or(last);
        let code = |it: FactId| self.budget.row(self.budget.fact(it)).code.as_ref();
        // a class may be told by its items
        let is_below = |it: FactId| {
            let codes = code(it).zip(code(missing));
            codes.is_some_and(|(own, class)| own.is_below(class))
        };
        let is_its = |it: &Stated| {
            // so much of what is not known may be it
            let may_be = || {
                let own = figure(it);
                it.is_current && (own.value - lacks).abs() <= own.half
            };
            match self.cell_of(it) {
                Some(own) => own == missing || is_below(own),
                None => may_be(),
            }
        };
        let is_told = lines
            .clone()
            .any(|at| self.stated_in(at).iter().any(is_its));
        // a short list may be one of some rows only
        let fact = self.budget.fact(missing);
        let name = self.budget.row_name(fact.table, fact.block, fact.row);
        let is_named =
            || items.len() < ITEMS && lines.clone().any(|at| self.reading.lines[at].says(&name));
        (is_short && !is_told && !is_named()).then(|| ListLacking {
            whole: whole.clone(),
            missing,
        })
    }

    /// What was told last before an item that is the total of so many rows.
    pub(super) fn total_before(
        &self,
        from: usize,
        first: &Stated,
        (total, rows): (Decimal, usize),
    ) -> Option<&Stated> {
        let before = (from..=first.line)
            .rev()
            .flat_map(|at| self.stated_in(at).iter().rev());
        let mut before = before.filter(|it| (it.line, it.at) < (first.line, first.at));
        before.find(|it| {
            let own = &self.reading.figures[it.figure];
            // each row may be rounded as the figure is
            it.is_current && (own.value - total).abs() <= own.half * Decimal::from(rows)
        })
    }

    /// Items of one list that name the same row by the same words and have the same amount: the later ones, each with the
    /// first.
    pub(super) fn told_again<'s>(&self, items: &[&'s Stated]) -> Vec<(&'s Stated, &'s Stated)> {
        let mut first: HashMap<(FactId, String), &Stated> = HashMap::new();
        let mut again = Vec::new();
        for own in items.iter().copied() {
            let Some(cell) = self.cell_of(own).filter(|it| self.is_only_of_its_name(*it)) else {
                continue;
            };
            let key = (cell, self.words_before(own));
            let known = *first.entry(key).or_insert(own);
            let value = |it: &Stated| self.reading.figures[it.figure].value;
            if known.figure != own.figure && value(known) == value(own) && !value(own).is_zero() {
                again.push((own, known));
            }
        }
        again
    }

    /// The same of rows that one sentence lists: `社会保障和就业支出25.83万元、社会保障和就业支出25.83万元`.
    pub(super) fn told_again_in_sentences(
        &self,
        (from, end): (usize, usize),
    ) -> Vec<(&Stated, &Stated)> {
        let lines = (from..end).filter(|at| !self.reading.lines[*at].in_table);
        let of_line = |at: usize| {
            let line = &self.reading.lines[at];
            let told = self.stated_in(at).iter().filter(|it| it.is_current);
            let rows = told.filter(|it| {
                let cell = self.cell_of(it);
                cell.is_some_and(|it| self.row_of_cell(it).is_some())
            });
            let rows: Vec<&Stated> = rows.collect();
            let sentences = rows.chunk_by(|a, b| line.sentence(a.at) == line.sentence(b.at));
            sentences
                .flat_map(|it| self.told_again(it))
                .collect::<Vec<_>>()
        };
        lines.flat_map(of_line).collect()
    }

    /// Says that an item stands twice in a list.
    pub(super) fn twice(&mut self, again: &Stated, first: &Stated) {
        let own = &self.reading.figures[again.figure];
        let line = &self.reading.lines[again.line];
        let is_mark = |at: &usize| ",、;:。".contains(line.chars[*at]);
        let from = (again.from..own.figure.start).find(|at| !is_mark(at));
        let place = (
            again.line,
            from.unwrap_or(own.figure.start),
            own.figure.close,
        );
        let cells = own.cells.clone();
        self.told_twice_at(place, (first.line, first.at), &cells);
    }

    /// The words of an item before its figure.
    fn words_before(&self, own: &Stated) -> String {
        let line = &self.reading.lines[own.line];
        let is_mark = |at: &usize| matches!(line.chars[*at], ';' | '。' | ':' | '、' | '.');
        let from = (line.body..own.at)
            .rfind(is_mark)
            .map_or(line.body, |at| at + 1);
        line.text(from, own.at)
    }

    fn cell_of(&self, own: &Stated) -> Option<FactId> {
        match self.reading.figures[own.figure].cells.as_slice() {
            [(factor, cell)] if *factor == Decimal::ONE => Some(*cell),
            _ => None,
        }
    }

    /// Whether a cell has an amount.
    pub(super) fn has_money(&self, cell: FactId) -> bool {
        value(self.budget, cell).is_some_and(|it| !it.is_zero())
    }

    /// Whether no other row beside that of a cell has its name and its amount: then it is not told whose an item is.
    fn is_only_of_its_name(&self, cell: FactId) -> bool {
        let fact = self.budget.fact(cell);
        let name = |row: usize| self.budget.row_name(fact.table, fact.block, row);
        let own = name(fact.row);
        let rows = self.budget.tables[fact.table].blocks[fact.block]
            .iter()
            .enumerate();
        let mut others = rows.filter(|(at, row)| {
            let cell_of_other = row.facts.get(fact.column).copied().flatten();
            let is_same = |it: FactId| value(self.budget, it) == value(self.budget, cell);
            *at != fact.row && cell_of_other.is_some_and(is_same) && name(*at) == own
        });
        others.next().is_none()
    }
}
