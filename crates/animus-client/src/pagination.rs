//! The position of a page in its list (facts 1.6).

client_core::answers! {
    /// The position of a page in its list. There is no total.
    Pagination {
        ;
        /// The largest number of items that was asked for.
        limit: Option<u64>,
        /// The number of items before this page.
        offset: Option<u64>,
        /// The number of items on this page.
        returned: Option<u64>,
        /// `true` if more items come after this page.
        has_more: Option<bool>,
    }
}
