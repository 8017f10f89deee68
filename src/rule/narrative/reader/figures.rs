//! How much of a text is looked at, and how exact its figures are.

use super::Reader;
use super::reading::TextFigure;
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
        let (mut was_table, mut stated) = (false, None);
        // numbers without a unit are in the one of the layout, or of a line that states one
        let mut usual = unit;
        for (index, line) in self.reading.lines.iter().enumerate() {
            self.first.push(self.reading.figures.len());
            if line.in_table && !was_table {
                stated = table_cell::unit(&self.reading.lines, index);
            }
            was_table = line.in_table;
            let is_short = line.chars.len() <= UNIT;
            let said = (!line.in_table && (is_short || ends_with_bracket(line)))
                .then(|| table_cell::unit_of(line))
                .flatten();
            let figures = match (line.in_table, line.is_read) {
                (true, true) => Vec::new(),
                (true, false) => table_cell::figures(line, &self.data.units, (stated, unit)),
                (false, _) => figure::figures(line, &self.data.units),
            };
            // 收入15621.11，其中财政拨款15621.11（单位：万元）。 speaks of itself, a heading of all below it
            let is_money = |it: &PrintedFigure| matches!(it.kind, Kind::Amount(_) | Kind::Bare);
            let is_own = !is_short && figures.iter().any(is_money);
            let here = said.unwrap_or(usual);
            usual = if is_own { usual } else { here };
            let figures = Rc::new(LineFigures::of(line, figures));
            self.figures.push(figures.clone());
            for own in figures.iter().cloned() {
                let scaled = |value| match &own.kind {
                    Kind::Amount(from) => from.convert(value, unit),
                    Kind::Bare => here.convert(value, unit),
                    _ => value,
                };
                self.reading.figures.push(TextFigure {
                    line: index,
                    value: scaled(own.value),
                    half: scaled(own.half),
                    figure: own,
                    is_tied: false,
                    is_change: false,
                    cells: Vec::new(),
                    lacking: None,
                });
            }
        }
        self.first.push(self.reading.figures.len());
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

/// Whether a line ends with a bracket, and its full stop: `编制说明（单位：万元）`.
fn ends_with_bracket(line: &TextLine) -> bool {
    let mut behind = line.chars.iter().rev().skip_while(|c| **c == '。');
    behind.next() == Some(&')')
}
