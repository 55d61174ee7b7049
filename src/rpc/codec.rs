use std::any::TypeId;

use prost::Message;
use prost::bytes::Buf;
use prost::encoding::{DecodeContext, decode_key, skip_field};
use tonic::Status;
use tonic::codec::{BufferSettings, Codec, DecodeBuf, Decoder};
use tonic_prost::ProstCodec;

use super::limits::LARGEST_BATCH;
use super::service::batch_too_large;
use crate::rpc::v1;

/// How messages of the contract are written and read: by `prost`, but for batches, whose requests are counted first.
///
/// A request that says nothing is two bytes in a message and some hundred in memory, so that a message of the size that
/// is allowed could be taken for a gigabyte of them before anybody could refuse it.
#[derive(Debug)]
pub(super) struct Counted<T, U>(ProstCodec<T, U>);

impl<T, U> Default for Counted<T, U> {
    fn default() -> Self {
        Self(ProstCodec::default())
    }
}

impl<T, U> Codec for Counted<T, U>
where
    T: Message + Send + 'static,
    U: Message + Default + Send + 'static,
{
    type Encode = T;
    type Decode = U;
    type Encoder = <ProstCodec<T, U> as Codec>::Encoder;
    type Decoder = Counting<<ProstCodec<T, U> as Codec>::Decoder>;

    fn encoder(&mut self) -> Self::Encoder {
        self.0.encoder()
    }

    fn decoder(&mut self) -> Self::Decoder {
        Counting(self.0.decoder())
    }
}

/// What reads a message, once its parts are known to be few.
#[derive(Debug)]
pub(super) struct Counting<D>(D);

impl<D> Decoder for Counting<D>
where
    D: Decoder<Error = Status>,
    D::Item: 'static,
{
    type Item = D::Item;
    type Error = Status;

    fn decode(&mut self, message: &mut DecodeBuf<'_>) -> Result<Option<D::Item>, Status> {
        if TypeId::of::<D::Item>() == TypeId::of::<v1::BatchAnalyzeDocumentsRequest>() {
            let count = requests(message.chunk());
            if count > LARGEST_BATCH as usize {
                return Err(batch_too_large(count, LARGEST_BATCH).into());
            }
        }
        self.0.decode(message)
    }

    fn buffer_settings(&self) -> BufferSettings {
        self.0.buffer_settings()
    }
}

/// How many requests a batch holds, as far as that is more than there may be; what is malformed ends the count.
fn requests(mut message: &[u8]) -> usize {
    const TAG: u32 = 1;
    let mut count = 0;
    while count <= LARGEST_BATCH as usize
        && let Ok((tag, wire_type)) = decode_key(&mut message)
        && skip_field(wire_type, tag, &mut message, DecodeContext::default()).is_ok()
    {
        count += usize::from(tag == TAG);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(message: &[u8], expect: usize) {
        assert_eq!(requests(message), expect);
    }

    #[test]
    fn requests_are_counted_without_being_read() {
        let batch = |count| v1::BatchAnalyzeDocumentsRequest { requests: vec![Default::default(); count] };
        check(&batch(0).encode_to_vec(), 0);
        check(&batch(7).encode_to_vec(), 7);
        check(&batch(300_000).encode_to_vec(), LARGEST_BATCH as usize + 1);
        // A field of another number, and then what is cut off.
        check(b"\x0a\x00\x12\x02hi\x0a\x00\x0a\x05", 2);
        check(b"\xff\xff", 0);
    }
}
