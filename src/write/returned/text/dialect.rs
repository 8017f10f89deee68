//! How a document names the elements of WordprocessingML.

use crate::book::package::{NotXml, Tag, TagKind, tags};

const TRANSITIONAL: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const STRICT: &str = "http://purl.oclc.org/ooxml/wordprocessingml/main";

/// The prefix of a document's elements, and what stands for it.
#[derive(Debug, Clone)]
pub(super) struct Dialect {
    /// With its colon: `w:`; empty where elements have none.
    pub(super) prefix: String,
    pub(super) namespace: &'static str,
    /// The prefix of attributes, which always have one.
    pub(super) attributes: String,
    /// What an element says that needs it; empty where the document says so itself.
    pub(super) declared: String,
}

impl Dialect {
    /// Whether a tag is of an element of this name.
    pub(super) fn is(&self, tag: &Tag<'_>, name: &str) -> bool {
        tag.name().strip_prefix(self.prefix.as_str()) == Some(name)
    }

    /// The dialect of a part, by its first element.
    pub(super) fn of(text: &str) -> Result<Self, NotXml> {
        let root = tags(text).next().ok_or(NotXml)??;
        if root.kind == TagKind::Close {
            return Err(NotXml);
        }
        let mut spaces = [TRANSITIONAL, STRICT].into_iter();
        let found = spaces.find_map(|space| Some((space, root.prefix_of(space)?)));
        let (namespace, prefix) = found.ok_or(NotXml)?;
        let is_named = !prefix.is_empty();
        let attributes = if is_named {
            format!("{prefix}:")
        } else {
            "gouji:".to_owned()
        };
        Ok(Self {
            prefix: if is_named {
                attributes.clone()
            } else {
                String::new()
            },
            namespace,
            declared: if is_named {
                String::new()
            } else {
                format!(" xmlns:gouji=\"{namespace}\"")
            },
            attributes,
        })
    }

    /// An element without content, of one attribute.
    pub(super) fn element(&self, name: &str, attribute: &str, value: &str) -> String {
        let Self {
            prefix,
            attributes,
            declared,
            ..
        } = self;
        format!("<{prefix}{name}{declared} {attributes}{attribute}=\"{value}\"/>")
    }
}
