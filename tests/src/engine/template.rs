//! The base that every test starts with a copy of: migrated, with the fixture's staff and products.

use crate::fixture::{PASSWORD, PRODUCTS, STAFF};
use guichet_api::{
    Settings,
    account::{
        create_staff::{CreateStaff, create_staff},
        hasher::Hasher,
    },
    catalogue::{csv::ProductLine, import_products::import_products},
    clock,
    store::Store,
};

/// Makes the template in the empty base of these settings, and leaves it closed.
///
/// Tests run on runtimes of their own, so this one does too: it waits for no test.
pub fn make(settings: Settings) {
    let made = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let store = settings.connect().await.unwrap();
            store.migrate().await.unwrap();
            fill(&store).await;
            store.close().await.unwrap();
        });
    });
    made.join().expect("the template could not be made");
}

async fn fill(store: &Store) {
    let hasher = Hasher::here(2).unwrap();
    let mut tx = store.begin(clock::now()).await.unwrap();
    for member in &STAFF {
        let input = CreateStaff {
            role: member.role,
            email: member.email.to_owned(),
            first_name: member.first_name.to_owned(),
            last_name: member.last_name.to_owned(),
            password: PASSWORD.to_owned(),
        };
        create_staff(&mut tx, &hasher, input).await.unwrap();
    }
    let lines: Vec<_> =
        PRODUCTS.iter().map(|product| line(product.reference, product.designation, product.on_sale)).collect();
    import_products(&mut tx, &lines).await.unwrap();
    tx.commit().await.unwrap();
}

/// A line of the catalogue.
pub fn line(reference: &str, designation: &str, on_sale: bool) -> ProductLine {
    ProductLine { reference: reference.parse().unwrap(), designation: designation.parse().unwrap(), on_sale }
}
