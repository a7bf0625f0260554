//! Rows of several tables in one statement, read by the place of their columns: by name, finding a column takes longer than
//! reading it.

use sea_orm::{
    DbErr, QueryResult, TryGetable,
    sea_query::{Alias, SelectStatement},
};

/// A row whose columns are selected and read in one order.
pub trait InOrder: Sized {
    /// Adds its columns, of the table under this name.
    fn select(table: &'static str, statement: &mut SelectStatement);

    /// Reads them.
    ///
    /// # Errors
    /// They are of other types.
    fn read(columns: &mut Columns<'_>) -> Result<Self, DbErr>;
}

/// The columns of a row that have not been read yet.
#[derive(Debug)]
pub struct Columns<'r> {
    row: &'r QueryResult,
    next: usize,
}

impl<'r> Columns<'r> {
    /// All of them.
    #[must_use]
    pub const fn of(row: &'r QueryResult) -> Self {
        Self { row, next: 0 }
    }

    /// The next one.
    ///
    /// # Errors
    /// There is none; it is of another type.
    pub fn read<T: TryGetable>(&mut self) -> Result<T, DbErr> {
        let column = self.next;
        self.next += 1;
        self.row.try_get_by_index(column)
    }
}

/// Names a table in a statement.
#[must_use]
pub fn table(name: &'static str) -> Alias {
    Alias::new(name)
}

/// Says once in which order the columns of a row come.
macro_rules! in_order {
    ($($row:path, of $entity:ident: { $($field:ident $column:ident),* $(,)? })*) => {$(
        impl $crate::store::columns::InOrder for $row {
            fn select(table: &'static str, statement: &mut sea_orm::sea_query::SelectStatement) {
                $(statement.column(($crate::store::columns::table(table), $entity::Column::$column));)*
            }

            fn read(columns: &mut $crate::store::columns::Columns<'_>) -> Result<Self, sea_orm::DbErr> {
                Ok(Self { $($field: columns.read()?),* })
            }
        }
    )*};
}

pub(crate) use in_order;
