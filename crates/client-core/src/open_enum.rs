//! String enums that stay open: an undocumented value is kept, not refused.

/// Defines an enum over strings, with a last variant `Other` for every value that isn't listed.
///
/// A provider may add a state at any time. A client must still be able to read an answer that was paid for. The enum gets
/// `as_str`, `Display`, `From<&str>`, `From<String>` and serde's two traits. All of them keep an unknown value unchanged.
///
/// ```
/// client_core::open_enum! {
///     /// The state of a job.
///     pub enum Status {
///         /// Waiting in the queue.
///         Queued = "queued",
///         /// Running.
///         Running = "running",
///     }
/// }
///
/// assert_eq!(Status::from("queued"), Status::Queued);
/// assert_eq!(Status::from("paused"), Status::Other("paused".to_owned()));
/// assert_eq!(Status::from("paused").as_str(), "paused");
/// ```
#[macro_export]
macro_rules! open_enum {
    ($(
        $(#[$about:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$about_variant:meta])* $variant:ident = $text:literal,)+
        }
    )+) => {$(
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        $visibility enum $name {
            $($(#[$about_variant])* $variant,)+
            /// A value that isn't listed above, unchanged. A later version may list it, so compare it by `as_str`.
            Other(String),
        }

        impl $name {
            /// Returns the value as written in JSON.
            $visibility fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Other(text) => text,
                }
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                match text.as_str() {
                    $($text => Self::$variant,)+
                    _ => Self::Other(text),
                }
            }
        }

        /// An empty word, for an answer without one.
        impl Default for $name {
            fn default() -> Self {
                Self::Other(String::new())
            }
        }

        impl $crate::lenient::Lenient for $name {
            fn read(value: $crate::expansion::Value) -> $crate::lenient::Reading<Self> {
                $crate::lenient::text(value, Self::from)
            }

            fn write(&self) -> Option<$crate::expansion::Value> {
                Some(self.as_str().into())
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::from(text.to_owned())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::expansion::serde::Serialize for $name {
            fn serialize<S: $crate::expansion::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::expansion::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::expansion::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <String as $crate::expansion::serde::Deserialize>::deserialize(deserializer).map(Self::from)
            }
        }
    )+};
}

#[cfg(test)]
mod tests {
    open_enum! {
        /// An enum for tests.
        enum Shape {
            /// Round.
            Circle = "circle",
            /// Not round.
            Square = "sq:uare",
        }
    }

    #[test]
    fn listed_and_unlisted_values_survive_the_round_trip() {
        for (text, shape) in [
            ("circle", Shape::Circle),
            ("sq:uare", Shape::Square),
            ("Circle", Shape::Other("Circle".to_owned())),
            ("", Shape::Other(String::new())),
        ] {
            assert_eq!(Shape::from(text), shape);
            assert_eq!(shape.to_string(), text);
            let json = serde_json::to_string(&shape).unwrap();
            assert_eq!(json, format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<Shape>(&json).unwrap(), shape);
        }
        assert!(serde_json::from_str::<Shape>("7").is_err());
    }
}
