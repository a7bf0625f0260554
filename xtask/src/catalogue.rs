//! `cargo xtask catalogue`: forty thousand real products to import.
//!
//! They are those of Debian's package `hwdata`: the USB ID repository (<http://www.linux-usb.org/usb.ids>) and the PCI ID
//! repository (<https://pci-ids.ucw.cz>), which volunteers keep, under the GNU GPL version 2 or later or the 3-clause BSD licence at
//! one's choice. The file that this makes is under the same terms; it is made on demand and no part of the repository.

use crate::{command, system};
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fs, path::Path};

/// One product out of so many is no longer on sale.
const OFF_SALE: u8 = 7;

/// Writes the catalogue, the same for the same `hwdata`.
///
/// # Errors
/// When `hwdata` is missing and can't be installed, or the file can't be written.
pub fn write(out: &Path) -> Result<()> {
    let mut products = BTreeMap::new();
    for bus in ["usb", "pci"] {
        read(&bus.to_uppercase(), &identifiers(bus)?, &mut products);
    }

    if let Some(folder) = out.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut csv = csv::Writer::from_path(out).with_context(|| format!("cannot write {}", out.display()))?;
    csv.write_record(["reference", "designation", "on_sale"])?;
    for (reference, designation) in &products {
        csv.write_record([reference.as_str(), designation, if is_on_sale(reference) { "true" } else { "false" }])?;
    }
    csv.flush()?;
    command::note(format_args!("{}: {} products, from Debian's hwdata", out.display(), products.len()));
    Ok(())
}

/// The text of `usb.ids` or `pci.ids`.
fn identifiers(bus: &str) -> Result<String> {
    let places = [format!("/usr/share/misc/{bus}.ids"), format!("/usr/share/hwdata/{bus}.ids")];
    let places = places.each_ref().map(String::as_str);
    if system::first_file(&places).is_none() {
        system::install("the list of devices", &["hwdata"])?;
    }
    let file = system::first_file(&places).with_context(|| format!("hwdata has no {bus}.ids"))?;
    // Some releases hold a stray Latin-1 letter.
    Ok(String::from_utf8_lossy(&fs::read(file)?).into_owned())
}

/// Adds the devices of one list. Vendors start a line with four hexadecimal digits, their devices with a tab and four
/// digits; the first line of another kind (device classes, languages…) ends them.
fn read(bus: &str, list: &str, products: &mut BTreeMap<String, String>) {
    let mut vendor = None;
    for line in list.lines().filter(|line| !line.is_empty() && !line.starts_with('#') && !line.starts_with("\t\t")) {
        match (line.strip_prefix('\t'), vendor) {
            (Some(device), Some((vendor_id, vendor_name))) => {
                if let Some((id, name)) = identified(device) {
                    let reference = format!("{bus}-{vendor_id}-{id}").to_uppercase();
                    products.insert(reference, format!("{vendor_name} {name}"));
                }
            }
            (Some(_), None) => {}
            (None, _) => vendor = identified(line),
        }
    }
}

/// A four-digit number and the name that it stands for.
fn identified(line: &str) -> Option<(&str, &str)> {
    let (id, name) = line.split_once("  ")?;
    (id.len() == 4 && id.bytes().all(|digit| digit.is_ascii_hexdigit())).then_some((id, name.trim()))
}

/// Always the same answer for a reference, and no pattern that a reader would notice.
fn is_on_sale(reference: &str) -> bool {
    Sha256::digest(reference).first().is_none_or(|byte| byte % OFF_SALE != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_a_product_and_the_rest_is_not() {
        let list = "# comment\n046d  Logitech, Inc.\n\tc52b  Unifying Receiver\n\t\t0001  interface\n\nC 03  Human Interface\n\t01  Boot\n";
        let mut products = BTreeMap::new();
        read("USB", list, &mut products);
        let expected = ("USB-046D-C52B".to_owned(), "Logitech, Inc. Unifying Receiver".to_owned());
        assert_eq!(products.into_iter().collect::<Vec<_>>(), [expected]);
    }
}
