//! Problems of a submission as a whole.

use super::{Surface, Text};
use crate::finding::SubmissionProblem;

/// The sentence of a problem.
pub(super) fn problem(problem: &SubmissionProblem, surface: Surface) -> Text {
    match problem {
        SubmissionProblem::UnitsOfTwo {
            folder,
            units: [one, other],
            files,
            is_by_code,
        } => {
            let [files, others] = files.each_ref().map(|files| files.join("、"));
            let (zh, zh_todo, en) = match is_by_code {
                true => (
                    "编制部门不同，编码的前三位也不同",
                    "是同一个部门的单位，请把各表的编制部门改成一致，或改正单位的编码",
                    "by their headings and codes",
                ),
                false => (
                    "编制部门不同，像是两个部门",
                    "是同一个部门的单位，不用改",
                    "by their headings",
                ),
            };
            let en_said = format!("{one:?} ({files}) and {other:?} ({others})");
            if surface == Surface::Letter {
                return Text::new(
                    format!(
                        "“{one}”（{files}）和“{other}”（{others}）{zh}。是两个部门的，请分开报送；{zh_todo}"
                    ),
                    format!("{en_said} are two departments {en}. Please hand them in apart"),
                );
            }
            Text::new(
                format!(
                    "“{folder}”文件夹里的“{one}”（{files}）和“{other}”（{others}）{zh}，现在加在了一起。是两个部门，请各放一个文件夹；{zh_todo}"
                ),
                format!(
                    "{en_said} in folder {folder:?} are two departments {en}, and were added up. Please give each its own folder, or correct headings or codes"
                ),
            )
        }
        SubmissionProblem::UnitOfOtherYear {
            unit,
            files,
            here,
            there,
        } => {
            let files = files.join("、");
            if surface == Surface::Letter {
                return Text::new(
                    format!(
                        "“{unit}”的表（{files}）写的是 {here} 年，其他单位的是 {there} 年，没有加进来。请核对年度，改正后重新报送"
                    ),
                    format!(
                        "{unit:?} ({files}) says {here}, the other units {there}; it was not added. Please check the year and hand it in again"
                    ),
                );
            }
            Text::new(
                format!(
                    "同一个文件夹里“{unit}”的表（{files}）写的是 {here} 年，没有加进这份 {there} 年的预算。请核对年度，把写错的表名改正；确实是别的年度的表，请移到“{here}年”文件夹"
                ),
                format!(
                    "{unit:?} in the same folder ({files}) says {here} and was not added to this budget of {there}. Please mend the year, or move the files to a folder named {here}"
                ),
            )
        }
        SubmissionProblem::SameAmounts { department, files } => {
            same_amounts(department.as_deref(), files)
        }
    }
}

fn same_amounts(department: Option<&str>, files: &[String]) -> Text {
    let files = files.join("、");
    match department {
        None => Text::new(
            format!(
                "全部金额与上年的表（{files}）完全相同。请核对是不是把上年的表改了年度报来，或者“上年”文件夹里放的是今年的表"
            ),
            format!(
                "all amounts are those of last year's tables ({files}). Please check whether these are last year's under another year"
            ),
        ),
        Some(department) => Text::new(
            format!(
                "全部金额与“{department}”（{files}）完全相同。请核对是不是把别的部门的表改了名称报来"
            ),
            format!(
                "all amounts are those of {department:?} ({files}). Please check whether these are its tables under another name"
            ),
        ),
    }
}
