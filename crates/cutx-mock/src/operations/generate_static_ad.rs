//! `POST /generate/static-ad`: makes a picture (`cutx.txt`, static ad).

use kernel::directives::PromptDirectives;
use kernel::form::{Fault, Fields, one_of, text};
use mock_http::answer::Outcome;
use mock_http::call::Call;
use mock_http::operation::Operation;

use crate::clause;
use crate::generation::{Generate, Target, enqueue};
use crate::options::{AspectRatio, Style};
use crate::state::{Brief, Cutx, StaticAd};

pub(super) const OPERATION: Operation<Cutx> =
    Operation::post("/generate/static-ad", |call| Box::pin(answer(call)));

struct Request {
    target: Target,
    ad: StaticAd,
}

impl Request {
    /// Reads the body. In a strict world the style that stands only in the printed request is refused: there the table wins.
    fn read(fields: &mut Fields<'_>, is_strict: bool) -> Option<Self> {
        let target = Target::read(fields);
        let style = fields.checked("style", &clause::STATIC_AD_STYLE, one_of(Style::ALL));
        match style {
            Some(Style::Modern) if is_strict => {
                let table =
                    Style::ALL.iter().map(|(word, _)| *word).filter(|word| *word != Style::Modern.name());
                let received = Style::Modern.name().to_owned();
                let fault = Fault::NotOneOf { allowed: table.collect(), received };
                fields.refuse("style", fault, &clause::STATIC_AD_STYLE_STRICT);
            }
            Some(Style::Modern) => fields.cite(&clause::STATIC_AD_STYLE_MODERN),
            Some(_) => {}
            None => fields.cite(&clause::STATIC_AD_STYLE_DEFAULT),
        }
        let ratios = one_of(AspectRatio::STATIC_AD);
        let aspect_ratio = fields.checked("aspectRatio", &clause::STATIC_AD_ASPECT_RATIO, ratios);
        if aspect_ratio.is_none() {
            fields.cite(&clause::STATIC_AD_ASPECT_RATIO_DEFAULT);
        }
        let prompt = fields.checked("prompt", &clause::STATIC_AD_PROMPT, text(5..=1000));
        if prompt.is_none() {
            fields.cite(&clause::STATIC_AD_PROMPT_DEFAULT);
        }
        let style = style.unwrap_or(Style::ProductHero);
        let ad = StaticAd { style, aspect_ratio: aspect_ratio.unwrap_or(AspectRatio::Square), prompt };
        Some(Self { target: target?, ad })
    }
}

async fn answer(call: &mut Call<Cutx>) -> Outcome {
    let is_strict = call.is_strict();
    let Request { target, ad } = call.json(|fields| Request::read(fields, is_strict)).await?;
    let directives = PromptDirectives::read(ad.prompt.as_deref());
    let brief = Brief::StaticAd(Box::new(ad));
    enqueue(call, Generate { target, directives, brief }, &clause::STATIC_AD_ANSWER)
}
