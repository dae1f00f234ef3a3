//! Numbers and judgements computed from the model, pure: what is ready, what it is worth, what resembles what, how healthy
//! the backlog is. Nothing here is stored; the inputs are.

pub mod chance;
pub mod clash;
pub mod flow;
pub mod forecast;
pub mod health;
pub mod lane;
pub mod lint;
pub mod market;
pub mod outcome;
pub mod pattern;
pub mod portfolio;
pub mod promise;
pub mod quality;
pub mod reach;
pub mod ready;
pub mod review;
pub mod score;
pub mod similar;
pub mod since;
pub mod split;
pub mod sprint;
pub mod stakes;
pub mod standup;
pub mod terms;
pub mod theme;
pub mod timeline;
pub mod today;
pub mod usage;
pub mod velocity;
pub mod vote;
