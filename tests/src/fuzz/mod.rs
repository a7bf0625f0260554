//! Hostile bytes: whatever takes some from outside is given mutations of what it knows, and may refuse them but never
//! panic, nor answer that it did not foresee them.
//!
//! The corpus is `tests/fuzz/<target>`, a file for each input: what the mutations begin from, and what once broke
//! something. It needs no special compiler; instead of the branches that were taken, what a target says of an input tells
//! whether it is a new kind, from which more are made.

mod mutate;
mod place;
mod target;

pub use target::Target;

use crate::PATIENCE;
use mutate::Mutator;
use place::Place;
use std::{
    collections::HashSet,
    env, fs,
    path::PathBuf,
    time::{Duration, Instant},
};

/// As many mutations as a run without a given time makes.
const SHORT_RUN: u64 = 400;
/// As many inputs of a new kind as are kept to make others from.
const MOST_KEPT: usize = 5_000;

/// Gives a target all of its corpus, then mutations: for `GUICHET_FUZZ_SECONDS`, or a few, always the same.
///
/// # Panics
/// The target did not hold. The input is kept under `target/fuzz`, to be mended and then to be put into the corpus.
pub async fn run(target: Target) {
    let seconds: Option<u64> =
        env::var("GUICHET_FUZZ_SECONDS").ok().map(|text| text.parse().expect("a number of seconds"));
    let until = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let place = Place::prepare().await;
    let corpus = corpus(target);
    assert!(!corpus.is_empty(), "nothing stands in tests/fuzz/{}", target.name());
    let mut mutator = Mutator::new(corpus.clone(), until.map_or(1, |_| seed()));
    let (mut kinds, mut executions) = (HashSet::new(), 0);
    for input in corpus {
        kinds.insert(execute(target, &place, &input).await);
        executions += 1;
    }
    while until.map_or(executions < SHORT_RUN, |until| Instant::now() < until) {
        let input = mutator.next();
        let kind = execute(target, &place, &input).await;
        if kinds.len() < MOST_KEPT && kinds.insert(kind) {
            mutator.keep(input);
        }
        executions += 1;
    }
    assert!(place.is_whole().await, "the last inputs were nobody's");
    println!("{}: {executions} inputs, {} kinds of answers", target.name(), kinds.len());
}

/// What the target says of the input, in as many words as make a kind of input.
async fn execute(target: Target, place: &Place, input: &[u8]) -> String {
    let executed = tokio::time::timeout(PATIENCE, place.execute(target, input)).await;
    match executed.unwrap_or_else(|_| Err("it took too long".to_owned())) {
        Ok(kind) => kind,
        Err(why) => panic!("{why}: the input is in {}", kept(target, input).display()),
    }
}

fn corpus(target: Target) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(target.name());
    let mut files: Vec<_> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

fn kept(target: Target, input: &[u8]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/fuzz");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("{}-{}", target.name(), seed()));
    fs::write(&file, input).unwrap();
    file
}

/// Another one at every start.
fn seed() -> u64 {
    std::time::UNIX_EPOCH.elapsed().map_or(0, |since| u64::try_from(since.as_nanos()).unwrap_or(u64::MAX))
}
