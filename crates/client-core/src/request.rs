//! The definition of requests.

/// Defines requests from a table each: first the required fields, which are arguments of `new`, then, after a `;`, the options,
/// which are set by `with_*`. Each has the type of its argument and, if that differs, its name on the wire. An option that isn't
/// set is absent from the JSON. The service checks the limits. A request can be stored as JSON and read again.
///
/// ```
/// client_core::requests! {
///     /// Asks for a film.
///     FilmRequest {
///         /// The story.
///         story: String as impl Into<String>,
///         ;
///         /// The length in minutes.
///         with_length sets length: u32 as u32 = "lengthMinutes",
///     }
/// }
///
/// let request = FilmRequest::new("A knight").with_length(3);
/// let json = serde_json::to_string(&request)?;
/// assert_eq!(json, r#"{"story":"A knight","lengthMinutes":3}"#);
/// assert_eq!(serde_json::from_str::<FilmRequest>(&json)?, request);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! requests {
    ($($(#[$about:meta])* $name:ident {
        $($(#[$about_field:meta])* $field:ident: $field_kind:ty as $field_given:ty $(= $field_wire:literal)?,)*
        $(; $($(#[$about_option:meta])* $with:ident sets $option:ident: $kind:ty as $given:ty $(= $wire:literal)?,)+)?
    })+) => {$(
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, $crate::expansion::serde::Deserialize, $crate::expansion::serde::Serialize)]
        #[serde(crate = "client_core::expansion::serde")]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$about_field])* $(#[serde(rename = $field_wire)])? pub $field: $field_kind,)*
            $($(
                $(#[$about_option])*
                #[serde(default, skip_serializing_if = "Option::is_none")]
                $(#[serde(rename = $wire)])?
                pub $option: Option<$kind>,
            )+)?
        }

        impl $name {
            /// Creates a request with its required fields.
            pub fn new($($field: $field_given),*) -> Self {
                Self { $($field: $field.into(),)* $($($option: None,)+)? }
            }

            $($(
                #[doc = concat!("Sets [`", stringify!($option), "`](Self::", stringify!($option), ").")]
                #[must_use]
                pub fn $with(self, $option: $given) -> Self {
                    Self { $option: Some($option.into()), ..self }
                }
            )+)?
        }
    )+};
}
