//! What a worker is asked, as JSON, and what it answers, as postcard; each with its length before it.

use crate::book::Refusal;
use crate::book::text::TextSource;
use crate::layout::Layout;
use crate::run::system_path;
use crate::run::transfer::TransferredFile;
use crate::run::worker::WorkerAnswer;
use crate::run::zipped::Listing;
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::sync::Arc;

/// Bytes of a message; a budget at every limit of figures takes less.
const MESSAGE_BYTES: u64 = 256 << 20;

/// A file to read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Request {
    #[serde(with = "system_path")]
    pub(crate) path: OsString,
    /// Which file of a zip.
    pub(crate) member: Option<usize>,
    pub(crate) name: Arc<str>,
    pub(crate) folder: String,
    /// Whether its text is wanted, and no table.
    pub(crate) is_text: bool,
}

impl Request {
    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a string takes everything")
    }
}

/// Its outcome.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum AnswerFrame {
    File(Box<TransferredFile>),
    Archive(Listing),
    Text(Option<Box<TextSource>>),
    Refused(Refusal),
    /// It goes on; the answer comes later.
    Working,
}

impl AnswerFrame {
    /// The answer that says the outcome of a file.
    pub(super) fn of(found: Result<WorkerAnswer, Refusal>, layouts: &[Arc<Layout>]) -> Self {
        match found {
            Ok(WorkerAnswer::File(file)) => {
                Self::File(Box::new(TransferredFile::of(*file, layouts)))
            }
            Ok(WorkerAnswer::Archive(listing)) => Self::Archive(listing),
            Ok(WorkerAnswer::Text(text)) => Self::Text(text),
            Err(refusal) => Self::Refused(refusal),
        }
    }

    /// What it says.
    pub(super) fn found(self, layouts: &[Arc<Layout>]) -> Result<WorkerAnswer, Refusal> {
        match self {
            Self::File(sent) => {
                let file = sent.read(layouts).ok_or(Refusal::BroughtDown)?;
                Ok(WorkerAnswer::File(Box::new(file)))
            }
            Self::Archive(listing) => Ok(WorkerAnswer::Archive(listing)),
            Self::Text(text) => Ok(WorkerAnswer::Text(text)),
            Self::Refused(refusal) => Err(refusal),
            // its caller waits for something else
            Self::Working => Err(Refusal::BroughtDown),
        }
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("a vector takes everything")
    }

    /// `None` where they are no answer.
    pub(super) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

/// Sends a message.
pub(super) fn write(to: &mut impl Write, message: &[u8]) -> io::Result<()> {
    to.write_all(&(message.len() as u64).to_le_bytes())?;
    to.write_all(message)?;
    to.flush()
}

/// Receives a message; `None` where there are no more.
pub(super) fn read(from: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 8];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let length = u64::from_le_bytes(length);
    if length > MESSAGE_BYTES {
        return Err(io::Error::from(io::ErrorKind::InvalidData));
    }
    let mut message = Vec::new();
    from.take(length).read_to_end(&mut message)?;
    Ok(Some(message))
}
