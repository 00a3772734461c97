//! A call by name, with a body of bytes.

use contract::{Caller, says_no_for};
use http::uri::PathAndQuery;
use peers::Peers;
use prost::bytes::{Buf as _, BufMut as _};
use tonic::client::Grpc;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::{Code, Request, Status};

use crate::Rpc;

/// How often a call is sent to a store that is busy; each waits for its turn for seconds.
const TRIES: usize = 4;

/// One call.
#[derive(Debug)]
pub struct Asked<'a> {
    pub peers: &'a Peers,
    pub rpc: &'a Rpc,
    /// The caller; `None` sends no headers about the caller.
    pub caller: Option<&'a Caller>,
    pub message: Vec<u8>,
}

impl Asked<'_> {
    /// The bytes of the answer. A store that is busy is asked again, as its answer says.
    pub async fn send(self) -> Result<Vec<u8>, Status> {
        let mut answer = self.sent_once().await;
        for _ in 1..TRIES {
            if !is_busy(&answer) {
                break;
            }
            answer = self.sent_once().await;
        }
        answer
    }

    async fn sent_once(&self) -> Result<Vec<u8>, Status> {
        let message = self.message.clone();
        let request = match self.caller {
            Some(caller) => caller.request(message),
            None => Request::new(message),
        };
        self.sent(request).await
    }

    /// The same with a token that says who calls.
    pub async fn send_with(self, token: &str) -> Result<Vec<u8>, Status> {
        let mut request = Request::new(self.message.clone());
        let bearer = format!("Bearer {token}").parse().expect("a token is plain text");
        request.metadata_mut().insert("authorization", bearer);
        self.sent(request).await
    }

    async fn sent(&self, request: Request<Vec<u8>>) -> Result<Vec<u8>, Status> {
        let mut client = Grpc::new(self.peers.channel(&self.rpc.service));
        client.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
        let path: PathAndQuery = self.rpc.path.parse().unwrap();
        Ok(client.unary(request, path, Bytes).await?.into_inner())
    }
}

/// Whether too many callers waited for the store.
fn is_busy(answer: &Result<Vec<u8>, Status>) -> bool {
    answer.as_ref().is_err_and(|status| says_no_for(status, "STORE_BUSY"))
}

/// Whether the rules refused the call.
pub fn refused(answer: &Result<Vec<u8>, Status>) -> bool {
    answer.as_ref().is_err_and(|status| status.code() == Code::PermissionDenied)
}

/// A codec that passes the bytes of messages through.
#[derive(Clone, Copy, Debug)]
struct Bytes;

impl Codec for Bytes {
    type Encode = Vec<u8>;
    type Decode = Vec<u8>;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Bytes {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, item: Vec<u8>, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put_slice(&item);
        Ok(())
    }
}

impl Decoder for Bytes {
    type Item = Vec<u8>;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        Ok(Some(buffer.copy_to_bytes(buffer.remaining()).to_vec()))
    }
}
