//! Chooses what of `templates/` is embedded in the program, and makes a new file there reach it: the compiler itself
//! only looks for changes in files that it has embedded before. And tells one build from another, so that what one has
//! done is not taken for the work of the next.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

fn main() {
    println!("cargo:rerun-if-changed=templates");
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rerun-if-changed=Cargo.lock");
    println!("cargo:rerun-if-changed=Cargo.toml");
    println!("cargo:rustc-env=GOUJI_DATE={}", date());
    let mut files = Vec::new();
    list(Path::new("templates"), &mut files);
    files.retain(|path| is_read(path));
    files.sort();
    embed(&files).expect("the templates can be copied for the compiler");
    // a changed value has the crate compiled anew
    let names: Vec<String> = files
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    println!("cargo:rustc-env=GOUJI_TEMPLATES={}", names.join(";"));

    list(Path::new("src"), &mut files);
    files.push("Cargo.lock".into());
    files.sort();
    let mut hasher = DefaultHasher::new();
    for path in files {
        (
            path.display().to_string().replace('\\', "/"),
            std::fs::read(&path).ok(),
        )
            .hash(&mut hasher);
    }
    println!("cargo:rustc-env=GOUJI_BUILD={:016x}", hasher.finish());
}

/// Whether the program reads it: no notes for people, and no blank workbook, which it makes itself.
fn is_read(path: &Path) -> bool {
    let extension = path.extension().and_then(|it| it.to_str());
    matches!(extension, Some("toml" | "csv" | "docx"))
}

/// Copies the files to where the program embeds them from.
fn embed(files: &[PathBuf]) -> std::io::Result<()> {
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo names a folder"));
    let own = out.join("templates");
    if own.exists() {
        std::fs::remove_dir_all(&own)?;
    }
    for file in files {
        let to = out.join(file);
        std::fs::create_dir_all(to.parent().unwrap_or(&out))?;
        std::fs::write(to, std::fs::read(file)?)?;
    }
    Ok(())
}

/// The day of the version, as the manifest has it.
fn date() -> String {
    let manifest = std::fs::read_to_string("Cargo.toml").unwrap_or_default();
    let mut lines = manifest.lines();
    let date = lines.find_map(|line| line.strip_prefix("date = \""));
    date.unwrap_or_default().trim_end_matches('"').to_owned()
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            list(&path, files);
        } else {
            files.push(path);
        }
    }
}
