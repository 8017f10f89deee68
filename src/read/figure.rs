//! Figures of a row: what a cell under a heading of amounts says, as a fact with its address.

use super::locate::Span;
use super::rows::RowReader;
use crate::amount::{self, Amount, UnitOfMeasure, Written};
use crate::book::sheet::Value;
use crate::budget::{Fact, FactId, Figure};
use crate::finding::Check;
use crate::lang::Text;
use rust_decimal::Decimal;

impl RowReader<'_, '_> {
    /// The cell of a figure under a heading that may span columns: the first in which something stands.
    pub(super) fn figure_place(&self, row: u32, span: Span) -> (u32, u32) {
        let filled = (span.0..=span.1).find(|column| self.sheet.own(row, *column).is_some());
        (row, filled.unwrap_or(span.0))
    }

    /// Whether a cell holds more than a zero or a dash.
    pub(super) fn says_something(&self, place: (u32, u32)) -> bool {
        match self.sheet.own(place.0, place.1) {
            None => false,
            Some(Value::Number(number)) => !number.is_zero(),
            Some(Value::Text(text)) => match amount::read_text(text) {
                Written::Number(number, _) => !number.is_zero(),
                Written::Blank | Written::Dash | Written::Nothing => false,
                Written::NotAnAmount => true,
            },
            Some(_) => true,
        }
    }

    /// Reads one figure.
    pub(super) fn fact(
        &mut self,
        block: usize,
        row: usize,
        column: usize,
        place: (u32, u32),
    ) -> FactId {
        let written = self.sheet.own(place.0, place.1).cloned();
        self.read_fact(block, row, column, place, written)
    }

    pub(super) fn read_fact(
        &mut self,
        block: usize,
        row: usize,
        column: usize,
        place: (u32, u32),
        value: Option<Value>,
    ) -> FactId {
        let layout = self.layout;
        let table = &layout.tables[self.located.table];
        let (name, decimals, of_table) = (&table.id, table.decimals, table.unit_of_measure);
        let title = &table.blocks[block].columns[column].id;
        let unit = self.layout.unit_of_measure;
        let mut figure = match &value {
            None => Figure::Blank,
            Some(Value::Number(number)) => self.amount(*number, self.unit_of_measure),
            Some(Value::Text(text)) => match amount::read_text(text) {
                Written::Blank => Figure::Blank,
                Written::Dash => Figure::Dash(text.line().to_owned()),
                Written::Nothing => Figure::Nothing(text.line().to_owned()),
                Written::Number(number, own) => {
                    self.amount(number, own.unwrap_or(self.unit_of_measure))
                }
                Written::NotAnAmount => Figure::Unreadable(text.line().to_owned()),
            },
            Some(other) => Figure::Unreadable(other.text().into_owned()),
        };
        if value.is_some() {
            self.claimed.insert(place);
        }
        if let Figure::Unreadable(text) = &figure {
            let (check, zh, en) = match value {
                Some(Value::NoResult) => (
                    Check::FormulaHasResult,
                    "这一格是公式，但文件里没有存计算结果。请用 Excel 或 WPS 打开、重新计算并保存".to_owned(),
                    "holds a formula without a stored result. Please open the file in Excel or WPS, recalculate and save".to_owned(),
                ),
                Some(Value::Date(_)) => (
                    Check::AmountReadable,
                    format!("应为金额，实际是日期格式（{text}）。请把单元格格式改为数值"),
                    format!("expected an amount, found a date ({text}). Please change the cell's number format"),
                ),
                Some(Value::Error(_)) => (
                    Check::AmountReadable,
                    format!("应为金额，实际是公式错误 {text}。请修正公式"),
                    format!("expected an amount, found the formula error {text}. Please mend the formula"),
                ),
                Some(Value::Damaged(_)) => (
                    Check::AmountReadable,
                    format!("这一格的内容已损坏（{text}）。请重新填写这一格"),
                    format!("the cell is damaged ({text}). Please enter the figure again"),
                ),
                _ => (
                    Check::AmountReadable,
                    format!("应为金额，实际是“{text}”。请改为数字"),
                    format!("expected an amount, found {text:?}. Please write a number"),
                ),
            };
            let message = Text::new(
                format!("{name} {title}：{zh}"),
                format!("{name} {title}: {en}"),
            );
            self.notice(check, &[place], message);
        }
        if let Figure::Amount { exact, published } = &mut figure {
            // the public sees the table's own unit and places, whatever the layout compares in
            let of = of_table.convert(Decimal::ONE, unit);
            let is_same = of_table == unit;
            let in_table = if is_same {
                *exact
            } else {
                Amount::new(exact.value() / of)
            };
            let shown = in_table.published(decimals);
            *published = if is_same {
                shown
            } else {
                Amount::new(shown.value() * of)
            };
            if in_table != shown && self.unit_of_measure == of_table {
                let (full, shown) = (in_table.plain(decimals), shown.plain(decimals));
                let message = Text::new(
                    format!(
                        "{name} {title}：存储值是 {full}，公开时显示为 {shown}，请改成 {decimals} 位小数"
                    ),
                    format!(
                        "{name} {title}: the cell holds {full} and shows {shown}; please round it to {decimals} places"
                    ),
                );
                self.notice(Check::NoHiddenDigits, &[place], message);
            }
            if self.sheet.is_hidden(place.0, place.1) {
                let message = Text::new(
                    format!("{name} {title}：金额在隐藏的行或列里，已读入。请取消隐藏或删除"),
                    format!(
                        "{name} {title}: the figure stands in a hidden row or column; it was read. Please show or remove it"
                    ),
                );
                self.notice(Check::FigureVisible, &[place], message);
            }
        }
        self.facts.push(Fact {
            at: self.address(place.0, place.1),
            figure,
            half_unit: Amount::ZERO,
            table: self.index,
            block,
            row,
            column,
        });
        FactId(self.facts.len() - 1)
    }

    pub(super) fn amount(&self, value: Decimal, from: UnitOfMeasure) -> Figure {
        let exact = Amount::new(from.convert(value, self.layout.unit_of_measure));
        Figure::Amount {
            exact,
            published: exact,
        }
    }
}
