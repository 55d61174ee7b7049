//! Which pages may call: the answer does not rest on CORS alone, which only keeps a page from reading a response.
//!
//! A page says where it comes from by `Origin`, so a call from elsewhere is not run. A page can also reach a server on
//! loopback or in a private network by resolving a name of its own to that address (DNS rebinding), and then what it loads
//! has no `Origin`. So whatever a browser can send without one is answered only if its `Host` cannot be such a name.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::future::{Either, Ready, ready};
use http::header::{CONTENT_TYPE, HOST, ORIGIN};
use http::uri::Authority;
use http::{HeaderValue, Request, Response, StatusCode, Uri, Version};
use tonic::body::Body;
use tower::{Layer, Service};

/// Rejects requests of pages that may not call.
#[derive(Clone, Debug)]
pub(super) struct OriginLayer {
    allowed: Arc<Allowed>,
}

#[derive(Debug)]
struct Allowed {
    origins: Vec<HeaderValue>,
    // The hosts of these origins.
    hosts: Vec<Authority>,
    // Whether pages of this server itself may call.
    own: bool,
}

impl OriginLayer {
    /// A layer that admits pages of these origins, and those of the server itself where it has any (`own`).
    pub(super) fn new(origins: &[HeaderValue], own: bool) -> Self {
        let hosts = origins.iter().filter_map(authority).collect();
        Self { allowed: Arc::new(Allowed { origins: origins.to_vec(), hosts, own }) }
    }
}

impl Allowed {
    fn admits<B>(&self, request: &Request<B>) -> bool {
        let host = || host(request).filter(|host| self.is_ours(host));
        match request.headers().get(ORIGIN) {
            Some(origin) if self.origins.contains(origin) => true,
            Some(origin) => self.own && host().is_some_and(|host| authority(origin) == Some(host)),
            None => !may_be_of_a_browser(request) || host().is_some(),
        }
    }

    /// Whether a host cannot be a foreign name: an address, `localhost`, or that of an allowed origin.
    fn is_ours(&self, host: &Authority) -> bool {
        let name = host.host();
        let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        let name = name.to_ascii_lowercase();
        address.is_ok() || name == "localhost" || name.ends_with(".localhost") || self.hosts.contains(host)
    }
}

/// Host and port of an origin.
fn authority(origin: &HeaderValue) -> Option<Authority> {
    origin.to_str().ok()?.parse::<Uri>().ok()?.into_parts().authority
}

/// The host that a request names.
fn host<B>(request: &Request<B>) -> Option<Authority> {
    let named = || request.headers().get(HOST)?.to_str().ok()?.parse().ok();
    request.uri().authority().cloned().or_else(named)
}

/// Whether a page could have sent this. Native gRPC needs HTTP/2, which browsers speak over TLS only, where a foreign name
/// has no certificate.
fn may_be_of_a_browser<B>(request: &Request<B>) -> bool {
    let content_type = request.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let is_grpc = content_type == b"application/grpc" || content_type.starts_with(b"application/grpc+");
    request.version() < Version::HTTP_2 || !is_grpc
}

impl<S> Layer<S> for OriginLayer {
    type Service = OriginGuard<S>;

    fn layer(&self, inner: S) -> OriginGuard<S> {
        OriginGuard { inner, allowed: Arc::clone(&self.allowed) }
    }
}

/// The service of [`OriginLayer`].
#[derive(Clone, Debug)]
pub(super) struct OriginGuard<S> {
    inner: S,
    allowed: Arc<Allowed>,
}

impl<S> Service<Request<Body>> for OriginGuard<S>
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
        match self.allowed.admits(&request) {
            true => Either::Right(self.inner.call(request)),
            false => Either::Left(ready(Ok(forbidden()))),
        }
    }
}

fn forbidden() -> Response<Body> {
    let text = "This server does not answer to pages of that origin or host name. Open it by its address, or add the \
        origin to --grpc-web-origins.\n";
    let mut response = Response::new(Body::new(text.to_owned()));
    *response.status_mut() = StatusCode::FORBIDDEN;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(own: bool) -> Arc<Allowed> {
        OriginLayer::new(&[HeaderValue::from_static("https://desk.example.org")], own).allowed
    }

    #[test]
    fn a_host_that_somebody_else_could_own_is_not_ours() {
        for (host, expect) in [
            ("127.0.0.1:50051", true),
            ("[::1]:50051", true),
            ("192.168.1.7:80", true),
            ("localhost", true),
            ("LocalHost:50051", true),
            ("a.localhost", true),
            ("desk.example.org", true),
            ("evil.example:50051", false),
            ("localhost.evil.example", false),
            ("127.0.0.1.evil.example", false),
            ("notlocalhost", false),
            ("desk.example.org:8080", false),
            ("1.2.3", false),
        ] {
            assert_eq!(allowed(true).is_ours(&host.parse().unwrap()), expect, "{host}");
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

    #[test]
    fn a_page_may_call_from_an_allowed_origin_or_from_the_server_itself() {
        // Host, origin, whether admitted with pages of the server's own, and without.
        for (host, origin, with, without) in [
            ("api.example.org", "https://desk.example.org", true, true),
            ("127.0.0.1:50051", "http://127.0.0.1:50051", true, false),
            ("127.0.0.1:50051", "http://127.0.0.1:8080", false, false),
            ("127.0.0.1:50051", "https://evil.example", false, false),
            ("evil.example:50051", "http://evil.example:50051", false, false),
            ("127.0.0.1:50051", "null", false, false),
            ("127.0.0.1:50051", "", true, true),
            ("evil.example:50051", "", false, false),
        ] {
            let mut request = Request::builder().header(HOST, host);
            if !origin.is_empty() {
                request = request.header(ORIGIN, origin);
            }
            let request = request.body(()).unwrap();
            let admitted = [true, false].map(|own| allowed(own).admits(&request));
            assert_eq!(admitted, [with, without], "{host} {origin}");
        }
    }
}
