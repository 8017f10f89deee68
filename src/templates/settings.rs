//! What an inbox says about itself: `gouji.toml` in it. The command line has the last word.

use crate::source::{Source, SourceError};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The name of the file.
pub const SETTINGS: &str = "gouji.toml";

/// The keys of the file.
pub const SETTING_KEYS: [&str; 5] = ["layout", "year", "out", "last", "ignore"];

/// The file.
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The layout of all files.
    pub layout: Option<String>,
    /// The fiscal year.
    pub year: Option<i32>,
    /// Where output goes, from the inbox.
    pub out: Option<PathBuf>,
    /// The folder with last year's workbooks, from the inbox.
    pub last: Option<PathBuf>,
    /// Rules that do not count.
    #[serde(default)]
    pub ignore: Vec<String>,
}

/// Why the file cannot be used.
#[derive(Debug)]
pub enum SettingsError {
    /// It cannot be read.
    Read(PathBuf, io::Error),
    /// There is a mistake in it.
    Mistake(SourceError),
}

impl Settings {
    /// The settings of a folder; none where it has no such file.
    ///
    /// # Errors
    /// Where the file cannot be read, or with the line and column of a mistake in it.
    pub fn of(folder: &Path) -> Result<Option<Self>, SettingsError> {
        let path = folder.join(SETTINGS);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            // a file in place of a folder has none
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Ok(None),
            Err(error) => return Err(SettingsError::Read(path, error)),
        };
        let file = path.display().to_string();
        let text = Source::text_of(&file, bytes).map_err(SettingsError::Mistake)?;
        let text = text.trim_start_matches('\u{feff}');
        let read = toml::from_str(text);
        let source = Source { file: &file, text };
        read.map(Some)
            .map_err(|error| SettingsError::Mistake(source.toml_error(&error)))
    }
}
