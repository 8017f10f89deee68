//! The part of a workbook that holds its styles: the one that is there, or a new one.

use super::styles::StyleSheet;
use super::{OoxmlNames, ReturnError};
use crate::book::package::{DECLARATION, Patch};

const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml";

/// Where the styles stand, or will.
pub(super) struct StylesPart {
    pub(super) path: String,
    pub(super) text: String,
    /// Of a workbook that has no styles yet.
    new_in: Option<OoxmlNames>,
}

impl StylesPart {
    /// The styles of a workbook.
    pub(super) fn of(patch: &mut Patch<'_>, workbook: &str) -> Result<Self, ReturnError> {
        if let Some(own) = patch
            .relations(workbook)?
            .into_iter()
            .find(|relation| relation.kind == "styles")
        {
            let text = patch.text(&own.target)?;
            return Ok(Self {
                path: own.target,
                text,
                new_in: None,
            });
        }
        let dialect = OoxmlNames::of_workbook(patch, workbook)?;
        let usual = "xl/styles.xml".to_owned();
        let path = if patch.has(&usual) {
            patch.unused("xl/styles", ".xml")
        } else {
            usual
        };
        let text = format!("{DECLARATION}<styleSheet xmlns=\"{}\"/>", dialect.main());
        Ok(Self {
            path,
            text,
            new_in: Some(dialect),
        })
    }

    /// Writes what was added.
    pub(super) fn put(
        &self,
        styles: &StyleSheet<'_>,
        patch: &mut Patch<'_>,
        workbook: &str,
    ) -> Result<(), ReturnError> {
        patch.put(
            &self.path,
            styles.text().map_err(|wrong| wrong.in_part(&self.path))?,
        );
        if let Some(dialect) = self.new_in {
            patch.declare(&self.path, CONTENT_TYPE)?;
            patch.relate(workbook, &dialect.relation("styles"), &self.path)?;
        }
        Ok(())
    }
}
