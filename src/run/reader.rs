//! One file after the other: small, plain ones here, whatever else in its own process where there is one.

use crate::book::kind::{FileKind, kind, kind_and_size};
use crate::book::limits::Limits;
use crate::book::package::Bundle;
use crate::book::{Quantity, Refusal};
use crate::finding::{DocumentKind, Ignored};
use crate::layout::Layout;
use crate::parallel;
use crate::read::file::{FileRead, read_file};
use crate::run::ReadOptions;
use crate::run::documents;
use crate::run::inbox;
use crate::run::inbox::SubmittedFile;
use crate::run::text;
use crate::run::worker::{Request, Worker, WorkerAnswer};
use crate::run::zipped::{self, LastZip};
use std::path::Path;
use std::sync::Arc;

/// Bytes of a file that is read within the process.
const SMALL_FILE: u64 = 4 << 20;
/// And of all its parts together, unpacked.
const SMALL_UNPACKED: u64 = 8 << 20;

/// A file by the name that the clerk knows, and its outcome.
pub(crate) type FileOutcome = (Arc<str>, Result<FileRead, Refusal>);

/// The outcome of a file; a zip has several in it.
#[derive(Default)]
pub(crate) struct Outcomes {
    pub(crate) files: Vec<FileOutcome>,
    pub(crate) ignored: Vec<(Arc<str>, Ignored)>,
}

impl Outcomes {
    /// Texts and pictures are not among the files that are refused.
    fn without_documents(self) -> Self {
        let (mut files, mut ignored) = (Vec::new(), self.ignored);
        for (name, outcome) in self.files {
            match outcome {
                Err(Refusal::LeftAlone(reason)) => ignored.push((name, reason)),
                Err(Refusal::TooLarge {
                    what: Quantity::FileBytes,
                    ..
                }) if documents::is_document(&name) => {
                    ignored.push((name, Ignored::BesideTables(DocumentKind::Other)));
                }
                outcome => files.push((name, outcome)),
            }
        }
        Self { files, ignored }
    }
}

/// Reads files one after the other.
pub(crate) struct FileReaders<'a> {
    layouts: &'a [Arc<Layout>],
    worker: Option<Worker<'a>>,
    /// Where there is no worker.
    whole: WholeReader,
}

impl<'a> FileReaders<'a> {
    pub(crate) fn new(layouts: &'a [Arc<Layout>], options: ReadOptions<'a>) -> Self {
        let start = |workers| Worker::new(workers, layouts, options.interrupt);
        let worker = options.workers.map(start);
        Self {
            layouts,
            worker,
            whole: WholeReader::default(),
        }
    }

    /// The layouts that files are read by.
    pub(crate) fn layouts(&self) -> &'a [Arc<Layout>] {
        self.layouts
    }

    /// Reads a file; of a zip each file in it.
    pub(crate) fn read(&mut self, file: &SubmittedFile) -> Outcomes {
        let path = file.path.clone().into_os_string();
        let request = Request {
            path,
            member: None,
            name: file.name.clone(),
            folder: file.folder.clone(),
            is_text: false,
        };
        let outcomes = match self.found(&request) {
            Ok(WorkerAnswer::Archive(listing)) => {
                let members = listing.files.into_iter().map(|member| {
                    let (name, folder) = (member.name, member.folder);
                    let request = Request {
                        member: Some(member.place),
                        name,
                        folder,
                        path: request.path.clone(),
                        is_text: false,
                    };
                    let found = self.found(&request).and_then(WorkerAnswer::file);
                    (request.name, found)
                });
                Outcomes {
                    files: members.collect(),
                    ignored: listing.ignored,
                }
            }
            found => Outcomes {
                files: vec![(file.name.clone(), found.and_then(WorkerAnswer::file))],
                ignored: Vec::new(),
            },
        };
        outcomes.without_documents()
    }

    fn found(&mut self, request: &Request) -> Result<WorkerAnswer, Refusal> {
        match &mut self.worker {
            None => self.whole.look(request, self.layouts),
            Some(worker) if worker.is_elsewhere() => worker.read(request),
            Some(worker) => match here(request, self.layouts) {
                Some(outcome) => outcome,
                None => worker.read(request),
            },
        }
    }
}

/// Reads a file within the process if it is small and plain, or no spreadsheet at all.
fn here(request: &Request, layouts: &[Arc<Layout>]) -> Option<Result<WorkerAnswer, Refusal>> {
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
    if let Some(reason) = documents::left_alone(&request.name, &bytes) {
        return Some(Err(Refusal::LeftAlone(reason)));
    }
    let kind = match guarded(|| kind_and_size(&bytes)) {
        Ok((FileKind::Xlsx, ..=SMALL_UNPACKED)) => FileKind::Xlsx,
        Ok(_) => return None,
        Err(refusal) => return Some(Err(refusal)),
    };
    let read = guarded(|| {
        read_file(
            &request.name,
            &request.folder,
            (&bytes, kind),
            layouts,
            &mut Limits::small(),
        )
    });
    match read {
        Ok(read) => Some(Ok(WorkerAnswer::File(Box::new(read)))),
        // not so small, or worse than it looked
        Err(Refusal::TooLarge { .. } | Refusal::BroughtDown) => None,
        Err(refusal) => Some(Err(refusal)),
    }
}

/// Reads any file within the process, however large.
#[derive(Default)]
pub(crate) struct WholeReader {
    zip: LastZip,
}

impl WholeReader {
    pub(crate) fn look(
        &mut self,
        request: &Request,
        layouts: &[Arc<Layout>],
    ) -> Result<WorkerAnswer, Refusal> {
        let bytes = match request.member {
            Some(place) => self.zip.bytes(&request.path, place)?,
            None => inbox::bytes(Path::new(&request.path))?,
        };
        if request.is_text {
            return text::read_whole(&bytes);
        }
        if let Some(reason) = documents::left_alone(&request.name, &bytes) {
            return Err(Refusal::LeftAlone(reason));
        }
        let kind = guarded(|| kind(&bytes))?;
        if kind == FileKind::Archive && request.member.is_none() {
            let bundle = guarded(|| Bundle::open(bytes))?;
            let listing = guarded(|| zipped::listing(&bundle, &request.name, &request.folder))?;
            self.zip.keep(&request.path, bundle);
            return Ok(WorkerAnswer::Archive(listing));
        }
        guarded(|| workbook(request, &bytes, kind, layouts))
    }
}

fn workbook(
    request: &Request,
    bytes: &[u8],
    kind: FileKind,
    layouts: &[Arc<Layout>],
) -> Result<WorkerAnswer, Refusal> {
    let read = read_file(
        &request.name,
        &request.folder,
        (bytes, kind),
        layouts,
        &mut Limits::any(),
    )?;
    Ok(WorkerAnswer::File(Box::new(read)))
}

/// Runs the reading of one file. Readers of damaged input may panic in spite of all care; that costs this
/// file only, and prints nothing.
pub(crate) fn guarded<T>(read: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    if cfg!(fuzzing) {
        // a fuzzer wants to see it
        return read();
    }
    parallel::caught(read).unwrap_or(Err(Refusal::BroughtDown))
}
