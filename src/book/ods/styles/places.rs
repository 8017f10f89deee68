//! The places for digits of a number format.

/// The number within a style.
#[derive(Debug, Default)]
pub(super) struct NumberPlaces {
    pub(super) decimals: Option<usize>,
    pub(super) least_decimals: Option<usize>,
    pub(super) least_digits: usize,
    pub(super) grouped: bool,
    /// Thousands that the number is divided by.
    pub(super) thousands: usize,
    /// Texts between the digits, each with how many of them stand behind it.
    pub(super) embedded: Vec<(usize, String)>,
    pub(super) position: usize,
}

impl NumberPlaces {
    /// As a format code.
    pub(super) fn code(self) -> String {
        if self.decimals.is_none() && self.thousands == 0 && self.embedded.is_empty() {
            return "General".to_owned();
        }
        let deepest = self
            .embedded
            .iter()
            .map(|(position, _)| position.saturating_add(1))
            .max();
        let digits = self.least_digits.max(deepest.unwrap_or(1)).clamp(1, 40);
        let digits = if self.grouped { digits.max(4) } else { digits };
        let mut code = String::new();
        for behind in (0..digits).rev() {
            code.push(if behind < self.least_digits { '0' } else { '#' });
            for (_, text) in self
                .embedded
                .iter()
                .filter(|(position, _)| *position == behind)
            {
                code.extend(text.chars().flat_map(|c| ['\\', c]));
            }
            if self.grouped && behind > 0 && behind.is_multiple_of(3) {
                code.push(',');
            }
        }
        let decimals = self.decimals.unwrap_or(0).min(30);
        if decimals > 0 {
            let least = self.least_decimals.unwrap_or(decimals).min(decimals);
            code.push('.');
            code.push_str(&"0".repeat(least));
            code.push_str(&"#".repeat(decimals - least));
        }
        code.push_str(&",".repeat(self.thousands.min(8)));
        code
    }
}
