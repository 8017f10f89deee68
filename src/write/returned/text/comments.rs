//! The comments of a document: the part that holds them, made where there is none.

use super::dialect::Dialect;
use crate::book::Refusal;
use crate::book::package::{DECLARATION, Edits, Element, NotXml, Patch, escaped, tags};

const CONTENT_TYPE: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";
const RELATION: &str =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments";
/// Who writes our comments.
pub(super) const AUTHOR: &str = "勾稽";

/// The comments that a document gets.
pub(super) struct Comments {
    part: String,
    text: String,
    dialect: Dialect,
    is_new: bool,
    next: u64,
    added: String,
}

impl Comments {
    /// The comments of the document, or a part for them.
    pub(super) fn open(patch: &mut Patch<'_>, main: &str, own: &Dialect) -> Result<Self, Refusal> {
        let mut relations = patch.relations(main)?.into_iter();
        let part = relations
            .find(|relation| relation.kind == "comments")
            .map(|found| found.target);
        if let Some(part) = part {
            let text = patch.text(&part)?;
            let damaged = |wrong: NotXml| wrong.in_part(&part);
            let dialect = Dialect::of(&text).map_err(damaged)?;
            let next = next_id(&text).map_err(damaged)?;
            return Ok(Self {
                part,
                text,
                dialect,
                is_new: false,
                next,
                added: String::new(),
            });
        }
        let usual = "word/comments.xml".to_owned();
        let part = if patch.has(&usual) {
            patch.unused("word/comments", ".xml")
        } else {
            usual
        };
        let namespace = own.namespace;
        let text = format!("{DECLARATION}<w:comments xmlns:w=\"{namespace}\"/>");
        let dialect = Dialect::of(&text).map_err(|wrong| wrong.in_part(&part))?;
        Ok(Self {
            part,
            text,
            dialect,
            is_new: true,
            next: 0,
            added: String::new(),
        })
    }

    /// The id of a comment that is to be added.
    pub(super) fn next(&mut self) -> String {
        let id = self.next.to_string();
        self.next += 1;
        id
    }

    /// Adds a comment.
    pub(super) fn add(&mut self, id: &str, initials: &str, comment: &str) {
        let Dialect {
            prefix: p,
            attributes: a,
            declared,
            ..
        } = &self.dialect;
        let line = |line: &str| {
            let text = escaped(line);
            format!("<{p}p><{p}r><{p}t xml:space=\"preserve\">{text}</{p}t></{p}r></{p}p>")
        };
        let lines: String = comment.lines().map(line).collect();
        self.added += &format!(
            "<{p}comment{declared} {a}id=\"{id}\" {a}author=\"{AUTHOR}\" {a}initials=\"{initials}\">{lines}</{p}comment>"
        );
    }

    /// Puts the part into the package, where comments were added.
    pub(super) fn put(self, patch: &mut Patch<'_>, main: &str) -> Result<(), Refusal> {
        if self.added.is_empty() {
            return Ok(());
        }
        let text = appended(&self.text, &self.added).map_err(|wrong| wrong.in_part(&self.part))?;
        patch.put(&self.part, text);
        if self.is_new {
            patch.declare(&self.part, CONTENT_TYPE)?;
            patch.relate(main, RELATION, &self.part)?;
        }
        Ok(())
    }
}

/// One more than the largest id.
fn next_id(text: &str) -> Result<u64, NotXml> {
    let mut next = 0;
    for tag in tags(text) {
        let tag = tag?;
        if tag.local() == "comment" {
            let id = tag.prefixed("id").and_then(|id| id.parse::<u64>().ok());
            next = next.max(id.map_or(0, |id| id.saturating_add(1)));
        }
    }
    Ok(next)
}

fn appended(text: &str, children: &str) -> Result<String, NotXml> {
    let mut root: Option<Element<'_>> = None;
    for tag in tags(text) {
        let tag = tag?;
        match &mut root {
            None => root = Some(Element::new(tag)),
            Some(root) => root.close(&tag),
        }
    }
    let mut edits = Edits::default();
    edits.append(&root.ok_or(NotXml)?, children);
    edits.apply(text)
}
