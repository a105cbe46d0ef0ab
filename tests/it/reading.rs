//! Is every request read as its sender meant it, and refused in words that a web service would print?

use backlot::{OpeningCredits, Sandbox, Settings};
use contract_tests::lab::{Answer, Lab, World, answer, http};
use contract_tests::orders::{COPY, copy};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::animus::characters;
use crate::apixo::order as apixo_order;

const KEY: &str = characters::KEY;

/// A call of each provider that takes a JSON body, and a sound body for it.
fn orders() -> [(&'static str, &'static str, Value); 4] {
    let story = json!({ "story_type": "dream_story", "input_story": "A lamp that was afraid" });
    [
        ("animus", "POST /generation/create", json!({ "prompt": "A lighthouse" })),
        ("apixo", "POST /generateTask/wan-2-2-animate", apixo_order(&json!({}))),
        ("cutx", COPY, copy(&json!({}))),
        ("sumatman", "POST /task", story),
    ]
}

async fn send(world: &World, provider: &str, call: &str, body: impl Into<reqwest::Body>) -> Answer {
    let (method, path) = call.split_once(' ').unwrap();
    let url = format!("{}{path}", world.handle.url(provider));
    let request = world.request(method.parse().unwrap(), &url).bearer_auth(KEY);
    let request = request.header("content-type", "application/json").body(body);
    answer(request.send().await.unwrap()).await
}

fn unlimited(lab: &Lab) -> World {
    lab.new_world(without_limits)
}

fn without_limits(settings: &mut Settings) {
    settings.rate_limits = Some(false);
    settings.credits = OpeningCredits::Everywhere("100000".parse().unwrap());
}

/// `body` as text, with a field more in front whose value is written as it stands.
fn with_raw(body: &Value, field: &str, raw: &str) -> String {
    let body = body.to_string();
    format!("{{\"{field}\":{raw},{}", &body[1..])
}

/// A body with a number in it as it stands.
type Body<'a> = Box<dyn Fn(&str) -> String + 'a>;

#[tokio::test]
async fn a_whole_number_in_a_body_is_whole_however_it_is_written() {
    let lab = Lab::start();
    let world = unlimited(&lab);
    let known = characters::known(&world).await;
    let image = known["image_id"][0].as_str().unwrap();
    let review = known["character_id"][5].as_str().unwrap();
    let regenerate = format!("POST /{review}/dataset/images/{image}/regenerate");
    let [animus, _, _, sumatman] = orders();
    let apixo = |seed: &str| apixo_order(&json!({ "seed": "HERE" })).to_string().replace("\"HERE\"", seed);
    let animus_with = |field: &'static str| {
        let body = animus.2.clone();
        move |raw: &str| with_raw(&body, field, raw)
    };
    // The call, its body with a number in it, a number that it takes in three spellings, and one beyond its bounds.
    let rows: [(&str, &str, Body<'_>, [&str; 3], &str); 8] = [
        ("animus", animus.1, Box::new(animus_with("width")), ["512.0", "5.12e2", "51200E-2"], "2049.0"),
        ("animus", animus.1, Box::new(animus_with("height")), ["512.0", "5.12e2", "512.000"], "63.0"),
        ("animus", animus.1, Box::new(animus_with("num_images")), ["2.0", "2e0", "0.2e1"], "21.0"),
        ("animus", animus.1, Box::new(animus_with("seed")), ["9007199254740993.0", "-1.0", "1e18"], "1e19"),
        ("animus", animus.1, Box::new(animus_with("num_inference_steps")), ["30.0", "3e1", "-0.0"], "-1e19"),
        ("animus", &regenerate, Box::new(|raw| format!("{{\"seed\":{raw}}}")), ["7.0", "7e0", "0.0"], "-1.0"),
        ("apixo", orders()[1].1, Box::new(apixo), ["-1.0", "42.0", "4.2e1"], "2147483648.0"),
        (
            "sumatman",
            sumatman.1,
            Box::new(|raw| with_raw(&sumatman.2, "video_duration", raw)),
            ["5.0", "5e0", "0.5e1"],
            "31.0",
        ),
    ];
    for (provider, call, body, whole, outside) in rows {
        for raw in whole {
            let answer = send(&world, provider, call, body(raw)).await;
            assert_eq!(answer.status, 200, "{provider} {}: {answer:?}", body(raw));
        }
        for raw in [outside, "1e300", "-1e300", "1e999"] {
            let answer = send(&world, provider, call, body(raw)).await;
            let text = answer.body.to_string();
            assert_eq!(answer.status, 400, "{provider} {}: {answer:?}", body(raw));
            assert!(!text.contains("integer"), "it is whole: {raw}: {text}");
        }
        for raw in ["5.5", "\"5\"", "true"] {
            let answer = send(&world, provider, call, body(raw)).await;
            assert_eq!(answer.status, 400, "{provider} {}: {answer:?}", body(raw));
        }
    }
}

#[tokio::test]
async fn a_whole_number_in_a_query_is_whole_however_it_is_written() {
    let lab = Lab::start();
    let world = unlimited(&lab);
    world.control(&format!("PUT /accounts/sumatman/{KEY}"), &json!({})).await;
    let user = world.handle.account("sumatman", KEY).unwrap().user_id.unwrap();
    let known = characters::known(&world).await;
    let (training, approved) =
        (known["job_id"][1].as_str().unwrap(), known["character_id"][8].as_str().unwrap());
    let tasks = format!("/user/{user}/tasks");
    let logs = format!("/{approved}/training/jobs/{training}/logs");
    let rows = [
        ("animus", "/characters", "limit", "101"),
        ("animus", "/characters", "offset", "18446744073709551616"),
        ("animus", "/generation/groups", "limit", "101"),
        ("animus", &logs, "lines", "1001"),
        ("sumatman", &tasks, "limit", "0.0"),
        ("sumatman", &tasks, "offset", "1e20"),
        ("cutx", "/products", "limit", "101.0"),
    ];
    for (provider, path, name, outside) in rows {
        for (text, expected) in [
            ("5", 200),
            ("5.0", 200),
            ("5e0", 200),
            ("05", 200),
            (outside, 400),
            ("5.5", 400),
            ("", 400),
            ("five", 400),
        ] {
            let answer = world.call(provider, KEY, &format!("GET {path}?{name}={text}"), None).await;
            assert_eq!(answer.status, expected, "{provider} {path} {name}={text}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn a_boolean_in_a_query_is_read_in_the_spellings_of_common_clients() {
    let lab = Lab::start();
    let world = lab.world();
    let character = characters::known(&world).await["character_id"][8].as_str().unwrap().to_owned();
    let list = async |word: &str| {
        let call = format!("GET /{character}/dataset/images?approved_only={word}");
        world.call("animus", KEY, &call, None).await
    };
    let spelling = "animus.dataset.approved-only-spelling".to_owned();
    let (approved, all) = (list("true").await, list("false").await);
    assert_eq!((&approved.body["total"], &all.body["total"]), (&json!(10), &json!(20)));
    assert!(!approved.clauses.contains(&spelling) && !all.clauses.contains(&spelling));
    for (words, expected) in [("True TRUE 1 yes on t Y", approved), ("False FALSE 0 no OFF f n", all)] {
        for word in words.split(' ') {
            let came = list(word).await;
            assert_eq!(came.body, expected.body, "{word}");
            assert!(came.clauses.contains(&spelling), "{came:?}");
        }
    }
    let refused = list("maybe").await;
    assert_eq!(refused.body, json!({ "detail": "approved_only must be one of true, false, not maybe" }));
    assert!(refused.clauses.contains(&spelling), "{refused:?}");
}

/// Nothing stands around the sandbox that would read a body in its own way.
#[tokio::test]
async fn all_json_that_the_grammar_allows_is_read() {
    let (sandbox, client) = (Sandbox::builder().start().unwrap(), http());
    let world = sandbox.new_world(without_limits).unwrap();
    let post = async |provider: &str, call: &str, text: String| {
        let url = format!("{}{}", world.url(provider), call.strip_prefix("POST ").unwrap());
        let request = client.post(&url).bearer_auth(KEY).header("content-type", "application/json");
        answer(request.body(text).send().await.unwrap()).await
    };
    for (provider, call, body) in orders() {
        let plain = body.to_string();
        let texts = [
            format!("\u{feff}{plain}"),
            format!(" \r\n\t{plain}\n"),
            with_raw(&body, "remark", r#""cut in the middle of an emoji \ud83c""#),
            with_raw(&body, "remark", r#"{"\udf89":["\ud83c\ud83c\udf89"]}"#),
            with_raw(&body, "remark", "[1e999,-1e999,1e-999,123456789012345678901234567890]"),
            with_raw(&body, body.as_object().unwrap().keys().next().unwrap(), "[]"),
        ];
        for text in texts {
            let answer = post(provider, call, text.clone()).await;
            assert_eq!(answer.status, 200, "{provider} {text}: {answer:?}");
        }
    }
    let cut = post("animus", "POST /characters", r#"{"name":"Ada\ud83c"}"#.to_owned()).await;
    assert_eq!(cut.body["name"], "Ada\u{fffd}");
}

#[tokio::test]
async fn bodies_that_are_not_read_are_refused_in_a_services_words() {
    let lab = Lab::start();
    let world = unlimited(&lab);
    let many = format!("[{}0]", "0,".repeat(4_700_000));
    let rows: [(&[u8], &str); 9] = [
        (b"", "The body is empty"),
        (b"\xef\xbb\xbf", "The body is empty"),
        (b"{\"prompt\":\"\xff\"}", "The body is not UTF-8"),
        (b"{\"prompt\":}", "The body is not valid JSON (line 1, column 11)"),
        (b"{\n\"prompt\": NaN}", "The body is not valid JSON (line 2, column 11)"),
        (b"{} {}", "The body is not valid JSON (line 1, column 4)"),
        (b"{\"prompt\": \"a", "The body is not valid JSON: it ends too early"),
        (many.as_bytes(), "The body has more than 100000 values"),
        (&[b'['; 5000], "The body is nested more than 100 levels deep"),
    ];
    for (provider, call, _) in orders() {
        for (text, sentence) in rows {
            let answer = send(&world, provider, call, text.to_vec()).await;
            let is_bound = sentence.contains("more than");
            let expected = match provider {
                "animus" => json!(sentence),
                "cutx" => json!([sentence]),
                "apixo" => json!(if is_bound { sentence } else { "Malformed JSON" }),
                _ => json!(if is_bound { sentence } else { "Invalid JSON" }),
            };
            let at = match provider {
                "animus" => "/detail",
                "cutx" => "/details/formErrors",
                "apixo" => "/data/error",
                _ => "/error",
            };
            assert_eq!(
                (answer.status, answer.body.pointer(at)),
                (400, Some(&expected)),
                "{provider} {answer:?}"
            );
            let bounds = answer.clauses.contains(&format!("{provider}.error.json-bounds"));
            assert_eq!(bounds, is_bound, "{answer:?}");
        }
    }
}

/// One bound for all of them, in each provider's words. Nothing stands around the sandbox that would read a body before it.
#[tokio::test]
async fn a_body_of_ten_mebibytes_is_read_and_one_byte_more_is_not() {
    const LIMIT: usize = 10 * 1024 * 1024;
    let (sandbox, client) = (Sandbox::builder().start().unwrap(), http());
    for (provider, call, body) in orders() {
        let url = format!("{}{}", sandbox.world().url(provider), call.strip_prefix("POST ").unwrap());
        for (size, expected) in [(LIMIT, 200), (LIMIT + 1, 413)] {
            let room = size - with_raw(&body, "remark", "\"\"").len();
            let text = with_raw(&body, "remark", &format!("\"{}\"", "x".repeat(room)));
            let request = client.post(&url).bearer_auth(KEY).header("content-type", "application/json");
            let status = request.body(text).send().await.unwrap().status();
            assert_eq!(status.as_u16(), expected, "{provider} {size}");
        }
    }
}

/// Only its end tells that a body in chunks is empty.
#[tokio::test]
async fn an_empty_body_is_none_however_it_is_framed() {
    let lab = Lab::start();
    let world = lab.world();
    let known = characters::known(&world).await;
    let (review, image) =
        (known["character_id"][5].as_str().unwrap(), known["image_id"][0].as_str().unwrap());
    for image in [image, "nobody-s"] {
        let mut answers = Vec::new();
        for framing in ["Content-Length: 0\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "\r\n"] {
            let url = world.handle.url("animus");
            let (host, base) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
            let mut socket = TcpStream::connect(host).await.unwrap();
            let path = format!("/{base}/{review}/dataset/images/{image}/regenerate");
            let head = format!(
                "POST {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {KEY}\r\nConnection: close\r\n"
            );
            socket.write_all(format!("{head}{framing}").as_bytes()).await.unwrap();
            let mut came = String::new();
            socket.read_to_string(&mut came).await.unwrap();
            let (head, body) = came.split_once("\r\n\r\n").unwrap();
            answers.push((head.lines().next().unwrap().to_owned(), body.to_owned()));
        }
        let expected = if image == "nobody-s" { "404" } else { "200" };
        assert!(answers[0].0.contains(expected), "{answers:?}");
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    }
}

/// Null is what a provider's documents make of it: left out, or of the wrong type, and the same in every optional field.
#[tokio::test]
async fn null_in_an_optional_field_means_the_same_in_all_fields_of_a_provider() {
    let lab = Lab::start();
    let world = unlimited(&lab);
    let rows = [
        (
            "animus",
            "num_images seed width height generation_type negative_prompt strength guidance_scale num_inference_steps \
            character_id use_face_lora use_body_lora face_swap source_image_url convert_to_video group_id group_title",
            200,
        ),
        ("apixo", "request_type provider", 400),
        ("cutx", "customInstructions idempotencyKey", 400),
        (
            "sumatman",
            "mode task_id voice_language dimension_type illustration_style video_duration narrator_name \
            narrator_voice_id audience_age temperature search_keywords watermark_enabled use_fixed_character \
            character_name enable_subtitle copy_to_email triggered_by api_key",
            200,
        ),
    ];
    for ((provider, fields, expected), (_, call, body)) in rows.into_iter().zip(orders()) {
        for field in fields.split_whitespace() {
            let mut body = body.clone();
            body[field] = Value::Null;
            let answer = world.call(provider, KEY, call, Some(&body)).await;
            assert_eq!(answer.status, expected, "{provider} {field}: {answer:?}");
            let clause = match provider {
                "cutx" => "cutx.generate.optional-null",
                "sumatman" if field == "character_name" => "sumatman.create.character-name-null",
                "sumatman" => "sumatman.body.null",
                "apixo" => "apixo.error.null",
                _ => "animus.error.null",
            };
            assert!(answer.clauses.contains(&clause.to_owned()), "{provider} {field}: {answer:?}");
        }
    }
}
