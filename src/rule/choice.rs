//! Which of the rules count.

use super::RuleSet;

/// Rules that are asked for, and rules that are left out: an id each, or a beginning of ids with a star (`N-*`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleChoice {
    /// If there are any, no other rule counts.
    pub select: Vec<String>,
    /// These do not count.
    pub ignore: Vec<String>,
}

impl RuleChoice {
    /// Whether every rule counts.
    pub(crate) fn is_all(&self) -> bool {
        self.select.is_empty() && self.ignore.is_empty()
    }

    /// Whether a rule counts.
    pub fn keeps(&self, id: &str) -> bool {
        let is_named = |names: &[String]| names.iter().any(|name| names_rule(name, id));
        (self.select.is_empty() || is_named(&self.select)) && !is_named(&self.ignore)
    }

    /// The first name that stands for no rule of some sets.
    pub fn unknown(&self, sets: &[&RuleSet]) -> Option<&str> {
        let is_known = |name: &str| {
            let mut rules = sets.iter().flat_map(|set| &set.rules);
            rules.any(|rule| names_rule(name, &rule.id))
        };
        let mut names = self.select.iter().chain(&self.ignore);
        names.find(|name| !is_known(name)).map(String::as_str)
    }
}

/// Whether a name stands for the rule of an id.
fn names_rule(name: &str, id: &str) -> bool {
    let (name, id) = (name.to_uppercase(), id.to_uppercase());
    match name.strip_suffix('*') {
        Some(beginning) => id.starts_with(beginning),
        None => id == name,
    }
}

impl RuleSet {
    /// Leaves out the rules that do not count; they keep their places.
    pub(crate) fn choose(&mut self, choice: &RuleChoice) {
        for rule in &mut self.rules {
            rule.is_left_out = !choice.keeps(&rule.id);
        }
        let rules = &self.rules;
        self.by_check.retain(|_, rule| !rules[*rule].is_left_out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_what_follows() {
        let choice = RuleChoice {
            select: Vec::new(),
            ignore: vec!["r-27".to_owned(), "N-*".to_owned()],
        };
        assert!(!choice.keeps("R-27") && !choice.keeps("N-A1"));
        assert!(choice.keeps("R-2") && choice.keeps("X5-6"));
    }
}
