//! Findings about the sentences of a text.

use super::Text;
use crate::finding::{SentenceProblem, SentenceSlip};

/// The sentence of what is wrong with a sentence.
pub(super) fn problem(problem: &SentenceProblem) -> Text {
    let printed = &problem.printed;
    if let Some(says) = &problem.says {
        let right = problem.right.as_ref();
        let zh = right.map_or(String::new(), |right| format!("，应为“{right}”"));
        let en = right.map_or(String::new(), |right| format!("; it should be {right}"));
        return Text::new(
            format!("“{printed}”{}{zh}", says.zh),
            format!("{printed}: {}{en}", says.en),
        );
    }
    let slip = problem.slip.as_ref().map(slip).unwrap_or_default();
    let by = |open: &str, close: &str| match problem.calculation.as_str() {
        "" => String::new(),
        calculation => format!("{open}{calculation}{close}"),
    };
    let right = problem
        .right
        .as_ref()
        .map(|right| format!("{right}{}", problem.unit));
    let (zh, en) = match (&right, problem.is_certain) {
        (Some(right), true) => (
            format!("“{printed}”应为 {right}{}", by("（", "）")),
            format!("{printed} should be {right}{}", by(" (", ")")),
        ),
        (Some(right), false) => (
            format!("“{printed}”可能应为 {right}{}", by("（", "）")),
            format!("{printed} may have to be {right}{}", by(" (", ")")),
        ),
        (None, _) => (
            format!("“{printed}”与{}不符", by(" ", " ")),
            format!("{printed} disagrees with {}", by("", "")),
        ),
    };
    let tail = if problem.is_rounding {
        ("，属尾差", ", a rounding residue")
    } else {
        ("", "")
    };
    Text::new(
        format!("{zh}{}{}", slip.zh, tail.0),
        format!("{en}{}{}", slip.en, tail.1),
    )
}

fn slip(slip: &SentenceSlip) -> Text {
    match slip {
        SentenceSlip::ThisYearsBase => {
            Text::new("；以本年数作分母", "; it was divided by this year's figure")
        }
        SentenceSlip::Direction => Text::new("；增减方向相反", "; the direction is the opposite"),
        SentenceSlip::OtherItem(block) => Text::new(
            format!("；与第{}段的数相同，像是填成了别项的数", block + 1),
            format!("; the same figure stands in paragraph {}", block + 1),
        ),
        SentenceSlip::Figure { text, .. } => {
            Text::new(format!("；{}", text.zh), format!("; {}", text.en))
        }
    }
}
