//! Writing files: beside their place and renamed, so that nothing half-written is ever seen; never over a
//! workbook that is open.

use crate::lang::Text;
use crate::read::{Digest, digest, digest_of, said};
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a file is called before it is whole. The inbox passes over such a name.
const TEMPORARY: (&str, &str) = (".gouji-", ".tmp");

/// A file of the output folder, by its path within it, and what it must hold; `None`: it must not be there.
pub(super) type Expected = (String, Option<Digest>);

/// The output of one department, which remembers what it wrote and took away.
pub(super) struct Outputs<'a> {
    /// The folder of all output.
    pub(super) folder: &'a Path,
    /// What was handed in is never written over, wherever the output goes.
    submitted: &'a HashSet<PathBuf>,
    expected: Vec<Expected>,
}

impl<'a> Outputs<'a> {
    pub(super) fn new(folder: &'a Path, submitted: &'a HashSet<PathBuf>) -> Self {
        Self { folder, submitted, expected: Vec::new() }
    }

    /// Whether a file of this path was handed in.
    pub(super) fn is_submitted(&self, name: &Path) -> bool {
        fs::canonicalize(self.folder.join(name)).is_ok_and(|path| self.submitted.contains(&path))
    }

    /// Writes a file; `name` is its path within the folder.
    ///
    /// # Errors
    /// Why it could not be written, with what to do.
    pub(super) fn write(&mut self, name: &Path, bytes: &[u8]) -> Result<(), Text> {
        write(self.folder, &name.to_string_lossy(), bytes)?;
        self.expected.push((name.to_string_lossy().into_owned(), Some(digest(bytes))));
        Ok(())
    }

    /// Takes away what an earlier run wrote, unless it is what was handed in.
    pub(super) fn remove(&mut self, name: &Path) {
        if !self.is_submitted(name) {
            let _ = fs::remove_file(self.folder.join(name));
            self.expected.push((name.to_string_lossy().into_owned(), None));
        }
    }

    /// What there must be, for a later run to leave it.
    pub(super) fn expected(self) -> Vec<Expected> {
        self.expected
    }
}

/// Whether a folder holds what it must.
pub(super) fn is_intact(folder: &Path, expected: &[Expected]) -> bool {
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
pub(super) fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Text> {
    let path = folder.join(name);
    make_way(&path, name)?;
    replace(&path, bytes).map_err(|error| not_written(&path, &error))
}

/// A file that is written piece by piece beside its place; what is not put into its place goes away.
pub(super) struct Beside {
    path: PathBuf,
    temporary: PathBuf,
    file: BufWriter<File>,
}

impl Beside {
    /// Begins a file; its folder is made where it is not there.
    ///
    /// # Errors
    /// Why it could not be begun, with what to do.
    pub(super) fn begin(path: &Path) -> Result<Self, Text> {
        make_way(path, &path.display().to_string())?;
        let temporary = beside(path);
        let file = File::create(&temporary).map_err(|error| not_written(path, &error))?;
        Ok(Self { path: path.to_path_buf(), temporary, file: BufWriter::new(file) })
    }

    /// Puts it into its place.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn put(mut self) -> io::Result<()> {
        self.file.flush()?;
        fs::rename(&self.temporary, &self.path)
    }
}

impl Write for Beside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // once it is in its place there is nothing left to remove
        let _ = fs::remove_file(&self.temporary);
    }
}

/// Makes the folder of a file, and looks whether a program has the file open.
fn make_way(path: &Path, name: &str) -> Result<(), Text> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(|error| {
        let folder = parent.display();
        Text::new(
            format!("建不了文件夹 {folder}：{}。可用 --out 写到别处", said(&error)),
            format!("the folder {folder} cannot be made: {error}. Use --out to write elsewhere"),
        )
    })?;
    let Some(owner) = owner_file(path) else { return Ok(()) };
    Err(Text::new(
        format!("{name} 正在 Excel 或 WPS 中打开，没有写入。请关闭后再运行（如果没有打开，请删除 {owner}）"),
        format!(
            "{name} is open in Excel or WPS and was not written. Close it and run again (if it is not open, remove {owner})"
        ),
    ))
}

/// Why a file could not be written, with what to do.
pub(super) fn not_written(path: &Path, error: &io::Error) -> Text {
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
    let shortened = name.char_indices().nth(2).map(|(at, _)| format!("~${}", &name[at..]));
    [Some(format!("~${name}")), shortened].into_iter().flatten().find(|owner| path.with_file_name(owner).exists())
}

/// Puts a file in its place as a whole.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // equal bytes stay as they are, so that a folder that is watched or synchronised keeps still
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    // a run beside this one may take it for a left-over
    write_and_rename(path, bytes).or_else(|error| match error.kind() {
        std::io::ErrorKind::NotFound => write_and_rename(path, bytes),
        _ => Err(error),
    })
}

fn write_and_rename(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
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
    path.with_file_name(format!("{}{}-{number}{}", TEMPORARY.0, std::process::id(), TEMPORARY.1))
}

/// Takes away what a run that was killed has left half-written in a folder, and in those below it if `deep`.
pub(super) fn clean(folder: &Path, deep: bool) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if kind.is_dir() && deep {
            clean(&entry.path(), deep);
        } else if kind.is_file() && name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
