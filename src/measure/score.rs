//! What an item is worth by a method: inputs in, arithmetic out. A score is advice; the rank is what a person decided.

use crate::model::entity::hundredths;
use crate::model::insight::{InsightKind, Weight};
use crate::model::item::{Evidence, Scoring};
use crate::model::{Insight, Item, Product, Size};
use crate::sort::InOrder;

/// How an input is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Any number from 0.
    Number,
    /// Any number above 0.
    Divisor,
    /// From 1 to 10.
    Ten,
    /// From 1 to 5.
    Five,
    /// One of these, each with its word: hundredths and what they mean.
    Steps(&'static [(i64, &'static str)]),
    /// In percent; follows the evidence unless it was set.
    Confidence,
}

/// An input of a method.
#[derive(Debug)]
pub struct Input {
    /// Its name in the file.
    pub name: &'static str,
    /// Its name on the screen.
    pub title: &'static str,
    /// The question that it answers.
    pub ask: &'static str,
    /// How it is given.
    pub scale: Scale,
}

/// The greatest input, in hundredths: what a hand wrote into the file beyond it counts as this.
const GREATEST: i64 = 100_000_000_000;

/// A formula over inputs by name.
type Formula = fn(&dyn Fn(&str) -> f64) -> f64;

/// A way to score.
#[derive(Clone, Copy, Debug)]
pub struct Method {
    /// The name of the method.
    pub name: &'static str,
    /// Its purpose.
    pub title: &'static str,
    /// Its formula in words.
    pub formula: &'static str,
    /// Its inputs, in the order in which they are asked.
    pub inputs: &'static [Input],
    compute: Formula,
    /// What each input weighs in hundredths, in their order, where the formula has weights.
    weights: [u32; 4],
}

/// A score, with its arithmetic.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// The score as a number.
    pub value: f64,
    /// How it came about: `2000 × 2 × 80 % ÷ 3 = 1066.7`.
    pub arithmetic: String,
}

/// Whether the inputs of a score rest on nothing: no evidence, no source in words, and no insight that tells of the item.
#[must_use]
pub fn is_unsupported(item: &Item, product: &Product) -> bool {
    let said = item.scoring.as_ref().is_some_and(|own| own.evidence != Evidence::None || !own.note.is_empty());
    !said && product.insights_about(item.id).is_empty()
}

/// Returns the evidence for which the insights speak that tell of an item: data where something was counted or many said it, an anecdote
/// where somebody said it; none where nobody was heard.
#[must_use]
pub fn heard(item: &Item, product: &Product) -> Option<Evidence> {
    let all = product.insights_about(item.id);
    let counted = |own: &&Insight| own.kind == InsightKind::Usage || own.weight == Weight::Many;
    let strongest = if all.iter().any(counted) { Evidence::Data } else { Evidence::Anecdote };
    (!all.is_empty()).then_some(strongest)
}

const FIBONACCI: Scale =
    Scale::Steps(&[(100, "1"), (200, "2"), (300, "3"), (500, "5"), (800, "8"), (1300, "13"), (2000, "20")]);
const IMPACT: Scale = Scale::Steps(&[(25, "minimal"), (50, "low"), (100, "medium"), (200, "high"), (300, "massive")]);

const fn input(name: &'static str, title: &'static str, ask: &'static str, scale: Scale) -> Input {
    Input { name, title, ask, scale }
}

/// What the inputs of a formula without weights weigh.
const EVEN: [u32; 4] = [100; 4];

/// All methods of scoring, in the order of the menu.
pub static METHODS: [Method; 6] = [
    Method {
        name: "value",
        title: "Value and effort",
        formula: "value ÷ effort",
        inputs: &[
            input("value", "Value", "how much good does it do, 1 to 10?", Scale::Ten),
            input("effort", "Effort", "how much work is it? its size, unless you say otherwise", Scale::Divisor),
        ],
        compute: |n| n("value") / n("effort"),
        weights: EVEN,
    },
    Method {
        name: "rice",
        title: "RICE (Intercom)",
        formula: "reach × impact × confidence ÷ effort",
        inputs: &[
            input("reach", "Reach", "how many people or events in a quarter?", Scale::Number),
            input("impact", "Impact", "how much does it change for each?", IMPACT),
            input("confidence", "Confidence", "in percent; follows the evidence", Scale::Confidence),
            input("months", "Effort", "person-months, at least half a one", Scale::Divisor),
        ],
        compute: |n| n("reach") * n("impact") * n("confidence") / 100.0 / n("months"),
        weights: EVEN,
    },
    Method {
        name: "wsjf",
        title: "WSJF (SAFe): cost of delay by job size",
        formula: "(value + time + risk) ÷ job size",
        inputs: &[
            input("worth", "Value", "worth to users and business, relative", FIBONACCI),
            input("time", "Time", "how much does it lose by waiting, relative", FIBONACCI),
            input("relief", "Risk", "which risk does it take, what does it make possible, relative", FIBONACCI),
            input("job", "Job size", "relative size; its points, unless you say otherwise", Scale::Divisor),
        ],
        compute: |n| (n("worth") + n("time") + n("relief")) / n("job"),
        weights: EVEN,
    },
    Method {
        name: "ice",
        title: "ICE (Sean Ellis)",
        formula: "impact × confidence × ease, each 1 to 10",
        inputs: &[
            input("gain", "Impact", "how much does it change, 1 to 10?", Scale::Ten),
            input("certainty", "Confidence", "how sure are we, 1 to 10?", Scale::Ten),
            input("ease", "Ease", "how easy is it, 1 to 10?", Scale::Ten),
        ],
        compute: |n| n("gain") * n("certainty") * n("ease"),
        weights: EVEN,
    },
    Method {
        name: "four",
        title: "Four judgments",
        formula: "3 × user value + 3 × business + 2 × fit − 1 × risk, each 1 to 5",
        inputs: &[
            input("users", "User value", "good for users, 1 to 5?", Scale::Five),
            input("business", "Business", "good for the business, 1 to 5?", Scale::Five),
            input("fit", "Fit", "fits the strategy, 1 to 5?", Scale::Five),
            input("danger", "Risk", "technical risk, 1 to 5?", Scale::Five),
        ],
        compute: |n| {
            n("×users") * n("users") + n("×business") * n("business") + n("×fit") * n("fit")
                - n("×danger") * n("danger")
        },
        weights: [300, 300, 200, 100],
    },
    Method {
        name: "opportunity",
        title: "Opportunity (Ulwick), for needs",
        formula: "importance + max(importance − satisfaction, 0), each 0 to 10",
        inputs: &[
            input("importance", "Importance", "share of answers 4 or 5, times ten", Scale::Number),
            input("satisfaction", "Satisfaction", "share of answers 4 or 5, times ten", Scale::Number),
        ],
        compute: |n| n("importance") + (n("importance") - n("satisfaction")).max(0.0),
        weights: EVEN,
    },
];

impl Method {
    /// Returns the method of a name; value and effort where nobody chose one.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        let name = if name.is_empty() { "value" } else { name };
        METHODS.iter().find(|method| method.name == name)
    }

    /// Returns the product's method, with the weights that the team gave it.
    #[must_use]
    pub fn of(product: &Product) -> Self {
        let about = product.about();
        let mut own = *Self::named(&about.method).unwrap_or(&METHODS[0]);
        if own.weights != EVEN {
            for (input, weight) in own.inputs.iter().zip(&mut own.weights) {
                *weight = about.weight(input.name);
            }
        }
        own
    }

    /// Returns an input in hundredths: what a person gave, else what follows from the item itself.
    #[must_use]
    pub fn given(&self, input: &Input, item: &Item) -> Option<i64> {
        let scoring = item.scoring.as_deref();
        if let Some(n) = scoring.and_then(|scoring| scoring.inputs.get(input.name)) {
            return Some((*n).clamp(-GREATEST, GREATEST));
        }
        match (input.scale, input.name) {
            (Scale::Confidence, _) => scoring.map(|scoring| scoring.evidence.confidence() * 100),
            (_, "effort" | "job") => item.size.and_then(Size::points).map(i64::from),
            _ => None,
        }
    }

    /// Returns an item's score; `None` where an input is missing or the effort is 0.
    #[must_use]
    pub fn score(&self, item: &Item) -> Option<Score> {
        item.scoring.as_ref()?;
        let mut values = Vec::with_capacity(self.inputs.len());
        for input in self.inputs {
            let n = self.given(input, item)?;
            if (input.scale == Scale::Divisor && n <= 0) || n < 0 {
                return None;
            }
            values.push((input.name, n));
        }
        #[expect(clippy::cast_precision_loss, reason = "inputs are clamped far below 2^52")]
        let number = |name: &str| {
            if let Some(input) = name.strip_prefix('×') {
                let mut weights = self.inputs.iter().zip(self.weights);
                return weights.find(|(own, _)| own.name == input).map_or(1.0, |(_, n)| f64::from(n) / 100.0);
            }
            values.iter().find(|(n, _)| *n == name).map_or(0.0, |(_, n)| *n as f64 / 100.0)
        };
        let value = (self.compute)(&number);
        value.is_finite().then(|| Score { value, arithmetic: self.spell(&values, value) })
    }

    /// Returns the formula with numbers in the place of names.
    fn spell(&self, values: &[(&'static str, i64)], value: f64) -> String {
        let mut formula = self.formula.split(", each").next().unwrap_or("").to_owned();
        if self.weights != EVEN {
            let name = |input: &Input| input.title.to_lowercase();
            let parts = self.inputs.iter().zip(self.weights);
            let parts =
                parts.map(|(own, n)| format!("{} × {}", hundredths(i64::from(n)), name(own))).collect::<Vec<_>>();
            let (last, gains) = parts
                .split_last()
                .map_or((String::new(), String::new()), |(last, rest)| (last.clone(), rest.join(" + ")));
            formula = format!("{gains} − {last}");
        }
        for (input, (_, n)) in self.inputs.iter().zip(values) {
            let unit = if input.scale == Scale::Confidence { " %" } else { "" };
            formula = formula.replacen(&input.title.to_lowercase(), &format!("{}{unit}", hundredths(*n)), 1);
        }
        if self.name == "opportunity" {
            // importance stands there twice
            let importance = values.first().map_or_else(String::new, |(_, n)| hundredths(*n));
            formula = formula.replace("importance", &importance);
        }
        format!("{formula} = {}", print(value))
    }

    /// Reads what a person typed for an input, in hundredths.
    ///
    /// # Errors
    /// Returns an error if it is not a number that the scale holds; the words say which would be.
    pub fn read(input: &Input, text: &str) -> Result<i64, String> {
        let text = text.trim().trim_end_matches('%').trim().replace(',', ".");
        let number: f64 = text.parse().map_err(|_| format!("“{text}” is not a number"))?;
        let (low, high) = match input.scale {
            Scale::Number => (0.0, 1e9),
            Scale::Divisor => (f64::MIN_POSITIVE, 1e6),
            Scale::Ten => (1.0, 10.0),
            Scale::Five => (1.0, 5.0),
            Scale::Steps(steps) => {
                let fits = steps.iter().find(|(n, _)| hundredths(*n) == text || format!("0.{n}") == text);
                return fits.map(|(n, _)| *n).ok_or_else(|| {
                    let all: Vec<String> = steps.iter().map(|(n, _)| hundredths(*n)).collect();
                    format!("“{text}” is none of {}", all.join(", "))
                });
            }
            Scale::Confidence => (0.0, 100.0),
        };
        if !number.is_finite() || number < low || number > high {
            return Err(match input.scale {
                Scale::Divisor => "it must be above 0: nothing is done with no work".to_owned(),
                _ => format!("it goes from {low} to {high}"),
            });
        }
        let n = (number * 100.0).round();
        #[expect(clippy::cast_possible_truncation, reason = "bounded by 1e9 above")]
        let n = n as i64;
        if input.scale == Scale::Divisor && n == 0 {
            return Err("it must be above 0: nothing is done with no work".to_owned());
        }
        Ok(n)
    }
}

/// Returns a score as people read it: one decimal, none where it is whole.
#[must_use]
pub fn print(value: f64) -> String {
    let rounded = format!("{value:.1}");
    rounded.strip_suffix(".0").map_or_else(|| rounded.clone(), str::to_owned)
}

/// Sets an input of an item's score.
pub fn set(scoring: &mut Option<Box<Scoring>>, name: &str, n: Option<i64>) {
    let scoring = scoring.get_or_insert_with(Box::default);
    match n {
        Some(n) => drop(scoring.inputs.insert(name.to_owned(), n)),
        None => drop(scoring.inputs.remove(name)),
    }
}

/// Quadrants of value against effort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quadrant {
    /// Much value, little effort.
    QuickWin,
    /// Much value, much effort.
    BigBet,
    /// Little value, little effort.
    FillIn,
    /// Little value, much effort.
    TimeSink,
}

/// A point of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// The item that it is about.
    pub id: crate::model::Id,
    /// Value, 1 to 10, in hundredths.
    pub value: i64,
    /// The effort, in hundredths of a point.
    pub effort: i64,
}

/// Returns the open items that have both a value and an effort, in the one order, and how many have not.
#[must_use]
pub fn points(product: &Product) -> (Vec<Point>, usize) {
    let Some(method) = Method::named("value") else { return (Vec::new(), 0) };
    let [value, effort] = method.inputs else { return (Vec::new(), 0) };
    let mut out = Vec::new();
    let mut unscored = 0;
    for item in product.order().iter().filter_map(|id| product.items().get(*id)) {
        match (method.given(value, item), method.given(effort, item)) {
            (Some(value), Some(effort)) if effort > 0 => out.push(Point { id: item.id, value, effort }),
            _ => unscored += 1,
        }
    }
    (out, unscored)
}

/// Returns the medians of value and effort, where the quadrants are cut.
#[must_use]
pub fn cut(points: &[Point]) -> (i64, i64) {
    let median = |mut numbers: Vec<i64>| {
        numbers.sort_unstable();
        numbers.get(numbers.len() / 2).copied().unwrap_or(0)
    };
    (median(points.iter().map(|p| p.value).collect()), median(points.iter().map(|p| p.effort).collect()))
}

/// Returns the quadrant of a point.
#[must_use]
pub fn quadrant(point: Point, cut: (i64, i64)) -> Quadrant {
    match (point.value >= cut.0, point.effort > cut.1) {
        (true, false) => Quadrant::QuickWin,
        (true, true) => Quadrant::BigBet,
        (false, false) => Quadrant::FillIn,
        (false, true) => Quadrant::TimeSink,
    }
}

/// Returns the quick wins among the open items, in the one order.
#[must_use]
pub fn quick_wins(product: &Product) -> Vec<crate::model::Id> {
    let (points, _) = points(product);
    let cut = cut(&points);
    points.into_iter().filter(|point| quadrant(*point, cut) == Quadrant::QuickWin).map(|point| point.id).collect()
}

/// Returns the open items in the order that the product's method advises: scored ones by score, then the rest as they are.
#[must_use]
pub fn advised(product: &Product) -> Vec<crate::model::Id> {
    let method = Method::of(product);
    let mut scored: Vec<(f64, usize, crate::model::Id)> = Vec::new();
    let mut rest = Vec::new();
    for (place, item) in product.order().iter().filter_map(|id| product.items().get(*id)).enumerate() {
        match method.score(item) {
            Some(score) => scored.push((score.value, place, item.id)),
            None => rest.push(item.id),
        }
    }
    scored.order_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    scored.into_iter().map(|(_, _, id)| id).chain(rest).collect()
}

/// Returns the places that scored items take when they are ranked by score, as `(item, place now, place then)`: they change
/// places among themselves, and what is not scored stays where it is. Only items that `wanted` names take part.
#[must_use]
pub fn ranked(product: &Product, wanted: impl Fn(crate::model::Id) -> bool) -> Vec<(crate::model::Id, usize, usize)> {
    let method = Method::of(product);
    let place = |id: crate::model::Id| product.items().get(id).and_then(|item| product.place_of(item));
    let scored = |id: &crate::model::Id| product.items().get(*id).is_some_and(|item| method.score(item).is_some());
    let order: Vec<crate::model::Id> = advised(product).into_iter().filter(scored).filter(|id| wanted(*id)).collect();
    let mut slots: Vec<usize> = order.iter().filter_map(|id| place(*id)).collect();
    slots.sort_unstable();
    order.iter().zip(slots).filter_map(|(id, to)| Some((*id, place(*id)?, to))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{About, Now, Place, Stamp};

    fn item(method: &str, inputs: &[i64]) -> (Item, &'static Method) {
        let method = Method::named(method).unwrap();
        let mut item = Item::default();
        for (input, n) in method.inputs.iter().zip(inputs) {
            set(&mut item.scoring, input.name, Some(*n));
        }
        (item, method)
    }

    fn score(method: &str, inputs: &[i64]) -> String {
        let (item, method) = item(method, inputs);
        method.score(&item).map_or_else(|| "none".into(), |score| score.arithmetic)
    }

    #[test]
    fn the_worked_examples_of_the_standards() {
        assert_eq!(score("rice", &[200_000, 200, 8_000, 300]), "2000 × 2 × 80 % ÷ 3 = 1066.7");
        assert_eq!(score("rice", &[500_000, 50, 10_000, 100]), "5000 × ½ × 100 % ÷ 1 = 2500");
        assert_eq!(score("rice", &[500_000, 200, 8_000, 200]), "5000 × 2 × 80 % ÷ 2 = 4000");
        assert_eq!(score("wsjf", &[500, 800, 300, 200]), "(5 + 8 + 3) ÷ 2 = 8");
        assert_eq!(score("opportunity", &[900, 300]), "9 + max(9 − 3, 0) = 15");
        assert_eq!(score("opportunity", &[400, 800]), "4 + max(4 − 8, 0) = 4");
        assert_eq!(score("ice", &[800, 500, 300]), "8 × 5 × 3 = 120");
        assert_eq!(score("four", &[500, 400, 300, 200]), "3 × 5 + 3 × 4 + 2 × 3 − 1 × 2 = 31");
    }

    #[test]
    fn no_work_is_no_score_and_not_infinity() {
        assert_eq!(score("rice", &[200_000, 200, 8_000, 0]), "none");
        assert_eq!(score("wsjf", &[500, 800, 300]), "none", "an input is missing");
        for text in ["0", "NaN", "inf", "-1", "", "0.001"] {
            assert!(Method::read(&Method::named("rice").unwrap().inputs[3], text).is_err(), "{text}");
        }
    }

    #[test]
    fn confidence_follows_the_evidence_until_it_is_set() {
        let (mut item, method) = item("rice", &[100_000, 100]);
        set(&mut item.scoring, "months", Some(100));
        for (evidence, expected) in
            [(Evidence::Opinion, "300"), (Evidence::Anecdote, "500"), (Evidence::Data, "800"), (Evidence::Test, "1000")]
        {
            item.scoring.as_mut().unwrap().evidence = evidence;
            assert_eq!(print(method.score(&item).unwrap().value), expected);
        }
    }

    // A47
    #[test]
    fn a_score_rests_on_evidence_on_a_source_or_on_what_was_heard() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let (scored, _) = item("value", &[900]);
        let id = product.add(Item { title: "x".into(), ..scored }, Place::Top).unwrap();
        let own = |product: &Product| Item::clone(product.items().get(id).unwrap());
        assert!(is_unsupported(&own(&product), &product));
        let mut noted = own(&product);
        noted.scoring.as_mut().unwrap().note = "a guess".into();
        assert!(!is_unsupported(&noted, &product));
        noted.scoring.as_mut().unwrap().note.clear();
        noted.scoring.as_mut().unwrap().evidence = Evidence::Opinion;
        assert!(!is_unsupported(&noted, &product));
        assert_eq!(heard(&own(&product), &product), None);
        let now = Now::on("2026-11-21".parse().unwrap());
        let note = |kind, weight| Insight { said: "x".into(), about: vec![id], kind, weight, ..Insight::default() };
        product.note_insight(note(InsightKind::Interview, Weight::Some), now).unwrap();
        assert!(!is_unsupported(&own(&product), &product));
        assert_eq!(heard(&own(&product), &product), Some(Evidence::Anecdote));
        let mut counted = product.clone();
        counted.note_insight(note(InsightKind::Usage, Weight::One), now).unwrap();
        assert_eq!(heard(&own(&counted), &counted), Some(Evidence::Data));
        product.note_insight(note(InsightKind::Survey, Weight::Many), now).unwrap();
        assert_eq!(heard(&own(&product), &product), Some(Evidence::Data));
    }

    #[test]
    fn effort_follows_the_size_until_it_is_set() {
        let (mut item, method) = item("value", &[900]);
        assert_eq!(method.score(&item), None);
        item.size = Some(Size::Points(300));
        assert_eq!(method.score(&item).unwrap().arithmetic, "9 ÷ 3 = 3");
    }
}
