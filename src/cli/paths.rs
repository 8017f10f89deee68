//! Paths as they arrive on a command line.

use clap::builder::{OsStringValueParser, TypedValueParser};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Reads a path. Windows hands on `"E:\"` as `E:"`: a quote at the end that no file has is dropped.
pub(super) fn path() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(without_quote)
}

fn without_quote(given: OsString) -> PathBuf {
    let path = PathBuf::from(&given);
    let bare = given.to_str().and_then(|text| text.strip_suffix('"'));
    match bare.filter(|bare| !bare.is_empty() && !path.exists()) {
        // `E:` alone is the folder that the drive stands in, `E:\` its top
        Some(bare) if bare.ends_with(':') => format!("{bare}\\").into(),
        Some(bare) => bare.into(),
        None => path,
    }
}

/// Paths with `*` and `?` in their last part give the files they fit, where the shell has not done so; a path that is
/// there, or that fits nothing, stays as it is.
pub(super) fn expanded(paths: Vec<PathBuf>) -> Vec<PathBuf> {
    let each = paths.into_iter().flat_map(|path| {
        let found = fitting(&path);
        if found.is_empty() { vec![path] } else { found }
    });
    each.collect()
}

fn fitting(path: &Path) -> Vec<PathBuf> {
    let name = path.file_name().and_then(|name| name.to_str());
    let Some(name) = name.filter(|name| name.contains(['*', '?']) && !path.exists()) else {
        return Vec::new();
    };
    // brackets are letters like others in names of files
    let Ok(pattern) = glob::Pattern::new(&name.replace('[', "[[]")) else {
        return Vec::new();
    };
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let fits = |name: &OsString| name.to_str().is_some_and(|name| pattern.matches(name));
    let mut found: Vec<PathBuf> = entries
        .filter(|entry| fits(&entry.file_name()))
        .map(|entry| path.with_file_name(entry.file_name()))
        .collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_at_the_end_is_dropped() {
        let typed = |text: &str| without_quote(text.into());
        assert_eq!(typed("E:\""), PathBuf::from("E:\\"));
        assert_eq!(typed("没有这里\""), PathBuf::from("没有这里"));
        assert_eq!(typed("没有这里"), PathBuf::from("没有这里"));
    }

    #[test]
    fn stars_give_the_files_they_fit() {
        let dir = tempfile::tempdir().expect("a folder");
        for name in ["甲.xlsx", "[2020]乙.xlsx", "丙.txt"] {
            std::fs::write(dir.path().join(name), b"").expect("a file");
        }
        let names = |pattern: &str| -> Vec<String> {
            let found = expanded(vec![dir.path().join(pattern)]).into_iter();
            let name = |path: PathBuf| path.file_name().expect("a name").display().to_string();
            found.map(name).collect()
        };
        assert_eq!(names("*.xlsx"), ["[2020]乙.xlsx", "甲.xlsx"]);
        assert_eq!(names("[2020]*"), ["[2020]乙.xlsx"]);
        assert_eq!(names("?.txt"), ["丙.txt"]);
        assert_eq!(names("*.ods"), ["*.ods"]);
    }
}
