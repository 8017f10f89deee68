//! False claims about last year, planted one by one into texts of Shanghai and Jiangsu: each is found, and nothing else
//! is; in the words of the program and in others. Tried of the kind: amounts with exchanged digits, the other direction, something in place of 持平, for a pair of
//! years of one office and for a year against one that was twice as large.

use crate::book::{Book, Cell};
use crate::document::Document;
use crate::program::{InboxDir, data};

/// A workbook of a place, and the year before it.
struct Pair {
    year: i32,
    own: Book,
    last: Book,
}

fn case(name: &str) -> Book {
    Book::open(&data(&format!("cases/{name}/submitted.xlsx")))
}

/// Two years of one street office.
fn shanghai() -> Pair {
    let mut own = case("sh_wanli_2024");
    // its note says of a table with figures that it is empty
    for cell in own.sheets.iter_mut().flat_map(|it| it.cells.values_mut()) {
        if matches!(cell, Cell::Text(text) if text.contains("故本表为空表")) {
            *cell = Cell::Text(String::new());
        }
    }
    Pair {
        year: 2024,
        own,
        last: case("sh_wanli_2023"),
    }
}

/// A court, and its year before, in which everything was some times as much.
fn jiangsu(times: f64) -> Pair {
    let own = case("js_court_2018");
    let mut last = own.clone();
    for cell in last.sheets.iter_mut().flat_map(|it| it.cells.values_mut()) {
        match cell {
            Cell::Text(text) => *text = text.replace("2018", "2017"),
            Cell::Number(number) => *number = (*number * times * 100.0).round() / 100.0,
            _ => {}
        }
    }
    Pair {
        year: 2018,
        own,
        last,
    }
}

/// A bureau, and its year before, in which everything was a quarter more.
fn xinjiang() -> Pair {
    let own = Book::official();
    let mut last = own.clone();
    let tables = last
        .sheets
        .iter_mut()
        .filter(|it| it.name.starts_with('表'));
    for cell in tables.flat_map(|it| it.cells.values_mut()) {
        match cell {
            Cell::Text(text) => *text = text.replace("2020", "2019"),
            Cell::Number(number) => *number = (*number * 125.0).round() / 100.0,
            _ => {}
        }
    }
    Pair {
        year: 2020,
        own,
        last,
    }
}

impl Pair {
    fn inbox(&self) -> InboxDir {
        let inbox = InboxDir::new();
        inbox.add(&format!("{}年报送.xlsx", self.year), &self.own.bytes());
        let last = format!("上年/{}年公开.xlsx", self.year - 1);
        inbox.add(&last, &self.last.bytes());
        inbox
    }

    /// The text that the program writes.
    fn written(&self) -> String {
        let inbox = self.inbox();
        let run = inbox.publish();
        assert_eq!(run.status, 0, "{}", run.stdout);
        assert!(!run.stdout.contains("自己"), "{}", run.stdout);
        let text = Document::of(&inbox).paragraphs().join("\n");
        text.replace("〔待填：", "〔")
    }

    /// The rules of the findings that a text has beyond those of the tables, hints left out.
    fn found(&self, inbox: &InboxDir, text: &str) -> Vec<String> {
        inbox.add("情况说明.txt", text.as_bytes());
        let json = inbox.json();
        let findings = json["departments"][0]["findings"].as_array().unwrap();
        let own = findings.iter().filter(|it| it["level"] != "hint");
        own.map(|it| it["rule"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// Each claim about last year with its place in bytes, and two lies in its place.
fn claims(text: &str) -> Vec<(usize, usize, [String; 2])> {
    let mut claims = Vec::new();
    for (word, other) in [("增加", "减少"), ("减少", "增加")] {
        for (at, _) in text.match_indices(word) {
            let rest = &text[at + word.len()..];
            let end = rest
                .find(|c: char| !c.is_ascii_digit() && c != '.')
                .unwrap();
            let amount = &rest[..end];
            if amount.is_empty() || !rest[end..].starts_with("万元") {
                continue;
            }
            let more: f64 = amount.parse::<f64>().unwrap() + 9.0;
            let lies = [format!("{other}{amount}"), format!("{word}{more:.2}")];
            claims.push((at, word.len() + end, lies));
        }
    }
    for (at, _) in text.match_indices("年预算持平") {
        let at = at + "年预算".len();
        let lies = ["增加3.00万元", "减少0.50万元"].map(str::to_owned);
        claims.push((at, "持平".len(), lies));
    }
    claims.sort_by_key(|it| it.0);
    claims
}

fn planted(pair: &Pair, wanted: usize) {
    let text = pair.written();
    let inbox = pair.inbox();
    assert_eq!(pair.found(&inbox, &text), [""; 0]);
    let claims = claims(&text);
    let lies = claims
        .iter()
        .flat_map(|(at, length, lies)| lies.iter().map(move |lie| (*at, *length, lie)));
    let mut planted = 0;
    for (at, length, lie) in lies.take(wanted) {
        let mut before: Vec<char> = text[..at].chars().rev().take(30).collect();
        before.reverse();
        // 与2023年预算持平 becomes 比2023年预算增加
        let lead = match text[..at].rfind('与') {
            Some(place) if text[at..].starts_with("持平") => {
                format!("{}比{}", &text[..place], &text[place + '与'.len_utf8()..at])
            }
            _ => text[..at].to_owned(),
        };
        let lied = format!("{lead}{lie}{}", &text[at + length..]);
        let found = pair.found(&inbox, &lied);
        let place: String = before.into_iter().collect();
        let about_last = found.iter().filter(|rule| rule.starts_with("N-L"));
        assert_eq!(about_last.count(), 1, "{place}{lie}: {found:?}");
        // what the same lie contradicts within the text is a claim about last year too
        let of_text = |rule: &String| rule.starts_with("N-");
        assert!(found.iter().all(of_text), "{place}{lie}: {found:?}");
        planted += 1;
    }
    assert_eq!(planted, wanted);
}

#[test]
fn twenty_false_claims_of_an_office_in_shanghai_are_found() {
    planted(&shanghai(), 20);
}

#[test]
fn twenty_false_claims_of_a_court_in_jiangsu_are_found() {
    planted(&jiangsu(2.0), 20);
}

/// Plants lies, one by one, into a text that is true; each is found, by a rule for texts, and nothing else is.
fn other_words(pair: &Pair, text: &str, lies: &[(&str, &str)]) {
    let path = data(&format!("narrative/wording/{text}.txt"));
    let text = std::fs::read_to_string(path).unwrap();
    let inbox = pair.inbox();
    // changes of a tenth and more want reasons, which these texts have not
    let is_wrong = |rule: &String| rule != "N-L4";
    let mut found = pair.found(&inbox, &text);
    found.retain(is_wrong);
    assert_eq!(found, [""; 0]);
    for (truth, lie) in lies {
        assert!(text.contains(truth), "{truth}");
        let mut found = pair.found(&inbox, &text.replacen(truth, lie, 1));
        found.retain(is_wrong);
        assert!(!found.is_empty(), "{truth} {lie}");
        assert!(
            found.iter().all(|rule| rule.starts_with("N-")),
            "{truth} {lie}: {found:?}"
        );
    }
}

#[test]
fn claims_in_other_words_of_an_office_in_shanghai_are_found() {
    other_words(
        &shanghai(),
        "last_shanghai",
        &[
            ("16497.86万元下降5.31%", "16479.86万元下降5.31%"),
            ("下降5.31%，减少876.75", "下降5.61%，减少876.75"),
            ("减少876.75万元。其中：财", "减少867.75万元。其中：财"),
            ("比去年少876.75", "比去年多876.75"),
            ("降幅5.31%", "降幅6.31%"),
            ("同比减少876.75", "同比增加876.75"),
            ("由2023年的16497.86", "由2023年的16397.86"),
            ("0.00万元，与去年相同", "0.00万元，较去年减少12.00万元"),
            ("减少4.41", "减少4.14"),
            ("增长38.07", "增长83.07"),
            ("增幅30.40%", "增幅23.31%"),
            ("上年未安排，为本年新增", "上年预算15.00万元"),
            (
                "10.00万元，与上年预算一致",
                "10.00万元，较上年预算减少2.00万元",
            ),
            ("上年预算2707.32", "上年预算2770.32"),
            ("减少746.91", "减少764.91"),
            ("下降0.87%", "下降0.97%"),
            ("减少7.83", "增加7.83"),
            ("增长109.12%", "增长52.18%"),
            ("较上年增加25.00万元，增长", "较上年增加35.00万元，增长"),
            ("较上年21.56万元增加", "较上年12.56万元增加"),
            ("上年无此项预算", "上年预算10.00万元"),
            ("较上年无变化", "较上年减少0.15万元"),
            ("比2023年预算786.09", "比2023年预算768.09"),
            ("减少342.91", "减少324.91"),
            ("下降43.62%", "下降77.37%"),
            ("21.56万元，与上年持平", "21.56万元，较上年下降10%"),
        ],
    );
}

#[test]
fn claims_in_other_words_of_a_court_in_jiangsu_are_found() {
    other_words(
        &jiangsu(0.8),
        "last_jiangsu",
        &[
            ("较上年增长25.00%，净增", "较上年增长20.00%，净增"),
            ("净增6634.43", "净增6643.43"),
            ("比上年的26537.72", "比上年的26573.72"),
            ("多6634.43", "少6634.43"),
            ("上年为14856.66", "上年为14865.66"),
            (
                "11343.27万元，同比增长25.00%",
                "11343.27万元，同比增长20.00%",
            ),
            (
                "11343.27万元，同比增长25.00%",
                "11343.27万元，同比下降25.00%",
            ),
            ("由上年的2606.45", "由上年的2660.45"),
            ("增加到3258.06", "减少到3258.06"),
            ("同比增加6634.43", "同比增加6643.43"),
            ("较2017年预算496.60", "较2017年预算469.60"),
            ("496.60万元增长25.00%", "496.60万元下降25.00%"),
            ("较上年提高25%", "较上年提高15%"),
            ("较上年213.44", "较上年231.44"),
            ("增加53.36", "增加35.36"),
            ("上年预算147.16", "上年预算174.16"),
            ("增加54.25万元", "增加45.25万元"),
            ("增幅25.00%", "增幅20.00%"),
            ("比上年增长25.00%，即", "比上年增长35.00%，即"),
            ("即增加333.25", "即增加323.25"),
        ],
    );
}

#[test]
fn claims_in_other_words_of_a_bureau_in_xinjiang_are_found() {
    other_words(
        &xinjiang(),
        "last_xinjiang",
        &[
            ("比上年的20090.29", "比上年的20900.29"),
            ("减少4018.06", "减少4081.06"),
            ("减少4018.06", "增加4018.06"),
            ("较上年下降20.00%", "较上年下降25.00%"),
            ("较上年下降20.00%", "较上年增长20.00%"),
            ("较上年下降20.00%", "与上年持平"),
            ("同比减少345.96", "同比减少354.96"),
            ("同比减少345.96", "同比增加345.96"),
            ("由2019年的18360.50", "由2019年的18630.50"),
            ("压减至", "增加至"),
            ("上年预算1729.79", "上年预算1792.79"),
            ("预算数1641.65", "预算数1614.65"),
            ("降低20%", "降低25%"),
            ("降低20%", "提高20%"),
            ("比去年少17.63", "比去年少16.73"),
            ("比去年少17.63", "比去年多17.63"),
        ],
    );
}
