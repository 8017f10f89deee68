//! Writing files: beside their place and renamed, so that nothing half-written is ever seen; never over a
//! workbook that is open.

use crate::lang::Text;
use crate::read::said;
use std::fs;
use std::path::Path;

/// Writes a file into a folder, which is made where it is not there.
///
/// # Errors
/// Why it could not be written, with what to do.
pub(super) fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Text> {
    let path = folder.join(name);
    let parent = path.parent().unwrap_or(folder);
    fs::create_dir_all(parent).map_err(|error| {
        let folder = parent.display();
        Text::new(
            format!("建不了文件夹 {folder}：{}。可用 --out 写到别处", said(&error)),
            format!("the folder {folder} cannot be made: {error}. Use --out to write elsewhere"),
        )
    })?;
    if let Some(owner) = owner_file(&path) {
        return Err(Text::new(
            format!("{name} 正在 Excel 或 WPS 中打开，没有写入。请关闭后再运行（如果没有打开，请删除 {owner}）"),
            format!(
                "{name} is open in Excel or WPS and was not written. Close it and run again (if it is not open, remove {owner})"
            ),
        ));
    }
    replace(&path, bytes).map_err(|error| {
        let cause = said(&error);
        let advice = match error.kind() {
            std::io::ErrorKind::PermissionDenied => "请检查文件夹能否写入，文件是否正在 Excel 或 WPS 中打开；也可用 --out 写到别处",
            _ => "如果正在 Excel 或 WPS 中打开，请关闭后再运行；也可用 --out 写到别处",
        };
        Text::new(
            format!("写不了 {}：{cause}。{advice}", path.display()),
            format!("{} cannot be written: {error}. If it is open in Excel or WPS, close it and run again; or use --out to write elsewhere", path.display()),
        )
    })
}

/// The file by which Excel or WPS says that it has a workbook open.
fn owner_file(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    let shortened = name.char_indices().nth(2).map(|(at, _)| format!("~${}", &name[at..]));
    [Some(format!("~${name}")), shortened].into_iter().flatten().find(|owner| path.with_file_name(owner).exists())
}

fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // equal bytes stay as they are, so that a folder that is watched or synchronised keeps still
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".tmp");
    let temporary = path.with_file_name(name);
    let written = fs::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}
