//! Hostile bytes, a few of them for each target. `cargo xtask fuzz` gives as many as there is time for.

use guichet_tests::fuzz::{Target, run};

macro_rules! targets {
    ($($name:ident: $target:ident),* $(,)?) => {
        $(#[tokio::test]
        async fn $name() {
            run(Target::$target).await;
        })*

        #[test]
        fn every_target_is_run() {
            assert_eq!([$(Target::$target),*], Target::ALL);
        }
    };
}

targets! {
    request: Request,
    document: Document,
    socket: Socket,
    token: Token,
    cursor: Cursor,
    id: Id,
    csv: Csv,
    serial_number: SerialNumber,
    email: Email,
    search: Search,
    fold: Fold,
}
