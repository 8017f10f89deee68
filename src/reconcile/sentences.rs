//! What a text says, judged: its statements hold, differ by a residue, or are broken, and then a figure of the
//! text is looked for that would let all of them hold.

mod judge;
mod locate;
mod told;

pub(super) use told::TextReport;
pub(crate) use told::{TextPlace, of_text};
