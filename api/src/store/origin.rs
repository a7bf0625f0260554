//! Where what is done comes from.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Arc,
};

/// Who asked the program, as far as wires can tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// The operator, at the command line.
    #[default]
    Operator,
    /// A request.
    Request {
        /// The address it came from, behind trusted proxies.
        peer: IpAddr,
        /// What the logs find it by.
        id: Arc<str>,
    },
}

/// Whoever asks, as limits tell one from another.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operator => f.write_str("the command line"),
            Self::Request { peer, .. } => line_of(*peer).fmt(f),
        }
    }
}

/// An IPv6 line is given at least 2^64 addresses, so they count as one.
#[must_use]
pub fn line_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

impl Origin {
    /// The network of the peer: enough to tell one attacker from another, and not whose device it is.
    #[must_use]
    pub fn network(&self) -> Option<String> {
        match self {
            Self::Operator => None,
            Self::Request { peer, .. } => Some(match peer.to_canonical() {
                IpAddr::V4(address) => format!("{}/24", Ipv4Addr::from_bits(address.to_bits() & (u32::MAX << 8))),
                IpAddr::V6(address) => format!("{}/48", Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 80))),
            }),
        }
    }

    /// The id of the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Operator => None,
            Self::Request { id, .. } => Some(id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_network_names_no_device() {
        let network = |peer: &str| Origin::Request { peer: peer.parse().unwrap(), id: "r".into() }.network().unwrap();
        assert_eq!(network("192.0.2.77"), "192.0.2.0/24");
        assert_eq!(network("::ffff:192.0.2.77"), "192.0.2.0/24", "an IPv4 peer of an IPv6 socket");
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1::/48");
        assert_eq!(Origin::Operator.network(), None);
    }

    #[test]
    fn the_addresses_of_a_line_count_as_one() {
        let line = |peer: &str| Origin::Request { peer: peer.parse().unwrap(), id: "r".into() }.to_string();
        assert_eq!(line("2001:db8:1:2:3:4:5:6"), line("2001:db8:1:2::1"));
        assert_ne!(line("2001:db8:1:2::1"), line("2001:db8:1:3::1"));
        assert_eq!(line("::ffff:192.0.2.7"), "192.0.2.7");
        assert_ne!(line("192.0.2.7"), line("192.0.2.8"));
    }
}
