//! Names by their namespaces. A prefix is the producer's choice; what it stands for may change from one
//! element to the next.

use crate::book::package::xml::Start;
use memchr::memmem;
use quick_xml::XmlVersion;
use quick_xml::name::{NamespaceResolver, ResolveResult};
use std::borrow::Cow;

/// The namespaces in force while a part is read.
#[derive(Debug, Default)]
pub(crate) struct Spaces {
    resolver: NamespaceResolver,
    level: u16,
    /// The levels of the open elements that name namespaces.
    naming: Vec<u16>,
    changes: usize,
}

impl Spaces {
    /// An element begins; `None` where its namespaces are not in order.
    pub(crate) fn open(&mut self, tag: &Start<'_>) -> Option<()> {
        self.level = self.level.checked_add(1)?;
        // hardly any but the first one names some
        let raw = tag.attributes_raw().as_bytes();
        if !raw.is_empty() && memmem::find(raw, b"xmlns").is_some() {
            self.resolver.set_level(self.level - 1);
            self.resolver.push(tag).ok()?;
            self.naming.push(self.level);
            self.changes += 1;
        }
        Some(())
    }

    /// And ends.
    pub(crate) fn close(&mut self) {
        if self.naming.last() == Some(&self.level) {
            self.resolver.pop();
            self.naming.pop();
            self.changes += 1;
        }
        self.level = self.level.saturating_sub(1);
    }

    /// How often namespaces came into force or ceased to be.
    pub(crate) fn changes(&self) -> usize {
        self.changes
    }

    /// The namespace of an element that has begun; empty where it has none.
    pub(crate) fn of(&self, tag: &Start<'_>) -> &str {
        named(self.resolver.resolve_element(tag.name()).0)
    }

    /// Calls `see` with namespace, name and value of every attribute; `None` where one cannot be read.
    pub(crate) fn attributes(
        &self,
        tag: &Start<'_>,
        mut see: impl FnMut(&str, &str, Cow<'_, str>),
    ) -> Option<()> {
        for attribute in tag.attributes() {
            let attribute = attribute.ok()?;
            let (space, name) = self.resolver.resolve_attribute(attribute.key);
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
