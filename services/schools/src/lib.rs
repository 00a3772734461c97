//! schools
