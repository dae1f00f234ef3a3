//! A report as text, Markdown, HTML or JSON. All words pass the one sanitizer before, and the escapes of the format here.

use serde_json::{Value as Json, json};

use super::sections::MOVED;
use super::{Doc, Section, Sentence, key_of};
use crate::exchange::html::{escape as html, page};
use crate::exchange::markdown::escape;
use crate::model::share::Report;
use crate::model::{Item, Product};

/// The form of a printed report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Plain text, as it goes into a message.
    Text,
    /// Markdown.
    Markdown,
    /// A page for a browser.
    Html,
    /// A value for a program, with the source of each sentence.
    Json,
}

impl Form {
    /// Their names for the shell.
    pub const NAMES: &'static [(&'static str, Self)] =
        &[("md", Self::Markdown), ("text", Self::Text), ("html", Self::Html), ("json", Self::Json)];
}

/// Returns the keys of the items of a sentence in brackets, where the audience knows them.
fn keys(sentence: &Sentence, product: Option<&Product>) -> String {
    let Some(product) = product else { return String::new() };
    // what only counts the rest names none of it
    if sentence.counts {
        return String::new();
    }
    let keys: Vec<String> = sentence
        .from
        .iter()
        .filter(|id| product.get::<Item>(**id).is_some() || product.get::<crate::model::Decision>(**id).is_some())
        .filter_map(|id| key_of(product, *id))
        .filter(|key| !sentence.text.contains(key.as_str()))
        .collect();
    if keys.is_empty() { String::new() } else { format!(" ({})", keys.join(", ")) }
}

/// Returns the sentences of what comes first, which stand in a line under the heading: whether it moved is read before all else.
fn in_a_line(section: &Section) -> Option<String> {
    let words = || section.sentences.iter().map(|sentence| sentence.text.as_str()).collect::<Vec<_>>().join(" ");
    (section.title == MOVED).then(words)
}

/// Returns a sentence with the keys in brackets after it.
fn whole(sentence: &Sentence, product: Option<&Product>) -> String {
    let keys = keys(sentence, product);
    format!("{}{keys}", sentence.text)
}

impl Doc {
    /// Whether the keys of records mean something to whom it is for.
    fn has_keys(&self) -> bool {
        !matches!(self.report, Report::Customers | Report::Said)
    }

    /// Returns it in a form. With the product, the keys of items and decisions stand in brackets where the audience knows them; JSON
    /// needs it for the sources.
    #[must_use]
    pub fn print(&self, form: Form, product: Option<&Product>) -> String {
        let known = product.filter(|_| self.has_keys());
        match form {
            Form::Text => self.plain(known),
            Form::Markdown => self.markdown(known),
            Form::Html => self.html(known),
            Form::Json => format!("{:#}\n", self.json(product)),
        }
    }

    fn plain(&self, product: Option<&Product>) -> String {
        let mut out = format!("{}\n", self.heading);
        if !self.opening.is_empty() {
            out.push_str(&format!("\n{}\n", self.opening));
        }
        for section in &self.sections {
            if let Some(words) = in_a_line(section) {
                out.push_str(&format!("\n{} {words}\n", section.title));
                continue;
            }
            out.push_str(&format!("\n{}\n", section.title.to_uppercase()));
            for sentence in &section.sentences {
                out.push_str(&format!("- {}\n", whole(sentence, product)));
            }
        }
        if !self.closing.is_empty() {
            out.push_str(&format!("\n{}\n", self.closing));
        }
        out
    }

    fn markdown(&self, product: Option<&Product>) -> String {
        let mut out = format!("# {}\n", escape(&self.heading));
        if !self.opening.is_empty() {
            out.push_str(&format!("\n{}\n", escape(&self.opening)));
        }
        for section in &self.sections {
            if let Some(words) = in_a_line(section) {
                out.push_str(&format!("\n**{}** {}\n", section.title, escape(&words)));
                continue;
            }
            out.push_str(&format!("\n## {}\n\n", section.title));
            for sentence in &section.sentences {
                out.push_str(&format!("- {}\n", escape(&whole(sentence, product))));
            }
        }
        if !self.closing.is_empty() {
            out.push_str(&format!("\n{}\n", escape(&self.closing)));
        }
        out
    }

    fn html(&self, product: Option<&Product>) -> String {
        let mut out = format!("<h1>{}</h1>\n", html(&self.heading));
        if !self.opening.is_empty() {
            out.push_str(&format!("<p>{}</p>\n", html(&self.opening)));
        }
        for section in &self.sections {
            if let Some(words) = in_a_line(section) {
                out.push_str(&format!("<p><strong>{}</strong> {}</p>\n", html(section.title), html(&words)));
                continue;
            }
            out.push_str(&format!("<h2>{}</h2>\n<ul>\n", html(section.title)));
            for sentence in &section.sentences {
                out.push_str(&format!("<li>{}</li>\n", html(&whole(sentence, product))));
            }
            out.push_str("</ul>\n");
        }
        if !self.closing.is_empty() {
            out.push_str(&format!("<p>{}</p>\n", html(&self.closing)));
        }
        page(&self.heading, &out)
    }

    fn json(&self, product: Option<&Product>) -> Json {
        let source = |id: &crate::model::Id| json!({"id": id.to_string(), "key": product.and_then(|product| key_of(product, *id))});
        let sections: Vec<Json> = self
            .sections
            .iter()
            .map(|section| {
                let sentences: Vec<Json> = section
                    .sentences
                    .iter()
                    .map(|sentence| {
                        json!({"text": sentence.text, "from": sentence.from.iter().map(source).collect::<Vec<_>>()})
                    })
                    .collect();
                json!({"title": section.title, "sentences": sentences})
            })
            .collect();
        json!({
            "report": self.report, "since": self.span.since.to_string(), "until": self.span.until.to_string(),
            "heading": self.heading, "opening": self.opening, "sections": sections, "closing": self.closing,
            "left_out": self.silence.left_out, "held_back": self.silence.held_back.len(), "unknown": self.silence.unknown,
        })
    }
}
