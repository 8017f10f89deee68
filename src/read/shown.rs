//! Figures whose number format shows something else than their cells hold.

use super::rows::RowReader;
use crate::amount::{Amount, UnitOfMeasure};
use crate::book::value::{NumberLook, ShownNumber};
use crate::finding::{Disguise, FormattedNumber, Problem};
use crate::label::one_line;
use crate::place::CellRef;
use rust_decimal::Decimal;

impl RowReader<'_, '_> {
    /// Says what a format makes of a figure, where the public sees another one.
    pub(super) fn look(
        &mut self,
        (block, column, place): (usize, usize, CellRef),
        shown: &ShownNumber,
        stated: UnitOfMeasure,
    ) {
        let (table, column) = self.names_of(block, column);
        let number = FormattedNumber {
            stored: Amount::new(shown.stored),
            text: shown.text.clone(),
            format: one_line(&shown.format),
        };
        let (count, cell) = (1, self.address(place.row, place.column).a1());
        let problem = match shown.look {
            // it prints the table's own unit of measure
            NumberLook::Amount(amount, Some(unit)) if amount == shown.stored && unit == stated => {
                return;
            }
            NumberLook::Amount(amount, unit) => Problem::FiguresRescaled {
                table,
                count,
                cell,
                number,
                amount: Amount::new(amount),
                unit: unit.filter(|unit| *unit != stated),
            },
            NumberLook::RoundedToZero => {
                let published = self.in_print(shown.stored, stated);
                if published.is_zero() {
                    return;
                }
                Problem::FiguresRounded {
                    table,
                    count,
                    cell,
                    number,
                    published,
                    decimals: self.table().decimals,
                }
            }
            NumberLook::Percentage | NumberLook::Nothing | NumberLook::Other => {
                let disguise = match shown.look {
                    NumberLook::Percentage => Disguise::Percentage,
                    NumberLook::Nothing => Disguise::Hidden,
                    _ => Disguise::Other,
                };
                let problem = Problem::FigureDisguised {
                    table,
                    column,
                    number,
                    disguise,
                };
                return self.notice(&[place], problem);
            }
        };
        self.notice_format(place, problem);
    }

    /// An amount of a unit of measure as the table is published.
    fn in_print(&self, amount: Decimal, unit: UnitOfMeasure) -> Amount {
        let table = self.table();
        Amount::new(unit.convert(amount, table.unit_of_measure)).published(table.decimals)
    }

    /// Says what a format does to figures: once for a table and a format.
    fn notice_format(&mut self, place: CellRef, problem: Problem) {
        let address = self.address(place.row, place.column);
        let known = self.notices.iter_mut().rev().find(|notice| {
            notice.at[0].sheet == address.sheet && is_of_one_format(&notice.problem, &problem)
        });
        let Some(notice) = known else {
            return self.notice(&[place], problem);
        };
        if let Problem::FiguresRescaled { count, .. } | Problem::FiguresRounded { count, .. } =
            &mut notice.problem
        {
            *count += 1;
            notice.at.push(address);
        }
    }
}

/// Whether two problems are of one table and the same of one format.
fn is_of_one_format(one: &Problem, other: &Problem) -> bool {
    let key = |problem: &Problem| match problem {
        Problem::FiguresRescaled { table, number, .. } => {
            Some((0, table.clone(), number.format.clone()))
        }
        Problem::FiguresRounded { table, number, .. } => {
            Some((1, table.clone(), number.format.clone()))
        }
        _ => None,
    };
    key(one).is_some_and(|own| key(other) == Some(own))
}
