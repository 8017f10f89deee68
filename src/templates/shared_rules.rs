//! The rules of a template, read when they are first asked: a run asks those of one place as a rule, and reading those of
//! all takes longer than to check a department.

use crate::parallel;
use crate::rule::{RuleChoice, RuleSet};
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

/// The rules of a layout, for all that ask them.
#[derive(Debug, Clone)]
pub struct SharedRules(Arc<LazyLock<RuleSet, RuleReader>>);

type RuleReader = Box<dyn FnOnce() -> RuleSet + Send>;

impl SharedRules {
    /// Rules that are read when they are first asked.
    pub(super) fn when_asked(read: impl FnOnce() -> RuleSet + Send + 'static) -> Self {
        Self(Arc::new(LazyLock::new(Box::new(read))))
    }

    /// Begins to read them beside other work, so that nobody waits for them later.
    pub(super) fn begin(&self) {
        let rules = self.0.clone();
        parallel::beside(move || {
            LazyLock::force(&rules);
        });
    }

    /// Those of them that count.
    pub(super) fn chosen(&self, choice: &RuleChoice) -> Self {
        let mut rules = RuleSet::clone(self);
        rules.choose(choice);
        Self::from(rules)
    }
}

impl From<RuleSet> for SharedRules {
    fn from(rules: RuleSet) -> Self {
        Self::when_asked(move || rules)
    }
}

impl Deref for SharedRules {
    type Target = RuleSet;

    fn deref(&self) -> &RuleSet {
        &self.0
    }
}
