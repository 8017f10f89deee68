//! Forms that were not handed in, in words.

use super::Text;
use crate::budget::Budget;
use crate::reconcile::FormlessProject;
use crate::say::table::hidden_sheets;

/// Projects that are named; of more the others are counted.
const PROJECTS: usize = 10;

/// The projects without a form, and what to do.
pub(super) fn missing(
    budget: &Budget,
    table: usize,
    projects: &[FormlessProject],
    missing: usize,
) -> Text {
    let form = &budget.layout.tables[table].id;
    let hidden = budget.hidden_sheets_of(form);
    let act = match hidden.is_empty() {
        true => "，请补报".to_owned(),
        false => {
            let (sheets, _) = hidden_sheets(&hidden);
            format!("；隐藏的工作表{sheets}里有{form}，请取消隐藏后重报")
        }
    };
    if let [only] = projects {
        let ((zh, en), amount) = (named(budget, only), amount(budget, only));
        return Text::new(
            format!("没有收到 {zh}的{form}（{amount}）{act}"),
            format!("not received: {form} of {en} ({amount})"),
        );
    }
    let (zh, en) = listed(budget, projects);
    if missing == projects.len() {
        return Text::new(
            format!("没有收到 {zh}的{form}{act}"),
            format!("not received: {form} of {en}"),
        );
    }
    Text::new(
        format!("{form}少 {missing} 份：{zh}都没有对应的{form}。请补报，并核对各份的项目名称"),
        format!("{missing} {form} too few: none fits {en}; look at the names of the others too"),
    )
}

/// The forms of projects that the table of projects lacks, and what to do.
pub(super) fn too_many(budget: &Budget, forms: &[usize], without: usize) -> Text {
    let table = &budget.layout.tables[without].id;
    let named = |form: &usize| {
        let row = budget.tables[*form]
            .rows()
            .find(|(_, _, row)| row.project.is_some());
        let project = row.and_then(|(_, _, row)| row.project.as_deref());
        (project.unwrap_or_default(), budget.table_name(*form))
    };
    let shown = forms.iter().take(PROJECTS).map(named);
    let (zh, en): (Vec<String>, Vec<String>) = shown
        .map(|(project, form)| {
            (
                format!("“{project}”（{form}）"),
                format!("{project:?} ({form})"),
            )
        })
        .unzip();
    let (zh, en) = (zh.join("、"), en.join(", "));
    let (more, en_more) = match forms.len() {
        count if count > PROJECTS => (
            format!(" 等 {count} 个"),
            format!(" and more, {count} in all"),
        ),
        _ => (String::new(), String::new()),
    };
    Text::new(
        format!(
            "{table}没有项目{zh}{more}。多出来的请删去这张表；{table}漏列的，请在{table}和其他表补上这个项目"
        ),
        format!(
            "{table} has no project {en}{en_more}. Please remove the form, or add the project to the tables"
        ),
    )
}

/// Projects with their amounts.
fn listed(budget: &Budget, projects: &[FormlessProject]) -> (String, String) {
    let shown = projects.iter().take(PROJECTS);
    let (zh, en): (Vec<String>, Vec<String>) = shown
        .map(|it| {
            let ((zh, en), amount) = (named(budget, it), amount(budget, it));
            (format!("{zh}（{amount}）"), format!("{en} ({amount})"))
        })
        .unzip();
    let (zh, en) = (zh.join("、"), en.join(", "));
    match projects.len() {
        count if count > PROJECTS => (
            format!("{zh} 等 {count} 个项目"),
            format!("{en} and more, {count} projects"),
        ),
        _ => (zh, en),
    }
}

/// A project's name, behind that of its unit where the department has several.
fn named(budget: &Budget, project: &FormlessProject) -> (String, String) {
    let (table, block, row) = project.row;
    let name = budget.tables[table].blocks[block][row].project.as_deref();
    let name = name.unwrap_or_default();
    let unit = budget.tables[table]
        .unit
        .map(|unit| &budget.units[unit].name);
    match unit {
        Some(unit) => (
            format!("{unit} 项目“{name}”"),
            format!("project {name:?} of {unit}"),
        ),
        None => (format!("项目“{name}”"), format!("project {name:?}")),
    }
}

fn amount(budget: &Budget, project: &FormlessProject) -> String {
    let unit = budget.layout.unit_of_measure;
    format!("{} {unit}", project.amount.grouped(budget.decimals()))
}
