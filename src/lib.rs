pub mod model;
pub mod query;
pub mod store;
pub mod text;
pub mod workspace;
