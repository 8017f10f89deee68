//! Which cell is wrong, and what it should be.

use crate::book::Book;
use crate::department::Department;
use crate::program::{InboxDir, data, gouji, seed_template};
use crate::trials::{Chance, SLIPS, budgets, figures, found, slip};
use gouji::reconcile::reconcile;
use serde_json::Value;

/// The JSON of the only department of a workbook.
fn department(path: &std::path::Path) -> Value {
    let run = gouji(&["check", "--format", "json", path.to_str().unwrap()]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    report["departments"][0].clone()
}

fn diagnosis(book: &Book) -> Value {
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &book.bytes());
    inbox.json()["departments"][0]["diagnosis"].clone()
}

/// Kind, proposal and all sets in short: `cells 0: G14 864.00>86.40 decimal-shift`.
fn short(diagnosis: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let mend = |it: &Value| {
        format!(
            "{}!{} {}>{} {}",
            text(&it["sheet"]),
            text(&it["cell"]),
            text(&it["value"]),
            text(&it["proposed"]),
            text(&it["slip"])
        )
    };
    let one = |it: &Value| {
        let set = |set: &Value| {
            set.as_array()
                .unwrap()
                .iter()
                .map(mend)
                .collect::<Vec<_>>()
                .join(" + ")
        };
        let sets: Vec<String> = it["sets"].as_array().unwrap().iter().map(set).collect();
        format!(
            "{} {}: {}",
            text(&it["kind"]),
            it["proposal"],
            sets.join(" | ")
        )
    };
    diagnosis
        .as_array()
        .unwrap()
        .iter()
        .map(one)
        .collect::<Vec<_>>()
        .join("\n")
}

/// What the manifest says is what is found, as far as the equations tell.
#[test]
fn each_broken_workbook_is_diagnosed() {
    let mut all = String::new();
    let mut files: Vec<_> = std::fs::read_dir(data("broken"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    for path in files
        .iter()
        .filter(|path| path.extension().is_some_and(|it| it == "xlsx"))
    {
        let found = short(&department(path)["diagnosis"]);
        all.push_str(&format!(
            "{}\n{found}\n",
            path.file_stem().unwrap().to_str().unwrap()
        ));
    }
    insta::assert_snapshot!(all, @r"
    01_swapped_digits
    cells null: 表六!D13 84.93>89.43 digits-swapped + 表六!E13 84.93>89.43 digits-swapped | 表六!D18 82.71>87.21 digits-swapped + 表六!E18 82.71>87.21 digits-swapped | 表六!D10 211.48>215.98 - + 表六!E10 211.48>215.98 - | 表六!D11 185.21>189.71 - + 表六!E11 185.21>189.71 - | 表六!D12 113.73>118.23 - + 表六!E12 113.73>118.23 - | 表六!D15 42.17>46.67 - + 表六!E15 42.17>46.67 - | 表六!D16 8.61>13.11 - + 表六!E16 8.61>13.11 - | 表六!D17 2.46>6.96 - + 表六!E17 2.46>6.96 - | 表六!D19 369.02>373.52 - + 表六!E19 369.02>373.52 - | 表六!D14 68.85>73.35 - + 表六!E14 68.85>73.35 -
    02_decimal_point_shifted
    cells 0: 表三!G14 864.00>86.40 decimal-shift
    03_line_left_out
    line 0: 表六!- ->小计 7.13，公用经费 7.13 line-left-out
    04_amount_doubled
    cells 0: 表七!F11 84.00>42.00 line-counted-twice
    05_yuan_for_wan_yuan
    cells 0: 表七!H8 3000000.00>300.00 yuan-for-wan-yuan
    06_sign_error
    cells 0: 表二!F15 -110.00>110.00 sign
    07_total_digits_swapped
    cells 0: 表五!E7 16027.23>16072.23 digits-swapped
    08_wrong_code
    code 0: 表三!C22 07>05 wrong-code
    09_cents_swapped_in_total
    cells 0: 表七!F12 14688.04>14688.40 digits-swapped
    10_total_blank
    cells 0: 表一!D35 ->16072.23 left-blank
    ");
}

/// Two tables that disagree everywhere are one thing to say.
#[test]
fn a_table_in_another_unit_is_said_once() {
    let yuan = Book::official().with("表五", |sheet| {
        for cell in sheet.cells.values_mut() {
            if let crate::book::Cell::Number(number) = cell {
                *number *= 10_000.0;
            }
        }
    });
    let found = diagnosis(&yuan);
    assert_eq!(short(&found), "table null: ");
    assert_eq!(
        found[0]["message"],
        "表五 整表与其他表不符（整张表按元填写，应为万元）"
    );
}

#[test]
fn an_older_version_of_a_table_is_said_once() {
    let mut older = Department::full();
    for (_, fen) in &mut older.basic {
        *fen += 12_345;
    }
    for project in &mut older.projects {
        project.fen += 54_321;
    }
    let mut book = Department::full().book();
    *book.sheet("表三") = older.book().sheet("表三").clone();
    let found = diagnosis(&book);
    assert_eq!(short(&found), "table null: ");
    assert_eq!(
        found[0]["message"],
        "表三 整表与其他表不符。请核对是否报送了旧版本"
    );
}

#[test]
fn a_figure_that_cannot_be_read_is_filled_in_by_the_others() {
    let found = diagnosis(&Book::official().text("表三!G14", "约86"));
    assert_eq!(short(&found), "cells 0: 表三!G14 约86>86.40 -");
}

#[test]
fn independent_errors_are_told_apart() {
    let book = Book::official()
        .number("表三!G14", 864.0)
        .number("表七!F12", 14_688.04);
    let found = short(&diagnosis(&book));
    insta::assert_snapshot!(found, @r"
    cells 0: 表三!G14 864.00>86.40 decimal-shift
    cells 0: 表七!F12 14688.04>14688.40 digits-swapped
    ");
}

#[test]
fn a_line_that_other_tables_have_is_named() {
    let book = Department::full().book().with("表三", |sheet| {
        let row = sheet
            .cells
            .iter()
            .find(|(_, cell)| {
                **cell == crate::book::Cell::Text("机关事业单位基本养老保险缴费支出".to_owned())
            })
            .unwrap()
            .0
            .0;
        sheet.shift_rows(row, -1);
    });
    assert_eq!(
        short(&diagnosis(&book)),
        "line 0: 表三!- ->合计 688.50，基本支出 688.50 line-left-out"
    );
}

/// A book whose columns for codes are blank.
fn without_codes(table: &str) -> Book {
    Book::official().with(table, |sheet| {
        let first = if table == "表七" { 5 } else { 6 };
        sheet.cells.retain(|(row, column), cell| {
            let is_code = *row >= first && *column < 3;
            !is_code || matches!(cell, crate::book::Cell::Text(text) if text.contains(['合', '备']))
        });
    })
}

#[test]
fn blank_columns_for_codes_are_said_once() {
    for (table, codes) in [
        (
            "表三",
            [
                "9 公共安全支出 204；10 其他公共安全支出 20499；11 其他公共安全支出 2049901；",
                "14 行政运行 2080101",
            ],
        ),
        (
            "表五",
            [
                "9 公共安全支出 204；10 其他公共安全支出 20499；11 其他公共安全支出 2049901；",
                "14 行政运行 2080101",
            ],
        ),
        (
            "表七",
            [
                "6 行政运行 2080101；7 公益性岗位补贴 2080705；",
                "11 社会保险业务管理事务 2080107",
            ],
        ),
    ] {
        let inbox = InboxDir::new();
        inbox.add("2020年.xlsx", &without_codes(table).bytes());
        let run = inbox.check();
        let said = run.stdout;
        assert_eq!(run.status, 1, "{said}");
        assert!(said.contains("强制问题 1 个"), "{said}");
        assert!(
            said.contains(&format!("{table}的科目编码一格也没有填")),
            "{said}"
        );
        for part in codes {
            assert!(said.contains(part), "{said}");
        }
    }
    // a name that no other table has
    let book = without_codes("表三").text("表三!D14", "行政办公");
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &book.bytes());
    let said = inbox.check().stdout;
    assert!(said.contains("其他表没有同样名称的：行政办公"), "{said}");
    // one code is enough to be another matter
    let book = without_codes("表三").text("表三!A9", "204");
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &book.bytes());
    let said = inbox.check().stdout;
    assert!(!said.contains("一格也没有填"), "{said}");
}

#[test]
fn the_mistyped_code_of_a_project_is_named() {
    let book = Book::official().text("表七!C6", "99");
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &book.bytes());
    let said = inbox.check().stdout;
    assert!(
        said.contains("表七!C6 访惠聚人员补助 科目编码 2080199 → 2080101（编码打错）"),
        "{said}"
    );
    assert!(!said.contains("下列"), "{said}");
    // a project that bears the name of its code is not suspected
    let book = book.text("表七!D6", "其他人力资源和社会保障管理事务支出");
    let inbox = InboxDir::new();
    inbox.add("2020年.xlsx", &book.bytes());
    let said = inbox.check().stdout;
    assert!(!said.contains("编码打错"), "{said}");
}

/// Residues of rounding are no errors, and do not hide one.
#[test]
fn an_error_is_found_among_rounding_residues() {
    // the total of 表八 is one fen more than its printed parts; beside it a real slip
    let book = Department::full()
        .book()
        .number("表八!A5", 235.01)
        .number("表三!E5", 817_845.67);
    let found = short(&diagnosis(&book));
    assert_eq!(found, "cells 0: 表三!E5 817845.67>828606.27 -");
}

#[test]
fn the_wrong_cell_is_always_among_the_sets() {
    let rules = seed_template().rules;
    let mut chance = Chance(2020);
    for budget in budgets(6, &mut chance) {
        let clean = reconcile(&rules, &budget);
        let figures = figures(&budget, &clean);
        for kind in SLIPS {
            for _ in 0..4 {
                let (id, equations) = figures[chance.below(figures.len())];
                let Some(wrong) = slip(kind, &budget, &clean, id, &mut chance) else {
                    continue;
                };
                let Some(found) = found(&rules, &budget, &[(id, wrong)]) else {
                    continue;
                };
                let place = &budget.fact(id).at;
                assert!(found.contained, "{kind} {place}: {found:?}");
                assert!(found.ties > 1 || found.right, "{kind} {place}: {found:?}");
                assert!(
                    equations < 2 || found.ties > 1 || found.first,
                    "{kind} {place}: {found:?}"
                );
            }
        }
    }
}

/// What goes back: the submitted workbook with the wrong cell marked, and a letter to paste.
#[test]
fn the_marked_file_and_a_letter_go_back() {
    let inbox = InboxDir::new();
    let submitted = Book::official().number("表三!G14", 864.0).bytes();
    inbox.add("一/2020年 报送.xlsx", &submitted);
    let run = inbox.publish();
    assert_eq!(run.status, 1, "{}", run.stderr);
    assert!(run.stdout.contains("  退回 → "), "{}", run.stdout);
    let folder = inbox.path().join("公开表/退回");
    let returned = std::fs::read(folder.join("一/2020年 报送.xlsx")).unwrap();
    assert_ne!(returned, submitted);
    assert_eq!(
        Book::from_bytes(&returned).sheets.len(),
        Book::from_bytes(&submitted).sheets.len()
    );
    let letter =
        std::fs::read_to_string(folder.join("高新区（新市区）人力资源和社会保障局退回意见.txt"))
            .unwrap()
            .replace('\r', "");
    // the last line has the day of the program
    let (letter, program) = letter.split_once("\n\n（由勾稽").unwrap();
    assert!(program.contains("核对"), "{program}");
    insta::assert_snapshot!(letter.trim_start_matches('\u{feff}'), @r"
    高新区（新市区）人力资源和社会保障局2020年部门预算公开表 退回意见

    高新区（新市区）人力资源和社会保障局：

    你单位报送的表有 4 个问题，归为下列 1 条，请改正后重新报送。金额单位：万元。
    随附的文件里，红色的有误，橙色的可能有误，批注写明怎么改。

    【请改正】
    1. 表三!G14 2080101 行政运行 项目支出 864.00 → 86.40（小数点错位，向右多移了 1 位）。改这一格可消除 4 处不平。
    ");
    // once it is mended nothing of that stays
    inbox.add("一/2020年 报送.xlsx", &Book::official().bytes());
    assert_eq!(inbox.publish().status, 0);
    assert!(!folder.join("一/2020年 报送.xlsx").exists());
    assert!(
        !folder
            .join("高新区（新市区）人力资源和社会保障局退回意见.txt")
            .exists()
    );
}

#[test]
fn a_mended_file_says_what_has_changed() {
    let inbox = InboxDir::new();
    inbox.add(
        "一.xlsx",
        &Book::official()
            .number("表三!G14", 864.0)
            .number("表八!A7", 1.0)
            .bytes(),
    );
    let path = inbox.path().to_str().unwrap().to_owned();
    let report = inbox.path().with_extension("json");
    std::fs::write(&report, gouji(&["check", "--format", "json", &path]).stdout).unwrap();
    std::fs::remove_file(inbox.path().join("一.xlsx")).unwrap();
    inbox.add(
        "二.xlsx",
        &Book::official().number("表七!F12", 14_688.04).bytes(),
    );
    let run = gouji(&["check", "--since", report.to_str().unwrap(), &path]);
    let last: Vec<&str> = run
        .stdout
        .lines()
        .skip_while(|line| !line.starts_with("与上次相比"))
        .collect();
    assert!(last[0].starts_with("与上次相比：已改正 "), "{}", run.stdout);
    assert!(
        last.iter()
            .any(|line| line.contains("已改正") && line.contains("X3-7a")),
        "{}",
        run.stdout
    );
    assert!(
        last.iter()
            .any(|line| line.contains("新出现") && line.contains("T7-2")),
        "{}",
        run.stdout
    );
    let json = gouji(&[
        "check",
        "--format",
        "json",
        "--since",
        report.to_str().unwrap(),
        &path,
    ])
    .stdout;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["since"]["new"], 3);
    // as PowerShell's > writes it
    let text = std::fs::read_to_string(&report).unwrap();
    let units = text.encode_utf16();
    for (mark, bytes) in [
        (
            [0xff, 0xfe],
            units
                .clone()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<u8>>(),
        ),
        ([0xfe, 0xff], units.flat_map(u16::to_be_bytes).collect()),
    ] {
        std::fs::write(&report, [&mark[..], &bytes].concat()).unwrap();
        let again = gouji(&["check", "--since", report.to_str().unwrap(), &path]);
        assert_eq!(again.stdout, run.stdout);
    }
    assert_eq!(gouji(&["check", "--since", "没有.json", &path]).status, 2);
    std::fs::remove_file(report).unwrap();
}

#[test]
fn a_row_with_another_name_has_the_same_findings() {
    let book = |name: &str| {
        Book::official()
            .number("表三!G14", 864.0)
            .text("表三!D14", name)
            .bytes()
    };
    let inbox = InboxDir::new();
    inbox.add("一.xlsx", &book("行政运转"));
    let path = inbox.path().to_str().unwrap().to_owned();
    let report = gouji(&["check", "--format", "json", &path]).stdout;
    let mut older: Value = serde_json::from_str(&report).unwrap();
    let findings = older["departments"][0]["findings"].as_array_mut().unwrap();
    let count = findings.len();
    for finding in findings {
        finding.as_object_mut().unwrap().remove("key").unwrap();
    }
    inbox.add("一.xlsx", &book("行政运专"));
    for earlier in [report, older.to_string()] {
        inbox.add("上次.json", earlier.as_bytes());
        let last = inbox.path().join("上次.json");
        let run = gouji(&["check", "--since", last.to_str().unwrap(), &path]);
        let said = format!("已改正 0，新出现 0，还没改 {count}。");
        assert!(run.stdout.contains(&said), "{said} in {}", run.stdout);
    }
}
