//! How names of the contract are written in Rust.

use prost_reflect::{DescriptorPool, FieldDescriptor, MessageDescriptor, MethodDescriptor};

/// `wave_opened` of `WaveOpened`.
pub fn snake(name: &str) -> String {
    let mut snake = String::new();
    for (place, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && place > 0 {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// `WaveOpened` of `WAVE_OPENED`.
pub fn camel(name: &str) -> String {
    let word = |word: &str| {
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + &rest.to_lowercase()
    };
    name.split('_').map(word).collect()
}

/// `surveys` of `plumbline.surveys.v1`.
pub fn service(package: &str) -> &str {
    package.split('.').nth(1).unwrap_or_default()
}

/// `crate::surveys::v1::WaveOpened`.
pub fn rust_type(message: &MessageDescriptor) -> String {
    format!("crate::{}::v1::{}", service(message.package_name()), message.name())
}

/// A field's name in Rust.
pub fn rust_field(field: &FieldDescriptor) -> String {
    if field.name() == "type" { "r#type".to_owned() } else { field.name().to_owned() }
}

/// Every rpc of Plumbline.
pub fn rpcs(pool: &DescriptorPool) -> Vec<MethodDescriptor> {
    let ours = pool.services().filter(|service| service.package_name().starts_with("plumbline."));
    ours.flat_map(|service| service.methods().collect::<Vec<_>>()).collect()
}

/// Whether a request gives a command.
pub fn gives_command(request: &MessageDescriptor) -> bool {
    request.get_field_by_name("command_id").is_some()
}
