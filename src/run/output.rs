//! Writing files: beside their place and renamed, so that nothing half-written is ever seen; never over a
//! workbook that is open.

pub(crate) mod folder;
pub(crate) mod ledger;
pub(crate) mod retry;
pub(crate) mod settle;

use crate::run::{ContentHash, digest_of};
use crate::say::{self, Text};
use retry::patiently;
use std::cell::RefCell;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a file is called before it is whole. The inbox passes over such a name.
const TEMPORARY: (&str, &str) = (".gouji-", ".tmp");

/// A file of the output folder, by its path within it, and what it must hold; `None`: it must not be there.
pub(crate) type ExpectedOutput = (String, Option<ContentHash>);

/// Whether a folder holds what it must.
pub(crate) fn is_intact(folder: &Path, expected: &[ExpectedOutput]) -> bool {
    expected.iter().all(|(name, digest)| {
        let path = folder.join(name);
        match digest {
            Some(_) => hash_of(&path) == *digest,
            None => fs::symlink_metadata(&path).is_err(),
        }
    })
}

/// Writes a file into a folder, which is made where it is not there; `name` is its path within the folder.
///
/// # Errors
/// Why it could not be written, with what to do.
pub(crate) fn write(folder: &Path, name: &Path, bytes: &[u8]) -> Result<(), Text> {
    let path = folder.join(name);
    make_way(folder, name)?;
    replace(&path, bytes).map_err(|error| say::output::unwritten(&path, &error))
}

/// The same for what is read from its beginning; it is never whole in memory.
///
/// # Errors
/// Why it could not be written, with what to do.
pub(crate) fn copy(folder: &Path, name: &Path, from: &mut dyn ReadSeek) -> Result<(), Text> {
    let path = folder.join(name);
    make_way(folder, name)?;
    let from = RefCell::new(from);
    replace_by(&path, |out| {
        let from = &mut **from.borrow_mut();
        from.rewind()?;
        io::copy(from, out).map(|_| ())
    })
    .map_err(|error| say::output::unwritten(&path, &error))
}

/// What can be read more than once.
pub(crate) trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

/// Whether a path is a file, and no link to one, no pipe and no device.
pub(crate) fn is_regular(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|about| about.is_file())
}

/// The hash of a file that was written; `None` where there is no regular file of this path.
pub(crate) fn hash_of(path: &Path) -> Option<ContentHash> {
    is_regular(path).then(|| digest_of(path)).flatten()
}

/// A file that is written piece by piece beside its place; what is not put into its place goes away.
pub(crate) struct TemporaryFile {
    path: PathBuf,
    temporary: PathBuf,
    file: BufWriter<File>,
}

impl TemporaryFile {
    /// Begins a file; its folder is made where it is not there.
    ///
    /// # Errors
    /// Why it could not be begun, with what to do.
    pub(crate) fn begin(path: &Path) -> Result<Self, Text> {
        make_way(Path::new(""), path)?;
        Self::open(path).map_err(|error| say::output::unwritten(path, &error))
    }

    fn open(path: &Path) -> io::Result<Self> {
        let temporary = beside(path);
        let file = BufWriter::new(created(&temporary, path)?);
        Ok(Self {
            path: path.to_path_buf(),
            temporary,
            file,
        })
    }

    /// Puts it into its place.
    ///
    /// # Errors
    /// What the system says.
    pub(crate) fn put(mut self) -> io::Result<()> {
        self.file.flush()?;
        patiently(|| fs::rename(&self.temporary, &self.path))
    }
}

impl Write for TemporaryFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        // once it is in its place there is nothing left to remove
        let _ = fs::remove_file(&self.temporary);
    }
}

/// Makes the folder of a file, and looks whether a program has the file open. No link within `folder` is followed.
fn make_way(folder: &Path, name: &Path) -> Result<(), Text> {
    let path = folder.join(name);
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut within = name
        .ancestors()
        .skip(1)
        .filter(|part| !part.as_os_str().is_empty());
    let is_link = |part: &&Path| folder.join(part).is_symlink();
    if let Some(link) = within.find(is_link).filter(|_| folder != Path::new("")) {
        return Err(say::output::is_link(&folder.join(link)));
    }
    fs::create_dir_all(parent).map_err(|error| say::output::no_folder(parent, &error))?;
    match owner_file(&path) {
        None => Ok(()),
        Some(owner) => Err(say::output::is_open(&name.display().to_string(), &owner)),
    }
}

/// The file by which Excel or WPS says that it has a workbook open.
fn owner_file(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    let shortened = name
        .char_indices()
        .nth(2)
        .map(|(at, _)| format!("~${}", &name[at..]));
    [Some(format!("~${name}")), shortened]
        .into_iter()
        .flatten()
        .find(|owner| path.with_file_name(owner).exists())
}

/// Puts a file in its place as a whole.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // equal bytes stay as they are, so that a folder that is watched or synchronised keeps still
    if is_regular(path) && fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    twice(|| write_and_rename(path, bytes))
}

/// The same for a file that is never whole in memory: `write` gives its bytes, each time the same ones.
pub(crate) fn replace_by(
    path: &Path,
    write: impl Fn(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let there = is_regular(path).then(|| File::open(path).ok()).flatten();
    let is_equal = there.is_some_and(|file| {
        let mut there = ExistingFile(BufReader::new(file));
        write(&mut there).is_ok() && there.is_at_end()
    });
    if is_equal {
        return Ok(());
    }
    twice(|| {
        let mut file = TemporaryFile::open(path)?;
        write(&mut file)?;
        file.put()
    })
}

/// Once more where a run beside this one has taken the file for a left-over.
fn twice(write: impl Fn() -> io::Result<()>) -> io::Result<()> {
    write().or_else(|error| match error.kind() {
        io::ErrorKind::NotFound => write(),
        _ => Err(error),
    })
}

/// A file that is there; it takes the bytes that it holds, and no others.
struct ExistingFile(BufReader<File>);

impl ExistingFile {
    fn is_at_end(&mut self) -> bool {
        self.0.fill_buf().is_ok_and(<[u8]>::is_empty)
    }
}

impl Write for ExistingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let there = self.0.fill_buf()?;
        let length = there.len().min(bytes.len());
        if there[..length] != bytes[..length] {
            return Err(io::ErrorKind::InvalidData.into());
        }
        self.0.consume(length);
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn write_and_rename(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = beside(path);
    let written =
        fs::write(&temporary, bytes).and_then(|()| patiently(|| fs::rename(&temporary, path)));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// Creates a file that gets the name `target`. What the program keeps for itself is hidden on Windows, as a dot in
/// front hides it elsewhere.
pub(crate) fn created(path: &Path, target: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    let name = target.file_name().unwrap_or_default();
    if name.to_string_lossy().starts_with('.') {
        hide(&mut options);
    }
    options.open(path)
}

#[cfg(windows)]
fn hide(options: &mut OpenOptions) {
    use std::os::windows::fs::OpenOptionsExt;
    const HIDDEN: u32 = 2;
    options.attributes(HIDDEN);
}

#[cfg(not(windows))]
fn hide(_options: &mut OpenOptions) {}

/// What tells runs beside each other apart; there is one alone where there are no processes.
fn process() -> u32 {
    if cfg!(target_family = "wasm") {
        0
    } else {
        std::process::id()
    }
}

/// Where a file is written before it is renamed.
fn beside(path: &Path) -> PathBuf {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    path.with_file_name(format!(
        "{}{}-{number}{}",
        TEMPORARY.0,
        process(),
        TEMPORARY.1
    ))
}

/// Takes away what a run that was killed has left half-written in a folder, and in those below it if `deep`.
pub(crate) fn clean(folder: &Path, deep: bool) {
    if deep && folder.is_symlink() {
        return;
    }
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if kind.is_dir() && deep {
            clean(&entry.path(), deep);
        } else if kind.is_file() && name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
