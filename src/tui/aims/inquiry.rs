//! Questions to the numbers, asked where a number is seen: what do we want to know, and what would change our mind?

use crate::model::{Id, Inquiry, Product, Verb};
use crate::text;
use crate::tui::desk::Desk;
use crate::tui::layer::prompt::{Ask, Prompt};

/// Asks for a question about a record, or about nothing in particular.
pub fn ask(desk: &mut Desk, about: Option<Id>) {
    let asks = [
        Ask::new("Question", "").hint("what do we want to know of it?").needed("a question needs words"),
        Ask::new("Changes our mind", "")
            .hint("what would change your mind? churn is the same in six weeks")
            .needed("a question that nothing could answer is none"),
    ];
    desk.push(Prompt::form("A question to the numbers", asks, move |desk, [asks, changes]| {
        desk.edit(Verb::WroteDown, "", |product| product.inquire(&asks, &changes, about).map(|_| ()));
    }));
}

/// Asks for the answer of a question; an empty one opens it again.
pub fn answer(desk: &mut Desk, own: &Inquiry) {
    let (id, now) = (own.id, desk.now);
    let prompt = Prompt::new(format!("{} {}", own.key(), text::line(&own.asks)), &own.answer, move |desk, words| {
        desk.edit(Verb::Decided, "", |product| {
            product.change_inquiry(id, now, |own| {
                own.answer = crate::model::entity::one_line(&words);
                Ok(())
            })
        });
    });
    let hint = format!("our mind would change if: {} · empty opens it again", text::line(&own.changes));
    desk.push(prompt.hint(hint));
}

/// Returns the questions about a record, a line each: what is asked, what would change our mind, and the answer.
#[must_use]
pub fn lines(product: &Product, about: Id) -> Vec<String> {
    let line = |own: &Inquiry| {
        let rest = if own.is_open() {
            format!("our mind changes if: {}", text::line(&own.changes))
        } else {
            format!("answer: {}", text::line(&own.answer))
        };
        format!("{} {} · {rest}", own.key(), text::line(&own.asks))
    };
    product.inquiries_about(about).into_iter().map(line).collect()
}
