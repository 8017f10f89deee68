//! Departments that were handed in more than once.

use super::Text;

/// Which copy of a department the totals of all departments count.
pub(crate) enum CountedCopy<'a> {
    /// All have the same figures; one is counted.
    AnyOfEqual,
    /// The one that may be published, by its files.
    Publishable(&'a str),
    /// None: the inputs do not show which one is right.
    None,
}

/// A department that was handed in more than once, with the files of each copy.
pub(crate) fn handed_in_again(
    name: &str,
    year: Option<i32>,
    copies: &[String],
    counted: &CountedCopy<'_>,
) -> Text {
    let (count, files) = (copies.len(), copies.join("；"));
    let (zh, en) = match year {
        Some(year) => (format!("{name} {year} 年"), format!("{name} of {year}")),
        None => (name.to_owned(), name.to_owned()),
    };
    let Text {
        zh: lead,
        en: counts,
    } = copy(counted);
    Text::new(
        format!("{zh}报了 {count} 份（{files}），{lead}"),
        format!("{en} was handed in {count} times ({files}) {counts}"),
    )
}

fn copy(counted: &CountedCopy<'_>) -> Text {
    match counted {
        CountedCopy::AnyOfEqual => Text::new(
            "数字相同，汇总的合计只算一份",
            "with the same figures; the total counts one",
        ),
        CountedCopy::Publishable(files) => Text::new(
            format!("数字不同，汇总的合计只算可以公开的一份：{files}。请只留一份"),
            format!(
                "with different figures; the total counts the publishable one, {files}. Please keep one"
            ),
        ),
        CountedCopy::None => Text::new(
            "数字不同，汇总的合计都没有算。请只留一份",
            "with different figures; the total counts none. Please keep one",
        ),
    }
}
