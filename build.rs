//! Compiles `proto/` into Rust, without `protoc`: `protox` parses, `tonic-prost-build` writes the messages
//! and the service, `pbjson-build` writes their proto3 JSON form.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use prost::Message;
use prost_types::FileDescriptorSet;
use protox::Compiler;
use protox::file::{ChainFileResolver, DescriptorSetFileResolver, GoogleFileResolver, IncludeFileResolver};

const ROOT: &str = "ascribe/v1/document_analysis_service.proto";

#[expect(clippy::disallowed_methods, reason = "`OUT_DIR` is how cargo talks to build scripts")]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=proto");
    let out = PathBuf::from(env::var("OUT_DIR")?);

    let mut resolver = ChainFileResolver::new();
    resolver.add(IncludeFileResolver::new("proto".into()));
    resolver.add(google_rpc()?);
    resolver.add(GoogleFileResolver::new());
    let mut compiler = Compiler::with_file_resolver(resolver);
    compiler.include_imports(true).include_source_info(true).open_file(ROOT)?;
    let descriptors = compiler.encode_file_descriptor_set();
    fs::write(out.join("ascribe_descriptor.bin"), &descriptors)?;

    tonic_prost_build::configure()
        .compile_well_known_types(true)
        .extern_path(".google.protobuf", "::pbjson_types")
        .codec_path("crate::rpc::contract::codec::BoundedBatchCodec")
        .compile_fds(compiler.file_descriptor_set())?;
    pbjson_build::Builder::new()
        .register_descriptors(&descriptors)?
        .build(&[".ascribe.v1", ".google.rpc"])?;
    Ok(())
}

/// Resolves `google/rpc/status.proto` out of the descriptors that `tonic-types` carries, where the file is
/// called `status.proto`.
fn google_rpc() -> Result<DescriptorSetFileResolver, Box<dyn Error>> {
    let mut set = FileDescriptorSet::decode(tonic_types::pb::FILE_DESCRIPTOR_SET)?;
    set.file
        .retain(|file| file.name().starts_with("google/protobuf/") || file.name().ends_with("status.proto"));
    for file in &mut set.file {
        if file.name() == "status.proto" {
            file.name = Some("google/rpc/status.proto".into());
        }
    }
    Ok(DescriptorSetFileResolver::new(set))
}
