//! Layouts are data: a mistake in one is named with its place, a folder of one's own replaces them.

use crate::program::{gouji, only_file};
use std::fs;
use std::path::Path;

/// The shipped templates in a folder that may be changed.
pub fn copy_of_templates() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    for folder in ["classification", "common", "xinjiang-2020"] {
        fs::create_dir(dir.path().join(folder)).unwrap();
        for entry in fs::read_dir(shipped.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(
                &path,
                dir.path().join(folder).join(path.file_name().unwrap()),
            )
            .unwrap();
        }
    }
    dir
}

fn with_layout(change: impl Fn(&str) -> String) -> (i32, String) {
    let dir = copy_of_templates();
    let path = dir.path().join("xinjiang-2020/layout.toml");
    let text = fs::read_to_string(&path).unwrap();
    let changed = change(&text);
    assert_ne!(text, changed);
    fs::write(&path, changed).unwrap();
    let run = gouji(&[
        "--templates",
        dir.path().to_str().unwrap(),
        "check",
        only_file("official").to_str().unwrap(),
    ]);
    (run.status, format!("{}{}", run.stdout, run.stderr))
}

#[test]
fn mistakes_in_a_layout_are_refused_with_their_place() {
    for (from, to, message) in [
        (
            "decimals = 2",
            "decimal = 2",
            "layout.toml:10:1: unknown field `decimal`",
        ),
        (
            "unit_of_measure = \"万元\"",
            "unit_of_measure = \"万\"",
            "layout.toml:9:19: expected a unit of measure (百万元, 亿元, 万元, 千元, 元), found \"万\"",
        ),
        (
            "  \"项 目 | 预算数 | 功能分类 | 预算数\",",
            "  \"项 目 | 预算数 | 功能分类\",",
            "expected 4 cells as in the first row, found 3",
        ),
        (
            "widths = [44, 16, 32, 16]",
            "widths = [44, 16, 32]",
            "expected 4 widths, one a column, found 3",
        ),
        (
            "{ code = \"201\"",
            "{ code = \"20\"",
            "expected a code of 3, 5 or 7 digits, found \"20\"",
        ),
        (
            "{ list = \"功能分类\" }",
            "{ list = \"功能\" }",
            "expected the id of a [[list]], found \"功能\"",
        ),
        (
            "id = \"表二\"",
            "id = \"表一\"",
            "the table \"表一\" stands twice",
        ),
        (
            "role = \"label\"",
            "role = \"lable\"",
            "unknown variant `lable`, expected one of",
        ),
        (
            "{年度资金总额} |",
            "{年度资金} |",
            "expected the id of a field in {年度资金}",
        ),
    ] {
        let (status, output) = with_layout(|text| text.replacen(from, to, 1));
        assert_eq!(status, 2, "{from}");
        assert!(
            output.contains("layout.toml:") && output.contains(message),
            "{message} in {output}"
        );
    }
}

#[test]
fn a_layout_of_ones_own_replaces_the_built_in_ones() {
    let (status, output) = with_layout(|text| text.replace("xinjiang-2020", "新疆自用"));
    assert_eq!(status, 0, "{output}");
    let dir = tempfile::tempdir().unwrap();
    let run = gouji(&["--templates", dir.path().to_str().unwrap(), "layouts"]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains("no folder with a layout.toml"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_rule_of_an_office_is_a_block_of_text() {
    let dir = copy_of_templates();
    let path = dir.path().join("xinjiang-2020/rules.toml");
    let mut text = fs::read_to_string(&path).unwrap();
    text.push_str("\n[[rule]]\nid = \"OURS-1\"\nlevel = \"verify\"\ntitle = \"住房公积金不超过工资的四分之一\"\nformula = [\"4 * 表六[30113].小计 <= sum(表六[301].小计)\"]\nwhen = [\"exists(表六[30113])\"]\nwhy = \"本局的核实口径。\"\n");
    fs::write(&path, text).unwrap();
    let dir = dir.path().to_str().unwrap();
    let run = gouji(&["--templates", dir, "rules", "OURS-1"]);
    assert!(run.stdout.contains("本局的核实口径"), "{run:?}");
    let run = gouji(&[
        "--templates",
        dir,
        "check",
        only_file("official").to_str().unwrap(),
    ]);
    assert!(run.stdout.contains("勾稽 323 条：平 323"), "{}", run.stdout);
}

/// Whether a file or folder is a module of tests, as the module above it says.
fn is_test(path: &Path) -> bool {
    let parent = path.parent().unwrap().with_extension("rs");
    let name = path.file_stem().unwrap().to_str().unwrap();
    let above = fs::read_to_string(parent).unwrap_or_default();
    above.split("#[cfg(test)]").skip(1).any(|after| {
        let mut lines = after.lines().map(str::trim).skip(1);
        let module = lines.find(|line| !line.starts_with("#["));
        module == Some(&format!("mod {name};"))
    })
}

/// No place and no table stands in Rust: they are data.
#[test]
fn no_layout_is_named_in_the_source() {
    let mut names = vec![
        "xinjiang".to_owned(),
        "shanghai".to_owned(),
        "jiangsu".to_owned(),
    ];
    for template in crate::program::built_in() {
        let titles = template
            .layout
            .tables
            .iter()
            .flat_map(|table| &table.titles);
        names.extend(titles.map(|title| title.replace("{year}年", "")));
    }
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if is_test(&path) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            // tests and documentation may give examples
            let code = text.split("#[cfg(test)]").next().unwrap();
            let code: String = code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect();
            for name in &names {
                assert!(
                    !code.contains(name.as_str()),
                    "{name} in {}",
                    path.display()
                );
            }
        }
    }
}

/// A draft loads as it is and finds the tables that it was drawn from.
#[test]
fn a_drafted_layout_loads_and_recognises_its_workbook() {
    let cases = [
        only_file("official"),
        crate::program::data("cases/js_court_2018/submitted.xlsx"),
    ];
    for file in cases {
        let run = gouji(&["layout", "draft", file.to_str().unwrap()]);
        assert_eq!(run.status, 0, "{run:?}");
        assert!(
            run.stdout.contains("[[table]]") && run.stdout.contains("role = \"amount\""),
            "{}",
            run.stdout
        );
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("mine")).unwrap();
        fs::write(dir.path().join("mine/layout.toml"), &run.stdout).unwrap();
        let templates = dir.path().to_str().unwrap();
        let listed = gouji(&["--templates", templates, "layouts"]);
        assert_eq!(listed.status, 0, "{listed:?}");
        let checked = gouji(&["--templates", templates, "check", file.to_str().unwrap()]);
        assert!(checked.stdout.contains("读入 1"), "{checked:?}");
    }
    let run = gouji(&["layout", "draft", "/没有.xlsx"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("找不到"), "{}", run.stderr);
}
