use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use http_body::{Body as HttpBody, Frame, SizeHint};
use prost::bytes::{Bytes, BytesMut};
use tonic::Status;
use tonic::body::Body;

use super::shelf::{Shelf, Shelved};
use super::status::Failure;

/// What stands before each message on the wire: whether it is compressed, and its length.
const PREFIX: usize = 5;

/// The body of a request, whose messages are handed on when they are whole.
///
/// A message may take as long to arrive as its call may take, and be as large as a message may be. What is there of one
/// stands on a shelf, so that of all callers together such parts take up so much and no more: beyond, those are given up
/// that have stood there longest, which are those of whoever does not send the rest.
pub(super) struct Arriving {
    body: Body,
    shelf: Arc<Shelf>,
    // The beginning of a message whose rest is still to come, from its prefix on.
    part: Option<Shelved<BytesMut>>,
    // A frame that ends the body, for after the last part.
    last: Option<Frame<Bytes>>,
    max_message_bytes: usize,
}

impl Arriving {
    pub(super) fn new(body: Body, shelf: Arc<Shelf>, max_message_bytes: u32) -> Self {
        Self { body, shelf, part: None, last: None, max_message_bytes: max_message_bytes as usize }
    }

    /// Takes in what has come; gives what of it is to be handed on.
    ///
    /// # Errors
    /// What had come before was given up.
    fn take(&mut self, mut data: Bytes) -> Result<Bytes, Status> {
        let Some(part) = self.part.take() else {
            let rest = data.split_off(self.whole(&data));
            self.put_by(&rest);
            return Ok(data);
        };
        let (whole, size) = part
            .with(|bytes| {
                bytes.extend_from_slice(&data);
                (self.whole(bytes), bytes.capacity())
            })
            .ok_or(Failure::NotSent)?;
        if whole == 0 {
            part.resize(size);
            self.part = Some(part);
            return Ok(Bytes::new());
        }
        let mut bytes = part.take().ok_or(Failure::NotSent)?.freeze();
        let rest = bytes.split_off(whole);
        self.put_by(&rest);
        Ok(bytes)
    }

    fn put_by(&mut self, rest: &[u8]) {
        if !rest.is_empty() {
            self.part = Some(self.shelf.put(BytesMut::from(rest), rest.len()));
        }
    }

    /// How many bytes at the beginning are to be handed on: whole messages, and all there is where what follows is none or
    /// larger than it may be, so that it is refused at once.
    fn whole(&self, data: &[u8]) -> usize {
        let mut at = 0;
        while let Some(&[flag, a, b, c, d]) = data.get(at..at + PREFIX) {
            let length = u32::from_be_bytes([a, b, c, d]) as usize;
            if flag > 1 || length > self.max_message_bytes {
                return data.len();
            }
            if data.len() - at - PREFIX < length {
                break;
            }
            at += PREFIX + length;
        }
        at
    }

    /// What is left when nothing more comes.
    fn rest(&mut self) -> Option<Result<Bytes, Status>> {
        Some(self.part.take()?.take().map(BytesMut::freeze).ok_or_else(|| Failure::NotSent.into()))
    }
}

impl HttpBody for Arriving {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = self.get_mut();
        loop {
            if let Some(last) = this.last.take() {
                return Poll::Ready(Some(Ok(last)));
            }
            let frame = match ready!(Pin::new(&mut this.body).poll_frame(context)) {
                Some(Ok(frame)) => frame,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(this.rest().map(|rest| rest.map(Frame::data))),
            };
            match frame.into_data() {
                Ok(data) => {
                    let data = this.take(data);
                    if data.as_ref().is_ok_and(Bytes::is_empty) {
                        continue;
                    }
                    return Poll::Ready(Some(data.map(Frame::data)));
                }
                Err(frame) => {
                    this.last = Some(frame);
                    if let Some(rest) = this.rest() {
                        return Poll::Ready(Some(rest.map(Frame::data)));
                    }
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.part.is_none() && self.last.is_none() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        match self.part {
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

    fn arriving(shelf: &Arc<Shelf>, pieces: &[&[u8]]) -> Arriving {
        let pieces: Vec<_> = pieces.iter().map(|piece| Bytes::copy_from_slice(piece)).collect();
        let frames = stream::iter(pieces).map(|piece| Ok::<_, Status>(Frame::data(piece)));
        Arriving::new(Body::new(StreamBody::new(frames)), Arc::clone(shelf), LARGEST)
    }

    /// What is handed on, piece by piece.
    async fn handed_on(shelf: &Arc<Shelf>, pieces: &[&[u8]]) -> Vec<Bytes> {
        let mut body = arriving(shelf, pieces);
        let mut out = Vec::new();
        while let Some(frame) = body.frame().await {
            out.push(frame.unwrap().into_data().unwrap());
        }
        out
    }

    #[tokio::test]
    async fn messages_are_handed_on_when_they_are_whole_however_they_come() {
        let shelf = Shelf::new(10_000);
        let all = [message(7), message(0), message(100), message(30)].concat();
        for size in 1..=all.len() {
            let pieces: Vec<&[u8]> = all.chunks(size).collect();
            let out = handed_on(&shelf, &pieces).await;
            assert_eq!(out.concat(), all, "in pieces of {size}");
            let mut at = 0;
            for piece in out {
                at += piece.len();
                assert!(
                    [12, 17, 122, 157].contains(&at),
                    "help: in pieces of {size}, a part is handed on at {at}"
                );
            }
        }
    }

    #[tokio::test]
    async fn what_is_too_large_or_ends_early_is_handed_on_as_it_is() {
        let shelf = Shelf::new(10_000);
        let too_large: &[u8] = &[&message(3)[..], &[0, 0, 0, 0, 101, 1]].concat();
        assert_eq!(handed_on(&shelf, &[too_large, b"more"]).await, [too_large, &b"more"[..]]);
        assert_eq!(handed_on(&shelf, &[b"none", b"!"]).await, ["none!"]);
        let early = message(50);
        assert_eq!(handed_on(&shelf, &[&early[..20], &early[20..30]]).await, [&early[..30]]);
    }

    #[tokio::test]
    async fn whose_rest_does_not_come_makes_room_for_others() {
        let shelf = Shelf::new(90);
        let whole = message(60);
        let (first, rest) = whole.split_at(50);
        let mut slow = arriving(&shelf, &[first, rest]);
        // Its beginning comes, and no more.
        assert!(slow.take(Bytes::copy_from_slice(first)).unwrap().is_empty());
        let mut other = arriving(&shelf, &[]);
        assert!(other.take(Bytes::copy_from_slice(first)).unwrap().is_empty());
        assert_eq!(other.take(Bytes::copy_from_slice(rest)).unwrap(), whole);
        let refused = slow.take(Bytes::copy_from_slice(rest)).unwrap_err();
        assert_eq!(refused.code(), tonic::Code::ResourceExhausted);
    }
}
