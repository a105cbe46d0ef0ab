//! The ids of the service.

client_core::ids! {
    /// The id of a generation or a batch.
    GenerationId,
    /// The id of a group.
    GroupId,
    /// The id of a character.
    CharacterId,
    /// The id of a photo or another asset.
    AssetId,
    /// The id of a job that makes images.
    UploadJobId,
    /// The id of an image of a dataset.
    ImageId,
    /// The id of a training job.
    TrainingId,
}
