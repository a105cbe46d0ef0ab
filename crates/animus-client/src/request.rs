//! The definition of requests: required fields are arguments of `new`, options are set by `with_*`. An option that isn't set
//! is absent from the JSON. The provider checks the limits.

/// Defines requests from a table each: first the required fields, then the options, each with the type of its argument.
macro_rules! requests {
    ($($(#[$about:meta])* $name:ident {
        $($(#[$about_field:meta])* $field:ident: $field_kind:ty as $field_given:ty,)*
        $(; $($(#[$about_option:meta])* $with:ident sets $option:ident: $kind:ty as $given:ty,)+)?
    })+) => {$(
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$about_field])* pub $field: $field_kind,)*
            $($(
                $(#[$about_option])*
                #[serde(skip_serializing_if = "Option::is_none")]
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

pub(crate) use requests;
