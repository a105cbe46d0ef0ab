//! Does the console show every world, act on it, and let nothing in that is not its own?

mod acting;
mod browser;
mod large;
mod pages;
mod sources;

use backlot::{Mode, Sandbox};
use contract_tests::subjects::SUBJECTS;
use reqwest::Client;
use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use serde_json::Value;

/// A sandbox with a client that follows no redirection.
struct Site {
    sandbox: Sandbox,
    client: Client,
}

/// A page as it was answered.
struct Shown {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Site {
    /// Starts a sandbox whose time stands still.
    fn start() -> Self {
        // Another test may have installed it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
        Self { sandbox: Sandbox::builder().clock(Mode::Frozen).record().start().unwrap(), client }
    }

    /// Orders a job of every provider.
    async fn order(&self, key: &str) {
        for subject in SUBJECTS {
            let (call, body) = (subject.order)();
            let path = call.strip_prefix("POST ").unwrap();
            let url = format!("{}{path}", self.sandbox.world().url(subject.name));
            let answer = self.client.post(url).bearer_auth(key).json(&body).send().await.unwrap();
            assert!(answer.status().is_success(), "{call}: {}", answer.text().await.unwrap());
        }
    }

    /// Gets a page, by its address below the console of the default world.
    async fn get(&self, address: &str) -> Shown {
        self.get_at(&format!("/_backlot/ui/{address}")).await
    }

    async fn get_at(&self, path: &str) -> Shown {
        shown(self.client.get(format!("{}{path}", self.sandbox.url())).send().await.unwrap()).await
    }

    /// Sends a form.
    async fn post(&self, call: &str, fields: &[(&str, &str)]) -> Shown {
        let url = format!("{}/_backlot/ui/call/{call}", self.sandbox.url());
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let kind = "application/x-www-form-urlencoded";
        shown(self.client.post(url).header("content-type", kind).body(form).send().await.unwrap()).await
    }

    /// Makes a control call, and returns the body of its answer.
    async fn control(&self, path: &str) -> Value {
        let text = self.get_at(&format!("/_backlot{path}")).await.text;
        serde_json::from_str(&text).unwrap()
    }
}

async fn shown(answer: reqwest::Response) -> Shown {
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    Shown { status, headers, text: answer.text().await.unwrap() }
}

/// Returns the values of an attribute in a page, as the browser reads them.
fn attributes(page: &str, name: &str) -> Vec<String> {
    let mark = format!(" {name}=\"");
    page.split(&mark).skip(1).map(|rest| plain(rest.split('"').next().unwrap())).collect()
}

/// Returns the texts of all elements `<code ...>` in a page.
fn codes(page: &str) -> Vec<String> {
    let inner = |rest: &str| plain(rest.split_once('>').unwrap().1.split("</code>").next().unwrap());
    page.split("<code").skip(1).map(inner).collect()
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
