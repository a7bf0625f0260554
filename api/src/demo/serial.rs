//! Serial numbers for the articles of the demonstration.

use guichet_domain::SerialNumber;

const LETTERS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The serial number of the `n`th article: always the same, and unlike its neighbours'.
pub fn serial_number(n: u64) -> String {
    let mut rest = u128::from(mixed(2 * n)) << 64 | u128::from(mixed(2 * n + 1));
    let mut serial = String::with_capacity(SerialNumber::LENGTH);
    for _ in 0..SerialNumber::LENGTH {
        let letter = usize::try_from(rest % 36).ok().and_then(|at| LETTERS.get(at)).copied().unwrap_or(b'0');
        serial.push(char::from(letter));
        rest /= 36;
    }
    serial
}

/// SplitMix64's output function (Steele, Lea and Flood, 2014).
const fn mixed(n: u64) -> u64 {
    let mut z = n.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_are_well_formed_and_differ() {
        let all: std::collections::HashSet<_> = (0..200).map(serial_number).collect();
        assert_eq!(all.len(), 200);
        assert!(all.iter().all(|serial| serial.parse::<SerialNumber>().is_ok_and(|parsed| parsed.as_str() == serial)));
    }
}
