//! Pictures of every screen, as the demonstration fills it: for looking at them.

use crate::{
    TestApp,
    browser::{Browser, screens::Who},
};
use std::{fs, path::Path};

/// A telephone, a tablet, a screen at a desk; in CSS pixels.
const SIZES: [(u32, u32); 3] = [(360, 780), (768, 1024), (1440, 900)];

/// What people print, on A4.
const PRINTED: [&str; 2] = ["request", "thread"];

/// Takes them all into a folder: `who-screen-width-theme.png`, `who-screen-printed.png`. Gives how many.
///
/// # Panics
/// When a screen does not come, or a file can't be written.
pub async fn take(folder: &Path) -> usize {
    fs::create_dir_all(folder).expect("the folder can't be made");
    let app = TestApp::demonstration().await;
    let mut taken = 0;
    for who in Who::ALL {
        let browser = Browser::of(&app, who).await;
        for screen in who.screens() {
            browser.show(screen).await;
            for (width, height) in SIZES {
                browser.resize(width, height).await;
                for theme in ["light", "dark"] {
                    browser.dress(theme).await;
                    let name = format!("{who:?}-{}-{width}-{theme}.png", screen.name).to_lowercase();
                    fs::write(folder.join(name), browser.picture().await).expect("a picture can't be written");
                    taken += 1;
                }
            }
            if PRINTED.contains(&screen.name) {
                browser.resize(794, 1123).await;
                browser.printed(true).await;
                let name = format!("{who:?}-{}-printed.png", screen.name).to_lowercase();
                fs::write(folder.join(name), browser.picture().await).expect("a picture can't be written");
                browser.printed(false).await;
                taken += 1;
            }
        }
        browser.close().await;
    }
    taken
}
