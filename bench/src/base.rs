//! The bases that are measured: made once, cloned for each run.

use crate::{
    data::{Ground, Shape, Words},
    fill::{fill_postgres, fill_sqlite},
    process::pinned,
};
use anyhow::{Result, ensure};
use chrono::{DateTime, Utc};
use guichet_api::ticket::index;
use guichet_tests::{PrivateServer, Settings, make_template};
use sqlx::{AssertSqlSafe, PgPool, SqlitePool};
use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

/// What a base is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// A base that a run may change.
pub struct Base {
    /// What it is on.
    pub engine: Engine,
    /// How much it holds.
    pub shape: Shape,
    /// Its address.
    pub url: String,
    /// For the program.
    pub arguments: Vec<String>,
    folder: PathBuf,
    /// Where its files are.
    files: PathBuf,
}

impl Base {
    /// Reads its files from end to end, so that whoever is measured finds them in memory: a system may have written away what
    /// was not read for a while, and its disk is not what is compared.
    ///
    /// # Errors
    /// They can't be read.
    pub fn read(&self) -> Result<()> {
        let mut folders = vec![self.files.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(mut file) = fs::File::open(&path) {
                    // PostgreSQL may have taken it away meanwhile.
                    io::copy(&mut file, &mut io::sink())?;
                }
            }
        }
        Ok(())
    }
}

/// All that is needed to make one.
pub struct Maker<'m> {
    /// Where bases are kept.
    pub folder: &'m Path,
    /// The program.
    pub guichet: &'m Path,
    /// The catalogue, as CSV.
    pub catalogue: &'m Path,
    /// The server, once it is needed.
    pub postgres: Option<PrivateServer>,
}

/// Settings that a server of this size would have, and nothing that loses what was acknowledged.
const POSTGRES: [&str; 6] = [
    "shared_buffers=2GB",
    "effective_cache_size=6GB",
    "random_page_cost=1.1",
    "max_wal_size=8GB",
    "max_connections=100",
    "synchronous_commit=on",
];

/// Makes the index of the search, as a server would by and by.
async fn index_texts(settings: &Settings) -> Result<()> {
    let store = settings.connect().await?;
    index::catch_up(&store).await?;
    Ok(store.close().await?)
}

impl Maker<'_> {
    /// A clone of the base of this shape, which is made first where there is none.
    ///
    /// # Errors
    /// The base can't be made.
    pub async fn base(&mut self, engine: Engine, shape: Shape) -> Result<Base> {
        match engine {
            Engine::Sqlite => self.sqlite(shape).await,
            Engine::Postgres => self.postgres(shape).await,
        }
    }

    async fn sqlite(&self, shape: Shape) -> Result<Base> {
        let original = self.folder.join(format!("sqlite-{}", shape.tickets));
        if !original.join("complete").exists() {
            let _ = fs::remove_dir_all(&original);
            let settings = Settings { data_dir: original.clone(), ..Settings::default() };
            self.start(&settings)?;
            let file = settings.sqlite_file().expect("it is on SQLite");
            let pool = SqlitePool::connect(&format!("sqlite://{}", file.display())).await?;
            let products = sqlx::query_scalar("SELECT id FROM product ORDER BY id").fetch_all(&pool).await?;
            let staff: Vec<i64> = sqlx::query_scalar("SELECT id FROM person ORDER BY id").fetch_all(&pool).await?;
            pool.close().await;
            let begun = Instant::now();
            fill_sqlite(&file, shape, ground(products, staff), Words::read()?).await?;
            index_texts(&settings).await?;
            note(shape, "SQLite", begun);
            fs::write(original.join("complete"), "")?;
        }
        let folder = self.folder.join("sqlite-run");
        let _ = fs::remove_dir_all(&folder);
        run(Command::new("cp").arg("-r").arg(&original).arg(&folder))?;
        let settings = Settings { data_dir: folder.clone(), ..Settings::default() };
        let file = settings.sqlite_file().expect("it is on SQLite");
        // The first that waits for the disk would wait for all of the copy.
        fs::File::open(&file)?.sync_all()?;
        let arguments = vec!["--data-dir".to_owned(), folder.display().to_string()];
        let url = format!("sqlite://{}", file.display());
        Ok(Base { engine: Engine::Sqlite, shape, url, arguments, files: folder.clone(), folder })
    }

    async fn postgres(&mut self, shape: Shape) -> Result<Base> {
        if self.postgres.is_none() {
            let server = PrivateServer::at(&self.folder.join("postgres"), &POSTGRES, pinned()).await;
            self.postgres = Some(server);
        }
        let server = self.postgres.as_ref().expect("it was just started");
        let admin = PgPool::connect(&server.url("postgres")).await?;
        let name = format!("guichet_{}", shape.tickets);
        let is_there = "SELECT count(*) FROM pg_database WHERE datname = $1";
        let there: i64 = sqlx::query_scalar(is_there).bind(&name).fetch_one(&admin).await?;
        if there == 0 {
            order(&admin, "DROP DATABASE IF EXISTS guichet_filling").await?;
            order(&admin, "CREATE DATABASE guichet_filling").await?;
            let url = server.url("guichet_filling");
            let settings = Settings { database_url: Some(url.clone()), ..Settings::default() };
            self.start(&settings)?;
            let pool = PgPool::connect(&url).await?;
            let products = sqlx::query_scalar("SELECT id FROM product ORDER BY id").fetch_all(&pool).await?;
            let staff: Vec<i64> = sqlx::query_scalar("SELECT id FROM person ORDER BY id").fetch_all(&pool).await?;
            pool.close().await;
            let begun = Instant::now();
            fill_postgres(&url, shape, ground(products, staff), Words::read()?).await?;
            index_texts(&settings).await?;
            note(shape, "PostgreSQL", begun);
            order(&admin, &format!("ALTER DATABASE guichet_filling RENAME TO {name}")).await?;
        }
        order(&admin, "DROP DATABASE IF EXISTS guichet_run WITH (FORCE)").await?;
        order(&admin, &format!("CREATE DATABASE guichet_run TEMPLATE {name} STRATEGY FILE_COPY")).await?;
        admin.close().await;
        let url = server.url("guichet_run");
        let nowhere = self.folder.join("nowhere");
        let arguments =
            ["--database-url", &url, "--data-dir", &nowhere.display().to_string()].map(str::to_owned).to_vec();
        let files = self.folder.join("postgres").join("base");
        Ok(Base { engine: Engine::Postgres, shape, url, arguments, folder: nowhere, files })
    }

    /// Schema, staff and the whole catalogue.
    fn start(&self, settings: &Settings) -> Result<()> {
        make_template(settings.clone());
        let mut import = Command::new(self.guichet);
        import.env_remove("DATABASE_URL").arg("--data-dir").arg(&settings.data_dir);
        if let Some(url) = &settings.database_url {
            import.arg("--database-url").arg(url);
        }
        run(import.args(["products", "import"]).arg(self.catalogue))
    }
}

impl Drop for Base {
    fn drop(&mut self) {
        // The next run makes its own, whatever is left here.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn ground(products: Vec<i64>, staff: Vec<i64>) -> Ground {
    let now: DateTime<Utc> = "2026-11-01T00:00:00Z".parse().expect("a moment");
    let first_client = staff.iter().max().map_or(1, |last| last + 1);
    Ground { products, staff, first_client, now }
}

fn note(shape: Shape, engine: &str, begun: Instant) {
    eprintln!("    {} requests on {engine} after {:.0} s", shape.tickets, begun.elapsed().as_secs_f64());
}

async fn order(admin: &PgPool, sql: &str) -> Result<()> {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(admin).await?;
    Ok(())
}

fn run(command: &mut Command) -> Result<()> {
    let output = command.output()?;
    ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}
