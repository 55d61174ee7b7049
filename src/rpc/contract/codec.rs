use std::any::TypeId;

use prost::Message;
use prost::bytes::Buf;
use prost::encoding::{DecodeContext, decode_key, skip_field};
use tonic::Status;
use tonic::codec::{BufferSettings, Codec, DecodeBuf, Decoder};
use tonic_prost::ProstCodec;

use super::limits::LARGEST_BATCH;
use super::status::Failure;
use super::v1;

/// The `prost` codec, except that the requests of a batch are counted before they are decoded.
///
/// An empty request takes two bytes on the wire and some hundred in memory, so a message of the allowed size could decode
/// to a gigabyte before a handler could reject it.
#[derive(Debug)]
pub(in crate::rpc) struct BoundedBatchCodec<T, U>(ProstCodec<T, U>);

impl<T, U> Default for BoundedBatchCodec<T, U> {
    fn default() -> Self {
        Self(ProstCodec::default())
    }
}

impl<T, U> Codec for BoundedBatchCodec<T, U>
where
    T: Message + Send + 'static,
    U: Message + Default + Send + 'static,
{
    type Encode = T;
    type Decode = U;
    type Encoder = <ProstCodec<T, U> as Codec>::Encoder;
    type Decoder = BoundedBatchDecoder<<ProstCodec<T, U> as Codec>::Decoder>;

    fn encoder(&mut self) -> Self::Encoder {
        self.0.encoder()
    }

    fn decoder(&mut self) -> Self::Decoder {
        BoundedBatchDecoder(self.0.decoder())
    }
}

/// The decoder of [`BoundedBatchCodec`].
#[derive(Debug)]
pub(in crate::rpc) struct BoundedBatchDecoder<D>(D);

impl<D> Decoder for BoundedBatchDecoder<D>
where
    D: Decoder<Error = Status>,
    D::Item: 'static,
{
    type Item = D::Item;
    type Error = Status;

    fn decode(&mut self, message: &mut DecodeBuf<'_>) -> Result<Option<D::Item>, Status> {
        if TypeId::of::<D::Item>() == TypeId::of::<v1::BatchAnalyzeDocumentsRequest>() {
            let count = count_requests(message.chunk());
            if count > LARGEST_BATCH as usize {
                return Err(Failure::batch_too_large(count, LARGEST_BATCH).into());
            }
        }
        self.0.decode(message)
    }

    fn buffer_settings(&self) -> BufferSettings {
        self.0.buffer_settings()
    }
}

/// Counts the requests of a batch, up to one more than allowed; malformed input ends the count.
fn count_requests(mut message: &[u8]) -> usize {
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
        assert_eq!(count_requests(message), expect);
    }

    #[test]
    fn requests_are_counted_without_being_decoded() {
        let batch = |count| v1::BatchAnalyzeDocumentsRequest { requests: vec![Default::default(); count] };
        check(&batch(0).encode_to_vec(), 0);
        check(&batch(7).encode_to_vec(), 7);
        check(&batch(300_000).encode_to_vec(), LARGEST_BATCH as usize + 1);
        // An unknown field, then a truncated request.
        check(b"\x0a\x00\x12\x02hi\x0a\x00\x0a\x05", 2);
        check(b"\xff\xff", 0);
    }
}
