use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use http_body::{Body as HttpBody, Frame, SizeHint};
use prost::bytes::{Bytes, BytesMut};
use tonic::Status;
use tonic::body::Body;

use crate::rpc::admission::{ByteBudget, Reservation};
use crate::rpc::contract::Failure;

/// Length of the prefix of a message: the compression flag and its length.
const PREFIX: usize = 5;

/// The body of a request, which yields whole messages and holds partial ones within the byte budget.
///
/// A message may take as long to arrive as its call may last. The budget bounds the partial messages of all clients
/// together and evicts the oldest, which belongs to a client that does not send the rest.
pub(super) struct BufferedBody {
    body: Body,
    budget: Arc<ByteBudget>,
    // A partial message, from its prefix on.
    partial: Option<Reservation<BytesMut>>,
    // The trailers, held back behind a partial message.
    trailers: Option<Frame<Bytes>>,
    max_message_bytes: usize,
    // Messages still to come: one for a unary call.
    messages_left: usize,
}

impl BufferedBody {
    /// The body of a call with messages of at most `max_message_bytes`, and of at most `max_messages`.
    pub(super) fn new(
        body: Body,
        budget: Arc<ByteBudget>,
        max_message_bytes: u32,
        max_messages: usize,
    ) -> Self {
        let max_message_bytes = max_message_bytes as usize;
        Self { body, budget, partial: None, trailers: None, max_message_bytes, messages_left: max_messages }
    }

    /// Adds what has arrived; returns what can be passed on.
    ///
    /// # Errors
    /// The partial message was evicted, or there are too many messages.
    fn push(&mut self, mut data: Bytes) -> Result<Bytes, Status> {
        if self.messages_left == 0 && !data.is_empty() {
            return Err(Failure::SecondMessage.into());
        }
        let Some(partial) = self.partial.take() else {
            let (complete, messages) = self.complete(&data);
            let rest = data.split_off(complete);
            self.count(messages, &rest)?;
            self.hold(&rest);
            return Ok(data);
        };
        let ((complete, messages), size) = partial
            .with(|bytes| {
                bytes.extend_from_slice(&data);
                (self.complete(bytes), bytes.capacity())
            })
            .ok_or(Failure::RequestEvicted)?;
        if complete == 0 {
            partial.resize(size);
            self.partial = Some(partial);
            return Ok(Bytes::new());
        }
        let mut bytes = partial.take().ok_or(Failure::RequestEvicted)?.freeze();
        let rest = bytes.split_off(complete);
        self.count(messages, &rest)?;
        self.hold(&rest);
        Ok(bytes)
    }

    /// Counts whole messages, which `rest` follows.
    fn count(&mut self, messages: usize, rest: &[u8]) -> Result<(), Failure> {
        self.messages_left = self.messages_left.checked_sub(messages).ok_or(Failure::SecondMessage)?;
        if self.messages_left == 0 && !rest.is_empty() { Err(Failure::SecondMessage) } else { Ok(()) }
    }

    fn hold(&mut self, rest: &[u8]) {
        if !rest.is_empty() {
            self.partial = Some(self.budget.reserve(BytesMut::from(rest), rest.len()));
        }
    }

    /// Length of the prefix of `data` to pass on, and the messages in it: whole ones, or everything when a malformed or
    /// too large message follows, so that it is rejected at once.
    fn complete(&self, data: &[u8]) -> (usize, usize) {
        let (mut at, mut messages) = (0, 0);
        while let Some(&[flag, a, b, c, d]) = data.get(at..at + PREFIX) {
            let length = u32::from_be_bytes([a, b, c, d]) as usize;
            if flag > 1 || length > self.max_message_bytes {
                return (data.len(), messages);
            }
            if data.len() - at - PREFIX < length {
                break;
            }
            at += PREFIX + length;
            messages += 1;
        }
        (at, messages)
    }

    /// What is left at the end of the body.
    fn rest(&mut self) -> Option<Result<Bytes, Status>> {
        Some(self.partial.take()?.take().map(BytesMut::freeze).ok_or_else(|| Failure::RequestEvicted.into()))
    }
}

impl HttpBody for BufferedBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = self.get_mut();
        loop {
            if let Some(trailers) = this.trailers.take() {
                return Poll::Ready(Some(Ok(trailers)));
            }
            let frame = match ready!(Pin::new(&mut this.body).poll_frame(context)) {
                Some(Ok(frame)) => frame,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(this.rest().map(|rest| rest.map(Frame::data))),
            };
            match frame.into_data() {
                Ok(data) => {
                    let data = this.push(data);
                    if data.as_ref().is_ok_and(Bytes::is_empty) {
                        continue;
                    }
                    return Poll::Ready(Some(data.map(Frame::data)));
                }
                Err(frame) => {
                    this.trailers = Some(frame);
                    if let Some(rest) = this.rest() {
                        return Poll::Ready(Some(rest.map(Frame::data)));
                    }
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.partial.is_none() && self.trailers.is_none() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        match self.partial {
            Some(_) => SizeHint::default(),
            None => self.body.size_hint(),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{StreamExt, stream};
    use http_body_util::{BodyExt, StreamBody};

    use super::*;

    const LARGEST: u32 = 100;

    fn message(length: u8) -> Vec<u8> {
        [&[0, 0, 0, 0, length], &*vec![length; length.into()]].concat()
    }

    fn body(budget: &Arc<ByteBudget>, pieces: &[&[u8]]) -> BufferedBody {
        let pieces: Vec<_> = pieces.iter().map(|piece| Bytes::copy_from_slice(piece)).collect();
        let frames = stream::iter(pieces).map(|piece| Ok::<_, Status>(Frame::data(piece)));
        BufferedBody::new(Body::new(StreamBody::new(frames)), Arc::clone(budget), LARGEST, usize::MAX)
    }

    /// What the body yields, frame by frame.
    async fn yielded(budget: &Arc<ByteBudget>, pieces: &[&[u8]]) -> Vec<Bytes> {
        let mut body = body(budget, pieces);
        let mut out = Vec::new();
        while let Some(frame) = body.frame().await {
            out.push(frame.unwrap().into_data().unwrap());
        }
        out
    }

    #[tokio::test]
    async fn messages_are_yielded_whole_however_they_arrive() {
        let budget = ByteBudget::new(10_000);
        let all = [message(7), message(0), message(100), message(30)].concat();
        for size in 1..=all.len() {
            let pieces: Vec<&[u8]> = all.chunks(size).collect();
            let out = yielded(&budget, &pieces).await;
            assert_eq!(out.concat(), all, "in pieces of {size}");
            let mut at = 0;
            for piece in out {
                at += piece.len();
                assert!(
                    [12, 17, 122, 157].contains(&at),
                    "help: in pieces of {size}, a partial message is yielded at {at}"
                );
            }
        }
    }

    #[tokio::test]
    async fn a_message_that_is_too_large_or_truncated_is_passed_on() {
        let budget = ByteBudget::new(10_000);
        let too_large: &[u8] = &[&message(3)[..], &[0, 0, 0, 0, 101, 1]].concat();
        assert_eq!(yielded(&budget, &[too_large, b"more"]).await, [too_large, &b"more"[..]]);
        assert_eq!(yielded(&budget, &[b"none", b"!"]).await, ["none!"]);
        let early = message(50);
        assert_eq!(yielded(&budget, &[&early[..20], &early[20..30]]).await, [&early[..30]]);
    }

    #[tokio::test]
    async fn a_message_that_is_never_completed_makes_room_for_others() {
        let budget = ByteBudget::new(90);
        let whole = message(60);
        let (first, rest) = whole.split_at(50);
        let mut slow = body(&budget, &[first, rest]);
        // Its beginning arrives, and no more.
        assert!(slow.push(Bytes::copy_from_slice(first)).unwrap().is_empty());
        let mut other = body(&budget, &[]);
        assert!(other.push(Bytes::copy_from_slice(first)).unwrap().is_empty());
        assert_eq!(other.push(Bytes::copy_from_slice(rest)).unwrap(), whole);
        let evicted = slow.push(Bytes::copy_from_slice(rest)).unwrap_err();
        assert_eq!(evicted.code(), tonic::Code::ResourceExhausted);
    }

    #[tokio::test]
    async fn a_second_message_is_rejected_where_one_is_allowed() {
        let budget = ByteBudget::new(10_000);
        let both = [message(7), message(3)].concat();
        for size in 1..=both.len() {
            let mut body = body(&budget, &both.chunks(size).collect::<Vec<_>>());
            body.messages_left = 1;
            let end = loop {
                match body.frame().await {
                    Some(Ok(frame)) => assert_eq!(frame.into_data().unwrap(), message(7)),
                    end => break end,
                }
            };
            let status = end.expect("help: the second message was ignored").unwrap_err();
            assert_eq!(status.code(), tonic::Code::Unimplemented, "in pieces of {size}");
        }
        let mut body = body(&budget, &[&both[..12]]);
        body.messages_left = 1;
        assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), message(7));
        assert!(body.frame().await.is_none());
    }
}
