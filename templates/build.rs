//! Makes a new file below `templates/` reach the program: the compiler itself only looks for changes in
//! files that it has embedded before. And tells one build from another, so that what one has done is not taken
//! for the work of the next.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

fn main() {
    println!("cargo:rerun-if-changed=templates");
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rerun-if-changed=Cargo.lock");
    let mut files = Vec::new();
    list(Path::new("templates"), &mut files);
    files.sort();
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
