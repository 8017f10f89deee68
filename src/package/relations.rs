//! Which part is which: a workbook names its sheets, its relationships their parts.

use super::archive::Archive;
use super::xml::{Event, attribute, each, local};
use crate::read::Refusal;
use std::collections::HashMap;

/// The parts of the sheets, by sheet name, in the workbook's order.
pub(crate) fn sheet_paths(archive: &mut Archive<'_>) -> Result<HashMap<String, String>, Refusal> {
    let mut workbook = "xl/workbook.xml".to_owned();
    if archive.by_name("_rels/.rels").is_ok() {
        each(archive, "_rels/.rels", |event| {
            if let Event::Start(tag) | Event::Empty(tag) = event
                && attribute(tag, "Type").is_some_and(|kind| kind.ends_with("/officeDocument"))
                && let Some(target) = attribute(tag, "Target")
            {
                workbook = target.trim_start_matches('/').to_owned();
            }
            Ok(true)
        })?;
    }
    let (folder, file) = workbook.rsplit_once('/').unwrap_or(("", &workbook));
    let mut targets = HashMap::new();
    each(archive, &join(folder, &format!("_rels/{file}.rels")), |event| {
        if let Event::Start(tag) | Event::Empty(tag) = event
            && let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target"))
        {
            targets.insert(id, join(folder, &target));
        }
        Ok(true)
    })?;
    let mut paths = HashMap::new();
    each(archive, &workbook, |event| {
        if let Event::Start(tag) | Event::Empty(tag) = event
            && local(tag) == "sheet"
            && let (Some(name), Some(id)) = (attribute(tag, "name"), attribute(tag, "id"))
            && let Some(path) = targets.get(&id)
            && paths.insert(name, path.clone()).is_some()
        {
            return Err(Refusal::Damaged { part: workbook.clone() });
        }
        Ok(true)
    })?;
    Ok(paths)
}

fn join(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_joined_to_their_folder() {
        assert_eq!(join("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(join("xl", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(join("xl/a", "../b.xml"), "xl/b.xml");
    }
}
