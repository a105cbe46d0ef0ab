//! Faults that ask for a key, over a restart and in an export.

use backlot::{Effect, Fault, Refusal, Sandbox};
use contract_tests::lab::http;

use super::{Directory, KEY};

#[tokio::test]
async fn a_fault_that_asks_for_a_key_still_does_after_a_restart_and_no_export_tells_the_key() {
    let directory = Directory::new("fault-key");
    let start = || Sandbox::builder().data(&directory.0).start().unwrap();
    let sandbox = start();
    let fault = Fault::new(Effect::Refuse(Refusal::Unavailable)).provider("cutx").api_key(KEY);
    sandbox.world().fault(fault).unwrap();
    drop(sandbox);

    let (again, http) = (start(), http());
    let look = async |sandbox: &Sandbox, key: &str| {
        let url = format!("{}/credits/balance", sandbox.world().url("cutx"));
        http.get(url).bearer_auth(key).send().await.unwrap().status().as_u16()
    };
    assert_eq!((look(&again, "somebody-else").await, look(&again, KEY).await), (200, 503));
    let exported = again.world().export().await.unwrap();
    assert!(!String::from_utf8(exported).unwrap().contains(KEY));
    let shown = format!("{:?} {}", again.world().faults(), serde_json::json!(again.world().faults()));
    assert!(!shown.contains(KEY), "{shown}");
}
