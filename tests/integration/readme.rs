//! The README shows what the program prints today; the language of rules is documented by examples
//! that are read.

use crate::program::gouji;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The contents of the blocks of a language, in order.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    text.split(&fence)
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

/// A copy of the samples without what an earlier run wrote.
fn samples() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for folder in ["已平", "有错"] {
        let target = dir.path().join("samples").join(folder);
        fs::create_dir_all(&target).unwrap();
        for entry in fs::read_dir(root().join("samples").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, target.join(path.file_name().unwrap())).unwrap();
        }
    }
    dir
}

#[test]
fn the_first_command_prints_what_the_readme_shows() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let commands = blocks(&readme, "sh");
    assert_eq!(commands, ["cargo run -- publish samples\n", "cargo test\n"]);
    let dir = samples();
    let output = Command::new(env!("CARGO_BIN_EXE_gouji"))
        .args(["publish", "samples"])
        .current_dir(dir.path())
        .env("LC_ALL", "zh_CN.UTF-8")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    // the path separator of the system
    let printed = String::from_utf8(output.stdout).unwrap().replace('\\', "/");
    let shown = blocks(&readme, "text");
    assert_eq!(printed, shown[0]);
    // and a second time, with one line more, which both guides show
    let again = Command::new(env!("CARGO_BIN_EXE_gouji"))
        .args(["publish", "samples", "--lang", "zh"])
        .current_dir(dir.path())
        .output()
        .unwrap();
    let again = String::from_utf8(again.stdout).unwrap().replace('\\', "/");
    let line = again.strip_prefix(&printed).unwrap();
    for guide in ["docs/USE.md", "README.zh-CN.md"] {
        assert!(
            fs::read_to_string(root().join(guide))
                .unwrap()
                .contains(&format!("    {line}")),
            "{guide}: {line}"
        );
    }
    assert_eq!(gouji(&["rules", "X5-6"]).stdout, shown[1]);
    let reference = fs::read_to_string(root().join("docs/USE.md")).unwrap();
    let codes = gouji(&["codes", "2080505"]).stdout;
    assert_eq!(codes, blocks(&reference, "text")[0]);
}

/// Everything below a folder but pictures and what the program keeps for itself.
fn written(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(own) = folders.pop() {
        for entry in fs::read_dir(own).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|it| it != "png")
                && !path.ends_with(".gouji-state")
            {
                let name = path.strip_prefix(folder).unwrap().to_owned();
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}

#[test]
fn the_samples_give_the_public_workbooks_beside_them() {
    let dir = samples();
    gouji(&["publish", dir.path().join("samples").to_str().unwrap()]);
    let (made, kept) = (
        written(&dir.path().join("samples/公开表")),
        written(&root().join("samples/公开表")),
    );
    // three workbooks, two documents, and what goes back: a workbook, a text and a letter
    assert_eq!(made.len(), 8, "{:?}", made.keys());
    assert!(
        made == kept,
        "samples/公开表 is not what the program writes"
    );
}

#[test]
fn the_table_of_checks_is_what_the_program_lists() {
    let readme = fs::read_to_string(root().join("docs/RULES.md")).unwrap();
    let listed = gouji(&["rules", "--layout", "xinjiang-2020"]).stdout;
    let rules: Vec<String> = listed
        .lines()
        .filter(|line| line.starts_with("  "))
        .map(|line| {
            let (id, rest) = line.trim().split_once(char::is_whitespace).unwrap();
            let (level, title) = rest.trim().split_once(char::is_whitespace).unwrap();
            format!("| {id} | {level} | {} |", title.trim())
        })
        .collect();
    assert!(rules.len() > 60);
    for rule in rules {
        assert!(readme.contains(&rule), "{rule}");
    }
}

/// Every example of the language in `templates/README.md` is a formula or condition that loads.
#[test]
fn the_examples_of_the_language_are_read() {
    let text = fs::read_to_string(root().join("templates/README.md")).unwrap();
    let examples: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("| ") && line.ends_with("` |"))
        .map(|line| line.trim_end_matches("` |").rsplit('`').next().unwrap())
        .filter(|example| example.contains('表'))
        .collect();
    assert!(examples.len() > 15, "{examples:?}");
    let mut rules = String::new();
    for (number, example) in examples.iter().enumerate() {
        let body = if example.starts_with("exists(")
            || example.starts_with("absent(")
            || !example.contains('[')
        {
            format!("when = [\"{example}\"]\nformula = [\"表八.合计 = {number}\"]")
        } else {
            format!("formula = [\"{example}\"]\nwhen = [\"表八.合计 = {number}\"]")
        };
        rules += &format!(
            "[[rule]]\nid = \"E-{number}\"\nlevel = \"hint\"\ntitle = \"例\"\nwhy = \"例\"\n{body}\n"
        );
    }
    let dir = crate::templates::copy_of_templates();
    fs::write(dir.path().join("xinjiang-2020/rules.toml"), rules).unwrap();
    let run = gouji(&["--templates", dir.path().to_str().unwrap(), "rules"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    // and every word of a check is one that is shipped
    let words = text
        .split("`common/rules.toml`:")
        .nth(1)
        .unwrap()
        .split("\n\n")
        .next()
        .unwrap();
    let common = fs::read_to_string(root().join("templates/common/rules.toml")).unwrap();
    let named: Vec<&str> = words.split('`').filter(|word| word.contains('-')).collect();
    assert_eq!(named.len(), common.matches("check = ").count());
    for word in named {
        assert!(common.contains(&format!("check = \"{word}\"")), "{word}");
    }
}
