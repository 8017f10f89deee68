//! What may be wrong with an old workbook: each time refused with a reason, or read as it is meant; and
//! the honest department beside it comes out the same.

use crate::bad_input::{beside_an_honest_one, refused};
use crate::book::Book;
use crate::made_xls::*;
use crate::program::{InboxDir, Run};
use crate::truth::assert_is_the_seed;

const DAMAGED: &str = "另存为新的 .xlsx 后重新报送";

fn alone(xls: &Xls) -> InboxDir {
    let inbox = InboxDir::new();
    inbox.add("报表（2020年）.xls", &xls.bytes());
    inbox
}

/// What a check of one workbook prints, and its status.
fn check(xls: &Xls) -> Run {
    alone(xls).check()
}

fn finding(xls: &Xls, message: &str, place: &str) {
    let run = check(xls);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(
        run.stdout.contains(message) && run.stdout.contains(place),
        "{message} {place} in {}",
        run.stdout
    );
}

/// The official workbook without the cell 表三!G14.
fn without_g14() -> Xls {
    Xls::of(&Book::official().blank("表三!G14"))
}

const G14: (u16, u16) = (13, 6);

#[test]
fn a_made_workbook_is_the_seed() {
    assert_is_the_seed(&alone(&Xls::official()).budget());
    assert_is_the_seed(
        &alone(&without_g14().more("表三", &number(G14.0, G14.1, 0, 86.4))).budget(),
    );
}

#[test]
fn numbers_are_unpacked() {
    let packed = |value: i32| (value << 2 | 3).to_le_bytes();
    let one = record(
        0x27e,
        &[&place(G14.0, G14.1, 0)[..], &packed(8_640)].concat(),
    );
    assert_is_the_seed(&alone(&without_g14().more("表三", &one)).budget());
    // one of a run of cells
    let many = [
        &place(G14.0, G14.1, 0)[..],
        &packed(8_640),
        &G14.1.to_le_bytes(),
    ]
    .concat();
    assert_is_the_seed(&alone(&without_g14().more("表三", &record(0xbd, &many))).budget());
    // the run is longer than its columns say
    let wrong = [&many[..10], &[0, 0, 0, 0, 0, 0], &G14.1.to_le_bytes()].concat();
    refused(
        "串.xls",
        &without_g14().more("表三", &record(0xbd, &wrong)).bytes(),
        DAMAGED,
    );
}

#[test]
fn a_password_of_any_kind_is_named() {
    // obfuscated by a word, encrypted
    for kind in [0_u16, 1] {
        let locked =
            Xls::official().global(&record(0x2f, &[&kind.to_le_bytes()[..], &[7; 4]].concat()));
        refused(
            "加密.xls",
            &locked.bytes(),
            "有打开密码。请去掉密码后重新报送",
        );
    }
}

#[test]
fn an_embedded_workbook_is_never_read_in_its_place() {
    let other = Xls::of(&Book::official().number("表三!G14", 99.0)).stream();
    for storage in ["MBD00A1B2C3", "A", "_1234567890"] {
        let embedded = format!("{storage}/Workbook");
        let bytes = compound(&[(&embedded, &other), ("Workbook", &Xls::official().stream())]);
        let inbox = InboxDir::new();
        inbox.add("嵌入.xls", &bytes);
        assert_is_the_seed(&inbox.budget());
    }
    // nor in the place of the document that it lies in
    let bytes = compound(&[
        ("ObjectPool/_1/Workbook", &other),
        ("WordDocument", &[1; 5000]),
    ]);
    refused("说明.xls", &bytes, "而是 Word 文档");
    let bytes = compound(&[("A/Workbook", &other), ("B", b"1")]);
    refused("别的.xls", &bytes, "而是未知的 OLE 文件");
}

#[test]
fn other_compound_files_are_named_for_what_they_are() {
    for (stream, reason) in [
        ("EncryptedPackage", "有打开密码。请去掉密码后重新报送"),
        ("WordDocument", "而是 Word 文档。请报送 .xlsx 工作簿"),
        ("PowerPoint Document", "而是 PowerPoint 演示文稿"),
        (
            "__properties_version1.0",
            "而是 Outlook 邮件（请把附件里的表格另存后报送）",
        ),
        ("Contents", "而是未知的 OLE 文件"),
    ] {
        refused("某.xls", &compound(&[(stream, b"...")]), reason);
    }
}

/// Changes a number of the compound file's header.
fn with_header(at: usize, number: u32) -> Vec<u8> {
    let mut bytes = Xls::official().bytes();
    bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
    bytes
}

#[test]
fn sectors_that_come_back_to_themselves_are_refused() {
    let whole = Xls::official().bytes();
    let table = 512 + 512 * u32::from_le_bytes(whole[76..80].try_into().unwrap()) as usize;
    // every sector that goes on goes back to itself
    let mut looped = whole.clone();
    for place in 2_u32..100 {
        let at = table + 4 * place as usize;
        if whole[at + 3] == 0 {
            looped[at..at + 4].copy_from_slice(&place.to_le_bytes());
        }
    }
    refused("环.xls", &looped, "文件已损坏（OLE 无法读取）");
    // lists of sectors that name themselves, or what is not there
    let mut lists = with_header(68, 0);
    lists[72..76].copy_from_slice(&u32::MAX.to_le_bytes());
    refused("列.xls", &lists, "请");
    refused(
        "目录.xls",
        &with_header(48, 0x00ff_0000),
        "文件不完整或已损坏",
    );
    refused(
        "扇区.xls",
        &with_header(30, 0x0006_0014),
        "文件已损坏（OLE 无法读取）",
    );
    refused(
        "旧.xls",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on",
        "文件不完整或已损坏，可能没有传完。请重新报送",
    );
}

#[test]
fn a_lie_about_the_size_of_a_sheet_costs_nothing() {
    let dimensions = [0_u32, u32::MAX]
        .into_iter()
        .flat_map(u32::to_le_bytes)
        .chain([0, 0, 0xff, 0xff, 0, 0]);
    let lie = record(0x200, &dimensions.collect::<Vec<_>>());
    assert_is_the_seed(&alone(&Xls::official().more("表三", &lie)).budget());
}

#[test]
fn cells_in_far_corners_cost_nothing_and_are_named() {
    let corners = [(0, 255), (65_535, 0), (65_535, 255)]
        .map(|(row, column)| number(row, column, 0, 1.5))
        .concat();
    let mut book = Xls::official();
    for sheet in &mut book.sheets {
        sheet.records.extend(&corners);
    }
    let run = check(&book);
    assert!(
        run.stdout
            .contains("工作表“表三” A65536:IV65536 有 2 个数字不属于任何一张表，没有读入"),
        "{run:?}"
    );
    assert_is_the_seed(&alone(&book).budget());
}

#[test]
fn records_that_are_cut_or_point_nowhere_are_refused() {
    let official = Xls::official();
    let stream = official.stream();
    for part in [100, stream.len() / 2, stream.len() - 1, stream.len() - 4] {
        refused(
            "截断.xls",
            &compound(&[("Workbook", &stream[..part])]),
            "文件不完整或已损坏",
        );
    }
    let text_of_nothing = record(0xfd, &[place(60, 0, 0), vec![9, 0, 0, 0]].concat());
    refused(
        "文字.xls",
        &official.clone().more("表三", &text_of_nothing).bytes(),
        "（表三 无法读取）",
    );
    for short in [
        record(0x203, &place(60, 0, 0)),
        record(0xfd, &place(60, 0, 0)),
        record(0xe5, &[9, 0, 1, 0]),
    ] {
        refused(
            "短.xls",
            &official.clone().more("表三", &short).bytes(),
            "（表三 无法读取）",
        );
    }
    for start in [3, 1_000_000, u32::MAX] {
        let mut book = official.clone();
        book.sheet("表三").start = Some(start);
        let run = beside_an_honest_one("错位.xls", &book.bytes());
        assert!(
            run.stderr.contains("错位.xls") && run.stderr.contains("重新报送"),
            "{run:?}"
        );
    }
    // two sheets of which one is read twice and the other never
    let mut book = official.clone();
    let list = book
        .stream()
        .windows(4)
        .position(|bytes| bytes == [0x85, 0, 12, 0])
        .unwrap();
    let start = u32::from_le_bytes(book.stream()[list + 4..list + 8].try_into().unwrap());
    book.sheet("表三").start = Some(start);
    refused("重叠.xls", &book.bytes(), "（表三 无法读取）");
    refused("无记录.xls", &compound(&[("Workbook", &[])]), DAMAGED);
}

#[test]
fn two_sheets_of_one_name_are_refused() {
    let book = Xls::official().add(XlsSheet::new("附表a", number(0, 0, 0, 1.0)));
    let twice = book.add(XlsSheet::new("附表A", number(0, 0, 0, 2.0)));
    refused(
        "同名.xls",
        &twice.bytes(),
        "有两个工作表都叫“附表A”，分不清以哪一个为准。请改名或删去一个后重新报送",
    );
}

#[test]
fn cells_beyond_the_grid_or_given_twice_are_refused() {
    assert_eq!(
        check(&Xls::official().more("表三", &label(60, 255, "末"))).status,
        0
    );
    for wrong in [
        number(60, 256, 0, 1.0),
        number(60, 65_535, 0, 1.0),
        number(G14.0, G14.1, 0, 86.4),
    ] {
        refused(
            "格.xls",
            &Xls::official().more("表三", &wrong).bytes(),
            "（表三 无法读取）",
        );
    }
    refused(
        "并.xls",
        &Xls::official()
            .more("表三", &merges(&[(60, 0, 61, 256)]))
            .bytes(),
        "（表三 无法读取）",
    );
    refused(
        "反.xls",
        &Xls::official()
            .more("表三", &merges(&[(60, 0, 59, 0)]))
            .bytes(),
        "（表三 无法读取）",
    );
}

#[test]
fn what_is_no_finite_number_is_no_amount() {
    for value in [f64::NAN, f64::INFINITY, 1e300] {
        finding(
            &without_g14().more("表三", &number(G14.0, G14.1, 0, value)),
            "应为金额，实际是",
            "表三!G14",
        );
    }
}

#[test]
fn a_format_with_places_for_digits_is_no_date() {
    let styled = |code: &str| without_g14().global(&[format(164, code), style(164)].concat());
    for code in ["RMB #,##0.00", "USD #,##0.00", "0.00\"年\"", "General"] {
        assert_is_the_seed(
            &alone(&styled(code).more("表三", &number(G14.0, G14.1, 1, 86.4))).budget(),
        );
    }
    for code in ["yyyy-mm-dd", "yyyy\"年\"m\"月\"d\"日\""] {
        let dated = styled(code).more("表三", &number(G14.0, G14.1, 1, 43_000.0));
        finding(&dated, "实际是日期格式（2017-09-22）", "表三!G14");
    }
    let built_in = without_g14()
        .global(&style(14))
        .more("表三", &number(G14.0, G14.1, 1, 43_000.0));
    finding(&built_in, "实际是日期格式（2017-09-22）", "表三!G14");
    // counted from 1904 on
    let mac = built_in.global(&record(0x22, &[1, 0]));
    finding(&mac, "实际是日期格式（2021-09-23）", "表三!G14");
}

#[test]
fn a_formula_without_a_result_is_named() {
    let left_out = formula(G14.0, G14.1, EMPTY, SUM_OF_TWO);
    finding(
        &without_g14().more("表三", &left_out),
        "这一格是公式，但文件里没有存计算结果",
        "表三!G14",
    );
    let text_missing = formula(G14.0, G14.1, FOLLOWS, SUM_OF_TWO);
    finding(
        &without_g14().more("表三", &text_missing),
        "这一格是公式，但文件里没有存计算结果",
        "表三!G14",
    );
    // a text that is empty on purpose is a blank cell, a text that follows is read
    let other = formula(60, 6, EMPTY, &[0x42, 3, 1, 0]);
    assert_is_the_seed(&alone(&Xls::official().more("表三", &other)).budget());
    let text = [
        formula(G14.0, G14.1, FOLLOWS, &[]),
        record(0x207, &long_text("86.40")),
    ]
    .concat();
    assert_is_the_seed(&alone(&without_g14().more("表三", &text)).budget());
    let stored = formula(G14.0, G14.1, 86.4_f64.to_le_bytes(), SUM_OF_TWO);
    assert_is_the_seed(&alone(&without_g14().more("表三", &stored)).budget());
}

#[test]
fn errors_are_named_one_by_one() {
    let error = record(0x205, &[place(G14.0, G14.1, 0), vec![7, 1]].concat());
    finding(
        &without_g14().more("表三", &error),
        "实际是公式错误 #DIV/0!",
        "表三!G14",
    );
    let of_formula = formula(G14.0, G14.1, [2, 0, 0x17, 0, 0, 0, 0xff, 0xff], SUM_OF_TWO);
    finding(
        &without_g14().more("表三", &of_formula),
        "实际是公式错误 #REF!",
        "表三!G14",
    );
    let unknown = record(0x205, &[place(G14.0, G14.1, 0), vec![99, 1]].concat());
    finding(
        &without_g14().more("表三", &unknown),
        "实际是公式错误",
        "表三!G14",
    );
}

#[test]
fn what_the_clerk_cannot_see_is_named() {
    for hidden in [hidden_row(G14.0), hidden_columns(6, 6)] {
        let run = check(&Xls::official().more("表三", &hidden));
        assert!(
            run.stdout.contains("金额在隐藏的行或列里，已读入") && run.stdout.contains("G14"),
            "{}",
            run.stdout
        );
    }
    for state in [1, 2] {
        let mut other = XlsSheet::new("旧数据", number(0, 0, 0, 1.0));
        other.state = state;
        let book = Xls::official().add(other);
        let run = check(&book);
        assert!(
            run.stdout.contains("工作表“旧数据”是隐藏的，没有读入"),
            "{}",
            run.stdout
        );
        assert_is_the_seed(&alone(&book).budget());
    }
}

#[test]
fn macros_charts_and_dialogs_are_passed_over() {
    let mut book = Xls::official();
    for (name, kind, about, start) in [
        ("宏", 1, 0x40, None),
        ("图", 2, 0x20, None),
        ("模块", 6, 0x06, Some(0x00ff_ffff)),
        ("对话", 0, 0x10, None),
    ] {
        let records = [number(0, 0, 0, 1.0), number(0, 0, 0, 2.0)];
        let records = if kind == 0 {
            [record(0x81, &[0x10, 0]), number(0, 0, 0, 1.0)]
        } else {
            records
        };
        book.sheets.insert(
            0,
            XlsSheet {
                kind,
                about,
                start,
                ..XlsSheet::new(name, records.concat())
            },
        );
    }
    assert_is_the_seed(&alone(&book).budget());
    // a table that is said to be a chart would be lost without a word
    book.sheet("表三").kind = 2;
    refused("图表.xls", &book.bytes(), "（表三 无法读取）");
    // cells of a chart within a sheet are none of the sheet's
    let chart = [
        record(0x809, &[0, 6, 0x20, 0]),
        number(G14.0, G14.1, 0, 1.0),
        record(0x0a, &[]),
    ]
    .concat();
    assert_is_the_seed(&alone(&Xls::official().more("表三", &chart)).budget());
}

/// Texts of one and two bytes a character, with fonts, in a table that goes on in another record.
#[test]
fn texts_go_on_in_the_next_record() {
    let mut table = [2_u32.to_le_bytes(), 2_u32.to_le_bytes()].concat();
    table.extend([2, 0, 1, b'x', 0, b'y', 0]);
    // five characters of which two stand here, then a font and eight bytes on pronunciation
    table.extend([&[5, 0, 0xc, 1, 0, 8, 0, 0, 0][..], b"86"].concat());
    let rest = [&[1][..], &[b'.', 0, b'4', 0, b'0', 0], &[0; 12]].concat();
    let records = [record(0xfc, &table), record(0x3c, &rest)].concat();
    let cell = record(0xfd, &[place(G14.0, G14.1, 0), vec![1, 0, 0, 0]].concat());
    assert_is_the_seed(&alone(&without_g14().global(&records).more("表三", &cell)).budget());
    // what is said of how many there are is not believed
    let mut lie = records.clone();
    lie[4..12].fill(0xff);
    assert_is_the_seed(&alone(&without_g14().global(&lie).more("表三", &cell)).budget());
    let cut = record(0xfc, &table);
    refused(
        "断.xls",
        &without_g14().global(&cut).more("表三", &cell).bytes(),
        "（表三 无法读取）",
    );
}

/// Excel 5.0 and 95: bytes of a code page, in a stream of another name.
#[test]
fn the_old_dialect_is_read() {
    let name = |text: &str| {
        Book::official()
            .sheets
            .iter()
            .position(|sheet| sheet.name == text)
            .unwrap()
    };
    assert_eq!(name("表三"), 2);
    let gbk = |text: &str| {
        codepage::to_encoding(936)
            .unwrap()
            .encode(text)
            .0
            .into_owned()
    };
    let begin = |about: u16| {
        record(
            0x809,
            &[&[0, 5][..], &about.to_le_bytes(), &[0; 4]].concat(),
        )
    };
    let end = record(0x0a, &[]);
    let listed = |name: &str, start: u32| {
        let name = gbk(name);
        record(
            0x85,
            &[
                &start.to_le_bytes()[..],
                &[0, 0, u8::try_from(name.len()).unwrap()],
                &name,
            ]
            .concat(),
        )
    };
    let mut bodies = Vec::new();
    for sheet in &Book::official().sheets {
        let mut body = begin(0x10);
        for ((row, column), cell) in &sheet.cells {
            let (row, column) = (
                u16::try_from(*row).unwrap(),
                u16::try_from(*column).unwrap(),
            );
            body.extend(match cell {
                crate::book::Cell::Number(value) => number(row, column, 0, *value),
                crate::book::Cell::Text(text) => {
                    let bytes = gbk(text);
                    let length = u16::try_from(bytes.len()).unwrap().to_le_bytes();
                    record(
                        0x204,
                        &[&place(row, column, 0)[..], &length, &bytes].concat(),
                    )
                }
                _ => unreachable!(),
            });
        }
        let ranges = sheet
            .merges
            .iter()
            .map(|m| [m.0, m.1, m.2, m.3].map(|n| u16::try_from(n).unwrap()));
        let ranges: Vec<_> = ranges.map(|[a, b, c, d]| (a, b, c, d)).collect();
        body.extend([merges(&ranges), end.clone()].concat());
        bodies.push((sheet.name.clone(), body));
    }
    let globals = [begin(5), record(0x42, &936_u16.to_le_bytes()), style(0)].concat();
    let list: usize = bodies.iter().map(|(name, _)| listed(name, 0).len()).sum();
    let mut start = globals.len() + list + end.len();
    let mut stream = globals;
    for (name, body) in &bodies {
        stream.extend(listed(name, u32::try_from(start).unwrap()));
        start += body.len();
    }
    stream.extend(&end);
    stream.extend(bodies.into_iter().flat_map(|(_, body)| body));
    let inbox = InboxDir::new();
    inbox.add("九五.xls", &compound(&[("Book", &stream)]));
    assert_is_the_seed(&inbox.budget());
}

#[test]
fn merged_ranges_are_counted() {
    let ranges = |count: u32| {
        let all: Vec<_> = (0..count)
            .map(|n| ((n / 100 + 100) as u16, (n % 100 * 2) as u16))
            .collect();
        let records: Vec<_> = all
            .chunks(1_000)
            .map(|chunk| {
                merges(
                    &chunk
                        .iter()
                        .map(|(r, c)| (*r, *c, *r, c + 1))
                        .collect::<Vec<_>>(),
                )
            })
            .collect();
        Xls::official().more("表九", &records.concat())
    };
    let of_table_nine = u32::try_from(Book::official().sheet("表九").merges.len()).unwrap();
    assert_eq!(check(&ranges(100_000 - of_table_nine)).status, 0);
    let reason = "超过限制：合并单元格数为 100001，最多 100000。请删去多余内容后重新报送";
    refused("合并.xls", &ranges(100_001 - of_table_nine).bytes(), reason);
}

#[test]
fn sheets_are_counted() {
    let sheets = |count: usize| {
        let mut book = Xls::official();
        let more = count - book.sheets.len();
        book.sheets
            .extend((0..more).map(|n| XlsSheet::new(&format!("空{n}"), Vec::new())));
        book
    };
    assert_eq!(check(&sheets(1_000)).status, 0);
    refused(
        "表多.xls",
        &sheets(1_001).bytes(),
        "超过限制：工作表数为 1001，最多 1000",
    );
}

/// One text asked for by thousands of cells; more texts than any workbook has.
#[test]
fn texts_are_counted() {
    let text = record(
        0xfc,
        &[&[0; 8][..], &[0x00, 0x20, 0], &[b'a'; 0x2000]].concat(),
    );
    let cells: Vec<_> = (0..=32_768_u32)
        .map(|n| {
            record(
                0xfd,
                &[place((n / 200) as u16, (n % 200) as u16, 0), vec![0; 4]].concat(),
            )
        })
        .collect();
    let long = Xls::official()
        .global(&text)
        .add(XlsSheet::new("长", cells.concat()));
    refused("文字.xls", &long.bytes(), "超过限制：全部文字的字节数为");

    let texts = |count: usize| {
        let pieces = vec![0; 3 * count];
        let mut pieces = pieces.chunks(8_190);
        let first = record(0xfc, &[&[0; 8][..], pieces.next().unwrap()].concat());
        let rest: Vec<_> = pieces.map(|piece| record(0x3c, piece)).collect();
        Xls::official().global(&[first, rest.concat()].concat())
    };
    refused(
        "文本.xls",
        &texts(5_000_001).bytes(),
        "超过限制：不同文字的个数为 5000001，最多 5000000",
    );
}
