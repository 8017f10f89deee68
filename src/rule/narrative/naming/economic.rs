//! Economic items below an amount that they divide up, wherever it stands: `基本支出100万元，其中：工资福利支出80万元`.

use crate::amount::Rounded;
use crate::rule::narrative::language::{Grid, GridRow, WordGroup, value};
use crate::rule::narrative::lines::{TextLine, open_bracket};
use crate::rule::narrative::reader::{Reader, Stated};
use rust_decimal::Decimal;

impl Reader<'_> {
    /// The table of economic items whose total is what the list at hand divides up: `基本支出100万元，其中：工资福利支出80万元`.
    pub(super) fn economic_of_whole(
        &mut self,
        index: usize,
        line: &TextLine,
        at: usize,
    ) -> Option<(Grid, bool)> {
        let (sentence, _) = line.sentence(at);
        let begin = self.last_word(WordGroup::OfWhich, line, (sentence, at));
        let begin = begin.or_else(|| open_bracket(line, (sentence, at)));
        let own = self.stated_in(index).iter();
        let own = own.filter(|it| it.at >= sentence && it.at < at);
        let (whole, parts): (Option<&Stated>, Vec<&Stated>) = match (begin, self.opener(index)) {
            (Some(begin), _) => {
                let whole = own.clone().rfind(|it| it.at < begin);
                (whole, own.filter(|it| it.at > begin).collect())
            }
            // the line that opens the list states one amount, or ends with it
            (None, Some(opener)) => {
                let above = &self.reading.lines[opener];
                let all = self.stated_in(opener);
                let is_open = above.chars.last() == Some(&':') || all.len() == 1;
                let between = (opener + 1..index).flat_map(|at| self.stated_in(at));
                let whole = all.last().filter(|_| is_open);
                (whole, between.chain(own).collect())
            }
            (None, None) => return None,
        };
        let whole = self.printed(whole.filter(|it| it.is_current)?);
        let parts: Vec<Rounded> = parts.into_iter().map(|it| self.printed(it)).collect();
        if whole.value.is_zero() {
            return None;
        }
        let mut grids = Vec::new();
        for grid in self.data.sections.iter().filter_map(|it| it.economic) {
            if !grids.contains(&grid) {
                grids.push(grid);
            }
        }
        let budget = self.budget;
        let of_class = |row: &GridRow| {
            let is_class = row.code.as_ref().is_some_and(|it| it.depth() == 1);
            is_class.then(|| value(budget, row.fact)).flatten()
        };
        grids.into_iter().find_map(|grid| {
            let classes: Vec<Decimal> = self.rows(grid).iter().filter_map(of_class).collect();
            let is_class = |it: &Rounded| classes.iter().any(|value| it.may_be(*value));
            let is_total = whole.may_be(classes.iter().sum()) && parts.iter().all(is_class);
            is_total.then_some((grid, false))
        })
    }

    /// Whether the name of an item of the government's economic classification ends at a place.
    pub(super) fn is_government_item(&self, line: &TextLine, (from, end): (usize, usize)) -> bool {
        let names = self.data.group(WordGroup::GovernmentItem);
        names.ends(&line.chars[from..end]).is_some()
    }

    /// What a stated figure prints.
    fn printed(&self, stated: &Stated) -> Rounded {
        self.reading.figures[stated.figure].printed()
    }
}
