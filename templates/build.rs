//! Makes a new file below `templates/` reach the program: the compiler itself only looks for changes in
//! files that it has embedded before.

use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=templates");
    let mut names = Vec::new();
    list(Path::new("templates"), &mut names);
    names.sort();
    // a changed value has the crate compiled anew
    println!("cargo:rustc-env=GOUJI_TEMPLATES={}", names.join(";"));
}

fn list(folder: &Path, names: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            list(&path, names);
        } else {
            names.push(path.display().to_string());
        }
    }
}
