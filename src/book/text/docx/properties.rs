//! What a paragraph says of itself, and its properties with its style and its list.

use crate::book::text::docx::Definitions;
use crate::book::text::raw::Look;

/// What a paragraph says of itself.
#[derive(Debug, Default)]
pub(super) struct Properties {
    pub(super) style: Option<String>,
    pub(super) list: Option<u32>,
    pub(super) level: Option<u8>,
    pub(super) outline: Option<u8>,
}

impl Properties {
    /// With its style and its list.
    pub(super) fn look(&self, definitions: &Definitions) -> Look {
        let styles = &definitions.styles;
        let style = self.style.as_deref();
        let outline = self.outline.or_else(|| styles.outline(style));
        Look {
            style: style
                .and_then(|id| styles.name(id))
                .unwrap_or_default()
                .to_owned(),
            list: self.list(definitions),
            // 9 is the level of plain text
            outline: outline.filter(|level| *level < 9),
        }
    }

    /// The list and level that the paragraph counts in. A list has a level for a style that is linked to it.
    fn list(&self, definitions: &Definitions) -> Option<(u32, u8)> {
        let (styles, numbering) = (&definitions.styles, &definitions.numbering);
        let style = self.style.as_deref();
        let of_style = styles.list(style);
        let list = self
            .list
            .or(of_style.map(|(_, list)| list))
            .filter(|list| *list > 0)?;
        let linked = || {
            let (id, own) = of_style.filter(|(_, own)| *own == list)?;
            let mut ids = [style.unwrap_or(id), id].into_iter();
            ids.find_map(|id| numbering.level_of_style(own, id))
        };
        let level = self.level.or_else(linked).or_else(|| styles.level(style));
        Some((list, level.unwrap_or(0).min(8)))
    }
}
