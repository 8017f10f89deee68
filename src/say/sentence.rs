//! Findings about the sentences of a text.

use super::Text;
use super::calculation::{calculation, in_other_direction};
use crate::finding::{Calculation, SentenceProblem, SentenceSlip};

/// The sentence of what is wrong with a sentence.
pub(super) fn problem(problem: &SentenceProblem) -> Text {
    together(&[problem])
}

/// One sentence for everything that is wrong with a figure.
pub(super) fn together(problems: &[&SentenceProblem]) -> Text {
    let Some(problem) = problems.first() else {
        return Text::default();
    };
    let printed = &problem.printed;
    if let Some(own) = &problem.claim {
        return claim(problem, &super::claim::problem(own));
    }
    let calculated = |it: &&SentenceProblem| {
        let is_opposite = it.slip == Some(SentenceSlip::Direction);
        let other = is_opposite.then(|| in_other_direction(&it.calculation));
        other
            .flatten()
            .unwrap_or_else(|| calculation(&it.calculation))
    };
    let calculations = problems.iter().map(calculated);
    let calculations: Vec<Text> = calculations.filter(|it| !it.zh.is_empty()).collect();
    let joined = |pick: &dyn Fn(&Text) -> String, by: &str| {
        let all: Vec<String> = calculations.iter().map(pick).collect();
        all.join(by)
    };
    let by_zh = joined(&|it| it.zh.clone(), "；");
    let by_en = joined(&|it| it.en.clone(), "; ");
    let bracketed = |text: &str, open: &str, close: &str| match text {
        "" => String::new(),
        text => format!("{open}{text}{close}"),
    };
    let lead = match &problem.calculation {
        _ if problem.is_rounding => "：",
        Calculation::NoFigure { .. } => "与表不符：",
        _ => "有误：",
    };
    let slip = problems.iter().find_map(|it| it.slip.as_ref());
    let right = problem
        .right
        .as_ref()
        .map(|right| format!("{right}{}", problem.unit));
    let (zh, en) = match &right {
        Some(right) => {
            // of a change in the wrong direction the amount is right, its word is not
            let is_opposite = slip == Some(&SentenceSlip::Direction);
            let (zh, en, right) = match (is_opposite, problem.is_certain) {
                (true, true) => (
                    "增减方向写反了",
                    "is in the opposite direction",
                    String::new(),
                ),
                (true, false) => (
                    "增减方向可能写反了",
                    "may be in the opposite direction",
                    String::new(),
                ),
                (false, true) => ("应为", "should be", format!(" {right}")),
                (false, false) => ("可能应为", "may have to be", format!(" {right}")),
            };
            (
                format!("“{printed}”{zh}{right}{}", bracketed(&by_zh, "（", "）")),
                format!("{printed} {en}{right}{}", bracketed(&by_en, " (", ")")),
            )
        }
        None => (
            format!("“{printed}”{}", bracketed(&by_zh, lead, "")),
            format!("{printed}{}", bracketed(&by_en, ": ", "")),
        ),
    };
    let slip = slip.map(said).unwrap_or_default();
    let (zh_tail, en_tail) = if problem.is_rounding {
        ("，属尾差", ", a rounding residue")
    } else {
        ("", "")
    };
    Text::new(
        format!("{zh}{}{zh_tail}", slip.zh),
        format!("{en}{}{en_tail}", slip.en),
    )
}

/// What a text says and is not so, with what it should say.
fn claim(problem: &SentenceProblem, says: &Text) -> Text {
    let printed = &problem.printed;
    let right = problem.right.as_ref();
    let is_said = |says: &str| right.is_some_and(|right| says.contains(right.as_str()));
    let more = |says: &str, open: &str, close: &str| match right {
        Some(right) if !is_said(says) => format!("{open}{right}{close}"),
        _ => String::new(),
    };
    let (zh, en) = (
        more(&says.zh, "，应为“", "”"),
        more(&says.en, "; it should be ", ""),
    );
    Text::new(
        format!("“{printed}”{}{zh}", says.zh),
        format!("{printed}: {}{en}", says.en),
    )
}

fn said(slip: &SentenceSlip) -> Text {
    match slip {
        SentenceSlip::ThisYearsBase => Text::new(
            "；误以本年数作分母",
            "; it was divided by this year's figure",
        ),
        // the sentence itself says it
        SentenceSlip::Direction => Text::default(),
        SentenceSlip::OtherItem(block) => Text::new(
            format!("；与第{}段的数相同，像是填成了别项的数", block + 1),
            format!("; the same figure stands in paragraph {}", block + 1),
        ),
        SentenceSlip::LastYear => Text::new(
            "；加减后面所写的增减额正是表中的数，像是上年的数没有更新",
            "; with the change behind it this is the figure of the table: it may be last year's",
        ),
        SentenceSlip::Exchanged(other) => Text::new(
            format!("；与“{other}”写反了"),
            format!("; exchanged with {other}"),
        ),
        SentenceSlip::Unit(unit) => Text::new(
            format!("；数字没错，单位应写“{unit}”"),
            format!("; the digits are right, the unit is {unit}"),
        ),
        SentenceSlip::Figure { text, .. } => {
            Text::new(format!("；{}", text.zh), format!("; {}", text.en))
        }
    }
}
