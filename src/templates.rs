//! The layouts and rules that are built into the program, or those of a folder in their place.

mod settings;
mod shared_rules;

pub use settings::{SETTING_KEYS, SETTINGS, Settings, SettingsError};
pub use shared_rules::SharedRules;

use crate::classification::{Catalogue, SharedCatalogue};
use crate::layout::{DepartmentWords, Layout, LayoutWords};
use crate::parallel;
use crate::rule::{RuleChoice, RuleSet};
use crate::source::{Source, SourceError};
use include_dir::{Dir, include_dir};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

/// The names of the embedded files; see `templates/build.rs`, which copies them from `templates/`.
const _: &str = env!("GOUJI_TEMPLATES");

static BUILT_IN: Dir<'static> = include_dir!("$OUT_DIR/templates");

static BUILT_IN_CATALOGUE: LazyLock<Catalogue> = LazyLock::new(built_in_catalogue);

/// The folder of the rules that every layout has.
const COMMON: &str = "common";

/// The folder of the catalogue of codes.
const CLASSIFICATION: &str = "classification";

/// A layout with its rules.
#[derive(Debug, Clone)]
pub struct Template {
    /// Where figures stand.
    pub layout: Arc<Layout>,
    /// What must hold.
    pub rules: SharedRules,
    pub(crate) catalogue: SharedCatalogue,
}

/// Why templates cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// A file of the folder cannot be read.
    #[error("{}: {cause}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The folder holds no layout.
    #[error("{}: no folder with a layout.toml", .0.display())]
    Empty(PathBuf),
    /// Mistakes in a layout or rule file.
    #[error("{}", list(.0))]
    Mistakes(Vec<SourceError>),
    /// No rule of the asked id.
    #[error("there is no rule {0}; `gouji rules` lists all")]
    UnknownRule(String),
    /// No layout of the asked name.
    #[error("no layout {asked:?}; there are: {known}")]
    UnknownLayout {
        /// The name that was asked for.
        asked: String,
        /// The names that there are.
        known: String,
    },
}

fn list(mistakes: &[SourceError]) -> String {
    mistakes
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

/// A folder of a layout as it was found: its name, its files and their texts.
struct TemplateFolder {
    folder: String,
    layout: (String, String),
    rules: Option<(String, String)>,
    narrative: Option<(String, String)>,
    text: Option<(String, String)>,
    /// The document whose look is taken.
    reference: Option<(String, Vec<u8>)>,
}

/// The name of such a document beside `text.toml`.
const REFERENCE: &str = "text.docx";

/// The files that every layout has.
#[derive(Default)]
struct Common {
    rules: (String, String),
    narrative: Option<(String, String)>,
    departments: Option<(String, String)>,
    words: Option<(String, String)>,
}

/// What all layouts know, read.
struct CommonWords {
    departments: Arc<DepartmentWords>,
    layout: LayoutWords,
}

/// Loads the built-in templates, or those of `folder`, sorted by name; `only` keeps one layout. Built-in rules are read
/// when they are first asked.
///
/// # Errors
/// See [`TemplateError`]; mistakes in any file of `folder` are refused before a workbook is opened.
pub fn load(folder: Option<&Path>, only: Option<&str>) -> Result<Vec<Template>, TemplateError> {
    let (mut found, common) = match folder {
        None => built_in(),
        Some(folder) => from_folder(folder)?,
    };
    let catalogue = catalogue(folder)?;
    let words = words(&common).map_err(|mistake| TemplateError::Mistakes(vec![mistake]))?;
    found.sort_by(|a, b| a.folder.cmp(&b.folder));
    let (is_built_in, common) = (folder.is_none(), Arc::new(common));
    let found: Vec<Arc<TemplateFolder>> = found.into_iter().map(Arc::new).collect();
    let mut templates = Vec::new();
    let mut mistakes = Vec::new();
    let read =
        |_: &mut (), at: usize| template(&found[at], is_built_in, &common, (&catalogue, &words));
    parallel::in_order(
        found.len(),
        || (),
        read,
        |_, read| match read {
            Ok(template) => templates.push(template),
            Err(errors) => mistakes.extend(errors),
        },
    );
    if !mistakes.is_empty() {
        mistakes.dedup();
        return Err(TemplateError::Mistakes(mistakes));
    }
    let Some(only) = only else {
        return Ok(templates);
    };
    let known = templates
        .iter()
        .map(|t| t.layout.id.clone())
        .collect::<Vec<_>>()
        .join(", ");
    templates.retain(|template| template.layout.id == only);
    if templates.is_empty() {
        Err(TemplateError::UnknownLayout {
            asked: only.to_owned(),
            known,
        })
    } else {
        Ok(templates)
    }
}

/// The same with those of the rules that count.
///
/// # Errors
/// See [`TemplateError`].
pub(crate) fn load_chosen(
    folder: Option<&Path>,
    only: Option<&str>,
    choice: &RuleChoice,
) -> Result<Vec<Template>, TemplateError> {
    let mut templates = load(folder, only)?;
    if choice.is_all() {
        return Ok(templates);
    }
    let sets: Vec<&RuleSet> = templates.iter().map(|template| &*template.rules).collect();
    if let Some(name) = choice.unknown(&sets) {
        return Err(TemplateError::UnknownRule(name.to_owned()));
    }
    for template in &mut templates {
        template.rules = template.rules.chosen(choice);
    }
    Ok(templates)
}

/// The one that is meant where none is named: the only one, or else the first whose layout says that it is `usual`.
pub fn usual(mut templates: Vec<Template>) -> Result<Template, Vec<Template>> {
    match place_of_usual(&templates) {
        Some(place) => Ok(templates.swap_remove(place)),
        None => Err(templates),
    }
}

fn place_of_usual(templates: &[Template]) -> Option<usize> {
    match templates.len() {
        1 => Some(0),
        _ => templates.iter().position(|it| it.layout.is_usual),
    }
}

/// Begins to read, beside other work, what most departments need: the catalogue, and the rules of the usual layout.
pub(crate) fn begin(templates: &[Template]) {
    if let Some(first) = templates.first() {
        first.catalogue.begin();
    }
    if let Some(place) = place_of_usual(templates) {
        templates[place].rules.begin();
    }
}

/// The texts of a folder that [`load`] goes by, with their paths in it, in order.
///
/// # Errors
/// The system's reason where one cannot be read.
pub(crate) fn texts(folder: &Path) -> std::io::Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut texts = Vec::new();
    for own in std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()? {
        for entry in std::fs::read_dir(own.path()).into_iter().flatten() {
            let path = entry?.path();
            let is_text = |it: &std::ffi::OsStr| {
                it.eq_ignore_ascii_case("toml") || it.eq_ignore_ascii_case("csv")
            };
            let is_reference = path.file_name().is_some_and(|name| name == REFERENCE);
            if (path.extension().is_some_and(is_text) || is_reference) && path.is_file() {
                let text = std::fs::read(&path)?;
                texts.push((
                    path.strip_prefix(folder).unwrap_or(&path).to_path_buf(),
                    text,
                ));
            }
        }
    }
    texts.sort();
    Ok(texts)
}

/// The built-in catalogue of codes, or that of `folder` if it has one. The built-in one is read when it is first
/// asked.
///
/// # Errors
/// See [`TemplateError`].
pub fn catalogue(folder: Option<&Path>) -> Result<SharedCatalogue, TemplateError> {
    let own = folder
        .map(|folder| folder.join(CLASSIFICATION))
        .filter(|folder| folder.is_dir());
    let Some(own) = own else {
        return Ok(SharedCatalogue::BuiltIn(&BUILT_IN_CATALOGUE));
    };
    let mut files = Vec::new();
    let mut mistakes = Vec::new();
    let failed = |cause| TemplateError::Read {
        path: own.clone(),
        cause,
    };
    for entry in std::fs::read_dir(&own).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path
            .extension()
            .is_none_or(|extension| !extension.eq_ignore_ascii_case("csv"))
        {
            continue;
        }
        let name = path.display().to_string();
        let bytes = std::fs::read(&path).map_err(|cause| TemplateError::Read { path, cause })?;
        match Source::text_of(&name, bytes) {
            Ok(text) => files.push((name, text)),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    files.sort();
    let read = Catalogue::parse(&files).map_err(|errors| mistakes.extend(errors));
    match read {
        Ok(catalogue) if mistakes.is_empty() => Ok(SharedCatalogue::Own(Arc::new(catalogue))),
        _ => Err(TemplateError::Mistakes(mistakes)),
    }
}

fn built_in_catalogue() -> Catalogue {
    let files: Vec<(String, String)> = BUILT_IN
        .get_dir(CLASSIFICATION)
        .into_iter()
        .flat_map(|folder| folder.files())
        .filter(|file| {
            file.path()
                .extension()
                .is_some_and(|extension| extension == "csv")
        })
        .filter_map(|file| {
            Some((
                format!("templates/{}", file.path().display()),
                file.contents_utf8()?.to_owned(),
            ))
        })
        .collect();
    Catalogue::parse(&files).expect("a test reads the built-in catalogue")
}

fn words(common: &Common) -> Result<CommonWords, SourceError> {
    let departments = common.departments.as_ref();
    let departments = departments.map(|(name, text)| DepartmentWords::parse(name, text));
    let layout = common.words.as_ref();
    let layout = layout.map(|(name, text)| LayoutWords::parse(name, text));
    Ok(CommonWords {
        departments: Arc::new(departments.transpose()?.unwrap_or_default()),
        layout: layout.transpose()?.unwrap_or_default(),
    })
}

fn template(
    found: &Arc<TemplateFolder>,
    is_built_in: bool,
    common: &Arc<Common>,
    (catalogue, words): (&SharedCatalogue, &CommonWords),
) -> Result<Template, Vec<SourceError>> {
    let mut layout = Layout::parse(&found.layout.0, &found.layout.1, &words.layout)?;
    layout.departments = words.departments.clone();
    let layout = Arc::new(layout);
    let rules = if is_built_in {
        let (layout, common, catalogue) = (layout.clone(), common.clone(), catalogue.clone());
        let found = found.clone();
        SharedRules::when_asked(move || {
            let rules = rules(&found, &common, &catalogue, &layout);
            rules.expect("a test reads the built-in rules")
        })
    } else {
        rules(found, common, catalogue, &layout)?.into()
    };
    Ok(Template {
        layout,
        rules,
        catalogue: catalogue.clone(),
    })
}

fn rules(
    found: &TemplateFolder,
    common: &Common,
    catalogue: &SharedCatalogue,
    layout: &Layout,
) -> Result<RuleSet, Vec<SourceError>> {
    let files: Vec<(&str, &str)> = std::iter::once(&common.rules)
        .chain(&found.rules)
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let rules = RuleSet::parse(&files, layout)?.with_catalogue(catalogue.clone());
    let texts: Vec<(&str, &str)> = found
        .narrative
        .iter()
        .flat_map(|own| common.narrative.iter().chain([own]))
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let rules = if texts.is_empty() {
        rules
    } else {
        rules.with_narrative(&texts, layout)?
    };
    let Some((name, text)) = &found.text else {
        return Ok(rules);
    };
    let reference = found.reference.as_ref();
    let reference = reference.map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    rules.with_text((name, text), reference, layout)
}

fn built_in() -> (Vec<TemplateFolder>, Common) {
    let text = |path: &str| {
        BUILT_IN
            .get_file(path)
            .and_then(|file| file.contents_utf8())
            .map(|text| (format!("templates/{path}"), text.to_owned()))
    };
    let found = BUILT_IN
        .dirs()
        .filter_map(|dir| {
            let folder = dir.path().to_string_lossy().into_owned();
            let layout = text(&format!("{folder}/layout.toml"))?;
            Some(TemplateFolder {
                layout,
                rules: text(&format!("{folder}/rules.toml")),
                narrative: text(&format!("{folder}/narrative.toml")),
                text: text(&format!("{folder}/text.toml")),
                reference: BUILT_IN
                    .get_file(format!("{folder}/{REFERENCE}"))
                    .map(|file| {
                        (
                            format!("templates/{folder}/{REFERENCE}"),
                            file.contents().to_vec(),
                        )
                    }),
                folder,
            })
        })
        .collect();
    let common = Common {
        rules: text(&format!("{COMMON}/rules.toml")).unwrap_or_default(),
        narrative: text(&format!("{COMMON}/narrative.toml")),
        departments: text(&format!("{COMMON}/departments.toml")),
        words: text(&format!("{COMMON}/words.toml")),
    };
    (found, common)
}

fn reference(path: PathBuf) -> Result<Option<(String, Vec<u8>)>, TemplateError> {
    if !path.is_file() {
        return Ok(None);
    }
    let name = path.display().to_string();
    let bytes = std::fs::read(&path).map_err(|cause| TemplateError::Read { path, cause })?;
    Ok(Some((name, bytes)))
}

fn from_folder(folder: &Path) -> Result<(Vec<TemplateFolder>, Common), TemplateError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |cause| TemplateError::Read { path, cause }
    };
    let text = |path: PathBuf| -> Result<Option<(String, String)>, TemplateError> {
        if !path.is_file() {
            return Ok(None);
        }
        let text = std::fs::read_to_string(&path).map_err(failed(&path))?;
        Ok(Some((path.display().to_string(), text)))
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed(folder))? {
        let path = entry.map_err(failed(folder))?.path();
        if let Some(layout) = text(path.join("layout.toml"))? {
            let folder = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            found.push(TemplateFolder {
                folder,
                layout,
                rules: text(path.join("rules.toml"))?,
                narrative: text(path.join("narrative.toml"))?,
                text: text(path.join("text.toml"))?,
                reference: reference(path.join(REFERENCE))?,
            });
        }
    }
    if found.is_empty() {
        return Err(TemplateError::Empty(folder.to_owned()));
    }
    // a folder without rules of its own for every layout keeps the built-in ones
    let mut common = built_in().1;
    let own = |name: &str| text(folder.join(COMMON).join(name));
    common.rules = own("rules.toml")?.unwrap_or(common.rules);
    common.narrative = own("narrative.toml")?.or(common.narrative);
    common.departments = own("departments.toml")?.or(common.departments);
    common.words = own("words.toml")?.or(common.words);
    Ok((found, common))
}
