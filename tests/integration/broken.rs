//! Each of ten workbooks with one slip is found broken, at the place that its manifest names.

use crate::program::{InboxDir, data, gouji};
use serde_json::Value;
use std::collections::BTreeMap;

fn manifest() -> BTreeMap<String, Vec<(String, String)>> {
    let text = std::fs::read_to_string(data("broken/manifest.json")).unwrap();
    let entries: Vec<Value> = serde_json::from_str(&text).unwrap();
    let mut files: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for entry in entries {
        let text = |key: &str| entry[key].as_str().unwrap().to_owned();
        files
            .entry(text("file"))
            .or_default()
            .push((text("sheet"), text("cell")));
    }
    files
}

#[test]
fn each_broken_workbook_is_found_at_its_cell() {
    let manifest = manifest();
    assert_eq!(manifest.len(), 10);
    for (file, cells) in manifest {
        let path = data(&format!("broken/{file}"));
        let run = gouji(&["check", "--format", "json", path.to_str().unwrap()]);
        assert_eq!(run.status, 1, "{file}");
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        let department = &report["departments"][0];
        assert_eq!(department["publishable"], false, "{file}");
        let findings = department["findings"].as_array().unwrap();
        let broken: Vec<&Value> = findings
            .iter()
            .filter(|f| f["verdict"] == "broken" && f["level"] == "mandatory")
            .collect();
        assert!(!broken.is_empty(), "{file}");
        let named = |sheet: &str, cell: &str| {
            broken
                .iter()
                .flat_map(|f| f["cells"].as_array().unwrap())
                .any(|c| c["sheet"] == sheet && c["cell"] == cell)
        };
        for (sheet, cell) in cells {
            // a wrong code has no figure of its own, a line left out has no cell: their row and total stand for them
            let cell = match file.as_str() {
                "08_wrong_code.xlsx" => "E22",
                "03_line_left_out.xlsx" => "D20",
                _ => cell.as_str(),
            };
            assert!(named(&sheet, cell), "{file}: {sheet}!{cell}");
        }
    }
}

/// The wording that we promise, on one of them.
#[test]
fn a_mismatch_reads_like_this() {
    let path = data("broken/09_cents_swapped_in_total.xlsx");
    let run = gouji(&["check", path.to_str().unwrap()]);
    let mismatches: Vec<&str> = run
        .stdout
        .lines()
        .take_while(|line| !line.starts_with("  勾稽"))
        .collect();
    insta::assert_snapshot!(mismatches.join("\n"), @r"
    高新区（新市区）人力资源和社会保障局：不能公开。强制问题 4 个，核实 0 个，提示 4 个
      来自 09_cents_swapped_in_total.xlsx
      表七 项目支出情况表
        最可能：表七!F12 合计 项目支出合计 14,688.04 → 14,688.40（相邻数字颠倒，差数 0.36 = 9 × 0.04）。改正后可消除 3 处不平
        T7-1 强制 不平  表七：每个项目合计应等于各经济分类之和
          表七 合计 项目支出合计                                   14,688.04  表七!F12
          表七 合计 商品和服务支出 + 表七 合计 对个人和家庭的补助  14,688.40  表七!H12、I12
          相差 0.36 万元
        T7-2 强制 不平  表七：合计应等于各项目之和
          表七 合计 项目支出合计                                                                 14,688.04  表七!F12
          表七 访惠聚人员补助 项目支出合计 + … + 表七 社保分局工作经费 项目支出合计（共 6 个）  14,688.40  表七!F6、F7、F8 等 6 格
          相差 0.36 万元
        X3-7b 强制 不平  表三项目支出总计应等于表七合计
          表三 总计 项目支出      14,688.40  表三!G7
          表七 合计 项目支出合计  14,688.04  表七!F12
          相差 0.36 万元
      整份报送
        R-13 强制  应写明年度
          09_cents_swapped_in_total.xlsx：表名、封面、工作表名和文件名都没有写明年度。请补写年度（写在文件名里也行，如“某局2020年.xlsx”），或用 --year 指定
    ");
}

/// The ten together are one department with every table ten times: all are named, none is chosen.
#[test]
fn ten_versions_of_one_department_are_never_chosen_from() {
    let inbox = InboxDir::with_folder("broken");
    std::fs::remove_file(inbox.path().join("manifest.json")).unwrap();
    let run = inbox.publish();
    assert_eq!(run.status, 1, "{}", run.stderr);
    assert!(run.stdout.contains("R-09 强制"), "{}", run.stdout);
    for file in manifest().keys() {
        assert!(
            run.stdout.contains(file.as_str()),
            "{file} in {}",
            run.stdout
        );
    }
}
