//! The rooms of the source: a room uses those below it in the list of `docs/ARCHITECTURE.md`, never one above.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The level of each room, the first row of the table being 0.
fn levels() -> HashMap<String, usize> {
    let text = fs::read_to_string("docs/ARCHITECTURE.md").expect("the list of rooms");
    let rows = text
        .lines()
        .skip_while(|line| !line.starts_with("| room |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let rooms = |row: &str| -> Vec<String> {
        let first = row.split('|').nth(1).unwrap_or("");
        let names = first.split('`').skip(1).step_by(2);
        names
            .map(|name| name.trim_end_matches('/').to_owned())
            .collect()
    };
    rows.enumerate()
        .flat_map(|(level, row)| rooms(row).into_iter().map(move |room| (room, level)))
        .collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the source") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The first names behind `crate::` in a file, its comments and tests left out.
fn used(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or("");
    let lines = code
        .lines()
        .map(|line| line.split("//").next().unwrap_or(""));
    let is_name = |c: char| c.is_ascii_lowercase() || c == '_';
    lines
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.chars().take_while(|c| is_name(*c)).collect())
        .collect()
}

#[test]
fn no_room_uses_one_above_it() {
    let levels = levels();
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    let is_test = |path: &PathBuf| {
        let name = path.to_string_lossy().replace('\\', "/");
        name.contains("/tests") || name.contains("/planted")
    };
    let mut wrong = Vec::new();
    for path in files.iter().filter(|path| !is_test(path)) {
        let within = path.strip_prefix("src").expect("a file of the source");
        let room = within.components().next().expect("a room");
        let room = room.as_os_str().to_string_lossy().replace(".rs", "");
        let Some(level) = levels.get(&room) else {
            wrong.push(format!("{room} is not in the list of rooms"));
            continue;
        };
        let text = fs::read_to_string(path).expect("a file of the source");
        for name in used(&text) {
            if levels.get(&name).is_some_and(|other| other < level) {
                wrong.push(format!("{} uses {name}", path.display()));
            }
        }
    }
    assert!(files.len() > 100, "the source was found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
