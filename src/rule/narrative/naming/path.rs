//! A path of the classification in words: `社会保障和就业支出（类）就业补助（款）公益性岗位补贴（项）`, the beginning
//! of which may stand in a heading. Names are held against those of the table.

use super::written_path::{
    Likeness, Part, compare, in_front, levels, misses, other_levels, parts, unquoted,
};
use crate::amount::{Rounded, has_many_digits};
use crate::classification::Code;
use crate::rule::narrative::language::{GridRow, WordGroup, value};
use crate::rule::narrative::lines::{Kind, Marker, TextLine, fold};
use crate::rule::narrative::reader::{Found, Reader};
use rust_decimal::Decimal;

/// A path as it is written, with the amount behind it.
struct WrittenPath<'p> {
    parts: &'p [Part],
    levels: &'p [usize],
    amount: Option<Rounded>,
    /// Whether more than one name tells the row.
    is_chained: bool,
}

/// A row that a path may mean.
struct LikelyRow<'r> {
    /// How far the names are from those of the row; nothing where all are right.
    score: usize,
    has_amount: bool,
    row: &'r GridRow,
    likeness: Vec<Likeness>,
}

/// The row that a path names, the level of each part and how its name compares.
pub(super) struct Named<'r> {
    pub(super) row: &'r GridRow,
    pub(super) levels: Vec<usize>,
    pub(super) likeness: Vec<Likeness>,
}

impl Reader<'_> {
    /// The path that ends at a place.
    pub(crate) fn path(
        &mut self,
        index: usize,
        line: &TextLine,
        (from, end): (usize, usize),
        amount: Option<Rounded>,
    ) -> Option<Found> {
        if line.chars.get(end.checked_sub(1)?) != Some(&')') {
            return self.path_with_dashes(index, line, (from, end), amount);
        }
        let mut parts = self.parts_between(line, from, end);
        if parts.last().is_none_or(|last| last.close != end) {
            return None;
        }
        if let Some(other) = amount.and_then(|it| self.class_of_amount(index, &parts, it)) {
            return Some(other);
        }
        let rows = self.items()?;
        self.without_lead((index, line), &rows, &mut parts);
        self.class_of_items(&rows, &parts, amount);
        let named = self.row_of(&rows, &parts, amount);
        let named = named.filter(|it| !self.is_without_row(index, &rows, &parts, (it, amount)));
        let named = named.filter(|it| !self.is_of_code(&rows, &parts, (it, amount)));
        let Some(named) = named else {
            // what follows is none of the item before
            self.code = None;
            let found = self.misnamed(index, &rows, &parts, amount);
            return match found {
                Found::Unknown => self.path_of_nothing(&rows, &parts, amount).or(Some(found)),
                found => Some(found),
            };
        };
        if let Some(other) = self.sister(index, line, &rows, (&named, &parts, amount)) {
            return Some(other);
        }
        let row = named.row.clone();
        let code = row.code.clone()?;
        let (levels, likeness) = (named.levels, named.likeness);
        self.judge_names((index, &rows), &code, &parts, (&levels, &likeness));
        let fact = self.cell_of_class(&code, row.fact, amount);
        self.code = Some((code, fact));
        Some(Found::cell(fact))
    }

    /// The parts of a path, without words of a list in front of it: `其中行政运行（项）`.
    fn parts_between(&self, line: &TextLine, from: usize, end: usize) -> Vec<Part> {
        let mut parts = parts(line, from, end);
        for part in &mut parts {
            if let Some(body) = line.ordinal(part.from).filter(|body| *body < part.to) {
                part.from = body;
                // 6．2040506“两庭”建设（项）
                if part.digits.is_empty()
                    && let Some((digits, name)) = in_front(line, body, part.to)
                {
                    (part.digits, part.digits_at, part.from) = (digits, body, name);
                }
                part.name = unquoted(&line.text(part.from, part.to));
            }
        }
        let words = self.data.group(WordGroup::OfWhich);
        let first = parts.first();
        let lead = first.and_then(|first| words.begins(&line.chars[first.from..first.to]));
        if let Some(((word, _), first)) = lead.zip(parts.first_mut())
            && first.digits_at > first.to
        {
            first.from += word.len();
            first.name = line.text(first.from, first.to);
        }
        parts
    }

    /// Takes in the path that a heading begins: `（二）社会保障和就业支出（类）`.
    pub(crate) fn path_of_heading(&mut self, index: usize, line: &TextLine) {
        let own = self.parts_between(line, line.body, line.chars.len());
        let amount = self
            .of_line(index)
            .iter()
            .any(|it| matches!(it.kind, Kind::Amount(_)));
        if own.is_empty() || amount {
            if line.marker <= Marker::HanInBrackets && !amount {
                self.path = None;
                self.class_of_heading = None;
            }
            return;
        }
        if own[0].level == 1 {
            self.path = None;
            self.class_of_heading = Some((index, own[0].from, own[0].to));
        }
        let Some(rows) = self.items() else {
            return;
        };
        let mut own = own;
        self.without_lead((index, line), &rows, &mut own);
        let found = self
            .row_of(&rows, &own, None)
            .and_then(|it| Some((it.row.code.clone()?, it.levels, it.likeness)));
        if let Some((code, levels, likeness)) = found {
            self.judge_names((index, &rows), &code, &own, (&levels, &likeness));
            self.path = Some(code);
        }
    }

    /// Claims the class of a heading whose items are another's: one has both the names and the amount of its row.
    fn class_of_items(&mut self, rows: &[GridRow], parts: &[Part], amount: Option<Rounded>) {
        let is_item = parts.last().is_some_and(|it| it.level > 1) && parts[0].level > 1;
        let amount = amount.filter(|it| is_item && has_many_digits(it.value));
        let Some((amount, (at, from, to))) = amount.zip(self.class_of_heading) else {
            return;
        };
        let path = self.path.take();
        let named = self.row_of(rows, parts, Some(amount));
        let is_it = |it: &Named<'_>| {
            it.likeness.iter().all(|it| *it == Likeness::Same)
                && value(self.budget, it.row.fact).is_some_and(|own| amount.may_be(own))
        };
        let code = named.filter(is_it).and_then(|it| it.row.code.clone());
        let class = code.and_then(|code| code.ancestors().next());
        self.path = path;
        let Some(class) = class else { return };
        let row = rows.iter().find(|row| row.code.as_ref() == Some(&class));
        let name = row.map(|row| row.name.clone());
        let Some(name) = name.or_else(|| self.catalogue_name(&class)) else {
            return;
        };
        let written = unquoted(&self.reading.lines[at].text(from, to));
        self.class_of_heading = None;
        if compare(&written, &name, 1) >= Likeness::Near {
            self.claim_label((at, from, to), &name);
            self.path = Some(class);
        }
    }

    /// The row that a path names. A level may be written wrong where every name is right.
    pub(super) fn row_of<'r>(
        &self,
        rows: &'r [GridRow],
        parts: &[Part],
        amount: Option<Rounded>,
    ) -> Option<Named<'r>> {
        let written = levels(parts);
        let is_descending = written.is_sorted_by(|above, below| above < below);
        let first = is_descending.then(|| self.row_at(rows, parts, &written, amount));
        let first = first.flatten();
        if let Some(own) = &first
            && let Some(other) = self.on_other_level(rows, parts, (own, &written), amount)
        {
            return Some(other);
        }
        // a table of classes has nothing to say of a 款
        let has_level = |depth: &usize| {
            let codes = rows.iter().filter_map(|row| row.code.as_ref());
            codes.map(Code::depth).any(|own| own == *depth)
        };
        first.or_else(|| {
            if !written.last().is_some_and(has_level) {
                return self.class_of_own_amount(rows, (parts, &written), amount);
            }
            let other = other_levels(parts, &written);
            let is_right = |it: &Named<'_>| {
                let worst = match is_descending || misses(parts, &it.levels) > 1 {
                    true => Likeness::Same,
                    false => Likeness::Suffix,
                };
                it.likeness.iter().all(|it| *it <= worst)
            };
            let mut named = other
                .iter()
                .filter_map(|levels| self.row_at(rows, parts, levels, None));
            named.find(is_right).or_else(|| {
                // names that are right, with the digits of another code
                let without = |it: &Part| Part {
                    digits: String::new(),
                    ..it.clone()
                };
                let bare: Vec<Part> = parts.iter().map(without).collect();
                let has_digits = parts.iter().any(|it| !it.digits.is_empty());
                let named = self.row_at(rows, &bare, &written, amount);
                named
                    .filter(|it| has_digits && it.likeness.iter().all(|it| *it <= Likeness::Suffix))
            })
        })
    }

    /// The class that a name with another level is, in a table of classes: one that has the amount, where no code of that level
    /// has the name. `公共安全支出（款）5万元`
    fn class_of_own_amount<'r>(
        &self,
        rows: &'r [GridRow],
        (parts, written): (&[Part], &[usize]),
        amount: Option<Rounded>,
    ) -> Option<Named<'r>> {
        let amount = amount.filter(|it| has_many_digits(it.value))?;
        let ([part], [level]) = (parts, written) else {
            return None;
        };
        let named = self.row_at(rows, parts, &[1], None).filter(|it| {
            it.likeness.iter().all(|it| *it == Likeness::Same) && self.has_amount(it.row, amount)
        })?;
        let codes = self.codes_named(&part.name);
        (!codes.iter().any(|code| code.depth() == *level)).then_some(named)
    }

    /// The row that has the names of a path on other levels, where on those that are written it has not:
    /// `社会保障和就业支出（款）`. An amount that is that of the written row tells that a name is wrong.
    fn on_other_level<'r>(
        &self,
        rows: &'r [GridRow],
        parts: &[Part],
        (own, written): (&Named<'r>, &[usize]),
        amount: Option<Rounded>,
    ) -> Option<Named<'r>> {
        let is_right = own.likeness.iter().all(|it| *it <= Likeness::Suffix);
        let is_same = |it: &Named<'_>| it.likeness.iter().all(|it| *it == Likeness::Same);
        let has_amount =
            |it: &Named<'_>| amount.is_some_and(|amount| self.has_amount(it.row, amount));
        let mut others = other_levels(parts, written)
            .into_iter()
            .filter(|_| !is_right);
        let other =
            others.find_map(|levels| self.row_at(rows, parts, &levels, None).filter(is_same));
        other.filter(|it| has_amount(it) || !has_amount(own))
    }

    fn row_at<'r>(
        &self,
        rows: &'r [GridRow],
        parts: &[Part],
        levels: &[usize],
        amount: Option<Rounded>,
    ) -> Option<Named<'r>> {
        let depth = *levels.last()?;
        let carried = self.path.as_ref().filter(|code| levels[0] > code.depth());
        let is_here = |row: &&GridRow| {
            let own = row.code.as_ref().filter(|code| code.depth() == depth);
            own.is_some_and(|code| carried.is_none_or(|carried| code.is_below(carried)))
        };
        let here: Vec<&GridRow> = rows.iter().filter(is_here).collect();
        let path = WrittenPath {
            parts,
            levels,
            amount,
            is_chained: parts.len() > 1 || carried.is_some(),
        };
        // where all names are right, rows of other names do not count
        let last = &parts.last()?.name;
        let named = here
            .iter()
            .filter(|row| depth == 1 || unquoted(&row.name) == *last);
        let codes: Vec<&Option<Code>> = named.map(|row| &row.code).collect();
        let named = here
            .iter()
            .copied()
            .filter(|row| codes.contains(&&row.code));
        let right = self.compared(rows, named, &path);
        let found = match right.iter().any(|it| it.score == 0) {
            true => right,
            false => self.compared(rows, here.into_iter(), &path),
        };
        best_of(found, levels)
    }

    /// How the names of a path compare with those of some rows, where they may be meant.
    fn compared<'r>(
        &self,
        rows: &'r [GridRow],
        of: impl Iterator<Item = &'r GridRow>,
        path: &WrittenPath<'_>,
    ) -> Vec<LikelyRow<'r>> {
        let mut found = Vec::new();
        for row in of {
            let Some(code) = &row.code else { continue };
            let parts = path.parts.iter().zip(path.levels);
            let likeness: Vec<Likeness> = parts
                .map(|(part, level)| self.likeness(rows, code, *level, part))
                .collect();
            let misses = likeness.iter().filter(|it| **it == Likeness::Other).count();
            let is_near = |value: Decimal| {
                let near = |amount: Rounded| (value - amount.value).abs() * Decimal::from(200);
                path.amount.is_some_and(|it| near(it) <= value.abs()) && !value.is_zero()
            };
            let has_amount = value(self.budget, row.fact).is_some_and(is_near);
            // 一般公共服务支出（类）人力资源事务（款）行政运行（项）: the item and its amount tell the row
            let is_item = || {
                let is_same = likeness.last() == Some(&Likeness::Same);
                let amount = path.amount.filter(|it| has_many_digits(it.value));
                is_same && amount.is_some_and(|it| self.has_amount(row, it))
            };
            let is_chained = path.is_chained && has_amount;
            if misses == 0 || (is_chained && (misses == 1 || is_item())) {
                let score = likeness.iter().map(|it| match it {
                    Likeness::Same => 0,
                    Likeness::Suffix => 1,
                    Likeness::Near => 10,
                    Likeness::Other => 100,
                });
                found.push(LikelyRow {
                    score: score.sum(),
                    has_amount,
                    row,
                    likeness,
                });
            }
        }
        found
    }

    fn likeness(&self, rows: &[GridRow], code: &Code, level: usize, part: &Part) -> Likeness {
        let own = code.ancestors().chain([code.clone()]).nth(level - 1);
        let Some(own) = own else {
            return Likeness::Other;
        };
        if !part.digits.is_empty() && !own.as_str().ends_with(&part.digits) {
            return Likeness::Other;
        }
        let row = rows.iter().find(|row| row.code.as_ref() == Some(&own));
        let mut best = row.map_or(Likeness::Other, |row| {
            let alias = row.aliases.iter().map(|it| compare(&part.name, it, level));
            let alias = alias.min().map(|it| {
                it.max(if level == 1 {
                    Likeness::Same
                } else {
                    Likeness::Suffix
                })
            });
            compare(&part.name, &row.name, level).min(alias.unwrap_or(Likeness::Other))
        });
        if best != Likeness::Same
            && row.is_none()
            && let Some(name) = self.catalogue_name(&own)
        {
            best = best.min(compare(&part.name, &name, level));
        }
        best
    }

    /// The name that a code has this year.
    pub(super) fn catalogue_name(&self, code: &Code) -> Option<String> {
        let catalogue = self.rules.catalogue.as_ref()?;
        let view = catalogue.at(self.year()?);
        let name = view.shown(view.entry(code)?)?;
        Some(fold(&name.name))
    }
}

/// The row that a path means, where only one does. A name that is right beats an amount; of names that are not, the
/// amount tells.
fn best_of<'r>(mut found: Vec<LikelyRow<'r>>, levels: &[usize]) -> Option<Named<'r>> {
    let key = |it: &LikelyRow<'_>| {
        let (score, amount) = (it.score, usize::from(!it.has_amount));
        match score >= 10 {
            true => (true, amount, score),
            false => (false, score, amount),
        }
    };
    found.sort_by_key(key);
    let mut found = found.into_iter();
    let best = found.next()?;
    let ties = found.next().is_some_and(|next| key(&next) == key(&best));
    (!ties).then(|| Named {
        row: best.row,
        levels: levels.to_vec(),
        likeness: best.likeness,
    })
}
