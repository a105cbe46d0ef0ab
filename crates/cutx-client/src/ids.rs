//! The ids of the service. They are UUIDs in the documents, but any text is kept as it is.

client_core::ids! {
    /// The id of a project.
    ProjectId,
    /// The id of a product.
    ProductId,
    /// The id of a job.
    JobId,
    /// The id of a file.
    AssetId,
}
