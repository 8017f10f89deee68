//! One file after the other: small, plain ones here, whatever else in a process of its own where there is one.

use super::apart::{Found, Request, Worker, Workers};
use super::file::{FileRead, read_file};
use super::inbox::{self, Submitted};
use super::kind::{Kind, kind};
use super::limits::Limits;
use super::refusal::Refusal;
use crate::layout::Layout;
use crate::package;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::{Arc, Once};

/// Bytes of a file that is read within the process.
const SMALL_FILE: u64 = 4 << 20;
/// And of all its parts together, unpacked.
const SMALL_UNPACKED: u64 = 8 << 20;

/// A file by the name that the clerk knows, and what came of it.
pub(super) type Outcome = (Arc<str>, Result<FileRead, Refusal>);

/// Reads files one after the other.
pub(super) struct Reader<'a> {
    layouts: &'a [Arc<Layout>],
    worker: Option<Worker<'a>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(layouts: &'a [Arc<Layout>], workers: Option<&'a Workers>) -> Self {
        Self { layouts, worker: workers.map(|workers| Worker::new(workers, layouts)) }
    }

    /// Reads a file; of an archive each file in it.
    pub(super) fn read(&mut self, file: &Submitted) -> Vec<Outcome> {
        let request = Request {
            path: file.path.clone().into_os_string(),
            member: None,
            name: file.name.clone(),
            folder: file.folder.clone(),
        };
        match self.found(&request) {
            Ok(Found::File(read)) => vec![(file.name.clone(), Ok(*read))],
            Ok(Found::Archive(members)) => {
                let members = members.into_iter().enumerate().map(|(member, name)| {
                    let name: Arc<str> = format!("{}/{name}", file.name).into();
                    let request = Request { member: Some(member), name: name.clone(), ..request.clone() };
                    let found = match self.found(&request) {
                        Ok(Found::File(read)) => Ok(*read),
                        Ok(Found::Archive(_)) => Err(Refusal::ArchiveWithin),
                        Err(refusal) => Err(refusal),
                    };
                    (name, found)
                });
                members.collect()
            }
            Err(refusal) => vec![(file.name.clone(), Err(refusal))],
        }
    }

    fn found(&mut self, request: &Request) -> Result<Found, Refusal> {
        match &mut self.worker {
            None => look(request, self.layouts),
            Some(worker) => match here(request, self.layouts) {
                Some(outcome) => outcome,
                None => worker.read(request),
            },
        }
    }
}

/// Reads a file within the process if it is small and plain, or no spreadsheet at all.
fn here(request: &Request, layouts: &[Arc<Layout>]) -> Option<Result<Found, Refusal>> {
    let path = Path::new(&request.path);
    if request.member.is_some()
        || std::fs::metadata(path).is_ok_and(|about| about.is_file() && about.len() > SMALL_FILE)
    {
        return None;
    }
    let bytes = match inbox::bytes(path) {
        Ok(bytes) => bytes,
        Err(refusal) => return Some(Err(refusal)),
    };
    match guarded(|| kind(&bytes)) {
        Ok(Kind::Xlsx) if package::unpacked(&bytes).is_some_and(|size| size <= SMALL_UNPACKED) => {}
        Ok(_) => return None,
        Err(refusal) => return Some(Err(refusal)),
    }
    let read = guarded(|| read_file(&request.name, &request.folder, &bytes, layouts, &mut Limits::small()));
    match read {
        Ok(read) => Some(Ok(Found::File(Box::new(read)))),
        // not so small, or worse than it looked
        Err(Refusal::TooLarge { .. } | Refusal::BroughtDown) => None,
        Err(refusal) => Some(Err(refusal)),
    }
}

/// Reads any file within the process.
pub(super) fn look(request: &Request, layouts: &[Arc<Layout>]) -> Result<Found, Refusal> {
    let bytes = inbox::bytes(Path::new(&request.path))?;
    guarded(|| {
        if kind(&bytes)? == Kind::Archive {
            return Err(Refusal::NotASpreadsheet { zh: "压缩包", en: "an archive" });
        }
        let read = read_file(&request.name, &request.folder, &bytes, layouts, &mut Limits::any())?;
        Ok(Found::File(Box::new(read)))
    })
}

/// Runs the reading of one file. Readers of damaged input may panic in spite of all care; that costs this
/// file only, and prints nothing.
pub(super) fn guarded<T>(read: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    static QUIET: Once = Once::new();
    thread_local!(static READING: Cell<bool> = const { Cell::new(false) });
    QUIET.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !READING.get() {
                usual(info);
            }
        }));
    });
    READING.set(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(read));
    READING.set(false);
    outcome.unwrap_or(Err(Refusal::BroughtDown))
}
