//! The rooms of the source: a room uses those below it in the list of `docs/ARCHITECTURE.md`, never one above.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The level of each room of a table, its first row being 0.
fn levels(text: &str) -> HashMap<String, usize> {
    let rows = text
        .lines()
        .map(|line| line.trim_start_matches("//! "))
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
    let text = fs::read_to_string("docs/ARCHITECTURE.md").expect("the list of rooms");
    let levels = levels(&text);
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

/// Words behind a mark in code, as long as they are names.
fn names_behind<'t>(code: &'t str, mark: &'t str) -> impl Iterator<Item = &'t str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let behind = code.split(mark).skip(1);
    behind.map(move |rest| {
        let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        &rest[..end]
    })
}

/// The rooms of the reader of texts share one state, so that what counts is whose methods a room calls.
#[test]
fn no_room_of_the_text_uses_one_below_it() {
    let levels = levels(&fs::read_to_string("src/rule/narrative.rs").expect("the list of rooms"));
    assert!(levels.len() > 5, "{levels:?}");
    let mut files = Vec::new();
    sources(Path::new("src/rule/narrative"), &mut files);
    let read = |path: &PathBuf| {
        let text = fs::read_to_string(path).expect("a file of the source");
        let within = path
            .strip_prefix("src/rule/narrative")
            .expect("a file of the text");
        let room = within.components().next().expect("a room");
        let room = room.as_os_str().to_string_lossy().replace(".rs", "");
        let code = text.split("#[cfg(test)]").next().unwrap_or("").to_owned();
        (path.clone(), levels[&room], code)
    };
    let files: Vec<(PathBuf, usize, String)> = files.iter().map(read).collect();
    // methods of the state, by the room that has each
    let blocks = |code: &'_ str| -> Vec<String> {
        let blocks = code.split("impl Reader<'_> {").skip(1);
        let own = blocks.map(|block| block.split("\n}\n").next().unwrap_or("").to_owned());
        own.collect()
    };
    let mut methods: HashMap<String, usize> = HashMap::new();
    for (_, level, code) in &files {
        for block in blocks(code) {
            methods.extend(names_behind(&block, "fn ").map(|name| (name.to_owned(), *level)));
        }
    }
    let mut wrong = Vec::new();
    for (path, level, code) in &files {
        for room in names_behind(code, "crate::rule::narrative::") {
            if levels.get(room).is_some_and(|other| other > level) {
                wrong.push(format!("{} uses {room}", path.display()));
            }
        }
        for block in blocks(code) {
            for method in names_behind(&block, "self.") {
                let is_called = block.contains(&format!("self.{method}("));
                if is_called && methods.get(method).is_some_and(|other| other > level) {
                    wrong.push(format!("{} calls {method}", path.display()));
                }
            }
        }
    }
    assert!(methods.len() > 200, "the methods were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A group that neither a form nor the program speaks of is one that a mistake left alone.
#[test]
fn groups_of_words_are_all_used() {
    let data = fs::read_to_string("templates/common/narrative.toml").expect("the words of texts");
    let asked = fs::read_to_string("src/rule/narrative/language/word_group.rs").expect("the enum");
    let groups = data.split("[[words]]\nname = \"").skip(1);
    let groups: Vec<&str> = groups.filter_map(|it| it.split('"').next()).collect();
    assert!(groups.len() > 80, "the groups were found");
    let is_used = |name: &&str| {
        data.contains(&format!("〈{name}〉")) || asked.contains(&format!("= \"{name}\","))
    };
    let unused: Vec<&str> = groups.into_iter().filter(|name| !is_used(name)).collect();
    assert_eq!(unused, [""; 0]);
}
