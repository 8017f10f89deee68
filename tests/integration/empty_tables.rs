//! Empty tables: what a note below one must say, in whatever words; zeros that are written; texts about them.

use crate::book::Book;
use crate::program::{InboxDir, data};

/// The official workbook, whose 表八 and 表九 are empty, with another note below one of them.
fn noted(place: &str, note: &str) -> Book {
    Book::official().text(place, note)
}

fn checked(book: &Book) -> crate::program::Run {
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", &book.bytes());
    inbox.check()
}

#[test]
fn an_empty_table_is_explained_in_whatever_words() {
    let of_fund = [
        "说明：本部门2020年无政府性基金预算。",
        "注：我单位没有政府性基金收支",
        "备注：本年无此项预算",
        "我局不涉及政府性基金预算。",
        "2020年政府性基金预算支出为0万元",
        "政府性基金预算支出为 0.00 万元。",
        "本单位无政府性基金预算支出，故公开空表",
        "无政府性基金预算支出情况",
        "本年度未发生政府性基金支出",
        "政府性基金预算：无",
        "本单位不涉及",
        "注：本部门不涉及此表",
        "此项无",
        "备注：空表",
        "说明：没有使用一般公共预算以外的资金，也没有安排政府性基金支出",
    ];
    let of_three_publics = [
        "本单位2020年无“三公”经费支出",
        "本部门2020年未安排三公经费预算",
        "“三公”经费为0",
        "备注：本部门无因公出国（境）、公务用车、公务接待费用",
    ];
    let notes = of_fund.map(|note| ("表九!A11", note));
    for (place, note) in notes
        .into_iter()
        .chain(of_three_publics.map(|note| ("表八!A7", note)))
    {
        let run = checked(&noted(place, note));
        assert_eq!(run.status, 0, "{note}: {}", run.stdout);
        assert!(!run.stdout.contains("R-20"), "{note}: {}", run.stdout);
    }
}

#[test]
fn a_note_that_explains_nothing_is_quoted() {
    for note in [
        "备注：本表按部门预算填列",
        "注：单位金额保留两位小数，合计10万元",
        "无因公出国（境）费",
        "本部门无一般公共预算“三公”经费",
        "没有政府性基金预算拨款的部门应公开空表",
        "政府性基金预算支出为0.5万元",
    ] {
        let run = checked(&noted("表九!A11", note));
        let quoted = note.replace('“', "‘").replace('”', "’");
        let told = format!("表九没有数字，表下写的是“{quoted}”，没有说明这张表是空表");
        assert_eq!(run.status, 1, "{note}: {}", run.stdout);
        assert!(run.stdout.contains(&told), "{note}: {}", run.stdout);
    }
}

#[test]
fn zeros_that_are_written_say_that_there_is_nothing() {
    let mut book = Book::official().blank("表八!A7");
    for column in ["A", "B", "C", "D", "E", "F"] {
        book = book.number(&format!("表八!{column}6"), 0.0);
    }
    let run = checked(&book);
    assert_eq!(run.status, 0, "{}", run.stdout);
    // they are no figures that a note contradicts
    let run = checked(&book.text("表八!A7", "备注：此表为空表"));
    assert_eq!(run.status, 0, "{}", run.stdout);
}

#[test]
fn a_filled_table_that_calls_itself_empty_is_told() {
    for note in ["备注：此表为空表", "本单位无此项支出，公开空表"] {
        let run = checked(&noted("表三!A24", note));
        assert_eq!(run.status, 1, "{}", run.stdout);
        let told = format!("表三有数字，表下却写着“{note}”");
        assert!(run.stdout.contains(&told), "{}", run.stdout);
    }
    // what every table of a form says is no contradiction
    let run = checked(&noted("表三!A24", "备注：没有数据的部门应公开空表并说明。"));
    assert_eq!(run.status, 0, "{}", run.stdout);
}

/// Our department with a fund, made up; its 表八 and 表九 have figures.
fn with_fund() -> Book {
    Book::open(&data("narrative/xj_funds/submitted.xlsx"))
}

#[test]
fn a_note_that_denies_all_the_money_of_a_filled_table_is_told() {
    for (table, note) in [
        ("表九", "备注：我局无政府性基金收支。"),
        ("表九", "本部门没有政府性基金拨款。"),
        ("表九", "本单位不涉及政府性基金预算。"),
        ("表九", "政府性基金预算未安排。"),
        ("表九", "此表无数据。"),
        ("表八", "本部门2020年“三公”经费预算为零。"),
    ] {
        let place = if table == "表八" { "A7" } else { "A11" };
        let run = checked(&with_fund().text(&format!("{table}!{place}"), note));
        let told = format!(
            "有数字，表下却写着“{}”",
            note.replace(['“'], "‘").replace(['”'], "’")
        );
        assert!(run.stdout.contains(&told), "{note}: {}", run.stdout);
    }
    for (place, note) in [
        ("表九!A11", "备注：上年无政府性基金收支。"),
        ("表九!A11", "2019年没有政府性基金预算。"),
        ("表九!A11", "下属单位没有政府性基金预算。"),
        ("表九!A11", "政府性基金预算无上年结转。"),
        ("表九!A11", "除土地出让收入外，无其他政府性基金预算。"),
        ("表八!A7", "本部门未安排公务用车购置费。"),
        ("表八!A7", "2020年“三公”经费预算中，因公出国（境）费为零。"),
    ] {
        let run = checked(&with_fund().text(place, note));
        assert!(!run.stdout.contains("R-20"), "{note}: {}", run.stdout);
    }
}

#[test]
fn an_amount_of_an_empty_table_is_told_with_that_table() {
    let inbox = InboxDir::new();
    let text = "五、“三公”经费支出情况\n公务接待费2万元，公务用车运行费3万元。\n";
    inbox
        .add("2020a.xlsx", &Book::official().bytes())
        .add("情况说明.txt", text.as_bytes());
    let run = inbox.publish();
    let told = "“公务接待费2万元”应为 0万元（表八是空表，没有这一项；请改正文字，或补填表八）";
    assert!(run.stdout.contains(told), "{}", run.stdout);
    let letter = inbox
        .path()
        .join("公开表/退回/高新区（新市区）人力资源和社会保障局退回意见.txt");
    let letter = std::fs::read_to_string(letter).unwrap();
    assert!(letter.contains(told), "{letter}");
    let report = inbox.json();
    let findings = report["departments"][0]["findings"].as_array().unwrap();
    let own = findings.iter().find(|it| it["rule"] == "N-A1").unwrap();
    assert_eq!(own["right"]["text"], "表八（空表）");
}

#[test]
fn a_fund_in_the_wrong_column_is_told_though_there_is_other_money() {
    let run = checked(&with_fund());
    assert!(!run.stdout.contains("X3-9"), "{}", run.stdout);
    let mut book = with_fund();
    for row in 7..=10 {
        book = book.number(&format!("表九!F{row}"), 312.6);
        book = book.blank(&format!("表九!G{row}"));
    }
    let run = checked(&book);
    assert!(run.stdout.contains("X3-9 强制 不平"), "{}", run.stdout);
}
