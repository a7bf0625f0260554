use super::{
    member::{MOST_BYTES, MOST_WAITING},
    *,
};
use crate::http::socket::tests::{Peer, peer};
use futures::channel::mpsc;
use std::time::Duration;

fn at(event: i64) -> Cursor {
    Cursor { transaction: 0, event }
}

/// Told up to here by others, it says this event.
fn told(event: i64) -> Told {
    Told { before: at(event - 1), cursor: Some(at(event)), answer: Answer::of(Value::from(event)) }
}

/// Who was told up to an event takes a seat; none where the others are further.
async fn join(audience: &Arc<Audience>, event: i64, tells: mpsc::UnboundedReceiver<Told>) -> Option<(Seat, Peer)> {
    let (outlet, peer) = peer("1").await;
    Some((Arc::clone(audience).join(outlet, at(event), tells).ok()?, peer))
}

/// One whose own stream tells nothing.
async fn join_quietly(audience: &Arc<Audience>, event: i64) -> Option<(Seat, Peer)> {
    join(audience, event, mpsc::unbounded().1).await
}

/// What is to do next, once there is something.
async fn turn(seat: &Seat) -> Turn {
    loop {
        if let Poll::Ready(turn) = seat.poll_turn() {
            return turn;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Until what was said has been told.
async fn position(audience: &Audience, event: i64) {
    while audience.seats().position != Some(at(event)) {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    // Whoever tells is done with the members by then.
    tokio::time::sleep(Duration::from_millis(20)).await;
}

#[tokio::test]
async fn all_are_told_each_event_once_wherever_they_were_when_they_came() {
    let audience = Arc::new(Audience::default());
    let (tell, tells) = mpsc::unbounded();
    let (_first, mut first) = join(&audience, 3, tells).await.unwrap();
    let (_behind, mut behind) = join_quietly(&audience, 3).await.unwrap();
    let (_ahead, mut ahead) = join_quietly(&audience, 5).await.unwrap();
    for event in 4..=6 {
        tell.unbounded_send(told(event)).unwrap();
    }
    for event in 4..=6 {
        assert_eq!(first.hear().await, event);
        assert_eq!(behind.hear().await, event);
    }
    assert_eq!(ahead.hear().await, 6, "it had been told the others");
    assert!(join_quietly(&audience, 5).await.is_none(), "nobody would tell it the sixth");
    let (_late, mut late) = join_quietly(&audience, 6).await.unwrap();
    tell.unbounded_send(told(7)).unwrap();
    for peer in [&mut first, &mut behind, &mut ahead, &mut late] {
        assert_eq!(peer.hear().await, 7);
    }
}

#[tokio::test]
async fn whoever_is_busy_finds_what_it_was_told_and_goes_on_alone_where_that_is_too_much() {
    let audience = Arc::new(Audience::default());
    let (tell, tells) = mpsc::unbounded();
    let (_idle, mut idle) = join(&audience, 0, tells).await.unwrap();
    let (busy, mut peer) = join_quietly(&audience, 0).await.unwrap();
    assert_eq!(busy.poll_turn(), Poll::Pending);
    peer.attend();
    let most = i64::try_from(MOST_WAITING).unwrap();
    for event in 1..=most + 2 {
        tell.unbounded_send(told(event)).unwrap();
    }
    for event in 1..=most + 2 {
        assert_eq!(idle.hear().await, event);
    }
    position(&audience, most + 2).await;
    for event in 1..=most {
        assert_eq!(busy.poll_turn(), Poll::Ready(Turn::Tell(Value::from(event))));
    }
    assert_eq!(busy.poll_turn(), Poll::Ready(Turn::GoOn(at(most))));
    assert!(peer.hears_nothing().await);
}

#[tokio::test]
async fn what_is_no_event_for_all_is_left_to_each() {
    for last in [
        None,
        Some(Told { before: at(1), cursor: None, answer: Answer::default() }),
        Some(Told { before: at(1), cursor: Some(at(2)), answer: Answer::default() }),
    ] {
        let audience = Arc::new(Audience::default());
        let (tell, tells) = mpsc::unbounded();
        let (first, mut peer) = join(&audience, 0, tells).await.unwrap();
        let (second, _) = join_quietly(&audience, 1).await.unwrap();
        tell.unbounded_send(told(1)).unwrap();
        assert_eq!(peer.hear().await, 1);
        last.into_iter().for_each(|last| tell.unbounded_send(last).unwrap());
        drop(tell);
        while audience.seats().position.is_some() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert_eq!([first.poll_turn(), second.poll_turn()], [1, 1].map(|told| Poll::Ready(Turn::GoOn(at(told)))));
        // Whoever comes then tells the next.
        let (tell, tells) = mpsc::unbounded();
        let (_third, mut peer) = join(&audience, 1, tells).await.unwrap();
        drop((first, second));
        tell.unbounded_send(told(2)).unwrap();
        assert_eq!(peer.hear().await, 2);
    }
}

#[tokio::test]
async fn who_goes_on_alone_does_not_read_again_what_was_none_of_its_queue() {
    let audience = Arc::new(Audience::default());
    let (tell, tells) = mpsc::unbounded();
    let (seat, mut peer) = join(&audience, 0, tells).await.unwrap();
    tell.unbounded_send(told(1)).unwrap();
    assert_eq!(peer.hear().await, 1);
    tell.unbounded_send(Told { before: at(5_000), cursor: Some(at(5_001)), answer: Answer::default() }).unwrap();
    assert_eq!(turn(&seat).await, Turn::GoOn(at(5_000)));
}

#[tokio::test]
async fn where_the_base_was_restored_each_finds_out_by_itself() {
    let audience = Arc::new(Audience::default());
    let (tell, tells) = mpsc::unbounded();
    let (seat, mut peer) = join(&audience, 7, tells).await.unwrap();
    let restored = Told { before: at(9), cursor: Some(at(8)), answer: Answer::of(Value::from(8)) };
    tell.unbounded_send(restored).unwrap();
    assert_eq!(turn(&seat).await, Turn::GoOn(at(9)));
    assert!(peer.hears_nothing().await);
}

#[tokio::test]
async fn a_few_long_changes_are_as_much_as_many_short_ones() {
    let audience = Arc::new(Audience::default());
    let (tell, tells) = mpsc::unbounded();
    let (seat, peer) = join(&audience, 0, tells).await.unwrap();
    peer.attend();
    let long = || Answer::of(Value::Binary(vec![b'1'; MOST_BYTES * 2 / 3].into()));
    for event in 1..=3 {
        tell.unbounded_send(Told { before: at(event - 1), cursor: Some(at(event)), answer: long() }).unwrap();
    }
    position(&audience, 3).await;
    assert!(matches!(seat.poll_turn(), Poll::Ready(Turn::Tell(_))));
    assert_eq!(seat.poll_turn(), Poll::Ready(Turn::GoOn(at(1))));
}

#[tokio::test]
async fn whoever_goes_moves_nobody_out_of_the_round() {
    let audience = Arc::new(Audience::default());
    let (tell, tells) = mpsc::unbounded();
    let mut members = vec![join(&audience, 0, tells).await.unwrap()];
    for _ in 1..3 * AT_A_TIME {
        members.push(join_quietly(&audience, 0).await.unwrap());
    }
    for event in 1..=20 {
        tell.unbounded_send(told(event)).unwrap();
        // Some go in the middle of the round.
        tokio::task::yield_now().await;
        members.swap_remove(usize::try_from(event).unwrap() * 7 % members.len());
        for (_, peer) in &mut members {
            assert_eq!(peer.hear().await, event);
        }
    }
    assert_eq!(audience.seats().members.len(), members.len());
}

#[tokio::test]
async fn it_ends_with_its_last_member() {
    let audiences = Audiences { of_a_kind: 1, ..Audiences::default() };
    let asked = Asked { selection: 1, scope: crate::store::Scope::Everything, role: guichet_domain::Role::Seller };
    let of = || audiences.of(asked, &TicketFilter::default());
    let (tell, tells) = mpsc::unbounded();
    let (first, _) = join(&of(), 0, tells).await.unwrap();
    let (second, mut peer) = join_quietly(&of(), 0).await.unwrap();
    drop(first);
    tell.unbounded_send(told(1)).unwrap();
    assert_eq!(peer.hear().await, 1, "whoever came first may go");
    drop(second);
    while !tell.is_closed() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(of().seats().position, None, "another one begins");
}
