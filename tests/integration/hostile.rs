//! Files that are made to break a reader of .xlsx, or that break one by chance; each row of what is known to end a
//! process or to be read wrongly has its test. A figure comes out right, or is named, or its file is refused.

use crate::bad_input::{beside_an_honest_one, official, refused};
use crate::made::{MAIN, Made, Parts, packed};
use crate::program::{InboxDir, Run};
use std::io::{Cursor, Write};
use std::time::{Duration, Instant};
use zip::write::SimpleFileOptions;

const SHEET: &str = "xl/worksheets/sheet3.xml";
/// 表三!E16, the only 110 of its row that stands alone.
const E16: &str = "<c r=\"E16\" s=\"8\" t=\"n\"><v>110</v></c>";

fn parts() -> Parts {
    Parts::of(&official())
}

/// The real workbook with another text in place of 表三!E16.
fn with_e16(cell: &str) -> Vec<u8> {
    parts().replaced(SHEET, E16, cell).bytes()
}

/// A cell E16 of this kind, with this value.
fn e16(kind: &str, inner: &str) -> Vec<u8> {
    let kind = if kind.is_empty() {
        String::new()
    } else {
        format!(" t=\"{kind}\"")
    };
    with_e16(&format!("<c r=\"E16\" s=\"8\"{kind}>{inner}</c>"))
}

/// Published as if nothing were odd about it.
fn right(bytes: &[u8]) {
    let inbox = InboxDir::new();
    inbox.add("2020好的.xlsx", bytes);
    let run = inbox.publish();
    assert_eq!(run.status, 0, "{run:?}");
    let plain = InboxDir::new();
    plain.add("2020好的.xlsx", &official());
    plain.publish();
    assert_eq!(inbox.output(), plain.output());
}

/// The finding at 表三!E16; the figure is read as nothing else.
fn named(bytes: &[u8], message: &str) {
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", bytes);
    let run = inbox.check();
    assert!(run.status < 2, "{run:?}");
    assert!(run.stdout.contains(message), "{}", run.stdout);
    let json = inbox.json().to_string();
    assert!(json.contains("\"cell\":\"E16\""), "{json}");
}

#[test]
fn two_cells_in_far_corners_are_two_cells() {
    let sheet = "<sheetData><row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>2</v></c></row></sheetData>";
    refused("远.xlsx", &Made::sheet(sheet).bytes(), "没有找到任何预算表");
    let far = "</row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2.5</v></c></row></sheetData>";
    let bytes = parts().replaced(SHEET, "</row></sheetData>", far).bytes();
    let run = beside_an_honest_one("远.xlsx", &bytes);
    assert!(run.stdout.contains("XFD1048576"), "{}", run.stdout);
}

#[test]
fn a_count_of_shared_texts_that_lies_is_refused() {
    let part = format!("<sst xmlns='{MAIN}' uniqueCount='4000000000'><si><t>一</t></si></sst>");
    refused(
        "串.xlsx",
        &parts().with("xl/sharedStrings.xml", part).bytes(),
        "文件已损坏（xl/sharedStrings.xml 无法读取）",
    );
}

/// A part of one byte many times over, within a workbook.
fn bomb(byte: u8, size: usize, before: &str, after: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts().0 {
        // its sizes in 64 bits, as of a part of many gigabytes
        writer
            .start_file(
                name.as_str(),
                SimpleFileOptions::default().large_file(name == SHEET),
            )
            .unwrap();
        if name == SHEET {
            writer.write_all(before.as_bytes()).unwrap();
            let block = vec![byte; 1 << 20];
            (0..size >> 20).for_each(|_| writer.write_all(&block).unwrap());
            writer.write_all(after.as_bytes()).unwrap();
        } else {
            writer.write_all(&bytes).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn bombs_are_refused_before_they_go_off() {
    let start = Instant::now();
    refused(
        "零.xlsx",
        &bomb(0, 513 << 20, "", ""),
        "超过限制：解压后的字节数",
    );
    refused(
        "空白.xlsx",
        &bomb(
            b' ',
            100 << 20,
            "<worksheet><sheetData>",
            "</sheetData></worksheet>",
        ),
        "超过限制：压缩比",
    );
    refused(
        "属性.xlsx",
        &bomb(b'a', 100 << 20, "<worksheet a='", "'/>"),
        "超过限制：压缩比",
    );
    // small enough for the directory, too long for a text
    refused(
        "长.xlsx",
        &bomb(
            b' ',
            15 << 20,
            "<worksheet><sheetData>",
            "</sheetData></worksheet>",
        ),
        "超过限制：一段文字的字节数",
    );
    assert!(start.elapsed() < Duration::from_secs(60));
}

#[test]
fn sizes_that_lie_are_refused() {
    let mut bytes = bomb(b' ', 15 << 20, "<worksheet>", "</worksheet>");
    // the directory says that the part is small
    let name = SHEET.as_bytes();
    let at = bytes
        .windows(name.len())
        .rposition(|window| window == name)
        .unwrap();
    let size = at - 46 + 24;
    bytes[size..size + 4].copy_from_slice(&1_000_u32.to_le_bytes());
    refused("谎.xlsx", &bytes, "重新报送");
}

#[test]
fn rows_beyond_the_last_one_are_refused_at_once() {
    let rows = "<row r='1048577'><c><v>1</v></c></row>".repeat(100_000);
    let start = Instant::now();
    refused(
        "多.xlsx",
        &Made::sheet(&format!("<sheetData>{rows}</sheetData>")).bytes(),
        "文件已损坏",
    );
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_not_opened() {
    let inbox = InboxDir::new();
    inbox.add("2020好的.xlsx", &official());
    let pipe = inbox.path().join("管道.xlsx");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    std::os::unix::fs::symlink("/dev/zero", inbox.path().join("设备.xlsx")).unwrap();
    std::os::unix::fs::symlink(
        inbox.path().join("2020好的.xlsx"),
        inbox.path().join("链接.xlsx"),
    )
    .unwrap();
    let run = inbox.publish();
    assert_eq!(run.status, 0, "{run:?}");
    for name in ["管道", "设备", "链接"] {
        assert!(
            run.stdout
                .contains(&format!("忽略 {name}.xlsx：不是普通文件，没有打开")),
            "{}",
            run.stdout
        );
    }
    assert!(run.stdout.contains("忽略 3"), "{}", run.stdout);
}

#[test]
fn two_sheets_of_one_name_are_refused() {
    for name in ["表四", "表三"] {
        let bytes = parts()
            .replaced("xl/workbook.xml", "name=\"表四\"", "name=\"表三\"")
            .bytes();
        refused("同名.xlsx", &bytes, "有两个工作表都叫“表三”");
        assert!(!name.is_empty());
    }
    let bytes = parts()
        .replaced("xl/workbook.xml", "name=\"表一\"", "name=\"Sheet\"")
        .replaced("xl/workbook.xml", "name=\"表二\"", "name=\"sheet\"")
        .bytes();
    refused("同名.xlsx", &bytes, "有两个工作表都叫“sheet”");
}

#[test]
fn two_parts_of_one_name_are_refused() {
    for twin in ["xl/worksheets/SHEET3.xml", "xl\\worksheets\\sheet3.xml"] {
        refused(
            "同名.xlsx",
            &parts().with(twin, "<worksheet/>").bytes(),
            "里面有同名的部分，分不清以哪一个为准",
        );
    }
    // the very same name: the writer refuses it, so a longer one is cut in the bytes
    let mut bytes = parts()
        .with("xl/worksheets/sheetX.xml", "<worksheet/>")
        .bytes();
    let name = b"xl/worksheets/sheetX.xml";
    while let Some(at) = bytes.windows(name.len()).position(|window| window == name) {
        bytes[at + 19] = b'3';
    }
    refused("同名.xlsx", &bytes, "里面有同名的部分");
}

#[test]
fn cells_beyond_the_grid_are_refused() {
    for place in ["E4294967312", "XFE16", "E1048577", "E0", "E", "16"] {
        refused(
            "界外.xlsx",
            &with_e16(&format!("<c r=\"{place}\"><v>110</v></c>")),
            "文件已损坏",
        );
    }
}

#[test]
fn numbers_written_in_pieces_are_whole() {
    for value in [
        "1<!-- x -->10",
        "1&#49;0",
        "<![CDATA[110]]>",
        "11<![CDATA[0]]>",
        "1<?a b?>10",
        " 110 ",
        "1.1E2",
        "+110",
    ] {
        right(&e16("n", &format!("<v>{value}</v>")));
        right(&e16("", &format!("<v>{value}</v>")));
    }
    right(&e16("str", "<v>1<!-- -->1&#48;</v>"));
    right(&e16("inlineStr", "<is><t>1<![CDATA[1]]>&#48;</t></is>"));
}

#[test]
fn what_a_schema_forbids_is_refused_or_right() {
    right(&e16("", "<v>110</v><f>100+10</f>"));
    refused(
        "两份.xlsx",
        &parts()
            .replaced(SHEET, "</sheetData>", "</sheetData><sheetData/>")
            .bytes(),
        "文件已损坏",
    );
    refused(
        "实体.xlsx",
        &parts()
            .replaced(
                SHEET,
                "<worksheet",
                "<!DOCTYPE a [<!ENTITY b \"110\">]><worksheet",
            )
            .bytes(),
        "文件已损坏",
    );
}

#[test]
fn numbers_of_texts_that_do_not_exist_are_no_text() {
    let with_texts = |index: &str| {
        let texts = format!("<sst xmlns='{MAIN}' uniqueCount='1'><si><t>110</t></si></sst>");
        let cell = format!("<c r=\"E16\" s=\"8\" t=\"s\"><v>{index}</v></c>");
        let relation = "<Relationship Id=\"rId99\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>";
        parts()
            .replaced(SHEET, E16, &cell)
            .replaced("xl/_rels/workbook.xml.rels", "</Relationships>", relation)
            .with("xl/sharedStrings.xml", texts)
            .bytes()
    };
    right(&with_texts("0"));
    for index in ["abc", "-1", "0x0", "99999999999999999999"] {
        named(
            &with_texts(index),
            &format!("这一格的内容已损坏（{index}）。请重新填写这一格"),
        );
    }
    refused("串.xlsx", &with_texts("1"), "文件已损坏");
}

#[test]
fn a_formula_without_a_result_is_no_zero() {
    for inner in ["<f>100+10</f>", "<f>100+10</f><v></v>", "<f>100+10</f><v/>"] {
        named(&e16("", inner), "这一格是公式，但文件里没有存计算结果");
    }
}

#[test]
fn what_is_no_number_is_named() {
    for value in ["NaN", "inf", "1E309", "90000000000000"] {
        named(&e16("", &format!("<v>{value}</v>")), "应为金额，实际是");
    }
    named(&e16("n", "<v>一百</v>"), "这一格的内容已损坏（一百）");
    let run = check(&e16("", "<v>89999999999999</v>"));
    assert!(
        run.stdout.contains("89999999999999") || run.stdout.contains("89,999,999,999,999"),
        "{}",
        run.stdout
    );
}

fn check(bytes: &[u8]) -> Run {
    let inbox = InboxDir::new();
    inbox.add("2020a.xlsx", bytes);
    inbox.check()
}

#[test]
fn a_cell_given_twice_is_refused() {
    for twin in [E16, "<c r=\"E16\"/>", "<c r=\"E16\"><v>120</v></c>"] {
        refused(
            "两次.xlsx",
            &with_e16(&format!("{E16}{twin}")),
            "文件已损坏",
        );
    }
    let bytes = parts().replaced(
        SHEET,
        "</sheetData>",
        "<row r=\"16\"><c r=\"E16\"><v>120</v></c></row></sheetData>",
    );
    refused("两次.xlsx", &bytes.bytes(), "文件已损坏");
    // out of order, but each once
    let moved = parts().replaced(SHEET, E16, "").replaced(
        SHEET,
        "</sheetData>",
        &format!("<row r=\"16\">{E16}</row></sheetData>"),
    );
    right(&moved.bytes());
}

#[test]
fn formats_of_money_are_no_dates() {
    let with_format = |code: &str| {
        let format = format!("<numFmt numFmtId=\"199\" formatCode=\"{code}\"/>");
        let styles = parts();
        let text = String::from_utf8(
            styles
                .0
                .iter()
                .find(|(name, _)| name == "xl/styles.xml")
                .unwrap()
                .1
                .clone(),
        )
        .unwrap();
        let with_formats = match text.contains("<numFmts count=\"0\"") {
            true => (
                "<numFmts count=\"0\" />",
                format!("<numFmts count=\"1\">{format}</numFmts>"),
            ),
            false => ("</numFmts>", format!("{format}</numFmts>")),
        };
        let xfs = text.find("<cellXfs").unwrap();
        let end = xfs + text[xfs..].find("</cellXfs>").unwrap();
        let count = text[xfs..end].matches("<xf ").count();
        let text = format!(
            "{}<xf numFmtId=\"199\" applyNumberFormat=\"1\"/>{}",
            &text[..end],
            &text[end..]
        );
        let mut parts = styles;
        parts
            .0
            .iter_mut()
            .find(|(name, _)| name == "xl/styles.xml")
            .unwrap()
            .1 = text.into_bytes();
        parts
            .replaced("xl/styles.xml", with_formats.0, &with_formats.1)
            .replaced(
                SHEET,
                E16,
                &E16.replace("s=\"8\"", &format!("s=\"{count}\"")),
            )
            .bytes()
    };
    for code in [
        "RMB #,##0.00",
        "USD #,##0.00",
        "&quot;¥&quot;#,##0.00",
        "#,##0.00",
    ] {
        right(&with_format(code));
    }
    named(&with_format("yyyy-mm-dd"), "实际是日期格式（1900-04-19）");
}

#[test]
fn what_the_clerk_cannot_see_is_named() {
    let hidden_row = parts()
        .replaced(SHEET, "<row r=\"16\"", "<row hidden=\"1\" r=\"16\"")
        .bytes();
    named(&hidden_row, "金额在隐藏的行或列里");
    let no_height = parts()
        .replaced(SHEET, "<row r=\"16\" ht=\"21\"", "<row r=\"16\" ht=\"0\"")
        .bytes();
    named(&no_height, "金额在隐藏的行或列里");
    let column = "<cols><col min=\"5\" max=\"5\" width=\"0\" customWidth=\"1\"/>";
    named(
        &parts().replaced(SHEET, "<cols>", column).bytes(),
        "金额在隐藏的行或列里",
    );
    let covered = parts()
        .replaced(
            SHEET,
            "<mergeCell ref",
            "<mergeCell ref=\"E15:E16\"/><mergeCell ref",
        )
        .bytes();
    let run = check(&covered);
    assert!(run.status == 1 && run.stdout.contains("E16"), "{run:?}");
    let sheet = parts()
        .replaced(
            "xl/workbook.xml",
            "sheetId=\"3\" state=\"visible\"",
            "sheetId=\"3\" state=\"veryHidden\"",
        )
        .bytes();
    let run = check(&sheet);
    assert!(
        run.stdout.contains("工作表“表三”是隐藏的，没有读入"),
        "{}",
        run.stdout
    );
}

#[test]
fn an_unknown_error_costs_its_cell_alone() {
    for word in ["#SPILL!", "#CALC!", "#GETTING_DATA", "#N/A", "#REF!"] {
        named(
            &e16("e", &format!("<v>{word}</v>")),
            &format!("应为金额，实际是公式错误 {word}"),
        );
    }
    named(&e16("neu", "<v>110</v>"), "这一格的内容已损坏（110）");
    named(&e16("b", "<v>7</v>"), "这一格的内容已损坏（7）");
    right(&e16(
        "",
        "<v>110</v><extLst><ext uri=\"x\"><a>1</a></ext></extLst>",
    ));
    right(&e16("inlineStr", "<is><t>110</t></is><extLst/>"));
}

#[test]
fn charts_and_macros_cost_nothing() {
    for kind in ["chartsheet", "dialogsheet", "xlMacrosheet", "whatever"] {
        let list = "<sheet name=\"图\" sheetId=\"99\" r:id=\"rId99\"/></sheets>";
        let relation = format!(
            "<Relationship Id=\"rId99\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"sheets/x.xml\"/></Relationships>"
        );
        let bytes = parts()
            .replaced("xl/workbook.xml", "</sheets>", list)
            .replaced("xl/_rels/workbook.xml.rels", "</Relationships>", &relation)
            .with("xl/sheets/x.xml", "<xm:macrosheet xmlns:xm='m'/>")
            .bytes();
        right(&bytes);
    }
}

#[test]
fn a_sheet_that_leads_nowhere_is_refused() {
    let bytes = parts()
        .replaced("xl/workbook.xml", "r:id=\"rId3\"", "r:id=\"rId333\"")
        .bytes();
    refused("无表.xlsx", &bytes, "文件已损坏（表三 无法读取）");
}

#[test]
fn the_kind_goes_by_the_content() {
    for name in [
        "2020好的.xls",
        "2020好的.et",
        "2020好的.pdf",
        "2020好的",
        "2020好的.xlsm",
        "2020好的.xltx",
        "2020好的.csv",
    ] {
        let inbox = InboxDir::new();
        inbox.add(name, &official());
        assert_eq!(inbox.publish().status, 0, "{name}");
    }
    let table = "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>";
    refused("表.xls", table.as_bytes(), "实际是 XML 表格 2003 格式");
    refused(
        "表.xls",
        "类,款,项,金额\n208,01,01,86.40\n".as_bytes(),
        "而是用逗号或制表符分隔的文本",
    );
    refused(
        "表.xls",
        b"<html><table><tr><td>86.40</td></tr></table></html>",
        "而是网页",
    );
    refused("表.xlsx", b"%PDF-1.4 ...", "而是 PDF 文件");
    refused("表.xlsx", b"Rar!\x1a\x07\x01\x00", "RAR 压缩包");
    refused("表.xlsx", b"7z\xbc\xaf\x27\x1c\x00\x04", "7z 压缩包");
    refused(
        "表.xlsx",
        &packed(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("word/document.xml", b"<a/>"),
        ]),
        "而是 Word 文档",
    );
    refused(
        "表.xlsx",
        &packed(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("ppt/presentation.xml", b"<a/>"),
        ]),
        "PowerPoint",
    );
}

#[test]
fn limits_of_a_package_are_the_last_that_is_allowed() {
    let with = |count: usize| {
        let own = parts();
        let more = count - own.0.len();
        (0..more)
            .fold(own, |parts, i| parts.with(&format!("x/{i}"), ""))
            .bytes()
    };
    right(&with(10_000));
    refused(
        "多.xlsx",
        &with(10_001),
        "超过限制：内部文件数为 10001，最多 10000",
    );
    let text = |length: usize| {
        parts()
            .replaced(
                SHEET,
                "</worksheet>",
                &format!("<a>{}</a></worksheet>", " ".repeat(length)),
            )
            .bytes()
    };
    right(&text(1 << 20));
    refused(
        "长.xlsx",
        &text((1 << 20) + 1),
        "超过限制：一段文字的字节数",
    );
    let merges = |count: usize| {
        let ranges: String = (0..count)
            .map(|i| format!("<mergeCell ref=\"AA{}:AB{}\"/>", i + 100, i + 100))
            .collect();
        parts()
            .replaced(SHEET, "<mergeCell ref", &format!("{ranges}<mergeCell ref"))
            .bytes()
    };
    let own = 17;
    assert_eq!(check(&merges(100_000 - own)).status, 0);
    refused(
        "合并.xlsx",
        &merges(100_001),
        "超过限制：合并单元格数为 100001，最多 100000",
    );
}

#[test]
fn sheets_up_to_the_limit_are_read() {
    let with = |count: usize| {
        let mut parts = parts();
        let (mut list, mut relations) = (String::new(), String::new());
        for i in 0..count - 15 {
            list.push_str(&format!(
                "<sheet name=\"空{i}\" sheetId=\"{}\" r:id=\"rIdX{i}\"/>",
                i + 100
            ));
            relations.push_str(&format!("<Relationship Id=\"rIdX{i}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/x{i}.xml\"/>"));
            parts = parts.with(
                &format!("xl/worksheets/x{i}.xml"),
                "<worksheet><sheetData/></worksheet>",
            );
        }
        parts
            .replaced("xl/workbook.xml", "</sheets>", &format!("{list}</sheets>"))
            .replaced(
                "xl/_rels/workbook.xml.rels",
                "</Relationships>",
                &format!("{relations}</Relationships>"),
            )
            .bytes()
    };
    right(&with(1_000));
    refused(
        "多表.xlsx",
        &with(1_001),
        "超过限制：工作表数为 1001，最多 1000",
    );
}

#[test]
fn large_files_and_deep_folders_have_an_end() {
    let inbox = InboxDir::new();
    inbox.add("2020好的.xlsx", &official());
    for (name, size) in [("正好.xlsx", 200 << 20), ("太大.xlsx", (200 << 20) + 1)] {
        std::fs::File::create(inbox.path().join(name))
            .unwrap()
            .set_len(size)
            .unwrap();
    }
    let run = inbox.publish();
    assert!(
        run.stderr
            .contains("太大.xlsx：超过限制：文件字节数为 209715201，最多 209715200"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr
            .contains("正好.xlsx：不是电子表格，而是未知的文件"),
        "{}",
        run.stderr
    );
    for (depth, status) in [(32, 0), (33, 2)] {
        let inbox = InboxDir::new();
        inbox.add(&format!("{}2020a.xlsx", "d/".repeat(depth)), &official());
        assert_eq!(inbox.publish().status, status, "{depth}");
    }
}

/// Much work in little space, read within the process.
#[test]
fn many_titles_and_long_texts_take_no_time() {
    let texts = format!(
        "<sst xmlns='{MAIN}'><si><t>一般公共预算支出情况表{}</t></si><si><t>支出总体情况表</t></si></sst>",
        "长".repeat(300_000)
    );
    let relation = "<Relationship Id=\"rId99\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>";
    let rows: String = (0..8_000)
        .map(|i| {
            format!(
                "<row r=\"{}\"><c t=\"s\"><v>{}</v></c><c><v>1.5</v></c></row>",
                i + 1,
                i % 2
            )
        })
        .collect();
    let bytes = parts()
        .replaced("xl/_rels/workbook.xml.rels", "</Relationships>", relation)
        .with("xl/sharedStrings.xml", texts)
        .with("xl/worksheets/many.xml", format!("<worksheet xmlns='{MAIN}'><sheetData>{rows}</sheetData></worksheet>"))
        .replaced("xl/_rels/workbook.xml.rels", "</Relationships>", "<Relationship Id=\"rId98\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/many.xml\"/></Relationships>")
        .replaced("xl/workbook.xml", "</sheets>", "<sheet name=\"多\" sheetId=\"98\" r:id=\"rId98\"/></sheets>")
        .bytes();
    let start = Instant::now();
    let run = check(&bytes);
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
    assert!(
        run.stdout.contains("有 8000 个数字不属于任何一张表"),
        "{}",
        run.stdout
    );
}
