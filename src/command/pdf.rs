//! `publish --pdf`: the documents as PDF, made by LibreOffice where it is on the machine.

use crate::run::output::{hash_of, replace};
use crate::run::{ContentHash, Interrupt, digest};
use crate::say::{self, Text};
use std::collections::HashSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

/// The hashes of the PDFs that were written into a folder, one behind the other: any other PDF is a person's.
const WRITTEN: &str = ".gouji-pdf";
/// Names LibreOffice where it is in no usual place.
const PROGRAM: &str = "GOUJI_SOFFICE";
/// What it is called.
const NAMES: [&str; 3] = ["soffice", "libreoffice", "soffice.exe"];
/// Where its installers put it.
const PLACES: [&str; 6] = [
    "C:\\Program Files\\LibreOffice\\program\\soffice.exe",
    "C:\\Program Files (x86)\\LibreOffice\\program\\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
];
/// Documents that it is given at once.
const AT_ONCE: usize = 20;
/// Time for it to start, and for a document.
const START: Duration = Duration::from_secs(90);
const EACH: Duration = Duration::from_secs(30);
const GLANCE: Duration = Duration::from_millis(100);

/// Adds a PDF to each document of a folder whose PDF is missing or older; says what became of it.
pub(super) fn add(folder: &Path, interrupt: &Interrupt) -> Vec<Text> {
    let mut known = written_before(folder);
    let is_ours = |document: &PathBuf| is_ours(&document.with_extension("pdf"), &known);
    let (documents, others): (Vec<_>, Vec<_>) = outdated(folder).into_iter().partition(is_ours);
    let mut said: Vec<Text> = others.iter().map(|it| say::pdf::kept(it)).collect();
    if documents.is_empty() {
        return said;
    }
    let Some(program) = program() else {
        said.push(say::pdf::no_program());
        return said;
    };
    let work = env::temp_dir().join(format!("gouji-pdf-{}", std::process::id()));
    // a run that was killed may have left its own there
    let _ = fs::remove_dir_all(&work);
    let mut written = 0;
    for documents in documents.chunks(AT_ONCE) {
        let limit = START + EACH * u32::try_from(documents.len()).unwrap_or(1);
        let made = fs::create_dir_all(&work)
            .and_then(|()| convert(&program, documents, &work, limit, interrupt));
        for document in documents {
            match taken(&work, document) {
                Ok(hash) => {
                    known.insert(hash);
                    written += 1;
                }
                Err(_) => said.push(say::pdf::unmade(document)),
            }
        }
        if let Err(error) = made {
            said.push(say::pdf::failed(&program, &error));
            break;
        }
    }
    // a folder of temporary files that stays costs nobody anything
    let _ = fs::remove_dir_all(&work);
    if written > 0 {
        let mut hashes: Vec<ContentHash> = known.into_iter().collect();
        hashes.sort_unstable();
        // what is not remembered is taken for a person's, and kept
        let _ = replace(&folder.join(WRITTEN), &hashes.concat());
        said.insert(0, say::pdf::written(written));
    }
    said
}

/// The hashes of PDFs that earlier runs wrote.
fn written_before(folder: &Path) -> HashSet<ContentHash> {
    let bytes = fs::read(folder.join(WRITTEN)).unwrap_or_default();
    let (hashes, _) = bytes.as_chunks();
    hashes.iter().copied().collect()
}

/// Whether a PDF may be written: there is none, or it is as an earlier run wrote it.
fn is_ours(pdf: &Path, known: &HashSet<ContentHash>) -> bool {
    fs::symlink_metadata(pdf).is_err() || hash_of(pdf).is_some_and(|hash| known.contains(&hash))
}

/// The documents of a folder whose PDF is missing or older than they are.
fn outdated(folder: &Path) -> Vec<PathBuf> {
    let changed = |path: &Path| fs::metadata(path).and_then(|it| it.modified());
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut documents: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    documents.retain(|path| {
        let is_document = path.extension().is_some_and(|it| it == "docx")
            && path
                .file_name()
                .is_some_and(|it| !it.to_string_lossy().starts_with(['~', '.']));
        let is_new = || match (changed(&path.with_extension("pdf")), changed(path)) {
            (Ok(pdf), Ok(document)) => pdf < document,
            (Err(_), Ok(_)) => true,
            _ => false,
        };
        is_document && is_new()
    });
    documents.sort();
    documents
}

/// LibreOffice: where a variable names it, on the path, or in a usual place.
fn program() -> Option<PathBuf> {
    if let Some(named) = env::var_os(PROGRAM) {
        return Some(PathBuf::from(named)).filter(|path| path.is_file());
    }
    let folders = env::var_os("PATH").unwrap_or_default();
    let on_path = env::split_paths(&folders).flat_map(|folder| NAMES.map(|name| folder.join(name)));
    let usual = PLACES.iter().map(PathBuf::from);
    let mut all = on_path.collect::<Vec<_>>().into_iter().chain(usual);
    all.find(|path| path.is_file())
}

/// Has documents converted into a folder, within a time.
fn convert(
    program: &Path,
    documents: &[PathBuf],
    work: &Path,
    limit: Duration,
    interrupt: &Interrupt,
) -> io::Result<()> {
    // a profile of its own: LibreOffice may be open
    let mut profile = OsString::from("-env:UserInstallation=file://");
    let place = work.join("profile").to_string_lossy().replace('\\', "/");
    profile.push(if place.starts_with('/') { "" } else { "/" });
    profile.push(place);
    let mut command = Command::new(program);
    command
        .arg(profile)
        .args([
            "--headless",
            "--norestore",
            "--convert-to",
            "pdf",
            "--outdir",
        ])
        .arg(work)
        .args(documents)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn()?;
    let begun = Instant::now();
    loop {
        if child.try_wait()?.is_some() {
            return Ok(());
        }
        if begun.elapsed() > limit || interrupt.is_asked() {
            end(&mut child);
            return Err(io::ErrorKind::TimedOut.into());
        }
        thread::sleep(GLANCE);
    }
}

/// Ends a process with those that it started.
fn end(child: &mut Child) {
    let id = child.id().to_string();
    let mut command = if cfg!(windows) {
        let mut command = Command::new("taskkill");
        command.args(["/T", "/F", "/PID", &id]);
        command
    } else {
        let mut command = Command::new("kill");
        command.args(["-KILL", "--", &format!("-{id}")]);
        command
    };
    let _ = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    let _ = child.kill();
    let _ = child.wait();
}

/// Puts the PDF of a document beside it; gives its hash.
fn taken(work: &Path, document: &Path) -> io::Result<ContentHash> {
    let made = work.join(
        document
            .with_extension("pdf")
            .file_name()
            .unwrap_or_default(),
    );
    let bytes = fs::read(&made)?;
    replace(&document.with_extension("pdf"), &bytes)?;
    fs::remove_file(made)?;
    Ok(digest(&bytes))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_program_that_does_not_end_is_ended() -> io::Result<()> {
        let work = tempfile::tempdir()?;
        let program = work.path().join("soffice");
        fs::write(&program, "#!/bin/sh\nsleep 60 & wait\n")?;
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
        let begun = Instant::now();
        let limit = Duration::from_millis(300);
        let ended = convert(&program, &[], work.path(), limit, &Interrupt::default());
        assert_eq!(ended.map_err(|it| it.kind()), Err(io::ErrorKind::TimedOut));
        assert!(begun.elapsed() < Duration::from_secs(20));
        Ok(())
    }
}
