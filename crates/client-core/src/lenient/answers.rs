//! The definition of answers.

/// Defines answers from a table each: first the fields that it makes no sense without, then, after a `;`, the others, each with
/// its name on the wire if that differs.
///
/// A type gets `Clone`, `Debug`, `PartialEq` and serde's two traits. Writing an answer gives the JSON that it was read from,
/// except that nulls are left out and that values can be spelled differently.
///
/// ```
/// client_core::answers! {
///     /// A film.
///     Film {
///         /// The id.
///         id: String,
///         ;
///         /// The number of frames.
///         frames: Option<u64> = "frameCount",
///         /// The URLs.
///         urls: Vec<String>,
///     }
/// }
///
/// let json = r#"{"id": "f1", "frameCount": "250", "urls": null, "codec": "av1"}"#;
/// let film: Film = client_core::decode(json.as_bytes())?;
/// assert_eq!((film.frames, film.urls.len(), &film.extra["codec"]), (Some(250), 0, &"av1".into()));
///
/// let odd: Film = client_core::decode(br#"{"id": "f1", "frameCount": 2.5}"#)?;
/// assert_eq!((odd.frames, &odd.extra["frameCount"]), (None, &2.5.into()));
///
/// let error = client_core::decode::<Film>(br#"{"id": null}"#).unwrap_err();
/// assert!(error.to_string().ends_with("id is null"));
/// # Ok::<(), client_core::Error>(())
/// ```
#[macro_export]
macro_rules! answers {
    ($(
        $(#[$about:meta])*
        $name:ident {
            $($(#[$about_required:meta])* $required:ident: $required_kind:ty $(= $required_wire:literal)?,)*
            ;
            $($(#[$about_field:meta])* $field:ident: $kind:ty $(= $wire:literal)?,)*
        }
    )+) => {$(
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$about_required])* pub $required: $required_kind,)*
            $($(#[$about_field])* pub $field: $kind,)*
            /// All other fields, and the values that are not of their documented types.
            pub extra: $crate::lenient::Extra,
        }

        impl $name {
            fn from_json(json: $crate::expansion::Value) -> Result<Self, String> {
                let mut fields = $crate::lenient::Fields::open(json)
                    .map_err(|_| concat!(stringify!($name), " is no object").to_owned())?;
                Ok(Self {
                    $($required: fields.required($crate::wire_name!($required $($required_wire)?))?,)*
                    $($field: fields.take($crate::wire_name!($field $($wire)?)),)*
                    extra: fields.rest(),
                })
            }

            fn to_json(&self) -> $crate::expansion::Value {
                use $crate::lenient::Lenient;
                let fields = [
                    $(($crate::wire_name!($required $($required_wire)?), Lenient::write(&self.$required)),)*
                    $(($crate::wire_name!($field $($wire)?), Lenient::write(&self.$field)),)*
                ];
                $crate::lenient::Fields::write(fields, &self.extra)
            }
        }

        impl $crate::lenient::Lenient for $name {
            fn read(value: $crate::expansion::Value) -> $crate::lenient::Reading<Self> {
                match Self::from_json(value.clone()) {
                    Ok(read) => $crate::lenient::Reading::of(read),
                    Err(_) => $crate::lenient::Reading::none(value),
                }
            }

            fn write(&self) -> Option<$crate::expansion::Value> {
                Some(self.to_json())
            }
        }

        impl<'de> $crate::expansion::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::expansion::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let json = <$crate::expansion::Value as $crate::expansion::serde::Deserialize>::deserialize(deserializer)?;
                Self::from_json(json).map_err($crate::expansion::serde::de::Error::custom)
            }
        }

        impl $crate::expansion::serde::Serialize for $name {
            fn serialize<S: $crate::expansion::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.to_json().serialize(serializer)
            }
        }
    )+};
}

/// The name of a field on the wire.
#[doc(hidden)]
#[macro_export]
macro_rules! wire_name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $wire:literal) => {
        $wire
    };
}
