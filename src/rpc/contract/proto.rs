//! The code that `build.rs` generates from `proto/`, in the module tree that it expects.

#![allow(
    missing_docs,
    clippy::all,
    clippy::pedantic,
    clippy::allow_attributes_without_reason,
    unreachable_pub,
    unused_qualifications,
    reason = "generated; the comments are in proto/"
)]

pub mod ascribe {
    pub mod v1 {
        tonic::include_proto!("ascribe.v1");
        include!(concat!(env!("OUT_DIR"), "/ascribe.v1.serde.rs"));

        /// Descriptors of the contract and its imports, for reflection.
        pub const FILE_DESCRIPTOR_SET: &[u8] =
            include_bytes!(concat!(env!("OUT_DIR"), "/ascribe_descriptor.bin"));
    }
}

pub mod google {
    pub mod rpc {
        tonic::include_proto!("google.rpc");
        include!(concat!(env!("OUT_DIR"), "/google.rpc.serde.rs"));
    }
}
