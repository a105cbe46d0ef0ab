//! Random steps: commands of every kind, and time.

use animus_mock::prices::Kind;
use animus_mock::state::assets::AssetType;
use animus_mock::state::training::Part;
use kernel::job::{Failure, Outcome};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// A step. An index picks one of the things that are there.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Create {
        kind: Kind,
        text: &'static str,
        images: usize,
        character: Index,
        group: Option<Index>,
        source: Source,
    },
    Batch {
        texts: Vec<Option<&'static str>>,
        character: Option<Index>,
        group: Option<Index>,
    },
    DeleteGeneration(Index),
    DeleteGroup(Index),
    CreateCharacter(Option<&'static str>),
    UpdateCharacter(Index, Option<&'static str>),
    DeleteCharacter(Index),
    /// Uploads a photograph, or so many that they fill the character soon.
    Upload {
        character: Index,
        subject: AssetType,
        file: u8,
        times: usize,
    },
    Faces(Index, Vec<&'static str>),
    Dataset(Index, Vec<&'static str>),
    Review(Index, Index, bool),
    Regenerate(Index, Index, Option<&'static str>),
    DeleteImage(Index, Index),
    Approve(Index),
    Train(Index, Part),
    Cancel(Index, Index),
    /// Takes a new character to the review of its training set, and to the step of its trainings if the set is approved.
    Prepare {
        is_approved: bool,
    },
    Credits(i32),
    Finish(Index, Outcome),
    Retry(Index),
    Wait(u64),
    Restart,
}

/// The picture that a generation is made from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Source {
    None,
    Elsewhere,
    Photo,
    Results,
}

fn text() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        5 => Just("A lighthouse keeper at dawn"),
        1 => Just("Seen from behind"),
        1 => Just("[[fail]]"),
        1 => Just("[[fail:NSFW]]"),
        1 => Just("[[reject]]"),
        1 => Just("[[slow:90]]"),
    ]
}

/// A few texts, or so many that they fill a character soon.
fn texts() -> impl Strategy<Value = Vec<&'static str>> {
    prop_oneof![vec(text(), 1..5), vec(Just("On a pier"), 13..18)]
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        2 => Just(Outcome::Succeed),
        1 => Just(Outcome::Fail(Failure { code: Some("X".to_owned()), message: None })),
        1 => Just(Outcome::Cancel),
        1 => Just(Outcome::Expire),
    ]
}

pub(crate) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let kinds = select(vec![Kind::Character, Kind::PhotoEdit, Kind::ImageToVideo, Kind::TextToImage]);
    let sources = select(vec![Source::None, Source::Elsewhere, Source::Photo, Source::Results]);
    let subjects = select(vec![AssetType::Face, AssetType::Body, AssetType::BodyFront, AssetType::BodyBack]);
    let parts = select(vec![Part::Face, Part::Body]);
    let index = any::<Index>;
    let group = || option::weighted(0.4, any::<Index>());
    let create = (kinds, text(), 1_usize..4, index(), group(), sources).prop_map(
        |(kind, text, images, character, group, source)| Step::Create {
            kind,
            text,
            images,
            character,
            group,
            source,
        },
    );
    let batch = (vec(option::weighted(0.8, text()), 1..4), option::of(index()), group())
        .prop_map(|(texts, character, group)| Step::Batch { texts, character, group });
    let generations = prop_oneof![
        6 => create,
        3 => batch,
        2 => index().prop_map(Step::DeleteGeneration),
        2 => index().prop_map(Step::DeleteGroup),
    ];
    let times = prop_oneof![9 => Just(1_usize), 1 => Just(21)];
    let uploads = (index(), subjects, 0_u8..3, times)
        .prop_map(|(character, subject, file, times)| Step::Upload { character, subject, file, times });
    let characters = prop_oneof![
        2 => option::of(text()).prop_map(Step::CreateCharacter),
        1 => (index(), option::of(text())).prop_map(|(one, text)| Step::UpdateCharacter(one, text)),
        1 => index().prop_map(Step::DeleteCharacter),
        4 => uploads,
        2 => (index(), texts()).prop_map(|(one, texts)| Step::Faces(one, texts)),
        2 => (index(), texts()).prop_map(|(one, texts)| Step::Dataset(one, texts)),
        2 => (index(), index(), any::<bool>()).prop_map(|(one, image, yes)| Step::Review(one, image, yes)),
        1 => (index(), index(), option::of(text()))
            .prop_map(|(one, image, text)| Step::Regenerate(one, image, text)),
        1 => (index(), index()).prop_map(|(one, image)| Step::DeleteImage(one, image)),
        1 => index().prop_map(Step::Approve),
        3 => (index(), parts).prop_map(|(one, part)| Step::Train(one, part)),
        1 => (index(), index()).prop_map(|(one, job)| Step::Cancel(one, job)),
        2 => any::<bool>().prop_map(|is_approved| Step::Prepare { is_approved }),
    ];
    let world = prop_oneof![
        2 => (0_i32..200).prop_map(Step::Credits),
        3 => (index(), outcome()).prop_map(|(job, outcome)| Step::Finish(job, outcome)),
        1 => index().prop_map(Step::Retry),
        6 => (0_u64..60).prop_map(Step::Wait),
        2 => (0_u64..2000).prop_map(Step::Wait),
        1 => Just(Step::Restart),
    ];
    vec(prop_oneof![3 => generations, 4 => characters, 3 => world], 1..21)
}
