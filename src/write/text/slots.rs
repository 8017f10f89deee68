//! What slots say: of a row, of a change against last year, of a share.

use super::compose::{ComposeScope, ComposedChange, Composer};
use super::rows::{self, TextRow, total};
use crate::amount::Amount;
use crate::classification::Code;
use crate::numeral;
use crate::rule::text::CaseTemplate;
use crate::write::document::TextRun;
use rust_decimal::Decimal;

impl Composer<'_> {
    pub(super) fn of_row(&self, row: &TextRow, name: &str, number: usize) -> Option<String> {
        Some(match name {
            "序" => numeral::of(u32::try_from(number).unwrap_or(u32::MAX)),
            "号" => number.to_string(),
            "名称" => row.name.clone(),
            "项目" => row.project.clone(),
            "编码" => row.code.as_ref()?.as_str().to_owned(),
            "类" => self.name_at(row, 1)?,
            "款" => self.name_at(row, 2)?,
            "项" => self.name_at(row, 3)?,
            _ => return None,
        })
    }

    /// The name of a row's code, or of one above it: as its table has it, or as the catalogue does.
    fn name_at(&self, row: &TextRow, level: usize) -> Option<String> {
        let code = row.code.as_ref()?;
        if code.depth() == level {
            return Some(row.name.clone());
        }
        let above = code.ancestors().find(|it| it.depth() == level)?;
        let (_, fact) = row.cells.first()?;
        let fact = self.budget.fact(*fact);
        let block = &self.budget.tables[fact.table].blocks[fact.block];
        let own = block
            .iter()
            .find(|it| it.code.as_ref() == Some(&above) && !it.label.is_empty());
        own.map(|it| rows::bare(&it.label).to_owned())
            .or_else(|| self.catalogued(&above))
    }

    fn catalogued(&self, code: &Code) -> Option<String> {
        let catalogue = self.rules.catalogue.as_ref()?;
        let view = catalogue.at(self.budget.fiscal_year?);
        let entry = view.entry(code)?;
        Some(view.shown(entry)?.name.clone())
    }

    pub(super) fn of_change(&self, change: ComposedChange, name: &str) -> Option<String> {
        let by = || Some((change.now - change.before?).abs());
        Some(match name {
            "增" => self.amount(by()?),
            "值" => self.amount(change.now),
            "上年" => self.amount(change.before?),
            // the rate of what is printed, as whoever reads it works it out
            "增率" => percent(by()?.checked_div(change.before?)?),
            _ => return None,
        })
    }

    pub(super) fn case(
        &self,
        case: &CaseTemplate,
        (now, before): (Decimal, Option<Decimal>),
        scope: &ComposeScope<'_>,
    ) -> Vec<TextRun> {
        let now = self.rounded(now);
        let before = before.map(|it| self.rounded(it));
        let words = match before {
            None => &case.unknown,
            Some(before) if now.is_zero() && before.is_zero() => &case.none,
            Some(before) if before.is_zero() => &case.new,
            Some(_) if now.is_zero() => &case.gone,
            Some(before) if now > before => &case.more,
            Some(before) if now < before => &case.less,
            Some(_) => &case.same,
        };
        let scope = ComposeScope {
            row: scope.row,
            number: scope.number,
            change: Some(ComposedChange { now, before }),
        };
        self.words(words, &scope)
    }

    /// A value as the text prints it, in the unit of the layout.
    fn rounded(&self, value: Decimal) -> Decimal {
        let (unit, own) = (
            self.template.unit_of_measure,
            self.budget.layout.unit_of_measure,
        );
        let printed = Amount::new(own.convert(value, unit)).published(self.template.decimals);
        unit.convert(printed.value(), own)
    }

    pub(super) fn amount(&self, value: Decimal) -> String {
        let unit = self.template.unit_of_measure;
        let value = self.budget.layout.unit_of_measure.convert(value, unit);
        let decimals = self.template.decimals;
        Amount::new(value).published(decimals).plain(decimals)
    }

    /// A value as a share of what the section divides up.
    pub(super) fn share(&self, value: Decimal) -> Option<String> {
        let sections = self.narrative.sections_of(&self.heads);
        let whole = self.narrative.whole_of(&sections, &self.expander)?;
        let whole = total(self.budget, &whole)?;
        Some(percent(value.checked_div(whole)?))
    }
}

/// 0.0861 as 8.61%.
fn percent(share: Decimal) -> String {
    let value = Amount::new(share * Decimal::ONE_HUNDRED).published(2);
    format!("{}%", value.plain(2))
}
