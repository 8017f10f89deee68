//! Texts beside the workbooks, read under the same care: small ones here, larger ones in their own process.

use crate::book::text::{self, TextLimits, TextSource};
use crate::book::{Quantity, Refusal};
use crate::run::Interrupt;
use crate::run::inbox::{self, SubmittedFile};
use crate::run::reader::guarded;
use crate::run::worker::{Request, Worker, WorkerAnswer, Workers};
use crate::run::zipped::LastZip;
use std::path::Path;

/// Bytes of a file that is read within the process.
const SMALL_FILE: usize = 1 << 20;

/// Reads texts one after the other.
pub struct TextReader<'a> {
    worker: Option<Worker<'a>>,
    zip: LastZip,
}

impl<'a> TextReader<'a> {
    /// A reader with `workers` for texts that might bring the process down; `interrupt` ends them.
    pub fn new(workers: Option<&'a Workers>, interrupt: Option<&'a Interrupt>) -> Self {
        Self {
            worker: workers.map(|workers| Worker::new(workers, &[], interrupt)),
            zip: LastZip::default(),
        }
    }

    /// Reads the text of a file; nothing where it holds none that is read.
    ///
    /// # Errors
    /// A [`Refusal`] where the file is damaged or goes beyond a limit.
    pub fn read(&mut self, path: &Path) -> Result<Option<TextSource>, Refusal> {
        let bytes = inbox::bytes(path)?;
        self.read_bytes((path, None), &bytes)
    }

    /// The bytes of a file, be it one in a zip, if they are no more than some.
    pub(crate) fn bytes(&mut self, file: &SubmittedFile, limit: u64) -> Result<Vec<u8>, Refusal> {
        let Some(place) = file.member else {
            return inbox::bytes_up_to(&file.path, limit);
        };
        let bytes = self.zip.bytes(file.path.as_os_str(), place)?;
        let found = bytes.len() as u64;
        if found > limit {
            let what = Quantity::FileBytes;
            return Err(Refusal::TooLarge { what, limit, found });
        }
        Ok(bytes)
    }

    /// Reads the text of a file whose bytes are at hand: the one at a path, or at a place in the zip there.
    pub(crate) fn read_bytes(
        &mut self,
        (path, member): (&Path, Option<usize>),
        bytes: &[u8],
    ) -> Result<Option<TextSource>, Refusal> {
        let Some(worker) = &mut self.worker else {
            return guarded(|| text::read(bytes, &TextLimits::ANY));
        };
        if bytes.len() <= SMALL_FILE && !worker.is_elsewhere() {
            match guarded(|| text::read(bytes, &TextLimits::SMALL)) {
                // not so small, or worse than it looked
                Err(Refusal::TooLarge { .. } | Refusal::BroughtDown) => {}
                read => return read,
            }
        }
        let request = Request {
            path: path.as_os_str().to_owned(),
            member,
            name: "".into(),
            folder: String::new(),
            is_text: true,
        };
        match worker.read(&request)? {
            WorkerAnswer::Text(text) => Ok(text.map(|text| *text)),
            _ => Err(Refusal::BroughtDown),
        }
    }
}

/// The worker's side: reads the text of a file within the process.
pub(crate) fn read_whole(bytes: &[u8]) -> Result<WorkerAnswer, Refusal> {
    let text = guarded(|| text::read(bytes, &TextLimits::ANY))?;
    Ok(WorkerAnswer::Text(text.map(Box::new)))
}
