//! The unit of measure that a text states.

use crate::amount::{UnitOfMeasure, simplified, unit_behind};
use crate::label::fold;

/// What the name of every unit ends with, as it may be written.
const YUAN: [char; 4] = ['元', '圆', '圓', '圎'];

/// The unit of measure that a text states: `单位：万元`, `金额单位:元`, `（万元）`, `项目资金（元）`, `合计/万元`.
pub(super) fn unit_of_measure(text: &str) -> Option<UnitOfMeasure> {
    if !text.contains(YUAN) {
        return None;
    }
    let folded: String = fold(text).chars().map(simplified).collect();
    if let Some((_, unit)) = folded
        .strip_suffix("为单位")
        .and_then(|it| it.rsplit_once('以'))
    {
        return unit_in(unit);
    }
    let stated = folded
        .rsplit_once("单位")
        .map(|(_, rest)| rest.trim_start_matches([':', '为']));
    match stated.map(UnitOfMeasure::in_phrase).as_deref() {
        Some([unit]) => Some(*unit),
        // which of several is meant, it does not say
        Some([_, _, ..]) => None,
        _ => with_unit(&folded)
            .map(|(_, unit)| unit)
            .or_else(|| unit_in(without_stop(&folded))),
    }
}

/// The one unit that a folded phrase about units names.
pub(super) fn unit_in(phrase: &str) -> Option<UnitOfMeasure> {
    match UnitOfMeasure::in_phrase(phrase).as_slice() {
        [unit] => Some(*unit),
        _ => None,
    }
}

/// A phrase of one word: what is a list of words may name a unit by chance.
fn without_stop(folded: &str) -> &str {
    if folded.contains([',', '、', ';', '/', '-', '·', '=']) && !folded.contains('%') {
        ""
    } else {
        folded
    }
}

/// A folded heading without the unit that it ends with, where the rest is a heading: `合计` and `万元` on two lines.
pub(super) fn with_bare_unit<'a>(
    folded: &'a str,
    is_heading: &dyn Fn(&str) -> bool,
) -> Option<(&'a str, UnitOfMeasure)> {
    unit_behind(folded).filter(|(before, _)| is_heading(before))
}

/// A folded heading without the unit of measure behind it, and the unit: `合计(万元)`, `合计/万元`.
pub(super) fn with_unit(folded: &str) -> Option<(&str, UnitOfMeasure)> {
    if let Some((before, inside)) = folded
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once('('))
    {
        let phrase = inside.rsplit_once("单位").map_or(inside, |(_, rest)| rest);
        return unit_in(phrase.trim_start_matches([':', '为'])).map(|unit| (before, unit));
    }
    let (before, last) = folded.rsplit_once(['/', ':', ','])?;
    UnitOfMeasure::named(last).map(|unit| (before, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_its_own_characters_reads_as_yuan() {
        let all = ('\0'..=char::MAX).filter(|c| !YUAN.contains(c));
        let other = all
            .into_iter()
            .find(|c| fold(&c.to_string()).contains(YUAN));
        assert_eq!(other, None);
        assert!(YUAN.iter().all(|c| simplified(*c) == '元'));
    }

    #[test]
    fn units_are_stated_in_many_ways() {
        for text in [
            "单位：万元",
            "单位:万元",
            "金额单位：人民币万元",
            "（万元）",
            "单 位：万 元",
            "项目资金（万元）",
            "(单位：万元)",
            "万元",
            "金额单位：人民币万元（保留两位小数）",
            "计量单位：万元人民币",
            "单位：萬元",
            "單位：萬圓",
            "单位：万元，%",
            "单位：万元、人",
            "单位：万元/%",
            "单位：万元（人民币）",
            "币种：人民币  单位：万元",
            "单位：万元  币种：人民币",
            "单位：人民币：万元",
            "（人民币：万元）",
            "（单位：人民币万元）",
            "单位：万元，保留两位小数",
            "单位：\u{202d}万元\u{202c}",
            "单位∶万元",
            "单位：“万元”",
            "单位：万元。",
            "单位-万元",
            "单位：RMB万元",
            "单位：万元 第1页 共2页",
            "以万元为单位",
            "合 计（万元）",
            "合计/万元",
            "预算数\n（单位：万元）",
        ] {
            assert_eq!(
                unit_of_measure(text),
                Some(UnitOfMeasure::TenThousandYuan),
                "{text}"
            );
        }
        assert_eq!(unit_of_measure("单位：元"), Some(UnitOfMeasure::Yuan));
        for text in [
            "单位：财政局",
            "预算单位",
            "编制部门：某局",
            "单位",
            "编制单位：元和街道办事处",
            "单位：元或万元",
            "单位：元/万元",
            "人员（人）",
        ] {
            assert_eq!(unit_of_measure(text), None, "{text}");
        }
    }
}
