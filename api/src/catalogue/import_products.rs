//! Taking over lines of the distributor's catalogue: a new reference is added, a known one updated when something
//! changed, and nothing is ever deleted, since sales point at products.

use super::csv::ProductLine;
use crate::{
    audit::Entry,
    store::{Tx, revision},
};
use guichet_domain::{AuditKind, fold::fold};
use guichet_entity::product;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
};
use std::{collections::HashMap, ops::AddAssign};

/// How many lines go into one transaction: few enough that other writers hardly wait.
pub const BATCH: usize = 500;

/// What became of good lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Products that were not there before.
    pub added: u64,
    /// Products whose designation or availability changed.
    pub updated: u64,
    /// Products that were already as the line says.
    pub unchanged: u64,
}

impl AddAssign for Imported {
    fn add_assign(&mut self, other: Self) {
        self.added += other.added;
        self.updated += other.updated;
        self.unchanged += other.unchanged;
    }
}

/// Imports at most [`BATCH`] lines, whose references all differ.
///
/// # Errors
/// The base did not take them.
pub async fn import_products(tx: &mut Tx, lines: &[ProductLine]) -> Result<Imported, DbErr> {
    let references = lines.iter().map(|line| line.reference.as_str());
    let known = product::Entity::find().filter(product::Column::Reference.is_in(references)).all(tx.db()).await?;
    let mut known: HashMap<_, _> = known.into_iter().map(|row| (row.reference.clone(), row)).collect();

    let mut done = Imported::default();
    let mut added = Vec::new();
    for line in lines {
        match known.remove(line.reference.as_str()) {
            None => added.push(new_row(line)),
            Some(row) if is_as(&row, line) => done.unchanged += 1,
            Some(row) => {
                update(tx, row, line).await?;
                done.updated += 1;
            }
        }
    }
    done.added = added.len() as u64;
    product::Entity::insert_many(added).exec_without_returning(tx.db()).await?;
    if done.added + done.updated > 0 {
        revision::catalogue_changes(tx).await?;
    }
    if !lines.is_empty() {
        let Imported { added, updated, unchanged } = done;
        let told = format!("{added} added, {updated} updated, {unchanged} unchanged");
        Entry::new(AuditKind::ProductsImported).saying(told).write(tx).await?;
    }
    Ok(done)
}

fn new_row(line: &ProductLine) -> product::ActiveModel {
    product::ActiveModel {
        id: NotSet,
        reference: Set(line.reference.to_string()),
        designation: Set(line.designation.to_string()),
        on_sale: Set(line.on_sale),
        search_text: Set(search_text_of(line)),
    }
}

/// The text of search is compared too: it differs when folding has changed since the product was written.
fn is_as(row: &product::Model, line: &ProductLine) -> bool {
    row.designation == line.designation.as_str()
        && row.on_sale == line.on_sale
        && row.search_text == search_text_of(line)
}

async fn update(tx: &Tx, row: product::Model, line: &ProductLine) -> Result<(), DbErr> {
    let mut row = row.into_active_model();
    row.designation = Set(line.designation.to_string());
    row.on_sale = Set(line.on_sale);
    row.search_text = Set(search_text_of(line));
    row.update(tx.db()).await.map(drop)
}

/// What instant search looks into: a line for each field, so that no match runs from one into the next.
pub(crate) fn search_text(reference: &str, designation: &str) -> String {
    format!("{}\n{}", fold(reference), fold(designation))
}

fn search_text_of(line: &ProductLine) -> String {
    search_text(line.reference.as_str(), line.designation.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock, store::Store};

    fn line(reference: &str, designation: &str, on_sale: bool) -> ProductLine {
        ProductLine { reference: reference.parse().unwrap(), designation: designation.parse().unwrap(), on_sale }
    }

    async fn import(store: &Store, lines: &[ProductLine]) -> [u64; 3] {
        let mut tx = store.begin(clock::now()).await.unwrap();
        let Imported { added, updated, unchanged } = import_products(&mut tx, lines).await.unwrap();
        tx.commit().await.unwrap();
        [added, updated, unchanged]
    }

    #[tokio::test]
    async fn the_same_lines_twice_change_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("catalogue.sqlite").display());
        let store = Store::connect(&url, 2).await.unwrap();
        store.migrate().await.unwrap();

        let lines = [line("EC-24", "Écran 24 pouces", true), line("CL-1", "Clavier", true)];
        assert_eq!(import(&store, &lines).await, [2, 0, 0]);
        assert_eq!(import(&store, &lines).await, [0, 0, 2]);
        let lines = [line("EC-24", "Écran 24 pouces", false), line("SO-1", "Souris", true)];
        assert_eq!(import(&store, &lines).await, [1, 1, 0]);
        assert_eq!(import(&store, &[]).await, [0, 0, 0]);

        let rows = product::Entity::find().all(&store.reader()).await.unwrap();
        let screen = rows.iter().find(|row| row.reference == "EC-24").unwrap();
        assert_eq!((screen.on_sale, screen.search_text.as_str()), (false, "ec24\necran24pouces"));
        assert_eq!(rows.len(), 3, "nothing is deleted");
    }
}
