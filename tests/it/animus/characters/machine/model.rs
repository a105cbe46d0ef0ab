//! What a character should do, written from the documents and not from the mock.
//!
//! No time passes here: jobs stay as they are until somebody ends them. Amounts are half credits.

/// A face costs half a credit, a training 25 (`animus-facts.md`, A10).
const FACE: i64 = 1;
const TRAINING: i64 = 50;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Face,
    Body,
}

impl Part {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Face => "face",
            Self::Body => "body",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Front,
    Back,
    Any,
}

impl Side {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Front => "body_image_front",
            Self::Back => "body_image_back",
            Self::Any => "body_image",
        }
    }
}

/// How a job is ended from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Succeed,
    Fail,
    Cancel,
}

impl End {
    pub(super) fn outcome(self) -> &'static str {
        match self {
            Self::Succeed => "succeed",
            Self::Fail => "fail",
            Self::Cancel => "cancel",
        }
    }

    pub(super) fn state(self) -> &'static str {
        match self {
            Self::Succeed => "completed",
            Self::Fail => "failed",
            Self::Cancel => "cancelled",
        }
    }
}

/// So many pictures that can be made, and so many that cannot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Series {
    pub(super) good: usize,
    pub(super) bad: usize,
}

impl Series {
    pub(super) fn total(self) -> usize {
        self.good + self.bad
    }
}

#[derive(Clone, Debug)]
pub(super) enum Command {
    UploadFaces(usize),
    UploadBody(Side),
    MakeFaces(Series),
    EndFaces(usize, End),
    MakeDataset(Series),
    EndDataset(End),
    Review(usize, bool),
    ApproveAll,
    Remake(usize),
    Remove(usize),
    ApproveDataset,
    Train(Part),
    EndTraining(usize, End),
    CancelTraining(usize),
    SetCredits(i64),
}

/// What must come of the last command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    Done,
    Invalid,
    TooPoor,
    Conflict,
    /// Answered with 200, but without success.
    InVain,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DatasetStatus {
    NotStarted,
    Generating,
    Review,
    Approved,
    Failed,
}

impl DatasetStatus {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::Generating => "generating",
            Self::Review => "review",
            Self::Approved => "approved",
            Self::Failed => "failed",
        }
    }
}

/// A job that makes faces.
#[derive(Clone, Debug)]
pub(super) struct FaceJob {
    pub(super) series: Series,
    pub(super) end: Option<End>,
}

/// A training.
#[derive(Clone, Debug)]
pub(super) struct Training {
    pub(super) part: Part,
    pub(super) end: Option<End>,
}

impl Training {
    pub(super) fn state(&self) -> &'static str {
        self.end.map_or("queued", End::state)
    }
}

#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) balance: i64,
    /// Every movement since the beginning.
    pub(super) ledger: Vec<i64>,
    pub(super) faces: usize,
    pub(super) bodies: Vec<Side>,
    pub(super) face_jobs: Vec<FaceJob>,
    pub(super) dataset: DatasetStatus,
    /// Whether each image is approved.
    pub(super) images: Vec<bool>,
    /// The jobs that made the set: only the last one may still run.
    pub(super) dataset_jobs: Vec<Series>,
    pub(super) trainings: Vec<Training>,
    pub(super) expected: Expected,
}

impl Model {
    pub(super) fn new(balance: i64) -> Self {
        Self {
            balance,
            ledger: Vec::new(),
            faces: 0,
            bodies: Vec::new(),
            face_jobs: Vec::new(),
            dataset: DatasetStatus::NotStarted,
            images: Vec::new(),
            dataset_jobs: Vec::new(),
            trainings: Vec::new(),
            expected: Expected::Done,
        }
    }

    pub(super) fn apply(&mut self, command: &Command) {
        self.expected = self.outcome(command);
    }

    fn outcome(&mut self, command: &Command) -> Expected {
        match *command {
            Command::UploadFaces(count) => {
                for _ in 0..count {
                    if self.faces_to_be() >= 20 {
                        return Expected::Invalid;
                    }
                    self.faces += 1;
                }
                Expected::Done
            }
            Command::UploadBody(side) => {
                self.bodies.push(side);
                Expected::Done
            }
            Command::MakeFaces(series) => {
                if self.faces_to_be() + series.total() > 20 {
                    return Expected::Invalid;
                }
                let price = FACE * i64::try_from(series.total()).unwrap();
                self.charge(price, |model| model.face_jobs.push(FaceJob { series, end: None }))
            }
            Command::EndFaces(job, end) => {
                let job = &mut self.face_jobs[job];
                if job.end.is_some() || end == End::Cancel {
                    return Expected::Conflict;
                }
                job.end = Some(end);
                let series = job.series;
                match end {
                    End::Succeed => self.faces += series.good,
                    // It had not been begun, so that it is given back.
                    _ => self.move_credits(FACE * i64::try_from(series.total()).unwrap()),
                }
                Expected::Done
            }
            Command::MakeDataset(series) => self.make_dataset(series),
            Command::EndDataset(end) => {
                if self.dataset != DatasetStatus::Generating || end == End::Cancel {
                    return Expected::Conflict;
                }
                let good = self.dataset_jobs.last().map_or(0, |series| series.good);
                self.images.extend(vec![false; if end == End::Succeed { good } else { 0 }]);
                let failed = end == End::Fail && self.images.is_empty();
                self.dataset = if failed { DatasetStatus::Failed } else { DatasetStatus::Review };
                Expected::Done
            }
            Command::Review(image, approved) => self.change(|images| images[image] = approved),
            Command::ApproveAll => self.change(|images| images.fill(true)),
            Command::Remake(image) => self.change(|images| images[image] = false),
            Command::Remove(image) => self.change(|images| {
                images.remove(image);
            }),
            Command::ApproveDataset => {
                if !self.can_approve() {
                    return Expected::Conflict;
                }
                self.dataset = DatasetStatus::Approved;
                Expected::Done
            }
            Command::Train(part) => {
                let ready =
                    self.dataset == DatasetStatus::Approved && (part == Part::Body || self.faces >= 5);
                if !ready || matches!(self.lora(part), "training" | "completed") {
                    return Expected::Conflict;
                }
                self.charge(TRAINING, |model| model.trainings.push(Training { part, end: None }))
            }
            Command::EndTraining(training, end) => {
                let training = &mut self.trainings[training];
                if training.end.is_some() {
                    return Expected::Conflict;
                }
                training.end = Some(end);
                Expected::Done
            }
            Command::CancelTraining(training) => {
                let training = &mut self.trainings[training];
                if training.end.is_some() {
                    return Expected::InVain;
                }
                training.end = Some(End::Cancel);
                Expected::Done
            }
            Command::SetCredits(credits) => {
                if credits != self.balance {
                    self.move_credits(credits - self.balance);
                }
                Expected::Done
            }
        }
    }

    fn make_dataset(&mut self, series: Series) -> Expected {
        let closed = matches!(self.dataset, DatasetStatus::Approved | DatasetStatus::Generating);
        if closed || !self.has_references() {
            return Expected::Conflict;
        }
        if self.images.len() + series.total() > 40 {
            return Expected::Invalid;
        }
        self.dataset = DatasetStatus::Generating;
        self.dataset_jobs.push(series);
        Expected::Done
    }

    fn charge(&mut self, price: i64, then: impl FnOnce(&mut Self)) -> Expected {
        if self.balance < price {
            return Expected::TooPoor;
        }
        self.move_credits(-price);
        then(self);
        Expected::Done
    }

    fn move_credits(&mut self, amount: i64) {
        self.balance += amount;
        self.ledger.push(amount);
    }

    fn change(&mut self, change: impl FnOnce(&mut Vec<bool>)) -> Expected {
        if self.dataset == DatasetStatus::Approved {
            return Expected::Conflict;
        }
        change(&mut self.images);
        Expected::Done
    }

    fn faces_to_be(&self) -> usize {
        let running = self.face_jobs.iter().filter(|job| job.end.is_none());
        self.faces + running.map(|job| job.series.total()).sum::<usize>()
    }

    fn has_references(&self) -> bool {
        self.bodies.contains(&Side::Front) && self.bodies.contains(&Side::Back)
    }

    pub(super) fn approved(&self) -> usize {
        self.images.iter().filter(|approved| **approved).count()
    }

    pub(super) fn can_approve(&self) -> bool {
        self.dataset == DatasetStatus::Review && self.approved() >= 10
    }

    pub(super) fn lora(&self, part: Part) -> &'static str {
        let latest = self.trainings.iter().rfind(|training| training.part == part);
        match latest.map(|training| training.end) {
            None => "not_started",
            Some(None) => "training",
            Some(Some(end)) => end.state(),
        }
    }

    pub(super) fn step(&self) -> (u8, &'static str) {
        let trained = |part| self.lora(part) == "completed";
        match self.dataset {
            _ if trained(Part::Face) && trained(Part::Body) => (5, "ready"),
            DatasetStatus::Approved => (4, "training"),
            DatasetStatus::NotStarted if self.has_references() => (2, "draft"),
            DatasetStatus::NotStarted => (1, "draft"),
            _ => (3, "draft"),
        }
    }
}
