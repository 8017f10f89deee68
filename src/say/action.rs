//! Choices that settle a problem, as each surface offers them.

use super::Text;
use crate::finding::Action;

/// Where a person reads a sentence and acts on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Surface {
    /// The command line: choices are options.
    #[default]
    CommandLine,
    /// A page with controls of its own.
    Page,
    /// A letter to the department, which runs no program.
    Letter,
    /// A marked workbook or its list of problems: nobody chooses anything in it.
    Workbook,
}

/// What to do.
pub fn action(action: Action, surface: Surface) -> Text {
    match (action, surface) {
        (Action::ChooseYear { likely: Some(year) }, Surface::CommandLine) => Text::new(
            format!("文件夹里其他部门都是 {year} 年：请补写年度，或用 --year {year} 指定"),
            format!(
                "All other departments of the folder are of {year}: please write the year, or give --year {year}"
            ),
        ),
        (Action::ChooseYear { likely: Some(year) }, Surface::Page) => Text::new(
            format!("文件夹里其他部门都是 {year} 年：请补写年度，或选择 {year} 年"),
            format!(
                "All other departments of the folder are of {year}: please write the year, or choose {year}"
            ),
        ),
        (Action::ChooseYear { .. }, Surface::Letter | Surface::Workbook) => {
            Text::new("请补写年度", "Please write the year")
        }
        (Action::ChooseYear { likely: None }, Surface::CommandLine) => Text::new(
            "请补写年度（写在文件名里也行，如“某局2020年.xlsx”），或用 --year 指定",
            "Please write it, or give it with --year",
        ),
        (Action::ChooseYear { likely: None }, Surface::Page) => Text::new(
            "请补写年度，或选择一个年度",
            "Please write it, or choose one",
        ),
        (Action::TakeNewest, Surface::CommandLine) => Text::new(
            "请只保留一份，或用 --newest 取后保存的",
            "Please keep one, or let --newest take the one saved last",
        ),
        (Action::TakeNewest, Surface::Letter | Surface::Workbook) => Text::new(
            "请确认哪一份有效，只保留一份",
            "Please say which is right and keep one",
        ),
        (Action::TakeNewest, Surface::Page) => Text::new(
            "请只保留一份，或选用后保存的",
            "Please keep one, or choose the one saved last",
        ),
    }
}
