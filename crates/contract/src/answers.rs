//! The doors of the services: an rpc that tells an aggregate and nothing else is answered by generated code. A service writes the rest.

include!(concat!(env!("OUT_DIR"), "/answers.rs"));
