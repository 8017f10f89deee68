//! Figures whose number format shows something else than their cells hold.

use super::rows::RowReader;
use crate::amount::{Amount, UnitOfMeasure};
use crate::book::value::{NumberLook, ShownNumber};
use crate::finding::{Disguise, FormatProblem, FormattedNumber, Problem};
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
            NumberLook::Amount(amount, unit) => FormatProblem::Rescaled {
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
                FormatProblem::Rounded {
                    table,
                    count,
                    cell,
                    number,
                    published,
                    decimals: self.table().decimals,
                }
            }
            NumberLook::Percentage | NumberLook::Nothing | NumberLook::Other => {
                FormatProblem::Disguised {
                    table,
                    column,
                    number,
                    disguise: match shown.look {
                        NumberLook::Percentage => Disguise::Percentage,
                        NumberLook::Nothing => Disguise::Hidden,
                        _ => Disguise::Other,
                    },
                }
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
    fn notice_format(&mut self, place: CellRef, problem: FormatProblem) {
        let address = self.address(place.row, place.column);
        for notice in self.notices.iter_mut().rev() {
            if let Problem::Format(known) = &mut notice.problem
                && notice.at[0].sheet == address.sheet
                && known.takes_in(&problem)
            {
                return notice.at.push(address);
            }
        }
        self.notice(&[place], Problem::Format(problem));
    }
}
