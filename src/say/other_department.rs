//! Parts of a submission that name another department than the others.

use super::{Text, table};
use crate::finding::Problem;

/// Tables that a sentence names.
const TABLES: usize = 6;

/// The sentence of a name that differs.
pub(super) fn problem(problem: &Problem) -> Text {
    match problem {
        Problem::DepartmentInName {
            here,
            there,
            is_folder,
        } => {
            let (zh, en) = match is_folder {
                true => ("文件夹的名称", "the folder's name"),
                false => ("文件名", "the file's name"),
            };
            Text::new(
                format!(
                    "{zh}写的是“{here}”，表里的部门是“{there}”。请核对是不是拿错了表，并改成一致"
                ),
                format!(
                    "{en} says {here:?}, its tables are of {there:?}. Please check which is meant"
                ),
            )
        }
        Problem::DepartmentInTitles { here, there } => Text::new(
            format!("表名写的是“{here}”，表里的部门是“{there}”。请核对是不是拿错了表，并改成一致"),
            format!(
                "titles say {here:?}, the tables are of {there:?}. Please check which is meant"
            ),
        ),
        Problem::DepartmentInRows { here, there } => Text::new(
            format!(
                "单位行写的是“{here}”，表里的部门是“{there}”。请核对是不是别的部门的名称没有改，或者拿错了表"
            ),
            format!(
                "rows of units say {here:?}, the tables are of {there:?}. Please check which is meant"
            ),
        ),
        Problem::DepartmentOnCover {
            here,
            there,
            paragraph,
        } => {
            let zh = paragraph.map_or(String::new(), |at| format!("（第{at}段）"));
            let en = paragraph.map_or(String::new(), |at| format!(" (paragraph {at})"));
            Text::new(
                format!(
                    "封面{zh}写的是“{here}”，表里的部门是“{there}”。请核对是不是拿错了封面，并改成一致"
                ),
                format!(
                    "the cover{en} says {here:?}, the tables are of {there:?}. Please check which is meant"
                ),
            )
        }
        Problem::DepartmentsDiffer {
            tables,
            here,
            there,
            is_unit: true,
        } => {
            let Text { zh, en } = table::names(tables, TABLES);
            Text::new(
                format!(
                    "{zh} 写的预算单位是“{here}”，其他表是“{there}”。是下属单位的不必改；不是的请改正"
                ),
                format!(
                    "the budget unit is {here:?} in {en}, {there:?} in the other tables. Please check whether it is a unit of the department"
                ),
            )
        }
        Problem::DepartmentsDiffer {
            tables,
            here,
            there,
            is_unit: false,
        } => {
            let Text { zh, en } = table::names(tables, TABLES);
            Text::new(
                format!("{zh} 写的部门是“{here}”，其他表是“{there}”。请改成一致"),
                format!(
                    "the department is {here:?} in {en}, {there:?} in the other tables. Please make them agree"
                ),
            )
        }
        _ => Text::default(),
    }
}
