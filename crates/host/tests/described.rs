//! Reflection describes every word that a process speaks, and an unknown name ends nothing.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "doors/mod.rs"]
mod doors;

use limits::Limits;
use tonic::transport::Channel;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;
use tonic_reflection::pb::v1::{ExtensionRequest, ServerReflectionRequest};

/// The answers to several questions on one stream.
async fn answers(asked: Vec<MessageRequest>) -> Vec<MessageResponse> {
    let doors = doors::doors(Limits::default()).await;
    let channel = Channel::from_shared(format!("http://{}", doors.address)).unwrap();
    let mut reflection = ServerReflectionClient::new(channel.connect_lazy());
    let asked = asked
        .into_iter()
        .map(|asked| ServerReflectionRequest { host: String::new(), message_request: Some(asked) });
    let asked = tokio_stream::iter(asked.collect::<Vec<_>>());
    let mut stream = reflection.server_reflection_info(asked).await.unwrap().into_inner();
    let mut answers = Vec::new();
    while let Some(answer) = stream.message().await.unwrap() {
        answers.push(answer.message_response.unwrap());
    }
    answers
}

fn symbol(name: &str) -> MessageRequest {
    MessageRequest::FileContainingSymbol(name.to_owned())
}

#[tokio::test]
async fn everything_that_is_spoken_is_described() {
    let spoken = [
        "google.rpc.ErrorInfo",
        "google.rpc.BadRequest",
        "google.rpc.RetryInfo",
        "google.protobuf.Any",
        "google.protobuf.Duration",
        "grpc.health.v1.Health",
        "grpc.reflection.v1.ServerReflection",
        "grpc.reflection.v1alpha.ServerReflection",
        "plumbline.schools.v1.SchoolsService",
        "plumbline.schools.v1.SchoolsService.FormHub",
        "plumbline.log.v1.Words.commitment",
    ];
    let described = answers(spoken.map(symbol).to_vec()).await;
    assert_eq!(described.len(), spoken.len());
    for (name, answer) in spoken.iter().zip(described) {
        assert!(matches!(answer, MessageResponse::FileDescriptorResponse(_)), "{name}: {answer:?}");
    }
}

#[tokio::test]
async fn an_unknown_name_is_answered_and_the_stream_goes_on() {
    let unknown = [
        symbol("plumbline.schools.v1.Nothing"),
        MessageRequest::FileByFilename("nothing.proto".to_owned()),
        MessageRequest::AllExtensionNumbersOfType("nothing.Message".to_owned()),
        MessageRequest::FileContainingExtension(ExtensionRequest {
            containing_type: "google.protobuf.FieldOptions".to_owned(),
            extension_number: 1,
        }),
    ];
    for asked in unknown {
        let answers = answers(vec![asked.clone(), symbol("plumbline.log.v1.Words")]).await;
        let [MessageResponse::ErrorResponse(error), MessageResponse::FileDescriptorResponse(_)] =
            &answers[..]
        else {
            panic!("{asked:?}: {answers:?}");
        };
        assert_eq!(error.error_code, tonic::Code::NotFound as i32);
        assert!(error.error_message.ends_with('.'), "{}", error.error_message);
    }
}

#[tokio::test]
async fn the_options_of_the_contract_are_found_by_their_number() {
    let options = "google.protobuf.FieldOptions";
    let numbers =
        answers(vec![MessageRequest::AllExtensionNumbersOfType(options.to_owned())]).await;
    let [MessageResponse::AllExtensionNumbersResponse(numbers)] = &numbers[..] else {
        panic!("{numbers:?}");
    };
    let number = *numbers.extension_number.first().expect("the contract has options of fields");
    let asked = ExtensionRequest { containing_type: options.to_owned(), extension_number: number };
    let found = answers(vec![MessageRequest::FileContainingExtension(asked)]).await;
    assert!(matches!(found[..], [MessageResponse::FileDescriptorResponse(_)]), "{found:?}");
}
