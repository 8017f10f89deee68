//! Names by their namespaces. A prefix is the producer's choice; what it stands for may change from one
//! element to the next.

use crate::book::package::xml::Start;
use quick_xml::XmlVersion;
use quick_xml::name::{NamespaceResolver, ResolveResult};
use std::borrow::Cow;

/// The namespaces in force while a part is read.
#[derive(Debug, Default)]
pub(crate) struct Spaces(NamespaceResolver);

impl Spaces {
    /// An element begins; `None` where its namespaces are not in order.
    pub(crate) fn open(&mut self, tag: &Start<'_>) -> Option<()> {
        self.0.push(tag).ok()
    }

    /// And ends.
    pub(crate) fn close(&mut self) {
        self.0.pop();
    }

    /// The namespace of an element that has begun; empty where it has none.
    pub(crate) fn of(&self, tag: &Start<'_>) -> &str {
        named(self.0.resolve_element(tag.name()).0)
    }

    /// Calls `see` with namespace, name and value of every attribute; `None` where one cannot be read.
    pub(crate) fn attributes(
        &self,
        tag: &Start<'_>,
        mut see: impl FnMut(&str, &str, Cow<'_, str>),
    ) -> Option<()> {
        for attribute in tag.attributes() {
            let attribute = attribute.ok()?;
            let (space, name) = self.0.resolve_attribute(attribute.key);
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
            see(named(space), name.as_ref(), value);
        }
        Some(())
    }
}

fn named(space: ResolveResult<'_>) -> &str {
    match space {
        ResolveResult::Bound(space) => space.0,
        _ => "",
    }
}
