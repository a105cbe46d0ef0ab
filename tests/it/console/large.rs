//! Large worlds: every page stays small.

use super::Site;

/// The most bytes of a page.
const MOST: usize = 300_000;

#[tokio::test]
async fn pages_of_a_large_world_stay_small() {
    let site = Site::start();
    for number in 0..75 {
        for _ in 0..3 {
            site.order(&format!("sk-{number:04}-{}", "long".repeat(20))).await;
        }
    }
    for number in 0..500 {
        let label = "<".repeat(1000);
        site.sandbox.new_world(|settings| settings.about.label = Some(label.clone())).unwrap();
        let inbox = format!("{}/_backlot/inbox/mine", site.sandbox.url());
        if number % 10 == 0 {
            site.client.post(inbox).body("<".repeat(60_000)).send().await.unwrap();
        }
    }
    let pages = [
        "",
        "requests",
        "requests?seq=1",
        "jobs",
        "jobs?view=timeline",
        "jobs?view=gallery",
        "money",
        "webhooks",
        "inbox/mine",
        "faults",
        "time",
        "evidence",
        "evidence?all=1",
        "worlds",
    ];
    let mut sizes = Vec::new();
    for address in pages {
        let page = site.get(address).await;
        assert_eq!(page.status, 200, "{address}: {}", page.text);
        sizes.push((address, page.text.len()));
    }
    assert!(sizes.iter().all(|(_, size)| *size < MOST), "{sizes:?}");
}
