//! Holds the components against the design system's own fixtures (options -> HTML), trimmed to what is used here.
