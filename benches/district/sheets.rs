//! The fifteen sheets of a department as the seed lays them out: nine tables, then a form for each project.
//! Laid out by hand; shares nothing with the program but the published list of codes.

use crate::lines::{Lines, Project};
use std::collections::{BTreeMap, BTreeSet};

pub struct Sheet {
    pub name: String,
    pub widths: Vec<f64>,
    pub cells: Vec<Cell>,
    pub rows: u32,
}

/// A cell, or a merged range by its first one.
pub struct Cell {
    pub row: u32,
    pub column: u16,
    pub rows: u32,
    pub columns: u16,
    pub says: Says,
    pub look: Look,
}

pub enum Says {
    Nothing,
    Text(String),
    Hundreds(i64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Look {
    Plain,
    Title,
    Header,
    Text,
    Code,
    Figure,
}

const REMARK: &str = "备注：无内容应公开空表并说明情况。";

const CLASSES: &[&str] = &[
    "201", "202", "203", "204", "205", "206", "207", "208", "210", "211", "212", "213", "214",
    "215", "216", "217", "219", "220", "221", "222", "224", "227", "229", "230", "231", "232",
    "233",
];

pub const FUNCTIONAL: &str = include_str!("../../templates/classification/functional-2020.csv");
pub const ECONOMIC: &str =
    include_str!("../../templates/classification/economic-department-2020.csv");

/// What the tables add up: basic and project money of the general budget, project money of the fund budget.
pub type ByItem = BTreeMap<&'static str, [i64; 3]>;

pub fn name_of(list: &str, code: &str) -> String {
    let mut lines = list.lines().filter_map(|line| {
        line.strip_prefix(code)?
            .strip_prefix(',')?
            .split(',')
            .next()
    });
    lines
        .next()
        .unwrap_or_else(|| panic!("no code {code}"))
        .to_owned()
}

pub fn by_item(lines: &Lines) -> ByItem {
    let mut items = ByItem::new();
    for (code, hundreds) in &lines.basic {
        items.entry(code).or_default()[0] += hundreds;
    }
    for project in &lines.projects {
        items.entry(project.code).or_default()[if project.fund { 2 } else { 1 }] +=
            project.hundreds;
    }
    items
}

pub fn all(lines: &Lines) -> Vec<Sheet> {
    let items = by_item(lines);
    let spent = |name, title, head, sum, split: fn([i64; 3]) -> [i64; 2]| {
        let lines_of = |code: &str| {
            let [basic, project] = split(total(&items, code));
            vec![basic + project, basic, project]
        };
        expenditure(lines, (name, title), head, sum, &items, lines_of)
    };
    let mut sheets = vec![
        totals(lines, &items),
        revenue(lines, &items),
        spent(
            "表三",
            "部门支出总体情况表",
            "支出预算",
            "合 计",
            |[b, p, f]| [b, p + f],
        ),
        appropriation(lines, &items),
        spent(
            "表五",
            "一般公共预算支出情况表",
            "一般公共预算支出",
            "小计",
            |[b, p, _]| [b, p],
        ),
        economic(lines),
        projects(lines),
        three_publics(lines),
        spent(
            "表九",
            "政府性基金预算支出情况表",
            "政府性基金预算支出",
            "小计",
            |[_, _, f]| [0, f],
        ),
    ];
    sheets.extend(
        (1..)
            .zip(&lines.projects)
            .map(|(number, project)| form(lines, number, project)),
    );
    sheets
}

pub fn total(items: &ByItem, code: &str) -> [i64; 3] {
    let below = items.iter().filter(|(item, _)| item.starts_with(code));
    below.fold([0; 3], |sum, (_, own)| {
        [sum[0] + own[0], sum[1] + own[1], sum[2] + own[2]]
    })
}

/// Codes with all that are above them, in order.
fn with_parents<'a>(codes: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    codes
        .flat_map(|code| [3, 5, 7].into_iter().filter_map(|end| code.get(..end)))
        .collect()
}

fn totals(lines: &Lines, items: &ByItem) -> Sheet {
    let widths = &[44.0, 16.0, 32.0, 16.0];
    let mut sheet = Sheet::table(
        lines,
        ("表一", "部门收支总体情况表"),
        widths,
        &["收 入|<|支 出|<", "项 目|预算数|功能分类|预算数"],
    );
    let [basic, project, fund] = total(items, "");
    let (general, all) = (basic + project, basic + project + fund);
    let left = [
        ("财政拨款（补助）", all),
        ("一般公共预算", general),
        ("政府性基金预算", fund),
        ("教育收费（财政专户）", 0),
        ("事业收入", 0),
        ("事业单位经营收入", 0),
        ("其他收入", 0),
        ("用事业基金弥补收支差额", 0),
    ];
    for (index, class) in CLASSES.iter().enumerate() {
        let (label, hundreds) = left.get(index).copied().unwrap_or_default();
        let own: i64 = total(items, class).iter().sum();
        sheet.lines(&[
            (label, &[hundreds]),
            (&format!("{class} {}", name_of(FUNCTIONAL, class)), &[own]),
        ]);
    }
    sheet.lines(&[("小 计", &[all]), ("小 计", &[all])]);
    sheet.lines(&[
        ("单位上年结余（不包括国库集中支付额度结余）", &[0]),
        ("", &[0]),
    ]);
    sheet.lines(&[("收 入 总 计", &[all]), ("支 出 合 计", &[all])]);
    sheet.remark()
}

fn revenue(lines: &Lines, items: &ByItem) -> Sheet {
    let widths = &[
        5.0, 4.0, 4.0, 32.0, 12.0, 12.0, 10.0, 10.0, 9.0, 9.0, 9.0, 11.0, 16.0,
    ];
    let header = [
        "功能分类科目|<|<|<|总计|一般公共预算拨款|政府性基金预算|财政专户管理资金|事业收入|事业单位经营收入|其他收入|用事业基金弥补收支差额|单位上年结余（不包括国库集中支付额度结余）",
        "类|款|项|科目名称|^|^|^|^|^|^|^|^|^",
    ];
    let mut sheet = Sheet::table(lines, ("表二", "部门收入总体情况表"), widths, &header);
    let figures = |code: &str| {
        let [basic, project, fund] = total(items, code);
        vec![
            basic + project + fund,
            basic + project,
            fund,
            0,
            0,
            0,
            0,
            0,
            0,
        ]
    };
    sheet.coded("", 3, &lines.name, &figures(""));
    for code in with_parents(items.keys().copied()) {
        sheet.coded(code, 3, &name_of(FUNCTIONAL, code), &figures(code));
    }
    sheet.closing("总计", 4, &figures(""));
    sheet.remark()
}

fn expenditure(
    lines: &Lines,
    name: (&str, &str),
    head: &str,
    sum: &str,
    items: &ByItem,
    figures: impl Fn(&str) -> Vec<i64>,
) -> Sheet {
    let header = [
        format!("项目|<|<|<|{head}|<|<"),
        format!("功能分类科目编码|<|<|功能分类科目名称|{sum}|基本支出|项目支出"),
        "类|款|项|^|^|^|^".to_owned(),
    ];
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut sheet = Sheet::table(
        lines,
        name,
        &[6.0, 5.0, 5.0, 36.0, 14.0, 14.0, 14.0],
        &header,
    );
    if figures("")[0] == 0 {
        return sheet.empty("备注：未安排此项支出，此表为空表");
    }
    sheet.coded("", 3, "总计:", &figures(""));
    sheet.coded("", 3, &lines.name, &figures(""));
    for code in with_parents(items.keys().copied().filter(|code| figures(code)[0] != 0)) {
        sheet.coded(code, 3, &name_of(FUNCTIONAL, code), &figures(code));
    }
    sheet.closing("合计", 4, &figures(""));
    sheet.remark()
}

fn appropriation(lines: &Lines, items: &ByItem) -> Sheet {
    let header = [
        "财政拨款收入|<|财政拨款支出|<|<|<",
        "项 目|合计|功 能 分 类|合计|一般公共预算|政府性基金预算",
    ];
    let widths = &[22.0, 14.0, 32.0, 14.0, 14.0, 14.0];
    let mut sheet = Sheet::table(
        lines,
        ("表四", "财政拨款收支预算总体情况表"),
        widths,
        &header,
    );
    let [basic, project, fund] = total(items, "");
    let (general, all) = (basic + project, basic + project + fund);
    let left = [
        ("财政拨款（补助）", all),
        ("一般公共预算", general),
        ("政府性基金预算", fund),
    ];
    for (index, class) in CLASSES.iter().enumerate() {
        let (label, hundreds) = left.get(index).copied().unwrap_or_default();
        let [b, p, f] = total(items, class);
        let own = format!("{class} {}", name_of(FUNCTIONAL, class));
        sheet.lines(&[(label, &[hundreds]), (&own, &[b + p + f, b + p, f])]);
    }
    sheet.lines(&[
        ("收 入 总 计", &[all]),
        ("支 出 总 计", &[all, general, fund]),
    ]);
    sheet.remark()
}

fn economic(lines: &Lines) -> Sheet {
    let header = [
        "项目|<|<|一般公共预算基本支出|<|<",
        "经济分类科目编码|<|经济分类科目名称|小计|人员经费|公用经费",
        "类|款|^|^|^|^",
    ];
    let widths = &[7.0, 7.0, 36.0, 14.0, 14.0, 14.0];
    let mut sheet = Sheet::table(
        lines,
        ("表六", "一般公共预算基本支出情况表"),
        widths,
        &header,
    );
    let figures = |code: &str| {
        let of = |classes: &[&str]| -> i64 {
            let own = |group: &str| {
                group.starts_with(code) && classes.iter().any(|class| group.starts_with(class))
            };
            lines
                .economic
                .iter()
                .filter(|(group, _)| own(group))
                .map(|(_, hundreds)| hundreds)
                .sum()
        };
        let (personnel, public_use) = (of(&["301", "303"]), of(&["302"]));
        vec![personnel + public_use, personnel, public_use]
    };
    sheet.coded("", 2, "总计:", &figures(""));
    sheet.coded("", 2, &lines.name, &figures(""));
    for code in with_parents(lines.economic.iter().map(|(group, _)| *group)) {
        sheet.coded(code, 2, &name_of(ECONOMIC, code), &figures(code));
    }
    sheet.closing("合计", 3, &figures(""));
    sheet.remark()
}

fn projects(lines: &Lines) -> Sheet {
    let header = [
        "科目编码|<|<|科目|项目名称|项目支出合计|工资福利支出|商品和服务支出|对个人和家庭的补助|债务利息及费用支出|资本性支出（基本建设）|资本性支出|对企业补助（基本建设）|对企业补助|对社会保障基金补助|其他支出",
        "类|款|项|^|^|^|^|^|^|^|^|^|^|^|^|^",
    ];
    let widths = &[
        5.0, 4.0, 4.0, 19.0, 21.0, 12.0, 11.0, 12.0, 10.0, 9.0, 10.0, 9.0, 10.0, 9.0, 10.0, 8.0,
    ];
    let mut sheet = Sheet::table(lines, ("表七", "项目支出情况表"), widths, &header);
    let mut all = vec![0; 11];
    for project in &lines.projects {
        let mut figures = vec![0; 11];
        (figures[0], figures[1 + project.class]) = (project.hundreds, project.hundreds);
        all.iter_mut()
            .zip(&figures)
            .for_each(|(sum, hundreds)| *sum += hundreds);
        let row = sheet.rows;
        sheet.coded(project.code, 3, &name_of(FUNCTIONAL, project.code), &[]);
        sheet.put(row, 4, (1, 1), Says::Text(project.name.clone()), Look::Text);
        sheet.figures(row, 5, &figures);
    }
    sheet.closing("合计", 5, &all);
    sheet.remark()
}

fn three_publics(lines: &Lines) -> Sheet {
    let header = [
        "合计|因公出国（境）费|公务用车购置及运行费|<|<|公务接待费",
        "^|^|小计|公务用车购置费|公务用车运行费|^",
    ];
    let widths = &[16.0, 18.0, 14.0, 18.0, 18.0, 16.0];
    let mut sheet = Sheet::table(
        lines,
        ("表八", "一般公共预算“三公”经费支出情况表"),
        widths,
        &header,
    );
    let [abroad, purchase, running, reception] = lines.three_publics;
    let cars = purchase + running;
    sheet.figures(
        sheet.rows,
        0,
        &[
            abroad + cars + reception,
            abroad,
            cars,
            purchase,
            running,
            reception,
        ],
    );
    sheet
}

fn form(lines: &Lines, number: usize, project: &Project) -> Sheet {
    let mut sheet = Sheet::new(
        format!("绩效目标表（{number}）"),
        &[17.0, 17.0, 14.0, 17.0, 14.0, 14.0, 22.0],
    );
    let text = |text: &str| Says::Text(text.to_owned());
    sheet.put(
        0,
        0,
        (1, 7),
        text(&format!("项 目 支 出 绩 效 目 标 表（{number}）")),
        Look::Title,
    );
    sheet.put(1, 0, (1, 1), text("预算单位"), Look::Header);
    sheet.put(1, 1, (1, 3), text(&lines.name), Look::Text);
    sheet.put(1, 4, (1, 1), text("项目名称"), Look::Header);
    sheet.put(1, 5, (1, 2), text(&project.name), Look::Text);
    for (column, label, hundreds) in [
        (1, "年度资金总额：", project.hundreds),
        (3, "其中：财政拨款", project.hundreds),
        (5, "其他资金", 0),
    ] {
        sheet.put(2, column, (1, 1), text(label), Look::Header);
        sheet.put(
            2,
            column + 1,
            (1, 1),
            Says::Hundreds(hundreds),
            Look::Figure,
        );
    }
    sheet.put(2, 0, (1, 1), text("项目资金（万元）"), Look::Header);
    sheet.put(3, 0, (1, 1), text("项目总体目标"), Look::Header);
    let goal = format!(
        "完成{}的全年任务：充分发挥行业优势与职能作用，积极统筹协调各方力量，把为民办实事、做好事、解难事作为工作的出发点和落脚点。",
        project.name
    );
    sheet.put(3, 1, (1, 6), text(&goal), Look::Text);
    let heads = [
        (0, 1, "一级指标"),
        (1, 1, "二级指标"),
        (2, 3, "三级指标"),
        (5, 2, "指标值（包含数字及文字描述）"),
    ];
    heads.iter().for_each(|(column, columns, head)| {
        sheet.put(4, *column, (1, *columns), text(head), Look::Header)
    });
    let share = format!("≤{}万元", money(project.hundreds));
    let targets = [
        (
            "项目完成指标",
            7,
            "成本指标",
            2,
            "总项目成本",
            share.as_str(),
        ),
        ("", 0, "", 0, "补助人均标准", "1800元/人/月"),
        ("", 0, "时效指标", 2, "资金执行及时到位率", "100%"),
        ("", 0, "", 0, "资金及时拨付率", "100%"),
        ("", 0, "数量指标", 1, "补助人数", "40人"),
        ("", 0, "质量指标", 2, "按考勤执行", "100%"),
        ("", 0, "", 0, "协助社区完成工作", "100%"),
        ("项目效益指标", 5, "经济效益指标", 1, "", ""),
        (
            "",
            0,
            "可持续影响指标",
            1,
            "持续解决所在社区居民困难",
            "≥1年",
        ),
        ("", 0, "社会效益指标", 2, "有效解决社会居民困难", "有效"),
        ("", 0, "", 0, "有效完善工作队工作职能", "有效"),
        ("", 0, "生态效益指标", 1, "", ""),
        ("满意度指标", 1, "满意度指标", 1, "社区干部满意度", "≥95%"),
    ];
    for (row, (first, rows, second, below, third, target)) in (5..).zip(targets) {
        if rows > 0 {
            sheet.put(row, 0, (rows, 1), text(first), Look::Text);
        }
        if below > 0 {
            sheet.put(row, 1, (below, 1), text(second), Look::Text);
        }
        sheet.put(row, 2, (1, 3), text(third), Look::Text);
        sheet.put(row, 5, (1, 2), text(target), Look::Text);
    }
    sheet
}

/// Hundreds of 元 as 万元.
pub fn money(hundreds: i64) -> f64 {
    // from text, so that the number is the nearest to its decimals
    format!("{}.{:02}", hundreds / 100, hundreds % 100)
        .parse()
        .unwrap()
}

impl Sheet {
    fn new(name: String, widths: &[f64]) -> Self {
        Self {
            name,
            widths: widths.to_vec(),
            cells: Vec::new(),
            rows: 0,
        }
    }

    /// A table down to its header, which is drawn as text: `<` is merged to the left, `^` upwards.
    fn table(lines: &Lines, (name, title): (&str, &str), widths: &[f64], header: &[&str]) -> Self {
        let mut sheet = Self::new(name.to_owned(), widths);
        let columns = u16::try_from(widths.len()).unwrap();
        let text = |text: String| Says::Text(text);
        sheet.put(0, 0, (1, 1), text(format!("{name}：")), Look::Plain);
        sheet.put(
            1,
            0,
            (1, columns),
            text(format!("2020年{title}")),
            Look::Title,
        );
        sheet.put(
            2,
            0,
            (1, columns - 1),
            text(format!("编制部门：{}", lines.name)),
            Look::Plain,
        );
        sheet.put(
            2,
            columns - 1,
            (1, 1),
            text("单位：万元".to_owned()),
            Look::Plain,
        );
        let drawn: Vec<Vec<&str>> = header.iter().map(|row| row.split('|').collect()).collect();
        for (row, cells) in drawn.iter().enumerate() {
            for (column, cell) in cells
                .iter()
                .enumerate()
                .filter(|(_, cell)| !["<", "^"].contains(*cell))
            {
                let right = 1 + cells[column + 1..]
                    .iter()
                    .take_while(|cell| **cell == "<")
                    .count();
                let down = 1 + drawn[row + 1..]
                    .iter()
                    .take_while(|below| below[column] == "^")
                    .count();
                let (row, column) = (
                    3 + u32::try_from(row).unwrap(),
                    u16::try_from(column).unwrap(),
                );
                let size = (u32::try_from(down).unwrap(), u16::try_from(right).unwrap());
                sheet.put(row, column, size, text((*cell).to_owned()), Look::Header);
            }
        }
        sheet
    }

    fn put(&mut self, row: u32, column: u16, (rows, columns): (u32, u16), says: Says, look: Look) {
        let says = match says {
            Says::Text(text) if text.is_empty() => Says::Nothing,
            Says::Hundreds(0) => Says::Nothing,
            says => says,
        };
        self.rows = self.rows.max(row + rows);
        self.cells.push(Cell {
            row,
            column,
            rows,
            columns,
            says,
            look,
        });
    }

    fn figures(&mut self, row: u32, column: u16, figures: &[i64]) {
        for (column, hundreds) in (column..).zip(figures) {
            self.put(row, column, (1, 1), Says::Hundreds(*hundreds), Look::Figure);
        }
    }

    /// A row of halves, each a label and its figures.
    fn lines(&mut self, halves: &[(&str, &[i64])]) {
        let (row, mut column) = (self.rows, 0);
        for (label, figures) in halves {
            self.put(
                row,
                column,
                (1, 1),
                Says::Text((*label).to_owned()),
                Look::Text,
            );
            self.figures(row, column + 1, figures);
            column += 1 + u16::try_from(figures.len()).unwrap();
        }
    }

    fn coded(&mut self, code: &str, depth: u16, name: &str, figures: &[i64]) {
        let row = self.rows;
        let parts = [code.get(..3), code.get(3..5), code.get(5..7)].map(Option::unwrap_or_default);
        for (column, part) in (0..depth).zip(parts) {
            self.put(row, column, (1, 1), Says::Text(part.to_owned()), Look::Code);
        }
        self.put(row, depth, (1, 1), Says::Text(name.to_owned()), Look::Text);
        self.figures(row, depth + 1, figures);
    }

    fn closing(&mut self, label: &str, columns: u16, figures: &[i64]) {
        let row = self.rows;
        self.put(
            row,
            0,
            (1, columns),
            Says::Text(label.to_owned()),
            Look::Header,
        );
        self.figures(row, columns, figures);
    }

    fn remark(self) -> Self {
        self.empty(REMARK)
    }

    fn empty(mut self, remark: &str) -> Self {
        let columns = u16::try_from(self.widths.len()).unwrap();
        self.put(
            self.rows,
            0,
            (1, columns),
            Says::Text(remark.to_owned()),
            Look::Plain,
        );
        self
    }
}
