//! Projects under a wrong name, in words.

use super::{Correction, Text};
use crate::budget::Budget;
use crate::layout::Role;
use crate::reconcile::ProjectName;

/// A project that ought to have another name.
pub(super) fn wrong(budget: &Budget, suspect: &ProjectName, is_only: bool) -> Correction {
    let (table, block, row) = suspect.row;
    let it = &budget.tables[table].blocks[block][row];
    let layout = &budget.layout.tables[budget.tables[table].layout].blocks[block];
    let mut columns = layout.columns.iter();
    let column = columns.find(|column| column.role == Role::Project);
    let own = it.project.clone().unwrap_or_default();
    let right = &suspect.right;
    let why = Text::new("写成了别的项目的名称", "it has the name of another project");
    Correction {
        at: Some(it.at.clone()),
        fact: None,
        table,
        row: String::new(),
        column: column.map(|column| column.id.clone()),
        value: Some(own.clone()),
        proposed: Some(right.clone()),
        slip: Some("wrong-name"),
        values: Text::new(
            format!("“{own}” → “{right}”"),
            format!("{own:?} → {right:?}"),
        ),
        why: is_only.then_some(why),
    }
}

/// What leads the sentence.
pub(super) fn lead(suspects: &[ProjectName]) -> Text {
    match suspects {
        [_] => Text::new("最可能", "most likely"),
        [one, other, ..] if one.right == other.right => Text::new(
            "两个项目写了同一个名称，其中一个写错了",
            "two projects have one name; one of them is wrong",
        ),
        _ => Text::new(
            "同一个项目写了两个名称，请查明哪个对",
            "one project has two names; find out which is right",
        ),
    }
}
