//! Consistent departments made from their lines: whatever the lines, every table agrees with every
//! other. Laid out by hand, plainly and without merged cells; shares no code with the writer.

use crate::book::{Book, Cell, Sheet};
use std::collections::{BTreeMap, BTreeSet};

/// What a department spends, in fen.
#[derive(Debug, Clone, Default)]
pub struct Department {
    pub name: String,
    pub year: i32,
    /// Basic expenditure of the general public budget by functional item.
    pub basic: Vec<(String, i64)>,
    /// The same money by economic group, as far as given; the rest is one line, 30199.
    pub economic: Vec<(String, i64)>,
    pub projects: Vec<Project>,
    /// 因公出国（境）费, 购置费, 运行费, 公务接待费.
    pub three_publics: [i64; 4],
}

#[derive(Debug, Clone)]
pub struct Project {
    pub code: String,
    pub name: String,
    /// The economic class, by its place among the ten.
    pub class: usize,
    pub fen: i64,
    /// Whether the government fund budget pays for it.
    pub fund: bool,
}

const TEN: [&str; 10] = [
    "工资福利支出",
    "商品和服务支出",
    "对个人和家庭的补助",
    "债务利息及费用支出",
    "资本性支出（基本建设）",
    "资本性支出",
    "对企业补助（基本建设）",
    "对企业补助",
    "对社会保障基金补助",
    "其他支出",
];

const CLASSES: [&str; 27] = [
    "201", "202", "203", "204", "205", "206", "207", "208", "210", "211", "212", "213", "214",
    "215", "216", "217", "219", "220", "221", "222", "224", "227", "229", "230", "231", "232",
    "233",
];

/// Amounts by item: basic and project money of the general budget, project money of the fund budget.
type ByItem = BTreeMap<String, [i64; 3]>;

/// The shipped list of functional codes of 2020.
const FUNCTIONAL: &str = include_str!("../../templates/classification/functional-2020.csv");
/// The shipped list of the department's economic codes of 2020.
const ECONOMIC: &str = include_str!("../../templates/classification/economic-department-2020.csv");

/// Functional items of the shipped list, in order.
pub fn items() -> impl Iterator<Item = &'static str> {
    FUNCTIONAL
        .lines()
        .filter_map(|line| line.split(',').next())
        .filter(|code| code.len() == 7)
}

/// The name of a code in the shipped lists.
fn name_of(code: &str) -> String {
    let name = |line: &str| {
        line.strip_prefix(code)?
            .strip_prefix(',')?
            .split(',')
            .next()
            .map(str::to_owned)
    };
    FUNCTIONAL
        .lines()
        .chain(ECONOMIC.lines())
        .find_map(name)
        .unwrap_or_else(|| format!("科目{code}"))
}

impl Department {
    /// A department in which every shipped rule has something to say.
    pub fn full() -> Self {
        let lines = |list: &[(&str, i64)]| {
            list.iter()
                .map(|(code, fen)| ((*code).to_owned(), *fen))
                .collect()
        };
        let project = |code: &str, name: &str, class, fen, fund| Project {
            code: code.to_owned(),
            name: name.to_owned(),
            class,
            fen,
            fund,
        };
        Self {
            name: "某区财政局".to_owned(),
            year: 2020,
            basic: lines(&[
                ("2010601", 900_000),
                ("2080505", 68_850),
                ("2080506", 30_000),
                ("2101101", 40_000),
                ("2210201", 87_210),
            ]),
            economic: lines(&[
                ("30101", 211_480),
                ("30108", 68_850),
                ("30109", 30_000),
                ("30110", 30_000),
                ("30111", 10_000),
                ("30113", 87_210),
                ("30201", 34_100),
                ("30212", 5_000),
                ("30217", 4_000),
                ("30231", 3_000),
                ("30399", 139_650),
                ("31002", 20_000),
                ("31013", 10_000),
            ]),
            projects: vec![
                project("2010602", "财政信息化建设", 1, 1_234_567, false),
                project("2010602", "大院维修改造", 5, 500_000, false),
                project("2120803", "城中村改造", 4, 80_000_000, true),
            ],
            three_publics: [6_000, 10_000, 3_500, 4_000],
        }
    }

    pub fn book(&self) -> Book {
        let items = self.items();
        let sheets = vec![
            self.totals(&items),
            self.revenue(&items),
            self.expenditure(
                "表三",
                "部门支出总体情况表",
                "支出预算",
                "合计",
                &items,
                |[b, p, f]| [b, p + f],
            ),
            self.appropriation(&items),
            self.expenditure(
                "表五",
                "一般公共预算支出情况表",
                "一般公共预算支出",
                "小计",
                &items,
                |[b, p, _]| [b, p],
            ),
            self.economic_table(),
            self.project_table(),
            self.three_publics_table(),
            self.expenditure(
                "表九",
                "政府性基金预算支出情况表",
                "政府性基金预算支出",
                "小计",
                &items,
                |[_, _, f]| [0, f],
            ),
        ];
        let forms = (1..)
            .zip(&self.projects)
            .map(|(number, project)| self.form(number, project));
        Book {
            sheets: sheets.into_iter().chain(forms).collect(),
        }
    }

    fn items(&self) -> ByItem {
        let mut items = ByItem::new();
        for (code, fen) in &self.basic {
            items.entry(code.clone()).or_default()[0] += fen;
        }
        for project in &self.projects {
            items.entry(project.code.clone()).or_default()[if project.fund { 2 } else { 1 }] +=
                project.fen;
        }
        items
    }

    fn sheet(&self, name: &str, title: &str) -> Page {
        let mut page = Page {
            name: name.to_owned(),
            ..Page::default()
        };
        page.row(&[text(&format!("{}年{title}", self.year))]);
        page.row(&[
            text(&format!("编制部门：{}", self.name)),
            None,
            None,
            text("单位：万元"),
        ]);
        page
    }

    fn totals(&self, items: &ByItem) -> Sheet {
        let [general, fund] = [sum(items, |[b, p, _]| b + p), sum(items, |[_, _, f]| *f)];
        let mut page = self.sheet("表一", "部门收支总体情况表");
        page.row(&texts(&["收入", "", "支出", ""]));
        page.row(&texts(&["项目", "预算数", "功能分类", "预算数"]));
        let revenue = [
            ("财政拨款（补助）", general + fund),
            ("一般公共预算", general),
            ("政府性基金预算", fund),
            ("教育收费（财政专户）", 0),
            ("事业收入", 0),
            ("事业单位经营收入", 0),
            ("其他收入", 0),
            ("用事业基金弥补收支差额", 0),
        ];
        for (i, class) in CLASSES.iter().enumerate() {
            let own = below(items, class, |[b, p, f]| b + p + f);
            let (label, left) = revenue
                .get(i)
                .map_or((None, 0), |(label, fen)| (text(label), *fen));
            page.row(&[label, money(left), text(&format!("{class} 类")), money(own)]);
        }
        let all = general + fund;
        page.row(&[text("小计"), money(all), text("小计"), money(all)]);
        page.row(&[text("单位上年结余"), None, None, None]);
        page.row(&[text("收入总计"), money(all), text("支出合计"), money(all)]);
        page.sheet()
    }

    fn revenue(&self, items: &ByItem) -> Sheet {
        let mut page = self.sheet("表二", "部门收入总体情况表");
        page.row(&texts(&[
            "类",
            "款",
            "项",
            "科目名称",
            "总计",
            "一般公共预算拨款",
            "政府性基金预算",
            "财政专户管理资金",
            "事业收入",
            "事业单位经营收入",
            "其他收入",
            "用事业基金弥补收支差额",
            "单位上年结余",
        ]));
        let figures = |[b, p, f]: [i64; 3]| vec![b + p + f, b + p, f, 0, 0, 0, 0, 0, 0];
        for code in codes(items.keys()) {
            page.coded(&code, 3, &figures(total(items, &code)));
        }
        page.labelled("总计", 4, &figures(total(items, "")));
        page.sheet()
    }

    fn expenditure(
        &self,
        name: &str,
        title: &str,
        head: &str,
        sum_name: &str,
        items: &ByItem,
        split: impl Fn([i64; 3]) -> [i64; 2],
    ) -> Sheet {
        let mut page = self.sheet(name, title);
        page.row(&texts(&["项目", "", "", "", head]));
        page.row(&texts(&[
            "类",
            "款",
            "项",
            "功能分类科目名称",
            sum_name,
            "基本支出",
            "项目支出",
        ]));
        let figures = |code: &str| {
            let [basic, project] = split(total(items, code));
            vec![basic + project, basic, project]
        };
        if figures("")[0] == 0 {
            page.row(&[text("备注：未安排此项支出，此表为空表")]);
            return page.sheet();
        }
        let lines: Vec<&String> = items.keys().filter(|code| figures(code)[0] != 0).collect();
        page.labelled("总计", 4, &figures(""));
        for code in codes(lines.into_iter()) {
            page.coded(&code, 3, &figures(&code));
        }
        page.labelled("合计", 4, &figures(""));
        page.sheet()
    }

    fn appropriation(&self, items: &ByItem) -> Sheet {
        let [general, fund] = [sum(items, |[b, p, _]| b + p), sum(items, |[_, _, f]| *f)];
        let mut page = self.sheet("表四", "财政拨款收支预算总体情况表");
        page.row(&texts(&["财政拨款收入", "", "财政拨款支出"]));
        page.row(&texts(&[
            "项目",
            "合计",
            "功能分类",
            "合计",
            "一般公共预算",
            "政府性基金预算",
        ]));
        let revenue = [
            ("财政拨款（补助）", general + fund),
            ("一般公共预算", general),
            ("政府性基金预算", fund),
        ];
        for (i, class) in CLASSES.iter().enumerate() {
            let [g, f] = [
                below(items, class, |[b, p, _]| b + p),
                below(items, class, |[_, _, f]| *f),
            ];
            let (label, left) = revenue
                .get(i)
                .map_or((None, 0), |(label, fen)| (text(label), *fen));
            page.row(&[
                label,
                money(left),
                text(&format!("{class} 类")),
                money(g + f),
                money(g),
                money(f),
            ]);
        }
        let all = general + fund;
        page.row(&[
            text("收入总计"),
            money(all),
            text("支出总计"),
            money(all),
            money(general),
            money(fund),
        ]);
        page.sheet()
    }

    /// Basic expenditure by economic group; adds up to `basic`.
    pub fn economic_lines(&self) -> BTreeMap<String, i64> {
        let mut lines: BTreeMap<String, i64> = BTreeMap::new();
        for (code, fen) in &self.economic {
            *lines.entry(code.clone()).or_default() += fen;
        }
        let rest: i64 =
            self.basic.iter().map(|(_, fen)| fen).sum::<i64>() - lines.values().sum::<i64>();
        assert!(rest >= 0);
        if rest > 0 {
            *lines.entry("30199".to_owned()).or_default() += rest;
        }
        lines
    }

    fn economic_table(&self) -> Sheet {
        let lines = self.economic_lines();
        let mut page = self.sheet("表六", "一般公共预算基本支出情况表");
        page.row(&texts(&[
            "类",
            "款",
            "经济分类科目名称",
            "小计",
            "人员经费",
            "公用经费",
        ]));
        if lines.is_empty() {
            page.row(&[text("备注：未安排基本支出，此表为空表")]);
            return page.sheet();
        }
        let figures = |code: &str| {
            let of = |classes: [&str; 2]| -> i64 {
                let own = |key: &String| {
                    key.starts_with(code) && classes.iter().any(|class| key.starts_with(class))
                };
                lines
                    .iter()
                    .filter(|(key, _)| own(key))
                    .map(|(_, fen)| fen)
                    .sum()
            };
            let [personnel, public_use] = [of(["301", "303"]), of(["302", "310"])];
            vec![personnel + public_use, personnel, public_use]
        };
        page.labelled("总计", 3, &figures(""));
        for code in codes(lines.keys()) {
            page.coded(&code, 2, &figures(&code));
        }
        page.labelled("合计", 3, &figures(""));
        page.sheet()
    }

    fn project_table(&self) -> Sheet {
        let mut page = self.sheet("表七", "项目支出情况表");
        let mut head = vec!["类", "款", "项", "科目", "项目名称", "项目支出合计"];
        head.extend(TEN);
        page.row(&texts(&head));
        if self.projects.is_empty() {
            page.row(&[text("备注：未安排项目支出，此表为空表")]);
            return page.sheet();
        }
        let mut all = vec![0; 11];
        for project in &self.projects {
            let mut figures = vec![0; 11];
            figures[0] = project.fen;
            figures[1 + project.class] = project.fen;
            all.iter_mut()
                .zip(&figures)
                .for_each(|(sum, fen)| *sum += fen);
            let code = &project.code;
            let mut row = texts(&[
                &code[..3],
                &code[3..5],
                &code[5..],
                &name_of(code),
                &project.name,
            ]);
            row.extend(figures.into_iter().map(money));
            page.row(&row);
        }
        page.labelled("合计", 5, &all);
        page.sheet()
    }

    fn three_publics_table(&self) -> Sheet {
        let [abroad, purchase, running, reception] = self.three_publics;
        let mut page = self.sheet("表八", "一般公共预算“三公”经费支出情况表");
        page.row(&texts(&[
            "合计",
            "因公出国（境）费",
            "公务用车购置及运行费",
            "",
            "",
            "公务接待费",
        ]));
        page.row(&texts(&[
            "",
            "",
            "小计",
            "公务用车购置费",
            "公务用车运行费",
        ]));
        let cars = purchase + running;
        let all = abroad + cars + reception;
        page.row(&[all, abroad, cars, purchase, running, reception].map(money));
        if all == 0 {
            page.row(&[text("备注：未安排“三公”经费，此表为空表")]);
        }
        page.sheet()
    }

    fn form(&self, number: usize, project: &Project) -> Sheet {
        let mut page = Page {
            name: format!("绩效{number}"),
            ..Page::default()
        };
        page.row(&[text(&format!(
            "{}年项目支出绩效目标表（{number}）",
            self.year
        ))]);
        page.row(&[
            text("预算单位"),
            text(&self.name),
            text("项目名称"),
            text(&project.name),
        ]);
        page.row(&[
            text("项目资金（万元）"),
            text("年度资金总额："),
            money(project.fen),
            text("其中：财政拨款"),
            money(project.fen),
            text("其他资金"),
        ]);
        page.row(&[text("项目总体目标"), text("完成全年任务")]);
        page.row(&texts(&["一级指标", "二级指标", "三级指标", "指标值"]));
        page.row(&[
            text("产出指标"),
            text("数量指标"),
            text("完成数量"),
            Some(Cell::Number(100.0)),
        ]);
        page.sheet()
    }
}

/// Rows of a sheet in the making.
#[derive(Default)]
struct Page {
    name: String,
    rows: Vec<Vec<Option<Cell>>>,
}

impl Page {
    fn row(&mut self, cells: &[Option<Cell>]) {
        self.rows.push(cells.to_vec());
    }

    fn coded(&mut self, code: &str, depth: usize, figures: &[i64]) {
        let parts = [code.get(..3), code.get(3..5), code.get(5..7)];
        let mut row: Vec<_> = parts[..depth]
            .iter()
            .map(|part| part.filter(|p| !p.is_empty()).and_then(text))
            .collect();
        row.push(text(&name_of(code)));
        row.extend(figures.iter().copied().map(money));
        self.rows.push(row);
    }

    fn labelled(&mut self, label: &str, before: usize, figures: &[i64]) {
        let mut row = vec![None; before - 1];
        row.push(text(label));
        row.extend(figures.iter().copied().map(money));
        self.rows.push(row);
    }

    fn sheet(self) -> Sheet {
        let cells = self.rows.into_iter().enumerate().flat_map(|(row, cells)| {
            let place =
                move |column: usize| (u32::try_from(row).unwrap(), u32::try_from(column).unwrap());
            cells
                .into_iter()
                .enumerate()
                .filter_map(move |(column, cell)| Some((place(column), cell?)))
        });
        Sheet {
            name: self.name,
            hidden: false,
            hidden_rows: Vec::new(),
            print_header: String::new(),
            cells: cells.collect(),
            merges: Vec::new(),
        }
    }
}

fn text(text: &str) -> Option<Cell> {
    (!text.is_empty()).then(|| Cell::Text(text.to_owned()))
}

fn texts(list: &[&str]) -> Vec<Option<Cell>> {
    list.iter().map(|it| text(it)).collect()
}

fn money(fen: i64) -> Option<Cell> {
    (fen != 0).then(|| Cell::Number(format!("{}.{:02}", fen / 100, fen % 100).parse().unwrap()))
}

fn sum(items: &ByItem, of: impl Fn(&[i64; 3]) -> i64) -> i64 {
    items.values().map(of).sum()
}

fn below(items: &ByItem, code: &str, of: impl Fn(&[i64; 3]) -> i64) -> i64 {
    items
        .iter()
        .filter(|(item, _)| item.starts_with(code))
        .map(|(_, amounts)| of(amounts))
        .sum()
}

fn total(items: &ByItem, code: &str) -> [i64; 3] {
    [0, 1, 2].map(|i| below(items, code, |amounts| amounts[i]))
}

/// Codes with all that are above them, in order.
fn codes<'a>(leaves: impl Iterator<Item = &'a String>) -> BTreeSet<String> {
    leaves
        .flat_map(|code| {
            [3, 5, 7]
                .into_iter()
                .filter_map(|end| code.get(..end))
                .map(str::to_owned)
        })
        .collect()
}
