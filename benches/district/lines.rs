//! What a department spends, drawn by chance from a seed: whatever the amounts, every rule holds, because all
//! tables are sums of the same lines.

/// Numbers that look random and are the same on every machine (SplitMix64).
pub struct Chance(pub u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// Hundreds of 元, of all sizes up to a hundred million 元.
    fn money(&mut self) -> i64 {
        let digits = 2 + u32::try_from(self.below(5)).unwrap();
        i64::try_from(self.below(10_u64.pow(digits))).unwrap() + 1
    }
}

/// What a department spends, in hundreds of 元: the last place that tables in 万元 print.
#[derive(Clone)]
pub struct Lines {
    number: u64,
    pub name: String,
    /// Basic expenditure by functional item.
    pub basic: Vec<(&'static str, i64)>,
    /// The same money by economic group.
    pub economic: Vec<(&'static str, i64)>,
    pub projects: Vec<Project>,
    /// 因公出国（境）费, 公务用车购置费, 公务用车运行费, 公务接待费.
    pub three_publics: [i64; 4],
}

#[derive(Clone)]
pub struct Project {
    pub code: &'static str,
    pub name: String,
    /// Its economic class, by its place among the ten of 表七.
    pub class: usize,
    pub hundreds: i64,
    /// Whether the government fund budget pays for it.
    pub fund: bool,
}

/// Economic groups, as the seed has them; three of them are functional items of their own.
const GROUPS: [&str; 25] = [
    "30101", "30102", "30103", "30107", "30108", "30109", "30110", "30111", "30112", "30113",
    "30199", "30201", "30205", "30206", "30207", "30208", "30211", "30213", "30216", "30218",
    "30228", "30229", "30299", "30305", "30399",
];

const ITEMS: [(&str, &str); 3] = [
    ("30108", "2080505"),
    ("30109", "2080506"),
    ("30113", "2210201"),
];

const PROJECTS: [&str; 5] = ["2080102", "2080107", "2080199", "2080705", "2080106"];

const PLACES: [&str; 10] = [
    "北站西路",
    "迎宾路",
    "二工乡",
    "地窝堡",
    "青格达湖",
    "六十户乡",
    "安宁渠",
    "百园路",
    "天津路",
    "高新街",
];

const THINGS: [&str; 8] = [
    "就业专项经费",
    "人力资源服务中心运行费",
    "社保分局工作经费",
    "劳动关系及人事管理经费",
    "“访惠聚”人员补助",
    "信息系统维护费",
    "办公楼维修改造",
    "职业技能培训补贴",
];

const FUND: &str = "2120803";

impl Lines {
    /// The department of a number; equal numbers give equal departments.
    pub fn of(number: u64, projects: usize) -> Self {
        let chance = &mut Chance(number.wrapping_mul(0x2545_F491_4F6C_DD1D));
        let economic: Vec<(&str, i64)> = GROUPS
            .iter()
            .map(|group| (*group, chance.money()))
            .collect();
        let of = |wanted: &str| {
            economic
                .iter()
                .find(|(group, _)| *group == wanted)
                .map_or(0, |(_, hundreds)| *hundreds)
        };
        let mut basic: Vec<(&str, i64)> = ITEMS
            .iter()
            .map(|(group, item)| (*item, of(group)))
            .collect();
        let rest = economic.iter().map(|(_, hundreds)| hundreds).sum::<i64>()
            - basic.iter().map(|(_, hundreds)| hundreds).sum::<i64>();
        let retired = of("30399");
        basic.extend([("2040201", retired), ("2080101", rest - retired)]);
        let projects = (0..projects).map(|index| Project {
            code: if index % 6 == 5 {
                FUND
            } else {
                PROJECTS[index % PROJECTS.len()]
            },
            name: format!(
                "{}{}",
                PLACES[index / THINGS.len() % PLACES.len()],
                THINGS[index % THINGS.len()]
            ),
            class: usize::try_from(chance.below(10)).unwrap(),
            hundreds: chance.money(),
            fund: index % 6 == 5,
        });
        let projects = projects.collect();
        let three_publics = [(); 4].map(|()| chance.money());
        Self {
            number,
            name: format!("测试区第{:04}局", number + 1),
            basic,
            economic,
            projects,
            three_publics,
        }
    }

    /// What it spent last year, as its text tells: the same lines, each up to a fifth more or less. Those of basic
    /// expenditure by function and by economic class are not the same money there; no text states both.
    pub fn before(&self) -> Self {
        let chance = &mut Chance(!self.number);
        let mut other = |hundreds: i64| {
            let fifth = hundreds.unsigned_abs() / 5;
            let drawn = chance.below(2 * fifth + 1);
            hundreds + i64::try_from(drawn).unwrap() - i64::try_from(fifth).unwrap()
        };
        let mut before = self.clone();
        let basic = before.basic.iter_mut().map(|(_, own)| own);
        let economic = before.economic.iter_mut().map(|(_, own)| own);
        let projects = before.projects.iter_mut().map(|own| &mut own.hundreds);
        for own in basic.chain(economic).chain(projects) {
            *own = other(*own);
        }
        before.three_publics = before.three_publics.map(other);
        before
    }
}
