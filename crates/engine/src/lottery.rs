//! Chance without chance: the same profile always draws the same lot.

/// A lot between 0 and `u64::MAX`, spread evenly over profiles: FNV-1a over the parts, then the finaliser of MurmurHash3,
/// since FNV alone leaves similar ids close together.
pub(crate) fn draw(parts: &[&str]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        for byte in part.bytes().chain(core::iter::once(0)) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

/// Whether a lot falls into a share of so many hundredths of a percent.
pub(crate) fn within(lot: u64, basis_points: u32) -> bool {
    lot % 10_000 < u64::from(basis_points)
}

/// The index of the weight that a lot falls on; the last where all weights are zero.
pub(crate) fn weighted(lot: u64, weights: impl Iterator<Item = u32> + Clone) -> usize {
    let total: u64 = weights.clone().map(u64::from).sum();
    let mut rest = if total == 0 { 0 } else { lot % total };
    let mut last = 0;
    for (index, weight) in weights.enumerate() {
        if rest < u64::from(weight) {
            return index;
        }
        rest -= u64::from(weight);
        last = index;
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lots_are_spread_evenly_and_stay_the_same() {
        let held = (0..10_000)
            .filter(|n| within(draw(&[&format!("profile-{n}"), "abandoned-cart", "holdout"]), 1_000))
            .count();
        assert!((900..1_100).contains(&held), "{held} of 10000 instead of 1000");
        assert_eq!(draw(&["a", "b"]), draw(&["a", "b"]));
        assert_ne!(draw(&["a", "b"]), draw(&["ab", ""]));
        let second =
            (0..10_000).filter(|n| weighted(draw(&[&format!("profile-{n}")]), [3, 1].into_iter()) == 1).count();
        assert!((2_350..2_650).contains(&second), "{second} of 10000 instead of 2500");
    }
}
