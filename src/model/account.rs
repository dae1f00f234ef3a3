//! An account: an organisation on whose behalf people ask. Reach counts accounts, because ten people of one company are one
//! company.

use crate::model::entity::{
    Value, choice_field, flag_field, identity, kept_field, line_field, one_line, tags_field, worth_field,
};
use crate::model::record::record;
use crate::model::word::words;
use crate::model::{Amount, Entity, Field, Id, Person, Product, Refusal, Request, Stamp};
use crate::sort::InOrder;

words! {
    /// How an account stands to us.
    pub enum AccountState {
        /// It pays.
        Customer = "customer",
        /// It tries.
        Trial = "trial",
        /// It may become a customer.
        Lead = "lead",
        /// It decided for something else.
        Lost = "lost",
        /// It was a customer.
        Churned = "churned",
        /// It is our own house.
        Inside = "inside",
    }
}

record! {
    /// An organisation on whose behalf people ask.
    pub struct Account {
        /// The identity of the record in the file.
        id: Id,
        /// The name.
        company: String,
        /// The sort of customer that it is, in the team's own words.
        segment: String,
        /// The payment of a year.
        worth: Option<Amount>,
        /// How it stands to us.
        state: AccountState,
        /// Words of the team, to find it by.
        tags: Vec<String>,
        /// Notes to remember.
        note: String,
        /// Whether it is never named to a helper program or an agent.
        private: bool,
        /// When it was written down.
        created: Stamp,
        /// When the record last changed.
        updated: Stamp,
    }
}

static FIELDS: &[Field<Account>] = &[
    line_field!(company, "Name", "What it is called"),
    line_field!(segment, "Segment", "The sort of customer that it is: enterprise, agency, school"),
    worth_field!(worth, "Worth", "What it pays in a year: 40k, 40 000"),
    choice_field!(state, AccountState, "State", "How it stands to us: customer, trial, lead, lost, churned, inside"),
    tags_field!(tags),
    line_field!(note, "Note", "What else is worth knowing"),
    flag_field!(private, "Private", "Whether it is never named to a helper program or an agent: yes or no"),
    kept_field!(created, "Created", Silent, "When it was written down", |a| Value::Stamp(a.created)),
    kept_field!(updated, "Updated", Greatest, "When the record last changed", |a| Value::Stamp(a.updated)),
    kept_field!(id, "Id", Later, "Identity in the file", |a| Value::text(a.id.to_string())),
];

impl Entity for Account {
    const TABLE: &'static str = "accounts";
    const NOUN: &'static str = "account";
    const TOLD_BY: &'static [&'static str] = &["company"];

    identity!();

    fn label(&self) -> String {
        self.company.clone()
    }
}

impl Product {
    /// Returns the accounts by name.
    #[must_use]
    pub fn accounts_by_name(&self) -> Vec<&Account> {
        let mut all: Vec<&Account> = self.accounts.iter().map(|account| &**account).collect();
        all.order_by_key(|account| (account.company.to_lowercase(), account.id));
        all
    }

    /// Returns the account of a name, and writes it down if there is none.
    ///
    /// # Errors
    /// Returns an error if the name is missing.
    pub fn account_named(&mut self, name: &str) -> Result<Id, Refusal> {
        let name = one_line(name);
        if name.is_empty() {
            return Err(Refusal::invalid("an account needs a name"));
        }
        let known = self.accounts.iter().find(|account| account.company.to_lowercase() == name.to_lowercase());
        if let Some(known) = known {
            return Ok(known.id);
        }
        let id = self.fresh_id();
        self.put(Account { id, company: name, ..Account::default() });
        Ok(id)
    }

    /// Returns the account of a name.
    ///
    /// # Errors
    /// Returns an error if there is none; the refusal lists the nearest.
    pub fn find_account(&self, name: &str) -> Result<&Account, Refusal> {
        let all = self.accounts_by_name();
        let wanted = name.trim().to_lowercase();
        all.iter().copied().find(|account| account.company.to_lowercase() == wanted).ok_or_else(|| {
            let near = crate::words::nearest(name.trim(), all.iter().map(|account| account.company.as_str()));
            let hint = match (all.is_empty(), near.is_empty()) {
                (true, _) => "no account is written down yet".to_owned(),
                (_, true) => all.iter().map(|a| a.company.as_str()).take(9).collect::<Vec<_>>().join(", "),
                _ => format!("did you mean {}?", near.join(" or ")),
            };
            Refusal::Missing(format!("no account “{}” · {hint}", name.trim()))
        })
    }

    /// Changes an account by a closure.
    ///
    /// # Errors
    /// Returns an error if it is not there any more, if the closure refuses, or if the name is empty or taken.
    pub fn change_account(
        &mut self,
        id: Id,
        f: impl FnOnce(&mut Account) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let mut account = self.existing::<Account>(id)?.clone();
        f(&mut account)?;
        if account.company.trim().is_empty() {
            return Err(Refusal::invalid("an account needs a name"));
        }
        let name = account.company.to_lowercase();
        if self.accounts.iter().any(|other| other.id != id && other.company.to_lowercase() == name) {
            return Err(Refusal::invalid(format!("another account is called {}", account.company)));
        }
        self.put(account);
        Ok(())
    }

    /// Takes an account out. Its people stay, without one; what a request was said for keeps the name.
    ///
    /// # Errors
    /// Returns an error if it is not there any more.
    pub fn remove_account(&mut self, id: Id) -> Result<(), Refusal> {
        self.existing::<Account>(id)?;
        self.keep_private(|person| person.account == Some(id));
        let people: Vec<Person> =
            self.people.iter().filter(|p| p.account == Some(id)).map(|p| Person::clone(p)).collect();
        for person in people {
            self.put(Person { account: None, ..person });
        }
        self.remove::<Account>(id);
        Ok(())
    }

    /// Makes one account of two with the same name, as two programs can write them down: the older stays.
    pub(crate) fn one_account_each(&mut self) -> Vec<String> {
        let mut all: Vec<Account> = self.accounts.iter().map(|row| Account::clone(row)).collect();
        all.order_by_key(|account| (account.company.to_lowercase(), account.created, account.id));
        let (mut kept, mut done): (Option<Account>, Vec<String>) = (None, Vec::new());
        for account in all {
            match &mut kept {
                Some(first) if first.company.to_lowercase() == account.company.to_lowercase() => {
                    first.worth = first.worth.max(account.worth);
                    if first.segment.is_empty() {
                        first.segment.clone_from(&account.segment);
                    }
                    first.tags.extend(
                        account.tags.iter().filter(|tag| !first.tags.contains(tag)).cloned().collect::<Vec<_>>(),
                    );
                    first.tags.order();
                    done.push(format!("{} was written down twice and is one now", first.company));
                    let first = first.clone();
                    self.move_account(account.id, first.id);
                    self.remove::<Account>(account.id);
                    self.put(first);
                }
                _ => kept = Some(account),
            }
        }
        done
    }

    /// Lets everything that names one account name another.
    fn move_account(&mut self, from: Id, to: Id) {
        let people: Vec<Person> =
            self.people.iter().filter(|p| p.account == Some(from)).map(|p| Person::clone(p)).collect();
        for person in people {
            self.put(Person { account: Some(to), ..person });
        }
        let names = |request: &&std::sync::Arc<Request>| request.was.account == Some(from);
        let requests: Vec<Request> = self.requests.iter().filter(names).map(|r| Request::clone(r)).collect();
        for mut request in requests {
            request.was.account = Some(to);
            self.put(request);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::About;

    #[test]
    fn an_account_is_known_by_its_name_in_any_case_and_leaves_its_people_behind() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let acme = product.account_named("Acme").unwrap();
        assert_eq!(product.account_named(" ACME ").unwrap(), acme);
        assert!(product.account_named(" ").is_err());
        let other = product.account_named("Beta").unwrap();
        assert!(
            product
                .change_account(other, |a| {
                    a.company = "acme".into();
                    Ok(())
                })
                .is_err(),
            "the name is taken"
        );
        assert!(product.find_account("Acmee").unwrap_err().to_string().contains("did you mean Acme"));
        let mia = product.person_named("Mia").unwrap();
        product
            .change_person(mia, |person| {
                person.account = Some(acme);
                Ok(())
            })
            .unwrap();
        product.remove_account(acme).unwrap();
        assert_eq!(product.get::<Person>(mia).unwrap().account, None);
        assert!(product.remove_account(acme).is_err());
    }

    #[test]
    fn two_accounts_of_one_name_become_one_with_all_their_people() {
        let mut product = Product::new(About::named("Inkwell", Stamp(1)), 1);
        let (old, new) = (product.fresh_id(), product.fresh_id());
        let account = |id, at, tags: &[&str]| Account {
            id,
            company: "Acme".into(),
            created: Stamp(at),
            tags: tags.iter().map(|t| (*t).to_owned()).collect(),
            ..Account::default()
        };
        product.put(account(old, 5, &["a"]));
        product.put(account(new, 9, &["b"]));
        let mia = product.person_named("Mia").unwrap();
        product
            .change_person(mia, |person| {
                person.account = Some(new);
                Ok(())
            })
            .unwrap();
        assert_eq!(product.one_account_each().len(), 1);
        assert_eq!(product.get::<Person>(mia).unwrap().account, Some(old));
        assert_eq!(product.get::<Account>(old).unwrap().tags, ["a", "b"]);
        assert!(product.get::<Account>(new).is_none() && product.one_account_each().is_empty());
    }
}
