//! A player of checks: it sets up the given state, sends the one request, and checks the answer and the effects.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use backlot::{AccountChange, Credits, JobFilter, OpeningCredits, Status};
use contract::{Attempt, Call, Check, Delivery, Given, Opening, Step};
use jiff::Timestamp;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::lab::{Answer, Lab, World, answer};
use crate::pattern::{Kept, fill, fill_value, look_up, matches, urls};
use crate::receiver::Receiver;
use crate::workspace;

/// The API key of a check that names no other.
pub const KEY: &str = "the-clause";

/// Plays a check in a world of its own, and returns the number of clauses that its answer names. The error describes the first
/// deviation.
pub async fn play(lab: &Lab, provider: &str, check: &Check) -> Result<usize, String> {
    let player = Player::new(lab, provider, check);
    let mut kept = Kept::from([("key".to_owned(), player.key.clone())]);
    if let Some(statuses) = &check.given.receiver {
        kept.insert("receiver".to_owned(), Receiver::start(statuses).await.url);
    }
    let began = player.world.handle.clock().now;
    let mut cited = Vec::new();
    for (number, step) in check.given.steps.iter().enumerate() {
        let done = player.step(step, &mut kept, &mut cited).await;
        done.map_err(|problem| format!("step {}: {problem}", number + 1))?;
    }
    let came = player.send(&check.when, &kept).await;
    if let (Some(fault), false) = (&came.fault, check.given.has_faults()) {
        return Err(format!("an answer by {fault} is no evidence"));
    }
    cited.extend(came.clauses.clone());
    if came.status != check.then.status {
        return Err(format!("expected status {}, got {came:?}", check.then.status));
    }
    matches(&check.then.body, &came.body, &kept)
        .map_err(|problem| format!("body {problem} in {}", came.body))?;
    player.check_money_and_jobs(check)?;
    if let Some(media) = &check.then.media {
        let urls = urls(&came.body);
        for (number, expected) in media.files().iter().enumerate() {
            let url = urls.get(number).ok_or_else(|| format!("no URL for {expected}"))?;
            cited.extend(player.check_file(url, &fill(expected, &kept)).await?);
        }
    }
    if let Some(expected) = &check.then.webhooks {
        cited.extend(player.check_webhooks(expected, began).await?);
    }
    let wrongly = |is_named: bool| {
        let wrong = check.proves.iter().filter(|clause| clause.cited != is_named);
        let wrong = wrong
            .map(|clause| clause.id.as_str())
            .filter(|id| cited.iter().any(|named| named == id) == is_named);
        wrong.collect::<Vec<_>>().join(", ")
    };
    let (unnamed, named) = (wrongly(false), wrongly(true));
    if !unnamed.is_empty() {
        return Err(format!("no answer names {unnamed}; named were {cited:?}"));
    }
    if !named.is_empty() {
        return Err(format!("an answer names {named}, which decides none"));
    }
    if let Some(spared) = check.spares.iter().find(|spared| came.clauses.contains(spared)) {
        return Err(format!("the answer names {spared}, which it nearly meets"));
    }
    Ok(came.clauses.len())
}

struct Player {
    world: World,
    provider: String,
    key: String,
}

impl Player {
    fn new(lab: &Lab, provider: &str, check: &Check) -> Self {
        let Given { key, status, credits, strict, rate_limits, .. } = &check.given;
        let world = lab.new_world(|settings| {
            settings.strict = *strict;
            settings.rate_limits = *rate_limits;
            match credits {
                Some(Opening::Credits(credits)) => {
                    let credits: Credits = credits.to_string().parse().expect("a number of credits");
                    settings.credits = OpeningCredits::Everywhere(credits);
                }
                Some(Opening::Word(_)) => settings.credits = OpeningCredits::Provider,
                None => {}
            }
        });
        let key = key.clone().unwrap_or_else(|| KEY.to_owned());
        if let Some(status) = status {
            let status: Status = serde_json::from_value(status.as_str().into()).expect("a status");
            let change = AccountChange { status: Some(status), credits: None };
            world.handle.change_account(provider, &key, change).expect("an account");
        }
        Self { world, provider: provider.to_owned(), key }
    }

    async fn step(&self, step: &Step, kept: &mut Kept, cited: &mut Vec<String>) -> Result<(), String> {
        match step {
            Step::Call(call) => {
                for _ in 0..call.times.unwrap_or(1) {
                    self.call(call, kept, cited).await?;
                }
                Ok(())
            }
            Step::Advance { advance } => {
                let by = std::time::Duration::from_secs_f64(*advance);
                self.world.handle.advance(by).map_err(|error| error.to_string())?;
                self.world.handle.delivered().await;
                Ok(())
            }
            Step::Finish(finish) => {
                let call = format!("POST /jobs/{}/{}/finish", self.provider, fill(&finish.finish, kept));
                let came = self.world.control(&call, &json!({ "outcome": finish.outcome })).await;
                if came.status == 200 { Ok(()) } else { Err(format!("{came:?}")) }
            }
            Step::Fault { fault } => {
                let mut fault = fault.clone();
                fault["match"]["provider"] = self.provider.as_str().into();
                let came = self.world.control("POST /faults", &fault).await;
                if came.status == 201 { Ok(()) } else { Err(format!("{came:?}")) }
            }
            Step::Retry { retry, status } => {
                let call = format!("POST /jobs/{}/{}/retry", self.provider, fill(retry, kept));
                let came = self.world.control(&call, &json!({})).await;
                let expected = status.map_or(came.status < 300, |status| came.status == status);
                cited.extend(came.clauses.clone());
                if expected { Ok(()) } else { Err(format!("{came:?}")) }
            }
        }
    }

    async fn call(&self, call: &Call, kept: &mut Kept, cited: &mut Vec<String>) -> Result<(), String> {
        let came = self.send(call, kept).await;
        let expected = call.status.map_or(came.status < 300, |status| came.status == status);
        if !expected {
            return Err(format!("{came:?}"));
        }
        for (name, pointer) in &call.keep {
            let value = look_up(&came.body, pointer);
            let value = value.as_ref().and_then(Value::as_str);
            let value = value.ok_or_else(|| format!("nothing to keep at {pointer} in {came:?}"))?;
            kept.insert(name.clone(), value.to_owned());
        }
        for clause in came.clauses {
            if !cited.contains(&clause) {
                cited.push(clause);
            }
        }
        Ok(())
    }

    async fn send(&self, call: &Call, kept: &Kept) -> Answer {
        let (method, path) = call.target();
        let key = call.key.as_ref().unwrap_or(&self.key);
        let url = format!("{}{}", self.world.handle.url(&self.provider), fill(path, kept));
        let mut request = self.world.request(method.parse::<Method>().expect("a method"), &url);
        let mut headers = vec![("authorization".to_owned(), Some(format!("Bearer {key}")))];
        if let Some(form) = &call.form {
            request = request.multipart(multipart(&self.provider, form, kept));
        }
        let body = match (&call.body, &call.raw) {
            (Some(body), _) => {
                headers.push(("content-type".to_owned(), Some("application/json".to_owned())));
                fill_value(body, kept).to_string()
            }
            (None, Some(raw)) if raw == "<11MiB>" => " ".repeat(11 * 1024 * 1024),
            (None, Some(raw)) => raw.clone(),
            (None, None) => String::new(),
        };
        for (name, value) in &call.headers {
            headers.retain(|(usual, _)| usual != name);
            headers.push((name.clone(), value.as_deref().map(|value| fill(value, kept))));
        }
        for (name, value) in headers {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        if call.form.is_none() {
            request = request.body(body);
        }
        answer(request.send().await.expect("an answer")).await
    }

    fn check_money_and_jobs(&self, check: &Check) -> Result<(), String> {
        if let Some(expected) = &check.then.ledger {
            let ledger = self.world.handle.ledger(&self.provider, &self.key);
            let entries = ledger.map(|ledger| ledger.entries).unwrap_or_default();
            let amounts: Vec<_> = entries.iter().skip(1).map(|entry| entry.amount.to_string()).collect();
            let expected: Vec<_> = expected.iter().map(ToString::to_string).collect();
            if amounts != expected {
                return Err(format!("expected the ledger {expected:?}, found {amounts:?}"));
            }
        }
        if let Some(expected) = &check.then.jobs {
            let filter = JobFilter { api_key: Some(self.key.clone()), ..JobFilter::default() };
            let states: Vec<_> = self.world.handle.jobs(&filter).iter().map(|job| job.state).collect();
            if &states != expected {
                return Err(format!("expected the jobs {expected:?}, found {states:?}"));
            }
        }
        Ok(())
    }

    /// Compares the deliveries with those expected, and returns the clauses that the list of deliveries names.
    async fn check_webhooks(&self, expected: &[Delivery], began: Timestamp) -> Result<Vec<String>, String> {
        let came = self.world.control("GET /webhooks", &Value::Null).await;
        let seconds = |at: Timestamp| at.duration_since(began).as_secs_f64();
        let attempt =
            |attempt: backlot::Attempt| Attempt { after: seconds(attempt.at), status: attempt.status };
        let delivery = |delivery: backlot::DeliveryView| Delivery {
            state: delivery.state.name().to_owned(),
            attempts: delivery.attempts.into_iter().map(attempt).collect(),
        };
        let found: Vec<_> = self.world.handle.deliveries().into_iter().map(delivery).collect();
        if found == expected {
            Ok(came.clauses)
        } else {
            Err(format!("expected {expected:?}, found {found:?}"))
        }
    }

    /// Fetches a file without any headers. Compares it with the expected one, and returns the clauses that its answer names.
    async fn check_file(&self, url: &str, expected: &str) -> Result<Vec<String>, String> {
        let response =
            self.world.request(Method::GET, url).send().await.map_err(|error| error.to_string())?;
        if response.status() == 404 && expected == "404" {
            return Ok(answer(response).await.clauses);
        }
        let content_type = response.headers().get("content-type").and_then(|value| value.to_str().ok());
        let content_type = content_type.unwrap_or_default().split(';').next().unwrap_or_default().to_owned();
        let file = answer(response).await;
        if let Some(other) = expected.strip_prefix("like ") {
            let other =
                self.world.request(Method::GET, other).send().await.map_err(|error| error.to_string())?;
            let is_alike = answer(other).await.bytes == file.bytes;
            return if is_alike { Ok(file.clauses) } else { Err(format!("{url} is not {expected}")) };
        }
        let size = match content_type.as_str() {
            "image/png" => png_size(&file.bytes),
            "image/jpeg" => jpeg_size(&file.bytes),
            "video/mp4" => mp4_size(&file.bytes),
            _ => None,
        };
        let mut found = content_type;
        if let Some((width, height)) = size {
            let _ = write!(found, " {width}x{height}");
        }
        if let Some(seconds) = mp4_length(&file.bytes).filter(|_| expected.ends_with('s')) {
            let _ = write!(found, " {seconds}s");
        }
        if found == expected { Ok(file.clauses) } else { Err(format!("expected {expected}, found {found}")) }
    }
}

/// Builds a multipart form. The part `file` names a file of the provider's fixtures.
fn multipart(provider: &str, form: &BTreeMap<String, String>, kept: &Kept) -> Form {
    form.iter().fold(Form::new(), |multipart, (name, value)| {
        if name != "file" {
            return multipart.text(name.clone(), fill(value, kept));
        }
        let path = workspace().join("fixtures").join(provider).join(value);
        let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let file_name = value.rsplit('/').next().unwrap_or_default().to_owned();
        multipart.part("file", Part::bytes(bytes).file_name(file_name))
    })
}

/// Returns the width and height of a PNG, from its header chunk.
pub fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let header = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?.get(8..16)?;
    Some((number(header.get(..4)?)?, number(header.get(4..)?)?))
}

/// Returns the width and height of a JPEG, from the header of its frame.
pub fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    let half = |bytes: &[u8]| Some(u16::from_be_bytes(bytes.try_into().ok()?));
    loop {
        let kind = *rest.strip_prefix(b"\xff")?.first()?;
        if matches!(kind, 0xc0..=0xc2) {
            let (height, width) = (half(rest.get(5..7)?)?, half(rest.get(7..9)?)?);
            return Some((width.into(), height.into()));
        }
        rest = rest.get(2 + usize::from(half(rest.get(2..4)?)?)..)?;
    }
}

/// Returns the width and height of an MP4, from the sample entry of its film.
pub fn mp4_size(bytes: &[u8]) -> Option<(u32, u32)> {
    // One of the file's brands has the same name, but it stands before the sample descriptions.
    let table = bytes.windows(4).position(|name| name == b"stsd")?;
    let entry = table + bytes.get(table..)?.windows(4).position(|name| name == b"avc1")?;
    // After the name: 8 bytes of the sample entry, 16 unused, then two 16-bit numbers.
    let size = bytes.get(entry + 28..entry + 32)?;
    let half = |bytes: &[u8]| Some(u32::from(u16::from_be_bytes(bytes.try_into().ok()?)));
    Some((half(&size[..2])?, half(&size[2..])?))
}

/// Returns the length of an MP4 in seconds, from its movie header.
fn mp4_length(bytes: &[u8]) -> Option<f64> {
    let header = bytes.windows(4).position(|name| name == b"mvhd")? + 4;
    // After the name: 4 bytes of version and flags, 8 of times, the units in a second, and the length in units.
    let field = |at: usize| number(bytes.get(header + at..header + at + 4)?);
    (bytes.get(header) == Some(&0)).then_some(())?;
    Some(f64::from(field(16)?) / f64::from(field(12)?))
}

fn number(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}
