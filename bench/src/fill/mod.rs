//! Loads the rows in bulk, under the project's own schema.

mod postgres;
mod sqlite;

pub use postgres::fill as fill_postgres;
pub use sqlite::fill as fill_sqlite;

use crate::data::{Sink, TABLES, Value};
use std::sync::mpsc::SyncSender;

/// How many bytes of rows are sent at once.
const BATCH: usize = 1 << 20;

/// Rows of one table, written as its engine reads them.
pub struct Batch {
    table: usize,
    text: String,
}

/// How a value is written.
trait Format {
    /// Adds a row to what was written.
    fn row(text: &mut String, values: &[Value<'_>]);
}

/// Writes rows on one thread while another sends them.
struct Batches<F> {
    texts: [String; TABLES.len()],
    full: SyncSender<Batch>,
    format: std::marker::PhantomData<F>,
}

impl<F: Format> Batches<F> {
    fn new(full: SyncSender<Batch>) -> Self {
        Self { texts: Default::default(), full, format: std::marker::PhantomData }
    }

    fn finish(mut self) {
        // Nobody takes them once the other thread has failed, and says why.
        for (table, text) in std::mem::take(&mut self.texts).into_iter().enumerate() {
            let _ = self.full.send(Batch { table, text });
        }
    }
}

impl<F: Format> Sink for Batches<F> {
    fn row(&mut self, table: usize, values: &[Value<'_>]) {
        F::row(&mut self.texts[table], values);
        if self.texts[table].len() >= BATCH {
            let text = std::mem::replace(&mut self.texts[table], String::with_capacity(BATCH + 4_096));
            let _ = self.full.send(Batch { table, text });
        }
    }
}
