//! Sets of characters that answer at once what they certainly do not hold.

/// A set of characters; it may seem to hold some that it does not, never the other way round.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct CharSet([u64; 4]);

impl CharSet {
    /// All characters.
    pub(crate) const ALL: Self = Self([u64::MAX; 4]);

    /// The set of some characters.
    pub(crate) fn of<'a>(chars: impl IntoIterator<Item = &'a char>) -> Self {
        let mut set = Self::default();
        chars.into_iter().for_each(|c| set.insert(*c));
        set
    }

    pub(crate) fn insert(&mut self, c: char) {
        let (word, bit) = place(c);
        self.0[word] |= bit;
    }

    pub(crate) fn may_hold(&self, c: char) -> bool {
        let (word, bit) = place(c);
        self.0[word] & bit != 0
    }

    /// Whether it may hold characters of a group.
    pub(crate) fn may_hold_group(&self, group: usize) -> bool {
        self.0[group >> 6] & (1 << (group & 63)) != 0
    }

    /// Whether it may hold a character of another set.
    pub(crate) fn may_hold_any(&self, other: &Self) -> bool {
        let mut words = self.0.iter().zip(&other.0);
        words.any(|(own, other)| own & other != 0)
    }

    /// Whether it may hold every character of another set.
    pub(crate) fn may_hold_all(&self, other: &Self) -> bool {
        let mut words = self.0.iter().zip(&other.0);
        words.all(|(own, other)| other & !own == 0)
    }

    pub(crate) fn union(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] | other.0[at]))
    }

    pub(crate) fn intersection(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] & other.0[at]))
    }
}

/// The same in a quarter of the space; it seems to hold more that it does not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct SmallCharSet(u64);

impl SmallCharSet {
    /// The characters of another set.
    pub(crate) fn of(set: &CharSet) -> Self {
        Self(set.0.iter().fold(0, |own, word| own | word))
    }

    pub(crate) fn may_hold(self, c: char) -> bool {
        self.0 & place(c).1 != 0
    }
}

/// How many groups of characters a set tells apart.
pub(crate) const GROUPS: usize = 256;

/// The group of a character: a set holds all of a group or none.
pub(crate) fn group_of(c: char) -> usize {
    (u32::from(c).wrapping_mul(0x9e37_79b1) >> 24) as usize
}

fn place(c: char) -> (usize, u64) {
    let group = group_of(c);
    (group >> 6, 1 << (group & 63))
}
