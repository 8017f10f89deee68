//! The figures of a line: which digits are amounts, rates, counts and years, and which are none of
//! these (document numbers, codes, ordinals, dates, thresholds, standards).

use super::broken_number;
use super::line::TextLine;
use crate::amount::UnitOfMeasure;
use rust_decimal::Decimal;
use std::str::FromStr;

/// What a figure is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// 额: money, as it is printed.
    Amount(UnitOfMeasure),
    /// 率: per cent; `倍` counts a hundred each.
    Rate,
    /// 数: people, cars, square metres.
    Count(String),
    /// 年: a year.
    Year,
    /// Digits with nothing behind them.
    Bare,
    /// 持平: words for a change of nothing.
    Same,
}

/// One figure of a line.
#[derive(Debug, Clone)]
pub(crate) struct PrintedFigure {
    pub(crate) kind: Kind,
    /// As printed, in its own unit; a rate in per cent.
    pub(crate) value: Decimal,
    /// Half a unit of the last printed place, in the same unit.
    pub(crate) half: Decimal,
    /// Printed decimal places.
    pub(crate) decimals: u32,
    /// The first digit.
    pub(crate) start: usize,
    /// Behind the last digit.
    pub(crate) end: usize,
    /// Behind its unit.
    pub(crate) close: usize,
    /// Whether a mark or a blank breaks it, so that it is read as it seems to be meant.
    pub(crate) is_broken: bool,
}

/// Words of figures, from the data.
#[derive(Debug, Clone, Default)]
pub(crate) struct Units {
    /// Units of counts, the longest first.
    pub(crate) counts: Vec<String>,
    /// Those that are measured: they may be rounded.
    pub(crate) measures: Vec<String>,
    /// Words behind an amount that make it a threshold.
    pub(crate) limits: Vec<String>,
}

/// Digits in the widest number that is read.
const WIDEST: usize = 20;

/// The figures of a line, in order.
pub(crate) fn figures(line: &TextLine, units: &Units) -> Vec<PrintedFigure> {
    let mut found = Vec::new();
    let mut at = line.body;
    while at < line.chars.len() {
        if !line.chars[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        if let Some(end) = line.ordinal(at) {
            at = end;
            continue;
        }
        let (end, text) = number(line, at);
        let whole = broken_number::whole(line, at, (end, &text));
        let is_broken = whole.is_some();
        let (end, text) = whole.unwrap_or((end, text));
        if let Some(figure) = read(line, (at, end), &text, units) {
            let figure = PrintedFigure {
                is_broken,
                ..figure
            };
            at = figure.close.max(end);
            found.push(figure);
        } else {
            at = end;
        }
    }
    share_units(line, &mut found);
    found
}

/// Gives figures of a list the unit that stands behind its last: `办公费100、印刷费5、水费40万元`.
fn share_units(line: &TextLine, figures: &mut [PrintedFigure]) {
    let mut unit = None;
    let mut next = 0;
    for own in figures.iter_mut().rev() {
        let is_listed = line.chars.get(own.end) == Some(&'、');
        let is_near = own.end < next
            && !line.chars[own.end..next]
                .iter()
                .any(|c| ",;。".contains(*c));
        if own.kind == Kind::Bare
            && is_listed
            && is_near
            && let Some(unit) = unit
        {
            own.kind = Kind::Amount(unit);
        }
        unit = match own.kind {
            Kind::Amount(unit) => Some(unit),
            _ => None,
        };
        next = own.start;
    }
}

/// Where a number ends, and its digits without separators.
pub(super) fn number(line: &TextLine, start: usize) -> (usize, String) {
    let is_digit = |at: usize| line.chars.get(at).is_some_and(char::is_ascii_digit);
    let run = |from: usize| (from..).take_while(|at| is_digit(*at)).count();
    let mut end = start + run(start);
    let mut text = line.text(start, end);
    // 分别为7150,7000,300,110万元 are four
    let is_listed = start >= 2 && line.chars[start - 1] == ',' && is_digit(start - 2);
    if text.len() <= 3 && !is_listed {
        // 8'125.00 too
        while matches!(line.chars.get(end), Some(',' | '\'')) && run(end + 1) == 3 {
            text.push_str(&line.text(end + 1, end + 4));
            end += 4;
        }
        let far = behind_blanks(line, end, run);
        for group in (end..far).step_by(4) {
            text.push_str(&line.text(group + 1, group + 4));
        }
        end = far;
        // a digit was lost or doubled in 17,191.52万元
        let broken = run(end + 1);
        let fraction = run(end + broken + 2);
        let behind = end + broken + 2 + fraction;
        if line.chars.get(end) == Some(&',')
            && matches!(broken, 1 | 2 | 4)
            && line.chars.get(end + broken + 1) == Some(&'.')
            && fraction > 0
            && unit(line, behind).is_some()
        {
            text.push_str(&line.text(end + 1, end + 1 + broken));
            end += 1 + broken;
        }
    }
    let fraction = run(end + 1);
    let is_ordinal = text.len() <= 2 && fraction == 4 && line.chars.get(end + 5) == Some(&'年');
    if line.chars.get(end) == Some(&'.') && fraction > 0 && !is_ordinal {
        text.push_str(&line.text(end, end + 1 + fraction));
        end += 1 + fraction;
    }
    (end, text)
}

/// Where groups of three digits end that blanks set apart, as in `16 072.23万元`; where neither a fraction nor a unit follows
/// they are figures of their own.
fn behind_blanks(line: &TextLine, end: usize, run: impl Fn(usize) -> usize) -> usize {
    let mut far = end;
    while line.chars.get(far) == Some(&' ') && run(far + 1) == 3 {
        far += 4;
    }
    let has_fraction = line.chars.get(far) == Some(&'.') && run(far + 1) > 0;
    if has_fraction || unit(line, far).is_some() {
        far
    } else {
        end
    }
}

fn read(
    line: &TextLine,
    (start, end): (usize, usize),
    text: &str,
    units: &Units,
) -> Option<PrintedFigure> {
    let before = start
        .checked_sub(1)
        .and_then(|at| line.chars.get(at))
        .copied()
        .unwrap_or(' ');
    if text.len() > WIDEST || before.is_ascii_alphabetic() || "-/第.≥≤><~_".contains(before) {
        return None;
    }
    let value = Decimal::from_str(text).ok()?;
    let decimals = text
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len());
    let decimals = u32::try_from(decimals).ok()?;
    let figure = |kind, close: usize, scale: Decimal| PrintedFigure {
        kind,
        value: value * scale,
        half: Decimal::new(5, decimals + 1) * scale,
        decimals,
        start,
        end,
        close,
        is_broken: false,
    };
    let has = |word: &str| line.has(end, word);
    if let Some(rate) = rate(line, end) {
        return rate.map(|(scale, close)| figure(Kind::Rate, close, scale));
    }
    let is_year =
        decimals == 0 && text.len() == 4 && (1990..2100).contains(&text.parse().unwrap_or(0));
    let year = |close: usize| PrintedFigure {
        half: Decimal::ZERO,
        ..figure(Kind::Year, close, Decimal::ONE)
    };
    if has("年") {
        return is_year.then(|| year(end + 1));
    }
    // 2020预算安排5万元
    if is_year && has("预算") {
        return Some(year(end));
    }
    if is_masked(line, (start, end), before) {
        return None;
    }
    if let Some((unit, close)) = unit(line, end) {
        let is_amount = is_stated(line, close, units) && !is_factor(line, (start, close));
        return is_amount.then(|| figure(Kind::Amount(unit), close, Decimal::ONE));
    }
    if let Some(word) = units.counts.iter().find(|word| has(word)) {
        let close = end + word.chars().count();
        let own = figure(Kind::Count(word.clone()), close, Decimal::ONE);
        let is_exact = !units.measures.contains(word);
        return Some(if is_exact {
            PrintedFigure {
                half: Decimal::ZERO,
                ..own
            }
        } else {
            own
        });
    }
    let next = line.chars.get(end).copied().unwrap_or('。');
    let kind = match unit_of_label(line, start) {
        Some(unit) => Kind::Amount(unit),
        None => Kind::Bare,
    };
    "。,;、).(占"
        .contains(next)
        .then(|| figure(kind, end, Decimal::ONE))
}

/// Whether an amount is a price that something is multiplied by: `40人*1800元*12月`.
fn is_factor(line: &TextLine, (start, close): (usize, usize)) -> bool {
    let is_sign = |c: Option<&char>| matches!(c, Some('*' | '×'));
    let before = start.checked_sub(1);
    let is_before = before.is_some_and(|at| is_sign(line.chars.get(at)));
    // ××5万元 has a blank of the template before it
    let is_blank = start > 1 && is_sign(line.chars.get(start - 2));
    is_sign(line.chars.get(close)) || (is_before && !is_blank)
}

/// The unit that stands in brackets at the end of the label before a number: `预算安排规模（万元）：86.40`.
fn unit_of_label(line: &TextLine, start: usize) -> Option<UnitOfMeasure> {
    let colon = start.checked_sub(1).filter(|at| line.chars[*at] == ':')?;
    let close = colon.checked_sub(1).filter(|at| line.chars[*at] == ')')?;
    let open = line.chars[..close].iter().rposition(|c| *c == '(')?;
    let (unit, end) = unit(line, open + 1)?;
    (end == close).then_some(unit)
}

/// How many per cent one of it is, and where it closes; none inside where it is no rate after all.
fn rate(line: &TextLine, end: usize) -> Option<Option<(Decimal, usize)>> {
    if line.has(end, "%") {
        return Some(Some((Decimal::ONE, end + 1)));
    }
    if line.has(end, "个百分点") || line.has(end, "‰") {
        return Some(None);
    }
    line.has(end, "倍")
        .then_some(Some((Decimal::ONE_HUNDRED, end + 1)))
}

/// Whether digits are part of a date, a code, a document number or an ordinal.
fn is_masked(line: &TextLine, (start, end): (usize, usize), before: char) -> bool {
    let has = |word: &str| line.has(end, word);
    let in_brackets = matches!(before, '(' | '[');
    let closes = |word: &str| has(word) && line.chars.get(end + word.chars().count()) == Some(&')');
    let coded = in_brackets && ["类", "款", "项", "级"].into_iter().any(closes);
    let is_code = matches!(
        (line.chars.get(start), end - start),
        (Some('2' | '3'), 5 | 7)
    );
    let numbered = in_brackets && (has("]") || has(")")) && (end - start <= 4 || is_code);
    let dated = ["月", "日", "时", "号", "-", "~", "年", "周", "/"]
        .into_iter()
        .any(has);
    let sentence_starts = matches!(before, '。' | ';' | ':' | ' ' | ',');
    let ordinal = sentence_starts
        && end - start <= 2
        && (has(".") || has("、") || has(")"))
        && line.chars.get(end + 1).is_some_and(|c| !c.is_ascii_digit());
    coded
        || numbered
        || dated
        || ordinal
        || line.chars.get(end).is_some_and(char::is_ascii_alphabetic) && !has("m")
}

/// The unit of measure behind a number, which may stand in brackets: `5（万元）`.
pub(super) fn unit(line: &TextLine, end: usize) -> Option<(UnitOfMeasure, usize)> {
    let blanks = usize::from(line.has(end, " ("));
    if line.has(end + blanks, "(") {
        let open = end + blanks + 1;
        let mut units = UnitOfMeasure::ALL.into_iter();
        let unit = units.find(|unit| line.has(open, unit.name()))?;
        let close = open + unit.name().chars().count();
        return line.has(close, ")").then_some((unit, close + 1));
    }
    let full = UnitOfMeasure::ALL
        .into_iter()
        .find(|unit| line.has(end, unit.name()));
    if let Some(unit) = full {
        return Some((unit, end + unit.name().chars().count()));
    }
    let next = line.chars.get(end + 1).copied().unwrap_or('。');
    let is_short = line.has(end, "万") && "。,;、)".contains(next);
    is_short.then_some((UnitOfMeasure::TenThousandYuan, end + 1))
}

/// Whether an amount is stated, not a threshold or a standard.
fn is_stated(line: &TextLine, close: usize, units: &Units) -> bool {
    let rest = line.text(close, close + 6);
    let rest = rest.trim_start_matches("(含)").trim_start_matches("(不含)");
    !rest.starts_with('/')
        && !units
            .limits
            .iter()
            .any(|word| rest.starts_with(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::super::TextParagraph;
    use super::super::line::lines;
    use super::*;

    fn read_all(text: &str) -> Vec<String> {
        let units = Units {
            counts: vec![
                "平方米".into(),
                "人".into(),
                "辆".into(),
                "台".into(),
                "项".into(),
            ],
            measures: Vec::new(),
            limits: vec!["以上".into()],
        };
        let line = lines(&[TextParagraph::plain(text)]).remove(0);
        let name = |kind: &Kind| match kind {
            Kind::Amount(unit) => unit.name().to_owned(),
            Kind::Rate => "%".to_owned(),
            Kind::Count(word) => word.clone(),
            Kind::Year => "年".to_owned(),
            Kind::Bare | Kind::Same => String::new(),
        };
        let figures = figures(&line, &units);
        figures
            .iter()
            .map(|it| format!("{}{}", it.value, name(&it.kind)))
            .collect()
    }

    #[test]
    fn figures_are_read_with_their_kind() {
        assert_eq!(
            read_all("１，212.12万元，占 8.61 %，增长16倍"),
            ["1212.12万元", "8.61%", "1600%"]
        );
        assert_eq!(
            read_all("预算安排规模（万元）：86.40，40人*1800元×12月=86.40万元"),
            ["86.40万元", "40人", "86.40万元"]
        );
        assert_eq!(
            read_all("预算8'125.00万元，71,544.52（万元），1.35 (万元)"),
            ["8125.00万元", "71544.52万元", "1.35万元"]
        );
        assert_eq!(
            read_all("在职 54 人；房屋 3515.27 平方米"),
            ["54人", "3515.27平方米"]
        );
        assert_eq!(
            read_all("2020 年预算数为 110 万元，减少9.52，主要"),
            ["2020年", "110万元", "9.52"]
        );
        assert_eq!(read_all("公务用车购置费为 0，未安排"), ["0"]);
        assert_eq!(
            read_all("办公费100、水费5.5、电费80万元；取暖费0、邮电费3%"),
            ["100万元", "5.5万元", "80万元", "0", "3%"]
        );
        assert_eq!(
            read_all("分别为7150，7000，300，110万元"),
            ["7150", "7000", "300", "110万元"]
        );
        assert_eq!(
            read_all("预算16 072.23万元、1\u{a0}200\u{a0}300元，100 200"),
            ["16072.23万元", "1200300元", "200"]
        );
    }

    #[test]
    fn other_digits_are_no_figures() {
        for text in [
            "苏财预〔2018〕13号",
            "【2016】43 号",
            "（204类）司法（06款）行政运行（01项）",
            "第 423号",
            "1-12 月",
            "12月31日",
            "单价100万元（含）以上设备",
            "1800元/人/月",
            "W060701单元W-07",
            "1.公共安全支出",
        ] {
            assert_eq!(read_all(text), [""; 0], "{text}");
        }
        assert_eq!(
            read_all("单位价值 50 万元以上大型设备 1 台（套），价值 1496.3 万元"),
            ["1台", "1496.3万元"]
        );
        assert_eq!(read_all("增加5万元；2.车辆 18 辆"), ["5万元", "18辆"]);
    }
}
