//! `gouji export`: every fact as a row, read back from each form by readers that share no code with the writers.

use crate::book::Book;
use crate::program::{InboxDir, Run, data, gouji, only_file, seed_template};
use crate::truth::{Place, transcription};
use gouji::export::{COLUMNS, unguarded};
use gouji::label::fold;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use rust_decimal::Decimal;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A row by its columns; what it does not have is left out.
type Row = BTreeMap<String, String>;

const ENDINGS: [&str; 3] = ["csv", "jsonl", "parquet"];

fn export(input: &Path, out: &Path) -> Run {
    gouji(&[
        "export",
        input.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ])
}

/// The rows of an export, which must end with the status.
fn rows(input: &Path, ending: &str, status: i32) -> Vec<Row> {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join(format!("facts.{ending}"));
    let run = export(input, &out);
    assert_eq!(run.status, status, "{run:?}");
    read(&out)
}

fn read(path: &Path) -> Vec<Row> {
    match path.extension().unwrap().to_str().unwrap() {
        "csv" => of_csv(&fs::read_to_string(path).unwrap()),
        "jsonl" => of_lines(&fs::read_to_string(path).unwrap()),
        _ => of_parquet(path),
    }
}

fn of_lines(text: &str) -> Vec<Row> {
    let row = |line: &str| {
        let object: serde_json::Map<String, Value> = serde_json::from_str(line).unwrap();
        assert_eq!(object.len(), COLUMNS.len());
        let said = object.into_iter().filter(|(_, value)| !value.is_null());
        said.map(|(name, value)| {
            (
                name,
                value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned),
            )
        })
        .collect()
    };
    text.lines().map(row).collect()
}

/// RFC 4180, letter by letter.
fn of_csv(text: &str) -> Vec<Row> {
    let text = text.strip_prefix('\u{feff}').unwrap();
    let (mut lines, mut fields, mut field, mut quoted) =
        (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => field.extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(std::mem::take(&mut field)),
            '\r' if !quoted => {
                assert_eq!(letters.next(), Some('\n'));
                fields.push(std::mem::take(&mut field));
                lines.push(std::mem::take(&mut fields));
            }
            letter => field.push(letter),
        }
    }
    assert!(
        field.is_empty() && fields.is_empty() && !quoted,
        "the last line has an end"
    );
    let heading = lines.remove(0);
    assert_eq!(heading, COLUMNS.map(|(name, _)| name));
    let row = |line: Vec<String>| {
        assert_eq!(line.len(), heading.len());
        let said = heading
            .iter()
            .cloned()
            .zip(line)
            .filter(|(_, field)| !field.is_empty());
        said.map(|(name, field)| {
            if name == "value" {
                (name, field)
            } else {
                (name, unguarded(&field).to_owned())
            }
        })
        .collect()
    };
    lines.into_iter().map(row).collect()
}

fn of_parquet(path: &Path) -> Vec<Row> {
    let reader = SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap();
    let text = |field: &Field| match field {
        Field::Null => None,
        Field::Str(text) => Some(text.clone()),
        Field::Int(number) => Some(number.to_string()),
        Field::Decimal(value) => {
            assert_eq!((value.precision(), value.scale()), (38, 6));
            let whole = i128::from_be_bytes(value.data().try_into().unwrap());
            let value = Decimal::from_i128_with_scale(whole, 6).normalize();
            Some(gouji::amount::Amount::new(value).plain(2))
        }
        other => panic!("{other:?}"),
    };
    let row = |row: parquet::record::Row| {
        row.get_column_iter()
            .filter_map(|(name, field)| Some((name.clone(), text(field)?)))
            .collect()
    };
    reader
        .get_row_iter(None)
        .unwrap()
        .map(|it| row(it.unwrap()))
        .collect()
}

/// The amounts among rows, in the terms of the transcription.
fn amounts(rows: &[Row]) -> BTreeMap<Place, Decimal> {
    let layout = seed_template().layout;
    let mut amounts = BTreeMap::new();
    for row in rows {
        let Some(value) = row.get("value") else {
            continue;
        };
        let said = |column: &str| row.get(column).map_or("", String::as_str);
        let table = layout.table(said("table")).unwrap().1;
        let block = table.block(row.get("block").map(String::as_str)).unwrap();
        let drawn = &table.blocks[block];
        let key = match (said("row_kind"), said("code")) {
            ("unit", _) => "unit".to_owned(),
            ("project", _) => fold(said("project")),
            (_, code) if !code.is_empty() => code.to_owned(),
            ("total" | "line", _) => fold(&drawn.lines[drawn.line(said("name")).unwrap()].label),
            _ => said("name").to_owned(),
        };
        let column = drawn.column(said("column")).unwrap();
        let place = drawn
            .amount_columns()
            .position(|own| own == column)
            .unwrap();
        let at = (table.id.clone(), block, key, place);
        let old = amounts.insert(at.clone(), value.parse::<Decimal>().unwrap().normalize());
        assert_eq!(old, None, "{at:?}");
    }
    amounts
}

/// Of a table that was handed in twice with different figures neither version may be used.
#[test]
fn a_table_in_two_versions_is_left_out() {
    let inbox = InboxDir::new();
    let book = Book::official();
    inbox.add("甲/2020年.xlsx", &book.bytes());
    let other = book.number("表五!G7", 1.0);
    inbox.add("甲/2020年改.xlsx", &other.bytes());
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("facts.csv");
    export(inbox.path(), &out);
    let rows = read(&out);
    let of = |table: &str| rows.iter().filter(|row| row["table"] == table).count();
    assert!(of("表三") > 0);
    assert_eq!(of("表五"), 0);
}

#[test]
fn the_seed_gives_its_figures_in_every_form() {
    let all = ENDINGS.map(|ending| rows(&only_file("official"), ending, 0));
    assert_eq!(amounts(&all[0]), transcription());
    assert_eq!(all[0].len(), 559);
    assert_eq!(all[0], all[1]);
    assert_eq!(all[0], all[2]);
    let row = all[0]
        .iter()
        .find(|row| row["table"] == "表三" && row["cell"] == "G14")
        .unwrap();
    insta::assert_snapshot!(row.iter().map(|(name, said)| format!("{name}: {said}")).collect::<Vec<_>>().join("\n"), @r"
    cell: G14
    code: 2080101
    column: 项目支出
    department: 高新区（新市区）人力资源和社会保障局
    file: 高新区（新市区）人力资源和社会保障局2020年部门预算公开表.xlsx
    layout: xinjiang-2020
    name: 行政运行
    row_kind: code
    sheet: 表三
    table: 表三
    unit: 人力资源和社会保障局
    value: 86.40
    verdict: holds
    year: 2020
    ");
}

#[test]
fn what_the_equations_say_stands_beside_each_figure() {
    let all = ENDINGS.map(|ending| rows(&data("broken/02_decimal_point_shifted.xlsx"), ending, 1));
    assert_eq!(all[0], all[1]);
    assert_eq!(all[0], all[2]);
    let at = |sheet: &str, cell: &str| {
        all[0]
            .iter()
            .find(|row| row["sheet"] == sheet && row["cell"] == cell)
            .unwrap()
    };
    let wrong = at("表三", "G14");
    assert_eq!(
        (&*wrong["value"], &*wrong["verdict"], &*wrong["painted"]),
        ("864.00", "broken", "red")
    );
    // it stands in an equation with the wrong one, which alone is red
    let other = at("表三", "G15");
    assert_eq!((&*other["verdict"], other.get("painted")), ("broken", None));
    assert_eq!(
        all[0]
            .iter()
            .filter(|row| row.contains_key("painted"))
            .count(),
        1
    );
}

#[test]
fn figures_are_in_one_unit_of_measure_whatever_the_layout() {
    let inbox = InboxDir::new();
    let folder = data("cases/sh_finance_2025");
    let file = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let file = file
        .into_iter()
        .find(|path| path.extension().is_some_and(|own| own == "xlsx"))
        .unwrap();
    inbox.add("上海.xlsx", &fs::read(file).unwrap());
    let budget = inbox.budget();
    assert_eq!(budget.layout.unit_of_measure.name(), "元");
    let rows = ENDINGS.map(|ending| rows(inbox.path(), ending, 0));
    assert_eq!(rows[0], rows[1]);
    assert_eq!(rows[0], rows[2]);
    assert_eq!(rows[0].len(), budget.facts.len());
    for (row, index) in rows[0].iter().zip(0..) {
        let published = budget
            .published(gouji::budget::FactId(index))
            .map(|it| it.value() / Decimal::from(10_000));
        assert_eq!(
            row.get("value")
                .map(|value| value.parse::<Decimal>().unwrap()),
            published,
            "{row:?}"
        );
    }
}

#[test]
fn text_that_looks_like_a_formula_is_guarded_in_csv_alone() {
    let inbox = InboxDir::new();
    let book = Book::official()
        .number("表三!G14", -864.0)
        .text("表三!G15", "-")
        .text("表三!G16", "@约100");
    inbox.add("=1+1.xlsx", &book.bytes());
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("facts.csv");
    assert_eq!(export(inbox.path(), &out).status, 1);
    let text = fs::read_to_string(&out).unwrap();
    for words in [
        ",-864.00,,'=1+1.xlsx,表三,G14,",
        ",,'-,'=1+1.xlsx,表三,G15,",
        ",,'@约100,'=1+1.xlsx,表三,G16,",
    ] {
        assert!(text.contains(words), "{words}");
    }
    assert_eq!(read(&out), rows(inbox.path(), "jsonl", 1));
}

#[test]
fn the_closing_lines_read_like_this() {
    let inbox = InboxDir::with_folder("official");
    inbox.add("坏.xlsx", b"no workbook");
    let out = inbox.path().join("公开表/facts.parquet");
    let run = export(inbox.path(), &out);
    assert_eq!(run.status, 2);
    assert_eq!(
        run.stdout.replace(out.to_str().unwrap(), "facts.parquet"),
        "部门 1 个，数字 559 个 → facts.parquet\n\
         文件 2 个：读入 1（有提醒 0），未能读取 1，忽略 0。部门 1 个：可以公开 1。\n"
    );
    assert!(
        run.stderr.starts_with("未能读取 坏.xlsx："),
        "{}",
        run.stderr
    );
    assert_eq!(amounts(&read(&out)), transcription());
    let run = gouji(&[
        "--lang",
        "en",
        "export",
        inbox.path().to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ]);
    assert!(
        run.stdout.starts_with("559 figures of 1 departments → "),
        "{}",
        run.stdout
    );
}

#[test]
fn an_unknown_ending_is_refused_before_anything_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("facts.xlsx");
    let run = export(&dir.path().join("没有"), &out);
    assert_eq!((run.status, out.exists()), (2, false));
    assert!(
        run.stderr
            .contains("不能识别这种结尾。请写成 .parquet、.csv、.jsonl 之一"),
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains("没有这个文件夹"), "{}", run.stderr);
}

#[test]
fn nothing_half_written_is_left() {
    let dir = tempfile::tempdir().unwrap();
    for ending in ENDINGS {
        // a folder of that name stands in the way
        let out = dir.path().join(format!("facts.{ending}"));
        fs::create_dir(&out).unwrap();
        let run = export(&only_file("official"), &out);
        assert_eq!((run.status, &*run.stdout), (2, ""));
        assert!(run.stderr.contains("写不了"), "{}", run.stderr);
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 3);
}

#[test]
fn an_earlier_export_is_replaced_and_never_a_submitted_file() {
    for ending in ENDINGS {
        let inbox = InboxDir::with_folder("official");
        let out = inbox.path().join(format!("facts.{ending}"));
        assert_eq!(export(inbox.path(), &out).status, 0);
        let first = fs::read(&out).unwrap();
        let again = export(inbox.path(), &out);
        assert_eq!(again.status, 0, "{again:?}");
        assert_eq!(fs::read(&out).unwrap(), first);
        let submitted = fs::read(only_file("official")).unwrap();
        fs::write(&out, &submitted).unwrap();
        let refused = export(inbox.path(), &out);
        assert_eq!(refused.status, 2);
        assert!(
            refused.stderr.contains("是报送的文件，没有写入"),
            "{}",
            refused.stderr
        );
        assert_eq!(fs::read(&out).unwrap(), submitted);
    }
}

/// An inbox of departments whose files take longer or shorter to read.
fn many() -> InboxDir {
    let inbox = InboxDir::new();
    let files: Vec<PathBuf> = ["official", "broken", "yuan", "formats", "text-amounts"]
        .iter()
        .flat_map(|folder| {
            fs::read_dir(data(folder))
                .unwrap()
                .map(|entry| entry.unwrap().path())
        })
        .filter(|path| path.extension().is_none_or(|own| own != "json"))
        .collect();
    for (index, path) in files.iter().enumerate() {
        let name = path.file_name().unwrap().to_str().unwrap();
        inbox.add(&format!("{index:02}/{name}"), &fs::read(path).unwrap());
    }
    inbox
}

#[test]
fn equal_input_gives_equal_bytes_on_any_number_of_cores() {
    let inbox = many();
    let dir = tempfile::tempdir().unwrap();
    for ending in ENDINGS {
        let [first, second, alone] =
            ["1", "2", "3"].map(|name| dir.path().join(format!("{name}.{ending}")));
        assert_eq!(export(inbox.path(), &first).status, 1);
        assert_eq!(export(inbox.path(), &second).status, 1);
        assert!(
            fs::read(&first).unwrap() == fs::read(&second).unwrap(),
            "{ending}"
        );
        let mut on_one_core = Command::new("taskset");
        on_one_core
            .args(["-c", "0", env!("CARGO_BIN_EXE_gouji"), "export"])
            .arg(inbox.path())
            .arg("--out")
            .arg(&alone);
        if on_one_core
            .output()
            .is_ok_and(|it| it.status.code() == Some(1))
        {
            assert!(
                fs::read(&first).unwrap() == fs::read(&alone).unwrap(),
                "{ending}"
            );
        }
    }
}

/// What Python says of a Parquet file, by the libraries that are there.
#[test]
fn other_readers_of_parquet_find_the_same() {
    let inbox = many();
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("facts.parquet");
    export(inbox.path(), &out);
    let rows = read(&out);
    let sum: Decimal = rows
        .iter()
        .filter_map(|row| row.get("value"))
        .map(|it| it.parse::<Decimal>().unwrap())
        .sum();
    let broken = rows.iter().filter(|row| row["verdict"] == "broken").count();
    let expected = format!("{} {} {broken}", rows.len(), sum.normalize());
    let duckdb = "import sys, duckdb\n\
        print(*duckdb.sql(f\"select count(*), sum(value), count(*) filter (verdict = 'broken') from '{sys.argv[1]}'\").fetchall()[0])";
    let pyarrow = "import sys, pyarrow.parquet as parquet, pyarrow.compute as c\n\
        t = parquet.read_table(sys.argv[1])\n\
        print(t.num_rows, c.sum(t['value']), c.sum(c.equal(t['verdict'], 'broken')))";
    for program in [duckdb, pyarrow] {
        let Some(found) = python(dir.path(), program, out.to_str().unwrap()) else {
            continue;
        };
        let found: Vec<&str> = found.split_whitespace().collect();
        let sum: Decimal = found[1].parse().unwrap();
        assert_eq!(
            format!("{} {} {}", found[0], sum.normalize(), found[2]),
            expected
        );
    }
}

/// What a program of Python prints; none where Python or a library of it is not there.
fn python(folder: &Path, program: &str, argument: &str) -> Option<String> {
    let output = Command::new("python3")
        .args(["-c", program, argument])
        .current_dir(folder)
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&output.stderr);
    if said.contains("ModuleNotFoundError") {
        return None;
    }
    assert!(output.status.success(), "{said}");
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_query_of_the_readme_gives_what_it_shows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(
        export(&root.join("samples"), &dir.path().join("facts.parquet")).status,
        1
    );
    let program = "import sys, duckdb\n\
        for row in duckdb.sql(sys.argv[1]).fetchall(): print(*row, sep='\\t')";
    for name in ["docs/FACTS.md", "README.zh-CN.md"] {
        let readme = fs::read_to_string(root.join(name)).unwrap();
        let (query, after) = readme
            .split("```sql\n")
            .nth(1)
            .unwrap()
            .split_once("```")
            .unwrap();
        let Some(printed) = python(dir.path(), program, query) else {
            return;
        };
        let shown = after.lines().filter(|line| line.contains('│')).skip(2);
        let shown: Vec<String> = shown
            .map(|line| {
                line.split('│')
                    .map(str::trim)
                    .filter(|cell| !cell.is_empty())
                    .collect::<Vec<_>>()
                    .join("\t")
            })
            .take(printed.lines().count())
            .collect();
        assert_eq!(printed.lines().collect::<Vec<_>>(), shown, "{name}");
    }
}

/// The ten largest changes of an item between two years, as docs/scale.md asks for them.
#[test]
fn the_largest_changes_of_a_province_are_those_of_the_figures() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = fs::read_to_string(root.join("docs/scale.md")).unwrap();
    let block = |language: &str| {
        let (_, after) = guide.split_once(&format!("```{language}\n")).unwrap();
        after.split_once("```").unwrap().0.to_owned()
    };
    let dir = tempfile::tempdir().unwrap();
    let other = |place: &str, amount: f64| Book::official().number(place, amount).bytes();
    let years = [
        ("this", fs::read(only_file("official")).unwrap()),
        ("last", other("表三!E14", 1_000.01)),
    ];
    let [this, last] = years.map(|(name, bytes)| {
        let inbox = InboxDir::new();
        inbox.add("2020年部门预算公开表.xlsx", &bytes);
        let out = dir.path().join(format!("{name}.parquet"));
        export(inbox.path(), &out);
        items(&read(&out))
    });
    let mut changes: Vec<(Decimal, String)> = this
        .iter()
        .map(|(code, now)| (now - last[code], code.clone()))
        .collect();
    changes.sort_by_key(|(change, code)| (-change.abs(), code.clone()));
    let expected: Vec<String> = changes
        .iter()
        .take(10)
        .map(|(change, code)| format!("{code} {}", change.normalize()))
        .collect();
    assert!(!expected[0].ends_with(" 0"), "{expected:?}");
    let duckdb = "import sys, duckdb\n\
        for row in duckdb.sql(sys.argv[1]).fetchall(): print(*row, sep='\\t')";
    let spark = block("python").replace("sys.argv[1]", "'this.parquet'");
    let spark = spark.replace("sys.argv[2]", "'last.parquet'");
    for (program, argument) in [(duckdb, block("sql")), (&*spark, String::new())] {
        let Some(printed) = python(dir.path(), program, &argument) else {
            continue;
        };
        let found: Vec<String> = printed
            .lines()
            .map(|line| {
                let cells: Vec<&str> = line.split('\t').collect();
                let change: Decimal = cells[5].parse().unwrap();
                format!("{} {}", cells[1], change.normalize())
            })
            .collect();
        assert_eq!(found, expected);
    }
}

/// The items of 表三 with their totals.
fn items(rows: &[Row]) -> BTreeMap<String, Decimal> {
    let is_item = |row: &&Row| {
        row["table"] == "表三"
            && row["column"] == "合计"
            && row["row_kind"] == "code"
            && row["code"].len() == 7
    };
    rows.iter()
        .filter(is_item)
        .map(|row| (row["code"].clone(), row["value"].parse().unwrap()))
        .collect()
}
