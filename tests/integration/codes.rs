//! `gouji codes`: what it finds and how it shows it, and the lists of a folder of one's own.

use crate::program::gouji;
use crate::templates::copy_of_templates;
use std::fs;

fn found(arguments: &[&str]) -> String {
    let run = gouji(&[&["codes"], arguments].concat());
    assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{run:?}");
    run.stdout
}

#[test]
fn a_code_is_shown_with_all_that_is_above_it() {
    insta::assert_snapshot!(found(&["2080505"]), @r"
    支出功能分类
      208      类  社会保障和就业支出                    2020 年目录
      20805    款    行政事业单位养老支出                2020 年起；2019 年及以前：行政事业单位离退休
    * 2080505  项      机关事业单位基本养老保险缴费支出  2020 年目录
    * 是查到的科目。目录不完整，以财政部当年的《政府收支分类科目》为准
    ");
    insta::assert_snapshot!(found(&["--lang", "en", "30108"]), @r"
    economic classification, department's budget
      301      class  工资福利支出                    in the list of 2020
    * 30108    group    机关事业单位基本养老保险缴费  in the list of 2020
    * is what was found. The catalogue isn't complete; the Ministry's list of the year decides
    ");
}

#[test]
fn a_code_shows_what_stands_right_below_it() {
    insta::assert_snapshot!(found(&["20499"]), @r"
    支出功能分类
      204      类  公共安全支出          2020 年目录
    * 20499    款    其他公共安全支出    2020 年目录
    * 2049901  项      其他公共安全支出  2020 年及以前（大约），后来改用 2049999
    * 2049902  项      国家司法救助支出  2021 年起
    * 2049999  项      其他公共安全支出  2021 年起
    * 是查到的科目。目录不完整，以财政部当年的《政府收支分类科目》为准
    ");
}

#[test]
fn names_and_first_letters_are_found_anywhere() {
    for (query, expected) in [
        (
            "养老",
            "* 2080505  项      机关事业单位基本养老保险缴费支出",
        ),
        (
            "ylbx",
            "* 2080505  项      机关事业单位基本养老保险缴费支出",
        ),
        ("YLBX", "* 30108    款    机关事业单位基本养老保险缴费"),
        ("因公出国(境)", "* 30212    款    因公出国（境）费用"),
        ("机关工资福利", "* 501      类  机关工资福利支出"),
        // a former name
        ("离退休", "* 20805    款    行政事业单位养老支出"),
    ] {
        let text = found(&[query]);
        assert!(text.contains(expected), "{query}: {text}");
    }
}

#[test]
fn a_year_has_its_own_names() {
    let of = |query: &str, year: &str| {
        let text = found(&[query, "--year", year]);
        let line = text
            .lines()
            .find(|line| line.starts_with(&format!("* {query} ")))
            .unwrap()
            .to_owned();
        (
            text.lines().next().unwrap().to_owned(),
            line.split_whitespace().nth(3).unwrap().to_owned(),
        )
    };
    assert_eq!(
        of("20805", "2020"),
        ("支出功能分类".to_owned(), "行政事业单位养老支出".to_owned())
    );
    let (head, name) = of("20805", "2018");
    assert_eq!(
        head,
        "支出功能分类（没有 2018 年的目录，按 2020 年的和已知的改动）"
    );
    assert_eq!(name, "行政事业单位离退休");
    assert_eq!(of("2040607", "2023").1, "公共法律服务");
    assert_eq!(of("2040607", "2019").1, "法律援助");
    // a code that took the place of another
    assert_eq!(gouji(&["codes", "2049999", "--year", "2020"]).status, 1);
    assert_eq!(gouji(&["codes", "2049901", "--year", "2023"]).status, 1);
}

#[test]
fn nothing_found_is_said_plainly() {
    let run = gouji(&["codes", "2989999"]);
    assert_eq!((run.status, run.stderr.as_str()), (1, ""));
    insta::assert_snapshot!(run.stdout, @"目录中没有“2989999”（目录不完整）。可以查编码（2080505）、名称（养老）或拼音首字母（ylbx）");
    let run = gouji(&["codes", "qqqq", "--lang", "en", "--year", "2020"]);
    assert_eq!(run.status, 1);
    assert!(
        run.stdout.contains("has no \"qqqq\" of 2020"),
        "{}",
        run.stdout
    );
    assert_eq!(gouji(&["codes"]).status, 2);
}

#[test]
fn the_ministrys_full_list_takes_the_place_of_ours() {
    let dir = copy_of_templates();
    let folder = dir.path().join("classification");
    for entry in fs::read_dir(&folder).unwrap() {
        fs::remove_file(entry.unwrap().path()).unwrap();
    }
    // as Excel saves it: a byte order mark, CRLF, quoted cells, empty lines below
    let list = "\u{feff}code,name\r\n208,社会保障和就业支出\r\n20805,\"行政事业单位养老支出\"\r\n2080505,机关事业单位基本养老保险缴费支出\r\n,\r\n";
    fs::write(folder.join("functional-2024.csv"), list).unwrap();
    let templates = dir.path().to_str().unwrap();
    insta::assert_snapshot!(found(&["--templates", templates, "ylbx"]), @r"
    支出功能分类
      208      类  社会保障和就业支出                    2024 年目录
      20805    款    行政事业单位养老支出                2024 年目录
    * 2080505  项      机关事业单位基本养老保险缴费支出  2024 年目录
    ");
    let run = gouji(&["--templates", templates, "codes", "30101"]);
    assert_eq!(run.status, 1);
    assert!(!run.stdout.contains("不完整"), "{}", run.stdout);
    // without lists of its own a folder keeps the built-in ones
    fs::remove_dir_all(&folder).unwrap();
    assert!(found(&["--templates", templates, "30101"]).contains("基本工资"));
}
