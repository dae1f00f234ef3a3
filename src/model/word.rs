//! Closed vocabularies: enums whose words are the same in the file, in filters, on the screen and in the shell.

/// Declares such an enum. The first variant is the default, which the file does not spell out.
macro_rules! words {
    ($(#[$meta:meta])* pub enum $name:ident {
        $(#[$fmeta:meta])* $first:ident = $fword:literal,
        $($(#[$vmeta:meta])* $variant:ident = $word:literal,)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            #[default]
            $(#[$fmeta])* #[serde(rename = $fword)] $first,
            $($(#[$vmeta])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[Self::$first, $(Self::$variant,)*];
            /// Their words, in order.
            pub const WORDS: &'static [&'static str] = &[$fword, $($word,)*];

            /// Returns the word for it.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { Self::$first => $fword, $(Self::$variant => $word,)* }
            }

            /// Returns the one that `text` names, in any case.
            ///
            /// # Errors
            /// Returns an error if no word fits; the refusal lists them all.
            pub fn parse(text: &str) -> Result<Self, $crate::model::Refusal> {
                let text = text.trim();
                Self::ALL.iter().copied().find(|one| one.word().eq_ignore_ascii_case(text)).ok_or_else(|| {
                    $crate::model::Refusal::invalid(format!("“{text}” is none of {}", Self::WORDS.join(", ")))
                })
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.word())
            }
        }
    };
}
pub(crate) use words;
