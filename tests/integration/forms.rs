//! The language of forms: every example of `templates/README.md` is run, and what `gouji rules` tells of sentences.

use crate::program::{InboxDir, data, gouji, only_file};
use std::fs;
use std::path::Path;

const README: &str = include_str!("../../templates/README.md");

/// The counts that the examples use.
const WORDS: &str = r#"
counts = ["人", "家"]
"#;

/// A folder of templates with the seed's layout and these sentences alone.
fn templates(narrative: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    for own in [
        "common/rules.toml",
        "xinjiang-2020/layout.toml",
        "xinjiang-2020/rules.toml",
    ] {
        let to = dir.path().join(own);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from.join(own), to).unwrap();
    }
    // what all places share are the groups of words alone
    let shared = fs::read_to_string(from.join("common/narrative.toml")).unwrap();
    let groups = shared.split("\n\n").filter(|it| it.contains("[[words]]\n"));
    let groups: Vec<&str> = groups.collect();
    fs::write(
        dir.path().join("common/narrative.toml"),
        groups.join("\n\n"),
    )
    .unwrap();
    fs::write(dir.path().join("xinjiang-2020/narrative.toml"), narrative).unwrap();
    dir
}

fn sentence(form: &str, means: Option<&str>) -> String {
    let means = means.map_or(String::new(), |it| format!("means = ['{it}']\n"));
    let says = if means.is_empty() {
        "says = '有误|wrong'\n"
    } else {
        ""
    };
    format!(
        "{WORDS}\n[[sentence]]\nid = 'N-Z1'\nlevel = 'mandatory'\ntitle = '例子'\nwhy = '说明书里的例子。'\nform = ['{form}']\n{means}{says}"
    )
}

/// The rows of the table whose first heading is this one, with the code in each cell.
fn rows(heading: &str) -> Vec<Vec<String>> {
    let (_, table) = README.split_once(&format!("| {heading} |")).unwrap();
    let rows = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let cells = |line: &str| {
        let line = line.replace("\\|", "\u{1}");
        let cells = line
            .split('|')
            .map(|cell| cell.trim().replace('\u{1}', "|"));
        let code = |cell: String| {
            let (_, rest) = cell.split_once('`')?;
            rest.rsplit_once('`')
                .map(|(code, _)| code.replace('⏎', "\n"))
        };
        cells.skip(3).filter_map(code).collect::<Vec<_>>()
    };
    rows.map(cells).collect()
}

/// The ids of findings about a text beside the official workbook.
fn found(templates: &tempfile::TempDir, text: &str) -> Vec<String> {
    let inbox = InboxDir::new();
    inbox.add("2020.xlsx", &fs::read(only_file("official")).unwrap());
    inbox.add("说明.txt", text.as_bytes());
    let path = templates.path().to_str().unwrap();
    let folder = inbox.path().to_str().unwrap();
    let run = gouji(&["--templates", path, "check", "--format", "json", folder]);
    let json: serde_json::Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run:?}"));
    let findings = json["departments"][0]["findings"]
        .as_array()
        .unwrap()
        .iter();
    let ids = findings.map(|it| it["rule"].as_str().unwrap().to_owned());
    ids.filter(|id| id.starts_with("N-")).collect()
}

#[test]
fn every_word_of_a_form_matches_as_its_example_says() {
    let rows = rows("in a form");
    assert!(rows.len() >= 15, "{rows:?}");
    for row in rows {
        let [form, matching, other] = row.as_slice() else {
            panic!("{row:?}");
        };
        let templates = templates(&sentence(form, None));
        assert_eq!(found(&templates, matching), ["N-Z1"], "{form}: {matching}");
        assert_eq!(found(&templates, other), [""; 0], "{form}: {other}");
    }
}

#[test]
fn every_word_of_what_a_sentence_means_judges_as_its_example_says() {
    let rows = rows("in `means`");
    assert!(rows.len() >= 7, "{rows:?}");
    for row in rows {
        let [form, means, right, wrong] = row.as_slice() else {
            panic!("{row:?}");
        };
        let templates = templates(&sentence(form, Some(means)));
        assert_eq!(found(&templates, right), [""; 0], "{means}: {right}");
        assert_eq!(found(&templates, wrong), ["N-Z1"], "{means}: {wrong}");
    }
}

#[test]
fn a_phrase_means_its_cell() {
    let (_, rest) = README.split_once("So these lines\n\n```toml\n").unwrap();
    let (block, rest) = rest.split_once("```").unwrap();
    let said: Vec<&str> = rest.split('`').skip(1).step_by(2).take(3).collect();
    let [right, heading, wrong] = said.as_slice() else {
        panic!("{said:?}");
    };
    let rule = "[[sentence]]\nid = 'N-A1'\nlevel = 'mandatory'\ntitle = '金额'\nwhy = '同一笔钱是一个数。'\ncheck = 'cell'\n";
    let templates = templates(&format!("{WORDS}\n{block}\n{rule}"));
    assert_eq!(found(&templates, &format!("{heading}\n{right}。")), [""; 0]);
    assert_eq!(
        found(&templates, &format!("{heading}\n{wrong}。")),
        ["N-A1"]
    );
}

/// Without its words a check would find nothing, and say so nowhere.
#[test]
fn a_group_of_words_that_is_missing_is_refused() {
    let dir = templates(&sentence("增加{增:额}", None));
    let path = dir.path().join("common/narrative.toml");
    let groups = fs::read_to_string(&path).unwrap();
    let misspelt = groups.replace("name = \"其余\"", "name = \"其佘\"");
    assert_ne!(groups, misspelt);
    fs::write(&path, misspelt).unwrap();
    let run = gouji(&["--templates", dir.path().to_str().unwrap(), "rules"]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr
            .contains("narrative.toml:1:1: expected the word group 其余"),
        "{}",
        run.stderr
    );
}

#[test]
fn an_example_that_its_sentence_does_not_match_is_refused() {
    let wrong = format!("{}example = ['增加5人']\n", sentence("增加{增:额}", None));
    let dir = templates(&wrong);
    let run = gouji(&["--templates", dir.path().to_str().unwrap(), "rules"]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr.contains(
            "narrative.toml:11:12: expected an example that a form of this sentence matches"
        ),
        "{}",
        run.stderr
    );
}

#[test]
fn a_sentence_is_explained_with_its_words_and_examples() {
    let run = gouji(&["rules", "N-B1", "--layout", "xinjiang-2020"]);
    for part in [
        "  句式：{向〈升降〉}",
        "  含义：率 = 增 / (本 - 增)",
        "  词组：〈升降〉",
        "  例句：减少 5.99 万元，减少 4.11%",
    ] {
        assert!(run.stdout.contains(part), "{part}: {}", run.stdout);
    }
    let run = gouji(&["--lang", "en", "rules", "N-B1", "--layout", "xinjiang-2020"]);
    assert!(
        run.stdout.contains("  form: {向〈升降〉}"),
        "{}",
        run.stdout
    );
}

/// The seed's text beside its workbook, as `--try` shows it.
fn tried(arguments: &[&str]) -> String {
    let inbox = InboxDir::new();
    inbox.add("2020.xlsx", &fs::read(only_file("official")).unwrap());
    inbox.add(
        "说明.docx",
        &fs::read(data("text/xinjiang_2020.docx")).unwrap(),
    );
    let text = inbox.path().join("说明.docx");
    let run = gouji(&[arguments, &["--try", text.to_str().unwrap()]].concat());
    assert_eq!(run.status, 0, "{run:?}");
    run.stdout
}

#[test]
fn a_text_is_tried_with_the_tables_beside_it() {
    let all = tried(&["rules"]);
    for part in [
        "说明.docx（xinjiang-2020）\n  文字中 127 个金额，核对 108 个\n",
        "  第26段\n    N-B2 减少5045.43万元  向=减少 增=5045.43万元\n",
        "N-A1、N-D1 人员经费1173.67万元 → 表六 总计 人员经费 1,313.32\n",
        "  没有核对的金额\n    第94段 一人一月1800元\n",
    ] {
        assert!(all.contains(part), "{part}: {all}");
    }
    let one = tried(&["rules", "N-Y1"]);
    assert!(
        one.contains("  第61段\n    N-Y1 执行时间：2019年1-12月  年=2019年\n"),
        "{one}"
    );
    assert!(!one.contains("N-A1") && !one.contains("没有核对"), "{one}");
}

#[test]
fn a_text_without_tables_is_tried_for_its_sentences() {
    let dir = tempfile::tempdir().unwrap();
    let text = dir.path().join("说明.txt");
    fs::write(&text, "支出100万元，减少25万元，下降20%。").unwrap();
    let run = gouji(&["rules", "--try", text.to_str().unwrap()]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(
        run.stdout.starts_with("没有它的表，只看句式"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout
            .contains("N-B1 减少25万元，下降20%  向=减少 增=25万元 率向=下降 率=20%"),
        "{}",
        run.stdout
    );
}
