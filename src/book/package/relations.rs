//! Which part is which: a workbook names its sheets, its relationships their parts.

use crate::book::Refusal;
use crate::book::package::archive::{Archive, folded, place};
use crate::book::package::edits::{Edits, Element};
use crate::book::package::patch::Patch;
use crate::book::package::tags::{NotXml, TagKind, tags};
use crate::book::package::xml::{DECLARATION, Event, attribute, each, each_at, escaped, local};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

const NAMESPACE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// The part that lists the sheets.
pub(crate) fn workbook_path(archive: &mut Archive<'_>) -> Result<String, Refusal> {
    let mut workbook = "xl/workbook.xml".to_owned();
    if place(archive, "_rels/.rels").is_some() {
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
    Ok(workbook)
}

/// A sheet as the workbook lists it.
#[derive(Debug)]
pub(crate) struct SheetPart {
    pub(crate) name: String,
    /// Its part.
    pub(crate) path: String,
    /// The last word of its relationship's type: `worksheet`, `chartsheet`, `xlMacrosheet`.
    pub(crate) kind: String,
    pub(crate) is_hidden: bool,
    /// The bytes of its element in the list.
    pub(crate) listed: Range<usize>,
}

/// The sheets of a workbook, in its order; `workbook` is the part that lists them.
///
/// # Errors
/// Two sheets that share a name or a part are ambiguous.
pub(crate) fn sheets(archive: &mut Archive<'_>, workbook: &str) -> Result<Vec<SheetPart>, Refusal> {
    let targets: HashMap<String, Relationship> = relations(archive, workbook)?
        .into_iter()
        .map(|relation| (relation.id.clone(), relation))
        .collect();
    let (mut names, mut parts) = (HashSet::new(), HashSet::new());
    let mut sheets = Vec::new();
    each_at(archive, workbook, |event, listed| {
        if let Event::Start(tag) | Event::Empty(tag) = event
            && local(tag) == "sheet"
            && let (Some(name), Some(id)) = (attribute(tag, "name"), attribute(tag, "id"))
        {
            if !names.insert(name.to_lowercase()) {
                return Err(Refusal::SheetsOfOneName { name });
            }
            // a sheet that leads nowhere holds figures that no check would miss
            let Relationship {
                target: path, kind, ..
            } = targets
                .get(&id)
                .ok_or_else(|| Refusal::Damaged { part: name.clone() })?
                .clone();
            if !parts.insert(folded(&path)) {
                return Err(Refusal::Damaged { part: path });
            }
            let is_hidden = attribute(tag, "state").is_some_and(|state| state != "visible");
            sheets.push(SheetPart {
                name,
                path,
                kind,
                is_hidden,
                listed,
            });
        }
        Ok(true)
    })?;
    Ok(sheets)
}

/// What a part is related to.
pub(crate) fn relations(archive: &mut Archive<'_>, of: &str) -> Result<Vec<Relationship>, Refusal> {
    let mut found = Vec::new();
    each(archive, &list_of(of), |event| {
        if let Event::Start(tag) | Event::Empty(tag) = event
            && let (Some(id), Some(kind), Some(target)) = (
                attribute(tag, "Id"),
                attribute(tag, "Type"),
                attribute(tag, "Target"),
            )
        {
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            found.push(Relationship {
                id,
                kind,
                target: join(folder(of), &target),
            });
        }
        Ok(true)
    })?;
    Ok(found)
}

/// A relationship to another part of the package.
#[derive(Debug, Clone)]
pub(crate) struct Relationship {
    pub(crate) id: String,
    /// The last word of its type: `comments`.
    pub(crate) kind: String,
    /// The part.
    pub(crate) target: String,
}

impl Patch<'_> {
    /// What a part is related to; nothing by default.
    pub(crate) fn relations(&mut self, of: &str) -> Result<Vec<Relationship>, Refusal> {
        let list = list_of(of);
        if !self.has(&list) {
            return Ok(Vec::new());
        }
        let text = self.text(&list)?;
        let mut found = Vec::new();
        for tag in tags(&text) {
            let tag = tag.map_err(|wrong| wrong.in_part(&list))?;
            if tag.local() == "Relationship"
                && tag.kind != TagKind::Close
                && tag
                    .attribute("TargetMode")
                    .is_none_or(|mode| mode != "External")
                && let (Some(id), Some(kind), Some(target)) = (
                    tag.attribute("Id"),
                    tag.attribute("Type"),
                    tag.attribute("Target"),
                )
            {
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                found.push(Relationship {
                    id,
                    kind,
                    target: join(folder(of), &target),
                });
            }
        }
        Ok(found)
    }

    /// Relates a part to another one; gives the id.
    pub(crate) fn relate(&mut self, from: &str, kind: &str, to: &str) -> Result<String, Refusal> {
        let list = list_of(from);
        let text = if self.has(&list) {
            self.text(&list)?
        } else {
            self.declare_extension(
                "rels",
                "application/vnd.openxmlformats-package.relationships+xml",
                &list,
            )?;
            format!("{DECLARATION}<Relationships xmlns=\"{NAMESPACE}\"/>")
        };
        let (text, id) = with_relation(&text, kind, &relative(folder(from), to))
            .map_err(|w| w.in_part(&list))?;
        self.put(&list, text);
        Ok(id)
    }
}

fn with_relation(text: &str, kind: &str, target: &str) -> Result<(String, String), NotXml> {
    let mut ids = HashSet::new();
    let mut root: Option<Element<'_>> = None;
    for tag in tags(text) {
        let tag = tag?;
        ids.extend(tag.attribute("Id").map(|id| id.to_lowercase()));
        match &mut root {
            None => root = Some(Element::new(tag)),
            Some(root) => root.close(&tag),
        }
    }
    let root = root.ok_or(NotXml)?;
    let id = (1..=ids.len() + 1)
        .map(|number| format!("rId{number}"))
        .find(|id| !ids.contains(&id.to_lowercase()));
    let id = id.ok_or(NotXml)?;
    let mut edits = Edits::default();
    let prefix = root.tag.prefix();
    let target = escaped(target);
    edits.append(
        &root,
        &format!("<{prefix}Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/>"),
    );
    Ok((edits.apply(text)?, id))
}

/// The part in which the relationships of a part are listed.
pub(crate) fn list_of(path: &str) -> String {
    let file = path.rsplit_once('/').map_or(path, |(_, file)| file);
    join(folder(path), &format!("_rels/{file}.rels"))
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A part as it is named from a folder.
fn relative(folder: &str, part: &str) -> String {
    let mut folders: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
    folders.reverse();
    let mut rest = part;
    while let (Some(first), Some((own, after))) = (folders.last(), rest.split_once('/'))
        && *first == own
    {
        folders.pop();
        rest = after;
    }
    "../".repeat(folders.len()) + rest
}

fn join(folder: &str, target: &str) -> String {
    let target = &target.replace('\\', "/");
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
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn targets_are_joined_to_their_folder() {
        assert_eq!(
            join("xl", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(
            join("xl", "/xl/worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(join("xl/a", "../b.xml"), "xl/b.xml");
        assert_eq!(
            join("xl", "worksheets\\sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
    }

    #[test]
    fn parts_are_named_from_a_folder() {
        for (folder, part, wanted) in [
            ("xl/worksheets", "xl/comments1.xml", "../comments1.xml"),
            ("xl", "xl/styles.xml", "styles.xml"),
            ("", "xl/styles.xml", "xl/styles.xml"),
            ("a/b", "xl/comments1.xml", "../../xl/comments1.xml"),
        ] {
            assert_eq!(relative(folder, part), wanted);
            assert_eq!(join(folder, wanted), part);
        }
    }

    #[test]
    fn an_id_is_taken_once() {
        let text = "<p:Relationships xmlns:p='x'><p:Relationship Id='rID2' Type='t' Target='a'/></p:Relationships>";
        let (text, id) = with_relation(text, "t", "b").unwrap();
        assert_eq!(id, "rId1");
        let (text, id) = with_relation(&text, "t", "c").unwrap();
        assert_eq!(id, "rId3");
        assert!(
            text.ends_with(
                "<p:Relationship Id=\"rId3\" Type=\"t\" Target=\"c\"/></p:Relationships>"
            ),
            "{text}"
        );
    }
}
