//! Statements that PostgreSQL plans once, which takes ten times as long as many of them do.
//!
//! It keeps the plan of a prepared statement where that seems no worse than one for the values at hand. For a LIMIT that it does not know
//! it expects a tenth of the table, so that page sizes are written out. Of a list or a position that it does not know it expects more
//! than of the one at hand, so that those are hidden from it (`constant`): it expects the same of all.

use sea_orm::{
    DbBackend, Statement,
    sea_query::{
        Expr, ExprTrait, Func, PostgresQueryBuilder, Query, QueryBuilder, SelectStatement, SqlWriter,
        SqliteQueryBuilder, Value, Values,
    },
};
use std::fmt::{self, Display, Write};

/// The statement, all its values bound but the sizes of pages: they alone are numbers without a sign.
#[must_use]
pub fn build(backend: DbBackend, select: &SelectStatement) -> Statement {
    let (sql, values) = match backend {
        DbBackend::Postgres => written(select, &PostgresQueryBuilder),
        _ => written(select, &SqliteQueryBuilder),
    };
    Statement { sql, values: Some(values), db_backend: backend }
}

/// The condition that a key is one of these: the same statement however many they are.
#[must_use]
pub fn is_among(backend: DbBackend, key: Expr, ids: impl IntoIterator<Item = i64>) -> Expr {
    is_listed(backend, key, ids.into_iter().map(|id| id.to_string()).collect::<Vec<_>>().join(","))
}

/// The same for keys that are written behind one another, with a comma between two.
#[must_use]
pub fn is_listed(backend: DbBackend, key: Expr, ids: String) -> Expr {
    match backend {
        DbBackend::Postgres => Expr::cust_with_exprs(
            "$1 = ANY ((SELECT string_to_array($2, ',')::bigint[])::bigint[])",
            [key, Expr::val(ids)],
        ),
        _ => key.in_subquery(
            Query::select()
                .column("value")
                .from_function(Func::cust("json_each").arg(format!("[{ids}]")), "among")
                .take(),
        ),
    }
}

/// A number that PostgreSQL makes no plan for.
#[must_use]
pub fn constant(value: i64) -> Expr {
    Expr::cust_with_values("(SELECT $1::bigint)", [value])
}

fn written(select: &SelectStatement, builder: &impl QueryBuilder) -> (String, Values) {
    let (placeholder, is_numbered) = builder.placeholder();
    let mut written = Written { sql: String::with_capacity(512), values: Vec::new(), placeholder, is_numbered };
    select.build_collect_any_into(builder, &mut written);
    (written.sql, Values(written.values))
}

struct Written {
    sql: String,
    values: Vec<Value>,
    placeholder: &'static str,
    is_numbered: bool,
}

impl Write for Written {
    fn write_str(&mut self, sql: &str) -> fmt::Result {
        self.sql.write_str(sql)
    }
}

impl Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sql)
    }
}

impl SqlWriter for Written {
    fn push_param<T: QueryBuilder>(&mut self, value: Value, _: &T) {
        if let Value::BigUnsigned(Some(size)) = value {
            self.sql.push_str(&size.to_string());
            return;
        }
        self.sql.push_str(self.placeholder);
        self.values.push(value);
        if self.is_numbered {
            self.sql.push_str(&self.values.len().to_string());
        }
    }

    fn as_writer(&mut self) -> &mut dyn Write {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_and_values_bound() {
        let page = Query::select().column("id").from("sale").and_where(Expr::col("id").gt(7)).limit(25).take();
        let outer = Query::select().column("id").from_subquery(page, "sale").and_where(Expr::col("id").lt(9)).take();
        let built = build(DbBackend::Postgres, &outer);
        assert!(built.sql.ends_with(r#""id" > $1 LIMIT 25) AS "sale" WHERE "id" < $2"#), "{}", built.sql);
        assert_eq!(built.values, Some(Values(vec![7.into(), 9.into()])));
        assert!(build(DbBackend::Sqlite, &outer).sql.contains("> ? LIMIT 25"));
    }
}
