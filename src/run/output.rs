//! Writing files: beside their place and renamed, so that nothing half-written is ever seen; never over a
//! workbook that is open.

use crate::run::{ContentHash, digest, digest_of, said};
use crate::say::Text;
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a file is called before it is whole. The inbox passes over such a name.
const TEMPORARY: (&str, &str) = (".gouji-", ".tmp");

/// A file of the output folder, by its path within it, and what it must hold; `None`: it must not be there.
pub(crate) type ExpectedOutput = (String, Option<ContentHash>);

/// The output of one department, which remembers what it wrote and took away.
pub(crate) struct Outputs<'a> {
    /// The folder of all output.
    pub(crate) folder: &'a Path,
    /// What was handed in is never written over, wherever the output goes.
    submitted: &'a HashSet<PathBuf>,
    expected: Vec<ExpectedOutput>,
}

impl<'a> Outputs<'a> {
    pub(crate) fn new(folder: &'a Path, submitted: &'a HashSet<PathBuf>) -> Self {
        Self {
            folder,
            submitted,
            expected: Vec::new(),
        }
    }

    /// Whether a file of this path was handed in.
    pub(crate) fn is_submitted(&self, name: &Path) -> bool {
        fs::canonicalize(self.folder.join(name)).is_ok_and(|path| self.submitted.contains(&path))
    }

    /// Writes a file; `name` is its path within the folder.
    ///
    /// # Errors
    /// Why it could not be written, with what to do.
    pub(crate) fn write(&mut self, name: &Path, bytes: &[u8]) -> Result<(), Text> {
        write(self.folder, &name.to_string_lossy(), bytes)?;
        self.expected
            .push((name.to_string_lossy().into_owned(), Some(digest(bytes))));
        Ok(())
    }

    /// Takes away what an earlier run wrote, unless it is what was handed in.
    pub(crate) fn remove(&mut self, name: &Path) {
        if !self.is_submitted(name) {
            let _ = fs::remove_file(self.folder.join(name));
            self.expected
                .push((name.to_string_lossy().into_owned(), None));
        }
    }

    /// What there must be, for a later run to leave it.
    pub(crate) fn expected(self) -> Vec<ExpectedOutput> {
        self.expected
    }
}

/// Whether a folder holds what it must.
pub(crate) fn is_intact(folder: &Path, expected: &[ExpectedOutput]) -> bool {
    expected.iter().all(|(name, digest)| {
        let path = folder.join(name);
        match digest {
            Some(_) => digest_of(&path) == *digest,
            None => fs::symlink_metadata(&path).is_err(),
        }
    })
}

/// Writes a file into a folder, which is made where it is not there.
///
/// # Errors
/// Why it could not be written, with what to do.
pub(crate) fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Text> {
    let path = folder.join(name);
    make_way(&path, name)?;
    replace(&path, bytes).map_err(|error| not_written(&path, &error))
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
        make_way(path, &path.display().to_string())?;
        Self::open(path).map_err(|error| not_written(path, &error))
    }

    fn open(path: &Path) -> io::Result<Self> {
        let temporary = beside(path);
        let file = BufWriter::new(File::create(&temporary)?);
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
        fs::rename(&self.temporary, &self.path)
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

/// Makes the folder of a file, and looks whether a program has the file open.
fn make_way(path: &Path, name: &str) -> Result<(), Text> {
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(|error| {
        let folder = parent.display();
        Text::new(
            format!(
                "建不了文件夹 {folder}：{}。可用 --out 写到别处",
                said(&error)
            ),
            format!("the folder {folder} cannot be made: {error}. Use --out to write elsewhere"),
        )
    })?;
    let Some(owner) = owner_file(path) else {
        return Ok(());
    };
    Err(Text::new(
        format!(
            "{name} 正在 Excel 或 WPS 中打开，没有写入。请关闭后再运行（如果没有打开，请删除 {owner}）"
        ),
        format!(
            "{name} is open in Excel or WPS and was not written. Close it and run again (if it is not open, remove {owner})"
        ),
    ))
}

/// Why a file could not be written, with what to do.
pub(crate) fn not_written(path: &Path, error: &io::Error) -> Text {
    let cause = said(error);
    let advice = match error.kind() {
        io::ErrorKind::PermissionDenied => {
            "请检查文件夹能否写入，文件是否正在 Excel 或 WPS 中打开；也可用 --out 写到别处"
        }
        _ => "如果正在 Excel 或 WPS 中打开，请关闭后再运行；也可用 --out 写到别处",
    };
    let path = path.display();
    Text::new(
        format!("写不了 {path}：{cause}。{advice}"),
        format!(
            "{path} cannot be written: {error}. If it is open in Excel or WPS, close it and run again; or use --out to write elsewhere"
        ),
    )
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
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    twice(|| write_and_rename(path, bytes))
}

/// The same for a file that is never whole in memory: `write` gives its bytes, each time the same ones.
pub(crate) fn replace_by(
    path: &Path,
    write: impl Fn(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let is_equal = File::open(path).is_ok_and(|file| {
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
    let written = fs::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// Where a file is written before it is renamed.
fn beside(path: &Path) -> PathBuf {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    path.with_file_name(format!(
        "{}{}-{number}{}",
        TEMPORARY.0,
        std::process::id(),
        TEMPORARY.1
    ))
}

/// Takes away what a run that was killed has left half-written in a folder, and in those below it if `deep`.
pub(crate) fn clean(folder: &Path, deep: bool) {
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
