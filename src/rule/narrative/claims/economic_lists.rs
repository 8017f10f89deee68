//! Names in a list of economic items that are none of its own: 电费 among those of 人员经费.

use crate::finding::ClaimProblem;
use crate::rule::narrative::language::{Grid, GridRow, Sentence, value};
use crate::rule::narrative::lines::TextLine;
use crate::rule::narrative::naming::{LISTS, is_economic_item};
use crate::rule::narrative::reader::Reader;

/// Names of a list's own beside which another one is a slip.
const OWN: usize = 3;

impl Reader<'_> {
    /// Claims names in a list that are items of the other one, where most are its own.
    pub(super) fn names_of_other_list(
        &mut self,
        (index, line): (usize, &TextLine),
        sentence: &Sentence,
        grid: Grid,
        listed: &[(usize, usize)],
    ) {
        let Some((first, _)) = listed.first().copied() else {
            return;
        };
        let Some(list) = self.list_at(line, first) else {
            return;
        };
        let other = LISTS[1 - list].0;
        // 人员经费包括基本工资、奖金，公用经费包括办公费
        let own = listed.iter();
        let own = own.take_while(|(from, to)| !self.has_word(other, line, (*from, *to)));
        let places: Vec<(usize, usize)> = own.copied().collect();
        let lists = places.iter().map(|(from, to)| {
            let name = line.text(*from, *to);
            self.list_of_item(&name)
        });
        let lists: Vec<Option<usize>> = lists.collect();
        let count = |own: usize| lists.iter().filter(|it| **it == Some(own)).count();
        let (own, others) = (count(list), count(1 - list));
        if own < OWN || own < OWN * others {
            return;
        }
        let rows = self.rows(grid);
        let missing = self.only_item_missing(line, &rows, list);
        for ((from, to), of) in places.into_iter().zip(&lists) {
            let name = line.text(from, to);
            if *of != Some(1 - list) || self.has_money_in(index, (first, &name), &rows) {
                continue;
            }
            let right = missing.clone().filter(|_| others == 1);
            let problem = match &right {
                Some(right) => ClaimProblem::TableName {
                    right: right.clone(),
                },
                None => ClaimProblem::OtherList {
                    name: self.class_of_item(&name),
                },
            };
            self.push(sentence, (index, from, to), right, problem);
        }
    }

    /// The only item of a list with money that a line does not name.
    pub(super) fn only_item_missing(
        &self,
        line: &TextLine,
        rows: &[GridRow],
        list: usize,
    ) -> Option<String> {
        let is_missing = |row: &&GridRow| {
            let code = row.code.as_ref().filter(|it| is_economic_item(it));
            let has_money = value(self.budget, row.fact).is_some_and(|it| !it.is_zero());
            has_money && code.is_some_and(|it| self.is_of_list(it, list)) && !line.says(&row.name)
        };
        let mut missing = rows.iter().filter(is_missing);
        let row = missing.next()?;
        missing.next().is_none().then(|| row.name.clone())
    }

    /// Whether the table has money of an item in the column of the amount that a list divides up.
    fn has_money_in(&self, index: usize, (first, name): (usize, &str), rows: &[GridRow]) -> bool {
        let whole = self.stated_in(index).iter().rfind(|it| it.at < first);
        let cells = whole.and_then(|it| it.subject.cells());
        let Some([(_, total)]) = cells.map(Vec::as_slice) else {
            return false;
        };
        let row = rows.iter().find(|row| row.name == name);
        let cell = row.and_then(|row| self.cell_of_row(*total, row.fact));
        let value = cell.and_then(|it| value(self.budget, it));
        value.is_some_and(|it| !it.is_zero())
    }
}
