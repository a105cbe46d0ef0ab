//! `POST /generation/create`: pictures or a clip from one prompt (`animus-generation.txt`, create; `animus-facts.md`, 2.1).

use std::sync::Arc;

use kernel::command::{Command, Decision};
use kernel::context::Context;
use kernel::credits::Credits;
use kernel::directives::PromptDirectives;
use kernel::evidence::ClauseRef;
use kernel::form::{Fault, Fields, boolean, integer, text};
use kernel::kept_text::KeptText;
use kernel::machine::{Account, Machine};
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::environment::OpeningCredits;
use mock_http::operation::Operation;
use mock_http::request::RequestContext;
use serde::{Deserialize, Serialize};

use crate::clause;
use crate::fields::optional;
use crate::lifecycle::{State, estimate};
use crate::orders::answers::{message, status};
use crate::orders::order::{Ask, Choice, Loras, Order, Placed};
use crate::orders::place::place;
use crate::orders::request::{Flags, MOST, choice, inferred, prompt, source_url};
use crate::orders::tuning::Tuning;
use crate::prices::Kind;
use crate::results::sources;
use crate::state::Animus;
use crate::state::drawings::Note;
use crate::state::generation::Brief;

pub(super) const OPERATION: Operation<Animus> =
    Operation::post("/generation/create", |call| Box::pin(answer(call)));

struct Request {
    prompt: Arc<str>,
    kind: Kind,
    images: usize,
    seed: Option<u64>,
    pixels: (u16, u16),
    character_id: Option<String>,
    loras: Loras,
    source_url: Option<String>,
    choice: Choice,
    notes: Vec<Note>,
}

impl Request {
    fn read(fields: &mut Fields<'_>, is_strict: bool) -> Option<Self> {
        let prompt = fields.required("prompt", &clause::CREATE_PROMPT, prompt);
        let images = num_images(fields);
        let character_id = optional(fields, "character_id", &clause::CREATE_CHARACTER, text(1..=usize::MAX));
        let flags = Flags::read(fields);
        let source_url = source_url(fields);
        let convert = optional(fields, "convert_to_video", &clause::CREATE_CONVERT, boolean).unwrap_or(false);
        let choice = choice(fields, &clause::CREATE_GROUP_ID);
        let tuning = Tuning::read(fields, is_strict);
        let kind = kind(fields, &tuning, convert, character_id.is_some(), source_url.is_some());
        if flags.notes(kind).next().is_some() {
            fields.cite(&clause::CREATE_FLAGS);
            fields.cite(&clause::CREATE_FLAGS_FREE);
        }
        let (usual_width, usual_height) = kind.usual_pixels();
        let Tuning { seed, width, height, mut notes, .. } = tuning;
        notes.extend(flags.notes(kind));
        Some(Self {
            prompt: prompt?,
            kind,
            images: images.map_or(1, usize::from),
            seed,
            pixels: (width.unwrap_or(usual_width), height.unwrap_or(usual_height)),
            loras: flags.loras(kind),
            character_id,
            source_url,
            choice,
            notes,
        })
    }

    /// Turns the request into a command. The pictures of one call share everything except their seeds.
    fn command(self, context: &RequestContext) -> CreateGenerations {
        let Self { prompt, kind, images, seed, pixels, character_id, loras, source_url, choice, notes } =
            self;
        let sources = source_url.map(|url| sources::find(context, &url)).unwrap_or_default();
        let directives = PromptDirectives::read([&*prompt]);
        let (prompt, notes, is_seeded) = (KeptText::new(prompt), notes.into(), seed.is_some());
        let brief = Arc::new(Brief { kind, prompt, sources, pixels, notes, is_seeded });
        CreateGenerations { brief, directives, images, seed, loras, character_id, choice }
    }
}

/// Reads the number of pictures.
fn num_images(fields: &mut Fields<'_>) -> Option<u8> {
    let mut is_few = false;
    let images = optional(fields, "num_images", &clause::CREATE_NUM_IMAGES, |value| {
        is_few = value.as_f64().is_some_and(|number| number < 1.0);
        match integer(1..=MOST)(value) {
            Err(fault @ Fault::NotWithin { .. }) => Ok(Err(fault)),
            read => read.map(Ok),
        }
    })?;
    let bound = if is_few { &clause::CREATE_NUM_IMAGES_MINIMUM } else { &clause::CREATE_NUM_IMAGES_MAXIMUM };
    images.map_err(|fault| fields.refuse("num_images", fault, bound)).ok()
}

/// Returns the kind of a generation: the named one, or the one that its fields imply (`animus-facts.md`, A17).
fn kind(
    fields: &mut Fields<'_>,
    tuning: &Tuning,
    convert: bool,
    has_character: bool,
    has_source: bool,
) -> Kind {
    let (usual, told_by): (_, ClauseRef) = if convert {
        (Kind::ImageToVideo, &clause::CREATE_VIDEO)
    } else {
        inferred(has_character, has_source)
    };
    let kind = tuning.kind.unwrap_or(usual);
    if kind == usual {
        fields.cite(told_by);
        if has_character && has_source {
            fields.cite(&clause::CREATE_PRECEDENCE);
        }
    } else {
        fields.cite(&clause::CREATE_OVERRIDE);
    }
    match kind {
        Kind::ImageToVideo | Kind::PhotoEdit if !has_source && !fields.has("source_image_url") => {
            fields.refuse("source_image_url", Fault::Missing, &clause::CREATE_NEEDS_SOURCE);
        }
        Kind::ImageToVideo | Kind::PhotoEdit if !has_source => {
            let fault = Fault::WrongType { expected: "string", received: "null" };
            fields.refuse("source_image_url", fault, &clause::CREATE_NEEDS_SOURCE);
        }
        Kind::Character if !has_character => {
            fields.refuse("character_id", Fault::Missing, &clause::CREATE_NEEDS_CHARACTER);
        }
        _ => {}
    }
    kind
}

/// Creates generations from one request.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CreateGenerations {
    /// The content of the request.
    pub brief: Arc<Brief>,
    /// The directives in its prompt.
    pub directives: PromptDirectives,
    /// The number of generations.
    pub images: usize,
    /// The seed of the first generation, if the caller gave one. The others have the seeds that follow.
    pub seed: Option<u64>,
    /// The LoRAs of the character that are needed.
    pub loras: Loras,
    /// The id of the character.
    pub character_id: Option<String>,
    /// The choice of the group.
    pub choice: Choice,
}

impl Command<Animus> for CreateGenerations {
    const NAME: &'static str = "create-generations";
    type Reply = Placed;

    fn apply(self, account: &mut Account<Animus>, context: &Context) -> Decision<Placed, Answer> {
        let Self { brief, directives, images, seed, loras, character_id, choice } = self;
        let ask = |index: usize| {
            let seed = seed.map(|seed| seed.wrapping_add(index as u64));
            Ok(Ask { brief: brief.clone(), directives: directives.clone(), loras, seed })
        };
        let asks = (0..images).map(ask).collect();
        let order = Order { asks, kind: brief.kind, is_batch: images > 1, character_id, choice };
        Decision::by(|evidence| place(order, account, context, evidence))
    }
}

/// The answer to the call.
#[derive(Serialize)]
struct Created {
    /// The id of the generation, or of the batch if there are several.
    generation_id: Arc<str>,
    /// The id of the group.
    group_id: Arc<str>,
    /// The state of the generation or of the batch.
    status: &'static str,
    /// A sentence about the result.
    message: String,
    /// The expected time until the end, in seconds.
    estimated_time: u64,
    /// The credits that were charged and not refunded at once.
    credits_deducted: Credits,
    /// The balance after the charge.
    remaining_balance: Credits,
}

/// Returns `true` if accounts open with the provider's own credits.
fn is_provider_credits(call: &Call<Animus>) -> bool {
    call.context.world.settings.credits == OpeningCredits::Provider
}

async fn answer(call: &mut Call<Animus>) -> Outcome {
    let is_strict = call.is_strict();
    let request = call.json(|fields| Request::read(fields, is_strict)).await?;
    let kind = request.kind;
    let command = request.command(&call.context);
    let Placed { id, group_id, parts, deducted, remaining } = call.apply(command)?;
    let accepted = parts.iter().flatten().filter(|accepted| accepted.state != State::Failed).count();
    let is_opening = is_provider_credits(call) && remaining + deducted == Animus::OPENING_CREDITS;
    call.cite_where([
        (true, &clause::CREATE_ANSWER as ClauseRef),
        (true, &clause::CREATE_MESSAGE),
        (true, &clause::CREATE_ESTIMATED_TIME),
        (parts.len() > 1, &clause::CREATE_NUM_IMAGES),
        (parts.len() > 1, &clause::CREATE_SEVERAL),
        (parts.len() > 1, &clause::PRICE_EACH),
        (is_opening, &clause::CREDITS_OPENING),
    ]);
    Ok(Answer::ok(&Created {
        generation_id: id,
        group_id,
        status: status(accepted),
        message: message(kind, accepted, parts.len()),
        estimated_time: estimate(kind),
        credits_deducted: deducted,
        remaining_balance: remaining,
    }))
}
