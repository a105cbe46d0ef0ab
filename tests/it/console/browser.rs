//! The console in a real browser: the journeys of `tests/browser/console.mjs`.
//!
//! They need Node, Chromium, and the packages of `tests/browser` (`npm install` there). Elsewhere they are passed over aloud.

use std::process::Command;

use backlot::{Mode, Sandbox};
use contract_tests::workspace;

const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

#[tokio::test(flavor = "multi_thread")]
async fn people_find_their_way() {
    let folder = workspace().join("tests/browser");
    let answers = |program: &str| Command::new(program).arg("--version").output().is_ok();
    let chromium = BROWSERS.into_iter().find(|program| answers(program));
    let has_packages = folder.join("node_modules/playwright-core").exists() && answers("node");
    let (Some(chromium), true) = (chromium, has_packages) else {
        println!("passed over: the console's journeys need Node, Chromium, and npm install in tests/browser");
        return;
    };
    let which = Command::new("which").arg(chromium).output().unwrap();
    let chromium = String::from_utf8(which.stdout).unwrap();
    let sandbox = Sandbox::builder().clock(Mode::Frozen).start().unwrap();
    let mut journeys = Command::new("node");
    journeys.current_dir(&folder).arg("console.mjs").arg(sandbox.url()).arg(chromium.trim());
    let output = tokio::task::spawn_blocking(move || journeys.output()).await.unwrap().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
}
