//! Whole numbers for elimination: 128 bits first, and any size where that is not enough. A run that
//! overflows is begun again in the wide type, so the answer is the same.

use num::Integer;
use num::bigint::BigInt;
use num::traits::Signed;
use std::cmp::Ordering;
use std::fmt::Debug;

/// A whole number that knows when it is too small for a result.
pub(super) trait Number: Integer + Signed + Clone + Debug {
    fn from_big(value: &BigInt) -> Option<Self>;
    fn from_whole(value: i128) -> Option<Self>;
    fn to_big(&self) -> BigInt;
    /// `p * a - q * b`; none where it does not fit.
    fn combined(p: &Self, a: &Self, q: &Self, b: &Self) -> Option<Self>;

    /// Below, at or above nothing.
    fn sign(&self) -> Ordering {
        self.cmp(&Self::zero())
    }
}

/// Products of two numbers below this size, and their difference, fit into 128 bits.
const NARROW: i128 = 1 << 62;

impl Number for i128 {
    fn from_big(value: &BigInt) -> Option<Self> {
        Self::from_whole(Self::try_from(value).ok()?)
    }

    fn from_whole(value: i128) -> Option<Self> {
        Some(value).filter(|value| -NARROW < *value && *value < NARROW)
    }

    fn to_big(&self) -> BigInt {
        BigInt::from(*self)
    }

    fn combined(p: &Self, a: &Self, q: &Self, b: &Self) -> Option<Self> {
        // all four are narrow, so neither product nor the difference overflows
        Self::from_whole(p * a - q * b)
    }
}

impl Number for BigInt {
    fn from_big(value: &BigInt) -> Option<Self> {
        Some(value.clone())
    }

    fn from_whole(value: i128) -> Option<Self> {
        Some(Self::from(value))
    }

    fn to_big(&self) -> BigInt {
        self.clone()
    }

    fn combined(p: &Self, a: &Self, q: &Self, b: &Self) -> Option<Self> {
        Some(p * a - q * b)
    }
}
