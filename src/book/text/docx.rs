//! A `.docx`: the paragraphs of its main part as Word prints them. What is inserted counts, what is deleted or moved
//! away does not; of a field only the result; footnotes and endnotes behind the paragraph that refers to them; neither hidden
//! text nor comments and tables of contents.
//! Word's own readers aside, no crate gives all of this, nor says where in the file a character stands.

mod blocks;
mod body;
mod content;
mod element;
mod known;
mod lists;
mod notes;
mod properties;
mod stretches;
mod styles;

use crate::book::Refusal;
use crate::book::package::{self, Archive};
use crate::book::text::docx::styles::DocxStyles;
use crate::book::text::limits::TextLimits;
use crate::book::text::numbering::Numbering;
use crate::book::text::{TextSource, assemble, frames};
use std::sync::Arc;

/// What the parts beside the text say about it.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    styles: DocxStyles,
    numbering: Numbering,
}

impl Definitions {
    /// Whether there are no more of them than some limits allow.
    fn within(&self, limits: &TextLimits) -> Result<(), Refusal> {
        let Numbering {
            lists,
            abstract_lists,
        } = &self.numbering;
        limits.check_definitions(self.styles.count())?;
        limits.check_definitions(lists.len() + abstract_lists.len())
    }
}

/// Reads the text of a Word document.
///
/// # Errors
/// A [`Refusal`] where the package is damaged or goes beyond a limit.
pub fn read_docx(bytes: &[u8], limits: &TextLimits) -> Result<TextSource, Refusal> {
    let mut archive = package::open(bytes)?;
    let main = main_part(&mut archive)?;
    let definitions = definitions(&mut archive, &main, limits)?;
    check_size(&mut archive, &main, limits)?;
    let mut body = body::read(&mut archive, &main, &definitions, limits)?;
    frames::resolve(&mut body.paragraphs, &body.tables);
    let all = notes::place(body.paragraphs, (&mut archive, &main), &definitions, limits)?;
    let (paragraphs, spans) = assemble::paragraphs(all, &body.spans, &definitions.numbering);
    Ok(TextSource {
        part: main,
        paragraphs,
        spans,
    })
}

/// The part in which the text stands.
pub(crate) fn main_part(archive: &mut Archive<'_>) -> Result<String, Refusal> {
    let root = if package::has(archive, "_rels/.rels") {
        package::relations(archive, "")?
    } else {
        Vec::new()
    };
    let main = root
        .into_iter()
        .find(|relation| relation.kind == "officeDocument");
    Ok(main.map_or_else(
        || "word/document.xml".to_owned(),
        |relation| relation.target,
    ))
}

fn definitions(
    archive: &mut Archive<'_>,
    main: &str,
    limits: &TextLimits,
) -> Result<Arc<Definitions>, Refusal> {
    let relations = match package::relations(archive, main) {
        Ok(relations) => relations,
        // a document may say nothing of others; a list of relationships that is damaged is another matter
        Err(_) if !package::has(archive, &package::list_of(main)) => return Ok(Arc::default()),
        Err(refusal) => return Err(refusal),
    };
    let part_of = |kind: &str| {
        let named = relations.iter().find(|relation| relation.kind == kind)?;
        let part = named.target.as_str();
        package::has(archive, part).then_some(part)
    };
    // lists may be said to count as a style does
    let parts = [part_of("styles"), part_of("numbering")];
    for part in parts.into_iter().flatten() {
        check_size(archive, part, limits)?;
    }
    known::or_read(archive, parts, limits, read_definitions)
}

fn read_definitions(
    archive: &mut Archive<'_>,
    [styles, numbering]: [Option<&str>; 2],
    limits: &TextLimits,
) -> Result<Definitions, Refusal> {
    let mut definitions = Definitions::default();
    if let Some(part) = styles {
        definitions.styles = DocxStyles::read(archive, part, limits)?;
    }
    if let Some(part) = numbering {
        definitions.numbering = lists::read(archive, part, &definitions.styles, limits)?;
    }
    Ok(definitions)
}

fn check_size(archive: &mut Archive<'_>, part: &str, limits: &TextLimits) -> Result<(), Refusal> {
    package::size(archive, part).map_or(Ok(()), |size| limits.check_part(size))
}
