//! The pages of `docs/` that are made from the source: the contract from `proto/`, the settings from the flags; and
//! that no page is lost or leads nowhere.
//!
//! `UPDATE_EXPECT=1 cargo test reference` writes them again.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Command};
use prost::Message;
use prost_types::source_code_info::Location;
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto, FileDescriptorSet,
};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Numbers of fields in `google/protobuf/descriptor.proto`, of which the paths of comments are made.
const MESSAGE: i32 = 4;
const ENUM: i32 = 5;
const SERVICE: i32 = 6;
const FIELD: i32 = 2;

#[track_caller]
#[expect(clippy::disallowed_methods, reason = "the tests have no command line to ask through")]
fn check(name: &str, made: &str) {
    let path = Path::new(ROOT).join("docs").join(name);
    if std::env::var("UPDATE_EXPECT").is_ok_and(|value| value == "1") {
        fs::write(&path, made).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == made, "help: docs/{name} is not in step; run `UPDATE_EXPECT=1 cargo test reference`");
}

#[test]
fn the_reference_of_the_contract_is_in_step_with_its_comments() {
    let set = FileDescriptorSet::decode(ascribe::rpc::v1::FILE_DESCRIPTOR_SET).unwrap();
    let mut page =
        "# API reference\n\nMade from the comments of [`proto/ascribe/v1`](../proto/ascribe/v1) by \
        `UPDATE_EXPECT=1 cargo test reference`.\n"
            .to_owned();
    let files: Vec<_> = set.file.iter().filter(|file| file.package() == "ascribe.v1").collect();
    for file in files.iter().filter(|file| !file.service.is_empty()) {
        services(file, &mut page);
    }
    for file in &files {
        messages(file, &mut page);
    }
    assert!(
        page.contains("### Quotation\n") && page.contains("| `relayed_by` | repeated uint32 |"),
        "{page}"
    );
    check("reference.md", &page);
}

fn services(file: &FileDescriptorProto, page: &mut String) {
    for (at, service) in (0..).zip(&file.service) {
        let comment = comment(file, &[SERVICE, at]);
        *page += &format!(
            "\n## {}\n\n{comment}\n\n| rpc | request | response | |\n|---|---|---|---|\n",
            service.name()
        );
        for (index, method) in (0..).zip(&service.method) {
            let stream = |streams: bool| if streams { "stream of " } else { "" };
            *page += &format!(
                "| `{}` | {}{} | {}{} | {} |\n",
                method.name(),
                stream(method.client_streaming()),
                link(method.input_type()),
                stream(method.server_streaming()),
                link(method.output_type()),
                line(&self::comment(file, &[SERVICE, at, FIELD, index])),
            );
        }
    }
}

fn messages(file: &FileDescriptorProto, page: &mut String) {
    *page += &format!("\n## {}\n", file.name());
    for (at, message) in (0..).zip(&file.message_type) {
        *page += &format!("\n### {}\n\n{}\n", message.name(), comment(file, &[MESSAGE, at]));
        if !message.field.is_empty() {
            *page += "\n| field | type | |\n|---|---|---|\n";
        }
        for (index, field) in (0..).zip(&message.field) {
            let comment = line(&comment(file, &[MESSAGE, at, FIELD, index]));
            *page += &format!("| `{}` | {} | {comment} |\n", field.name(), field_type(message, field));
        }
    }
    for (at, kind) in (0..).zip(&file.enum_type) {
        values(file, at, kind, page);
    }
}

fn values(file: &FileDescriptorProto, at: i32, kind: &EnumDescriptorProto, page: &mut String) {
    let comment = comment(file, &[ENUM, at]);
    *page += &format!("\n### {}\n\n{comment}\n\n| value | number | |\n|---|---|---|\n", kind.name());
    for (index, value) in (0..).zip(&kind.value) {
        let comment = line(&self::comment(file, &[ENUM, at, FIELD, index]));
        *page += &format!("| `{}` | {} | {comment} |\n", value.name(), value.number());
    }
}

fn field_type(message: &DescriptorProto, field: &FieldDescriptorProto) -> String {
    let name = if field.type_name().is_empty() {
        format!("{:?}", field.r#type()).to_lowercase()
    } else {
        link(field.type_name())
    };
    let is_repeated = field.label() == prost_types::field_descriptor_proto::Label::Repeated;
    let one_of = field.oneof_index.filter(|_| !field.proto3_optional());
    match one_of.and_then(|index| message.oneof_decl.get(usize::try_from(index).ok()?)) {
        Some(one_of) => format!("{name}, one of `{}`", one_of.name()),
        None if is_repeated => format!("repeated {name}"),
        None if field.proto3_optional() => format!("optional {name}"),
        None => name,
    }
}

/// A type of the contract as a link into the page; others by name.
fn link(type_name: &str) -> String {
    let name = type_name.trim_start_matches('.');
    match name.strip_prefix("ascribe.v1.") {
        Some(name) => format!("[{name}](#{})", name.to_lowercase()),
        None => format!("`{name}`"),
    }
}

fn comment(file: &FileDescriptorProto, path: &[i32]) -> String {
    let locations = file.source_code_info.iter().flat_map(|info| &info.location);
    let comment = locations.filter(|location| location.path == path).find_map(leading).unwrap_or_default();
    assert!(!comment.is_empty(), "help: {} has no comment at {path:?}", file.name());
    comment
}

fn leading(location: &Location) -> Option<String> {
    let lines =
        location.leading_comments.as_deref()?.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
    Some(lines.collect::<Vec<_>>().join("\n"))
}

/// A text as it fits into a row of a table.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

#[test]
fn the_page_of_settings_is_in_step_with_the_flags() {
    let command = ascribe::config::Serve::augment_args(Command::new("serve"));
    let mut page = "# Configuration\n\nMade from the flags of `ascribe serve` by `UPDATE_EXPECT=1 cargo test reference`. A \
        flag wins over its variable, that over the key of the file that `--config` names, that over the default; \
        [Operating](operating.md) says what the settings are for.\n"
        .to_owned();
    let mut heading = None;
    for argument in command.get_arguments() {
        if heading != Some(argument.get_help_heading()) {
            heading = Some(argument.get_help_heading());
            let name = argument.get_help_heading().unwrap_or("General");
            page += &format!("\n## {name}\n\n| flag | variable | key | default | |\n|---|---|---|---|---|\n");
        }
        let flag = argument.get_long().unwrap();
        let variable = argument.get_env().unwrap().to_str().unwrap();
        // What depends on the machine is said in the help.
        let defaults = argument.get_default_values().iter().filter_map(|value| value.to_str());
        let depends = ["max-concurrent-analyses", "io-threads"].contains(&flag);
        let default =
            if depends { "by the machine".to_owned() } else { defaults.collect::<Vec<_>>().join(", ") };
        let help = line(&argument.get_help().unwrap().to_string());
        page +=
            &format!("| `--{flag}` | `{variable}` | `{}` | {default} | {help} |\n", flag.replace('-', "_"));
    }
    check("configuration.md", &page);
}

fn pages() -> Vec<(PathBuf, String)> {
    let docs = Path::new(ROOT).join("docs");
    let paths = fs::read_dir(docs).unwrap().map(|entry| entry.unwrap().path());
    let pages = paths.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    pages.map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn every_page_is_in_the_table_of_contents_and_no_link_leads_nowhere() {
    let pages = pages();
    let contents = &pages.iter().find(|(path, _)| path.ends_with("SUMMARY.md")).unwrap().1;
    for (path, text) in &pages {
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(
            name == "SUMMARY.md" || contents.contains(&format!("]({name})")),
            "help: docs/SUMMARY.md does not list {name}"
        );
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split('#').next().unwrap_or_default();
            if !file.is_empty() && !file.contains(':') && !file.contains(char::is_whitespace) {
                assert!(
                    path.with_file_name(file).exists(),
                    "help: {name} leads to {file}, which is not there"
                );
            }
        }
    }
}
