//! The text that a department hands in beside its workbook: the sentences of the seed with the department's own figures,
//! each with its change from last year, as a Word file with the runs and fonts that Word leaves in one.

use crate::lines::Lines;
use crate::sheets::{ByItem, FUNCTIONAL, by_item, name_of, total};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The text of the department of a number as a .docx.
pub fn bytes(number: u64, projects: usize) -> Vec<u8> {
    let now = Lines::of(number, projects);
    docx(&paragraphs(&now, &now.before()))
}

/// How many amounts of money a text states.
pub fn amounts(number: u64, projects: usize) -> usize {
    let now = Lines::of(number, projects);
    let own = paragraphs(&now, &now.before());
    own.iter().map(|line| line.matches("万元").count()).sum()
}

/// An amount of this year beside that of last year, in hundreds of 元.
#[derive(Clone, Copy)]
struct Pair {
    now: i64,
    before: i64,
}

impl Pair {
    /// `X万元，比上年增加Y万元，增长Z%`
    fn changed(self, base: &str) -> String {
        let (amount, change) = (money(self.now), self.now - self.before);
        let own = money(change.abs());
        match (self.before, change) {
            (_, 0) => format!("{amount}万元，与{base}持平"),
            (0, _) => format!("{amount}万元，比{base}增加{own}万元，{base}没有此项"),
            (before, 1..) => format!(
                "{amount}万元，比{base}增加{own}万元，增长{}",
                rate(change, before)
            ),
            (before, _) => format!(
                "{amount}万元，比{base}减少{own}万元，下降{}",
                rate(-change, before)
            ),
        }
    }
}

/// Hundreds of 元 as the 万元 that are printed.
fn money(hundreds: i64) -> String {
    format!("{}.{:02}", hundreds / 100, hundreds % 100)
}

/// A share or a rate, at two places.
fn rate(part: i64, whole: i64) -> String {
    let parts = (i128::from(part) * 20_000 + i128::from(whole)) / (i128::from(whole) * 2);
    format!("{}.{:02}%", parts / 100, parts % 100)
}

fn paragraphs(now: &Lines, before: &Lines) -> Vec<String> {
    let [items, items_before] = [now, before].map(by_item);
    let pair = |figure: &dyn Fn(&Lines, &ByItem) -> i64| Pair {
        now: figure(now, &items),
        before: figure(before, &items_before),
    };
    let sum = |code: &'static str, kinds: &'static [usize]| {
        pair(&|_, items| {
            let own = total(items, code);
            kinds.iter().map(|kind| own[*kind]).sum()
        })
    };
    let [all, general, basic, special, fund] = [
        sum("", &[0, 1, 2]),
        sum("", &[0, 1]),
        sum("", &[0]),
        sum("", &[1, 2]),
        sum("", &[2]),
    ];
    let share = |part: Pair, whole: Pair| format!("占{}", rate(part.now, whole.now));
    let last = "上年";
    let mut classes: Vec<&str> = items.keys().filter_map(|item| item.get(..3)).collect();
    classes.dedup();
    let listed = |kinds: &'static [usize]| {
        let class = |class: &&'static str| {
            let own = sum(class, kinds).now;
            (own != 0).then(|| format!("{}{}万元", name_of(FUNCTIONAL, class), money(own)))
        };
        classes.iter().filter_map(class).collect::<Vec<_>>()
    };
    let name = &now.name;
    let mut lines = vec![
        format!("{name}2020年部门预算情况说明"),
        format!("一、关于{name}2020年收支预算情况的总体说明"),
        format!(
            "按照全口径预算的原则，{name}2020年所有收入和支出均纳入部门预算管理。收支总预算{}万元。",
            money(all.now)
        ),
        format!(
            "收入预算包括：一般公共预算{}万元、政府性基金预算{}万元。",
            money(general.now),
            money(fund.now)
        ),
        format!("支出预算包括：{}。", listed(&[0, 1, 2]).join("、")),
        format!("二、关于{name}2020年收入预算情况说明"),
        format!("{name}收入预算{}万元，其中：", money(all.now)),
    ];
    let divided = |label: &str, part: Pair, whole: Pair| {
        let changed = part.changed(last);
        let (amount, change) = changed.split_once("万元，").unwrap();
        format!("{label}{amount}万元，{}，{change}", share(part, whole))
    };
    lines.push(divided("一般公共预算", general, all) + "。");
    lines.push(divided("政府性基金预算", fund, all) + "。");
    lines.push(format!("三、关于{name}2020年支出预算情况说明"));
    lines.push(format!(
        "{name}2020年支出预算{}万元，其中：",
        money(all.now)
    ));
    lines.push(divided("基本支出", basic, all) + "。");
    lines.push(divided("项目支出", special, all) + "。");
    lines.push(format!(
        "四、关于{name}2020年财政拨款收支预算情况的总体说明"
    ));
    lines.push(format!("2020年财政拨款收支总预算{}万元。", money(all.now)));
    lines.push(format!(
        "收入全部为财政拨款，包括：一般公共预算{}万元、政府性基金预算{}万元。",
        money(general.now),
        money(fund.now)
    ));
    lines.push(format!("支出预算包括：{}。", listed(&[0, 1, 2]).join("；")));
    lines.push(format!("五、关于{name}2020年一般公共预算当年拨款情况说明"));
    lines.push("（一）一般公共预算当年拨款规模变化情况".to_owned());
    lines.push(format!(
        "{name}2020年一般公共预算拨款支出{}。",
        general.changed(last)
    ));
    let special_general = sum("", &[1]);
    lines.push(format!(
        "其中：{}；{}。",
        divided("基本支出", basic, general),
        divided("项目支出", special_general, general)
    ));
    lines.push("（二）一般公共预算当年拨款结构情况".to_owned());
    let with_general = |code: &&&'static str| sum(code, &[0, 1]).now != 0;
    for (number, class) in (1..).zip(classes.iter().filter(with_general)) {
        let own = sum(class, &[0, 1]);
        lines.push(format!(
            "{number}.{}（类）{}万元，{}。",
            name_of(FUNCTIONAL, class),
            money(own.now),
            share(own, general)
        ));
    }
    lines.push("（三）一般公共预算当年拨款具体使用情况".to_owned());
    let own_items: Vec<&'static str> = items.keys().copied().collect();
    for (number, item) in (1..).zip(own_items.iter().filter(with_general)) {
        let [class, section] = [3, 5].map(|end| name_of(FUNCTIONAL, &item[..end]));
        lines.push(format!(
            "{number}.{class}（类）{section}（款）{}（项）2020年预算数为{}。",
            name_of(FUNCTIONAL, item),
            sum(item, &[0, 1]).changed("上年执行数")
        ));
    }
    lines.push(format!("六、关于{name}2020年一般公共预算基本支出情况说明"));
    lines.push(format!(
        "{name}2020年一般公共预算基本支出{}万元，其中：",
        money(basic.now)
    ));
    for (label, economic_classes) in [("人员经费", &["301", "303"][..]), ("公用经费", &["302"])]
    {
        let is_own = |group: &&(&str, i64)| {
            economic_classes
                .iter()
                .any(|class| group.0.starts_with(class))
        };
        let own: Vec<_> = now.economic.iter().filter(is_own).collect();
        let group = |(group, hundreds): &&(&str, i64)| {
            format!(
                "{}{}万元",
                name_of(crate::sheets::ECONOMIC, group),
                money(*hundreds)
            )
        };
        lines.push(format!(
            "{label}{}万元，主要包括：{}。",
            money(own.iter().map(|(_, hundreds)| hundreds).sum()),
            own.iter().map(group).collect::<Vec<_>>().join("、")
        ));
    }
    lines.push(format!("七、关于{name}2020年项目支出情况说明"));
    for project in &now.projects {
        lines.push(format!("项目名称：{}", project.name));
        lines.push(format!("预算安排规模：{}万元", money(project.hundreds)));
        lines.push(format!("项目承担单位：{name}"));
        lines.push("资金执行时间：2020年1-12月".to_owned());
    }
    lines.push(format!(
        "八、关于{name}2020年一般公共预算“三公”经费预算情况说明"
    ));
    let of = |place: usize| pair(&|lines, _| lines.three_publics[place]);
    let [abroad, bought, run, guests] = [of(0), of(1), of(2), of(3)];
    let publics = pair(&|lines, _| lines.three_publics.iter().sum());
    lines.push(format!(
        "{name}2020年“三公”经费财政拨款预算数为{}万元，其中：因公出国（境）费{}万元，公务用车购置费{}万元，公务用车运行费{}万元，公务接待费{}万元。",
        money(publics.now), money(abroad.now), money(bought.now), money(run.now), money(guests.now)
    ));
    let change = |own: Pair| {
        let changed = own.changed(last);
        let (_, change) = changed.split_once("万元，").unwrap();
        change.to_owned()
    };
    lines.push(format!(
        "2020年“三公”经费财政拨款预算{}，其中：因公出国（境）费{}；公务用车购置费{}；公务用车运行费{}；公务接待费{}。",
        change(publics), change(abroad), change(bought), change(run), change(guests)
    ));
    lines.push(format!("九、关于{name}2020年政府性基金预算拨款情况说明"));
    lines.push(format!(
        "{name}2020年政府性基金预算支出{}。",
        fund.changed(last)
    ));
    lines.push("十、其他重要事项的情况说明".to_owned());
    lines.push("（一）预算绩效情况".to_owned());
    lines.push(format!(
        "2020年度，本年度实行绩效管理的项目{}个，涉及预算金额{}万元。",
        now.projects.len(),
        money(special.now)
    ));
    lines
}

/// Paragraphs as Word writes them: figures in runs of their own, fonts and sizes at each.
fn docx(paragraphs: &[String]) -> Vec<u8> {
    const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
    const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
    let mut body = String::from(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#,
    );
    for paragraph in paragraphs {
        body += r#"<w:p w:rsidR="00A12B3C"><w:pPr><w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/></w:pPr>"#;
        let is_figure = |letter: char| letter.is_ascii_digit() || letter == '.' || letter == '%';
        let mut rest = paragraph.as_str();
        while let Some(first) = rest.chars().next() {
            let kind = is_figure(first);
            let end = rest
                .find(|letter| is_figure(letter) != kind)
                .unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            body += r#"<w:r w:rsidR="00A12B3C"><w:rPr><w:rFonts w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312" w:hAnsi="仿宋_GB2312" w:hint="eastAsia"/><w:color w:val="000000"/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr><w:t>"#;
            body += run;
            body += "</w:t></w:r>";
            rest = after;
        }
        body += "</w:p>";
    }
    body += "</w:body></w:document>";
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("word/document.xml", &body),
    ] {
        package
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        package.write_all(part.as_bytes()).unwrap();
    }
    package.finish().unwrap().into_inner()
}
