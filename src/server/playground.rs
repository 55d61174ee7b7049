//! The playground: a page on the gRPC port, `GET /` in a browser.
//!
//! The page calls by gRPC-Web from the origin of the port, so no other origin need be allowed. Another page could still
//! reach a loopback server by resolving a name of its own to `127.0.0.1` (DNS rebinding). So whatever a browser can send
//! is answered only if its `Host` cannot be such a name.

use std::convert::Infallible;
use std::io::Write;
use std::net::IpAddr;
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll};

use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::future::{Either, Ready, ready};
use http::header::{ACCEPT_ENCODING, CONTENT_TYPE, HOST};
use http::uri::Authority;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri, Version};
use tonic::body::Body;
use tower::{Layer, Service};

use crate::page;

/// The page may run its own script, load its own style sheet and call its own server. Trusted Types keep the script from
/// turning text into HTML.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

const PAGE_HEADERS: [(&str, &str); 6] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cache-control", "no-cache"),
];

/// One file of the page.
struct File {
    path: &'static str,
    content_type: &'static str,
    plain: &'static str,
    gzip: LazyLock<Vec<u8>>,
}

static FILES: [File; 3] = [
    File {
        path: "/",
        content_type: "text/html; charset=utf-8",
        plain: page::PAGE,
        gzip: LazyLock::new(|| compress(page::PAGE)),
    },
    File {
        path: "/app.js",
        content_type: "text/javascript; charset=utf-8",
        plain: page::PAGE_SCRIPT,
        gzip: LazyLock::new(|| compress(page::PAGE_SCRIPT)),
    },
    File {
        path: "/app.css",
        content_type: "text/css; charset=utf-8",
        plain: page::PAGE_STYLE,
        gzip: LazyLock::new(|| compress(page::PAGE_STYLE)),
    },
];

/// Serves the page, if offered, and passes other requests on.
#[derive(Clone, Debug)]
pub(super) struct PlaygroundLayer {
    // Absent if the page is not offered. The hosts are those of the allowed origins.
    hosts: Option<Arc<Vec<Authority>>>,
}

impl PlaygroundLayer {
    /// A layer that serves the page, or does nothing.
    pub(super) fn new(offered: bool, origins: &[HeaderValue]) -> Self {
        let host = |origin: &HeaderValue| origin.to_str().ok()?.parse::<Uri>().ok()?.into_parts().authority;
        Self { hosts: offered.then(|| Arc::new(origins.iter().filter_map(host).collect())) }
    }
}

impl<S> Layer<S> for PlaygroundLayer {
    type Service = Playground<S>;

    fn layer(&self, inner: S) -> Playground<S> {
        Playground { inner, hosts: self.hosts.clone() }
    }
}

/// The service of [`PlaygroundLayer`].
#[derive(Clone, Debug)]
pub(super) struct Playground<S> {
    inner: S,
    hosts: Option<Arc<Vec<Authority>>>,
}

impl<S> Service<Request<Body>> for Playground<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Either<Ready<Result<Response<Body>, Infallible>>, S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let Some(hosts) = &self.hosts else { return Either::Right(self.inner.call(request)) };
        if may_be_of_a_browser(&request) && !host(&request).is_some_and(|host| is_ours(&host, hosts)) {
            return Either::Left(ready(Ok(forbidden())));
        }
        match file(&request) {
            Some(file) => Either::Left(ready(Ok(answer(file, &request)))),
            None => Either::Right(self.inner.call(request)),
        }
    }
}

/// Whether a page could have sent this. Native gRPC needs HTTP/2, which browsers speak over TLS only, where a foreign name
/// has no certificate.
fn may_be_of_a_browser<B>(request: &Request<B>) -> bool {
    let content_type = request.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let is_grpc = content_type == b"application/grpc" || content_type.starts_with(b"application/grpc+");
    request.version() < Version::HTTP_2 || !is_grpc
}

/// The host of a request.
fn host<B>(request: &Request<B>) -> Option<Authority> {
    let named = || request.headers().get(HOST)?.to_str().ok()?.parse().ok();
    request.uri().authority().cloned().or_else(named)
}

/// Whether a host cannot be a foreign name: an address, `localhost`, or one of `named`.
fn is_ours(host: &Authority, named: &[Authority]) -> bool {
    let name = host.host();
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let name = name.to_ascii_lowercase();
    address.is_ok() || name == "localhost" || name.ends_with(".localhost") || named.contains(host)
}

fn file<B>(request: &Request<B>) -> Option<&'static File> {
    let asks = matches!(*request.method(), Method::GET | Method::HEAD);
    FILES.iter().find(|file| asks && file.path == request.uri().path())
}

fn answer(file: &'static File, request: &Request<Body>) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.content_type));
    for (name, value) in PAGE_HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert("vary", HeaderValue::from_static("accept-encoding"));
    let gzip = takes_gzip(request.headers());
    if gzip {
        headers.insert("content-encoding", HeaderValue::from_static("gzip"));
    }
    if request.method() == Method::GET {
        let bytes: &'static [u8] = if gzip { &file.gzip } else { file.plain.as_bytes() };
        *response.body_mut() = Body::new(http_body_util::Full::new(bytes.into()));
    }
    response
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|coding| coding.trim() == "gzip")
}

fn compress(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish()).expect("memory takes all of it")
}

fn forbidden() -> Response<Body> {
    let text = "This server does not answer to that host name. Open it by its address, or add the origin to \
        --grpc-web-origins.\n";
    let mut response = Response::new(Body::new(text.to_owned()));
    *response.status_mut() = StatusCode::FORBIDDEN;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(host: &str, expect: bool) {
        let origins = [HeaderValue::from_static("https://desk.example.org")];
        let named = PlaygroundLayer::new(true, &origins).hosts.unwrap();
        assert_eq!(is_ours(&host.parse().unwrap(), &named), expect, "{host}");
    }

    #[test]
    fn a_host_that_somebody_else_could_own_is_not_ours() {
        for ours in [
            "127.0.0.1:50051",
            "[::1]:50051",
            "192.168.1.7:80",
            "localhost",
            "LocalHost:50051",
            "a.localhost",
            "desk.example.org",
        ] {
            check(ours, true);
        }
        for other in [
            "evil.example:50051",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "notlocalhost",
            "desk.example.org:8080",
            "1.2.3",
        ] {
            check(other, false);
        }
    }

    #[test]
    fn calls_by_grpc_proper_are_not_of_a_browser() {
        for (version, content_type, expect) in [
            (Version::HTTP_2, "application/grpc", false),
            (Version::HTTP_2, "application/grpc+proto", false),
            (Version::HTTP_2, "application/grpc-web+proto", true),
            (Version::HTTP_2, "", true),
            (Version::HTTP_11, "application/grpc", true),
        ] {
            let request =
                Request::builder().version(version).header(CONTENT_TYPE, content_type).body(()).unwrap();
            assert_eq!(may_be_of_a_browser(&request), expect, "{version:?} {content_type}");
        }
    }
}
