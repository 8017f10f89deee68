//! How much of a text is looked at, and how exact its figures are.

use super::Reader;
use super::reading::TextFigure;
use crate::amount::UnitOfMeasure;
use crate::rule::narrative::form::LineFigures;
use crate::rule::narrative::language::cell;
use crate::rule::narrative::lines::{Kind, PrintedFigure, TextLine, figure, table_cell};
use rust_decimal::Decimal;
use std::rc::Rc;

/// Characters and figures of a text that are looked at; a book of a hundred pages has fewer.
const CHARACTERS: usize = 300_000;

const FIGURES: usize = 10_000;

/// Characters of the longest line that is nothing but a unit: （金额单位：万元）.
const UNIT: usize = 12;

/// The figures of a line as they are printed.
struct PrintedLine {
    figures: Vec<PrintedFigure>,
    /// Of numbers without one.
    unit: UnitOfMeasure,
    is_in_table: bool,
    /// Whether a line above states a unit for all below it.
    is_below_unit: bool,
}

impl Reader<'_> {
    /// Of a text beyond all measure the rest is left alone; its amounts are counted as not compared.
    pub(crate) fn leave_out(&mut self) {
        let (mut characters, mut figures) = (0, 0);
        let is_over = |line: &TextLine| {
            if !line.in_table {
                let is_digit = |c: &char| c.is_ascii_digit();
                let runs = line.chars.windows(2);
                characters += line.chars.len();
                figures += runs
                    .filter(|it| is_digit(&it[0]) && !is_digit(&it[1]))
                    .count();
            }
            characters > CHARACTERS || figures > FIGURES
        };
        if let Some(from) = self.reading.lines.iter().position(is_over) {
            for line in self.reading.lines.split_off(from) {
                let own = figure::figures(&line, &self.data.units);
                let amounts = own.iter().filter(|it| matches!(it.kind, Kind::Amount(_)));
                self.reading.left_out += amounts.count();
            }
        }
    }

    /// The figures of all lines.
    pub(crate) fn figures(&mut self) {
        let unit = self.budget.layout.unit_of_measure;
        let mut lines = self.printed_lines();
        self.is_unit_said = are_without_units(&lines);
        for (index, own) in lines.iter_mut().enumerate() {
            self.first.push(self.reading.figures.len());
            let line = &self.reading.lines[index];
            if self.is_unit_said && own.is_below_unit && !line.in_table {
                let bare = own.figures.iter_mut().filter(|it| is_bare_amount(line, it));
                bare.for_each(|it| it.kind = Kind::Amount(own.unit));
            }
            let figures = Rc::new(LineFigures::of(line, std::mem::take(&mut own.figures)));
            self.figures.push(figures.clone());
            for printed in figures.iter().cloned() {
                let scaled = |value| match &printed.kind {
                    Kind::Amount(from) => from.convert(value, unit),
                    Kind::Bare => own.unit.convert(value, unit),
                    _ => value,
                };
                self.reading.figures.push(TextFigure {
                    line: index,
                    value: scaled(printed.value),
                    half: scaled(printed.half),
                    figure: printed,
                    is_tied: false,
                    is_change: false,
                    cells: Vec::new(),
                    lacking: None,
                });
            }
        }
        self.first.push(self.reading.figures.len());
    }

    /// The figures of all lines as they are printed.
    fn printed_lines(&self) -> Vec<PrintedLine> {
        let unit = self.budget.layout.unit_of_measure;
        let (mut was_table, mut stated) = (false, None);
        // numbers without a unit are in the one of the layout, or of a line that states one
        let (mut usual, mut is_below_unit) = (unit, false);
        let mut found = Vec::with_capacity(self.reading.lines.len());
        for (index, line) in self.reading.lines.iter().enumerate() {
            if line.in_table && !was_table {
                stated = table_cell::unit(&self.reading.lines, index);
            }
            was_table = line.in_table;
            let is_short = line.chars.len() <= UNIT;
            let said = match line.in_table {
                true => None,
                false => table_cell::unit_of_all(line).or_else(|| {
                    let is_head = is_short || ends_with_bracket(line);
                    is_head.then(|| table_cell::unit_of(line)).flatten()
                }),
            };
            let figures = match (line.in_table, line.is_read) {
                (true, true) => Vec::new(),
                (true, false) => table_cell::figures(line, &self.data.units, (stated, unit)),
                (false, _) => figure::figures(line, &self.data.units),
            };
            // 收入15621.11，其中财政拨款15621.11（单位：万元）。 speaks of itself, a heading of all below it
            let is_money = |it: &PrintedFigure| matches!(it.kind, Kind::Amount(_) | Kind::Bare);
            let is_own = !is_short && figures.iter().any(is_money);
            let here = said.unwrap_or(usual);
            found.push(PrintedLine {
                figures,
                unit: here,
                is_in_table: line.in_table,
                is_below_unit,
            });
            if !is_own {
                is_below_unit |= said.is_some();
                usual = here;
            }
        }
        found
    }

    /// 7000 万元 among 1261.73 万元 is exact, unless such figures round their cells in this text.
    pub(crate) fn exact(&mut self) {
        let figures = &self.reading.figures;
        let decimals = |own: &TextFigure| match own.figure.kind {
            _ if self.reading.lines[own.line].in_table => None,
            Kind::Amount(_) if !own.value.is_zero() => Some(own.figure.decimals),
            _ => None,
        };
        let most = figures.iter().filter_map(decimals).max().unwrap_or(0);
        let gap = |own: &TextFigure| {
            let cells = own.cells.iter();
            let values: Option<Vec<Decimal>> = cells
                .map(|(factor, id)| Some(*factor * cell::value(self.budget, *id)?))
                .collect();
            let known = values.filter(|it| !it.is_empty())?;
            Some((known.into_iter().sum::<Decimal>() - own.value).abs())
        };
        let finest = |own: &TextFigure| {
            let places = own.figure.decimals.min(most);
            (0..most - places).fold(own.half, |half, _| half / Decimal::TEN)
        };
        let is_rounded = |places: u32| {
            let mut own = figures.iter().filter(|it| decimals(it) == Some(places));
            own.any(|it| gap(it).is_some_and(|gap| gap <= it.half && gap > finest(it)))
        };
        let is_its_cell = |own: &TextFigure| gap(own).is_some_and(|gap| gap.is_zero());
        let is_full = |places: u32| {
            let own = figures.iter().filter(|it| decimals(it) == Some(places));
            own.filter(|it| is_its_cell(it)).count() > 1
        };
        let is_rounded_figure =
            |own: &TextFigure| gap(own).is_some_and(|gap| !gap.is_zero() && gap <= own.half);
        let has_rounded = figures.iter().any(is_rounded_figure);
        let rounded: Vec<u32> = (0..most.min(2)).filter(|it| is_rounded(*it)).collect();
        let exact: Vec<u32> = (0..most.min(2))
            .filter(|it| !rounded.contains(it) && is_full(*it))
            .collect();
        // what is far from its cell is no rounded figure of it
        let is_wrong = |own: &TextFigure| gap(own).is_some_and(|gap| gap > own.half);
        let is_exact = |own: &&TextFigure| match decimals(own) {
            Some(places) => {
                let is_known = || is_its_cell(own) || is_wrong(own);
                exact.contains(&places) || (!rounded.contains(&places) && is_known())
            }
            // nothing is nothing, however it is printed
            None => own.value.is_zero() && matches!(own.figure.kind, Kind::Amount(_) | Kind::Bare),
        };
        // nothing has no places that are not printed
        let half = |own: &TextFigure| match own.value.is_zero() {
            true => Decimal::ZERO,
            false => finest(own),
        };
        let halves: Vec<(usize, Decimal)> = (0..)
            .zip(figures)
            .filter(|(_, it)| is_exact(it))
            .map(|(index, it)| (index, half(it)))
            .collect();
        self.reading.is_rounded = has_rounded;
        self.reading.rounded_places = rounded;
        for (index, half) in halves {
            self.reading.figures[index].half = half;
        }
    }
}

/// Whether the amounts of a text have no units of their own, below a line that states one.
fn are_without_units(lines: &[PrintedLine]) -> bool {
    let own = lines.iter().filter(|it| !it.is_in_table);
    let (mut with, mut without) = (0, 0);
    for line in own {
        for figure in &line.figures {
            match figure.kind {
                Kind::Amount(_) => with += 1,
                Kind::Bare if line.is_below_unit && figure.decimals > 0 => without += 1,
                _ => {}
            }
        }
    }
    without > with
}

/// Whether a number without a unit is an amount where the text has none: not a rate that lacks its sign.
fn is_bare_amount(line: &TextLine, own: &PrintedFigure) -> bool {
    let before = own.start.checked_sub(1).map(|at| line.chars[at]);
    let is_rate = before.is_some_and(|c| "占长降幅率".contains(c));
    let is_grouped = line.chars[own.start..own.end].contains(&',');
    own.kind == Kind::Bare && !is_rate && (own.decimals > 0 || is_grouped || own.value.is_zero())
}

/// Whether a line ends with a bracket, and its full stop: `编制说明（单位：万元）`.
fn ends_with_bracket(line: &TextLine) -> bool {
    let mut behind = line.chars.iter().rev().skip_while(|c| **c == '。');
    behind.next() == Some(&')')
}
