//! Writing files: beside their place and renamed, so that nothing half-written is ever seen; never over a
//! workbook that is open.

use crate::lang::Text;
use crate::read::said;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

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

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // equal bytes stay as they are, so that a folder that is watched or synchronised keeps still
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    let temporary = beside(path);
    let written = fs::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// Where a file is written before it is renamed.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".tmp");
    path.with_file_name(name)
}
