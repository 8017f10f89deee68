//! Zips of workbooks: what lies in them is read as if it lay beside them, and hostile ones cost nothing but
//! themselves.

use crate::bad_input::refused;
use crate::made::packed;
use crate::program::{InboxDir, data, only_file};
use crate::truth::assert_is_the_seed;
use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;

fn official() -> Vec<u8> {
    fs::read(only_file("official")).unwrap()
}

/// Names and bytes of a department that hands in a file a table.
fn ten_files() -> Vec<(String, Vec<u8>)> {
    let file = |path: &Path| {
        (
            path.file_name().unwrap().to_str().unwrap().to_owned(),
            fs::read(path).unwrap(),
        )
    };
    fs::read_dir(data("file-a-table"))
        .unwrap()
        .map(|entry| file(&entry.unwrap().path()))
        .collect()
}

fn zipped(files: &[(String, Vec<u8>)], folder: &str) -> Vec<u8> {
    let names: Vec<String> = files
        .iter()
        .map(|(name, _)| format!("{folder}{name}"))
        .collect();
    let parts: Vec<(&str, &[u8])> = names
        .iter()
        .zip(files)
        .map(|(name, (_, bytes))| (name.as_str(), &**bytes))
        .collect();
    packed(&parts)
}

/// A zip of one file whose name is these bytes, without a word on their encoding.
fn of_name(name: &[u8], bytes: &[u8]) -> Vec<u8> {
    let stand_in = "A".repeat(name.len());
    let mut zip = packed(&[(&stand_in, bytes)]);
    replace(&mut zip, stand_in.as_bytes(), name);
    zip
}

fn replace(bytes: &mut [u8], old: &[u8], new: &[u8]) {
    for at in 0..=bytes.len() - old.len() {
        if bytes[at..].starts_with(old) {
            bytes[at..at + old.len()].copy_from_slice(new);
        }
    }
}

/// Sets two bytes of every entry's headers: in the local one so many bytes on, in the directory two more.
fn set(zip: &mut [u8], at: usize, value: [u8; 2]) {
    for place in 0..zip.len() - 4 {
        let header = &zip[place..place + 4];
        let start = match header {
            b"PK\x03\x04" => place + at,
            b"PK\x01\x02" => place + at + 2,
            _ => continue,
        };
        zip[start..start + 2].copy_from_slice(&value);
    }
}

#[test]
fn a_zip_of_ten_files_is_one_department() {
    for folder in ["2020年/", "2020/人社局/", "./2020年\\人社局\\"] {
        let inbox = InboxDir::new();
        inbox.add("部门.zip", &zipped(&ten_files(), folder));
        let budget = inbox.budget();
        assert_is_the_seed(&budget);
        assert_eq!(budget.files.len(), 10);
        let name = format!("部门.zip/{}表一.xlsx", folder.replace('\\', "/"));
        assert!(
            budget.files.iter().any(|file| **file == *name),
            "{:?}",
            budget.files
        );
        let run = inbox.check();
        assert_eq!(run.status, 0, "{run:?}");
        assert!(
            run.stdout
                .contains("文件 10 个：读入 10（有提醒 0），未能读取 0，忽略 0"),
            "{}",
            run.stdout
        );
    }
}

#[test]
fn names_are_read_in_gbk_and_utf_8() {
    let wanted = "收件.zip/部门/报送.xlsx";
    let gbk = b"\xb2\xbf\xc3\xc5/\xb1\xa8\xcb\xcd.xlsx";
    for name in [gbk.as_slice(), "部门/报送.xlsx".as_bytes()] {
        let inbox = InboxDir::new();
        inbox.add("收件.zip", &of_name(name, &official()));
        let budget = inbox.budget();
        assert_eq!(&*budget.files[0], wanted);
        assert_is_the_seed(&budget);
        let json = inbox.json();
        assert_eq!(json["departments"][0]["files"][0], wanted);
    }
    // a path that leads elsewhere leads nowhere: it is only a name
    let inbox = InboxDir::new();
    inbox.add(
        "收件.zip",
        &of_name(b"../../../../tmp/2020a.xlsx", &official()),
    );
    assert_eq!(inbox.publish().status, 0);
    assert_eq!(
        &*inbox.budget().files[0],
        "收件.zip/../../../../tmp/2020a.xlsx"
    );
}

#[test]
fn a_zip_lies_in_its_department() {
    let inbox = InboxDir::new();
    inbox.add("财政局/送来/全部.zip", &zipped(&ten_files(), "内/"));
    assert_eq!(inbox.budget().folder, "财政局");
    let inbox = InboxDir::new();
    inbox.add("全部.zip", &zipped(&ten_files(), ""));
    assert_eq!(inbox.budget().folder, "");
    let inbox = InboxDir::new();
    inbox.add("全部.zip", &zipped(&ten_files(), "财政局/送来/"));
    assert_eq!(inbox.budget().folder, "财政局");
}

#[test]
fn what_is_no_submission_is_left_alone() {
    let own = official();
    let inbox = InboxDir::new();
    inbox.add(
        "部门.zip",
        &packed(&[
            ("2020报送.xlsx", &own),
            ("空文件夹/", b""),
            ("__MACOSX/._报送.xlsx", b"\0\x05\x16\x07"),
            (".git/报送.xlsx", &own),
            ("System Volume Information/报送.xlsx", &own),
            (".DS_Store", b"x"),
            ("~$报送.xlsx", b"x"),
        ]),
    );
    let run = inbox.publish();
    assert_eq!(run.status, 0, "{run:?}");
    assert!(
        run.stdout
            .contains("文件 6 个：读入 1（有提醒 0），未能读取 0，忽略 5"),
        "{}",
        run.stdout
    );
    for line in [
        "部门.zip/~$报送.xlsx",
        "部门.zip/.DS_Store",
        "部门.zip/__MACOSX：系统文件夹，没有查看",
        "部门.zip/System Volume Information：系统文件夹，没有查看",
        "部门.zip/.git：隐藏的文件夹，没有查看",
    ] {
        assert!(run.stdout.contains(line), "{line} in {}", run.stdout);
    }
}

/// One bad file in a zip costs no other, and each is named.
#[test]
fn each_file_is_judged_for_itself() {
    let inner = packed(&[("表一.xlsx", &official())]);
    let inbox = InboxDir::new();
    inbox.add(
        "部门.zip",
        &packed(&[
            ("2020报送.xlsx", &official()),
            ("说明.pdf", b"%PDF-1.7"),
            ("空.xlsx", b""),
            ("里层.zip", &inner),
        ]),
    );
    let run = inbox.publish();
    assert_eq!(run.status, 2, "{run:?}");
    assert_eq!(inbox.outputs().len(), 1);
    assert!(
        run.stdout
            .contains("文件 4 个：读入 1（有提醒 0），未能读取 2，忽略 1"),
        "{}",
        run.stdout
    );
    for line in [
        "部门.zip/空.xlsx：是空文件",
        "部门.zip/里层.zip：是压缩包里的压缩包，没有再打开。请解压后直接报送里面的工作簿",
    ] {
        assert!(run.stderr.contains(line), "{line} in {}", run.stderr);
    }
    let line = "忽略 部门.zip/说明.pdf：是 PDF 文件";
    assert!(run.stdout.contains(line), "{}", run.stdout);
}

#[test]
fn what_is_wrong_with_a_zip_is_named() {
    let unpack = "请解压后直接报送里面的工作簿";
    let one = packed(&[("表.xlsx", &official())]);

    let mut encrypted = one.clone();
    set(&mut encrypted, 6, [1, 0]);
    refused("加密.zip", &encrypted, &format!("压缩包有密码。{unpack}"));

    let mut other = one.clone();
    set(&mut other, 8, [12, 0]);
    refused(
        "别样.zip",
        &other,
        &format!("在压缩包里的压缩方式不常见，打不开。{unpack}"),
    );

    let mut twice = packed(&[("表一.xlsx", &official()), ("表二.xlsx", &official())]);
    replace(&mut twice, "表二".as_bytes(), "表一".as_bytes());
    refused(
        "同名.zip",
        &twice,
        &format!("压缩包里有同名的文件。{unpack}"),
    );
    let cases = packed(&[("a.xlsx", &official()), ("A.xlsx", &official())]);
    refused("大小写.zip", &cases, "压缩包里有同名的文件");

    refused(
        "空.zip",
        &packed(&[("文件夹/", b"")]),
        &format!("压缩包里没有工作簿。{unpack}"),
    );
    refused("空.zip", &packed(&[]), "压缩包里没有工作簿");

    let many: Vec<String> = (0..10_001).map(|i| i.to_string()).collect();
    let many: Vec<(&str, &[u8])> = many
        .iter()
        .map(|name| (name.as_str(), b"".as_slice()))
        .collect();
    refused(
        "多.zip",
        &packed(&many),
        "超过限制：内部文件数为 10001，最多 10000",
    );

    // a directory of which every entry is read before the first is counted
    let entry = b"PK\x01\x02".repeat(200_001);
    refused(
        "目录.zip",
        &[b"PK\x03\x04", &*entry].concat(),
        "超过限制：内部文件数为 200001，最多 10000",
    );

    for part in [1, 2] {
        refused(
            "截断.zip",
            &one[..one.len() * part / 3],
            "可能没有传完。请重新报送",
        );
    }
}

#[test]
fn a_member_that_unpacks_without_end_is_refused() {
    let zeros = |megabytes: usize| {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        writer
            .start_file("零.xlsx", SimpleFileOptions::default().large_file(true))
            .unwrap();
        let megabyte = vec![0; 1 << 20];
        (0..megabytes).for_each(|_| writer.write_all(&megabyte).unwrap());
        writer.finish().unwrap().into_inner()
    };
    let bomb = zeros(64);
    refused("零.zip", &bomb, "超过限制：压缩比为");
    // it says that it is small
    let mut lying = bomb;
    for at in 0..lying.len() - 8 {
        if lying[at..at + 8] == (64_u64 << 20).to_le_bytes() {
            lying[at..at + 8].copy_from_slice(&1_000_u64.to_le_bytes());
        } else if lying[at..at + 4] == (64_u32 << 20).to_le_bytes() {
            lying[at..at + 4].copy_from_slice(&1_000_u32.to_le_bytes());
        }
    }
    refused("谎.zip", &lying, "零.xlsx：文件不完整或已损坏");
}

#[test]
fn a_zip_with_wrong_bytes_is_read_or_refused() {
    let whole = packed(&[
        ("表一.xlsx", b"%PDF"),
        ("部门/表二.xlsx", b"text"),
        ("三.ods", b""),
    ]);
    let mut state = 20_200_210_u64;
    for _ in 0..300 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let at = usize::try_from(state >> 33).unwrap() % whole.len();
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (state >> 30 & 7);
        for bytes in [&bytes, &whole[..at]] {
            let inbox = InboxDir::new();
            inbox.add("部门.zip", bytes);
            let reading = inbox.read();
            assert!(reading.budgets.is_empty() && !reading.unreadable.is_empty());
        }
    }
}
