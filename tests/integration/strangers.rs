//! A text of another department beside the tables: one mistake, told once.

use crate::narrative::given;
use crate::program::InboxDir;
use std::fs;

const RULE: &str = "N-N11";

/// Given budgets of one place, by their numbers, each with its year and department.
const BUDGETS: [(usize, i32, &str); 3] =
    [(2, 2025, "finance"), (3, 2023, "wanli"), (4, 2024, "wanli")];

/// A given text, written as if it were of another year.
fn text_of(given: &str, (year, to): (i32, i32)) -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let text = crate::texts::read(&fs::read(folder.join(given)).unwrap());
    let lines: Vec<String> = text.paragraphs.iter().map(crate::texts::printed).collect();
    let said = |year: i32| year.to_string();
    let text = lines.join("\n");
    let text = text
        .replace(&said(year), "《本》")
        .replace(&said(year - 1), "《上》");
    text.replace("《本》", &said(to))
        .replace("《上》", &said(to - 1))
}

/// The rules of the findings of a text.
fn rules(inbox: &InboxDir) -> Vec<String> {
    let findings = inbox.json()["departments"][0]["findings"].clone();
    let rules = findings.as_array().unwrap().iter();
    let rules = rules.map(|it| it["rule"].as_str().unwrap().to_owned());
    rules.filter(|rule| rule.starts_with("N-")).collect()
}

#[test]
fn a_text_of_another_department_is_one_problem() {
    let given = given();
    for (text, year, department) in BUDGETS {
        for (tables, to, own) in BUDGETS {
            let (text, tables) = (&given[text], &given[tables]);
            let inbox = InboxDir::new();
            inbox.add(&format!("{to}年报送.xlsx"), &fs::read(&tables.2).unwrap());
            inbox.add("情况说明.txt", text_of(text.1, (year, to)).as_bytes());
            let found = rules(&inbox);
            let case = format!("{} beside the tables of {}: {found:?}", text.0, tables.0);
            if department == own {
                assert!(!found.iter().any(|rule| rule == RULE), "{case}");
            } else {
                assert_eq!(found, [RULE], "{case}");
            }
        }
    }
}

/// The name alone says nothing: the tables may call the department otherwise.
#[test]
fn a_text_whose_amounts_are_right_is_ones_own() {
    let given = given();
    let (text, tables) = (&given[2], &given[2]);
    let renamed = text_of(text.1, (2025, 2025)).replace("财政局", "审计局");
    let inbox = InboxDir::new();
    inbox.add("2025年报送.xlsx", &fs::read(&tables.2).unwrap());
    inbox.add("情况说明.txt", renamed.as_bytes());
    assert!(!rules(&inbox).iter().any(|rule| rule == RULE));
}

/// A unit that is wrong throughout is the text's own mistake.
#[test]
fn amounts_in_another_unit_are_ones_own() {
    let (text, tables) = (&given()[2], &given()[2]);
    let text = text_of(text.1, (2025, 2025)).replace("财政局", "本局");
    let inbox = InboxDir::new();
    inbox.add("2025年报送.xlsx", &fs::read(&tables.2).unwrap());
    inbox.add("情况说明.txt", text.replace("万元", "元").as_bytes());
    let found = rules(&inbox);
    assert!(
        found.len() > 8 && !found.iter().any(|rule| rule == RULE),
        "{found:?}"
    );
}
