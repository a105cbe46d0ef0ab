//! Plays steps on a pair of accounts.

use std::sync::Arc;
use std::time::Duration;

use animus_mock::dataset_images::ImageId;
use animus_mock::lifecycle::State;
use animus_mock::operations::{
    ApproveDataset, CancelTraining, CreateBatch, CreateCharacter, CreateGenerations, DeleteCharacter,
    DeleteGeneration, DeleteGroup, DeleteImage, GenerateDataset, GenerateFaces, RegenerateImage, ReviewImage,
    UpdateCharacter,
};
use animus_mock::orders::order::{Ask, Choice, Loras, Placed};
use animus_mock::prices::Kind;
use animus_mock::state::Animus;
use animus_mock::state::assets::AssetType;
use animus_mock::state::characters::Character;
use animus_mock::state::dataset::{MAX_ALLOWED, MIN_REQUIRED};
use animus_mock::state::drawings::{Drawing, Label, Note, Portrait, Source as Shown};
use animus_mock::state::generation::Brief;
use animus_mock::state::photos::{Photo, Thumbnail};
use animus_mock::state::series::Prompt;
use animus_mock::state::training::Part;
use animus_mock::trainings::StartTraining;
use animus_mock::uploads::UploadPhoto;
use jiff::Timestamp;
use kernel::blob::Blob;
use kernel::command::Command;
use kernel::commands::{AccountChange, Finish, Retry};
use kernel::context::Context;
use kernel::credits::Credits;
use kernel::directives::PromptDirectives;
use kernel::kept_text::KeptText;
use kernel::machine::Account;
use kernel::time::{Pace, later};
use kernel::twins::Twins;
use mock_http::answer::Answer;
use mock_media::View;
use mock_media::photo::PhotoFormat;
use proptest::sample::Index;

use crate::checks::{check, paid};
use crate::steps::{Source, Step};

/// A pair of accounts, the instant, and the credits of jobs that were deleted.
pub(crate) struct Player {
    twins: Twins<Animus>,
    now: Timestamp,
    gone: Credits,
}

impl Player {
    pub(crate) fn open(seed: u64) -> Self {
        let now = Timestamp::UNIX_EPOCH;
        Self { twins: Twins::open(seed, now, Credits::whole(150)), now, gone: Credits::ZERO }
    }

    pub(crate) fn check(&self) {
        check(self.account(), self.gone);
    }

    pub(crate) fn restart(&mut self) {
        self.twins.restart();
    }

    fn account(&self) -> &Account<Animus> {
        self.twins.account()
    }

    /// Applies a command. A refused one changes neither the balance nor the jobs.
    fn apply<C: Command<Animus>>(&mut self, command: C) -> Result<C::Reply, Answer> {
        let context = Context {
            now: self.now,
            pace: Pace::PROVIDER,
            strict: false,
            rate_limits: None,
            origin: "http://127.0.0.1".into(),
            forced_failure: None,
        };
        let state = |account: &Account<Animus>| (account.ledger.balance(), account.count());
        let before = state(self.account());
        let outcome = self.twins.apply(command, &context).outcome;
        if outcome.is_err() {
            assert_eq!(state(self.account()), before, "a refused command costs nothing");
        }
        outcome
    }

    /// Applies a command that deletes jobs, whose credits are not given back.
    fn delete<C: Command<Animus>>(&mut self, command: C) {
        let (balance, before) = (self.account().ledger.balance(), paid(self.account()));
        let _ = self.apply(command);
        assert_eq!(self.account().ledger.balance(), balance, "a deletion gives nothing back");
        self.gone += before - paid(self.account());
    }

    fn wait(&mut self, seconds: u64) {
        self.now = later(self.now, Duration::from_secs(seconds));
        let _ = self.twins.settle(self.now);
    }

    /// Returns one of the characters.
    fn character(&self, index: Index) -> Option<&Character> {
        let all: Vec<_> = self.account().data.characters.newest(0, usize::MAX).collect();
        (!all.is_empty()).then(|| *index.get(&all))
    }

    fn character_id(&self, index: Index) -> String {
        self.character(index).map_or("none".to_owned(), |character| character.id.to_string())
    }

    fn image(&self, character: Index, image: Index) -> ImageId {
        let images = self.character(character).map_or(&[][..], |character| &character.dataset.images);
        let image_id = if images.is_empty() { "none" } else { &image.get(images).id };
        ImageId { character_id: self.character_id(character), image_id: image_id.to_owned() }
    }

    fn job_id(&self, index: Index) -> Arc<str> {
        let ids: Vec<_> = self.account().jobs().map(|job| job.id.clone()).collect();
        if ids.is_empty() { "none".into() } else { index.get(&ids).clone() }
    }

    fn group_id(&self, index: Index) -> String {
        let groups = self.account().data.groups.newest(None, 0, usize::MAX);
        if groups.is_empty() { "none".to_owned() } else { index.get(&groups).id.to_string() }
    }

    fn choice(&self, group: Option<Index>) -> Choice {
        Choice { group_id: group.map(|group| self.group_id(group)), title: None }
    }

    pub(crate) fn play(&mut self, step: Step) {
        match step {
            Step::Create { .. } | Step::Batch { .. } => self.order(step),
            Step::DeleteGeneration(index) => {
                let id = self.job_id(index).to_string();
                self.delete(DeleteGeneration { id });
            }
            Step::DeleteGroup(index) => {
                let id = self.group_id(index);
                self.delete(DeleteGroup { id });
            }
            Step::CreateCharacter(description) => {
                let description = description.unwrap_or_default().to_owned();
                assert!(self.apply(CreateCharacter { name: "Mira".to_owned(), description }).is_ok());
            }
            Step::UpdateCharacter(index, name) => {
                let (id, name) = (self.character_id(index), name.map(str::to_owned));
                let _ = self.apply(UpdateCharacter { id, name, description: None });
            }
            Step::DeleteCharacter(index) => {
                let id = self.character_id(index);
                self.delete(DeleteCharacter { id });
            }
            Step::Upload { character, subject, file, times } => {
                for _ in 0..times {
                    self.upload(self.character_id(character), subject, file);
                }
            }
            Step::Faces(index, texts) => {
                let command =
                    GenerateFaces { character_id: self.character_id(index), prompts: prompts(&texts) };
                let _ = self.apply(command);
            }
            Step::Dataset(index, texts) => {
                let character_id = self.character_id(index);
                let _ = self.apply(GenerateDataset { character_id, prompts: prompts(&texts) });
            }
            Step::Review(character, image, approved) => {
                let _ = self.apply(ReviewImage { image: self.image(character, image), approved });
            }
            Step::Regenerate(character, image, text) => {
                let (image, seed) = (self.image(character, image), text.map(|_| 7));
                let prompt = text.map(|text| Prompt::from(text.to_owned()));
                let _ = self.apply(RegenerateImage { image, prompt, seed });
            }
            Step::DeleteImage(character, image) => {
                let _ = self.apply(DeleteImage { image: self.image(character, image) });
            }
            Step::Approve(index) => {
                let _ = self.apply(ApproveDataset { character_id: self.character_id(index) });
            }
            Step::Train(index, part) => self.train(index, part),
            Step::Cancel(character, job) => {
                let (character_id, job_id) = (self.character_id(character), self.job_id(job).to_string());
                let _ = self.apply(CancelTraining { character_id, job_id });
            }
            Step::Prepare { is_approved } => self.prepare(is_approved),
            Step::Credits(credits) => {
                let change = AccountChange { credits: Some(Credits::whole(credits)), status: None };
                let _ = self.apply(change);
                assert_eq!(self.account().ledger.balance(), Credits::whole(credits));
            }
            Step::Finish(job, outcome) => {
                let job_id = self.job_id(job);
                let _ = self.apply(Finish { job_id, outcome });
            }
            Step::Retry(job) => {
                let retried = self.apply(Retry { job_id: self.job_id(job) });
                assert!(retried.is_ok_and(|retried| retried.is_err()), "Animus runs no job again");
            }
            Step::Wait(seconds) => self.wait(seconds),
            Step::Restart => self.restart(),
        }
    }

    fn order(&mut self, step: Step) {
        let before = self.account().ledger.balance();
        let (placed, kind) = match step {
            Step::Create { kind, text, images, character, group, source } => {
                let is_character = kind == Kind::Character;
                let brief = Arc::new(brief(kind, text, source));
                let command = CreateGenerations {
                    directives: PromptDirectives::read([text]),
                    brief,
                    images,
                    seed: (images == 2).then_some(5),
                    loras: Loras { face: is_character, body: is_character },
                    character_id: is_character.then(|| self.character_id(character)),
                    choice: self.choice(group),
                };
                (self.apply(command), kind)
            }
            Step::Batch { texts, character, group } => {
                let kind = if character.is_some() { Kind::Character } else { Kind::TextToImage };
                let ask = |text: Option<&str>| {
                    let text = text.ok_or_else(|| "prompt is required".to_owned())?;
                    let loras = Loras { face: character.is_some(), body: false };
                    let brief = Arc::new(brief(kind, text, Source::None));
                    Ok(Ask { brief, directives: PromptDirectives::read([text]), loras, seed: None })
                };
                let command = CreateBatch {
                    asks: texts.into_iter().map(ask).collect(),
                    kind,
                    character_id: character.map(|character| self.character_id(character)),
                    choice: self.choice(group),
                };
                (self.apply(command), kind)
            }
            other => unreachable!("{other:?} is no order"),
        };
        let Ok(Placed { parts, deducted, remaining, .. }) = placed else { return };
        let kept = parts.iter().flatten().filter(|accepted| !matches!(accepted.state, State::Failed));
        let count = u32::try_from(kept.count()).expect("an order has few parts");
        assert_eq!(deducted, kind.price().credits * count);
        assert_eq!(remaining, before - deducted);
        assert_eq!(remaining, self.account().ledger.balance());
    }

    fn upload(&mut self, character_id: String, kind: AssetType, file: u8) {
        let command = UploadPhoto {
            character_id,
            kind,
            filename: format!("{file}.png"),
            size: (512, 512),
            photo: photo(file),
        };
        if let Ok(record) = self.apply(command) {
            assert!(record.view_url.ends_with(&format!("{}.png", record.asset_id)), "{record:?}");
        }
    }

    fn train(&mut self, character: Index, part: Part) {
        let before = self.account().ledger.balance();
        let command = StartTraining { character_id: self.character_id(character), part };
        if self.apply(command).is_ok() {
            assert_eq!(self.account().ledger.balance(), before - Credits::whole(25));
        }
    }

    /// Takes a new character to the review of its training set, and on to the step of its trainings if the set is approved.
    fn prepare(&mut self, is_approved: bool) {
        let made = self.apply(CreateCharacter { name: "Mira".to_owned(), description: String::new() });
        assert!(made.is_ok());
        let newest = self.account().data.characters.newest(0, 1).next();
        let id = newest.expect("it was just made").id.clone();
        for kind in [AssetType::Face; 5].into_iter().chain([AssetType::BodyFront, AssetType::BodyBack]) {
            self.upload(id.to_string(), kind, 0);
        }
        let count = if is_approved { MIN_REQUIRED } else { MAX_ALLOWED - MIN_REQUIRED };
        let prompts = prompts(&vec!["On a pier"; count]);
        assert!(self.apply(GenerateDataset { character_id: id.to_string(), prompts }).is_ok());
        self.wait(600);
        if !is_approved {
            return;
        }
        let character = self.account().data.characters.get(&id).expect("it was just made");
        let images: Vec<_> = character.dataset.images.iter().map(|image| image.id.to_string()).collect();
        for image_id in images {
            let image = ImageId { character_id: id.to_string(), image_id };
            assert!(self.apply(ReviewImage { image, approved: true }).is_ok());
        }
        assert!(self.apply(ApproveDataset { character_id: id.to_string() }).is_ok());
    }
}

fn prompts(texts: &[&str]) -> Vec<Prompt> {
    texts.iter().map(|text| Prompt::from((*text).to_owned())).collect()
}

fn photo(file: u8) -> Photo {
    let samples = Blob::of(vec![file; 3].into());
    let thumbnail = Thumbnail { width: 1, height: 1, samples };
    Photo { format: PhotoFormat::Png, file: Blob::of(vec![file; 16].into()), thumbnail }
}

fn brief(kind: Kind, text: &str, source: Source) -> Brief {
    let prompt = KeptText::new(text.into());
    let notes = [Note { label: Label::Strength, value: "0.5".to_owned() }];
    let sources: Box<[Shown]> = match source {
        Source::None => Box::default(),
        Source::Elsewhere => [Shown::Elsewhere(9)].into(),
        Source::Photo => [Shown::Photo(photo(1).thumbnail)].into(),
        Source::Results => {
            let (prompt, notes) = (prompt.clone(), notes.clone().into());
            let drawing = Drawing { id: "gen_1".into(), kind, prompt, notes, seed: 1, look: Some(2) };
            let portrait = Portrait { id: "img_1".into(), view: View::BodyBack, look: 3, seed: 4 };
            [Shown::Drawing(Box::new(drawing)), Shown::Portrait(portrait)].into()
        }
    };
    Brief { kind, prompt, sources, pixels: (64, 64), notes: notes.into(), is_seeded: false }
}
