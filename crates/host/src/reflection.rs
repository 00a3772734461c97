//! gRPC reflection: describes every message and service that a process speaks, and answers an unknown name.
//!
//! `tonic-reflection` ends the stream at the first unknown name. The protocol has an answer for it, and a client that explores
//! goes on. So the messages are the library's and the answers are made here.

use std::sync::Arc;

use prost_reflect::{DescriptorError, DescriptorPool, FileDescriptor};
use tonic::Code;
use tonic::service::Routes;

/// The descriptors of all that is spoken here: the contract, and what the libraries add to it.
#[derive(Clone, Debug)]
pub(crate) struct Described(Arc<DescriptorPool>);

/// What reflection answers, in either version of its protocol.
enum ReflectionAnswer {
    File(Vec<u8>),
    Numbers(String, Vec<i32>),
    Services(Vec<String>),
    Nothing(Code, String),
}

/// The error numbers of the reflection protocol are those of gRPC.
fn number(code: Code) -> i32 {
    code.into()
}

impl Described {
    /// The contract, the details of errors, health, and both versions of reflection.
    pub(crate) fn try_new() -> Result<Self, DescriptorError> {
        let mut pool = DescriptorPool::decode(contract::DESCRIPTORS)?;
        for spoken in [
            tonic_health::pb::FILE_DESCRIPTOR_SET,
            tonic_types::pb::FILE_DESCRIPTOR_SET,
            tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET,
            tonic_reflection::pb::v1alpha::FILE_DESCRIPTOR_SET,
        ] {
            pool.decode_file_descriptor_set(spoken)?;
        }
        Ok(Self(Arc::new(pool)))
    }

    /// Adds both versions of the protocol to the doors of a process.
    pub(crate) fn beside(self, routes: Routes) -> Routes {
        let v1 = tonic_reflection::pb::v1::server_reflection_server::ServerReflectionServer::new;
        let alpha =
            tonic_reflection::pb::v1alpha::server_reflection_server::ServerReflectionServer::new;
        routes.add_service(v1(self.clone())).add_service(alpha(self))
    }

    fn file(&self, name: &str) -> ReflectionAnswer {
        match self.0.get_file_by_name(name) {
            Some(file) => ReflectionAnswer::File(file.encode_to_vec()),
            None => ReflectionAnswer::Nothing(Code::NotFound, format!("There is no file {name}.")),
        }
    }

    fn symbol(&self, name: &str) -> ReflectionAnswer {
        let name = name.trim_start_matches('.');
        // A member is described by the file of what it belongs to.
        let parent = name.rsplit_once('.').map(|(parent, _)| parent);
        match self.file_of(name).or_else(|| self.file_of(parent?)) {
            Some(file) => ReflectionAnswer::File(file.encode_to_vec()),
            None => {
                ReflectionAnswer::Nothing(Code::NotFound, format!("There is no symbol {name}."))
            }
        }
    }

    fn file_of(&self, name: &str) -> Option<FileDescriptor> {
        let pool = &self.0;
        let message = pool.get_message_by_name(name).map(|found| found.parent_file());
        message
            .or_else(|| pool.get_enum_by_name(name).map(|found| found.parent_file()))
            .or_else(|| pool.get_service_by_name(name).map(|found| found.parent_file()))
            .or_else(|| pool.get_extension_by_name(name).map(|found| found.parent_file()))
    }

    fn extension(&self, message: &str, number: i32) -> ReflectionAnswer {
        let message = self.0.get_message_by_name(message);
        let number = u32::try_from(number).unwrap_or_default();
        match message.and_then(|message| message.get_extension(number)) {
            Some(extension) => ReflectionAnswer::File(extension.parent_file().encode_to_vec()),
            None => {
                ReflectionAnswer::Nothing(Code::NotFound, "There is no such extension.".to_owned())
            }
        }
    }

    fn extensions(&self, name: &str) -> ReflectionAnswer {
        let Some(message) = self.0.get_message_by_name(name) else {
            return ReflectionAnswer::Nothing(
                Code::NotFound,
                format!("There is no message {name}."),
            );
        };
        let numbers = message.extensions().map(|extension| extension.number());
        let numbers = numbers.filter_map(|number| i32::try_from(number).ok()).collect();
        ReflectionAnswer::Numbers(name.to_owned(), numbers)
    }

    fn services(&self) -> ReflectionAnswer {
        let names = self.0.services().map(|service| service.full_name().to_owned());
        ReflectionAnswer::Services(names.collect())
    }
}

/// One version of the protocol. The two differ in nothing but the package of their messages.
macro_rules! answers {
    ($version:ident) => {
        mod $version {
            use std::pin::Pin;

            use futures::{Stream, StreamExt as _};
            use tonic::{Code, Request, Response, Status, Streaming};
            use tonic_reflection::pb::$version::server_reflection_request::MessageRequest;
            use tonic_reflection::pb::$version::server_reflection_response::MessageResponse;
            use tonic_reflection::pb::$version::server_reflection_server::ServerReflection;
            use tonic_reflection::pb::$version::{
                ErrorResponse, ExtensionNumberResponse, FileDescriptorResponse,
                ListServiceResponse, ServerReflectionRequest, ServerReflectionResponse,
                ServiceResponse,
            };

            use super::{Described, ReflectionAnswer, number};

            #[tonic::async_trait]
            impl ServerReflection for Described {
                type ServerReflectionInfoStream =
                    Pin<Box<dyn Stream<Item = Result<ServerReflectionResponse, Status>> + Send>>;

                async fn server_reflection_info(
                    &self,
                    request: Request<Streaming<ServerReflectionRequest>>,
                ) -> Result<Response<Self::ServerReflectionInfoStream>, Status> {
                    let described = self.clone();
                    let answers = request.into_inner().map(move |asked| {
                        let asked = asked?;
                        let found = match &asked.message_request {
                            Some(MessageRequest::FileByFilename(name)) => described.file(name),
                            Some(MessageRequest::FileContainingSymbol(name)) => {
                                described.symbol(name)
                            }
                            Some(MessageRequest::FileContainingExtension(wanted)) => described
                                .extension(&wanted.containing_type, wanted.extension_number),
                            Some(MessageRequest::AllExtensionNumbersOfType(name)) => {
                                described.extensions(name)
                            }
                            Some(MessageRequest::ListServices(_)) => described.services(),
                            None => ReflectionAnswer::Nothing(
                                Code::InvalidArgument,
                                "The request asks for nothing.".to_owned(),
                            ),
                        };
                        Ok(ServerReflectionResponse {
                            valid_host: asked.host.clone(),
                            original_request: Some(asked),
                            message_response: Some(found.into()),
                        })
                    });
                    Ok(Response::new(Box::pin(answers)))
                }
            }

            impl From<ReflectionAnswer> for MessageResponse {
                fn from(found: ReflectionAnswer) -> Self {
                    match found {
                        ReflectionAnswer::File(file) => {
                            let file_descriptor_proto = vec![file];
                            Self::FileDescriptorResponse(FileDescriptorResponse {
                                file_descriptor_proto,
                            })
                        }
                        ReflectionAnswer::Numbers(base_type_name, extension_number) => {
                            Self::AllExtensionNumbersResponse(ExtensionNumberResponse {
                                base_type_name,
                                extension_number,
                            })
                        }
                        ReflectionAnswer::Services(names) => {
                            let service = names.into_iter().map(|name| ServiceResponse { name });
                            Self::ListServicesResponse(ListServiceResponse {
                                service: service.collect(),
                            })
                        }
                        ReflectionAnswer::Nothing(code, error_message) => {
                            Self::ErrorResponse(ErrorResponse {
                                error_code: number(code),
                                error_message,
                            })
                        }
                    }
                }
            }
        }
    };
}

answers!(v1);
answers!(v1alpha);
