//! The settings file: what neither a flag nor the environment says.

use super::CommandLine;
use crate::{Error, settings::DEFAULT_FILE};
use clap::Command;
use std::{fs, io::ErrorKind, path::PathBuf};

/// The command line with the file's values as defaults. A name that is no setting is refused: it would be a slip.
pub fn defaults(command: Command) -> Result<Command, Error> {
    // Only --config is looked for here; whatever else is wrong is told when the whole line is read.
    let named = command
        .clone()
        .ignore_errors(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .get_matches()
        .get_one::<PathBuf>("config")
        .cloned();
    let path = named.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_FILE));
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        // Nor is there one in a folder that one may not look into.
        Err(error) if named.is_none() && (error.kind() == ErrorKind::NotFound || fs::metadata("./.").is_err()) => {
            return Ok(command);
        }
        Err(error) => return Err(Error::BadRequest(format!("can't read {}: {error}", path.display()))),
    };
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| Error::BadRequest(format!("{}: {}", path.display(), error.message())))?;
    let names = settings_names();
    table.into_iter().try_fold(command, |command, (name, value)| {
        let id = name.replace('-', "_");
        if !names.contains(&id) {
            return Err(Error::BadRequest(format!("{}: there is no setting `{name}`", path.display())));
        }
        let value = plain(value);
        Ok(command.mut_arg(id, |arg| {
            // A secret of the environment's is none of `--help`'s either.
            let is_secret = arg.is_hide_env_values_set();
            arg.default_value(value).hide_default_value(is_secret)
        }))
    })
}

/// The value as a flag would give it; lists are separated by commas.
fn plain(value: toml::Value) -> String {
    match value {
        toml::Value::String(text) => text,
        toml::Value::Array(values) => values.into_iter().map(plain).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

fn settings_names() -> Vec<String> {
    use clap::CommandFactory;
    let command = CommandLine::command();
    command.get_arguments().map(|arg| arg.get_id().to_string()).filter(|name| name != "config").collect()
}
