//! Labels of the tables in the words before a figure, written right or nearly so.

use super::code;
use super::code::Digits;
use crate::amount::Rounded;
use crate::classification::{Code, ComparableName, Series};
use crate::finding::ClaimProblem;
use crate::rule::narrative::language::{Grid, GridRow, TextCheck, value};
use crate::rule::narrative::lines::{Marker, TextLine, fold, open_bracket};
use crate::rule::narrative::reader::{Claim, Found, Reader, Stated};
use rust_decimal::Decimal;

/// Digits of an amount that two rows do not have by chance.
const BY_CHANCE: i128 = 999;

/// Characters of the shortest name of a class.
const SHORTEST_CLASS: usize = 4;

impl Reader<'_> {
    /// A label of the tables: a class, an economic item, a project.
    pub(crate) fn label(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, end, to): (usize, usize, usize),
    ) -> Option<Found> {
        let economic = self.of_section(|it| Some((it.economic?, it.is_economic_near)));
        let grids = [
            self.of_section(|it| Some((it.codes?, false))),
            economic.or_else(|| self.economic_of_whole(index, line, end)),
        ];
        for (grid, is_class) in grids.into_iter().zip([true, false]) {
            let Some((grid, near)) = grid else { continue };
            let rows = self.rows(grid);
            let behind = match is_class {
                true => Digits::none(end),
                false => code::behind(line, from, end),
            };
            let Some((length, row)) = self.longest(line, (from, behind.at), &rows, is_class) else {
                continue;
            };
            // 机关工资福利支出 is an item of the government's classification
            let is_other = !is_class && self.is_government_item(line, (from, behind.at));
            if is_other || self.is_last_of(line, (behind.at - length, end, to)) {
                return Some(Found::Unknown);
            }
            let before = code::before(line, from, behind.at - length);
            if !self.is_neutral(index, line, (from, before.at)) {
                let item = self.item_label(index, line, (from, end));
                return Some(item.unwrap_or(Found::Unknown));
            }
            let (name, fact) = (&row.name.clone(), row.fact);
            let code = row.code.clone()?;
            let digits = [&before, &behind];
            if !digits
                .into_iter()
                .all(|it| self.is_code_of(index, (name, &code), it))
            {
                return Some(Found::Unknown);
            }
            if is_class {
                self.code = Some((code, fact));
                self.another_name(index, line, (behind.at - length, behind.at), name);
            }
            return Some(Found::about(fact, near));
        }
        let item = self.item_label(index, line, (from, end));
        item.or_else(|| self.project_label(index, line, (from, end)))
    }

    /// The table of economic items whose total is what the list at hand divides up: `基本支出100万元，其中：工资福利支出80万元`.
    fn economic_of_whole(
        &mut self,
        index: usize,
        line: &TextLine,
        at: usize,
    ) -> Option<(Grid, bool)> {
        let (sentence, _) = line.sentence(at);
        let begin = self.last_word("其中", line, (sentence, at));
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
    fn is_government_item(&self, line: &TextLine, (from, end): (usize, usize)) -> bool {
        let names = self.data.group("政府科目");
        names.is_some_and(|it| it.ends(&line.chars[from..end]).is_some())
    }

    /// What a stated figure prints.
    fn printed(&self, stated: &Stated) -> Rounded {
        self.reading.figures[stated.figure].printed()
    }

    /// Claims a name that a class had before: 医疗卫生与计划生育支出 is 卫生健康支出 in the table.
    fn another_name(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, to): (usize, usize),
        name: &str,
    ) {
        let written = line.text(from, to);
        let core = |name: &str| {
            let name = name.strip_suffix("支出").unwrap_or(name);
            name.strip_suffix('类').unwrap_or(name).to_owned()
        };
        let (is, was) = (core(name), core(&written));
        let is_short = is.contains(&was) || was.contains(&is);
        // once is enough where a label is looked up again
        let is_told = |it: &Claim| (it.line, it.from, it.to) == (index, from, to);
        if is_short || self.reading.claims.iter().any(is_told) {
            return;
        }
        let problem = ClaimProblem::TableName {
            right: name.to_owned(),
        };
        self.claim(
            TextCheck::Name,
            (index, from, to),
            Some(name.to_owned()),
            problem,
        );
    }

    /// The row with the longest name that ends at a place, the deepest of several.
    fn longest<'r>(
        &self,
        line: &TextLine,
        (from, end): (usize, usize),
        rows: &'r [GridRow],
        is_class: bool,
    ) -> Option<(usize, &'r GridRow)> {
        let fits = |name: &&String| {
            let mut before = line.chars[from..end].iter().rev();
            !name.is_empty() && name.chars().rev().all(|c| before.next() == Some(&c))
        };
        let length = |row: &GridRow| {
            let short = self.data.aliases.get(&row.name).filter(|_| !is_class);
            let short = short.into_iter().flatten();
            let known = row.aliases.iter().filter(|_| is_class);
            let names = std::iter::once(&row.name).chain(known).chain(short);
            names.filter(fits).map(|name| name.chars().count()).max()
        };
        let mut best: Option<(usize, usize, &GridRow)> = None;
        for row in rows {
            let depth = row.code.as_ref().map(Code::depth);
            let depth = depth.filter(|depth| !is_class || *depth == 1);
            let Some((length, depth)) = length(row).zip(depth) else {
                continue;
            };
            if best.is_none_or(|(most, own, _)| (length, depth) > (most, own)) {
                best = Some((length, depth, row));
            }
        }
        best.map(|(length, _, row)| (length, row))
    }

    /// Where the name of a project ends before words that only say that it is one: `“就业专项经费”项目`.
    fn project_end(&self, line: &TextLine, (from, end): (usize, usize)) -> usize {
        let words = self.data.group("项目");
        let length = words.and_then(|it| it.ends(&line.chars[from..end]));
        let bare = end - length.unwrap_or(0);
        bare - usize::from(bare > from && line.chars[bare - 1] == '"')
    }

    /// The name of a project in a list of projects; below the name of one it may be but a part of it.
    pub(crate) fn project_label(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, end): (usize, usize),
    ) -> Option<Found> {
        let grid = self.of_section(|it| Some((it.projects?, it.is_project_near)));
        let (grid, near) = grid.filter(|_| self.project.is_none())?;
        let rows = self.rows(grid);
        let ends = [end, self.project_end(line, (from, end))];
        let start = |row: &GridRow| {
            let name = fold(row.project.as_deref()?);
            ends.into_iter().find_map(|end| {
                let start = end.checked_sub(name.chars().count())?;
                (start >= from && start < end && line.has(start, &name)).then_some(start)
            })
        };
        let named = rows.iter().filter_map(|row| Some((start(row)?, row)));
        let (start, row) = named.min_by_key(|(start, _)| *start)?;
        let fact = row.fact;
        let is_one = self.is_neutral(index, line, (from, start));
        is_one.then(|| Found::about(fact, near))
    }

    /// Takes in the class that a line names whose items stand in the lines below: `（一）公共安全支出100万元，其中：`.
    pub(crate) fn items_follow(&mut self, line: &TextLine) {
        let class = self.code.as_ref().map(|(code, _)| code);
        let class = class.filter(|code| code.depth() == 1 && line.chars.last() == Some(&':'));
        if line.marker == Marker::HanInBrackets && class.is_some() {
            self.path = class.cloned();
        }
    }

    /// A label that is nearly one of the tables, with the amount of its row.
    pub(crate) fn misspelt(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, end): (usize, usize),
        amount: Rounded,
    ) -> Option<Found> {
        let grids = [
            self.of_section(|it| it.codes),
            self.of_section(|it| it.economic),
        ];
        for (grid, is_class) in grids.into_iter().zip([true, false]) {
            let Some(grid) = grid else { continue };
            let rows = self.rows(grid);
            let mut near: Vec<(usize, &GridRow)> = Vec::new();
            for row in rows.iter() {
                let is_level = |it: &Code| !is_class || it.depth() == 1;
                let has_amount = value(self.budget, row.fact).is_some_and(|it| amount.may_be(it));
                if !has_amount || !row.code.as_ref().is_some_and(is_level) {
                    continue;
                }
                let length = row.name.chars().count();
                let lengths = [length, length + 1, length.saturating_sub(1)];
                let start = lengths.into_iter().find_map(|length| {
                    let start = end.checked_sub(length).filter(|it| *it >= from)?;
                    let written = line.text(start, end);
                    (is_slip(&written, &row.name) && self.is_neutral(index, line, (from, start)))
                        .then_some(start)
                });
                near.extend(start.map(|start| (start, row)));
            }
            if let [(start, row)] = near.as_slice() {
                let problem = ClaimProblem::TableName {
                    right: row.name.clone(),
                };
                let right = Some(row.name.clone());
                self.claim(TextCheck::Name, (index, *start, end), right, problem);
                return Some(Found::cell(row.fact));
            }
        }
        self.named_as_another_class(index, line, (from, end), amount)
    }

    /// A class that has the name of another one, of which the table has nothing, and the amount of its own row.
    pub(crate) fn named_as_another_class(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, end): (usize, usize),
        amount: Rounded,
    ) -> Option<Found> {
        if amount.value.normalize().mantissa().abs() <= BY_CHANCE {
            return None;
        }
        let grid = self.of_section(|it| it.codes)?;
        let rows = self.rows(grid);
        let is_class = |row: &&GridRow| row.code.as_ref().is_some_and(|it| it.depth() == 1);
        let mut classes = rows.iter().filter(is_class);
        let has_amount = |row: &&GridRow| {
            let value = value(self.budget, row.fact);
            value.is_some_and(|it| amount.may_be(it)) && !line.says(&row.name)
        };
        let mut own = classes.clone().filter(has_amount);
        let (row, None) = (own.next()?, own.next()) else {
            return None;
        };
        let code = row.code.as_ref()?;
        let shortest = end.checked_sub(SHORTEST_CLASS)?;
        let start =
            (from..shortest).find(|start| self.is_another_class(&line.text(*start, end), code))?;
        let written = line.text(start, end);
        let is_nothing = |it: &GridRow| value(self.budget, it.fact).is_some_and(|it| it.is_zero());
        let is_written = |it: &&GridRow| it.name == written || it.aliases.contains(&written);
        let is_known = classes.any(|it| is_written(&it) && !is_nothing(it));
        if is_known || !self.is_neutral(index, line, (from, start)) {
            return None;
        }
        let problem = ClaimProblem::TableName {
            right: row.name.clone(),
        };
        let right = Some(row.name.clone());
        self.claim(TextCheck::Name, (index, start, end), right, problem);
        Some(Found::cell(row.fact))
    }

    /// Whether words are the name of another class than that of a code, of its classification.
    fn is_another_class(&self, words: &str, own: &Code) -> bool {
        let named = self
            .rules
            .catalogue
            .as_ref()
            .zip(ComparableName::new(words));
        let entries = named.map(|(catalogue, name)| catalogue.of_name(&name));
        let mut codes = entries.into_iter().flatten().map(|it| &it.code);
        let is_class = |code: &&Code| code.depth() == 1 && Series::of(code) == Series::of(own);
        codes.clone().any(|code| is_class(&code)) && codes.all(|code| code != own)
    }
}

/// Whether a name is another one but for a slip of fingers.
fn is_slip(written: &str, right: &str) -> bool {
    // 对个人和家庭补助 is no slip
    if written == right.replace('的', "") {
        return false;
    }
    let length = right.chars().count();
    let distance = strsim::levenshtein(written, right);
    written != right && distance <= if length < 5 { 1 } else { 2 } && distance * 2 <= length
}
