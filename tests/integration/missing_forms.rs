//! Forms of projects (绩效目标表) that were not handed in: the tables are right, and only the form is asked for.

use crate::book::Book;
use crate::program::InboxDir;
use serde_json::Value;

/// The sheets of the forms, each with its project as 表七 names it and its amount.
const FORMS: [(&str, &str, &str); 6] = [
    ("绩效目标表（一）", "访惠聚人员补助", "86.40"),
    ("绩效目标表（二）", "就业专项经费", "7,150.00"),
    ("绩效目标表（三）", "社保分局工作经费", "42.00"),
    ("绩效目标表（四）", "人力资源服务中心运行费", "110.00"),
    ("绩效目标表（五）", "区聘人员工资福利支出", "7,000.00"),
    (
        "绩效目标表（六）",
        "劳动关系、人事管理及退管工作经费",
        "300.00",
    ),
];

fn department(book: &Book) -> Value {
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &book.bytes());
    inbox.json()["departments"][0].clone()
}

fn without(forms: &[usize]) -> Book {
    let mut book = Book::official();
    book.sheets
        .retain(|sheet| !forms.iter().any(|at| FORMS[*at].0 == sheet.name));
    book
}

fn messages(department: &Value) -> Vec<String> {
    let all = department["diagnosis"].as_array().unwrap().iter();
    all.map(|it| it["message"].as_str().unwrap().to_owned())
        .collect()
}

/// Cells that are painted in the workbook for the bureau.
fn painted(book: &Book) -> usize {
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &book.bytes());
    let pages = inbox.pages();
    let cells = pages.iter().flat_map(|it| it["cells"].as_array().unwrap());
    cells.filter(|cell| !cell["paint"].is_null()).count()
}

#[test]
fn each_form_that_was_not_handed_in_is_asked_for() {
    for (at, (sheet, project, amount)) in FORMS.into_iter().enumerate() {
        let book = without(&[at]);
        let found = department(&book);
        assert_eq!(
            messages(&found),
            [format!(
                "没有收到 项目“{project}”的绩效目标表（{amount} 万元），请补报"
            )],
            "{sheet}"
        );
        assert_eq!(found["publishable"], false);
        assert_eq!(found["diagnosis"][0]["kind"], "form");
        assert_eq!(painted(&book), 0, "{sheet}");
    }
}

#[test]
fn the_letter_asks_for_the_form_and_for_nothing_else() {
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &without(&[2]).bytes());
    inbox.publish();
    let folder = inbox.path().join("公开表/退回");
    let files = std::fs::read_dir(&folder).unwrap();
    let names: Vec<std::path::PathBuf> = files.map(|it| it.unwrap().path()).collect();
    let letter = names
        .iter()
        .find(|it| it.extension().is_some_and(|it| it == "txt"));
    let letter = std::fs::read_to_string(letter.unwrap()).unwrap();
    assert!(
        letter.contains("1. 没有收到 项目“社保分局工作经费”的绩效目标表（42.00 万元），请补报"),
        "{letter}"
    );
    assert!(!letter.contains("2. "), "{letter}");
    assert!(!letter.contains('→'), "{letter}");
}

#[test]
fn several_forms_are_asked_for_together() {
    let book = without(&[2, 5]);
    assert_eq!(
        messages(&department(&book)),
        [
            "没有收到 项目“劳动关系、人事管理及退管工作经费”（300.00 万元）、项目“社保分局工作经费”（42.00 万元）的绩效目标表，请补报"
        ]
    );
    assert_eq!(painted(&book), 0);
}

#[test]
fn all_forms_are_asked_for_where_none_was_handed_in() {
    let book = without(&[0, 1, 2, 3, 4, 5]);
    let said = messages(&department(&book));
    let [only] = said.as_slice() else {
        panic!("{said:?}");
    };
    for (_, project, amount) in FORMS {
        assert!(only.contains(&format!("项目“{project}”（{amount} 万元）")));
    }
    assert_eq!(painted(&book), 0);
}

#[test]
fn a_count_says_what_it_counts() {
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &without(&[2]).bytes());
    let screen = inbox.check().stdout;
    assert!(screen.contains("绩效目标表的份数  5"), "{screen}");
    assert!(screen.contains("表七的项目数      6"), "{screen}");
}

/// What is wrong beside a form that lacks is named as ever.
#[test]
fn figures_that_are_wrong_beside_it_are_named() {
    let lacks = "没有收到 项目“社保分局工作经费”的绩效目标表";
    for (place, slip) in [
        ("绩效目标表（一）!C3", "86.40"),
        ("表七!F6", "86.40"),
        ("表三!G14", "86.40"),
    ] {
        let book = without(&[2]).number(place, 68.4);
        let said = messages(&department(&book));
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].starts_with(lacks), "{said:?}");
        assert!(said[1].contains(place), "{said:?}");
        assert!(said[1].contains(&format!("68.40 → {slip}")), "{said:?}");
    }
}

/// The row of the project without a form may be wrong itself.
#[test]
fn the_amount_of_a_project_without_a_form_may_be_wrong() {
    let book = without(&[2]).number("表七!F11", 24.0);
    let said = messages(&department(&book));
    assert!(
        said[0].contains("项目“社保分局工作经费”的绩效目标表"),
        "{said:?}"
    );
    assert!(said[1].contains("24.00 → 42.00"), "{said:?}");
}

/// A row that the total does not have is one too many, and wants no form.
#[test]
fn a_row_too_many_wants_no_form() {
    let book = Book::official()
        .with("表七", |sheet| {
            sheet.shift_rows(11, 1);
            sheet.copy_rows(10..11, 1);
        })
        .text("表七!E12", "另一个项目经费支出安排")
        .number("表七!F12", 5.0)
        .number("表七!H12", 5.0);
    let said = messages(&department(&book)).join("\n");
    assert!(!said.contains("没有收到"), "{said}");
    assert!(said.contains("5.00"), "{said}");
}

/// A form under a name that no project has may be the one that seems to lack.
#[test]
fn the_names_of_forms_are_asked_about_where_one_fits_no_project() {
    let book = without(&[2])
        .text("绩效目标表（六）!F2", "设备购置")
        .number("绩效目标表（六）!C3", 17.0)
        .number("绩效目标表（六）!E3", 17.0);
    let said = messages(&department(&book));
    assert_eq!(
        said,
        [
            "绩效目标表少 1 份：项目“劳动关系、人事管理及退管工作经费”（300.00 万元）、项目“社保分局工作经费”（42.00 万元）都没有对应的绩效目标表。请补报，并核对各份的项目名称"
        ]
    );
    assert_eq!(painted(&book), 0);
}

#[test]
fn a_form_of_no_project_is_told_with_what_to_do() {
    let mut book = Book::official();
    let mut more = book.sheets.last().unwrap().clone();
    more.name = "绩效目标表（七）".to_owned();
    book.sheets.push(more);
    let book = book
        .text("绩效目标表（七）!A1", "项 目 支 出 绩 效 目 标 表（七）")
        .text("绩效目标表（七）!F2", "智慧社保平台")
        .number("绩效目标表（七）!C3", 20.0)
        .number("绩效目标表（七）!E3", 20.0);
    let found = department(&book);
    assert_eq!(
        messages(&found),
        [
            "表七没有项目“智慧社保平台”（绩效目标表（七））。多出来的请删去这张表；表七漏列的，请在表七和其他表补上这个项目"
        ]
    );
    assert_eq!(found["diagnosis"][0]["kind"], "form");
    assert_eq!(painted(&book), 0);
    // a row that 表七 lacks is another matter
    let short = Book::official().with("表七", |sheet| sheet.shift_rows(10, -1));
    let said = messages(&department(&short));
    assert!(!said.iter().any(|it| it.contains("多出来的")), "{said:?}");
}
