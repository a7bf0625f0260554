//! What every base holds from the start, and numbers that never repeat.

use chrono::TimeDelta;
use guichet_api::clock;
use guichet_domain::Role;
use std::sync::atomic::{AtomicU64, Ordering};

/// Everybody's password.
pub const PASSWORD: &str = "Perroquet bleu sous la pluie";

/// A member of staff who is there from the start.
#[derive(Debug)]
pub struct StaffFixture {
    /// Seller or technician.
    pub role: Role,
    /// Signs in with it.
    pub email: &'static str,
    /// First name.
    pub first_name: &'static str,
    /// Last name.
    pub last_name: &'static str,
}

/// The seller who is there from the start.
pub const SELLER: &StaffFixture = &STAFF[0];
/// The technician who is there from the start.
pub const TECHNICIAN: &StaffFixture = &STAFF[1];

pub(crate) static STAFF: [StaffFixture; 2] = [
    StaffFixture { role: Role::Seller, email: "sonia.vidal@guichet.test", first_name: "Sonia", last_name: "Vidal" },
    StaffFixture { role: Role::Technician, email: "theo.petit@guichet.test", first_name: "Théo", last_name: "Petit" },
];

/// A product of the catalogue.
#[derive(Debug)]
pub struct ProductFixture {
    /// The distributor's reference.
    pub reference: &'static str,
    /// What it is called.
    pub designation: &'static str,
    /// Whether it is still sold.
    pub on_sale: bool,
}

/// On sale: what is sold where a test does not care.
pub const SCREEN: &ProductFixture = &PRODUCTS[0];
/// On sale too.
pub const KEYBOARD: &ProductFixture = &PRODUCTS[1];
/// No longer on sale.
pub const PRINTER: &ProductFixture = &PRODUCTS[2];

pub(crate) static PRODUCTS: [ProductFixture; 3] = [
    ProductFixture { reference: "EC-2400", designation: "Écran LED 24 pouces", on_sale: true },
    ProductFixture { reference: "CL-0102", designation: "Clavier mécanique AZERTY", on_sale: true },
    ProductFixture { reference: "IM-1998", designation: "Imprimante matricielle", on_sale: false },
];

static NEXT: AtomicU64 = AtomicU64::new(1);

/// A number that nobody else gets in this run.
#[must_use]
pub fn unique() -> u64 {
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A serial number that nobody else gets in this run.
#[must_use]
pub fn serial_number() -> String {
    format!("SN{:013}", unique())
}

/// An e-mail address that nobody else gets in this run.
#[must_use]
pub fn email() -> String {
    format!("client{}@exemple.fr", unique())
}

/// A calendar day so many days from today, in ISO 8601.
#[must_use]
pub fn day(from_today: i64) -> String {
    (clock::day_of(clock::now()) + TimeDelta::days(from_today)).to_string()
}
