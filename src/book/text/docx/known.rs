//! Definitions of the documents read last. The departments of a district write from one template: its styles are by far
//! the largest part of a text, and the same bytes in most of the files.

use super::Definitions;
use crate::book::Refusal;
use crate::book::package::{Archive, PackedPart, packed};
use crate::book::text::limits::TextLimits;
use std::sync::{Arc, Mutex, PoisonError};

/// Templates that are kept, and the bytes of the largest.
const TEMPLATES: usize = 4;
const LARGEST: usize = 64 << 10;

/// The parts with definitions as they lie in the package.
type DefinitionParts = [Option<PackedPart>; 2];

static KNOWN: Mutex<Vec<(DefinitionParts, Arc<Definitions>)>> = Mutex::new(Vec::new());

/// The definitions of some parts, read where the same bytes were not read before.
pub(super) fn or_read(
    archive: &mut Archive<'_>,
    parts: [Option<&str>; 2],
    limits: &TextLimits,
    read: impl Fn(&mut Archive<'_>, [Option<&str>; 2], &TextLimits) -> Result<Definitions, Refusal>,
) -> Result<Arc<Definitions>, Refusal> {
    let template = parts.map(|part| packed(archive, part?, LARGEST));
    let is_whole =
        |(part, packed): (&Option<&str>, &Option<PackedPart>)| part.is_some() == packed.is_some();
    if !parts.iter().zip(&template).all(is_whole) {
        return read(archive, parts, limits).map(Arc::new);
    }
    let lock = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let known = lock()
        .iter()
        .find(|(own, _)| *own == template)
        .map(|(_, it)| it.clone());
    if let Some(known) = known {
        // it may have been read under other limits
        known.within(limits)?;
        return Ok(known);
    }
    let definitions = Arc::new(read(archive, parts, limits)?);
    let mut known = lock();
    known.insert(0, (template, definitions.clone()));
    known.truncate(TEMPLATES);
    Ok(definitions)
}
