//! Bearer tokens and TLS.

use std::fs;
use std::path::PathBuf;

use ascribe::config::TlsFiles;
use ascribe::rpc::{Tokens, v1};
use ascribe::server::{Security, Tls};
use tempfile::TempDir;
use tonic::Code::Unauthenticated;
use tonic::Request;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Identity};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use super::{Client, Server, check_status, soon};

const OLD: &str = "the-first-token-1";
const NEW: &str = "the-other-token-2";

/// Asks for information with what stands in the header, or without it.
async fn call(server: &Server, authorization: Option<&str>) -> Result<(), tonic::Status> {
    let mut request = Request::new(v1::GetServerInfoRequest {});
    if let Some(value) = authorization {
        request.metadata_mut().insert("authorization", value.parse().unwrap());
    }
    server.client().await.get_server_info(request).await.map(drop)
}

#[tokio::test]
async fn only_calls_with_a_token_are_served_but_health_is_told_to_all() {
    let tokens = Tokens::parse(OLD).unwrap();
    let server =
        Server::start_secured(Security { tokens: Some(tokens.clone()), ..Security::default() }).await;
    call(&server, Some(&format!("Bearer {OLD}"))).await.unwrap();
    for wrong in [None, Some("Bearer the-first-token-2"), Some(OLD), Some("Basic the-first-token-1")] {
        check_status(&call(&server, wrong).await.unwrap_err(), Unauthenticated, "UNAUTHENTICATED");
    }
    let mut health = HealthClient::new(server.channel().await);
    health.check(HealthCheckRequest::default()).await.unwrap();

    tokens.replace(&format!("{OLD}\n{NEW}\n")).unwrap();
    call(&server, Some(&format!("Bearer {NEW}"))).await.unwrap();
    call(&server, Some(&format!("Bearer {OLD}"))).await.unwrap();
    tokens.replace(NEW).unwrap();
    check_status(
        &call(&server, Some(&format!("Bearer {OLD}"))).await.unwrap_err(),
        Unauthenticated,
        "UNAUTHENTICATED",
    );
}

#[tokio::test]
async fn an_open_stream_ends_when_its_token_is_revoked() {
    let tokens = Tokens::parse(&format!("{OLD}\n{NEW}")).unwrap();
    let server =
        Server::start_secured(Security { tokens: Some(tokens.clone()), ..Security::default() }).await;
    let (requests, sent) = tokio::sync::mpsc::channel(8);
    let mut request = Request::new(tokio_stream::wrappers::ReceiverStream::new(sent));
    request.metadata_mut().insert("authorization", format!("Bearer {OLD}").parse().unwrap());
    let mut client = server.client().await;
    let mut answers = client.stream_analyze_documents(request).await.unwrap().into_inner();
    requests.send(super::streams::item("a", "Some words.")).await.unwrap();
    soon(answers.message()).await.unwrap().unwrap();
    // Another one's end changes nothing.
    tokens.replace(OLD).unwrap();
    requests.send(super::streams::item("b", "Some words.")).await.unwrap();
    soon(answers.message()).await.unwrap().unwrap();
    tokens.replace(NEW).unwrap();
    let status = soon(answers.message()).await.unwrap_err();
    check_status(&status, Unauthenticated, "UNAUTHENTICATED");
}

/// Files of a certificate for "localhost", signed by itself.
struct Signed {
    directory: TempDir,
    certificate: String,
    key: String,
}

impl Signed {
    fn new() -> Self {
        let signed =
            Self { directory: TempDir::new().unwrap(), certificate: String::new(), key: String::new() };
        signed.renewed()
    }

    /// The same files with another certificate.
    fn renewed(self) -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let signed = Self { certificate: made.cert.pem(), key: made.signing_key.serialize_pem(), ..self };
        fs::write(signed.path("certificate"), &signed.certificate).unwrap();
        fs::write(signed.path("key"), &signed.key).unwrap();
        signed
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn files(&self) -> TlsFiles {
        TlsFiles { certificate: self.path("certificate"), key: self.path("key"), client_ca: None }
    }

    fn identity(&self) -> Identity {
        Identity::from_pem(&self.certificate, &self.key)
    }
}

/// Whether a client that trusts this server, and maybe shows who it is, is served.
async fn served(server: &Server, trusted: &Signed, identity: Option<Identity>) -> bool {
    let mut tls = ClientTlsConfig::new().domain_name("localhost");
    tls = tls.ca_certificate(Certificate::from_pem(&trusted.certificate));
    if let Some(identity) = identity {
        tls = tls.identity(identity);
    }
    let endpoint =
        Channel::from_shared(format!("https://{}", server.address)).unwrap().tls_config(tls).unwrap();
    let Ok(channel) = soon(endpoint.connect()).await else { return false };
    soon(Client::new(channel).get_server_info(v1::GetServerInfoRequest {})).await.is_ok()
}

#[tokio::test]
async fn under_tls_only_those_are_served_who_speak_it() {
    let signed = Signed::new();
    let tls = Tls::load(signed.files()).unwrap();
    let server = Server::start_secured(Security { tls: Some(tls), ..Security::default() }).await;
    assert!(served(&server, &signed, None).await);
    assert!(!served(&server, &Signed::new(), None).await, "help: a client must not trust a stranger");
    let plain = Channel::from_shared(format!("http://{}", server.address)).unwrap().connect_lazy();
    assert!(soon(Client::new(plain).get_server_info(v1::GetServerInfoRequest {})).await.is_err());
}

#[tokio::test]
async fn a_client_without_a_certificate_is_turned_away_where_one_is_asked_for() {
    let (signed, known) = (Signed::new(), Signed::new());
    let files = TlsFiles { client_ca: Some(known.path("certificate")), ..signed.files() };
    let tls = Tls::load(files).unwrap();
    let server = Server::start_secured(Security { tls: Some(tls), ..Security::default() }).await;
    assert!(served(&server, &signed, Some(known.identity())).await);
    assert!(!served(&server, &signed, None).await);
    assert!(!served(&server, &signed, Some(Signed::new().identity())).await);
}

#[tokio::test]
async fn a_renewed_certificate_is_shown_to_those_who_connect_afterwards() {
    let signed = Signed::new();
    let tls = Tls::load(signed.files()).unwrap();
    let server = Server::start_secured(Security { tls: Some(tls.clone()), ..Security::default() }).await;
    assert!(served(&server, &signed, None).await);
    let signed = signed.renewed();
    assert!(!served(&server, &signed, None).await, "help: nothing was read again yet");
    tls.reload().unwrap();
    assert!(served(&server, &signed, None).await);
    // A key that does not belong to the certificate changes nothing.
    fs::write(signed.path("key"), Signed::new().key).unwrap();
    tls.reload().unwrap_err();
    assert!(served(&server, &signed, None).await);
}

#[tokio::test]
async fn a_connection_that_never_shakes_hands_holds_up_nobody() {
    let signed = Signed::new();
    let tls = Tls::load(signed.files()).unwrap();
    let server = Server::start_secured(Security { tls: Some(tls), ..Security::default() }).await;
    let _silent = tokio::net::TcpStream::connect(server.address).await.unwrap();
    assert!(served(&server, &signed, None).await);
}
