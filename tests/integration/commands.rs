//! The command line: what each command prints, in both languages, and its exit status.

use crate::book::Book;
use crate::program::{InboxDir, data, gouji, only_file};
use serde_json::Value;

#[test]
fn the_json_has_its_promised_form() {
    let path = data("broken/02_decimal_point_shifted.xlsx");
    let run = gouji(&["check", "--format", "json", path.to_str().unwrap()]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let keys = |value: &Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(keys(&report), "departments files unreadable");
    let department = &report["departments"][0];
    assert_eq!(
        keys(department),
        "department diagnosis equations files findings fiscal_year layout publishable"
    );
    assert_eq!(
        keys(&department["equations"]),
        "broken held rounding undecided"
    );
    assert_eq!(department["layout"], "xinjiang-2020");
    insta::assert_snapshot!(serde_json::to_string_pretty(&department["diagnosis"]).unwrap(), @r##"
    [
      {
        "findings": [
          0,
          1,
          2,
          3
        ],
        "kind": "cells",
        "message": "最可能：表三!G14 2080101 行政运行 项目支出 864.00 → 86.40（小数点错位，向右多移了 1 位）",
        "proposal": 0,
        "sets": [
          [
            {
              "cell": "G14",
              "column": "项目支出",
              "file": "02_decimal_point_shifted.xlsx",
              "proposed": "86.40",
              "row": "2080101 行政运行",
              "sheet": "表三",
              "slip": "decimal-shift",
              "table": "表三",
              "value": "864.00"
            }
          ]
        ]
      }
    ]
    "##);
    let finding = department["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["rule"] == "X3-7a")
        .unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(finding).unwrap(), @r##"
    {
      "cells": [
        {
          "cell": "G14",
          "column": "项目支出",
          "file": "02_decimal_point_shifted.xlsx",
          "row": "2080101 行政运行",
          "sheet": "表三",
          "side": "left",
          "table": "表三",
          "value": "864.00"
        },
        {
          "cell": "F6",
          "column": "项目支出合计",
          "file": "02_decimal_point_shifted.xlsx",
          "row": "访惠聚人员补助",
          "sheet": "表七",
          "side": "right",
          "table": "表七",
          "value": "86.40"
        }
      ],
      "difference": "777.60",
      "key": "X3-7a 表三/2080101/项目支出 ~ 表七/访惠聚人员补助/项目支出合计",
      "left": {
        "text": "表三 2080101 行政运行 项目支出",
        "value": "864.00"
      },
      "level": "mandatory",
      "message": "表三项目支出应等于表七各项目，逐项：相差 777.60 万元",
      "right": {
        "text": "表七 访惠聚人员补助 项目支出合计",
        "value": "86.40"
      },
      "rule": "X3-7a",
      "verdict": "broken"
    }
    "##);
}

#[test]
fn unreadable_files_are_in_the_json() {
    let inbox = InboxDir::new();
    inbox.add("坏.xlsx", b"no workbook");
    let report = inbox.json();
    assert_eq!(report["unreadable"][0]["file"], "坏.xlsx");
    assert!(
        report["unreadable"][0]["reason"]
            .as_str()
            .unwrap()
            .contains("不是电子表格")
    );
}

#[test]
fn a_clean_department_reads_like_this() {
    let run = gouji(&["check", only_file("official").to_str().unwrap()]);
    assert_eq!(run.status, 0);
    insta::assert_snapshot!(run.stdout, @r##"
    高新区（新市区）人力资源和社会保障局 2020 年：可以公开。强制问题 0 个，核实 0 个，提示 4 个
      来自 高新区（新市区）人力资源和社会保障局2020年部门预算公开表.xlsx
      勾稽 322 条：平 322，尾差 0，不平 0，无法判断 0

    提示（不影响公开）
      R-21 提示  同一个项目应只有一个名称
        同一个项目的名称不一致：表七“区聘人员工资福利支出”，绩效目标表（五）“区聘人员工资社保福利支出”。请改成一致
        表七!E9；绩效目标表（五）!F2
        同一个项目的名称不一致：表七“人力资源服务中心运行费”，绩效目标表（四）“就业服务中心运行费”。请改成一致
        表七!E10；绩效目标表（四）!F2
        同一个项目的名称不一致：表七“社保分局工作经费”，绩效目标表（三）“社保分局工作经费（含进区费）”。请改成一致
        表七!E11；绩效目标表（三）!F2
      R-27 提示  科目应按编码顺序排列
        表二的科目按编码从大到小排列。请从小到大排列
        表二!A7、B8、B10、C13、C14、C15、C16

    文件 1 个：读入 1（有提醒 0），未能读取 0，忽略 0。部门 1 个：可以公开 1。
    "##);
}

#[test]
fn messages_come_in_english_too() {
    let path = data("broken/09_cents_swapped_in_total.xlsx");
    let run = gouji(&["--lang", "en", "check", path.to_str().unwrap()]);
    assert_eq!(run.status, 1);
    for words in [
        "not publishable. 4 mandatory, 0 to verify, 4 hints",
        "differ by 0.36 万元",
        "322 equations: 319 hold",
        "1 files: 1 read",
    ] {
        assert!(run.stdout.contains(words), "{words} in {}", run.stdout);
    }
}

#[test]
fn rules_are_listed_and_explained() {
    let run = gouji(&["rules"]);
    assert_eq!(run.status, 0);
    assert!(
        run.stdout
            .contains("X5-6    强制  一般公共预算基本支出：表五与表六应一致"),
        "{}",
        run.stdout
    );
    let run = gouji(&["rules", "x5-6"]);
    insta::assert_snapshot!(run.stdout, @r##"
    X5-6  强制  一般公共预算基本支出：表五与表六应一致（xinjiang-2020）
      公式：表五[总计].基本支出 = 表六[总计].小计
      理由：同一笔钱，一张按功能分类，一张按经济分类。
    "##);
    let run = gouji(&["rules", "X99"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("没有 X99 这条规则"), "{}", run.stderr);
}

#[test]
fn layouts_are_listed() {
    let run = gouji(&["layouts"]);
    assert_eq!(run.status, 0);
    assert!(
        run.stdout
            .contains("xinjiang-2020  新疆部门预算公开表（2020 年）\n  表：表一、表二"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_layout_may_be_named() {
    let file = only_file("official");
    let run = gouji(&["check", "--layout", "xinjiang-2020", file.to_str().unwrap()]);
    assert_eq!(run.status, 0, "{run:?}");
    let run = gouji(&["check", "--layout", "atlantis-1", file.to_str().unwrap()]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr
            .contains("没有“atlantis-1”这种格式；有：jiangsu-2018, shanghai-2023, xinjiang-2020"),
        "{}",
        run.stderr
    );
}

#[test]
fn wrong_usage_is_status_two() {
    for arguments in [
        &["publish"][..],
        &["verify"],
        &["check", "a", "--format", "xml"],
        &["check", "a", "--year", "20"],
        &[],
    ] {
        assert_eq!(gouji(arguments).status, 2, "{arguments:?}");
    }
    assert_eq!(gouji(&["--version"]).status, 0);
    assert_eq!(gouji(&["--help"]).status, 0);
}

#[test]
fn the_output_folder_is_never_read_back() {
    let inbox = InboxDir::with_folder("official");
    let (first, second) = (inbox.publish(), inbox.publish());
    let line = "其中 1 个部门的文件没有变化，沿用上次的结果。要全部重做，请加 --force\n";
    assert_eq!(first.stdout.clone() + line, second.stdout);
    let out = inbox.path().join("结果");
    let arguments = [
        "publish",
        "--force",
        inbox.path().to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ];
    assert_eq!(gouji(&arguments).stdout, gouji(&arguments).stdout);
}

#[test]
fn inputs_are_unchanged() {
    let inbox = InboxDir::with_folder("yuan");
    let path = inbox.path().join(only_file("yuan").file_name().unwrap());
    let before = std::fs::read(&path).unwrap();
    inbox.publish();
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_gouji"))
        .arg("rules")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn tables_stand_in_the_order_of_the_layout_whatever_their_ids() {
    let templates = crate::templates::copy_of_templates();
    let folder = templates.path().join("xinjiang-2020");
    let ids = [("表二", "表1"), ("表三", "表2"), ("表九", "表10")];
    for (file, quote) in [
        ("layout.toml", "id = \""),
        ("rules.toml", ""),
        ("narrative.toml", ""),
        ("text.toml", ""),
    ] {
        let mut text = std::fs::read_to_string(folder.join(file)).unwrap();
        for (old, new) in ids {
            text = text.replace(&format!("{quote}{old}"), &format!("{quote}{new}"));
        }
        std::fs::write(folder.join(file), text).unwrap();
    }
    let inbox = InboxDir::new();
    let book = Book::official().number("表三!G14", 864.0).blank("表九!A11");
    inbox.add("a.xlsx", &book.bytes());
    let path = inbox.path().to_str().unwrap();
    let run = gouji(&[
        "check",
        "--templates",
        templates.path().to_str().unwrap(),
        path,
    ]);
    let place = |heading: &str| {
        let found = run.stdout.find(heading);
        found.unwrap_or_else(|| panic!("no {heading} in {}", run.stdout))
    };
    assert!(
        place("  表2 部门支出总体情况表") < place("  表10 政府性基金预算支出情况表"),
        "{}",
        run.stdout
    );
}

#[test]
fn help_and_mistakes_are_in_one_language() {
    let help = gouji(&["--help"]).stdout;
    assert!(help.contains("用法：gouji"), "{help}");
    for english in [
        "publishable",
        "Options",
        "Print",
        "[OPTIONS]",
        "possible values",
    ] {
        assert!(!help.contains(english), "{help}");
    }
    let english = gouji(&["--lang", "en", "publish", "--help"]).stdout;
    let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    // a folder's name stays Chinese, and so do those in the examples
    let names = ["公开表", "上年", "gouji publish"];
    let mut lines = english.lines();
    let chinese = lines
        .find(|line| line.contains(is_chinese) && !names.iter().any(|name| line.contains(name)));
    assert_eq!(chinese, None);
    assert_eq!(english.matches("\n  gouji publish").count(), 2, "{english}");
    for (arguments, expected) in [
        (&["publish"][..], "用法不对：还要写 <INBOX>"),
        (
            &["check", "a", "--format", "xml"],
            "用法不对：--format <FORMAT> 不能写 xml，可以写 text、json",
        ),
        (
            &["check", "a", "--yaer", "2020"],
            "用法不对：没有 --yaer 这个选项（是不是 --year？）",
        ),
        (
            &["publish", "a", "-v", "-q"],
            "用法不对：--verbose 不能和 --quiet 一起写",
        ),
    ] {
        let run = gouji(arguments);
        assert_eq!(run.status, 2);
        assert!(run.stderr.starts_with(expected), "{}", run.stderr);
        assert!(run.stderr.contains("gouji --help"), "{}", run.stderr);
    }
}

#[test]
fn shells_complete_commands() {
    for (shell, part) in [
        ("bash", "complete -F _gouji"),
        ("powershell", "Register-ArgumentCompleter"),
        ("man", ".TH gouji"),
    ] {
        let run = gouji(&["completions", shell]);
        assert_eq!(run.status, 0);
        assert!(run.stdout.contains(part), "{shell}: {}", run.stdout);
    }
}
