use super::*;
use futures::future::{join, join_all};
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};
use tokio::time::timeout;

/// Finds even numbers, and fails at seven; and letters that are read in turn.
#[derive(Default)]
struct Evens {
    readings: AtomicUsize,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
}

impl Evens {
    async fn pass(&self) {
        self.readings.fetch_add(1, Ordering::Relaxed);
        let at_once = self.at_once.fetch_add(1, Ordering::Relaxed) + 1;
        self.most_at_once.fetch_max(at_once, Ordering::Relaxed);
        for _ in 0..5 {
            yield_now().await;
        }
        self.at_once.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Gathered<u32> for Arc<Evens> {
    type Found = String;

    async fn read(&self, keys: &[u32]) -> Result<HashMap<u32, String>, DbErr> {
        self.pass().await;
        assert!(!keys.contains(&13), "as a library may");
        if keys.contains(&7) {
            return Err(DbErr::Custom("seven".to_owned()));
        }
        Ok(keys.iter().filter(|key| *key % 2 == 0).map(|key| (*key, key.to_string())).collect())
    }
}

impl Gathered<char> for Arc<Evens> {
    type Found = char;
    const IN_TURN: bool = true;

    async fn read(&self, keys: &[char]) -> Result<HashMap<char, char>, DbErr> {
        self.pass().await;
        assert!(!keys.contains(&'!'), "as a library may");
        Ok(keys.iter().map(|key| (*key, key.to_ascii_uppercase())).collect())
    }
}

fn evens() -> (Arc<Evens>, impl Fn() -> usize) {
    let evens = Arc::new(Evens::default());
    let counted = Arc::clone(&evens);
    (evens, move || counted.readings.load(Ordering::Relaxed))
}

#[tokio::test]
async fn a_crowd_is_answered_in_one_reading_each_with_its_own() {
    let (evens, readings) = evens();
    let gather = Gather::of(evens);
    let answers = join_all((0..100_u32).map(|n| gather.ask(n % 6))).await;
    for (n, answer) in (0..100_u32).map(|n| n % 6).zip(answers) {
        assert_eq!(answer, Ok((n % 2 == 0).then(|| n.to_string())));
    }
    assert_eq!(readings(), 1);
    assert_eq!(gather.ask(2_u32).await, Ok(Some("2".to_owned())));
    assert_eq!(readings(), 2, "what is asked later is read later");
    assert_eq!(gather.ask(7_u32).await, Err(DbErr::Custom("seven".to_owned())));
    assert_eq!(gather.ask(4_u32).await, Ok(Some("4".to_owned())));
    assert_eq!(gather.ask(13_u32).await, Err(DbErr::Custom("a reading panicked".to_owned())));
    assert_eq!(gather.ask(4_u32).await, Ok(Some("4".to_owned())));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_one_asks_for_at_a_time_is_read_together_on_many_processors_too() {
    let (evens, readings) = evens();
    let gather = Gather::of(evens);
    let ask_twice = async |n: u32| {
        let found = gather.ask(n).await;
        (found, gather.ask(n + 2).await)
    };
    for round in 1..=100 {
        let told = |n: u32| Ok(Some(n.to_string()));
        let all = join_all((0..60).map(|n| ask_twice(n * 2))).await;
        assert!(all.into_iter().zip((0..).step_by(2)).all(|(found, n)| found == (told(n), told(n + 2))));
        assert_eq!(readings(), 2 * round);
    }
}

#[tokio::test]
async fn whoever_begins_may_go_away() {
    let (evens, readings) = evens();
    let gather = Gather::of(evens);
    let mut first = Box::pin(gather.ask(2_u32));
    assert!((&mut first).now_or_never().is_none());
    let mut second = Box::pin(gather.ask(4_u32));
    assert!((&mut second).now_or_never().is_none());
    drop(first);
    assert_eq!(second.await, Ok(Some("4".to_owned())));
    assert_eq!(readings(), 1);
}

#[tokio::test]
async fn who_comes_while_others_are_read_waits_where_that_is_in_turn() {
    for (in_turn, expected) in [(true, 1), (false, 2)] {
        let (evens, _) = evens();
        let gather = Gather::of(Arc::clone(&evens));
        let ask = async |n: u8| {
            if in_turn {
                assert_eq!(gather.ask(char::from(b'a' + n)).await, Ok(Some(char::from(b'A' + n))));
            } else {
                assert_eq!(gather.ask(u32::from(n)).await, Ok(n.is_multiple_of(2).then(|| n.to_string())));
            }
        };
        let later = async |n| {
            while evens.at_once.load(Ordering::Relaxed) == 0 {
                yield_now().await;
            }
            ask(n).await;
        };
        futures::join!(ask(1), ask(2), later(3), later(4));
        assert_eq!(evens.most_at_once.load(Ordering::Relaxed), expected);
        assert_eq!(evens.readings.load(Ordering::Relaxed), 2);
    }
}

#[tokio::test]
async fn what_is_kept_is_not_read_again() {
    let (evens, readings) = evens();
    let (keeping, forgetting) = (Gather::keeping(Arc::clone(&evens)), Gather::of(evens));
    for gather in [&keeping, &forgetting] {
        gather.have(8_u32, "eight".to_owned());
        gather.ask(2_u32).await.unwrap();
    }
    assert_eq!(readings(), 2);
    assert_eq!(keeping.ask(8_u32).await, Ok(Some("eight".to_owned())));
    assert_eq!(keeping.ask(2_u32).await, Ok(Some("2".to_owned())));
    assert_eq!(readings(), 2);
    assert_eq!(forgetting.ask(8_u32).await, Ok(Some("8".to_owned())));
    assert_eq!(readings(), 3);
}

#[tokio::test]
async fn a_reading_that_panics_in_turn_keeps_nobody_waiting() {
    let (evens, _) = evens();
    let gather = Gather::of(evens);
    let both = join(gather.ask('!'), async {
        yield_now().await;
        yield_now().await;
        gather.ask('b').await
    });
    let (broken, later) = timeout(Duration::from_secs(5), both).await.unwrap();
    assert_eq!(broken, Err(DbErr::Custom("a reading panicked".to_owned())));
    assert_eq!(later, Ok(Some('B')));
    assert_eq!(gather.ask('c').await, Ok(Some('C')));
}
