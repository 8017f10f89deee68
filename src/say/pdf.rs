//! What is said of PDFs beside the documents.

use super::{Text, system};
use std::io;
use std::path::Path;

/// LibreOffice is not there.
pub(crate) fn no_program() -> Text {
    Text::new(
        "没有写 PDF：这台机器上没有找到 LibreOffice。装上以后再加 --pdf，或者在 Word 里另存为 PDF",
        "no PDF was written: LibreOffice was not found on this machine. Install it and use --pdf again, or save as PDF in Word",
    )
}

/// So many were written.
pub(crate) fn written(count: usize) -> Text {
    Text::new(
        format!("公开文本写成 PDF {count} 份，与 Word 放在一起"),
        format!("{count} documents were written as PDF, beside those of Word"),
    )
}

/// A PDF that a person made or changed stays, though it is older than its document.
pub(crate) fn kept(document: &Path) -> Text {
    let pdf = document.with_extension("pdf");
    let name = pdf.file_name().unwrap_or_default().to_string_lossy();
    Text::new(
        format!(
            "{name} 不是程序写的，或者写成以后有人改过，没有覆盖。要重新写，请先把它移走或改名"
        ),
        format!(
            "{name} was not written here, or somebody changed it since; it was left as it is. To have it written again, please move or rename it"
        ),
    )
}

/// One was not made.
pub(crate) fn unmade(document: &Path) -> Text {
    let name = document.file_name().unwrap_or_default().to_string_lossy();
    Text::new(
        format!("{name} 没有写成 PDF。请在 Word 里另存为 PDF"),
        format!("{name} was not written as PDF. Please save it as PDF in Word"),
    )
}

/// LibreOffice did not start or did not end.
pub(crate) fn failed(program: &Path, error: &io::Error) -> Text {
    let program = program.display();
    match error.kind() {
        io::ErrorKind::TimedOut => Text::new(
            format!("{program} 太久没有做完，已停止，其余的没有写成 PDF"),
            format!("{program} took too long and was ended; the others were not written as PDF"),
        ),
        _ => {
            let Text { zh, en } = system(error);
            Text::new(
                format!("{program} 没有运行：{zh}"),
                format!("{program} did not run: {en}"),
            )
        }
    }
}
