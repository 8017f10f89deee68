//! The same in other places: a unit of 上海, in 元, with a form that stands alone; a department of 江苏, with flat lists.

use super::{blank, broken, fen, published, read, said};
use crate::calc::Value;
use crate::filling::{Filling, money};
use std::collections::BTreeSet;

/// A unit of 上海: basic and project money, a fund, other revenue if there is any, a form.
fn of_shanghai(other: i64) -> Filling {
    let mut filling = blank("shanghai-2023");
    filling.who("上海市某区某局", "", 2024);
    let (basic, project) = ("支出总表.基本支出", "支出总表.项目支出");
    // with other revenue nothing says any more what of the projects it pays for
    let general = if other == 0 { 0 } else { 30_000_000 - other };
    let rows: [(&str, &[(&str, i64)]); 4] = [
        ("2080505", &[(basic, 12_345_600)]),
        (
            "2010302",
            &[
                (project, 30_000_000),
                ("收入总表.其他收入", other),
                ("一般公共预算表.项目支出", general),
            ],
        ),
        (
            "2120803",
            &[(project, 9_900_000), ("政府性基金表.项目支出", 9_900_000)],
        ),
        ("2010301", &[(basic, 87_654_400)]),
    ];
    for (number, (code, figures)) in (0..).zip(rows) {
        filling.entry("功能科目录入", number, code, figures);
    }
    let (personnel, public) = ("基本支出表.人员经费", "基本支出表.公用经费");
    let rows = [
        ("30101", personnel, 80_000_000),
        ("30108", personnel, 12_345_600),
        ("30201", public, 7_654_400),
    ];
    for (number, (code, column, fen)) in (0..).zip(rows) {
        filling.entry("部门经济科目录入", number, code, &[(column, fen)]);
    }
    // in 万元: as much as 公用经费
    let (row, column) = filling.find_open("三公经费表", 5);
    filling.put("三公经费表", row, column, Value::Number(7.65));
    filling
}

#[test]
fn a_unit_of_shanghai_fills_in_its_blank_workbook() {
    for other in [0, 1_000_000] {
        let read = published(&of_shanghai(other));
        let all = 100_000_000 + 30_000_000 + 9_900_000;
        assert_eq!(fen(&read, "收支总表", 0, "收入总计", 0), all);
        assert_eq!(fen(&read, "支出总表", 0, "2010302", 0), 30_000_000);
        assert_eq!(
            fen(&read, "一般公共预算表", 0, "201", 0),
            87_654_400 + 30_000_000 - other
        );
        assert_eq!(fen(&read, "政府性基金表", 0, "21208", 0), 9_900_000);
        assert_eq!(fen(&read, "基本支出表", 0, "301", 0), 92_345_600);
    }
    // a fen too much
    let mut filling = of_shanghai(0);
    filling.entry(
        "部门经济科目录入",
        0,
        "30101",
        &[("基本支出表.人员经费", 80_000_001)],
    );
    let reckoned = filling.reckoned();
    assert_eq!(said(&reckoned), BTreeSet::from(["SX5-8".to_owned()]));
    assert_eq!(
        broken(&read(&reckoned.saved())),
        BTreeSet::from(["SX5-8".to_owned()])
    );
}

#[test]
fn a_form_of_shanghai_speaks_of_itself() {
    let mut filling = of_shanghai(0);
    for (number, total, year) in [("一", 40_000_000, 30_000_000), ("二", 5_000_000, 5_000_000)] {
        let sheet = format!("绩效目标表（{number}）");
        filling.put_beside(&sheet, "项目名称", Value::Text(format!("项目{number}")));
        filling.put_beside(&sheet, "其中：财政资金", money(total));
        filling.put_beside(&sheet, "其中：当年财政拨款", money(year));
    }
    let read = published(&filling);
    assert_eq!(fen(&read, "绩效目标表", 0, "项目一", 0), 40_000_000);
    let sheets = ["绩效目标表（一）", "绩效目标表（二）", "绩效目标表（三）"];
    assert_eq!(
        sheets.map(|sheet| filling.reckoned().beside(sheet)),
        ["平", "平", ""]
    );
    // a year that asks for more than the whole
    filling.put_beside(sheets[1], "其中：当年财政拨款", money(5_000_001));
    assert_eq!(
        sheets.map(|sheet| filling.reckoned().beside(sheet)),
        ["平", "请核实 SP-3 SP-4", ""]
    );
}

#[test]
fn a_department_of_jiangsu_fills_in_its_blank_workbook() {
    for fund in [0, 4_400] {
        let mut filling = blank("jiangsu-2018");
        filling.who("江苏省某厅", "", 2018);
        let (general, of_fund) = ("一般公共预算支出表.金额", "政府性基金表.金额");
        let rows = [
            ("2210201", general, 60_000),
            ("2010301", general, 940_000),
            ("2120803", of_fund, fund),
        ];
        for (number, (code, column, fen)) in (0..).zip(rows) {
            filling.entry("功能科目录入", number, code, &[(column, fen)]);
        }
        let (appropriation, running) = ("财政拨款基本支出表.金额", "机关运行经费表.金额");
        for (number, (code, fen, own)) in
            (0..).zip([("30201", 50_000, 50_000), ("30101", 650_000, 0)])
        {
            // without a fund this is the same
            let same = if fund == 0 { 0 } else { fen };
            let figures = [
                (appropriation, fen),
                (running, own),
                ("一般公共预算基本支出表.金额", same),
            ];
            filling.entry("经济科目录入", number, code, &figures);
        }
        filling.put_beside("收入总表", "公共财政拨款（补助）资金", money(1_000_000));
        if fund != 0 {
            let (row, column) = filling.find("收入总表", "政府性基金");
            filling.put("收入总表", row, column + 2, money(fund));
        }
        for (heading, fen) in [("基本支出", 700_000), ("项目支出", 300_000 + fund)] {
            let (row, column) = filling.find("支出总表", heading);
            filling.put("支出总表", row + 1, column, money(fen));
        }
        let read = published(&filling);
        assert_eq!(fen(&read, "收支总表", 0, "收入合计", 0), 1_000_000 + fund);
        assert_eq!(fen(&read, "财政拨款支出表", 0, "合计", 0), 1_000_000 + fund);
        assert_eq!(fen(&read, "一般公共预算基本支出表", 0, "合计", 0), 700_000);
        assert_eq!(fen(&read, "政府性基金表", 0, "合计", 0), fund);
        assert_eq!(fen(&read, "机关运行经费表", 0, "合计", 0), 50_000);
    }
}
