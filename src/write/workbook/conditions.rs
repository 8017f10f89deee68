//! Colours that follow a condition, and what cells take when something is entered.

use crate::place::a1;
use crate::write::fit;
use crate::write::formats::tint;
use crate::write::page::{Area, ConditionColour, ConditionalPaint, Validation, ValidationRule};
use rust_xlsxwriter::{
    ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, Format, FormatBorder,
    Formula, Worksheet, XlsxError,
};

pub(super) fn add_condition(
    sheet: &mut Worksheet,
    condition: &ConditionalPaint,
) -> Result<(), XlsxError> {
    let Some((first, last)) = condition.cells.first() else {
        return Ok(());
    };
    let format = match condition.tint {
        ConditionColour::Ruled => Format::new().set_border(FormatBorder::Thin),
        colour => Format::new().set_background_color(tint(colour)),
    };
    let mut rule = ConditionalFormatFormula::new()
        .set_rule(condition.formula.as_str())
        .set_format(format);
    if condition.cells.len() > 1 {
        rule = rule.set_multi_range(ranges(&condition.cells));
    }
    sheet.add_conditional_format(first.0, first.1, last.0, last.1, &rule)?;
    Ok(())
}

/// Rectangles as a sheet lists them: `B3:B9 D3:D9`.
fn ranges(cells: &[Area]) -> String {
    let name = |(row, column): &(u32, u16)| a1(*row, u32::from(*column));
    cells
        .iter()
        .map(|(first, last)| format!("{}:{}", name(first), name(last)))
        .collect::<Vec<_>>()
        .join(" ")
}

pub(super) fn add_entry(sheet: &mut Worksheet, entry: &Validation) -> Result<(), XlsxError> {
    let Some((first, last)) = entry.cells.first() else {
        return Ok(());
    };
    let mut rule = match &entry.takes {
        ValidationRule::OneOf(area) => DataValidation::new().allow_list_formula(Formula::new(area)),
        ValidationRule::What(formula) => DataValidation::new().allow_custom(Formula::new(formula)),
    };
    let style = if entry.is_strict {
        DataValidationErrorStyle::Stop
    } else {
        DataValidationErrorStyle::Warning
    };
    rule = rule
        .set_error_style(style)
        .set_error_title("请检查")?
        .set_error_message(fit::prompt(&entry.refusal))?;
    if !entry.prompt.is_empty() {
        rule = rule
            .set_input_title("填写说明")?
            .set_input_message(fit::prompt(&entry.prompt))?;
    }
    if entry.cells.len() > 1 {
        rule = rule.set_multi_range(ranges(&entry.cells));
    }
    sheet.add_data_validation(first.0, first.1, last.0, last.1, &rule)?;
    Ok(())
}
