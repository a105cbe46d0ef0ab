//! Is every charge exact to the last decimal, whatever the clip and whatever becomes of its task?

use contract_tests::direct::Direct;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{BALANCE, BASE, GENERATE, order};

const KEY: &str = "the-accountant";
/// What the account opens with, in ten-thousandths of a dollar: `apixo-facts.md` prints a balance with four decimals.
const OPENING: u64 = 1_234_567;

/// How a clip says how long it is.
#[derive(Clone, Copy, Debug)]
enum Said {
    InQuery,
    InFragment { from: u64 },
    InFragmentFromStart,
    Nowhere,
}

#[derive(Clone, Copy, Debug)]
enum Fate {
    Succeeds,
    Fails,
    IsRejected,
    CannotBeRead,
}

#[derive(Clone, Debug)]
struct Clip {
    milliseconds: u64,
    said: Said,
    is_720p: bool,
    fate: Fate,
}

impl Clip {
    /// By the documents: every started second between 5 and 120, and 10 s where nothing is known.
    fn price(&self) -> u64 {
        let milliseconds = if matches!(self.said, Said::Nowhere) { 10_000 } else { self.milliseconds };
        milliseconds.div_ceil(1000).clamp(5, 120) * if self.is_720p { 800 } else { 400 }
    }

    fn order(&self) -> Value {
        let seconds = |milliseconds: u64| format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000);
        let length = seconds(self.milliseconds);
        let place = match self.said {
            Said::InQuery => format!("?duration={length}"),
            Said::InFragment { from } => {
                format!("#t={},{}", seconds(from), seconds(from + self.milliseconds))
            }
            Said::InFragmentFromStart => format!("#t=,{length}"),
            Said::Nowhere => String::new(),
        };
        let kind = if matches!(self.fate, Fate::CannotBeRead) { "mp3" } else { "mp4" };
        let prompt = match self.fate {
            Fate::Fails => "[[fail:CONTENT_VIOLATION]]",
            Fate::IsRejected => "[[reject]]",
            Fate::Succeeds | Fate::CannotBeRead => "As it is.",
        };
        order(&json!({
            "video_urls": [format!("https://example.com/motion.{kind}{place}")],
            "resolution": if self.is_720p { "720p" } else { "480p" },
            "prompt": prompt,
        }))
    }
}

fn clips() -> impl Strategy<Value = Clip> {
    let around = prop_oneof![Just(5_000_u64), Just(120_000), (1_u64..125).prop_map(|second| second * 1000)];
    let milliseconds = prop_oneof![
        1_u64..130_000,
        (around, 0_u64..3).prop_map(|(second, more)| second + more - 1),
        130_000_u64..10_000_000
    ];
    let said = prop_oneof![
        Just(Said::InQuery),
        (prop_oneof![Just(0_u64), 0_u64..100_000]).prop_map(|from| Said::InFragment { from }),
        Just(Said::InFragmentFromStart),
        Just(Said::Nowhere),
    ];
    let fate = prop_oneof![
        3 => Just(Fate::Succeeds),
        1 => Just(Fate::Fails),
        1 => Just(Fate::IsRejected),
        1 => Just(Fate::CannotBeRead),
    ];
    (milliseconds, said, any::<bool>(), fate).prop_map(|(milliseconds, said, is_720p, fate)| Clip {
        milliseconds,
        said,
        is_720p,
        fate,
    })
}

/// An amount as exact decimals are written, in ten-thousandths: no float comes near it.
pub(super) fn exact(amount: &Value) -> i64 {
    let text = amount.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or((1, &*text), |digits| (-1, digits));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    assert!(decimals.len() <= 4 && !decimals.ends_with('0'), "{text}");
    sign * format!("{whole}{decimals:0<4}").parse::<i64>().unwrap()
}

async fn plays_out(clips: &[Clip]) {
    let opening: f64 = OPENING as f64 / 10_000.0;
    let direct = Direct::start_with(|settings| {
        settings.credits = backlot::OpeningCredits::Everywhere(opening.to_string().parse().unwrap());
    });
    let balance = async || {
        let (_, answer) = direct.call(BASE, KEY, BALANCE, &Value::Null).await;
        u64::try_from(exact(&answer["data"])).expect("never negative")
    };
    // What the ledger says in order, what is left, and what comes back once all have ended.
    let (mut expected, mut left, mut given_back) = (vec![OPENING.cast_signed()], OPENING, 0);
    for clip in clips {
        let (status, made) = direct.call(BASE, KEY, GENERATE, &clip.order()).await;
        let price = clip.price();
        if price > left {
            assert_eq!((status, &made["message"]), (400, &json!("Insufficient credits")), "{clip:?}");
            continue;
        }
        assert_eq!(status, 200, "{made}");
        expected.push(-price.cast_signed());
        match clip.fate {
            Fate::IsRejected => expected.push(price.cast_signed()),
            Fate::Succeeds => left -= price,
            Fate::Fails | Fate::CannotBeRead => {
                left -= price;
                given_back += price;
            }
        }
        assert_eq!(balance().await, left, "{clip:?}");
    }
    direct.control("POST /clock/advance", &json!({ "seconds": 80 })).await;
    assert_eq!(balance().await, left + given_back);
    let ledger = direct.control(&format!("GET /accounts/apixo/{KEY}/ledger"), &Value::Null).await;
    let entries = ledger["entries"].as_array().unwrap();
    let amounts: Vec<_> = entries.iter().map(|entry| exact(&entry["amount"])).collect();
    assert_eq!(amounts[..expected.len()], expected);
    let mut sum = 0;
    for (entry, amount) in entries.iter().zip(&amounts) {
        sum += amount;
        assert_eq!(exact(&entry["balance_after"]), sum);
        if entry["kind"] == "refund" {
            let charge = entries.iter().find(|charge| charge["reference"] == entry["reference"]).unwrap();
            assert_eq!(exact(&charge["amount"]), -amount, "what was taken is given back");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn money_is_exact_for_every_clip(clips in vec(clips(), 1..24)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(plays_out(&clips));
    }
}
