//! Properties as Word 97 writes them: a number that says which, and a value whose size the number tells.

use crate::book::fields::RecordFields;

/// A property and its value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Property<'a> {
    pub(super) id: u16,
    pub(super) value: &'a [u8],
}

/// The properties in some bytes, as far as they can be understood.
pub(super) fn properties(bytes: &[u8]) -> impl Iterator<Item = Property<'_>> {
    let mut fields = RecordFields(bytes);
    std::iter::from_fn(move || {
        let id = fields.u16()?;
        let size = match id >> 13 {
            0 | 1 => 1,
            2 | 4 | 5 => 2,
            3 => 4,
            7 => 3,
            // the sizes of a table's columns take more than 255 bytes
            _ if id == 0xd608 => usize::from(fields.u16()?).checked_sub(1)?,
            _ => usize::from(fields.u8()?),
        };
        fields.bytes(size).map(|value| Property { id, value })
    })
}

impl Property<'_> {
    /// Its value as a number of one byte.
    pub(super) fn byte(&self) -> Option<u8> {
        self.value.first().copied()
    }

    /// Its value as a number of two bytes.
    pub(super) fn number(&self) -> Option<u16> {
        RecordFields(self.value).u16()
    }

    /// Its value as a number of four bytes.
    pub(super) fn long(&self) -> Option<u32> {
        RecordFields(self.value).u32()
    }

    /// Whether a switch is on; `style` is what the style says of it.
    pub(super) fn is_on(&self, style: bool) -> bool {
        match self.byte() {
            Some(0x80) => style,
            Some(0x81) => !style,
            value => value.is_some_and(|value| value != 0),
        }
    }
}
